package rate

// tally is what the reports added up to in the last round, by kind: what was learnt
// from them, before what is assumed is added. A report is weighed against what the
// others teach, so its own share is taken out again (see density).
type tally struct {
	seen  [][]float64       // by stretch*sides+side
	deep  [][depths]float64 // within reach and beyond
	band  [][bands]float64
	named [means][][]float64
	wrong [means][]float64
	erred map[string]float64
}

func newTally(l *learnt) tally {
	kinds := len(Kinds())
	t := tally{seen: make([][]float64, kinds), deep: make([][depths]float64, kinds),
		band: make([][bands]float64, kinds), erred: map[string]float64{}}
	for k := range kinds {
		t.seen[k] = make([]float64, len(l.rate[k]))
	}
	for m := range means {
		t.wrong[m], t.named[m] = make([]float64, kinds), make([][]float64, kinds)
		for k := range kinds {
			t.named[m][k] = make([]float64, kinds)
		}
	}
	return t
}

// add adds a report as it was weighed.
func (t *tally) add(l *learnt, c *candidate) {
	if c.lastAlarm > 0 {
		t.wrong[c.voices[0].means][c.voices[0].named] += c.lastAlarm
		t.erred[c.by] += c.lastAlarm
	}
	for j, h := range c.may {
		w, place := c.last[j], l.place(h)
		t.deep[h.kind][h.depth] += w
		if h.depth < depths-1 {
			t.seen[h.kind][place] += w
			t.band[h.kind][h.band] += w
		}
		for _, v := range c.voices {
			t.named[v.means][h.kind][v.named] += w
		}
	}
}

// density is how densely events of a hypothesis happen that give such a report:
// per km² and day, at what all the other reports teach. Were a report among its own
// witnesses, each lone one would make its stretch lively and its hour busy, and so
// bear itself out (leave one out, as the zero-order collapsed form of variational
// inference does: Asuncion, Welling, Smyth and Teh 2009).
func (l *learnt) density(c *candidate, h hypothesis) float64 {
	var own share
	place := l.place(h)
	for j, w := range c.last {
		if o := c.may[j]; o.kind == h.kind {
			at := l.place(o)
			own.add(o, h, w, at == place, l.class[h.kind][at] == l.class[h.kind][place])
		}
	}
	d := l.rateWithout(h, own) * l.shapeWithout(h, own) * h.fits
	for _, v := range c.voices {
		d *= l.nameChance(v.means, h.kind, v.named, own.kind)
	}
	return d
}

// share is how much of one report, as it was weighed last, went to a kind, and of that
// to a place, to places watched as well, to a depth and to a band of the day.
type share struct{ kind, within, place, class, depth, band float64 }

func (s *share) add(o, h hypothesis, w float64, samePlace, sameClass bool) {
	s.kind += w
	if o.depth == h.depth {
		s.depth += w
	}
	if o.depth == depths-1 { // beyond reach
		return
	}
	s.within += w
	if samePlace {
		s.place += w
	}
	if sameClass {
		s.class += w
	}
	if o.band == h.band {
		s.band += w
	}
}

// rateWithout is the rate of a hypothesis' stretch and side, without a report's share.
func (l *learnt) rateWithout(h hypothesis, own share) float64 {
	k, i := h.kind, l.place(h)
	if own.kind == 0 {
		return l.rate[k][i]
	}
	c := l.class[k][i]
	events, effort := l.classEvents[k], l.classEffort[k]
	all := (events[0] + events[1] + events[2] - own.within + towardsMean) / (effort[0] + effort[1] + effort[2] + 1)
	mean := (events[c] - own.class + towardsMean) / (effort[c] + towardsMean/all)
	return (l.last.seen[k][i] - own.place + towardsMean) / (l.exposed[k][i] + towardsMean/mean)
}

// shapeWithout is how the rate of a cell and side is spread over depth and hours, per
// kilometre of depth, without a report's share.
func (l *learnt) shapeWithout(h hypothesis, own share) float64 {
	k := h.kind
	d := l.depth[k][h.depth] / depthWidth(h.depth) * l.hours[k][h.band]
	if own.kind == 0 {
		return d
	}
	t := &l.last
	within := 0.0
	for depth := range depths - 1 {
		within += t.deep[k][depth]
	}
	d *= without(t.deep[k][h.depth]+depthPrior(h.depth), own.depth) / without(within+towardsDepth, own.within)
	return d * without(t.band[k][h.band]+towardsEven*l.s.share[h.band], own.band) / without(within+towardsEven, own.within)
}

// without is what is left of a sum when a share is taken out, by the whole sum.
func without(sum, own float64) float64 {
	if sum <= 0 {
		return 1
	}
	return max(0, sum-own) / sum
}

// nameChance is how likely a means calls a kind by a name, by all reports but one of
// which a share went to the kind.
func (l *learnt) nameChance(m, k, named int, own float64) float64 {
	sum := l.nameSum[m][k]
	if own == 0 || sum == 0 {
		return l.named[m][k][named]
	}
	return max(namePrior(Kinds()[named], Kinds()[k]), l.named[m][k][named]*sum-own) / max(towardsName, sum-own)
}
