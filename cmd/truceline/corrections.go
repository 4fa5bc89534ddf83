package main

import (
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// printCorrections prints the corrections of a posture as they would read with what
// a record taught, those that held included.
func printCorrections(env *environment, rec truceline.Record, asJSON bool) error {
	out := []truceline.Correction{}
	if c := rec.RateChecks; c != nil {
		out = append(out, posture.Corrections(c.Corrections, c.Detection, rec.Run.Name+" as of "+rec.AsOf.UTC().Format("2006-01-02 15:04 UTC"))...)
	}
	if asJSON {
		return printJSON(env, map[string]any{"corrections": out})
	}
	if len(out) == 0 {
		_, err := fmt.Fprintln(env.stdout, "# No detection model is to be corrected: nothing in the record speaks against one beyond chance.\ncorrections: []")
		return err
	}
	text, err := yaml.Marshal(map[string]any{"corrections": out})
	if err != nil {
		return fmt.Errorf("write corrections: %w", err)
	}
	_, err = env.stdout.Write(text)
	return err
}

// correctionsOf are the corrections in a record's chances of noticing one kind.
func correctionsOf(rec truceline.Record, kind truceline.Kind) []truceline.Correction {
	if rec.RateChecks == nil {
		return []truceline.Correction{}
	}
	return slices.DeleteFunc(slices.Clone(rec.RateChecks.Corrections), func(c truceline.Correction) bool { return c.Kind != kind })
}

// printCorrected says which corrections are in the chances above.
func printCorrected(w io.Writer, list []truceline.Correction) error {
	if len(list) == 0 {
		return nil
	}
	if _, err := fmt.Fprintln(w, "\nchances of noticing as corrected by the posture:"); err != nil {
		return err
	}
	for _, c := range list {
		if _, err := fmt.Fprintf(w, "  %s  times %.3g (version %d, from %s)\n", c.Means, c.Factor, c.Version, c.From); err != nil {
			return err
		}
	}
	return nil
}
