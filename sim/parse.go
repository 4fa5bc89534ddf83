package sim

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline/posture"
)

// Load reads the exercise in a folder of a file tree: exercise.yaml,
// posture.yaml, and the line and the country that exercise.yaml names, which may
// lie in a folder beside it ("../demo/line.geojson").
func Load(tree fs.FS, folder string) (Exercise, error) {
	var parts Parts
	var err error
	read := func(name string) []byte {
		data, failed := fs.ReadFile(tree, path.Join(folder, name))
		if failed != nil && err == nil {
			err = fmt.Errorf("read exercise %s: %w", folder, failed)
		}
		return data
	}
	parts.Exercise, parts.Posture = read(exerciseFile), read(postureFile)
	var named struct {
		LineFile  string `yaml:"line_file"`
		Country   string `yaml:"country"`
		Agreement string `yaml:"agreement"`
	}
	for _, text := range []*[]byte{&parts.Exercise, &parts.Country} {
		if err != nil {
			return Exercise{}, err
		}
		if bad := yaml.Unmarshal(*text, &named); bad != nil {
			return Exercise{}, fmt.Errorf("read exercise: %w", posture.Refusals(exerciseFile, bad))
		}
		if parts.Country == nil && named.Country != "" {
			parts.Country = read(named.Country)
		}
	}
	parts.Line = read(named.LineFile)
	if strings.HasSuffix(named.Agreement, ".yaml") {
		parts.Agreement = read(named.Agreement)
	}
	if err != nil {
		return Exercise{}, err
	}
	return Parse(parts)
}

// Parts are the texts that make an exercise.
type Parts struct {
	Exercise []byte // exercise.yaml: what happens, and where
	Posture  []byte // posture.yaml: who watches
	Line     []byte // GeoJSON with one LineString
	Country  []byte // what several exercises have in common, in the form of exercise.yaml; may be nil
	// Agreement is the text of the agreement when it goes with the exercise;
	// nil when exercise.yaml names one that ships with Truceline.
	Agreement []byte
}

// Parse reads an exercise from its texts. Every mistake comes back as a
// [truceline.Refusal] with the file and the line it stands on; several are
// joined into one error.
func Parse(p Parts) (Exercise, error) {
	var ex Exercise
	var watches posture.Posture
	c := checker{roots: map[string]*yaml.Node{}}
	for _, f := range []struct {
		name string
		text []byte
		into any
	}{{countryFile, p.Country, &ex}, {exerciseFile, p.Exercise, &ex}, {postureFile, p.Posture, &watches}} {
		if f.text == nil && f.name == countryFile {
			continue
		}
		var root yaml.Node
		if err := posture.Decode(f.name, f.text, &root, f.into); err != nil {
			return Exercise{}, fmt.Errorf("read exercise: %w", err)
		}
		c.roots[f.name] = &root
	}
	var err error
	if ex.Line, err = parseLine(p.Line); err != nil {
		return Exercise{}, fmt.Errorf("read line of exercise: %w", err)
	}
	ex.agreement, ex.posture = p.Agreement, p.Posture
	for _, w := range watches.Watchers {
		ex.Watchers = append(ex.Watchers, Watcher{Watcher: w})
	}
	c.check(ex, watches)
	if len(c.found) > 0 {
		return Exercise{}, fmt.Errorf("check exercise: %w", errors.Join(c.found...))
	}
	return ex, nil
}

const (
	exerciseFile = "exercise.yaml"
	postureFile  = "posture.yaml"
	countryFile  = "country.yaml"
)
