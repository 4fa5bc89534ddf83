package track

import "math"

// models is a state under every motion model at once, with the probability of
// each (Blom and Bar-Shalom 1988).
type models struct {
	by [modes]gaussian
	mu [modes]float64
}

// predict mixes the models and moves each on by dt seconds.
func (s *models) predict(m *Motion, dt float64) {
	if dt <= 0 {
		return
	}
	s.mix(m.switching(dt))
	for k := range modes {
		m.predict(k, &s.by[k], dt)
	}
}

// switching returns the probability of going from one model (row) to another
// (column) in dt seconds.
func (m *Motion) switching(dt float64) (p [modes][modes]float64) {
	for i := range modes {
		stay := math.Exp(-dt / m.Stay[i])
		for j := range modes {
			p[i][j] = (1 - stay) / (modes - 1)
		}
		p[i][i] = stay
	}
	return p
}

// mix is the interaction: each model begins from all, weighed by how probable
// it is that the thing came over from them.
func (s *models) mix(p [modes][modes]float64) {
	old := s.by
	was := s.mu
	for j := range modes {
		c := 0.0
		for i := range modes {
			c += p[i][j] * was[i]
		}
		if c < 1e-12 {
			s.mu[j] = c
			continue
		}
		g := gaussian{}
		for i := range modes {
			w := p[i][j] * was[i] / c
			for k := range 5 {
				g.x[k] += w * old[i].x[k]
			}
		}
		for i := range modes {
			w := p[i][j] * was[i] / c
			if w < 1e-9 {
				continue
			}
			var d vec
			for k := range 5 {
				d[k] = old[i].x[k] - g.x[k]
			}
			g.p.spread(w, &old[i].p, &d)
		}
		g.p.mirror()
		s.by[j], s.mu[j] = g, c
	}
}

// leave makes a model as good as impossible.
func (s *models) leave(mode int) {
	left := max(1-s.mu[mode], 1e-9)
	s.mu[mode] = 0
	for k := range modes {
		s.mu[k] /= left
	}
}

// mean returns the state over all models, moment-matched.
func (s *models) mean() (g gaussian) {
	for i := range modes {
		for k := range 5 {
			g.x[k] += s.mu[i] * s.by[i].x[k]
		}
	}
	for i := range modes {
		var d vec
		for k := range 5 {
			d[k] = s.by[i].x[k] - g.x[k]
		}
		g.p.spread(s.mu[i], &s.by[i].p, &d)
	}
	g.p.mirror()
	return g
}

// hypothesis is a detection that may be the track's, with how likely it is
// under each model and the probability that it is the track's.
type hypothesis struct {
	detection int32
	like      float64 // over the models
	by        [modes]float64
	weight    float64
}

// likelihood fills in how likely a detection is under each model, and returns
// whether it lies within any model's gate.
func (s *models) likelihood(z *Detection, gate float64, h *hypothesis) bool {
	within := false
	h.like = 0
	for k := range modes {
		var in innovation
		in.of(&s.by[k], z)
		h.by[k] = in.density()
		h.like += s.mu[k] * h.by[k]
		within = within || in.distance <= gate && s.mu[k] > 1e-3
	}
	return within && h.like > 0
}

// update takes in the hypotheses, whose weights and none, the weight of the
// detection having been missed, sum to one.
func (s *models) update(z []Detection, hs []hypothesis, none float64) {
	if len(hs) == 0 {
		return
	}
	var total float64
	var mu [modes]float64
	for k := range modes {
		w := none
		for i := range hs {
			w += hs[i].weight * hs[i].by[k] / hs[i].like
		}
		mu[k] = s.mu[k] * w
		total += mu[k]
		if mu[k] > 1e-9 {
			s.by[k].updateAll(z, hs, none, k, w)
		}
	}
	for k := range modes {
		s.mu[k] = max(mu[k]/total, 1e-9)
	}
}

// updateAll is the update of one model: the mixture of its updates by every
// hypothesis, moment-matched (Bar-Shalom and Tse 1975).
func (g *gaussian) updateAll(z []Detection, hs []hypothesis, none float64, mode int, total float64) {
	if len(hs) == 1 && none < 1e-6 {
		g.update(&z[hs[0].detection])
		return
	}
	var post [most + 1]gaussian
	var w [most + 1]float64
	post[0], w[0] = *g, none/total
	for i := range hs {
		post[i+1], w[i+1] = *g, hs[i].weight*hs[i].by[mode]/hs[i].like/total
		if w[i+1] > 1e-6 {
			post[i+1].update(&z[hs[i].detection])
		}
	}
	var out gaussian
	for i := range len(hs) + 1 {
		for k := range 5 {
			out.x[k] += w[i] * post[i].x[k]
		}
	}
	for i := range len(hs) + 1 {
		if w[i] < 1e-9 {
			continue
		}
		var d vec
		for k := range 5 {
			d[k] = post[i].x[k] - out.x[k]
		}
		out.p.spread(w[i], &post[i].p, &d)
	}
	out.p.mirror()
	*g = out
}
