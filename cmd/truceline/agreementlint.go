package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/journal"
	"github.com/truceline/truceline/posture"
	"github.com/truceline/truceline/wording"
)

func lintCommand() command {
	return command{
		name: "agreement lint", args: "FILE", brief: "tell negotiators what a text leaves open and what nobody could verify",
		help: `Reads an agreement and tells, before it is signed, what it leaves open: words without a
meaning, duties without a clock or an owner, exemptions that swallow a rule, zones that
overlap, what weighs on one side more than on the other, numbers without a source. Every
remark says where in the file and what would settle it; docs/lint.md explains the rules.
--lang tells it all in Ukrainian, French or Russian.

With --posture, who watches what, it also tells for each clause how likely one breach
would be noticed, by side, stretch of the line, day and night, by two independent
sources, and by one that can tell which side it was. WORLD_OR_RUN is a folder with a
posture and a line: a world of "truceline sim", or a run. Its own agreement is set aside.
Where FILE names the sides otherwise than the world, --sides says which is which.

These figures are predictions. "truceline score" holds the ledger behind them against
exercises whose truth is known. Exit code 1 when the file has mistakes.

Example:
  truceline agreement lint agreements/gcsp-2025.yaml --posture /tmp/world`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			var o lintOptions
			var language string
			set.StringVar(&o.posture, "posture", "", "folder `WORLD_OR_RUN`, or the posture.yaml in a world")
			set.StringVar(&o.sides, "sides", "", "which party is which side of the world, as `OTHER=OWN,OTHER=OWN`")
			set.StringVar(&language, "lang", "en", "tell it in this `LANGUAGE`: en, uk, fr or ru")
			set.BoolVar(&o.json, "json", false, "print everything as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) != 1 {
					return usage("name one agreement file")
				}
				var err error
				if o.reader, err = readerOf(language); err != nil {
					return err
				}
				return lintAgreement(ctx, env, args[0], o)
			}
		},
	}
}

type lintOptions struct {
	posture, sides string
	reader         wording.Reader
	json           bool
}

// linted is everything that is told.
type linted struct {
	File    string             `json:"file"`
	Remarks []agreement.Remark `json:"remarks"`
	Posture string             `json:"posture,omitempty"`
	Clauses []clauseVerified   `json:"clauses,omitempty"`
}

// clauseVerified is how well breaches of one clause would be noticed.
type clauseVerified struct {
	Clause   string              `json:"clause"`
	Says     []string            `json:"says"`
	Noticed  float64             `json:"noticed"` // in the mean over all places and hours
	BySide   map[string]float64  `json:"noticed_by_side"`
	Day      float64             `json:"noticed_by_day"`
	Night    float64             `json:"noticed_by_night"`
	Twice    float64             `json:"noticed_twice"`
	Directed float64             `json:"side_told"`
	Weather  map[string]float64  `json:"noticed_by_weather"`      // as if it had been so throughout
	Told     map[string]float64  `json:"told,omitempty"`          // by how long after it began, e.g. "1h0m0s"
	False    float64             `json:"false_statements_a_week"` // of its kinds; below 0: not known
	Parts    []engine.Verifiable `json:"stretches"`
}

func lintAgreement(ctx context.Context, env *environment, name string, o lintOptions) error {
	text, err := readAgreementFile(name)
	if err != nil {
		return err
	}
	a, problems := agreement.Parse(name, text)
	if agreement.Refused(problems) {
		for _, p := range problems {
			fmt.Fprintln(env.stdout, p)
		}
		return fmt.Errorf("%s has mistakes; put them right first", name)
	}
	out := linted{File: name, Remarks: agreement.Lint(a)}
	if out.Remarks == nil {
		out.Remarks = []agreement.Remark{}
	}
	agreement.Locate(text, out.Remarks)
	if o.posture != "" {
		if out.Posture, out.Clauses, err = verifiability(ctx, env, a, o); err != nil {
			return err
		}
	}
	for k, r := range out.Remarks {
		out.Remarks[k].Says, out.Remarks[k].Do = o.reader.Say(r.Says), o.reader.Say(r.Do)
	}
	for n := range out.Clauses {
		for k, s := range out.Clauses[n].Says {
			out.Clauses[n].Says[k] = o.reader.Say(s)
		}
	}
	if o.json {
		return json.NewEncoder(env.stdout).Encode(out)
	}
	out.print(env.stdout, o.reader)
	return nil
}

// verifiability works the world or run out under the draft and asks its ledger.
func verifiability(ctx context.Context, env *environment, a truceline.Agreement, o lintOptions) (string, []clauseVerified, error) {
	folder := o.posture
	if filepath.Base(folder) == "posture.yaml" {
		folder = filepath.Dir(folder)
	}
	var asked *engine.Engine
	err := journalOf(ctx, env, folder, "", func(j *journal.Journal, l *loaded) (err error) {
		if a, err = sidesOf(l.agreement, a, o.sides); err != nil {
			return err
		}
		l.agreement = a
		asked, err = watching(ctx, env, j, l)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	watchers, err := postureOf(folder)
	if err != nil {
		return "", nil, err
	}
	var clauses []truceline.Clause
	for _, c := range a.Clauses {
		if c.Kind != truceline.ClauseExemption && c.Kind != truceline.ClauseAccess && len(c.Kinds) > 0 { // what is refused to it, the monitor notices itself
			clauses = append(clauses, c)
		}
	}
	out := make([]clauseVerified, len(clauses))
	for n, parts := range asked.Verifiable(clauses, nil) {
		if len(parts) == 0 {
			return "", nil, fmt.Errorf("%s has no contact line to look along: its replay.yaml needs maps of control and \"line:\"", folder)
		}
		out[n] = verifiedClause(clauses[n], parts, watchers)
		out[n].Weather = map[string]float64{}
	}
	for _, s := range skies() {
		for n, parts := range asked.Verifiable(clauses, &s.sky) {
			out[n].Weather[s.name] = meanNoticed(parts)
		}
	}
	for n := range out {
		out[n].Says = out[n].words(clauses[n])
	}
	return folder, out, nil
}

// skies are the weathers that a clause is tried in.
func skies() []struct {
	name string
	sky  coverage.Sky
} {
	return []struct {
		name string
		sky  coverage.Sky
	}{{"clear", coverage.Sky{}}, {"fog", coverage.Sky{Fog: true, Cloud: 1}}, {"rain and wind", coverage.Sky{Rain: true, Wind: true, Cloud: 1}}}
}

// meanNoticed is the chance in the mean over all places and hours.
func meanNoticed(parts []engine.Verifiable) float64 {
	var sum, n float64
	for _, p := range parts {
		sum, n = sum+p.Noticed*float64(p.Asked), n+float64(p.Asked)
	}
	return sum / max(n, 1)
}

// postureOf reads who watches in a world; a run keeps its posture in the journal.
func postureOf(folder string) ([]posture.Watcher, error) {
	text, err := os.ReadFile(filepath.Join(folder, "posture.yaml"))
	if err != nil || !isWorld(folder) {
		return nil, nil
	}
	p, err := posture.Parse("posture.yaml", text)
	return p.Watchers, err
}

// verifiedClause adds the stretches up and says them in words.
func verifiedClause(c truceline.Clause, parts []engine.Verifiable, watchers []posture.Watcher) clauseVerified {
	mean := func(of func(engine.Verifiable) float64, keep func(engine.Verifiable) bool) float64 {
		var sum, n float64
		for _, p := range parts {
			if keep(p) {
				sum, n = sum+of(p)*float64(p.Asked), n+float64(p.Asked)
			}
		}
		if n == 0 {
			return 0
		}
		return sum / n
	}
	noticed := func(p engine.Verifiable) float64 { return p.Noticed }
	all := func(engine.Verifiable) bool { return true }
	v := clauseVerified{Clause: c.ID, Parts: parts, BySide: map[string]float64{}, False: falseAWeek(c, watchers)}
	v.Noticed = meanNoticed(parts)
	v.Day = mean(noticed, func(p engine.Verifiable) bool { return !p.Night })
	v.Night = mean(noticed, func(p engine.Verifiable) bool { return p.Night })
	v.Twice = mean(func(p engine.Verifiable) float64 { return p.Twice }, all)
	v.Directed = mean(func(p engine.Verifiable) float64 { return p.Directed }, all)
	for _, p := range parts {
		v.BySide[p.Side] = mean(noticed, func(q engine.Verifiable) bool { return q.Side == p.Side })
	}
	for k, step := range engine.TellSteps() {
		if len(parts[0].Told) > 0 {
			if v.Told == nil {
				v.Told = map[string]float64{}
			}
			v.Told[step.String()] = mean(func(p engine.Verifiable) float64 { return p.Told[k] }, all)
		}
	}
	return v
}

// falseAWeek is how many statements of a clause's kinds the watchers make in a
// week although nothing happened. Not each becomes a finding.
func falseAWeek(c truceline.Clause, watchers []posture.Watcher) float64 {
	if len(watchers) == 0 {
		return -1
	}
	var sum float64
	for _, w := range watchers {
		sites := len(w.At)
		for _, cluster := range w.Clusters {
			sites += cluster.Sites
		}
		var ours, whole float64
		for _, s := range w.FalseSays {
			whole += s.Weight
			if slices.Contains(c.Kinds, s.Kind) {
				ours += s.Weight
			}
		}
		if whole > 0 {
			sum += w.FalsePerHour * float64(sites) * 24 * 7 * ours / whole
		}
	}
	return sum
}
