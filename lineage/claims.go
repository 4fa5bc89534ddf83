package lineage

import "slices"

// claims gives each figure of a text to who says it. A figure in a quotation is
// the quoted speaker's; any other is that of the last speaker named before it in
// its sentence, or the next one after it; where nobody is named it is the
// text's own.
func (r *reading) claims(rep *Report, found []attribution, figures []Figure) {
	figures = slices.Clone(figures)
	for i := range figures {
		if figures[i].Unit == "" && figures[i].Value >= 100 {
			r.inheritUnit(figures, i)
		}
		f := figures[i]
		sentence := r.words[f.from].sentence
		if !claimed(f.Unit) || lasts(f.Unit) && r.about(f) == f.Unit {
			continue
		}
		c := Claim{Figure: f, About: r.about(f), Proposed: r.proposed(sentence), Sentence: r.sentenceText(sentence), Outlet: rep.Outlet, sentence: sentence}
		c.Claimant, c.Denied = r.claimant(rep, found, f)
		c.places = r.namesIn(sentence)
		rep.Claims = append(rep.Claims, c)
	}
}

// claimed reports whether figures of a unit are kept as claims: not the length of
// an hour, a calibre, or how many officials spoke.
func claimed(unitID string) bool {
	switch unitID {
	case "", "hour", "minute", "mm", "official", "source", "diplomat", "expert", "minister", "secretary", "leader", "president", "premier", "chief", "government", "spokesman", "representative", "director", "lawmaker", "chancellor":
		return false
	}
	return true
}

// inheritUnit gives a bare figure the unit of the same number earlier in the
// text ("30,000 feels high" after "30,000 troops"), else of what was counted last
// in its sentence or the one before ("up from 3,200").
func (r *reading) inheritUnit(figures []Figure, i int) {
	for j := i - 1; j >= 0; j-- {
		if figures[j].Value == figures[i].Value && figures[j].Unit != "" {
			figures[i].Unit = figures[j].Unit
			return
		}
	}
	if harm := i > 0 && (figures[i-1].Unit == "killed" || figures[i-1].Unit == "wounded"); harm && !slices.Contains([]string{"from", "to", "than", "з", "до", "с"}, r.words[max(0, figures[i].from-1)].low) {
		return // "12 were hurt and 200 moved away"
	}
	if i > 0 && counts(figures[i-1].Unit) && r.words[figures[i].from].sentence-r.words[figures[i-1].from].sentence <= 1 {
		figures[i].Unit = figures[i-1].Unit
	}
}

// lasts reports units of time: "for three days" is a figure only of what lasts so long.
func lasts(unitID string) bool {
	return unitID == "day" || unitID == "week" || unitID == "month" || unitID == "year"
}

// claimant says who gives a figure, or denies it.
func (r *reading) claimant(rep *Report, found []attribution, f Figure) (who Speaker, denied bool) {
	at := f.from
	for at < f.to-1 && r.words[at].sort == sign {
		at++
	}
	if n := r.words[at].quote; n > 0 {
		for _, q := range rep.quotes {
			if q.number == n && q.said >= 0 {
				return rep.Said[q.said].Speaker, false
			}
		}
	}
	before, after := -1, -1
	for i, a := range found {
		if a.sentence != r.words[at].sentence {
			continue
		}
		switch {
		case a.at < at && (before < 0 || a.speaker.Standing != Reported || found[before].speaker.Standing == Reported):
			before = i
		case a.at > at && after < 0 && (a.agent || r.closesSentence(a)):
			after = i
		}
	}
	switch {
	case before >= 0:
		return found[before].speaker, found[before].verb == "denied"
	case after >= 0:
		return found[after].speaker, found[after].verb == "denied"
	}
	if s, ok := r.toldOfThis(found, r.words[at].sentence+1); ok {
		return s, false
	}
	return own(rep.Outlet), false
}

// toldOfThis returns who told what stands in the sentence before: "Про це повідомила речниця",
// "Об этом сообщил представитель".
func (r *reading) toldOfThis(found []attribution, sentence int) (Speaker, bool) {
	if sentence >= len(r.spans) {
		return Speaker{}, false
	}
	from, to := r.sentenceSpan(sentence)
	if to-from < 3 || !(r.words[from].low == "про" && r.words[from+1].low == "це" || r.words[from].low == "об" && r.words[from+1].low == "этом") {
		return Speaker{}, false
	}
	for _, a := range found {
		if a.sentence == sentence {
			return a.speaker, true
		}
	}
	return Speaker{}, false
}

// closesSentence reports whether an attribution stands behind what it is about:
// "…, officials said", and not in a clause of its own ("at a time when …").
func (r *reading) closesSentence(a attribution) bool {
	i := a.at
	if a.subject.to > a.subject.from {
		i = min(i, a.subject.from)
	}
	for i > 0 && auxiliary(r.words[i-1].low) { // ", a déclaré lundi le préfet"
		i--
	}
	return i > 0 && (r.words[i-1].text == "," || r.words[i-1].text == "—" || r.words[i-1].text == "–" || r.words[i-1].sort == closing)
}

// own is a text's own voice.
func own(outlet string) Speaker {
	s := Speaker{Name: outlet, Standing: OwnVoice, Key: "outlet:" + outletKey(outlet)}
	if outlet == "" {
		s.Name = "the text itself"
	}
	return s
}

// about says what a figure is of: what is counted, or what is measured.
func (r *reading) about(f Figure) string {
	if counts(f.Unit) {
		return f.Unit
	}
	end := f.to
	for i := end; i < len(r.words) && i < end+4 && r.words[i].sentence == r.words[end-1].sentence; i++ {
		if r.words[i].sort == sign && r.words[i].text != "-" || r.words[i].sort == letters && stopsUnit(r.words[i].low) && i > end {
			break
		}
		if m := r.of(r.words[i].low); m.class == thing {
			return m.id
		}
	}
	for i := f.from - 1; i >= 0 && i > f.from-10 && r.words[i].sentence == r.words[f.from].sentence; i-- {
		if m := r.of(r.words[i].low); m.class == thing {
			return m.id
		}
	}
	return f.Unit
}

// proposed reports whether a sentence speaks of what would or should be.
func (r *reading) proposed(sentence int) bool {
	from, to := r.sentenceSpan(sentence)
	for i := from; i < to; i++ {
		w := r.words[i]
		if w.sort == letters && r.is(w.low, modal) && !(w.low == "may" && w.capital) && w.low != "must-have" {
			return true
		}
	}
	return false
}

// namesIn returns the skeletons of the names in a sentence, sorted.
func (r *reading) namesIn(sentence int) []string {
	var out []string
	from, to := r.sentenceSpan(sentence)
	for i := from; i < to; i++ {
		if !r.isName(i) {
			continue
		}
		if s := r.skeleton(r.words[i].text); len(s) > 2 {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
