package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// Hotline is how the sides use the line that the monitor keeps open between
// their duty officers: whoever is fired at may call before firing back.
type Hotline struct {
	Calls    float64       `yaml:"calls"`    // chance that a side calls about one happening
	After    time.Duration `yaml:"after"`    // mean, from the end of what it is about
	Answered float64       `yaml:"answered"` // chance that the other side answers
	Heeded   float64       `yaml:"heeded"`   // chance that nobody fires back after a call that was answered
}

// call is one call on the hotline.
type call struct {
	answered bool
	about    string // the area that it is about
}

const (
	hotlineFile = "observations-hotline.csv"
	hotlineName = "HOTLINE"
	hotlineWord = "hotline" // what agreements call the deed
	officeKm    = 100.0     // of line for each duty officer (assumption)
	officeBack  = 12.0      // kilometres behind it (assumption)
)

// rings lets who was fired at call, if it does, and says how long nobody fires
// back: until the call is over, or for good where it is heeded.
func (c *chronicle) rings(h happening) (until time.Time, heeded bool) {
	line := c.ex.Hotline
	if h.by < 0 || h.kind[0] != 'F' || line.Calls == 0 {
		return h.to, false
	}
	r := stream(c.seed, forHotline, h.number)
	if r.Float64() >= line.Calls {
		return h.to, false
	}
	from := h.to.Add(time.Second + about(r, line.After)).Truncate(time.Second)
	to := from.Add(time.Minute + about(r, 2*time.Minute)).Truncate(time.Second)
	answered, kept := r.Float64() < line.Answered, r.Float64() < line.Heeded
	by := 1 - h.by
	at := c.office(h.along, by)
	c.add(happening{rate: -1, kind: truceline.KindCompliance, by: by, at: at, along: c.t.line.Along(at), from: from, to: to, count: 1, because: h.number,
		event: plain(truceline.KindCompliance, hotlineWord), call: &call{answered, h.area}})
	return to, answered && kept
}

// office is where the duty officer of a side for a part of the line sits.
func (c *chronicle) office(along float64, hand int) truceline.Point {
	km := (math.Floor(along/officeKm) + 0.5) * officeKm
	p := c.t.track.off(min(km, c.t.track.whole), officeBack, hand)
	return truceline.Point{Lat: round(p.Lat, 3), Lon: round(p.Lon, 3)}
}

// register is the monitor's log of the hotline: every call, as the exchange has
// it.
type register struct {
	ex    *Exercise
	seed  uint64
	calls int
	spool spool
}

func newRegister(ex *Exercise, seed uint64) *register {
	g := &register{ex: ex, seed: seed}
	g.spool.names = registerColumns()
	return g
}

func registerColumns() []string {
	return []string{"id", "time_from", "time_to", "clock", "clock_error_s", "source", "means", "kind", "subtype", "lat", "lon", "error_m", "reliability", "remarks"}
}

// next takes down the calls of a slice of time, in the order in which they end.
func (g *register) next(sl *slice) {
	if g.ex.Hotline.Calls == 0 {
		return
	}
	for i := range sl.happenings {
		if h := &sl.happenings[i]; h.call != nil {
			g.row(h)
		}
	}
}

func (g *register) row(h *happening) {
	g.calls++
	r, c := stream(g.seed, forHotline, 1<<31|h.number), &g.spool.cells
	c.begin()
	c.text(numbered(hotlineName, g.calls))
	c.moment(h.from.Add(g.off(r)), time.Second)
	c.moment(h.to.Add(g.off(r)), time.Second)
	c.text(string(truceline.ClockNTP))
	c.number(1, 0)
	c.text(hotlineName)
	c.text(string(truceline.MeansTelemetry))
	c.text(string(h.kind))
	c.text(hotlineWord)
	c.number(h.at.Lat, 3)
	c.number(h.at.Lon, 3)
	c.number(100, 0)
	c.text("A")
	c.text(fmt.Sprintf("%s called about fire in %s, %s", g.ex.Sides[h.by].Name, h.call.about, map[bool]string{true: "answered", false: "not answered"}[h.call.answered]))
	c.end()
	g.spool.add(h.to.UnixMilli()+5000, subject{incident: int32(h.number)})
}

// off is by how much the exchange's clock and its whole seconds are wrong: a
// second holds 90 %.
func (g *register) off(r *rand.Rand) time.Duration {
	return time.Duration(0.4 * r.NormFloat64() * float64(time.Second))
}

// seen reports whether a happening is one that people come across and write
// about: not a call, nor a warning, nor what a satellite alone sees.
func (h *happening) seen() bool {
	return h.call == nil && h.self == nil && !slices.Contains([]truceline.Kind{truceline.KindHeat, truceline.KindAirAlert}, h.kind)
}
