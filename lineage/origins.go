package lineage

import (
	"fmt"
	"slices"
	"strings"
)

// Origin is one thing once said: what somebody told, in whichever reports it
// stands. Two statements by one speaker are one origin only if the same was
// said, so a briefing in January and one in February are two.
type Origin struct {
	ID       string   `json:"id"`
	Speaker  string   `json:"speaker"` // as first written
	Standing Standing `json:"standing"`
	Nation   string   `json:"nation,omitempty"`
	Via      string   `json:"via,omitempty"` // the outlet that was told
	Reports  []int    `json:"-"`             // in which it stands, the first first
	When     string   `json:"when,omitempty"`
	Earlier  string   `json:"earlier,omitempty"` // it refers to an earlier statement
	Quotes   []string `json:"quotes,omitempty"`
	Words    string   `json:"words"` // the first sentence of it
	Why      string   `json:"why,omitempty"`

	keys []string // of its speakers, sorted
}

// voice is one speaker in one report. All anonymous speakers of a report are
// one voice, since nothing shows that they are several.
type voice struct {
	report int
	key    string
	said   []int
}

// origins joins the voices that say the same.
func origins(reports []Report, derived []Derivation) ([]Origin, map[[2]int]int) {
	voices := listVoices(reports)
	sets := newSets(len(voices))
	byReport := map[int][]int{}
	for i, v := range voices {
		byReport[v.report] = append(byReport[v.report], i)
	}
	parentOf := map[pair]bool{}
	for _, d := range derived {
		parentOf[pair{min(d.Child, d.Parent), max(d.Child, d.Parent)}] = true
	}
	for _, p := range talking(reports, voices, parentOf) {
		for _, i := range byReport[p.a] {
			for _, j := range byReport[p.b] {
				if sets.find(i) != sets.find(j) && sameOrigin(reports, voices[i], voices[j], parentOf[p]) {
					sets.join(i, j)
				}
			}
		}
	}
	return describe(reports, voices, sets)
}

// listVoices lists the speakers of each report.
func listVoices(reports []Report) []voice {
	var out []voice
	for n := range reports {
		at := map[string]int{}
		for i, s := range reports[n].Said {
			key := s.Speaker.Key
			switch s.Speaker.Standing {
			case Anonymous:
				key = string(Anonymous)
			case Reported, OwnVoice:
				continue
			}
			v, ok := at[key]
			if !ok {
				v = len(out)
				at[key] = v
				out = append(out, voice{report: n, key: key})
			}
			out[v].said = append(out[v].said, i)
		}
	}
	return out
}

// talking returns the pairs of reports in which the same may be said: those
// that derive from one another, share a run of quoted words, or have one speaker
// with figures or names in common.
func talking(reports []Report, voices []voice, parentOf map[pair]bool) []pair {
	holders := map[string][]int{}
	add := func(key string, n int) {
		if h := holders[key]; len(h) == 0 || h[len(h)-1] != n {
			holders[key] = append(h, n)
		}
	}
	for n := range reports {
		for _, q := range reports[n].quotes {
			for _, run := range runs(q.words) {
				add(run, n)
			}
			for i := 0; i+2 <= len(q.words); i++ {
				add("q:"+q.words[i]+" "+q.words[i+1], n)
			}
		}
	}
	for _, v := range voices {
		for _, i := range v.said {
			facts := reports[v.report].Said[i].facts
			for n, f := range facts[:min(len(facts), 12)] {
				for _, other := range facts[n+1 : min(len(facts), 12)] {
					add(f+" "+other, v.report)
				}
			}
		}
	}
	met := map[pair]int{}
	limit := max(crowd, int(crowdShare*float64(len(reports))))
	for _, same := range holders {
		slices.Sort(same)
		meet(met, slices.Compact(same), 1, limit)
	}
	for p := range parentOf {
		met[p]++
	}
	out := make([]pair, 0, len(met))
	for p := range met {
		out = append(out, p)
	}
	slices.SortFunc(out, func(x, y pair) int {
		if x.a != y.a {
			return x.a - y.a
		}
		return x.b - y.b
	})
	return out
}

// sameOrigin reports whether two voices of different reports tell one thing.
// Of reports one of which derives from the other the same speaker is enough;
// otherwise they must share a long quotation, or be one speaker who is quoted
// with the same words or gives the same figure or two of the same names, figures
// or times in a sentence.
func sameOrigin(reports []Report, a, b voice, derived bool) bool {
	same := sameSpeaker(a.key, b.key)
	if derived && same {
		return true
	}
	for _, i := range a.said {
		x := &reports[a.report].Said[i]
		for _, j := range b.said {
			y := &reports[b.report].Said[j]
			if sameWords(x, y, same || derived) {
				return true
			}
			if same && a.key != string(Anonymous) && sharesStatement(x.facts, y.facts) {
				return true
			}
		}
	}
	return false
}

// sameSpeaker reports whether two keys are of one speaker. An office that is
// described with most of the same words, or with all of them and more, is the same.
func sameSpeaker(a, b string) bool {
	if a == b {
		return true
	}
	x, okA := strings.CutPrefix(a, "office:")
	y, okB := strings.CutPrefix(b, "office:")
	if !okA || !okB {
		return false
	}
	p, q := strings.Split(x, "+"), strings.Split(y, "+")
	n := shared(p, q)
	return n > 0 && n == min(len(p), len(q)) || n >= 2 && 3*n >= 2*max(len(p), len(q))
}

// sameWords reports whether two statements are quoted with the same words: a
// long quotation, or for one speaker a fragment of two words that stands in the
// other's.
func sameWords(x, y *Said, sameSpeaker bool) bool {
	for _, p := range x.quotes {
		for _, q := range y.quotes {
			if min(len(p.words), len(q.words)) >= quoteWords && sameQuote(p.words, q.words) {
				return true
			}
			if sameSpeaker && (within(p.words, q.words) || within(q.words, p.words)) {
				return true
			}
		}
	}
	return false
}

// within reports whether words, two at least, stand in others in a row.
func within(words, others []string) bool {
	if len(words) < 2 {
		return false
	}
	for i := 0; i+len(words) <= len(others); i++ {
		if slices.Equal(words, others[i:i+len(words)]) {
			return true
		}
	}
	return false
}

// sharesStatement reports whether two sentences have two facts in common, one of
// them a figure or a time. A figure and the same figure with what it counts are
// one fact.
func sharesStatement(a, b []string) bool {
	bare, counted, names := 0, 0, 0
	for _, f := range a {
		if _, ok := slices.BinarySearch(b, f); !ok {
			continue
		}
		switch f[0] {
		case 'n':
			names++
		case 'u':
			counted++
		default:
			bare++
		}
	}
	figures := max(bare, counted)
	return figures > 0 && figures+names >= 2
}

// describe writes the joined voices as origins, in the order of the reports, and
// tells for each statement its origin.
func describe(reports []Report, voices []voice, sets sets) ([]Origin, map[[2]int]int) {
	at := map[int]int{}
	of := map[[2]int]int{}
	var out []Origin
	for i, v := range voices {
		root := sets.find(i)
		n, ok := at[root]
		if !ok {
			n = len(out)
			at[root] = n
			out = append(out, Origin{ID: fmt.Sprintf("O%d", n+1)})
		}
		o := &out[n]
		if !slices.Contains(o.Reports, v.report) {
			o.Reports = append(o.Reports, v.report)
		}
		o.keys = append(o.keys, v.key)
		for _, s := range v.said {
			of[[2]int{v.report, s}] = n
			o.take(&reports[v.report].Said[s], reports[v.report].Outlet)
		}
	}
	for i := range out {
		slices.Sort(out[i].keys)
		out[i].keys = slices.Compact(out[i].keys)
		slices.SortStableFunc(out[i].Reports, func(a, b int) int {
			x, y := reports[a].Text.Published, reports[b].Text.Published
			if x.IsZero() || y.IsZero() {
				return 0
			}
			return x.Compare(y)
		})
	}
	return out, of
}

// take adds what one statement tells of an origin.
func (o *Origin) take(s *Said, outlet string) {
	if o.Speaker == "" {
		o.Speaker, o.Standing, o.Words = s.Speaker.Name, s.Speaker.Standing, s.Words
	}
	if o.Nation == "" {
		o.Nation = s.Speaker.Nation
	}
	if o.Via == "" {
		o.Via = s.Speaker.Via
	}
	if o.When == "" {
		o.When = s.When
	}
	if o.Earlier == "" {
		o.Earlier = s.Earlier
	}
	for _, q := range s.Quotes {
		if !slices.Contains(o.Quotes, q) {
			o.Quotes = append(o.Quotes, q)
		}
	}
}

// sets joins things into groups (union-find).
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// join makes one group of two; its root is the smaller number.
func (s sets) join(i, j int) {
	i, j = s.find(i), s.find(j)
	s[max(i, j)] = min(i, j)
}
