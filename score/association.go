package score

import "github.com/truceline/truceline"

// associationFigures say how well statements were put together, when it is
// known what each is about. They need no gate and no matching.
func (s *scene) associationFigures() []Figure {
	pure := row("incidents.pure", "incidents made of one happening only", "share", Higher,
		"Of the incidents with at least two statements, how many hold statements about one happening, and what it set alight or broke, and nothing else.")
	whole := row("incidents.whole", "happenings told in one incident only", "share", Higher,
		"Of the happenings with at least two statements about them, how many have all of these in one incident.")
	together := row("incidents.pairs_right", "pairs put together rightly", "share", Higher,
		"Of all pairs of statements in one incident, how many speak of the same happening, or of one and of what it set alight or broke. The pairs are not independent, so no interval is given.")
	found := row("incidents.pairs_found", "pairs that belong together found", "share", Higher,
		"Of all pairs of statements about the same happening, how many are in one incident.")
	said := row("incidents.recall_said", "recall of what was said", "share", Higher,
		"Of the happenings that somebody noticed and stated, how many have an incident of their own. This is what putting statements together lost, with nothing laid on the sensors.")
	taken := row("incidents.merged_said", "merged, of what was said", "share", Lower,
		"Of the happenings that somebody stated, how many have no incident that is most of all about them: what was said of them stands in the incidents of others. Unlike \"merged\" above it leaves out what nobody told of.")
	again := row("incidents.split_said", "split, by what was said", "share", Lower,
		"Share of incidents that are most of all about a happening that another incident holds more statements of.")
	out := []Figure{said, taken, again, pure, whole, together, found}
	if s.world.Said == nil {
		for k := range out {
			out[k] = out[k].noting("the world does not say what each statement is about")
		}
		return out
	}
	a := s.associations()
	n, x := 0, 0
	for t := range s.truth {
		if a.stated[s.truth[t].ID] {
			n++
			if s.m.Incident[t] >= 0 {
				x++
			}
		}
	}
	return []Figure{
		said.share(x, n), taken.share(len(a.stated)-len(a.own), len(a.stated)), again.share(a.split, len(s.incidents)),
		pure.share(a.pure, a.several), whole.share(a.whole, a.severalTold),
		plain(together, a.right+a.caused, a.together), plain(found, a.right, a.belong),
	}
}

// plain sets a figure to x of n without an interval.
func plain(f Figure, x, n int) Figure {
	if n == 0 {
		return f.noting("no cases")
	}
	return f.of(float64(x)/float64(n), n)
}

type associations struct {
	stated             map[truceline.ID]bool // true happenings with a statement
	own                map[int]bool          // of these, those with an incident that is most of all about them, or about what brought them about
	split              int                   // incidents that are most of all about one, as another before them is
	several, pure      int                   // incidents of two or more statements
	severalTold, whole int                   // happenings with two or more statements
	together, right    int                   // pairs
	caused             int                   // of one happening and of what it brought about
	belong             int
}

// associations counts over the statements of all incidents.
func (s *scene) associations() associations {
	a := associations{stated: map[truceline.ID]bool{}, own: map[int]bool{}}
	told := map[int]int{}   // statements of a happening
	places := map[int]int{} // incidents that hold some
	mains := map[int]bool{} // happenings that an incident is most of all about
	for _, i := range s.incidents {
		of, roots := map[int]int{}, map[int]int{}
		for _, o := range i.Observations {
			h := about(s.world.Said, o)
			of[h]++
			roots[s.world.root(h)]++
		}
		a.together += pairsOf(len(i.Observations))
		for h, n := range roots {
			if h >= 0 {
				a.caused += pairsOf(n)
			}
		}
		for h, n := range of {
			if h < 0 {
				continue
			}
			a.right += pairsOf(n)
			a.caused -= pairsOf(n)
			told[h] += n
			places[h]++
			if h < len(s.world.Incidents) {
				a.stated[s.world.Incidents[h].ID] = true
			}
		}
		if h := mostOf(of); h >= 0 && h < len(s.world.Incidents) {
			if mains[h] {
				a.split++
			}
			mains[h] = true
			for x := range of { // in no order: only entries of a map are set
				if x >= 0 && x < len(s.world.Incidents) && s.world.root(x) == s.world.root(h) {
					a.own[x] = true
				}
			}
		}
		if len(i.Observations) > 1 {
			a.several++
			if _, nothing := of[-1]; len(roots) == 1 && !nothing {
				a.pure++
			}
		}
	}
	for h, n := range told {
		a.belong += pairsOf(n)
		if n > 1 {
			a.severalTold++
			if places[h] == 1 {
				a.whole++
			}
		}
	}
	return a
}

// mostOf is the happening that most statements are about, the first of those with as
// many; false alarms are about none.
func mostOf(of map[int]int) int {
	most := -1
	for h, n := range of {
		if h >= 0 && (most < 0 || n > of[most] || n == of[most] && h < most) {
			most = h
		}
	}
	return most
}

func about(said map[truceline.ID]int, o truceline.ID) int {
	if h, ok := said[o]; ok {
		return h
	}
	return -1
}

func pairsOf(n int) int { return n * (n - 1) / 2 }
