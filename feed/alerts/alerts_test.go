package alerts

import (
	"flag"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

const header = "region,started_at,finished_at,n_subalerts,duration_minutes\n"

func config() feed.Config { return feed.Config{Feed: "alerts", Lineage: []string{"air force"}} }

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, columns().Names...)
}

func TestOptions(t *testing.T) {
	good := func(value string, want time.Duration) {
		t.Helper()
		f, err := New(feed.Config{Options: map[string]string{"clock_error_s": value}})
		if err != nil {
			t.Fatal(err)
		}
		r := feedtest.All(f, feed.Config{Feed: "a"}, "x", []byte(header+"Kyiv,2026-04-11T01:00:00Z,,,\n"))
		if got := r.Observations[0].When.Clock.Error; got != want {
			t.Errorf("%s: %s", value, got)
		}
	}
	bad := func(name, value string) {
		t.Helper()
		if _, err := New(feed.Config{Options: map[string]string{name: value}}); err == nil {
			t.Errorf("%s %q was taken", name, value)
		}
	}
	good("", time.Minute)
	good("2.5", 2500*time.Millisecond)
	bad("clock_error_s", "-1")
	bad("clock_error_s", "NaN")
	bad("clock_error_s", "soon")
	bad("clock", "1")
}

func TestRegions(t *testing.T) {
	f := format(t)
	good := func(name, id string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+name+",2026-04-11T01:00:00Z,2026-04-11T02:00:00Z,1,60\n"))
		if len(r.Observations) != 1 || r.Observations[0].Place.Area != id || r.Observations[0].Place.Name == "" {
			t.Errorf("%s: %v %v", name, r.Observations, r.Refusals)
		}
	}
	bad := func(name string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+name+",2026-04-11T01:00:00Z,2026-04-11T02:00:00Z,1,60\n"))
		if len(r.Observations) != 0 || len(r.Refusals) != 1 || r.Refusals[0].Field != "region" {
			t.Errorf("%s: %v %v", name, r.Observations, r.Refusals)
		}
	}
	good("Vinnytska oblast", "UA-05")
	good("Kharkivska oblast", "UA-63")
	good("KHARKIV OBLAST", "UA-63")
	good("Kharkiv  region", "UA-63")
	good("Харківська область", "UA-63")
	good("Харківська обл.", "UA-63")
	good("UA-63", "UA-63")
	good("Kyiv City", "UA-30")
	good("Kyiv", "UA-30")
	good("м. Київ", "UA-30")
	good("Kyivska oblast", "UA-32")
	good("Kyiv oblast", "UA-32")
	good("Kyiv Oblast", "UA-32")
	good("kiev region", "UA-32")
	good("Київська область", "UA-32")
	good("Odessa oblast", "UA-51")
	good("Ivano-Frankivska oblast", "UA-26")
	good("Zaporizhzhia Oblast", "UA-23")
	good("Crimea", "UA-43")
	good("м. Севастополь", "UA-40")
	bad("Voronezh oblast") // not in Ukraine
	bad("Kharkivsk")       // cut
	bad("")
	bad("\xff\xfe")
}

// TestRegionTable checks that no two regions share a spelling.
func TestRegionTable(t *testing.T) {
	seen := map[string]string{}
	var ids []string
	for _, region := range regions() {
		ids = append(ids, region.id)
		for _, spelling := range append(region.spellings, region.id, region.name) {
			if other, ok := seen[key(spelling)]; ok && other != region.id {
				t.Errorf("%q is %s and %s", spelling, other, region.id)
			}
			seen[key(spelling)] = region.id
		}
	}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != 27 {
		t.Errorf("%d regions, ISO 3166-2:UA has 27", len(ids))
	}
}

func TestRow(t *testing.T) {
	f := format(t)
	good := func(row, from, to string, open bool, remarks string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+row+"\n"))
		if len(r.Observations) != 1 || len(r.Refusals) > 0 {
			t.Fatalf("%s: %v", row, r.Refusals)
		}
		o := r.Observations[0]
		if o.When.From.Format(time.RFC3339) != from || o.When.To.Format(time.RFC3339) != to || o.When.Open != open || o.Remarks != remarks {
			t.Errorf("%s: %+v %s", row, o.When, o.Remarks)
		}
	}
	bad := func(row, field string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+row+"\n"))
		if len(r.Observations) != 0 || len(r.Refusals) == 0 || r.Refusals[0].Field != field {
			t.Errorf("%s: %v %v", row, r.Observations, r.Refusals)
		}
	}
	const one, two = "2026-04-11T01:00:00Z", "2026-04-11T02:00:00Z"
	good("Kyiv,"+one+","+two+",1,60.00", one, two, false, "")
	good("Kyiv,2026-04-11 04:00:00+03:00,"+two+",1,60", one, two, false, "")
	good("Kyiv,"+one+",,,", one, one, true, "")
	good("Kyiv,"+one+","+two+",4,60.9", one, two, false, "put together from 4 alerts of its parts")
	good("Kyiv,"+one+","+two+",1,50", one, two, false, "stated to last 50.00 minutes; from start to end it is 60.00")
	good("Kyiv,"+one+","+one+",1,0", one, one, false, "")
	bad("Kyiv,"+two+","+one+",1,60", "finished_at") // ends before it starts
	bad("Kyiv,,"+one+",1,60", "started_at")
	bad("Kyiv,2026-04-11T01:00:00,"+two+",1,60", "started_at") // in what zone?
	bad("Kyiv,2026-02-30T01:00:00Z,"+two+",1,60", "started_at")
	bad("Kyiv,2026-04-11T24:00:00Z,"+two+",1,60", "started_at")
	bad("Kyiv,"+one+",later,1,60", "finished_at")
	bad("Kyiv,"+one+","+two+",0,60", "n_subalerts")
	bad("Kyiv,"+one+","+two+",1,-60", "duration_minutes")
	bad("Kyiv,"+one+","+two, "")
	bad(`"Kyiv,`+one+","+two+",1,60", "")
}

func TestReal(t *testing.T) {
	f := format(t)
	for name, want := range map[string]int{
		"easter-2026/alerts_oblast.csv": 1608, "truces/alerts_oblast_2022-03-15_2026-04-29.csv.gz": 71513,
		"easter-2025/alerts_oblast.csv": 0, "victory-2025/alerts_oblast.csv": 0,
	} {
		file := feedtest.Data(t, name)
		if want == 0 || name == "easter-2026/alerts_oblast.csv" {
			want = strings.Count(string(file), "\n") - 1
		}
		r := feedtest.All(f, config(), name, file)
		if len(r.Observations) != want || len(r.Refusals) > 0 {
			t.Errorf("%s: %d observations of %d, refused %v", name, len(r.Observations), want, r.Refusals)
		}
		for _, o := range r.Observations {
			if strings.Contains(o.Remarks, "stated") {
				t.Errorf("%s: %s", name, o.Remarks)
			}
		}
	}
}

// TestJSON reads the documents of services for programs.
func TestJSON(t *testing.T) {
	c := config()
	c.Options = map[string]string{"areas": "16=UA-14; Чугуївський район=UA-63-2"}
	f := feedtest.Format(t, New, c)
	good := func(document, want string) {
		t.Helper()
		r := feedtest.All(f, c, "active.json", []byte(document))
		var got []string
		for _, o := range r.Observations {
			end := o.When.To.Format("15:04:05")
			if o.When.Open {
				end += " on"
			}
			got = append(got, o.Place.Area+" "+o.Subtype+" "+o.When.From.Format("15:04:05")+"-"+end)
		}
		if strings.Join(got, "; ") != want || len(r.Refusals) > 0 {
			t.Errorf("%s\ngot  %q\nwant %q, refused %v", document, got, want, r.Refusals)
		}
	}
	bad := func(document, field string) {
		t.Helper()
		if r := feedtest.All(f, c, "active.json", []byte(document)); len(r.Observations) > 0 || len(r.Refusals) != 1 || r.Refusals[0].Field != field {
			t.Errorf("%s: %+v", document, r)
		}
	}
	const kharkiv = `"location_title":"Харківська область","location_type":"oblast","started_at":"2026-04-11T01:00:00.000Z"`
	good(`{"alerts":[{`+kharkiv+`,"alert_type":"air_raid","finished_at":null,"updated_at":"2026-04-11T01:20:00.000Z"}],"meta":{}}`, "UA-63 air raid 01:00:00-01:20:00 on")
	good(`{"alerts":[{`+kharkiv+`,"alert_type":"air_raid"}],"meta":{"last_updated_at":"2026-04-11T01:30:00Z"}}`, "UA-63 air raid 01:00:00-01:30:00 on")
	good(`[{`+kharkiv+`,"alert_type":"artillery_shelling","finished_at":"2026-04-11T02:00:00+00:00"}]`, "UA-63 artillery 01:00:00-02:00:00")
	good(`{"alerts":[]}`, "")
	const raion = `"location_type":"raion","location_oblast":"Харківська область","started_at":"2026-04-11T01:00:00Z","alert_type":"air_raid"`
	good(`[{"location_title":"Чугуївський район",`+raion+`},{"location_title":"Ізюмський район",`+raion+`}]`, "UA-63-2 air raid 01:00:00-01:00:00 on; UA-63/Ізюмський район air raid 01:00:00-01:00:00 on")
	good(`[{"regionId":"16","regionType":"State","regionName":"x","lastUpdate":"2026-04-11T01:00:00Z","activeAlerts":[{"regionId":"16","regionType":"State","type":"AIR","lastUpdate":"2026-04-11T00:50:00Z"}]}]`, "UA-14 air raid 00:50:00-00:50:00 on")
	good(`[{"regionId":16,"regionName":"x","alarms":[{"startDate":"2026-04-11T01:00:00Z","endDate":"2026-04-11T01:40:00Z","alertType":"AIR","isContinue":false},{"startDate":"2026-04-11T03:00:00Z","endDate":"2026-04-11T03:10:00Z","alertType":"CHEMICAL","isContinue":true}]}]`,
		"UA-14 air raid 01:00:00-01:40:00; UA-14 chemical 03:00:00-03:10:00 on")
	good(`{"regionId":16,"alarmType":"AIR","createdAt":"2026-04-11T01:00:00Z","status":"Activate"}`, "UA-14 air raid 01:00:00-01:00:00 on")
	good(`{"regionId":16,"alarmType":"AIR","createdAt":"2026-04-11T02:00:00Z","status":"Deactivate"}`, "UA-14 air raid 02:00:00-02:00:00")
	bad(`{"regionId":17,"alarmType":"AIR","createdAt":"2026-04-11T02:00:00Z","status":"Activate"}`, "") // where?
	bad(`{"regionId":16,"alarmType":"AIR","createdAt":"2026-04-11T02:00:00Z","status":"Perhaps"}`, "status")
	bad(`{"regionId":16,"alarmType":"AIR","createdAt":"2026-04-11T02:00:00","status":"Activate"}`, "")                                    // in what zone?
	bad(`[{`+kharkiv+`,"alert_type":"air_raid","finished_at":"2026-04-11T00:59:00Z"}]`, "")                                               // ends before it begins
	bad(`[{"location_title":"Ізюмський район","location_type":"raion","started_at":"2026-04-11T01:00:00Z","alert_type":"air_raid"}]`, "") // two oblasts could have one
	bad(`[{"location_title":"Kharkiv","location_type":"city","started_at":"2026-04-11T01:00:00Z","alert_type":"air_raid"}]`, "")          // the city is not the oblast
	bad(`[{`+kharkiv+`,"alert_type":"boredom"}]`, "")
	bad(`{"message":"unauthorised"}`, "")
	bad(`{"alerts":`, "")
	if _, err := New(feed.Config{Options: map[string]string{"areas": "16"}}); err == nil {
		t.Error("a region without its area was taken")
	}
}

func TestDamage(t *testing.T) {
	file := feedtest.Data(t, "easter-2025/alerts_oblast.csv")
	lines := strings.SplitAfterN(string(file), "\n", 80)
	feedtest.Damage(t, format(t), config(), "alerts.csv", []byte(strings.Join(lines[:79], "")), 300)
}

func FuzzAlerts(f *testing.F) {
	feedtest.Seed(f, "*.case")
	alerts := format(f)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, alerts, config(), "alerts", file) })
}

func BenchmarkAlerts(b *testing.B) {
	f := format(b)
	file := []byte(header + strings.Repeat("Kharkivska oblast,2026-03-27T18:47:04Z,2026-03-28T05:32:47Z,4,645.72\n", 1000))
	pieces, entries := f.Split(file), feedtest.Entries(f, config(), "a.csv", file)
	needs := [][]byte{pieces[0].Body}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for _, e := range entries[1:] {
			n += len(f.Parse(e, needs).Observations)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
}
