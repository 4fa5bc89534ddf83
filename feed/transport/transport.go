// Package transport carries the messages of live feeds from the outside into the
// journal: streams listened to and dialled, datagrams, addresses that are polled,
// HTTP posts, folders, brokers, captures and standard input, each written once
// and used by every format. It cuts what arrives as the format says, understands
// nothing of it, and hands it to an [Intake], which acknowledges it only when it
// is on disk.
//
// Senders that can wait are made to wait when the disk is behind; of those that
// cannot (datagrams, NATS subjects), every message that had to be dropped is
// counted.
package transport

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Feed is one live feed: how it speaks and by which road it comes.
type Feed struct {
	Config   feed.Config
	Format   feed.Format
	Settings Settings
	// Limit is how many messages a second are taken; 0: as many as come. Senders
	// that can wait are slowed to it, posts beyond it are told to come back, and
	// datagrams beyond it are dropped and counted.
	Limit float64
	// Patience is how long a peer may take over the rest of a message, and how long
	// it may be silent when others want its place; 0: a minute.
	Patience time.Duration
	Log      *slog.Logger // nil: says nothing
}

// Run receives what the feed sends until ctx ends, and returns nil then. It goes
// on after every fault of the other side; an error is one of the settings, such
// as an address that cannot be listened on, or of the journal.
func Run(ctx context.Context, f Feed, in *Intake, s *Status) error {
	if f.Log == nil {
		f.Log = slog.New(slog.DiscardHandler)
	}
	if f.Patience == 0 {
		f.Patience = partPatience
	}
	f.Log = f.Log.With("feed", f.Config.Feed)
	r := &receiver{Feed: f, in: in, status: s, pace: newPace(f.Limit), salt: newSalts()}
	run, ok := runners()[f.Settings.Kind]
	if !ok {
		return fmt.Errorf("feed %s: %w: there is no transport %q", f.Config.Feed, truceline.ErrUsage, f.Settings.Kind)
	}
	err := run(r, ctx)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("feed %s: %w", f.Config.Feed, err)
	}
	return nil
}

// runners is every transport by its kind.
func runners() map[string]func(*receiver, context.Context) error {
	return map[string]func(*receiver, context.Context) error{
		KindListen: (*receiver).listen,
		KindDial:   (*receiver).dial,
		KindUDP:    (*receiver).udp,
		KindPoll:   (*receiver).poll,
		KindPost:   (*receiver).post,
		KindFolder: (*receiver).folder,
		KindMQTT:   (*receiver).mqtt,
		KindBroker: (*receiver).broker,
		KindNATS:   (*receiver).nats,
		KindPcap:   (*receiver).pcap,
		KindStdin:  (*receiver).stdin,
	}
}

// receiver is one feed at work.
type receiver struct {
	Feed
	in     *Intake
	status *Status
	pace   *pace
	salt   func() [16]byte
	turn   *conversation // of whole messages that come one after another; nil: none yet
}

// message is what arrived whole: a datagram, a post, a file.
type message struct {
	name string // of the message or the conversation it belongs to
	body []byte
	// key makes a repeat of the message known as one; empty: the sender gave none.
	key string
	// file is set for files and polled documents: they are kept under their hash,
	// and pieces that came in an earlier one are repeats.
	file bool
}

// entries cuts a message as its format says.
func (r *receiver) entries(m message, now time.Time) []truceline.Entry {
	pieces := r.Format.Split(m.body)
	entries := make([]truceline.Entry, len(pieces))
	needed := map[int]bool{}
	for _, p := range pieces {
		for _, n := range p.Needs {
			needed[n] = true
		}
	}
	var hash truceline.ID
	if m.file {
		hash = sha256.Sum256(m.body)
	}
	again := map[truceline.ID]int{}
	for i, p := range pieces {
		e := r.entry(m.name, p.Body, now)
		e.FileHash, e.Offset, e.Line = hash, p.Offset, p.Line
		for _, n := range p.Needs {
			e.Needs = append(e.Needs, entries[n].ID)
		}
		switch {
		case m.key != "":
			e.Key = fmt.Sprintf("%s/%d", m.key, i)
		case m.file && len(pieces) > 1 && !needed[i]:
			body := truceline.ID(sha256.Sum256(p.Body))
			again[body]++
			e.Key = fmt.Sprintf("%x/%d", body[:16], again[body])
		}
		if needed[i] {
			e.ID = truceline.EntryIDOf(e.Salt, e.Body)
		}
		entries[i] = e
	}
	return entries
}

// entry is a piece that has just come.
func (r *receiver) entry(name string, body []byte, now time.Time) truceline.Entry {
	return truceline.Entry{
		Kind: r.Format.Kind, Feed: r.Config.Feed, Source: r.Config.Source, Received: now, File: name, Salt: r.salt(), Body: body,
	}
}

// deliver hands a whole message over and waits until it is on disk.
func (r *receiver) deliver(ctx context.Context, m message) error {
	if err := r.pace.wait(ctx, 1); err != nil {
		return err
	}
	now := time.Now().UTC()
	r.status.received(now, 1, len(m.body))
	entries := r.entries(m, now)
	if r.Format.Link == nil || len(entries) != 1 {
		return r.in.Put(ctx, entries)
	}
	return r.inTurn(ctx, m.name, entries)
}

// inTurn hands over a whole message of a format that ties its messages together: it
// is one of a conversation, as if all had come over one connection.
func (r *receiver) inTurn(ctx context.Context, name string, entries []truceline.Entry) error {
	if r.turn == nil {
		r.turn = r.conversation(name)
	}
	c := r.turn
	r.turn = nil // what was not taken to its end is not gone on with
	entries[0].Needs = c.needs(entries[0].Body)
	if err := r.in.Put(ctx, entries); err != nil {
		return err
	}
	c.remember(entries[0].ID)
	c.number++
	r.turn = c
	return nil
}
