// Package news reads what the press writes: plain text, an HTML article, or an
// RSS or Atom feed. It takes out who published what and when, and the words of
// the report without what stands round them; what they say is for package
// lineage to tell.
package news

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

const (
	// maxFile is how much of a page or feed is read, in bytes.
	maxFile = 8 << 20
	// maxTexts is how many items one feed may hold.
	maxTexts = 5000
)

// New returns the format of the press. Option outlet is who publishes where a
// text does not say so itself; option language the language of all texts ("en",
// "uk", "ru"), told from their words if it is not given.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("outlet", "language"); err != nil {
		return feed.Format{}, err
	}
	switch l := c.Options["language"]; l {
	case "", "en", "uk", "ru":
	default:
		return feed.Format{}, fmt.Errorf("feed %s: option language: %q is none of en, uk, ru: %w", c.Feed, l, truceline.ErrUsage)
	}
	p := parser{config: c}
	return feed.Format{Name: "news", Kind: truceline.KindData, Split: feed.SplitNone, Parse: p.parse}, nil
}

type parser struct{ config feed.Config }

// item is one report as a file gave it, before its fields are checked.
type item struct {
	title, outlet, url, published, language string
	body                                    string
}

// parse reads a file by what it begins with.
func (p parser) parse(e truceline.Entry, _ [][]byte) (r truceline.Reading) {
	refuse := func(field, reason string) {
		r.Refusals = append(r.Refusals, feed.Refusal(e, p.config, field, reason))
	}
	if len(e.Body) > maxFile {
		refuse("", "more than 8 MB; a report is not so long")
		return r
	}
	body, err := decoded(e.Body)
	if err != nil {
		refuse("charset", err.Error())
		return r
	}
	var items []item
	switch sort := sortOf(body); sort {
	case "empty":
		refuse("", "no text")
		return r
	case "feed":
		items, err = readFeed(body)
	case "html":
		items = []item{readHTML(body)}
	default:
		items = []item{readText(body)}
	}
	if err != nil {
		refuse("", err.Error())
	}
	for i, it := range items {
		field := ""
		if len(items) > 1 {
			field = fmt.Sprintf("items[%d]", i)
		}
		p.add(&r, e, it, i, field, refuse)
	}
	return r
}

// add checks the fields of one report and takes it.
func (p parser) add(r *truceline.Reading, e truceline.Entry, it item, i int, field string, refuse func(field, reason string)) {
	t := truceline.Text{
		ID: truceline.IDOf("text", string(e.ID[:]), strconv.Itoa(i)), Entry: e.ID, Feed: e.Feed, Source: e.Source, Lineage: p.config.Lineage,
		Name: e.File, Outlet: line(it.outlet), URL: line(it.url), Title: line(it.title), Body: paragraphs(it.body), Language: p.config.Options["language"],
	}
	if t.Language == "" {
		t.Language = languageTag(it.language)
	}
	if t.Outlet == "" {
		t.Outlet = p.config.Options["outlet"]
	}
	if t.Body == "" && t.Title == "" {
		refuse(field, "no text in it")
		return
	}
	if it.published != "" {
		at, ok := published(it.published)
		if !ok {
			refuse(strings.TrimPrefix(field+".published", "."), fmt.Sprintf("%q is no time with a zone", it.published))
		}
		t.Published = at
	}
	if field != "" {
		t.Name = fmt.Sprintf("%s#%d", e.File, i+1)
	}
	r.Texts = append(r.Texts, t)
}

// sortOf tells what a file is from its beginning.
func sortOf(body string) string {
	begin := strings.ToLower(strings.TrimSpace(body[:min(len(body), 2048)]))
	switch {
	case begin == "" && strings.TrimSpace(body) == "":
		return "empty"
	case strings.HasPrefix(begin, "<") && (strings.Contains(begin, "<rss") || strings.Contains(begin, "<feed") || strings.Contains(begin, "<rdf:rdf")):
		return "feed"
	case strings.HasPrefix(begin, "<!doctype html") || strings.Contains(begin, "<html") || strings.HasPrefix(begin, "<") && (strings.Contains(begin, "<body") || strings.Contains(begin, "<article") || strings.Contains(begin, "<p>") || strings.Contains(begin, "<div")):
		return "html"
	}
	return "text"
}

// readText reads plain text. Lines such as "Outlet: The Herald" at its top, up to
// the first blank line, say what the text does not.
func readText(body string) item {
	var it item
	rest := body
	for {
		first, after, found := strings.Cut(rest, "\n")
		name, value, ok := strings.Cut(first, ":")
		value = strings.TrimSpace(value)
		field := map[string]*string{"outlet": &it.outlet, "published": &it.published, "url": &it.url, "title": &it.title, "language": &it.language}[strings.ToLower(strings.TrimSpace(name))]
		if !ok || field == nil || *field != "" || value == "" {
			break
		}
		*field = value
		rest = after
		if !found {
			break
		}
	}
	if rest != body && strings.TrimSpace(firstLine(rest)) != "" {
		return item{body: body} // no blank line: it was the text itself
	}
	it.body = rest
	return it
}

func firstLine(s string) string {
	first, _, _ := strings.Cut(s, "\n")
	return first
}

// decoded returns a file as UTF-8. Besides UTF-8 it reads Windows-1251, in which
// older Ukrainian and Russian pages are written, where the file says so.
func decoded(b []byte) (string, error) {
	b = feed.TrimMark(b)
	switch charset := charsetOf(b); charset {
	case "", "utf-8", "utf8", "us-ascii":
	case "windows-1251", "cp1251", "cp-1251":
		return cp1251(b), nil
	default:
		if !utf8.Valid(b) {
			return "", fmt.Errorf("written in %q; UTF-8 and Windows-1251 are read", charset)
		}
	}
	if !mostlyText(b) {
		return "", errors.New("neither text nor UTF-8: leave it out, or write it anew as UTF-8 (iconv -f windows-1251 -t utf-8)")
	}
	return strings.ToValidUTF8(string(b), "\uFFFD"), nil
}

// mostlyText reports whether bytes are UTF-8 but for a slip here and there: one in fifty may be
// none, and there is no NUL.
func mostlyText(b []byte) bool {
	wrong := 0
	for rest := b; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == 0 {
			return false
		}
		if r == utf8.RuneError && size == 1 {
			wrong++
		}
		rest = rest[size:]
	}
	return wrong*50 <= len(b)
}

// charsetOf returns what a file says at its beginning of how it is written.
func charsetOf(b []byte) string {
	begin := strings.ToLower(string(b[:min(len(b), 1024)]))
	if !strings.HasPrefix(strings.TrimSpace(begin), "<") {
		return ""
	}
	for _, key := range []string{"charset=", "encoding="} {
		if _, after, ok := strings.Cut(begin, key); ok {
			after = strings.TrimLeft(after, `"' `)
			if end := strings.IndexAny(after, `"'> ;/?`); end >= 0 {
				return after[:end]
			}
		}
	}
	return ""
}

// cp1251 turns Windows-1251 into UTF-8.
func cp1251(b []byte) string {
	var out strings.Builder
	for _, c := range b {
		switch {
		case c < 0x80:
			out.WriteByte(c)
		case c >= 0xC0:
			out.WriteRune('А' + rune(c-0xC0))
		default:
			r, ok := map[byte]rune{0x84: '„', 0x85: '…', 0x91: '‘', 0x92: '’', 0x93: '“', 0x94: '”', 0x96: '–', 0x97: '—', 0xA0: ' ', 0xA5: 'Ґ', 0xA8: 'Ё', 0xAA: 'Є', 0xAB: '«', 0xAF: 'Ї', 0xB2: 'І', 0xB3: 'і', 0xB4: 'ґ', 0xB8: 'ё', 0xB9: '№', 0xBA: 'є', 0xBB: '»', 0xBF: 'ї'}[c]
			if !ok {
				r = '\uFFFD'
			}
			out.WriteRune(r)
		}
	}
	return out.String()
}

// paragraphs puts a body into lines without blank ones and without blanks in a
// row.
func paragraphs(s string) string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = line(l); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// line puts a text on one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// languageTag keeps the languages that are read.
func languageTag(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	switch tag, _, _ = strings.Cut(tag, "_"); tag {
	case "en", "uk", "ru":
		return tag
	}
	return ""
}

// published reads the moments that pages and feeds state, in UTC. One without a
// zone is not taken.
func published(s string) (time.Time, bool) {
	if t, ok := feed.ParseTime([]byte(strings.TrimSpace(s))); ok {
		return t, true
	}
	for _, layout := range []string{time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 -0700", "2006-01-02T15:04:05-0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999999999Z07:00"} {
		t, err := time.Parse(layout, strings.TrimSpace(s))
		if name, offset := t.Zone(); err == nil && t.Year() >= 1900 && t.Year() <= 2150 && (offset != 0 || name == "UTC" || name == "GMT" || name == "") {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
