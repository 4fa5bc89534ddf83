package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// progress shows how far long work has come: items, rate and time left, on a
// terminal only. A nil progress shows nothing.
type progress struct {
	w       io.Writer
	what    string
	total   int
	done    int
	started time.Time
	shown   time.Time
}

// newProgress returns nil when stderr is not a terminal.
func newProgress(env *environment, what string, total int) *progress {
	if !env.terminal {
		return nil
	}
	return &progress{w: env.stderr, what: what, total: total, started: time.Now()}
}

// add counts n more items and repaints at most ten times a second.
func (p *progress) add(n int) {
	if p == nil {
		return
	}
	p.done += n
	now := time.Now()
	if now.Sub(p.shown) < 100*time.Millisecond {
		return
	}
	p.shown = now
	fmt.Fprintf(p.w, "\r\x1b[K%s", p.line(now))
}

func (p *progress) line(now time.Time) string {
	elapsed := now.Sub(p.started).Seconds()
	rate := float64(p.done) / max(elapsed, 1e-3)
	s := fmt.Sprintf("%s: %d", p.what, p.done)
	if p.total > 0 {
		left := time.Duration(float64(p.total-p.done) / max(rate, 1e-9) * float64(time.Second))
		s += fmt.Sprintf(" of %d, %.0f/s, %s left", p.total, rate, left.Round(time.Second))
	} else {
		s += fmt.Sprintf(", %.0f/s", rate)
	}
	return s
}

// end clears the line.
func (p *progress) end() {
	if p != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
