package sim

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// press writes about some of what happened, and about some that did not, and
// copies itself: one source, many outlets.
type press struct {
	ex    *Exercise
	t     *terrain
	seed  uint64
	scale float64
	spool spool
	pages []spool // what each outlet publishes, by outlet
	count []int   // pieces so far, by outlet
}

func newPress(ex *Exercise, t *terrain, seed uint64, scale float64) *press {
	p := &press{ex: ex, t: t, seed: seed, scale: scale, count: make([]int, ex.Press.Outlets)}
	p.spool.names = pressColumns()
	p.pages = make([]spool, ex.Press.Outlets)
	return p
}

func pressColumns() []string {
	return []string{"id", "time_from", "clock", "clock_error_s", "source", "means", "kind", "count_least", "lat", "lon", "error_m", "remarks", "derived_from"}
}

// next writes about a slice of time.
func (p *press) next(sl *slice, n int) {
	if p.ex.Press.Outlets == 0 {
		return
	}
	p.spool.clear()
	r := stream(p.seed, forPress, n)
	for i := range sl.happenings {
		h := &sl.happenings[i]
		if h.seen() && r.Float64() < p.ex.Press.Chance {
			p.cover(r, *h)
		}
	}
	for range poisson(r, p.ex.Press.InventedPerDay*p.scale*sl.to.Sub(sl.from).Hours()/24) {
		when := sl.from.Add(time.Duration(r.Float64() * float64(sl.to.Sub(sl.from))))
		h := happening{kind: truceline.KindIndirectFire, from: when, count: 1 + r.IntN(12)}
		h.at = p.t.track.off(r.Float64()*p.t.track.whole, 6*r.Float64(), r.IntN(2))
		p.cover(r, h)
	}
}

// cover lets one outlet write a piece and others copy it, one from another.
func (p *press) cover(r *rand.Rand, h happening) {
	const errorM = 4000 // a village, taken for its middle (assumption)
	at := jitter(r, h.at, errorM/2.146)
	when := h.from.Add(time.Duration(r.NormFloat64()/1.645*20) * time.Minute).Round(10 * time.Minute)
	arrives := h.from.Add(20*time.Minute + about(r, time.Hour))
	first := r.IntN(p.ex.Press.Outlets)
	from := p.piece(h, first, at, when, arrives, "")
	for range poisson(r, p.ex.Press.Copies) {
		outlet := r.IntN(p.ex.Press.Outlets)
		arrives = arrives.Add(2*time.Minute + about(r, 20*time.Minute))
		named := ""
		if r.Float64() < p.ex.Press.Named {
			named = from
		}
		id := p.piece(h, outlet, at, when, arrives, named)
		if r.IntN(2) == 0 {
			from = id
		}
	}
}

func (p *press) piece(h happening, outlet int, at truceline.Point, when, arrives time.Time, derived string) string {
	p.count[outlet]++
	source := fmt.Sprintf("OUTLET-%02d", outlet+1)
	id := numbered(source, p.count[outlet])
	c := &p.spool.cells
	c.begin()
	c.text(id)
	c.moment(when, time.Second)
	c.text("watch")
	c.number(1800, 0)
	c.text(source)
	c.text("public")
	c.text(string(h.kind))
	c.whole(h.count)
	c.number(at.Lat, 2)
	c.number(at.Lon, 2)
	c.number(4000, 0)
	if derived != "" {
		c.text("as reported elsewhere")
		c.text(derived)
	}
	c.end()
	p.spool.add(arrives.UnixMilli(), subject{incident: int32(h.number)})
	p.publish(h, outlet, when, arrives, derived)
	return id
}

// publish puts a piece on the outlet's own page, as an item of RSS 2.0: what the
// monitor's readers enter into their table is made from that.
func (p *press) publish(h happening, outlet int, when, arrives time.Time, derived string) {
	info, _ := truceline.KindNamed(h.kind)
	where := "the country"
	if i := p.t.areaAt(h.at); i >= 0 {
		where = p.ex.Ground.Areas[i].EN
	}
	local := when.In(p.ex.Window.From.Location())
	text := fmt.Sprintf("People in %s spoke of %s (%d) at about %s on %s.", where, info.Name, h.count, local.Format("15:04"), local.Format("2 January"))
	if derived != "" {
		text += " " + outletName(derived) + " reported it first."
	}
	page := &p.pages[outlet]
	page.b = fmt.Appendf(page.b, "<item><title>%s in %s</title><pubDate>%s</pubDate><description>%s</description></item>\n",
		info.Name, where, arrives.UTC().Format(time.RFC1123Z), text)
	page.add(arrives.UnixMilli(), subject{incident: int32(h.number)})
}

// outletName is the outlet of a piece, by its ID.
func outletName(piece string) string { return piece[:strings.LastIndexByte(piece, '-')] }

// openPages opens the pages of all outlets, a document a day.
func (w *world) openPages() error {
	for i := range w.ex.Press.Outlets {
		outlet := fmt.Sprintf("OUTLET-%02d", i+1)
		head := fmt.Sprintf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>%s</title><language>en</language>\n", outlet)
		t, err := openDaily(w.create, fmt.Sprintf("raw/press-%02d-", i+1)+"%s.xml", []byte(head), []byte("</channel></rss>\n"), w.said, w.ex.Window.From.UnixMilli())
		if err != nil {
			return err
		}
		w.pages = append(w.pages, t)
	}
	return nil
}

// controlDays writes a map of control for each day, and for the day before.
func controlDays(ex *Exercise, write func(string, []byte) error) error {
	first := localDay(*ex)
	if err := write(controlName(first.Add(-24*time.Hour)), controlFile(*ex, first.Add(-24*time.Hour), dayBefore(ex.Line))); err != nil {
		return err
	}
	for day := first; day.Before(first.Add(ex.Window.To.Sub(ex.Window.From))); day = day.Add(24 * time.Hour) {
		if err := write(controlName(day), controlFile(*ex, day, ex.Line)); err != nil {
			return err
		}
	}
	return nil
}
