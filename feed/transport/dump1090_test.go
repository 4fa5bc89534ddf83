package transport_test

import (
	"bytes"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/adsb"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/feed/transport"
	"github.com/truceline/truceline/geo"
)

// TestDump1090 puts another program, dump1090, between a receiver and us: what it is
// told as frames it hands on in Beast frames and as BaseStation lines, both of which we
// dial, and the positions that it works out are those that we work out.
func TestDump1090(t *testing.T) {
	if _, err := exec.LookPath("dump1090-mutability"); err != nil {
		t.Skip("dump1090-mutability is not installed (scripts/need dump1090): ADS-B is not tried with it")
	}
	port := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		return port
	}
	in, beast, sbs := port(), port(), port()
	program := exec.CommandContext(t.Context(), "dump1090-mutability", "--net-only", "--net-bind-address", "127.0.0.1", "--net-ri-port", in, "--net-bo-port", beast, "--net-sbs-port", sbs,
		"--net-ro-port", "0", "--net-bi-port", "0", "--net-ro-interval", "0", "--quiet")
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { program.Process.Kill(); program.Wait() }()
	d := newDoor(t)
	run := func(form, port string) feed.Format {
		c := feed.Config{Feed: form, Source: "dump1090", Options: map[string]string{"form": form, "clock": "received"}}
		f := feedtest.Format(t, adsb.New, c)
		s := d.run(transport.Feed{Config: c, Format: f, Settings: transport.Settings{Kind: transport.KindDial, Address: "127.0.0.1:" + port}})
		d.until(form+" is connected", func() bool { return s.Counts(time.Now()).Peers == 1 })
		return f
	}
	formats := map[string]feed.Format{"beast": run("beast", beast), "sbs": run("sbs", sbs)}
	receiver := dialled(t, "tcp", "127.0.0.1:"+in)
	lines := bytes.Split(feedtest.Data(t, "formats/adsb/pyModeS_sample_data_adsb.csv"), []byte("\n"))
	sent := 0
	for _, line := range lines[:min(len(lines), 600)] {
		if fields := bytes.Split(line, []byte(",")); len(fields) > 1 {
			fmt.Fprintf(receiver, "*%s;\n", bytes.Trim(fields[1], `"`))
			sent++
			time.Sleep(500 * time.Microsecond) // it takes what comes by its own clock
		}
	}
	last, since := d.journal.Last(), time.Now()
	d.until("nothing more comes", func() bool {
		time.Sleep(50 * time.Millisecond)
		if now := d.journal.Last(); now != last {
			last, since = now, time.Now()
		}
		return last > 0 && time.Since(since) > time.Second
	})
	said := map[string][]truceline.Observation{}
	bodies := map[truceline.ID][]byte{}
	for _, e := range d.entries() {
		bodies[e.ID] = e.Body
		var needs [][]byte
		for _, n := range e.Needs {
			needs = append(needs, bodies[n])
		}
		r := formats[e.Feed].Parse(e, needs)
		said[e.Feed] = append(said[e.Feed], r.Observations...)
		for _, refusal := range r.Refusals {
			t.Errorf("%s: %v", e.Feed, refusal)
		}
	}
	// Its positions are of the same places: each lies within some metres of one of ours
	// (it writes five decimals), but where it goes by its own last position.
	apart := 0
	for _, theirs := range said["sbs"] {
		nearest := 1e9
		for _, ours := range said["beast"] {
			nearest = min(nearest, geo.Distance(theirs.Place.At, ours.Place.At))
		}
		if nearest > 20 {
			apart++
			t.Logf("%s: %v is %.0f m from the nearest of ours", theirs.Remarks, theirs.Place.At, nearest)
		}
		if !strings.HasPrefix(theirs.Remarks, "ICAO ") {
			t.Errorf("%q", theirs.Remarks)
		}
	}
	if n := len(said["sbs"]); n < 100 || len(said["beast"]) < 100 || apart > n/50 {
		t.Errorf("%d positions by dump1090, %d by us, %d of them apart", n, len(said["beast"]), apart)
	}
	t.Log(strconv.Itoa(sent) + " frames, positions: " + strconv.Itoa(len(said["beast"])) + " by us, " + strconv.Itoa(len(said["sbs"])) + " by dump1090")
}
