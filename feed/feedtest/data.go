package feedtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Data returns the bytes of a file of the shared data, which lies in
// TRUCELINE_DATA, or else in ../shared/data beside the repository. Where it is
// missing the test is skipped; in CI it fails.
func Data(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(DataDir(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// DataDir returns the folder of the shared data, see [Data].
func DataDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("TRUCELINE_DATA")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil || root == filepath.Dir(root) {
				break
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("no shared data: %v", err)
		}
		t.Skipf("skipped, as there is no shared data: %v", err)
	}
	return dir
}
