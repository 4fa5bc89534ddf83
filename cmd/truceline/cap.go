package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"github.com/truceline/truceline/web"
)

func capCommand() command {
	return command{
		name: "cap", args: "DIR", brief: "warn people of what a run found, in the Common Alerting Protocol",
		help: `Serves what the run in DIR found of dangers to people as warnings in the Common Alerting
Protocol 1.2, in English, Ukrainian, French and Russian, and a list of them in Atom that
warning systems poll; it is made anew while "truceline live" works on. A warning names
the area and nothing finer, never where something was fired from, and is made of what
the public may see. When what is known changes, an update replaces it; when nothing is
left to warn of, it is cancelled. --cert and --key sign each message.

It listens on this machine only: let a web server pass it on, or write the files into a
folder of one with --out. It commands nobody: whether people are to be warned is for
those who poll it.

Example:
  truceline cap /var/lib/truceline --sender warnings@mission.example --out /var/www/cap`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			var o capOptions
			var addr, cert, key string
			set.StringVar(&o.sender, "sender", "", "`NAME` under which the warnings are sent, the same for ever, as warnings@mission.example")
			set.StringVar(&addr, "addr", "127.0.0.1:8471", "loopback `ADDRESS` to serve on; port 0 takes a free one")
			set.StringVar(&o.out, "out", "", "write the files into the folder `DIR`, once, instead of serving them")
			set.StringVar(&cert, "cert", "", "`FILE` with the certificate to sign with, PEM")
			set.StringVar(&key, "key", "", "`FILE` with its private key, RSA, PEM")
			set.DurationVar(&o.every, "every", 10*time.Second, "how often the run is looked at for changes")
			set.DurationVar(&o.since, "since", 24*time.Hour, "how far back what is told of may have begun")
			set.DurationVar(&o.valid, "valid", time.Hour, "for how long what is over is told of")
			return func(ctx context.Context, env *environment, args []string) error {
				var err error
				if o.dir, err = folderArgument("", args); err != nil {
					return err
				}
				if o.sender == "" {
					return usage("say who warns with --sender NAME, as warnings@mission.example")
				}
				if o.every <= 0 || o.since <= 0 || o.valid <= 0 {
					return usage("--every, --since and --valid must be above 0")
				}
				if o.signing, err = readSigning(cert, key); err != nil {
					return err
				}
				files, err := o.warnings(ctx)
				if err != nil {
					return err
				}
				if o.out != "" {
					fmt.Fprintf(env.stdout, "%d warnings in %s\n", len(files)-1, o.out)
					return files.write(o.out)
				}
				return serveWarnings(ctx, env, o, addr, files)
			}
		},
	}
}

type capOptions struct {
	dir, out, sender    string
	every, since, valid time.Duration
	signing             *signing // nil: messages are not signed
}

// serveWarnings serves until ctx ends, and makes the warnings anew now and then.
func serveWarnings(ctx context.Context, env *environment, o capOptions, addr string, files warningFiles) error {
	l, err := web.Listen(ctx, addr)
	if err != nil {
		return err
	}
	door := &warningDoor{}
	door.files.Store(&files)
	fmt.Fprintf(env.stdout, "serving %d warnings of %s on http://%s/%s (Ctrl-C ends it)\n", len(files)-1, o.dir, l.Addr(), fileWarnings)
	looking, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for every := time.NewTicker(o.every); ; {
			select {
			case <-looking.Done():
				every.Stop()
				return
			case <-every.C:
			}
			next, err := o.warnings(looking)
			if err != nil {
				if looking.Err() == nil { // the run may just be written anew
					env.log.Warn("the warnings stay as they were", "reason", err)
				}
				continue
			}
			door.files.Store(&next)
		}
	}()
	err = web.Serve(ctx, l, door)
	stop()
	<-ended
	if err != nil {
		return fmt.Errorf("serve warnings: %w", err)
	}
	fmt.Fprintln(env.stdout, "stopped")
	return nil
}
