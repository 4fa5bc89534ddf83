package engine

import (
	"slices"

	"github.com/truceline/truceline"
)

// spoke keeps whose each statement is.
type spoke map[truceline.ID]voice

type voice struct {
	source string
	means  truceline.Means
}

// of returns whose statements an incident stands on.
func (s spoke) of(i truceline.Incident) []string {
	var out []string
	for _, id := range i.Observations {
		out = append(out, s[id].source)
	}
	return out
}

// silences lists, for each incident with a place, who could have noticed it and
// said nothing of it: those that watched, and those that were down. Who watches
// whole areas by hearsay (air alerts) is left out, and so is who had no chance.
func (e *Engine) silences(incidents []truceline.Incident, pause func()) []truceline.Silence {
	if e.ledger == nil {
		return nil
	}
	var out []truceline.Silence
	for _, i := range incidents {
		pause()
		if i.Place.Shape != truceline.ShapePoint && i.Place.Shape != truceline.ShapeSector {
			continue
		}
		said := e.spoke.of(i)
		for _, w := range e.ledger.Noticing(i.Place, i.When, i.Kind).Watchers {
			watching := w.State == truceline.Watched || w.State == truceline.PartlyWatched
			if w.Means == truceline.MeansAirAlert || slices.Contains(said, w.By) || watching && w.Chance < leastChance {
				continue
			}
			out = append(out, truceline.Silence{Incident: i.ID, By: w.By, Means: w.Means, Chance: w.Chance, Corrected: w.Corrected, State: w.State, Cause: w.Cause})
		}
	}
	return out
}

// leastChance is the chance below which a watcher's silence says nothing.
const leastChance = 0.005
