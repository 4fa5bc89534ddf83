package coverage

import (
	_ "embed" // for the models that ship
	"fmt"
	"math"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// shipped is detection.yaml, how well each means notices where nobody has said
// it better. It is a text that never changes.
//
//go:embed detection.yaml
var shipped string

// DetectionText returns detection.yaml as it ships.
func DetectionText() string { return shipped }

// Detection is how well each means notices each kind: detection.yaml.
type Detection struct {
	Conditions Conditions                 `yaml:"conditions"`
	HeightsM   map[truceline.Kind]float64 `yaml:"heights_m"` // above the ground, by kind; "other" for the rest
	Stays      []truceline.Kind           `yaml:"stays"`     // kinds that are there to be found later
	Models     []Model                    `yaml:"models"`
}

// Conditions are from when on light and weather count as what the factors of
// models and postures are about.
type Conditions struct {
	WindMS  float64 `yaml:"wind_ms"`   // wind from so many metres per second
	RainMMH float64 `yaml:"rain_mm_h"` // rain from so many millimetres an hour
	FogKm   float64 `yaml:"fog_km"`    // fog under so much visibility
	SunDeg  float64 `yaml:"sun_deg"`   // night under this height of the sun's centre
	FireMW  float64 `yaml:"fire_mw"`   // power of a usual fire, for satellites whose posture says what power they see
	Partly  float64 `yaml:"partly"`    // what is left of a watch that says partly, and neither how much nor why
}

// Stays reports whether what is of a kind is there to be found later.
func (l *Ledger) Stays(k truceline.Kind) bool { return slices.Contains(l.detection.Stays, k) }

// Model is how well one means notices some kinds.
type Model struct {
	Means  truceline.Means  `yaml:"means"`
	Kinds  []truceline.Kind `yaml:"kinds"`
	Chance [][2]float64     `yaml:"chance"`
	Night  *float64         `yaml:"night"`
	Fog    *float64         `yaml:"fog"`
	Wind   *float64         `yaml:"wind"`
	Rain   *float64         `yaml:"rain"`
	Hidden *float64         `yaml:"hidden"`
	Source string           `yaml:"source"`
}

// ParseDetection reads models of detection. Every mistake is a refusal with its
// line.
func ParseDetection(file, text string) (Detection, error) {
	var d Detection
	var root yaml.Node
	if err := posture.Decode(file, []byte(text), &root, &d); err != nil {
		return d, fmt.Errorf("read detection models: %w", err)
	}
	for i, m := range d.Models {
		if reason := m.wrong(); reason != "" {
			line, field := posture.Locate(&root, "models", i)
			return d, fmt.Errorf("read detection models: %w", truceline.Refusal{File: file, Line: line, Field: field, Reason: reason})
		}
	}
	return d, nil
}

// wrong says what is wrong with a model, nothing if it can be used.
func (m Model) wrong() string {
	last := math.Inf(-1)
	for _, p := range m.Chance {
		if !(p[0] > last && p[0] >= 0 && p[1] >= 0 && p[1] <= 1) {
			return "chance must be [km, probability], the nearest first"
		}
		last = p[0]
	}
	for _, f := range []*float64{m.Night, m.Fog, m.Wind, m.Rain, m.Hidden} {
		if f != nil && !(*f >= 0 && *f <= 1) {
			return "factors must be probabilities"
		}
	}
	switch {
	case len(m.Chance) == 0 || len(m.Kinds) == 0 || m.Source == "":
		return "needs kinds, chance and source"
	case !slices.Contains(truceline.AllMeans(), m.Means):
		return fmt.Sprintf("%q is no means that is known", m.Means)
	}
	for _, k := range m.Kinds {
		if !CanNotice(m.Means, k) {
			return fmt.Sprintf("%s cannot notice %q", m.Means, k)
		}
	}
	return ""
}

// curve is how well some kinds are noticed by somebody: a reach of a posture,
// or a model.
type curve struct {
	posture.Reach
	behind float64 // what is left where the ground stands between
	mast   float64 // metres above the ground from which it is looked
	own    bool    // of a posture, and so good beyond the footprint that is stated
	means  map[float64]float64
	// turn is the curve of one turn, where this is one of several: what a watch
	// states is about one. Nil: this.
	turn *curve
}

// far is the range in metres beyond which nothing is noticed.
func (c *curve) far() float64 { return 1000 * c.Far() }

// within is the mean chance within a range in kilometres, worked out once.
func (c *curve) within(km float64) float64 {
	if c.turn != nil {
		return c.turn.within(km)
	}
	m, ok := c.means[km]
	if !ok {
		m = c.Mean(km)
		c.means[km] = m
	}
	return m
}

// left is what is left of a curve under conditions.
func (c *curve) left(night bool, now weather) float64 {
	f := 1.0
	for _, x := range []struct {
		is bool
		by *float64
	}{{night, c.Night}, {now.fog, c.Fog}, {now.rain, c.Rain}} {
		if x.is && x.by != nil {
			f *= *x.by
		}
	}
	if c.Wind != nil {
		f *= 1 - now.wind*(1-*c.Wind)
	}
	return f
}

// curves is the curve of each kind, by the kind's number; nil where there is
// none.
type curves [maxKinds]*curve

// never is the kinds of which nothing can be noticed, however near.
func (t *curves) never() (out kinds) {
	if t == nil {
		return 0
	}
	for k, c := range t {
		if c != nil && c.Can() == 0 {
			out |= 1 << k
		}
	}
	return out
}

// eyesHeight is the height from which a person looks, or a post without a mast
// listens, in metres.
const eyesHeight = 2

// modelCurves lays the models out by means and kind.
func (d Detection) modelCurves() map[truceline.Means]*curves {
	out := map[truceline.Means]*curves{}
	for _, m := range d.Models {
		c := &curve{Reach: posture.Reach{Chance: m.Chance, Night: m.Night, Fog: m.Fog, Wind: m.Wind, Rain: m.Rain, Hidden: m.Hidden},
			behind: 1, mast: eyesHeight, means: map[float64]float64{}}
		if m.Hidden != nil {
			c.behind = *m.Hidden
		}
		if out[m.Means] == nil {
			out[m.Means] = &curves{}
		}
		for _, k := range m.Kinds {
			if n := truceline.KindNumber(k); n >= 0 && out[m.Means][n] == nil {
				out[m.Means][n] = c
			}
		}
	}
	return out
}

// postureCurves lays the reaches of one sort of watcher out by means and kind.
func postureCurves(w posture.Watcher) map[truceline.Means]*curves {
	out := map[truceline.Means]*curves{}
	for _, r := range w.Reach {
		c := &curve{Reach: r, behind: w.Behind(r), mast: max(eyesHeight, w.MastM), own: true, means: map[float64]float64{}}
		m := w.By(r)
		if out[m] == nil {
			out[m] = &curves{}
		}
		for _, k := range r.Kinds {
			if n := truceline.KindNumber(k); n >= 0 && out[m][n] == nil {
				out[m][n] = c
				if w.Scan != nil && (k == truceline.KindAerial || k == truceline.KindMaritime) {
					out[m][n] = c.inTurns(w.Scan.Every)
				}
			}
		}
	}
	return out
}

// inReachFor is for how long what moves is taken to be in a radar's reach at the
// least (assumption).
const inReachFor = time.Minute

// inTurns is the curve of a radar, which has another chance at each turn, to catch
// something that moves at least once.
func (c *curve) inTurns(every time.Duration) *curve {
	turns := max(1, float64(inReachFor)/float64(max(every, time.Second)))
	out := *c
	out.turn, out.Chance = c, slices.Clone(c.Chance)
	for i := range out.Chance {
		out.Chance[i][1] = 1 - math.Pow(1-out.Chance[i][1], turns)
	}
	return &out
}

// maxKinds is more than there are kinds in the taxonomy.
const maxKinds = 40

// kinds is a set of kinds, a bit each in the order of the taxonomy.
type kinds uint64

func (s kinds) has(k int) bool { return k >= 0 && s&(1<<k) != 0 }

func kindsOf(list []truceline.Kind) kinds {
	var s kinds
	for _, k := range list {
		if n := truceline.KindNumber(k); n >= 0 {
			s |= 1 << n
		}
	}
	return s
}
