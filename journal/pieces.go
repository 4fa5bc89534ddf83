package journal

import (
	"iter"
	"slices"
)

// pieces are the entries cut from one file, by offset. They lie in blocks that each
// hold a part of the file: what a replay puts in order of time comes from anywhere in
// its file, and what comes late must not move all that lies behind it.
type pieces struct {
	blocks [][]piece
}

// piece is one entry: where it begins in its file, and its number in the record.
type piece struct {
	offset int64
	seq    uint64
}

// blockLength is how many pieces a block holds at most: 16 KB.
const blockLength = 1024

// at returns the number of the entry that begins at an offset, 0 if there is none.
func (p *pieces) at(offset int64) uint64 {
	b, i, ok := p.find(offset)
	if !ok {
		return 0
	}
	return p.blocks[b][i].seq
}

// find returns the block and the place in it where an offset is, or is to come.
func (p *pieces) find(offset int64) (block, i int, ok bool) {
	block, begins := slices.BinarySearchFunc(p.blocks, offset, func(b []piece, offset int64) int { return byOffset(b[0], offset) })
	if block > 0 && !begins {
		block--
	}
	if block < len(p.blocks) {
		i, ok = slices.BinarySearchFunc(p.blocks[block], offset, byOffset)
	}
	return block, i, ok
}

func byOffset(p piece, offset int64) int {
	switch {
	case p.offset < offset:
		return -1
	case p.offset > offset:
		return 1
	}
	return 0
}

// add files a piece; one that is there already stays as it is.
func (p *pieces) add(n piece) {
	block, i, ok := p.find(n.offset)
	if ok {
		return
	}
	if len(p.blocks) == 0 {
		p.blocks = append(p.blocks, nil)
	}
	if b := p.blocks[block]; len(b) == blockLength {
		// A file that comes from its beginning to its end, as most do, fills its blocks.
		half := blockLength / 2
		if block == len(p.blocks)-1 && i == blockLength {
			half = blockLength
		}
		p.blocks = slices.Insert(p.blocks, block+1, slices.Clone(b[half:]))
		p.blocks[block] = b[:half]
		if i > half || half == blockLength {
			block, i = block+1, i-half
		}
	}
	p.blocks[block] = slices.Insert(p.blocks[block], i, n)
}

// all goes through the pieces from the beginning of the file to its end.
func (p *pieces) all() iter.Seq[piece] {
	return func(yield func(piece) bool) {
		for _, b := range p.blocks {
			for _, n := range b {
				if !yield(n) {
					return
				}
			}
		}
	}
}
