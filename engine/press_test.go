package engine

import (
	"testing"

	"github.com/truceline/truceline"
)

// TestPressEchoes: three outlets with the same statement are one lineage, and a
// fourth with another count of its own is a second.
func TestPressEchoes(t *testing.T) {
	press := func(outlet string, minute float64, count int) Input {
		in := said(outlet, minute)
		o := &in.Reading.Observations[0]
		o.ID = truceline.IDOf("press", outlet)
		o.Means, o.Count = truceline.MeansPublic, truceline.Count{Least: count, Most: count, Unit: "explosion"}
		o.When.From, o.When.To = at(10), at(10)
		in.Entry.ID, in.Entry.Received = o.ID, at(minute)
		return in
	}
	outs := play(t, New(config()), tick(0), press("herald", 11, 9), press("courier", 12, 9), press("tribune", 13, 9), tick(20))
	if i := outs[4].Incidents; len(i) != 1 || i[0].Lineages != 1 || len(i[0].Observations) != 3 {
		t.Fatalf("%+v", i)
	}
	outs = play(t, New(config()), tick(0), press("herald", 11, 9), press("courier", 12, 9), press("gazette", 13, 4), tick(20))
	if i := outs[4].Incidents; len(i) != 1 || i[0].Lineages != 2 {
		t.Errorf("%+v", i)
	}
}

// TestTextsClaim: the figures of a text stand among the claims, with those who
// make them, and its words do not.
func TestTextsClaim(t *testing.T) {
	e := New(config())
	text := truceline.Text{ID: truceline.IDOf("text"), Name: "a.txt", Body: "The spokesman of the border guard said at least 300 drones were counted. An official said 40 were."}
	play(t, e, Input{Entry: truceline.Entry{ID: text.ID, Kind: truceline.KindData, Received: at(5)}, Reading: truceline.Reading{Texts: []truceline.Text{text}}}, tick(10))
	claims := e.Record().Claims
	if len(claims) != 1 {
		t.Fatalf("%+v", claims)
	}
	if c := claims[0]; c.Claimant != "The spokesman of the border guard" || *c.Value != 300 || c.Metric != "drone" || c.Qualifier != "at least 300 drones" || !c.When.From.Equal(at(5)) {
		t.Errorf("%+v", c)
	}
}

// TestCircularPress: three texts that each have it from the next are told as a loop by name.
func TestCircularPress(t *testing.T) {
	e := New(config())
	text := func(n int, outlet, cites string) Input {
		x := truceline.Text{ID: truceline.IDOf("text", outlet), Name: outlet + ".txt", Outlet: outlet, Published: at(float64(n)),
			Body: "Seventeen drones struck the depot near Verkhnia Balka at 04:30 on Tuesday, wounding 12 guards, " + cites + " reported. The fire covered 340 square metres."}
		return Input{Entry: truceline.Entry{ID: x.ID, Kind: truceline.KindData, Received: at(float64(n))}, Reading: truceline.Reading{Texts: []truceline.Text{x}}}
	}
	play(t, e, text(5, "The Herald", "the Courier"), text(6, "The Courier", "the Tribune"), text(7, "The Tribune", "the Herald"), tick(20))
	loops := e.Record().Circular
	if len(loops) != 1 || len(loops[0].Names) != 3 || len(loops[0].Texts) != 3 {
		t.Fatalf("%+v", loops)
	}
	t.Log(loops[0].Alarm)
}
