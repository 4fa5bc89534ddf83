package transport

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline/feed"
)

// Kinds of transports.
const (
	KindListen = "listen" // TCP connections are taken
	KindDial   = "dial"   // a TCP connection is made, and made again
	KindUDP    = "udp"    // datagrams, of a multicast group where the address is one
	KindPoll   = "poll"   // an address is fetched over HTTP again and again
	KindPost   = "post"   // HTTP posts are taken
	KindFolder = "folder" // files that are put into a folder
	KindMQTT   = "mqtt"   // topics of a broker
	KindBroker = "broker" // an MQTT broker of our own
	KindNATS   = "nats"   // a subject of a NATS server
	KindPcap   = "pcap"   // the datagrams of a capture file
	KindStdin  = "stdin"  // standard input
)

// Settings is the part of a feed's stanza that says by which road it comes.
// Its tags make docs/feeds.md: doc is what a key means, and for names the kinds of
// transport that know it ("*": all).
type Settings struct {
	Kind    string `yaml:"kind" for:"*" doc:"which transport: listen, dial, udp, poll, post, folder, mqtt, broker, nats, pcap or stdin"`
	Address string `yaml:"address" for:"listen dial udp poll post mqtt broker nats" doc:"host and port, as 0.0.0.0:10110; for udp also a multicast group; for poll and nats a URL"`

	TLS        bool   `yaml:"tls" for:"listen dial post mqtt broker nats" doc:"speak TLS; listen, post and broker need cert and key"`
	Cert       string `yaml:"cert" for:"listen dial poll post mqtt broker nats" doc:"file with our certificate, PEM"`
	Key        string `yaml:"key" for:"listen dial poll post mqtt broker nats" doc:"file with its private key, PEM"`
	CA         string `yaml:"ca" for:"listen dial poll post mqtt broker nats" doc:"file with the certificates that peers are checked against, PEM; for listen, post and broker it makes a certificate of the peer's own necessary (mTLS)"`
	ServerName string `yaml:"server_name" for:"dial mqtt nats" doc:"name that the peer's certificate must bear, where it is not that of the address"`
	Peers      int    `yaml:"peers" for:"listen broker" doc:"how many may be connected at once; 64 unless said"`

	Interface string `yaml:"interface" for:"udp" doc:"network interface on which to join the multicast group; the system's choice unless said"`
	Buffer    int    `yaml:"buffer" for:"udp" doc:"receive buffer of the socket in bytes; 4 MB unless said"`

	Every time.Duration     `yaml:"every" for:"poll folder" doc:"how often to look, as 30s; a minute for poll and a second for folder unless said"`
	Proxy string            `yaml:"proxy" for:"poll" doc:"URL of the proxy; that of the environment (HTTPS_PROXY) unless said, none with \"none\""`
	Head  map[string]string `yaml:"header" for:"poll" doc:"further header fields of the request"`
	Body  string            `yaml:"body" for:"poll" doc:"a JSON object that is posted to the address, as searches want it; without it the address is asked by GET"`

	Path      string `yaml:"path" for:"post" doc:"path of the posts; /feeds/NAME unless said"`
	TokenFile string `yaml:"token_file" for:"poll post" doc:"file with the bearer token that we show (poll) or want to be shown (post)"`
	MaxBytes  int    `yaml:"max_bytes" for:"poll post mqtt broker nats folder" doc:"how long a message may be; 1 MB unless said, 64 MB for poll and folder"`

	Folder string `yaml:"folder" for:"folder" doc:"the folder to watch"`
	Match  string `yaml:"match" for:"folder" doc:"pattern of the names of its files; all unless said. A file is read once it has not changed for the time of every"`

	Topic        string `yaml:"topic" for:"mqtt broker" doc:"topic filter, as sensors/+/reports; all (#) for broker unless said"`
	User         string `yaml:"user" for:"mqtt broker nats" doc:"user name"`
	PasswordFile string `yaml:"password_file" for:"mqtt broker nats" doc:"file with the password"`
	ClientID     string `yaml:"client_id" for:"mqtt" doc:"name under which the broker keeps what came while we were away; truceline-NAME unless said"`

	Subject string `yaml:"subject" for:"nats" doc:"subject, as sensors.>"`
	Stream  string `yaml:"stream" for:"nats" doc:"JetStream stream to take the subject from, acknowledged when on disk; without it messages that cannot be taken in time are dropped and counted"`

	File string  `yaml:"file" for:"pcap" doc:"the capture file (pcap or pcapng)"`
	Pace float64 `yaml:"pace" for:"pcap" doc:"1 plays at the pace of the capture, 10 ten times as fast, 0 at once"`
}

// Check returns what is wrong with the settings, each with the key it is about.
// frames says whether the format can be spoken on streams.
func (s Settings) Check(frames bool) (problems []Problem) {
	say := func(key, format string, args ...any) {
		problems = append(problems, Problem{key, fmt.Sprintf(format, args...)})
	}
	if _, known := runners()[s.Kind]; !known {
		say("kind", "kind is %q: write listen, dial, udp, poll, post, folder, mqtt, broker, nats, pcap or stdin", s.Kind)
		return problems
	}
	for _, key := range s.foreign() {
		say(key, "%s means nothing to kind: %s", key, s.Kind)
	}
	if slices.Contains([]string{KindListen, KindDial, KindStdin}, s.Kind) && !frames {
		say("kind", "this format is not spoken on streams, so it cannot come by %s; whole messages come by udp, poll, post, folder, mqtt, broker or nats", s.Kind)
	}
	s.checkAddress(say)
	server := s.Kind == KindListen || s.Kind == KindPost || s.Kind == KindBroker
	switch {
	case (s.Cert == "") != (s.Key == ""):
		say("cert", "cert and key belong together")
	case s.TLS && server && s.Cert == "":
		say("tls", "tls needs cert and key")
	case server && !s.TLS && s.Cert+s.CA != "":
		say("tls", "write tls: true to use the certificates")
	}
	switch {
	case s.Kind == KindFolder && s.Folder == "":
		say("folder", "folder is missing: name the folder to watch")
	case s.Kind == KindPcap && s.File == "":
		say("file", "file is missing: name the capture file")
	case s.Kind == KindMQTT && s.Topic == "":
		say("topic", "topic is missing: write a topic filter, as sensors/#")
	case s.Kind == KindNATS && s.Subject == "":
		say("subject", "subject is missing: write one, as sensors.>")
	}
	var object map[string]json.RawMessage
	if s.Body != "" && json.Unmarshal([]byte(s.Body), &object) != nil {
		say("body", "body is no JSON object: write one in quotes, as '{\"collections\": [\"sentinel-2-l2a\"]}'")
	}
	if _, err := path.Match(s.Match, ""); err != nil {
		say("match", "match is %q, which is no pattern: a [ is not closed", s.Match)
	}
	if s.Every < 0 || s.Every > 0 && s.Every < 100*time.Millisecond || s.MaxBytes < 0 || s.MaxBytes > feed.MaxFile || s.Peers < 0 || s.Buffer < 0 || s.Pace < 0 {
		say("kind", "a number is out of its range: every is at least 100ms, max_bytes at most 1 GB, none is negative")
	}
	return problems
}

// Problem is one thing wrong with settings.
type Problem struct{ Key, Text string }

func (s Settings) checkAddress(say func(key, format string, args ...any)) {
	switch s.Kind {
	case KindPoll, KindNATS:
		u, err := url.Parse(s.Address)
		schemes := map[string][]string{KindPoll: {"http", "https"}, KindNATS: {"nats", "tls"}}[s.Kind]
		if err != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme) {
			say("address", "address is %q: write a URL that begins with %s://", s.Address, strings.Join(schemes, ":// or "))
		}
	case KindListen, KindDial, KindUDP, KindPost, KindMQTT, KindBroker:
		host, _, err := net.SplitHostPort(s.Address)
		if err != nil {
			say("address", "address is %q: write host and port, as 127.0.0.1:10110", s.Address)
			return
		}
		if ip := net.ParseIP(host); s.Kind == KindBroker && s.User == "" && s.CA == "" && (ip == nil || !ip.IsLoopback()) {
			say("address", "a broker that other machines reach needs user and password_file, or a ca")
		}
		if ip := net.ParseIP(host); s.Kind == KindPost && s.TokenFile == "" && s.CA == "" && (ip == nil || !ip.IsLoopback()) {
			say("address", "posts from other machines need a token_file, or a ca")
		}
	}
}

// foreign names the keys that are set and mean nothing to the kind.
func (s Settings) foreign() (names []string) {
	v := reflect.ValueOf(s)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		known := strings.Fields(field.Tag.Get("for"))
		if !v.Field(i).IsZero() && known[0] != "*" && !slices.Contains(known, s.Kind) {
			names = append(names, field.Tag.Get("yaml"))
		}
	}
	return names
}

// In returns the settings with the names of files taken from a folder, where
// they do not begin at the root.
func (s Settings) In(folder string) Settings {
	for _, name := range []*string{&s.Cert, &s.Key, &s.CA, &s.TokenFile, &s.PasswordFile, &s.Folder, &s.File} {
		if *name != "" && !filepath.IsAbs(*name) {
			*name = filepath.Join(folder, *name)
		}
	}
	return s
}

func (s Settings) peers() int {
	if s.Peers > 0 {
		return s.Peers
	}
	return 64
}

// most is how long a whole message may be.
func (s Settings) most() int {
	switch {
	case s.MaxBytes > 0:
		return s.MaxBytes
	case s.Kind == KindPoll || s.Kind == KindFolder:
		return 64 << 20
	}
	return feed.MaxMessage
}

// secret reads a file that holds one line; empty for no file.
func secret(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	line := strings.TrimSpace(string(text))
	if line == "" {
		return "", fmt.Errorf("%s is empty: %w", name, fs.ErrInvalid)
	}
	return line, nil
}

var errCA = errors.New("holds no certificate")

func (s Settings) authorities() (*x509.CertPool, error) {
	if s.CA == "" {
		return nil, nil
	}
	text, err := os.ReadFile(s.CA)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s: %w", s.CA, errCA)
	}
	return pool, nil
}

func (s Settings) certificates() ([]tls.Certificate, error) {
	if s.Cert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(s.Cert, s.Key)
	return []tls.Certificate{pair}, err
}

// serverTLS is how peers are let in; nil without TLS.
func (s Settings) serverTLS() (*tls.Config, error) {
	if !s.TLS {
		return nil, nil
	}
	own, err := s.certificates()
	if err != nil {
		return nil, err
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: own}
	if config.ClientCAs, err = s.authorities(); config.ClientCAs != nil {
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return config, err
}

// clientTLS is how we show ourselves; nil without TLS.
func (s Settings) clientTLS() (*tls.Config, error) {
	if !s.TLS {
		return nil, nil
	}
	return s.peerTLS()
}

// peerTLS is clientTLS for transports whose address says whether to speak TLS.
func (s Settings) peerTLS() (*tls.Config, error) {
	own, err := s.certificates()
	if err != nil {
		return nil, err
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: own, ServerName: s.ServerName}
	config.RootCAs, err = s.authorities()
	if host, _, splitErr := net.SplitHostPort(s.Address); config.ServerName == "" && splitErr == nil {
		config.ServerName = host
	}
	return config, err
}

// Kinds returns the kinds of transports, in the order of the documents.
func Kinds() []string {
	return []string{KindListen, KindDial, KindUDP, KindPoll, KindPost, KindFolder, KindMQTT, KindBroker, KindNATS, KindPcap, KindStdin}
}
