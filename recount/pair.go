package recount

import "github.com/truceline/truceline"

// Pair is the same ledger under two codebooks, happening by happening.
type Pair struct {
	First   string `json:"first"`
	Second  string `json:"second"`
	Both    int    `json:"both"`
	Only1   int    `json:"only_first"`
	Only2   int    `json:"only_second"`
	Neither int    `json:"neither"`
}

// Compare says which happenings of a record two codebooks both count. The
// results must be of the record.
func Compare(rec truceline.Record, a, b Result) Pair {
	p := Pair{First: a.Codebook.ID, Second: b.Codebook.ID}
	for _, i := range rec.Incidents {
		switch x, y := a.happening[i.ID], b.happening[i.ID]; {
		case x && y:
			p.Both++
		case x:
			p.Only1++
		case y:
			p.Only2++
		default:
			p.Neither++
		}
	}
	return p
}
