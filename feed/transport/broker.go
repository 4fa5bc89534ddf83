package transport

import (
	"context"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
)

// broker is an MQTT broker for sensors that have none. It takes what they publish
// under the feed's topic and hands it to nobody else: nothing can be subscribed
// to. A message with quality of service 1 or 2 is acknowledged when it is on disk.
func (r *receiver) broker(ctx context.Context) error {
	secure, err := r.Settings.serverTLS()
	if err != nil {
		return err
	}
	password, err := secret(r.Settings.PasswordFile)
	if err != nil {
		return err
	}
	l, err := listenTCP(ctx, r.Settings.Address, secure)
	if err != nil {
		return err
	}
	limits := mqtt.NewDefaultServerCapabilities()
	limits.MaximumClients = int64(r.Settings.peers())
	limits.MaximumPacketSize = uint32(r.Settings.most() + 1024) // and its header
	limits.MaximumSessionExpiryInterval = 0
	limits.RetainAvailable = 0
	server := mqtt.New(&mqtt.Options{Capabilities: limits, Logger: slog.New(slog.DiscardHandler)})
	broken := make(chan error, 1)
	hook := &brokerHook{r: r, ctx: ctx, password: password, broken: broken}
	if err := server.AddHook(hook, nil); err != nil {
		l.Close()
		return err
	}
	if err := server.AddListener(listeners.NewNet("truceline", patient{l})); err != nil {
		l.Close()
		return err
	}
	if err := server.Serve(); err != nil {
		return err
	}
	defer server.Close()
	r.status.listening(l.Addr().String())
	select {
	case <-ctx.Done():
		return nil
	case err := <-broken:
		return err
	}
}

// patient lets nobody come and not say who it is, or stay and say nothing for ever:
// the broker sets no such limits where a client asks for none.
type patient struct{ net.Listener }

// helloPatience is how long a client of the broker may take to say who it is.
const helloPatience = 10 * time.Second

func (l patient) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	conn.SetReadDeadline(time.Now().Add(helloPatience))
	return patientConn{conn}, nil
}

type patientConn struct{ net.Conn }

// SetDeadline sets a deadline, the longest patience there is for none.
func (c patientConn) SetDeadline(until time.Time) error {
	if until.IsZero() {
		until = time.Now().Add(idlePatience)
	}
	return c.Conn.SetDeadline(until)
}

// brokerHook decides for the broker who may come in and takes what they say.
type brokerHook struct {
	mqtt.HookBase
	r        *receiver
	ctx      context.Context
	password string
	broken   chan error
	inside   sync.Map // clients that were let in
}

func (h *brokerHook) ID() string { return "truceline" }

func (h *brokerHook) Provides(b byte) bool {
	return b == mqtt.OnConnectAuthenticate || b == mqtt.OnACLCheck || b == mqtt.OnPublish || b == mqtt.OnSessionEstablished || b == mqtt.OnDisconnect
}

func (h *brokerHook) OnConnectAuthenticate(_ *mqtt.Client, p packets.Packet) bool {
	s := h.r.Settings
	user := subtle.ConstantTimeCompare(p.Connect.Username, []byte(s.User)) == 1
	return s.User == "" || user && subtle.ConstantTimeCompare(p.Connect.Password, []byte(h.password)) == 1
}

// OnACLCheck lets everybody write under the feed's topic, and nobody read.
func (h *brokerHook) OnACLCheck(_ *mqtt.Client, topic string, write bool) bool {
	return write && under(h.r.Settings.Topic, topic)
}

func (h *brokerHook) OnSessionEstablished(c *mqtt.Client, _ packets.Packet) {
	h.inside.Store(c, true)
	h.r.status.connected(1)
}

// OnDisconnect is called for those that were never let in, too.
func (h *brokerHook) OnDisconnect(c *mqtt.Client, _ error, _ bool) {
	if _, was := h.inside.LoadAndDelete(c); was {
		h.r.status.connected(-1)
	}
}

// OnPublish is called before the message is acknowledged.
func (h *brokerHook) OnPublish(c *mqtt.Client, p packets.Packet) (packets.Packet, error) {
	if err := h.r.pace.wait(h.ctx, 1); err != nil {
		return p, packets.ErrRejectPacket
	}
	now := time.Now().UTC()
	h.r.status.received(now, 1, len(p.Payload))
	name := fmt.Sprintf("mqtt %s %s %s", c.ID, p.TopicName, now.Format(time.RFC3339Nano))
	entries := h.r.entries(message{name: name, body: p.Payload}, now)
	put := h.r.in.Put
	if p.FixedHeader.Qos == 0 {
		put = h.r.in.Send
	}
	if err := put(h.ctx, entries); err != nil {
		tell(h.broken, err)
		return p, packets.ErrRejectPacket // no acknowledgement: the sender sends it again
	}
	return p, nil
}
