package remoteid

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config(options ...string) feed.Config {
	return feedtest.With(feed.Config{Feed: "drones", Source: "receiver"}, options...)
}

func format(t testing.TB, c feed.Config) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, c)
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t, config()), config(), "*.hex.case", *update)
	c := config("form", "binary", "clock", "received")
	feedtest.Cases(t, format(t, c), c, "*.raw.case", *update)
	feedtest.Sample(t, New)
	for _, bad := range []feed.Config{config("form", "morse"), config("clock", "sun"), config("zone", "UTC"), config("permits", "A"), config("permits", "=survey"), config("permits", "A=survey;A=farm")} {
		if _, err := New(bad); err == nil {
			t.Errorf("%v was taken", bad.Options)
		}
	}
}

// one writes a message of 25 octets.
func one(kind byte, fields func(m []byte)) []byte {
	m := make([]byte, messageSize)
	m[0] = kind<<4 | 2
	if fields != nil {
		fields(m)
	}
	return m
}

func basicID(idType, kind byte, id string) []byte {
	return one(typeBasicID, func(m []byte) { m[1] = idType<<4 | kind; copy(m[2:22], id) })
}

func location(lat, lon float64, change func(m []byte)) []byte {
	return one(typeLocation, func(m []byte) {
		m[1], m[2], m[3] = 2<<4, 90, 40
		binary.LittleEndian.PutUint32(m[5:], uint32(int32(math.Round(lat*1e7))))
		binary.LittleEndian.PutUint32(m[9:], uint32(int32(math.Round(lon*1e7))))
		for at, metres := range map[int]float64{13: 300, 15: 310, 17: 120} {
			binary.LittleEndian.PutUint16(m[at:], uint16((metres+1000)*2))
		}
		m[19], m[23] = 3<<4|10, 2
		binary.LittleEndian.PutUint16(m[21:], 6005)
		if change != nil {
			change(m)
		}
	})
}

const (
	operatorLat  = 48.7654321
	operatorLon  = 36.1234567
	operatorID   = "FIN87astrdge12k8"
	registration = "OE-REG12345"
	ownWords     = "call 0441234567"
)

func system(count int, radius byte) []byte {
	return one(typeSystem, func(m []byte) {
		lat, lon := operatorLat*1e7, operatorLon*1e7
		binary.LittleEndian.PutUint32(m[2:], uint32(int32(lat)))
		binary.LittleEndian.PutUint32(m[6:], uint32(int32(lon)))
		binary.LittleEndian.PutUint16(m[10:], uint16(count))
		m[12] = radius
		binary.LittleEndian.PutUint16(m[18:], uint16((190+1000)*2))
	})
}

func pack(messages ...[]byte) []byte {
	out := []byte{typePack<<4 | 2, messageSize, byte(len(messages))}
	for _, m := range messages {
		out = append(out, m...)
	}
	return out
}

func whole() []byte {
	return pack(basicID(idSerial, 2, "1581F4BND228"), basicID(2, 2, registration), location(48.5, 36.25, nil), one(typeAuthentication, nil),
		one(typeSelfID, func(m []byte) { copy(m[2:], ownWords) }), system(1, 0), one(typeOperatorID, func(m []byte) { copy(m[2:], operatorID) }))
}

const heardAt = "1767340800" // 2026-01-02T08:00:00Z

// line writes a message as a receiver does.
func line(message []byte) []byte { return []byte(heardAt + " " + hex.EncodeToString(message) + "\n") }

func TestMeaning(t *testing.T) {
	f := format(t, config())
	good := func(message []byte, check func(o truceline.Observation) bool) {
		t.Helper()
		r := feedtest.All(f, config(), "a.hex", line(message))
		if len(r.Observations) != 1 || len(r.Refusals) != 0 || !check(r.Observations[0]) {
			t.Errorf("%+v", r)
		}
	}
	silent := func(message []byte) {
		t.Helper()
		if r := feedtest.All(f, config(), "a.hex", line(message)); len(r.Observations)+len(r.Refusals) != 0 {
			t.Errorf("%+v", r)
		}
	}
	bad := func(message []byte) {
		t.Helper()
		if r := feedtest.All(f, config(), "a.hex", line(message)); len(r.Observations) != 0 || len(r.Refusals) != 1 {
			t.Errorf("%+v", r)
		}
	}
	says := func(words string) func(truceline.Observation) bool {
		return func(o truceline.Observation) bool {
			return o.Remarks == words && o.Plot() && o.Kind == truceline.KindAerial
		}
	}
	at := func(text string) func(truceline.Observation) bool {
		return func(o truceline.Observation) bool { return o.When.From.Format(time.RFC3339Nano) == text }
	}
	put := func(octet int, value byte) func([]byte) { return func(m []byte) { m[octet] = value } }
	tenths := func(n uint16) func([]byte) { return func(m []byte) { binary.LittleEndian.PutUint16(m[21:], n) } }
	good(whole(), says("Remote ID 1581F4BND228, helicopter or multirotor, 310 m above the ellipsoid, 120 m above take-off, 10.0 m/s, course 90"))
	good(location(48.5, 36.25, put(1, 2<<4|7)), says("310 m above the ellipsoid, 120 m above ground, 93.8 m/s, course 270"))
	good(location(48.5, 36.25, put(2, 180)), says("310 m above the ellipsoid, 120 m above take-off, 10.0 m/s, course 180"))
	good(location(48.5, 36.25, func(m []byte) { m[1], m[2], m[3] = 3<<4|2, 181, 255 }), says("310 m above the ellipsoid, 120 m above take-off, says that it is in an emergency"))
	good(location(48.5, 36.25, func(m []byte) { copy(m[13:19], make([]byte, 6)) }), says("10.0 m/s, course 90"))
	good(pack(basicID(idSession, 1, "\x01\x02abc"), location(48.5, 36.25, nil)), says("Remote ID 0102616263, aeroplane, 310 m above the ellipsoid, 120 m above take-off, 10.0 m/s, course 90"))
	good(location(-89.9999999, -179.9999999, nil), func(o truceline.Observation) bool {
		return o.Place.At.Lat < -89.99 && o.Place.At.Lon < -179.99 && o.Place.Ellipse.SemiMajor == 10
	})
	good(location(48.5, 36.25, put(19, 0)), func(o truceline.Observation) bool { return o.Place.Ellipse.SemiMajor == 10_000 })
	good(location(48.5, 36.25, put(19, 12)), func(o truceline.Observation) bool { return o.Place.Ellipse.SemiMajor == 5 })
	good(pack(location(48.5, 36.25, nil), system(12, 30)), func(o truceline.Observation) bool {
		return o.Count == truceline.Count{Least: 12, Most: 12, Unit: "drone"} && o.Place.Ellipse.SemiMajor == 300
	})
	good(location(48.5, 36.25, tenths(5)), at("2026-01-02T08:00:00.5Z"))
	good(location(48.5, 36.25, tenths(35995)), at("2026-01-02T07:59:59.5Z")) // of the hour before
	good(location(48.5, 36.25, tenths(36000)), at("2026-01-02T08:00:00Z"))   // a leap second, or the hour's end
	good(location(48.5, 36.25, tenths(0xffff)), at("2026-01-02T08:00:00Z"))  // not stated
	silent(location(0, 0, nil))                                              // not known
	silent(location(48.5, 36.25, put(1, onGround<<4)))                       // where its operator is
	silent(pack(basicID(idSerial, groundObstacle, "X"), location(48.5, 36.25, nil)))
	silent(basicID(idSerial, 2, "1581F4BND228"))
	silent(system(1, 0))
	bad(location(90.1, 0, nil))
	bad(location(0, -180.1, nil))
	bad(location(48.5, 36.25, tenths(36001)))
	bad(location(48.5, 36.25, nil)[:24])
	bad(append(location(48.5, 36.25, nil), 0))
	bad(whole()[:100])                                                               // a pack cut off
	bad(pack(whole()[:25]))                                                          // a pack within a pack
	bad([]byte{0xf2, 25, 0})                                                         // an empty pack
	bad(append([]byte{0xf2, 25, 10}, make([]byte, 250)...))                          // ten messages
	bad(append([]byte{0xf2, 24, 1}, make([]byte, 24)...))                            // of another size
	bad(one(6, nil))                                                                 // no such type
	bad(append([]byte{0x13}, make([]byte, 24)...))                                   // a later version
	bad(one(typeAuthentication, func(m []byte) { m[2] = authenticationPages }))      // too many pages
	bad(pack(location(48.5, 36.25, nil), append([]byte{0x62}, make([]byte, 24)...))) // one of two is bad
}

// TestPermits: what a drone says that may fly is an exempt activity, and nothing else is.
func TestPermits(t *testing.T) {
	c := config("permits", "1581F4BND228=monitor's flight; B=permitted flight")
	f := format(t, c)
	good := func(want string, message []byte) {
		t.Helper()
		r := feedtest.All(f, c, "a.hex", line(message))
		if len(r.Observations) != 1 || r.Observations[0].Exempt != want {
			t.Errorf("%+v", r)
		}
	}
	good("monitor's flight", whole())
	good("permitted flight", pack(basicID(idSerial, 2, "B"), location(48.5, 36.25, nil)))
	good("", pack(basicID(idSerial, 2, "C"), location(48.5, 36.25, nil)))
	good("", pack(basicID(2, 2, "B"), location(48.5, 36.25, nil))) // a registration, which is not looked at
	good("", location(48.5, 36.25, nil))
}

// TestWrapped reads the same message as radio wraps it.
func TestWrapped(t *testing.T) {
	message := whole()
	for _, head := range []string{"", "faff0d07", "16faff0d07", "c116faff0d07", "fa0bbc0d07", "ddb2fa0bbc0d07"} {
		wrapped, err := hex.DecodeString(head)
		if err != nil {
			t.Fatal(err)
		}
		h, err := readLine(line(append(wrapped, message...)))
		if head == "16faff0d07" { // a kind without its length is no such thing
			if bytes.Equal(h.message, message) {
				t.Errorf("%s was taken off", head)
			}
			continue
		}
		if err != nil || !bytes.Equal(h.message, message) {
			t.Errorf("%s: %x, %v", head, h.message, err)
		}
	}
}

// TestSealed walks everything that is made of every message and finds nothing of
// the operator in it: not the place, the registration, the identifier or the words.
func TestSealed(t *testing.T) {
	f := format(t, config())
	if !f.Sealed {
		t.Error("its raw bodies are not sealed")
	}
	ground := location(operatorLat, operatorLon, func(m []byte) { m[1] = onGround << 4 })
	messages := [][]byte{whole(), system(3, 10), ground, pack(basicID(idSerial, 2, "S1"), ground, system(1, 0)), basicID(2, 2, registration),
		one(typeOperatorID, func(m []byte) { copy(m[2:], operatorID) }), one(typeSelfID, func(m []byte) { copy(m[2:], ownWords) })}
	for _, m := range messages {
		messages = append(messages, m[:len(m)-1], append([]byte{0xff}, m...), pack(m)) // and as refusals word it
	}
	seen := 0
	for _, m := range messages {
		for _, r := range feedtest.Read(f, config(), "a.hex", line(m)) {
			b, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			seen += len(r.Observations) + len(r.Refusals)
			for _, secret := range []string{operatorID, registration, ownWords, "0441234567", "190 m", hex.EncodeToString([]byte(operatorID)),
				fmt.Sprint(operatorLat)[:7], fmt.Sprint(operatorLon)[:7]} {
				if strings.Contains(strings.ToLower(string(b)), strings.ToLower(secret)) {
					t.Errorf("%q is told in %s", secret, b)
				}
			}
			walk(t, r)
		}
	}
	if seen < 10 {
		t.Errorf("only %d observations and refusals were walked", seen)
	}
}

// walk looks at every number of a reading.
func walk(t *testing.T, r truceline.Reading) {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var all any
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	var each func(v any)
	each = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, x := range v {
				each(x)
			}
		case []any:
			for _, x := range v {
				each(x)
			}
		case float64:
			if math.Abs(v-operatorLat) < 1e-3 || math.Abs(v-operatorLon) < 1e-3 {
				t.Errorf("the operator's place is told: %v in %s", v, b)
			}
		}
	}
	each(all)
}

// TestLinked joins what one transmitter says in several messages, and keeps
// transmitters apart.
func TestLinked(t *testing.T) {
	say := func(address string, message []byte) string {
		return heardAt + " " + address + " " + hex.EncodeToString(message) + "\n"
	}
	const a, b = "02:00:00:00:00:0a", "02:00:00:00:00:0B"
	file := say(a, basicID(idSerial, 2, "AAA")) + say(b, basicID(idSerial, 1, "BBB")) + say(b, location(48.5, 36.25, nil)) +
		say(a, location(48.6, 36.25, nil)) + say("02:00:00:00:00:0c", location(48.7, 36.25, nil))
	all := feedtest.All(format(t, config()), config(), "a.hex", []byte(file))
	if len(all.Observations) != 3 || len(all.Refusals) != 0 {
		t.Fatalf("%+v", all)
	}
	for i, want := range []string{"Remote ID BBB, aeroplane", "Remote ID AAA, helicopter", "310 m"} {
		if !strings.HasPrefix(all.Observations[i].Remarks, want) {
			t.Errorf("%d: %s", i, all.Observations[i].Remarks)
		}
	}
}

func FuzzRemoteID(f *testing.F) {
	feedtest.Seed(f, "*.case")
	hexa, binary := config(), config("form", "binary", "clock", "received")
	hexForm, binaryForm := format(f, hexa), format(f, binary)
	f.Fuzz(func(t *testing.T, file []byte) {
		feedtest.Check(t, hexForm, hexa, "a.hex", file)
		feedtest.Check(t, binaryForm, binary, "a.raw", file)
	})
}

func BenchmarkPack(b *testing.B) {
	c := config("form", "binary", "clock", "received")
	f := format(b, c)
	e := truceline.Entry{Body: whole(), Feed: "drones", File: "a", Line: 1, Received: time.Unix(1767340800, 0)}
	if r := f.Parse(e, nil); len(r.Observations) != 1 {
		b.Fatalf("%+v", r)
	}
	b.ReportAllocs()
	for b.Loop() {
		f.Parse(e, nil)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packs/s")
}
