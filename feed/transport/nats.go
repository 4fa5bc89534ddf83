package transport

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// nats takes the messages of a subject. From a JetStream stream each is
// acknowledged when it is on disk. Of a plain subject, a message with a reply
// subject is answered "+OK" when it is on disk; its senders cannot be made to
// wait, so what cannot be taken in time is dropped and counted.
func (r *receiver) nats(ctx context.Context) error {
	options, err := r.natsOptions()
	if err != nil {
		return err
	}
	return r.again(ctx, func() error {
		conn, err := nats.Connect(r.Settings.Address, options...)
		if err != nil {
			return err
		}
		defer conn.Close()
		r.status.connected(1)
		defer r.status.connected(-1)
		if r.Settings.Stream != "" {
			return r.consume(ctx, conn)
		}
		return r.subject(ctx, conn)
	})
}

func (r *receiver) natsOptions() ([]nats.Option, error) {
	options := []nats.Option{nats.Name("truceline " + r.Config.Feed), nats.NoReconnect(), nats.Timeout(10 * time.Second)}
	password, err := secret(r.Settings.PasswordFile)
	if err != nil {
		return nil, err
	}
	if r.Settings.User != "" {
		options = append(options, nats.UserInfo(r.Settings.User, password))
	}
	if r.Settings.TLS || r.Settings.CA != "" || strings.HasPrefix(r.Settings.Address, "tls:") {
		secure, err := r.Settings.peerTLS()
		if err != nil {
			return nil, err
		}
		secure.ServerName = r.Settings.ServerName
		options = append(options, nats.Secure(secure))
	}
	return options, nil
}

// subject takes a plain subject until the connection is lost.
func (r *receiver) subject(ctx context.Context, conn *nats.Conn) error {
	sub, err := conn.SubscribeSync(r.Settings.Subject)
	if err != nil {
		return err
	}
	defer sub.Unsubscribe()
	lost := 0
	for {
		m, err := sub.NextMsgWithContext(ctx)
		if errors.Is(err, nats.ErrSlowConsumer) {
			if n, err := sub.Dropped(); err == nil {
				r.status.drop(uint64(n - lost))
				lost = n
			}
			continue
		}
		if err != nil {
			return err
		}
		done, err := r.natsMessage(ctx, m.Subject, m.Data)
		if err != nil {
			return err
		}
		if m.Reply != "" {
			go func() { // one for each message that waits for the disk, so bounded by the intake's room
				if err := <-done; err == nil {
					m.Respond([]byte("+OK"))
				}
			}()
		}
	}
}

// consume takes a subject of a stream until the connection is lost.
func (r *receiver) consume(ctx context.Context, conn *nats.Conn) error {
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	consumer, err := js.CreateOrUpdateConsumer(ctx, r.Settings.Stream, jetstream.ConsumerConfig{
		Durable: "truceline-" + r.Config.Feed, FilterSubject: r.Settings.Subject, AckPolicy: jetstream.AckExplicitPolicy, MaxAckPending: 4096,
	})
	if err != nil {
		return err
	}
	messages, err := consumer.Messages(jetstream.PullMaxMessages(512))
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, messages.Stop)
	defer stop()
	defer messages.Stop()
	for {
		m, err := messages.Next()
		if err != nil {
			return err
		}
		done, err := r.natsMessage(ctx, m.Subject(), m.Data())
		if err != nil {
			return err
		}
		go func() {
			if err := <-done; err == nil {
				m.Ack()
			}
		}()
	}
}

func (r *receiver) natsMessage(ctx context.Context, subject string, body []byte) (<-chan error, error) {
	if err := r.pace.wait(ctx, 1); err != nil {
		return nil, err
	}
	now := time.Now().UTC()
	r.status.received(now, 1, len(body))
	if len(body) > r.Settings.most() {
		r.status.drop(1)
		r.status.fault(fmt.Errorf("%s: a message of %d bytes: %w", subject, len(body), errTooLong))
		done := make(chan error, 1)
		done <- nil
		return done, nil
	}
	name := fmt.Sprintf("nats %s %s", subject, now.Format(time.RFC3339Nano))
	return r.in.Begin(ctx, r.entries(message{name: name, body: body}, now))
}
