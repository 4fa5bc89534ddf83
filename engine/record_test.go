package engine

import (
	"reflect"
	"testing"
)

// TestRecordInSteps: a record that is made while the engine goes on holds the incidents and findings of
// the moment when it was begun, whatever became of them meanwhile, and their observations.
func TestRecordInSteps(t *testing.T) {
	e := New(config())
	play(t, e, tick(0), said("post-1", 10), said("post-1", 60), tick(90))
	want, refs := e.Record(), e.Refs()
	minute, paused := 100.0, 0
	got := e.RecordInSteps(func() {
		paused++
		again := said("post-2", 10) // it joins the first of them
		again.Entry.Received = at(minute)
		play(t, e, again, said("post-3", minute), tick(minute+10))
		minute += 20
	})
	if paused < 4 {
		t.Fatalf("paused %d times", paused)
	}
	if !reflect.DeepEqual(got.Incidents, want.Incidents) || !reflect.DeepEqual(got.Findings, want.Findings) || got.AsOf != want.AsOf {
		t.Errorf("made in steps %+v, at once %+v", got.Incidents, want.Incidents)
	}
	if later := e.Record(); len(later.Incidents) <= len(want.Incidents) || reflect.DeepEqual(later.Incidents[0], want.Incidents[0]) {
		t.Errorf("nothing happened meanwhile: %+v", later.Incidents)
	}
	for _, r := range Attach(refs, want.Incidents) {
		if r.Incident.IsZero() {
			t.Errorf("observation %s is of no incident", r.ID.Short())
		}
	}
}
