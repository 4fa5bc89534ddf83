package sapient

import (
	"context"
	"embed"
	"fmt"
	"io"
	"math"
	"path"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/linker"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

//go:embed proto/*.proto
var protoFiles embed.FS

// message is one type of message as the validator walks it.
type message struct {
	name    string
	fields  []field // by number; those that there are not have no kind
	choices []choice
	needs   uint64 // bit n: field n is mandatory
	time    bool   // google.protobuf.Timestamp
	sense   sense  // what its fields must mean together
}

// field is one field of a message and its rules.
type field struct {
	name        string
	kind        protoreflect.Kind // 0: there is no such field
	repeated    bool
	choice      int // number of its choice from 1; 0: it belongs to none
	uuid, ulid  bool
	least, most float64
	values      uint64   // of an enumeration: bit n: n is one of them
	message     *message // of a message
}

// choice is a set of fields of which at most one may be given.
type choice struct {
	name      string
	members   uint64 // bit n: field n is one of them
	mandatory bool
}

// schema is the standard's messages, ready to be walked, and their root as the
// JSON form needs it.
type schema struct {
	root       *message
	descriptor protoreflect.MessageDescriptor
}

// mostFields is how high the number of a field, or a value of an enumeration,
// may be: they are kept as bits.
const mostFields = 63

// newSchema compiles the proto files. They are part of the program, so that an
// error is a mistake in them.
func newSchema() (*schema, error) {
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{
		Accessor: func(name string) (io.ReadCloser, error) { return protoFiles.Open(path.Join("proto", name)) },
	})}
	files, err := compiler.Compile(context.Background(), "message.proto", "rule.proto")
	if err != nil {
		return nil, fmt.Errorf("compile the proto files: %w", err)
	}
	resolver := files.AsResolver()
	root, err := resolver.FindMessageByName("sapient_msg.bsi_flex_335_v2_0.SapientMessage")
	if err != nil {
		return nil, err
	}
	b := builder{resolver: resolver, done: map[protoreflect.FullName]*message{}}
	if b.rule, err = resolver.FindExtensionByName("truceline.sapient.rule"); err != nil {
		return nil, err
	}
	if b.choice, err = resolver.FindExtensionByName("truceline.sapient.choice"); err != nil {
		return nil, err
	}
	s := &schema{descriptor: root.Descriptor()}
	s.root, err = b.message(s.descriptor)
	return s, err
}

// builder turns descriptors into tables.
type builder struct {
	resolver     linker.Resolver
	done         map[protoreflect.FullName]*message
	rule, choice protoreflect.ExtensionType
}

func (b *builder) message(d protoreflect.MessageDescriptor) (*message, error) {
	if m := b.done[d.FullName()]; m != nil {
		return m, nil
	}
	m := &message{name: string(d.Name()), time: d.FullName() == "google.protobuf.Timestamp"}
	b.done[d.FullName()] = m
	m.sense = senseOf(d.FullName().Name())
	numbers := map[protoreflect.OneofDescriptor]int{}
	for i := range d.Oneofs().Len() {
		one := d.Oneofs().Get(i)
		if one.IsSynthetic() {
			continue
		}
		m.choices = append(m.choices, choice{name: string(one.Name()), mandatory: b.rules(one.Options(), b.choice).mandatory})
		numbers[one] = len(m.choices)
	}
	for i := range d.Fields().Len() {
		f := d.Fields().Get(i)
		n := int(f.Number())
		if n > mostFields {
			return nil, fmt.Errorf("%s: the validator keeps fields as bits, up to %d", f.FullName(), mostFields)
		}
		for len(m.fields) <= n {
			m.fields = append(m.fields, field{})
		}
		made, mandatory, err := b.field(f)
		if err != nil {
			return nil, err
		}
		if mandatory {
			m.needs |= 1 << n
		}
		if made.choice = numbers[f.ContainingOneof()]; made.choice > 0 {
			m.choices[made.choice-1].members |= 1 << n
		}
		m.fields[n] = made
	}
	return m, nil
}

func (b *builder) field(d protoreflect.FieldDescriptor) (f field, mandatory bool, err error) {
	r := b.rules(d.Options(), b.rule)
	f = field{name: string(d.Name()), kind: d.Kind(), repeated: d.IsList(), uuid: r.uuid, ulid: r.ulid, least: r.least, most: r.most}
	switch d.Kind() {
	case protoreflect.MessageKind:
		f.message, err = b.message(d.Message())
	case protoreflect.EnumKind:
		for i := range d.Enum().Values().Len() {
			n := d.Enum().Values().Get(i).Number()
			if n < 0 || n > mostFields {
				return f, false, fmt.Errorf("%s: the validator keeps values as bits, up to %d", d.Enum().FullName(), mostFields)
			}
			f.values |= 1 << n
		}
	case protoreflect.StringKind, protoreflect.BytesKind, protoreflect.DoubleKind, protoreflect.FloatKind, protoreflect.Int32Kind,
		protoreflect.Int64Kind, protoreflect.BoolKind:
	default:
		err = fmt.Errorf("%s: the validator does not know the type %s", d.FullName(), d.Kind())
	}
	return f, r.mandatory, err
}

// rules is a Rule of rule.proto.
type rules struct {
	mandatory, uuid, ulid bool
	least, most           float64
}

// rules reads the rule among the options of a field or choice.
func (b *builder) rules(options proto.Message, extension protoreflect.ExtensionType) rules {
	r := rules{least: math.Inf(-1), most: math.Inf(1)}
	// The compiler leaves options of its own extensions in bytes; read with the
	// extension known they become a message.
	bytes, err := proto.Marshal(options)
	if err != nil {
		return r
	}
	read := options.ProtoReflect().New().Interface()
	if err := (proto.UnmarshalOptions{Resolver: b.resolver}).Unmarshal(bytes, read); err != nil || !proto.HasExtension(read, extension) {
		return r
	}
	proto.GetExtension(read, extension).(*dynamicpb.Message).Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch f.Name() {
		case "mandatory":
			r.mandatory = v.Bool()
		case "uuid":
			r.uuid = v.Bool()
		case "ulid":
			r.ulid = v.Bool()
		case "least":
			r.least = v.Float()
		case "most":
			r.most = v.Float()
		}
		return true
	})
	return r
}
