package track

import (
	"math"
	"math/rand/v2"
	"testing"
)

// placeAt is where a thing is at a second.
type placeAt func(s float64) (x, y float64)

func going(x, y, vx, vy float64) placeAt {
	return func(s float64) (float64, float64) { return x + vx*s, y + vy*s }
}

// lookouts plays posts that give bearings alone, one scan a second each in turn, with an error of
// 0.3 degrees, each thing noticed nine times in ten, and so many false alarms a scan.
func lookouts(seed uint64, seconds int, alarms float64, motion Motion, posts, things []placeAt) *Tracker {
	const sigma, detect = 0.005, 0.9
	r := rand.New(rand.NewPCG(seed, 21))
	c := Config{Motion: motion}
	for range posts {
		c.Sensors = append(c.Sensors, Sensor{Bearings: true, Detect: detect, Clutter: alarms / (2 * math.Pi), Area: Box{-50e3, -50e3, 50e3, 50e3}})
	}
	tr := New(c)
	for i := range seconds {
		for k, post := range posts {
			s := float64(i) + float64(k)/float64(len(posts))
			x, y := post(s)
			scan := Scan{Time: s, Sensor: k}
			say := func(angle float64) {
				scan.Detections = append(scan.Detections, Detection{X: x, Y: y, Bearing: true, Angle: angle, AngleSigma: sigma})
			}
			for _, thing := range things {
				if tx, ty := thing(s); r.Float64() < detect {
					say(math.Atan2(ty-y, tx-x) + sigma*r.NormFloat64())
				}
			}
			for p := r.Float64(); p < alarms; p++ {
				say(2 * math.Pi * r.Float64())
			}
			tr.Step(&scan)
		}
	}
	return tr
}

// TestCrossings: what several posts see by bearings alone is followed where those say
// where it is, and nowhere else.
func TestCrossings(t *testing.T) {
	here, there, beyond := going(0, 0, 0, 0), going(12e3, 0, 0, 0), going(5e3, 20e3, 0, 0)
	drone, other := going(2e3, 9e3, 45, -10), going(9e3, 7e3, -30, 25)
	drifter := going(3e3, 9e3, 1, 0.5)
	for seed := range uint64(5) {
		good := func(why string, seconds int, alarms, off float64, motion Motion, posts []placeAt, things ...placeAt) {
			t.Helper()
			all := lookouts(seed, seconds, alarms, motion, posts, things).Estimates(nil)
			if len(all) != len(things) {
				t.Errorf("seed %d: %s: %d tracks of %d things", seed, why, len(all), len(things))
			}
			for _, thing := range things {
				x, y := thing(float64(seconds))
				nearest := math.Inf(1)
				for _, e := range all {
					nearest = min(nearest, math.Hypot(e.X-x, e.Y-y))
				}
				if nearest > off {
					t.Errorf("seed %d: %s: the nearest track is %.0f m off", seed, why, nearest)
				}
			}
		}
		bad := func(why string, seconds int, alarms float64, motion Motion, posts []placeAt, things ...placeAt) {
			t.Helper()
			if n := lookouts(seed, seconds, alarms, motion, posts, things).Confirmed(); n > 0 {
				t.Errorf("seed %d: %s: %d tracks", seed, why, n)
			}
		}
		good("two posts, one drone", 60, 0.1, 150, Air(), []placeAt{here, there}, drone)
		good("two posts, one drone, false alarms", 90, 1, 150, Air(), []placeAt{here, there}, drone)
		good("three posts, two drones", 60, 0.1, 150, Air(), []placeAt{here, there, beyond}, drone, other)
		good("one post that flies, one that drifts", 150, 0.1, 1000, Surface(), []placeAt{going(0, 0, 60, 0)}, drifter)
		bad("one post that stands", 300, 0.1, Air(), []placeAt{here}, drone)
		bad("one post that flies, and what may fly as fast", 150, 0.1, Air(), []placeAt{going(0, 0, 60, 0)}, drone)
		bad("false alarms alone", 300, 1, Air(), []placeAt{here, there})
		if all := lookouts(seed, 60, 0.1, Air(), []placeAt{here, there}, []placeAt{drone, other}).Estimates(nil); len(all) > 2 {
			t.Errorf("seed %d: two posts, two drones: %d tracks", seed, len(all))
		}
	}
}
