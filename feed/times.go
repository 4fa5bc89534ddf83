package feed

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// ParseTime reads a moment as RFC 3339 writes it, "2026-04-11T13:00:00Z" or with
// an offset; a space instead of the T is taken too. A time without a zone is not
// a moment and is not taken, nor is a year before 1900 or after 2150. The result is
// in UTC.
func ParseTime(b []byte) (t time.Time, ok bool) {
	if len(b) == 20 && b[19] == 'Z' && b[10] == 'T' && b[13] == ':' && b[16] == ':' {
		year, month, day, ok := civil(b[:10])
		h, ok1 := twoDigits(b[11], b[12], 23)
		m, ok2 := twoDigits(b[14], b[15], 59)
		s, ok3 := twoDigits(b[17], b[18], 59)
		return time.Date(year, month, day, h, m, s, 0, time.UTC), ok && ok1 && ok2 && ok3
	}
	s := string(b)
	if len(s) > 10 && s[10] == ' ' {
		s = s[:10] + "T" + s[11:]
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || !plausible(t.Year()) {
		return time.Time{}, false
	}
	return t.UTC(), true
}

// ParseDay reads a day as 2006-01-02 and returns its first moment in UTC.
func ParseDay(b []byte) (t time.Time, ok bool) {
	if len(b) != 10 {
		return time.Time{}, false
	}
	year, month, day, ok := civil(b)
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC), ok
}

// plausible reports whether anything here can be about a year. Beyond it times
// have no JSON and the lengths of intervals no room; it is damage anyway.
func plausible(year int) bool { return year >= 1900 && year <= 2150 }

// civil reads ten bytes as year, month and day, and knows how long months are.
func civil(b []byte) (year int, month time.Month, day int, ok bool) {
	century, ok1 := twoDigits(b[0], b[1], 99)
	years, ok2 := twoDigits(b[2], b[3], 99)
	m, ok3 := twoDigits(b[5], b[6], 12)
	day, ok4 := twoDigits(b[8], b[9], 31)
	year, month = century*100+years, time.Month(m)
	ok = ok1 && ok2 && ok3 && ok4 && plausible(year) && b[4] == '-' && b[7] == '-' && m > 0 && day > 0
	if ok && day > 28 {
		ok = time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Day() == day
	}
	return year, month, day, ok
}

// twoDigits reads a number of two digits up to a bound.
func twoDigits(a, b byte, most int) (int, bool) {
	if a < '0' || a > '9' || b < '0' || b > '9' {
		return 0, false
	}
	n := int(a-'0')*10 + int(b-'0')
	return n, n <= most
}

// ParseLocal reads a local time "2006-01-02T15:04", with or without seconds, or
// a day "2006-01-02", in a zone. onlyDay is set for a day, and t is then its
// first moment.
//
// A clock time that the zone skipped is an error. Of one that it had twice, in
// autumn, the first is meant. The result is in UTC.
func ParseLocal(b []byte, zone *time.Location) (t time.Time, onlyDay bool, err error) {
	s := strings.Replace(string(bytes.TrimSpace(b)), " ", "T", 1)
	if t, err = time.ParseInLocation(time.DateOnly, s, zone); err == nil && plausible(t.Year()) {
		return t.UTC(), true, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err = time.ParseInLocation(layout, s, zone); err != nil || !plausible(t.Year()) {
			continue
		}
		if t.Format(layout) != s {
			return time.Time{}, false, fmt.Errorf("%q does not exist in %s: the clock was put forward", s, zone)
		}
		if before := t.Add(-time.Hour); before.Format(layout) == s {
			t = before
		}
		return t.UTC(), false, nil
	}
	return time.Time{}, false, fmt.Errorf("not a local time as 2006-01-02T15:04 or a day: %q", s)
}
