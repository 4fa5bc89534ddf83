package agreement

import "strings"

// Key is one key of an agreement file: the parser accepts these and no others.
type Key struct {
	// Path is the key with the groups it stands in, e.g. "clauses.thresholds.exists".
	Path     string
	Form     string // what may be written there, for people
	Required bool   // within its group; exemption clauses need less, see docs/agreement.md
	Meaning  string
}

// Keys returns every key of the format, in the order in which they are best
// written. docs/agreement.md shows the same list, and a test keeps them equal.
func Keys() []Key {
	return []Key{
		{"id", "name", true, "Short name of the agreement, e.g. easter-2026. Findings are filed under it; never change it later."},
		{"version", "whole number", true, "1 for the first text; one more each time the text or our reading of it changes."},
		{"title", "text", true, "The name people know it by."},
		{"status", "group", true, "Whose text it is."},
		{"status.state", "word", true, "draft, declared (by one side), mirrored (declared by one, taken up by the other), agreed (by all parties) or disputed."},
		{"status.declared_by", "list", false, "Ids of the parties, or names of others, who put the text forward."},
		{"status.accepted_by", "list", false, "Ids of the parties, or names of others, who took it up."},
		{"status.note", "text", false, "What a reader must know about it, e.g. what is not established."},
		{"parties", "list of groups", true, "The sides that the text binds, at least two. Their order means nothing."},
		{"parties.id", "name", true, "Short label, e.g. UA. A label, never a rank."},
		{"parties.name", "text", true, "Its name in English."},
		{"parties.names", "group of texts", false, "Its name in other languages, by language code: uk, ru."},
		{"parties.claimants", "list", false, "How the names begin under which it speaks in claims, e.g. Ukraine for \"Ukraine (General Staff)\"."},
		{"windows", "list of groups", true, "When the text was in force, at least one window."},
		{"windows.from", "local time", true, "First moment, as announced: 2026-04-11 16:00. No seconds needed, no offset allowed."},
		{"windows.to", "local time or open", true, "First moment after it: 2026-04-13 00:00, or the same as 2026-04-12 24:00; open for a text without an end."},
		{"windows.zone", "IANA time zone", true, "The zone of the place in which those times were announced, e.g. Europe/Moscow, or UTC."},
		{"windows.announced", "text", false, "How the hours were announced, in words."},
		{"windows.note", "text", false, "Anything about the hours that a reader must know."},
		{"zones", "list of groups", true, "Where the rules hold. Each zone says where it is in exactly one way: everywhere, areas, polygons or corridor."},
		{"zones.id", "name", true, "Short name that clauses refer to."},
		{"zones.name", "text", true, "Its name for people."},
		{"zones.everywhere", "true", false, "The rules hold wherever the parties fight (\"all fronts\")."},
		{"zones.areas", "list", false, "Codes of administrative areas, e.g. UA-14."},
		{"zones.polygons", "list of groups", false, "Polygons drawn in this file; edges are straight in longitude and latitude."},
		{"zones.polygons.outer", "list of points", true, "The outer edge, at least three points."},
		{"zones.polygons.outer.lat", "degrees", true, "Latitude, north positive (WGS84)."},
		{"zones.polygons.outer.lon", "degrees", true, "Longitude, east positive (WGS84)."},
		{"zones.polygons.holes", "list of lists of points", false, "Edges of the pieces cut out of it."},
		{"zones.polygons.holes.lat", "degrees", true, "As above."},
		{"zones.polygons.holes.lon", "degrees", true, "As above."},
		{"zones.corridor", "group", false, "A strip along the contact line."},
		{"zones.corridor.depth_km", "group of numbers", true, "Its depth in kilometres from the line, for each party by its id, on the ground that this party holds. A width must be shared out in words of the text, so it is not accepted."},
		{"clauses", "list of groups", true, "The duties, at least one."},
		{"clauses.id", "name", true, "Short name; findings are filed under it."},
		{"clauses.article", "text or number", false, "Its number in the text."},
		{"clauses.kind", "word", true, "Which of the sixteen forms of duty it takes, see below."},
		{"clauses.text", "text", true, "What it says, in your own words."},
		{"clauses.binds", "list", true, "Ids of the parties that it binds."},
		{"clauses.kinds", "list", false, "Codes of the happenings that it forbids, or for an exemption that it permits, e.g. F3. Required for no_event, absence_in_zone, minimum_distance, cap and exemption."},
		{"clauses.indicators", "list", false, "Codes of happenings that may point at a forbidden one but do not show it: A3 (air alert), H1 (heat anomaly)."},
		{"clauses.zone", "name", true, "Id of the zone in which it holds."},
		{"clauses.except", "list", false, "Ids of the exemption clauses that limit it."},
		{"clauses.thresholds", "group", true, "How probable a thing must be before it is said, each above 0.5 and at most 1."},
		{"clauses.thresholds.exists", "number", true, "That it happened."},
		{"clauses.thresholds.breach", "number", true, "That this text forbade it there and then."},
		{"clauses.thresholds.attribution", "number", true, "Which side it was."},
		{"clauses.severity", "word", true, "G0 technical, G1 minor, G2 significant, G3 serious, G4 grave."},
		{"clauses.verified_by", "list", false, "Means that could verify it: heard, saw, acoustic, camera, drone, radar, ... Leave it out where there is none; the clause is then flagged as unverifiable."},
		{"clauses.note", "text", false, "Anything a reader must know about our reading of the clause."},
		{"sources", "list", true, "Where the text was read: addresses or titles, at least one."},
		{"note", "text", false, "Anything a reader must know about the whole."},
	}
}

// keysOf returns the keys that may stand directly in a group; the top of the
// file is the group "".
func keysOf(group string) []Key {
	if group != "" {
		group += "."
	}
	var keys []Key
	for _, k := range Keys() {
		if rest, ok := strings.CutPrefix(k.Path, group); ok && !strings.Contains(rest, ".") {
			k.Path = rest
			keys = append(keys, k)
		}
	}
	return keys
}
