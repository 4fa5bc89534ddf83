package track

import "math"

// strays learns how many reports come that are of nothing followed: what an
// instrument plots of birds, rain or trees, or of things seen once and never
// again. It counts, square by square, the reports without a name that began a
// track, and takes back those whose track was confirmed. What is left is the
// density against which a further report must show that it is of the same thing.
//
// From the tracks that were confirmed it also learns what share of first reports
// is of things that are heard again, and how often such things are heard: who was
// silent for many turns and then fits a report is less likely one thing.
type strays struct {
	squares map[[2]int32]*strayCount
	prior   float64          // reports in a square before any came
	first   float64          // first reports without a name
	things  float64          // of these, of things that were confirmed
	rhythms [rhythms]float64 // how often things were heard, the sum over those confirmed
}

// strayCount is one square's count, of late.
type strayCount struct {
	count float64
	time  float64 // up to when it has been lessened
}

const (
	strayWidth  = 15e3     // metres: a square is about as large as what one radar sees
	strayMemory = 6 * 3600 // seconds: weather and birds change within hours
	strayPrior  = 0.5      // reports in a square before any came, by what plots
	passPrior   = 0.05     // and by who notices what passes: a post is seldom mistaken
)

func strayAt(x, y float64) [2]int32 {
	return [2]int32{int32(math.Floor(x / strayWidth)), int32(math.Floor(y / strayWidth))}
}

// add counts a report more or, when it turned out to be of something, less.
func (s *strays) add(x, y, now, count float64) {
	at := strayAt(x, y)
	c := s.squares[at]
	if c == nil {
		if s.squares == nil {
			s.squares = map[[2]int32]*strayCount{}
		}
		c = &strayCount{time: now}
		s.squares[at] = c
	}
	c.fade(now)
	c.count = max(0, c.count+count)
}

func (c *strayCount) fade(now float64) {
	if now > c.time {
		c.count *= math.Exp((c.time - now) / strayMemory)
		c.time = now
	}
}

// thing is how probable it is, before anything else is known, that a first report
// is of something that will be heard again: one in ten before any came.
func (s *strays) thing() float64 { return min((1+s.things)/(10+s.first), 0.5) }

// confirmed takes back the first report of what was confirmed, and notes how often
// it is heard.
func (s *strays) confirmed(f *follow, now float64) {
	s.add(f.from[0], f.from[1], now, -math.Exp((f.begun-now)/strayMemory))
	s.things++
	for k, w := range f.interval.weight {
		s.rhythms[k] += w
	}
}

// silent is how likely a thing that is there goes unheard for so long: by how often
// such things are heard, and by how often it was itself.
func (s *strays) silent(i *interval, now, lost float64) float64 {
	var sum, all float64
	for k := range rhythms {
		seconds, _ := rhythm(k)
		w := (1./rhythms + s.rhythms[k]) / (1 + s.things)
		if i.count > 1 {
			w *= max(i.weight[k], 0.01)
		}
		all += w
		sum += w * math.Pow(lost, max(0, math.Round((now-i.last)/seconds)-1))
	}
	return min(sum/all, 1)
}

// density is how many of them come on a square metre and second, about a place,
// when reports have been coming since first.
func (s *strays) density(x, y, first, now float64) float64 {
	count := s.prior
	if c := s.squares[strayAt(x, y)]; c != nil {
		c.fade(now)
		count += c.count
	}
	long := strayMemory * -math.Expm1(-(max(now-first, 0)+600)/strayMemory)
	return count / long / (strayWidth * strayWidth)
}
