package sim

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// watchRow is one row of raw/watches.csv.
type watchRow struct {
	site      *site
	reach     posture.Reach
	from, to  time.Time
	state     truceline.Watching
	cause     truceline.Cause
	by        int
	detection float64
	note      string
}

// watchRows says for every site and reach from when to when it watched, how
// well, and why not. A change of light, weather or outage begins a new row only
// where it changes how well.
func watchRows(ex *Exercise, all []*site) []watchRow {
	var rows []watchRow
	for _, s := range all {
		edges := edges(ex, s)
		for n := range s.watcher.Reach {
			first := len(rows)
			for i := 1; i < len(edges); i++ {
				row := rowAt(ex, s, n, edges[i-1])
				row.from, row.to = edges[i-1], edges[i]
				if last := len(rows) - 1; last >= first && sameWatch(rows[last], row) {
					rows[last].to = row.to
					continue
				}
				rows = append(rows, row)
			}
		}
	}
	return rows
}

func sameWatch(a, b watchRow) bool {
	return a.state == b.state && a.cause == b.cause && a.by == b.by && a.detection == b.detection && a.note == b.note
}

// rowAt is how well a site watches by its n-th reach at a moment.
func rowAt(ex *Exercise, s *site, n int, when time.Time) watchRow {
	reach := s.watcher.Reach[n]
	row := watchRow{site: s, reach: reach, by: -1, state: truceline.Watched}
	if o, out := s.down(s.watcher.By(reach), when); out {
		row.state, row.cause, row.by, row.note = truceline.Blind, o.cause, o.by, o.limit
		return row
	}
	now := conditionsAt(ex, s.along, when)
	f := factor(reach, now)
	row.detection = round(s.watcher.averaged[n]*f, 3)
	calm := factor(reach, conditions{night: now.night})
	switch {
	case f == 0:
		row.state, row.cause = truceline.Blind, truceline.CauseWeather
		if calm == 0 {
			row.cause = truceline.CauseNone
		}
	case f < calm:
		row.state, row.cause = truceline.PartlyWatched, truceline.CauseWeather
	}
	return row
}

// edges returns the moments at which something may change for a site, from its
// beginning to its end.
func edges(ex *Exercise, s *site) []time.Time {
	list := []time.Time{s.begins, s.ends}
	for _, o := range s.out {
		list = append(list, o.from, o.to)
	}
	for day := midnight(ex); day.Before(s.ends); day = day.AddDate(0, 0, 1) {
		list = append(list, day.Add(time.Duration(ex.Daylight.From)), day.Add(time.Duration(ex.Daylight.To)))
		for _, w := range ex.Weather {
			list = append(list, day.Add(time.Duration(w.From)), day.Add(time.Duration(w.To)))
		}
	}
	if ex.sky != nil {
		for h, last := ex.sky.from, conditionsAt(ex, s.along, s.begins); h.Before(s.ends); h = h.Add(time.Hour) {
			now := conditionsAt(ex, s.along, h)
			if now.cloud = last.cloud; now != last && h.After(s.begins) {
				list = append(list, h)
				last = now
			}
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	list = slices.CompactFunc(list, time.Time.Equal)
	return slices.DeleteFunc(list, func(t time.Time) bool { return t.Before(s.begins) || t.After(s.ends) })
}

func watchColumns() []string {
	return []string{"by", "means", "kinds", "lat", "lon", "range_m", "bearing_from_deg", "bearing_to_deg", "area", "from", "to",
		"state", "cause", "caused_by", "detection", "note"}
}

// watchRowText writes one row of raw/watches.csv.
func watchRowText(c *cells, ex *Exercise, w *watchRow) {
	c.begin()
	c.text(w.site.name)
	c.text(string(w.site.watcher.By(w.reach)))
	c.next()
	for i, k := range w.reach.Kinds {
		if i > 0 {
			c.b = append(c.b, ';')
		}
		c.b = append(c.b, k...)
	}
	c.number(w.site.at.Lat, 4)
	c.number(w.site.at.Lon, 4)
	c.number(w.reach.WatchKm*1000, 0)
	if w.site.from != w.site.to {
		c.number(w.site.from, 1)
		c.number(w.site.to, 1)
	} else {
		c.none()
		c.none()
	}
	c.none()
	c.moment(w.from, time.Second)
	c.moment(w.to, time.Second)
	c.text(string(w.state))
	c.text(string(w.cause))
	if w.by >= 0 {
		c.text(ex.Sides[w.by].ID)
	} else {
		c.none()
	}
	if w.state != truceline.Blind {
		c.number(w.detection, 3)
	} else {
		c.none()
	}
	c.text(w.note)
	c.end()
}
