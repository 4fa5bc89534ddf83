package report

import (
	"bytes"
	"fmt"
	"html/template"
	"time"

	"github.com/truceline/truceline/wording"
)

// DailyHTML writes the daily table as one page that needs nothing else. Times
// are in the zone that the table was made for, and the page in the reader's language.
func DailyHTML(d DailyReport, reader wording.Reader) ([]byte, error) {
	style, err := templates.ReadFile("templates/style.css")
	if err != nil {
		return nil, fmt.Errorf("read the report's style: %w", err)
	}
	funcs := template.FuncMap{
		"local": func(t time.Time) string { return t.Format("15:04 on 2 January 2006") },
	}
	tmpl, err := template.New("daily.html.tmpl").Funcs(funcs).Funcs(sharedFuncs()).Funcs(chainFuncs(d.agreement, reader)).ParseFS(templates, "templates/daily.html.tmpl", "templates/breaches.html.tmpl", "templates/recount.html.tmpl")
	if err != nil {
		return nil, fmt.Errorf("read the daily table's template: %w", err)
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, struct {
		D     DailyReport
		Style template.CSS
	}{d, template.CSS(style)}); err != nil {
		return nil, fmt.Errorf("write the daily table's page: %w", err)
	}
	return told(out.Bytes(), reader)
}
