package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/agreements"
)

// The bars are held by the real binary, as a process of its own, named by
// TRUCELINE_BIN; "make bench" sets it. Each benchmark reports the seconds that
// the whole takes and the most memory that any of its processes had resident.

// measured runs commands one after another, again for each round. Those that
// make a run name its folder last.
func measured(b *testing.B, commands ...[]string) {
	b.Helper()
	bin := os.Getenv("TRUCELINE_BIN")
	if bin == "" {
		b.Skip("skipped: TRUCELINE_BIN names no binary; run make bench")
	}
	var seconds, rss float64
	for b.Loop() {
		seconds = 0
		for _, args := range commands {
			if args[0] == "replay" || args[0] == "demo" { // from the beginning, each time
				if err := os.RemoveAll(args[len(args)-1]); err != nil {
					b.Fatal(err)
				}
			}
			c := exec.Command(bin, args...)
			c.Stderr = os.Stderr
			started := time.Now()
			if err := c.Run(); err != nil {
				b.Fatalf("%v: %v", args, err)
			}
			seconds += time.Since(started).Seconds()
			usage := c.ProcessState.SysUsage().(*syscall.Rusage)
			rss = max(rss, float64(usage.Maxrss)/1024) // Linux counts kilobytes
		}
	}
	b.ReportMetric(seconds, "s")
	b.ReportMetric(rss, "peak-MB")
	b.ReportMetric(0, "ns/op") // says the same as s, less readably
}

// replayArgs are the four real truces, each into a folder of its own.
func replayArgs(b *testing.B, dir string, names ...string) (all [][]string) {
	b.Helper()
	data := os.Getenv("TRUCELINE_DATA")
	if data == "" {
		data = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(data); err != nil {
		b.Skipf("skipped: no real data at %s (set TRUCELINE_DATA)", data)
	}
	for _, name := range names {
		all = append(all, []string{"replay", filepath.Join("..", "..", "exercises", "real", name), "--data", data, "--out", filepath.Join(dir, name)})
	}
	return all
}

// BenchmarkFourTruces takes the four real truces from raw files to reports. The
// bar is 10 s together and 300 MB.
func BenchmarkFourTruces(b *testing.B) {
	measured(b, replayArgs(b, b.TempDir(), "easter-2025", "victory-2025", "easter-2026", "minsk-2020")...)
}

// BenchmarkDemo plays the built-in exercise, without serving it.
func BenchmarkDemo(b *testing.B) {
	measured(b, []string{"demo", "--no-serve", "--out", filepath.Join(b.TempDir(), "demo")})
}

// BenchmarkRebuild and BenchmarkVerify read the record of the largest truce.
func BenchmarkRebuild(b *testing.B) { onARun(b, "rebuild") }

func BenchmarkVerify(b *testing.B) { onARun(b, "verify-replay") }

func onARun(b *testing.B, command string) {
	b.Helper()
	dir := b.TempDir()
	for _, args := range replayArgs(b, dir, "easter-2026") {
		bin := os.Getenv("TRUCELINE_BIN")
		if bin == "" {
			b.Skip("skipped: TRUCELINE_BIN names no binary; run make bench")
		}
		if out, err := exec.Command(bin, args...).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	measured(b, []string{command, filepath.Join(dir, "easter-2026")})
}

// BenchmarkLint reads every shipped agreement and tells who could verify it along
// the 1,100 km of the built-in exercise, the watchers read anew for each. The bar is
// 2 s for the slowest, on a line of 1,200 km; what is asked grows as the line.
func BenchmarkLint(b *testing.B) {
	bin := os.Getenv("TRUCELINE_BIN")
	if bin == "" {
		b.Skip("skipped: TRUCELINE_BIN names no binary; run make bench")
	}
	world := filepath.Join(b.TempDir(), "world")
	if out, err := exec.Command(bin, "sim", "demo", "--out", world).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	var slowest, rss, processor float64
	for b.Loop() {
		for id, sides := range shippedSides(b) {
			started := time.Now()
			for _, args := range [][]string{{"agreement", "check", id}, {"agreement", "lint", id, "--posture", world, "--sides", sides}} {
				c := exec.Command(bin, args...)
				if out, err := c.CombinedOutput(); err != nil {
					b.Fatalf("%v: %v\n%s", args, err, out)
				}
				usage := c.ProcessState.SysUsage().(*syscall.Rusage)
				rss = max(rss, float64(usage.Maxrss)/1024)
				processor = max(processor, (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds())
			}
			slowest = max(slowest, time.Since(started).Seconds())
		}
	}
	b.ReportMetric(slowest, "s")
	b.ReportMetric(processor, "cpu-s")
	b.ReportMetric(rss, "peak-MB")
	b.ReportMetric(0, "ns/op")
}

// shippedSides says for each shipped agreement which party is which side of the
// exercise.
func shippedSides(b *testing.B) map[string]string {
	b.Helper()
	files, err := fs.Glob(agreements.Files(), "*.yaml")
	if err != nil {
		b.Fatal(err)
	}
	sides := map[string]string{}
	for _, file := range files {
		src, err := fs.ReadFile(agreements.Files(), file)
		if err != nil {
			b.Fatal(err)
		}
		a, problems := agreement.Parse(file, src)
		if agreement.Refused(problems) || len(a.Parties) != 2 {
			b.Fatalf("%s: %v", file, problems)
		}
		sides[a.ID] = a.Parties[0].ID + "=A," + a.Parties[1].ID + "=B"
	}
	return sides
}

// BenchmarkGeofence takes the million fixes of the shared workload to events,
// reading zones and fixes from disk. The bar is 600,000 fixes a second on two
// cores and not one event misplaced; TestGeofenceOracle holds the events.
func BenchmarkGeofence(b *testing.B) {
	if os.Getenv("TRUCELINE_BIN") == "" {
		b.Skip("skipped: TRUCELINE_BIN names no binary; run make bench")
	}
	fixes, zones, _ := geofenceWork(b, "1000000")
	dir := b.TempDir()
	name := filepath.Join(dir, "zones.geojson")
	if err := os.WriteFile(name, zones, 0o644); err != nil {
		b.Fatal(err)
	}
	measured(b, []string{"geofence", "--zones", name, "--fixes", fixes, "--events", filepath.Join(dir, "out.csv")})
}

// BenchmarkTrack follows the 200 targets of the shared workload, from the file of
// detections to the file of estimates. The bar is a hundredth of the 95.66 s that
// are recorded for Stone Soup there, and 200 MB; TestBench of package track and
// docs/track.md hold the answer.
func BenchmarkTrack(b *testing.B) {
	detections := filepath.Join("..", "..", "..", "shared", "bench", "tracking", "n200", "detections.csv.gz")
	if _, err := os.Stat(detections); err != nil {
		b.Skipf("skipped: no tracking bench beside the project: %v", err)
	}
	dir := b.TempDir()
	sensors := filepath.Join(dir, "sensors.yaml")
	const known = `moves: air
sensors:
  - {id: 0, detect: 0.95, false_alarms: 5, area: [0, 0, 300000, 300000]}
  - {id: 1, detect: 0.85, false_alarms: 20, area: [0, 0, 300000, 300000]}
  - {id: 2, detect: 0.70, false_alarms: 50, area: [0, 0, 300000, 300000]}
`
	if err := os.WriteFile(sensors, []byte(known), 0o644); err != nil {
		b.Fatal(err)
	}
	measured(b, []string{"track", "--in", detections, "--sensors", sensors, "--out", filepath.Join(dir, "estimates.csv")})
}
