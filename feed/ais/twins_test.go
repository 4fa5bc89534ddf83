package ais

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// samples is the folder of real sentences beside the project; tests that need
// it are left out where it is not there.
func samples(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("../../../shared/data/formats/ais", name))
	if err != nil {
		t.Skip(err)
	}
	return file
}

// whole puts the messages of a file together as the format does.
func whole(t testing.TB, file []byte) (all []message) {
	t.Helper()
	d := newDecoder()
	pieces := split(file)
	for _, p := range pieces {
		var needs [][]byte
		for _, n := range p.Needs {
			needs = append(needs, pieces[n].Body)
		}
		m, _, err := d.read(p.Body, needs)
		if err != nil || m.bits == nil {
			continue
		}
		all = append(all, m)
	}
	return all
}

// twin is a message as another program decoded it: one JSON object a line.
func twins(t testing.TB, file []byte) (all []map[string]any) {
	t.Helper()
	for s := bufio.NewScanner(bytes.NewReader(file)); s.Scan(); {
		var one map[string]any
		decoder := json.NewDecoder(bytes.NewReader(s.Bytes()))
		decoder.UseNumber()
		if err := decoder.Decode(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// knownDifferences are the fields in which a twin does not follow the standard,
// by file, number of the twin and field, with the reason.
func knownDifferences() map[string]string {
	spare := "M.1371-5 has two spare bits after the destination of messages 25 and 26; the twin was read without"
	radio := "M.1371-5 ends message 26 with four spare bits and a state of 20 bits; the twin cuts otherwise"
	return map[string]string{
		"gpsd 56 app_id": spare, "gpsd 56 data": spare, "gpsd 60 app_id": spare, "gpsd 60 data": spare,
		"gpsd 57 data": spare, "gpsd 61 data": spare, "gpsd 62 data": radio, "gpsd 63 data": radio,
		"libais 8 retransmit": "inverted there; 0 is no retransmission (annex 8, message 6)",
		"libais 11 gnss":      "inverted there; 0 is the current position (annex 8, message 27)",
		"libais 20 name":      "- for _ and ` for ' there (annex 8, table of six-bit characters)",
		"libais 24 speed":     "tenths there; an aircraft's speed is in knots (annex 8, message 9)",
	}
}

// compareTwin returns the fields in which a message differs from its twin, and
// how many agree. Twins put some fields together and word some numbers.
func compareTwin(d *decoder, m message, twin map[string]any) (different map[string]string, equal int) {
	stated := map[string]Value{}
	d.each(m, func(name string, v Value) { stated[name] = v })
	different = map[string]string{}
	for name, want := range twin {
		v, ok := stated[name]
		if made, whole := together(name, stated); whole {
			v, ok = made, true
		}
		if !ok {
			continue
		}
		if same(v, worded(name, want)) {
			equal++
		} else {
			different[name] = fmt.Sprintf("%v, the twin says %v", v, want)
		}
	}
	return different, equal
}

// worded turns a twin's words for a number back into the number.
func worded(name string, want any) any {
	words := map[string][]string{
		"pressuretend": {"steady", "increasing", "decreasing", "N/A"},
		"leveltrend":   {"steady", "increasing", "decreasing", "N/A"},
		"ice":          {"no", "yes", "reserved", "N/A"},
		"preciptype":   {"", "", "", "", "", "", "", "N/A"},
		"status":       {"", "", "Not under command", "Restricted manoeuverability"},
	}
	text, ok := want.(string)
	if !ok {
		return want
	}
	for n, word := range words[name] {
		if word == text {
			return json.Number(fmt.Sprint(n))
		}
	}
	return want
}

// together makes what twins put together from several fields.
func together(name string, stated map[string]Value) (v Value, ok bool) {
	moment := func(prefix string) Value {
		n := func(name string) int { return int(stated[prefix+name].Number) }
		return Value{form: formText, Text: fmt.Sprintf("%02d-%02dT%02d:%02dZ", n("month"), n("day"), n("hour"), n("minute"))}
	}
	n := func(name string) int { return int(stated[name].Number) }
	switch {
	case name == "eta" && has(stated, "nminute"):
		return moment("n"), true
	case name == "departure" && has(stated, "lminute"):
		return moment("l"), true
	case (name == "eta" || name == "arrival") && has(stated, "minute"):
		return moment(""), true
	case name == "timestamp" && has(stated, "year"):
		return Value{form: formText, Text: fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", n("year"), n("month"), n("day"), n("hour"), n("minute"), n("second"))}, true
	case name == "timestamp" && has(stated, "wspeed"):
		return Value{form: formText, Text: fmt.Sprintf("%02dT%02d:%02dZ", n("day"), n("hour"), n("minute"))}, true
	case name == "name" && has(stated, "name_extension"):
		return Value{form: formText, Text: stated["name"].Text + stated["name_extension"].Text}, true
	}
	return v, false
}

func has(stated map[string]Value, name string) bool { _, ok := stated[name]; return ok }

// same compares as exactly as the twin states the value.
func same(v Value, want any) bool {
	switch w := want.(type) {
	case bool:
		return v.form == formFlag && v.Flag == w || v.form == formNumber && (v.Number == 1) == w
	case json.Number:
		if v.form == formFlag {
			return v.Flag == (w == "1")
		}
		number, err := w.Float64()
		_, decimals, _ := strings.Cut(w.String(), ".")
		step := math.Max(math.Pow10(-len(decimals)), 6e-7*math.Abs(number)) // some twins were kept in single precision
		return err == nil && v.form != formText && math.Abs(v.Number-number) <= step*0.500001
	case nil:
		return math.IsNaN(v.Number)
	case string:
		switch v.form {
		case formText:
			return strings.TrimRight(v.Text, " ") == w
		case formData:
			return w == fmt.Sprintf("%d:%s", v.Bits, hex.EncodeToString(v.Data))
		case formTurn:
			return w == "nan" && math.IsNaN(v.Number) || w == "fastleft" && math.IsInf(v.Number, -1) || w == "fastright" && math.IsInf(v.Number, 1)
		}
		return same(v, json.Number(w))
	}
	return false
}

// TestTwins holds every field of the samples against what other programs made
// of the same sentences.
func TestTwins(t *testing.T) {
	d := newDecoder()
	for _, files := range [][3]string{
		{"gpsd", "gpsd_sample.aivdm", "gpsd_sample.aivdm.decoded.jsonl"},
		{"libais", "libais_typeexamples.nmea", "libais_typeexamples.json"},
		{"libais tagblock", "libais_tagblock.nmea", "libais_tagblock.json"},
	} {
		t.Run(files[0], func(t *testing.T) {
			messages, decoded := whole(t, samples(t, files[1])), twins(t, samples(t, files[2]))
			known, used, fields := knownDifferences(), 0, 0
			for i, twin := range decoded {
				best, at := map[string]string(nil), -1
				for j, m := range messages { // the first that agrees best
					different, equal := compareTwin(d, m, twin)
					if equal > 2 && (best == nil || len(different) < len(best)) {
						best, at = different, j
					}
				}
				if at < 0 {
					t.Errorf("twin %d of type %v, MMSI %v: no such message", i+1, twin["type"], twin["mmsi"])
					continue
				}
				_, equal := compareTwin(d, messages[at], twin)
				fields += equal
				for name, difference := range best {
					if known[fmt.Sprintf("%s %d %s", files[0], i+1, name)] != "" {
						used++
					} else {
						t.Errorf("twin %d of type %v, MMSI %v: %s is %s", i+1, twin["type"], twin["mmsi"], name, difference)
					}
				}
			}
			t.Logf("%d messages, %d twins, %d fields equal, %d differ for a known reason", len(messages), len(decoded), fields, used)
		})
	}
}
