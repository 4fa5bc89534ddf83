package score

import "container/heap"

// Edge says that a row may be given a column, and what that costs.
type Edge struct {
	Column int
	Cost   float64
}

// Assign gives each row at most one column and each column at most one row so
// that the sum of the costs is the least there is. A row may stay without a
// column, which costs unmatched. Only the edges given may be used; edges[i] are
// those of row i. The answer holds the column of each row, -1 for none.
//
// It is the shortest-augmenting-path method: rows are added one by one, each
// time along the cheapest path of exchanges, found by Dijkstra's algorithm on
// costs made non-negative by potentials (Jonker and Volgenant 1987). Time grows
// with the part of the graph that a path touches, so many small clusters are
// quick. Costs may be negative. Of several best answers it gives one, always the
// same for the same edges in the same order.
func Assign(columns int, edges [][]Edge, unmatched float64) []int {
	s := &solver{columns: columns, edges: edges, unmatched: unmatched,
		rowOf: make([]int, columns+len(edges)), columnOf: make([]int, len(edges)),
		u: make([]float64, len(edges)), v: make([]float64, columns+len(edges)),
		best: map[int]reached{}}
	for i := range s.rowOf {
		s.rowOf[i] = -1
	}
	for row := range edges {
		s.columnOf[row] = -1
		s.augment(row)
	}
	out := make([]int, len(edges))
	for row, c := range s.columnOf {
		if out[row] = c; c >= columns {
			out[row] = -1
		}
	}
	return out
}

// solver holds an assignment in the making. Beside the real columns each row
// has one of its own, numbered columns+row, that stands for none.
type solver struct {
	columns         int
	edges           [][]Edge
	unmatched       float64
	rowOf, columnOf []int
	u, v            []float64 // potentials of rows and columns
	best            map[int]reached
}

// reached is how a column was reached from the row being added.
type reached struct {
	cost float64
	from int // the row before it
	done bool
}

// augment adds a row along the cheapest path to a column that is free.
func (s *solver) augment(start int) {
	clear(s.best)
	s.u[start] = s.unmatched - s.v[s.columns+start]
	for _, e := range s.edges[start] {
		s.u[start] = min(s.u[start], e.Cost-s.v[e.Column])
	}
	var open queue
	relax := func(row int, before float64) {
		try := func(column int, cost float64) {
			cost = before + max(0, cost-s.u[row]-s.v[column])
			if old, ok := s.best[column]; !ok || !old.done && cost < old.cost {
				s.best[column] = reached{cost: cost, from: row}
				heap.Push(&open, candidate{column, cost})
			}
		}
		for _, e := range s.edges[row] {
			try(e.Column, e.Cost)
		}
		try(s.columns+row, s.unmatched)
	}
	relax(start, 0)
	var order []int // columns passed, each in use
	for {
		c := heap.Pop(&open).(candidate)
		b := s.best[c.column]
		if b.done || c.cost > b.cost {
			continue
		}
		b.done = true
		s.best[c.column] = b
		if s.rowOf[c.column] < 0 {
			s.settle(start, c, order)
			return
		}
		order = append(order, c.column)
		relax(s.rowOf[c.column], c.cost)
	}
}

// settle moves the potentials so that all costs stay non-negative, and
// exchanges columns along the path that ends in c.
func (s *solver) settle(start int, c candidate, passed []int) {
	s.u[start] += c.cost
	for _, column := range passed {
		gain := c.cost - s.best[column].cost
		s.u[s.rowOf[column]] += gain
		s.v[column] -= gain
	}
	for column := c.column; ; {
		row := s.best[column].from
		before := s.columnOf[row]
		s.rowOf[column], s.columnOf[row] = row, column
		if row == start {
			return
		}
		column = before
	}
}

type candidate struct {
	column int
	cost   float64
}

// queue is a heap of columns by cost; ties go to the lower number.
type queue []candidate

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	if q[i].cost != q[j].cost {
		return q[i].cost < q[j].cost
	}
	return q[i].column < q[j].column
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(candidate)) }
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

// assignBelow is Assign on a full table of costs, of which those at or above
// the cost of none are no better than none and left out.
func assignBelow(cost [][]float64, columns int, unmatched float64) []int {
	edges := make([][]Edge, len(cost))
	for i, row := range cost {
		for j, c := range row {
			if c < unmatched {
				edges[i] = append(edges[i], Edge{j, c})
			}
		}
	}
	return Assign(columns, edges, unmatched)
}
