package watch

import (
	"flag"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

const header = "by,means,kinds,lat,lon,range_m,bearing_from_deg,bearing_to_deg,area,from,to,state,cause,caused_by,detection,note\n"

func config() feed.Config { return feed.Config{Feed: "roster"} }

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, columns().Names...)
	if _, err := New(feed.Config{Options: map[string]string{"zone": "UTC"}}); err == nil {
		t.Error("an unknown option was taken")
	}
}

func TestRow(t *testing.T) {
	f := format(t)
	good := func(row string) truceline.Watch {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+row+"\n"))
		if len(r.Watches) != 1 || len(r.Refusals) > 0 {
			t.Fatalf("%s: %v", row, r.Refusals)
		}
		return r.Watches[0]
	}
	bad := func(row, field string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+row+"\n"))
		if len(r.Watches) > 0 || len(r.Refusals) == 0 || r.Refusals[0].Field != field {
			t.Errorf("%s: %v, refused %v", row, r.Watches, r.Refusals)
		}
	}
	const day = "2026-01-02T00:00:00Z,2026-01-03T00:00:00Z"
	if w := good("post 1,acoustic,F1;F3,48,36,5000,,,," + day + ",watched,,,0.8,"); w.Place.Shape != truceline.ShapePoint ||
		w.Place.Ellipse.SemiMinor != 5000 || len(w.Kinds) != 2 || w.Detection != 0.8 || w.When.Open {
		t.Errorf("%+v", w)
	}
	if w := good("cam 1,camera,,48,36,5000,350,10,," + day + ",partly,weather,,,fog"); w.Place.Shape != truceline.ShapeSector ||
		w.Place.Sector.RangeMax != 5000 || w.Detection != -1 || w.Cause != truceline.CauseWeather {
		t.Errorf("%+v", w)
	}
	if w := good("patrol 1,saw,,,,,,,UA-63,2026-01-02T00:00:00Z,,blind,denied,B,,"); w.Place.Shape != truceline.ShapeArea || !w.When.Open || w.CausedBy != "B" {
		t.Errorf("%+v", w)
	}
	bad(",saw,,,,,,,UA-63,"+day+",watched,,,,", "by")
	bad("a,,,,,,,,UA-63,"+day+",watched,,,,", "means")
	bad("a,smelled,,,,,,,UA-63,"+day+",watched,,,,", "means")
	bad("a,saw,F1;Z9,,,,,,UA-63,"+day+",watched,,,,", "kinds")
	bad("a,saw,,,,,,,,"+day+",watched,,,,", "area") // where?
	bad("a,saw,,48,36,,,,,"+day+",watched,,,,", "range_m")
	bad("a,saw,,48,36,0,,,,"+day+",watched,,,,", "range_m")
	bad("a,saw,,48,,500,,,,"+day+",watched,,,,", "lon")
	bad("a,saw,,,,500,,,UA-63,"+day+",watched,,,,", "lat")
	bad("a,saw,,48,36,500,10,,,"+day+",watched,,,,", "bearing_from_deg")
	bad("a,saw,,,,,,,UA-63,,2026-01-03T00:00:00Z,watched,,,,", "from")
	bad("a,saw,,,,,,,UA-63,2026-01-03T00:00:00Z,2026-01-03T00:00:00Z,watched,,,,", "to")
	bad("a,saw,,,,,,,UA-63,"+day+",asleep,,,,", "state")
	bad("a,saw,,,,,,,UA-63,"+day+",blind,boredom,,,", "cause")
	bad("a,saw,,,,,,,UA-63,"+day+",watched,weather,,,", "cause") // watched well, and not
	bad("a,saw,,,,,,,UA-63,"+day+",blind,,B,,", "caused_by")
	bad("a,saw,,,,,,,UA-63,"+day+",watched,,,1.1,", "detection")
}

func TestDamage(t *testing.T) {
	row := "post 1,acoustic,F1;F3,48.5,36.25,5000,,,,2026-01-02T00:00:00Z,2026-01-03T00:00:00Z,partly,weather,,0.8,\"fog, rain\"\n"
	var file strings.Builder
	file.WriteString(header)
	for i := range 8 {
		file.WriteString(strings.Replace(row, "post 1", "post "+string(rune('1'+i)), 1))
	}
	feedtest.Damage(t, format(t), config(), "roster.csv", []byte(file.String()), 400)
}

func FuzzWatch(f *testing.F) {
	feedtest.Seed(f, "*.case")
	watch := format(f)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, watch, config(), "roster.csv", file) })
}
