package sim

import (
	"strings"
	"testing"
)

func TestExchangeDocument(t *testing.T) {
	x := exchange{{ID: "A", Name: "Side A"}, {ID: "B", Name: "Side B"}}
	good := func(in, want string) {
		t.Helper()
		got, err := x.document([]byte(in))
		if err != nil || string(got) != want {
			t.Errorf("%q became %q, %v; want %q", in, got, err, want)
		}
	}
	good("binds: [A, B]\n", "binds: [B, A]\n")
	good("depth_km: {A: 15, B: 7}\n", "depth_km: {B: 15, A: 7}\n") // keys too
	good("- id: A\n  name: Side A\n", "- id: B\n  name: Side B\n")
	good("text: A truce between Side A and Side B.\n", "text: A truce between Side B and Side A.\n") // "A" is a word there
	good("text: Side AB is nobody.\n", "text: Side AB is nobody.\n")
	good("kinds: [A1, B]\n", "kinds: [A1, A]\n") // a kind is no side
	if _, err := x.document([]byte("a: [b")); err == nil {
		t.Error("a broken text was taken")
	}
	x = exchange{{ID: "A", Name: "North"}, {ID: "B", Name: "North Bank"}}
	good("text: North and North Bank\n", "text: North Bank and North\n") // the longer name first
}

// TestSwapped: exchanging the labels twice gives the same files, and once gives
// the same raw files with the labels exchanged. The labels are drawn so that
// they stand in no other word.
func TestSwapped(t *testing.T) {
	for _, name := range []string{"probing-attack", "raid"} {
		ex := rename(load(t, name), "QXA", "ZXB")
		ex.agreement = []byte(strings.NewReplacer("[A, B]", "[QXA, ZXB]", "{A: 15, B: 15}", "{QXA: 15, ZXB: 9}").Replace(string(ex.agreement)))
		once, err := ex.Swapped(nil)
		if err != nil {
			t.Fatal(err)
		}
		o := Options{Seed: 2, Hours: 3}
		here, there := made(t, ex, o), made(t, once, o)
		labels := strings.NewReplacer("QXA", "ZXB", "ZXB", "QXA")
		for file, text := range here {
			if strings.HasPrefix(file, "raw/") && labels.Replace(there[file].String()) != text.String() {
				t.Errorf("%s: %s differs after the labels were exchanged", name, file)
			}
		}
		if got := there["agreement.yaml"].String(); !strings.Contains(got, "{ZXB: 15, QXA: 9}") {
			t.Errorf("%s: the agreement says\n%s", name, got)
		}
		twice, err := once.Swapped(nil)
		if err != nil {
			t.Fatal(err)
		}
		for file, text := range made(t, twice, o) {
			if file != "agreement.yaml" && text.String() != here[file].String() { // the agreement was written anew
				t.Errorf("%s: %s differs after the labels were exchanged twice", name, file)
			}
		}
	}
}
