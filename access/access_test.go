package access_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
)

var now = time.Date(2026, 4, 12, 12, 0, 0, 0, time.UTC)

func reader(role access.Role) access.Reader { return access.Reader{Role: role, Side: "UA", Now: now} }

// ago is an hour that ended so long ago.
func ago(d time.Duration) truceline.Interval {
	return truceline.Interval{From: now.Add(-d - time.Hour), To: now.Add(-d)}
}

// secret stands in every text field that nobody outside may read, and
// secretPoint in every place.
const secret = "post-7-behind-the-mill"

func secretPlace() truceline.Place {
	return truceline.Place{
		Shape: truceline.ShapePoint, At: truceline.Point{Lat: 47.111111, Lon: 37.222222}, Area: "UA-14", Name: secret,
		Ellipse: truceline.Ellipse{SemiMajor: 333.333, SemiMinor: 444.444, Bearing: 55.555},
		Sector:  truceline.Sector{RangeMin: 666.666, RangeMax: 777.777, BearingFrom: 88.888, BearingTo: 99.999},
	}
}

// leaks returns the first thing in the JSON of v that only the mission may know.
func leaks(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{secret, "47.111111", "37.222222", "333.333", "444.444", "55.555", "666.666", "777.777", "88.888",
		"99.999", "12.345", "678.9", truceline.IDOf("observation").String(), truceline.IDOf("entry").String()} {
		if strings.Contains(string(b), s) {
			return s
		}
	}
	return ""
}

func incident() truceline.Incident {
	return truceline.Incident{
		ID: truceline.IDOf("incident"), Version: 2, Kind: truceline.KindIndirectFire,
		Means: []truceline.Means{truceline.MeansAcoustic, truceline.MeansThermal}, Count: truceline.One("explosion"),
		Place: secretPlace(), When: ago(time.Hour), Direction: truceline.DirectionOutgoing, Exempt: secret,
		Causes:       []truceline.CauseShare{{Cause: secret, P: 0.5}, {Cause: truceline.CauseFields, P: 0.2}, {Cause: truceline.CauseAnnounced + secret, P: 0.1}},
		Circular:     []truceline.Circular{{Names: []string{secret}, Observations: []truceline.ID{truceline.IDOf("observation")}, Alarm: secret}},
		Observations: []truceline.ID{truceline.IDOf("observation")}, Reasons: []string{secret}, Lineages: 2,
		Exists: truceline.Probability{P: 0.9, Low: 0.8, High: 0.95},
		Ground: &truceline.Ground{Side: "RU", DistanceKm: 12.345, AlongKm: 678.9, Area: "UA-14"},
	}
}

func finding() truceline.Finding {
	j := truceline.Judge(truceline.Unknown(), 0.9, secret)
	return truceline.Finding{
		ID: truceline.IDOf("finding"), Clause: "no-fire", When: ago(time.Hour), Gap: secret,
		Subject: truceline.Subject{Kind: truceline.SubjectIncident, ID: truceline.IDOf("incident"), Title: secret},
		Exists:  j, Breach: j, Attribution: truceline.Attribution{Judgement: j},
		Decisive: []truceline.Decisive{{Of: secret}},
	}
}

// agreement holds what a side declared to keep, and where.
func agreement() truceline.Agreement {
	return truceline.Agreement{Clauses: []truceline.Clause{{ID: "stores", Terms: &truceline.Terms{
		Stock: []truceline.Declared{{Party: "RU", Zone: secret, Count: 3, Serials: []string{secret}}}}}}}
}

func track() truceline.Track {
	return truceline.Track{
		ID: truceline.IDOf("track"), Names: []string{secret}, Sources: []string{secret}, Means: []truceline.Means{truceline.MeansRadar}, Plots: 7,
		Fixes: []truceline.TrackFix{{When: now, At: secretPlace().At, Ellipse: secretPlace().Ellipse, KmH: 678.9, Course: 12.345}},
	}
}

func watch(m truceline.Means, s truceline.Watching, when truceline.Interval) truceline.Watch {
	return truceline.Watch{ID: truceline.IDOf("watch"), Entry: truceline.IDOf("entry"), By: secret, Means: m, State: s,
		Place: truceline.Place{Shape: truceline.ShapeArea, Area: "UA-14", Name: secret, At: secretPlace().At}, When: when, Note: secret}
}

// words returns one of every word that goes through a door.
func words() []any {
	entry := truceline.IDOf("entry")
	observation := truceline.Observation{ID: truceline.IDOf("observation"), Entry: entry, Source: secret, Place: secretPlace(), Remarks: secret}
	old := watch(truceline.MeansThermal, truceline.Blind, ago(48*time.Hour))
	claim := truceline.Claim{ID: truceline.IDOf("claim"), Entry: entry, Claimant: "a ministry"}
	tally := truceline.Tally{ID: truceline.IDOf("tally"), Entry: entry, Note: secret}
	refusal := truceline.Refusal{Entry: entry, File: secret, Reason: secret}
	control := truceline.ControlMap{Entry: entry, Source: "a map"}
	feed := truceline.FeedCount{Feed: secret}
	return []any{
		incident(), finding(), old, claim, tally, refusal, control, feed, observation,
		truceline.Entry{ID: entry, Source: secret, File: secret}, truceline.Reading{Observations: []truceline.Observation{observation}},
		truceline.Source{ID: secret, At: secretPlace().At}, truceline.HeatDay{At: secretPlace().At}, truceline.Rate{Words: secret},
		truceline.RateChecks{}, truceline.VisitRate{}, truceline.DetectionCheck{}, truceline.Standing{Words: secret}, truceline.Plot{}, truceline.Change{Words: secret}, truceline.ChangePart{}, truceline.Correction{From: secret},
		truceline.Arrival{}, truceline.Text{}, truceline.Ruling{}, truceline.PostureFile{File: secret}, truceline.Weather{}, truceline.HeightGrid{}, truceline.WatchPiece{States: secret}, truceline.Attached{By: secret}, truceline.SceneRuling{Note: secret},
		truceline.WatchTable{LineAsOf: secret}, truceline.Silence{By: secret}, truceline.SourceRecord{Source: secret}, truceline.Circular{Alarm: secret}, truceline.DirectionShare{}, truceline.WeaponSet{}, []truceline.WatchTable{{LineAsOf: secret}}, []truceline.Silence{{By: secret}},
		track(), truceline.TrackFix{At: secretPlace().At}, truceline.TrackClass{Medium: truceline.MediumAir}, []truceline.Track{track()},
		truceline.ContactLine{}, truceline.Area{}, truceline.Zone{}, truceline.Site{}, agreement(), agreement().Clauses[0], truceline.Pattern{},
		truceline.Party{}, truceline.Run{Agreement: agreement()}, truceline.Moved{}, truceline.KindInfo{},
		truceline.Record{
			Run:       truceline.Run{Agreement: agreement()},
			Incidents: []truceline.Incident{incident()}, Findings: []truceline.Finding{finding()}, Claims: []truceline.Claim{claim},
			Tallies: []truceline.Tally{tally}, Watches: []truceline.Watch{old, watch(truceline.MeansSaw, truceline.Watched, ago(48*time.Hour))},
			Tracks:   []truceline.Track{track()},
			Coverage: []truceline.WatchTable{{LineAsOf: secret}}, Silences: []truceline.Silence{{By: secret}}, Sources: []truceline.SourceRecord{{Source: secret}}, Circular: []truceline.Circular{{Alarm: secret}},
			Rates: []truceline.Rate{{Words: secret}}, RateChecks: &truceline.RateChecks{}, Standing: []truceline.Standing{{Words: secret}}, Changes: []truceline.Change{{Words: secret}}, Refusals: []truceline.Refusal{refusal}, Feeds: []truceline.FeedCount{feed},
		},
		[]truceline.Incident{incident()}, []truceline.Finding{finding()}, []truceline.Watch{old}, []truceline.Claim{claim},
		[]truceline.Tally{tally}, []truceline.ControlMap{control}, []truceline.ContactLine{{}}, []truceline.Area{{}}, []truceline.Zone{{}},
		[]truceline.Site{{}}, []truceline.KindInfo{{}}, []truceline.Observation{observation}, []truceline.Entry{{Source: secret}},
		access.Document{Name: "report", Body: []byte(secret)}, &observation, map[string]any{"by": secret}, secret, nil,
	}
}

// TestNothingForbidden shows every word to every role.
func TestNothingForbidden(t *testing.T) {
	for _, word := range words() {
		for _, role := range []access.Role{access.Officer, access.Analyst, access.Planner} {
			if seen, ok := access.View(reader(role), word); !ok || !reflect.DeepEqual(seen, word) {
				t.Errorf("%s does not see %T as it is", role, word)
			}
		}
		for _, role := range []access.Role{access.Party, access.Public} {
			seen, ok := access.View(reader(role), word)
			if !ok {
				if seen != nil {
					t.Errorf("%s may not see %T and still gets %v", role, word, seen)
				}
				continue
			}
			if s := leaks(t, seen); s != "" {
				t.Errorf("%s sees %q in %T", role, s, word)
			}
			if reflect.TypeOf(seen) != reflect.TypeOf(word) {
				t.Errorf("%s gets %T for %T", role, seen, word)
			}
		}
		for _, role := range []access.Role{"", "root", "Officer"} {
			if _, ok := access.View(reader(role), word); ok {
				t.Errorf("role %q sees %T", role, word)
			}
		}
	}
}

// TestEveryWordIsDecided fails when the root package has a struct that no case
// above speaks of, so that a new word cannot be let out, or lost, unseen.
func TestEveryWordIsDecided(t *testing.T) {
	parts := map[string]bool{} // seen only inside another word
	for _, name := range []string{"AgreedStatus", "Attribution", "CauseShare", "Clock", "Corridor", "Count", "Ellipse", "Grade", "Ground", "InForce", "KindShare",
		"Interval", "Judgement", "Place", "Pocket", "Point", "Probability", "DayHours", "Sector", "Share", "StandingHeat", "Stretch", "Subject",
		"Thresholds", "Window", "Terms", "Stage", "Declared", "Definition", "ReferenceLine", "WeaponClass", "Bounds", "Scene", "ResponseStep", "Amendment", "Ruled", "Decisive"} {
		parts[name] = true
	}
	covered := map[string]bool{}
	for _, w := range words() {
		if w != nil {
			covered[reflect.TypeOf(w).Name()] = true
		}
	}
	names, err := filepath.Glob("../*.go")
	if err != nil || len(names) == 0 {
		t.Fatal("no words found", err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if _, isStruct := spec.Type.(*ast.StructType); isStruct && spec.Name.IsExported() && !parts[spec.Name.Name] && !covered[spec.Name.Name] {
				t.Errorf("who may see a truceline.%s? Decide in access/outside.go and show it in this test", spec.Name.Name)
			}
			return false
		})
	}
}

func TestIncidentOutside(t *testing.T) {
	i, ok := access.One(reader(access.Party), incident())
	if !ok {
		t.Fatal("a party does not see an incident")
	}
	if want := (truceline.Place{Shape: truceline.ShapeArea, Area: "UA-14"}); i.Place != want {
		t.Errorf("place is %+v, want %+v", i.Place, want)
	}
	if i.Ground != nil || len(i.Observations) != 0 || i.Exempt != "exempt" {
		t.Errorf("too much is left: %+v", i)
	}
	if !reflect.DeepEqual(i.Means, []truceline.Means{truceline.MeansThermal}) {
		t.Errorf("means are %v, want the open ones", i.Means)
	}
	if i.Kind != truceline.KindIndirectFire || i.Lineages != 2 || i.Exists.P != 0.9 || !i.When.From.Equal(incident().When.From) {
		t.Errorf("too little is left: %+v", i)
	}

	only := incident() // its area is known from the ground it lies on
	only.Place.Area = ""
	if got, _ := access.One(reader(access.Public), only); got.Place.Area != "UA-14" {
		t.Errorf("area of the ground is not used: %+v", got.Place)
	}
	only.Ground = nil
	if got, _ := access.One(reader(access.Public), only); got.Place != (truceline.Place{Shape: truceline.ShapeUnknown}) {
		t.Errorf("a place without an area is %+v, want unknown", got.Place)
	}
	if only.Place.At != secretPlace().At {
		t.Error("the incident itself was changed")
	}
}

func TestWatchOutside(t *testing.T) {
	see := func(w truceline.Watch) bool {
		_, ok := access.View(reader(access.Party), w)
		return ok
	}
	good := func(w truceline.Watch) {
		t.Helper()
		if !see(w) {
			t.Errorf("not seen: %+v", w)
		}
	}
	bad := func(w truceline.Watch) {
		t.Helper()
		if see(w) {
			t.Errorf("seen: %+v", w)
		}
	}
	old := ago(access.BlindAge)
	good(watch(truceline.MeansThermal, truceline.Blind, old))
	good(watch(truceline.MeansAirAlert, truceline.Watched, old))
	good(watch(truceline.MeansCamera, truceline.Blind, old))
	bad(watch(truceline.MeansThermal, truceline.Blind, ago(access.BlindAge-time.Second)))   // younger than a day
	bad(watch(truceline.MeansThermal, truceline.Watched, ago(access.BlindAge-time.Second))) // what is watched says what is blind
	bad(watch(truceline.MeansCamera, truceline.Watched, old))                               // where a sensor stood
	bad(watch(truceline.MeansSaw, truceline.Watched, old))                                  // a patrol
	bad(watch(truceline.MeansHeard, truceline.Blind, old))                                  // when there was no patrol
	bad(watch(truceline.MeansDrone, truceline.Blind, old))                                  // when there was no drone
	bad(watch("new", truceline.Blind, old))                                                 // a means nobody decided about

	open := watch(truceline.MeansThermal, truceline.Blind, old)
	open.When.Open = true
	bad(open) // it goes on
	fine := watch(truceline.MeansThermal, truceline.Blind, old)
	fine.Place = secretPlace()
	bad(fine) // finer than an area, though the area is named
	unset := watch(truceline.MeansThermal, truceline.Blind, truceline.Interval{})
	bad(unset) // when is not known
	if _, ok := access.View(access.Reader{Role: access.Public}, watch(truceline.MeansThermal, truceline.Blind, old)); ok {
		t.Error("a reader without a time sees a blind area")
	}
	got, _ := access.One(reader(access.Party), watch(truceline.MeansCamera, truceline.Blind, old))
	if got.By != "" || got.Means != "" || got.Kinds != nil || got.Note != "" || got.Place.At != (truceline.Point{}) {
		t.Errorf("a blind post shows itself: %+v", got)
	}
}

func TestFindingOutside(t *testing.T) {
	f, ok := access.One(reader(access.Public), finding())
	if !ok || f.Gap != "" || f.Exists.Verdict != truceline.CannotBeDetermined {
		t.Errorf("a young gap is told, or the verdict lost: %+v", f)
	}
	old := finding()
	old.When = ago(48 * time.Hour)
	if f, _ := access.One(reader(access.Public), old); f.Gap == "" || f.Gap == secret {
		t.Errorf("an old gap reads %q", f.Gap)
	}
	absence := finding()
	absence.Subject.Kind = truceline.SubjectAbsence
	if _, ok := access.One(reader(access.Public), absence); ok {
		t.Error("a young absence says what was blind")
	}
	absence.When = old.When
	if _, ok := access.One(reader(access.Public), absence); !ok {
		t.Error("an old absence is not seen")
	}
}

func TestAll(t *testing.T) {
	if got := access.All[truceline.Refusal](reader(access.Public), []truceline.Refusal{{}}); got == nil || len(got) != 0 {
		t.Errorf("a refusal is seen, or the list is nil: %v", got)
	}
	if got := access.All[truceline.Refusal](reader(access.Officer), nil); got == nil {
		t.Error("an empty list is nil")
	}
}

func TestParseRole(t *testing.T) {
	for _, r := range access.Roles() {
		if got, err := access.ParseRole(string(r)); err != nil || got != r {
			t.Errorf("%q reads as %q, %v", r, got, err)
		}
	}
	for _, s := range []string{"", "OFFICER", "admin"} {
		if _, err := access.ParseRole(s); err == nil {
			t.Errorf("%q is a role", s)
		}
	}
}
