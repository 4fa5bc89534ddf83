package wording

// Reader is in which language somebody reads the record, and what its zones, lines
// and weapons are called there. The zero value reads English.
type Reader struct {
	Language string
	Names    Names
}

// Say puts sentences of ours into the reader's language; one that is not known
// stays English.
func (r Reader) Say(english string) string {
	if r.English() {
		return english // the book takes a while to open
	}
	said, _ := Open().Say(r.Language, english, r.Names)
	return said
}

// Title puts the title of a subject, or another part of a sentence, into the
// reader's language as far as it is known.
func (r Reader) Title(english string) string {
	if r.English() {
		return english
	}
	return Open().Title(r.Language, english, r.Names)
}

// Text puts a piece of a page into the reader's language: a heading, what stands in a
// cell, a note of several sentences. What is not known stays English.
func (r Reader) Text(english string) string {
	if r.English() {
		return english
	}
	return Open().Text(r.Language, english, r.Names)
}

// English reports whether the reader reads the record's own words.
func (r Reader) English() bool { return r.Language == "" || r.Language == "en" }
