package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/news"
	"github.com/truceline/truceline/lineage"
)

func lineageCommand() command {
	return command{
		name: "lineage", args: "PATH...", brief: "tell who said it first in a set of texts, and how many independent voices they are",
		help: `Reads texts (plain text, HTML, RSS or Atom; English, Ukrainian, Russian, French), each
PATH a file or a folder of them, and prints

  which text was made from which: copied, cut, told in other words, translated, or cited,
  who said what, and in which texts it stands: two texts are one lineage if one was made
    from the other, and a thing once said is one origin however often it is printed,
  how many independent lineages they are. --level existence asks whether it happened:
    texts that go back to different statements are independent. --level attribution asks
    who did it: texts of one outlet, or that lean on one speaker, are one. --level nation
    asks whose word it is: texts that lean on speakers of one nation are one as well,
  the figures with those who claim them, side by side,
  circular reporting, naming the loop.

Lines such as "Outlet: The Herald" and "Published: 2031-03-01T12:00:00Z" at the top of a
plain text, up to a blank line, say what it does not say itself. Without times a text
that cites another comes after it; where nothing tells, that is said.

Example:
  truceline lineage articles/ --level existence`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			asJSON := set.Bool("json", false, "print everything as JSON")
			level := set.String("level", "existence", "what the texts are asked to be independent for: existence, attribution or nation")
			svg := set.String("svg", "", "also draw the texts and what was made from what into `FILE`")
			return func(ctx context.Context, env *environment, args []string) error {
				at := slices.IndexFunc(lineage.Levels(), func(l lineage.Level) bool { return l.String() == *level })
				switch {
				case at < 0:
					return usage("--level is existence, attribution or nation, not %q", *level)
				case len(args) == 0:
					return usage("name the texts, or a folder of them")
				}
				texts, refusals, err := readTexts(ctx, env, args)
				if err != nil {
					return err
				}
				g := traceTexts(env, texts)
				if *svg != "" {
					if err := writeFile(*svg, lineageSVG(g)); err != nil {
						return err
					}
				}
				out := lineageOutputOf(g, *level, g.Independent(lineage.Levels()[at], nil))
				out.Refused = refusals
				if *asJSON {
					return printJSON(env, out)
				}
				_, err = fmt.Fprint(env.stdout, out.text())
				return err
			}
		},
	}
}

// readTexts reads the texts of files and folders, in order of name.
func readTexts(ctx context.Context, env *environment, paths []string) ([]truceline.Text, []truceline.Refusal, error) {
	var names []string
	for _, path := range paths {
		found, err := textFiles(path)
		if err != nil {
			return nil, nil, err
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	format, err := news.New(feed.Config{Feed: "lineage", Source: "lineage"})
	if err != nil {
		return nil, nil, err
	}
	var texts []truceline.Text
	var refusals []truceline.Refusal
	seen := map[truceline.ID]bool{}
	bar := newProgress(env, "reading texts", len(names))
	defer bar.end()
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, fmt.Errorf("read text: %w", err)
		}
		id := truceline.IDOf("text file", name, string(body))
		r := format.Parse(truceline.Entry{ID: id, Feed: "lineage", File: name, Body: body}, nil)
		for _, t := range r.Texts {
			if !seen[t.ID] {
				seen[t.ID] = true
				texts = append(texts, t)
			}
		}
		refusals = append(refusals, r.Refusals...)
		bar.add(1)
	}
	if len(texts) == 0 {
		if len(refusals) > 0 {
			return nil, nil, refusals[0]
		}
		return nil, nil, fmt.Errorf("no text was found; name files, or a folder with %s", strings.Join(textEndings(), ", "))
	}
	shortenNames(texts)
	return texts, refusals, nil
}

// textEndings are the names of files that are taken from a folder.
func textEndings() []string { return []string{".txt", ".html", ".htm", ".xml", ".rss", ".atom"} }

// textFiles returns a file, or the texts in a folder and those below it.
func textFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("find texts: %w", err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var out []string
	err = filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && slices.Contains(textEndings(), strings.ToLower(filepath.Ext(name))) {
			out = append(out, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find texts: %w", err)
	}
	return out, nil
}

// shortenNames leaves out of the names the folder that all texts lie in.
func shortenNames(texts []truceline.Text) {
	common := filepath.Dir(texts[0].Name)
	for _, t := range texts {
		for common != "." && common != string(filepath.Separator) && !strings.HasPrefix(t.Name, common+string(filepath.Separator)) {
			common = filepath.Dir(common)
		}
	}
	for i := range texts {
		texts[i].Name = strings.TrimPrefix(texts[i].Name, common+string(filepath.Separator))
	}
}

// traceTexts reads the texts with progress and joins them.
func traceTexts(env *environment, texts []truceline.Text) lineage.Graph {
	reader := lineage.NewReader()
	bar := newProgress(env, "reading who says what", len(texts))
	reports := make([]lineage.Report, len(texts))
	for i, t := range texts {
		reports[i] = reader.Read(t)
		bar.add(1)
	}
	bar.end()
	return reader.Join(reports)
}
