package lineage

import "strings"

// skeleton reduces a name to what its spellings in English, Ukrainian, Russian
// and French have in common: its consonants, written in one way. Kyiv, Kiev, Київ
// and Киев are one, and so are Zelensky, Zelenskyy and Зеленського. A name that
// begins with a vowel keeps a mark of it. Names that differ in their vowels
// alone fall together; what is compared by it is never one name alone.
//
// Ukrainian г and Russian г are h and g in English, х is kh: all become g, as no
// table of places could be complete.
func skeleton(name string) string {
	return consonants(latin(ending(strings.ToLower(name))))
}

// skeleton is that of a name as the text spells it. French writes the names of other alphabets its own way, and those of Latin ones
// as they are written at home; where other texts know a person by the spelling that stands here, that
// person is meant.
func (r *reading) skeleton(name string) string {
	plain := skeleton(name)
	if !r.french {
		return plain
	}
	respelled := skeleton(r.spelling.Replace(name))
	if respelled != plain && knows(r.known, plain) {
		return plain
	}
	return respelled
}

// ending takes a Cyrillic case ending off that would leave a consonant behind.
func ending(low string) string {
	runes := []rune(low)
	if len(runes) == 0 || runes[0] < 'Ѐ' || runes[0] > 'ӿ' {
		return low
	}
	for _, e := range []string{"ського", "ському", "ським", "ских", "ських", "ского", "скому", "ским", "ами", "ями", "ого", "его", "ому", "ему", "ими", "ыми", "іми", "ах", "ях", "ом", "ем", "єм", "им", "ым", "їм", "их", "ых", "їх"} {
		cut := strings.TrimSuffix(low, e)
		if cut == low || len([]rune(cut)) < 3 {
			continue
		}
		switch {
		case strings.HasPrefix(e, "ськ"):
			cut += "ськ"
		case strings.HasPrefix(e, "ск"):
			cut += "ск"
		}
		return cut
	}
	return low
}

// latin writes Cyrillic letters in Latin ones.
func latin(low string) string {
	var b strings.Builder
	for _, r := range low {
		switch r {
		case 'а', 'э':
			b.WriteByte('a')
		case 'б':
			b.WriteByte('b')
		case 'в':
			b.WriteByte('v')
		case 'г', 'ґ':
			b.WriteByte('g')
		case 'д':
			b.WriteByte('d')
		case 'е', 'є', 'ё':
			b.WriteByte('e')
		case 'ж':
			b.WriteString("zh")
		case 'з':
			b.WriteByte('z')
		case 'и', 'і', 'ї', 'й', 'ы':
			b.WriteByte('i')
		case 'к':
			b.WriteByte('k')
		case 'л':
			b.WriteByte('l')
		case 'м':
			b.WriteByte('m')
		case 'н':
			b.WriteByte('n')
		case 'о':
			b.WriteByte('o')
		case 'п':
			b.WriteByte('p')
		case 'р':
			b.WriteByte('r')
		case 'с':
			b.WriteByte('s')
		case 'т':
			b.WriteByte('t')
		case 'у':
			b.WriteByte('u')
		case 'ф':
			b.WriteByte('f')
		case 'х':
			b.WriteString("kh")
		case 'ц':
			b.WriteString("ts")
		case 'ч':
			b.WriteString("ch")
		case 'ш':
			b.WriteString("sh")
		case 'щ':
			b.WriteString("shch")
		case 'ю':
			b.WriteString("yu")
		case 'я':
			b.WriteString("ya")
		case 'ь', 'ъ', '\'', '’', 'ʼ', '-':
		case 'é', 'è', 'ê', 'ë':
			b.WriteByte('e')
		case 'á', 'à', 'ä', 'â', 'å', 'ã':
			b.WriteByte('a')
		case 'ó', 'ò', 'ö', 'ô', 'ø':
			b.WriteByte('o')
		case 'ú', 'ü', 'ù':
			b.WriteByte('u')
		case 'í', 'ï', 'î':
			b.WriteByte('i')
		case 'ç', 'ć', 'č':
			b.WriteString("ch")
		case 'š', 'ś':
			b.WriteString("sh")
		case 'ž', 'ź', 'ż':
			b.WriteString("zh")
		case 'ñ', 'ń':
			b.WriteByte('n')
		case 'ł':
			b.WriteByte('l')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// consonants keeps the consonants of a Latin word, each sound written one way
// and never twice in a row.
func consonants(s string) string {
	var out []byte
	for i := 0; i < len(s); {
		sound, n := soundAt(s[i:])
		if sound == 'a' && (len(out) > 0 || i > 0 && s[0] != 'y' && s[0] != 'j') {
			sound = 0
		}
		if sound != 0 && sound < 0x80 && (len(out) == 0 || out[len(out)-1] != sound) {
			out = append(out, sound)
		}
		i += n
	}
	return string(out)
}

// soundAt returns the sound that a Latin word begins with, 'a' for any vowel and
// 0 for none, and how many letters it takes.
func soundAt(s string) (sound byte, n int) {
	for _, l := range [][2]string{{"shch", "c"}, {"sch", "c"}, {"tch", "c"}, {"sh", "s"}, {"ch", "c"}, {"zh", "z"}, {"kh", "g"}, {"gh", "g"}, {"ph", "f"}, {"ts", "t"}, {"tz", "t"}, {"ck", "k"}, {"qu", "k"}} {
		if len(s) >= len(l[0]) && s[:len(l[0])] == l[0] {
			return l[1][0], len(l[0])
		}
	}
	switch s[0] {
	case 'a', 'e', 'i', 'o', 'u':
		return 'a', 1
	case 'y', 'j':
		return 0, 1
	case 'x', 'q':
		return 'k', 1
	case 'w':
		return 'v', 1
	case 'h':
		return 'g', 1
	case 'c':
		if len(s) > 1 && (s[1] == 'e' || s[1] == 'i' || s[1] == 'y') {
			return 'c', 1
		}
		return 'k', 1
	}
	return s[0], 1
}

// sameName reports whether two skeletons are of one name: equal, or for long
// ones differing by two neighbouring consonants in the other order, the
// commonest slip of the press.
func sameName(a, b string) bool {
	if a == b {
		return a != ""
	}
	if len(a) != len(b) || len(a) < 4 {
		return false
	}
	for i := 0; i+1 < len(a); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}
