package asterix

import (
	"errors"
	"math"
	"strings"
)

// maxFields bounds the fields of a category.
const maxFields = 512

// record is what one record says: the bits of each field, of a field that is
// repeated those of the first.
type record struct {
	category *category
	has      [maxFields / 64]uint64
	raw      [maxFields]uint64
	// each is called with every field as it is read, in order; nil: nobody asks.
	each func(p *part, raw uint64)
	// expansion is why a reserved expansion field was not read; nil: it was.
	expansion error
}

// Errors of a record.
var (
	errShort   = errors.New("it ends within a field")
	errProfile = errors.New("it names an item that its category does not have")
	errSub     = errors.New("it names a part that its item does not have")
	errLength  = errors.New("a field's length is zero")
	errInside  = errors.New("the parts of the reserved expansion field do not fill it")
)

// octets is the bits that are still to be read. Items begin at octets, but their
// fields do not.
type octets struct {
	body []byte
	at   int // bit
}

// take reads up to 64 bits.
func (o *octets) take(n int) (uint64, error) {
	if o.at+n > 8*len(o.body) {
		return 0, errShort
	}
	value, left := uint64(0), n
	for left > 0 {
		free := 8 - o.at%8
		k := min(free, left)
		value = value<<k | uint64(o.body[o.at/8]>>(free-k))&(1<<k-1)
		o.at, left = o.at+k, left-k
	}
	return value, nil
}

// read reads the record at the beginning of body and returns how many octets it
// has.
func (r *record) read(c *category, body []byte) (length int, err error) {
	r.category, r.has, r.expansion = c, [maxFields / 64]uint64{}, nil
	o := octets{body: body}
	present, n, err := o.indicators()
	if err != nil {
		return 0, err
	}
	for i := range n {
		if present[i/64]>>(63-i%64)&1 == 0 {
			continue
		}
		if i >= len(c.items) || c.items[i] == nil {
			return 0, errProfile
		}
		if err := r.part(&o, c.items[i]); err != nil {
			return 0, err
		}
	}
	return o.at / 8, nil
}

// indicators reads octets of which each but the last has its last bit set, and
// whose other bits say what follows. n is how many there are.
func (o *octets) indicators() (present [2]uint64, n int, err error) {
	for more := true; more; {
		octet, err := o.take(8)
		if err != nil {
			return present, 0, err
		}
		for bit := 7; bit >= 1; bit-- {
			if n == 128 {
				return present, 0, errProfile
			}
			present[n/64] |= octet >> bit & 1 << (63 - n%64)
			n++
		}
		more = octet&1 == 1
	}
	return present, n, nil
}

// part reads an item or a part of one.
func (r *record) part(o *octets, p *part) error {
	switch p.form {
	case formField:
		raw, err := o.take(p.bits)
		if err != nil {
			return err
		}
		r.note(p, raw)
		return nil
	case formSpare:
		_, err := o.take(p.bits)
		return err
	case formGroup:
		return r.parts(o, p.parts)
	case formExtended:
		return r.extended(o, p)
	case formRepeat:
		count, err := o.take(p.bits)
		for ; err == nil && count > 0; count-- {
			err = r.parts(o, p.parts)
		}
		return err
	case formChain:
		for more := uint64(1); more == 1; {
			if err := r.parts(o, p.parts); err != nil {
				return err
			}
			var err error
			if more, err = o.take(1); err != nil {
				return err
			}
		}
		return nil
	case formCompound:
		return r.compound(o, p)
	}
	return r.explicit(o, p)
}

func (r *record) parts(o *octets, parts []*part) error {
	for _, p := range parts {
		if err := r.part(o, p); err != nil {
			return err
		}
	}
	return nil
}

// extended reads parts until one is not followed by another. Octets that a later
// edition adds are passed over: their last bit too says whether another follows.
func (r *record) extended(o *octets, p *part) error {
	for _, q := range p.parts {
		if q.form != formEnd {
			if err := r.part(o, q); err != nil {
				return err
			}
			continue
		}
		if more, err := o.take(1); err != nil || more == 0 {
			return err
		}
	}
	for more := uint64(1); more&1 == 1; {
		var err error
		if more, err = o.take(8); err != nil {
			return err
		}
	}
	return nil
}

// compound reads the parts that octets at the beginning name.
func (r *record) compound(o *octets, p *part) error {
	present, n, err := o.indicators()
	if err != nil {
		return err
	}
	return r.present(o, p, present, n)
}

// present reads those of the first n parts whose bit is set, the first part's being
// the highest.
func (r *record) present(o *octets, p *part, set [2]uint64, n int) error {
	for i := range n {
		if set[i/64]>>(63-i%64)&1 == 0 {
			continue
		}
		if i >= len(p.parts) || p.parts[i] == nil {
			return errSub
		}
		if err := r.part(o, p.parts[i]); err != nil {
			return err
		}
	}
	return nil
}

// explicit passes over a field that states its length. What a reserved expansion
// field holds is read where it is as its edition says; other editions, and what
// users agree among themselves, cannot be told apart from damage and cost nothing
// but that field.
func (r *record) explicit(o *octets, p *part) error {
	length, err := o.take(8)
	if err != nil {
		return err
	}
	if length == 0 {
		return errLength
	}
	begin := o.at / 8
	end := begin + int(length) - 1
	if end > len(o.body) {
		return errShort
	}
	o.at = 8 * end
	if p.form == formExpansion {
		inside := octets{body: o.body[begin:end]}
		if r.expansion = r.named(&inside, p); r.expansion == nil && inside.at != 8*len(inside.body) {
			r.expansion = errInside
		}
	}
	return nil
}

// named reads the parts that one octet names.
func (r *record) named(o *octets, p *part) error {
	octet, err := o.take(8)
	if err != nil {
		return err
	}
	return r.present(o, p, [2]uint64{octet << 56}, 8)
}

// note keeps a field.
func (r *record) note(p *part, raw uint64) {
	if r.each != nil {
		r.each(p, raw)
	}
	if word, bit := p.field/64, uint64(1)<<(p.field%64); r.has[word]&bit == 0 {
		r.has[word] |= bit
		r.raw[p.field] = raw
	}
}

// stated returns a field that the record has; ok is false where it has none.
func (r *record) stated(name string) (p *part, raw uint64, ok bool) {
	i, known := r.category.named[name]
	if !known || r.has[i/64]>>(i%64)&1 == 0 {
		return nil, 0, false
	}
	return r.category.fields[i], r.raw[i], true
}

// number returns a field's value in its unit; not a number where it is not stated.
func (r *record) number(name string) float64 {
	p, raw, ok := r.stated(name)
	if !ok {
		return math.NaN()
	}
	return p.value(raw)
}

// code returns a field's bits; 0 where it is not stated.
func (r *record) code(name string) uint64 {
	_, raw, _ := r.stated(name)
	return raw
}

// text returns a field's characters; empty where it is not stated.
func (r *record) text(name string) string {
	p, raw, ok := r.stated(name)
	if !ok {
		return ""
	}
	return strings.TrimSpace(p.text(raw))
}
