package cot

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/truceline/truceline/feed/feedtest"
)

// TestMarking: what limits who may have an event goes with what is read of it, in both
// forms; what limits nothing says nothing.
func TestMarking(t *testing.T) {
	message := func(kind, attributes string) []byte {
		return fmt.Appendf(nil, `<event version="2.0" uid="m-1" type="%s" how="h-e" time="2026-05-01T10:00:00Z" start="2026-05-01T10:00:00Z" stale="2026-05-01T10:05:00Z" %s>
<point lat="48.5" lon="36.25" hae="0" ce="50" le="9999999"/><detail><remarks>seen</remarks></detail></event>`, kind, attributes)
	}
	said := func(text []byte) string {
		t.Helper()
		r := feedtest.All(format(t), config(), "x", text)
		switch {
		case len(r.Refusals) > 0:
			t.Fatal(r.Refusals)
		case len(r.Observations) == 1:
			return r.Observations[0].Remarks
		case len(r.Texts) == 1:
			return r.Texts[0].Title
		}
		t.Fatalf("%s: %+v", text, r)
		return ""
	}
	good := func(attributes, want string) {
		t.Helper()
		for _, kind := range []string{"a-h-A-M-F-Q", "b-m-p-s-m"} {
			if got := said(message(kind, attributes)); !strings.Contains(got, want) {
				t.Errorf("%s, %s: %q, want %q", kind, attributes, got, want)
			}
		}
	}
	open := func(attributes string) {
		t.Helper()
		if got := said(message("a-h-A-M-F-Q", attributes)); strings.Contains(got, "[") {
			t.Errorf("%s: %q", attributes, got)
		}
	}
	good(`access="SECRET"`, "[access SECRET]")
	good(`access="Undefined" caveat="R&amp;D only"`, "[access Undefined, caveat R&D only]")
	good(`access="restricted" caveat="FOUO" releaseableTo="NOR, UKR"`, "[access restricted, caveat FOUO, releasable to NOR, UKR]")
	good(`releasableTo="NOR"`, "[releasable to NOR]")
	open("")
	open(`access=""`)
	open(`access="Undefined"`)
	open(`access="unrestricted"`)

	own := bytes.Replace(message("a-f-G-U-C", `caveat="FOUO"`), []byte("<detail>"), []byte(`<detail><contact callsign="post 3"/><sensor azimuth="90" fov="40" range="2000"/>`), 1)
	if r := feedtest.All(format(t), config(), "x", own); len(r.Watches) != 1 || r.Watches[0].Note != "post 3 [caveat FOUO]" {
		t.Errorf("%+v", r)
	}

	m := marker()
	payload := m.payload()
	plain := said(append([]byte{magic, 1, magic}, payload...))
	if strings.Contains(plain, "[") {
		t.Errorf("%q of a message without a marking", plain)
	}
	var e event
	body := []byte{eventAccess<<3 | 2, 1, 'R', eventCaveat<<3&0x7f | 0x80 | 2, 1, 1, 'C', eventRelease<<3&0x7f | 0x80 | 2, 1, 1, 'N'}
	if wrong := e.readEvent(body); wrong != nil || e.marking.words() != "[access R, caveat C, releasable to N]" {
		t.Errorf("%v, %q", wrong, e.marking.words())
	}
}
