package coverage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// CauseWords says a cause as the end of a sentence.
func CauseWords(c truceline.Cause) string {
	switch c {
	case truceline.CauseMaintenance:
		return "maintenance"
	case truceline.CauseWeather:
		return "weather"
	case truceline.CauseJamming:
		return "jamming"
	case truceline.CauseGunfire:
		return "gunfire"
	case truceline.CauseDenied:
		return "access was denied"
	case truceline.CauseCurfew:
		return "curfew"
	case truceline.CausePower:
		return "no power"
	case truceline.CauseSilent:
		return "it fell silent and nobody knows why"
	case truceline.CauseNoData:
		return "the file that should be there is not"
	case truceline.CauseNoCloudData:
		return "whether it saw through cloud is not known"
	case truceline.CauseSaturated:
		return "an alert in force hides the next one"
	case truceline.CauseNotCovered:
		return "its data never speak about this area"
	case truceline.CauseBetween:
		return "the satellite had gone by"
	}
	return "no cause stated"
}

// causeWords says a statement's cause, by name where the ledger found it, and who
// caused it where that was said.
func causeWords(s statement) string {
	switch s.why {
	case inFog, inRain, inWind, inDark:
		return s.why.String()
	}
	if s.causedBy != "" {
		return fmt.Sprintf("%s, which %s caused", CauseWords(s.cause), s.causedBy)
	}
	return CauseWords(s.cause)
}

// sentence says an answer in words, and whether a spell in them was not over when the
// ledger last heard.
func (i *inquiry) sentence(a Answer) (words string, open bool) {
	what := kindName(i.kind)
	gaps := i.spells(0)
	open = slices.ContainsFunc(gaps, func(g spell) bool { return !g.over })
	var b strings.Builder
	switch {
	case a.State == truceline.Watched:
		return fmt.Sprintf("This place was watched for %s throughout, by %s.", what, watchers(a.By)), false
	case a.State == truceline.PartlyWatched:
		fmt.Fprintf(&b, "This place was partly watched for %s, by %s", what, watchers(a.By))
		if why := i.partlyWhy(); why != "" {
			b.WriteString(" (" + why + ")")
		}
		b.WriteString(".")
		if partly := i.spells(1); len(partly) == 1 && partly[0].holds(i.from, i.to) && i.follows() {
			fmt.Fprintf(&b, " It was so %s.", partly[0].words())
			open = !partly[0].over
		}
	case a.State == truceline.NotKnown:
		fmt.Fprintf(&b, "It is not known whether anything watched this place for %s.", what)
	case len(gaps) == 1 && len(gaps[0].list) == 0:
		return fmt.Sprintf("Nothing that can notice %s watched this place %s.", what, gaps[0].words()), open
	}
	const most = 3
	for n, g := range gaps {
		if n == most {
			if n == len(gaps)-1 {
				b.WriteString(" There is 1 further gap.")
			} else {
				fmt.Fprintf(&b, " There are %d further gaps.", len(gaps)-most)
			}
			break
		}
		if b.Len() > 0 {
			b.WriteString(" ")
		}
		if g.notKnown {
			fmt.Fprintf(&b, "Nothing is known to have watched this place %s: %s.", g.words(), i.gapWhy(g))
		} else {
			fmt.Fprintf(&b, "Nothing watched this place %s: %s.", g.words(), i.gapWhy(g))
		}
	}
	return b.String(), open
}

func kindName(k truceline.Kind) string {
	info, _ := truceline.KindNamed(k)
	return info.Name
}

// watchers lists who watched, each once, at most four by name.
func watchers(by []truceline.Watch) string {
	var names []string
	for _, w := range by {
		if !slices.Contains(names, w.By) {
			names = append(names, w.By)
		}
	}
	slices.Sort(names)
	const most = 4
	if len(names) > most {
		if len(names) == most+1 { // one more name is as short as saying that there is one more
			return strings.Join(names, ", ")
		}
		return fmt.Sprintf("%s and %d others", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// partlyWhy is why a place was watched in part only: the first cause that somebody
// who watched had, by name; else that the ground asked about reaches further than
// the footprints; nothing where neither holds.
func (i *inquiry) partlyWhy() string {
	for _, s := range i.list {
		if s.rank == 2 && (s.cause != truceline.CauseNone || s.why != asPosted) {
			return causeWords(s)
		}
	}
	for _, s := range i.segments {
		if slices.Max(s.ranks) >= 2 && slices.Min(s.ranks) < 2 {
			return "part of the ground was not watched"
		}
	}
	return ""
}

// gapWhy says who should have watched during a gap and why it did not: first of the
// time asked about, then of the rest of the gap.
func (i *inquiry) gapWhy(g spell) string {
	why := i.causes(nil, g.list, span{later(g.from, i.from), earlier(g.to, i.to)})
	if why = i.causes(why, g.list, g.span); len(why) > 3 {
		why = append(why[:3], "and others")
	}
	if len(why) > 0 {
		return strings.Join(why, "; ")
	}
	if i.kind == truceline.KindHeat {
		return "no satellite was passing"
	}
	return "nobody was posted"
}

// causes adds why those who state anything of a time did not watch in it, each once.
func (i *inquiry) causes(why []string, list []statement, in span) []string {
	for _, c := range list {
		if c.rank >= 2 || c.from >= in.to.UnixNano() || c.to <= in.from.UnixNano() {
			continue
		}
		s := c.by + ": " + causeWords(c)
		if c.why == unspoken {
			s = c.why.String()
		}
		if c.rank == 1 && c.means == truceline.MeansThermal {
			s = c.by + " was due to pass and left no row"
		}
		if !slices.Contains(why, s) {
			why = append(why, s)
		}
	}
	return why
}

// stretch says a span of time, naming the day once if one is enough.
func stretch(s span) string {
	from, to := s.from.UTC(), s.to.UTC()
	const minute = "2006-01-02 15:04"
	if to.Sub(from) < time.Second || from.Format(minute) == to.Format(minute) {
		return "at " + from.Format("15:04 UTC on 2 January 2006")
	}
	if truceline.DateOf(from) == truceline.DateOf(to.Add(-1)) && to.Sub(from) < day {
		return "between " + from.Format("15:04") + " and " + to.Format("15:04") + " UTC on " + from.Format("2 January 2006")
	}
	return "between " + from.Format("15:04 on 2 January") + " and " + to.Format("15:04 on 2 January 2006") + " UTC"
}
