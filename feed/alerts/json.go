package alerts

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Alerts as the services for programs write them, by poll or by push. Three
// shapes are in use: a list of alerts that go on or have ended, each with its
// place by name; a list of regions by number with what goes on in each, or with
// what was; and a message that an alert in a region has begun or ended.

// notice is one alert in any of the three shapes.
type notice struct {
	// A list of alerts.
	Title      string `json:"location_title"`
	Oblast     string `json:"location_oblast"`
	Level      string `json:"location_type"`
	StartedAt  string `json:"started_at"`
	FinishedAt string `json:"finished_at"`
	UpdatedAt  string `json:"updated_at"`
	Threat     string `json:"alert_type"`
	Notes      string `json:"notes"`
	Deleted    string `json:"deleted_at"`
	// Regions by number, and messages.
	RegionID   identifier `json:"regionId"`
	RegionName string     `json:"regionName"`
	Type       string     `json:"type"`
	AlarmType  string     `json:"alarmType"`
	AlertType  string     `json:"alertType"`
	LastUpdate string     `json:"lastUpdate"`
	StartDate  string     `json:"startDate"`
	EndDate    string     `json:"endDate"`
	Goes       bool       `json:"isContinue"`
	Status     string     `json:"status"`
	CreatedAt  string     `json:"createdAt"`
	Active     []notice   `json:"activeAlerts"`
	Past       []notice   `json:"alarms"`
}

// identifier is a number or a text.
type identifier string

// UnmarshalJSON takes either.
func (i *identifier) UnmarshalJSON(b []byte) error {
	*i = identifier(strings.Trim(string(b), `"`))
	return nil
}

var errNoAlerts = errors.New("neither a list of alerts, nor of regions, nor a message about one")

// isJSON reports whether a file is a document and not a table.
func isJSON(file []byte) bool {
	file = bytes.TrimSpace(feed.TrimMark(file))
	return bytes.HasPrefix(file, []byte{'{'}) || bytes.HasPrefix(file, []byte{'['})
}

// isLog reports whether a file has a document on each line, as a log of answers or
// of messages does: its first line is one, and more follows.
func isLog(file []byte) bool {
	first, rest, more := bytes.Cut(feed.TrimMark(file), []byte{'\n'})
	return more && len(bytes.TrimSpace(rest)) > 0 && isJSON(first) && json.Valid(first)
}

// documents reads one document.
type documents struct {
	*parser
	config feed.Config
	entry  truceline.Entry
	truceline.Reading
}

func (p *parser) parseJSON(c feed.Config, e truceline.Entry) truceline.Reading {
	d := &documents{parser: p, config: c, entry: e}
	notices, path, asOf, err := list(feed.TrimMark(e.Body))
	if err != nil {
		d.refuse("", "read JSON: "+err.Error())
		return d.Reading
	}
	for i, n := range notices {
		at := path
		if path != "" || len(notices) > 1 {
			at += "[" + strconv.Itoa(i) + "]"
		}
		d.region(at, n, asOf)
	}
	return d.Reading
}

// list returns the alerts or regions of a document, where they stand in it, and
// the time that it speaks of, if it says one.
func list(body []byte) (notices []notice, path, asOf string, err error) {
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte{'['}) {
		return notices, "", "", json.Unmarshal(body, &notices)
	}
	var whole struct {
		Alerts *[]notice `json:"alerts"`
		Meta   struct {
			UpdatedAt string `json:"last_updated_at"`
		} `json:"meta"`
		notice
	}
	if err := json.Unmarshal(body, &whole); err != nil {
		return nil, "", "", err
	}
	if whole.Alerts != nil {
		return *whole.Alerts, "alerts", whole.Meta.UpdatedAt, nil
	}
	if whole.RegionID == "" {
		return nil, "", "", errNoAlerts
	}
	return []notice{whole.notice}, "", "", nil
}

// region reads an alert, or what a region lists.
func (d *documents) region(path string, n notice, asOf string) {
	for i, one := range n.Active {
		d.alert(feed.Within(path, "activeAlerts["+strconv.Itoa(i)+"]"), one.in(n), one.LastUpdate, "", asOf, one.Type)
	}
	for i, one := range n.Past {
		end := one.EndDate
		if one.Goes {
			end = ""
		}
		d.alert(feed.Within(path, "alarms["+strconv.Itoa(i)+"]"), one.in(n), one.StartDate, end, one.EndDate, one.AlertType)
	}
	switch {
	case n.Active != nil || n.Past != nil:
	case n.Status == "Activate":
		d.alert(path, n, n.CreatedAt, "", "", n.AlarmType)
	case n.Status == "Deactivate":
		d.alert(path, n, n.CreatedAt, n.CreatedAt, "", n.AlarmType)
	case n.Status != "":
		d.refuse(feed.Within(path, "status"), fmt.Sprintf("%q is neither Activate nor Deactivate", n.Status))
	case n.Title != "" || n.StartedAt != "":
		if n.UpdatedAt == "" {
			n.UpdatedAt = asOf
		}
		d.alert(path, n, n.StartedAt, n.FinishedAt, n.UpdatedAt, n.Threat)
	case n.RegionID == "":
		d.refuse(path, errNoAlerts.Error())
	}
}

// in returns an alert that a region lists as its own.
func (n notice) in(region notice) notice {
	if n.RegionID == "" {
		n.RegionID = region.RegionID
	}
	if n.RegionID == region.RegionID {
		n.RegionName = region.RegionName
	}
	return n
}

func (d *documents) refuse(path, reason string) {
	d.Refusals = append(d.Refusals, feed.Refusal(d.entry, d.config, path, reason))
}

// alert adds one alert. One without an end goes on, and was known to at the time
// the service last spoke of it.
func (d *documents) alert(path string, n notice, start, end, seen, threat string) {
	at, ok := d.place(n)
	if !ok {
		region := cmp.Or(strings.TrimSpace(n.Title+n.RegionName), string(n.RegionID))
		d.refuse(path, fmt.Sprintf("no area is known for region %q; name it in the option areas: %s=AREA", region, cmp.Or(string(n.RegionID), region)))
		return
	}
	name, ok := d.threats[strings.ToLower(threat)]
	if !ok {
		d.refuse(path, fmt.Sprintf("%q is no threat that is known", threat))
		return
	}
	from, ok1 := moment(start)
	to, ok2 := moment(end)
	last, ok3 := moment(seen)
	switch {
	case start == "":
		d.refuse(path, "no time of its beginning")
		return
	case !ok1 || end != "" && !ok2 || seen != "" && !ok3:
		d.refuse(path, fmt.Sprintf("a time is not one with a zone: %q, %q, %q", start, end, seen))
		return
	case end != "" && to.Before(from):
		d.refuse(path, fmt.Sprintf("ends at %s, before it begins", end))
		return
	}
	when := truceline.Interval{From: from, To: to, Clock: d.clock}
	if end == "" {
		when.To, when.Open = from, true
		if last.After(from) {
			when.To = last
		}
	}
	remarks := n.Notes
	if n.Deleted != "" {
		remarks = strings.TrimPrefix(remarks+"; taken back by the service", "; ")
	}
	d.Observations = append(d.Observations, truceline.Observation{
		ID: truceline.ObservationID(d.entry.ID, len(d.Observations)), Entry: d.entry.ID, Feed: d.config.Name(d.entry), Source: d.config.Source, Lineage: d.config.Lineage,
		Means: truceline.MeansAirAlert, Kind: truceline.KindAirAlert, Subtype: name, Count: truceline.One("alert"),
		Place: truceline.Place{Shape: truceline.ShapeArea, Area: at.id, Name: at.name}, When: when, Remarks: remarks,
	})
}

// place returns the area of an alert: what the mission calls the region by number
// or by name, or else an oblast by its name. A raion or hromada that is known by
// name only is its oblast's, so that two of one name are not mixed.
func (d *documents) place(n notice) (area, bool) {
	title := strings.TrimSpace(n.Title + n.RegionName)
	for _, name := range []string{string(n.RegionID), title} {
		if id, ok := d.named[name]; ok && name != "" {
			return area{id: id, name: title}, true
		}
	}
	if a, ok := d.areas[key(title)]; ok && title != "" {
		ownRegion := a.id == "UA-30" || a.id == "UA-40" // the cities that are regions
		if n.Level == "" || n.Level == "oblast" || n.Level == "city" && ownRegion {
			return a, true
		}
	}
	if within, ok := d.areas[key(n.Oblast)]; ok && title != "" {
		return area{id: within.id + "/" + title, name: title}, true
	}
	return area{}, false
}

// threats returns what the services call the threats, and what they are.
func threats() map[string]string {
	return map[string]string{
		"": "", "unknown": "", "air": "air raid", "air_raid": "air raid", "artillery": "artillery", "artillery_shelling": "artillery",
		"urban_fights": "urban fighting", "chemical": "chemical", "nuclear": "nuclear", "info": "information",
	}
}

// moment reads a time with a zone, to any part of a second.
func moment(s string) (time.Time, bool) { return feed.ParseTime([]byte(s)) }

// parseAreas reads the option areas: "16=UA-14; Чугуївський район=UA-63-2".
func parseAreas(s string) (map[string]string, error) {
	named := map[string]string{}
	for _, part := range feed.Parts(s) {
		name, id, ok := strings.Cut(part, "=")
		name, id = strings.TrimSpace(name), strings.TrimSpace(id)
		if !ok || name == "" || id == "" {
			return nil, fmt.Errorf("%q is not a region's number or name, =, and an area's ID", part)
		}
		named[name] = id
	}
	return named, nil
}
