// Package recount counts one record under the rules of somebody else: a
// monitor's table, a coder of news, a party's own communiqués. Two totals that
// were come by under different rules can then be laid beside one ledger, with
// what both count, what one counts and the other does not, and what of a claim
// nothing on record can account for.
//
// A codebook is a file of rules and assumptions with their sources. It is never
// what anybody agreed, and counting under it judges nothing: a count says how
// often the record holds what the rules speak of. What was not watched is not in
// the record, so a residual says that the record cannot account for a claim, not
// that the claim is false.
package recount

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
)

//go:embed codebooks/*.yaml
var shipped embed.FS

// Codebook is how somebody counts: docs/recount.md explains each field.
type Codebook struct {
	ID   string `yaml:"id" json:"id"`
	Name string `yaml:"name" json:"name"`
	// Party is whose count it is: it counts what others did and never its own
	// doing. Empty: of no side.
	Party string `yaml:"party" json:"party,omitempty"`
	// One is what counts as one.
	One One `yaml:"one" json:"one"`
	// Who is how the doer of a happening is told.
	Who Who `yaml:"who" json:"who"`
	// CellKm is the side of the squares that stand for places where One is
	// place_day.
	CellKm float64 `yaml:"cell_km" json:"cell_km,omitempty"`
	// KnownPlaces leaves out what has no point for a place.
	KnownPlaces bool `yaml:"known_places" json:"known_places,omitempty"`
	// Exempt counts also what its source took for an exercise or demining.
	Exempt     bool       `yaml:"exempt" json:"exempt,omitempty"`
	Categories []Category `yaml:"categories" json:"categories"`
	// Total is how claims on record call the sum over all categories.
	Total []string `yaml:"total" json:"total,omitempty"`
	// Published is what the count's owner gave out, where it is of one truce.
	Published   *Published `yaml:"published" json:"published,omitempty"`
	Assumptions []string   `yaml:"assumptions" json:"assumptions"`
	Sources     []string   `yaml:"sources" json:"sources"`
	// Translations are its words in other languages, by language code: uk, fr, ru.
	Translations map[string]Translation `yaml:"translations" json:"translations,omitempty"`
}

// Translation is everything that a codebook says, in one language.
type Translation struct {
	Name        string            `yaml:"name" json:"name"`
	Categories  map[string]string `yaml:"categories" json:"categories"`   // their names, by id
	Assumptions []string          `yaml:"assumptions" json:"assumptions"` // in the order of the English ones
}

// In returns the codebook with its words in a language, as it is where its file
// does not give that one.
func (c Codebook) In(language string) Codebook {
	t, ok := c.Translations[language]
	if !ok {
		return c
	}
	c.Name, c.Assumptions, c.Categories = t.Name, t.Assumptions, slices.Clone(c.Categories)
	for k := range c.Categories {
		c.Categories[k].Name = t.Categories[c.Categories[k].ID]
	}
	return c
}

// One is what counts as one.
type One string

const (
	OneHappening One = "happening" // each happening, however many explosions it had
	OneUnit      One = "unit"      // each explosion, shot, sortie: what happenings are counted in
	OnePlaceDay  One = "place_day" // all of a category by one side in one place on one day
)

// Who is how the doer of a happening is told.
type Who string

const (
	WhoAnybody Who = "anybody" // it does not matter
	WhoNamed   Who = "named"   // as the findings name a side
	// WhoGround takes the side across the line for the sender of what landed on
	// this one, and the holder of the ground for the sender of what went out from
	// there: a common shortcut that is wrong wherever a side hits its own ground.
	WhoGround Who = "ground"
)

// Category is one row of a count.
type Category struct {
	ID    string            `yaml:"id" json:"id"`
	Name  string            `yaml:"name" json:"name"`
	Kinds []truceline.Kind  `yaml:"kinds" json:"kinds"`
	Of    []string          `yaml:"weapons" json:"weapons,omitempty"` // only these; empty: all
	Claim []string          `yaml:"metrics" json:"metrics,omitempty"` // how claims on record call it
	Means []truceline.Means `yaml:"means" json:"means,omitempty"`     // noticed by one of these; empty: any
}

// Published are figures that the owner of a count gave out about a window.
type Published struct {
	From  time.Time         `yaml:"from" json:"from"`
	To    time.Time         `yaml:"to" json:"to"`
	Total int               `yaml:"total" json:"total"`
	Parts map[string]int    `yaml:"parts" json:"parts"` // by category
	Words map[string]string `yaml:"words" json:"words,omitempty"`
}

// Unexplained is what of a published total its published parts leave.
func (p Published) Unexplained() int {
	rest := p.Total
	for _, n := range p.Parts {
		rest -= n
	}
	return rest
}

// About reports whether some of what was published is about a window.
func (p Published) About(w truceline.Window) bool {
	return p.From.Before(w.To) && w.From.Before(p.To)
}

// Parse reads a codebook, strictly: a key that is not known and a rule that says
// nothing are mistakes.
func Parse(text []byte) (Codebook, error) {
	var c Codebook
	decode := yaml.NewDecoder(bytes.NewReader(text))
	decode.KnownFields(true)
	if err := decode.Decode(&c); err != nil {
		return c, fmt.Errorf("read codebook: %w", err)
	}
	if err := decode.Decode(&Codebook{}); !errors.Is(err, io.EOF) {
		return c, fmt.Errorf("read codebook: one file holds one codebook: %w", truceline.ErrUsage)
	}
	if err := c.check(); err != nil {
		return c, fmt.Errorf("codebook %q: %w", c.ID, err)
	}
	return c, nil
}

// check refuses what could not be counted by.
func (c Codebook) check() error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf(format+": %w", append(args, truceline.ErrUsage)...)
	}
	switch {
	case c.ID == "" || c.Name == "":
		return wrong("it needs an id and a name")
	case !slices.Contains([]One{OneHappening, OneUnit, OnePlaceDay}, c.One):
		return wrong("one is %q; write happening, unit or place_day", c.One)
	case !slices.Contains([]Who{WhoAnybody, WhoNamed, WhoGround}, c.Who):
		return wrong("who is %q; write anybody, named or ground", c.Who)
	case c.One == OnePlaceDay && !(c.CellKm > 0 && c.CellKm <= 100):
		return wrong("place_day needs cell_km, above 0 and at most 100")
	case c.Party != "" && c.Who == WhoAnybody:
		return wrong("the count of a party needs who: named or ground")
	case len(c.Categories) == 0 || len(c.Assumptions) == 0 || len(c.Sources) == 0:
		return wrong("it needs categories, assumptions and sources")
	}
	seen := map[string]bool{}
	for _, k := range c.Categories {
		if k.ID == "" || k.Name == "" || seen[k.ID] || len(k.Kinds) == 0 {
			return wrong("category %q needs an id of its own, a name and kinds", k.ID)
		}
		seen[k.ID] = true
		for _, kind := range k.Kinds {
			if _, ok := truceline.KindNamed(kind); !ok {
				return wrong("category %q: there is no kind %q", k.ID, kind)
			}
		}
	}
	for _, language := range slices.Sorted(maps.Keys(c.Translations)) {
		if what := c.lacks(c.Translations[language]); what != "" {
			return wrong("its translation into %s lacks %s, or has one too many", language, what)
		}
	}
	if p := c.Published; p != nil {
		for id, n := range p.Parts {
			if !seen[id] || n < 0 {
				return wrong("published part %q is no category", id)
			}
		}
		if p.Total < 0 || !p.From.Before(p.To) {
			return wrong("what was published needs a total and a window")
		}
	}
	return nil
}

// lacks says what a translation does not give.
func (c Codebook) lacks(t Translation) string {
	switch {
	case t.Name == "":
		return "the name"
	case len(t.Assumptions) != len(c.Assumptions):
		return "an assumption"
	case len(t.Categories) != len(c.Categories):
		return "a category"
	}
	for _, k := range c.Categories {
		if t.Categories[k.ID] == "" {
			return fmt.Sprintf("category %q", k.ID)
		}
	}
	return ""
}

// Shipped returns the codebooks that ship, by their ids in order.
func Shipped() []Codebook { return slices.Clone(books()) }

// books reads the embedded codebooks once: they never change, and a test reads
// them, so a mistake in them cannot ship.
var books = sync.OnceValue(func() []Codebook {
	files, err := shipped.ReadDir("codebooks")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	var all []Codebook
	for _, f := range files {
		text, err := shipped.ReadFile(path.Join("codebooks", f.Name()))
		if err != nil {
			panic(err) // as above
		}
		c, err := Parse(text)
		if err != nil {
			panic(err) // as above
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Codebook) int { return strings.Compare(a.ID, b.ID) })
	return all
})

// As returns the codebook with the ids of sides exchanged for those of a record.
func (c Codebook) As(sides map[string]string) Codebook {
	if own, ok := sides[c.Party]; ok {
		c.Party = own
	}
	return c
}
