package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/web"
)

func TestListen(t *testing.T) {
	good := func(addr string) {
		t.Helper()
		l, err := web.Listen(t.Context(), addr)
		if err != nil {
			if strings.Contains(addr, "::1") && !errors.Is(err, truceline.ErrUsage) {
				t.Logf("this machine has no IPv6: %v", err)
				return
			}
			t.Errorf("%s: %v", addr, err)
			return
		}
		l.Close()
	}
	bad := func(addr, says string) {
		t.Helper()
		l, err := web.Listen(t.Context(), addr)
		if err == nil {
			l.Close()
		}
		if !errors.Is(err, truceline.ErrUsage) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", addr, err)
		}
	}
	good("127.0.0.1:0")
	good("localhost:0")
	good("[::1]:0")
	bad(":0", "accounts") // every address of the machine
	bad("0.0.0.0:0", "accounts")
	bad("[::]:0", "accounts")
	bad("192.0.2.1:0", "accounts")
	bad("example.com:0", "accounts")
	bad("localhost.example.com:0", "accounts")
	bad("8470", "127.0.0.1:8470") // no host
	bad("", "127.0.0.1:8470")
}

// TestHost: a foreign page that points its own name here gets nothing.
func TestHost(t *testing.T) {
	h := handler(t, options(t, content(), access.Officer))
	status := func(host string) int {
		r := httptest.NewRequest(http.MethodGet, "/api/run", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	for _, host := range []string{"127.0.0.1:8470", "127.0.0.1", "localhost:1", "LocalHost", "[::1]:8470", "[::1]"} {
		if got := status(host); got != http.StatusOK {
			t.Errorf("%s: %d", host, got)
		}
	}
	for _, host := range []string{"", "evil.example", "127.0.0.1.evil.example:8470", "localhost.evil.example", "192.0.2.1", "0.0.0.0:8470", "[::]:8470"} {
		if got := status(host); got != http.StatusMisdirectedRequest {
			t.Errorf("%q: %d", host, got)
		}
	}
}

// TestServe: an answer under way is finished before the server ends.
func TestServe(t *testing.T) {
	l, err := web.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	asked, finish := make(chan bool), make(chan bool)
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-finish
		io.WriteString(w, "whole")
	})
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ctx, l, h) }()
	got := make(chan string, 1)
	go func() {
		r, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			got <- err.Error()
			return
		}
		defer r.Body.Close()
		body, _ := io.ReadAll(r.Body)
		got <- string(body)
	}()
	<-asked
	stop()
	select {
	case err := <-ended:
		t.Fatalf("ended with an answer under way: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(finish)
	if body := <-got; body != "whole" {
		t.Errorf("answer is %q", body)
	}
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	l.Close()
	if err := web.Serve(t.Context(), l, h); err == nil {
		t.Error("serving on a closed door is no error")
	}
}
