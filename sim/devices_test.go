package sim

import (
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/posture"
)

// carried is a play of an exercise in which the teams of one sort meet much that they
// mark, with what was written.
func carried(t *testing.T, sort, form string) (*world, []heard) {
	t.Helper()
	ex := still(t, "bad-night", sort)
	x := &ex.Watchers[0]
	x.Device.Form, x.Broken, x.Relay, x.Repeat = form, 0, 0, 0.1
	x.Belts, x.Clusters = []posture.Belt{{Sites: 150, BackKm: [2]float64{1, 3}}}, nil
	for _, k := range []truceline.Kind{truceline.KindAerial, truceline.KindWeapon, truceline.KindFortification} {
		ex.Events = append(ex.Events, EventRate{Kind: k, Subtype: "one", PerDay: 900, Ground: "own", DepthKm: [2]float64{0.1, 5}, Mean: 3, Most: 9, Direction: truceline.DirectionUndetermined})
	}
	o := Options{Seed: 6}
	files := made(t, ex, o)
	o.noGrid = true
	w, err := newWorld(ex, o, func(string) (io.WriteCloser, error) { return nopCloser{io.Discard}, nil })
	if err != nil {
		t.Fatal(err)
	}
	w.keep = true
	if _, err := w.play(); err != nil {
		t.Fatal(err)
	}
	return w, hear(t, files, sort+"-devices")
}

// TestMarksLoseNothing reads what teams mark on their devices by its feed and holds it
// against the statements that they make: who, what, how many and when; the truth says
// of each what it is about, the circle holds the true place as often as it says, and
// nobody's own place becomes a statement.
func TestMarksLoseNothing(t *testing.T) {
	for _, x := range []struct{ sort, form string }{{"lookout", "tak"}, {"lookout", "xml"}, {"patrol", "xml"}} {
		w, rows := carried(t, x.sort, x.form)
		positions, chats := 0, 0
		rows = slices.DeleteFunc(rows, func(h heard) bool {
			switch {
			case len(h.Texts) > 0:
				chats++
			case len(h.Observations) == 0:
				positions++
			}
			if len(h.Watches) > 0 || len(h.Observations) == 0 && len(h.Texts) == 0 && h.incident > 0 {
				t.Errorf("%+v", h)
			}
			return len(h.Observations) == 0 || h.Observations[0].Kind == truceline.KindThreat
		})
		if positions < 1000 || x.sort == "patrol" && chats < 100 {
			t.Errorf("%s: %d positions, %d chats", x.sort, positions, chats)
		}
		marks := w.marks
		if len(rows) != len(marks) || len(rows) < 100 {
			t.Fatalf("%s: %d marks, %d observations", x.sort, len(marks), len(rows))
		}
		inside, judged, again := 0.0, 0.0, 0
		slices.SortFunc(marks, func(a, b mark) int { return a.at.Compare(b.at) })
		slices.SortFunc(rows, func(a, b heard) int { return a.Observations[0].When.From.Compare(b.Observations[0].When.From) })
		for i := range rows {
			o, m := rows[i].Observations[0], marks[i]
			count := truceline.Count{Least: 1, Most: 1, Unit: o.Count.Unit}
			switch {
			case m.say.Kind == truceline.KindWeapon:
				count.Least, count.Most = m.count, m.count
			case m.say.Kind != truceline.KindAerial && m.say.Kind != truceline.KindDroneAttack:
				count.Most = 0 // an area of works, or people: at least one
			}
			if i > 0 && m.uid == marks[i-1].uid { // sent twice: the same marker, so that it is the same word
				again++
				if m.cotEvent != marks[i-1].cotEvent {
					t.Fatalf("sent twice as %+v and %+v", marks[i-1].cotEvent, m.cotEvent)
				}
			}
			radius := 2.146 * m.sigma
			switch {
			case o.Source != m.source || o.Kind != m.say.Kind || o.Means != truceline.MeansSaw || o.Count != count || rows[i].incident != m.truth+1:
				t.Fatalf("%+v is said to be %+v", m, o)
			case !slices.Equal(o.Lineage, []string{"monitor"}):
				t.Fatalf("lineage %v", o.Lineage)
			case o.When.From.Sub(m.noticed) < 0 || o.When.From.Sub(m.noticed) > 80*time.Second+time.Millisecond:
				t.Fatalf("noticed at %v, marked at %v", m.noticed, o.When.From)
			case geo.Distance(o.Place.At, m.cotEvent.place) > 1 || math.Abs(o.Place.Ellipse.SemiMajor-radius) > 0.2:
				t.Fatalf("%+v of %+v", o.Place, m.cotEvent)
			}
			if m.truth < 0 {
				continue
			}
			judged++
			if geo.Distance(o.Place.At, w.happenings[m.truth].at) <= radius {
				inside++
			}
		}
		if again < 5 {
			t.Errorf("%s: %d markers were sent twice", x.sort, again)
		}
		t.Logf("%s in %s: %d marks, %.3f of the true places within the circle of 90 %%", x.sort, x.form, len(marks), inside/judged)
		if off := 4*math.Sqrt(judged*0.9*0.1) + 0.03*judged; math.Abs(inside-0.9*judged) > off { // the guess of the range that a circle is reckoned by errs too
			t.Errorf("%s: %v of %v places lie within a circle of 90 %%", x.sort, inside, judged)
		}
	}
}

// TestDevicesAreWhereTheirTeamsAre: a device says within what it states where its team
// stands, drives between halts no faster than a road allows for most of the time, is at
// no halt from which the team was kept, and knows no place where it is jammed.
func TestDevicesAreWhereTheirTeamsAre(t *testing.T) {
	ex := still(t, "bad-night", "patrol")
	ex.Events = []EventRate{{Kind: truceline.KindInterference, Subtype: "GNSS jamming", PerDay: 40, Ground: "own", DepthKm: [2]float64{1, 4}, Mean: 1, Most: 1, Lasts: 3 * time.Hour, RadiusKm: 15}}
	ex.Watchers[0].Denied, ex.Watchers[0].Delayed, ex.Watchers[0].Held, ex.Watchers[0].Device.Every = 0.3, 0.3, 30*time.Minute, time.Minute
	w, err := play(ex, 3)
	if err != nil {
		t.Fatal(err)
	}
	halts, denied := 0, 0
	for _, s := range w.sites {
		d := s.team.device
		for when := s.begins; when.Before(s.ends); when = when.Add(5 * time.Minute) {
			i := slices.IndexFunc(d.duties, func(m *mover) bool { return when.UnixMilli() >= m.begins() && when.UnixMilli() < m.ends() })
			if i < 0 {
				t.Fatalf("%s is off duty at a halt", s.name)
			}
			at, _ := d.duties[i].where(when.UnixMilli())
			far := geo.Distance(at, s.at)
			o, out := s.down(truceline.MeansHeard, when)
			switch out = out && o.limit != "condition"; {
			case !out && far > 10:
				t.Fatalf("%s is %v m from its halt", s.name, far)
			case !out:
				halts++
			case far < 5 && (o.limit == "denial" || when.Before(o.to.Add(-10*time.Minute))):
				t.Fatalf("%s was kept away (%s) and is at its halt", s.name, o.limit)
			default:
				denied++
			}
		}
	}
	if halts < 500 || denied < 100 {
		t.Errorf("%d and %d moments at halts", halts, denied)
	}
	lost, known, inside := 0, 0.0, 0.0
	for _, s := range w.sites {
		d := s.team.device
		for when := s.begins; when.Before(s.ends); when = when.Add(10 * time.Minute) {
			e := cotEvent{at: when}
			d.fix(w.ex, &e, s.at)
			if (e.sigma == 0) != (w.ex.jammed(s.at, when) != nil) {
				t.Fatalf("%s: a fix of %v m", s.name, e.sigma)
			}
			if e.sigma == 0 {
				lost++
				continue
			}
			known++
			if geo.Distance(e.place, s.at) <= 2.146*e.sigma {
				inside++
			}
		}
	}
	if lost < 20 || math.Abs(inside-0.9*known) > 4*math.Sqrt(0.09*known) {
		t.Errorf("%d fixes lost, %v of %v within the circle of 90 %%", lost, inside, known)
	}
}

// TestDevicesMoveNothing: with devices or without, the rest of the world is the same,
// but for the statements that are marked instead of being entered.
func TestDevicesMoveNothing(t *testing.T) {
	with := load(t, "bad-night")
	without := load(t, "bad-night")
	for i := range without.Watchers {
		without.Watchers[i].Device = nil
	}
	one, two := made(t, with, Options{Seed: 8, Hours: 16}), made(t, without, Options{Seed: 8, Hours: 16})
	same := 0
	for file, text := range two {
		if strings.Contains(file, "patrol") || strings.Contains(file, "lookout") || file == "truth/said.ndjson" || file == "replay.yaml" {
			continue
		}
		if one[file] == nil || one[file].String() != text.String() {
			t.Errorf("%s differs", file)
		}
		same++
	}
	if same < 40 {
		t.Errorf("%d files were compared", same)
	}
	kept := map[string]bool{}
	for line := range strings.Lines(two["raw/observations-patrol.csv"].String()) {
		kept[line] = true
	}
	for line := range strings.Lines(one["raw/observations-patrol.csv"].String()) {
		if !kept[line] {
			t.Errorf("only with devices there is a row %s", line)
		}
	}
}

// TestChatsSayNothingElse: what teams say in a chat is about what befell them, or
// nothing, and holds no figure.
func TestChatsSayNothingElse(t *testing.T) {
	w, rows := carried(t, "patrol", "tak")
	told := 0
	for _, h := range rows {
		for _, text := range h.Texts {
			if strings.ContainsAny(text.Body, "0123456789") || text.Body == "" {
				t.Errorf("chat %q", text.Body)
			}
			if h.incident == 0 {
				continue
			}
			told++
			if about := w.happenings[h.incident-1]; about.kind != truceline.KindRestriction || about.self.name != text.Source {
				t.Errorf("%s says %q of %+v", text.Source, text.Body, about)
			}
		}
	}
	if told < 20 {
		t.Errorf("%d restrictions were told", told)
	}
}

// TestSpread: the circle that stands for an ellipse holds 90 %.
func TestSpread(t *testing.T) {
	r := stream(4, forDevices, 0)
	for _, b := range []float64{0, 0.2, 0.5, 0.8, 1} {
		const n = 200_000
		inside, radius := 0, 2.146*spread(1, b)
		for range n {
			if math.Hypot(r.NormFloat64(), b*r.NormFloat64()) <= radius {
				inside++
			}
		}
		if share := float64(inside) / n; math.Abs(share-0.9) > 0.006 {
			t.Errorf("%v: %v", b, share)
		}
	}
}
