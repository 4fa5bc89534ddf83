package score

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Play is one seed of one exercise, scored.
type Play struct {
	Exercise string  `json:"exercise"`
	Seed     uint64  `json:"seed"`
	Hours    float64 `json:"hours"`
	Scale    float64 `json:"scale"`
	Card     Card    `json:"-"`
}

// Suite is the score of many exercises, each over several seeds.
type Suite struct {
	Version   string          `json:"version"` // of the program, with its commit
	Seeds     int             `json:"seeds"`
	Exercises []SuiteExercise `json:"exercises"`
	Rows      []SuiteRow      `json:"rows"`
	// Rates pools the intervals of all plays, row by row.
	Rates []RateCoverage `json:"rates"`
	// Tried is the same of those intervals only that could fail, with the rare kinds together.
	Tried []RateCoverage `json:"rates_tried"`
	// Judged and Ellipses pool the judgements and the ellipses of all plays.
	Judged   []Pooled     `json:"judgements"`
	Ellipses []EllipseRow `json:"ellipses_by_means"`
}

// SuiteExercise is what was played.
type SuiteExercise struct {
	Name      string  `json:"name"`
	Hours     float64 `json:"hours"`
	Scale     float64 `json:"scale"`
	Truth     int     `json:"true_incidents"` // over all seeds
	Incidents int     `json:"incidents"`
}

// SuiteRow is one figure over all exercises.
type SuiteRow struct {
	ID      string      `json:"id"`
	Group   string      `json:"group"`
	Name    string      `json:"name"`
	Unit    string      `json:"unit"`
	Better  Better      `json:"better"`
	Target  *float64    `json:"target,omitempty"`
	Machine bool        `json:"machine,omitempty"`
	Means   string      `json:"means"`
	Cells   []SuiteCell `json:"cells"` // in the order of the exercises
}

// SuiteCell is a figure of one exercise: its mean over the seeds, and the least
// and greatest of them. All nil where no seed had anything to measure.
type SuiteCell struct {
	Mean   *float64 `json:"mean"`
	Low    *float64 `json:"low,omitempty"`
	High   *float64 `json:"high,omitempty"`
	Oracle *float64 `json:"oracle,omitempty"`
	Cases  int      `json:"cases"` // over all seeds
	Note   string   `json:"note,omitempty"`
}

// Gather puts plays together. Exercises stand in the order in which they first
// come; the order of the seeds changes nothing.
func Gather(version string, plays []Play) Suite {
	plays = slices.Clone(plays)
	s := Suite{Version: version}
	place := map[string]int{}
	for _, p := range plays {
		if _, ok := place[p.Exercise]; !ok {
			place[p.Exercise] = len(s.Exercises)
			s.Exercises = append(s.Exercises, SuiteExercise{Name: p.Exercise, Hours: p.Hours, Scale: p.Scale})
		}
		e := &s.Exercises[place[p.Exercise]]
		e.Truth += p.Card.Truth
		e.Incidents += p.Card.Incidents
	}
	slices.SortStableFunc(plays, func(a, b Play) int { return cmp.Or(place[a.Exercise]-place[b.Exercise], cmp.Compare(a.Seed, b.Seed)) })
	seeds := map[uint64]bool{}
	row := map[string]int{}
	for _, p := range plays {
		seeds[p.Seed] = true
		for _, f := range p.Card.Figures {
			if _, ok := row[f.ID]; !ok {
				row[f.ID] = len(s.Rows)
				s.Rows = append(s.Rows, SuiteRow{ID: f.ID, Group: f.Group, Name: f.Name, Unit: f.Unit, Better: f.Better, Target: f.Target,
					Machine: f.Machine, Means: f.Means, Cells: make([]SuiteCell, len(s.Exercises))})
			}
		}
	}
	s.Seeds = len(seeds)
	pools, tried, cards, places := make([][]RateCoverage, len(plays)), make([][]RateCoverage, len(plays)), make([]Card, len(plays)), []PlaceError{}
	for i, p := range plays {
		pools[i], tried[i], cards[i], places = p.Card.Rates, p.Card.Tried, p.Card, append(places, p.Card.Places...)
	}
	s.Rates, s.Tried, s.Judged, s.Ellipses = PoolRates(pools...), WithRare(PoolRates(tried...)), PoolJudged(cards...), EllipseRows(places)
	for k := range s.Rows {
		for e, exercise := range s.Exercises {
			s.Rows[k].Cells[e] = gathered(s.Rows[k].ID, exercise.Name, plays)
		}
	}
	return s
}

func gathered(id, exercise string, plays []Play) SuiteCell {
	var values, oracle []float64
	c := SuiteCell{}
	for _, p := range plays {
		if p.Exercise != exercise {
			continue
		}
		f, _ := p.Card.Figure(id)
		c.Cases += f.Cases
		if f.Note != "" {
			c.Note = f.Note
		}
		if f.Value != nil {
			values = append(values, *f.Value)
		}
		if f.Oracle != nil {
			oracle = append(oracle, *f.Oracle)
		}
	}
	if len(values) > 0 {
		c.Mean, c.Low, c.High = number(sum(values)/float64(len(values))), number(slices.Min(values)), number(slices.Max(values))
	}
	if len(oracle) > 0 {
		c.Oracle = number(sum(oracle) / float64(len(oracle)))
	}
	return c
}

// Regression is a figure that is worse than it was.
type Regression struct {
	Exercise string
	Figure   string
	Was, Now string // in words
}

// Compare returns the figures of now that are worse than the worst seed of
// committed: beyond its seed-to-seed spread. Figures of the machine are left
// out. A figure or exercise that is gone counts as worse; a new one does not.
func Compare(committed, now Suite) []Regression {
	cells := map[string]SuiteCell{}
	for _, r := range now.Rows {
		for e, c := range r.Cells {
			cells[now.Exercises[e].Name+" "+r.ID] = c
		}
	}
	var out []Regression
	for _, r := range committed.Rows {
		for e, was := range r.Cells {
			if r.Machine {
				continue
			}
			name := committed.Exercises[e].Name
			is, there := cells[name+" "+r.ID]
			f := Figure{Better: r.Better, Target: r.Target}
			least := math.Inf(1)
			for _, edge := range []*float64{was.Low, was.High} {
				least = min(least, f.Worseness(edge, is.Mean))
			}
			if was.Mean != nil && r.Better != Shown && least > 1e-9 || !there {
				out = append(out, Regression{Exercise: name, Figure: r.Name, Was: cellWords(was, r.Unit), Now: cellWords(is, r.Unit)})
			}
		}
	}
	return out
}

func cellWords(c SuiteCell, unit string) string {
	if c.Mean == nil {
		return "-"
	}
	s := Show(c.Mean, unit)
	if *c.Low != *c.High {
		s += " (" + bare(c.Low, unit) + "–" + bare(c.High, unit) + ")"
	}
	if c.Oracle != nil {
		s += " / " + bare(c.Oracle, unit)
	}
	return s
}

// bare writes a value without its unit.
func bare(v *float64, unit string) string {
	s, _, _ := strings.Cut(Show(v, unit), " ")
	return s
}

// Markdown writes the suite as docs/scores.md.
func Markdown(s Suite) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `# How far off Truceline is

Written by `+"`truceline score --suite`"+` (%s) with %d seeds of each exercise. Nothing here is edited by hand.

Each exercise is a world whose truth is known. What its sensors and people would have said went through the real front
door, and what came out was held against the truth. A cell gives the mean over the seeds, in brackets the least and the
greatest seed, and after a stroke the same figure when it is known which statements speak of the same happening: what
the sensors allow; the rest was lost in putting statements together. A dash means that there was nothing to measure.
A figure of 0 with nothing behind it is work not done yet, and is shown so on purpose.

| exercise | hours | scale | true happenings | incidents |
|---|---:|---:|---:|---:|
`, s.Version, s.Seeds)
	for _, e := range s.Exercises {
		fmt.Fprintf(&b, "| %s | %g | %g | %d | %d |\n", e.Name, e.Hours, e.Scale, e.Truth, e.Incidents)
	}
	b.WriteString("\n## The table\n\n| figure | good |")
	for _, e := range s.Exercises {
		b.WriteString(" " + e.Name + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---:|", len(s.Exercises)) + "\n")
	for _, g := range Groups() {
		fmt.Fprintf(&b, "| **%s** | |%s\n", g, strings.Repeat(" |", len(s.Exercises)))
		for _, r := range s.Rows {
			if r.Group != g {
				continue
			}
			fmt.Fprintf(&b, "| %s | %s |", r.Name, target(Figure{Better: r.Better, Target: r.Target, Unit: r.Unit}))
			for _, c := range r.Cells {
				b.WriteString(" " + cellWords(c, r.Unit) + " |")
			}
			b.WriteByte('\n')
		}
	}
	b.WriteString(pooledMarkdown(s.Judged, s.Ellipses))
	b.WriteString(ratesMarkdown(s.Rates, s.Tried))
	b.WriteString("\n## What the figures say\n\n")
	for _, r := range s.Rows {
		fmt.Fprintf(&b, "- **%s**: %s", r.Name, r.Means)
		if cases := caseWords(r); cases != "" {
			b.WriteString(" " + cases)
		}
		b.WriteByte('\n')
	}
	return []byte(b.String() + fixedWords)
}

// caseWords gives the number of cases behind a row.
func caseWords(r SuiteRow) string {
	least, most := math.MaxInt, 0
	for _, c := range r.Cells {
		least, most = min(least, c.Cases), max(most, c.Cases)
	}
	switch {
	case len(r.Cells) == 0:
		return ""
	case least == most:
		return fmt.Sprintf("(%d cases in each exercise.)", most)
	}
	return fmt.Sprintf("(%d to %d cases in an exercise.)", least, most)
}

const fixedWords = `
## How it is measured

**Matching.** True happenings and incidents are matched one to one so that the sum of the distances is least. The distance
is a negative log-likelihood of place (given the stated ellipse, with long tails), time of beginning and kind. A pair lies
within 5 km and 5 minutes, is of one family of kinds, and is likelier than one unrelated happening on 100 km² an hour. An
ellipse that promises too much therefore shows as an error of place; it does not turn into a miss.

**What could be noticed** is a happening within reach of a watch that was working, at its time and for its kind.

**Breach** is true when the clause forbids what truly happened: of a kind that it names, within its hours and its zone, by a
side that it binds, not covered by an exemption, and, where the clause asks for steps before, without these.

**Spread.** ` + "`truceline score --suite --small`" + ` plays shorter pieces and fails when a figure is worse than the worst of the
seeds that docs/scores.json holds for it. Figures of the machine (speed, memory) are shown and not compared.
`
