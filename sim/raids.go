package sim

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// raids plans every raid: what flies, by what way, where it ends, and which
// areas are warned of it. A warning is a happening too: an authority gave it.
func (f *fleet) raids(c *chronicle) []alert {
	var all []alert
	for i, raid := range f.ex.Raids {
		r := stream(f.seed, forRaids, i)
		by := 0
		if raid.By == f.ex.Sides[1].ID {
			by = 1
		}
		for range raid.Number {
			m := f.launch(r, c, &raid, by)
			f.number++
			m.number = f.number
			f.coming = append(f.coming, m)
			all = append(all, f.warned(m)...)
		}
	}
	slices.SortStableFunc(f.coming, func(a, b *mover) int { return cmp.Compare(b.begins(), a.begins()) })
	all = joined(append(all, f.falseAlerts()...))
	all = slices.DeleteFunc(all, func(a alert) bool { return a.from >= f.ex.Window.To.UnixMilli() })
	for i, a := range all {
		at := f.t.middle(f.ex, a.area)
		c.add(happening{rate: -1, kind: truceline.KindAirAlert, by: -1, at: at, along: f.t.line.Along(at), area: a.area, alert: i + 1, count: 1,
			from: time.UnixMilli(a.from).UTC(), to: time.UnixMilli(a.to).UTC(), event: plain(truceline.KindAirAlert, a.threat)})
	}
	return all
}

// launch plans one drone or missile. Its speed is steady, and it wanders a few
// kilometres from the straight way between its turns.
func (f *fleet) launch(r *rand.Rand, c *chronicle, raid *Raid, by int) *mover {
	from := raid.From.Add(time.Duration(r.Float64() * float64(raid.Over))).Truncate(time.Millisecond)
	target := f.ex.place(raid.Targets[r.IntN(len(raid.Targets))])
	turns := []truceline.Point{corner(raid.Launch[r.IntN(len(raid.Launch))])}
	for _, v := range raid.Via {
		if r.Float64() < 0.5 {
			turns = append(turns, jitter(r, corner(v), 6000))
		}
	}
	turns = append(turns, jitter(r, corner(target.At), 200))
	through := turns[:1:1]
	for i := 1; i < len(turns); i++ {
		a, b := turns[i-1], turns[i]
		pieces := max(1, int(geo.Distance(a, b)/40_000))
		for j := 1; j < pieces; j++ {
			u := float64(j) / float64(pieces)
			p := truceline.Point{Lat: a.Lat + u*(b.Lat-a.Lat), Lon: a.Lon + u*(b.Lon-a.Lon)}
			through = append(through, jitter(r, p, 2500))
		}
		through = append(through, b)
	}
	kmh := raid.SpeedKmH[0] + r.Float64()*(raid.SpeedKmH[1]-raid.SpeedKmH[0])
	m := &mover{sort: "one-way drone", class: inAir, by: by, loud: flown("one-way drone")}
	kind, alt, weapon := truceline.KindDroneAttack, 150+800*r.Float64(), "one-way attack drone"
	if raid.Sort == "cruise" {
		m.sort, m.loud, kind, alt, weapon = "cruise missile", flown("cruise missile"), truceline.KindLongRange, 60, "cruise missile"
	}
	m.path = route(from, kmh, alt, through...)
	at, end := through[len(through)-1], m.ends()
	if r.Float64() < raid.Downed {
		end = m.begins() + int64((0.3+0.65*r.Float64())*float64(end-m.begins()))
		at, _ = m.where(end)
		m.path = append(slices.DeleteFunc(m.path, func(w waypoint) bool { return w.ms >= end }), waypoint{end, at, alt})
		return m
	}
	when := time.UnixMilli(end).UTC()
	at = truceline.Point{Lat: round(at.Lat, 5), Lon: round(at.Lon, 5)}
	along := f.t.line.Along(at)
	harm := map[string]truceline.Kind{"nuclear": truceline.KindNuclear, "power": truceline.KindEnergy}[target.Kind]
	if harm == "" {
		harm = truceline.KindDamage
	}
	c.add(happening{rate: -1, kind: kind, by: by, at: at, along: along, from: when, to: when, count: 1, mover: m, object: 1, harm: harm,
		event: &EventRate{Kind: kind, Subtype: m.sort, Mean: 1, Most: 1, Direction: truceline.DirectionImpact, Weapons: []string{weapon}}})
	return m
}

func flown(subtype string) *EventRate {
	return &EventRate{Kind: truceline.KindAerial, Subtype: subtype, Mean: 1, Most: 1, Lasts: time.Minute, Direction: truceline.DirectionInFlight}
}

// alert is a public warning of an area.
type alert struct {
	area     string
	threat   string
	from, to int64
	incident int      // its number, once it has been given
	of       []*mover // what it warned of; none where it came to nothing
}

// warned returns which areas are warned of a mover and when: of a drone the
// raion, of a missile the whole area (field.md 5.3), from ten minutes before it
// would enter to ten minutes after it has left (assumption).
func (f *fleet) warned(m *mover) []alert {
	var all []alert
	const lead = 10 * 60_000
	for ms := m.begins(); ms <= m.ends(); ms += 60_000 {
		p, _ := m.where(ms)
		a := alert{from: max(m.begins(), ms-lead), to: ms + lead, threat: "drone", area: f.t.raionAt(f.ex, p), of: []*mover{m}}
		if i := f.t.areaAt(p); i >= 0 && m.sort == "cruise missile" {
			a.threat, a.area = "missile", f.ex.Ground.Areas[i].ID
		}
		if a.area != "" {
			all = append(all, a)
		}
	}
	return joined(all)
}

// falseAlerts are those that come to nothing: something on a radar that was none
// of it, a launch that was not. Two in three warn a raion of drones, the rest an
// area of missiles (assumption).
func (f *fleet) falseAlerts() []alert {
	ex, r := f.ex, stream(f.seed, forAlerts, 0)
	var all []alert
	for range poisson(r, ex.Alerts.FalsePerDay*ex.Window.To.Sub(ex.Window.From).Hours()/24) {
		from := ex.Window.From.Add(time.Duration(r.Float64() * float64(ex.Window.To.Sub(ex.Window.From)))).Truncate(time.Second)
		a := alert{from: from.UnixMilli(), to: from.Add(5*time.Minute + about(r, ex.Alerts.Lasts)).Truncate(time.Second).UnixMilli(), threat: "missile"}
		area, raion, drone := r.IntN(len(ex.Ground.Areas)), r.IntN(max(1, ex.Ground.Raions)), r.Float64() < 2.0/3
		a.area = ex.Ground.Areas[area].ID
		if drone {
			a.threat = "drone"
			if ex.Ground.Raions > 0 {
				a.area = raionID(ex.Ground.Areas[area], raion)
			}
		}
		all = append(all, a)
	}
	return all
}

// warns reports whether an authority warns of attacks from the air.
func (ex *Exercise) warns() bool { return len(ex.Raids) > 0 || ex.Alerts.FalsePerDay > 0 }

// alertLine is one line of truth/alerts.ndjson: a warning, and what it warned of.
type alertLine struct {
	Incident int       `json:"incident"` // line of the warning in incidents.ndjson, from 1
	Area     string    `json:"area"`     // area or raion that was warned
	Threat   string    `json:"threat"`   // drone or missile
	From     time.Time `json:"from"`     // when it was given
	To       time.Time `json:"to"`       // when it was over, whatever was said of that
	Objects  []int     `json:"objects"`  // none where it came to nothing
}

func (a *alert) truth() alertLine {
	line := alertLine{Incident: a.incident, Area: a.area, Threat: a.threat, From: time.UnixMilli(a.from).UTC(), To: time.UnixMilli(a.to).UTC(), Objects: make([]int, len(a.of))}
	for i, m := range a.of {
		line.Objects[i] = m.number
	}
	return line
}

// joined unites alerts of one area and threat that overlap.
func joined(all []alert) []alert {
	slices.SortFunc(all, func(a, b alert) int {
		return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.threat, b.threat), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	var out []alert
	for _, a := range all {
		if n := len(out); n > 0 && out[n-1].area == a.area && out[n-1].threat == a.threat && a.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, a.to)
			for _, m := range a.of {
				if !slices.Contains(out[n-1].of, m) {
					out[n-1].of = append(out[n-1].of, m)
				}
			}
			continue
		}
		out = append(out, a)
	}
	return out
}
