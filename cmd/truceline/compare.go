package main

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/truceline/truceline"
)

// compared is one conclusion that stands in the journal and is not concluded
// again, or is concluded and does not stand there.
type compared struct {
	conclusion
	key     string
	why     string
	missing bool // from the journal
	newest  int  // then: the newest version that stands there
	excused bool
}

// things is how many things a conclusion is about; one, if it is whole.
func (c conclusion) things() int {
	n := 0
	for _, there := range []bool{c.Incident != nil, c.Finding != nil, c.Track != nil} {
		if there {
			n++
		}
	}
	return n
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
	newest := map[string]int{} // version in the journal, by subject
	for _, e := range f.recorded {
		subject, version := subjectOf(e.Key)
		newest[subject] = max(newest[subject], version)
	}
	differs := func(e truceline.Entry, why string, missing bool) error {
		subject, _ := subjectOf(e.Key)
		d := compared{key: e.Key, why: why, missing: missing, newest: newest[subject]}
		if err := json.Unmarshal(e.Body, &d.conclusion); err != nil || d.things() != 1 {
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
			err = differs(e, "stands in the journal; the replay does not conclude it", false)
		case met[i]:
			err = differs(e, "stands in the journal twice", false)
		case f.conclusions[i].ID != e.ID:
			err = differs(e, "the journal and the replay say different things", false)
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
			if err := differs(e, "the replay concludes it; it is missing from the journal", true); err != nil {
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
	grouped := groupings(f.incidentVersions)
	for i := range differing {
		if d := &differing[i]; d.Incident != nil && !d.excused && grouped.otherwise(d.Incident) {
			d.excused = true
			touched[d.Incident.ID] = true
		}
	}
	replayed := sayings(f.incidentVersions, f.findingVersions)
	loose := looseness(f)
	for i := range differing {
		d := &differing[i]
		switch {
		case d.excused:
		case d.Track != nil:
			d.excused = true // it does not name its plots, and any of them may have been erased
		case d.Incident != nil:
			d.excused = replayed.excuse(d, loose, saying{weight: d.Incident.Exists.P, text: withoutWeight(*d.Incident)})
		case d.Finding.Subject.Kind == truceline.SubjectAbsence || d.Finding.Subject.Kind == truceline.SubjectState:
			d.excused = true // they rest on all that was, or was not, noticed in the window
		default:
			d.excused = f.lostReference || touched[d.Finding.Subject.ID] || replayed.excuse(d, loose, sayingOf(*d.Finding))
		}
	}
}

// How probable it is that something happened rests on all that was stated before
// and after: how often a source is wrong is learnt from the whole record. So
// after an erasure the odds of everything may differ a little, by e to the
// power of looseOdds and of looseEach for every body erased; all else must
// still be said by some version of the replay. A version that was put in only
// since the odds had moved may be missing at the end of its subject's.
const looseOdds, looseEach = 1, 0.1

// grouping is which statements a replay put together.
type grouping struct {
	members map[truceline.ID][][]truceline.ID // by incident, in each of its versions
	stated  map[truceline.ID]bool             // in any of them
}

func groupings(incidents []truceline.Incident) grouping {
	g := grouping{map[truceline.ID][][]truceline.ID{}, map[truceline.ID]bool{}}
	for _, i := range incidents {
		g.members[i.ID] = append(g.members[i.ID], i.Observations)
		for _, id := range i.Observations {
			g.stated[id] = true
		}
	}
	return g
}

// otherwise reports whether the replay has every statement of an incident, but
// never all of them and no others in it: which statements belong together also
// rests on how often sources are wrong, which an erasure moves.
func (g grouping) otherwise(i *truceline.Incident) bool {
	same := func(members []truceline.ID) bool { return sameMembers(members, i.Observations) }
	missing := func(id truceline.ID) bool { return !g.stated[id] }
	return len(i.Observations) > 0 && !slices.ContainsFunc(g.members[i.ID], same) && !slices.ContainsFunc(i.Observations, missing)
}

func sameMembers(a, b []truceline.ID) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(id truceline.ID) bool { return !slices.Contains(b, id) })
}

// looseness is by how much odds may differ. What no incident cites may have said
// who was watching, and when it is lost, silence there means something else: then
// odds say nothing, and only the rest is compared.
func looseness(f *flowed) float64 {
	cited := map[truceline.ID]bool{}
	for _, e := range f.recorded {
		var c conclusion
		if json.Unmarshal(e.Body, &c) == nil && c.Incident != nil {
			for _, id := range c.Incident.Observations {
				cited[id] = true
			}
		}
	}
	for _, entry := range f.lost {
		if !cited[truceline.ObservationID(entry, 0)] {
			return math.Inf(1)
		}
	}
	return looseOdds + looseEach*float64(len(f.lost))
}

// saying is one version of an incident or a finding, with the probability that
// it existed taken out of the text.
type saying struct {
	weight  float64
	verdict truceline.Verdict
	follows truceline.Verdict // from the probability and the threshold stated with it
	named   string            // the side, and its verdict: none is named of what is not held to have happened
	text    string
}

// sayingsOf are the sayings of a replay by what they are about.
type sayingsOf map[truceline.ID][]saying

func sayings(incidents []truceline.Incident, findings []truceline.Finding) sayingsOf {
	all := sayingsOf{}
	for _, i := range incidents {
		all[i.ID] = append(all[i.ID], saying{weight: i.Exists.P, text: withoutWeight(i)})
	}
	for _, f := range findings {
		all[f.ID] = append(all[f.ID], sayingOf(f))
	}
	return all
}

// excuse reports whether a conclusion that differs says what the replay says but
// for the weight that an erasure moved. Equal weights must come with equal verdicts,
// and another verdict must follow from the weight it is stated with.
func (s sayingsOf) excuse(d *compared, loose float64, is saying) bool {
	id := truceline.ID{}
	version := 0
	if d.Incident != nil {
		id, version = d.Incident.ID, d.Incident.Version
	} else {
		id, version = d.Finding.ID, d.Finding.Version
	}
	if d.missing && version <= d.newest {
		return false
	}
	return slices.ContainsFunc(s[id], func(other saying) bool {
		if other.text != is.text || other.verdict == is.verdict && other.named != is.named {
			return false
		}
		if other.weight == is.weight {
			return other.verdict == is.verdict
		}
		if other.verdict != is.verdict && is.verdict != is.follows {
			return false
		}
		apart := math.Abs(logOdds(other.weight) - logOdds(is.weight))
		return apart <= loose
	})
}

func logOdds(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}

// sayingOf is what a finding says but for what was watched, for which
// observations its verdicts hang on, as that moves with the odds, and for what
// follows from there being another version.
func sayingOf(f truceline.Finding) saying {
	follows := truceline.Judge(f.Exists.Probability, f.Exists.Threshold).Verdict
	s := saying{weight: f.Exists.P, verdict: f.Exists.Verdict, follows: follows, named: f.Attribution.Side + " " + string(f.Attribution.Verdict)}
	f.Gap, f.Version, f.Subject.Version, f.Concluded, f.Changed, f.Decisive = "", 0, 0, f.When.From, nil, nil
	f.Exists = truceline.Judgement{Threshold: f.Exists.Threshold}
	f.Attribution.Reasons = slices.DeleteFunc(slices.Clone(f.Attribution.Reasons), func(reason string) bool {
		return strings.HasPrefix(reason, "Without ") || strings.HasPrefix(reason, "It is not held ") // the same in words
	})
	f.Attribution.Verdict, f.Attribution.Side = "", ""
	if text, err := json.Marshal(f); err == nil {
		s.text = string(text)
	}
	return s
}

// withoutWeight is what an incident says but for how probable it and what
// explains it are.
func withoutWeight(i truceline.Incident) string {
	i.Version, i.Concluded, i.Exists, i.Causes, i.Reasons = 0, i.When.From, truceline.Probability{}, nil, nil
	text, err := json.Marshal(i)
	if err != nil {
		return ""
	}
	return string(text)
}

// subjectOf splits the key of a conclusion into what it is about and the version.
func subjectOf(key string) (subject string, version int) {
	at := strings.LastIndexByte(key, ':')
	version, _ = strconv.Atoi(key[at+1:])
	return key[:max(at, 0)], version
}

// rests reports whether an incident shares an observation, or is one or turned
// out to be one, with what is touched.
func rests(i *truceline.Incident, touched map[truceline.ID]bool) bool {
	return touched[i.ID] || touched[i.Into] || slices.ContainsFunc(i.Observations, func(id truceline.ID) bool { return touched[id] })
}
