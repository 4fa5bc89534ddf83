package engine

import (
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
)

// TestWatchPiece: an hour is as its parts together, and never better.
func TestWatchPiece(t *testing.T) {
	w, p, b := coverage.Cell{State: truceline.Watched, Chance: 0.8}, coverage.Cell{State: truceline.PartlyWatched, Chance: 0.4}, coverage.Cell{State: truceline.Blind}
	n, doubt := coverage.Cell{State: truceline.NotKnown, NotKnown: true}, coverage.Cell{State: truceline.Blind, NotKnown: true}
	good := func(state truceline.Watching, chance float32, parts ...coverage.Cell) {
		t.Helper()
		piece := watchPiece(geo.Piece{ToKm: 5}, append([]coverage.Cell{w, w, w, w}, parts...))
		if piece.State(0) != truceline.Watched || piece.State(1) != state || piece.Chances[1] < chance-1e-6 || piece.Chances[1] > chance+1e-6 {
			t.Errorf("%v: %s %v, want %s %g", parts, piece.States, piece.Chances, state, chance)
		}
	}
	good(truceline.Watched, 0.8, w, w, w, w)
	good(truceline.PartlyWatched, 0.7, w, w, w, p)
	good(truceline.PartlyWatched, 0.2, b, b, b, w)
	good(truceline.PartlyWatched, 0.1, b, n, b, p)
	good(truceline.NotKnown, 0, b, b, b, n)
	good(truceline.NotKnown, 0, b, b, doubt, b)
	good(truceline.Blind, 0, b, b, b, b)
}
