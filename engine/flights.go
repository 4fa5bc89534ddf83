package engine

import "github.com/truceline/truceline"

// landed tells fuse of a track that has ended, where it was told of as something in
// the air.
func (e *Engine) landed(t truceline.Track) {
	told, ok := e.flights[t.ID]
	if !ok || t.Ended.IsZero() || len(t.Fixes) == 0 {
		return
	}
	last := t.Fixes[len(t.Fixes)-1]
	e.fuser.Ended(told, truceline.Place{Shape: truceline.ShapePoint, At: last.At, Ellipse: last.Ellipse}, t.Ended)
	delete(e.flights, t.ID)
}
