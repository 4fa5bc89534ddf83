package lineage

import (
	"slices"
	"strings"
)

// gloss reads the words of a French text that serve grammar alone as their English
// counterparts, so that the rules of phrases, bounds and ranges are written once:
// "plus de vingt soldats" is read as "more than vingt soldats". What a text said
// stays as it is; only the form that is compared (low) changes.
func (l *lexicon) gloss(words []word) {
	for i := range words {
		w := &words[i]
		if w.sort != letters {
			continue
		}
		before := ""
		if i > 0 && words[i-1].sort == letters {
			before = words[i-1].low
		}
		switch {
		case w.low == "cent" && before == "for": // pour cent
			words[i-1].low = "per"
		case (w.low == "un" || w.low == "une") && (l.countsOne(words, i) || before == "and" && i > 1 && l.small(words[i-2].low) >= 20):
			// A number: "un mort", "vingt et un".
		case (w.low == "de" || w.low == "d'" || w.low == "que") && (before == "more" || before == "less"):
			w.low = "than"
		case (w.low == "de" || w.low == "d'" || w.low == "des" || w.low == "du") && before == "near": // près de
			words[i-1].low, w.low = "close", "to"
		case w.low == "ministre" && (before == "premier" || before == "première"):
			words[i-1].low, w.low = "prime", "premier-ministre"
		case w.low == "moins" && before == "to": // au moins
			words[i-1].low, w.low = "at", "least"
		default:
			if g, ok := l.glosses[w.low]; ok {
				w.low = g
			}
		}
	}
}

// countsOne reports whether "un" counts somebody killed or hurt.
func (l *lexicon) countsOne(words []word, i int) bool {
	return i+1 < len(words) && words[i+1].sort == letters && slices.Contains([]string{"killed", "wounded"}, l.of(words[i+1].low).id)
}

// glosses are what the words that serve grammar are read as.
func glosses() map[string]string {
	out := map[string]string{}
	for english, form := range forms(`
the: le la les l' ce cet cette ces
a: un une
several: plusieurs quelques certains certaines
another: autre autres
its: son sa ses leur leurs
our: notre nos
of: de du des d'
to: à au aux
in: dans en
on: sur
for: pour
with: avec
by: par
between: entre
after: après
before: avant
about: environ
some: quelque
nearly: presque
near: près vers
under: sous
against: contre
than: que-de
from: depuis dès
during: pendant durant lors
without: sans
among: parmi dont
and: et
or: ou
but: mais
that: que qu'
who: qui
where: où
when: quand lorsque lorsqu'
while: tandis
if: si s'il
as: comme
he: il on
she: elle elles
they: ils
has: a ont avait avaient ayant
is: est sont était étaient
been: été
also: aussi également
then: ensuite puis
already: déjà
earlier: auparavant précédemment
later: plus-tard
not: pas ne n' jamais
no: aucun aucune
would: pourrait
more: plus
less: moins
up: jusqu' jusque
thousand: mille
hundred: cent cents
million: millions
billion: milliard milliards
thousands: milliers
hundreds: centaines
citing: citant
`) {
		out[form] = english
	}
	return out
}

// elided returns how many bytes of a word that begins here are a word cut short
// before a vowel, its apostrophe included: "l'" of "l'armée". Other languages have
// no such beginnings.
func elided(s string) int {
	for _, p := range []string{"lorsqu", "puisqu", "jusqu", "quelqu", "qu", "l", "d", "n", "s", "c", "j", "m", "t"} {
		if len(s) <= len(p) || !strings.EqualFold(s[:len(p)], p) {
			continue
		}
		for _, mark := range []string{"'", "’", "ʼ"} {
			if strings.HasPrefix(s[len(p):], mark) {
				return len(p) + len(mark)
			}
		}
	}
	return 0
}

// inversion finds verbs that end with their subject: "a-t-il", "affirme-t-elle",
// "disent-ils". It returns where the verb ends; 0: there is none.
func inversion(low string) int {
	for _, e := range []string{"-t-il", "-t-elle", "-t-on", "-t-ils", "-t-elles", "-il", "-elle", "-ils", "-elles"} {
		if strings.HasSuffix(low, e) && len(low) > len(e) {
			return len(low) - len(e)
		}
	}
	return 0
}

// frenchParticiple reports forms that are verbs of speech only behind an auxiliary:
// "a annoncé", and not "le retrait annoncé".
func frenchParticiple(low string) bool {
	for _, e := range []string{"é", "i", "u", "is", "crit"} {
		if strings.HasSuffix(low, e) {
			return true
		}
	}
	return false
}

// frenchSpelling writes a name as English would where French writes the sounds of
// other alphabets its own way: Jytomyr, Choïgou.
func frenchSpelling() *strings.Replacer {
	return strings.NewReplacer("tch", "ch", "Tch", "Ch", "ch", "sh", "Ch", "Sh", "jj", "zhzh", "j", "zh", "J", "Zh")
}

// frenchMinutes returns how many bytes of what follows the hours of a time are its
// minutes: "h20" of "14h20", " h 20".
func frenchMinutes(s string) int {
	rest := strings.TrimLeft(s, " \u00a0\u202f")
	if !strings.HasPrefix(rest, "h") || len(s)-len(rest) > 3 {
		return 0
	}
	rest = strings.TrimLeft(rest[1:], " \u00a0\u202f")
	if len(rest) < 2 || rest[0] < '0' || rest[0] > '5' || rest[1] < '0' || rest[1] > '9' || len(rest) > 2 && (rest[2] >= '0' && rest[2] <= '9' || rest[2] >= 'a' && rest[2] <= 'z') {
		return 0
	}
	return len(s) - len(rest) + 2
}
