package truceline

// SourceRecord is how the statements of one source fared in a record, and the
// letter that follows from it. Nobody types it.
type SourceRecord struct {
	Source    string `json:"source"` // as in Observation.Source
	Means     Means  `json:"means"`
	Confirmed int    `json:"confirmed"` // statements that another, independent lineage bore out
	Refuted   int    `json:"refuted"`   // statements of which others would have noticed something, and did not
	Unjudged  int    `json:"unjudged"`  // statements that nobody else could judge
	// Reliability is the Admiralty letter, A completely reliable to E unreliable, F
	// cannot be judged, from Confirmed and Refuted alone.
	Reliability string `json:"reliability"`
}

// Circular is circular reporting: sources that each have a thing from the next,
// the last from the first, so that what looks like a second voice is an echo.
type Circular struct {
	Names        []string `json:"names"`                  // in order: each has it from the next, the last from the first
	Observations []ID     `json:"observations,omitempty"` // statements by which it is seen
	Texts        []string `json:"texts,omitempty"`        // or texts, as people call them
	Alarm        string   `json:"alarm"`                  // in a sentence, naming the loop
}
