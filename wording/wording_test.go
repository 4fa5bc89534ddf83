package wording

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestSays puts whole reasons into other languages.
func TestSays(t *testing.T) {
	b := Open()
	good := func(language, english, want string) {
		t.Helper()
		got, ok := b.Say(language, english, Names{"corridor along the contact line": "смуга вздовж лінії зіткнення"})
		if !ok || got != want {
			t.Errorf("%s: %q (known: %v), want %q", language, got, ok, want)
		}
	}
	good("uk", "3 observations by 2 sources of independent origin (heard, acoustic) give a probability between under 1 % and 97 % that it happened.",
		"Спостережень: 3, незалежних джерел: 2 (чули, акустика); імовірність, що це сталося, — від менше 1 % до 97 %.")
	good("uk", `The place, 3.2 km from the contact line of 2026-05-01 on ground held by A with 99 % (known to within 400 m, with 90 %), lies in the zone "corridor along the contact line". It reaches 15 km deep there.`,
		"Місце, за 3.2 км від лінії зіткнення станом на 2026-05-01, на землі, яку з імовірністю 99 % тримає A (відоме з точністю до 400 м, з 90 %), лежить у зоні «смуга вздовж лінії зіткнення». Там її глибина 15 км.")
	good("fr", "Nothing watched this place between 02:10 and 05:40 UTC on 1 May 2030: post 7: gunfire; cam 2: no power.",
		"Rien ne surveillait ce lieu entre 02:10 et 05:40 UTC le 1 mai 2030 : post 7 : tirs ; cam 2 : panne de courant.")
	good("uk", "Nothing watched this place between 02:10 and 05:40 UTC on 1 May 2030: post 7: access was denied, which B caused.",
		"Ніщо не спостерігало за цим місцем між 02:10 і 05:40 UTC, 1 травня 2030: post 7: доступ заборонено, причиною була сторона B.")
	good("uk", "Nothing watched this place from 02:10 until at least 02:31 UTC on 1 May 2030: CAM-1: fog.",
		"Ніщо не спостерігало за цим місцем з 02:10 щонайменше до 02:31 UTC, 1 травня 2030: CAM-1: туман.")
	good("fr", "This place was partly watched for indirect fire, by AP-1 (wind). It was so from 22:10 on 1 May until at least 02:31 on 2 May 2030 UTC.",
		"Ce lieu était surveillé en partie (tir indirect) par AP-1 (vent). Il en était ainsi de 22:10 le 1 mai à 02:31 le 2 mai 2030 UTC au moins.")
	good("ru", "Nothing is known to have watched this place from the beginning of the record until at least 02:31 UTC on 1 May 2030: the record says nothing of these hours.",
		"Не известно, чтобы кто-нибудь наблюдал за этим местом с начала записи по меньшей мере до 02:31 UTC, 1 мая 2030: запись об этих часах ничего не говорит.")
	good("fr", "Nothing that can notice indirect fire watched this place from 02:10 UTC on 1 May 2030 on.",
		"Rien de ce qui peut remarquer cela (tir indirect) ne surveillait ce lieu à partir de 02:10 UTC le 1 mai 2030.")
	good("fr", "Nothing watched this place from the beginning of the record until 02:31 UTC on 1 May 2030: nobody was posted.",
		"Rien ne surveillait ce lieu depuis le début du relevé jusqu’à 02:31 UTC le 1 mai 2030 : personne n’était posté.")
	good("ru", "That it happened: cannot be determined before, met now.", "Произошло ли это: было «нельзя определить», стало «установлено».")
	good("ru", "Because: The duty is that of A.", "Потому что: Обязанность лежит на стороне A.")
	good("fr", "Indirect fire (F3) may point at a forbidden happening but does not show one.", "Tir indirect (F3) peut signaler un fait interdit, mais n’en montre pas un.")
	good("uk", "Forbids indirect fire (F3), long-range strike (F4), undetermined explosion (F6).", "Забороняє: непрямий вогонь (F3), далекобійний удар (F4), вибух невідомого походження (F6).")
	good("fr", "Asked for: \"notice\", \"hotline\".", "Demandé : « avis », « ligne directe ».")
	good("en", "Anything.", "Anything.")
	if got, ok := b.Say("uk", "Nobody wrote this down. The duty is that of B.", nil); ok || got != "Nobody wrote this down. Обов’язок лежить на стороні B." {
		t.Errorf("what is not known: %q, known: %v", got, ok)
	}
}

// TestBroken refuses a book in which a language says less than another.
func TestBroken(t *testing.T) {
	bad := func(text, why string) {
		t.Helper()
		if _, err := read(text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", text, err, why)
		}
	}
	bad("en: One {a}.\nuk: Один {a}.\nfr: Un.\nru: Один {a}.\n", "says nothing of {a} in fr")
	bad("en: One.\nuk: Один {b}.\nfr: Un.\nru: Один.\n", "other places in uk")
	bad("en: One.\nuk: Один.\nru: Один.\n", "four languages")
	bad("en: One.\nuk: Один.\nru: Один.\nfr: Un.\n", "fr is missing")
	bad("one | один | un | один\ntwo | два | deux\n", "four languages")
	bad("one | один | un | один\nOne | одна | une | одна\n", "given twice")
	bad("en: One {a}.\nuk: Один {a}.\nfr: Un {a}.\nru: Один {a}.\n\nen: One {b}.\nuk: Одна {b}.\nfr: Une {b}.\nru: Одна {b}.\n", "given twice")
	bad("en: One {a.\nuk: Один.\nfr: Un.\nru: Один.\n", "does not end")
}

// pieces are parts of sentences that are put together in the code; each stands
// here with a whole sentence that it occurs in.
var pieces = map[string]string{
	"It says %q%s, and the text does not say what that is.":           `It says "x" (in uk), and the text does not say what that is.`,
	"Define it. To settle: ":                                          "Define it. To settle: Which acts, by their codes.",
	"It says %q%s, which two honest readers can take differently. %s": `It says "x", which two honest readers can take differently. It gives no distance.`,
	"This place was hot on %d of the %d days on record, in %s: most likely a works, a flare or another standing source.":     "This place was hot on 7 of the 9 days on record, in 1 month: most likely a works, a flare or another standing source.",
	"Its source took it for an exempt activity (%s), which the exemption %q covers if it was announced as the text asks. %s": `Its source took it for an exempt activity (demining), which the exemption "x" covers if it was announced as the text asks. The place lies in the zone "x".`,
	"Its source took it for an exempt activity (%s), which the exemption %q may cover. %s":                                   `Its source took it for an exempt activity (demining), which the exemption "x" may cover. The place lies in the zone "x".`,
	"It stood on":                                             "It stood on ground that A held with 90 % on the map of 2026-01-01.",
	"It was outgoing from":                                    "It was outgoing from ground that A held with 90 % on the map of 2026-01-01.",
	"It was heard or seen to flash on":                        "It was heard or seen to flash on ground that A held with 90 % on the map of 2026-01-01.",
	"%s ground that %s held with %s on the map of %s.":        "It stood on ground that A held with 90 % on the map of 2026-01-01.",
	"%s by %s of independent origin":                          "1 observation by 1 source of independent origin give a probability between 1 % and 2 % that it happened.",
	" give a probability between %s and %s that it happened.": "1 observation by 2 sources of independent origin (heard) give a probability between 1 % and 2 % that it happened.",
	"different months":                                        "This place was hot on 7 of the 9 days on record, in 2 different months: most likely a works, a flare or another standing source.",
	"%s: %s before, %s now.":                                  "That it is a breach: 20 % before, 30 % now.",
	"That it happened":                                        "That it happened: met before, not met now.",
	"That it is a breach":                                     "That it is a breach: met before, not met now.",
	"Which side it was":                                       "Which side it was: met before, not met now.",
	"Because: ":                                               "Because: The duty is that of A.",
	"whether it happened would be: ":                          "Without 1 of 3 observations (ab12) whether it happened would be: not met; no fewer would change it.",
	"no side would be named":                                  "Without 1 of 3 observations (ab12) no side would be named; no fewer would change it.",
	"no fewer would change it":                                "Without 1 of 3 observations (ab12) no side would be named; no fewer would change it.",
	"fewer may, as with so many not all sets were tried":      "Without 1 of 30 observations (ab12) no side would be named; fewer may, as with so many not all sets were tried.",
	"%s%s of %s (%s) %s; %s.":                                 "Without 2 of 30 observations (ab12, cd34) whether it happened would be: not met; fewer may, as with so many not all sets were tried.",
	"Without ":                                                "Without 1 of 1 observation (ab12) no side would be named; no fewer would change it.",
	"and %d more":                                             "Without 13 of 30 observations (ab12, and 1 more) no side would be named; no fewer would change it.",
	"nothing recorded of ":                                    "nothing recorded of indirect fire, small-arms fire",
	"That nothing was recorded does not show that nothing happened. ":                                    "That nothing was recorded does not show that nothing happened. Nothing watched this place at 15:04 UTC on 2 January 2006: nobody was posted.",
	"%s The least able watcher misses at most %.0f %% of such happenings.":                               "This place was watched for indirect fire throughout, by cam 2. The least able watcher misses at most 7 % of such happenings.",
	" How many such happenings its watchers miss is not stated; the ledger counts the place as watched.": "This place was watched for indirect fire throughout, by cam 2. How many such happenings its watchers miss is not stated; the ledger counts the place as watched.",
	" outside the corridor":                        "vessel-1 outside the corridor",
	"an unnamed thing (track ":                     "an unnamed thing (track ab12) outside the corridor",
	"%s within %s of %s":                           "an unnamed thing (track ab12) within 18.52 km of vessel-1",
	": no pattern any more":                        "probing: no pattern any more",
	"%s on record that may have broken the quiet.": "2 incidents are on record that may have broken the quiet.",
	"incident is":                                  "1 incident is on record that may have broken the quiet.",
	"incidents are":                                "0 incidents are on record that may have broken the quiet.",
	"Another side acted with a probability between %s and %s; of %s, %s on record.": "Another side acted with a probability between 1 % and 9 %; of A, 1 other act is on record.",
	"other act is":                        "Another side acted with a probability between 1 % and 9 %; of A, 1 other act is on record.",
	"other acts are":                      "Another side acted with a probability between 1 % and 9 %; of A, 0 other acts are on record.",
	"Access was asked for; %s on record.": "Access was asked for; 1 answer is on record.",
	"answer is":                           "Access was asked for; 1 answer is on record.",
	"answers are":                         "Access was asked for; 0 answers are on record.",
	"Of notices given at least %s before it, %s on record.": "Of notices given at least 24 h before it, 1 is on record.",
	"Of notices given at most %s after it, %s on record.":   "Of notices given at most 24 h after it, 0 are on record.",
	" by ": `The step "hotline" was taken by A before it, within 1 h, with a probability of at least 20 %.`,
	`The step %q was taken%s before it, within %s, with a probability of at least %s.`: `The step "hotline" was taken before it, within 1 h, with a probability of at least 20 %.`,
	" (its clock is good to %s either way, with 90 %%)":                                "The time lies within the hours in force (its clock is good to 5 s either way, with 90 %).",
	"The time lies within the hours in force":                                          "The time lies within the hours in force.",
	"The time lies outside the hours in force":                                         "The time lies outside the hours in force.",
	"less than a second":                            "The time lies within the hours in force (its clock is good to less than a second either way, with 90 %).",
	"The text was in force at that time with %s%s.": "The text was in force at that time with 50 % (its clock is good to 5 min either way, with 90 %).",
	"About %s of the stated stretch of time lies within the hours in force%s; in which part of it this happened is not recorded.": "About 50 % of the stated stretch of time lies within the hours in force; in which part of it this happened is not recorded.",
	" Of the zone, %d areas are not drawn, so it may lie in one of those.":                                                        `The place lies outside the zone "x". Of the zone, 2 areas are not drawn, so it may lie in one of those.`,
	" (known to within %s, with 90 %%)":                                     `The place (known to within 400 m, with 90 %) lies in the zone "x".`,
	" (known as a range of %s to %s and a bearing from its observer)":       `The place (known as a range of 1.0 km to 3.0 km and a bearing from its observer) lies in the zone "x".`,
	", %.1f km from the contact line of %s on ground held by %s with %s%s,": `The place, 1.0 km from the contact line of 2026-01-01 on ground held by A with 90 %, lies in the zone "x" with 50 %.`,
	" It reaches %g km deep there.":                                         "It reaches 7.5 km deep there.",
	"What weapon it was is not recorded, and the clause is about ":          "What weapon it was is not recorded, and the clause is about tanks only.",
	" only.": "What weapon it was is not recorded, and the clause is about tanks, mortars only.",
	"it turned out to be the same as incident ":          "it turned out to be the same as incident ab12",
	"independent lineage":                                "3 observations of 2 independent lineages",
	" of ":                                               "1 observation of 1 independent lineage",
	"other watcher":                                      "2 other watchers that could have noticed it said nothing",
	" that could have noticed it said nothing":           "1 other watcher that could have noticed it said nothing",
	"This place was partly watched for %s, by %s":        "This place was partly watched for indirect fire, by cam 2 (weather).",
	" There are %d further gaps.":                        "There are 2 further gaps.",
	"from 15:04":                                         "It was so from 15:04 until at least 16:04 UTC on 2 January 2006.",
	"from 15:04 on 2 January":                            "It was so from 15:04 on 2 January until at least 16:04 on 3 January 2006 UTC.",
	" It was so %s.":                                     "It was so between 02:10 and 05:40 UTC on 1 May 2030.",
	" There is 1 further gap.":                           "There is 1 further gap.",
	" was due to pass and left no row":                   "Nothing watched this place at 15:04 UTC on 2 January 2006: Aqua was due to pass and left no row.",
	"%s and %d others":                                   "This place was watched for indirect fire throughout, by cam 1, cam 2 and 3 others.",
	"and others":                                         "Nothing watched this place at 15:04 UTC on 2 January 2006: cam 1: weather; cam 2: weather; cam 3: weather; and others.",
	" further gaps":                                      "There are 2 further gaps.",
	"It was %.1f km from %s%s; %s must keep %g km.":      "It was 3.0 km from the line of contact (known to within 20 m, with 90 %); A must keep 15 km.",
	"Found were %s (%s); the text asks for at least %d.": "Found were at least 1 (line); the text asks for at least 2.",
	"Declared were %d, and %s were found.":               "Declared were 3, and 1 to 2 were found.",
	"The place%s lies in the zone %q with a probability between %s and %s.": `The place lies in the zone "x" with a probability between 1 % and 9 %.`,
	"The place%s lies in the zone %q with %s.":                              `The place lies in the zone "x" with 9 %.`,
	"The place%s lies in the zone %q.":                                      `The place lies in the zone "x".`,
	"The place%s lies outside the zone %q.":                                 `The place lies outside the zone "x".`,
}

// asItIs are literals that are not told in another language: formats of times,
// lists and numbers, errors, and what an officer wrote.
var asItIs = regexp.MustCompile(`^%s: %s: %s %s$|^not defined$|^(zones|clauses)\[|^words: |^ \(in %s\)$|^heavy weapons$|^rain and wind$|^%s \(%s\)$|^[%sd\s:()]*$|^long-range systems$|^[\d:.,;TZ \-]*$|2006|^ and $|^15:04|^\d* ?%?$|%w|^[^a-zA-Z]*$|^%[.\w]+ %%?s*$|^(%s )?ruled|compile agreement|^polygon |overlap; a zone|there is no zone|` +
	`^(under 1 %|over 99 %|%\.\df (s|min|h|m|km|%%)|at least %d|%d to %d|serial | mm |an |a |1 |area |%s, %s: %d %s|%d %s|%s: %s|and )$|^ UTC( on )?$|^between $|^at $| UTC$|%d %ss`)

// TestEverySentence takes the sentences out of the code that says them and looks
// each up, so that none can be added without its translations.
func TestEverySentence(t *testing.T) {
	b := Open()
	verbs := regexp.MustCompile(`%[+#.\d]*[a-zA-Z]`)
	files, _ := filepath.Glob("../judge/*.go")
	files = append(files, "../agreement/inside.go", "../agreement/compile.go", "../agreement/lines.go", "../coverage/words.go", "../coverage/spell.go", "../fuse/summary.go",
		"../agreement/lint.go", "../agreement/lintagainst.go", "../agreement/lintwords.go", "../agreement/explain.go", "../agreement/explainterms.go",
		"../cmd/truceline/lintwords.go", "../cmd/truceline/recountwords.go", "../recount/count.go", "../report/chains.go")
	looked := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, literal := range literals(t, file) {
			if !strings.Contains(literal, " ") || asItIs.MatchString(literal) {
				continue
			}
			sentence, isPiece := pieces[literal]
			if !isPiece {
				sentence = verbs.ReplaceAllStringFunc(strings.ReplaceAll(literal, "%%", "%"), func(v string) string {
					switch v[len(v)-1] {
					case 'q':
						return `"x"`
					case 'd', 'f', 'g':
						return "7"
					}
					return "x"
				})
			}
			looked++
			for _, l := range Languages() {
				if said, ok := b.Say(l, sentence, nil); !ok && !b.within(l, sentence) {
					t.Errorf("%s: %q has no %s: %q", file, literal, l, said)
				}
			}
		}
	}
	if looked < 150 {
		t.Errorf("only %d sentences were found in the code", looked)
	}
}

// within reports whether a text is known as a part of a sentence. A language may
// have the same words for it.
func (b *Book) within(language, text string) bool {
	_, ok := reading{book: b, language: language}.whole(text, true, maxNested)
	return ok
}

// literals are the texts in a file.
func literals(t *testing.T, file string) (all []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if s, err := strconv.Unquote(l.Value); err == nil {
				all = append(all, s)
			}
		}
		return true
	})
	return all
}

// TestKindsAsOnThePage keeps the book and the page of one word for each kind.
func TestKindsAsOnThePage(t *testing.T) {
	text, err := os.ReadFile("../web/ui/src/lang/terms.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, kinds, _ := strings.Cut(string(text), "const kinds")
	kinds, _, _ = strings.Cut(kinds, "};")
	row := regexp.MustCompile(`\['(.*?)', '(.*?)', '(.*?)', '(.*?)'\]`)
	found := row.FindAllStringSubmatch(kinds, -1)
	for _, k := range found {
		for n, l := range Languages() {
			if got := Open().words[strings.ToLower(k[1])][l]; got != k[n+2] {
				t.Errorf("%s in %s: %q here, %q on the page", k[1], l, got, k[n+2])
			}
		}
	}
	if len(found) < 30 {
		t.Errorf("only %d kinds on the page", len(found))
	}
}

// TestReasonsOfWords looks up why each word is vague and what there is to settle.
func TestReasonsOfWords(t *testing.T) {
	text, err := os.ReadFile("../agreement/words.txt")
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for line := range strings.Lines(string(text)) {
		parts := strings.Split(strings.TrimSpace(line), " | ")
		if line[0] == '#' || len(parts) != 6 {
			continue
		}
		looked++
		for _, l := range Languages() {
			if said, ok := Open().Say(l, parts[5], nil); !ok {
				t.Errorf("%q has no %s: %q", parts[5], l, said)
			}
		}
	}
	if looked < 30 {
		t.Errorf("only %d words", looked)
	}
}

// FuzzSay: whatever the record says, it is told in some words, and what is told
// is text.
func FuzzSay(f *testing.F) {
	for _, s := range pieces {
		f.Add(s)
	}
	f.Add("{where}{n}{}")
	f.Add(strings.Repeat("Because: ", 40) + ".")
	b := Open()
	f.Fuzz(func(t *testing.T, s string) {
		for _, l := range Languages() {
			said, _ := b.Say(l, s, Names{"x": "y"})
			if s != "" && said == "" || utf8.ValidString(s) && !utf8.ValidString(said) {
				t.Errorf("%q in %s is %q", s, l, said)
			}
			b.Title(l, s, nil)
		}
	})
}
