package lineage

import (
	"fmt"
	"strings"
	"testing"
)

// figuresOf tells the figures among words: "14 shell; 200 troops [200,0]".
func figuresOf(l *lexicon, words []word) string {
	var out []string
	for _, f := range l.figures(words) {
		s := fmt.Sprintf("%g %s", f.Value, f.Unit)
		if f.Least != f.Value || f.Most != f.Value {
			s += fmt.Sprintf(" [%g,%g]", f.Least, f.Most)
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestFigures(t *testing.T) {
	l := newLexicon()
	good := func(in, want string) {
		t.Helper()
		if got := figuresOf(l, split(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	good("a force of 30,000 troops", "30000 troops")
	good("an 800-mile border", "800 mile")
	good("a 1000km frontline", "1000 km")
	good("a 1,000 km line", "1000 km")
	good("at least 200,000 soldiers", "200000 troops [200000,0]")
	good("up to 40 drones", "40 drone [0,40]")
	good("between 15,000 and 30,000 soldiers", "15000 troops [15000,30000]")
	good("15-20 thousand soldiers", "15000 troops [15000,20000]")
	good("15,000 to 30,000 troops", "15000 troops [15000,30000]")
	good("tens of thousands of troops", "20000 troops [20000,100000]")
	good("dozens of drones", "24 drone [24,120]")
	good("hundreds of shells fell", "200 shell [200,1000]")
	good("thirty thousand troops", "30000 troops")
	good("Two hundred and fifty shells landed", "250 shell")
	good("thirty-five houses were damaged", "35 house")
	good("a dozen shells", "12 shell")
	good("three civilian deaths", "3 death")
	good("90 Ukrainian drones", "90 drone")
	good("£4.5billion", "4.5e+09 gbp")
	good("$16 billion", "1.6e+10 usd")
	good("12.8 billion pounds", "1.28e+10 gbp")
	good("2.5 per cent of output", "2.5 percent")
	good("a 100-year pact", "100 year")
	good("30 тис. військових", "30000 troops")
	good("тридцять тисяч військових", "30000 troops")
	good("понад 200 тисяч солдатів", "200000 troops [200000,0]")
	good("від 15 до 30 тисяч миротворців", "15000 troops [15000,30000]")
	good("1000-кілометрова лінія", "1000 km")
	good("1,5 млн гривень", "1.5e+06 uah")
	good("тысячекилометровый", "") // one word that says both is not read
	good("около 12 снарядов", "12 shell")
	good("двенадцать снарядов", "12 shell")
	good("не менее двух тысяч солдат", "2000 troops [2000,0]")
	good("30 000 військовослужбовців", "30000 troops")
	good("десятки тисяч солдатів", "20000 troops [20000,100000]")
	good("two killed and five wounded", "2 killed; 5 wounded")
	good("двоє загиблих і п'ятеро поранених", "2 killed; 5 wounded")
	good("120 mm mortar", "120 mm")
	good("12 people were wounded", "12 wounded")
	good("four were injured", "4 wounded")
	good("поранено шість осіб", "6 wounded")
	good("12 people live there", "12 person")

	good("killed two people and wounded 14 in the town", "2 killed; 14 wounded")
	good("збито 56 із 74 дронів", "56 downed; 74 drone")

	good("in February 2022", "")
	good("since 2014", "")
	good("at 14:20 on 12 May", "")
	good("May 12, 2025", "")
	good("on 12.05.2025", "")
	good("12 травня 2025 року", "")
	good("No 10 said", "")
	good("10 Downing Street", "")
	good("one idea", "")
	good("Article 5 of the treaty", "")
	good("the post Kalyna-2 saw it", "") // part of a name
}
