package lineage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// article is a text of an outlet, so many hours after noon.
func article(outlet string, hours int, body string) truceline.Text {
	return truceline.Text{ID: truceline.IDOf(outlet, body, fmt.Sprint(hours)), Name: outlet, Outlet: outlet, Published: at("2031-03-01T12:00:00Z").Add(time.Duration(hours) * time.Hour), Body: body}
}

const ford = "Seventeen trucks with ammunition crossed the ford at Lypova at 04:20, the spokesman of the border guard said. " +
	"“We counted them twice, and the last of them carried no plates,” he said. They took the road to Dubova, where 240 people live."

// TestTrace checks which of short articles was made from which.
func TestTrace(t *testing.T) {
	good := func(want string, texts ...truceline.Text) Graph {
		t.Helper()
		g := NewReader().Trace(texts)
		var got []string
		for _, d := range g.Derivations {
			got = append(got, fmt.Sprintf("%d %s of %d", d.Child, d.How, d.Parent))
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("got %q, want %q", s, want)
		}
		return g
	}
	good("1 copy of 0", article("Herald", 0, ford), article("Courier", 2, ford))
	good("0 copy of 1", article("Herald", 2, ford), article("Courier", 0, ford)) // a parent comes before its child
	good("1 cut of 0", article("Herald", 0, ford), article("Courier", 2, ford[:110]))
	good("1 paraphrase of 0", article("Herald", 0, ford), article("Courier", 2,
		"At 04:20 a convoy of 17 lorries went over the ford near Lypova, according to the border guard, which counted the ammunition trucks twice. It then made for Dubova, a village of 240."))
	good("1 translation of 0", article("Herald", 0, ford), article("Вісник", 2,
		"О 04:20 через брід у Липова проїхали 17 вантажівок із боєприпасами, повідомив речник прикордонної служби. Колона рушила дорогою на Дубова, де живуть 240 людей."))
	good("1 translation of 0", article("Herald", 0, ford), article("Вестник", 2,
		"В 04:20 через брод у Липова проехали 17 грузовиков с боеприпасами, сообщил представитель пограничной службы. Колонна ушла по дороге на Дубова, где живут 240 человек."))
	// Another account of the same night is nobody's child.
	g := good("", article("Herald", 0, ford), article("Courier", 2, "The monitoring mission heard engines at Lypova from 03:50 to 05:10 and saw 9 vehicles without lights near the mill of Verba, 4 km from the ford."))
	if g.Existence.Lineages != 2 {
		t.Errorf("%+v", g.Existence)
	}
	// One spokesman told two outlets: nobody copied, and it is one lineage all the same.
	g = good("", article("Herald", 0, "The spokesman of the border guard said 17 trucks crossed the ford at Lypova. A shopkeeper saw lights on the hill at 05:45 and called the 3 patrols that were out."),
		article("Courier", 2, "The school of Lypova will stay closed for 2 days. The spokesman of the border guard said that 17 trucks went over the ford at Lypova."))
	if g.Existence.Lineages != 1 {
		t.Errorf("%+v", g.Existence)
	}
	// Two outlets cite a report that is not at hand.
	g = good("", article("Courier", 1, "The Lakeshore Gazette reported that 17 trucks crossed the ford at Lypova at 04:20. Buses to the town run again."),
		article("Tribune", 2, "At 04:20 as many as 17 trucks crossed the ford of Lypova, according to the Lakeshore Gazette. Nobody else saw them, and 3 patrols were out."))
	if g.Existence.Lineages != 1 {
		t.Errorf("%+v", g.Existence)
	}
}

// TestLoops names rings and nothing else.
func TestLoops(t *testing.T) {
	good := func(want []string, texts ...truceline.Text) {
		t.Helper()
		var got []string
		for _, l := range NewReader().Trace(texts).Loops {
			got = append(got, l.Outlets...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	cite := func(outlet string, hours int, from string) truceline.Text {
		return article(outlet, hours, "According to the "+from+", 17 trucks with ammunition crossed the ford at Lypova at 04:20 and went on to Dubova.")
	}
	good([]string{"Eastvale Courier", "Westmark Tribune"}, cite("Eastvale Courier", 0, "Westmark Tribune"), cite("Westmark Tribune", 2, "Eastvale Courier"))
	good([]string{"Eastvale Courier", "Westmark Tribune", "Northmere Herald"},
		cite("Eastvale Courier", 0, "Westmark Tribune"), cite("Westmark Tribune", 2, "Northmere Herald"), cite("Northmere Herald", 4, "Eastvale Courier"))
	good(nil, cite("Eastvale Courier", 0, "Westmark Tribune"), cite("Northmere Herald", 2, "Westmark Tribune"))
	// Two stories that cite one another in turn are no ring.
	good(nil, cite("Eastvale Courier", 0, "Westmark Tribune"),
		article("Westmark Tribune", 30, "The Eastvale Courier reported that 2,450 hectares of wheat burned near Verba after lightning struck the silo at 16:05."))
	// What was declared may go in a ring too.
	a, b := article("Herald", 0, ford), article("Courier", 2, ford)
	a.DerivedFrom, b.DerivedFrom = []truceline.ID{b.ID}, []truceline.ID{a.ID}
	good([]string{"Herald", "Courier"}, a, b)
}

// TestTraceOrder checks that the order in which texts are handed over changes
// neither the derivations nor the count.
func TestTraceOrder(t *testing.T) {
	all := corpus(11, 120, tuningTemplates())
	describe := func(texts []truceline.Text) (string, Count) {
		g := NewReader().Trace(texts)
		var out []string
		for _, d := range g.Derivations {
			out = append(out, g.Reports[d.Child].Text.Name+" "+string(d.How)+" "+g.Reports[d.Parent].Text.Name)
		}
		slices.Sort(out)
		return strings.Join(out, "\n"), g.Existence
	}
	texts := texts(all)
	want, count := describe(texts)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		rng.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		if got, n := describe(texts); got != want || n != count {
			t.Fatalf("%+v, want %+v; derivations differ: %t", n, count, got != want)
		}
	}
}

// TestCopyChangesNothing: a text that is there twice is no second voice.
func TestCopyChangesNothing(t *testing.T) {
	all := texts(corpus(12, 60, tuningTemplates()))
	before := NewReader().Trace(all).Existence.Lineages
	for _, i := range []int{0, 7, 31} {
		again := all[i]
		again.ID, again.Outlet, again.Published = truceline.IDOf("again", again.Name), "Someone Else", again.Published.Add(time.Hour)
		all = append(all, again)
	}
	if got := NewReader().Trace(all).Existence.Lineages; got != before {
		t.Errorf("%d lineages, %d before three were copied", got, before)
	}
}

// TestSideBySide checks that figures stand beside one another only where they are
// of one thing, and what credibility they give.
func TestSideBySide(t *testing.T) {
	g := NewReader().Trace([]truceline.Text{
		article("Herald", 0, "The police said 3 people were killed at Lypova."),
		article("Courier", 1, "The mission counted 3 killed at Lypova."),
		article("Tribune", 2, "The mayor said 8 people were killed at Lypova."),
		article("Gazette", 3, "The police said 40 people were killed at Dubova."),
	})
	if len(g.Figures) != 2 {
		t.Fatalf("%+v", g.Figures)
	}
	f := g.Figures[0]
	if !f.Conflicting || len(f.Values) != 2 || f.Values[0].Lineages != 2 || f.Values[0].Credibility != 2 || f.Values[1].Lineages != 1 || f.Values[1].Credibility != 4 {
		t.Errorf("%+v", f)
	}
	if g.Figures[1].Conflicting || g.Figures[1].Values[0].Credibility != 6 {
		t.Errorf("%+v", g.Figures[1])
	}
}

// TestGrade: each half of the grade by hand.
func TestGrade(t *testing.T) {
	reliability := func(confirmed, refuted int, want string) {
		t.Helper()
		if got := Reliability(Record{confirmed, refuted}); got != want {
			t.Errorf("%d borne out, %d not: %s, want %s", confirmed, refuted, got, want)
		}
	}
	reliability(0, 0, "F")
	reliability(4, 0, "F")  // too few
	reliability(5, 0, "B")  // 5 of 5: at least 0.753 with 90 %
	reliability(15, 0, "A") // 15 of 15: at least 0.901
	reliability(14, 0, "B") // one fewer: 0.895
	reliability(8, 2, "C")
	reliability(5, 5, "D")
	reliability(1, 9, "E")
	credibility := func(support, contradict, want int) {
		t.Helper()
		if got := Credibility(support, contradict); got != want {
			t.Errorf("%d for, %d against: %d, want %d", support, contradict, got, want)
		}
	}
	credibility(0, 0, 6)
	credibility(1, 0, 6) // alone, however often it was repeated
	credibility(2, 0, 1)
	credibility(3, 1, 2)
	credibility(2, 2, 3)
	credibility(1, 2, 4)
	credibility(1, 3, 5)
	credibility(0, 3, 6)
}

// TestResemblance holds MinHash against the share of shingles it estimates: with
// 64 hashes the error is under four standard errors of a share, 4*sqrt(J(1-J)/64).
func TestResemblance(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for range 50 {
		common, own := 20+rng.IntN(200), rng.IntN(200)
		var a, b []uint64
		for range common {
			h := rng.Uint64()
			a, b = append(a, h), append(b, h)
		}
		for range own {
			a, b = append(a, rng.Uint64()), append(b, rng.Uint64())
		}
		want := float64(common) / float64(common+2*own)
		x, y := signature(a), signature(b)
		same := 0
		for i := range x {
			if x[i] == y[i] {
				same++
			}
		}
		if got := float64(same) / hashes; (got-want)*(got-want) > 16*want*(1-want)/hashes+1e-9 {
			t.Errorf("estimated %.2f, is %.2f", got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(ford)
	f.Add("«Міст, — сказав “він” 1 000 000,5 км» — до 30-40 тис. 12:60 £ - 3.4.5.6")
	f.Add("\"the the said said to to, told the The the “” — 9999999999999999999999 tens of thousands")
	rd := NewReader()
	f.Fuzz(func(t *testing.T, body string) {
		r := rd.Read(truceline.Text{ID: truceline.IDOf(body), Body: body})
		for _, c := range r.Claims {
			if c.Value < 0 || c.Value != c.Value || c.Claimant.Name == "" {
				t.Fatalf("%+v", c)
			}
		}
		other := article("Herald", 0, ford)
		g := rd.Trace([]truceline.Text{{ID: truceline.IDOf(body), Body: body}, other})
		if g.Existence.Lineages < 1 || g.Existence.Lineages > 2 {
			t.Fatalf("%+v", g.Existence)
		}
	})
}

func BenchmarkTrace(b *testing.B) {
	all := texts(corpus(5, 1000, tuningTemplates()))
	rd := NewReader()
	b.ReportAllocs()
	for b.Loop() {
		rd.Trace(all)
	}
	b.ReportMetric(float64(len(all)*b.N)/b.Elapsed().Seconds(), "texts/s")
}
