package agreement

import "testing"

func TestReadWarned(t *testing.T) {
	good := func(text string, n int) {
		t.Helper()
		if list, err := readWarned(text); err != nil || len(list) != n {
			t.Errorf("%q: %d words, %v", text, len(list), err)
		}
	}
	bad := func(text string) {
		t.Helper()
		if _, err := readWarned(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
	good(wordsText, len(warnedWords()))
	good("# nothing\n\n", 0)
	good("vague | soon | скоро | bientôt | скоро | No time.\n", 1)
	bad("vague | soon | скоро | bientôt | No time.\n")           // a language is missing
	bad("vague | soon |  | bientôt | скоро | No time.\n")        // it says nothing
	bad("unclear | soon | скоро | bientôt | скоро | No time.\n") // no such sort
	bad("vague | soon | скоро | bientôt | скоро | ")             // no reason
}
