package report

import (
	"html/template"
	"time"
)

// recountFuncs are what the table of recounts needs of a template.
func recountFuncs() template.FuncMap {
	return template.FuncMap{
		"utc":       func(t time.Time) string { return t.UTC().Format("15:04 on 2 January 2006") },
		"thousands": func(n int) string { return number(float64(n)) },
		"deref":     func(n *int) int { return *n },
		"span":      func(a, b int) string { return span(float64(a), float64(b)) },
		"spanf":     span,
	}
}

// span writes a number, or from where to where it lies.
func span(least, most float64) string {
	if least == most {
		return number(least)
	}
	return number(least) + " to " + number(most)
}
