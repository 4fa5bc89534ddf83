package track

// Box is a rectangle of the plane in metres; the zero Box is everywhere.
type Box struct{ West, South, East, North float64 }

func (b Box) everywhere() bool { return b == Box{} }

// holds reports whether a place lies in the box.
func (b Box) holds(x, y float64) bool {
	return b.everywhere() || x >= b.West && x <= b.East && y >= b.South && y <= b.North
}

// Size is its area in square metres.
func (b Box) Size() float64 { return (b.East - b.West) * (b.North - b.South) }

// Sensor is what is known of one source of detections.
type Sensor struct {
	Name string
	// Detect is the probability that a scan notices a thing in the sensor's area.
	Detect float64
	// Clutter is how many false alarms a scan has on a square metre.
	Clutter float64
	Area    Box
	// Reports says that there are no scans: things say themselves where they are,
	// each when it likes (AIS, ADS-B). Detect is then the share of reports that
	// arrive, and Clutter the false ones a square metre and second.
	Reports bool
	// Passing is set for those who hear or see what passes them by: how long it takes,
	// on the average and in seconds, until another one notices the thing. It has no
	// rhythm, so that silence says little. 0: none such.
	Passing float64
	// Bearings says that the sensor gives bearings alone, from posts that may move. Two that
	// cross begin a track, and its Clutter is false alarms a scan and radian.
	Bearings bool
}

// Config is what a [Tracker] is told.
type Config struct {
	Sensors []Sensor
	Motion  Motion
	// Life is how long a thing is there on the average, in seconds.
	Life float64
	// Births is how many things appear on a square metre and second.
	Births float64
	// Confirm is the probability of existence from which a track is told of,
	// Show the one under which it is not told of for the time being, Delete the
	// one under which it ends.
	Confirm, Show, Delete float64
	// Crowd is how many things that report themselves may be there on a square
	// metre when the first report comes, and Silence how long such a thing may be
	// silent before its track ends, in seconds.
	// Passed is the same for what was noticed in passing; 0: as long as Silence.
	Crowd, Silence, Passed float64
	// Late is how far back, in seconds, a detection may come late; negative: not
	// at all, and no history is kept.
	Late float64
	// Ended, when set, is told the number of each confirmed track that ends.
	Ended func(number uint32)
	// Joint is how many joint hypotheses a cluster of tracks may have before the
	// one best assignment is taken instead; 0 takes that always.
	Joint int
}

// Defaults fills in what was left at zero.
func (c Config) Defaults() Config {
	set := func(to *float64, value float64) {
		if *to == 0 {
			*to = value
		}
	}
	if c.Motion == (Motion{}) {
		c.Motion = Air()
	}
	set(&c.Life, 900)
	set(&c.Births, 1e-12)
	set(&c.Confirm, 0.8)
	set(&c.Show, 0.5)
	set(&c.Delete, 0.01)
	set(&c.Crowd, 1e-6)
	set(&c.Silence, 2700)
	set(&c.Passed, c.Silence)
	set(&c.Late, 600)
	if c.Joint == 0 {
		c.Joint = 2000
	}
	return c
}

// gate is the squared Mahalanobis distance beyond which a detection is not
// looked at: the 99.97 % quantile of chi-square with two degrees of freedom.
const gate = 16.0

// most is how many detections a track may consider in one scan: the likeliest.
const most = 8

// lowest is a density of false alarms that stands for none.
const lowest = 1e-15
