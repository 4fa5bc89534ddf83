package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// TestJoined: neighbouring pieces that were blind on one side at the same time and for the
// same cause are told of in one row, the longest first; others are not put together.
func TestJoined(t *testing.T) {
	from := time.Date(2030, 5, 1, 6, 0, 0, 0, time.UTC)
	blind := func(km float64, side string, hours int, cause truceline.Cause) coverage.BlindWindow {
		return coverage.BlindWindow{FromKm: km, ToKm: km + 5, Side: side, When: truceline.Window{From: from, To: from.Add(time.Duration(hours) * time.Hour)}, Cause: cause}
	}
	sides := []coverage.Effort{{Side: "B"}, {Side: "A"}}
	said := ""
	for _, x := range joined([]coverage.BlindWindow{
		blind(0, "A", 6, ""), blind(0, "B", 6, ""), blind(5, "B", 6, ""), blind(5, "A", 6, ""), blind(10, "A", 9, ""), blind(10, "B", 6, truceline.CauseWeather), blind(20, "B", 6, ""),
	}, sides) {
		said += fmt.Sprintf("%.0f-%.0f %s %.0f %s; ", x.FromKm, x.ToKm, x.Side, x.When.Hours(), x.Cause)
	}
	if want := "10-15 A 9 ; 0-10 B 6 ; 20-25 B 6 ; 0-10 A 6 ; 10-15 B 6 weather; "; said != want {
		t.Errorf("%s\nwant %s", said, want)
	}
}
