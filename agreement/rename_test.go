package agreement

import "testing"

// TestRenamedCondition: ids of parties in a condition follow, and nothing else.
func TestRenamedCondition(t *testing.T) {
	to := map[string]string{"UA": "A", "RU": "B", "Ґ": "C"}
	good := func(text, want string) {
		t.Helper()
		got, err := renamedCondition(text, to)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", text, got, err, want)
		}
	}
	bad := func(text string) {
		t.Helper()
		if got, err := renamedCondition(text, to); err == nil {
			t.Errorf("%s: taken as %q", text, got)
		}
	}
	good("", "")
	good("direction == 'outgoing'", "direction == 'outgoing'")
	good(`ground == 'UA' || ground == "RU"`, `ground == 'A' || ground == "B"`)
	good("area == 'UA-14' && ground != 'UA'", "area == 'UA-14' && ground != 'A'") // an area is no party
	good("area == 'Ґ-1' || ground == 'Ґ' || ground == 'UA'", "area == 'Ґ-1' || ground == 'C' || ground == 'A'")
	good("weapons.exists(w, w == 'UA') && count > 1", "weapons.exists(w, w == 'A') && count > 1")
	bad("ground == r'UA'")     // not a plain text
	bad(`ground == '\u0055A'`) // the same letters, spelt
	bad(`ground == """UA"""`)  // three quotes
	bad("ground ==")           // no condition
}
