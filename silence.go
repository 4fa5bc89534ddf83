package truceline

// Silence is one who should have noticed an incident and did not, or who could
// have but for its state: what speaks against the incident, or fails to.
type Silence struct {
	Incident ID     `json:"incident"`
	By       string `json:"by"` // as in Watch.By and Observation.Source
	Means    Means  `json:"means"`
	// Chance is the probability that it notices one such event there and then; 0
	// where its state does not count as watching, or is not known.
	Chance float64 `json:"chance"`
	// Corrected is the factor of the posture's correction in that chance; 0: none.
	Corrected float64  `json:"corrected,omitempty"`
	State     Watching `json:"state"`
	Cause     Cause    `json:"cause,omitempty"`
}
