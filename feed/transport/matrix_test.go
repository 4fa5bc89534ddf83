package transport_test

import (
	"bytes"
	"encoding/binary"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/adsb"
	"github.com/truceline/truceline/feed/ais"
	"github.com/truceline/truceline/feed/alerts"
	"github.com/truceline/truceline/feed/areas"
	"github.com/truceline/truceline/feed/asterix"
	"github.com/truceline/truceline/feed/cap"
	"github.com/truceline/truceline/feed/claims"
	"github.com/truceline/truceline/feed/control"
	"github.com/truceline/truceline/feed/cot"
	"github.com/truceline/truceline/feed/eventdata"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/feed/firms"
	"github.com/truceline/truceline/feed/klv"
	"github.com/truceline/truceline/feed/news"
	"github.com/truceline/truceline/feed/officer"
	"github.com/truceline/truceline/feed/posture"
	"github.com/truceline/truceline/feed/remoteid"
	"github.com/truceline/truceline/feed/sapient"
	"github.com/truceline/truceline/feed/sensorthings"
	"github.com/truceline/truceline/feed/smm"
	"github.com/truceline/truceline/feed/stac"
	"github.com/truceline/truceline/feed/table"
	"github.com/truceline/truceline/feed/transport"
	"github.com/truceline/truceline/feed/watch"
	"github.com/truceline/truceline/feed/weather"
)

// spoken is a form of a format with a message of it: a case of its folder.
type spoken struct {
	build   func(feed.Config) (feed.Format, error)
	message string // testdata file below feed/
	options []string
}

// allSpoken is every form of every format, by the name of its feed.
func allSpoken() map[string]spoken {
	return map[string]spoken{
		"adsb-hex":     {adsb.New, "adsb/testdata/pair.hex.case", nil},
		"adsb-json":    {adsb.New, "adsb/testdata/aircraft.json.case", []string{"form", "json"}},
		"adsb-sbs":     {adsb.New, "adsb/testdata/lines.sbs.case", []string{"form", "sbs"}},
		"ais":          {ais.New, "ais/testdata/lines.case", nil},
		"alerts":       {alerts.New, "alerts/testdata/two.case", nil},
		"alerts-json":  {alerts.New, "alerts/testdata/active.json.case", nil},
		"areas":        {areas.New, "areas/testdata/two.case", nil},
		"asterix":      {asterix.New, "asterix/testdata/radar@cat048.raw.case", []string{"from", "2026-01-02T09:00:00Z"}},
		"asterix-021":  {asterix.New, "asterix/testdata/adsb@cat021.raw.case", []string{"from", "2026-01-02T09:00:00Z"}},
		"cap":          {cap.New, "cap/testdata/alert@a.xml.case", nil},
		"claims":       {claims.New, "claims/testdata/three.case", []string{"zone", "Europe/Kyiv"}},
		"control":      {control.New, "control/testdata/pocket@held_20260411.geojson.case", []string{"holder", "RU"}},
		"cot":          {cot.New, "cot/testdata/events.case", nil},
		"eventdata":    {eventdata.NewACLED, "eventdata/testdata/acled.case", nil},
		"firms":        {firms.New, "firms/testdata/archive.case", nil},
		"klv":          {klv.New, "klv/testdata/stream@flight.ts.case", nil},
		"klv-bare":     {klv.New, "klv/testdata/bare@flight.klv.case", nil},
		"news":         {news.New, "news/testdata/page@a.html.case", nil},
		"news-rss":     {news.New, "news/testdata/rss@a.xml.case", nil},
		"officer":      {officer.New, "officer/testdata/three.case", nil},
		"posture":      {posture.New, "posture/testdata/good.case", nil},
		"remoteid":     {remoteid.New, "remoteid/testdata/lines@receiver.hex.case", nil},
		"remoteid-raw": {remoteid.New, "remoteid/testdata/stream@receiver.raw.case", []string{"form", "binary"}},
		"sapient":      {sapient.New, "sapient/testdata/radar.case", nil},
		"sensorthings": {sensorthings.New, "sensorthings/testdata/expanded.case", []string{"rules", "dose rate above 0.3 uSv/h is N1 dose rate"}},
		"smm":          {smm.New, "smm/testdata/two.case", nil},
		"stac":         {stac.New, "stac/testdata/search.case", nil},
		"table":        {table.New, "table/testdata/shapes.csv.case", []string{"form", "csv"}},
		"table-json":   {table.New, "table/testdata/two.ndjson.case", []string{"form", "ndjson"}},
		"table-places": {table.New, "table/testdata/two.geojson.case", []string{"form", "geojson"}},
		"watch":        {watch.New, "watch/testdata/three.case", nil},
		"weather":      {weather.New, "weather/testdata/three.case", nil},
	}
}

// TestEveryFormatByEveryRoad sends a message of every format over every transport
// that can carry it: what is in the journal is what was sent, byte for byte, and says
// what the file says.
func TestEveryFormatByEveryRoad(t *testing.T) {
	all := allSpoken()
	folders, _ := filepath.Glob("../*/sample.yaml")
	for _, f := range folders {
		name := filepath.Base(filepath.Dir(f))
		if name != "terrain" && !slices.ContainsFunc(slices.Collect(mapsKeys(all)), func(n string) bool { return strings.HasPrefix(n, name) }) {
			t.Errorf("no message of format %s is sent here", name)
		}
	}
	for _, kind := range transport.Kinds() {
		t.Run(kind, func(t *testing.T) {
			d := newDoor(t)
			road := roads(t, d)[kind]
			if road == nil {
				t.Fatal("no road of this kind is tried")
			}
			for _, name := range slices.Sorted(mapsKeys(all)) {
				s := all[name]
				c := feedtest.With(feed.Config{Feed: name, Source: "a source"}, s.options...)
				format := feedtest.Format(t, s.build, c)
				if streamed(kind) && format.Frame == nil {
					continue
				}
				message := feedtest.Message(t, filepath.Join("..", s.message))
				road(transport.Feed{Config: c, Format: format, Settings: transport.Settings{Kind: kind}}, message)
				if kind == transport.KindPcap && format.Captures {
					message = inCapture(message) // packets come whole
				}
				d.saysWhatTheFileSays(name, format, c, message)
			}
		})
	}
}

func streamed(kind string) bool {
	return kind == transport.KindListen || kind == transport.KindDial || kind == transport.KindStdin
}

func mapsKeys(m map[string]spoken) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// saysWhatTheFileSays waits until a feed's message is whole in the journal, and
// holds what is read of it against what is read of a file.
func (d *door) saysWhatTheFileSays(name string, format feed.Format, c feed.Config, message []byte) {
	d.t.Helper()
	var came []truceline.Entry
	d.until(name+" is on disk", func() bool {
		came = slices.DeleteFunc(d.entries(), func(e truceline.Entry) bool { return e.Feed != name })
		size := 0
		for _, e := range came {
			size += len(e.Body)
		}
		return size >= len(message)
	})
	var said []byte
	bodies := map[truceline.ID][]byte{}
	var got truceline.Reading
	for _, e := range came {
		said = append(said, e.Body...)
		bodies[e.ID] = e.Body
		var needs [][]byte
		for _, n := range e.Needs {
			needs = append(needs, bodies[n])
		}
		r := format.Parse(e, needs)
		into, from := reflect.ValueOf(&got).Elem(), reflect.ValueOf(r)
		for i := range into.NumField() {
			into.Field(i).Set(reflect.AppendSlice(into.Field(i), from.Field(i)))
		}
	}
	if !bytes.Equal(said, message) {
		d.t.Errorf("%s: %q was sent, and %q came", name, message, said)
	}
	want := feedtest.All(format, c, came[0].File, message)
	numbers := func(r truceline.Reading) (n []int) {
		for i, v := 0, reflect.ValueOf(r); i < v.NumField(); i++ {
			n = append(n, v.Field(i).Len())
		}
		return n
	}
	if !slices.Equal(numbers(got), numbers(want)) || slices.Max(numbers(got)) == 0 {
		d.t.Errorf("%s: the file says %v, what came %v", name, numbers(want), numbers(got))
	}
}

// roads returns how a message is sent by each kind of transport.
func roads(t *testing.T, d *door) map[string]func(f transport.Feed, message []byte) {
	slowly := func(conn net.Conn, message []byte) {
		for i := 0; i < len(message); i += 997 {
			conn.Write(message[i:min(i+997, len(message))])
		}
		conn.Close()
	}
	return map[string]func(f transport.Feed, message []byte){
		transport.KindListen: func(f transport.Feed, message []byte) {
			f.Settings.Address = "127.0.0.1:0"
			slowly(dialled(t, "tcp", d.run(f).Counts(time.Now()).Address), message)
		},
		transport.KindDial: func(f transport.Feed, message []byte) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			f.Settings.Address = l.Addr().String()
			d.run(f)
			conn, err := l.Accept()
			l.Close()
			if err != nil {
				t.Fatal(err)
			}
			slowly(conn, message)
		},
		transport.KindUDP: func(f transport.Feed, message []byte) {
			f.Settings.Address = "127.0.0.1:0"
			dialled(t, "udp", d.run(f).Counts(time.Now()).Address).Write(message)
		},
		transport.KindPoll: func(f transport.Feed, message []byte) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(message) }))
			t.Cleanup(s.Close)
			f.Settings.Address = s.URL
			d.run(f)
		},
		transport.KindPost: func(f transport.Feed, message []byte) {
			f.Settings.Address = "127.0.0.1:0"
			a, err := http.Post("http://"+d.run(f).Counts(time.Now()).Address+"/feeds/"+f.Config.Feed, "application/octet-stream", bytes.NewReader(message))
			if err != nil || a.StatusCode != http.StatusOK {
				t.Fatal(a, err)
			}
			a.Body.Close()
		},
		transport.KindFolder: func(f transport.Feed, message []byte) {
			f.Settings.Folder, f.Settings.Every = t.TempDir(), 100*time.Millisecond
			if err := os.WriteFile(filepath.Join(f.Settings.Folder, "message"), message, 0o600); err != nil {
				t.Fatal(err)
			}
			d.run(f)
		},
		transport.KindMQTT:   mqttRoad(t, d),
		transport.KindBroker: brokerRoad(t, d),
		transport.KindNATS:   natsRoad(t, d),
		transport.KindPcap: func(f transport.Feed, message []byte) {
			f.Settings.File = filepath.Join(t.TempDir(), "a.pcap")
			if err := os.WriteFile(f.Settings.File, inCapture(message), 0o600); err != nil {
				t.Fatal(err)
			}
			d.run(f)
		},
		transport.KindStdin: func(f transport.Feed, message []byte) {
			from, to, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			real := os.Stdin
			t.Cleanup(func() { os.Stdin = real })
			os.Stdin = from
			s := d.run(f)
			d.until("it reads", func() bool { return s.Counts(time.Now()).Peers == 1 })
			to.Write(message)
			to.Close()
		},
	}
}

// brokerRoad publishes to our own broker, as a sensor does.
func brokerRoad(t *testing.T, d *door) func(transport.Feed, []byte) {
	return func(f transport.Feed, message []byte) {
		f.Settings.Address = "127.0.0.1:0"
		publish(t, d.run(f).Counts(time.Now()).Address, "sensors/"+f.Config.Feed, message)
	}
}

func publish(t *testing.T, address, topic string, message []byte) {
	t.Helper()
	client := paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + address).SetClientID("a sensor"))
	if token := client.Connect(); !token.WaitTimeout(5*time.Second) || token.Error() != nil {
		t.Fatal(token.Error())
	}
	defer client.Disconnect(100)
	if token := client.Publish(topic, 1, false, message); !token.WaitTimeout(5*time.Second) || token.Error() != nil {
		t.Fatal(token.Error())
	}
}

// anyone may do anything on a broker.
type anyone struct{ mochi.HookBase }

func (*anyone) ID() string { return "anyone" }
func (*anyone) Provides(b byte) bool {
	return b == mochi.OnConnectAuthenticate || b == mochi.OnACLCheck
}
func (*anyone) OnConnectAuthenticate(*mochi.Client, packets.Packet) bool { return true }
func (*anyone) OnACLCheck(*mochi.Client, string, bool) bool              { return true }

// mqttRoad publishes to a broker of another's, to which the feed has subscribed.
func mqttRoad(t *testing.T, d *door) func(transport.Feed, []byte) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	broker := mochi.New(&mochi.Options{Logger: slog.New(slog.DiscardHandler)})
	if err := broker.AddHook(&anyone{}, nil); err != nil {
		t.Fatal(err)
	}
	if err := broker.AddListener(listeners.NewNet("theirs", l)); err != nil {
		t.Fatal(err)
	}
	if err := broker.Serve(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { broker.Close() })
	return func(f transport.Feed, message []byte) {
		f.Settings.Address, f.Settings.Topic = l.Addr().String(), "sensors/"+f.Config.Feed
		s := d.run(f)
		d.until("it is connected", func() bool { return s.Counts(time.Now()).Peers == 1 })
		d.until("it has subscribed", func() bool { return len(broker.Topics.Subscribers(f.Settings.Topic).Subscriptions) == 1 })
		publish(t, f.Settings.Address, f.Settings.Topic, message)
	}
}

func natsRoad(t *testing.T, d *door) func(transport.Feed, []byte) {
	n, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	n.Start()
	t.Cleanup(func() { n.Shutdown(); n.WaitForShutdown() })
	if !n.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server does not start")
	}
	conn, err := nats.Connect(n.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return func(f transport.Feed, message []byte) {
		f.Settings.Address, f.Settings.Subject = n.ClientURL(), "sensors."+f.Config.Feed
		d.run(f)
		d.until("it has answered", func() bool {
			_, err := conn.Request(f.Settings.Subject, message, time.Second)
			return err == nil
		})
	}
}

// inCapture writes a capture of one datagram, on a link of raw IP.
func inCapture(message []byte) []byte {
	packet := []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 1, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1, 0x27, 0x10, 0x27, 0x10, 0, 0, 0, 0}
	binary.BigEndian.PutUint16(packet[2:], uint16(len(packet)+len(message)))
	binary.BigEndian.PutUint16(packet[24:], uint16(8+len(message)))
	packet = append(packet, message...)
	var b bytes.Buffer
	for _, v := range []uint32{0xa1b2c3d4, 0x00040002, 0, 0, 1 << 17, 101, 1_777_000_000, 0, uint32(len(packet)), uint32(len(packet))} {
		binary.Write(&b, binary.LittleEndian, v)
	}
	return append(b.Bytes(), packet...)
}

// TestCaptureDates: the times of day of a radar get their date from when the packets
// were captured, without an option; played again, they are known.
func TestCaptureDates(t *testing.T) {
	d := newDoor(t)
	s := allSpoken()["asterix"]
	c := feedtest.With(feed.Config{Feed: "radar", Source: "air picture", Options: map[string]string{"stations": "25/201 radar @ 48 36 150 400"}})
	format := feedtest.Format(t, s.build, c)
	message := feedtest.Message(t, filepath.Join("..", s.message))
	f := transport.Feed{Config: c, Format: format, Settings: transport.Settings{Kind: transport.KindPcap, File: filepath.Join(t.TempDir(), "a.pcap")}}
	if err := os.WriteFile(f.Settings.File, inCapture(message), 0o600); err != nil {
		t.Fatal(err)
	}
	packets := func() (found []truceline.Entry) {
		for _, e := range d.entries() {
			if len(e.Needs) > 0 {
				found = append(found, e)
			}
		}
		return found
	}
	d.run(f)
	d.saysWhatTheFileSays("radar", format, c, inCapture(message))
	came := packets()
	if len(came) != 1 {
		t.Fatalf("%d packets", len(came))
	}
	r := format.Parse(came[0], [][]byte{inCapture(message)[:24]})
	captured := time.Unix(1_777_000_000, 0) // as inCapture has it
	for _, o := range r.Observations {
		if o.When.From.Sub(captured).Abs() > 12*time.Hour {
			t.Errorf("%v, captured %v", o.When.From, captured)
		}
	}
	if len(r.Observations) == 0 {
		t.Errorf("%+v", r)
	}
	heads := len(d.entries())
	d.run(f)
	d.until("it is played again", func() bool { return len(d.entries()) > heads })
	time.Sleep(200 * time.Millisecond)
	if n := len(packets()); n != 1 {
		t.Errorf("played again, %d packets are kept", n)
	}
}

// TestMulticastRadar: ASTERIX as radars send it, several blocks in a datagram to a
// group.
func TestMulticastRadar(t *testing.T) {
	d := newDoor(t)
	s := allSpoken()["asterix"]
	c := feedtest.With(feed.Config{Feed: "radar", Source: "air picture", Options: map[string]string{"clock": "received", "stations": "25/201 radar @ 48 36 150 400"}})
	format := feedtest.Format(t, s.build, c)
	l, err := net.ListenPacket("udp", "239.255.7.8:0")
	if err != nil {
		t.Skip(err)
	}
	address := l.LocalAddr().String()
	l.Close()
	d.run(transport.Feed{Config: c, Format: format, Settings: transport.Settings{Kind: transport.KindUDP, Address: address, Interface: "lo"}})
	conn, err := net.Dial("udp", address)
	if err != nil {
		t.Skip("no road to a multicast group here: ", err)
	}
	defer conn.Close()
	block := feedtest.Message(t, filepath.Join("..", s.message))
	for end := time.Now().Add(2 * time.Second); d.journal.Last() == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Skip("this machine does not carry multicast over loopback")
		}
		conn.Write(slices.Concat(block, block))
	}
	var got truceline.Reading
	for _, e := range d.entries() {
		r := format.Parse(e, nil)
		got.Observations, got.Refusals = append(got.Observations, r.Observations...), append(got.Refusals, r.Refusals...)
	}
	c.Options = map[string]string{"from": "2026-01-02T09:00:00Z", "stations": c.Options["stations"]} // a file has no moment of receipt
	want := feedtest.All(feedtest.Format(t, s.build, c), c, "x", block)
	if len(want.Observations) == 0 || len(got.Observations) != 2*len(want.Observations) || len(got.Refusals) != 2*len(want.Refusals) {
		t.Errorf("%d observations and %d refusals of two times %d and %d", len(got.Observations), len(got.Refusals), len(want.Observations), len(want.Refusals))
	}
}
