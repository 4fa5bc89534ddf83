package truceline

import "time"

// WatchTable is how well the contact line was watched for one kind of happening:
// pieces along the line by hours.
type WatchTable struct {
	Kind     Kind         `json:"kind"`
	LineAsOf Date         `json:"line_as_of"` // day of the contact line that the pieces are cut from
	From     time.Time    `json:"from"`       // of the first hour
	Hours    int          `json:"hours"`
	Pieces   []WatchPiece `json:"pieces"` // along the line, from its first end
}

// WatchPiece is a piece of the contact line, hour by hour, told by its middle.
type WatchPiece struct {
	FromKm float64 `json:"from_km"`
	ToKm   float64 `json:"to_km"`
	Middle Point   `json:"middle"`
	// States has a letter an hour: w watched, p partly, b blind, n not known.
	States string `json:"states"`
	// Chances is the probability, an hour, that one event of the kind there is
	// noticed by anybody; 0 where that is not known.
	Chances []float32 `json:"chances"`
}

// State is how well the piece was watched in an hour of the table.
func (p WatchPiece) State(hour int) Watching {
	switch p.States[hour] {
	case 'w':
		return Watched
	case 'p':
		return PartlyWatched
	case 'b':
		return Blind
	}
	return NotKnown
}

// SinceLook returns for how many hours, at the end of an hour of the table, nobody had
// watched the piece: 0 where somebody watched or partly watched it in that hour. Where
// nobody had since the table began, looked is false and the hours count from there.
func (p WatchPiece) SinceLook(hour int) (hours int, looked bool) {
	for h := hour; h >= 0; h-- {
		if s := p.State(h); s == Watched || s == PartlyWatched {
			return hour - h, true
		}
	}
	return hour + 1, false
}

// WatchLetter is the letter of a state in [WatchPiece.States].
func WatchLetter(w Watching) byte {
	switch w {
	case Watched:
		return 'w'
	case PartlyWatched:
		return 'p'
	case Blind:
		return 'b'
	}
	return 'n'
}
