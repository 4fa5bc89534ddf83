package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/truceline/truceline"
)

// Listen listens on a TCP address of this machine that no other machine can
// reach: 127.0.0.1, ::1 or localhost, with a port; port 0 takes a free one. Any
// other address is refused with an error that wraps [truceline.ErrUsage].
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("%w: address %q: want host and port, as 127.0.0.1:8470", truceline.ErrUsage, addr)
	}
	if host == "" || !loopbackName(host) {
		return nil, notLoopback(addr)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	// What "localhost" means is up to the machine's own tables.
	if tcp, ok := l.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		l.Close()
		return nil, notLoopback(addr)
	}
	return l, nil
}

func notLoopback(addr string) error {
	return fmt.Errorf("%w: %q is not an address of this machine alone: there are no accounts yet, so the record is served on "+
		"127.0.0.1, ::1 or localhost only", truceline.ErrUsage, addr)
}

// patience is how long Serve lets answers finish once it is told to end.
const patience = 5 * time.Second

// Serve serves until ctx ends, lets the answers under way finish, and returns
// nil; any other end is an error. It closes l.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	// ctx has ended, so the farewell has a clock of its own.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	err := server.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close() // whoever still reads has had his time
	}
	<-failed
	if err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}
