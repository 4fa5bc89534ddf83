package score

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// Truth is one line of a world's truth/incidents.ndjson: an incident with
// certainty, the side that did it, empty where nobody did, and what it was more
// closely.
type Truth struct {
	truceline.Incident
	By      string `json:"by"`
	Subtype string `json:"subtype"`
	// Because is the number, from 1, of the incident that brought it about: a fire
	// by an impact, damage by a strike. 0: none.
	Because int `json:"because"`
}

// World is what truly was.
type World struct {
	Incidents []Truth
	Objects   []Path // that moved: drones, missiles, vessels
	// Said is what the statements are about: the place of a happening in
	// Incidents, or beyond them len(Incidents) and the number of a moving object.
	// What is not there is about nothing. Nil when the world does not say.
	Said map[truceline.ID]int
	// Told is how many messages are about each object, by its ID. Nil when the world
	// does not say.
	Told map[string]int
	// Heard is when the messages about each object came in, by its ID, in any order. Nil
	// when the world does not say.
	Heard map[string][]time.Time
	// Noticeable tells whether anything could have noticed a happening; ok is
	// false where that is not known. Nil when nothing is known of any.
	Noticeable func(Truth) (yes, ok bool)
	// Breaches tells whether a true happening is forbidden by a clause, ok is
	// false where the text does not say. Nil when it cannot be asked.
	Breaches func(clause string, t Truth) (yes, ok bool)
	// Chance is the probability with which anybody noticed a happening; ok is
	// false where that is not known. Nil when nothing is known of any.
	Chance func(Truth) (p float64, ok bool)
}

// root is the happening that a statement is about, or else that which set it alight
// or broke it: a fire and the impact that lit it are rightly told as one. What
// answers fire with fire is a happening of its own.
func (w World) root(h int) int {
	for range 8 { // no chain of consequences is longer
		if h < 0 || h >= len(w.Incidents) {
			return h
		}
		because, ok := w.because(w.Incidents[h])
		if !ok {
			return h
		}
		h = because
	}
	return h
}

// because is the number of the happening that left a consequence behind; not ok where
// nothing did.
func (w World) because(t Truth) (h int, ok bool) {
	h = t.Because - 1
	return h, consequence(t.Kind) && h >= 0 && h < len(w.Incidents)
}

// consequence reports whether a kind is what something else leaves behind: heat,
// harm to people and things, damage to power and plants.
func consequence(k truceline.Kind) bool {
	switch familyOf(k) {
	case "C", "N":
		return true
	}
	return k == truceline.KindHeat
}

// Run is what was concluded, with what is needed to say when.
type Run struct {
	Record truceline.Record
	// IncidentVersions and FindingVersions hold all versions, the newest too.
	IncidentVersions []truceline.Incident
	FindingVersions  []truceline.Finding
	// Received is when the entry of an observation came to the door.
	Received map[truceline.ID]time.Time
	Tracks   []Path
	Cost     Cost
}

// Cost is what the run took on the machine it was measured on.
type Cost struct {
	Observations int           `json:"observations"`
	Took         time.Duration `json:"took_ns"` // 0: not measured
	PeakBytes    int64         `json:"peak_bytes"`
}

// ParseTruth reads truth/incidents.ndjson. An error names the line.
func ParseTruth(text []byte) ([]Truth, error) {
	var out []Truth
	err := eachLine(text, func(line []byte) error {
		var t Truth
		if err := json.Unmarshal(line, &t); err != nil {
			return err
		}
		out = append(out, t)
		return nil
	})
	return out, err
}

// sortedTruth and sortedIncidents put what is compared into an order of what it
// is, so that the order of the files changes nothing. Names come last.
func sortedTruth(all []Truth) []Truth {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Truth) int { return byContent(a.Incident, b.Incident) })
	return all
}

func sortedIncidents(all []truceline.Incident) []truceline.Incident {
	all = slices.Clone(all)
	slices.SortFunc(all, byContent)
	return all
}

func byContent(a, b truceline.Incident) int {
	return cmp.Or(a.When.From.Compare(b.When.From), a.When.To.Compare(b.When.To), cmp.Compare(a.Place.At.Lat, b.Place.At.Lat),
		cmp.Compare(a.Place.At.Lon, b.Place.At.Lon), cmp.Compare(a.Kind, b.Kind), bytes.Compare(a.ID[:], b.ID[:]))
}
