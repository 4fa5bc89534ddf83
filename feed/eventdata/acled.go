package eventdata

import (
	"bytes"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Columns of ACLED exports, by number.
const (
	acledID = iota
	acledDate
	acledTimePrecision
	acledSub
	acledActor1
	acledActor2
	acledLocation
	acledLat
	acledLon
	acledGeoPrecision
	acledSource
	acledFatalities
)

// NewACLED returns the format of exports of the Armed Conflict Location and Event
// Data project. It has no options.
func NewACLED(c feed.Config) (feed.Format, error) {
	return dataset{name: "acled", source: "ACLED", row: acled(acledKinds()), columns: feed.Columns{
		Names: []string{"event_id_cnty", "event_date", "time_precision", "sub_event_type", "actor1", "actor2", "location",
			"latitude", "longitude", "geo_precision", "source", "fatalities"},
		Required: []int{acledDate, acledSub, acledLat, acledLon},
	}, orders: []string{"event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1," +
		"actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude," +
		"geo_precision,source,source_scale,notes,fatalities,tags,timestamp"}}.format(c)
}

// acledKinds returns what a type of sub-event becomes. Types that are no matter of a
// truce have the empty kind.
func acledKinds() map[string]truceline.Kind {
	return map[string]truceline.Kind{
		"Armed clash": truceline.KindSmallArms, "Government regains territory": truceline.KindPosition, "Non-state actor overtakes territory": truceline.KindPosition,
		"Shelling/artillery/missile attack": truceline.KindIndirectFire, "Air/drone strike": truceline.KindExplosion, "Grenade": truceline.KindExplosion,
		"Suicide bomb": truceline.KindExplosion, "Chemical weapon": truceline.KindExplosion, "Remote explosive/landmine/IED": truceline.KindMine,
		"Attack": truceline.KindCasualty, "Abduction/forced disappearance": "", "Sexual violence": truceline.KindCasualty,
		"Headquarters or base established": truceline.KindFortification, "Non-violent transfer of territory": truceline.KindPosition,
		"Looting/property destruction": truceline.KindDamage, "Agreement": truceline.KindCompliance, "Disrupted weapons use": "", "Arrests": "",
		"Change to group/activity": "", "Other": "",
		"Peaceful protest": "", "Protest with intervention": "", "Excessive force against protesters": "", "Violent demonstration": "", "Mob violence": "",
	}
}

// acled returns what reads one row. ACLED Codebook: event and sub-event types,
// time precision (1 day, 2 week, 3 month), geo precision (1 settlement, 2 part of a
// region, 3 region).
func acled(kinds map[string]truceline.Kind) func(r *feed.Row) {
	return func(r *feed.Row) {
		sub := r.Need(acledSub)
		kind, known := kinds[sub]
		if !known && sub != "" {
			r.Refuse(acledSub, "%q is no type of sub-event of the codebook", sub)
		}
		info, _ := truceline.KindNamed(kind)
		o := truceline.Observation{
			Means: truceline.MeansPublic, Kind: kind, Subtype: sub, Count: truceline.Count{Least: 1, Unit: info.Unit},
			When:    day(acledDay(r), grade(r, acledTimePrecision, halfDay, halfWeek, halfMonth)),
			Place:   round(r, acledLat, acledLon, grade(r, acledGeoPrecision, 5_000.0, 30_000, 100_000), r.Text(acledLocation)),
			Lineage: outlets("ACLED", r.Text(acledSource)),
			Remarks: remark(r.Text(acledID), stated(r, "between", acledActor1), stated(r, "and", acledActor2), stated(r, "fatalities", acledFatalities)),
		}
		if dead, given := r.Whole(acledFatalities, 0, 1_000_000); given && dead > 0 && kind == truceline.KindCasualty {
			o.Count = people(dead)
		}
		if kind != "" {
			r.Observe(o)
		}
	}
}

// acledDay reads a date as the exports write it, 2026-04-11, or as older ones
// did, 11 April 2026.
func acledDay(r *feed.Row) time.Time {
	b := r.Bytes(acledDate)
	if bytes.IndexByte(b, ' ') < 0 {
		return r.Day(acledDate)
	}
	t, err := time.Parse("2 January 2006", string(b))
	if err != nil || t.Year() < 1900 || t.Year() > 2150 {
		r.Refuse(acledDate, "not a day as 2006-01-02 or 2 January 2006: %q", b)
		return time.Time{}
	}
	return t
}
