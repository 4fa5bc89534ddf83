package cap

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// report makes an alert into texts and observations. Exercises, tests, drafts and
// messages between systems say nothing.
func (r *reader) report(out *truceline.Reading, e truceline.Entry, a alert) {
	if a.status != "Actual" || a.kind == "Ack" || a.kind == "Error" {
		return
	}
	source := r.config.Source
	if source == "" {
		source = a.sender
	}
	for _, i := range a.infos {
		out.Texts = append(out.Texts, truceline.Text{
			ID: truceline.IDOf("text", string(e.ID[:]), a.identifier, string(rune(len(out.Texts)))), Entry: e.ID, Feed: r.config.Feed, Source: source, Lineage: r.config.Lineage,
			Name: a.identifier, Outlet: outlet(i, a), Language: i.language, Published: a.sent, URL: i.web, Title: title(i), Body: body(i),
		})
		if !fromTheAir(i) {
			continue
		}
		when := during(a, i)
		for _, place := range r.places(i) {
			o := truceline.Observation{
				Entry: e.ID, Feed: r.config.Feed, Source: source, Lineage: r.config.Lineage,
				Means: truceline.MeansAirAlert, Kind: truceline.KindAirAlert, Count: truceline.One("alert"), Place: place, When: when, Remarks: i.event,
			}
			said := func(before truceline.Observation) bool { // in another language
				return before.Place.Area == place.Area && before.Place.At == place.At && before.Place.Ellipse == place.Ellipse && before.When == when &&
					(place.Shape != truceline.ShapeUnknown || before.Place.Name == place.Name)
			}
			if slices.ContainsFunc(out.Observations, said) {
				continue
			}
			o.ID = truceline.ObservationID(e.ID, len(out.Observations))
			out.Observations = append(out.Observations, o)
		}
	}
}

func outlet(i info, a alert) string {
	if i.senderName != "" {
		return i.senderName
	}
	return a.sender
}

func title(i info) string {
	if i.headline != "" {
		return i.headline
	}
	return i.event
}

func body(i info) string {
	return strings.TrimSpace(i.description + "\n" + i.instruction)
}

// fromTheAir reports whether an alert warns of danger from the air: what it names
// its event, in the languages of its users. What it describes beyond that is free
// text, in which the words stand for other things too.
func fromTheAir(i info) bool {
	event := strings.ToLower(i.event)
	for _, word := range []string{"air raid", "air-raid", "air alert", "air alarm", "missile", "rocket", "drone", "uav ", "ballistic",
		"повітряна тривога", "ракетна", "ракетної", "бпла", "дрон",
		"воздушная тревога", "ракетная", "ракетной", "беспилот",
		"alerte aérienne", "missile", "raid aérien"} {
		if strings.Contains(event, word) {
			return true
		}
	}
	return false
}

// during is when an alert holds: from its onset, else from when it takes effect or
// was sent, until it expires. A cancellation says that what it refers to held until
// then.
func during(a alert, i info) truceline.Interval {
	from := a.sent
	switch {
	case a.kind == "Cancel" && len(a.references) > 0:
		from = a.references[0].sent
		for _, ref := range a.references {
			if ref.sent.Before(from) {
				from = ref.sent
			}
		}
	case !i.onset.IsZero():
		from = i.onset
	case !i.effective.IsZero():
		from = i.effective
	}
	when := truceline.Interval{From: from, To: from, Open: true, Clock: truceline.Clock{Quality: truceline.ClockNTP, Error: time.Minute}}
	switch {
	case a.kind == "Cancel":
		when.To, when.Open = latest(from, a.sent), false
	case !i.expires.IsZero():
		when.To, when.Open = latest(from, i.expires), false
	}
	return when
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// plainName is what a geocode is called, however it is spelled: ISO 3166-2, iso3166_2.
func plainName(name string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(name))
}

// places is where an alert holds: the areas that it names by ISO 3166-2 or by a code
// that the mission knows, else what its polygons and circles cover, else its words.
func (r *reader) places(i info) (all []truceline.Place) {
	for _, a := range i.areas {
		named := len(all)
		for _, c := range a.codes {
			if slices.Contains(r.codes, plainName(c.name)) {
				all = append(all, truceline.Place{Shape: truceline.ShapeArea, Area: c.value, Name: a.description})
			}
		}
		if len(all) > named {
			continue
		}
		for _, ring := range a.polygons {
			all = append(all, around(ring, a.description))
		}
		for _, c := range a.circles {
			radius := math.Max(c.metres, 1)
			all = append(all, truceline.Place{Shape: truceline.ShapePoint, At: c.at, Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}, Name: a.description})
		}
		if len(all) == named {
			all = append(all, truceline.Place{Shape: truceline.ShapeUnknown, Name: a.description})
		}
	}
	return all
}

// around is the circle about a polygon.
func around(ring truceline.Ring, name string) truceline.Place {
	var centre truceline.Point
	for _, p := range ring {
		centre.Lat += p.Lat / float64(len(ring))
		centre.Lon += math.Remainder(p.Lon-ring[0].Lon, 360) / float64(len(ring))
	}
	centre.Lon = math.Remainder(ring[0].Lon+centre.Lon, 360)
	radius := 1.0
	for _, p := range ring {
		radius = math.Max(radius, geo.Distance(centre, p))
	}
	return truceline.Place{Shape: truceline.ShapePoint, At: centre, Ellipse: truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}, Name: name}
}
