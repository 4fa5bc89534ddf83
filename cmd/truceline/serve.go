package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/assets"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/journal"
	"github.com/truceline/truceline/store"
	"github.com/truceline/truceline/web"
)

const defaultAddr = "127.0.0.1:8470"

func serveCommand() command {
	return command{
		name: "serve", args: "DIR", brief: "serve the page of a run on this machine",
		help: `Serves the map, the lists and the report of the run in DIR on a loopback address. It
listens on this machine only, as there are no accounts yet. Ctrl-C ends it.

Example:
  truceline serve --dir /tmp/easter`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			dir := set.String("dir", "", "the run's folder `DIR`, instead of the argument")
			addr := set.String("addr", defaultAddr, "loopback `ADDRESS` to serve on; port 0 takes a free one")
			asJSON := set.Bool("json", false, "say where it serves as one line of JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				folder, err := folderArgument(*dir, args)
				if err != nil {
					return err
				}
				return serve(ctx, env, announce{env.stdout, *asJSON}, folder, func() (net.Listener, error) { return web.Listen(ctx, *addr) })
			}
		},
	}
}

// serve opens store and journal, serves until ctx ends, and closes: doors
// first, store last. What a person should know goes to say.
func serve(ctx context.Context, env *environment, say announce, dir string, listen func() (net.Listener, error)) error {
	st, err := openStore(dir)
	if err != nil {
		return err
	}
	defer st.Close()
	j, err := openJournal(ctx, env, dir)
	if err != nil {
		return err
	}
	defer j.Close()
	options, err := webOptions(ctx, env, dir, st, j)
	if err != nil {
		return err
	}
	handler, err := web.New(options)
	if err != nil {
		return fmt.Errorf("prepare pages: %w", err)
	}
	listener, err := listen()
	if err != nil {
		return err
	}
	say.serving("serving "+dir+" on", "http://"+listener.Addr().String(), dir)
	if err := web.Serve(ctx, listener, handler); err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	say.stopped()
	return nil
}

// announce tells people, or a program that started us, where something is served.
type announce struct {
	to   io.Writer
	json bool
}

// serving tells what is served, and where: the address of a page or of a socket.
func (a announce) serving(what, address, dir string) {
	if !a.json {
		fmt.Fprintf(a.to, "%s %s (Ctrl-C ends it)\n", what, address)
		return
	}
	json.NewEncoder(a.to).Encode(struct { // nobody is left to tell of a failure
		Serving string `json:"serving"`
		Dir     string `json:"dir"`
	}{address, dir})
}

func (a announce) stopped() {
	if !a.json {
		fmt.Fprintln(a.to, "stopped")
	}
}

// sealed says of which feeds nobody is shown raw bodies.
func sealed(formats map[string]feed.Format) func(name string) bool {
	return func(name string) bool { return formats[name].Sealed }
}

// webOptions gathers what the pages show.
func webOptions(ctx context.Context, env *environment, dir string, st *store.Store, j *journal.Journal) (web.Options, error) {
	l, err := loadJournal(ctx, j)
	if err != nil {
		return web.Options{}, err
	}
	live, err := readFeeds(dir)
	if err == nil {
		err = live.err()
	}
	if err != nil {
		return web.Options{}, fmt.Errorf("%w; run \"truceline rebuild %s\"", err, dir)
	}
	formats, released, err := formatsOf(l, live.texts)
	if err != nil {
		return web.Options{}, err
	}
	options := web.Options{
		Store: st, Entry: j.Entry, Base: assets.Files(), Version: version(), Logger: env.log, Released: released, Sealed: sealed(formats),
		Read: func(ctx context.Context, e truceline.Entry) (truceline.Reading, error) {
			return newReader(formats, j.Entry).read(ctx, e)
		},
	}
	for name, into := range map[string]*[]byte{reportHTML: &options.Report, reportJSON: &options.ReportJSON} {
		if *into, err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return web.Options{}, fmt.Errorf("read report: %w; run \"truceline rebuild %s\"", err, dir)
		}
	}
	return options, nil
}
