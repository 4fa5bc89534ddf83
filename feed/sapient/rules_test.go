package sapient

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// TestEveryRule breaks every rule of the standard's messages once, at every place
// where it holds (BSI Flex 335 v2: mandatory fields, UUIDs, ULIDs, ranges,
// enumerations, choices, times, fields that there are not): in a message with every
// field filled, which is good, one thing is made wrong, and the refusal must name that
// field. The places and their rules stand in testdata/rules.txt, so that none is lost
// unseen.
func TestEveryRule(t *testing.T) {
	b := breaker{t: t, schema: newReader(t).schema, rules: map[string][]string{}}
	contents := b.schema.descriptor.Oneofs().ByName("content").Fields()
	for i := range contents.Len() {
		for choice := range 9 { // no choice has more members
			root := dynamicpb.NewMessage(b.schema.descriptor)
			b.fill(root, choice, 0)
			root.Set(contents.Get(i), protoreflect.ValueOfMessage(b.filled(contents.Get(i).Message(), choice, 1)))
			b.root = root
			if wrong := b.wrong(); len(wrong) > 0 {
				t.Fatalf("%s with every field, choice %d: %v", contents.Get(i).Name(), choice, wrong)
			}
			b.message(root, b.schema.root, "")
		}
	}
	var list []string
	for path, rules := range b.rules {
		list = append(list, path+": "+strings.Join(rules, ", ")+"\n")
	}
	slices.Sort(list)
	got := strings.Join(list, "")
	if *update {
		if err := os.WriteFile("testdata/rules.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("the rules are not those of testdata/rules.txt; if that is meant: go test ./feed/sapient -update")
	}
}

// breaker makes one thing after another wrong in a good message.
type breaker struct {
	t      *testing.T
	schema *schema
	root   *dynamicpb.Message
	rules  map[string][]string // by the place, without numbers
}

// filled returns a message with every field, of each choice the member of that number.
func (b *breaker) filled(d protoreflect.MessageDescriptor, choice, depth int) protoreflect.Message {
	m := dynamicpb.NewMessage(d)
	b.fill(m, choice, depth)
	return m
}

func (b *breaker) fill(m *dynamicpb.Message, choice, depth int) {
	d := m.Descriptor()
	if d.FullName() == "google.protobuf.Timestamp" {
		m.Set(d.Fields().ByName("seconds"), protoreflect.ValueOfInt64(1_777_777_777))
		return
	}
	for i := range d.Fields().Len() {
		f := d.Fields().Get(i)
		one := f.ContainingOneof()
		switch {
		case one != nil && !one.IsSynthetic() && (depth == 0 || one.Fields().Get(choice%one.Fields().Len()) != f):
		case f.Message() == d && depth > 8:
		case f.IsList():
			m.Mutable(f).List().Append(b.good(f, choice, depth))
		default:
			m.Set(f, b.good(f, choice, depth))
		}
	}
}

// good is a value that a field may have.
func (b *breaker) good(f protoreflect.FieldDescriptor, choice, depth int) protoreflect.Value {
	switch f.Kind() {
	case protoreflect.MessageKind:
		return protoreflect.ValueOfMessage(b.filled(f.Message(), choice, depth+1))
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(f.Enum().Values().Get(1).Number())
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(true)
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte{1})
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(0.5)
	case protoreflect.FloatKind:
		return protoreflect.ValueOfFloat32(0.5)
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32(1)
	}
	kind := b.find(b.schema.root, f)
	switch {
	case kind.uuid:
		return protoreflect.ValueOfString("5b1c9f3e-7a4d-4c0e-9b21-3f60d1a7e001")
	case kind.ulid:
		return protoreflect.ValueOfString("01HWSSSSSSSSSSSSSSSSSSSSS3")
	case kind.name == "icd_version":
		return protoreflect.ValueOfString(version)
	}
	return protoreflect.ValueOfString("words")
}

// find returns the rules of a field of any message.
func (b *breaker) find(m *message, f protoreflect.FieldDescriptor) *field {
	seen := map[*message]bool{}
	var in func(m *message, d protoreflect.MessageDescriptor) *field
	in = func(m *message, d protoreflect.MessageDescriptor) *field {
		if seen[m] {
			return nil
		}
		if seen[m] = true; d == f.Parent() {
			return &m.fields[f.Number()]
		}
		for i := range d.Fields().Len() {
			if next := d.Fields().Get(i); next.Message() != nil {
				if found := in(m.fields[next.Number()].message, next.Message()); found != nil {
					return found
				}
			}
		}
		return nil
	}
	return in(m, b.schema.descriptor)
}

// wrong is what the validator finds in the message as it stands.
func (b *breaker) wrong() []mistake {
	body, err := proto.MarshalOptions{AllowPartial: true}.Marshal(b.root)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.schema.check(body)
}

// refused holds that the message as it stands is refused for a field at a place.
func (b *breaker) refused(path, rule string) {
	b.t.Helper()
	wrong := b.wrong()
	if !slices.ContainsFunc(wrong, func(m mistake) bool { return m.field == path }) {
		b.t.Errorf("%s, and it breaks the rule %s: %v", path, rule, wrong)
	}
	place := strings.ReplaceAll(path, "[0]", "[]")
	for strings.Contains(place, "sub_class[].sub_class[]") { // sub-classes lie in one another
		place = strings.ReplaceAll(place, "sub_class[].sub_class[]", "sub_class[]")
	}
	if place == "" {
		place = "message"
	}
	if !slices.Contains(b.rules[place], rule) {
		b.rules[place] = append(b.rules[place], rule)
	}
}

// message breaks what can be broken in one message and those within.
func (b *breaker) message(m protoreflect.Message, rules *message, path string) {
	if rules.time {
		b.unknown(m, path, protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), 1<<40), "a moment that is none")
		return
	}
	b.unknown(m, path, protowire.AppendVarint(protowire.AppendTag(nil, mostFields, protowire.VarintType), 1), "no other fields")
	for i := range rules.choices {
		b.choice(m, rules, &rules.choices[i], path)
	}
	at := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		kind := &rules.fields[f.Number()]
		whole := at(kind.name)
		b.field(m, f, kind, rules.needs>>f.Number()&1 == 1, whole)
		switch {
		case f.Message() != nil && f.IsList():
			b.message(v.List().Get(0).Message(), kind.message, whole+"[0]")
		case f.Message() != nil:
			b.message(v.Message(), kind.message, whole)
		}
		return true
	})
}

// unknown adds bytes to a message: the refusal names the message.
func (b *breaker) unknown(m protoreflect.Message, path string, bytes []byte, rule string) {
	m.SetUnknown(bytes)
	b.refused(path, rule)
	m.SetUnknown(nil)
}

// choice takes the member of a choice away, and gives a second one.
func (b *breaker) choice(m protoreflect.Message, rules *message, c *choice, path string) {
	var given, other protoreflect.FieldDescriptor
	fields := m.Descriptor().Oneofs().ByName(protoreflect.Name(c.name)).Fields()
	for i := range fields.Len() {
		if m.Has(fields.Get(i)) {
			given = fields.Get(i)
		} else {
			other = fields.Get(i)
		}
	}
	if other != nil {
		second := dynamicpb.NewMessage(m.Descriptor())
		second.Set(other, b.good(other, 0, 1))
		bytes, err := proto.Marshal(second)
		if err != nil {
			b.t.Fatal(err)
		}
		b.unknown(m, path, bytes, "one of "+c.name+" at most")
	}
	if c.mandatory {
		v := m.Get(given)
		m.Clear(given)
		b.refused(path, "one of "+c.name)
		m.Set(given, v)
	}
}

// field breaks the rules of one field.
func (b *breaker) field(m protoreflect.Message, f protoreflect.FieldDescriptor, kind *field, mandatory bool, path string) {
	was := m.Get(f)
	with := func(v protoreflect.Value, path, rule string) {
		if !f.IsList() {
			m.Set(f, v)
			b.refused(path, rule)
			m.Set(f, was)
			return
		}
		before := was.List().Get(0)
		was.List().Set(0, v)
		b.refused(path, rule)
		was.List().Set(0, before)
	}
	if mandatory {
		m.Clear(f)
		b.refused(path, "mandatory")
		m.Set(f, was)
	}
	number := func(v float64) protoreflect.Value {
		switch f.Kind() {
		case protoreflect.FloatKind:
			return protoreflect.ValueOfFloat32(float32(v))
		case protoreflect.DoubleKind:
			return protoreflect.ValueOfFloat64(v)
		}
		return protoreflect.ValueOfInt32(int32(v))
	}
	switch f.Kind() {
	case protoreflect.StringKind:
		if mandatory {
			with(protoreflect.ValueOfString(""), path, "not empty")
		}
		for _, id := range []struct {
			is       bool
			bad, law string
		}{{kind.uuid, "01HWSSSSSSSSSSSSSSSSSSSSS3", "a UUID"}, {kind.ulid, "5b1c9f3e-7a4d-4c0e-9b21-3f60d1a7e001", "a ULID"}, {kind.ulid, "81HWSSSSSSSSSSSSSSSSSSSSS3", "a ULID"}, {kind.uuid, "5b1c9f3e07a4d-4c0e-9b21-3f60d1a7e001", "a UUID"}} {
			if id.is {
				with(protoreflect.ValueOfString(id.bad), kindPath(path, f), id.law)
			}
		}
	case protoreflect.EnumKind:
		if mandatory {
			with(protoreflect.ValueOfEnum(0), path, "not unspecified")
		}
		with(protoreflect.ValueOfEnum(60), path, "one of its values")
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		with(number(math.NaN()), path, "finite")
		with(number(math.Inf(1)), path, "finite")
		fallthrough
	case protoreflect.Int32Kind:
		if !math.IsInf(kind.least, 0) {
			with(number(kind.least-1), path, fmt.Sprint("least ", kind.least))
		}
		if !math.IsInf(kind.most, 0) {
			with(number(kind.most+1), path, fmt.Sprint("most ", kind.most))
		}
	}
}

// kindPath is the place of a text in a list.
func kindPath(path string, f protoreflect.FieldDescriptor) string {
	if f.IsList() {
		return path + "[0]"
	}
	return path
}
