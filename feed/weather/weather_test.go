package weather

import (
	"flag"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

const header = "lat,lon,radius_km,area,from,to,cloud,wind_ms,wind_from_deg,rain_mm_h,visibility_km,temperature_c,thunder\n"

func config() feed.Config { return feed.Config{Feed: "weather", Source: "weather service"} }

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
	good := func(row string) truceline.Weather {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+row+"\n"))
		if len(r.Weather) != 1 || len(r.Refusals) > 0 {
			t.Fatalf("%s: %v", row, r.Refusals)
		}
		return r.Weather[0]
	}
	bad := func(row, field string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+row+"\n"))
		if len(r.Weather) > 0 || len(r.Refusals) == 0 || r.Refusals[0].Field != field {
			t.Errorf("%s: %v, refused %v", row, r.Weather, r.Refusals)
		}
	}
	const hour = "2026-01-02T00:00:00Z,2026-01-02T01:00:00Z"
	if w := good("48,36,50,," + hour + ",0.4,5.5,270,0,0.9,-3,yes"); w.Place.Shape != truceline.ShapePoint ||
		w.Place.Ellipse.SemiMajor != 50_000 || !w.Fog() || !w.Thunder || w.WindFromDeg != 270 || w.TemperatureC != -3 {
		t.Errorf("%+v", w)
	}
	if w := good(",,,UA-63," + hour + ",1,0,,2.5,,20,"); w.Place.Area != "UA-63" || w.Fog() || w.Thunder {
		t.Errorf("%+v", w)
	}
	bad(",,,,"+hour+",1,0,,2.5,,20,", "area")                                     // where?
	bad("48,36,,,"+hour+",1,0,,2.5,,20,", "radius_km")                            // how far?
	bad("48,,50,,"+hour+",1,0,,2.5,,20,", "lon")                                  //
	bad(",,50,UA-63,"+hour+",1,0,,2.5,,20,", "lat")                               // round what?
	bad(",,,UA-63,2026-01-02T00:00:00Z,,1,0,,2.5,,20,", "to")                     // until when?
	bad(",,,UA-63,2026-01-02T00:00:00Z,2026-01-02T00:00:00Z,1,0,,2.5,,20,", "to") // no time at all
	bad(",,,UA-63,"+hour+",1.1,0,,2.5,,20,", "cloud")                             // more than the whole sky
	bad(",,,UA-63,"+hour+",1,,,2.5,,20,", "wind_ms")                              // calm is 0
	bad(",,,UA-63,"+hour+",1,0,,2.5,0,20,", "visibility_km")                      // nothing at all can be seen
	bad(",,,UA-63,"+hour+",1,0,,2.5,,20,perhaps", "thunder")                      //
}

func TestDamage(t *testing.T) {
	row := "48.5,36.25,50,,2026-01-02T00:00:00Z,2026-01-02T01:00:00Z,0.4,5.5,270,0,12,-3,no\n"
	feedtest.Damage(t, format(t), config(), "weather.csv", []byte(header+strings.Repeat(row, 8)), 400)
}

func FuzzWeather(f *testing.F) {
	feedtest.Seed(f, "*.case")
	weather := format(f)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, weather, config(), "weather.csv", file) })
}
