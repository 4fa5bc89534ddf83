package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// thermalRate compares the beginnings of heat anomalies. Only hours in which
// every satellite of the record has its file in both windows are compared.
func (b *builder) thermalRate(class, name string, notStanding bool) Rate {
	r := Rate{Class: class, Kind: truceline.KindHeat, Name: name}
	match := func(i truceline.Incident) bool {
		return i.Kind == truceline.KindHeat && !(notStanding && i.Standing != nil)
	}
	r.State = b.thermalState(b.inside)
	r.Inside = countOf(b.begun(b.inside, match), b.inside, r.State)
	r.Looks = &Looks{Inside: b.looks(b.inside), DaysInside: b.fileDays(b.inside), DaysBefore: []FileDay{}}
	if b.before != nil {
		r.StateBefore = b.thermalState(*b.before)
		r.Before = ptr(countOf(b.begun(*b.before, match), *b.before, r.StateBefore))
		r.Looks.Before = b.looks(*b.before)
		r.Looks.DaysBefore = b.fileDays(*b.before)
		b.compareThermal(&r, match)
	}
	r.Note = thermalNote(r)
	if notStanding && watching(r.State) {
		r.Note = "The same without the places that the fires of past years show to be always hot: works and flares. What is said above of heat anomalies holds here too."
	}
	return r
}

func thermalNote(r Rate) string {
	switch {
	case r.State == truceline.Blind:
		return "No satellite file covers this window, so nothing watched for heat from orbit and no count is given. It is not a count of nothing."
	case r.Before != nil && r.Comparable == nil:
		return "There are no hours for which every satellite has its file in both windows, so nothing can be compared."
	}
	return "Never better than partly watched: there are no cloud data, and a satellite sees only what burns as it goes by. " +
		"Field burning, industry and strikes look alike. One fire can make many hot pixels: the interval that allows for bursts is the one to go by."
}

// thermalState is partly where any satellite looked, never better; blind where
// every file is missing; and not known where files are there but no row is.
func (b *builder) thermalState(w truceline.Window) truceline.Watching {
	if b.looks(w) > 0 || b.begun(w, ofKind(truceline.KindHeat)) > 0 {
		return truceline.PartlyWatched
	}
	for _, s := range b.satellites() {
		if coverage.Hours(b.noFile(s, w)) < w.Hours() {
			return truceline.NotKnown
		}
	}
	return truceline.Blind
}

// looks counts the passes in the window that left rows.
func (b *builder) looks(w truceline.Window) int { return len(b.lookTimes(w)) }

func (b *builder) lookTimes(w truceline.Window) []time.Time {
	var out []time.Time
	for _, x := range b.rec.Watches {
		if isLook(x) && w.Contains(x.When.From) {
			out = append(out, x.When.From)
		}
	}
	return out
}

func isLook(x truceline.Watch) bool {
	return x.Means == truceline.MeansThermal && watching(x.State)
}

// satellites returns the satellites of the record, sorted. An outage of several
// at once names them all, apart by commas.
func (b *builder) satellites() []string {
	var out []string
	for _, x := range b.rec.Watches {
		if x.Means == truceline.MeansThermal {
			out = append(out, strings.Split(x.By, ", ")...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// noFile returns the stretches of a window for which a satellite's file is missing.
func (b *builder) noFile(satellite string, w truceline.Window) []truceline.Window {
	return coverage.Spans(b.rec.Watches, w, func(x truceline.Watch) bool {
		return x.Means == truceline.MeansThermal && x.State == truceline.Blind && slices.Contains(strings.Split(x.By, ", "), satellite)
	})
}

// fileDays says for each UTC day that a window touches whose files are there.
func (b *builder) fileDays(w truceline.Window) []FileDay {
	out := []FileDay{}
	for at := w.From.UTC().Truncate(24 * time.Hour); at.Before(w.To); at = at.Add(24 * time.Hour) {
		d := FileDay{Day: truceline.DateOf(at), Present: []string{}, Missing: []string{}}
		day := cut(truceline.Window{From: at, To: at.Add(24 * time.Hour)}, w)
		for _, s := range b.satellites() {
			if coverage.Hours(b.noFile(s, day)) > 0 {
				d.Missing = append(d.Missing, s)
			} else {
				d.Present = append(d.Present, s)
			}
		}
		out = append(out, d)
	}
	return out
}

// compareThermal takes the hours without a file, of any satellite and in either
// window, out of both.
func (b *builder) compareThermal(r *Rate, match func(truceline.Incident) bool) {
	shift := b.before.From.Sub(b.inside.From)
	var gone []truceline.Window
	for _, s := range b.satellites() {
		gone = append(gone, b.noFile(s, b.inside)...)
		for _, w := range b.noFile(s, *b.before) {
			gone = append(gone, w.Shift(-shift))
		}
	}
	gone = coverage.Union(gone)
	kept := coverage.Remainder(b.inside, gone)
	hours := coverage.Hours(kept)
	if hours == 0 || len(b.satellites()) == 0 {
		return
	}
	c := &Comparable{InsideHours: hours, BeforeHours: hours, AreasLeftOut: []LeftOut{}}
	looksInside, looksBefore := 0, 0
	for _, w := range kept {
		c.Inside += b.begun(w, match)
		c.Before += b.begun(w.Shift(shift), match)
		looksInside += b.looks(w)
		looksBefore += b.looks(w.Shift(shift))
	}
	for _, w := range gone {
		c.HoursLeftOut = append(c.HoursLeftOut, HoursOut{w.From.UTC(), w.To.UTC(),
			"a satellite file is missing for these hours or for the same hours " + fmt.Sprintf("%g days earlier", -shift.Hours()/24)})
	}
	r.Comparable = c
	r.Ratio = RateRatio(c.Inside, c.InsideHours, c.Before, c.BeforeHours).
		clustered(b.sampled(match, kept...), b.sampled(match, shifted(kept, shift)...), c.InsideHours, c.BeforeHours)
	if perLook := RateRatio(c.Inside, float64(looksInside), c.Before, float64(looksBefore)); perLook.RateRatio != nil {
		r.Looks.PerLook = perLook.RateRatio
	}
}

func shifted(list []truceline.Window, by time.Duration) []truceline.Window {
	var out []truceline.Window
	for _, w := range list {
		out = append(out, w.Shift(by))
	}
	return out
}
