package fuse

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
)

// likelihoodCase is one of testdata/likelihoods.yaml, whose head explains it.
type likelihoodCase struct {
	Why        string                `yaml:"why"`
	Areas      map[string][4]float64 `yaml:"areas"`
	Statements []handMade            `yaml:"statements"`
	Hours      float64               `yaml:"hours"` // after which it is looked at; a sweep may change something
	One        [][]int               `yaml:"one"`
	Place      []float64             `yaml:"place"`
	Begins     []float64             `yaml:"begins"`
	May        may                   `yaml:"may"`
}

type handMade struct {
	By      string          `yaml:"by"`
	Means   truceline.Means `yaml:"means"`
	Kind    truceline.Kind  `yaml:"kind"`
	At      [2]float64      `yaml:"at"`
	Error   float64         `yaml:"error"`
	Ellipse []float64       `yaml:"ellipse"` // major, minor, bearing
	Sector  []float64       `yaml:"sector"`
	Area    string          `yaml:"area"`
	T       float64         `yaml:"t"`
	To      float64         `yaml:"to"`
	Clock   float64         `yaml:"clock"`
	Arrival float64         `yaml:"arrival"`
	Landed  []float64       `yaml:"landed"` // east, north, error, t
}

// may is a statement whose incident may be those of others.
type may struct {
	Of int
	Be []int
}

func (m *may) UnmarshalYAML(n *yaml.Node) error {
	if err := n.Content[0].Decode(&m.Of); err != nil {
		return err
	}
	return n.Content[1].Decode(&m.Be)
}

func secondsOn(seconds float64) time.Time {
	return noon.Add(time.Duration(math.Round(seconds*1000)) * time.Millisecond)
}

func east(metres, north float64) truceline.Point { return plane{home}.at(metres, north) }

func (h handMade) observation(n int) truceline.Observation {
	o := truceline.Observation{
		ID: truceline.IDOf("hand-made", fmt.Sprint(n)), Source: h.By, Means: h.Means, Kind: h.Kind, Count: truceline.One("explosion"),
		When:  truceline.Interval{From: secondsOn(h.T), To: secondsOn(max(h.T, h.To)), Clock: truceline.Clock{Quality: truceline.ClockNTP, Error: time.Duration(h.Clock * float64(time.Second))}},
		Place: truceline.Place{Shape: truceline.ShapePoint, At: east(h.At[0], h.At[1]), Ellipse: truceline.Ellipse{SemiMajor: h.Error, SemiMinor: h.Error}},
	}
	if o.Means == "" {
		o.Means = truceline.MeansAcoustic
	}
	if o.Kind == "" {
		o.Kind = truceline.KindIndirectFire
	}
	if h.Clock == 0 {
		o.When.Clock.Error = time.Second
	}
	switch {
	case h.Area != "":
		o.Place = truceline.Place{Shape: truceline.ShapeArea, Area: h.Area}
	case h.Sector != nil:
		o.Place.Shape, o.Place.Ellipse = truceline.ShapeSector, truceline.Ellipse{}
		o.Place.Sector = truceline.Sector{RangeMin: h.Sector[0], RangeMax: h.Sector[1], BearingFrom: h.Sector[2], BearingTo: h.Sector[3]}
	case h.Ellipse != nil:
		o.Place.Ellipse = truceline.Ellipse{SemiMajor: h.Ellipse[0], SemiMinor: h.Ellipse[1], Bearing: h.Ellipse[2]}
	}
	if h.Arrival > 0 {
		o.Arrival = &truceline.Arrival{At: secondsOn(h.Arrival), Error: 10 * time.Millisecond}
	}
	return o
}

func (c *likelihoodCase) areas() []truceline.Area {
	var out []truceline.Area
	for _, name := range sortedNames(c.Areas) {
		b := c.Areas[name]
		west, south, right, north := 1000*b[0], 1000*b[1], 1000*b[2], 1000*b[3]
		out = append(out, truceline.Area{ID: name, Polygons: []truceline.Polygon{{{east(west, south), east(right, south), east(right, north), east(west, north)}}}})
	}
	return out
}

func sortedNames[V any](m map[string]V) []string {
	var names []string
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// likelihoodCases reads the file.
func likelihoodCases(t *testing.T) []likelihoodCase {
	t.Helper()
	text, err := os.ReadFile("testdata/likelihoods.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []likelihoodCase
	if err := yaml.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// play returns the incidents that the statements are part of in the end, taken in an order, each once.
func (c *likelihoodCase) play(order []int) (of map[int]truceline.Incident) {
	f := New(Config{Areas: c.areas()})
	last := map[truceline.ID]truceline.Incident{}
	step := func(t time.Time) {
		for _, i := range f.Step(t) {
			last[i.ID] = i
		}
	}
	for _, n := range order {
		s := c.Statements[n]
		o := s.observation(n + 1)
		f.Add(o)
		if s.Landed != nil {
			f.Ended(o.ID, truceline.Place{Shape: truceline.ShapePoint, At: east(s.Landed[0], s.Landed[1]), Ellipse: truceline.Ellipse{SemiMajor: s.Landed[2], SemiMinor: s.Landed[2]}}, secondsOn(s.Landed[3]))
		}
		step(noon)
	}
	for h := 0.0; h <= c.Hours; h++ {
		step(noon.Add(time.Duration(h * float64(time.Hour))))
	}
	of = map[int]truceline.Incident{}
	for _, i := range last {
		for n, s := range c.Statements {
			if i.Into.IsZero() && slices.Contains(i.Observations, s.observation(n+1).ID) {
				of[n+1] = i
			}
		}
	}
	return of
}

// groups writes which statements are one, in the order of their numbers.
func groups(of map[int]truceline.Incident, n int) string {
	var out [][]int
	place := map[truceline.ID]int{}
	for k := 1; k <= n; k++ {
		id := of[k].ID
		if _, ok := place[id]; !ok {
			place[id] = len(out)
			out = append(out, nil)
		}
		out[place[id]] = append(out[place[id]], k)
	}
	return fmt.Sprint(out)
}

// TestLikelihoods plays what a reader can check on paper, in the order of the file and turned round: the order
// of arrival means nothing.
func TestLikelihoods(t *testing.T) {
	for _, c := range likelihoodCases(t) {
		order := make([]int, len(c.Statements))
		for n := range order {
			order[n] = n
		}
		want := slices.Clone(c.One)
		slices.SortFunc(want, func(a, b []int) int { return a[0] - b[0] })
		for _, way := range []string{"in order", "turned round"} {
			of := c.play(order)
			if got := groups(of, len(c.Statements)); got != fmt.Sprint(want) {
				t.Errorf("%s (%s):\n  got %s, want %v", c.Why, way, got, want)
				continue
			}
			c.check(t, way, of)
			slices.Reverse(order)
		}
	}
}

// check compares where and when the first was, and what it may be.
func (c *likelihoodCase) check(t *testing.T, way string, of map[int]truceline.Incident) {
	t.Helper()
	first := of[c.One[0][0]]
	if c.Place != nil {
		x, y := plane{home}.of(first.Place.At)
		if off := math.Hypot(x-c.Place[0], y-c.Place[1]); off > c.Place[2] {
			t.Errorf("%s (%s): it lies %.0f m east, %.0f m north", c.Why, way, x, y)
		}
	}
	if c.Begins != nil {
		if s := first.When.From.Sub(noon).Seconds(); math.Abs(s-c.Begins[0]) > c.Begins[1] {
			t.Errorf("%s (%s): it begins at %.2f s", c.Why, way, s)
		}
	}
	for _, n := range c.May.Be {
		if words := strings.Join(of[c.May.Of].Reasons, "; "); !strings.Contains(words, "% it is incident "+of[n].ID.Short()) {
			t.Errorf("%s (%s): nothing says that it may be statement %d: %s", c.Why, way, n, words)
		}
	}
}
