package track

import "math"

// solver finds the one best assignment of rows to columns. It keeps its lists,
// so that solving again allocates nothing.
type solver struct {
	cost       []float64 // row by row, with columns columns
	rows, cols int
	u, v, far  []float64
	row, way   []int32 // of each column; 0: none, rows counted from 1
	done       []bool
	column     []int32 // of each row
}

// begin asks for a matrix of this size and returns it to be filled. There must
// be no more rows than columns.
func (s *solver) begin(rows, cols int) []float64 {
	s.rows, s.cols = rows, cols
	s.cost = sized(s.cost, rows*cols)
	return s.cost
}

// solve returns the column of each row so that the sum of the costs is least:
// shortest augmenting paths with potentials (Jonker and Volgenant 1987), in the
// order of rows times rows times columns.
func (s *solver) solve() []int32 {
	n, m := s.rows, s.cols
	s.u, s.v, s.far = sized(s.u, n+1), sized(s.v, m+1), sized(s.far, m+1)
	s.row, s.way, s.done = sized(s.row, m+1), sized(s.way, m+1), sized(s.done, m+1)
	s.column = sized(s.column, n)
	clear(s.u)
	clear(s.v)
	clear(s.row)
	for i := 1; i <= n; i++ {
		s.augment(int32(i), m)
	}
	for j := 1; j <= m; j++ {
		if r := s.row[j]; r > 0 {
			s.column[r-1] = int32(j - 1)
		}
	}
	return s.column
}

// augment gives a row its column along the shortest path of exchanges.
func (s *solver) augment(i int32, m int) {
	s.row[0] = i
	for j := range m + 1 {
		s.far[j], s.done[j] = math.Inf(1), false
	}
	at := int32(0)
	for s.row[at] != 0 {
		s.done[at] = true
		r, least, next := s.row[at], math.Inf(1), int32(0)
		for j := int32(1); j <= int32(m); j++ {
			if s.done[j] {
				continue
			}
			if d := s.cost[int(r-1)*m+int(j-1)] - s.u[r] - s.v[j]; d < s.far[j] {
				s.far[j], s.way[j] = d, at
			}
			if s.far[j] < least {
				least, next = s.far[j], j
			}
		}
		for j := range int32(m + 1) {
			if s.done[j] {
				s.u[s.row[j]] += least
				s.v[j] -= least
			} else {
				s.far[j] -= least
			}
		}
		at = next
	}
	for at != 0 {
		before := s.way[at]
		s.row[at] = s.row[before]
		at = before
	}
}
