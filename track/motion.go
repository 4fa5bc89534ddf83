package track

import "math"

// The motion models of a track.
const (
	straight = iota // nearly constant velocity
	turn            // coordinated turn at an unknown rate
	loiter          // a velocity that forgets itself: circling, hovering, lying moored
	modes
)

// Motion says how things move, for the three models.
type Motion struct {
	Straight float64 // white acceleration of the straight model, m²/s³
	Turn     float64 // of the turning model, m²/s³
	TurnRate float64 // standard deviation of the rate of a turn that begins, rad/s
	TurnWalk float64 // how the rate wanders within a turn, rad²/s³
	// A loitering thing has a speed of this standard deviation along each axis,
	// and forgets its velocity in this time.
	LoiterSpeed, LoiterTime float64 // m/s, s
	Speed                   float64 // standard deviation along each axis of a thing first seen, m/s
	Fastest                 float64 // m/s
	// Stay is how long a thing keeps to a model, on the average, in seconds.
	Stay [modes]float64
	// First is how probable each model is for a thing first seen.
	First [modes]float64
}

// Air is how aircraft, drones and missiles move: up to 300 m/s, turns of up to
// some six degrees a second, small drones that go to and fro at 15 m/s.
func Air() Motion {
	return Motion{
		Straight: 0.005, Turn: 1, TurnRate: 0.08, TurnWalk: 2e-5,
		LoiterSpeed: 11, LoiterTime: 5, Speed: 90, Fastest: 350,
		Stay: [modes]float64{600, 60, 600}, First: [modes]float64{0.78, 0.02, 0.2},
	}
}

// Surface is how vessels and vehicles move: up to some 40 m/s, and at anchor or
// moored not at all.
func Surface() Motion {
	return Motion{
		Straight: 0.002, Turn: 0.02, TurnRate: 0.02, TurnWalk: 1e-5,
		LoiterSpeed: 0.05, LoiterTime: 60, Speed: 6, Fastest: 45,
		Stay: [modes]float64{600, 60, 3600}, First: [modes]float64{0.45, 0.05, 0.5},
	}
}

// predict moves a state on by dt seconds under a model.
func (m *Motion) predict(mode int, g *gaussian, dt float64) {
	if dt <= 0 {
		return
	}
	switch mode {
	case turn:
		m.predictTurn(g, dt)
	case loiter:
		m.predictLoiter(g, dt)
	default:
		m.predictStraight(g, dt, m.Straight)
	}
}

// predictStraight goes straight on, but for white acceleration of density q.
func (m *Motion) predictStraight(g *gaussian, dt, q float64) {
	m.steady(g)
	f := mat{{1, dt}, {0, 1}, {0, 0, 1, dt}, {0, 0, 0, 1}, {0, 0, 0, 0, 1}}
	g.x[east] += dt * g.x[eastward]
	g.x[north] += dt * g.x[northward]
	g.p = g.p.under(&f)
	shake(&g.p, q, dt)
}

// steady forgets the rate of turn: the models that do not turn carry it as what
// it would be if a turn began now.
func (m *Motion) steady(g *gaussian) {
	g.x[turning] = 0
	for i := range 4 {
		g.p[i][turning], g.p[turning][i] = 0, 0
	}
	g.p[turning][turning] = m.TurnRate * m.TurnRate
}

// shake adds the noise of white acceleration of density q.
func shake(p *mat, q, dt float64) {
	for _, i := range [2]int{east, north} {
		p[i][i] += q * dt * dt * dt / 3
		p[i][i+1] += q * dt * dt / 2
		p[i+1][i] += q * dt * dt / 2
		p[i+1][i+1] += q * dt
	}
}

// predictTurn turns the velocity (Bar-Shalom, Li and Kirubarajan 2001, 11.7). No turn
// lasts for minutes: over a longer silence the thing flew on, on another course.
func (m *Motion) predictTurn(g *gaussian, dt float64) {
	if dt > 2*m.Stay[turn] {
		m.predictStraight(g, dt, m.Turn)
		return
	}
	w, vx, vy := g.x[turning], g.x[eastward], g.x[northward]
	a := w * dt
	sin, cos := math.Sincos(a)
	// s = sin(a)/w, c = (1-cos(a))/w, and how they change with w.
	var s, c, ds, dc float64
	if math.Abs(a) < 1e-4 {
		s, c = dt*(1-a*a/6), dt*a/2
		ds, dc = -dt*dt*a/3, dt*dt/2
	} else {
		s, c = sin/w, (1-cos)/w
		ds, dc = (dt*cos-s)/w, (dt*sin-c)/w
	}
	f := mat{
		{1, s, 0, -c, vx*ds - vy*dc},
		{0, cos, 0, -sin, -dt * (vx*sin + vy*cos)},
		{0, c, 1, s, vx*dc + vy*ds},
		{0, sin, 0, cos, dt * (vx*cos - vy*sin)},
		{0, 0, 0, 0, 1},
	}
	g.x[east] += vx*s - vy*c
	g.x[north] += vx*c + vy*s
	g.x[eastward], g.x[northward] = vx*cos-vy*sin, vx*sin+vy*cos
	g.p = g.p.under(&f)
	shake(&g.p, m.Turn, dt)
	g.p[turning][turning] += m.TurnWalk * dt
}

// predictLoiter lets the velocity fade (an Ornstein-Uhlenbeck velocity; Coraluppi
// and Carthel 2014 use it for targets that stay where they are).
func (m *Motion) predictLoiter(g *gaussian, dt float64) {
	m.steady(g)
	tau, v2 := m.LoiterTime, m.LoiterSpeed*m.LoiterSpeed
	fade := math.Exp(-dt / tau)
	reach := tau * (1 - fade)
	f := mat{{1, reach}, {0, fade}, {0, 0, 1, reach}, {0, 0, 0, fade}, {0, 0, 0, 0, 1}}
	g.x[east] += reach * g.x[eastward]
	g.x[north] += reach * g.x[northward]
	g.x[eastward] *= fade
	g.x[northward] *= fade
	g.p = g.p.under(&f)
	place := v2 * tau * tau * (2*dt/tau - 3 + 4*fade - fade*fade)
	both := v2 * tau * (1 - fade) * (1 - fade)
	for _, i := range [2]int{east, north} {
		g.p[i][i] += place
		g.p[i][i+1] += both
		g.p[i+1][i] += both
		g.p[i+1][i+1] += v2 * (1 - fade*fade)
	}
}
