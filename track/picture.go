package track

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Picture puts trackers under the observations of the earth: plots go in, tracks
// come out. What moves in the air and what moves on the surface is followed
// apart. Plots come in any order; those of one sensor best in order of time.
//
// Plots say nothing of a sensor's looks in vain, so they are taken as reports: what
// is silent for too long has ended. What flies where radars looked in vain ends
// sooner ([Looked]).
type Picture struct {
	plane  geo.Plane
	base   time.Time // the first plot: zero of the trackers' time
	begun  bool
	layers [2]layer
	said   map[string][]*record // by name: tracks that bore it
	ended  []*record
	news   []*record // confirmed or ended since these were last told
	looked Looked    // nil: nothing is known of looks in vain
	asked  time.Time // when looks were last asked about

	noticed map[string]truceline.Interval // by who noticed something in passing: when last
	latest  truceline.ID                  // the track that the newest plot went to

	sightings unseen

	directions []direction             // of late, which others may cross
	beside     []truceline.Observation // with the plot being taken: it stands where they cross
}

// layer is one medium.
type layer struct {
	medium  truceline.Medium
	tracker *Tracker
	scan    Scan
	live    map[uint32]*record
	over    []uint32 // numbers of tracks that ended in this step
}

// record is a track on the earth.
type record struct {
	track  truceline.Track // without its newest fix
	newest newest
	plots  []truceline.ID // the newest, at most derived of them
	by     []string       // who made its plots, in order of name
	last   plotted        // the newest plot
	passed bool           // it was noticed in passing, too
	stated bool           // it has been decided what to say of it
	told   bool           // stands among the news
	vain   time.Time      // until when looks in vain have been reckoned with
	exempt string         // the activity that the thing says it is of, which may be allowed; empty: none

	// Of what says itself where it is (see unseen): whether a radar ever plotted
	// it, and when last; when it was last looked for; how likely all looks for it
	// would have been in vain if it is there, and 1 once a radar plotted it.
	seen         bool
	echo, sought time.Time
	vainly       float64
}

// newest is the newest fix of a track, as the tracker has it: it stands for the
// time being only, and is worked out on the earth when it is asked for.
type newest struct {
	Estimate
	when time.Time
	late bool
}

// plotted is what is kept of a plot.
type plotted struct {
	id    truceline.ID
	place truceline.Place
	when  time.Time
	means truceline.Means
}

// derived is how many plots a statement made from a track names at most.
const derived = 12

// The sensors of a picture's trackers.
const (
	plotters = iota // radars, and what says itself where it is
	passers         // who hears or sees what passes
)

// NewPicture returns a picture of nothing. looked may be nil.
func NewPicture(looked Looked) *Picture {
	p := &Picture{said: map[string][]*record{}, noticed: map[string]truceline.Interval{}, looked: looked}
	for i, medium := range []truceline.Medium{truceline.MediumAir, truceline.MediumSurface} {
		l := &p.layers[i]
		l.medium, l.live = medium, map[uint32]*record{}
		config := Config{Motion: Air(), Crowd: 1e-10, Births: 1e-12, Silence: 300, Passed: lostSight, Ended: func(n uint32) { l.over = append(l.over, n) }}
		if medium == truceline.MediumSurface {
			config.Motion, config.Silence, config.Passed = Surface(), 45*60, 45*60
		}
		config.Sensors = []Sensor{plotters: {Detect: 0.8, Reports: true}, passers: {Detect: 0.8, Reports: true, Passing: onward}}
		l.tracker = New(config)
	}
	return p
}

// Add takes a plot and returns what is to be said of the track that it went to,
// as statements about happenings: that something is there in the air, that a
// ship fell silent, or that it says a place where it cannot be. Such a statement
// stands for the plot that brought it, and names the plots behind it.
func (p *Picture) Add(o truceline.Observation) []truceline.Observation {
	p.begin(o)
	l := &p.layers[0]
	if o.Kind != truceline.KindAerial {
		l = &p.layers[1]
	}
	z, ok := p.detection(o)
	if !ok {
		return nil
	}
	if z.Bearing {
		return p.bearing(l, z, plotters, o, o.When.From)
	}
	return p.step(l, z, plotters, o)
}

// begin lays the plane round the first plot.
func (p *Picture) begin(o truceline.Observation) {
	if !p.begun {
		p.plane, p.base, p.begun = geo.NewPlane(o.Place.At), o.When.From, true
	}
}

// step gives the tracker of a layer what one sensor says of one thing.
func (p *Picture) step(l *layer, z Detection, sensor int, o truceline.Observation) []truceline.Observation {
	l.scan.Time, l.scan.Sensor, l.scan.Detections = o.When.From.Sub(p.base).Seconds(), sensor, append(l.scan.Detections[:0], z)
	l.tracker.Step(&l.scan)
	var told []truceline.Observation
	if e, confirmed, ok := l.tracker.Of(0); ok {
		told = p.fix(l, e, confirmed, o, z.Name, sensor)
	}
	p.close(l)
	return told
}

// detection puts a plot onto the plane.
func (p *Picture) detection(o truceline.Observation) (Detection, bool) {
	x, y := p.plane.To(o.Place.At)
	scale, turned := p.plane.Frame(o.Place.At)
	// An angle on the plane, anticlockwise from east, of a bearing from north.
	angle := func(bearing float64) float64 { return math.Pi/2 - bearing*math.Pi/180 + turned }
	z := Detection{X: x, Y: y, Name: named(o)}
	switch s := o.Place.Sector; o.Place.Shape {
	case truceline.ShapePoint:
		a, b := o.Place.Ellipse.SemiMajor/sigmas90*scale, o.Place.Ellipse.SemiMinor/sigmas90*scale
		a, b = max(a, 1), max(b, 1)
		sin, cos := math.Sincos(angle(o.Place.Ellipse.Bearing))
		z.XX, z.YY, z.XY = a*a*cos*cos+b*b*sin*sin, a*a*sin*sin+b*b*cos*cos, (a*a-b*b)*sin*cos
	case truceline.ShapeSector:
		width := math.Mod(s.BearingTo-s.BearingFrom+360, 360)
		if width == 0 { // all round: it was somewhere in reach
			z.XX = scale * scale * s.RangeMax * s.RangeMax / 4
			z.YY = z.XX
			return z, s.RangeMax > 0
		}
		middle, sigma := angle(s.BearingFrom+width/2), max(width*math.Pi/180/math.Sqrt(12), 1e-3)
		if s.RangeMax == 0 {
			z.Bearing, z.Angle, z.AngleSigma = true, middle, sigma
			break
		}
		name := z.Name
		z = RangeBearing(x, y, scale*(s.RangeMin+s.RangeMax)/2, middle, max(scale*(s.RangeMax-s.RangeMin)/math.Sqrt(12), 1), min(sigma, 0.5))
		z.Name = name
	default:
		return z, false
	}
	return z, true
}

// sigmas90 is how many standard deviations the semi-axis of a 90 % ellipse is:
// the square root of the 90 % quantile of chi-square with two degrees of freedom.
const sigmas90 = 2.1460

// called returns what a plot calls the thing, as "MMSI 247006000"; empty when it
// calls it nothing. It stands first in the remarks.
func called(o truceline.Observation) string {
	name, _, _ := strings.Cut(o.Remarks, ",")
	for _, kind := range []string{"MMSI ", "ICAO ", "SAPIENT ", "Remote ID "} {
		if strings.HasPrefix(name, kind) {
			return name
		}
	}
	return ""
}

// named returns the number made of what a plot calls the thing; 0: nothing.
func named(o truceline.Observation) uint64 {
	name := called(o)
	if name == "" {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}

// fix writes what a plot changed in its track.
func (p *Picture) fix(l *layer, e Estimate, confirmed bool, o truceline.Observation, name uint64, sensor int) []truceline.Observation {
	r := l.live[e.Track]
	if r == nil {
		r = &record{vainly: 1, track: truceline.Track{ID: truceline.IDOf("track", string(o.ID[:])), Begun: o.When.From, Class: truceline.TrackClass{Medium: l.medium}}}
		l.live[e.Track] = r
	}
	before, admits := r.last, r.exempt == "" && o.Exempt != ""
	for _, other := range p.beside {
		r.beside(other, sensor)
	}
	r.add(o, sensor)
	t := &r.track
	p.latest = t.ID
	t.Exists = existence(e.Exists)
	if r.vainly < 1 {
		t.Exists = existence(min(e.Exists, r.said()))
	}
	switch was := r.newest; {
	case t.Plots == 1:
		r.newest = newest{e, o.When.From, false}
	case !o.When.From.After(was.when):
		r.newest = newest{e, was.when, true}
	default:
		if n := len(t.Fixes); n == 0 || o.When.From.Sub(t.Fixes[n-1].When) >= apartFixes {
			t.Fixes = append(t.Fixes, p.place(was))
		}
		r.newest = newest{e, o.When.From, false}
	}
	if confirmed && t.Confirmed.IsZero() {
		t.Confirmed = o.When.From
		p.tell(r)
	}
	if sensor == passers {
		return nil // the statement speaks for itself
	}
	var told []truceline.Observation
	if confirmed && !r.stated && (!r.passed || len(r.plots) > 2) {
		r.stated = true
		if l.medium == truceline.MediumAir && !p.known(name, o) {
			told = append(told, r.sighted(o, p.place(r.newest)))
		}
	} else if confirmed && admits && l.medium == truceline.MediumAir { // it was told of before it said what it is
		told = append(told, r.sighted(o, p.place(r.newest)))
	}
	switch {
	case name == 0:
		p.unseen(l, r, o)
	case l.medium == truceline.MediumSurface:
		told = append(told, p.heard(r, before, o)...)
		p.unseen(l, r, o)
	case t.Plots == 1:
		p.said[called(o)] = append(p.said[called(o)], r)
	}
	return told
}

// tell puts a track among the news.
func (p *Picture) tell(r *record) {
	if !r.told {
		r.told = true
		p.news = append(p.news, r)
	}
}

// apartFixes is how far apart the fixes are kept that a track is told by.
const apartFixes = 10 * time.Second

// place turns an estimate into a fix.
func (p *Picture) place(e newest) truceline.TrackFix {
	at := p.plane.From(e.X, e.Y)
	scale, turned := p.plane.Frame(at)
	mean, diff := (e.XX+e.YY)/2, (e.XX-e.YY)/2
	spread := math.Hypot(diff, e.XY)
	axis := math.Atan2(e.XY, diff)/2 - turned // of the major axis, anticlockwise from true east
	return truceline.TrackFix{
		When: e.when, At: at, Late: e.late,
		Ellipse: truceline.Ellipse{
			SemiMajor: sigmas90 * math.Sqrt(mean+spread) / scale,
			SemiMinor: sigmas90 * math.Sqrt(max(mean-spread, 0)) / scale,
			Bearing:   math.Mod(450-axis*180/math.Pi, 180),
		},
		KmH:    math.Hypot(e.VX, e.VY) / scale * 3.6,
		Course: math.Mod(450-(math.Atan2(e.VY, e.VX)-turned)*180/math.Pi, 360),
	}
}

// add notes a plot.
func (r *record) add(o truceline.Observation, sensor int) {
	t := &r.track
	t.Plots++
	t.Sources = insert(t.Sources, o.Source)
	t.Means = insert(t.Means, o.Means)
	if r.exempt == "" {
		r.exempt = o.Exempt
	}
	r.last = plotted{o.ID, o.Place, o.When.From, o.Means}
	if o.When.From.After(r.vain) {
		r.vain = o.When.From
	}
	if sensor == passers {
		r.passed = true
		return
	}
	if len(r.plots) == derived {
		r.plots = slices.Delete(r.plots, 0, 1)
	}
	r.plots = append(r.plots, o.ID)
	r.by = insert(r.by, o.Source)
	if name := called(o); name != "" && !slices.Contains(t.Names, name) {
		t.Names = append(t.Names, name)
	}
}

func insert[T cmp.Ordered](list []T, x T) []T {
	i, found := slices.BinarySearch(list, x)
	if found {
		return list
	}
	return slices.Insert(list, i, x)
}

// close ends the tracks that the tracker ended.
func (p *Picture) close(l *layer) {
	for _, n := range l.over {
		if r := l.live[n]; r != nil {
			r.track.Ended = r.last.when
			delete(l.live, n)
			if !r.track.Confirmed.IsZero() {
				p.ended = append(p.ended, r)
				p.tell(r)
			}
		}
	}
	l.over = l.over[:0]
}

// Latest is the track that the newest plot went to, of those that went to any.
func (p *Picture) Latest() truceline.ID { return p.latest }

// Advance says that no plot older than this is to be expected, so that what has
// been silent for too long ends.
func (p *Picture) Advance(now time.Time) {
	for i := range p.layers {
		if l := &p.layers[i]; p.begun {
			l.tracker.Advance(now.Sub(p.base).Seconds())
			p.looks(l, now)
			p.close(l)
		}
	}
}

// Changed returns the confirmed tracks that began to be told of or ended since it
// was last asked, as versions concluded now; those that only went on wait.
func (p *Picture) Changed(now time.Time) []truceline.Track {
	for _, r := range p.news {
		r.track.Version++
		r.track.Concluded, r.told = now, false
	}
	out := p.list(p.news, func() {})
	p.news = p.news[:0]
	return out
}

// Tracks returns every confirmed track, by when it began and ID, each as it stands when its turn comes: pause is called
// before each, and may take the picture further.
func (p *Picture) Tracks(pause func()) []truceline.Track {
	all := slices.Clone(p.ended)
	for i := range p.layers {
		for _, n := range numbers(p.layers[i].live) {
			all = append(all, p.layers[i].live[n])
		}
	}
	return p.list(slices.DeleteFunc(all, func(r *record) bool { return r.track.Confirmed.IsZero() }), pause)
}

// list returns tracks as they stand.
func (p *Picture) list(all []*record, pause func()) []truceline.Track {
	if len(all) == 0 {
		return nil
	}
	out := make([]truceline.Track, 0, len(all))
	for _, r := range all {
		pause()
		t := r.track
		t.Fixes = append(slices.Clone(t.Fixes), p.place(r.newest))
		t.Class = classOf(t)
		t.OnlySaid = r.said() < 0.5
		t.Sources, t.Means, t.Names = slices.Clone(t.Sources), slices.Clone(t.Means), slices.Clone(t.Names)
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b truceline.Track) int {
		return cmp.Or(a.Begun.Compare(b.Begun), slices.Compare(a.ID[:], b.ID[:]))
	})
	return out
}

func numbers(live map[uint32]*record) []uint32 {
	out := make([]uint32, 0, len(live))
	for n := range live {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}
