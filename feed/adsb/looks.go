package adsb

import "encoding/json"

// look is what a document of a receiver says of each aircraft, by hex: between two of
// them it shows whose integrity or accuracy fell. A receiver lists who was heard
// minutes ago, so that one document back is far enough.
type look struct {
	now  float64 // Unix time, seconds
	seen map[string]aircraft
}

func newLook(file aircraftFile) look {
	l := look{*file.Now, make(map[string]aircraft, len(file.Aircraft))}
	for _, raw := range file.Aircraft {
		var a aircraft
		if json.Unmarshal(raw, &a) == nil && (a.Integrity != nil || a.Accuracy != nil) {
			l.seen[a.Hex] = a
		}
	}
	return l
}

// fell reports whether the integrity or the accuracy of an aircraft fell from this look
// to one at a later moment, within half a minute, and how it was seen before.
func (l look) fell(a aircraft, now float64) (before aircraft, ok bool) {
	before, ok = l.seen[a.Hex]
	if !ok || now < l.now || now-l.now > fallWithin.Seconds() {
		return before, false
	}
	down := func(was, is *int) bool { return was != nil && is != nil && *was <= 11 && fell(*was, *is) }
	return before, down(before.Integrity, a.Integrity) || down(before.Accuracy, a.Accuracy)
}

// documents ties a document to the one before it, where something fell between them.
func documents() func(body []byte) []int {
	var before look
	number := -1
	return func(body []byte) (needs []int) {
		number++
		file, _, err := readFile(body)
		if err != nil {
			before = look{}
			return nil
		}
		is := newLook(file)
		for _, a := range is.seen {
			if _, fell := before.fell(a, is.now); fell {
				needs = []int{number - 1}
				break
			}
		}
		before = is
		return needs
	}
}
