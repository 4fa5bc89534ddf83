package agreement_test

import (
	"io/fs"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/agreements"
	"github.com/truceline/truceline/wording"
)

// FuzzParse feeds the parser anything. Whatever it accepts must hold together,
// explain itself and compile.
func FuzzParse(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte(register))
	f.Add([]byte("zones:\n- polygons:\n  - outer: [{lat: 1, lon: 2}, {lat: 2, lon: 2}, {lat: 2, lon: 1}]\n    holes: [[]]\n"))
	f.Add([]byte("a: &a [*a]\n"))
	files, err := fs.Glob(agreements.Files(), "*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		src, err := fs.ReadFile(agreements.Files(), file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		a, problems := agreement.Parse("fuzz.yaml", src)
		for _, p := range problems {
			if p.Line < 1 || p.Column < 1 || p.Message == "" || p.String() == "" {
				t.Errorf("a problem without a place or a message: %+v", p)
			}
		}
		if agreement.Refused(problems) {
			if a.ID != "" || a.Clauses != nil {
				t.Error("a refused agreement was handed out")
			}
			return
		}
		if a.ID == "" || a.Version < 1 || len(a.Parties) < 2 || len(a.Windows) < 1 || len(a.Clauses) < 1 {
			t.Errorf("accepted with parts missing: %+v", a)
		}
		for _, c := range a.Clauses {
			if th := c.Thresholds; c.Kind != truceline.ClauseExemption && !(th.Exists > 0.5 && th.Breach > 0.5 && th.Attribution > 0.5) {
				t.Errorf("accepted thresholds %+v", th)
			}
		}
		remarks := agreement.Lint(a)
		agreement.Locate(src, remarks)
		for _, r := range remarks {
			if r.Line < 1 || r.Column < 1 || r.Code == "" || r.Where == "" || r.Says == "" || r.Do == "" {
				t.Errorf("a remark that says nothing: %+v", r)
			}
		}
		if len(agreement.Explain(a, wording.Reader{})) == 0 {
			t.Error("nothing explained")
		}
		c, err := agreement.Compile(a, nil)
		if err != nil {
			t.Errorf("accepted but does not compile: %v", err)
			return
		}
		c.InForce(truceline.Interval{From: a.Windows[0].From, To: a.Windows[0].From.Add(time.Hour)})
	})
}
