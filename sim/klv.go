package sim

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Drones of form klv are told by the metadata of their pictures (MISB ST 0601), without
// the video, in place of the table of watches: a set each minute or so of flight, which
// says who flies and what ground is in the picture. How well that is searched stands in
// the posture; when and why a flight saw nothing, in the table, as no picture says it; what the
// crew noticed, in the observation table.

// filmed reports whether metadata of pictures tell of a watcher's flights.
func (w *Watcher) filmed() bool { return w.Form == "klv" }

// longestStill is for how long one set of metadata counts at the most: what the feed
// takes, and as good as more of them while a drone looks at one place.
const longestStill = time.Minute

// still is for how long one set of metadata counts.
func (w *Watcher) still() time.Duration {
	each := w.Flight.Each
	return each / max(1, (each+longestStill-1)/longestStill)
}

// footageName is the name of a file of metadata, by the day (UTC) on which the flights
// began, or with a star of all of them.
func (w *Watcher) footageName(day string) string { return "raw/footage-" + w.Sort + "-" + day + ".klv" }

// footage writes the metadata of a watcher's flights, one flight after the other, a
// file a day.
func (w *world) footage(x *Watcher) error {
	legs := w.pictures(x)
	takeOff := func(s *site) time.Time { return w.sites[s.team.first-1].begins.UTC() }
	slices.SortStableFunc(legs, func(a, b *site) int { return takeOff(a).Compare(takeOff(b)) })
	for len(legs) > 0 {
		day := takeOff(legs[0]).Format("20060102")
		name := x.footageName(day)
		f, err := w.create(name)
		if err != nil {
			return fmt.Errorf("create %s: %w", name, err)
		}
		out := bufio.NewWriterSize(f, 1<<16)
		for ; len(legs) > 0 && takeOff(legs[0]).Format("20060102") == day; legs = legs[1:] {
			for _, at := range legs[0].stills() {
				if _, err := out.Write(legs[0].still(w.ex, at)); err != nil {
					return fmt.Errorf("write %s: %w", name, err)
				}
				w.made.Watches++
			}
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if err := f.Close(); err != nil {
			return fmt.Errorf("close %s: %w", name, err)
		}
	}
	return nil
}

// stills are the moments of a leg at which a picture is told of: all through it, but
// for when the drone saw nothing.
func (s *site) stills() (all []time.Time) {
	for at := s.begins; at.Before(s.ends); at = at.Add(s.watcher.still()) {
		if _, out := s.down(s.watcher.Means, at); !out {
			all = append(all, at)
		}
	}
	return all
}

// Tags of ST 0601 in a set of metadata.
const (
	tagTime        = 2
	tagHeading     = 5
	tagDesignation = 10
	tagSensor      = 11
	tagCoordinates = 12
	tagSensorLat   = 13
	tagSensorLon   = 14
	tagSensorAlt   = 15
	tagHorizontal  = 16
	tagVertical    = 17
	tagSlantRange  = 21
	tagWidth       = 22
	tagCentreLat   = 23
	tagCentreLon   = 24
	tagCentreAlt   = 25
	tagCallSign    = 59
	tagVersion     = 65
	tagCorners     = 82 // to 89
)

// half is half the width of the ground in a drone's picture, metres, and how high it flies.
func (s *site) half() float64 {
	half := math.Inf(1)
	for _, r := range s.watcher.Reach {
		if !slices.Contains(r.Kinds, truceline.KindInterference) { // that is felt, and in no picture
			half = math.Min(half, 1000*r.WatchKm)
		}
	}
	return half
}

// still is a set of metadata of a leg: a drone that circles looks down at the
// middle of its leg, at a square as wide as the least of what it watches, so that
// nothing in the picture is out of its reach.
func (s *site) still(ex *Exercise, at time.Time) []byte {
	half, drone := s.half(), s.over(at)
	ground := ex.relief.ground(s.at)
	slant := math.Hypot(half, half/2)
	field := 2 * math.Atan(half/slant) * 180 / math.Pi
	p := &pack{}
	p.octets(tagTime, binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro())))
	p.unsigned(tagHeading, 2, turn(geo.Azimuth(s.at, drone)+90), 0, 360)
	p.octets(tagDesignation, []byte(s.watcher.Sort))
	p.octets(tagSensor, []byte("EO/IR"))
	p.octets(tagCoordinates, []byte("Geodetic WGS84"))
	p.signed(tagSensorLat, drone.Lat, 90)
	p.signed(tagSensorLon, drone.Lon, 180)
	p.unsigned(tagSensorAlt, 2, ground+half, -900, 19000)
	p.unsigned(tagHorizontal, 2, field, 0, 180)
	p.unsigned(tagVertical, 2, field, 0, 180)
	p.unsigned(tagSlantRange, 4, slant, 0, 5_000_000)
	p.unsigned(tagWidth, 2, 2*half, 0, 10_000)
	p.signed(tagCentreLat, s.at.Lat, 90)
	p.signed(tagCentreLon, s.at.Lon, 180)
	p.unsigned(tagCentreAlt, 2, ground, -900, 19000)
	p.octets(tagCallSign, []byte(s.name))
	p.octets(tagVersion, []byte{19})
	for i, way := range [][2]float64{{1, -1}, {1, 1}, {-1, 1}, {-1, -1}} { // from the upper left, clockwise
		corner := near(s.at, way[0]*half, way[1]*half)
		p.signed(tagCorners+2*i, corner.Lat, 90)
		p.signed(tagCorners+2*i+1, corner.Lon, 180)
	}
	return p.whole()
}

// pack is a UAS Datalink Local Set in the making (ST 0601, 6; SMPTE ST 336).
type pack struct{ body []byte }

// octets adds an item of under 128 octets, as a tag, a length and itself.
func (p *pack) octets(tag int, value []byte) {
	p.body = append(append(p.body, byte(tag), byte(len(value))), value...)
}

// unsigned adds a number mapped to all values of so many octets, cut off at the ends
// of its range.
func (p *pack) unsigned(tag, octets int, v, low, high float64) {
	raw := uint64(math.Round((max(low, min(high, v)) - low) / (high - low) * (math.Exp2(float64(8*octets)) - 1)))
	p.octets(tag, binary.BigEndian.AppendUint64(nil, raw)[8-octets:])
}

// signed adds degrees from -most to most, in four octets of which the lowest value is
// kept for what is out of range.
func (p *pack) signed(tag int, v, most float64) {
	raw := int32(math.Round(v / most * (1<<31 - 1)))
	p.octets(tag, binary.BigEndian.AppendUint32(nil, uint32(raw)))
}

// whole returns the set behind its key and length, with the checksum that ends it: the
// sum of all before in words of 16 bits (ST 0601, 6.7.1).
func (p *pack) whole() []byte {
	const key = "\x06\x0e\x2b\x34\x02\x0b\x01\x01\x0e\x01\x03\x01\x01\x00\x00\x00"
	const checksumSize = 4
	b := append([]byte(key), 0x82)
	b = binary.BigEndian.AppendUint16(b, uint16(len(p.body)+checksumSize))
	b = append(append(b, p.body...), 1, 2)
	sum := uint16(0)
	for i, c := range b {
		if i%2 == 0 {
			sum += uint16(c) << 8
		} else {
			sum += uint16(c)
		}
	}
	return binary.BigEndian.AppendUint16(b, sum)
}
