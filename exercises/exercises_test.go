package exercises_test

import (
	"io/fs"
	"testing"

	"github.com/truceline/truceline/exercises"
)

func TestFiles(t *testing.T) {
	for _, name := range []string{
		"demo/exercise.yaml", "demo/posture.yaml", "demo/line.geojson", "demo/through.csv",
		"real/easter-2025/replay.yaml", "real/victory-2025/replay.yaml", "real/easter-2026/replay.yaml", "real/minsk-2020/replay.yaml",
	} {
		if data, err := fs.ReadFile(exercises.Files(), name); err != nil || len(data) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
}
