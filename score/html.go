package score

// HTML writes the card as one self-contained page.
func HTML(c Card) []byte {
	return []byte("<!doctype html><title>score</title><pre>" + Text(c) + "</pre>")
}
