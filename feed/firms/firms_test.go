package firms

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

const usual = "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,confidence,version,bright_ti5,frp,daynight,instrument\n"

func config() feed.Config { return feed.Config{Feed: "fires"} }

func format(t testing.TB, newFormat func(feed.Config) (feed.Format, error)) feed.Format {
	t.Helper()
	return feedtest.Format(t, newFormat, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t, New), config(), "*.case", *update)
	feedtest.Cases(t, format(t, NewHistory), config(), "history/*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, columns().Names...)
	feedtest.Sample(t, NewHistory)
	if _, err := New(feed.Config{Options: map[string]string{"zone": "x"}}); err == nil {
		t.Error("an unknown option was taken")
	}
}

func TestRow(t *testing.T) {
	f := format(t, New)
	read := func(row string) truceline.Reading {
		return feedtest.All(f, config(), "a.csv", []byte(usual+row+"\n"))
	}
	good := func(row string, when string, source string) {
		t.Helper()
		r := read(row)
		if len(r.Refusals) > 0 || len(r.Observations) != 1 {
			t.Fatalf("%s: %v", row, r.Refusals)
		}
		o := r.Observations[0]
		if got := o.When.From.Format(time.RFC3339); got != when || o.Source != source {
			t.Errorf("%s: at %s by %s", row, got, o.Source)
		}
	}
	bad := func(row string, field string) {
		t.Helper()
		r := read(row)
		if len(r.Observations) > 0 || len(r.Refusals) == 0 || r.Refusals[0].Field != field || r.Refusals[0].Line != 2 {
			t.Errorf("%s: want a refusal of %s, got %v", row, field, r.Refusals)
		}
	}
	const head, tail = "48.1,36.4,356.5,0.53,0.5,", ",2.0NRT,285.2,21.62,D,VIIRS"
	good(head+"2026-04-11,00:24:00,N20,low"+tail, "2026-04-11T00:24:00Z", "N20")
	good(head+"2026-04-11,0024,N,low"+tail, "2026-04-11T00:24:00Z", "N")
	good(head+"2026-04-11,24,N21,h"+tail, "2026-04-11T00:24:00Z", "N21")
	good(head+"2026-04-11,954,1,nominal"+tail, "2026-04-11T09:54:00Z", "N20")
	good(head+"2024-02-29,23:59,2,n"+tail, "2024-02-29T23:59:00Z", "N21")
	good(head+`2024-02-29,23:59,2,"n"`+tail, "2024-02-29T23:59:00Z", "N21") // quotes are allowed
	bad(head+"2025-02-29,23:59,2,n"+tail, "acq_date")                       // no such day
	bad(head+"2026-04-11,2460,N,low"+tail, "acq_time")                      // no such hour
	bad(head+"2026-04-11,1:30,N,low"+tail, "acq_time")                      // colon in the wrong place
	bad(head+"2026-04-11,12345,N,low"+tail, "acq_time")                     // five digits mean nothing
	bad(head+"2026-04-11,0024,Landsat,low"+tail, "satellite")               // carries neither
	bad(head+"2026-04-11,0024,Aqua,low"+tail, "instrument")                 // carries MODIS, and the row says VIIRS
	good(head+"2026-04-11,0024,Aqua,72,6.1NRT,285.2,21.62,D,MODIS", "2026-04-11T00:24:00Z", "Aqua")
	good(head+"2026-04-11,0024,T,0,6.1NRT,285.2,21.62,D,", "2026-04-11T00:24:00Z", "Terra")
	good(head+"2026-04-11,0024,,72,6.1NRT,285.2,21.62,D,modis", "2026-04-11T00:24:00Z", "MODIS")
	bad(head+"2026-04-11,0024,Terra,101,6.1NRT,285.2,21.62,D,MODIS", "confidence")  // percent
	bad(head+"2026-04-11,0024,Terra,sure,6.1NRT,285.2,21.62,D,MODIS", "confidence") // no word of either
	bad(head+"2026-04-11,0024,N20,72"+tail, "confidence")                           // VIIRS has words
	bad(head+"2026-04-11,0024,N20,low,2,285.2,21.62,D,MODIS", "instrument")
	bad(head+"2026-04-11,0024,N20,low,2,285.2,21.62,D,ABI", "instrument")
	bad(head+"2026-04-11,0024,N,sure"+tail, "confidence")
	bad("98.1,36.4,356.5,0.53,0.5,2026-04-11,0024,N,low"+tail, "latitude")
	bad("48.1,181,356.5,0.53,0.5,2026-04-11,0024,N,low"+tail, "longitude")
	bad("NaN,36.4,356.5,0.53,0.5,2026-04-11,0024,N,low"+tail, "latitude")
	bad("0x1p4,36.4,356.5,0.53,0.5,2026-04-11,0024,N,low"+tail, "latitude")
	bad(",36.4,356.5,0.53,0.5,2026-04-11,0024,N,low"+tail, "latitude")      // empty
	bad("48.1,36.4,3565,0.53,0.5,2026-04-11,0024,N,low"+tail, "bright_ti4") // hotter than the sun looks
	bad("48.1,36.4,356,53,0.5,2026-04-11,0024,N,low"+tail, "scan")
	bad("48.1,36.4,356,0.53,0.5,2026-04-11,0024,N,low,2,285,-1,D,VIIRS", "frp")
	bad("48.1,36.4,356,0.53,0.5,2026-04-11,0024,N,low,2,285,1,X,VIIRS", "daynight")
	bad("48.1,36.4,356,0.53,0.5,2026-04-11,0024,N,low,2,285,1,D", "")          // a column lost
	bad(`"48.1,36.4,356,0.53,0.5,2026-04-11,0024,N,low,2,285,1,D,MODIS`, "")   // quote not closed
	bad(`"48.1"x,36.4,356,0.53,0.5,2026-04-11,0024,N,low,2,285,1,D,VIIRS`, "") // text after a quote
}

func TestWatchOfDailyFile(t *testing.T) {
	f := format(t, New)
	good := func(name, by, day string) {
		t.Helper()
		w := feedtest.All(f, config(), name, []byte(usual)).Watches
		if len(w) != 1 || w[0].By != by || string(truceline.DateOf(w[0].When.From)) != day || w[0].When.Duration() != 24*time.Hour || w[0].State != truceline.NotKnown {
			t.Errorf("%s: %+v", name, w)
		}
	}
	bad := func(name string) {
		t.Helper()
		if w := feedtest.All(f, config(), name, []byte(usual)).Watches; len(w) > 0 {
			t.Errorf("%s: %+v", name, w)
		}
	}
	good("a/SUOMI_VIIRS_C2_Global_VNP14IMGTDL_NRT_2026101.txt.csv", "N", "2026-04-11")
	good("J1_VIIRS_C2_Global_VJ114IMGTDL_NRT_2026094.txt", "N20", "2026-04-04")
	good("J2_VIIRS_C2_Europe_VJ214IMGTDL_NRT_2024366.txt", "N21", "2024-12-31")
	bad("J2_VIIRS_C2_Europe_VJ214IMGTDL_NRT_2026366.txt") // no such day
	bad("MODIS_C6_1_Global_24h.csv")                      // the last day, whichever that is
	bad("fires.csv")
	bad("_2026101.txt")
	both := feedtest.All(f, config(), "MODIS_C6_1_Global_MCD14DL_NRT_2026101.txt", []byte(usual)).Watches
	if len(both) != 2 || both[0].By != "Terra" || both[1].By != "Aqua" || both[0].ID == both[1].ID {
		t.Errorf("%+v", both)
	}
	// A damaged header does not make the file less present.
	if w := feedtest.All(f, config(), "J1_VIIRS_C2_Global_VJ114IMGTDL_NRT_2026094.txt", []byte("latit\n")).Watches; len(w) != 1 {
		t.Error("damaged header: no watch")
	}
}

// TestPixelHolds90Percent scatters points evenly over a pixel and counts those
// in the ellipse.
func TestPixelHolds90Percent(t *testing.T) {
	in, n := 0, 1000
	for i := range n {
		for j := range n {
			x, y := (float64(i)+0.5)/float64(n)-0.5, (float64(j)+0.5)/float64(n)-0.5
			if math.Hypot(x, y) <= coverRatio {
				in++
			}
		}
	}
	if share := float64(in) / float64(n*n); math.Abs(share-0.9) > 0.001 {
		t.Errorf("ellipse holds %.4f of the pixel", share)
	}
}

// TestModis reads pixels of the other instrument: their size, their direction
// and what they share with one another.
func TestModis(t *testing.T) {
	f := format(t, New)
	read := func(satellite, light string) truceline.Observation {
		t.Helper()
		r := feedtest.All(f, config(), "MODIS_C6_1_Europe_24h.csv", []byte("latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,confidence,version,bright_t31,frp,daynight\n"+
			"48.1,36.4,320.1,2.0,1.4,2026-04-11,0854,"+satellite+",72,6.1NRT,290.4,21.6,"+light+"\n"))
		if len(r.Observations) != 1 || len(r.Refusals) > 0 {
			t.Fatal(r.Refusals)
		}
		return r.Observations[0]
	}
	o := read("Terra", "D")
	if o.Confidence != "72 %" || fmt.Sprint(o.Lineage) != "[MODIS NASA]" || math.Abs(o.Place.Ellipse.SemiMajor-1116) > 1e-9 || math.Abs(o.Place.Ellipse.SemiMinor-781.2) > 1e-9 {
		t.Errorf("%+v", o)
	}
	// sin(heading) = cos(98.2)/cos(48.1) gives 12.3 degrees west of north; the scan lies across it.
	for _, c := range []struct {
		satellite, light string
		bearing          float64
	}{{"Aqua", "D", 77.7}, {"Aqua", "N", 102.3}, {"Terra", "D", 102.3}, {"Terra", "N", 77.7}} {
		if got := read(c.satellite, c.light).Place.Ellipse.Bearing; math.Abs(got-c.bearing) > 0.05 {
			t.Errorf("%s %s: %v, want %v", c.satellite, c.light, got, c.bearing)
		}
	}
}

func TestReal(t *testing.T) {
	f := format(t, New)
	rows := 0
	for _, name := range realFiles(t) {
		file := feedtest.Data(t, name)
		feedtest.Check(t, f, config(), name, file)
		r := feedtest.All(f, config(), name, file)
		if len(r.Refusals) > 0 {
			t.Errorf("%s: %v", name, r.Refusals[0])
		}
		if len(r.Watches) != 1 || len(r.Observations) != bytes.Count(file, []byte("\n"))-1 {
			t.Errorf("%s: %d watches, %d observations", name, len(r.Watches), len(r.Observations))
		}
		rows += len(r.Observations)
		for _, o := range r.Observations {
			if o.Source != r.Watches[0].By || truceline.DateOf(o.When.From) != truceline.DateOf(r.Watches[0].When.From) {
				t.Fatalf("%s: %+v", name, o)
			}
		}
	}
	if rows != 1795 {
		t.Errorf("%d rows in all files, want 1795", rows)
	}
}

func realFiles(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(feedtest.DataDir(t), "easter-2026", "*_VIIRS_*.csv"))
	if err != nil || len(names) == 0 {
		t.Fatal("no files", err)
	}
	for i, name := range names {
		names[i] = "easter-2026/" + filepath.Base(name)
	}
	return names
}

func TestDamage(t *testing.T) {
	f := format(t, New)
	for _, name := range realFiles(t) {
		if strings.Contains(name, "2026101") {
			feedtest.Damage(t, f, config(), name, feedtest.Data(t, name), 300)
		}
	}
}

// TestHeaders reads one row under headers in other orders and cases.
func TestHeaders(t *testing.T) {
	f := format(t, New)
	names := strings.Split(strings.TrimSpace(usual), ",")
	values := strings.Split("48.1,36.4,356.5,0.53,0.5,2026-04-11,0024,N,low,2.0NRT,285.2,21.62,D,VIIRS", ",")
	want := feedtest.All(f, config(), "x", []byte(usual+strings.Join(values, ",")+"\n")).Observations[0]
	same := func(header, row string, refusals int) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(header+"\r\n"+row))
		if len(r.Refusals) != refusals || len(r.Observations) != 1 {
			t.Fatalf("%s: %d observations, %v", header, len(r.Observations), r.Refusals)
		}
		got := r.Observations[0]
		got.ID, got.Entry = want.ID, want.Entry
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", header, got, want)
		}
	}
	row := strings.Join(values, ",")
	same(strings.ToUpper(strings.TrimSpace(usual)), row, 0)
	same("\xef\xbb\xbf"+strings.TrimSpace(usual), row, 0)
	same(`"latitude", longitude`+strings.TrimPrefix(strings.TrimSpace(usual), "latitude,longitude"), row, 0)
	for shift := range names {
		turned := func(s []string) string {
			return strings.Join(append(append([]string{}, s[shift:]...), s[:shift]...), ",")
		}
		same(turned(names), turned(values), 0)
		// One name damaged in a header that is turned round.
		damaged := strings.Replace(turned(names), "frp", "f\x00p", 1)
		same(damaged, turned(values), 1)
	}
	same(strings.Join(names, ",")+",new_column", row+",7", 0)           // columns that are not ours are left alone
	same("lat\x01tude,l,b,s,t,a,a,s,c,v,b,f,d,i", row, 1)               // nothing but the number of columns is left
	same("latitude,longitude,bright_ti4,scan,track", row, 1)            // cut short
	same("l", row, 1)                                                   // cut shorter
	same(strings.Replace(usual[:len(usual)-1], "e,v", "ev", 1), row, 1) // a comma lost
}

func TestGzip(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	row := "48.1,36.4,356.5,0.53,0.5,2026-04-11,0024,N,low,2.0NRT,285.2,21.62,D,VIIRS\n"
	fmt.Fprint(z, usual, row, "x\n", row)
	z.Close()
	r := feedtest.All(format(t, New), config(), "a.gz", packed.Bytes())
	if len(r.Observations) != 2 || r.Observations[0].ID == r.Observations[1].ID || len(r.Refusals) != 1 || r.Refusals[0].Line != 3 {
		t.Errorf("%d observations, %v", len(r.Observations), r.Refusals)
	}
}

func TestHistoryReal(t *testing.T) {
	f := format(t, NewHistory)
	for name, want := range map[string]int{
		"truces/ukr_fire_data_2022-02-01_2022-12-31.csv.gz":    133174,
		"truces/ukr_fire_data_2023-01-01_2023-08-31.csv.gz":    59905,
		"july-2020/ukr_fire_data_2020-07-01_2020-09-15.csv.gz": 35202,
	} {
		r := feedtest.All(f, config(), name, feedtest.Data(t, name))
		if len(r.Heat) != want || len(r.Refusals) > 0 {
			t.Errorf("%s: %d of %d, %v", name, len(r.Heat), want, r.Refusals)
		}
		for _, h := range r.Heat {
			if h.Day < 18000 || h.Day > 20000 || h.At.Lat < 44 || h.At.Lat > 53 || h.At.Lon < 22 || h.At.Lon > 41 {
				t.Fatalf("%s: %+v", name, h)
			}
		}
	}
}

func FuzzFirms(f *testing.F) {
	feedtest.Seed(f, "*.case")
	feedtest.Seed(f, "history/*.case")
	rows, history := format(f, New), format(f, NewHistory)
	f.Fuzz(func(t *testing.T, file []byte) {
		feedtest.Check(t, rows, config(), "J1_VIIRS_C2_Global_VJ114IMGTDL_NRT_2026094.txt", file)
		feedtest.Check(t, history, config(), "h.csv", file)
	})
}

func BenchmarkFirms(b *testing.B) {
	feedtest.AtWork(b)
	f := format(b, New)
	file := []byte(usual + strings.Repeat("48.13898,36.44999,356.56,0.53,0.5,2026-04-11,09:39:00,N20,low,2.0NRT,285.28,21.62,D,VIIRS\n", 1000))
	pieces, entries := f.Split(file), feedtest.Entries(f, config(), "a.csv", file)
	needs := [][]byte{pieces[0].Body}
	b.ReportAllocs()
	b.ResetTimer()
	n, before := 0, feedtest.Processor(b)
	for b.Loop() {
		for _, e := range entries[1:] {
			n += len(f.Parse(e, needs).Observations)
		}
	}
	b.ReportMetric(float64(n)/(feedtest.Processor(b)-before).Seconds(), "rows/s-of-processor")
}

func BenchmarkHistory(b *testing.B) {
	f := format(b, NewHistory)
	file := feedtest.Data(b, "truces/ukr_fire_data_2022-02-01_2022-12-31.csv.gz")
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n += len(f.Parse(truceline.Entry{Line: 1, Body: file}, nil).Heat)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
}
