package firms

import (
	"path"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// arrived says that the daily file of a satellite is there, so that a day
// without a row is told from a day without a file.
func arrived(r *feed.Row) {
	e := r.Entry()
	crafts, day, ok := daily(e.File)
	if !ok {
		return
	}
	for _, by := range crafts {
		r.Reading.Watches = append(r.Reading.Watches, truceline.Watch{
			ID: r.NextID("watch"), Entry: e.ID, By: by, Means: truceline.MeansThermal, Kinds: []truceline.Kind{truceline.KindHeat},
			Place: truceline.Place{Shape: truceline.ShapeUnknown},
			When:  truceline.Interval{From: day, To: day.AddDate(0, 0, 1), Clock: truceline.Clock{Quality: truceline.ClockDay}},
			State: truceline.NotKnown, Detection: -1, Note: "daily file present",
		})
	}
}

// daily reads satellites and day from the name of a daily file:
// SUOMI_VIIRS_C2_Global_VNP14IMGTDL_NRT_2026101.txt, also with .csv and .gz
// after it. A MODIS file holds both of its satellites.
func daily(file string) (crafts []string, day time.Time, ok bool) {
	name := strings.TrimSuffix(strings.TrimSuffix(path.Base(file), ".gz"), ".csv")
	name, ok = strings.CutSuffix(name, ".txt")
	if !ok || len(name) < 9 || name[len(name)-8] != '_' {
		return nil, time.Time{}, false
	}
	day, err := time.Parse("2006002", name[len(name)-7:])
	if err != nil {
		return nil, time.Time{}, false
	}
	switch {
	case strings.HasPrefix(name, "SUOMI_VIIRS"):
		return []string{"N"}, day, true
	case strings.HasPrefix(name, "J1_VIIRS"):
		return []string{"N20"}, day, true
	case strings.HasPrefix(name, "J2_VIIRS"):
		return []string{"N21"}, day, true
	case strings.HasPrefix(name, "MODIS"):
		return []string{"Terra", "Aqua"}, day, true
	}
	return nil, time.Time{}, false
}
