package lineage

import (
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestFrenchSaid checks who says what in short French texts. A want is
// "who|verb|quotation".
func TestFrenchSaid(t *testing.T) {
	rd := NewReader()
	good := func(body string, want ...string) {
		t.Helper()
		if got := whoSaid(rd.Read(truceline.Text{Body: body, Language: French}), OwnVoice); !slices.Equal(got, want) {
			t.Errorf("%q:\ngot  %q\nwant %q", body, got, want)
		}
	}
	good("Le porte-parole du ministère de la Défense a déclaré que le pont était fermé.", "Le porte-parole du ministère de la Défense|stated|")
	good("« Rien n'a bougé au gué », a affirmé le porte-parole des gardes-frontières.", "le porte-parole des gardes-frontières|stated|Rien n'a bougé au gué")
	good("Le pont est intact, a indiqué la police.", "la police|reported|")
	good("Selon la police, trois obus sont tombés.", "la police|according to|")
	good("D'après deux responsables, le gué est miné.", "deux responsables|according to|")
	good("Le maire n'a pas confirmé l'attaque.", "Le maire|not confirmed|")
	good("« Le gué est miné », affirme-t-il.") // nobody was named
	good("Le gouverneur de Lypova s'est exprimé lundi. « Le pont tient », a-t-il ajouté.", "Le gouverneur de Lypova|added|Le pont tient")
	good("Huit drones ont été abattus, a fait savoir le maire.", "le maire|reported|")
	good("Une source proche du dossier a évoqué une trêve.", "Une source|mentioned|")
	good("Le retrait annoncé lundi a commencé.")      // announced by nobody
	good("L'annonce du maire a été bien accueillie.") // a noun
	good("Le Lakeshore Herald rapporte que le pont est fermé.", "Lakeshore Herald|reported|")
}

// TestFrenchFigures checks numbers, bounds and units of French texts.
func TestFrenchFigures(t *testing.T) {
	l := newFrenchLexicon()
	good := func(in, want string) {
		t.Helper()
		words := split(in)
		l.gloss(words)
		if got := figuresOf(l, words); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	good("une force de 30 000 soldats", "30000 troops")
	good("une ligne de 1 000 kilomètres", "1000 km")
	good("800 miles de frontière", "800 mile")
	good("plus de 200 000 soldats", "200000 troops [200000,0]")
	good("au moins trois morts", "3 killed [3,0]")
	good("moins de vingt drones", "20 drone [0,20]")
	good("près de 40 obus", "40 shell")
	good("entre 15 000 et 30 000 soldats", "15000 troops [15000,30000]")
	good("de 15 à 20 blessés", "15 wounded [15,20]")
	good("des dizaines de milliers de soldats", "20000 troops [20000,100000]")
	good("une centaine de soldats", "100 troops")
	good("un millier de soldats", "1000 troops")
	good("mille soldats", "1000 troops")
	good("deux cents obus", "200 shell")
	good("cent vingt obus", "120 shell")
	good("trois mille cinq cents soldats", "3500 troops")
	good("vingt et un obus", "21 shell")
	good("soixante-douze obus", "72 shell")
	good("quatre-vingt-dix-sept drones", "97 drone")
	good("un mort et deux blessés", "1 killed; 2 wounded")
	good("une douzaine d'autres blessés", "12 wounded")
	good("Trois soldats ont été tués et une douzaine d'autres blessés mardi soir", "3 troops; 12 wounded")
	good("une maison", "") // an article
	good("2,5 pour cent", "2.5 percent")
	good("16 milliards de dollars", "1.6e+10 usd")
	good("à 14h20, le 3 mars", "")
	good("à 14 h 20", "")
	good("pendant 14 heures", "14 hour")
}

// TestElided checks that words cut short before a vowel are words of their own, and
// that no other language is touched.
func TestElided(t *testing.T) {
	good := func(in string, want ...string) {
		t.Helper()
		var got []string
		for _, w := range split(in) {
			got = append(got, w.low)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	good("l'armée d’obus", "l'", "armée", "d'", "obus")
	good("qu'il aujourd'hui", "qu'", "il", "aujourd'hui")
	good("dit-elle", "dit", "elle")
	good("affirme-t-il", "affirme", "il")
	good("a 14h20 time", "a", "14:20", "time")
	good("don't o'clock head-on", "don't", "o'clock", "head-on")
	good("п'ять сім'я", "п'ять", "сім'я")
}

// TestAcrossLanguages: one account of ten sentences in four languages is one
// lineage, whichever came first.
func TestAcrossLanguages(t *testing.T) {
	tale := map[string]string{
		English:   "Mortars opened fire on Lypova at 14:20 on 3 March. 14 shells landed and 6 people were wounded, the regional administration said. 27 houses were damaged towards Zhuravka, and 4,310 households lost power until a crew from Chornolis reached the substation.",
		Ukrainian: "О 14:20 3 березня міномети обстріляли Липову. Впали 14 снарядів, поранено 6 осіб, повідомила обласна адміністрація. Пошкоджено 27 будинків у бік Журавки, 4310 родин були без світла, доки бригада з Чорнолісу не дісталася підстанції.",
		Russian:   "В 14:20 3 марта миномёты обстреляли Липову. Упали 14 снарядов, ранены 6 человек, сообщила областная администрация. Повреждены 27 домов в сторону Журавки, 4310 семей остались без света, пока бригада из Чорнолиса не добралась до подстанции.",
		French:    "Des mortiers ont ouvert le feu sur Lypova à 14h20 le 3 mars. 14 obus sont tombés et 6 personnes ont été blessées, a indiqué l'administration régionale. 27 maisons ont été endommagées du côté de Jouravka, et 4 310 foyers ont été privés de courant jusqu'à l'arrivée d'une équipe de Tchornolis à la sous-station.",
	}
	rd := NewReader()
	for _, first := range languages() {
		for _, then := range languages() {
			if first == then {
				continue
			}
			g := rd.Trace([]truceline.Text{
				{ID: truceline.IDOf("t", "1"), Body: tale[first], Published: day(1)},
				{ID: truceline.IDOf("t", "2"), Body: tale[then], Published: day(2)},
			})
			if len(g.Derivations) != 1 || g.Derivations[0].How != Translated || g.Independent(Existence, []int{0, 1}).Lineages != 1 {
				t.Errorf("%s to %s: %+v", first, then, g.Derivations)
			}
		}
	}
}

func day(n int) time.Time { return time.Date(2031, 3, n, 12, 0, 0, 0, time.UTC) }

// TestOnePersonInFrench: French writes the names of other alphabets its own way and those of Latin ones as they are.
func TestOnePersonInFrench(t *testing.T) {
	rd := NewReader()
	speakers := func(bodies ...string) []string {
		var texts []truceline.Text
		for n, b := range bodies {
			texts = append(texts, truceline.Text{ID: truceline.IDOf("t", b), Body: b, Published: day(n + 1)})
		}
		var keys []string
		for _, r := range rd.Trace(texts).Reports {
			for _, s := range r.Said {
				if s.Speaker.Standing == OnRecord {
					keys = append(keys, s.Speaker.Key)
				}
			}
		}
		slices.Sort(keys)
		return slices.Compact(keys)
	}
	good := func(bodies ...string) {
		t.Helper()
		if keys := speakers(bodies...); len(keys) != 1 {
			t.Errorf("%q: %q", bodies, keys)
		}
	}
	good("“We shall answer the strikes on the bridge,” said Sergei Shoigu, the Russian defence minister.",
		"« Nous répondrons aux frappes sur le pont », a déclaré Sergueï Choïgou, le ministre russe de la défense.",
		"«Мы ответим на удары по мосту», заявил министр обороны России Сергей Шойгу.")
	good("“Nobody signed anything in Brussels,” said Charles Michel, the president of the council.",
		"« Personne n'a rien signé à Bruxelles », a déclaré Charles Michel, le président du conseil.")
	good("« Personne n'a rien signé à Bruxelles », a déclaré Charles Michel, le président du conseil.",
		"“Nobody signed anything in Brussels,” said Charles Michel, the president of the council.")
	good("“The convoy was stopped twice,” said Jean Asselborn, the foreign minister.",
		"« Le convoi a été arrêté deux fois », a déclaré Jean Asselborn, le ministre des affaires étrangères.")
}

// TestNameBehindTheOffice: who holds an office and is named behind it is a person, in any language, and a town is not.
func TestNameBehindTheOffice(t *testing.T) {
	rd := NewReader()
	good := func(body, want string) {
		t.Helper()
		r := rd.Read(truceline.Text{ID: truceline.IDOf(body), Body: body})
		if len(r.Said) != 1 || r.Said[0].Speaker.Key != want {
			t.Errorf("%q: %+v, want %s", body, r.Said, want)
		}
	}
	good("“We will answer,” said Russian Defence Minister Sergei Shoigu.", "person:sg")
	good("“We will answer,” said the Russian defence minister, Sergei Shoigu.", "person:sg")
	good("“We will answer,” said the defence minister, Sergei Shoigu.", "person:sg")
	good("«Мы ответим на удары», заявил министр обороны России Сергей Шойгу.", "person:sg")
	good("«Ми відповімо на удари», заявив міністр оборони Рустем Умєров.", "person:amrv")
	good("« Nous répondrons », a déclaré le ministre russe de la défense Sergueï Choïgou.", "person:sg")
	good("«Мы ответим», сказал мэр Кривого Рога.", "office:krv+mayor+rg")                                   // a town
	good("«Мы ответим», сказал пресс-секретарь президента Владимира Путина.", "office:president+ptn+vldmr") // it is not told who that is
	good("“We will answer,” said the Russian defence minister.", "office:defence+minister+ru")
}
