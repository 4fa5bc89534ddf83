package score

import (
	"math"
	"slices"
)

// Better says which way a figure is good.
type Better string

const (
	Higher Better = "higher"
	Lower  Better = "lower"
	// Nearer is better the nearer to the figure's target.
	Nearer Better = "nearer"
	// Shown is neither: it is there to read the others by.
	Shown Better = "shown"
)

// Figure is one row of the score.
type Figure struct {
	ID    string `json:"id"` // e.g. "incidents.recall"; stable, for comparing
	Group string `json:"group"`
	Name  string `json:"name"`
	Unit  string `json:"unit"` // "share", "m", "s", "" for a bare number, ...
	// Value is nil where there was nothing to measure; Note then says why.
	Value  *float64 `json:"value"`
	CI95   *Bounds  `json:"ci95,omitempty"` // exact, where the figure is a share of independent cases
	Cases  int      `json:"cases"`
	Better Better   `json:"better"`
	Target *float64 `json:"target,omitempty"`
	// Oracle is the same figure when it is known which statements speak of the
	// same happening; nil where there was no such run.
	Oracle *float64 `json:"oracle,omitempty"`
	// Machine marks figures that depend on the machine and not only on the
	// input; they are not compared between runs.
	Machine bool   `json:"machine,omitempty"`
	Means   string `json:"means"` // explanation
	Note    string `json:"note,omitempty"`
}

func sqrt(v float64) float64 { return math.Sqrt(v) }

func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// row is a figure in the making.
func row(id, name, unit string, better Better, means string) Figure {
	return Figure{ID: id, Name: name, Unit: unit, Better: better, Means: means}
}

// of sets a figure to a value over so many cases.
func (f Figure) of(v float64, cases int) Figure {
	f.Value, f.Cases = number(v), cases
	return f
}

// share sets a figure to x of n with its exact interval. With no cases it has
// no value.
func (f Figure) share(x, n int) Figure {
	f.Unit, f.Cases = "share", n
	if n == 0 {
		return f.noting("no cases")
	}
	b := ClopperPearson(x, n, 0.05)
	f.Value, f.CI95 = number(float64(x)/float64(n)), &b
	return f
}

func (f Figure) noting(words string) Figure {
	f.Note = words
	return f
}

func (f Figure) near(target float64) Figure {
	f.Better, f.Target = Nearer, &target
	return f
}

// middle sets a figure to a quantile of the values, or to no value without any.
func (f Figure) middle(values []float64, q float64) Figure {
	f.Cases = len(values)
	if len(values) == 0 {
		return f.noting("no cases")
	}
	f.Value = number(Quantile(values, q))
	return f
}

// Quantile returns the q-quantile of values, between neighbours in proportion
// (type 7 of Hyndman and Fan 1996). values must not be empty.
func Quantile(values []float64, q float64) float64 {
	v := slices.Clone(values)
	slices.Sort(v)
	at := q * float64(len(v)-1)
	i := int(at)
	if i+1 >= len(v) {
		return v[len(v)-1]
	}
	return v[i] + (at-float64(i))*(v[i+1]-v[i])
}

// Worseness returns how much worse b is than a; negative: better; 0 for figures
// that are only shown or were not measured in both. A value that is gone counts
// as worse without end.
func (f Figure) Worseness(a, b *float64) float64 {
	switch {
	case f.Better == Shown || a == nil:
		return 0
	case b == nil:
		return math.Inf(1)
	case f.Better == Higher:
		return *a - *b
	case f.Better == Lower:
		return *b - *a
	}
	return math.Abs(*b-*f.Target) - math.Abs(*a-*f.Target)
}
