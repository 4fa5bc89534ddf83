package track

// vec is the state of a model: metres and metres a second east, the same north,
// and the rate of turn in radians a second, anticlockwise.
type vec [5]float64

// Places of the parts in a vec.
const (
	east = iota
	eastward
	north
	northward
	turning
)

// mat is a covariance, symmetric, or a transition.
type mat [5][5]float64

// times returns a·b.
func (a *mat) times(b *mat) (c mat) {
	for i := range 5 {
		for k := range 5 {
			if f := a[i][k]; f != 0 {
				for j := range 5 {
					c[i][j] += f * b[k][j]
				}
			}
		}
	}
	return c
}

// under returns f·p·fᵀ, exactly symmetric.
func (p *mat) under(f *mat) (c mat) {
	h := f.times(p)
	for i := range 5 {
		for j := i; j < 5; j++ {
			s := 0.0
			for k := range 5 {
				s += h[i][k] * f[j][k]
			}
			c[i][j], c[j][i] = s, s
		}
	}
	return c
}

// spread adds w·(p + d·dᵀ).
func (c *mat) spread(w float64, p *mat, d *vec) {
	for i := range 5 {
		for j := i; j < 5; j++ {
			c[i][j] += w * (p[i][j] + d[i]*d[j])
		}
	}
}

// mirror copies the upper triangle under the diagonal.
func (c *mat) mirror() {
	for i := range 5 {
		for j := range i {
			c[i][j] = c[j][i]
		}
	}
}

// gaussian is a state with its covariance.
type gaussian struct {
	x vec
	p mat
}
