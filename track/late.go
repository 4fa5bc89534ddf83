package track

// history is what a track needs to go back: stub
type history struct{}

func (t *Tracker) late(s *Scan) bool { return false }

func (t *Tracker) note(f *follow, s *Scan, h *hypothesis) {}
