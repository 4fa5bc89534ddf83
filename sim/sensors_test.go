package sim

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/adsb"
	"github.com/truceline/truceline/feed/ais"
	"github.com/truceline/truceline/feed/feedtest"
)

// rowsOf reads a made table into maps by column.
func rowsOf(t *testing.T, text []byte) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range all[1:] {
		m := map[string]string{}
		for i, name := range all[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// pathsOf reads truth/objects.ndjson.
func pathsOf(t *testing.T, text []byte) map[int]*mover {
	t.Helper()
	out := map[int]*mover{}
	for _, line := range bytes.Split(bytes.TrimSpace(text), []byte("\n")) {
		var o struct {
			Object int
			Class  string
			Sort   string
			Path   []struct {
				T        time.Time
				Lat, Lon float64
				AltM     float64 `json:"alt_m"`
			}
		}
		if err := json.Unmarshal(line, &o); err != nil {
			t.Fatal(err)
		}
		m := &mover{number: o.Object, sort: o.Sort, class: map[string]class{"air": inAir, "ground": onGround, "sea": atSea, "none": nowhere}[o.Class]}
		for _, w := range o.Path {
			m.path = append(m.path, waypoint{w.T.UnixMilli(), truceline.Point{Lat: w.Lat, Lon: w.Lon}, w.AltM})
		}
		out[o.Object] = m
	}
	return out
}

// aboutOf reads what each row of a file is about from truth/said.ndjson.
func aboutOf(t *testing.T, text []byte, file string) (incidents, objects []int) {
	t.Helper()
	for _, line := range bytes.Split(bytes.TrimSpace(text), []byte("\n")) {
		var s saidLine
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatal(err)
		}
		if s.File != file {
			continue
		}
		pad := func(list []int) []int { return append(list, make([]int, s.Rows-len(list))...) }
		incidents, objects = append(incidents, pad(s.Incidents)...), append(objects, pad(s.Objects)...)
	}
	return incidents, objects
}

// TestRadarIsAsStated measures plots against the paths of what they are of: the
// ellipse holds the truth with 90 %, and on flat ground, within reach, a mover
// is plotted at the share of turns that the model says.
func TestRadarIsAsStated(t *testing.T) {
	ex := load(t, "bad-night")
	ex.Relief = Relief{}
	ex.Traffic.TripsPerDay = 4000
	for i := range ex.Watchers {
		ex.Watchers[i].Outages, ex.Watchers[i].Broken = nil, 0
	}
	files := made(t, ex, Options{Seed: 6, Hours: 8})
	rows, paths := hear(t, files, "radar"), pathsOf(t, files["truth/objects.ndjson"].Bytes())
	inside, plots, clutter := 0.0, 0.0, 0.0
	for i, row := range rows {
		if len(row.Observations) != 1 {
			t.Fatalf("plot %d is %d observations", i, len(row.Observations))
		}
		o := row.Observations[0]
		m := paths[row.object]
		if m == nil {
			clutter++
			continue
		}
		plots++
		p, _ := m.where(o.When.From.UnixMilli())
		km, azimuth := apart(o.Place.At, p)
		sin, cos := math.Sincos((azimuth - o.Place.Ellipse.Bearing) * math.Pi / 180)
		if math.Hypot(km*1000*cos/o.Place.Ellipse.SemiMajor, km*1000*sin/o.Place.Ellipse.SemiMinor) <= 1 {
			inside++
		}
		if (o.Kind == truceline.KindAerial) != (m.class == inAir) {
			t.Fatalf("%s plotted as %s", m.sort, o.Kind)
		}
	}
	if plots < 3000 {
		t.Fatalf("only %.0f plots", plots)
	}
	sure(t, "plots inside the ellipse", inside, 0.9*plots, 0.09*plots*4)
	turns, caught := map[string]float64{}, map[string]float64{}
	band := func(m *mover, km float64) string {
		return fmt.Sprintf("%s, %.0f to %.0f km", map[bool]string{true: "air", false: "ground"}[m.class == inAir], 5*math.Floor(km/5), 5*math.Floor(km/5)+5)
	}
	w, err := newWorld(ex, Options{Seed: 6, Hours: 8}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range w.sites {
		if s.watcher.Scan == nil {
			continue
		}
		every := s.watcher.Scan.Every.Milliseconds()
		for _, m := range paths {
			for ms := m.begins() - m.begins()%every + int64(s.number)*7919%every; ms < m.ends(); ms += every {
				p, _ := m.where(ms)
				reach := s.watcher.Scan.GroundKm
				if m.class == inAir {
					reach = s.watcher.Scan.AirKm
				}
				if km, _ := apart(s.at, p); ms >= m.begins() && ms < ex.Window.From.Add(8*time.Hour).UnixMilli() && km < reach && km > 0.03 && m.speed(ms) >= s.watcher.Scan.SlowKmH {
					turns[band(m, km)]++
				}
			}
		}
	}
	at, expected := map[string]*site{}, 0.0
	for _, s := range w.sites {
		if at[s.name] = s; s.watcher.Scan != nil {
			expected += s.watcher.FalsePerHour * 8
		}
	}
	sure(t, "plots of nothing", clutter, expected, expected)
	for _, row := range rows {
		o := row.Observations[0]
		s, m := at[o.Source], paths[row.object]
		every := s.watcher.Scan.Every
		if off := (time.Duration(o.When.From.UnixNano()) - time.Duration(s.number)*7919*time.Millisecond) % every; min(off, every-off) > time.Second/128 {
			t.Fatalf("%s has a plot at %v, which is none of its turns", s.name, o.When.From)
		}
		if m == nil {
			continue
		}
		p, _ := m.where(o.When.From.UnixMilli())
		km, _ := apart(s.at, p)
		caught[band(m, km)]++
	}
	for _, key := range slices.Sorted(maps.Keys(turns)) {
		sure(t, "turns with a plot, "+key, caught[key], 0.9*turns[key], 0.09*turns[key]+1) // at the very edge of its reach a metre decides
	}
	if len(turns) < 5 {
		t.Errorf("only %d bands", len(turns))
	}
}

// ship is one position that a ship sent, and which it truly is.
type ship struct {
	when time.Time
	at   truceline.Point
	of   *mover
}

// shipsOf reads the sentences of AIS by their feed.
func shipsOf(t *testing.T, files map[string]*bytes.Buffer) (out []ship) {
	t.Helper()
	f, err := ais.New(feed.Config{Feed: "ais"})
	if err != nil {
		t.Fatal(err)
	}
	paths := pathsOf(t, files["truth/objects.ndjson"].Bytes())
	_, about := aboutOf(t, files["truth/said.ndjson"].Bytes(), "raw/ais.nmea")
	lines := bytes.SplitAfter(files["raw/ais.nmea"].Bytes(), []byte("\n"))
	if lines = lines[:len(lines)-1]; len(lines) != len(about) {
		t.Fatalf("%d sentences, %d said", len(lines), len(about))
	}
	for i, line := range lines {
		if !bytes.Contains(line, []byte("AIVDM,1,")) {
			continue // its name
		}
		got := feedtest.All(f, feed.Config{Feed: "ais"}, "ais.nmea", line)
		if len(got.Refusals) > 0 {
			t.Fatal(got.Refusals[0])
		}
		for _, o := range got.Observations {
			out = append(out, ship{o.When.From, o.Place.At, paths[about[i]]})
		}
	}
	return out
}

// TestShipsAreAsStated: positions lie within their stated error but where a
// vessel lies about it, and none comes from a vessel that is silent.
func TestShipsAreAsStated(t *testing.T) {
	ex := load(t, "sea-corridor")
	ex.Sea.Anchors = 0.5
	for i := range ex.Watchers {
		ex.Watchers[i].Broken = 0
	}
	files := made(t, ex, Options{Seed: 2, Hours: 30})
	near, ghosts, clutter := 0.0, 0, 0
	rows := shipsOf(t, files)
	waiting := map[*mover]int{}
	for _, row := range rows {
		m := row.of
		if m.speed(row.when.UnixMilli()) < 1 && m.class != nowhere {
			waiting[m]++
		}
		p, _ := m.where(row.when.UnixMilli())
		km, _ := apart(row.at, p)
		switch {
		case m.class == nowhere:
			ghosts++
		case km > 5:
			clutter++
		}
		if km*1000 <= 10 {
			near++
		}
	}
	n := float64(len(rows) - clutter)
	t.Logf("%d positions, %d of no ship, %d false; %.3f within 10 m", len(rows), ghosts, clutter, near/n)
	// Half the vessels wait, for hours, and say so every three minutes.
	if len(waiting) < 5 {
		t.Errorf("%d vessels at anchor", len(waiting))
	}
	for m, n := range waiting {
		if n > int(m.ends()-m.begins())/anchoredEvery {
			t.Errorf("object %d says %d times that it lies at anchor", m.number, n)
		}
	}
	// Two errors of 4 m each way lie within 10 m with 1-exp(-100/32) = 0.956;
	// time is cut to the second, which costs up to 7 m.
	if len(rows) < 2000 || ghosts == 0 || clutter == 0 || near/n < 0.75 || near/n > 0.97 {
		t.Errorf("%d positions, %d of no ship, %d false; %.3f within 10 m", len(rows), ghosts, clutter, near/n)
	}
}

// TestAircraftAreAsStated: positions that aircraft send lie within what they
// vouch for, come from no further than the horizon, and none comes from one that
// is silent.
func TestAircraftAreAsStated(t *testing.T) {
	ex := load(t, "bad-night")
	ex.Air.FlightsPerDay, ex.Air.SilentPerDay = 60, 30
	for i := range ex.Events {
		if ex.Events[i].Kind == truceline.KindInterference {
			ex.Events[i].PerDay = 0
		}
	}
	for i := range ex.Watchers {
		ex.Watchers[i].Broken = 0
	}
	o := Options{Seed: 5, Hours: 12}
	files := made(t, ex, o)
	w, err := newWorld(ex, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := adsb.New(feed.Config{Feed: "adsb", Source: "receivers", Options: map[string]string{"form": "hex"}})
	if err != nil {
		t.Fatal(err)
	}
	paths := pathsOf(t, files["truth/objects.ndjson"].Bytes())
	_, about := aboutOf(t, files["truth/said.ndjson"].Bytes(), "raw/adsb.hex")
	lines := bytes.SplitAfter(files["raw/adsb.hex"].Bytes(), []byte("\n"))
	pairs, split, within, seen := 0.0, 0.0, 0.0, map[int]bool{}
	sent := map[string][]byte{} // by time and address: several receivers hear the same
	for i := range about {
		when, address := string(lines[i][:14]), string(lines[i][16:24])
		sent[when+address] = lines[i]
		ms := int64(math.Round(number(t, when)*1000)) - 500
		even, done := sent[decimal(float64(ms)/1000, 3)+address], sent["done"+when+address] != nil
		if even == nil || done {
			continue
		}
		sent["done"+when+address] = lines[i]
		got := feedtest.All(f, feed.Config{Feed: "adsb", Source: "receivers"}, "adsb.hex", append(slices.Clone(even), lines[i]...))
		if len(got.Observations) == 0 {
			split++ // it flew from one band of longitude zones into another
			continue
		}
		p, alt := paths[about[i]].where(got.Observations[0].When.From.UnixMilli()) // that of the odd one, half a second after the even
		km, _ := apart(got.Observations[0].Place.At, p)
		if pairs++; km*1000 <= 10 {
			within++
		}
		near := math.Inf(1)
		for _, s := range w.sites {
			if d, _ := apart(s.at, p); s.watcher.ADSB != nil {
				near = min(near, d-4.12*(math.Sqrt(s.watcher.MastM)+math.Sqrt(alt)))
			}
		}
		if near > 1 {
			t.Fatalf("heard %.0f km beyond the horizon", near)
		}
		seen[about[i]] = true
	}
	n := 0
	for _, m := range paths {
		if m.sort == "aircraft" {
			n++
		}
	}
	t.Logf("%.0f positions of %d of %d aircraft, %.3f within 10 m", pairs, len(seen), n, within/pairs)
	// 4 m each way and a grid 5 m wide: within 10 m lie 0.936, if the place is that
	// of the second half. In the half second between, an aircraft flies 35 to 110 m.
	if pairs < 1000 || split > 0.005*pairs || within/pairs < 0.92 || within/pairs > 0.955 || len(seen) < 20 || len(seen) > 40 || n < 40 {
		t.Errorf("%.0f positions of %d of %d aircraft, %.3f within 10 m", pairs, len(seen), n, within/pairs)
	}
}

// TestRaidIsAsStated: speeds lie in the range of the raid, the sound of what
// goes by is heard by posts near its path, and every drone that arrives is an
// incident.
func TestRaidIsAsStated(t *testing.T) {
	ex := load(t, "raid")
	files := made(t, ex, Options{Seed: 3})
	drones, missiles := 0, 0
	for _, m := range pathsOf(t, files["truth/objects.ndjson"].Bytes()) {
		lo, hi := 0.0, 0.0
		switch m.sort {
		case "one-way drone":
			drones++
			lo, hi = 119, 186
		case "cruise missile":
			missiles++
			lo, hi = 695, 905
		default:
			continue
		}
		for i := 1; i < len(m.path); i++ {
			if v := m.speed(m.path[i].ms); v < lo || v > hi {
				t.Errorf("a %s goes at %.0f km/h", m.sort, v)
			}
		}
	}
	if drones != 60 || missiles != 12 {
		t.Errorf("%d drones and %d missiles", drones, missiles)
	}
	if alerts := bytes.Count(files[alertsFile].Bytes(), []byte("\n")); alerts < 4 {
		t.Errorf("%d rows of alerts", alerts)
	}
	_, about := aboutOf(t, files["truth/said.ndjson"].Bytes(), "raw/observations-acoustic.csv")
	heard := map[int]bool{}
	for _, o := range about {
		heard[o] = true
	}
	if len(heard) < 40 {
		t.Errorf("only %d of 72 were heard by any post", len(heard)-1)
	}
}

// TestHeatIsAsStated: a pixel's size holds its fire, cloud hides its share, and
// strong fires are seen more often than weak ones.
func TestHeatIsAsStated(t *testing.T) {
	ex := load(t, "bad-night")
	ex.Fires = Fires{Standing: 400}
	seen := map[bool]float64{}
	for _, cloud := range []float64{0, 1} {
		ex.Climate.Cloud = cloud
		ex.Fires.Standing = 400
		files := made(t, ex, Options{Seed: 9})
		for name, text := range files {
			if bytes.Contains([]byte(name), []byte("VIIRS")) {
				seen[cloud == 1] += float64(bytes.Count(text.Bytes(), []byte("\n")) - 1)
			}
		}
	}
	t.Logf("%.0f hot pixels under a clear sky, %.0f under cloud", seen[false], seen[true])
	if seen[false] < 1000 || seen[true] > 0.6*seen[false] {
		t.Errorf("%.0f hot pixels under a clear sky, %.0f under cloud", seen[false], seen[true])
	}
}

// TestWeatherIsAsStated: over many days the shares are those of the climate.
func TestWeatherIsAsStated(t *testing.T) {
	ex := load(t, "quiet-week")
	var cloud, rain, wind, n float64
	for seed := range uint64(30) {
		s := drawSky(&ex, 1100, seed)
		for _, c := range s.cells {
			n++
			cloud += float64(c.cloud)
			wind += float64(c.wind)
			if c.rain > 0 {
				rain++
			}
		}
	}
	t.Logf("cloud %.3f, rain %.3f, wind %.2f m/s over %.0f hours", cloud/n, rain/n, wind/n, n)
	if math.Abs(cloud/n-ex.Climate.Cloud) > 0.03 || math.Abs(rain/n-ex.Climate.Rain) > 0.02 || math.Abs(wind/n-ex.Climate.WindMS) > 0.3 {
		t.Errorf("cloud %.3f, rain %.3f, wind %.2f m/s", cloud/n, rain/n, wind/n)
	}
}

// TestUnseen: what is done where nobody looks has no patrol or drone of the
// monitor near as it begins.
func TestUnseen(t *testing.T) {
	w, err := play(load(t, "probing-attack"), 3)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range w.happenings {
		h := &w.happenings[i]
		if h.event.UnseenKm == 0 {
			continue
		}
		n++
		for _, s := range w.sites {
			if _, out := s.down("", h.from); s.passing() && !out && !h.from.Before(s.begins) && h.from.Before(s.ends) && flatKm(s.at, h.at) < h.event.UnseenKm {
				t.Errorf("%s at %v is within %.1f km of %s", h.kind, h.from, flatKm(s.at, h.at), s.name)
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d", n)
	}
}

// TestTrafficIsSteady: vehicles are under way from the first moment, as many as
// later, and a play that is told to stop does.
func TestTrafficIsSteady(t *testing.T) {
	ex := load(t, "bad-night")
	ex.Traffic.TripsPerDay = 20_000
	paths := pathsOf(t, made(t, ex, Options{Seed: 3, Hours: 3})["truth/objects.ndjson"].Bytes())
	underWay := func(after time.Duration) (n float64) {
		ms := ex.Window.From.Add(after).UnixMilli()
		for _, m := range paths {
			if m.begins() < ex.Window.From.UnixMilli() {
				t.Fatal("one set out before the window")
			}
			if m.class == onGround && m.begins() <= ms && ms < m.ends() {
				n++
			}
		}
		return n
	}
	first, later := underWay(time.Second), underWay(2*time.Hour)
	t.Logf("%.0f vehicles under way at first, %.0f two hours later", first, later)
	if first < 50 || math.Abs(first-later) > 4*math.Sqrt(first+later) {
		t.Errorf("%.0f vehicles under way at first, %.0f two hours later", first, later)
	}
	stop := errors.New("stop")
	_, err := Make(ex, Options{Seed: 3, noGrid: true, Progress: func(_, _ time.Duration, _ int) error { return stop }},
		func(string) (io.WriteCloser, error) { return nopCloser{io.Discard}, nil })
	if !errors.Is(err, stop) {
		t.Errorf("told to stop: %v", err)
	}
}

// TestReceiversHearAsStated: of the messages that ships and aircraft in reach of a
// receiver send, and above its horizon, it gets all but its share of losses, each
// with the second at which it was sent; of silent ones it gets none.
func TestReceiversHearAsStated(t *testing.T) {
	for _, x := range []struct{ exercise, sort, file string }{{"sea-corridor", "ais", "raw/ais.nmea"}, {"bad-night", "adsb", "raw/adsb.hex"}} {
		ex := still(t, x.exercise, x.sort)
		if x.sort == "adsb" {
			ex.Air = Air{FlightsPerDay: 200, SpeedKmH: [2]float64{250, 800}, AltM: [2]float64{1000, 9000}, BackKm: [2]float64{15, 60}, Dark: 0.3}
		}
		files := map[string]*bytes.Buffer{}
		w, err := newWorld(ex, Options{Seed: 3, Hours: 20, noGrid: true}, func(name string) (io.WriteCloser, error) {
			files[name] = &bytes.Buffer{}
			return nopCloser{files[name]}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var movers []*mover
		tell := w.fleet.objects
		w.fleet.objects = func(m *mover) error {
			movers = append(movers, m)
			return tell(m)
		}
		if _, err := w.play(); err != nil {
			t.Fatal(err)
		}
		end := w.ex.Window.To.UnixMilli()
		sent, seconds := 0.0, map[string]bool{}
		for _, m := range movers {
			if m.sends == nil || m.sends.remote != nil || m.class == nowhere { // who makes messages up is everywhere
				continue
			}
			for _, s := range w.sites {
				rx := s.watcher.AIS
				if rx == nil {
					rx = s.watcher.ADSB
				}
				every := rx.Every.Milliseconds()
				for ms := int64(m.number) * 7919 % every; ms < min(m.ends(), end); {
					if ms < m.begins() {
						ms += (m.begins() - ms + every - 1) / every * every
						continue
					}
					p, alt := m.where(ms)
					far := rx.ReachKm
					if x.sort == "adsb" {
						far = min(far, 4.12*(math.Sqrt(s.watcher.MastM)+math.Sqrt(alt)))
					}
					if km, _ := apart(s.at, p); km < far && (ms < m.sends.dark[0] || ms >= m.sends.dark[1]) {
						sent++
						seconds[fmt.Sprint(m.number, " ", ms/1000)] = true
					}
					ms += every
				}
			}
		}
		_, about := aboutOf(t, files["truth/said.ndjson"].Bytes(), x.file)
		lines := bytes.SplitAfter(files[x.file].Bytes(), []byte("\n"))
		ghosts := map[int]bool{}
		for _, m := range movers {
			ghosts[m.number] = m.class == nowhere
		}
		got, early := 0.0, 0
		for i, o := range about {
			var second string
			switch {
			case ghosts[o], x.sort == "ais" && !bytes.Contains(lines[i], []byte("AIVDM,1,")):
				continue
			case x.sort == "ais":
				second = string(lines[i][bytes.Index(lines[i], []byte(",c:"))+3:][:10])
			default:
				second = string(lines[i][:10])
				if ms := string(lines[i][11:14]); !seconds[fmt.Sprint(o, " ", second)] && ms < "500" {
					second = fmt.Sprint(int64(number(t, second)) - 1) // the second half of a pair from before
				}
			}
			if !seconds[fmt.Sprint(o, " ", second)] {
				early++
			}
			got++
		}
		if x.sort == "adsb" {
			got /= 2 // a pair each
		}
		sure(t, x.sort+" messages", got, 0.98*sent, 0.0196*sent+0.002*sent) // at the edge a metre decides
		if early > int(0.002*got) || sent < 1500 {
			t.Errorf("%s: %d of %.0f received that were not sent then, %.0f sent", x.sort, early, got, sent)
		}
	}
}
