package report_test

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/report"
	"github.com/truceline/truceline/wording"
)

// TestFrameInEveryLanguage takes the text that the templates frame a page in and looks
// each piece up, so that none can be added without its translations. A piece with
// a place in it is held by TestPagesAreTold, where the places are filled.
func TestFrameInEveryLanguage(t *testing.T) {
	files, err := filepath.Glob("templates/*.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	control := regexp.MustCompile(`>(?:\{\{(?:if|with|range|else|end|template)[^}]*\}\})+|(?:\{\{(?:if|with|range|else|end|template)[^}]*\}\})+<`)
	action := regexp.MustCompile(`\{\{[^}]*\}\}`)
	piece := regexp.MustCompile(`>([^<>\x00]+)<`)
	sentence := regexp.MustCompile(`(\.) ([A-Z“])`)
	english := regexp.MustCompile(`[A-Za-z]{2}`)
	looked := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		page := control.ReplaceAllStringFunc(string(data), func(s string) string {
			if s[0] == '>' {
				return "><>"
			}
			return "<><"
		})
		page = action.ReplaceAllString(page, "\x00")
		for _, at := range piece.FindAllStringSubmatch(page, -1) {
			text := strings.ReplaceAll(html.UnescapeString(at[1]), "\u00a0", " ")
			for text := range strings.SplitSeq(sentence.ReplaceAllString(text, "$1\n$2"), "\n") {
				if text = strings.TrimSpace(text); !english.MatchString(text) {
					continue
				}
				looked++
				for _, l := range []string{"uk", "ru"} { // where no word looks as in English
					if said := (wording.Reader{Language: l}).Text(text); said == text {
						t.Errorf("%s: %q has no %s", file, text, l)
					}
				}
			}
		}
	}
	if looked < 150 {
		t.Errorf("only %d pieces of text were found in the templates", looked)
	}
}

// TestPagesAreTold: a told page is the English one with other words in it.
func TestPagesAreTold(t *testing.T) {
	daily, err := report.Daily(smallRecord(), "2031-05-04", time.FixedZone("EEST", 3*3600))
	if err != nil {
		t.Fatal(err)
	}
	pages := func(reader wording.Reader) (all []string) {
		t.Helper()
		for _, rec := range []truceline.Record{smallRecord(), countsRecord()} {
			page, err := report.HTML(report.Build(rec), rec, reader)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, string(page))
		}
		day, err := report.DailyHTML(daily, reader)
		if err != nil {
			t.Fatal(err)
		}
		return append(all, string(day))
	}
	english := pages(wording.Reader{})
	text := regexp.MustCompile(`>[^<]+<`)
	frame := func(page string) string {
		return strings.ReplaceAll(text.ReplaceAllString(page, "><"), ` lang="uk"`, ` lang="en"`)
	}
	said := pages(wording.Reader{Language: "uk"})
	for k := range said {
		if frame(said[k]) != frame(english[k]) {
			t.Errorf("page %d: more than the text was changed", k)
		}
	}
	for language, words := range map[string][]string{
		"uk": {`<html lang="uk">`, ">Стисло<", "Станом на 00:00, 5 травня 2031. Увесь час — UTC", ">Спостерігали<", "Межі не означають визнання."},
		"fr": {`<html lang="fr">`, ">En bref<", "État au 00:00 le 5 mai 2031.", ">Surveillé<"},
		"ru": {`<html lang="ru">`, ">Кратко<", "По состоянию на 00:00, 5 мая 2031.", ">Наблюдали<"},
	} {
		page := pages(wording.Reader{Language: language})[0]
		for _, w := range words {
			if !strings.Contains(page, w) {
				t.Errorf("%s: the page does not say %q", language, w)
			}
		}
	}
}
