package sapient

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/truceline/truceline"
)

// answer is what a fusion node says to a message once it is on disk: a
// RegistrationAck to a registration, an AlertAck to an alert, a rejection to a
// task, and an Error to what it cannot take; to all else nothing. It is in the
// form, bytes or JSON, in which the message came. These four are all that it can
// say: there is no function that makes a Task.
func (r *reader) answer(e truceline.Entry) []byte {
	body, mistakes := r.message(e.Body)
	if body == nil && len(mistakes) == 0 {
		return nil
	}
	m := readEnvelope(body) // what can be read of a bad one says to whom the answer goes
	content, reply := r.reply(m, e.Body, mistakes)
	if content == 0 {
		return nil
	}
	out := appendTimestamp(nil, 1, e.Received)
	out = appendText(out, 2, r.self)
	if isUUID(m.node) {
		out = appendText(out, 3, string(m.node))
	}
	out = appendBytes(out, content, reply)
	if isWire(e.Body) {
		return append(binary.LittleEndian.AppendUint32(nil, uint32(len(out))), out...)
	}
	text, err := r.schema.toJSON(out)
	if err != nil {
		return nil
	}
	return append(text, '\n')
}

// reply is the content of the answer to a message and its field; 0: none.
func (r *reader) reply(m envelope, piece []byte, mistakes []mistake) (content int, body []byte) {
	const accepted, rejected = 1, 2
	id := text(m.body, 1) // of an alert or a task
	switch {
	case m.content == contentRegistration:
		body = protowire.AppendTag(body, 1, protowire.VarintType)
		body = protowire.AppendVarint(body, protowire.EncodeBool(len(mistakes) == 0))
		return contentRegistrationAck, appendReasons(body, 3, mistakes)
	case m.content == contentAlert && isULID(id):
		body = appendReasons(appendText(body, 1, string(id)), 4, mistakes)
		verdict := uint64(accepted)
		if len(mistakes) > 0 {
			verdict = rejected
		}
		return contentAlertAck, protowire.AppendVarint(protowire.AppendTag(body, 5, protowire.VarintType), verdict)
	case m.content == contentTask && isULID(id):
		body = appendText(body, 1, string(id))
		body = protowire.AppendVarint(protowire.AppendTag(body, 2, protowire.VarintType), rejected)
		return contentTaskAck, appendText(body, 5, "this node takes no tasks")
	case len(mistakes) > 0 && m.content != contentError: // nobody answers an error with an error
		const mostPacket = 64 << 10
		packet := piece[:min(len(piece), mostPacket)]
		return contentError, appendReasons(appendBytes(body, 1, packet), 3, mistakes)
	}
	return 0, nil
}

func appendReasons(out []byte, field int, mistakes []mistake) []byte {
	for _, m := range mistakes {
		reason := m.reason
		if m.field != "" {
			reason = m.field + ": " + reason
		}
		out = appendText(out, field, reason)
	}
	return out
}

func appendText(out []byte, field int, text string) []byte {
	return protowire.AppendString(protowire.AppendTag(out, protowire.Number(field), protowire.BytesType), text)
}

func appendBytes(out []byte, field int, body []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(out, protowire.Number(field), protowire.BytesType), body)
}

func appendTimestamp(out []byte, field int, at time.Time) []byte {
	var body []byte
	body = protowire.AppendVarint(protowire.AppendTag(body, 1, protowire.VarintType), uint64(at.Unix()))
	body = protowire.AppendVarint(protowire.AppendTag(body, 2, protowire.VarintType), uint64(at.Nanosecond()))
	return appendBytes(out, field, body)
}

// nodeIDOf is a UUID of version 4 in form, made of a feed's name, so that a node
// that is given none keeps the same from one start to the next.
func nodeIDOf(name string) string {
	sum := sha256.Sum256([]byte("sapient node " + name))
	sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
