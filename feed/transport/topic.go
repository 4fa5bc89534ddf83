package transport

import "strings"

// under reports whether a topic matches a filter (MQTT 5.0, 4.7.1): "+" stands
// for one level and a last "#" for any number, the level above among them. An
// empty filter takes all.
func under(filter, topic string) bool {
	if filter == "" {
		return true
	}
	levels, wanted := strings.Split(topic, "/"), strings.Split(filter, "/")
	for i, want := range wanted {
		switch {
		case want == "#":
			return true
		case i >= len(levels) || want != "+" && want != levels[i]:
			return false
		}
	}
	return len(levels) == len(wanted)
}
