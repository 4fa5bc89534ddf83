package sim

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Drones that may fly say who and where they are, and where their operator stands
// (ASTM F3411-22a): small ones of the monitor, and civil ones that it has permitted.
// They are no happenings: radars plot them as they do any drone, and posts do not hear them
// (docs/decisions/0094-footage-and-scenes.md says what becomes of that).

// remoteID is what a drone says of itself beside its place.
type remoteID struct {
	operator truceline.Point
	words    string // the operator's own, of what the flight is for
}

// What flights are called that may be: the words of the feed's permits.
const (
	ownFlight       = "monitor's flight"
	permittedFlight = "permitted flight"
)

// airframes is how many drones the monitor has of a sort, and a permitted operator of his.
const airframes = 20

// serial is the serial number of a drone (ANSI/CTA-2063-A): a maker that does not exist,
// a length of 15, and a number. owner 0 is the monitor, else a permit from 1.
func serial(owner, sort, n int) string {
	return fmt.Sprintf("9EXRF%05d%05d%05d", owner, sort, n%airframes+1)
}

// permits says to the feed of remote identification whose drones may fly.
func (ex *Exercise) permits() string {
	var list []string
	add := func(owner, sort int, word string) {
		for n := range airframes {
			list = append(list, serial(owner, sort, n)+"="+word)
		}
	}
	for i := range ex.Watchers {
		if f := ex.Watchers[i].Flight; f != nil && f.RemoteID {
			add(0, i, ownFlight)
		}
	}
	for i := range ex.Drones {
		add(i+1, 0, permittedFlight)
	}
	return strings.Join(list, ";")
}

// permittedFrom is above the numbers of all other movers, which stay what they are
// with permitted flights or without.
const permittedFrom = 1 << 30

// permit lets a drone that may fly set out when its time comes.
func (f *fleet) permit(m *mover) {
	f.permitted++
	number := f.number
	f.number = permittedFrom + f.permitted - 1
	f.plan([]*mover{m})
	f.number = number
}

// ownFlights gives body to the flights of the monitor that say where they are: from a
// field beside the first leg, round the middle of each leg, and back.
func (f *fleet) ownFlights(all []*site) {
	flown := map[*team][]*site{}
	var teams []*team
	for _, s := range all {
		if fl := s.watcher.Flight; fl != nil && fl.RemoteID && len(s.out) == 0 {
			if flown[s.team] == nil {
				teams = append(teams, s.team)
			}
			flown[s.team] = append(flown[s.team], s)
		}
	}
	for _, tm := range teams {
		legs := flown[tm]
		first, r := legs[0], stream(f.seed, forDrones, legs[0].number)
		field := jitter(r, first.at, 300)
		path := []waypoint{{first.begins.UnixMilli() - climbs, field, 0}}
		for _, s := range legs {
			if !s.begins.Equal(first.begins) && s.begins.UnixMilli() > path[len(path)-1].ms+int64(s.watcher.Flight.Each/time.Millisecond) {
				break // it was cut off between
			}
			path = append(path, s.circle()...)
		}
		last := path[len(path)-1]
		path = append(path, waypoint{last.ms + climbs, near(last.at, 40, 40), 0})
		n := first.cluster - 1
		m := &mover{sort: "drone of the monitor", class: inAir, by: -1, path: path,
			sends: &transponder{name: serial(0, first.watcher.index, n), remote: &remoteID{operator: jitter(r, field, 60), words: "ceasefire monitoring"}}}
		if m.startAt(f.ex.Window.From.UnixMilli()) {
			f.permit(m)
		}
	}
}

// climbs is how long a drone takes to its height and down again, milliseconds.
const climbs = 60_000

// circle is the way of a drone round the middle of its leg: as its pictures say, but for
// the time to the next.
func (s *site) circle() (path []waypoint) {
	const every, leaves = 20 * time.Second, 90 * time.Second
	for at := s.begins; at.Before(s.ends.Add(-leaves)); at = at.Add(every) {
		path = append(path, waypoint{at.UnixMilli(), s.over(at), s.half()})
	}
	return path
}

// drones lets civil flights that are permitted begin in a slice of time, by day: up and
// down in lanes over a field or a harbour.
func (f *fleet) drones(sl *slice) {
	for i, d := range f.ex.Drones {
		r := stream(f.seed, forDrones, 1<<31|i<<20|f.slices)
		if conditionsAt(f.ex, d.AtKm, sl.from).night {
			continue
		}
		for range poisson(r, d.PerDay*f.scale*sl.to.Sub(sl.from).Hours()/(time.Duration(f.ex.Daylight.To-f.ex.Daylight.From).Hours())) {
			from := sl.from.Add(time.Duration(r.Float64() * float64(sl.to.Sub(sl.from)))).Truncate(time.Second)
			f.survey(r, i, d, from)
		}
	}
}

// survey plans one flight of a permitted drone.
func (f *fleet) survey(r *rand.Rand, i int, d Drone, from time.Time) {
	middle := corner(f.ex.place(d.At).At)
	if d.At == "" {
		middle = f.t.track.off(d.AtKm, d.BackKm, r.IntN(2))
	}
	middle = jitter(r, middle, 1000*d.WithinKm/2)
	between := func(b [2]float64) float64 { return b[0] + r.Float64()*(b[1]-b[0]) }
	kmh, alt, turned := between(d.SpeedKmH), between(d.AltM), 360*r.Float64()
	const lane, apart = 600.0, 60.0 // metres
	sin, cos := math.Sincos(turned * math.Pi / 180)
	at := func(along, across float64) truceline.Point {
		return near(middle, along*cos-across*sin, along*sin+across*cos)
	}
	start := at(-lane/2, -apart)
	through := []truceline.Point{at(-lane/2, 0)}
	for n, left := 0, kmh*1000*d.Lasts.Hours()*(0.6+0.8*r.Float64()); left > 0; n, left = n+1, left-lane-apart {
		end := lane / 2 * float64(1-2*(n%2))
		through = append(through, at(end, float64(n)*apart), at(end, float64(n+1)*apart))
	}
	path := []waypoint{{from.UnixMilli(), start, 0}}
	path = append(path, route(from.Add(climbs*time.Millisecond), kmh, alt, through...)...)
	last := path[len(path)-1]
	path = append(path, waypoint{last.ms + climbs, near(last.at, 30, -30), 0})
	f.permit(&mover{sort: d.Sort, class: inAir, by: -1, path: path,
		sends: &transponder{name: serial(i+1, 0, f.permitted), remote: &remoteID{operator: jitter(r, start, 60), words: d.Sort}}})
}

// Types of messages (F3411-22a, table 2), in the upper half of the first octet.
const (
	ridBasicID    = 0x0
	ridLocation   = 0x1
	ridSelfID     = 0x3
	ridSystem     = 0x4
	ridOperatorID = 0x5
	ridPack       = 0xf
	ridVersion    = 2
	ridSize       = 25
)

// broadcast appends what a drone says at a moment as a receiver of Bluetooth hands it on:
// Unix time, the transmitter's address, and the service data with a pack of messages.
func broadcast(b []byte, said message, heard int64) []byte {
	b = appendWhole(b, heard/1000, 1)
	b = append(b, '.')
	b = appendWhole(b, heard%1000, 3)
	number := said.m.number
	b = fmt.Appendf(b, " 02:00:00:%02x:%02x:%02x ", byte(number>>16), byte(number>>8), byte(number))
	data := []byte{0xfa, 0xff, 0x0d, byte(said.ms / 1000)}
	b = hex.AppendEncode(b, append(data, said.pack()...))
	return append(b, '\n')
}

// pack is the messages of a drone that may fly, together.
func (said message) pack() []byte {
	messages := [][]byte{said.basicID(), said.location(), said.system(),
		ridMessage(ridSelfID, func(m []byte) { copy(m[2:], said.m.sends.remote.words) }),
		ridMessage(ridOperatorID, func(m []byte) { copy(m[2:], "OPERATOR"+said.m.sends.name[5:15]) })}
	return slices.Concat([]byte{ridPack<<4 | ridVersion, ridSize, byte(len(messages))}, slices.Concat(messages...))
}

// ridMessage is one message of 25 octets.
func ridMessage(kind byte, fill func(m []byte)) []byte {
	m := make([]byte, ridSize)
	m[0] = kind<<4 | ridVersion
	fill(m)
	return m
}

// basicID says which drone it is: a multirotor with a serial number.
func (said message) basicID() []byte {
	return ridMessage(ridBasicID, func(m []byte) {
		m[1] = 1<<4 | 2
		copy(m[2:22], said.m.sends.name)
	})
}

// location says where it is (F3411-22a, table 6): on the ground or in the air, how it
// moves, and the tenth of a second since the full hour. Without satellite
// navigation it says no place.
func (said message) location() []byte {
	return ridMessage(ridLocation, func(m []byte) {
		status, east := byte(2), byte(0)
		if said.alt < 2 {
			status = 1
		}
		course := math.Round(said.course)
		if course >= 180 {
			course, east = course-180, 1
		}
		m[1], m[2] = status<<4|east<<1, byte(min(course, 179))
		m[3] = byte(min(254, math.Round(said.m.speed(said.ms)/3.6/0.25)))
		order := binary.LittleEndian
		if !said.jammed {
			order.PutUint32(m[5:], uint32(int32(math.Round(said.at.Lat*1e7))))
			order.PutUint32(m[9:], uint32(int32(math.Round(said.at.Lon*1e7))))
		}
		height := uint16(math.Round((said.alt + 1000) * 2))
		order.PutUint16(m[17:], height) // above take-off; how high above the sea it does not say
		const within10m, within3m, within1ms = 10, 4, 3
		m[19], m[20] = within3m<<4|within10m, within1ms
		order.PutUint16(m[21:], uint16(said.ms/100%36_000))
		m[23] = 1
	})
}

// system says where the operator stands (F3411-22a, table 9).
func (said message) system() []byte {
	return ridMessage(ridSystem, func(m []byte) {
		at := said.m.sends.remote.operator
		m[1] = 1 // the place is the operator's own, not where it took off
		binary.LittleEndian.PutUint32(m[2:], uint32(int32(math.Round(at.Lat*1e7))))
		binary.LittleEndian.PutUint32(m[6:], uint32(int32(math.Round(at.Lon*1e7))))
		binary.LittleEndian.PutUint16(m[10:], 1)
	})
}

// over is where a drone is that circles round the middle of its leg.
func (s *site) over(at time.Time) truceline.Point {
	const degreesAMinute = 40
	return geo.Destination(s.at, turn(degreesAMinute*at.Sub(s.begins).Minutes()), s.half()/2)
}
