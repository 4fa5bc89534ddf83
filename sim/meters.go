package sim

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// healthFile holds what meters say between events: that they work, and what they
// read. It is read as a table of watches, since a usual reading is no happening
// but tells that one would have been noticed.
const healthFile = "raw/watches-telemetry.csv"

// What a gamma probe reads: a station of ten-minute means found a daily mean of
// 0.076 µSv/h with a 95th percentile of 0.080 over ten years, and rain as the main
// reason for more (Alegría and others, Sensors 24, 2024, 6812). Rain brings down
// radon's daughters and may double it for an hour; three tenths here (assumption).
const (
	doseSpread = 0.03 // standard error of one reading, share
	doseInRain = 0.3  // more, share
	doseAlarm  = 20   // times as much in a release (assumption)
)

// read lets a meter take its readings in a slice of time.
func (sh *shard) read(s *site, sl *slice) {
	m := s.watcher.Meter
	every := m.Every.Milliseconds()
	for ms := (sl.from.UnixMilli() + every - 1) / every * every; ms < sl.to.UnixMilli(); ms += every {
		from := time.UnixMilli(ms).UTC()
		for n := range s.watcher.Reach {
			row := rowAt(sh.ex, s, n, from)
			row.from, row.to = from, from.Add(m.Every)
			if row.state != truceline.Blind {
				row.note = s.reading(sh.ex, sl, from)
			}
			watchRowText(&sh.health.cells, sh.ex, &row)
			sh.health.add(ms+every+s.watcher.Delay.Milliseconds(), subject{})
		}
	}
}

// reading is what a meter reads at a moment.
func (s *site) reading(ex *Exercise, sl *slice, when time.Time) string {
	m, lost, release := s.watcher.Meter, 0, false
	for _, h := range sl.standing {
		if when.Before(h.from) || !when.Before(h.to) || h.kind != truceline.KindNuclear && h.kind != truceline.KindEnergy || flatKm(h.at, s.at) > m.WithinKm {
			continue
		}
		if h.kind == truceline.KindNuclear && strings.Contains(h.event.Subtype, "dose") {
			release = true
		} else {
			lost++
		}
	}
	var said []string
	if m.DoseUSvH > 0 {
		dose := m.DoseUSvH * (1 + doseSpread*s.hears.NormFloat64())
		if ex.air(s.along, when).rain > 0 {
			dose *= 1 + doseInRain
		}
		if release {
			dose *= doseAlarm
		}
		said = append(said, "dose rate "+decimal(math.Max(0, dose), 3)+" uSv/h")
	}
	if m.Lines > 0 {
		said = append(said, fmt.Sprintf("%d of %d off-site lines", max(0, m.Lines-lost), m.Lines))
	}
	return strings.Join(said, ", ")
}
