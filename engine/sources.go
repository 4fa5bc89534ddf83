package engine

import (
	"cmp"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/lineage"
)

// surelyNoticed is from what chance on, that somebody else would have noticed a
// happening, their silence refutes a statement of it.
const surelyNoticed = 0.95

// sources says how the statements of each source fared, by name. Others alone judge
// them: what a second, independent lineage told as well is borne out, and what
// others would have noticed and did not is refuted, as far as it was of a moment;
// an officer's verdict goes before both. How probable the incident is has no part in
// it, as the source's own record has one in that.
func (e *Engine) sources(incidents []truceline.Incident, silences []truceline.Silence, pause func()) []truceline.SourceRecord {
	missed := map[truceline.ID]float64{} // chance that all who were silent missed it
	for _, s := range silences {
		if _, ok := missed[s.Incident]; !ok {
			missed[s.Incident] = 1
		}
		missed[s.Incident] *= 1 - s.Chance
	}
	of := map[string]*truceline.SourceRecord{}
	var out []*truceline.SourceRecord
	for _, i := range incidents {
		pause()
		borne, wrong := i.Lineages > 1, false
		if m, ok := missed[i.ID]; ok && !borne && !e.ledger.Stays(i.Kind) {
			wrong = 1-m >= surelyNoticed
		}
		if len(i.Rulings) > 0 && i.Exists.Low == i.Exists.High { // a verdict
			borne, wrong = i.Exists.P == 1, i.Exists.P == 0
		}
		for _, id := range i.Observations {
			s := e.spoke[id]
			r := of[s.source]
			if r == nil {
				r = &truceline.SourceRecord{Source: s.source, Means: s.means}
				of[s.source], out = r, append(out, r)
			}
			switch {
			case borne:
				r.Confirmed++
			case wrong:
				r.Refuted++
			default:
				r.Unjudged++
			}
		}
	}
	list := make([]truceline.SourceRecord, len(out))
	for n, r := range out {
		r.Reliability = lineage.Reliability(lineage.Record{Confirmed: r.Confirmed, Refuted: r.Refuted})
		list[n] = *r
	}
	slices.SortFunc(list, func(a, b truceline.SourceRecord) int { return cmp.Compare(a.Source, b.Source) })
	return list
}

// mostTexts is among how many of the newest texts circular reporting is looked
// for: their facts are kept in memory and compared with one another.
const mostTexts = 500

// press keeps the newest texts for what they have from one another.
type press struct {
	reports []lineage.Report
	loops   []truceline.Circular // among these
	known   bool                 // loops is of all reports
}

func (p *press) add(r lineage.Report) {
	if len(p.reports) == mostTexts {
		p.reports = slices.Delete(p.reports, 0, 1)
	}
	p.reports, p.known = append(p.reports, r), false
}

// circular returns the loops among the texts.
func (p *press) circular(rd *lineage.Reader) []truceline.Circular {
	if !p.known {
		p.loops, p.known = lineage.CircularTexts(rd.Join(slices.Clone(p.reports))), true
	}
	return p.loops
}
