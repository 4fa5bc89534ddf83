package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	streamName = "JOURNAL"
	subject    = "journal"
	// maxMessage bounds a message: a body just under the blob limit, and a
	// manifest entry of the longest texts.
	maxMessage = 4 << 20
	// prefetch is how many messages a scan asks for ahead. 8 to 32 messages of
	// 256 kB were fastest, 100 only cost memory, and thousands stall the
	// server.
	prefetch = 16
	// patience is how long a scan waits for a message that must be there
	// before it asks for it by number.
	patience = 2 * time.Second
	// ackPatience is how long a batch may take to reach the disk.
	ackPatience = 2 * time.Minute
)

// errGone is a message that is no longer on the stream, or cannot be read.
var errGone = errors.New("message is not on the stream")

// stream is the embedded server with its one stream. It listens on nothing:
// the only connection to it is a pipe inside this process.
type stream struct {
	srv     *server.Server
	nc      *nats.Conn
	js      jetstream.JetStream
	st      jetstream.Stream
	closed  chan struct{} // closed when the connection is
	log     *serverLog    // tells when the server can no longer write
	msgs    string        // the folder of the stream's blocks
	touched time.Time     // when that folder last changed and was synced
}

// blockDir is where the server keeps the stream's blocks.
func blockDir(dir string) string {
	return filepath.Join(dir, "jetstream", "$G", "streams", streamName, "msgs")
}

func startStream(ctx context.Context, dir string, log *slog.Logger) (*stream, error) {
	srv, err := server.NewServer(&server.Options{
		ServerName: "truceline", DontListen: true, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: dir, SyncAlways: true, DisableJetStreamBanner: true,
		// Only the server's own bookkeeping lives in memory.
		JetStreamMaxMemory: 1 << 20, JetStreamMaxStore: 1 << 60, MaxPayload: maxMessage,
	})
	if err != nil {
		return nil, err
	}
	s := &stream{srv: srv, closed: make(chan struct{}), msgs: blockDir(dir), log: newServerLog(log)}
	srv.SetLoggerV2(s.log, false, false, false)
	srv.Start()
	if err := s.connect(ctx); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *stream) connect(ctx context.Context) error {
	if !s.srv.ReadyForConnections(30 * time.Second) {
		return errors.New("the embedded server did not start")
	}
	if !s.srv.JetStreamEnabled() {
		return errors.New("the embedded server refused its store")
	}
	var err error
	s.nc, err = nats.Connect("", nats.InProcessServer(s.srv), nats.NoReconnect(),
		nats.ClosedHandler(func(*nats.Conn) { close(s.closed) }))
	if err != nil {
		return err
	}
	if s.js, err = jetstream.New(s.nc, jetstream.WithDefaultTimeout(time.Minute)); err != nil {
		return err
	}
	s.st, err = s.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: streamName, Subjects: []string{subject}, Storage: jetstream.FileStorage,
		Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew,
		AllowDirect: true, DenyPurge: true, Replicas: 1,
	})
	return err
}

// stop ends the server and waits until it is gone.
func (s *stream) stop() {
	if s.nc != nil {
		s.nc.Close()
	}
	s.srv.Shutdown()
	s.srv.WaitForShutdown()
}

// send hands over a message that must become number seq of the stream.
func (s *stream) send(msg []byte, seq uint64) (jetstream.PubAckFuture, error) {
	return s.js.PublishMsgAsync(&nats.Msg{Subject: subject, Data: msg},
		jetstream.WithExpectLastSequence(seq-1), jetstream.WithRetryAttempts(0))
}

// settle waits until a message that was sent is safe on disk. The server does
// not answer for a message that it could not write, so its log is heeded too.
func (s *stream) settle(ctx context.Context, f jetstream.PubAckFuture) error {
	late := time.NewTimer(ackPatience)
	defer late.Stop()
	select {
	case <-f.Ok():
	case err := <-f.Err():
		return err
	case <-s.log.broken:
		return s.log.cause
	case <-late.C:
		return fmt.Errorf("the disk has not taken a batch for %s", ackPatience)
	case <-s.closed:
		return errors.New("the embedded server stopped")
	case <-ctx.Done():
		return ctx.Err()
	}
	// The server syncs the block it writes to, but not the folder in which a
	// new block's name stands; without this a power cut could lose the block.
	info, err := os.Stat(s.msgs)
	if err != nil {
		return err
	}
	if info.ModTime().Equal(s.touched) {
		return nil
	}
	if err := syncDir(s.msgs); err != nil {
		return err
	}
	s.touched = info.ModTime()
	return nil
}

// quiet waits until the server has answered for every message that was sent.
func (s *stream) quiet(ctx context.Context) error {
	select {
	case <-s.js.PublishAsyncComplete():
		return nil
	case <-s.log.broken:
		return s.log.cause
	case <-s.closed:
		return errors.New("the embedded server stopped")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// get returns message seq.
func (s *stream) get(ctx context.Context, seq uint64) ([]byte, error) {
	m, err := s.st.GetMsg(ctx, seq)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, fmt.Errorf("%w: %d", errGone, seq)
	}
	if err != nil {
		return nil, err
	}
	return m.Data, nil
}

// state returns how many messages there are, and the numbers of the first and
// the last.
func (s *stream) state(ctx context.Context) (jetstream.StreamState, error) {
	info, err := s.st.Info(ctx)
	if err != nil {
		return jetstream.StreamState{}, err
	}
	return info.State, nil
}

// scan calls fn with the messages from number from to number to, in order,
// without those that are gone. It ends early, without an error, when the
// server has nothing more to give or falls silent: the caller knows what it
// still misses.
func (s *stream) scan(ctx context.Context, from, to uint64, fn func(seq uint64, msg []byte) error) error {
	c, err := s.st.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from,
		InactiveThreshold: time.Minute,
	})
	if err != nil {
		return err
	}
	it, err := c.Messages(jetstream.PullMaxMessages(prefetch))
	if err != nil {
		return err
	}
	defer it.Stop()
	for {
		m, err := it.Next(jetstream.NextMaxWait(patience))
		if cause := ctx.Err(); cause != nil {
			return cause
		}
		if errors.Is(err, nats.ErrTimeout) {
			return nil
		}
		if err != nil {
			return err
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		if meta.Sequence.Stream > to {
			return nil
		}
		if err := fn(meta.Sequence.Stream, m.Data()); err != nil {
			return err
		}
		if meta.Sequence.Stream == to || meta.NumPending == 0 {
			return nil
		}
	}
}

// destroy overwrites message seq on disk and forgets it; a message that is
// gone already is no error.
func (s *stream) destroy(ctx context.Context, seq uint64) error {
	err := s.st.SecureDeleteMsg(ctx, seq)
	if _, gone := s.get(ctx, seq); err != nil && !errors.Is(gone, errGone) {
		return err
	}
	return syncDir(s.msgs)
}

// serverLog passes on what the server has to complain about, and nothing else.
// Its warnings are about its own housekeeping, such as an index that it makes
// again after a crash: they are for whoever looks for a fault.
// When the server says that it cannot write any more, it closes broken, and
// cause is why: the server itself only falls silent then.
type serverLog struct {
	log    *slog.Logger
	once   sync.Once
	broken chan struct{}
	cause  error // set before broken is closed
}

func newServerLog(log *slog.Logger) *serverLog {
	return &serverLog{log: log, broken: make(chan struct{})}
}

func (l *serverLog) Noticef(string, ...any) {}
func (l *serverLog) Debugf(string, ...any)  {}
func (l *serverLog) Tracef(string, ...any)  {}
func (l *serverLog) Warnf(format string, a ...any) {
	l.log.Debug("journal: " + fmt.Sprintf(format, a...))
}

func (l *serverLog) Errorf(format string, a ...any) {
	text := fmt.Sprintf(format, a...)
	if !isWriteError(text) {
		l.log.Error("journal: " + text)
		return
	}
	l.once.Do(func() {
		l.cause = errors.New(text)
		for _, x := range a {
			if err, ok := x.(error); ok {
				l.cause = err
			}
		}
		close(l.broken)
	})
}

func (l *serverLog) Fatalf(format string, a ...any) { l.Errorf(format, a...) }

// isWriteError knows the words in which nats-server 2.15 says that it could not
// write to the stream; a test with a file that may not grow breaks if they
// change.
func isWriteError(text string) bool {
	return strings.Contains(strings.ToLower(text), "critical write error") || strings.Contains(text, "failed to store a msg")
}
