package truceline

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
)

// ID names a thing by what it is made of (SHA-256), so that the same input
// always gives the same name and repeating work is harmless.
type ID [32]byte

// IDOf hashes the given parts, each preceded by its length, so that no two
// different lists of parts give the same ID by being glued differently.
func IDOf(parts ...string) ID {
	var room [256]byte // enough for most, so that nothing is allocated
	b := room[:0]
	for _, p := range parts {
		b = strconv.AppendInt(b, int64(len(p)), 10)
		b = append(b, ':')
		b = append(b, p...)
	}
	return sha256.Sum256(b)
}

// IsZero reports whether the ID names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// String returns 64 lower-case hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// Short returns the first 12 digits, enough for people to tell things apart on
// a page; never used to look anything up.
func (id ID) Short() string { return id.String()[:12] }

// MarshalText writes the ID as hexadecimal digits, and nothing for no ID.
func (id ID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (id *ID) UnmarshalText(text []byte) error {
	*id = ID{}
	if len(text) == 0 {
		return nil
	}
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(id) {
		return fmt.Errorf("not an ID of 64 hexadecimal digits: %q", text)
	}
	copy(id[:], b)
	return nil
}

// ParseID reads an ID as [ID.String] writes it.
func ParseID(s string) (ID, error) {
	var id ID
	if s == "" {
		return id, fmt.Errorf("not an ID of 64 hexadecimal digits: empty")
	}
	err := id.UnmarshalText([]byte(s))
	return id, err
}

// EntryKind says what sort of thing an entry is.
type EntryKind string

const (
	// KindData is a piece of a message or file from a feed.
	KindData EntryKind = "data"
	// KindReference is a whole reference file (borders, the control map of a
	// day, past years of fires, the agreement, the configuration of a replay).
	KindReference EntryKind = "reference"
	// KindTick is the door's clock: engine time is the newest tick.
	KindTick EntryKind = "tick"
	// KindDecision is what a person decided: a merge, a verdict, a note.
	KindDecision EntryKind = "decision"
	// KindConclusion is what the engine concluded: a version of an incident or
	// a finding. The engine never reads these back.
	KindConclusion EntryKind = "conclusion"
)

// Entry is one piece of what came in, kept byte for byte in the journal.
//
// Its ID is SHA-256(salt, body). The salt lies beside the body and is destroyed
// with it, so that an erased body cannot be guessed from its ID.
type Entry struct {
	ID       ID        `json:"id"`
	Seq      uint64    `json:"seq"` // place in the journal, from 1; given by the journal
	Kind     EntryKind `json:"kind"`
	Feed     string    `json:"feed,omitempty"`     // name of the feed as configured, e.g. "alerts"
	Source   string    `json:"source,omitempty"`   // ID of the Source that speaks through the feed
	Received time.Time `json:"received"`           // when it came to the door; never used to decide what happened
	File     string    `json:"file,omitempty"`     // name of the file or conversation it was cut from
	FileHash ID        `json:"file_hash,omitzero"` // SHA-256 of that whole file
	Offset   int64     `json:"offset"`             // of its first byte in the file
	Line     int       `json:"line,omitempty"`     // of its first byte in the file, from 1
	Needs    []ID      `json:"needs,omitempty"`    // entries without which it cannot be read, e.g. the header row
	Key      string    `json:"key,omitempty"`      // idempotency key, where the sender gave one
	Salt     [16]byte  `json:"-"`
	Body     []byte    `json:"-"`
	Erased   bool      `json:"erased,omitempty"` // the body was erased; this is its tombstone
}

// EntryIDOf computes the ID of an entry with this salt and body.
func EntryIDOf(salt [16]byte, body []byte) ID {
	h := sha256.New()
	h.Write(salt[:])
	h.Write(body)
	return ID(h.Sum(nil))
}
