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
		{"titles", "group of texts", false, "The title in other languages, by language code: uk, fr, ru."},
		{"status", "group", true, "Whose text it is."},
		{"status.state", "word", true, "draft, declared (by one side), mirrored (declared by one, taken up by the other), agreed (by all parties) or disputed."},
		{"status.declared_by", "list", false, "Ids of the parties, or names of others, who put the text forward."},
		{"status.accepted_by", "list", false, "Ids of the parties, or names of others, who took it up."},
		{"status.note", "text", false, "What a reader must know about it, e.g. what is not established."},
		{"parties", "list of groups", true, "The sides that the text binds, at least two. Their order means nothing."},
		{"parties.id", "name", true, "Short label, e.g. UA. A label, never a rank."},
		{"parties.name", "text", true, "Its name in English."},
		{"parties.names", "group of texts", false, "Its name in other languages, by language code: uk, fr, ru."},
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
		{"zones.names", "group of texts", false, "Its name in other languages, by language code."},
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
		{"clauses.texts", "group of texts", false, "The same in other languages, by language code. The page and the reports show each reader his own."},
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
		{"clauses.owner", "text", false, "Who answers for it beside the parties bound: a commission, a coordinator, the monitor."},
		{"clauses.unverified_numbers", "list", false, "Numbers or wordings of the clause that were not read in a source. The check prints them."},
		{"clauses.condition", "condition", false, "Narrows the happenings that the clause is about, in CEL: count >= 3 && distance_km < 5.0. See below."},
		{"clauses.terms", "group", false, "The numbers, times and deeds of its form, see below. Which may stand depends on the form."},
		{"clauses.terms.weapons", "list", false, "Ids of the weapon classes that it is about; left out: all."},
		{"clauses.terms.line", "name", false, "minimum_distance: id of the reference line."},
		{"clauses.terms.distance_km", "group of numbers", false, "minimum_distance: how far from the line, for each party by its id. A width must be shared out, as for a corridor."},
		{"clauses.terms.most", "whole number", false, "cap: how many are allowed on the ground of each party bound."},
		{"clauses.terms.least", "whole number", false, "protected_object: how many of the unit there must be."},
		{"clauses.terms.unit", "text", false, "protected_object: what is counted, as observations call it: line."},
		{"clauses.terms.within", "length of time", false, "7d, 24h, 90m or 30s: how long a sighting counts (cap), how long quiet must have held (precondition), how soon the other side must follow (simultaneity), how long before or after someone must be told (notification, exemption), how long before the deed the steps may lie (procedure_order), how soon access must be given (access_guarantee)."},
		{"clauses.terms.notice", "word", false, "notification, exemption: before or after."},
		{"clauses.terms.deeds", "list", false, "Acts that the duty asks for, in their order, as the subtype of an observation of kind Q1, R1 or X1 names them: notice, hotline, withdrawal."},
		{"clauses.terms.states", "list", false, "protected_object: subtypes of an observation that say that it is not as the text asks: no off-site power."},
		{"clauses.terms.complete_record", "true", false, "What is not in the record was not done: the monitor itself keeps the register."},
		{"clauses.terms.stages", "list of groups", false, "deadline: the steps of the schedule."},
		{"clauses.terms.stages.by", "local time", true, "The last moment for it, as announced."},
		{"clauses.terms.stages.zone", "IANA time zone", true, "The zone of the place in which the time was announced."},
		{"clauses.terms.stages.deed", "text", true, "The act, as the subtype of an observation names it."},
		{"clauses.terms.stages.text", "text", false, "What is to be done, in your own words."},
		{"clauses.terms.radius_m", "metres", false, "moving_exclusion: the circle round each object; corridor_adherence: how far from the path."},
		{"clauses.terms.around", "list", false, "moving_exclusion: ids of the objects at the centre; one that ends in * stands for all that begin so."},
		{"clauses.terms.watches", "list", false, "Ids of the objects that must keep out (moving_exclusion) or within (corridor_adherence)."},
		{"clauses.terms.path", "list of points", false, "corridor_adherence: the middle of the corridor."},
		{"clauses.terms.path.lat", "degrees", true, "As above."},
		{"clauses.terms.path.lon", "degrees", true, "As above."},
		{"clauses.terms.declared", "list of groups", false, "declared_equals_observed: what each party has declared. Left out: the declaration is missing, which is a finding of its own."},
		{"clauses.terms.declared.party", "name", true, "Id of the party."},
		{"clauses.terms.declared.zone", "name", true, "Id of the zone in which it is kept."},
		{"clauses.terms.declared.weapon", "name", false, "Id of the weapon class."},
		{"clauses.terms.declared.count", "whole number", true, "How many."},
		{"clauses.terms.declared.serials", "list", false, "Their serial numbers, where they were declared. An observation tells of one by the subtype serial NUMBER. Parties and the public see neither counts nor serial numbers."},
		{"clauses.pattern", "group", false, "no_event, absence_in_zone: makes the clause be about a cluster of happenings that is judged as one (coordinated attack, probing), and about no single one."},
		{"clauses.pattern.name", "text", true, "What the text calls it."},
		{"clauses.pattern.least", "whole number", true, "How many happenings it takes, at least 2."},
		{"clauses.pattern.within", "length of time", true, "How long after the first of them the others begin at the latest."},
		{"clauses.pattern.across_km", "number", true, "How far from the first of them the others are at most, in kilometres."},
		{"clauses.pattern.different", "whole number", false, "How many kinds of happening must be among them; left out: one will do."},
		{"definitions", "list of groups", false, "What words of the text mean here."},
		{"definitions.word", "text", true, "The word: violation, artillery, the line."},
		{"definitions.words", "group of texts", false, "The word in other languages, by language code."},
		{"definitions.means", "text", true, "What it means, or not defined where the text is silent."},
		{"definitions.meanings", "group of texts", false, "What it means in other languages, by language code."},
		{"definitions.readings", "group of texts", false, "The parties' own readings, by their ids, where they differ."},
		{"lines", "list of groups", false, "Lines from which distances are kept. Several may have the same id, each for other parties."},
		{"lines.id", "name", true, "Short name that clauses refer to."},
		{"lines.name", "text", true, "Its name for people."},
		{"lines.names", "group of texts", false, "Its name in other languages, by language code."},
		{"lines.for", "list", false, "Ids of the parties that it is the line of; left out: all."},
		{"lines.as_of", "date", false, "The day of it, 2014-09-19."},
		{"lines.source", "text", false, "Where its course was read."},
		{"lines.contact", "true", false, "It is the contact line of each day."},
		{"lines.points", "list of points", false, "Its course. With neither contact nor points the line is named and not at hand, and what depends on it cannot be determined."},
		{"lines.points.lat", "degrees", true, "As above."},
		{"lines.points.lon", "degrees", true, "As above."},
		{"weapons", "list of groups", false, "Weapons that the text treats alike."},
		{"weapons.id", "name", true, "Short name that clauses refer to."},
		{"weapons.name", "text", true, "Its name for people."},
		{"weapons.names", "group of texts", false, "Its name in other languages, by language code."},
		{"weapons.types", "list", false, "The words that observations use for them."},
		{"weapons.calibre_mm", "group", false, "Bounds of the calibre in millimetres."},
		{"weapons.calibre_mm.least", "number", false, "From this on, included."},
		{"weapons.calibre_mm.below", "number", false, "Up to this, not included."},
		{"weapons.range_km", "group", false, "Bounds of the range in kilometres."},
		{"weapons.range_km.least", "number", false, "From this on, included."},
		{"weapons.range_km.below", "number", false, "Up to this, not included."},
		{"response", "list of groups", false, "What the text says shall follow a breach, step by step."},
		{"response.after", "length of time", true, "24h, 3d: counted from the first finding of the breach."},
		{"response.who", "text", true, "Who acts."},
		{"response.names", "group of texts", false, "Who acts, in other languages, by language code."},
		{"response.text", "text", true, "What they do."},
		{"response.texts", "group of texts", false, "What they do, in other languages, by language code."},
		{"response.severity", "word", false, "From which severity on: G0 to G4."},
		{"amendments", "list of groups", false, "Changes of the text from a moment on, in their order. What they replace is kept, and ends there."},
		{"amendments.version", "whole number", true, "Number of the version that it makes, from 2."},
		{"amendments.from", "local time", true, "First moment at which it holds."},
		{"amendments.zone", "IANA time zone", true, "The zone of the place in which that time was announced."},
		{"amendments.text", "text", true, "What changes, in your own words."},
		{"amendments.texts", "group of texts", false, "What changes, in other languages, by language code."},
		{"amendments.clauses", "list of groups", false, "Clauses in full, with the same keys as above: one with an id that there is already replaces it, another is new."},
		{"amendments.removes", "list", false, "Ids of clauses that end."},
		{"languages", "list", false, "Languages by code in which the file gives the text: en, fr, ru, uk. The lint names what is missing in one of them."},
		{"authoritative", "text", false, "The language that counts where they differ."},
		{"authoritative_read", "text", false, "Where it was read that this language counts. Left out: it was not, and the check prints so."},
		{"readings", "group of texts", false, "How each party understands a text that is disputed, by its id."},
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
