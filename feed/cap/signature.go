package cap

import (
	"crypto"
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// signatures is the namespace of XML-Signature.
const signatures = "http://www.w3.org/2000/09/xmldsig#"

// Errors of a signature.
var (
	errSHA1      = errors.New("signed by way of SHA-1, of which two documents with one sum can be made")
	errSignature = errors.New("the signature does not hold")
)

// errKey is a key that readers of signatures do not agree on how to use.
var errKey = errors.New("the key must be an RSA key of at least 2048 bits, as every reader of signed warnings understands those")

// Sign puts an enveloped signature into a warning that Encode wrote (CAP 1.2,
// 3.3.4.1; XML-Signature, RSA with SHA-256 over the exclusive canonical form), with
// the certificate, DER, by which it can be checked.
func Sign(warning []byte, key crypto.Signer, certificate []byte) ([]byte, error) {
	if public, ok := key.Public().(*rsa.PublicKey); !ok || public.N.BitLen() < 2048 {
		return nil, errKey
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(warning); err != nil || doc.Root() == nil {
		return nil, fmt.Errorf("sign a warning: it cannot be read: %w", err)
	}
	context, err := dsig.NewSigningContext(key, [][]byte{certificate})
	if err != nil {
		return nil, fmt.Errorf("sign a warning: %w", err)
	}
	context.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	signed, err := context.SignEnveloped(doc.Root())
	if err != nil {
		return nil, fmt.Errorf("sign a warning: %w", err)
	}
	doc.SetRoot(signed)
	return doc.WriteToBytes()
}

// check holds an alert's signature against the certificates that are trusted (CAP
// 1.2, 3.3.4.1; XML-Signature), which must be valid when the alert came. It returns
// the alert as it was signed: nothing else of the document is believed. An alert that
// has no signature is returned as it is, unless only signed ones are read.
func (r *reader) check(alert, root *etree.Element, came time.Time) (*etree.Element, error) {
	signature := signatureOf(alert)
	switch {
	case signature == nil && !r.signed:
		return alert, nil
	case alert != root:
		if r.signed {
			return nil, errInside
		}
		return alert, nil
	case signature == nil:
		return nil, errUnsigned
	case usesSHA1(signature):
		return nil, errSHA1
	}
	return r.verify(alert, came)
}

// verify checks the arithmetic. What a damaged signature makes the library panic on
// does not hold.
func (r *reader) verify(alert *etree.Element, came time.Time) (signed *etree.Element, err error) {
	defer func() {
		if recover() != nil {
			signed, err = nil, errSignature
		}
	}()
	context := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: r.trusted})
	context.Clock = dsig.NewFakeClockAt(came)
	if signed, err = context.Validate(alert); err != nil {
		return nil, fmt.Errorf("%w: %w", errSignature, err)
	}
	if signed == nil || signed.Tag != "alert" || !isCAP(signed) {
		return nil, errSignature
	}
	return signed, nil
}

// signatureOf returns the signature that stands in an alert, nil for none.
func signatureOf(alert *etree.Element) *etree.Element {
	for _, child := range alert.ChildElements() {
		if child.Tag == "Signature" && child.NamespaceURI() == signatures {
			return child
		}
	}
	return nil
}

// usesSHA1 reports whether any algorithm within a signature is made of SHA-1.
func usesSHA1(e *etree.Element) bool {
	if strings.HasSuffix(strings.ToLower(e.SelectAttrValue("Algorithm", "")), "sha1") {
		return true
	}
	for _, child := range e.ChildElements() {
		if usesSHA1(child) {
			return true
		}
	}
	return false
}
