package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/feed/cot"
	"github.com/truceline/truceline/store"
	"github.com/truceline/truceline/web"
)

func takCommand() command {
	return command{
		name: "tak", args: "DIR", brief: "show the incidents of a run on TAK devices",
		help: `Serves the incidents of the run in DIR as Cursor on Target markers to ATAK, WinTAK,
iTAK, CloudTAK and their kin, which connect to it as to a TAK server, and sends anew what
changes while "truceline live" works on. They see what their role may see, and no place
finer than a cell of some 6 km: of what may be where a shot came from, only the named
area. What has no place that may be shown is left out, and counted.

It listens on this machine only; on another address it wants TLS with certificates of
the devices (--cert, --key and --ca). --to connects to a TAK server instead, which hands
the markers on to its own devices. --print writes them once, as XML.

Example:
  truceline tak /var/lib/truceline --role public --addr 127.0.0.1:8087`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			var o takOptions
			var role string
			var once bool
			set.StringVar(&role, "role", string(access.Public), "`ROLE` of who looks: officer, analyst, planner, party or public")
			set.StringVar(&o.addr, "addr", "127.0.0.1:8087", "`ADDRESS` to serve on; port 0 takes a free one")
			set.StringVar(&o.to, "to", "", "connect to the TAK server at `ADDRESS` instead of serving")
			set.StringVar(&o.cert, "cert", "", "`FILE` with our certificate, PEM: speak TLS")
			set.StringVar(&o.key, "key", "", "`FILE` with its private key, PEM")
			set.StringVar(&o.ca, "ca", "", "`FILE` with the certificates that devices are checked against, PEM")
			set.DurationVar(&o.every, "every", 10*time.Second, "how often the run is looked at for changes")
			set.DurationVar(&o.valid, "valid", time.Hour, "how long a marker is shown when nothing more comes")
			set.BoolVar(&o.json, "json", false, "say where the markers go as one line of JSON")
			set.BoolVar(&once, "print", false, "print the markers as XML and end")
			return func(ctx context.Context, env *environment, args []string) error {
				var err error
				if o.dir, err = folderArgument("", args); err != nil {
					return err
				}
				if o.role, err = access.ParseRole(role); err != nil {
					return err
				}
				if o.every <= 0 || o.valid < 2*o.every {
					return usage("--every must be above 0, and --valid at least twice as long")
				}
				switch {
				case once:
					return printMarkers(ctx, env, o)
				case o.to != "":
					return feedTAK(ctx, env, o)
				}
				return serveTAK(ctx, env, o)
			}
		},
	}
}

type takOptions struct {
	dir, addr, to, cert, key, ca string
	role                         access.Role
	every, valid                 time.Duration
	json                         bool
}

// words say what devices are shown, as whom they see it, and how much they are not.
func (o takOptions) words(does string, markers, left int) string {
	return fmt.Sprintf("%s %d markers of %s as %s (%d incidents have no place that may be shown)", does, markers, o.dir, o.role, left)
}

// markers reads the run as it is now.
func (o takOptions) markers(ctx context.Context) (markers []cot.Marker, left int, err error) {
	st, err := openStore(o.dir)
	if err != nil {
		return nil, 0, err
	}
	defer st.Close()
	incidents, err := st.Incidents(ctx, store.Filter{})
	if err != nil {
		return nil, 0, err
	}
	areas, err := st.Areas(ctx)
	if err != nil {
		return nil, 0, err
	}
	markers, left = takMarkers(access.Reader{Role: o.role, Now: time.Now().UTC()}, incidents, areas, o.valid)
	return markers, left, nil
}

func printMarkers(ctx context.Context, env *environment, o takOptions) error {
	markers, left, err := o.markers(ctx)
	if err != nil {
		return err
	}
	for _, m := range markers {
		if _, err := env.stdout.Write(m.XML()); err != nil {
			return fmt.Errorf("print markers: %w", err)
		}
	}
	fmt.Fprintf(env.stderr, "%d markers, %d incidents without a place that may be shown\n", len(markers), left)
	return nil
}

// listen opens the address: on this machine, or with certificates on both sides.
func (o takOptions) listen(ctx context.Context) (net.Listener, error) {
	if o.cert == "" && o.key == "" && o.ca == "" {
		return web.Listen(ctx, o.addr)
	}
	config, peers, err := o.secure()
	if err != nil {
		return nil, err
	}
	if peers == nil { // without certificates of the devices, this machine only
		l, err := web.Listen(ctx, o.addr)
		if err != nil {
			return nil, err
		}
		return tls.NewListener(l, config), nil
	}
	config.ClientCAs, config.ClientAuth = peers, tls.RequireAndVerifyClientCert
	var plain net.ListenConfig
	l, err := plain.Listen(ctx, "tcp", o.addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return tls.NewListener(l, config), nil
}

// secure reads our certificate, and those that peers are checked against, if any.
func (o takOptions) secure() (config *tls.Config, peers *x509.CertPool, err error) {
	pair, err := tls.LoadX509KeyPair(o.cert, o.key)
	if err != nil {
		return nil, nil, fmt.Errorf("read --cert and --key: %w", err)
	}
	config = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if o.ca == "" {
		return config, nil, nil
	}
	text, err := os.ReadFile(o.ca)
	if err != nil {
		return nil, nil, fmt.Errorf("read --ca: %w", err)
	}
	peers = x509.NewCertPool()
	if !peers.AppendCertsFromPEM(text) {
		return nil, nil, fmt.Errorf("%w: %s holds no certificate in PEM", truceline.ErrUsage, o.ca)
	}
	return config, peers, nil
}

// dial connects to a TAK server: with a certificate of our own where it is not on
// this machine, as what we say must not be read on the way.
func (o takOptions) dial(ctx context.Context) (net.Conn, error) {
	host, _, err := net.SplitHostPort(o.to)
	if err != nil {
		return nil, fmt.Errorf("%w: address %q: want host and port", truceline.ErrUsage, o.to)
	}
	const patience = 10 * time.Second
	if o.cert == "" && o.key == "" && o.ca == "" {
		if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
			return nil, fmt.Errorf("%w: %s is not this machine: say --cert, --key and --ca", truceline.ErrUsage, o.to)
		}
		return (&net.Dialer{Timeout: patience}).DialContext(ctx, "tcp", o.to)
	}
	config, peers, err := o.secure()
	if err != nil {
		return nil, err
	}
	config.RootCAs = peers
	return (&tls.Dialer{NetDialer: &net.Dialer{Timeout: patience}, Config: config}).DialContext(ctx, "tcp", o.to)
}

// feedTAK keeps a TAK server supplied until ctx ends, and connects again when the
// line is lost.
func feedTAK(ctx context.Context, env *environment, o takOptions) error {
	first, left, err := o.markers(ctx)
	if err != nil {
		return err
	}
	conn, err := o.dial(ctx) // a mistake is told at once; later ones are waited out
	if err != nil {
		return fmt.Errorf("connect to the TAK server: %w", err)
	}
	say := announce{env.stdout, o.json}
	say.serving(o.words("sending", len(first), left)+" to", o.to, o.dir)
	p := &takPicture{markers: first, changed: make(chan struct{})}
	var looking sync.WaitGroup
	looking.Go(func() { p.follow(ctx, env, o) })
	for ctx.Err() == nil {
		if conn != nil {
			d := &takDevice{conn: conn, sent: map[string]cot.Marker{}}
			err = d.talk(ctx, p, o.valid)
		}
		if ctx.Err() == nil {
			env.log.Warn("the TAK server is not there; trying again", "address", o.to, "reason", err)
			select {
			case <-ctx.Done():
			case <-time.After(o.every):
			}
			conn, err = o.dial(ctx)
		}
	}
	if conn != nil {
		conn.Close()
	}
	looking.Wait()
	say.stopped()
	return nil
}

// serveTAK serves until ctx ends: one goroutine accepts, one for each device
// talks, and this one looks at the run.
func serveTAK(ctx context.Context, env *environment, o takOptions) error {
	first, left, err := o.markers(ctx)
	if err != nil {
		return err
	}
	l, err := o.listen(ctx)
	if err != nil {
		return err
	}
	say := announce{env.stdout, o.json}
	say.serving(o.words("serving", len(first), left)+" to TAK devices on", l.Addr().String(), o.dir)
	p := &takPicture{markers: first, changed: make(chan struct{})}
	var talks sync.WaitGroup
	talks.Go(func() { p.accept(ctx, env, l, o.valid, &talks) })
	p.follow(ctx, env, o)
	l.Close()
	talks.Wait()
	say.stopped()
	return nil
}
