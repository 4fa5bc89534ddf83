package sim

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/posture"
)

// transponder is what a vessel or an aircraft says of itself.
type transponder struct {
	name      string    // the MMSI or the ICAO address
	dark      [2]int64  // it is silent in [from, to)
	shifted   [2]int64  // and says a false place in [from, to)
	north, by float64   // how false, in metres
	anchored  [2]int64  // it lies at anchor in [from, to)
	remote    *remoteID // of a drone that may fly; nil: of all else
}

// message is one position that a transponder sends.
type message struct {
	m      *mover
	ms     int64
	at     truceline.Point // as it says
	alt    float64
	course float64
	jammed bool // it has no position
}

// anchoredEvery is how often a ship at anchor says where it is, in milliseconds
// (ITU-R M.1371-5, annex 1).
const anchoredEvery = 3 * 60_000

// atAnchor reports whether it lies at anchor at a moment.
func (t *transponder) atAnchor(ms int64) bool { return ms >= t.anchored[0] && ms < t.anchored[1] }

// listen takes down what vessels or aircraft in reach of a receiver say of
// themselves.
func (sh *shard) listen(s *site, sl *slice) {
	rx, air := s.watcher.receiver(), s.watcher.AIS == nil
	every := rx.Every.Milliseconds()
	for _, m := range sl.sending {
		if air != (m.class == inAir) || (m.sends.remote != nil) != (s.watcher.RemoteID != nil) {
			continue
		}
		from, to := max(m.begins(), sl.from.UnixMilli()), min(m.ends(), sl.to.UnixMilli())
		phase := int64(m.number) * 7919 % every
		for ms := from - from%every + phase; ms < to; ms += every {
			if ms < from || ms >= m.sends.dark[0] && ms < m.sends.dark[1] || m.sends.atAnchor(ms) && ms%anchoredEvery >= every {
				continue
			}
			p, alt := m.where(ms)
			reach := rx.ReachKm
			if air {
				reach = min(reach, radioHorizonKm(s.watcher.MastM, alt))
			}
			// What counts is where it is, not where it says it is.
			if m.class != nowhere && geo.Distance(s.at, p) > 1000*reach {
				continue
			}
			if _, out := s.down(s.watcher.Means, time.UnixMilli(ms)); out || s.hears.Float64() < lostMessages {
				continue
			}
			sh.hand(s, rx, m.says(sh.ex, ms, p, alt))
		}
	}
}

// receiver is what a watcher hears of those who say where they are; nil: nothing.
func (w *Watcher) receiver() *posture.AIS {
	for _, rx := range []*posture.AIS{w.AIS, w.ADSB, w.RemoteID} {
		if rx != nil {
			return rx
		}
	}
	return nil
}

// lostMessages is the share of messages that a receiver does not get, as
// several are sent at once (assumption).
const lostMessages = 0.02

// radioHorizonKm is how far radio goes over a round earth of four thirds its
// size between two heights in metres above it: 4.12 (√h1 + √h2) km (ITU-R P.310,
// effective earth radius).
func radioHorizonKm(a, b float64) float64 {
	return 4.12 * (math.Sqrt(max(0, a)) + math.Sqrt(max(0, b)))
}

// satelliteM is the standard error of a position by satellite navigation, north
// and east, so that 10 m hold 96 % of them (assumption; 10 m is what AIS calls
// accurate, ITU-R M.1371-5 annex 8, and ADS-B category 10 of position, 14 CFR
// 91.227).
const satelliteM = 4

// says is what a mover sends at a moment, given where it truly is. Whoever
// hears it hears the same.
func (m *mover) says(ex *Exercise, ms int64, p truceline.Point, alt float64) message {
	later, _ := m.where(min(ms+5000, m.ends()))
	said := message{m: m, ms: ms, alt: alt, course: turn(geo.Azimuth(p, later))}
	said.at = jitter(rand.New(rand.NewPCG(uint64(m.number), uint64(ms))), p, satelliteM)
	if ms >= m.sends.shifted[0] && ms < m.sends.shifted[1] {
		said.at = near(said.at, m.sends.north, m.sends.by)
	}
	if m.class == nowhere {
		return said // made up by whoever sends it
	}
	if j := ex.jammed(p, time.UnixMilli(ms)); j != nil {
		said.jammed = j.shift == [2]float64{}
		said.at = near(said.at, j.shift[0], j.shift[1])
	}
	return said
}

// hand writes a message as the receiver hands it on.
func (sh *shard) hand(s *site, rx *posture.AIS, said message) {
	sp, about := &sh.spools[s.watcher.index], subject{object: int32(said.m.number)}
	arrives := said.ms + 500 + int64(s.hears.ExpFloat64()*1500)
	add := func() {
		sp.add(arrives, about)
		if s.watcher.Broken > 0 && s.hears.Float64() < s.watcher.Broken {
			sp.spoil(s.hears)
		}
	}
	switch {
	case s.watcher.Form == "nmea":
		sp.b = positionReport(sp.b, s.name, said)
		add()
		if every := rx.Every.Milliseconds(); said.ms/every%max(1, staticEvery/every) == 0 {
			for part := range 2 {
				sp.b = staticReport(sp.b, s.name, said, part)
				add()
			}
		}
	case s.watcher.Form == "hex":
		sp.b = squitter(sp.b, said, false)
		add()
		const half = 500 // milliseconds from one of a pair to the other
		p, alt := said.m.where(said.ms + half)
		arrives += half
		sp.b = squitter(sp.b, said.m.says(sh.ex, said.ms+half, p, alt), true)
		add()
	case s.watcher.Form == "remoteid":
		sp.b = broadcast(sp.b, said, arrives)
		add()
	case !said.jammed:
		sp.cells.position(s, said)
		add()
	}
}

// position writes a row of the observation table.
func (c *cells) position(s *site, said message) {
	c.begin()
	c.moment(time.UnixMilli(said.ms), time.Second)
	c.text("gnss")
	c.text(s.name)
	c.text("telemetry")
	what, remarks := "AIS position", "MMSI "+said.m.sends.name
	if s.watcher.ADSB != nil {
		c.text("A1")
		what = "ADS-B position"
		remarks = "ICAO " + said.m.sends.name + ", " + strconv.Itoa(int(math.Round(said.alt/10)*10)) + " m"
	} else {
		c.text("C3")
	}
	c.text(what)
	c.number(said.at.Lat, 5)
	c.number(said.at.Lon, 5)
	c.number(10, 0)
	c.text(remarks)
	c.end()
}
