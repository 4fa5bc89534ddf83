package track

// joint holds the lists of the association, kept from scan to scan.
type joint struct {
	cluster []int32 // of each track, by its place in Tracker.tracks: a representative
	taker   []int32 // by detection: a track that considers it, -1 none
	members []int32 // tracks sorted by cluster
	first   []int32
	solver  solver
	columns []int32 // detections of the cluster being solved
	column  []int32 // by detection: its column in that cluster, -1 none
	used    []bool  // by column
	weights [][most + 1]float64
}

// associate weighs every track's hypotheses against one another: tracks that
// consider a common detection are solved together.
func (t *Tracker) associate(s *Scan, sensor *Sensor) {
	j := &t.joint
	n := len(t.tracks)
	j.cluster, j.taker = sized(j.cluster, n), sized(j.taker, len(s.Detections))
	j.column = sized(j.column, len(s.Detections))
	for i := range j.taker {
		j.taker[i], j.column[i] = -1, -1
	}
	for i := range n {
		j.cluster[i] = int32(i)
	}
	for i, f := range t.tracks {
		for h := range f.n {
			d := f.hs[h].detection
			if j.taker[d] < 0 {
				j.taker[d] = int32(i)
			} else {
				j.unite(int32(i), j.taker[d])
			}
		}
	}
	j.sort(n)
	for a := 0; a < n; {
		b := a + 1
		for b < n && j.root(j.members[b]) == j.root(j.members[a]) {
			b++
		}
		t.solve(j.members[a:b], sensor)
		a = b
	}
}

func (j *joint) root(i int32) int32 {
	for j.cluster[i] != i {
		j.cluster[i] = j.cluster[j.cluster[i]]
		i = j.cluster[i]
	}
	return i
}

func (j *joint) unite(a, b int32) {
	a, b = j.root(a), j.root(b)
	if a > b {
		a, b = b, a
	}
	j.cluster[b] = a // the eldest stands for all
}

// sort lists the tracks cluster by cluster, by counting.
func (j *joint) sort(n int) {
	j.first, j.members = sized(j.first, n+1), sized(j.members, n)
	clear(j.first)
	for i := range n {
		j.first[j.root(int32(i))+1]++
	}
	for i := range n {
		j.first[i+1] += j.first[i]
	}
	for i := range n {
		r := j.root(int32(i))
		j.members[j.first[r]] = int32(i)
		j.first[r]++
	}
}

// odds returns the weight of a track having caused hypothesis h against a false
// alarm or a new thing having done so, and of it having caused none.
func (t *Tracker) odds(f *follow, sensor *Sensor) (none float64, by [most]float64) {
	floor := t.floor(sensor)
	for h := range f.n {
		by[h] = f.exists * f.detect * f.hs[h].like / floor
	}
	return 1 - f.exists*f.detect, by
}

// solve works out the weights of one cluster.
func (t *Tracker) solve(members []int32, sensor *Sensor) {
	if len(members) == 1 {
		t.alone(t.tracks[members[0]], sensor)
		return
	}
	j := &t.joint
	j.columns = j.columns[:0]
	events := 1
	for _, i := range members {
		f := t.tracks[i]
		events = min(events*(f.n+1), 1<<30)
		for h := range f.n {
			if d := f.hs[h].detection; j.column[d] < 0 {
				j.column[d] = int32(len(j.columns))
				j.columns = append(j.columns, d)
			}
		}
	}
	if events <= t.config.Joint {
		t.jointly(members, sensor)
	} else {
		t.nearest(members, sensor)
	}
	for _, d := range j.columns {
		j.column[d] = -1
	}
}

// alone is the association of a track that shares no detection (Musicki, Evans
// and Stankovic 1994).
func (t *Tracker) alone(f *follow, sensor *Sensor) {
	none, by := t.odds(f, sensor)
	sum := none
	for h := range f.n {
		sum += by[h]
	}
	for h := range f.n {
		f.hs[h].weight = by[h] / sum
	}
	t.settle(f, none/sum)
}

// settle sets what follows from the weights of a track's hypotheses: its
// existence, and how far each detection is explained.
func (t *Tracker) settle(f *follow, none float64) {
	missed := f.exists * (1 - f.detect) / (1 - f.exists*f.detect)
	exists := none * missed
	for h := range f.n {
		exists += f.hs[h].weight
		t.claims[f.hs[h].detection] += f.hs[h].weight
	}
	f.exists = min(exists, 1-1e-9)
	// The state moves only as far as the thing is there at all.
	f.none = none * missed
	total := f.none
	for h := range f.n {
		total += f.hs[h].weight
	}
	if total <= 0 {
		f.none, f.n = 1, 0
		return
	}
	f.none /= total
	for h := range f.n {
		f.hs[h].weight /= total
	}
}

// jointly sums over every way to give the cluster's detections to its tracks
// (Fortmann, Bar-Shalom and Scheffe 1983; existence as in Musicki and Evans
// 2004).
func (t *Tracker) jointly(members []int32, sensor *Sensor) {
	j := &t.joint
	j.used = sized(j.used, len(j.columns))
	clear(j.used)
	j.weights = sized(j.weights, len(members))
	for i := range j.weights {
		j.weights[i] = [most + 1]float64{}
	}
	total := t.events(members, sensor, 0, 1)
	for i, m := range members {
		f := t.tracks[m]
		for h := range f.n {
			f.hs[h].weight = j.weights[i][h+1] / total
		}
		t.settle(f, j.weights[i][0]/total)
	}
}

// events goes through the hypotheses of the i-th track of a cluster, given the
// weight of what the tracks before it took, and returns the sum of the weights
// of all events from there on.
func (t *Tracker) events(members []int32, sensor *Sensor, i int, before float64) float64 {
	if i == len(members) {
		return before
	}
	j := &t.joint
	f := t.tracks[members[i]]
	none, by := t.odds(f, sensor)
	w := t.events(members, sensor, i+1, before*none)
	j.weights[i][0] += w
	sum := w
	for h := range f.n {
		c := j.column[f.hs[h].detection]
		if j.used[c] || by[h] == 0 {
			continue
		}
		j.used[c] = true
		w := t.events(members, sensor, i+1, before*by[h])
		j.used[c] = false
		j.weights[i][h+1] += w
		sum += w
	}
	return sum
}

// nearest gives each track of a cluster at most one detection, so that the
// whole is likeliest (global nearest neighbour).
func (t *Tracker) nearest(members []int32, sensor *Sensor) {
	j := &t.joint
	rows, cols := len(members), len(j.columns)+len(members)
	cost := j.solver.begin(rows, cols)
	const never = 1e9
	for i := range cost {
		cost[i] = never
	}
	for i, m := range members {
		f := t.tracks[m]
		none, by := t.odds(f, sensor)
		cost[i*cols+len(j.columns)+i] = -logOf(none)
		for h := range f.n {
			cost[i*cols+int(j.column[f.hs[h].detection])] = -logOf(by[h])
		}
	}
	columns := j.solver.solve()
	for i, m := range members {
		f := t.tracks[m]
		taken := int(columns[i])
		none, by := t.odds(f, sensor)
		for h := range f.n {
			if int(j.column[f.hs[h].detection]) != taken {
				continue
			}
			f.hs[0] = f.hs[h]
			f.hs[0].weight = by[h] / (by[h] + none)
			f.n = 1
			t.settle(f, none/(by[h]+none))
			taken = -1
			break
		}
		if taken >= 0 {
			f.n = 0
			t.settle(f, 1)
		}
	}
}
