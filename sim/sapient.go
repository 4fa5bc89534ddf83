package sim

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// Cameras may speak SAPIENT (BSI Flex 335 v2) as they would on a connection:
// protobuf behind its length. All cameras of one cabinet speak through its gateway,
// which is one conversation and one file. Each registers first, says every hour where
// it stands, and then what it detects.

// statusEvery is how often a node says how it is: far less often than a real one
// does, as the table of watches says it better, and more often where more happens,
// so that no detection is far behind it in its conversation.
func (ex *Exercise) statusEvery() time.Duration {
	return max(time.Second, time.Duration(float64(time.Hour)/max(1, ex.scale)))
}

// sapient reports whether a watcher's sites speak SAPIENT.
func (w *Watcher) sapient() bool { return w.Form == "sapient" }

// feed is what the feed of a cabinet is called, and conversation its file.
func (w *Watcher) feed(cluster int) string { return fmt.Sprintf("%s-%02d", w.Sort, cluster) }

func (w *Watcher) conversation(cluster int) string { return "raw/" + w.feed(cluster) + ".sapient" }

// talk is the conversation of one cabinet in the making.
type talk struct {
	*table
	watcher *Watcher
	cluster int
}

// cabinets are the clusters of a watcher's sites, each behind a cabinet of its own.
func (w *world) cabinets(x *Watcher) (clusters []int) {
	for _, s := range w.sites {
		if s.watcher == x {
			clusters = append(clusters, s.cluster)
		}
	}
	slices.Sort(clusters)
	return slices.Compact(clusters)
}

// openTalks opens the conversations of a watcher's cabinets.
func (w *world) openTalks(x *Watcher) error {
	for _, cluster := range w.cabinets(x) {
		t, err := openTable(w.create, x.conversation(cluster), nil, w.said)
		if err != nil {
			return err
		}
		w.talked = append(w.talked, talk{t, x, cluster})
	}
	return nil
}

// lengthBefore wraps messages of SAPIENT: their length stands before them, in four
// octets, the least significant first.
func lengthBefore() wrapping {
	return wrapping{head: 4, seal: func(row []byte, _ int64) { binary.LittleEndian.PutUint32(row, uint32(len(row)-4)) }}
}

// talk is the spool of the conversation of a site's cabinet.
func (sh *shard) talk(s *site) *spool {
	byCluster := sh.talks[s.watcher.index]
	sp := byCluster[s.cluster]
	if sp == nil {
		sp = &spool{wrap: lengthBefore()}
		byCluster[s.cluster] = sp
	}
	return sp
}

// heartbeat lets a site register as it begins and say once an hour where it stands,
// unless it is out.
func (sh *shard) heartbeat(s *site, sl *slice) {
	sp, every := sh.talk(s), sh.ex.statusEvery()
	if !s.begins.Before(sl.from) && s.begins.Before(sl.to) {
		sp.message()
		sp.b = s.registration(sp.b, every)
		sp.add(s.begins.UnixMilli(), subject{})
	}
	phase := time.Duration(s.number) * 7919 * time.Millisecond % every
	for when := s.begins; when.Before(sl.to) && when.Before(s.ends); when = when.Truncate(every).Add(every + phase) {
		if _, out := s.down(s.watcher.Means, when); when.Before(sl.from) || out {
			continue
		}
		sp.message()
		sp.b = s.status(sp.b, when)
		sp.add(when.UnixMilli()+1, subject{})
	}
}

// node is the UUID of a site (RFC 9562, version 8: made of a hash).
func (s *site) node() string {
	a, b := s.hash(1), s.hash(2)
	return fmt.Sprintf("%08x-%04x-8%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
}

// hash is a number made of a site's and another.
func (s *site) hash(n int) uint64 {
	high, low := cast(uint64(s.watcher.index)<<40|0x5a91e27, s.number, n), cast(uint64(s.watcher.index)<<40|0x1c33d, s.number, n)
	return uint64(high*(1<<32))<<32 | uint64(low*(1<<32))
}

// ulid is an identifier with the moment in its first ten characters, in Crockford's
// base 32.
func ulid(when time.Time, chance uint64) string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var out [26]byte
	ms := uint64(when.UnixMilli())
	for i := 9; i >= 0; i-- {
		out[i], ms = digits[ms&31], ms>>5
	}
	for i := 25; i >= 10; i-- {
		out[i], chance = digits[chance&31], chance>>5|chance<<59
	}
	return string(out[:])
}

// Fields of protobuf: a number and a type, then the value.
func protoVarint(b []byte, number int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, uint64(number)<<3), v)
}

func protoDouble(b []byte, number int, v float64) []byte {
	return binary.LittleEndian.AppendUint64(binary.AppendUvarint(b, uint64(number)<<3|1), math.Float64bits(v))
}

func protoFloat(b []byte, number int, v float64) []byte {
	return binary.LittleEndian.AppendUint32(binary.AppendUvarint(b, uint64(number)<<3|5), math.Float32bits(float32(v)))
}

func protoBytes[T string | []byte](b []byte, number int, v T) []byte {
	b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(number)<<3|2), uint64(len(v)))
	return append(b, v...)
}

// Numbers of the content of a message.
const (
	sapientRegistration = 4
	sapientStatus       = 6
	sapientDetection    = 7
)

// envelope writes a message of a site.
func (s *site) envelope(b []byte, when time.Time, content int, body []byte) []byte {
	stamp := protoVarint(nil, 1, uint64(when.Unix()))
	stamp = protoVarint(stamp, 2, uint64(when.Nanosecond()))
	b = protoBytes(b, 1, stamp)
	b = protoBytes(b, 2, s.node())
	return protoBytes(b, content, body)
}

// Values of enumerations.
const (
	nodeCamera     = 4
	nodeAcoustic   = 6
	unitsSeconds   = 4
	modeDefault    = 3
	degreesMetres  = 1 // of locations and of ranges and bearings
	wgs84          = 1
	trueNorth      = 1
	systemOK       = 1
	infoNew        = 1
	areaOfInterest = 1
)

// registration says what a site is and can tell apart.
func (s *site) registration(b []byte, every time.Duration) []byte {
	kind := uint64(nodeCamera)
	if s.watcher.Means == truceline.MeansAcoustic {
		kind = nodeAcoustic
	}
	length := func(units uint64, value float64) []byte { return protoFloat(protoVarint(nil, 1, units), 3, value) }
	location := protoVarint(protoVarint(nil, 1, degreesMetres), 3, wgs84)
	bearing := protoVarint(protoVarint(nil, 2, degreesMetres), 4, trueNorth)
	var classes []byte
	for _, word := range s.watcher.classes() {
		classes = protoBytes(classes, 3, protoBytes(nil, 1, word))
	}
	detection := protoBytes(protoBytes(nil, 1, bearing), 4, classes)
	region := protoBytes(protoVarint(nil, 1, areaOfInterest), 3, location)
	mode := protoVarint(protoBytes(nil, 1, "watch"), 2, modeDefault)
	mode = protoBytes(mode, 4, length(unitsSeconds, 1))
	mode = protoBytes(mode, 10, detection)
	mode = protoBytes(mode, 11, protoBytes(protoVarint(nil, 1, 0), 2, region)) // it takes no tasks
	ability := protoBytes(protoBytes(nil, 1, "range"), 2, "instrumented")
	ability = protoBytes(protoBytes(ability, 3, decimal(s.watcher.far(), 1)), 4, "km")

	body := protoBytes(nil, 1, protoVarint(nil, 1, kind))
	body = protoBytes(body, 2, "BSI Flex 335 v2.0")
	body = protoBytes(body, 3, s.name)
	body = protoBytes(body, 5, ability)
	body = protoBytes(body, 6, protoBytes(protoBytes(nil, 1, length(unitsSeconds, every.Seconds())), 2, location))
	body = protoBytes(body, 7, mode)
	body = protoBytes(body, 10, protoBytes(protoBytes(nil, 1, "exercise"), 2, s.watcher.Sort))
	return s.envelope(b, s.begins, sapientRegistration, body)
}

// status says where a site stands, and nothing about what it sees: how well it
// watched stands in the table of watches.
func (s *site) status(b []byte, when time.Time) []byte {
	const surveyed = 0.00001 // degrees, about a metre
	at := protoDouble(protoDouble(nil, 1, s.at.Lon), 2, s.at.Lat)
	at = protoDouble(protoDouble(at, 4, surveyed), 5, surveyed)
	at = protoVarint(protoVarint(at, 7, degreesMetres), 8, wgs84)
	body := protoBytes(nil, 1, ulid(when, s.hash(int(when.Unix()))))
	body = protoVarint(protoVarint(body, 2, systemOK), 3, infoNew)
	body = protoBytes(protoBytes(body, 5, "watch"), 7, at)
	return s.envelope(b, when, sapientStatus, body)
}

// detection says what a statement says. What the standard has no field for, how many
// parts were counted, how long it went on, weapons and direction, stands in its
// information about the object, which is free.
func (st *statement) detection(b []byte, chance uint64) []byte {
	s, w := st.site, st.site.watcher
	const deviations90 = 1.6449 // errors are read as one standard deviation, and say what the table's sectors say
	half := (st.rangeMax - st.rangeMin) / 2
	place := protoDouble(protoDouble(nil, 2, round(turn(st.bearingFrom+turn(st.bearingTo-st.bearingFrom)/2), 2)), 3, math.Round(st.rangeMin+half))
	place = protoDouble(protoDouble(place, 5, round(w.BearingDeg/deviations90, 3)), 6, math.Round(half/deviations90))
	place = protoVarint(protoVarint(place, 7, degreesMetres), 8, trueNorth)
	body := protoBytes(nil, 1, ulid(st.from, chance))
	body = protoBytes(body, 2, ulid(st.from, chance^0x9e3779b97f4a7c15))
	body = protoBytes(body, 5, place)
	body = protoFloat(body, 7, map[string]float64{"high": 0.9, "nominal": 0.6, "low": 0.3}[st.confidence])
	info := func(name, value string) {
		body = protoBytes(body, 10, protoBytes(protoBytes(nil, 1, name), 2, value))
	}
	info("count", fmt.Sprint(st.count))
	info("duration s", decimal(st.to.Sub(st.from).Seconds(), 3))
	for _, weapon := range st.weapons {
		info("weapon", weapon)
	}
	info("direction", st.direction)
	if st.exempt != "" {
		info("announced", st.exempt)
	}
	word := classWords()[st.say.Kind]
	class := protoBytes(nil, 1, word)
	if st.say.Subtype != "" {
		class = protoBytes(class, 3, protoVarint(protoBytes(nil, 1, st.say.Subtype), 3, 1))
	}
	body = protoBytes(protoBytes(body, 11, class), 12, protoBytes(nil, 1, word))
	return s.envelope(b, st.from, sapientDetection, body)
}

// classWords is what a node calls a kind of happening: a word of its own for each.
func classWords() map[truceline.Kind]string {
	return map[truceline.Kind]string{
		truceline.KindSmallArms: "Gunfire", truceline.KindDirectFire: "Cannonfire", truceline.KindIndirectFire: "Shelling", truceline.KindLongRange: "Rocketfire",
		truceline.KindDroneAttack: "Dronestrike", truceline.KindExplosion: "Explosion", truceline.KindLightAndTracer: "Flash", truceline.KindAerial: "UAV",
		"P1": "Advance", "P4": "Person",
	}
}

// classes are the words of all that a watcher's sites may say.
func (w *Watcher) classes() (words []string) {
	add := func(k truceline.Kind) {
		if word := classWords()[k]; !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	for _, r := range w.Reach {
		for _, k := range r.Kinds {
			add(k)
			for _, say := range w.Says[string(k)] {
				add(say.Kind)
			}
		}
	}
	for _, say := range w.FalseSays {
		add(say.Kind)
	}
	slices.Sort(words)
	return words
}

// far is how far a watcher's sites notice anything, kilometres.
func (w *Watcher) far() (km float64) {
	for _, r := range w.Reach {
		km = max(km, r.Far())
	}
	return km
}

// nodes says to the feed of a cabinet what its nodes are called, and what their words
// mean.
func (w *world) nodes(x *Watcher, cluster int) (names, kinds string) {
	var list []string
	for _, s := range w.sites {
		if s.watcher == x && s.cluster == cluster {
			list = append(list, s.node()+"="+s.name)
		}
	}
	var words []string
	for kind, word := range classWords() {
		words = append(words, strings.ToLower(word)+"="+string(kind))
	}
	slices.Sort(words)
	return strings.Join(list, ";"), strings.Join(words, ";")
}
