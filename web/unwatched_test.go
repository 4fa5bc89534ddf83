package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
)

// unwatchedDetail is what /api/coverage/{kind}/unwatched answers.
type unwatchedDetail struct {
	Spells []struct {
		FromKm float64            `json:"from_km"`
		ToKm   float64            `json:"to_km"`
		State  truceline.Watching `json:"state"`
		From   time.Time          `json:"from"`
		Hours  int                `json:"hours"`
		Before bool               `json:"from_the_first_hour"`
		After  bool               `json:"to_the_last_hour"`
		Causes []struct {
			By    string          `json:"by"`
			Cause truceline.Cause `json:"cause"`
		} `json:"causes"`
	} `json:"spells"`
	LeftOut int `json:"left_out"`
}

// TestUnwatched: four pieces by five hours, looked at by hand.
//
//	km    0-5  bbwww   blind for the first two hours
//	km   5-10  bbwww   the same, so one spell with the piece before
//	km  10-15  wwwnn   not known for the last two
//	km  15-20  wbwww   blind for one hour only
func TestUnwatched(t *testing.T) {
	c := content()
	at := incident().Place.At
	table := truceline.WatchTable{Kind: truceline.KindIndirectFire, LineAsOf: "2026-04-11", From: noon, Hours: 5}
	for k, states := range []string{"bbwww", "bbwww", "wwwnn", "wbwww"} {
		p := truceline.WatchPiece{FromKm: 5 * float64(k), ToKm: 5 * float64(k+1), Middle: at, States: states, Chances: make([]float32, 5)}
		if k > 1 {
			p.Middle.Lat += 3 // out of the post's reach
		}
		table.Pieces = append(table.Pieces, p)
	}
	c.Record.Coverage = []truceline.WatchTable{table}
	down := watch("post-9", truceline.MeansAcoustic, truceline.Blind, truceline.Place{Shape: truceline.ShapePoint, At: at, Ellipse: truceline.Ellipse{SemiMajor: 5000, SemiMinor: 5000}}, hours(1, 3))
	down.Cause = truceline.CausePower
	c.Record.Watches = append(c.Record.Watches, down)
	h := handler(t, options(t, c, access.Officer))

	d := ask[unwatchedDetail](t, h, "/api/coverage/F3/unwatched?hours=2")
	if len(d.Spells) != 2 || d.LeftOut != 0 {
		t.Fatalf("spells of two hours are %+v", d)
	}
	first, last := d.Spells[0], d.Spells[1]
	if first.FromKm != 0 || first.ToKm != 10 || first.State != truceline.Blind || first.Hours != 2 || !first.Before || first.After || !first.From.Equal(noon) {
		t.Errorf("the first spell is %+v", first)
	}
	if len(first.Causes) != 1 || first.Causes[0].By != "post-9" || first.Causes[0].Cause != truceline.CausePower {
		t.Errorf("its causes are %+v", first.Causes)
	}
	if last.FromKm != 10 || last.State != truceline.NotKnown || last.Before || !last.After || len(last.Causes) != 0 {
		t.Errorf("the last spell is %+v", last)
	}
	if d := ask[unwatchedDetail](t, h, "/api/coverage/F3/unwatched"); len(d.Spells) != 3 {
		t.Errorf("spells of an hour are %+v", d.Spells)
	}
	for _, bad := range []string{"?hours=0", "?hours=x", "?hour=1"} {
		if w := get(h, "/api/coverage/F3/unwatched"+bad); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
	if w := get(h, "/api/coverage/F1/unwatched"); w.Code != http.StatusNotFound {
		t.Errorf("a kind without a table: %d", w.Code)
	}
	if w := get(handler(t, options(t, c, access.Party)), "/api/coverage/F3/unwatched"); w.Code != http.StatusNotFound {
		t.Errorf("a party is told what was unwatched: %d %s", w.Code, w.Body)
	}
}

// TestSources: with an incident stand the sources of its statements, each with what the
// record says of it; and how all have done is the mission's to know.
func TestSources(t *testing.T) {
	c := content()
	c.Record.Sources = []truceline.SourceRecord{{Source: "post-0"}, {Source: observation().Source, Confirmed: 19, Refuted: 1, Unjudged: 1, Reliability: "B"}, {Source: "zz"}}
	type sources struct {
		Sources []struct {
			Source      string `json:"source"`
			Reliability string `json:"reliability"`
			Statements  int    `json:"statements"`
			Out         int    `json:"borne_out"`
			Not         int    `json:"not_borne_out"`
		} `json:"sources"`
	}
	d := ask[sources](t, handler(t, options(t, c, access.Officer)), "/api/incidents/"+incident().ID.String())
	if len(d.Sources) != 1 || d.Sources[0].Reliability != "B" || d.Sources[0].Statements != 21 || d.Sources[0].Out != 19 || d.Sources[0].Not != 1 {
		t.Errorf("sources are %+v", d.Sources)
	}
	if all := ask[[]truceline.SourceRecord](t, handler(t, options(t, c, access.Officer)), "/api/sources"); len(all) != 3 {
		t.Errorf("of all sources: %+v", all)
	}
	if d := ask[sources](t, handler(t, options(t, c, access.Party)), "/api/incidents/"+incident().ID.String()); len(d.Sources) != 0 {
		t.Errorf("a party is told who speaks: %+v", d.Sources)
	}
}
