package judge_test

import (
	"io/fs"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/agreements"
	"github.com/truceline/truceline/judge"
)

// BenchmarkMillion judges incidents under the agreement that ships with the most
// clauses. The bar is a million in under 20 s on one core, which is 20 µs each.
func BenchmarkMillion(b *testing.B) {
	files, err := fs.Glob(agreements.Files(), "*.yaml")
	if err != nil {
		b.Fatal(err)
	}
	var largest truceline.Agreement
	for _, file := range files {
		src, err := fs.ReadFile(agreements.Files(), file)
		if err != nil {
			b.Fatal(err)
		}
		if a, problems := agreement.Parse(file, src); !agreement.Refused(problems) && len(a.Clauses) > len(largest.Clauses) {
			largest = a
		}
	}
	areas := []truceline.Area{{ID: "UA-14", Polygons: []truceline.Polygon{{{{Lat: 47, Lon: 36}, {Lat: 47, Lon: 39}, {Lat: 49, Lon: 39}, {Lat: 49, Lon: 36}}}}}}
	c, err := agreement.Compile(largest, areas)
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	from := largest.Windows[0].From
	incidents := make([]truceline.Incident, 4096)
	for i := range incidents {
		incidents[i] = anyIncident(r)
		incidents[i].When.From = from.Add(time.Duration(r.IntN(30*24)) * time.Hour)
		incidents[i].When.To = incidents[i].When.From
		if g := incidents[i].Ground; g != nil {
			g.Side = largest.Parties[r.IntN(2)].ID
		}
	}
	j := judge.New(c)
	b.ReportMetric(float64(len(largest.Clauses)), "clauses")
	n := 0
	for b.Loop() {
		j.Incident(incidents[n%len(incidents)], blind, from)
		n++
	}
}
