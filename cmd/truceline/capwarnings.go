package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/feed/cap"
)

// What people are warned of, and how (docs/decisions/0079-warnings-out.md).
const (
	warnFrom = 0.5 // probability that it happened, from which people are warned
	sureFrom = 0.9 // and from which it is called observed
	// A danger that lasts is told of for a day, unless it is told of anew.
	lastingFor = 24 * time.Hour
)

// danger is how a kind of happening is told to people (CAP 1.2, 3.2.2).
type danger struct {
	category, response, severity string
	lasting                      bool      // it is there until somebody takes it away
	event                        [4]string // in the order of warningLanguages
}

// warningLanguages are the languages that every warning is told in.
func warningLanguages() [4]string { return [4]string{"en", "uk", "fr", "ru"} }

// dangers are the kinds of happenings that are a danger to people where they are.
func dangers() map[truceline.Kind]danger {
	fire := func(event ...string) danger {
		return danger{category: "Security", response: "Shelter", severity: "Severe", event: [4]string(event)}
	}
	return map[truceline.Kind]danger{
		truceline.KindSmallArms:    fire("small-arms fire", "вогонь зі стрілецької зброї", "tir d’armes légères", "огонь из стрелкового оружия"),
		truceline.KindDirectFire:   fire("heavy direct fire", "важкий прямий вогонь", "tir direct lourd", "тяжёлый огонь прямой наводкой"),
		truceline.KindIndirectFire: fire("indirect fire", "непрямий вогонь", "tir indirect", "огонь с закрытых позиций"),
		truceline.KindLongRange:    fire("long-range strike", "далекобійний удар", "frappe à longue portée", "дальний удар"),
		truceline.KindDroneAttack:  fire("drone attack", "атака безпілотника", "attaque de drone", "атака беспилотника"),
		truceline.KindExplosion:    fire("explosion", "вибух", "explosion", "взрыв"),
		truceline.KindAirAlert:     fire("air alert", "повітряна тривога", "alerte aérienne", "воздушная тревога"),
		truceline.KindMine: {category: "Security", response: "Avoid", severity: "Severe", lasting: true,
			event: [4]string{"mine or unexploded ordnance", "міна або нерозірваний боєприпас", "mine ou munition non explosée", "мина или неразорвавшийся боеприпас"}},
		truceline.KindNuclear: {category: "CBRNE", response: "Monitor", severity: "Unknown",
			event: [4]string{"event at a nuclear site", "подія на ядерному об’єкті", "événement sur un site nucléaire", "событие на ядерном объекте"}},
		truceline.KindEnergy: {category: "Infra", response: "Monitor", severity: "Unknown",
			event: [4]string{"strike on critical infrastructure", "удар по критичній інфраструктурі", "frappe sur une infrastructure critique", "удар по критической инфраструктуре"}},
	}
}

// warner makes warnings of incidents.
type warner struct {
	who     access.Reader
	run     truceline.Run
	sender  string
	valid   time.Duration // for which what is over is told of
	dangers map[truceline.Kind]danger
	areas   map[string]cap.Area
}

func newWarner(who access.Reader, run truceline.Run, areas []truceline.Area, sender string, valid time.Duration) *warner {
	w := &warner{who: who, run: run, sender: sender, valid: valid, dangers: dangers(), areas: map[string]cap.Area{}}
	for _, a := range access.All(who, areas) {
		w.areas[a.ID] = warnedArea(a)
	}
	return w
}

// warnedArea is an area as a warning tells of it. Parts of it that are so small that
// they would tell a place are left to its name.
func warnedArea(a truceline.Area) cap.Area {
	out := cap.Area{Name: map[string]string{"en": a.Name}}
	if isRegion(a.ID) {
		out.Code = a.ID
	}
	for language, name := range a.Names {
		out.Name[language] = name
	}
	for _, polygon := range a.Polygons {
		if cap.Wide(polygon[0]) {
			out.Polygons = append(out.Polygons, polygon[0])
		}
	}
	return out
}

// isRegion reports whether an area is named by a code of ISO 3166-2, as UA-63.
func isRegion(id string) bool {
	upper := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	if len(id) < 4 || len(id) > 6 || id[2] != '-' || !upper(id[0]) || !upper(id[1]) {
		return false
	}
	for i := 3; i < len(id); i++ {
		if !upper(id[i]) && (id[i] < '0' || id[i] > '9') {
			return false
		}
	}
	return true
}

// newest is the last warning that the versions of an incident, oldest first, give
// rise to: an alert, an update when what people are told has changed, a cancellation
// when there is nothing to warn of any more. ok is false where there never was.
func (w *warner) newest(versions []truceline.Incident) (last cap.Warning, ok bool) {
	var before []cap.Reference
	for _, version := range versions {
		i, visible := access.One(w.who, version)
		if !visible {
			continue
		}
		next, warned := w.warning(i)
		standing := ok && last.Kind != "Cancel"
		switch {
		case !warned && !standing, warned && standing && sameWarning(next, last):
			continue
		case !warned:
			next = withdrawn(last, i, before)
		case standing:
			next.Kind, next.References = "Update", before
		default:
			before = nil
		}
		last, ok = next, true
		before = append(slices.Clone(before), cap.Reference{Sender: last.Sender, Identifier: last.Identifier, Sent: last.Sent})
	}
	return last, ok
}

// withdrawn ends a warning, as of a version of its incident that gives rise to none.
func withdrawn(w cap.Warning, i truceline.Incident, before []cap.Reference) cap.Warning {
	words := [4]string{
		"This warning is withdrawn: what is known by now does not bear it out.", "Це попередження відкликано: те, що відомо тепер, його не підтверджує.",
		"Cette alerte est retirée : ce que l’on sait désormais ne la confirme pas.", "Это предупреждение отозвано: то, что известно теперь, его не подтверждает.",
	}
	w.Kind, w.Identifier, w.Sent, w.References = "Cancel", identifier(i), i.Concluded, before
	w.Words = slices.Clone(w.Words)
	for n := range w.Words {
		w.Words[n].Description, w.Words[n].Instruction = words[n], ""
	}
	return w
}

// identifier names the message of a version of an incident, and no other ever.
func identifier(i truceline.Incident) string { return fmt.Sprintf("truceline.%s.%d", i.ID, i.Version) }

// sameWarning reports whether two messages tell people the same.
func sameWarning(a, b cap.Warning) bool {
	return a.Category == b.Category && a.Urgency == b.Urgency && a.Certainty == b.Certainty && a.Onset.Equal(b.Onset) &&
		a.Areas[0].Name["en"] == b.Areas[0].Name["en"] && a.Words[0].Event == b.Words[0].Event
}

// warning tells of one version of an incident; ok is false where people are not
// warned of it: it is none of the dangers, or hardly happened, or nobody may be told
// where.
func (w *warner) warning(i truceline.Incident) (out cap.Warning, ok bool) {
	d, dangerous := w.dangers[i.Kind]
	area, placed := w.areas[i.Area()]
	if !dangerous || !placed || !i.Into.IsZero() || i.Exempt != "" || i.Exists.P < warnFrom {
		return out, false
	}
	out = cap.Warning{
		Identifier: identifier(i), Sender: w.sender, Sent: i.Concluded, Kind: "Alert", Exercise: w.run.Kind == "exercise", Category: d.category,
		Response: d.response, Urgency: "Immediate", Severity: d.severity, Certainty: "Likely", Onset: i.When.From, Expires: i.Concluded.Add(lastingFor),
		Areas: []cap.Area{area},
	}
	if i.Exists.P >= sureFrom {
		out.Certainty = "Observed"
	}
	if over := !i.When.Open && !d.lasting; over {
		out.Urgency, out.Response, out.Expires = "Past", "Monitor", i.Concluded.Add(w.valid)
	}
	for n, language := range warningLanguages() {
		out.Words = append(out.Words, w.words(i, n, language, d.event[n], area))
	}
	return out, true
}

// words tells of an incident in one language: what, where, from when to when, how
// sure, and as of when.
func (w *warner) words(i truceline.Incident, n int, language, event string, area cap.Area) cap.Words {
	const minutes = "2006-01-02 15:04"
	from, to, asOf := i.When.From.UTC().Format(minutes), i.When.To.UTC().Format(minutes), i.Concluded.UTC().Format(minutes)
	goesOn := [4]string{
		"Since %s UTC, and not known to be over.", "Від %s UTC, про закінчення не відомо.", "Depuis %s UTC, sans fin connue.", "С %s UTC, об окончании не известно.",
	}
	ended := [4]string{"From %s to %s UTC.", "Від %s до %s UTC.", "De %s à %s UTC.", "С %s до %s UTC."}
	sure := [4]string{
		"It happened with probability %.2f. As of %s UTC.", "Це сталося з імовірністю %.2f. Станом на %s UTC.",
		"Cela s’est produit avec une probabilité de %.2f. En date du %s UTC.", "Это произошло с вероятностью %.2f. По состоянию на %s UTC.",
	}
	follow := [4]string{
		"Follow what the authorities on the spot say.", "Дотримуйтеся вказівок місцевої влади.", "Suivez les consignes des autorités locales.", "Следуйте указаниям местных властей.",
	}
	when := fmt.Sprintf(goesOn[n], from)
	if !i.When.Open {
		when = fmt.Sprintf(ended[n], from, to)
	}
	name := area.Name[language]
	if name == "" {
		name = area.Name["en"]
	}
	return cap.Words{
		Language: language, SenderName: w.run.Title, Event: event, Headline: event + ": " + name,
		Description: when + " " + fmt.Sprintf(sure[n], i.Exists.P, asOf), Instruction: follow[n],
	}
}
