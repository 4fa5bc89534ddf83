package transport

import (
	"context"
	"errors"
	"fmt"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// acksAtOnce is how many messages of a broker may wait for the disk at once.
const acksAtOnce = 1024

// mqtt subscribes to a topic of a broker with quality of service 1. The broker is
// told that a message has come once it is on disk, and sends it again otherwise.
func (r *receiver) mqtt(ctx context.Context) error {
	options, err := r.mqttOptions()
	if err != nil {
		return err
	}
	return r.again(ctx, func() error { return r.subscribe(ctx, options) })
}

// subscribe stays subscribed until the connection is lost.
func (r *receiver) subscribe(ctx context.Context, options *paho.ClientOptions) error {
	lost := make(chan error, 1)
	broken := make(chan error, 1)
	seats := make(chan struct{}, acksAtOnce)
	options.SetConnectionLostHandler(func(_ paho.Client, err error) { lost <- err })
	client := paho.NewClient(options)
	if t := client.Connect(); !t.WaitTimeout(15*time.Second) || t.Error() != nil {
		return errors.Join(errors.New("cannot connect to the broker"), t.Error())
	}
	defer client.Disconnect(250)
	r.status.connected(1)
	defer r.status.connected(-1)
	handle := func(_ paho.Client, m paho.Message) {
		if len(m.Payload()) > r.Settings.most() {
			r.status.fault(fmt.Errorf("%s: a message of %d bytes: %w", m.Topic(), len(m.Payload()), errTooLong))
			r.status.drop(1)
			m.Ack()
			return
		}
		if err := r.pace.wait(ctx, 1); err != nil {
			return
		}
		now := time.Now().UTC()
		r.status.received(now, 1, len(m.Payload()))
		name := fmt.Sprintf("mqtt %s %s", m.Topic(), now.Format(time.RFC3339Nano))
		done, err := r.in.Begin(ctx, r.entries(message{name: name, body: m.Payload()}, now))
		if err != nil {
			tell(broken, err)
			return
		}
		seats <- struct{}{}
		go func() {
			defer func() { <-seats }()
			if err := <-done; err != nil {
				tell(broken, err)
				return
			}
			m.Ack()
		}()
	}
	if t := client.Subscribe(r.Settings.Topic, 1, handle); !t.WaitTimeout(15*time.Second) || t.Error() != nil {
		return errors.Join(fmt.Errorf("cannot subscribe to %s", r.Settings.Topic), t.Error())
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-lost:
		return err
	case err := <-broken:
		return err
	}
}

// tell says what went wrong to who waits for it, if nobody has said so before.
func tell(to chan<- error, err error) {
	select {
	case to <- err:
	default:
	}
}

func (r *receiver) mqttOptions() (*paho.ClientOptions, error) {
	secure, err := r.Settings.clientTLS()
	if err != nil {
		return nil, err
	}
	password, err := secret(r.Settings.PasswordFile)
	if err != nil {
		return nil, err
	}
	id := r.Settings.ClientID
	if id == "" {
		id = "truceline-" + r.Config.Feed
	}
	scheme := "tcp://"
	if secure != nil {
		scheme = "ssl://"
	}
	o := paho.NewClientOptions().AddBroker(scheme + r.Settings.Address).SetClientID(id).SetCleanSession(false)
	o.SetAutoReconnect(false).SetAutoAckDisabled(true).SetOrderMatters(true).SetConnectTimeout(10 * time.Second).SetKeepAlive(30 * time.Second)
	o.SetUsername(r.Settings.User).SetPassword(password)
	if secure != nil {
		o.SetTLSConfig(secure)
	}
	return o, nil
}
