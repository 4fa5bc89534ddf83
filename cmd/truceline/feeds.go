package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/truceline/truceline/access"
)

func feedsCommand() command {
	return command{
		name: "feeds", args: "DIR", brief: "say how the live feeds of a run are",
		help: `Prints, for each live feed of the run in DIR, whether it is heard, when its last message
came, how many come a second, how late they are, how many were refused, for how many reasons
and why, how far its clock lies from the others', what was lost, and its gaps. "truceline live" makes that
state anew each second; when it does not run, the last one is shown with its age.
A feed is ok, silent, waiting (not heard yet, or not since the door was started), refused,
down (it cannot run, or what it polls, dials or subscribes to cannot be reached), mistaken
(its stanza cannot be used) or taken away.
Exit code 1 when a feed is silent, refused or down, or its stanza has mistakes.

Example:
  truceline feeds /var/lib/truceline`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			asJSON := set.Bool("json", false, "print the state as JSON")
			return func(_ context.Context, env *environment, args []string) error {
				dir, err := folderArgument("", args)
				if err != nil {
					return err
				}
				return showFeeds(env.stdout, dir, *asJSON, time.Now().UTC())
			}
		},
	}
}

// staleAfter is the age beyond which a state is that of a door that runs no more.
const staleAfter = 5 * time.Second

func showFeeds(w io.Writer, dir string, asJSON bool, now time.Time) error {
	text, err := os.ReadFile(filepath.Join(dir, fileFeeds))
	if errors.Is(err, fs.ErrNotExist) {
		return usage("%s holds no live feeds; receive some with \"truceline live MISSION --out %s\"", dir, dir)
	}
	if err != nil {
		return fmt.Errorf("read the state of the feeds: %w", err)
	}
	var r feedsReport
	if err := json.Unmarshal(text, &r); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Join(dir, fileFeeds), err)
	}
	// The command line is the officer's; everything goes through the one door.
	r, _ = access.One(access.Reader{Role: access.Officer, Now: now}, r)
	if asJSON {
		_, err = fmt.Fprintf(w, "%s\n", text)
	} else {
		err = r.print(w, now)
	}
	if err != nil {
		return err
	}
	bad := 0
	for _, f := range r.Feeds {
		if !f.well() {
			bad++
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d feeds are not well", bad, len(r.Feeds))
	}
	return nil
}

func (r feedsReport) print(w io.Writer, now time.Time) error {
	fmt.Fprintf(w, "as of %s", r.AsOf.Format(time.RFC3339))
	if age := now.Sub(r.AsOf); age > staleAfter {
		fmt.Fprintf(w, ", %s ago: the live door does not run", age.Round(time.Second))
	}
	fmt.Fprintf(w, "; %d entries in the journal, %d not worked out yet\n\n", r.Entries, r.Behind)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "feed\tby\thealth\tlast message\ta second\tdelay\tclock\tmessages\tobservations\trefused\treasons\tlost\tgaps")
	for _, f := range r.Feeds {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%.1f\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", f.Feed, f.Transport, f.Health, lastHeard(f.Last, r.AsOf), f.PerSec,
			seconds(f.DelayS), seconds(f.OffsetS), f.Messages, f.Observations, f.Refused, f.Reasons, f.Dropped, len(f.Gaps))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, f := range r.Feeds {
		f.remarks(w)
	}
	return nil
}

// remarks prints what does not fit into the table.
func (f feedReport) remarks(w io.Writer) {
	say := func(what, text string) {
		if text != "" {
			fmt.Fprintf(w, "%s: %s%s\n", f.Feed, what, text)
		}
	}
	say("", f.Why)
	if f.Health == healthMistaken {
		say("this stanza cannot be used, and the feed does not run: ", f.Mistakes)
	} else {
		say("this stanza is not used, the last good one is: ", f.Mistakes)
	}
	if f.Fault != "" {
		say("", fmt.Sprintf("%s at %s", f.Fault, f.FaultAt.Format(time.RFC3339)))
	}
	for i, x := range f.Refusals {
		if i == 3 {
			say("", fmt.Sprintf("... and %d more reasons", f.Reasons-uint64(i)))
			break
		}
		say("refused ", inWords(x))
	}
}

func lastHeard(at, now time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return now.Sub(at).Round(time.Second).String() + " ago"
}

// seconds writes a span of time in the unit in which a person would say it.
func seconds(v *float64) string {
	if v == nil {
		return "-"
	}
	for _, unit := range []struct {
		name    string
		seconds float64
	}{{"y", 365.25 * 86400}, {"d", 86400}, {"h", 3600}, {"min", 60}} {
		if math.Abs(*v) >= 2*unit.seconds {
			return strconv.FormatFloat(*v/unit.seconds, 'f', 1, 64) + " " + unit.name
		}
	}
	return strconv.FormatFloat(*v, 'f', 1, 64) + " s"
}
