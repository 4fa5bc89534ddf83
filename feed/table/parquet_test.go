package table

import (
	"bytes"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed/feedtest"
)

// parquetFile writes a row of texts as Parquet.
func parquetFile(t testing.TB, row map[string]string) (name, file string) {
	t.Helper()
	group := parquet.Group{}
	values := map[string]any{}
	for column, value := range row {
		if value != "" {
			group[column] = parquet.String()
			values[column] = value
		}
	}
	var out bytes.Buffer
	w := parquet.NewGenericWriter[map[string]any](&out, parquet.NewSchema("observations", group))
	if _, err := w.Write([]map[string]any{values}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return "a.parquet", out.String()
}

// typed is a row as an analyst's tool would have it.
type typed struct {
	From     time.Time `parquet:"time_from,timestamp(microsecond)"`
	Clock    string    `parquet:"clock,dict"`
	Source   string    `parquet:"source"`
	Means    string    `parquet:"means"`
	Kind     string    `parquet:"kind"`
	Lat      *float64  `parquet:"lat,optional"`
	Lon      *float64  `parquet:"lon,optional"`
	Error    float32   `parquet:"error_m"`
	Count    int32     `parquet:"count_least"`
	Lineage  []string  `parquet:"lineage,list"`
	Elevated bool      `parquet:"elevated"`
}

// TestParquetTypes reads numbers, times, lists and a column that is not known, over
// several row groups and compressions.
func TestParquetTypes(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 250_000_000, time.UTC)
	lat, lon := 48.5, 36.25
	row := typed{From: at, Clock: "ntp", Source: "post 1", Means: "acoustic", Kind: "F6", Lat: &lat, Lon: &lon, Error: 120, Count: 3, Lineage: []string{"a", "b"}}
	var out bytes.Buffer
	w := parquet.NewGenericWriter[typed](&out, parquet.Compression(&parquet.Zstd))
	for range 3 {
		if _, err := w.Write([]typed{row, row}); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil { // ends a row group
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := feedtest.All(format(t, ""), config(), "a.parquet", out.Bytes())
	if len(r.Observations) != 6 || len(r.Refusals) != 1 || r.Refusals[0].Field != "elevated" {
		t.Fatalf("%d observations, %v", len(r.Observations), r.Refusals)
	}
	o := r.Observations[5]
	if !o.When.From.Equal(at) || o.Place.At != (truceline.Point{Lat: 48.5, Lon: 36.25}) || o.Place.Ellipse.SemiMajor != 120 || o.Count.Least != 3 || len(o.Lineage) != 2 {
		t.Errorf("%+v", o)
	}
	feedtest.Check(t, format(t, ""), config(), "a.parquet", out.Bytes())
	for cut := 1; cut < out.Len(); cut += 97 { // cut short, and with a byte changed
		feedtest.Check(t, format(t, "parquet"), config(), "a.parquet", out.Bytes()[:cut])
		damaged := bytes.Clone(out.Bytes())
		damaged[cut] ^= 0x55
		feedtest.Check(t, format(t, "parquet"), config(), "a.parquet", damaged)
	}
	if r := feedtest.All(format(t, ""), config(), "a.parquet", out.Bytes()[:out.Len()-1]); len(r.Refusals) != 1 || len(r.Observations) > 0 {
		t.Errorf("cut short: %+v", r)
	}
}
