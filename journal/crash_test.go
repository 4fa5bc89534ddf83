package journal

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// crashDir tells the test binary that it is the child to be killed.
const crashDir = "TRUCELINE_JOURNAL_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		if err := appendForever(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// crashBody is the body of entry seq, so that whoever looks can tell it without
// having been told: now and then one that goes to the blobs.
func crashBody(seq uint64) []byte {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, seq))
	n := 1 + int(binary.BigEndian.Uint16(sum[:]))%3000
	if sum[3] < 8 {
		n = crashBig + 1000
	}
	return bytes.Repeat(sum[:], n/32+1)[:n]
}

const crashBig = 20_000

// appendForever appends until it is killed, and says each time how far the
// record is acknowledged. It erases now and then too.
func appendForever(dir string) error {
	ctx := context.Background()
	j, err := Open(ctx, dir, Options{BatchBytes: 8 << 10, BigBody: crashBig})
	if err != nil {
		return err
	}
	fmt.Println("open", j.Last())
	go j.Follow(ctx, "child", func(es []truceline.Entry) error { return nil })
	r := rand.New(rand.NewPCG(j.Last(), 21))
	for {
		var es []truceline.Entry
		for range 1 + r.IntN(12) {
			seq := j.Last() + uint64(len(es)) + 1
			es = append(es, truceline.Entry{Kind: truceline.KindData, Feed: "crash", Key: strconv.FormatUint(seq, 10), Body: crashBody(seq)})
		}
		if _, err := j.Append(ctx, es); err != nil {
			return err
		}
		fmt.Println("acked", es[len(es)-1].Seq)
		if r.IntN(6) == 0 {
			e := es[r.IntN(len(es))]
			fmt.Println("erasing", e.Seq)
			if err := j.Erase(ctx, e.ID, "test"); err != nil {
				return err
			}
			fmt.Println("erased", e.Seq)
		}
	}
}

// crashed is what a child said before it was killed.
type crashed struct {
	acked   uint64
	erasing map[uint64]bool // asked for
	erased  map[uint64]bool // acknowledged
}

// runAndKill runs a child, kills it after the given time from its first word,
// and notes what it said.
func (c *crashed) runAndKill(t *testing.T, dir string, after time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	opened := false
	// Some are killed while they open the journal, so the clock does not wait.
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	defer timer.Stop()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var word string
		var seq uint64
		if n, _ := fmt.Sscan(lines.Text(), &word, &seq); n != 2 {
			continue // cut short by the kill
		}
		switch word {
		case "open":
			opened = true
			if seq < c.acked {
				t.Fatalf("the child found %d entries, %d were acknowledged", seq, c.acked)
			}
		case "acked":
			c.acked = max(c.acked, seq)
		case "erasing":
			c.erasing[seq] = true
		case "erased":
			c.erased[seq] = true
		}
	}
	if err := cmd.Wait(); err != nil && cmd.ProcessState.Exited() {
		t.Fatalf("the child gave up (opened: %v): %v\n%s", opened, err, complaint.String())
	}
}

// TestKillLosesNothing kills a child that appends, follows and erases, at
// seeded moments, again and again over one folder, and looks each time whether
// every acknowledged entry is there with its bytes and every acknowledged
// erasure is done.
func TestKillLosesNothing(t *testing.T) {
	rounds := 30
	if testing.Short() {
		rounds = 5
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(22, 23))
	c := crashed{erasing: map[uint64]bool{}, erased: map[uint64]bool{}}
	for round := range rounds {
		c.runAndKill(t, dir, time.Duration(5+r.IntN(150))*time.Millisecond)
		if round%3 == 1 {
			continue // kill the next one over what this one left
		}
		c.check(t, dir, round)
	}
	c.check(t, dir, rounds)
	t.Logf("%d kills, %d entries acknowledged, %d erased", rounds, c.acked, len(c.erased))
	if c.acked < uint64(rounds) {
		t.Errorf("only %d entries in %d rounds: the test tests nothing", c.acked, rounds)
	}
}

func (c *crashed) check(t *testing.T, dir string, round int) {
	t.Helper()
	j, err := Open(t.Context(), dir, Options{BatchBytes: 8 << 10, BigBody: crashBig})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	defer j.Close()
	if j.Last() < c.acked {
		t.Fatalf("round %d: %d entries acknowledged, %d there", round, c.acked, j.Last())
	}
	next := uint64(1)
	err = j.Read(t.Context(), 0, 0, func(es []truceline.Entry) error {
		for _, e := range es {
			switch {
			case e.Seq != next || e.Key != strconv.FormatUint(next, 10):
				return fmt.Errorf("entry %d with key %s instead of %d", e.Seq, e.Key, next)
			case e.Erased && !c.erasing[next]:
				return fmt.Errorf("entry %d was erased and nobody asked", next)
			case !e.Erased && c.erased[next]:
				return fmt.Errorf("entry %d should have been erased", next)
			case !e.Erased && !bytes.Equal(e.Body, crashBody(next)):
				return fmt.Errorf("entry %d has other bytes", next)
			}
			next++
		}
		return nil
	})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	if err := j.Prove(t.Context()); err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	if p, err := j.Position("child"); err != nil || p > j.Last() {
		t.Fatalf("round %d: the follower is at %d of %d, %v", round, p, j.Last(), err)
	}
	c.acked = j.Last() // what is read once must stay too
}
