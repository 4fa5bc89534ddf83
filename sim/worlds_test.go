package sim

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// The tests of this file hold each shipped exercise to the sentence that says what
// it is for, whatever the seed.

// seeds plays a shipped exercise with three seeds.
func seeds(t *testing.T, name string, look func(*world)) {
	t.Helper()
	for seed := uint64(11); seed < 14; seed++ {
		w, err := play(load(t, name), seed)
		if err != nil {
			t.Fatal(err)
		}
		look(w)
	}
}

func (w *world) days() float64 { return w.ex.Window.To.Sub(w.ex.Window.From).Hours() / 24 }

// count is how many happenings are such.
func (w *world) count(such func(*happening) bool) (n float64) {
	for i := range w.happenings {
		if such(&w.happenings[i]) {
			n++
		}
	}
	return n
}

// shooting is what the sides shoot, announced activity left out.
func shooting(h *happening) bool { return h.kind[0] == 'F' && h.by >= 0 }

// TestQuietWeek: little happens, silences that were agreed are kept but for a tenth
// of the fire, weapons stand in the corridor, and there are good acts of both
// sorts.
func TestQuietWeek(t *testing.T) {
	seeds(t, "quiet-week", func(w *world) {
		if n := w.count(shooting) / w.days(); n > 60 {
			t.Errorf("%.0f times fire a day", n)
		}
		kept, other := 0.0, 0.0
		var silent, loud float64 // hours times kilometres of lively line
		for _, s := range w.ex.Silences {
			silent += s.To.Sub(s.From).Hours() * (s.ToKm - s.FromKm)
		}
		for _, s := range w.ex.Stretches {
			loud += w.ex.Window.To.Sub(w.ex.Window.From).Hours() * (s.ToKm - s.FromKm)
		}
		for i := range w.happenings {
			h := &w.happenings[i]
			if !shooting(h) || factorAt(w.ex.Stretches, h.along) == 1 {
				continue
			}
			in := false
			for _, s := range w.ex.Silences {
				in = in || h.along >= s.FromKm && h.along < s.ToKm && !h.from.Before(s.From) && h.from.Before(s.To)
			}
			if in {
				kept++
			} else {
				other++
			}
		}
		if share := kept / silent / (other / (loud - silent)); share > 0.3 {
			t.Errorf("in a silence %.2f of the fire of other times", share)
		}
		good := map[string]float64{}
		for i := range w.happenings {
			if h := &w.happenings[i]; h.kind == truceline.KindCompliance {
				good[h.event.Subtype]++
			}
		}
		weapons := w.count(func(h *happening) bool {
			return h.kind == truceline.KindWeapon && w.terrain.line.Distance(h.at) < 15_000 && w.terrain.hand(h.at) == h.by
		})
		if good[withdrawal] < 10 || good[hotlineWord] < 5 || weapons < 2 {
			t.Errorf("good acts %v, %.0f weapons in the corridor", good, weapons)
		}
	})
}

// TestBadNight: far more fire than in the quiet week, most of it by night, much of
// it in answer to other fire, with drones, fog and wind.
func TestBadNight(t *testing.T) {
	quiet := 0.0
	seeds(t, "quiet-week", func(w *world) { quiet += w.count(shooting) / w.days() / 3 })
	seeds(t, "bad-night", func(w *world) {
		all := w.count(shooting)
		night := w.count(func(h *happening) bool { return shooting(h) && conditionsAt(w.ex, h.along, h.from).night })
		answers := w.count(func(h *happening) bool { return h.kind == truceline.KindIndirectFire && h.answers > 0 })
		shells := w.count(func(h *happening) bool { return h.kind == truceline.KindIndirectFire && h.by >= 0 })
		drones := w.count(func(h *happening) bool { return h.kind == truceline.KindDroneAttack })
		t.Logf("%.0f times fire against %.0f a quiet day, %.2f by night, %.2f of the shelling in answer", all, quiet, night/all, answers/shells)
		hours := time.Duration(w.ex.Daylight.To - w.ex.Daylight.From).Hours()
		if all < 5*quiet || night/all < 1.2*(24-hours)/24 || answers/shells < 0.15 || drones < 50 {
			t.Errorf("%.0f times fire against %.0f, %.2f by night, %.2f in answer, %.0f drones", all, quiet, night/all, answers/shells, drones)
		}
		fog := conditionsAt(w.ex, 600, w.ex.Window.From.Add(4*time.Hour)).fog
		wind := conditionsAt(w.ex, 1000, w.ex.Window.From.Add(22*time.Hour)).wind
		if !fog || !wind {
			t.Errorf("fog %v, wind %v", fog, wind)
		}
	})
}

// TestProbingAttack: one side announces exercises outside the corridor; while they
// go on, and where and when no patrol or drone of the monitor is near, it fires on
// the other's ground, and it goes forward; vehicles gather behind. Nothing of it is
// done by the other side.
func TestProbingAttack(t *testing.T) {
	seeds(t, "probing-attack", func(w *world) {
		var exercises []*happening
		for i := range w.happenings {
			if h := &w.happenings[i]; h.event.Exempt == "exercise" {
				exercises = append(exercises, h)
				if d := w.terrain.line.Distance(h.at); d < 15_000 || w.terrain.hand(h.at) != 1 {
					t.Errorf("an exercise %.0f m from the line on the ground of hand %d", d, w.terrain.hand(h.at))
				}
			}
		}
		covered, hours := 0.0, 0.0
		for _, h := range exercises {
			hours += h.to.Sub(h.from).Hours()
		}
		for i := range w.happenings {
			h := &w.happenings[i]
			if h.event.Cover == "" {
				continue
			}
			covered++
			under := false
			for _, e := range exercises {
				under = under || !h.from.Before(e.from) && !h.from.After(e.to)
			}
			if !under || h.by != 1 || w.terrain.hand(h.at) != 0 || h.kind != truceline.KindIndirectFire {
				t.Errorf("%s at %v by hand %d under no exercise", h.kind, h.from, h.by)
			}
			for _, s := range w.sites {
				if _, out := s.down("", h.from); s.passing() && !out && !h.from.Before(s.begins) && h.from.Before(s.ends) && flatKm(s.at, h.at) < h.event.UnseenKm {
					t.Errorf("fire at %v %.1f km from %s", h.from, flatKm(s.at, h.at), s.name)
				}
			}
		}
		forward := w.count(func(h *happening) bool { return h.kind == truceline.KindPosition && h.event.UnseenKm > 0 })
		gathered := w.count(func(h *happening) bool {
			return h.kind == truceline.KindBuildUp && len(h.columns) > 0 && h.along > 270 && h.along < 380
		})
		t.Logf("%d exercises of %.0f hours, %.0f times fire under them, %.0f advances, %.0f build-ups", len(exercises), hours, covered, forward, gathered)
		if len(exercises) < 6 || covered < 8 || forward < 2 || gathered < 3 {
			t.Errorf("%d exercises, %.0f times fire under them, %.0f advances, %.0f build-ups", len(exercises), covered, forward, gathered)
		}
	})
}

// TestRaid: sixty drones and twelve missiles of one side, through three areas at
// least, and warnings of them. Speeds are held to their range in TestRaidIsAsStated.
func TestRaid(t *testing.T) {
	seeds(t, "raid", func(w *world) {
		sorts, through, turned := map[string]int{}, map[int]bool{}, 0
		for _, a := range w.alerts {
			for _, m := range a.of {
				for ms := m.begins(); ms < m.ends(); ms += 120_000 {
					p, _ := m.where(ms)
					through[w.terrain.areaAt(p)] = true
				}
			}
		}
		seen := map[*mover]bool{}
		for _, a := range w.alerts {
			for _, m := range a.of {
				if !seen[m] {
					seen[m] = true
					sorts[m.sort]++
					if len(m.path) > 3 {
						turned++
					}
				}
			}
		}
		delete(through, -1)
		if sorts["one-way drone"] != 60 || sorts["cruise missile"] != 12 || len(through) < 3 || turned < 60 {
			t.Errorf("%v warned of, through %d areas, %d with turns", sorts, len(through), turned)
		}
	})
}

// TestSeaCorridor: ships that fall silent, say a false place or do not exist, an
// area in which all are shifted, fast craft, and mines that drift.
func TestSeaCorridor(t *testing.T) {
	seen := map[string]float64{}
	seeds(t, "sea-corridor", func(w *world) {
		for i := range w.happenings {
			if h := &w.happenings[i]; strings.Contains("M1 M2 M3 A2", string(h.kind)) {
				seen[h.event.Subtype]++
			}
		}
	})
	t.Logf("with three seeds: %v", seen)
	for _, subtype := range []string{"gap", "false position", "fabricated track", "craft in the corridor", "drifting mine", spoofing} {
		if seen[subtype] < 3 {
			t.Errorf("%.0f times %s", seen[subtype], subtype)
		}
	}
}

// TestPlantUnderFire: explosions and drones at the plant, weapons beside it, and
// off-site lines lost there and at switchyards up to sixty kilometres away.
func TestPlantUnderFire(t *testing.T) {
	seeds(t, "plant-under-fire", func(w *world) {
		plant := corner(w.ex.place("NPP-1").At)
		at := func(kind truceline.Kind, least, most float64) float64 {
			return w.count(func(h *happening) bool {
				km, _ := apart(h.at, plant)
				return h.kind == kind && h.event.At != "" && km >= least && km <= most
			})
		}
		shells, drones, weapons, lines := at(truceline.KindIndirectFire, 0, 5), at(truceline.KindAerial, 0, 5), at(truceline.KindWeapon, 0, 5), at(truceline.KindNuclear, 0, 5)
		yards := at(truceline.KindEnergy, 10, 63)
		t.Logf("%.0f times fire, %.0f drones, %.0f weapons, %.0f events at the plant; %.0f lines lost at yards", shells, drones, weapons, lines, yards)
		if shells < 3 || drones < 3 || weapons < 1 || lines < 1 || yards < 1 {
			t.Errorf("%.0f times fire, %.0f drones, %.0f weapons, %.0f events at the plant; %.0f lines lost at yards", shells, drones, weapons, lines, yards)
		}
	})
}

// TestDeceiver: one post says what never was, both sides claim several times what
// the other did, and outlets copy what was invented.
func TestDeceiver(t *testing.T) {
	ex := load(t, "deceiver")
	files := made(t, ex, Options{Seed: 12})
	if n := bytes.Count(files["truth/sensors.ndjson"].Bytes(), []byte(`"compromised":true`)); n != 1 {
		t.Errorf("%d compromised sensors", n)
	}
	w, err := play(ex, 12)
	if err != nil {
		t.Fatal(err)
	}
	invented, usual := 0.0, 0.0
	for _, st := range w.statements {
		if st.truth < 0 && st.object == 0 && st.cause == 0 && st.site.watcher.Sort == "acoustic" {
			if st.site.team.every > st.site.watcher.FalsePerHour {
				invented++
			} else {
				usual++
			}
		}
	}
	posts := 0.0
	for _, s := range w.sites {
		if s.watcher.Sort == "acoustic" {
			posts++
		}
	}
	if invented < 24 || invented < 20*usual/posts {
		t.Errorf("the compromised post says %.0f things about nothing, %.0f others %.0f", invented, posts-1, usual)
	}
	claims, err := csv.NewReader(bytes.NewReader(files["raw/claims.csv"].Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	inflated := 0
	for _, row := range claims[1:] {
		if row[5] != "violations_total" || !strings.HasSuffix(row[3], "00:00") || row[3][:10] == row[4][:10] {
			continue // the whole day only
		}
		value, err := strconv.ParseFloat(row[6], 64)
		if err != nil {
			t.Fatal(err)
		}
		accused := 0
		if row[2] == ex.Sides[1].Name {
			accused = 1
		}
		did := w.count(func(h *happening) bool {
			return h.by == accused && h.kind != truceline.KindHeat && h.kind != truceline.KindCompliance
		})
		if inflated++; value < 3.5*did {
			t.Errorf("%s claims %v of %v", row[1], value, did)
		}
	}
	if inflated != 2 {
		t.Errorf("%d claims of a whole day", inflated)
	}
	rows := rowsOf(t, files["raw/observations-press.csv"].Bytes())
	incidents, _ := aboutOf(t, files["truth/said.ndjson"].Bytes(), "raw/observations-press.csv")
	copies, made := 0, 0
	for i, row := range rows {
		if incidents[i] > 0 {
			continue
		}
		if made++; row["derived_from"] != "" {
			copies++
		}
	}
	if made < 30 || copies < 5 {
		t.Errorf("%d pieces about nothing, %d of them copied from another they name", made, copies)
	}
}

// TestSilentLine: almost nothing happens.
func TestSilentLine(t *testing.T) {
	seeds(t, "silent-line", func(w *world) {
		n := w.count(func(h *happening) bool { return h.by >= 0 && h.kind != truceline.KindHeat }) / w.days()
		t.Logf("%.1f acts of the sides a day", n)
		if n > 6 {
			t.Errorf("%.1f acts of the sides a day", n)
		}
	})
}
