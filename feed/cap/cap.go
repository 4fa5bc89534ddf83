// Package cap reads and writes public warnings: the Common Alerting Protocol
// (OASIS CAP 1.2; 1.1 is read too), alone, in EDXL-DE envelopes and in Atom and RSS
// documents that hold whole alerts. A warning of danger from the air becomes an
// observation, every warning a text. Encode writes warnings, never an exact place.
package cap

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/beevik/etree"
	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of CAP. Option trust holds certificates in PEM, whose
// signatures count; with option signed "required" nothing else is read.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("trust", "signed", "codes"); err != nil {
		return feed.Format{}, err
	}
	r := &reader{config: c}
	if err := r.options(); err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: %w: %w", c.Feed, truceline.ErrUsage, err)
	}
	return feed.Format{Name: "cap", Kind: truceline.KindData, Split: feed.SplitNone, Parse: r.parse, Links: links}, nil
}

// links is what a polled document lists; what cannot be read is refused elsewhere.
func links(document []byte) []string {
	all, err := Links(document)
	if err != nil {
		return nil
	}
	return all
}

// reader is a feed of warnings.
type reader struct {
	config  feed.Config
	trusted []*x509.Certificate
	signed  bool     // only signed alerts are read
	codes   []string // what geocodes are called whose values are areas of the mission
}

func (r *reader) options() error {
	r.codes = []string{plainName("ISO 3166-2")}
	for name := range strings.SplitSeq(r.config.Options["codes"], ",") {
		if name = plainName(name); name != "" {
			r.codes = append(r.codes, name)
		}
	}
	switch signed := r.config.Options["signed"]; signed {
	case "":
	case "required":
		r.signed = true
	default:
		return fmt.Errorf("option signed is %q, not required", signed)
	}
	rest := []byte(r.config.Options["trust"])
	for len(strings.TrimSpace(string(rest))) > 0 {
		block, after := pem.Decode(rest)
		if block == nil || block.Type != "CERTIFICATE" {
			return errors.New("option trust is no list of certificates in PEM")
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return fmt.Errorf("option trust: %w", err)
		}
		r.trusted, rest = append(r.trusted, certificate), after
	}
	if r.signed && len(r.trusted) == 0 {
		return errors.New("option signed needs option trust: whose signatures count?")
	}
	return nil
}

// Errors of a document.
var (
	errNoAlert  = errors.New("no CAP alert in it, and no list of alerts")
	errUnsigned = errors.New("not signed, and this feed reads only signed alerts")
	errInside   = errors.New("an alert within another document, whose signature cannot be told; this feed reads only signed alerts")
)

// parse reads a document.
func (r *reader) parse(e truceline.Entry, _ [][]byte) (out truceline.Reading) {
	refuse := func(field string, err error) {
		out.Refusals = append(out.Refusals, feed.Refusal(e, r.config, field, err.Error()))
	}
	if len(strings.TrimSpace(string(e.Body))) == 0 {
		return out
	}
	root, err := readXML(e.Body)
	if err != nil {
		refuse("", err)
		return out
	}
	alerts := alertsIn(root)
	if len(alerts) == 0 && !isListing(root) {
		refuse("", errNoAlert)
		return out
	}
	for _, element := range alerts {
		if len(r.trusted) > 0 {
			checked, err := r.check(element, root, e.Received)
			if err != nil {
				refuse("Signature", err)
				continue
			}
			element = checked
		}
		a, problems := readAlert(element)
		for _, p := range problems {
			refuse(p.field, p.err)
		}
		if len(problems) == 0 {
			r.report(&out, e, a)
		}
	}
	return out
}

// isCAP reports whether an element is of CAP 1.2 or 1.1.
func isCAP(e *etree.Element) bool {
	space := e.NamespaceURI()
	return space == namespace || space == "urn:oasis:names:tc:emergency:cap:1.1"
}

// namespace is that of CAP 1.2.
const namespace = "urn:oasis:names:tc:emergency:cap:1.2"

// alertsIn returns the alerts in a document, wherever they stand.
func alertsIn(e *etree.Element) (all []*etree.Element) {
	if e.Tag == "alert" && isCAP(e) {
		return []*etree.Element{e}
	}
	for _, child := range e.ChildElements() {
		all = append(all, alertsIn(child)...)
	}
	return all
}

// isListing reports whether a document is an Atom or RSS feed: one that lists
// alerts by their addresses says nothing itself, see Links.
func isListing(root *etree.Element) bool {
	return root.Tag == "feed" || root.Tag == "rss" || root.Tag == "RDF"
}

// Links returns the addresses of the alerts that an Atom or RSS document lists, in
// its order, without those of entries that hold their alert whole. It returns an error for a document that is
// none, or that cannot be read safely.
func Links(document []byte) ([]string, error) {
	root, err := readXML(document)
	if err != nil {
		return nil, err
	}
	if !isListing(root) {
		return nil, errNoAlert
	}
	var all []string
	var walk func(e *etree.Element, inItem bool)
	walk = func(e *etree.Element, inItem bool) {
		if e.Tag == "entry" || e.Tag == "item" {
			if len(alertsIn(e)) > 0 {
				return
			}
			inItem = true
		}
		if inItem && e.Tag == "link" {
			rel := e.SelectAttrValue("rel", "alternate")
			address := strings.TrimSpace(e.SelectAttrValue("href", e.Text()))
			if rel == "alternate" && address != "" {
				all = append(all, address)
			}
			return
		}
		for _, child := range e.ChildElements() {
			walk(child, inItem)
		}
	}
	walk(root, false)
	return all, nil
}
