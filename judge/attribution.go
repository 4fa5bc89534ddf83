package judge

import (
	"fmt"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

// attribution judges which side it was, from a stated direction and the ground
// it came from. Everything else leaves it open.
func (j *Judge) attribution(clause truceline.Clause, i truceline.Incident) truceline.Attribution {
	open := func(why string) truceline.Attribution {
		return truceline.Attribution{
			Judgement: decide(truceline.Unknown(), clause.Thresholds.Attribution, []string{why}),
			Shares:    j.noShares(),
		}
	}
	switch {
	case i.Kind == truceline.KindAirAlert || i.Kind == truceline.KindHeat:
		return open(fmt.Sprintf("%s does not show which side, if any, caused it.", capital(article(i.Kind))))
	case i.Direction == truceline.DirectionImpact && j.territory > 0:
		return j.byTerritory(clause, i, open)
	case i.Direction == truceline.DirectionImpact:
		return open("Only the impact is known. Where something landed does not show who sent it.")
	case i.Direction == truceline.DirectionCrossfire:
		return open("Fire went both ways, so it cannot be laid to one side.")
	case i.Direction == truceline.DirectionInFlight:
		return open("It was noticed in flight; where it came from is not known.")
	case i.Direction != truceline.DirectionOutgoing && heardWhereFired(i):
		return j.byMuzzle(clause, i, open)
	case i.Direction != truceline.DirectionOutgoing:
		return open("No direction was noticed, so nothing shows from which ground it came.")
	case i.Ground == nil || !j.isParty(i.Ground.Side):
		return open("It was outgoing, but which party held the ground that it came from is not known.")
	}
	certain := unit(i.Ground.Certain)
	return j.shared(clause, i.Ground.Side, certain*j.direction, (1-certain)*j.direction, 1-j.direction, []string{
		fmt.Sprintf("It was outgoing from ground that %s held with %s on the map of %s.", i.Ground.Side, agreement.Percent(certain), i.Ground.LineAsOf),
		fmt.Sprintf("A stated direction is taken to be right with %s; the rest is left to no side.", agreement.Percent(j.direction)),
	})
}

// muzzleReliability is how far the place of a shot that was heard is believed to be
// the shooter's. What carries is the blast at the muzzle, from whose times of
// arrival shooters are located (Calhoun and others, arXiv:2108.07377); the bullet's
// own crack and echoes are heard too (Maher, SAFE 2007), so it is believed less
// than a direction that somebody saw. Like DefaultDirectionReliability it is set by
// hand.
const muzzleReliability = 0.85

// heardWhereFired reports whether the place of a happening is most likely where it
// was fired, though nobody told a direction: small arms that were only heard.
func heardWhereFired(i truceline.Incident) bool {
	if i.Kind != truceline.KindSmallArms || len(i.Kinds) > 0 && i.Kinds[0].P < muzzleReliability || len(i.Means) == 0 {
		return false
	}
	for _, m := range i.Means {
		if m != truceline.MeansHeard && m != truceline.MeansAcoustic {
			return false
		}
	}
	return true
}

// byMuzzle reads the side of small-arms fire from the ground it was heard from.
func (j *Judge) byMuzzle(clause truceline.Clause, i truceline.Incident, open func(string) truceline.Attribution) truceline.Attribution {
	if i.Ground == nil || !j.isParty(i.Ground.Side) {
		return open("No direction was noticed, and which party held the ground that it was heard from is not known.")
	}
	certain := unit(i.Ground.Certain)
	return j.shared(clause, i.Ground.Side, certain*muzzleReliability, (1-certain)*muzzleReliability, 1-muzzleReliability, []string{
		fmt.Sprintf("It was heard from ground that %s held with %s on the map of %s.", i.Ground.Side, agreement.Percent(certain), i.Ground.LineAsOf),
		fmt.Sprintf("What is heard of small arms is the shot at the muzzle; that the place is the shooter's is taken to be right with %s.", agreement.Percent(muzzleReliability)),
	})
}

// byTerritory is the shortcut that takes the side across the line for the
// sender of what landed on this one.
func (j *Judge) byTerritory(clause truceline.Clause, i truceline.Incident, open func(string) truceline.Attribution) truceline.Attribution {
	if i.Ground == nil || !j.isParty(i.Ground.Side) || len(j.a.Parties) != 2 {
		return open("Only the impact is known, and which of two parties held the ground that was hit is not.")
	}
	certain := unit(i.Ground.Certain)
	sender := j.otherOf(i.Ground.Side)
	return j.shared(clause, sender, certain*j.territory, (1-certain)*j.territory, 1-j.territory, []string{
		fmt.Sprintf("Only the impact is known, on ground that %s held with %s on the map of %s.", i.Ground.Side, agreement.Percent(certain), i.Ground.LineAsOf),
		fmt.Sprintf("By the territory shortcut, which was switched on for this reading, the side across the line is taken for the sender with %s.", agreement.Percent(j.territory)),
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
