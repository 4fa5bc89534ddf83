package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/truceline/truceline"
)

// compared is one conclusion that stands in the journal and is not concluded
// again, or is concluded and does not stand there.
type compared struct {
	conclusion
	key     string
	why     string
	excused bool
}

// compare lays the replayed conclusions beside those in the journal, by key.
//
// Conclusions are written in the order of concluding, after everything else. So
// what is missing at the end is pending, from a replay that was cut off; what is
// missing before one that is there was taken out. What differs is excused only
// when it rests on a body that was erased since.
func compare(f *flowed) (*verified, error) {
	v := &verified{Recorded: len(f.recorded), Erased: f.erased, Different: []string{}}
	place := make(map[string]int, len(f.conclusions)) // in the order of concluding
	for i, e := range f.conclusions {
		place[e.Key] = i
	}
	var differing []compared
	differs := func(e truceline.Entry, why string) error {
		d := compared{key: e.Key, why: why}
		if err := json.Unmarshal(e.Body, &d.conclusion); err != nil || (d.Incident == nil) == (d.Finding == nil) {
			return fmt.Errorf("%w: entry %d is no conclusion", truceline.ErrDamaged, e.Seq)
		}
		differing = append(differing, d)
		return nil
	}
	met := make([]bool, len(f.conclusions))
	last := -1
	for _, e := range f.recorded {
		i, ok := place[e.Key]
		var err error
		switch {
		case !ok:
			err = differs(e, "stands in the journal; the replay does not conclude it")
		case met[i]:
			err = differs(e, "stands in the journal twice")
		case f.conclusions[i].ID != e.ID:
			err = differs(e, "the journal and the replay say different things")
		default:
			v.Equal++
		}
		if err != nil {
			return nil, err
		}
		if ok {
			met[i], last = true, max(last, i)
		}
	}
	for i, e := range f.conclusions {
		switch {
		case met[i]:
		case i > last && len(f.lost) == 0:
			v.Pending++
		default:
			if err := differs(e, "the replay concludes it; it is missing from the journal"); err != nil {
				return nil, err
			}
		}
	}
	excuse(f, differing)
	for _, d := range differing {
		if d.excused {
			v.Excused++
		} else {
			v.Different = append(v.Different, d.key+": "+d.why)
		}
	}
	slices.Sort(v.Different)
	return v, nil
}

// maxMade bounds how many things are looked for that were read from one entry:
// a row says one or two.
const maxMade = 64

// excuse marks the conclusions that rest on what can no longer be read. An
// incident that lost an observation may have let others go to its neighbours,
// so whatever shares one with it, in the journal or in the replay, is touched
// too; and so are the findings about all of these.
func excuse(f *flowed, differing []compared) {
	if len(f.lost) == 0 {
		return
	}
	touched := map[truceline.ID]bool{} // observations, tallies and incidents
	for _, entry := range f.lost {
		for n := range maxMade {
			touched[truceline.ObservationID(entry, n)] = true
			touched[truceline.IDOf("tally", string(entry[:]), strconv.Itoa(n))] = true
		}
	}
	for grown := true; grown; {
		grown = false
		for i := range differing {
			d := &differing[i]
			if d.excused || d.Incident == nil || !f.lostReference && !rests(d.Incident, touched) {
				continue
			}
			d.excused, grown = true, true
			touched[d.Incident.ID] = true
			for _, id := range d.Incident.Observations {
				touched[id] = true
			}
		}
	}
	says := map[truceline.ID][]string{} // by finding: every version, but for what was watched
	for _, fi := range f.findingVersions {
		says[fi.ID] = append(says[fi.ID], withoutGap(fi))
	}
	for i := range differing {
		d := &differing[i]
		if d.Finding == nil {
			continue
		}
		switch fi := d.Finding; fi.Subject.Kind {
		case truceline.SubjectAbsence, truceline.SubjectState:
			d.excused = true // they rest on all that was, or was not, noticed in the window
		default:
			// A satellite's look or a patrol's watch may have been erased.
			d.excused = f.lostReference || touched[fi.Subject.ID] || slices.Contains(says[fi.ID], withoutGap(*fi))
		}
	}
}

// rests reports whether an incident shares an observation, or is one, with what
// is touched.
func rests(i *truceline.Incident, touched map[truceline.ID]bool) bool {
	return touched[i.ID] || slices.ContainsFunc(i.Observations, func(id truceline.ID) bool { return touched[id] })
}

// withoutGap is what a finding says but for what was watched, and but for what
// follows from there being another version.
func withoutGap(f truceline.Finding) string {
	f.Gap, f.Version, f.Subject.Version, f.Concluded = "", 0, 0, f.When.From
	text, err := json.Marshal(f)
	if err != nil {
		return ""
	}
	return string(text)
}
