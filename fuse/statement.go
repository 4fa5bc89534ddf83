package fuse

import (
	"encoding/binary"

	"github.com/truceline/truceline"
)

// statement is what is kept of an observation: what its likelihood rests on, and what an incident
// says of its members. All that were ever taken are held, as an officer may rule on any, so that what
// many have in common and what few say lie elsewhere.
type statement struct {
	ID truceline.ID
	*manner
	*details
	When  truceline.Interval
	Count truceline.Count
}

// manner is how a source speaks: of what, by which means and how sure. What is taken for granted
// and learnt of such statements is looked up once.
type manner struct {
	Source     string
	Means      truceline.Means
	Kind       truceline.Kind
	Confidence string
	nature     *nature
	class      *Class
	classed    bool    // false: nothing is known about how often such statements are wrong
	factor     *factor // what is learnt of its class, once asked for
	author     author  // what is learnt of its source, once asked for
}

// manner returns how an observation was stated.
func (f *Fuser) manner(o *truceline.Observation) *manner {
	of := f.manners[o.Source]
	for _, m := range of {
		if m.Kind == o.Kind && m.Means == o.Means && m.Confidence == o.Confidence {
			return m
		}
	}
	m := &manner{Source: o.Source, Means: o.Means, Kind: o.Kind, Confidence: o.Confidence, nature: f.nature(o.Kind)}
	m.class, m.classed = f.priors.classOf(o)
	f.manners[o.Source] = append(of, m)
	return m
}

// details is what few statements say beside when and where.
type details struct {
	Subtype     string
	Direction   truceline.Direction
	Exempt      string
	Lineage     []string
	DerivedFrom []truceline.ID
	Weapons     []string
	Arrival     *truceline.Arrival
	Place       *truceline.Place // where more is asked of it than the likelihood holds; else nil
}

// detailsOf returns what an observation says beside when and where; what says no more shares one.
func (f *Fuser) detailsOf(o *truceline.Observation) *details {
	whole := !located(o.Place) || o.Place.Name != "" || o.Means == truceline.MeansPublic
	if !whole && o.Subtype == "" && o.Direction == "" && o.Exempt == "" && len(o.Lineage)+len(o.DerivedFrom)+len(o.Weapons) == 0 && o.Arrival == nil {
		return f.plain
	}
	d := &details{Subtype: o.Subtype, Direction: o.Direction, Exempt: o.Exempt, Lineage: o.Lineage, DerivedFrom: o.DerivedFrom, Weapons: o.Weapons, Arrival: o.Arrival}
	if whole {
		place := o.Place
		d.Place = &place
	}
	return d
}

// said is the statement as lineage reads it.
func (s *statement) said() truceline.Observation {
	return truceline.Observation{ID: s.ID, Source: s.Source, Lineage: s.Lineage, DerivedFrom: s.DerivedFrom}
}

// taken holds all evidence, found by the statement's ID. It lies in pages, and is found by number, so that
// collecting garbage has few things to go through.
type taken struct {
	pages  [][]evidence
	number map[uint64]int32 // from 1, of the newest whose ID begins so
}

// pageLength is how many lie in a page.
const pageLength = 128

// add makes room for the evidence of a statement.
func (t *taken) add(id truceline.ID) *evidence {
	last := len(t.pages) - 1
	if last < 0 || len(t.pages[last]) == pageLength {
		t.pages = append(t.pages, make([]evidence, 0, pageLength))
		last++
	}
	page := &t.pages[last]
	key := beginningOf(id)
	*page = append(*page, evidence{statement: statement{ID: id}, alike: t.number[key]})
	t.number[key] = int32(last*pageLength + len(*page))
	return &(*page)[len(*page)-1]
}

// of returns the evidence of a statement, nil where it is not part of an incident.
func (t *taken) of(id truceline.ID) *evidence {
	for n := t.number[beginningOf(id)]; n > 0; {
		e := &t.pages[(n-1)/pageLength][(n-1)%pageLength]
		if e.ID == id {
			if e.in == nil {
				return nil
			}
			return e
		}
		n = e.alike
	}
	return nil
}

// beginningOf is the part of an ID by which it is looked up.
func beginningOf(id truceline.ID) uint64 { return binary.LittleEndian.Uint64(id[:]) }
