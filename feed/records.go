package feed

import "bytes"

// recordLines bounds the lines of one record.
const recordLines = 32

// SplitRecords cuts a file of comma-separated rows at the line feeds that stand
// outside quotes, for published tables whose cells hold line breaks (RFC 4180, 2.6).
// Lines are taken together only where that closes the quote and gives as many
// fields as the header has, so that a quote that damage left open swallows
// nothing. Each row needs the header.
func SplitRecords(file []byte) []Piece {
	lines := SplitLines(file, LineOptions{})
	header, err := Fields(lines[0].Body, nil)
	if err != nil {
		return lines
	}
	records := lines[:1]
	for i := 1; i < len(lines); i++ {
		record := lines[i]
		if n := joined(file, lines[i:], len(header)); n > 1 {
			last := lines[i+n-1]
			record.Body = file[record.Offset : last.Offset+int64(len(last.Body))]
			i += n - 1
		}
		records = append(records, record)
	}
	return records
}

// joined returns how many lines make one record of so many fields, from the first.
func joined(file []byte, lines []Piece, fields int) int {
	first := lines[0]
	if bytes.Count(first.Body, []byte{'"'})%2 == 0 {
		return 1
	}
	for n := 2; n <= min(len(lines), recordLines); n++ {
		last := lines[n-1]
		if bytes.Count(last.Body, []byte{'"'})%2 == 0 {
			continue // the quote stays open
		}
		got, err := Fields(file[first.Offset:last.Offset+int64(len(last.Body))], nil)
		if err == nil && len(got) == fields {
			return n
		}
		if err == nil {
			return 1
		}
	}
	return 1
}
