package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
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
the devices (--cert, --key and --ca). --print writes the markers once, as XML.

Example:
  truceline tak /var/lib/truceline --role public --addr 127.0.0.1:8087`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			var o takOptions
			var role string
			var once bool
			set.StringVar(&role, "role", string(access.Public), "`ROLE` of who looks: officer, analyst, planner, party or public")
			set.StringVar(&o.addr, "addr", "127.0.0.1:8087", "`ADDRESS` to serve on; port 0 takes a free one")
			set.StringVar(&o.cert, "cert", "", "`FILE` with our certificate, PEM: speak TLS")
			set.StringVar(&o.key, "key", "", "`FILE` with its private key, PEM")
			set.StringVar(&o.ca, "ca", "", "`FILE` with the certificates that devices are checked against, PEM")
			set.DurationVar(&o.every, "every", 10*time.Second, "how often the run is looked at for changes")
			set.DurationVar(&o.valid, "valid", time.Hour, "how long a marker is shown when nothing more comes")
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
				if once {
					return printMarkers(ctx, env, o)
				}
				return serveTAK(ctx, env, o)
			}
		},
	}
}

type takOptions struct {
	dir, addr, cert, key, ca string
	role                     access.Role
	every, valid             time.Duration
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
	pair, err := tls.LoadX509KeyPair(o.cert, o.key)
	if err != nil {
		return nil, fmt.Errorf("read --cert and --key: %w", err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if o.ca == "" {
		l, err := web.Listen(ctx, o.addr) // without certificates of the devices, this machine only
		if err != nil {
			return nil, err
		}
		return tls.NewListener(l, config), nil
	}
	text, err := os.ReadFile(o.ca)
	if err != nil {
		return nil, fmt.Errorf("read --ca: %w", err)
	}
	config.ClientCAs, config.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
	if !config.ClientCAs.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%w: %s holds no certificate in PEM", truceline.ErrUsage, o.ca)
	}
	var plain net.ListenConfig
	l, err := plain.Listen(ctx, "tcp", o.addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return tls.NewListener(l, config), nil
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
	fmt.Fprintf(env.stdout, "serving %d markers of %s to TAK devices on %s as %s; %d incidents have no place that may be shown (Ctrl-C ends it)\n",
		len(first), o.dir, l.Addr(), o.role, left)
	p := &takPicture{markers: first, changed: make(chan struct{})}
	var talks sync.WaitGroup
	talks.Go(func() { p.accept(ctx, env, l, o.valid, &talks) })
	tick := time.NewTicker(o.every)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			if now, _, err := o.markers(ctx); err == nil {
				p.put(now)
			} else if ctx.Err() == nil {
				env.log.Error("look at the run", "dir", o.dir, "error", err)
			}
		}
	}
	l.Close()
	talks.Wait()
	fmt.Fprintln(env.stdout, "stopped")
	return nil
}

// takPicture is the markers as they are now; changed is closed when they change.
type takPicture struct {
	mu      sync.Mutex
	markers []cot.Marker
	changed chan struct{}
}

func (p *takPicture) put(markers []cot.Marker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.markers = markers
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *takPicture) now() ([]cot.Marker, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.markers, p.changed
}

// mostDevices is how many may be connected at once.
const mostDevices = 256

func (p *takPicture) accept(ctx context.Context, env *environment, l net.Listener, valid time.Duration, talks *sync.WaitGroup) {
	places := make(chan struct{}, mostDevices)
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() == nil && !errors.Is(err, net.ErrClosed) {
				env.log.Error("accept a TAK device", "error", err)
				time.Sleep(100 * time.Millisecond) // out of files, perhaps: others may leave
				continue
			}
			return
		}
		select {
		case places <- struct{}{}:
		default:
			conn.Close()
			continue
		}
		talks.Go(func() {
			defer func() { <-places }()
			d := &takDevice{conn: conn, sent: map[string]cot.Marker{}}
			if err := d.talk(ctx, p, valid); err != nil && ctx.Err() == nil {
				env.log.Info("a TAK device left", "address", conn.RemoteAddr().String(), "reason", err)
			}
		})
	}
}

// takDevice is one connected device and what it was sent.
type takDevice struct {
	conn net.Conn
	mu   sync.Mutex // of writing
	sent map[string]cot.Marker
	full time.Time // when all were sent last
}

// patienceTAK is how long a device may take to take what it is sent.
const patienceTAK = 30 * time.Second

// talk sends what changes until the device leaves or ctx ends.
func (d *takDevice) talk(ctx context.Context, p *takPicture, valid time.Duration) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	heard := make(chan struct{})
	go func() { // ends when the connection is closed
		defer close(heard)
		stop(d.hear())
	}()
	defer func() { d.conn.Close(); <-heard }()
	for {
		markers, changed := p.now()
		if err := d.send(markers, valid); err != nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// send writes the markers that the device has not got, and all of them when half
// of their validity is over.
func (d *takDevice) send(markers []cot.Marker, valid time.Duration) error {
	again := len(markers) > 0 && markers[0].At.Sub(d.full) >= valid/2
	if again {
		d.full, d.sent = markers[0].At, map[string]cot.Marker{}
	}
	for _, m := range markers {
		same := m
		same.At, same.Stale, same.Remarks = time.Time{}, time.Time{}, m.Remarks[:len(m.Remarks)-len(asOf(m.At))]
		if d.sent[m.UID] == same {
			continue
		}
		d.sent[m.UID] = same
		if err := d.write(m.XML()); err != nil {
			return err
		}
	}
	return nil
}

func (d *takDevice) write(message []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.conn.SetWriteDeadline(time.Now().Add(patienceTAK)); err != nil {
		return err
	}
	_, err := d.conn.Write(message)
	return err
}

// hear answers what the device asks, a ping above all. What it says of itself is
// not taken: a feed of format cot is for that.
func (d *takDevice) hear() error {
	buffer, read := make([]byte, 0, 4096), make([]byte, 4096)
	for {
		n, err := d.conn.Read(read)
		if err != nil {
			if errors.Is(err, io.EOF) {
				return errors.New("it closed the connection")
			}
			return err
		}
		buffer = append(buffer, read[:n]...)
		rest, answers, err := cot.Answers(buffer, time.Now().UTC())
		if err != nil {
			return err
		}
		buffer = append(buffer[:0], rest...)
		if len(answers) > 0 {
			if err := d.write(answers); err != nil {
				return err
			}
		}
	}
}
