package main

import (
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/truceline/truceline/feed/transport"
)

// printFeedsDoc writes docs/feeds.md from the tags of the stanza's types, so that
// it cannot say anything else than what is read.
func printFeedsDoc(w io.Writer) {
	fmt.Fprint(w, `# Live feeds

A mission is a folder with a replay.yaml (the agreement, the window, the period, the files that do not change) and a folder
feeds/ with a stanza for each live feed, in a file NAME.yaml. "truceline live MISSION --out RUN" receives them; "truceline
feeds RUN" says how they are. Stanzas are read strictly: a key that is not known, or a value out of its range, is refused
with file, line and what to write instead. They may be changed, added and taken away while the door runs; of a stanza with
a mistake the last good one stays; a feed keeps its format, and its name, as long as the record lasts. What is read goes into the journal, so that the record says how each message was read.

`+"```yaml"+`
feed: coast
format: ais
options: {clock: received}
source: coast-station
owner: monitor
grade: B
every: 1m
window: 30s
transport:
  kind: listen
  address: 0.0.0.0:10110
`+"```"+`

A sample for each format, with the road that it mostly comes by, stands beside its README: `+"`feed/FORMAT/live.yaml`"+`.
This page is made from the program ("go test ./cmd/truceline -run TestDocs -update").

## Keys of a stanza

`)
	keysTable(w, feedStanza{})
	fmt.Fprint(w, "\n### clock\n\n")
	keysTable(w, clockConfig{})
	fmt.Fprint(w, `
## transport

Names of files are taken from the mission's folder. Each kind knows only its own keys.

| kind | keys |
|---|---|
`)
	t := reflect.TypeFor[transport.Settings]()
	for _, kind := range transport.Kinds() {
		var known []string
		for i := range t.NumField() {
			if f := t.Field(i); strings.Contains(" "+f.Tag.Get("for")+" ", " "+kind+" ") {
				known = append(known, f.Tag.Get("yaml"))
			}
		}
		fmt.Fprintf(w, "| %s | %s |\n", kind, strings.Join(known, ", "))
	}
	fmt.Fprintln(w)
	keysTable(w, transport.Settings{})
	fmt.Fprint(w, `
## What is promised

- A message is acknowledged when it is on disk: the answer 200 to a post, the acknowledgement to a broker, the answer of a
  protocol that has one. A post that comes again with its Idempotency-Key is kept once.
- Streams are read as fast as the disk takes them. What cannot wait (datagrams, plain NATS subjects, messages beyond
  max_bytes) and is lost is counted under "lost".
- Every byte of a stream is in the journal, cut into messages; what cannot be read stands there as a refused entry with
  its reason. A peer that leaves a message unfinished for a minute, and a second more for each kilobyte of it, is let go,
  and so is one that says nothing for an hour. When all places are taken, one that was silent for a minute makes room.
- Of polled documents and files in a folder, what has not changed is not kept again: neither the same document, nor rows
  that an earlier one held. Files that others need, such as a header, are kept each time. Where a polled answer names a next
  page (STAC searches, SensorThings), it is fetched as well, from the same host and 200 at a poll; a page that fails is where the
  next poll goes on, and pages that lead in a circle or to another host are told as a fault.
- A polled address that fails is left alone for twice as long each time, up to an hour, and for as long as its server asks.
- A feed that is silent for longer than "every" is an outage in the ledger of watching, with the cause silent, from its last
  message on: its own, and that of every source that is heard through no other feed. It ends when the feed is heard again.
  Of an address that is polled, only what is new is a message.
- What a source says of a time more than ten minutes after it came is refused: its clock is wrong. What it says late is taken.

## What it bears

Decoders, on one core: messages a second of processor time, the collector's included, with 64 MB in use as in a door at work
("go test ./feed/NAME -run xxx -bench . -cpu 1"; the worst of three runs on a machine of two cores that other work kept busy, load 14,
2026-11-22).

| format | wanted | measured | allocations a message |
|---|---|---|---|
| AIS, sentences | 500,000 | 669,000 | 5 |
| ADS-B, hexadecimal frames | 1,000,000 | 1,102,000 | 2 |
| Cursor on Target, XML events | 150,000 | 316,000 | 9 |
| TAK protocol, protobuf events | | 624,000 | 6 |
| SAPIENT, detections | 200,000 | 340,000; with every field filled 215,000 | 3; 4 |
| FIRMS, rows | 1,000,000 | 1,339,000 | 1 |

The door as a whole, under load: docs/decisions/0056-load-of-the-live-door.md. What it is tried against: every format by every
transport that can carry it (feed/transport/matrix_test.go), noise, huge lengths, drops, half-open and silent peers, thousands of hostile
connections (hostile_test.go, patience_test.go), clocks years ahead and behind or jumping, statements out of order and played again
(cmd/truceline/liveclocks_test.go), kills at work (live_test.go); and as peers dump1090, gpsdecode, mosquitto, tshark, xmlsec1, xmllint and
@tak-ps/node-tak where "make test" can install them.
`)
}

func keysTable(w io.Writer, part any) {
	fmt.Fprint(w, "| key | value | meaning |\n|---|---|---|\n")
	t := reflect.TypeOf(part)
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Fprintf(w, "| %s | %s | %s |\n", f.Tag.Get("yaml"), kindOfValue(f.Type), f.Tag.Get("doc"))
	}
}

// kindOfValue says in plain words what a key takes.
func kindOfValue(t reflect.Type) string {
	switch {
	case t.String() == "time.Duration":
		return "duration"
	case t.Kind() == reflect.Slice:
		return "list"
	case t.Kind() == reflect.Map:
		return "names and values"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Int || t.Kind() == reflect.Float64:
		return "number"
	case t.Kind() == reflect.Struct || t.Kind() == reflect.Pointer:
		return "see below"
	}
	return "text"
}
