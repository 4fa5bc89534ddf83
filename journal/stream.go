package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
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
	srv.SetLoggerV2(serverLog{log}, false, false, false)
	s := &stream{srv: srv, closed: make(chan struct{}), msgs: blockDir(dir)}
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

// settle waits until a message that was sent is safe on disk.
func (s *stream) settle(ctx context.Context, f jetstream.PubAckFuture) error {
	select {
	case <-f.Ok():
	case err := <-f.Err():
		return err
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

// errEnough ends a scan early.
var errEnough = errors.New("enough")

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
			if errors.Is(err, errEnough) {
				return nil
			}
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
type serverLog struct{ log *slog.Logger }

func (l serverLog) Noticef(string, ...any) {}
func (l serverLog) Debugf(string, ...any)  {}
func (l serverLog) Tracef(string, ...any)  {}
func (l serverLog) Warnf(format string, a ...any) {
	l.log.Warn("journal: " + fmt.Sprintf(format, a...))
}
func (l serverLog) Errorf(format string, a ...any) {
	l.log.Error("journal: " + fmt.Sprintf(format, a...))
}
func (l serverLog) Fatalf(format string, a ...any) {
	l.log.Error("journal: " + fmt.Sprintf(format, a...))
}
