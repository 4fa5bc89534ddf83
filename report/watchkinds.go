package report

import (
	"html/template"

	"github.com/truceline/truceline"
)

// KindWatch is how well the whole contact line was watched for one kind.
type KindWatch struct {
	Kind truceline.Kind `json:"kind"`
	Name string         `json:"name"`
	StretchWatch
}

// lineWatches adds up the record's tables, those of an empty line left out.
func (b *builder) lineWatches() []LineWatch {
	var out []LineWatch
	for i := range b.rec.Coverage {
		if l := BuildLineWatch(b.rec, &b.rec.Coverage[i]); len(l.Parts) > 0 {
			out = append(out, l)
		}
	}
	return out
}

func (b *builder) lineByKind() []KindWatch {
	out := []KindWatch{}
	for _, l := range b.lineWatches() {
		out = append(out, KindWatch{l.Kind, l.KindName, l.Whole})
	}
	return out
}

// linePicture draws the watching of the line for the kind that was seen most
// along it; nothing where there is no table.
func (b *builder) linePicture(id string) template.HTML {
	all := b.lineWatches()
	if len(all) == 0 {
		return ""
	}
	most := all[0]
	for _, l := range all {
		if len(l.Events) > len(most.Events) {
			most = l
		}
	}
	return most.picture(id, "").done()
}
