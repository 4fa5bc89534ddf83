package transport

import "strings"

// under reports whether a topic matches a filter (MQTT 5.0, 4.7.1): "+" stands
// for one level and a last "#" for any number, the level above among them. An
// empty filter takes all.
func under(filter, topic string) bool {
	if filter == "" {
		return true
	}
	levels := strings.Split(topic, "/")
	for i, want := range strings.Split(filter, "/") {
		switch {
		case want == "#":
			return true
		case i >= len(levels) || want != "+" && want != levels[i]:
			return false
		}
		if i == len(strings.Split(filter, "/"))-1 {
			return len(levels) == i+1
		}
	}
	return false
}
