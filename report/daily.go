package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/recount"
)

// DailyReport is the monitor's daily table: what began in one reporting day,
// with the effort beside each count. Times are in the mission's zone.
type DailyReport struct {
	Title       string         `json:"title"`
	Date        truceline.Date `json:"date"`
	Zone        string         `json:"zone"`
	AsOf        string         `json:"as_of"` // in words, local
	From        time.Time      `json:"from"`
	To          time.Time      `json:"to"`
	Hours       float64        `json:"hours"` // 23 or 25 when the clocks change
	Summary     []string       `json:"summary"`
	Effort      []DailyEffort  `json:"effort"`
	Rows        []DailyRow     `json:"rows"`
	Tallies     []DailyTally   `json:"tallies"`
	Attribution []string       `json:"attribution"`
	// Breaches are those about the reporting day, as the record that the table was
	// made from has them.
	Breaches  Breaches `json:"breaches"`
	agreement truceline.Agreement
	// Recounts are the run's record counted under other people's rules, over all of
	// its hours and not this day alone.
	Recounts []recount.Result `json:"recounts,omitempty"`
}

// DailyEffort is the count of one kind and how well it was watched.
type DailyEffort struct {
	Kind     truceline.Kind     `json:"kind"`
	Name     string             `json:"name"`
	Count    *int               `json:"count"`    // nil: nothing watched and nothing was seen
	Previous *int               `json:"previous"` // in the reporting day before; nil likewise
	State    truceline.Watching `json:"state"`
	Words    string             `json:"words"`          // the effort in the reporting day
	Before   string             `json:"previous_words"` // the effort in the reporting day before
}

// DailyRow is one line of the table, in the columns of the monitors' own.
type DailyRow struct {
	// Position names the posts and satellites of the means it was noticed by that
	// had the place in view; which of them noticed it stands with the incident.
	Position    string             `json:"position"`
	Location    string             `json:"event_location"`
	Means       string             `json:"means"`
	Number      string             `json:"number"`
	Observation string             `json:"observation"`
	Description string             `json:"description"`
	Weapon      string             `json:"weapon"`
	When        string             `json:"date_time"`
	Watched     truceline.Watching `json:"watched"`
	WatchedBy   string             `json:"watched_words"`
	Incident    truceline.ID       `json:"incident"`
}

// DailyTally is a monitor's own count by region. Region counts of one report
// that covers two days are shown on each of them, and said to.
type DailyTally struct {
	Report     string `json:"report"`
	Area       string `json:"area"`
	Violations int    `json:"violations"`
	Explosions *int   `json:"explosions"`
	Days       int    `json:"days"`
	Basis      string `json:"basis"`
}

// ReportingDay returns the day that ends at the cut-off ("19:30") on a date, by
// the clocks of the zone, so that it has 23 or 25 hours when they change.
func ReportingDay(date truceline.Date, cutOff string, zone *time.Location) (truceline.Window, error) {
	if cutOff == "" {
		cutOff = "19:30"
	}
	at, err := time.Parse("15:04", cutOff)
	if err != nil {
		return truceline.Window{}, fmt.Errorf("not a cut-off as 15:04: %q", cutOff)
	}
	d, err := date.Time(zone)
	if err != nil {
		return truceline.Window{}, err
	}
	end := func(day int) time.Time {
		return time.Date(d.Year(), d.Month(), day, at.Hour(), at.Minute(), 0, 0, zone)
	}
	return truceline.Window{From: end(d.Day() - 1), To: end(d.Day())}, nil
}

// Daily works the table of one reporting day out of a record.
func Daily(rec truceline.Record, date truceline.Date, zone *time.Location) (DailyReport, error) {
	w, err := ReportingDay(date, rec.Run.CutOff, zone)
	if err != nil {
		return DailyReport{}, fmt.Errorf("make daily table: %w", err)
	}
	previous, err := ReportingDay(truceline.Date(w.From.Format(time.DateOnly)), rec.Run.CutOff, zone)
	if err != nil {
		return DailyReport{}, fmt.Errorf("make daily table: %w", err)
	}
	b := newBuilder(rec)
	b.inside, b.before = w, &previous
	d := DailyReport{Title: rec.Run.Title, Date: date, Zone: zone.String(), From: w.From, To: w.To, Hours: w.Hours(),
		AsOf:        "as of " + w.To.Format("15:04 on 2 January 2006") + " (" + w.To.Format("MST, -07:00") + ")",
		Attribution: orEmpty(rec.Run.Attribution), Rows: []DailyRow{}, Tallies: b.dailyTallies(w)}
	ledger := coverage.FromWatches(rec.Areas, rec.Watches)
	for _, i := range b.begunIn(w) {
		d.Rows = append(d.Rows, b.dailyRow(i, ledger, zone))
	}
	d.Effort, d.Breaches, d.agreement = b.dailyEffort(previous), b.breaches(), rec.Run.Agreement
	d.Summary = b.dailySummary(d)
	return d, nil
}

func (b *builder) begunIn(w truceline.Window) []truceline.Incident {
	var out []truceline.Incident
	for _, i := range b.rec.Incidents {
		if w.Contains(i.When.From) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(x, y truceline.Incident) int { return x.When.From.Compare(y.When.From) })
	return out
}

func (b *builder) dailyRow(i truceline.Incident, ledger *coverage.Ledger, zone *time.Location) DailyRow {
	info, _ := truceline.KindNamed(i.Kind)
	a := ledger.Query(i.Place, i.When, i.Kind)
	if !watching(a.State) && len(i.Means) > 0 {
		a.State, a.Words = truceline.NotKnown, "It is on record ("+meansWords(i.Means)+"), though nobody is recorded as posted there to notice "+info.Name+"."
	}
	var who []string
	for _, w := range a.By {
		if slices.Contains(i.Means, w.Means) && !slices.Contains(who, w.By) {
			who = append(who, w.By)
		}
	}
	return DailyRow{Position: orNK(strings.Join(who, ", ")), Location: b.locationWords(i), Means: meansWords(i.Means),
		Number: numberWords(i.Count), Observation: info.Name, Description: descriptionWords(i),
		Weapon: orNK(strings.Join(i.Weapons, ", ")), When: localWords(i.When, zone), Watched: a.State, WatchedBy: a.Words, Incident: i.ID}
}

func orNK(s string) string {
	if s == "" {
		return "N/K"
	}
	return s
}

// meansWords uses the monitors' verbs.
func meansWords(list []truceline.Means) string { return orNK(strings.Join(meansList(list), ", ")) }

func meansList(list []truceline.Means) []string {
	var out []string
	for _, m := range list {
		w := strings.ReplaceAll(string(m), "_", " ")
		switch m {
		case truceline.MeansCamera, truceline.MeansDrone, truceline.MeansAcoustic, truceline.MeansThermal:
			w = "recorded (" + w + ")"
		case truceline.MeansAirAlert:
			w = "announced (air alert)"
		}
		out = append(out, w)
	}
	return out
}

func numberWords(c truceline.Count) string {
	switch {
	case c.Least == 0 && c.Most == 0:
		return "N/K"
	case c.Most == 0:
		return "at least " + strconv.Itoa(c.Least)
	case c.Most != c.Least:
		return strconv.Itoa(c.Least) + "–" + strconv.Itoa(c.Most)
	}
	return strconv.Itoa(c.Least)
}

func descriptionWords(i truceline.Incident) string {
	var out []string
	if i.Direction != "" {
		out = append(out, strings.ReplaceAll(string(i.Direction), "_", " "))
	}
	if i.Exempt != "" {
		out = append(out, "assessed as "+i.Exempt)
	}
	for _, c := range i.Causes {
		out = append(out, fmt.Sprintf("explained by %s with probability %.2f", c.Cause, c.P))
	}
	if s := i.Standing; s != nil {
		out = append(out, fmt.Sprintf("a place that was hot on %d of %d days", s.Days, s.OfDays))
	}
	if len(out) == 0 {
		return "undetermined"
	}
	return strings.Join(out, "; ")
}

func localWords(i truceline.Interval, zone *time.Location) string {
	from, to := i.From.In(zone), i.To.In(zone)
	s := from.Format("2 Jan 15:04")
	switch {
	case i.Open:
		return s + ", not ended"
	case !to.After(from), to.Sub(from) < time.Minute && to.Minute() == from.Minute():
		return s // the table tells minutes
	case from.YearDay() == to.YearDay() && from.Year() == to.Year():
		return s + "–" + to.Format("15:04")
	}
	return s + " – " + to.Format("2 Jan 15:04")
}

// locationWords says where, no finer than the table needs: a range and compass
// sector, a named area, or an area with the distance band from the line.
func (b *builder) locationWords(i truceline.Incident) string {
	var out []string
	switch i.Place.Shape {
	case truceline.ShapeSector:
		out = append(out, sectorWords(i.Place.Sector)+" of the observer")
	case truceline.ShapePoint:
		out = append(out, fmt.Sprintf("near %.1f N %.1f E", i.Place.At.Lat, i.Place.At.Lon))
	}
	area := i.Place.Area
	if i.Ground != nil && i.Ground.Area != "" {
		area = i.Ground.Area
	}
	if i.Place.Name != "" {
		out = append(out, i.Place.Name)
	} else if area != "" {
		out = append(out, b.nameOf(area))
	}
	if i.Ground != nil && i.Ground.Band != "" {
		out = append(out, i.Ground.Band+" from the contact line")
	}
	return orNK(strings.Join(out, ", "))
}

// sectorWords writes a range and compass sector as "2-3 km NNE".
func sectorWords(s truceline.Sector) string {
	r := "range N/K"
	if s.RangeMax > 0 {
		r = number(s.RangeMin/1000) + "–" + number(s.RangeMax/1000) + " km"
		if s.RangeMin == s.RangeMax {
			r = number(s.RangeMax/1000) + " km"
		}
	}
	if s.BearingFrom == s.BearingTo {
		return r + " in any direction"
	}
	width := s.BearingTo - s.BearingFrom
	for width < 0 {
		width += 360
	}
	points := []string{"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"}
	mid := int((s.BearingFrom+width/2)/22.5+0.5) % 16
	return r + " " + points[(mid+16)%16]
}
