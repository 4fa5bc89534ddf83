// Package journal keeps what came in, byte for byte, and gives it back in the
// order in which it came. Everything else in Truceline is worked out from the
// journal and can be worked out again.
//
// Entries are packed into batches of up to 256 kB. A batch is one message on an
// embedded NATS JetStream server that listens on nothing, and it is synced to
// disk before Append returns. Each batch carries the SHA-256 of the manifest of
// the batch before it, and each manifest holds the IDs of its entries, so the
// whole record can be proved from its first byte by [Journal.Prove].
//
// A journal is one folder:
//
//	jetstream/   the batches, in the server's own files
//	blobs/       bodies over 512 kB, each salt and body under the entry's ID
//	followers/   how far each follower has come
//	head         how far the record once reached, to notice a lost end
//	erasing      the erasure under way, if any
//	lock         held by the process that has the journal open
//
// Nothing in it is ever edited, with one exception: [Journal.Erase] destroys
// one body. The batch then stands on the stream again without that body; its
// manifest, and with it its digest and the chain, stays what it was.
package journal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sort"
	"sync"
	"syscall"

	"github.com/truceline/truceline"
)

var (
	// ErrInUse is a journal that another process, or this one, has open.
	ErrInUse = errors.New("journal is in use")
	// ErrClosed is a journal that was closed.
	ErrClosed = errors.New("journal is closed")
)

// Options say how a journal is kept. The zero value is right for nearly all.
type Options struct {
	// BatchBytes is how many bytes of manifest and bodies go into one batch at
	// most; 0 means 256 kB, and 1 MB is the most.
	BatchBytes int
	// BigBody is the size in bytes above which a body lies in the blob folder
	// instead of a batch; 0 means 512 kB, and 2 MB is the most.
	BigBody int
	// Salts gives the salts of entries that come with a body and neither salt
	// nor ID; nil means crypto/rand. A replay that must give the same journal
	// each time passes a seeded generator.
	Salts io.Reader
	// Logger hears of what went wrong and was mended; nil means nobody.
	Logger *slog.Logger
}

func (o Options) withDefaults() (Options, error) {
	if o.BatchBytes == 0 {
		o.BatchBytes = 256 << 10
	}
	if o.BigBody == 0 {
		o.BigBody = 512 << 10
	}
	if o.BatchBytes < 0 || o.BatchBytes > 1<<20 || o.BigBody < 0 || o.BigBody > 2<<20 {
		return o, fmt.Errorf("%w: batches of %d and big bodies of %d bytes; the most are 1 MB and 2 MB",
			truceline.ErrUsage, o.BatchBytes, o.BigBody)
	}
	if o.Salts == nil {
		o.Salts = rand.Reader
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

// Journal is an open journal. All its methods may be called from many
// goroutines at once.
type Journal struct {
	dir   string
	opts  Options
	lock  *os.File
	head  *os.File
	blobs blobs
	str   *stream

	ctx    context.Context // ends when the journal closes
	cancel context.CancelFunc
	busy   sync.WaitGroup // calls under way

	write  sync.Mutex // held by the one who writes to the stream
	stale  bool       // a write went wrong: what is remembered may be untrue; under write
	jsLast uint64     // number of the last message on the stream; under write

	mu        sync.RWMutex // guards what follows
	closed    bool
	batches   []slot
	last      uint64        // number of the last entry that is safe on disk
	more      chan struct{} // closed when there is more to follow
	index     *index
	following map[string]bool
}

// slot is what is remembered of a batch; its place in the list is its number.
type slot struct {
	msg    uint64 // number of its message on the stream
	first  uint64 // number of its first entry
	digest truceline.ID
}

// Open opens the journal in folder dir, and makes it if there is none. It
// finishes what a crash left half-done. It fails with [ErrInUse] while another
// has the journal open, and with [truceline.ErrDamaged] if the batches do not
// follow one another from the first to the furthest that was ever acknowledged.
// It reads the whole record, and finds damage before anything is changed.
// Measured on 2 shared cores: 4 ms for an empty journal, 0.3 s for 1,000
// batches of two bodies each, 1.0 s for 1,000 batches of 1,800 rows each.
func Open(ctx context.Context, dir string, opts Options) (*Journal, error) {
	j, err := open(ctx, dir, opts)
	if err != nil {
		return nil, fmt.Errorf("open journal %s: %w", dir, err)
	}
	return j, nil
}

func open(ctx context.Context, dir string, opts Options) (_ *Journal, err error) {
	if opts, err = opts.withDefaults(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "followers"), 0o700); err != nil {
		return nil, err
	}
	j := &Journal{dir: dir, opts: opts, more: make(chan struct{}), following: map[string]bool{}}
	j.ctx, j.cancel = context.WithCancel(context.Background())
	defer func() {
		if err != nil {
			j.release()
		}
	}()
	if j.lock, err = takeLock(filepath.Join(dir, "lock")); err != nil {
		return nil, err
	}
	if j.blobs, err = openBlobs(dir); err != nil {
		return nil, err
	}
	if j.head, err = os.OpenFile(filepath.Join(dir, "head"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, err
	}
	if err := dropHalfWritten(blockDir(dir)); err != nil {
		return nil, err
	}
	if err := checkBlocks(blockDir(dir), streamName); err != nil {
		return nil, err
	}
	unfinished, err := j.scrubIfErasing()
	if err != nil {
		return nil, err
	}
	if j.str, err = startStream(ctx, dir, opts.Logger); err != nil {
		return nil, err
	}
	if err := j.load(ctx); err != nil {
		return nil, err
	}
	if unfinished != nil {
		if err := j.erase(ctx, unfinished.ID, unfinished.Why); err != nil {
			return nil, fmt.Errorf("finish the erasure of %s: %w", unfinished.ID.Short(), err)
		}
	}
	return j, syncDir(dir)
}

// takeLock takes a lock that the system lets go of when the process ends,
// however it ends.
func takeLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%w: another process has it open; stop that one first", ErrInUse)
	}
	return nil, err
}

// Close ends every follower and reader, waits for the writers, and shuts the
// server down. It must not be called from inside a function that the journal
// called.
func (j *Journal) Close() error {
	j.mu.Lock()
	if j.closed {
		j.mu.Unlock()
		return nil
	}
	j.closed = true
	j.mu.Unlock()
	j.cancel()
	j.busy.Wait()
	err := j.head.Sync()
	j.release()
	if err != nil {
		return fmt.Errorf("close journal %s: %w", j.dir, err)
	}
	return nil
}

// release gives back whatever was taken.
func (j *Journal) release() {
	j.cancel()
	if j.str != nil {
		j.str.stop()
	}
	if j.head != nil {
		j.head.Close()
	}
	j.index.close()
	if j.lock != nil {
		j.lock.Close()
	}
}

// enter counts a call under way; leave must be called when it ends.
func (j *Journal) enter() (leave func(), err error) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.closed {
		return nil, fmt.Errorf("%w: %s", ErrClosed, j.dir)
	}
	j.busy.Add(1)
	return j.busy.Done, nil
}

// reading is enter for a call that need not finish when the journal closes:
// the context it returns ends then.
func (j *Journal) reading(ctx context.Context) (context.Context, func(), error) {
	leave, err := j.enter()
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(j.ctx, func() { cancel(ErrClosed) })
	return ctx, func() { stop(); cancel(nil); leave() }, nil
}

// Last returns the number of the newest entry that is safe on disk, 0 when
// there is none.
func (j *Journal) Last() uint64 {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.last
}

// slot returns what is remembered of batch n.
func (j *Journal) slot(n uint64) slot {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.batches[n]
}

// batchOf returns the number of the batch that holds entry seq, which must be
// between 1 and Last.
func (j *Journal) batchOf(seq uint64) uint64 {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return uint64(sort.Search(len(j.batches), func(i int) bool { return j.batches[i].first > seq })) - 1
}
