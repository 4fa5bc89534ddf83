package sim

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
)

// Parse reads an exercise from its YAML file and from its line, a GeoJSON file
// with one LineString. Every mistake comes back as a [truceline.Refusal] with
// the line it stands on; several are joined into one error.
func Parse(src, line []byte) (Exercise, error) {
	var ex Exercise
	var root yaml.Node
	if err := yaml.Unmarshal(src, &root); err != nil {
		return Exercise{}, fmt.Errorf("read exercise: %w", yamlErrors(err))
	}
	dec := yaml.NewDecoder(bytes.NewReader(src))
	dec.KnownFields(true)
	if err := dec.Decode(&ex); err != nil {
		return Exercise{}, fmt.Errorf("read exercise: %w", yamlErrors(err))
	}
	var err error
	if ex.Line, err = parseLine(line); err != nil {
		return Exercise{}, fmt.Errorf("read line of exercise: %w", err)
	}
	c := checker{root: &root}
	c.check(ex)
	if len(c.found) > 0 {
		return Exercise{}, fmt.Errorf("check exercise: %w", errors.Join(c.found...))
	}
	return ex, nil
}

const exerciseFile = "exercise.yaml"

// yamlErrors turns the library's messages, which begin with the line, into
// refusals.
func yamlErrors(err error) error {
	messages := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		messages = typed.Errors
	}
	at := regexp.MustCompile(`line (\d+): (.*)`)
	var all []error
	for _, m := range messages {
		r := truceline.Refusal{File: exerciseFile, Line: 1, Reason: m}
		if parts := at.FindStringSubmatch(m); parts != nil {
			r.Line, _ = strconv.Atoi(parts[1])
			r.Reason = parts[2]
		}
		all = append(all, r)
	}
	return errors.Join(all...)
}

// UnmarshalYAML reads "05:30"; "24:00" is the end of the day.
func (o *OfDay) UnmarshalYAML(n *yaml.Node) error {
	var h, m int
	if k, err := fmt.Sscanf(n.Value, "%d:%d", &h, &m); err != nil || k != 2 || len(n.Value) != 5 ||
		h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		return fmt.Errorf("line %d: not a time of day as 05:30: %q", n.Line, n.Value)
	}
	*o = OfDay(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute)
	return nil
}
