package journal

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// rows are entries as a feed of CSV rows gives them.
func rows(n, from int) []truceline.Entry {
	hash, header := truceline.IDOf("file"), truceline.IDOf("header")
	es := make([]truceline.Entry, n)
	for i := range es {
		row := fmt.Sprintf("48.%05d,37.%05d,331.2,0.39,0.36,2026-04-11,0024,N,VIIRS,n,2.0NRT,290.1,1.2,D\n", i, from+i)
		es[i] = truceline.Entry{Kind: truceline.KindData, Feed: "firms", Source: "viirs-noaa20", File: "firms.csv",
			FileHash: hash, Offset: int64((from + i) * len(row)), Line: from + i + 1,
			Received: time.Unix(1_775_000_000, 0).UTC(), Needs: []truceline.ID{header}, Body: []byte(row)}
	}
	return es
}

func BenchmarkAppendRows(b *testing.B) {
	j := opened(b, b.TempDir(), Options{})
	from := 0
	for b.Loop() {
		appended(b, j, rows(20_000, from))
		from += 20_000
	}
	b.ReportMetric(float64(from)/b.Elapsed().Seconds(), "entries/s")
	b.ReportMetric(float64(len(j.batches))/b.Elapsed().Seconds(), "batches/s")
}

func BenchmarkAppendOne(b *testing.B) {
	j := opened(b, b.TempDir(), Options{})
	for i := 0; b.Loop(); i++ {
		appended(b, j, rows(1, i))
	}
}

func BenchmarkAppend40000Ticks(b *testing.B) {
	j := opened(b, b.TempDir(), Options{})
	ticks := make([]truceline.Entry, 40_000)
	for i := range ticks {
		ticks[i] = truceline.Entry{Kind: truceline.KindTick, Received: time.Unix(int64(60*i), 0).UTC()}
	}
	for b.Loop() {
		appended(b, j, ticks)
	}
}

// BenchmarkRead reads 100 full batches of rows.
func BenchmarkRead(b *testing.B) {
	j := opened(b, b.TempDir(), Options{})
	appended(b, j, rows(120_000, 0))
	n := 0
	for b.Loop() {
		err := j.Read(b.Context(), 0, 0, func(es []truceline.Entry) error { n += len(es); return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
	b.ReportMetric(float64(b.N*len(j.batches))/b.Elapsed().Seconds(), "batches/s")
}

func BenchmarkProve(b *testing.B) {
	j := opened(b, b.TempDir(), Options{})
	appended(b, j, rows(120_000, 0))
	for b.Loop() {
		if err := j.Prove(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEntry(b *testing.B) {
	j := opened(b, b.TempDir(), Options{})
	es := rows(50_000, 0)
	appended(b, j, es)
	for i := 0; b.Loop(); i++ {
		if _, err := j.Entry(b.Context(), es[i*7919%len(es)].ID); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenEmpty(b *testing.B) {
	for b.Loop() {
		j, err := Open(b.Context(), b.TempDir(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		j.Close()
		b.StartTimer()
	}
}

// BenchmarkOpen1000 opens a journal of 1,000 full batches: of rows, which have
// long manifests, and of bodies of 100 kB, which have short ones.
func BenchmarkOpen1000(b *testing.B) {
	run := func(name string, make func(i int) []truceline.Entry) {
		b.Run(name, func(b *testing.B) {
			dir := b.TempDir()
			j := opened(b, dir, Options{})
			for i := 0; len(j.batches) < 1000; i++ {
				appended(b, j, make(i))
			}
			j.Close()
			for b.Loop() {
				j, err := Open(b.Context(), dir, Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				j.Close()
				b.StartTimer()
			}
		})
	}
	run("rows", func(i int) []truceline.Entry { return rows(20_000, 20_000*i) })
	run("reports", func(i int) []truceline.Entry {
		return data("a", strings.Repeat("r", 100_000), strings.Repeat("s", 100_000))
	})
}

// TestMemory reports what a process that only opens a journal takes, and one
// that takes in 5 MB of rows and reads them again. It runs itself as a child,
// so that nothing else is counted.
func TestMemory(t *testing.T) {
	const role = "TRUCELINE_JOURNAL_MEMORY"
	if os.Getenv(role) != "" {
		j := opened(t, t.TempDir(), Options{})
		reportMemory("open")
		for i := range 3 {
			appended(t, j, rows(20_000, 20_000*i))
		}
		readAll(t, j, 1, 1)
		err := j.Read(t.Context(), 0, 0, func([]truceline.Entry) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		reportMemory("60,000 rows in and out")
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestMemory$", "-test.v")
	cmd.Env = append(os.Environ(), role+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("\n%s", out)
}

func reportMemory(when string) {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmRSS") || strings.HasPrefix(line, "VmHWM") {
			fmt.Printf("%s: %s", when, line)
		}
	}
}
