package lineage

import (
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// dayOf turns the words for a day into a date, where the day of publication is
// known: a weekday is the last one before it or the day itself.
func dayOf(words string, published time.Time) truceline.Date {
	if words == "" || published.IsZero() {
		return ""
	}
	day := published.UTC()
	for w := range strings.FieldsSeq(strings.ToLower(words)) {
		if n, ok := weekday(w); ok {
			back := (int(day.Weekday()) - int(n) + 7) % 7
			return truceline.DateOf(day.AddDate(0, 0, -back))
		}
		switch w {
		case "today", "сьогодні", "сегодня":
			return truceline.DateOf(day)
		case "yesterday", "вчора", "учора", "вчера":
			return truceline.DateOf(day.AddDate(0, 0, -1))
		}
	}
	return ""
}

func weekday(low string) (time.Weekday, bool) {
	for day, begins := range [][]string{{"sunday", "неділ", "воскресен"}, {"monday", "понеділ", "понедель"}, {"tuesday", "вівтор", "вторник"}, {"wednesday", "серед", "сред"},
		{"thursday", "четвер"}, {"friday", "п'ятниц", "пятниц"}, {"saturday", "субот", "суббот"}} {
		for _, b := range begins {
			if strings.HasPrefix(low, b) {
				return time.Weekday(day), true
			}
		}
	}
	return 0, false
}
