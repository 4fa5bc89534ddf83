package adsb

// How well a position is vouched for is said in two messages: the position's type
// code, and the version and the supplements of the aircraft's operational status
// (DO-260B, 2.2.3.2.7.2; the table of type codes and supplements A, B and C).

// mile is a nautical mile in metres.
const mile = 1852

// vouched is how well a transmitter vouches for a position: its navigation
// integrity category, 0 to 11, and the radius of containment in metres, 0 for none.
type vouched struct {
	category int
	radius   float64
}

// operational is what an operational status says of the positions of its transmitter.
type operational struct {
	stated  bool
	surface bool // of one on the ground, which states supplement C
	version int  // of the standard: 0 is DO-260, 1 DO-260A, 2 DO-260B
	a, c    bool // supplements
}

// status reads type code 31, subtypes 0 and 1.
func (f *frame) status() operational {
	surface := f.bits(38, 40) == 1
	return operational{stated: true, surface: surface, version: int(f.bits(73, 75)), a: f.bits(76, 76) == 1, c: surface && f.bits(52, 52) == 1}
}

// integrity is what a position's type code and supplement b say with the status of
// its transmitter; without one, or one of another kind, the least that they allow.
func (s squitter) integrity(of operational) vouched {
	if of.surface != s.position.surface {
		of = operational{}
	}
	version, a := of.version, of.a
	b := s.supplement
	if version == 1 {
		b = a // the bit meant something else, and one supplement served
	}
	switch s.code {
	case 5, 9, 20:
		return atWorst(11)
	case 6, 10, 21:
		return atWorst(10)
	case 7:
		if version > 0 && a && !of.c {
			return atWorst(9)
		}
		return atWorst(8)
	case 8:
		return of.onGround()
	case 11:
		if version > 0 && a && b {
			return atWorst(9)
		}
		return atWorst(8)
	case 12:
		return atWorst(7)
	case 13:
		switch {
		case of.stated && version == 0, version > 0 && !a && !b:
			return vouched{6, 0.5 * mile}
		case version > 1 && !a && b:
			return vouched{6, 0.3 * mile}
		}
		return atWorst(6)
	case 14:
		return atWorst(5)
	case 15:
		return atWorst(4)
	case 16:
		switch {
		case version == 0:
			return vouched{2, 10 * mile} // as DO-260 had it
		case a && b:
			return atWorst(3)
		}
		return atWorst(2)
	case 17:
		return atWorst(1)
	}
	return vouched{}
}

// onGround is what type code 8 means, the last one of those on the ground.
func (of operational) onGround() vouched {
	switch {
	case of.stated && of.version == 0:
		return atWorst(7)
	case of.version < 2:
		return vouched{}
	case of.a && of.c:
		return atWorst(7)
	case of.a:
		return vouched{6, 0.3 * mile}
	case of.c:
		return atWorst(6)
	}
	return vouched{}
}

// atWorst vouches for what a category means at worst.
func atWorst(category int) vouched { return vouched{category, containment(category)} }

// containment is the radius in metres that a category vouches for at worst; 0: none.
func containment(category int) float64 {
	return [...]float64{0, 20 * mile, 8 * mile, 4 * mile, 2 * mile, mile, 0.6 * mile, 0.2 * mile, 0.1 * mile, 75, 25, 7.5}[category]
}

// categoryOf is the navigation accuracy category of a target state (DO-260B,
// 2.2.3.2.7.1) or an operational status (DO-260B, 2.2.3.2.7.2); 12 to 15 are
// reserved.
func categoryOf(bits uint64) int {
	if bits > 11 {
		return -1
	}
	return int(bits)
}
