package sapient

import (
	"github.com/truceline/truceline"
)

// classWords gives words of classes and behaviours a kind of the taxonomy. A
// class is free text in the standard ("Air Vehicle", "UAV Rotary Wing"); these are
// words of the taxonomies that are in use, and the option kinds adds others.
func classWords() map[string]truceline.KindInfo {
	words := map[string]truceline.KindInfo{}
	give := func(kind truceline.Kind, list ...string) {
		info, _ := truceline.KindNamed(kind)
		for _, word := range list {
			words[word] = info
		}
	}
	give(truceline.KindSmallArms, "gunshot", "gunshots", "gunfire", "shooting")
	give(truceline.KindExplosion, "explosion", "detonation", "blast")
	give(truceline.KindLightAndTracer, "flare", "tracer", "flash")
	give(truceline.KindAerial, "air", "aircraft", "aeroplane", "airplane", "plane", "helicopter", "drone", "uav", "uas", "suas", "quadcopter", "multirotor", "missile")
	give(truceline.KindInterference, "jamming", "spoofing")
	give(truceline.KindPersonnel, "human", "person", "people", "pedestrian", "soldier")
	give(truceline.KindFortification, "digging", "trench", "excavating")
	give(truceline.KindWeapon, "weapon", "tank", "howitzer", "mortar", "artillery", "mlrs")
	give(truceline.KindMine, "mine", "uxo")
	give(truceline.KindMovement, "vehicle", "car", "truck", "lorry", "bus", "van", "motorcycle", "bicycle", "train", "vessel", "ship", "boat")
	return words
}

// kindOf is the kind of the first word of a text that has one.
func (r *reader) kindOf(text []byte) (truceline.Kind, bool) {
	info, ok := r.kindInfo(text)
	return info.Kind, ok
}

func (r *reader) kindInfo(text []byte) (info truceline.KindInfo, ok bool) {
	var word [32]byte
	n := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && letter(rune(text[i])) {
			if n < len(word) {
				word[n] = text[i] | 0x20
				n++
			}
			continue
		}
		if n > 0 && n < len(word) {
			if info, ok = r.words[string(word[:n])]; ok {
				return info, true
			}
		}
		n = 0
	}
	return info, false
}

func letter(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// kindOfDetection is the kind of what a detection saw: of what it does where that
// has one (shooting, digging), or else of the narrowest class that has one.
func (r *reader) kindOfDetection(d detection) (truceline.KindInfo, bool) {
	if info, ok := r.kindInfo(d.behaviour); ok {
		return info, true
	}
	for depth := d.class.depth - 1; depth >= 0; depth-- {
		if info, ok := r.kindInfo(d.class.path[depth]); ok {
			return info, true
		}
	}
	return truceline.KindInfo{}, false
}

// moves reports whether a kind is of things that are followed, plot by plot,
// rather than of what happens once.
func moves(kind truceline.Kind) bool {
	switch kind {
	case truceline.KindAerial, truceline.KindMovement, truceline.KindPersonnel, truceline.KindWeapon:
		return true
	}
	return false
}
