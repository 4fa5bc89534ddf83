package sim

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestWarningsInCAP: the areas whose authority warns in CAP are warned in nothing else,
// the others in the service's form only; every message comes out of the feed with its
// area and its beginning and is about its alert; an alert's last word is its end but for
// the shares that end late, and that never end and so hold until they expire.
func TestWarningsInCAP(t *testing.T) {
	type story struct {
		area     string
		from, to time.Time // of the truth
		messages int
		last     truceline.Interval
		newest   time.Time // when the last message was sent
	}
	late, missing, on, updated := 0.0, 0.0, 0.0, 0
	for seed := range uint64(4) {
		ex := load(t, "raid")
		ex.Alerts.FalsePerDay, ex.Alerts.Lasts, ex.Alerts.CAP = 60, time.Hour, []string{"EX-02", "EX-03"}
		files := made(t, ex, Options{Seed: seed})
		w, err := play(ex, seed)
		if err != nil {
			t.Fatal(err)
		}
		stories := map[int]*story{}
		for i := range w.alerts {
			a := &w.alerts[i]
			stories[a.incident] = &story{area: a.area, from: time.UnixMilli(a.from).Truncate(time.Second), to: time.UnixMilli(a.to).Truncate(time.Second)}
		}
		for _, h := range hear(t, files, "alerts") {
			for _, o := range h.Observations {
				if ex.inCAP(o.Place.Area) {
					t.Fatalf("the service warns %s", o.Place.Area)
				}
			}
		}
		for _, h := range hear(t, files, "warnings") {
			s := stories[h.incident]
			if len(h.Observations) != 1 || len(h.Texts) != 2 || s == nil {
				t.Fatalf("%+v", h)
			}
			o, sent := h.Observations[0], h.Texts[0].Published
			s.messages++
			switch {
			case o.Kind != truceline.KindAirAlert || o.Place.Shape != truceline.ShapeArea || o.Place.Area != s.area || !ex.inCAP(s.area) || !o.When.From.Equal(s.from):
				t.Fatalf("%+v of %+v", o, s)
			case !o.When.To.After(sent) && !o.When.To.Equal(sent):
				t.Fatalf("%+v was over when it was sent at %v", o.When, sent)
			}
			if sent.After(s.newest) {
				s.newest, s.last = sent, o.When
			}
		}
		for _, n := range slices.Sorted(maps.Keys(stories)) {
			s := stories[n]
			if !ex.inCAP(s.area) || !s.to.Before(ex.Window.To.Add(-5*time.Hour)) {
				continue
			}
			if s.messages > 2 {
				updated++
			}
			switch off := s.last.To.Sub(s.to); {
			case s.last.To.Equal(s.newest) && off > time.Second:
				late++
			case s.last.To.Equal(s.newest):
				on++
			default:
				missing++
			}
		}
	}
	n := late + missing + on
	t.Logf("of %.0f alerts in CAP %.0f ended late, %.0f never, %d were updated", n, late, missing, updated)
	for _, x := range []struct{ got, share float64 }{{late, capLate}, {missing, capMissing}} {
		if math.Abs(x.got-x.share*n) > 4*math.Sqrt(n*x.share*(1-x.share)) {
			t.Errorf("%v of %v, expected a share of %v", x.got, n, x.share)
		}
	}
	if n < 80 || updated < 20 {
		t.Errorf("%.0f alerts, %d updated", n, updated)
	}
}

// TestCAPSaysNothingElse: a document holds nothing but what its authority would say,
// and neither its name nor its identifier tells of which alert it is.
func TestCAPSaysNothingElse(t *testing.T) {
	files := made(t, load(t, "raid"), Options{Seed: 2})
	n := 0
	for name, text := range files {
		if !strings.HasPrefix(name, "raw/warning-") {
			continue
		}
		n++
		if s := text.String(); strings.Contains(s, "Side ") || strings.Contains(s, `"incident"`) || strings.Count(s, "<info>") != 2 || strings.Count(s, "\n") != 1 {
			t.Errorf("%s: %s", name, s)
		}
	}
	if n < 5 {
		t.Errorf("%d warnings", n)
	}
}
