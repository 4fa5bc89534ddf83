package fuse

import "github.com/truceline/truceline"

// Reliability is how much a statement by one means weighs for existence: how
// many times likelier it is to be made when the thing happened than when not.
type Reliability struct {
	Means      truceline.Means
	Vague      bool   // for a bang or a flash that was not named
	Confidence string // the source's own word; empty: any
	Ratio      float64
	Why        string
}

// Reliabilities returns the ratios in use. They are assumptions, stated so that
// they can be argued with; a later version measures them on exercises and on
// real double detections. The first row that fits applies.
func Reliabilities() []Reliability {
	return []Reliability{
		{truceline.MeansThermal, false, "high", 200, "saturated or very strong pixel; false alarms are rare by the product's own classes"},
		{truceline.MeansThermal, false, "low", 3, "sun glint and weak anomalies are in this class by the product's own description"},
		{truceline.MeansThermal, false, "", 50, "nominal confidence"},
		{truceline.MeansCamera, true, "", 2, "headlights, glint and lightning look alike until they are named"},
		{truceline.MeansAcoustic, true, "", 2, "a door, a tyre and thunder sound alike until they are named"},
		{truceline.MeansSaw, true, "", 12, "seen, and not made out"},
		{truceline.MeansSaw, false, "", 60, "a trained observer who saw it"},
		{truceline.MeansDrone, false, "", 60, "seen on the monitor's own imagery"},
		{truceline.MeansCamera, false, "", 30, "flash or plume on a fixed camera"},
		{truceline.MeansRadar, false, "", 20, "track or plot"},
		{truceline.MeansHeard, false, "", 15, "a trained observer who heard it"},
		{truceline.MeansAcoustic, false, "", 8, "automatic classification; wind and thunder give false alarms"},
		{truceline.MeansTelemetry, false, "", 50, "a meter"},
		{truceline.MeansAirAlert, false, "", 100, "that the alert was given: a public act of the authority that states it; its record may merge alerts, and says nothing of an attack"},
	}
}

// priorOdds is the odds that a happening of a kind is behind a statement before
// its means is weighed.
const priorOdds = 0.5

// doubt is the factor by which each ratio may be wrong either way; it makes
// the bounds.
const doubt = 2.5

// ratioOf returns the likelihood ratio of an observation and true, or false
// when nothing is known about how often such statements are wrong.
func ratioOf(o truceline.Observation) (float64, bool) {
	vague := o.Kind == truceline.KindExplosion || o.Kind == truceline.KindLightAndTracer
	for _, r := range Reliabilities() {
		if r.Means == o.Means && (!r.Vague || vague) && (r.Confidence == "" || r.Confidence == o.Confidence) {
			return r.Ratio, true
		}
	}
	return 1, false
}
