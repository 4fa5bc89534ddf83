package rate

import (
	"fmt"
	"math"
	"strings"

	"github.com/truceline/truceline"
)

// named gives the stretch that cells make up; whole is the watched part of the line.
func (s *survey) named(cells []int, whole bool) truceline.Stretch {
	var parts [][2]float64
	for _, c := range cells {
		from, to := s.stretch(c)
		if n := len(parts); n > 0 && parts[n-1][1] == from {
			parts[n-1][1] = to
			continue
		}
		parts = append(parts, [2]float64{from, to})
	}
	out := truceline.Stretch{FromKm: parts[0][0], ToKm: parts[len(parts)-1][1]}
	for i := range parts {
		parts[i] = [2]float64{round(parts[i][0]), round(parts[i][1])}
	}
	out.FromKm, out.ToKm = round(out.FromKm), round(out.ToKm)
	out.Name = fmt.Sprintf("km %.5g-%.5g", math.Round(10*out.FromKm)/10, math.Round(10*out.ToKm)/10)
	if whole {
		out.Parts, out.Name = parts, "watched part of the line"
	}
	return out
}

// words says a rate for people.
func words(r truceline.Rate) string {
	name := string(r.Kind)
	if info, ok := truceline.KindNamed(r.Kind); ok {
		name = info.Name
	}
	if r.Hours != (truceline.DayHours{From: 0, To: 24}) {
		name = fmt.Sprintf("%s from %02d to %02d h", name, r.Hours.From, r.Hours.To)
	}
	watched := fmt.Sprintf("%s of %s km-days", figure(r.EffortKmDays), figure(r.KmDays))
	switch r.Method {
	case truceline.RateUnknown:
		if r.Watched == truceline.NotKnown {
			return "Nothing can be said of " + name + ": whether anything watched is not known."
		}
		return "Nothing can be said of " + name + ": nothing, or nearly nothing, watched."
	case truceline.RateUpper:
		beyond := ""
		if r.Weighed > 0.01 {
			beyond = " beyond doubt"
		}
		return fmt.Sprintf("No %s seen"+beyond+"; at most %s per km and day, 95 %% (watched: %s).", name, figure(r.High), watched)
	}
	return fmt.Sprintf("%s: %s per km and day, 95 %% between %s and %s (watched: %s).", capital(name), figure(r.Value), figure(r.Low), figure(r.High), watched)
}

// figure writes a number with three digits.
func figure(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v != 0 && v < 1e-3:
		return fmt.Sprintf("%.5f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
