package cap

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"flag"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config(options ...string) feed.Config {
	return feedtest.With(feed.Config{Feed: "warnings"}, options...)
}

func format(t testing.TB, c feed.Config) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, c)
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t, config()), config(), "*.case", *update)
	feedtest.Sample(t, New)
	for _, bad := range []feed.Config{config("signed", "perhaps"), config("signed", "required"), config("trust", "me"), config("zone", "UTC"),
		config("trust", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")} {
		if _, err := New(bad); err == nil {
			t.Errorf("%v was taken", bad.Options)
		}
	}
}

// TestCodes: areas are known by the geocodes that the mission names, beside ISO 3166-2.
func TestCodes(t *testing.T) {
	text := []byte(`<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier><sender>a</sender><sent>2026-01-02T03:04:05+02:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>` +
		`<info><category>Security</category><event>Air raid alert</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty>` +
		`<area><areaDesc>somewhere</areaDesc><geocode><valueName>Area_Code</valueName><value>EX-03-1</value></geocode></area></info></alert>`)
	place := func(c feed.Config) truceline.Place {
		t.Helper()
		r := feedtest.All(format(t, c), c, "a.xml", text)
		if len(r.Observations) != 1 {
			t.Fatalf("%+v", r)
		}
		return r.Observations[0].Place
	}
	if p := place(config()); p.Shape != truceline.ShapeUnknown || p.Name != "somewhere" {
		t.Errorf("a code that nobody knows is %+v", p)
	}
	if p := place(config("codes", "region, area code")); p.Shape != truceline.ShapeArea || p.Area != "EX-03-1" {
		t.Errorf("a code that the mission knows is %+v", p)
	}
}

// TestSamples reads real alerts, and refuses those that are known to be wrong.
func TestSamples(t *testing.T) {
	f := format(t, config())
	want := map[string]string{ // why the first refusal
		"canada_errors.cap": "empty", "invalid.cap": "missing", "noaa_errors.cap": "is none of", "xee.cap": "DOCTYPE",
	}
	texts := map[string]int{"bushfire_valid.edxlde": 7, "weather_index.atom": 0, "no_optional_fields.cap": 0, "canada.cap": 2, "canada_signed.cap": 2, "australia.cap": 2}
	files, err := filepath.Glob(filepath.Join(feedtest.DataDir(t), "formats", "cap", "*.*"))
	if err != nil || len(files) < 14 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		if strings.HasSuffix(name, ".md") {
			continue
		}
		file := feedtest.Data(t, "formats/cap/"+name)
		feedtest.Check(t, f, config(), name, file)
		all := feedtest.All(f, config(), name, file)
		switch reason := want[name]; {
		case reason == "" && len(all.Refusals) > 0:
			t.Errorf("%s: %v", name, all.Refusals)
		case reason != "" && (len(all.Refusals) == 0 || !strings.Contains(fmt.Sprint(all.Refusals), reason) || len(all.Texts) > 0):
			t.Errorf("%s: %v", name, all.Refusals)
		}
		n, told := texts[name]
		if !told && reasonless(want, name) {
			n = 1
		}
		if len(all.Texts) != n {
			t.Errorf("%s: %d texts, not %d", name, len(all.Texts), n)
		}
		if len(all.Observations) > 0 {
			t.Errorf("%s: weather and fires made %d observations", name, len(all.Observations))
		}
	}
	links, err := Links(feedtest.Data(t, "formats/cap/weather_index.atom"))
	if err != nil || len(links) != 2 || !strings.HasPrefix(links[0], "http://www.weather.gov/alerts-beta/wwacapget.php?x=CT") {
		t.Errorf("%q, %v", links, err)
	}
}

func reasonless(want map[string]string, name string) bool { _, wrong := want[name]; return !wrong }

func TestLinks(t *testing.T) {
	links, err := Links([]byte(`<rss version="2.0"><channel><link>https://example.org</link><item><link> https://example.org/1 </link></item><item><link/></item></channel></rss>`))
	if err != nil || !slices.Equal(links, []string{"https://example.org/1"}) {
		t.Errorf("%q, %v", links, err)
	}
	if _, err := Links([]byte(`<!DOCTYPE feed [<!ENTITY a "b">]><feed/>`)); err == nil {
		t.Error("a document type was taken")
	}
	if _, err := Links([]byte(`<alert/>`)); err == nil {
		t.Error("an alert was taken for a list")
	}
}

// TestHostile gives documents that grow, nest and name files; none is expanded, and
// none takes long.
func TestHostile(t *testing.T) {
	f := format(t, config())
	var laughs strings.Builder
	laughs.WriteString(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "ha">`)
	for i := range 20 {
		fmt.Fprintf(&laughs, `<!ENTITY l%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&l%d;", i), 10))
	}
	laughs.WriteString(`]><alert xmlns="` + namespace + `"><identifier>&l20;</identifier></alert>`)
	for what, document := range map[string]string{
		"laughs":        laughs.String(),
		"file":          `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert xmlns="` + namespace + `"><identifier>&x;</identifier></alert>`,
		"parameter":     `<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x">%x;]><alert xmlns="` + namespace + `"/>`,
		"inside":        `<alert xmlns="` + namespace + `"><!DOCTYPE a><identifier>x</identifier></alert>`,
		"undeclared":    `<alert xmlns="` + namespace + `"><identifier>&x;</identifier></alert>`,
		"deep":          strings.Repeat("<a>", 100_000),
		"many":          "<a>" + strings.Repeat("<b/>", 200_000) + "</a>",
		"cut off":       `<alert xmlns="` + namespace + `"><identifier>x`,
		"two roots":     `<html/><html/>`,
		"nothing of it": "\x00\xff",
	} {
		begun := time.Now()
		all := feedtest.All(f, config(), "a.xml", []byte(document))
		if len(all.Refusals) == 0 || len(all.Texts)+len(all.Observations) > 0 || strings.Contains(fmt.Sprint(all.Refusals), "root:") {
			t.Errorf("%s: %+v", what, all)
		}
		if d := time.Since(begun); d > 2*time.Second {
			t.Errorf("%s took %v", what, d)
		}
	}
}

// signer makes a certificate that holds from 1960 on, and signs alerts.
func signer(t testing.TB) (certificate string, sign func(document string, method string) []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "warnings"},
		NotBefore: time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	sign = func(document, method string) []byte {
		t.Helper()
		doc := etree.NewDocument()
		if err := doc.ReadFromString(document); err != nil {
			t.Fatal(err)
		}
		context, err := dsig.NewSigningContext(key, [][]byte{der})
		if err != nil {
			t.Fatal(err)
		}
		if err := context.SetSignatureMethod(method); err != nil {
			t.Fatal(err)
		}
		context.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
		signed, err := context.SignEnveloped(doc.Root())
		if err != nil {
			t.Fatal(err)
		}
		doc.SetRoot(signed)
		out, err := doc.WriteToBytes()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), sign
}

const plain = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>w1</identifier><sender>s</sender><sent>2026-01-02T03:04:05+02:00</sent>` +
	`<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><category>Security</category><event>Air raid</event><urgency>Immediate</urgency>` +
	`<severity>Severe</severity><certainty>Likely</certainty><area><areaDesc>Kharkiv</areaDesc></area></info></alert>`

// TestSignatures takes what is signed by whom is trusted, and nothing else.
func TestSignatures(t *testing.T) {
	certificate, sign := signer(t)
	other, forge := signer(t)
	required, offered := config("trust", certificate, "signed", "required"), config("trust", certificate)
	good := func(c feed.Config, document []byte) {
		t.Helper()
		if all := feedtest.All(format(t, c), c, "a.xml", document); len(all.Observations) != 1 || len(all.Refusals) != 0 {
			t.Errorf("%+v", all)
		}
	}
	bad := func(c feed.Config, document []byte) {
		t.Helper()
		if all := feedtest.All(format(t, c), c, "a.xml", document); len(all.Observations) != 0 || len(all.Refusals) != 1 {
			t.Errorf("%+v", all)
		}
	}
	signed := sign(plain, dsig.ECDSASHA256SignatureMethod)
	good(required, signed)
	good(offered, signed)
	good(offered, []byte(plain))
	good(config(), signed) // nobody is trusted: signatures are not looked at
	good(required, append([]byte("<?xml version=\"1.0\"?>\n<!-- warning -->\n"), signed...))
	both := config("trust", other+certificate, "signed", "required")
	good(both, signed)
	bad(required, []byte(plain))
	bad(required, forge(plain, dsig.ECDSASHA256SignatureMethod)) // of somebody else
	bad(offered, forge(plain, dsig.ECDSASHA256SignatureMethod))
	bad(required, sign(plain, dsig.ECDSASHA1SignatureMethod)) // broken
	bad(offered, bytes.Replace(signed, []byte("Kharkiv"), []byte("Donetsk"), 1))
	bad(required, bytes.Replace(signed, []byte("Kharkiv"), []byte("Donetsk"), 1))
	bad(required, bytes.Replace(signed, []byte("<ds:SignatureValue>"), []byte("<ds:SignatureValue>AAAA"), 1))
	// a signed alert inside a forged one: what was signed is not what would be read
	wrapped := strings.Replace(plain, "</alert>", "<note>"+string(signed)+"</note></alert>", 1)
	bad(required, []byte(wrapped))
	stolen := string(signed[bytes.Index(signed, []byte("<ds:Signature")):bytes.LastIndex(signed, []byte("</alert>"))])
	bad(required, []byte(strings.Replace(strings.Replace(plain, "Kharkiv", "Donetsk", 1), "</alert>", stolen+"</alert>", 1)))
	listed := []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>` + string(signed) + `</content></entry></feed>`)
	bad(required, listed)
	good(offered, listed)
	if c := config("trust", certificate); len(feedtest.All(format(t, c), c, "a.xml", feedtest.Data(t, "formats/cap/canada_signed.cap")).Refusals) != 1 {
		t.Error("SHA-1 and an unknown signer were taken")
	}
}

func warning() Warning {
	return Warning{
		Identifier: "truceline-2026-1", Sender: "mission@example.org", Sent: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Kind: "Alert",
		Category: "Security", Response: "Shelter", Urgency: "Immediate", Severity: "Severe", Certainty: "Likely", Expires: time.Date(2026, 1, 2, 4, 0, 0, 0, time.UTC),
		Words: []Words{
			{Language: "en", SenderName: "Mission", Event: "Air raid alert", Headline: "Danger from the air", Description: "Go to a <shelter> & stay.", Instruction: "Stay."},
			{Language: "uk", SenderName: "Місія", Event: "Повітряна тривога", Headline: "Небезпека з повітря"},
		},
		Areas: []Area{
			{Name: map[string]string{"en": "Kharkiv oblast", "uk": "Харківська область"}, Code: "UA-63"},
			{Name: map[string]string{"en": "north of the river"}, Polygons: []truceline.Ring{{{Lat: 50.001, Lon: 36.004}, {Lat: 50.1, Lon: 36}, {Lat: 50.1, Lon: 36.1}, {Lat: 50, Lon: 36.1}}}},
		},
	}
}

// TestEncode writes warnings and reads them as anyone would.
func TestEncode(t *testing.T) {
	text, err := Encode(warning())
	if err != nil {
		t.Fatal(err)
	}
	all := feedtest.All(format(t, config()), config(), "a.xml", text)
	if len(all.Refusals) != 0 || len(all.Texts) != 2 || len(all.Observations) != 2 || all.Texts[0].Body != "Go to a <shelter> & stay.\nStay." || all.Texts[1].Title != "Небезпека з повітря" {
		t.Fatalf("%s\n%+v", text, all)
	}
	if o := all.Observations[0]; o.Place.Area != "UA-63" || !o.When.From.Equal(warning().Sent) || !o.When.To.Equal(warning().Expires) {
		t.Errorf("%+v", o)
	}
	if !bytes.Contains(text, []byte("<polygon>50.00,36.00 50.10,36.00 50.10,36.10 50.00,36.10 50.00,36.00</polygon>")) || bytes.Contains(text, []byte("<circle>")) {
		t.Errorf("%s", text)
	}
	if again, _ := Encode(warning()); !bytes.Equal(again, text) {
		t.Error("written twice, not the same")
	}
	good := func(change func(w *Warning)) {
		t.Helper()
		w := warning()
		change(&w)
		if _, err := Encode(w); err != nil {
			t.Error(err)
		}
	}
	bad := func(change func(w *Warning)) {
		t.Helper()
		w := warning()
		change(&w)
		if text, err := Encode(w); err == nil {
			t.Errorf("%s", text)
		}
	}
	good(func(w *Warning) { w.Exercise = true })
	good(func(w *Warning) {
		w.Kind, w.Expires, w.References = "Cancel", time.Time{}, []Reference{{"mission@example.org", "truceline-2026-0", w.Sent}}
	})
	good(func(w *Warning) { w.Words[0].Description = "\x00\xff�" })
	bad(func(w *Warning) { w.Identifier = "two words" })
	bad(func(w *Warning) { w.Sender = "" })
	bad(func(w *Warning) { w.Kind = "Shout" })
	bad(func(w *Warning) { w.Severity = "Bad" })
	bad(func(w *Warning) { w.Category = "" })
	bad(func(w *Warning) { w.Words = nil })
	bad(func(w *Warning) { w.Words[1].Event = "" })
	bad(func(w *Warning) { w.Areas = nil })
	bad(func(w *Warning) { w.Areas[0] = Area{} })                // nowhere
	bad(func(w *Warning) { w.Expires = w.Sent })                 // over before it began
	bad(func(w *Warning) { w.Sent = time.Time{} })               // never sent
	bad(func(w *Warning) { w.Areas[1].Polygons[0][0].Lat = 91 }) // beyond the pole
	bad(func(w *Warning) {
		w.Areas[1].Polygons[0] = truceline.Ring{{Lat: 50, Lon: 36}, {Lat: 50.01, Lon: 36}, {Lat: 50.01, Lon: 36.01}}
	}) // a place
	bad(func(w *Warning) { w.Areas[1].Polygons[0] = truceline.Ring{{Lat: 50, Lon: 36}, {Lat: 50.5, Lon: 36}} }) // a line
	bad(func(w *Warning) {
		w.Areas[1].Polygons[0] = truceline.Ring{{Lat: 50, Lon: 36}, {Lat: 50, Lon: 36.5}, {Lat: 50.01, Lon: 36.5}}
	}) // a strip
}

func FuzzCAP(f *testing.F) {
	feedtest.Seed(f, "*.case")
	certificate, sign := signer(f)
	f.Add(sign(plain, dsig.ECDSASHA256SignatureMethod))
	open, closed := config(), config("trust", certificate, "signed", "required")
	openForm, closedForm := format(f, open), format(f, closed)
	f.Fuzz(func(t *testing.T, file []byte) {
		feedtest.Check(t, openForm, open, "a.xml", file)
		feedtest.Check(t, closedForm, closed, "a.xml", file)
		_, _ = Links(file)
	})
}

func BenchmarkAlert(b *testing.B) {
	file := feedtest.Data(b, "formats/cap/canada.cap")
	c := config()
	f := format(b, c)
	e := truceline.Entry{Body: file, Feed: "warnings", File: "a", Line: 1}
	if r := f.Parse(e, nil); len(r.Texts) != 2 {
		b.Fatalf("%+v", r)
	}
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		f.Parse(e, nil)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "alerts/s")
}

// TestXmlsec reads what another program signed (xmlsec1, of libxml2's makers): inclusive
// and exclusive canonical XML, with comments and prefixes between.
func TestXmlsec(t *testing.T) {
	if _, err := exec.LookPath("xmlsec1"); err != nil {
		t.Skip("xmlsec1 is not installed (scripts/need xmlsec1): its signatures are not read")
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "warnings"},
		NotBefore: time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2049, 1, 1, 0, 0, 0, 0, time.UTC)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	dir := t.TempDir()
	put := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	keys := put("key.pem", pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})) + "," + put("certificate.pem", certificate)
	c := config("trust", string(certificate), "signed", "required")
	for _, canonical := range []string{"http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"} {
		skeleton := `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="` + canonical + `"/>` +
			`<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI=""><Transforms>` +
			`<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="` + canonical + `"/></Transforms>` +
			`<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference></SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature>`
		for _, document := range []string{plain, strings.ReplaceAll(plain, "<info>", "\n  <!-- in Ukrainian: Харків -->\n  <info >")} {
			unsigned := put("unsigned.xml", []byte(strings.Replace(document, "</alert>", skeleton+"</alert>", 1)))
			signed := filepath.Join(dir, "signed.xml")
			if out, err := exec.Command("xmlsec1", "--sign", "--privkey-pem", keys, "--output", signed, unsigned).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			text, err := os.ReadFile(signed)
			if err != nil {
				t.Fatal(err)
			}
			if all := feedtest.All(format(t, c), c, "a.xml", text); len(all.Observations) != 1 || len(all.Refusals) != 0 {
				t.Errorf("%s: %+v\n%s", canonical, all.Refusals, text)
			}
			if all := feedtest.All(format(t, c), c, "a.xml", bytes.Replace(text, []byte("Kharkiv"), []byte("Donetsk"), 1)); len(all.Observations) != 0 || len(all.Refusals) != 1 {
				t.Errorf("%s: changed, and taken: %+v", canonical, all)
			}
		}
	}
}
