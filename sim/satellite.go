package sim

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// fire is something hot on the ground.
type fire struct {
	at       truceline.Point
	along    float64
	from, to time.Time
	mw       float64 // radiative power
	incident int     // that set it alight; 0: none
}

// burning is every fire that burns, and what satellites saw of them.
type burning struct {
	ex      *Exercise
	seed    uint64
	fires   []fire
	looks   []look // to come, the first last
	planned []look // all of them
	files   []*hotFile
}

// look is one pass of a satellite over the whole country.
type look struct {
	when  time.Time
	watch *Watcher
	index int
	night bool
}

// hotFile is one day's file of one satellite.
type hotFile struct {
	name string
	spool
}

// newBurning lays out the passes.
func newBurning(ex *Exercise, seed uint64) *burning {
	b := &burning{ex: ex, seed: seed}
	r := stream(seed, forFires, 0)
	for i := range ex.Watchers {
		w := &ex.Watchers[i]
		if w.Orbit == nil {
			continue
		}
		for day := midnight(ex); day.Before(ex.Window.To); day = day.AddDate(0, 0, 1) {
			for _, clock := range w.Orbit.Looks {
				when := day.Add(time.Duration(clock) + time.Duration((r.Float64()-0.5)*float64(time.Hour))).Truncate(time.Minute)
				if !when.Before(ex.Window.From) && when.Before(ex.Window.To) {
					b.looks = append(b.looks, look{when.UTC(), w, len(b.looks), conditionsAt(ex, 0, when).night})
				}
			}
		}
		for day := ex.Window.From.UTC().Truncate(24 * time.Hour); day.Before(ex.Window.To); day = day.AddDate(0, 0, 1) {
			b.file(w.Orbit.Source, day)
		}
	}
	slices.SortStableFunc(b.looks, func(a, b look) int { return b.when.Compare(a.when) })
	b.planned = slices.Clone(b.looks)
	return b
}

// file returns the file of a satellite's day, by the name its agency gives it.
func (b *burning) file(source string, day time.Time) *hotFile {
	prefix := map[string]string{"N": "SUOMI_VIIRS_C2_Global_VNP14IMGTDL_NRT_", "N20": "J1_VIIRS_C2_Global_VJ114IMGTDL_NRT_", "N21": "J2_VIIRS_C2_Global_VJ214IMGTDL_NRT_"}[source]
	name := fmt.Sprintf("raw/%s%d%03d.csv", prefix, day.Year(), day.YearDay())
	for _, f := range b.files {
		if f.name == name {
			return f
		}
	}
	f := &hotFile{name: name}
	f.names = hotColumns()
	b.files = append(b.files, f)
	return f
}

func hotColumns() []string {
	return []string{"latitude", "longitude", "bright_ti4", "scan", "track", "acq_date", "acq_time", "satellite", "confidence", "version", "bright_ti5", "frp", "daynight", "instrument"}
}

// next lets satellites look at what burns in a slice of time.
func (b *burning) next(sl *slice) {
	if len(b.files) == 0 {
		return
	}
	for i := range sl.happenings {
		if h := &sl.happenings[i]; h.mw > 0 {
			b.fires = append(b.fires, fire{at: h.at, along: h.along, from: h.from, to: h.to, mw: h.mw, incident: h.number})
		}
	}
	b.fires = slices.DeleteFunc(b.fires, func(f fire) bool { return f.to.Before(sl.from) })
	for len(b.looks) > 0 && b.looks[len(b.looks)-1].when.Before(sl.to) {
		b.see(b.looks[len(b.looks)-1])
		b.looks = b.looks[:len(b.looks)-1]
	}
}

// noticeable adds to what could have been noticed of a fire: how many looks fall
// into its time, and by sort of satellite the chance that none catches it.
func (b *burning) noticeable(h *happening, missed map[string]float64) (looks int) {
	for _, l := range b.planned {
		if l.when.Before(h.from) || l.when.After(h.to) || !l.watch.Orbit.Takes(h.at, l.when) {
			continue
		}
		looks++
		if _, ok := missed[l.watch.Sort]; !ok {
			missed[l.watch.Sort] = 1
		}
		missed[l.watch.Sort] *= 1 - (1-conditionsAt(b.ex, h.along, l.when).cloud)*sees(l.watch.Orbit, h.mw)
	}
	return looks
}

// see writes the hot pixels of one pass. A fire is seen with the chance
// frp²/(frp²+least²), through the gaps of the cloud (assumption; the shape
// follows that faint fires are missed and strong ones are not).
func (b *burning) see(l look) {
	o := l.watch.Orbit
	r := stream(b.seed, forFires, 1<<31|l.index)
	f := b.file(o.Source, l.when.Truncate(24*time.Hour))
	for _, fire := range b.fires {
		mw := min(2000, fire.mw*math.Exp(0.3*r.NormFloat64()))
		through, caught := r.Float64(), r.Float64()
		if !o.Takes(fire.at, l.when) || fire.from.After(l.when) || fire.to.Before(l.when) || through < conditionsAt(b.ex, fire.along, l.when).cloud ||
			caught >= sees(o, mw) {
			continue
		}
		scan := o.PixelM / 1000 * (1 + 0.9*r.Float64())
		track := o.PixelM / 1000 * (1 + 0.3*r.Float64())
		// The file gives the centre of the pixel, and the fire lies anywhere in it.
		p := near(fire.at, (r.Float64()-0.5)*track*1000, (r.Float64()-0.5)*scan*1000)
		hotRow(&f.cells, l, p, scan, track, mw, r.Float64())
		f.add(l.when.UnixMilli(), subject{incident: int32(fire.incident)})
	}
}

func hotRow(c *cells, l look, p truceline.Point, scan, track, mw, noise float64) {
	c.begin()
	c.number(p.Lat, 5)
	c.number(p.Lon, 5)
	c.number(min(367, 300+18*math.Log1p(mw)+6*noise), 1)
	c.number(scan, 2)
	c.number(track, 2)
	c.text(l.when.Format(time.DateOnly))
	c.text(l.when.Format("15:04:00"))
	c.text(l.watch.Orbit.Source)
	switch {
	case mw < 1.5:
		c.text("low")
	case mw > 30:
		c.text("high")
	default:
		c.text("nominal")
	}
	c.text("2.0NRT")
	c.number(285+10*noise, 1)
	c.number(mw, 2)
	if l.night {
		c.text("N")
	} else {
		c.text("D")
	}
	c.text("VIIRS")
	c.end()
}

// write writes every day's file.
func (b *burning) write(create func(string) (io.WriteCloser, error), s *said) error {
	slices.SortFunc(b.files, func(a, b *hotFile) int { return cmp.Compare(a.name, b.name) })
	for _, f := range b.files {
		if err := writeTable(create, f.name, headOf(hotColumns()), s, &f.spool); err != nil {
			return err
		}
	}
	return nil
}
