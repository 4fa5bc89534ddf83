package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/cap"
	"github.com/truceline/truceline/feed/transport"
	"github.com/truceline/truceline/journal"
)

// TestWarnings follows an incident through its versions, and says of what people are
// warned, and of what not.
func TestWarnings(t *testing.T) {
	now := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	square := truceline.Ring{{Lat: 48, Lon: 36}, {Lat: 48, Lon: 37}, {Lat: 49, Lon: 37}, {Lat: 49, Lon: 36}}
	hamlet := truceline.Ring{{Lat: 48.5, Lon: 36.5}, {Lat: 48.5, Lon: 36.501}, {Lat: 48.501, Lon: 36.501}}
	areas := []truceline.Area{
		{ID: "S1", Name: "sector 1", Names: map[string]string{"uk": "сектор 1"}, Polygons: []truceline.Polygon{{square}, {hamlet}}},
		{ID: "S2", Name: "hamlet", Polygons: []truceline.Polygon{{hamlet}}},
	}
	w := newWarner(access.Reader{Role: access.Public, Now: now}, truceline.Run{Name: "trial", Title: "A trial", Kind: "real"}, areas, "warnings@mission.example", time.Hour)
	shot := truceline.Incident{
		ID: truceline.IDOf("x"), Version: 1, Kind: truceline.KindIndirectFire, Direction: truceline.DirectionOutgoing, Count: truceline.One("explosion"),
		Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48.51234, Lon: 36.26789}, Ellipse: truceline.Ellipse{SemiMajor: 50, SemiMinor: 50}},
		When:  truceline.Interval{From: now.Add(-time.Hour), To: now.Add(-time.Minute)}, Exists: truceline.Probability{P: 0.95}, Concluded: now,
		Ground: &truceline.Ground{Area: "S1"}, Reasons: []string{"heard by post 7"},
	}
	next := func(i truceline.Incident, change func(*truceline.Incident)) truceline.Incident {
		i.Version, i.Concluded = i.Version+1, i.Concluded.Add(time.Minute)
		change(&i)
		return i
	}
	told := func(kind, certainty, urgency string, references int, versions ...truceline.Incident) cap.Warning {
		t.Helper()
		got, ok := w.newest(versions)
		if !ok || got.Kind != kind || got.Certainty != certainty || got.Urgency != urgency || len(got.References) != references {
			t.Fatalf("%+v %v", got, ok)
		}
		text, err := cap.Encode(got)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"48.51", "36.26", "post 7", "outgoing", "<circle>"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s is in it: %s", secret, text)
			}
		}
		f, err := cap.New(feed.Config{Feed: "warnings"})
		if err != nil {
			t.Fatal(err)
		}
		r := f.Parse(truceline.Entry{Body: text, Received: now, File: "a", Line: 1}, nil)
		if len(r.Refusals) > 0 || len(r.Texts) == 0 && kind != "Cancel" {
			t.Errorf("%+v\n%s", r, text)
		}
		return got
	}
	silent := func(versions ...truceline.Incident) {
		t.Helper()
		if got, ok := w.newest(versions); ok {
			t.Errorf("%+v", got)
		}
	}
	first := told("Alert", "Observed", "Past", 0, shot)
	if first.Exercise || len(first.Words) != 4 || !strings.Contains(first.Words[1].Headline, "сектор 1") || len(first.Areas[0].Polygons) != 1 || !first.Expires.Equal(now.Add(time.Hour)) {
		t.Errorf("%+v", first)
	}
	surer := next(shot, func(i *truceline.Incident) { i.Exists.P = 0.97 })
	told("Alert", "Observed", "Past", 0, shot, surer) // people are told the same
	doubted := next(surer, func(i *truceline.Incident) { i.Exists.P = 0.6 })
	told("Update", "Likely", "Past", 1, shot, surer, doubted)
	gone := next(doubted, func(i *truceline.Incident) { i.Exists.P = 0.49 })
	told("Cancel", "Likely", "Past", 2, shot, surer, doubted, gone)
	merged := next(shot, func(i *truceline.Incident) { i.Into = truceline.IDOf("y") })
	told("Cancel", "Observed", "Past", 1, shot, merged)
	told("Alert", "Observed", "Past", 0, shot, gone, next(gone, func(i *truceline.Incident) { i.Exists.P = 0.9 })) // and it was so after all
	goesOn := shot
	goesOn.When.Open = true
	told("Alert", "Observed", "Immediate", 0, goesOn)
	mine := shot
	mine.Kind = truceline.KindMine
	told("Alert", "Observed", "Immediate", 0, mine) // it lies there until it is cleared
	hidden := shot
	hidden.Ground = &truceline.Ground{Area: "S2"}
	if got := told("Alert", "Observed", "Past", 0, hidden); len(got.Areas[0].Polygons) != 0 { // so small that its outline would tell a place
		t.Errorf("%+v", got.Areas)
	}
	unplaced := shot
	unplaced.Ground = nil
	silent(unplaced)                                                      // nobody may be told where
	silent(gone)                                                          // it hardly happened
	silent(next(shot, func(i *truceline.Incident) { i.Exempt = "x" }))    // an announced exercise
	silent(next(shot, func(i *truceline.Incident) { i.Kind = "P3" }))     // no danger
	silent(next(shot, func(i *truceline.Incident) { i.Exists.P = 0.49 })) // just below the boundary
}

// rsaCertificate writes a certificate that signs itself, and its key.
func rsaCertificate(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "warnings"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: pkcs}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// TestCap takes the warnings of an exercise, signed, to those who read them: another
// program's check of each signature, and a feed of ours that polls the list and
// believes nothing that is not signed.
func TestCap(t *testing.T) {
	dir := t.TempDir()
	world, kept, out := filepath.Join(dir, "world"), filepath.Join(dir, "run"), filepath.Join(dir, "out")
	must(t, "sim", "plant-under-fire", "--seed", "3", "--hours", "3", "--out", world)
	must(t, "replay", world, "--data", world, "--out", kept)
	cert, key := rsaCertificate(t, dir)
	must(t, "cap", kept, "--sender", "warnings@mission.example", "--cert", cert, "--key", key, "--since", "72h", "--valid", "72h", "--out", out)
	messages, err := filepath.Glob(filepath.Join(out, dirWarnings, "*.xml"))
	if err != nil || len(messages) == 0 {
		t.Fatal("no warnings", err)
	}
	if _, err := exec.LookPath("xmlsec1"); err != nil {
		t.Log("xmlsec1 is not installed (scripts/need xmlsec1): it does not check our signatures")
	} else {
		for _, m := range messages[:min(len(messages), 10)] {
			if said, err := exec.Command("xmlsec1", "--verify", "--trusted-pem", cert, m).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", m, err, said)
			}
			text, _ := os.ReadFile(m)
			os.WriteFile(m+".forged", regexp.MustCompile("<severity>[a-zA-Z]*").ReplaceAll(text, []byte("<severity>Minor")), 0o600)
			if err := exec.Command("xmlsec1", "--verify", "--trusted-pem", cert, m+".forged").Run(); err == nil {
				t.Error("xmlsec1 takes a forged warning")
			}
			os.Remove(m + ".forged")
		}
	}
	checkSchema(t, messages)
	if text, _ := os.ReadFile(messages[0]); !strings.Contains(string(text), "<status>Exercise</status>") {
		t.Errorf("an exercise is told of as if it were real: %s", text)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(out)))
	defer server.Close()
	came, refused := polledWarnings(t, server.URL+"/"+fileWarnings, cert)
	if refused != 0 || came != 1+len(messages) { // the list as well
		t.Errorf("%d messages and a list came as %d, %d refused", len(messages), came, refused)
	}
	if code := run(context.Background(), quiet(), []string{"cap", kept}); code != exitUsage {
		t.Errorf("without a sender: exit code %d", code)
	}
}

// polledWarnings polls a list of warnings as "truceline live" does.
func polledWarnings(t *testing.T, address, cert string) (came, refused int) {
	t.Helper()
	trust, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	c := feed.Config{Feed: "warnings", Options: map[string]string{"trust": string(trust), "signed": "required"}}
	format, err := cap.New(c)
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "j"), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	intake := transport.NewIntake(j.Append)
	ended := make(chan error, 2)
	go func() { ended <- intake.Run(ctx) }()
	status := &transport.Status{}
	go func() {
		ended <- transport.Run(ctx, transport.Feed{Config: c, Format: format, Settings: transport.Settings{Kind: transport.KindPoll, Address: address, Every: time.Hour}}, intake, status)
	}()
	for last := uint64(0); ctx.Err() == nil; time.Sleep(500 * time.Millisecond) {
		if now := j.Last(); now > 1 && now == last {
			break
		} else {
			last = now
		}
	}
	stop()
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	err = j.Read(t.Context(), 1, 0, func(entries []truceline.Entry) error {
		for _, e := range entries {
			came++
			refused += len(format.Parse(e, nil).Refusals)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return came, refused
}

// TestServeWarnings serves the warnings of a run until it is told to end.
func TestServeWarnings(t *testing.T) {
	dir, _ := exerciseRun(t, access.Officer)
	o := capOptions{dir: filepath.Join(dir, "run"), sender: "warnings@mission.example", every: 50 * time.Millisecond, since: 72 * time.Hour, valid: 72 * time.Hour}
	files, err := o.warnings(t.Context())
	if err != nil || len(files) < 2 {
		t.Fatal(len(files), err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	env := quiet()
	env.stdout = in
	ended := make(chan error, 1)
	go func() { ended <- serveWarnings(ctx, env, o, "127.0.0.1:0", files); in.Close() }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(<-ended)
	}
	go io.Copy(io.Discard, out)
	address := regexp.MustCompile(`http://\S+`).FindString(line)
	time.Sleep(200 * time.Millisecond) // and made anew meanwhile
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(answer.Body)
	answer.Body.Close()
	links, err := cap.Links(text)
	if err != nil || len(links) != len(files)-1 {
		t.Errorf("%d links of %d: %v", len(links), len(files)-1, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestWarningDoor serves the list and the messages, and nothing else.
func TestWarningDoor(t *testing.T) {
	d := &warningDoor{}
	d.files.Store(&warningFiles{fileWarnings: []byte("<feed/>"), "warnings/a.xml": []byte("<alert/>")})
	ask := func(method, path, tag string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		q := httptest.NewRequest(method, path, nil)
		q.Header.Set("If-None-Match", tag)
		d.ServeHTTP(w, q)
		return w
	}
	list := ask("GET", "/warnings.atom", "")
	if list.Code != http.StatusOK || list.Header().Get("Content-Type") != "application/atom+xml" || list.Body.String() != "<feed/>" {
		t.Errorf("%+v", list)
	}
	if again := ask("GET", "/warnings.atom", list.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("asked again: %d", again.Code)
	}
	for path, want := range map[string]int{"/warnings/a.xml": 200, "/warnings/b.xml": 404, "/": 404, "/warnings/../warnings.atom": 200, "/../key.pem": 404} {
		if got := ask("GET", path, "").Code; got != want {
			t.Errorf("%s: %d", path, got)
		}
	}
	if got := ask("POST", "/warnings.atom", "").Code; got != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", got)
	}
}

// checkSchema holds warnings against the schema of CAP 1.2, where it is to be had: it
// is OASIS's, and TRUCELINE_CAP_XSD says where it lies
// (https://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2.xsd).
func checkSchema(t *testing.T, messages []string) {
	t.Helper()
	schema := os.Getenv("TRUCELINE_CAP_XSD")
	if _, err := exec.LookPath("xmllint"); err != nil || schema == "" {
		t.Log("xmllint (scripts/need xmllint) or the schema (TRUCELINE_CAP_XSD) is not here: warnings are not checked against it")
		return
	}
	check := func(file string) ([]byte, error) {
		return exec.Command("xmllint", "--nonet", "--noout", "--schema", schema, file).CombinedOutput()
	}
	for _, m := range messages {
		if said, err := check(m); err != nil {
			t.Errorf("%s: %v\n%s", m, err, said)
		}
	}
	text, err := os.ReadFile(messages[0])
	if err != nil {
		t.Fatal(err)
	}
	wrong := filepath.Join(t.TempDir(), "wrong.xml")
	if err := os.WriteFile(wrong, regexp.MustCompile("<severity>[a-zA-Z]*").ReplaceAll(text, []byte("<severity>Dreadful")), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := check(wrong); err == nil {
		t.Errorf("the schema takes a severity that it does not know: %s", said)
	}
}
