package fuse

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
)

// shippedPriors is the text of priors.yaml.
//
//go:embed priors.yaml
var shippedPriors []byte

// Priors is what fuse takes for granted before a record teaches it better:
// priors.yaml, whose comments explain each field.
type Priors struct {
	NeighbourhoodKm float64                                       `yaml:"neighbourhood_km"`
	Horizon         time.Duration                                 `yaml:"horizon"`
	Classes         []Class                                       `yaml:"classes"`
	Common          Common                                        `yaml:"common"`
	Silence         Silence                                       `yaml:"silence"`
	Learning        Learning                                      `yaml:"learning"`
	StatedAs        map[truceline.Kind]map[truceline.Kind]float64 `yaml:"stated_as"`
	Kinds           map[truceline.Kind]float64                    `yaml:"kinds"`
	Times           []Timing                                      `yaml:"times"`
	MissedPart      float64                                       `yaml:"missed_part"`
	Density         Density                                       `yaml:"density"`
	Extents         []Extent                                      `yaml:"extents"`
	BeyondWords     map[truceline.Means]Beyond                    `yaml:"beyond_words"`
	OwnPlace        float64                                       `yaml:"own_place"` // metres
	AreaEdge        float64                                       `yaml:"area_edge"` // metres
	Counted         Counted                                       `yaml:"counted"`
	Told            Told                                          `yaml:"told"`
	Sound           Sound                                         `yaml:"sound"`
	Causes          Causes                                        `yaml:"causes"`
}

// Class is a sort of statement: by which means, of which kinds, with what
// confidence in the source's own word; empty means any.
type Class struct {
	Means      truceline.Means  `yaml:"means"`
	Kinds      []truceline.Kind `yaml:"kinds"`
	Confidence string           `yaml:"confidence"`
	Odds       float64          `yaml:"odds"`
	Weight     float64          `yaml:"weight"`
	Fixed      bool             `yaml:"fixed"`
	Why        string           `yaml:"why"`
}

// Common is the chance that what is wrong with one statement is wrong with the next.
type Common struct {
	Apart      float64 `yaml:"apart"` // by another means
	SharedPart float64 `yaml:"shared_part"`
	Loud       float64 `yaml:"loud"` // that what misled one is there for others of its means too
	Misled     Misled  `yaml:"misled"`
}

// Misled is the share of those misled who notice a harmless thing, and of how many of them that is
// known: the mean of a Beta density and the sum of its parameters.
type Misled struct {
	Share  float64 `yaml:"share"`
	Weight float64 `yaml:"weight"`
}

// Silence is what not being noticed by others says.
type Silence struct {
	Faint   float64                           `yaml:"faint"`
	Deaf    float64                           `yaml:"deaf"`
	Beyond  float64                           `yaml:"beyond"`
	Weight  float64                           `yaml:"weight"`
	Wait    map[truceline.Means]time.Duration `yaml:"wait"`
	Unknown float64                           `yaml:"unknown"`
}

// Learning is how much of a record it takes to move what is taken for granted, in
// statements or happenings.
type Learning struct {
	Record        float64 `yaml:"record"`
	Source        float64 `yaml:"source"`
	Neighbourhood float64 `yaml:"neighbourhood"`
}

// Timing is how the stated beginnings of one happening of a kind lie.
type Timing struct {
	Kinds  []truceline.Kind `yaml:"kinds"`
	Spread time.Duration    `yaml:"spread"`
	Lasts  time.Duration    `yaml:"lasts"`
	Moves  float64          `yaml:"moves"` // metres per second
}

// Density is how thickly new happenings lie where nothing is known yet.
type Density struct {
	Km2Hours float64 `yaml:"km2_hours"` // for one
	Weight   float64 `yaml:"weight"`
}

// Extent is how far what covers ground reaches, how much of all ground some of it covers at a time, and for how long one
// goes on in the mean.
type Extent struct {
	Kinds    []truceline.Kind `yaml:"kinds"`
	RadiusKm float64          `yaml:"radius_km"`
	Share    float64          `yaml:"share"`
	Lasts    time.Duration    `yaml:"lasts"`
}

// Beyond is how much worse a place is than the words for it.
type Beyond struct {
	BearingDeg float64 `yaml:"bearing_deg"`
	Range      float64 `yaml:"range"`
}

// Counted is what share of its parts, bursts or explosions, who notices a happening of a kind counts.
type Counted struct {
	Kinds []truceline.Kind `yaml:"kinds"`
	Share float64          `yaml:"share"`
}

// Told is how often a source is right that says which way something went, or
// which weapons it is consistent with.
type Told struct {
	Direction float64 `yaml:"direction"`
	Weapons   float64 `yaml:"weapons"`
}

// Causes are what else may explain a statement.
type Causes struct {
	Thunder   Thunder   `yaml:"thunder"`
	Exempt    float64   `yaml:"exempt"` // how often a source's own assessment as exempt is right
	Announced Announced `yaml:"announced"`
	Heat      Heat      `yaml:"heat"`
}

// Thunder is what is taken for fire while it thunders.
type Thunder struct {
	Means  []truceline.Means `yaml:"means"`
	Kinds  []truceline.Kind  `yaml:"kinds"`
	Times  float64           `yaml:"times"`  // as often wrong
	Common float64           `yaml:"common"` // chance that what misled one misleads the next
}

// Announced is what is to be heard of an announced activity, such as demining.
type Announced struct {
	Kept        float64 `yaml:"kept"`          // how often what was announced takes place
	BangsAnHour float64 `yaml:"bangs_an_hour"` // while it does
}

// Heat is how many fires there are to be seen.
type Heat struct {
	FieldsADay []float64     `yaml:"fields_a_day"` // on a square kilometre, by month
	OtherADay  float64       `yaml:"other_a_day"`  // the same, of no known cause
	Burns      time.Duration `yaml:"burns"`        // how long one lasts in the mean
	Lit        float64       `yaml:"lit"`          // chance that an impact lights one
}

// Sound is how fast sound goes where the weather is not known, and how far that is off,
// and what a weather report says.
type Sound struct {
	MetresPerSecond float64    `yaml:"metres_per_second"`
	Error           SoundError `yaml:"error"`
	Reported        SoundError `yaml:"reported"`
}

// SoundError are standard deviations of the speed of sound, metres per second: in still air, and of the
// wind along either axis. All posts that hear one sound hear it through the same air.
type SoundError struct {
	Air  float64 `yaml:"air"`
	Wind float64 `yaml:"wind"`
}

// ParsePriors reads a file of the form of priors.yaml. Every field must be
// known and every number in its bounds.
func ParsePriors(text []byte) (*Priors, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	p := &Priors{}
	if err := decoder.Decode(p); err != nil {
		return nil, fmt.Errorf("read priors: %w", err)
	}
	return p, p.check()
}

// ShippedPriors returns the priors that ship.
func ShippedPriors() *Priors {
	p, err := ParsePriors(shippedPriors)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return p
}

// check refuses what would make no sense of any statement.
func (p *Priors) check() error {
	var wrong string
	need := func(ok bool, what string) {
		if !ok && wrong == "" {
			wrong = what
		}
	}
	share := func(x float64) bool { return x > 0 && x < 1 }
	need(p.NeighbourhoodKm > 0 && p.NeighbourhoodKm <= 100, "neighbourhood_km must lie above 0 and not over 100")
	need(p.Horizon > 0, "horizon must be longer than nothing")
	for _, c := range p.Classes {
		_, known := truceline.KindNamed(truceline.KindHeat)
		for _, k := range c.Kinds {
			if _, ok := truceline.KindNamed(k); !ok {
				known = false
			}
		}
		need(known && slices.Contains(truceline.AllMeans(), c.Means), "classes: a means or kind is not in the taxonomy")
		need(c.Odds > 0 && (c.Fixed || c.Weight > 0), "classes: odds and weight must be above 0")
		need(c.Why != "", "classes: every row says why")
	}
	c := p.Common
	need(share(c.Apart) && share(c.SharedPart) && share(c.Loud) && share(c.Misled.Share) && c.Misled.Weight > 0, "common: shares lie between 0 and 1, the weight above 0")
	need(share(p.Silence.Faint) && share(p.Silence.Deaf) && share(p.Silence.Beyond) && share(p.Silence.Unknown) && p.Silence.Weight > 0, "silence: shares lie between 0 and 1, the weight above 0")
	l := p.Learning
	need(l.Record > 0 && l.Source > 0 && l.Neighbourhood > 0, "learning: weights must be above 0")
	need(share(p.Counted.Share), "counted: the share lies between 0 and 1")
	need(share(p.Told.Direction) && share(p.Told.Weapons), "told: shares lie between 0 and 1")
	need(share(p.MissedPart), "missed_part lies between 0 and 1")
	need(p.OwnPlace > 0, "own_place must be above 0")
	need(p.AreaEdge > 0, "area_edge must be above 0")
	need(p.Density.Km2Hours > 0 && p.Density.Weight > 0, "density must be above 0")
	for _, x := range p.Extents {
		need(x.RadiusKm > 0 && x.Lasts > 0 && share(x.Share), "extents: radius and time must be above 0, and the share between 0 and 1")
	}
	h := p.Causes.Heat
	need(len(h.FieldsADay) == 12 && slices.Min(h.FieldsADay) > 0 && h.OtherADay > 0 && h.Burns > 0 && share(h.Lit), "causes: fires of each of twelve months and of no cause must be above 0, and lit a share")
	need(share(p.Causes.Announced.Kept) && p.Causes.Announced.BangsAnHour > 0, "causes: announced: kept is a share, and bangs_an_hour above 0")
	need(p.Causes.Thunder.Times >= 1 && share(p.Causes.Thunder.Common) && share(p.Causes.Exempt), "causes: thunder does not make right, and shares lie between 0 and 1")
	need(p.Sound.MetresPerSecond > 0 && min(p.Sound.Error.Air, p.Sound.Error.Wind, p.Sound.Reported.Air, p.Sound.Reported.Wind) >= 0, "sound must be faster than nothing, and its errors not below it")
	for _, row := range p.StatedAs {
		sum := 0.0
		for _, k := range sortedKeys(row) {
			sum += row[k]
		}
		need(sum > 0.999 && sum < 1.001, "stated_as: each row must add up to 1")
	}
	if wrong != "" {
		return fmt.Errorf("read priors: %s", wrong)
	}
	return nil
}

// classOf returns the row that fits a statement; false when nothing is known
// about how often such statements are wrong.
func (p *Priors) classOf(o *truceline.Observation) (*Class, bool) {
	for n := range p.Classes {
		c := &p.Classes[n]
		if c.Means == o.Means && (len(c.Kinds) == 0 || slices.Contains(c.Kinds, o.Kind)) && (c.Confidence == "" || c.Confidence == o.Confidence) {
			return c, true
		}
	}
	return &Class{}, false
}

// timing returns how beginnings of a kind lie; a minute apart when nothing is stated.
func (p *Priors) timing(k truceline.Kind) Timing {
	for _, t := range p.Times {
		if slices.Contains(t.Kinds, k) {
			return t
		}
	}
	return Timing{Spread: time.Minute}
}

// extent returns how far what is of a kind reaches; nil when it covers no ground.
func (p *Priors) extent(k truceline.Kind) *Extent {
	for n := range p.Extents {
		if slices.Contains(p.Extents[n].Kinds, k) {
			return &p.Extents[n]
		}
	}
	return nil
}

// sortedKeys returns the keys of a map in order, so that sums come out the same.
func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
