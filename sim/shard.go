package sim

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// shard is the sites of one stretch of the line. Shards work at the same time
// and share nothing, and each site has random numbers of its own, so that the
// order in which they work changes nothing.
type shard struct {
	ex        *Exercise
	desk      string // name of the duty desk of the stretch
	told      int    // statements of the desk so far
	sites     []*site
	grid      map[cell][]int32 // of sites that notice happenings, by index
	coming    []*site          // passing sites not there yet, the first last
	radars    []*site
	listeners []*site          // receivers of what ships and aircraft say
	far       float64          // greatest reach, kilometres
	thunderKm float64          // the same for thunder
	spools    []spool          // by watcher
	talks     []map[int]*spool // by watcher: of those that speak SAPIENT, by the cluster of their cabinet
	carried   []*device        // by its teams
	devices   []spool          // by watcher: what its devices say
	now       *slice           // at work
	list      []statement
	seen      []int32 // by site: the mover it has been asked about
	asked     int32
	near      []int32   // movers that a radar may plot, by index
	chance    []noticed // by happening of the slice
	keep      bool
	kept      []statement
	marks     []mark // of the kept statements
}

// noticed is what a shard's sites could have noticed of one happening.
type noticed struct {
	sites  int
	missed []float64 // chance that no site of a watcher notices, by watcher
}

// cell is a square of a tenth of a degree of latitude and 0.15 of longitude.
type cell struct{ lat, lon int16 }

func cellOf(p truceline.Point) cell {
	return cell{int16(math.Floor(p.Lat * 10)), int16(math.Floor(p.Lon / 0.15))}
}

// shards deals the sites out by stretches of the line. A team stays together.
func shards(ex *Exercise, all []*site, whole float64, keep bool) []*shard {
	const number = 16
	out := make([]*shard, number)
	for i := range out {
		out[i] = &shard{ex: ex, desk: desk + "-" + string(appendWhole(nil, int64(i+1), 2)), grid: map[cell][]int32{}, spools: make([]spool, len(ex.Watchers)), devices: make([]spool, len(ex.Watchers)), keep: keep}
		for j := range ex.Watchers {
			w := &ex.Watchers[j]
			sp := &out[i].spools[j]
			sp.names, sp.ndjson, sp.wrap = w.columns(), w.Form != "" && w.Form != "csv" && !w.pictured(), onLines()
			if w.Scan != nil {
				sp.wrap = datagrams()
			}
			if w.sapient() { // what a duty desk enters of them
				sp.ndjson = false
			}
			out[i].talks = append(out[i].talks, map[int]*spool{})
		}
	}
	for _, s := range all {
		s.shard = max(0, min(number-1, int(s.along/whole*number)))
		if first := all[s.team.first-1]; first != s {
			s.shard = first.shard
		}
		out[s.shard].take(s)
		if d := s.leads(); d != nil {
			out[s.shard].carried = append(out[s.shard].carried, d)
		}
	}
	for _, sh := range out {
		sh.seen = make([]int32, len(sh.sites))
		sortByBegin(sh.coming)
	}
	return out
}

// take adds a site to the shard.
func (sh *shard) take(s *site) {
	switch w := s.watcher; {
	case w.Scan != nil:
		sh.radars = append(sh.radars, s)
		return
	case w.receiver() != nil:
		sh.listeners = append(sh.listeners, s)
		return
	case w.Orbit != nil:
		return
	}
	c := cellOf(s.at)
	sh.grid[c] = append(sh.grid[c], int32(len(sh.sites)))
	sh.sites = append(sh.sites, s)
	for _, r := range s.watcher.Reach {
		sh.far = max(sh.far, r.Far())
	}
	if t := s.watcher.Thunder; len(t) > 0 {
		sh.thunderKm = max(sh.thunderKm, t[len(t)-1][0])
	}
	if s.passing() {
		sh.coming = append(sh.coming, s)
	}
}

// around calls fn with the index of every site in the cells within a distance.
func (sh *shard) around(p truceline.Point, km float64, fn func(i int32)) {
	cellsWithin(p, km, func(c cell) {
		for _, k := range sh.grid[c] {
			fn(k)
		}
	})
}

// cellsWithin calls fn with every cell that reaches within a distance.
func cellsWithin(p truceline.Point, km float64, fn func(cell)) {
	lat := km / 110
	lon := km / (111 * math.Cos((math.Abs(p.Lat)+lat)*math.Pi/180))
	low, high := cellOf(truceline.Point{Lat: p.Lat - lat, Lon: p.Lon - lon}), cellOf(truceline.Point{Lat: p.Lat + lat, Lon: p.Lon + lon})
	for i := low.lat; i <= high.lat; i++ {
		for j := low.lon; j <= high.lon; j++ {
			fn(cell{i, j})
		}
	}
}

// work lets the shard's sites notice what is in a slice of time.
func (sh *shard) work(sl *slice) {
	sh.now = sl
	for len(sh.chance) < len(sl.happenings) {
		sh.chance = append(sh.chance, noticed{missed: make([]float64, len(sh.ex.Watchers))})
	}
	for i := range sl.happenings {
		h, c := &sl.happenings[i], &sh.chance[i]
		c.sites = 0
		for j := range c.missed {
			c.missed[j] = 1
		}
		if h.call == nil { // nobody sees a call
			sh.around(h.at, sh.far, func(k int32) { sh.notice(sh.sites[k], *h, c) })
		}
		if h.self != nil && sh.owns(h.self) {
			sh.report(h.self, *h, c)
		}
	}
	sh.look(sl)
	for _, m := range sl.movers {
		sh.hear(m, sl)
	}
	for _, s := range sh.sites {
		if s.watcher.Meter != nil {
			sh.read(s, sl)
		}
		if s.watcher.sapient() {
			sh.heartbeat(s, sl)
		}
	}
	for _, d := range sh.carried {
		sh.locate(d, sl)
	}
	for _, st := range sl.strokes {
		sh.strike(st)
	}
	for _, s := range sh.sites {
		for !s.next.IsZero() && s.next.Before(sl.to) {
			if st, ok := falseAlarm(sh.ex, s, s.next); ok {
				sh.list = append(sh.list, st)
			}
			s.alarm(s.next)
		}
	}
	sh.send()
	for _, s := range sh.radars {
		sh.scan(s, sl)
	}
	for _, s := range sh.listeners {
		sh.listen(s, sl)
	}
}

func (sh *shard) owns(s *site) bool {
	for _, k := range sh.grid[cellOf(s.at)] {
		if sh.sites[k] == s {
			return true
		}
	}
	return false
}

// notice lets a site notice a happening, at most once, by the first of its
// reaches that catches it.
func (sh *shard) notice(s *site, h happening, c *noticed) {
	if h.from.Before(s.begins) || !h.from.Before(s.ends) || h.self == s {
		return
	}
	if h.standing() {
		h.to = h.from // it is told of at once, not when it is over
		h = h.begun()
	}
	could, caught := false, false
	for i := range s.watcher.Reach {
		reach := s.watcher.Reach[i]
		p := s.chance(sh.ex, reach, h)
		if p == 0 {
			continue
		}
		could = true
		c.missed[s.watcher.index] *= 1 - p
		if !caught && s.hears.Float64() < p {
			caught = true
			sh.say(s, reach, h)
		}
	}
	if could {
		c.sites++
	}
}

// say adds what a site says of a happening.
func (sh *shard) say(s *site, reach posture.Reach, h happening) {
	say := posture.Say{Kind: h.kind}
	if says := s.watcher.Says[string(h.kind)]; len(says) > 0 {
		say = pickSay(s.hears, says)
	}
	sh.tell(s, reach, h, say)
}

// tell adds a statement about a happening in the words given.
func (sh *shard) tell(s *site, reach posture.Reach, h happening, say posture.Say) {
	st := state(sh.ex, s.hears, s, reach, h, say)
	st.truth = h.number - 1
	sh.list = append(sh.list, st)
}

// report says what was done to a site, which is known for certain: a patrol or a
// drone's crew says so themselves; what nobody was with is found hit by those who go
// and look, and the duty desk enters it.
func (sh *shard) report(s *site, h happening, c *noticed) {
	c.sites++
	c.missed[s.watcher.index] = 0
	sh.tell(s, s.watcher.Reach[0], h, posture.Say{Kind: h.kind, Subtype: h.event.Subtype})
	if h.kind == truceline.KindThreat && !s.manned() {
		sh.list[len(sh.list)-1].inspected(sh.desk)
	}
}

// manned reports whether people are at a site, or steer it.
func (s *site) manned() bool {
	return s.passing() || s.watcher.Device != nil || s.watcher.Means == truceline.MeansSaw
}

// look lets those who come by find what stands there.
func (sh *shard) look(sl *slice) {
	for len(sh.coming) > 0 && sh.coming[len(sh.coming)-1].begins.Before(sl.to) {
		s := sh.coming[len(sh.coming)-1]
		sh.coming = sh.coming[:len(sh.coming)-1]
		for _, h := range sl.standing {
			when := s.begins.Add(time.Duration(cast(uint64(h.number), s.number, 1) * float64(s.ends.Sub(s.begins)))).Truncate(time.Millisecond)
			if !h.from.Before(s.begins) || !when.Before(h.to) {
				continue
			}
			now := h.found(when)
			for i := range s.watcher.Reach {
				if p := s.chance(sh.ex, s.watcher.Reach[i], now); p > 0 && s.hears.Float64() < p {
					sh.say(s, s.watcher.Reach[i], now)
					break
				}
			}
		}
	}
}

func sortByBegin(list []*site) {
	slices.SortStableFunc(list, func(a, b *site) int { return b.begins.Compare(a.begins) })
}
