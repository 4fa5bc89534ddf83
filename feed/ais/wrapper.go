package ais

import (
	"bytes"
	"strconv"
	"time"

	"github.com/truceline/truceline/feed"
)

// wrapperLead begins the sentence that GateHouse receivers write before each of AIS
// (documented by pyais, "Gatehouse wrappers"): the first kind of it says when the
// sentence behind it was received, as year, month, day, hour, minute, second and
// millisecond of UTC in fields 2 to 8, and in its last field the checksum of that
// sentence.
const wrapperLead = "$PGHP,1,"

// isWrapper reports whether a line is such a sentence.
func isWrapper(line []byte) bool { return bytes.HasPrefix(line, []byte(wrapperLead)) }

// wrapped is when a wrapper says that a sentence was received; zero where it is damaged,
// or belongs to another sentence.
func wrapped(wrapper, line []byte) time.Time {
	wrapper, line = feed.TrimLine(wrapper), feed.TrimLine(line)
	star, own := bytes.IndexByte(wrapper, '*'), bytes.LastIndexByte(line, '*')
	if star < 0 || len(wrapper) < star+3 || own < 0 || len(line) < own+3 {
		return time.Time{}
	}
	if sum, ok := hexByte(wrapper[star+1 : star+3]); !ok || sum != checksum(wrapper[1:star]) {
		return time.Time{}
	}
	fields := bytes.Split(wrapper[:star], []byte{','})
	if len(fields) < 14 || !bytes.EqualFold(fields[len(fields)-1], line[own+1:own+3]) {
		return time.Time{}
	}
	var n [7]int
	for i := range n {
		var err error
		if n[i], err = strconv.Atoi(string(fields[2+i])); err != nil {
			return time.Time{}
		}
	}
	at := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], n[6]*int(time.Millisecond), time.UTC)
	if at.Year() != n[0] || int(at.Month()) != n[1] || at.Day() != n[2] || at.Hour() != n[3] || at.Minute() != n[4] || at.Second() != n[5] || n[6] > 999 {
		return time.Time{} // no such moment: what is too much of one would run over into the next
	}
	return at
}
