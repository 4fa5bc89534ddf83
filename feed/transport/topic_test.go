package transport

import "testing"

// TestUnder: filters as the table of MQTT 5.0, 4.7.1 has them.
func TestUnder(t *testing.T) {
	good := func(filter, topic string, want bool) {
		t.Helper()
		if under(filter, topic) != want {
			t.Errorf("%q, %q: not %v", filter, topic, want)
		}
	}
	good("", "anything/at/all", true)
	good("sensors/#", "sensors/7/reports", true)
	good("sensors/#", "sensors", true) // the level above, too
	good("sensors/#", "sensor", false)
	good("sensors/+/reports", "sensors/7/reports", true)
	good("sensors/+/reports", "sensors/7/8/reports", false) // one level only
	good("sensors/+", "sensors", false)
	good("sensors/+", "sensors/", true) // an empty level is one
	good("sensors", "sensors/7", false)
	good("#", "a/b", true)
}
