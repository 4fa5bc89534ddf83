package track

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	good := func(text string, want ...int) {
		t.Helper()
		table, err := NewTable(strings.NewReader(text), nil)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		var got []int
		for {
			s, err := table.Next()
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			if s == nil {
				break
			}
			got = append(got, len(s.Detections))
			if len(table.Rows) != len(s.Detections) {
				t.Errorf("%q: %d rows for %d detections", text, len(table.Rows), len(s.Detections))
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%q: scans of %v, want %v", text, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%q: scans of %v, want %v", text, got, want)
			}
		}
	}
	bad := func(text, why string) {
		t.Helper()
		table, err := NewTable(strings.NewReader(text), nil)
		for err == nil {
			var s *Scan
			if s, err = table.Next(); s == nil && err == nil {
				t.Errorf("%q was read", text)
				return
			}
		}
		if !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, which does not say %q", text, err, why)
		}
	}
	const head = "time_s,x_m,y_m,sensor_id,var_m2\n"
	good(head)
	good(head+"0.00,1.5,-2,0,2500\n0.00,3,4,0,2500\n0.00,3,4,1,400\n5,1e3,0,0,2500\n", 2, 1, 1) // one scan a sensor and time
	good("var_m2,time_s,y_m,x_m\r\n900,0.1,1,2\r\n\r\n900,0.1,1,2", 2)                          // any order, no sensors
	good("\xef\xbb\xbf"+head+"0,1,2,a,1\n", 1)
	good("time_s,x_m,y_m,sensor_id,bearing_deg,bearing_sigma_deg\n0,0,0,a,45,0.3\n0,0,0,a,90,0.3\n1,9,9,b,1,1\n", 2, 1)
	bad("time_s,x_m,y_m,bearing_deg\n0,0,0,45\n", "line 2: there is no column bearing_sigma_deg")
	bad("time_s,x_m,y_m,bearing_deg,bearing_sigma_deg\n0,0,0,45,0\n", "line 2: bearing_sigma_deg: it must be more than 0")
	bad("time_s,x_m,y_m,bearing_deg,bearing_sigma_deg,var_m2\n0,0,0,,,x\n", "line 2: var_m2: \"x\" is not a number")
	bad("", "the file is empty")
	bad("time_s,x_m,y_m\n", "no column var_m2")
	bad(head+"0,1,2,0\n", "line 2: 4 fields")
	bad(head+"0,1,2,0,1\n0,one,2,0,1\n", "line 3: x_m: \"one\" is not a number")
	bad(head+"0,1,2,0,0\n", "line 2: var_m2: a variance must be more than 0")
	bad(head+"0,NaN,2,0,1\n", "NaN")
	bad(head+strings.Repeat("1", 1<<17), "longer than")
}

// TestTableBearings: north-east at 45 degrees from 100, 200 is a direction; 1,000 m off, to
// one part in a hundred and 0.1 degrees, it is a place.
func TestTableBearings(t *testing.T) {
	table, err := NewTable(strings.NewReader("time_s,x_m,y_m,bearing_deg,bearing_sigma_deg,range_m,range_sigma_m\n0,100,200,45,0.1,,\n0,100,200,45,0.1,1000,10\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := table.Next()
	if err != nil {
		t.Fatal(err)
	}
	a, b := s.Detections[0], s.Detections[1]
	if !a.Bearing || a.X != 100 || a.Y != 200 || b.Bearing {
		t.Errorf("%+v %+v", a, b)
	}
	near(t, "angle", a.Angle, math.Pi/4, 1e-9)
	near(t, "its error", a.AngleSigma, 0.1*math.Pi/180, 1e-9)
	near(t, "east", b.X, 100+1000/math.Sqrt2, 0.01)
	near(t, "north", b.Y, 200+1000/math.Sqrt2, 0.01)
	near(t, "along", b.XX+b.XY, 100, 1)
	near(t, "across", b.XX-b.XY, 1000*1000*a.AngleSigma*a.AngleSigma, 0.1)
}

func TestNumber(t *testing.T) {
	good := func(text string, want float64) {
		t.Helper()
		if got, ok := number([]byte(text)); !ok || math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("%q is %v", text, got)
		}
	}
	good("0", 0)
	good("-12.5", -12.5)
	good("1200.00", 1200)
	good("123456789.123456789", 123456789.123456789) // more digits than fit
	good("1e-3", 1e-3)
	for _, text := range []string{"", "-", ".", "1.2.3", "1,2", "Inf", "0x"} {
		if v, ok := number([]byte(text)); ok {
			t.Errorf("%q is %v", text, v)
		}
	}
}

// FuzzTable: whatever comes, the reader ends, and what it hands on can be tracked.
func FuzzTable(f *testing.F) {
	f.Add([]byte("time_s,x_m,y_m,sensor_id,var_m2\n0,1,2,0,9\n1,1,2,0,9\n0.5,3,4,1,9\n"))
	f.Add([]byte("time_s,x_m,y_m,var_m2\n0,1e300,-1e300,9\n1,0,0,1e-300\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		table, err := NewTable(bytes.NewReader(text), nil)
		if err != nil {
			return
		}
		tr := New(Config{Sensors: []Sensor{{Detect: 0.9, Clutter: 1e-9}}})
		for range 200 {
			s, err := table.Next()
			if s == nil || err != nil {
				return
			}
			s.Sensor = 0
			tr.Step(s)
			for _, e := range tr.Estimates(nil) {
				if math.IsNaN(e.Exists) || e.Exists < 0 || e.Exists > 1 {
					t.Fatalf("a track exists with %v", e.Exists)
				}
			}
		}
	})
}
