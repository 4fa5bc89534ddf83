package score

import (
	"slices"

	"github.com/truceline/truceline"
)

// told counts the incidents of the kinds that have rates, within the first band of
// distance from the line, that tell of something that happened; and the happenings that
// they tell of. An incident made of two happenings hides one, and one of which two
// incidents were made is doubled: what a rate of the whole line is off by on that count.
func told(w World, rec truceline.Record) (incidents, happenings int) {
	var kinds []truceline.Kind
	for _, r := range rec.Rates {
		if !slices.Contains(kinds, r.Kind) {
			kinds = append(kinds, r.Kind)
		}
	}
	_, upTo := truceline.DistanceBands()
	known := map[int]bool{}
	for _, i := range rec.Incidents {
		if !slices.Contains(kinds, i.Kind) || i.Ground == nil || i.Ground.DistanceKm >= upTo[0] || !rec.Run.Window.Contains(i.When.From) {
			continue
		}
		tells := false
		for _, o := range i.Observations {
			if h, ok := w.Said[o]; ok && h < len(w.Incidents) {
				tells, known[h] = true, true
			}
		}
		if tells {
			incidents++
		}
	}
	return incidents, len(known)
}

// weighedFigure says how many reports count on the watched part of the line as a whole,
// each by how likely it is an event there, by the events that somebody noticed there.
func weighedFigure(cases []RateCase) Figure {
	f := row("rates.weighed", "reports that count on the line, by the events noticed there", "share", Nearer,
		"Reports on the watched part of the line, each by how likely it is an event of the kind there, by the events of the kind that somebody noticed there, over all kinds: above 100 % where false reports are believed or happenings told of twice.").near(1)
	weighed, seen := 0.0, 0
	for _, c := range cases {
		if !c.Standing && c.Rate.Known() && c.Rate.Side == "" && len(c.Rate.Stretch.Parts) > 0 && c.Rate.Hours.To-c.Rate.Hours.From == 24 {
			weighed, seen = weighed+c.Rate.Weighed, seen+c.Seen
		}
	}
	if seen == 0 {
		return f.noting("nothing was noticed there")
	}
	return f.of(weighed/float64(seen), seen)
}

func toldFigure(w World, rec truceline.Record) Figure {
	f := row("rates.told", "incidents of fire by the happenings that they tell of", "share", Nearer,
		"Incidents of the kinds that have rates, within 5 km of the line, that tell of something that happened, by the number of different happenings that they tell of: above 100 % where one is counted twice, below where two are counted as one.").near(1)
	n, of := told(w, rec)
	if of == 0 {
		return f.noting("nothing was told of")
	}
	return f.of(float64(n)/float64(of), of)
}
