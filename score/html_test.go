package score

import (
	"bytes"
	"encoding/xml"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestHTML: the page holds every figure, escapes what comes from outside, asks
// nothing of the network, and its plots are sound XML; also of an empty run.
func TestHTML(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	w := madeWorld(r, 100)
	run := blurred(r, w)
	run.Record.Run.Title = "<script>x</script>"
	oracle := perfect(w)
	for _, c := range []Card{Score(w, run, &oracle), Score(World{}, Run{}, nil)} {
		page, err := HTML(c)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(page, []byte("<script>")) || bytes.Contains(page, []byte("http")) || bytes.Contains(page, []byte("NaN")) {
			t.Error("the page holds a script, an address or what is no number")
		}
		for _, f := range c.Figures {
			if !bytes.Contains(page, []byte(f.Name)) {
				t.Errorf("%s is not on the page", f.ID)
			}
		}
		for part := range strings.SplitSeq(string(page), "<svg") {
			svg, _, ok := strings.Cut(part, "</svg>")
			if !ok {
				continue
			}
			d := xml.NewDecoder(strings.NewReader("<svg" + svg + "</svg>"))
			for {
				if _, err := d.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("plot: %v", err)
				}
			}
		}
		if text := Text(c); !strings.Contains(text, "GOSPA, mean: ") {
			t.Error("the table lacks explanations")
		}
	}
}
