package report

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/wording"
)

//go:embed templates
var templates embed.FS

// page is what the report's template is filled with.
type page struct {
	T           Truce
	Style       template.CSS
	Key         []string
	Figures     []figure
	CountPlot   template.HTML
	MapPlot     template.HTML
	MapLegend   []template.HTML
	Strip       template.HTML
	StripLegend []template.HTML
	LinePicture template.HTML
	LastLook    []StretchLook
	Gaps        []Gap
	Claims      claimTable
	Corrected   []correctedRow
	Refusals    []truceline.Refusal
	Zone        string
}

// figure is a picture with its legend and caption.
type figure struct {
	Picture template.HTML
	Legend  []template.HTML
	Caption string
}

// HTML writes the report as one page that needs nothing else: no network, no
// script. A monitor's reporting days are shown in the run's mission zone, and
// the page told in the reader's language.
func HTML(t Truce, rec truceline.Record, reader wording.Reader) ([]byte, error) {
	zone := missionZone(rec.Run)
	b := newBuilder(rec)
	style, err := templates.ReadFile("templates/style.css")
	if err != nil {
		return nil, fmt.Errorf("read the report's style: %w", err)
	}
	p := page{T: t, Style: template.CSS(style), Key: b.keyPoints(t), Figures: b.figures(t), Zone: zone.String(),
		CountPlot: countPlot("counts", t.Counts, zone), Strip: b.stripPlot("strip"), StripLegend: stripLegend(), LinePicture: b.linePicture("line-watch"),
		LastLook: alike(t.Watched.LastLook), Gaps: firstOf(t.Watched.Gaps, 200), Claims: b.claimTable(t), Corrected: b.correctedRows(t.Corrected), Refusals: firstOf(rec.Refusals, 20)}
	if !rec.Run.Counts {
		p.MapPlot, p.MapLegend = b.mapPlot("map"), b.mapLegend()
	}
	tmpl, err := template.New("report.html.tmpl").Funcs(b.funcs(zone)).Funcs(sharedFuncs()).Funcs(chainFuncs(rec.Run.Agreement, reader)).ParseFS(templates, "templates/report.html.tmpl", "templates/breaches.html.tmpl", "templates/recount.html.tmpl")
	if err != nil {
		return nil, fmt.Errorf("read the report's template: %w", err)
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, p); err != nil {
		return nil, fmt.Errorf("write the report's page: %w", err)
	}
	return told(out.Bytes(), reader)
}

// missionZone looks the run's zone up in the table of time zones, UTC if it is
// not there. The rules of a zone are the only thing the report reads that is
// not in the record.
func missionZone(run truceline.Run) *time.Location {
	if zone, err := time.LoadLocation(run.MissionZone); err == nil {
		return zone
	}
	return time.UTC
}

// alike joins neighbouring stretches of which the same is said.
func alike(list []StretchLook) []StretchLook {
	same := func(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }
	var out []StretchLook
	for _, l := range list {
		if n := len(out); n > 0 && out[n-1].By == l.By && same(out[n-1].Hours, l.Hours) && same(out[n-1].Longest, l.Longest) {
			out[n-1].ToKm = l.ToKm
			continue
		}
		out = append(out, l)
	}
	return out
}

func firstOf[T any](list []T, n int) []T { return list[:min(n, len(list))] }

// figures are the pictures of the rates.
func (b *builder) figures(t Truce) []figure {
	var out []figure
	for _, r := range t.Rates {
		switch r.Class {
		case "air_alert":
			if r.Inside.Count != nil {
				keep := func(i truceline.Incident) bool {
					return i.Kind == truceline.KindAirAlert && !b.leftOut(r, i.Place.Area)
				}
				out = append(out, figure{b.hourPlot("alerts", "air alerts", keep), nil, "Air alerts that began in each hour, over the comparable areas."})
			}
		case "thermal":
			if r.Inside.Count != nil {
				out = append(out, figure{b.hourPlot("heat", "heat anomalies", ofKind(truceline.KindHeat)), nil,
					"Heat anomalies by the hour of the look that saw them. An empty hour is most often an hour without a satellite."})
			}
			if len(b.satellites()) > 0 {
				out = append(out, figure{b.lookPlot("looks"), lookLegend(), "When each satellite looked."})
			}
		}
	}
	if fired := firedKinds(t.Rates); len(fired) > 0 {
		out = append(out, figure{b.hourPlot("fires", "other incidents", func(i truceline.Incident) bool { return slices.Contains(fired, i.Kind) }), nil,
			"Incidents of all other kinds that began in each hour."})
	}
	if t.ComparedWith != nil {
		if pic := ratioPlot("ratios", t.Rates); pic != "" {
			out = append(out, figure{pic, nil, "Rate ratios of the comparable counts with their 95 % intervals. An interval that crosses 1 does not tell less from more."})
		}
	}
	return out
}

func (b *builder) leftOut(r Rate, area string) bool {
	return r.Comparable != nil && slices.ContainsFunc(r.Comparable.AreasLeftOut, func(o LeftOut) bool { return o.Area == area })
}

func firedKinds(rates []Rate) []truceline.Kind {
	var out []truceline.Kind
	for _, r := range rates {
		if r.Kind != truceline.KindAirAlert && r.Kind != truceline.KindHeat {
			out = append(out, r.Kind)
		}
	}
	return out
}

// sharedFuncs are the words that the templates of the report and of the day's table
// have in common, with the table of recounts that both hold.
func sharedFuncs() template.FuncMap {
	return template.FuncMap{
		"utc":    func(t time.Time) string { return t.UTC().Format("15:04 on 2 January 2006") },
		"num":    func(v any) string { return number(deref(v)) },
		"span":   func(least, most any) string { return span(deref(least), deref(most)) },
		"state":  stateWords,
		"words":  metricWords,
		"plural": plural,
	}
}

// funcs are the words of the report's template beside those.
func (b *builder) funcs(zone *time.Location) template.FuncMap {
	return template.FuncMap{
		"clock":     func(t time.Time) string { return t.In(zone).Format("15:04 on 2 January") },
		"day":       dayWords,
		"by":        byWords,
		"origin":    b.originWords,
		"decides":   decisiveWords,
		"silences":  silenceWords,
		"follows":   responseWords,
		"percent":   agreement.Percent,
		"accused":   accusedWords,
		"local":     func(t time.Time) string { return t.In(zone).Format("2 Jan 15:04") },
		"list":      func(l []string) string { return strings.Join(b.partyNames(l), ", ") },
		"count":     countWords,
		"ratio":     func(v *float64) string { return ratioText(v, "none") },
		"interval":  intervalText,
		"rate":      rateText,
		"change":    changeOf,
		"stood":     stoodOf,
		"occupied":  occupiedOf,
		"between":   intervalOf,
		"phase":     phaseWords,
		"visits":    ratioOf,
		"kind":      kindWords,
		"p":         func(v *float64) string { return probability(*v) },
		"share":     percent,
		"title":     func(s string) string { return strings.ToUpper(s[:1]) + s[1:] },
		"means":     means2words,
		"cause":     coverage.CauseWords,
		"party":     b.partyName,
		"place":     placeWords,
		"value":     valueWords,
		"tongues":   tongues,
		"verdicts":  func(v Verdicts) string { return fmt.Sprintf("%d / %d / %d", v.Met, v.NotMet, v.Cannot) },
		"mostBlind": mostBlind,
		"link":      func(url, s string) template.HTML { return link(url, s) },
		"source":    func(url string) template.HTML { return link(url, shortSource(url)) },
	}
}

func deref(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case *float64:
		return *v
	case int:
		return float64(v)
	case *int:
		return float64(*v)
	}
	return 0
}

// countWords writes a count, or says that there is none.
func countWords(c any) string {
	switch c := c.(type) {
	case Count:
		if c.Count != nil {
			return number(float64(*c.Count))
		}
	case *Count:
		return countWords(*c)
	case DailyEffort:
		return countWords(Count{Count: c.Count})
	}
	return "no count"
}

func probability(v float64) string {
	if v < 0.0001 {
		return "< 0.0001"
	}
	return strings.TrimRight(fmt.Sprintf("%.4f", v), "0")
}

func valueWords(v *float64) string {
	if v == nil {
		return "no number"
	}
	return number(*v)
}

func placeWords(p truceline.Point) string { return fmt.Sprintf("%.2f N %.2f E", p.Lat, p.Lon) }

func (b *builder) partyName(side string) string {
	for _, p := range b.rec.Run.Agreement.Parties {
		if p.ID == side {
			return p.Name
		}
	}
	return side
}

func (b *builder) partyNames(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, b.partyName(s))
	}
	return out
}

// mostBlind names the areas with the most blind hours, at most six.
func mostBlind(list []coverage.AreaHours) string {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b coverage.AreaHours) int { return cmp.Compare(b.Hours, a.Hours) })
	var out []string
	for i, a := range list {
		if i == 6 {
			out = append(out, fmt.Sprintf("and %d more", len(list)-i))
			break
		}
		name := a.Name
		if a.Area == coverage.Everywhere {
			name = "the whole theatre"
		} else if name == "" {
			name = a.Area
		}
		out = append(out, fmt.Sprintf("%s %s h (%s)", name, number(a.Hours), coverage.CauseWords(a.Cause)))
	}
	if len(out) == 0 {
		return "no outage is stated"
	}
	return strings.Join(out, "; ")
}

// link makes a link of a web address, and plain words of anything else.
func link(url, words string) template.HTML {
	if address, _, _ := strings.Cut(url, " "); strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return template.HTML(`<a rel="noreferrer" href="` + template.HTMLEscapeString(address) + `">` + template.HTMLEscapeString(words) + `</a>`)
	}
	return template.HTML(template.HTMLEscapeString(words))
}

// shortSource is the host of an address, and what stands behind it.
func shortSource(url string) string {
	address, rest, _ := strings.Cut(url, " ")
	_, address, found := strings.Cut(address, "://")
	if !found {
		return url
	}
	host, _, _ := strings.Cut(address, "/")
	host = strings.TrimPrefix(host, "www.")
	if rest != "" {
		return host + " " + rest
	}
	return host
}
