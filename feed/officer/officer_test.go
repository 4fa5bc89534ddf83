package officer

import (
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config { return feed.Config{Feed: "officer", Source: "duty desk"} }

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, fields()...)
}

func TestLine(t *testing.T) {
	f := format(t)
	id := strings.Repeat("5f", 32)
	said := func(rest string) truceline.Reading {
		return feedtest.All(f, config(), "x", []byte(`{"by":"o","at":"2026-04-11T18:00:00+03:00","observations":["`+id+`"],`+rest+"}\n"))
	}
	good := func(rest string) truceline.Ruling {
		t.Helper()
		r := said(rest)
		if len(r.Rulings) != 1 || len(r.Refusals) > 0 {
			t.Fatalf("%s: %v", rest, r.Refusals)
		}
		return r.Rulings[0]
	}
	bad := func(rest, field string) {
		t.Helper()
		if r := said(rest); len(r.Rulings) > 0 || len(r.Refusals) != 1 || r.Refusals[0].Field != field {
			t.Errorf("%s: %v, refused %v", rest, r.Rulings, r.Refusals)
		}
	}
	if r := good(`"act":"split"`); r.At.Location() != time.UTC || len(r.Observations) != 1 {
		t.Errorf("%+v", r)
	}
	if r := good(`"act":"retime","from":"2026-04-11T10:00:00Z","clock_error_s":30`); r.When.To != r.When.From || r.When.Clock.Error != 30*time.Second {
		t.Errorf("%+v", r.When)
	}
	if r := good(`"act":"replace","lat":48,"lon":36,"error_m":50`); r.Place.Ellipse.SemiMinor != 50 {
		t.Errorf("%+v", r.Place)
	}
	if r := good(`"act":"verdict","exists":"cannot be determined"`); r.Exists != truceline.CannotBeDetermined {
		t.Errorf("%+v", r)
	}
	if r := good(`"act":"finding","clause":"no-fire","breach":"met","side":"A"`); r.Clause != "no-fire" || r.Breach != truceline.Met || r.Side != "A" {
		t.Errorf("%+v", r)
	}
	if r := good(`"act":"attach","scene":" c  S1 "`); r.Scene != "c S1" || r.Act != truceline.ActAttach {
		t.Errorf("%+v", r)
	}
	if r := good(`"act":"detach","scene":"S1"`); r.Scene != "S1" || r.Act != truceline.ActDetach {
		t.Errorf("%+v", r)
	}
	bad(`"act":"attach"`, "scene")                                                        // which one?
	bad(`"act":"detach","scene":" "`, "scene")                                            // the same
	bad(`"act":"finding","breach":"met"`, "clause")                                       // under which clause?
	bad(`"act":"finding","clause":"no-fire"`, "breach")                                   // is it one?
	bad(`"act":"merge"`, "observations")                                                  // with what?
	bad(`"act":"forget"`, "act")                                                          // nothing is forgotten
	bad(`"act":"verdict","exists":"perhaps"`, "exists")                                   //
	bad(`"act":"replace","lat":48,"lon":36`, "error_m")                                   // how well is it known?
	bad(`"act":"replace","lat":98,"lon":36,"error_m":5`, "lat")                           // off the earth
	bad(`"act":"retime"`, "from")                                                         // when?
	bad(`"act":"retime","from":"2026-04-11T10:00:00Z","to":"2026-04-11T09:00:00Z"`, "to") // ends before it begins
	bad(`"act":"split","why":"x"`, "")                                                    // a field that is not known
	bad(`"act":"split"} {`, "")                                                           // two on a line
}

func FuzzOfficer(f *testing.F) {
	feedtest.Seed(f, "*.case")
	officer := format(f)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, officer, config(), "officer.ndjson", file) })
}
