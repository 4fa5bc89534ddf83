package score

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/truceline/truceline"
)

// turned exchanges the labels of the sides in a record, and gives everything
// another name, as other bytes would.
func turned(rec truceline.Record) truceline.Record {
	other := map[string]string{"A": "B", "B": "A", "": ""}
	rename := func(id truceline.ID) truceline.ID { return truceline.IDOf("turned", id.String()) }
	rec.Incidents, rec.Findings = slices.Clone(rec.Incidents), slices.Clone(rec.Findings)
	rec.Run.Agreement.Parties = []truceline.Party{{ID: "B"}, {ID: "A"}}
	for k := range rec.Incidents {
		i := &rec.Incidents[k]
		i.ID = rename(i.ID)
		if i.Ground != nil {
			g := *i.Ground
			g.Side = other[g.Side]
			i.Ground = &g
		}
	}
	for k := range rec.Findings {
		f := &rec.Findings[k]
		f.ID, f.Subject.ID = rename(f.ID), rename(f.Subject.ID)
		f.Attribution.Side = other[f.Attribution.Side]
		f.Attribution.Shares = slices.Clone(f.Attribution.Shares)
		for n := range f.Attribution.Shares {
			f.Attribution.Shares[n].Side = other[f.Attribution.Shares[n].Side]
		}
		f.Exists.Reasons = slices.Clone(f.Exists.Reasons)
		for n, s := range f.Exists.Reasons {
			switch s {
			case "A patrol heard it from ground that A held.":
				f.Exists.Reasons[n] = "A patrol heard it from ground that B held."
			}
		}
	}
	slices.Reverse(rec.Incidents)
	slices.Reverse(rec.Findings)
	return rec
}

func TestMirror(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	w := madeWorld(r, 80)
	a := blurred(r, w).Record
	for k := range a.Incidents {
		a.Incidents[k].Ground = &truceline.Ground{Side: sideNames[k%2], Certain: r.Float64()}
	}
	for k := range a.Findings {
		a.Findings[k].Exists.Reasons = []string{"A patrol heard it from ground that A held."}
	}
	if d := Mirror(a, turned(a)); len(d) > 0 {
		t.Fatalf("a mirrored record differs: %+v", d[0])
	}
	bad := func(what, field string, change func(*truceline.Record)) {
		t.Helper()
		b := turned(a)
		change(&b)
		d := Mirror(a, b)
		if len(d) == 0 {
			t.Errorf("%s was not noticed", what)
			return
		}
		if d[0].Field != field {
			t.Errorf("%s: %+v", what, d[0])
		}
	}
	bad("a side that was not exchanged", "side", func(b *truceline.Record) {
		for k := range b.Findings {
			if f := &b.Findings[k].Attribution; f.Side == "A" {
				f.Side = "B"
				return
			}
		}
	})
	bad("a probability that differs in its last digits", "exists", func(b *truceline.Record) { b.Findings[3].Exists.High += 1e-15 })
	bad("shares that lean", "shares", func(b *truceline.Record) { b.Findings[3].Attribution.Shares[0].P += 0.01 })
	bad("other words", "exists", func(b *truceline.Record) {
		b.Findings[3].Exists.Reasons = []string{"A patrol saw it from ground that B held."}
	})
	bad("ground of the wrong side", "ground", func(b *truceline.Record) { b.Incidents[5].Ground.Side = a.Incidents[len(a.Incidents)-6].Ground.Side })
	bad("a finding that is gone", "the whole", func(b *truceline.Record) { b.Findings = b.Findings[1:] })
	bad("a finding more", "the whole", func(b *truceline.Record) {
		f := b.Findings[0]
		f.Clause = "another"
		b.Findings = append(b.Findings, f)
	})
	bad("other sides", "agreement", func(b *truceline.Record) { b.Run.Agreement.Parties[0].ID = "C" })
}

func TestMaskWord(t *testing.T) {
	good := func(s, want string) {
		t.Helper()
		if got := maskWord(s, "A"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	good("ground that A held", "ground that · held")
	good("A post at AP-3, side A.", "· post at AP-3, side ·.")
	good("ЯA A", "ЯA ·")
	good("", "")
}
