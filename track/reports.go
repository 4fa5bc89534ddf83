package track

// ReportsOf fills in what is usual for things that report themselves.
func ReportsOf(s Sensor) Sensor { return s }

type interval struct{}

func (i *interval) add(now float64, reports bool) {}

func (t *Tracker) gateReport(f *follow, s *Scan, sensor *Sensor) {}
