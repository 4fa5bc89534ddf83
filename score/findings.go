package score

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/truceline/truceline"
)

// Judged is how well one of the three judgements did.
type Judged struct {
	Name      string     `json:"name"` // exists, breach, attribution
	Cases     int        `json:"cases"`
	Forecasts []Forecast `json:"-"`
	Bins      []Bin      `json:"reliability"` // ten of equal numbers
	Verdicts  Verdicts   `json:"verdicts"`
}

// Verdicts counts what was said and how often it was wrong.
type Verdicts struct {
	Met         int `json:"met"`
	MetWrong    int `json:"met_wrong"`
	NotMet      int `json:"not_met"`
	NotMetWrong int `json:"not_met_wrong"`
	Open        int `json:"cannot_be_determined"`
}

func (v *Verdicts) add(said truceline.Verdict, isTrue bool) {
	switch said {
	case truceline.Met:
		v.Met++
		if !isTrue {
			v.MetWrong++
		}
	case truceline.NotMet:
		v.NotMet++
		if isTrue {
			v.NotMetWrong++
		}
	default:
		v.Open++
	}
}

// BySide is what was made of one side's acts.
type BySide struct {
	Side string `json:"side"` // in the agreement's order
	// Acts is how many true happenings were this side's doing, Found how many of
	// them have an incident.
	Acts  int `json:"acts"`
	Found int `json:"found"`
	// Named is how many incidents were attributed to it, Wrongly how many of
	// these were not its doing, or nothing that happened.
	Named   int `json:"named"`
	Wrongly int `json:"named_wrongly"`
	// OwnNamed is how many of its found acts were attributed to it.
	OwnNamed int `json:"own_named"`
}

// about returns the findings about incidents, with the incident's place in the
// scene, in the order of the scene.
func (s *scene) about() []judgedFinding {
	by := make([][]truceline.Finding, len(s.incidents))
	for _, f := range s.run.Record.Findings {
		if i, ok := s.of[f.Subject.ID]; ok && f.Subject.Kind == truceline.SubjectIncident {
			by[i] = append(by[i], f)
		}
	}
	place := map[string]int{} // the agreement's order; a clause it does not know comes first
	for k, c := range s.run.Record.Run.Agreement.Clauses {
		place[c.ID] = k + 1
	}
	var out []judgedFinding
	for i, list := range by {
		slices.SortFunc(list, func(a, b truceline.Finding) int {
			return cmp.Or(place[a.Clause]-place[b.Clause], bytes.Compare(a.ID[:], b.ID[:]))
		})
		for n, f := range list {
			out = append(out, judgedFinding{Finding: f, incident: i, first: n == 0})
		}
	}
	return out
}

type judgedFinding struct {
	truceline.Finding
	incident int
	first    bool // of this incident; existence and side are the same under every clause
}

func (s *scene) exists() Judged {
	j := Judged{Name: "exists"}
	for _, f := range s.about() {
		if !f.first || s.moving[f.incident] {
			continue
		}
		isTrue := s.m.Truth[f.incident] >= 0
		j.Cases++
		j.Forecasts = append(j.Forecasts, Forecast{f.Exists.P, isTrue})
		j.Verdicts.add(f.Exists.Verdict, isTrue)
	}
	return j.binned()
}

func (s *scene) breach() Judged {
	j := Judged{Name: "breach"}
	if s.world.Breaches == nil {
		return j
	}
	for _, f := range s.about() {
		t := s.truthOf(f.incident)
		if t == nil {
			continue
		}
		isTrue, ok := s.world.Breaches(f.Clause, *t)
		if !ok {
			continue
		}
		j.Cases++
		j.Forecasts = append(j.Forecasts, Forecast{f.Breach.P, isTrue})
		j.Verdicts.add(f.Breach.Verdict, isTrue)
	}
	return j.binned()
}

// attribution holds what is said of each side against who did it: one forecast
// a side and finding. What the shares leave of 1 says nothing of who, so it is
// spread over the sides evenly; a finding that names nobody thereby says one
// half of each of two.
func (s *scene) attribution() Judged {
	j := Judged{Name: "attribution"}
	for _, f := range s.about() {
		t := s.truthOf(f.incident)
		if !f.first || t == nil {
			continue
		}
		j.Verdicts.add(f.Attribution.Verdict, f.Attribution.Side == t.By && t.By != "")
		if t.By == "" {
			continue
		}
		j.Cases++
		rest, n := 1.0, float64(max(1, len(f.Attribution.Shares)))
		for _, share := range f.Attribution.Shares {
			rest -= share.P
		}
		for _, share := range f.Attribution.Shares {
			j.Forecasts = append(j.Forecasts, Forecast{share.P + max(0, rest)/n, share.Side == t.By})
		}
	}
	return j.binned()
}

const reliabilityBins = 10

func (j Judged) binned() Judged {
	j.Bins = Reliability(j.Forecasts, reliabilityBins)
	return j
}

// figures are the rows of one judgement.
func (j Judged) figures() []Figure {
	what, of := j.words()
	id := func(s string) string { return "findings." + j.Name + "." + s }
	brier := row(id("brier"), j.Name+": Brier score", "", Lower,
		"Mean squared difference between the probability stated and what was true (0 perfect, 0.25 for always saying one half). "+what)
	skill := row(id("skill"), j.Name+": skill against the base rate", "", Higher,
		"How much better the Brier score is than always stating the share that was true: 1 is perfect, 0 no better, below 0 worse.")
	ece := row(id("ece"), j.Name+": expected calibration error", "", Lower,
		"Mean distance between stated probability and share that was true, over ten bins with equal numbers of cases.")
	chance := row(id("ece_by_chance"), j.Name+": calibration error by chance", "", Shown,
		"The calibration error that a perfectly calibrated statement would show with as many cases. An error no larger says nothing against the run.")
	if score, gain, ok, skilled := Brier(j.Forecasts); ok {
		e, c := CalibrationError(j.Bins)
		brier, ece, chance = brier.of(score, j.Cases), ece.of(e, j.Cases), chance.of(c, j.Cases)
		if skill = skill.of(gain, j.Cases); !skilled {
			skill = row(skill.ID, skill.Name, "", Higher, skill.Means).noting("all cases came out alike, so their share says as much as anything could")
			skill.Cases = j.Cases
		}
	} else {
		brier, skill, ece, chance = brier.noting("no cases"), skill.noting("no cases"), ece.noting("no cases"), chance.noting("no cases")
	}
	v := j.Verdicts
	total := v.Met + v.NotMet + v.Open
	return []Figure{
		brier, skill, ece, chance,
		row(id("open"), j.Name+": cannot be determined", "share", Lower,
			"Share of verdicts that cannot be determined. It is an honest answer, and a costly one: nobody can act on it.").share(v.Open, total),
		row(id("met_wrong"), j.Name+": met, wrongly", "share", Lower, "Of the verdicts met, how many are wrong. "+of).share(v.MetWrong, v.Met),
		row(id("not_met_wrong"), j.Name+": not met, wrongly", "share", Lower, "Of the verdicts not met, how many are wrong.").share(v.NotMetWrong, v.NotMet),
	}
}

func (j Judged) words() (what, wrong string) {
	switch j.Name {
	case "exists":
		return "One case an incident, without those that only tell of moving things; true when a true happening is matched to it.", "No true happening is matched to the incident."
	case "breach":
		return "One case a finding about an incident that truly happened; true when the clause forbids the true happening, at its true place, time and kind.", "The clause does not forbid what truly happened."
	}
	return "One case an incident that was some side's doing; what the shares of the sides leave of 1 is spread over them evenly.",
		"Another side did it, or none."
}

// sides counts what was made of each side's acts.
func (s *scene) sides() []BySide {
	out := make([]BySide, len(s.run.Record.Run.Agreement.Parties))
	place := map[string]int{}
	for k, p := range s.run.Record.Run.Agreement.Parties {
		out[k].Side, place[p.ID] = p.ID, k
	}
	for t, i := range s.m.Incident {
		if k, ok := place[s.truth[t].By]; ok {
			out[k].Acts++
			if i >= 0 {
				out[k].Found++
			}
		}
	}
	for _, f := range s.about() {
		k, ok := place[f.Attribution.Side]
		if !f.first || !ok {
			continue
		}
		out[k].Named++
		if t := s.truthOf(f.incident); t != nil && t.By == f.Attribution.Side {
			out[k].OwnNamed++
		} else {
			out[k].Wrongly++
		}
	}
	return out
}

// sideFigures compare the sides. Which comes first is the agreement's order.
func (s *scene) sideFigures() []Figure {
	var out []Figure
	sides := s.sides()
	low, high, n := 1.0, 0.0, 0
	for k, b := range sides {
		id := func(name string) string { return fmt.Sprintf("findings.side%d.%s", k+1, name) }
		side := fmt.Sprintf("side %d", k+1)
		named := fmt.Sprintf("%s is %s", side, b.Side)
		rows := []Figure{
			row(id("recall"), side+": acts found", "share", Higher,
				"Of what this side truly did, how much has an incident. The sides should not differ by more than chance where they act alike.").share(b.Found, b.Acts),
			row(id("named"), side+": own acts attributed to it", "share", Higher,
				"Of this side's acts that were found, how many were attributed to it.").share(b.OwnNamed, b.Found),
			row(id("wrongly"), side+": named wrongly", "share", Lower,
				"Of the incidents attributed to this side, how many were not its doing or did not happen.").share(b.Wrongly, b.Named),
		}
		for _, f := range rows {
			if f.Note == "" {
				f.Note = named
			}
			out = append(out, f)
		}
		if b.Acts > 0 {
			r := float64(b.Found) / float64(b.Acts)
			low, high, n = min(low, r), max(high, r), n+b.Acts
		}
	}
	f := row("findings.sides_apart", "largest difference between sides in acts found", "share", Lower,
		"How far the sides are apart in the share of their acts that was found. The intervals of the sides' own rows say what chance explains.")
	if n == 0 || len(sides) < 2 {
		return append(out, f.noting("no cases"))
	}
	return append(out, f.of(max(0, high-low), n))
}
