package store

import (
	"crypto/sha256"
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/truceline/truceline"
)

// TestSchemaVersion fails when the tables changed and their version did not.
func TestSchemaVersion(t *testing.T) {
	const version, sum = 6, "8ef22e5b69e6ec26"
	if got := fmt.Sprintf("%x", sha256.Sum256([]byte(schema+indices)))[:16]; got != sum || schemaVersion != version {
		t.Errorf("tables are %s in version %d, this test knows %s as %d: raise schemaVersion, then note both here", got, schemaVersion, sum, version)
	}
}

func TestGeometry(t *testing.T) {
	good := func(in []truceline.Polygon, want string) {
		t.Helper()
		text := string(appendPolygons(nil, in))
		if text != want {
			t.Errorf("%v is written %s, want %s", in, text, want)
		}
		if out, err := parsePolygons([]byte(text)); err != nil || !reflect.DeepEqual(out, in) {
			t.Errorf("%s reads as %v, %v", text, out, err)
		}
	}
	bad := func(in string) {
		t.Helper()
		if out, err := parsePolygons([]byte(in)); err == nil {
			t.Errorf("%q reads as %v", in, out)
		}
	}
	good(nil, "[]")
	good([]truceline.Polygon{nil}, "[[]]")
	good([]truceline.Polygon{{{}}}, "[[[]]]")
	good([]truceline.Polygon{{{{Lat: 47.1, Lon: 37.2}, {Lat: -0.1, Lon: 1e-9}}}, {{{Lat: math.Nextafter(48, 49), Lon: 180}}}},
		"[[[[37.2,47.1],[1e-09,-0.1]]],[[[180,48.00000000000001]]]]")
	bad("")
	bad("[")
	bad("[]]")
	bad("[[]")
	bad("[[[]]]x")
	bad("[[[[1,2]]")
	bad("[[[[1]]]]")
	bad("[[[[1,2,3]]]]")
	bad("[[[[,]]]]")
	bad("[[[[1,2][3,4]]]]")
	bad("[[[[NaN,1]]]]")
	bad("null")
	bad("[ ]") // only what we write
}

func FuzzGeometry(f *testing.F) {
	for _, s := range []string{"[]", "[[]]", "[[[]]]", "[[[[37.2,47.1],[1e-09,-0.1]]],[[[180,48]]]]", "[[[[1,2]]", "[[[[NaN,Inf]]]]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		polys, err := parsePolygons(b)
		if err != nil {
			return
		}
		again := appendPolygons(nil, polys)
		if got, err := parsePolygons(again); err != nil || string(appendPolygons(nil, got)) != string(again) {
			t.Errorf("%q reads as %s and that as %v, %v", b, again, got, err)
		}
	})
}
