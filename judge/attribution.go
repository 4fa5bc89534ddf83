package judge

import (
	"fmt"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

// How far the evidence for a side is believed, set by hand and not measured;
// exercises with known truth are there to replace them.
const (
	// directionReliability is that of a stated direction where fusion has not weighed it.
	directionReliability = 0.9
	// muzzleReliability is how far the place of a shot that was heard or seen to flash
	// is believed to be the shooter's. What carries is the blast at the muzzle, from
	// whose times of arrival shooters are located (Calhoun and others, arXiv:2108.07377);
	// the bullet's own crack and echoes are heard too (Maher, SAFE 2007), so it is believed
	// less than a direction that somebody saw.
	muzzleReliability = 0.85
	// holderReliability is how far what stands on ground is believed to be its holder's.
	// Monitors list weapons by who controls the area in which they stand (OSCE SMM,
	// tables of weapons in violation of withdrawal lines); maps of control lag behind.
	holderReliability = 0.9
)

// attribution judges which side it was, from who held the ground that it came from
// or stood on. Everything else leaves it open.
func (j *Judge) attribution(clause truceline.Clause, i truceline.Incident) truceline.Attribution {
	open := func(why string) truceline.Attribution {
		return truceline.Attribution{
			Judgement: decide(truceline.Unknown(), clause.Thresholds.Attribution, []string{why}),
			Shares:    j.noShares(),
		}
	}
	known := i.Ground != nil && j.isParty(i.Ground.Side)
	switch went := outgoing(i); {
	case i.Kind == truceline.KindAirAlert || i.Kind == truceline.KindHeat:
		return open(fmt.Sprintf("%s does not show which side, if any, caused it.", capital(article(i.Kind))))
	case stands(i.Kind) && !known:
		return open("Which party held the ground that it stood on is not known.")
	case stands(i.Kind):
		return j.byGround(clause, i, holderReliability, "It stood on", "What stands on ground is taken to be its holder's with %s; the rest is left to no side.")
	case went > 0 && !known:
		return open("It was outgoing, but which party held the ground that it came from is not known.")
	case went > 0:
		return j.byGround(clause, i, went, "It was outgoing from", "That it was outgoing is taken to be right with %s; the rest is left to no side.")
	case i.Direction == truceline.DirectionImpact:
		return open("Only the impact is known. Where something landed does not show who sent it.")
	case i.Direction == truceline.DirectionCrossfire:
		return open("Fire went both ways, so it cannot be laid to one side.")
	case i.Direction == truceline.DirectionInFlight:
		return open("It was noticed in flight; where it came from is not known.")
	case !noticedWhereFired(i):
		return open("No direction was noticed, so nothing shows from which ground it came.")
	case !known:
		return open("No direction was noticed, and which party held the ground that it was fired from is not known.")
	}
	return j.byGround(clause, i, muzzleReliability, "It was heard or seen to flash on", "What is noticed of a shot from afar is the muzzle; that the place is the shooter's is taken to be right with %s.")
}

// outgoing is how probable it is that something went out from where it lies, by all
// who told its direction.
func outgoing(i truceline.Incident) float64 {
	for _, d := range i.Directions {
		if d.Direction == truceline.DirectionOutgoing {
			return unit(d.P)
		}
	}
	if len(i.Directions) == 0 && i.Direction == truceline.DirectionOutgoing {
		return directionReliability
	}
	return 0
}

// stands reports whether things of a kind are there by the leave of who holds the
// ground: weapons, works, and those who stop the monitor.
func stands(k truceline.Kind) bool {
	switch k {
	case truceline.KindWeapon, truceline.KindWeaponBeyond, truceline.KindStorage, truceline.KindBuildUp,
		truceline.KindFortification, truceline.KindRestriction:
		return true
	}
	return false
}

// noticedWhereFired reports whether the place of a happening is most likely where it
// was fired, though nobody told a direction: small arms that microphones or people
// heard, or whose flashes cameras recorded, from afar.
func noticedWhereFired(i truceline.Incident) bool {
	if i.Kind != truceline.KindSmallArms || len(i.Kinds) > 0 && i.Kinds[0].P < muzzleReliability {
		return false
	}
	placed := false
	for _, m := range i.Means {
		switch m {
		case truceline.MeansHeard, truceline.MeansAcoustic, truceline.MeansCamera:
			placed = true
		case truceline.MeansPublic: // repeats, and places nothing better
		default:
			return false
		}
	}
	return placed
}

// byGround lays a happening to who held the ground that it came from or stood on,
// as far as that is right.
func (j *Judge) byGround(clause truceline.Clause, i truceline.Incident, right float64, how, believed string) truceline.Attribution {
	certain := unit(i.Ground.Certain)
	return j.shared(clause, i.Ground.Side, certain*right, (1-certain)*right, 1-right, []string{
		fmt.Sprintf("%s ground that %s held with %s on the map of %s.", how, i.Ground.Side, agreement.Percent(certain), i.Ground.LineAsOf),
		fmt.Sprintf(believed, agreement.Percent(right)),
	})
}

// shared gives a side its share, and the other party of two what falls to it.
// The side with the larger share is judged; what falls to no side may still be
// its doing, so it widens the upper bound.
func (j *Judge) shared(clause truceline.Clause, side string, own, across, rest float64, reasons []string) truceline.Attribution {
	shares := j.noShares()
	for k := range shares {
		switch {
		case shares[k].Side == side:
			shares[k].P = own
		case len(shares) == 2:
			shares[k].P = across
		}
	}
	if len(shares) != 2 {
		rest, across = rest+across, 0
	}
	leading := own
	if across > own {
		side, leading = j.otherOf(side), across
	}
	p := truceline.Probability{P: leading, Low: leading, High: min(1, leading+rest)}
	a := truceline.Attribution{Shares: shares, Judgement: decide(p, clause.Thresholds.Attribution, reasons)}
	if a.Verdict == truceline.Met {
		a.Side = side
	}
	return a
}

func (j *Judge) isParty(id string) bool {
	for _, p := range j.a.Parties {
		if p.ID == id {
			return true
		}
	}
	return false
}

// otherOf returns the other of two parties, nothing when there are more.
func (j *Judge) otherOf(side string) string {
	for _, p := range j.a.Parties {
		if p.ID != side && len(j.a.Parties) == 2 {
			return p.ID
		}
	}
	return ""
}

// article puts "a" or "an" before a kind's name.
func article(k truceline.Kind) string {
	n := name(k)
	switch n[0] {
	case 'a', 'e', 'i', 'o', 'u':
		return "an " + n
	}
	return "a " + n
}
