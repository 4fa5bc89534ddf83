package lineage

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

// whoSaid tells what a text has its speakers say, without those of some standings: "who|verb|quotation".
func whoSaid(r Report, without ...Standing) []string {
	var out []string
	for _, s := range r.Said {
		if slices.Contains(without, s.Speaker.Standing) {
			continue
		}
		verb := s.Verb
		if s.Denied {
			verb = "not " + verb
		}
		out = append(out, fmt.Sprintf("%s|%s|%s", s.Speaker.Name, verb, strings.Join(s.Quotes, "; ")))
	}
	return out
}

// TestSaid checks who says what in short texts about places and offices that are
// nowhere. A want is "who|verb|quotation".
func TestSaid(t *testing.T) {
	rd := NewReader()
	good := func(body string, want ...string) {
		t.Helper()
		if got := whoSaid(rd.Read(truceline.Text{Body: body}), Reported, OwnVoice); !slices.Equal(got, want) {
			t.Errorf("%q:\ngot  %q\nwant %q", body, got, want)
		}
	}
	good("The spokesman of the defence ministry said: “Nothing moved.”", "The spokesman of the defence ministry|said|Nothing moved.")
	good("“Nothing moved at the ford,” said the spokesman for the border guard.", "the spokesman for the border guard|said|Nothing moved at the ford,")
	good("“Nothing moved,” the mayor said. “We looked twice.”", "the mayor|said|Nothing moved,; We looked twice.")
	good("The mayor, a former head of the port, has warned of mines.", "The mayor|warned|")
	good("A spokesman for the Lypova port authority did not deny that mines were found.", "A spokesman for the Lypova port authority|not denied|")
	good("According to two officials, who asked not to be named, the ford is mined.", "two officials|according to|")
	good("Officials briefed on the plan have signalled that 300 monitors could be sent.", "Officials|signalled|")
	good("One person familiar with the talks said no.") // nobody that can be told: not read, and given to nobody
	good("People familiar with the talks said no.", "People|said|")
	good("The report was published on Monday. Reports of fire were told to nobody.")
	good("It was also announced that the ford is closed.")
	good("The head of the mission said the ford is open and added that two posts were manned.", "The head of the mission|said|", "The head of the mission|added|")
	good("The deputy mayor played down the blast, saying it was “far away”.", "The deputy mayor|said|far away")
	good("The governor of Lypova spoke on Monday. He said the bridge stands.", "The governor of Lypova|said|")

	good("Речник прикордонної служби повідомив, що міст закрито.", "Речник прикордонної служби|reported|")
	good("«Міст закрито», — сказав речник прикордонної служби.", "речник прикордонної служби|said|Міст закрито")
	good("За словами міського голови, міст цілий.", "міського голови|according to|")
	good("Джерело в міністерстві оборони повідомило про вибух.", "Джерело в міністерстві оборони|reported|")
	good("Представитель пограничной службы сообщил, что мост закрыт.", "Представитель пограничной службы|reported|")
	good("«Мост закрыт», — заявил представитель министерства обороны.", "представитель министерства обороны|stated|Мост закрыт")
	good("По словам мэра, мост цел.", "мэра|according to|")
}

// TestStanding checks who is on record and who is not, and to whom it was told.
func TestStanding(t *testing.T) {
	rd := NewReader()
	good := func(body string, standing Standing, via string) {
		t.Helper()
		said := rd.Read(truceline.Text{Body: body}).Said
		if len(said) == 0 {
			t.Errorf("%q: nobody speaks", body)
			return
		}
		if s := said[len(said)-1].Speaker; s.Standing != standing || s.Via != via {
			t.Errorf("%q: %+v", body, s)
		}
	}
	good("A senior official told the Lakeshore Gazette that it was mined.", Anonymous, "Lakeshore Gazette")
	good("An official told reporters that it was mined.", Anonymous, "")
	good("The defence ministry told Reuters that it was mined.", OnRecord, "Reuters")
	good("Government sources said it was mined.", Anonymous, "")
	good("A government spokesman said it was mined.", OnRecord, "")
	good("The Lakeshore Gazette quoted an official as saying it was mined.", Anonymous, "Lakeshore Gazette")
	good("According to the Lakeshore Gazette, the defence ministry said it was mined.", OnRecord, "Lakeshore Gazette")
	good("The Lakeshore Gazette reported that it was mined.", Reported, "")
	good("Джерела видання «Вісник» в уряді стверджують, що міст цілий.", Anonymous, "")
	good("Источник в оперативных службах рассказал о взрыве.", Anonymous, "")
	good("A western diplomat, speaking on condition of anonymity, said it was mined.", Anonymous, "")
	good("Чиновник розповів виданню Reuters про міни.", Anonymous, "Reuters")
}

// TestWhen checks the day of a statement and what it refers to.
func TestWhen(t *testing.T) {
	published := at("2031-03-06T09:00:00Z") // a Thursday
	good := func(body, when string, day truceline.Date, earlier string) {
		t.Helper()
		s := NewReader().Read(truceline.Text{Body: body, Published: published}).Said
		if len(s) == 0 || s[0].When != when || s[0].Day != day || s[0].Earlier != earlier {
			t.Errorf("%q: %+v", body, s)
		}
	}
	good("The mayor said on Wednesday evening that it stands.", "Wednesday evening", "2031-03-05", "")
	good("The mayor said on Thursday that it stands.", "Thursday", "2031-03-06", "")
	good("The mayor said yesterday that it stands.", "yesterday", "2031-03-05", "")
	good("The mayor had said in a February briefing that it stands.", "February", "", "in a February briefing")
	good("Міський голова сказав у середу, що міст цілий.", "середу", "2031-03-05", "")
	good("The mayor said it stands.", "", "", "")
}

// TestClaims checks figures with their claimants.
func TestClaims(t *testing.T) {
	good := func(body string, want ...string) {
		t.Helper()
		var got []string
		for _, c := range NewReader().Read(truceline.Text{Body: body, Outlet: "Herald"}).Claims {
			s := fmt.Sprintf("%g %s of %s by %s", c.Value, c.Unit, c.About, c.Claimant.Name)
			if c.Proposed {
				s += ", proposed"
			}
			got = append(got, s)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q:\ngot  %q\nwant %q", body, got, want)
		}
	}
	good("The defence ministry said 90 drones were downed.", "90 drone of drone by The defence ministry")
	good("90 drones were downed, the defence ministry said.", "90 drone of drone by the defence ministry")
	good("90 drones were downed.", "90 drone of drone by Herald")
	good("The police said 3 were wounded, while the mayor said 5 were wounded.", "3 wounded of wounded by The police", "5 wounded of wounded by the mayor")
	good("A force of 30,000 troops would be needed, the envoy said.", "30000 troops of troops by the envoy, proposed")
	// Who is told, and what is revealed, says nothing.
	good("The mayor said the mill stands. It was also revealed that 90 drones were downed.", "90 drone of drone by Herald")
	good("The mayor said the mill stands. He was later told that 90 drones were downed.", "90 drone of drone by Herald")
	good("Двоє поранені, повідомив мер. Було заявлено, що збито 90 дронів.", "2 wounded of wounded by мер", "90 drone of drone by Herald")
	good("Two deaths were reported by the governor.", "2 death of death by the governor")
	good("It was announced on Monday by the mayor that 90 drones were downed.", "90 drone of drone by the mayor")
	good("The force, a plan the mayor has rejected, needs 30,000 troops.", "30000 troops of troops by the mayor, proposed")
	good("The force, a plan Downing Street has rejected, needs 30,000 troops.", "30000 troops of troops by Downing Street, proposed")
	good("The mayor said the mill stands. He also revealed that 90 drones were downed.", "90 drone of drone by The mayor")
	good("The envoy spoke of an 800-mile border.", "800 mile of line by The envoy")
	good("Officials said the line of contact is 1,200 km long.", "1200 km of line by Officials")
	good("“It takes 200,000 soldiers,” the envoy said. “Not 30,000.”", "200000 troops of troops by the envoy", "30000 troops of troops by the envoy")
	good("Shelling killed two people and wounded 14, the governor said.", "2 killed of killed by the governor", "14 wounded of wounded by the governor")
	good("The mission counted 4,500 violations, up from 3,200 in the spring.", "4500 breach of breach by The mission", "3200 breach of breach by The mission")
	good("Речник армії говорив про обстріли. За його словами, для цього потрібно щонайменше 40 тисяч військових.", "40000 troops of troops by Речник армії, proposed")
	good("Посол заявил, что нужны не менее 15 тыс. военных; ранее он говорил о 10 тыс.", "15000 troops of troops by Посол, proposed", "10000 troops of troops by Посол, proposed")
	good("За словами посла, потрібно 30 тисяч миротворців.", "30000 troops of troops by посла, proposed")
	good("Минобороны заявило, что сбиты 90 беспилотников.", "90 drone of drone by Минобороны")
}

// TestOutlet reads whose report a text is, where it speaks of itself.
func TestOutlet(t *testing.T) {
	good := func(body, want string) {
		t.Helper()
		if got := NewReader().Read(truceline.Text{Body: body}).Outlet; got != want {
			t.Errorf("%q: %q, want %q", body, got, want)
		}
	}
	good("LYPOVA, March 3 (Reuters) - Shelling killed two people, the governor said.", "Reuters")
	good("The bridge will be closed, the Lakeshore Gazette understands.", "Lakeshore Gazette")
	good("It was mined, an official told the Lakeshore Gazette. It is closed, another official told the Lakeshore Gazette.", "Lakeshore Gazette")
	good("It was mined, an official told the Lakeshore Gazette.", "") // once may be a quotation of its report
	good("The Lakeshore Gazette reported that it was mined.", "")     // another's
	good("According to the Lakeshore Gazette, it was mined.", "")     // another's
}

func TestLanguage(t *testing.T) {
	good := func(body, want string) {
		t.Helper()
		if got := LanguageOf(body); got != want {
			t.Errorf("%q is %q, want %q", body, got, want)
		}
	}
	good("The bridge was closed at noon and the mayor said it stands.", English)
	good("Міст закрито, сказав міський голова.", Ukrainian)
	good("Мост закрыт, сказал мэр города.", Russian)
	good("Le pont est fermé depuis midi, a dit le maire de la ville.", French)
	good("Selon l'armée, les tirs ont cessé.", French)
	good("Die Brücke ist seit Mittag gesperrt, sagte der Bürgermeister der Stadt.", "") // not read
	good("", "")
	good("12:00", "")
}
