package news

import (
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config { return feed.Config{Feed: "press", Source: "press"} }

func format(t testing.TB, options map[string]string) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, feed.Config{Feed: "press", Source: "press", Options: options})
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t, nil), config(), "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, "Outlet", "Published", "URL", "Title", "Language")
}

func TestOptions(t *testing.T) {
	bad := func(name, value string) {
		t.Helper()
		if _, err := New(feed.Config{Options: map[string]string{name: value}}); err == nil {
			t.Errorf("%s %q was taken", name, value)
		}
	}
	bad("language", "de")
	bad("holder", "B")
	f := format(t, map[string]string{"outlet": "Lakeshore Gazette", "language": "uk"})
	r := feedtest.All(f, config(), "a.txt", []byte("Тиша.\n"))
	if len(r.Texts) != 1 || r.Texts[0].Outlet != "Lakeshore Gazette" || r.Texts[0].Language != "uk" || r.Texts[0].Body != "Тиша." {
		t.Errorf("%+v", r.Texts)
	}
}

func TestPublished(t *testing.T) {
	good := func(in, want string) {
		t.Helper()
		got, ok := published(in)
		if !ok || got.Format(time.RFC3339) != want {
			t.Errorf("%q: %s, %t", in, got, ok)
		}
	}
	bad := func(in string) {
		t.Helper()
		if got, ok := published(in); ok {
			t.Errorf("%q is %s", in, got)
		}
	}
	good("2031-03-01T12:00:00+02:00", "2031-03-01T10:00:00Z")
	good("Sat, 01 Mar 2031 12:00:00 +0200", "2031-03-01T10:00:00Z")
	good("Sat, 01 Mar 2031 12:00:00 GMT", "2031-03-01T12:00:00Z")
	good("Sat, 1 Mar 2031 12:00:00 -0500", "2031-03-01T17:00:00Z")
	bad("2031-03-01T12:00:00")             // of no zone
	bad("Sat, 01 Mar 2031 12:00:00 EET")   // a name is no offset
	bad("Sat, 01 Mar 0031 12:00:00 +0200") // damage
	bad("yesterday")
}

// TestPage checks what is taken out of a page that is mostly something else.
func TestPage(t *testing.T) {
	report := strings.Repeat("The bridge at Lypova was closed at noon. ", 6)
	good := func(page string, want ...string) {
		t.Helper()
		r := feedtest.All(format(t, nil), config(), "a.html", []byte(page))
		if len(r.Texts) != 1 {
			t.Fatalf("%d texts, %v", len(r.Texts), r.Refusals)
		}
		for _, w := range want {
			if !strings.Contains(r.Texts[0].Body, w) {
				t.Errorf("%q is not in %q", w, r.Texts[0].Body)
			}
		}
		for _, not := range []string{"cookie", "Subscribe", "alert(", "Home", "Other stories", "<", "hidden words"} {
			if strings.Contains(r.Texts[0].Body, not) {
				t.Errorf("%q is in %q", not, r.Texts[0].Body)
			}
		}
	}
	around := func(in string) string {
		return `<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><nav><a href=/>Home</a></nav><div>We use cookies: cookie</div>` + in +
			`<div><ul><li><a href=1>Other stories today and every day of the week</a><li><a href=2>Other stories</a></ul></div><script>alert("<p>alert(1)</p>")</script><footer>Subscribe</footer></body></html>`
	}
	good(around("<article><p>"+report+"</p><p>"+report+"</p></article>"), report[:20])
	good(around("<div class=story><p>"+report+"<p>"+report+"</div>"), report[:20]) // paragraphs left open
	good(around("<div itemprop='articleBody'>"+report+"<br>Second line</div>"), report[:20], "\nSecond line")
	good(around("<main><h2>Part one</h2><p>"+report+"</p><blockquote>“Nobody crossed.”</blockquote></main>"), "Part one", "Nobody crossed")
	good(around("<div><p>"+report+"</p><div><p>Deeper in</p></div><p style='display: none'>hidden words</p></div>"), report[:20], "Deeper in")
}

// TestEvil feeds what has broken other readers: it must be refused or read, at
// once and without fetching anything.
func TestEvil(t *testing.T) {
	f := format(t, nil)
	for _, in := range []string{
		`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`,
		`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>`,
		"<rss>" + strings.Repeat("<item>", 20_000),
		"<html>" + strings.Repeat("<div><p>a", 200_000),
		"<html>" + strings.Repeat("<", 100_000) + strings.Repeat("<!--", 100_000),
		"<html><p>" + strings.Repeat("&amp", 100_000),
	} {
		start := time.Now()
		r := feedtest.All(f, config(), "evil", []byte(in))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%.40s: %s", in, took)
		}
		for _, x := range r.Texts {
			if strings.Contains(x.Title, "root:") || strings.Contains(x.Title, "aaaaaaaa") {
				t.Errorf("an entity was followed: %q", x.Title)
			}
		}
	}
}

func FuzzNews(f *testing.F) {
	feedtest.Seed(f, "*.case")
	news := format(f, nil)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, news, config(), "a", file) })
}

func BenchmarkPage(b *testing.B) {
	page := []byte("<html><body><nav>" + strings.Repeat("<a href=x>other</a>", 200) + "</nav><article>" + strings.Repeat("<p>The bridge at Lypova was closed at noon, the mayor said.</p>\n", 200) + "</article></body></html>")
	f := format(b, nil)
	e := feedtest.Entries(f, config(), "a.html", page)[0]
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if len(f.Parse(e, nil).Texts) != 1 {
			b.Fatal("not read")
		}
	}
}
