package ais

import (
	"bytes"
	"fmt"
	"os/exec"
	"testing"
)

// gpsdecodeDiffers are the fields in which gpsdecode 3.22 says it otherwise, by type of
// message and field, with the reason.
func gpsdecodeDiffers() map[string]string {
	turn, none := "a turn to port is squared there, and so loses its sign", "what is not available is nan there"
	spare := "M.1371-5 has two spare bits after the destination of messages 25 and 26; read without there"
	return map[string]string{
		"1 turn": turn, "2 turn": turn, "3 turn": turn, "1 speed": none, "9 speed": none, "9 alt": none,
		"25 app_id": spare, "25 data": spare, "26 app_id": spare, "26 data": spare, "26 radio": spare,
		"8 waterlevel": "below the datum it is counted down from 2^32 there",
		"16 mmsi2":     "a second station is not read there in a message that is longer than it need be",
		"21 name":      "of two aids without an MMSI, another is meant",
		"24 repeat":    "parts A and B are put together there, and the repeat is that of one",
		"27 status":    "in words there",
	}
}

// TestGpsdecode has another program, gpsdecode of gpsd, read the sentences that others
// collected, and holds every field that it states against ours.
func TestGpsdecode(t *testing.T) {
	if _, err := exec.LookPath("gpsdecode"); err != nil {
		t.Skip("gpsdecode is not installed (scripts/need gpsdecode): AIS is not compared with it")
	}
	d, known := newDecoder(), gpsdecodeDiffers()
	for _, name := range []string{"goais_aistest_nanots.nmea", "libais_test.aivdm", "pyais_gatehouse.nmea", "pyais_mixed.txt", "libais_typeexamples.nmea"} {
		file := samples(t, name)
		run := exec.Command("gpsdecode", "-j")
		run.Stdin = bytes.NewReader(file)
		out, err := run.Output()
		if err != nil {
			t.Fatal(err)
		}
		byType := map[string][]message{}
		for _, m := range whole(t, file) {
			s := m.stated()
			key := fmt.Sprintf("%d %d", m.layout.number, int(s.mmsi))
			byType[key] = append(byType[key], m)
		}
		decoded, fields, differ := twins(t, out), 0, 0
		for i, twin := range decoded {
			kind := fmt.Sprint(twin["type"])
			best, equal, found := map[string]string(nil), 0, false
			for _, m := range byType[kind+" "+fmt.Sprint(twin["mmsi"])] { // the one that agrees best
				if different, n := compareTwin(d, m, twin); !found || len(different) < len(best) {
					best, equal, found = different, n, true
				}
			}
			if !found {
				t.Errorf("%s: message %d of type %s, MMSI %v: we have no such message", name, i+1, kind, twin["mmsi"])
				continue
			}
			fields += equal
			for field, difference := range best {
				if differ++; known[kind+" "+field] == "" {
					t.Errorf("%s: message %d of type %s, MMSI %v: %s is %s", name, i+1, kind, twin["mmsi"], field, difference)
				}
			}
		}
		t.Logf("%s: %d messages read by gpsdecode, %d fields equal, %d said otherwise for a known reason", name, len(decoded), fields, differ)
		if fields < 50 || differ > fields/80+5 {
			t.Errorf("%s: %d fields are equal and %d are not", name, fields, differ)
		}
	}
}
