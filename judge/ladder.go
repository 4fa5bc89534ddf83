package judge

import (
	"fmt"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

// ladder tells what the text says shall follow a breach, with the moment by which:
// its clocks run from when the breach was first found, and later versions of the
// finding do not wind them back. now is when this version is made.
func (j *Judge) ladder(f truceline.Finding, now time.Time) truceline.Finding {
	if len(j.a.Response) == 0 || f.Exists.Verdict != truceline.Met || f.Breach.Verdict != truceline.Met {
		return f
	}
	first, known := j.past.breached[f.ID]
	if !known {
		first = now
		j.past.breached[f.ID] = now
	}
	for _, s := range j.a.Response {
		if s.Least == "" || f.Severity >= s.Least { // G0 to G4
			f.Breach.Reasons = append(f.Breach.Reasons, fmt.Sprintf("What the text says shall follow, within %s of the first finding, which is by %s: %s: %s.",
				agreement.Length(s.After), first.Add(s.After).UTC().Format("15:04 on 2 January 2006 UTC"), s.Who, s.Text))
		}
	}
	return f
}
