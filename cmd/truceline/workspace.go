package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/journal"
	"github.com/truceline/truceline/report"
	"github.com/truceline/truceline/store"
	"github.com/truceline/truceline/wording"
)

// A run's folder. Only the journal matters; all else is made from it again by
// "truceline rebuild".
//
//	journal/          what came in, and what was concluded
//	truth.ndjson      an exercise's truth, for the page only
//	store.db          read tables
//	report.html ...   the report
//	feeds/            the stanzas of live feeds, as they stand in the journal
//	feeds.json        the state of live feeds
const (
	dirJournal = "journal"
	fileStore  = "store.db"
	fileTruth  = "truth.ndjson"
)

// Names under which the configuration itself stands in the journal.
const (
	feedConfig       = "config"
	fileReplay       = "replay.yaml"
	fileAgreement    = "agreement.yaml"
	fileFiles        = "files.txt" // every file that was read, with its SHA-256
	hintReplayFirst  = "make one with \"truceline replay FOLDER --out DIR\" or \"truceline demo --out DIR\""
	reportJSON       = "report.json"
	reportHTML       = "report.html"
	ratesCSV         = "rates.csv"
	incidentsCSV     = "incidents.csv"
	incidentsGeoJSON = "incidents.geojson"
)

// errNoConfiguration is a journal that was cut off before, or within, the
// configuration that stands at its head.
var errNoConfiguration = errors.New("the journal was cut off before its configuration was written; run the replay again")

// openJournal opens the journal of an existing run.
func openJournal(ctx context.Context, env *environment, dir string) (*journal.Journal, error) {
	if _, err := os.Stat(filepath.Join(dir, dirJournal)); err != nil {
		return nil, usage("%s holds no journal; %s", dir, hintReplayFirst)
	}
	return journal.Open(ctx, filepath.Join(dir, dirJournal), journal.Options{Logger: env.log})
}

// openRun opens a run's journal, which the caller closes, and reads what the run
// was configured with.
func openRun(ctx context.Context, env *environment, dir string) (*journal.Journal, *loaded, error) {
	j, err := openJournal(ctx, env, dir)
	if err != nil {
		return nil, nil, err
	}
	l, err := loadJournal(ctx, j)
	if err != nil {
		return nil, nil, errors.Join(err, j.Close())
	}
	return j, l, nil
}

// loadJournal reads the configuration that stands at the head of a journal.
func loadJournal(ctx context.Context, j *journal.Journal) (*loaded, error) {
	var replayText, agreementText, filesText []byte
	enough := errors.New("enough")
	err := j.Read(ctx, 1, 0, func(entries []truceline.Entry) error {
		for _, e := range entries {
			switch {
			case e.Feed == feedConfig && e.Erased:
				return fmt.Errorf("%s was erased: the record can still be proved, but not replayed", e.File)
			case e.Feed == feedConfig && e.File == fileReplay:
				replayText = e.Body
			case e.Feed == feedConfig && e.File == fileAgreement:
				agreementText = e.Body
			case e.Feed == feedConfig && e.File == fileFiles:
				filesText = append([]byte{}, e.Body...) // empty, and not nil, where a live mission has no files
				return enough
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, enough) {
		return nil, fmt.Errorf("read configuration from the journal: %w", err)
	}
	if replayText == nil || agreementText == nil || filesText == nil {
		return nil, errNoConfiguration
	}
	l := &loaded{filesText: filesText, live: true} // whether or not it was
	if err := l.parse(fileReplay, replayText, agreementText); err != nil {
		return nil, fmt.Errorf("configuration in the journal: %w", err)
	}
	return l, nil
}

// publish writes the store and the report of a pass into the run's folder. The
// journal is held open meanwhile, so that nobody else does. Between short steps it calls pause.
func publish(ctx context.Context, dir string, f *flowed, pause func()) (report.Truce, error) {
	truth, err := readTruth(filepath.Join(dir, fileTruth))
	if err != nil {
		return report.Truce{}, err
	}
	content := f.content(truth)
	content.Pause = pause
	pause()
	if err := store.Write(ctx, filepath.Join(dir, fileStore), content); err != nil {
		return report.Truce{}, fmt.Errorf("write store: %w", err)
	}
	if err := writeFeeds(dir, f.feeds); err != nil {
		return report.Truce{}, err
	}
	t, err := reportOf(f.record)
	if err != nil {
		return t, err
	}
	return t, writeReport(dir, t, f.record, wording.Reader{}, pause)
}

// reportOf makes the truce report with the recounts that the run is
// configured with.
func reportOf(rec truceline.Record) (report.Truce, error) {
	t := report.Build(rec)
	var err error
	t.Recounts, err = configuredRecounts(rec)
	return t, err
}

// writeFeeds lays the stanzas of live feeds beside the store, as they stand in the
// journal: whoever shows a raw entry reads it by them.
func writeFeeds(dir string, feeds map[string]string) error {
	if len(feeds) == 0 {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(dir, dirFeeds), 0o755); err != nil {
		return fmt.Errorf("write feeds: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(feeds)) {
		if err := writeFile(filepath.Join(dir, feedFile(name)), []byte(feeds[name])); err != nil {
			return err
		}
	}
	return nil
}

// removeLeftovers removes what a killed process had half written. The journal is held
// open, and nothing of this process is being written.
func removeLeftovers(dir string) {
	for _, pattern := range []string{"." + fileStore + ".*.tmp", "*.partial"} {
		names, _ := filepath.Glob(filepath.Join(dir, pattern)) // the only error is a bad pattern
		for _, name := range names {
			os.Remove(name) // one that stays is in nobody's way
		}
	}
}

// writeReport writes the report in all its forms, each into place at once; the
// reasons of findings are told to the reader.
func writeReport(dir string, t report.Truce, rec truceline.Record, reader wording.Reader, pause func()) error {
	files := []struct {
		name string
		make func() ([]byte, error)
	}{
		{reportJSON, func() ([]byte, error) { return report.JSON(t) }},
		{reportHTML, func() ([]byte, error) { return report.HTML(t, rec, reader) }},
		{ratesCSV, func() ([]byte, error) { return report.RatesCSV(t) }},
		{incidentsCSV, func() ([]byte, error) { return report.IncidentsCSV(rec) }},
		{incidentsGeoJSON, func() ([]byte, error) { return report.IncidentsGeoJSON(rec) }},
	}
	for _, f := range files {
		pause()
		data, err := f.make()
		if err != nil {
			return fmt.Errorf("make %s: %w", f.name, err)
		}
		if err := writeFile(filepath.Join(dir, f.name), data); err != nil {
			return err
		}
	}
	return nil
}

// writeFile puts a file into place whole: a reader sees the old or the new.
func writeFile(name string, data []byte) error {
	partial := name + ".partial"
	if err := os.WriteFile(partial, data, 0o644); err != nil {
		os.Remove(partial)
		return fmt.Errorf("write %s: %w", name, err)
	}
	return os.Rename(partial, name)
}

// readTruth reads an exercise's truth; none for a real run.
func readTruth(name string) ([]store.Truth, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read truth: %w", err)
	}
	defer file.Close()
	var truth []store.Truth
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var i store.Truth
		if err := json.Unmarshal(lines.Bytes(), &i); err != nil {
			return nil, fmt.Errorf("read truth: %s:%d: %w", name, n, err)
		}
		truth = append(truth, i)
	}
	return truth, lines.Err()
}

// isWorld reports whether a folder is a world, or another replay, and not a run.
func isWorld(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, fileReplay))
	return !errors.Is(err, fs.ErrNotExist)
}

// flowOf runs the engine over a run's journal, or over a world that is replayed
// into a folder which is removed again. under may set another text to judge by
// before anything is worked out; nil keeps what was agreed.
func flowOf(ctx context.Context, env *environment, folder, data string, under func(*loaded) error) (f *flowed, err error) {
	err = journalOf(ctx, env, folder, data, func(j *journal.Journal, l *loaded) error {
		if under != nil {
			if err := under(l); err != nil {
				return err
			}
		}
		f, err = flow(ctx, env, j, l)
		return err
	})
	return f, err
}

// journalOf calls fn with the journal of a run, or with that of a world, which is
// received into a folder that is removed again.
func journalOf(ctx context.Context, env *environment, folder, data string, fn func(*journal.Journal, *loaded) error) error {
	if !isWorld(folder) {
		j, l, err := openRun(ctx, env, folder)
		if err != nil {
			return err
		}
		defer j.Close()
		return fn(j, l)
	}
	l, err := loadReplay(folder)
	if err != nil {
		return err
	}
	arrivals, err := l.arrivals(data)
	if err != nil {
		return err
	}
	passing, err := os.MkdirTemp("", "truceline-passing-")
	if err != nil {
		return fmt.Errorf("make a folder for the replay: %w", err)
	}
	defer os.RemoveAll(passing)
	j, err := journal.Open(ctx, passing, journal.Options{Logger: env.log})
	if err != nil {
		return err
	}
	defer j.Close()
	if err := receive(ctx, env, j, l, arrivals); err != nil {
		return err
	}
	return fn(j, l)
}
