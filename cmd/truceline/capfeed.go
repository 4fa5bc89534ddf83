package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/tls"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/feed/cap"
	"github.com/truceline/truceline/store"
)

// Where the warnings lie, below the address or the folder.
const (
	fileWarnings = "warnings.atom"
	dirWarnings  = "warnings"
)

// warningFiles are the warnings of a run as they stand: a list of them in Atom
// (RFC 4287), and each as a CAP message, by path.
type warningFiles map[string][]byte

// signing is what warnings are signed with.
type signing struct {
	key         crypto.Signer
	certificate []byte // DER
}

// readSigning reads a certificate and its key; nil where none are named.
func readSigning(cert, key string) (*signing, error) {
	if cert == "" && key == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("read --cert and --key: %w", err)
	}
	signer, ok := pair.PrivateKey.(crypto.Signer)
	if !ok {
		return nil, usage("--key %s holds no key that can sign", key)
	}
	return &signing{signer, pair.Certificate[0]}, nil
}

// warnings reads the run as it is now. Left out are those that have expired by the
// time up to which the run is worked out.
func (o capOptions) warnings(ctx context.Context) (warningFiles, error) {
	st, err := openStore(o.dir)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	run, err := st.Run(ctx)
	if err != nil {
		return nil, err
	}
	areas, err := st.Areas(ctx)
	if err != nil {
		return nil, err
	}
	asOf, err := st.AsOf(ctx)
	if err != nil {
		return nil, err
	}
	incidents, err := st.Incidents(ctx, store.Filter{From: asOf.Add(-o.since)})
	if err != nil {
		return nil, err
	}
	w := newWarner(access.Reader{Role: access.Public, Now: time.Now().UTC()}, run, areas, o.sender, o.valid)
	var current []cap.Warning
	for _, i := range incidents {
		if _, dangerous := w.dangers[i.Kind]; !dangerous && len(i.Kinds) == 0 && i.Into.IsZero() {
			continue // nor ever was
		}
		versions, err := st.Incident(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		slices.Reverse(versions)
		if warning, ok := w.newest(versions); ok && warning.Expires.After(asOf) {
			current = append(current, warning)
		}
	}
	return o.files(run, asOf, current)
}

// files writes warnings as messages, the newest first, and the list of them.
func (o capOptions) files(run truceline.Run, asOf time.Time, current []cap.Warning) (warningFiles, error) {
	slices.SortStableFunc(current, func(a, b cap.Warning) int { return b.Sent.Compare(a.Sent) })
	files := warningFiles{}
	list := atomFeed{Space: "http://www.w3.org/2005/Atom", ID: atomID(o.sender, run.Name), Title: run.Title, Updated: asOf.UTC().Format(time.RFC3339), Author: o.sender}
	for _, w := range current {
		text, err := cap.Encode(w)
		if err != nil {
			return nil, fmt.Errorf("warning %s: %w", w.Identifier, err)
		}
		if o.signing != nil {
			if text, err = cap.Sign(text, o.signing.key, o.signing.certificate); err != nil {
				return nil, err
			}
		}
		at := path.Join(dirWarnings, w.Identifier+".xml")
		files[at] = text
		list.Entries = append(list.Entries, atomEntry{
			ID: atomID(o.sender, w.Identifier), Title: w.Words[0].Headline, Updated: w.Sent.UTC().Format(time.RFC3339), Summary: w.Kind + ". " + w.Words[0].Description,
			Link: atomLink{Rel: "alternate", Type: "application/cap+xml", Address: at},
		})
	}
	text, err := xml.MarshalIndent(list, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write the list of warnings: %w", err)
	}
	files[fileWarnings] = append([]byte(xml.Header), append(text, '\n')...)
	return files, nil
}

// atomFeed and what it holds are what is needed of RFC 4287.
type atomFeed struct {
	XMLName xml.Name    `xml:"feed"`
	Space   string      `xml:"xmlns,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

type atomLink struct {
	Rel     string `xml:"rel,attr"`
	Type    string `xml:"type,attr"`
	Address string `xml:"href,attr"`
}

// atomID is an identifier that is the same for the same thing (RFC 4287, 4.2.6): a
// UUID of version 8 (RFC 9562, 5.8) made of names.
func atomID(sender, name string) string {
	id := truceline.IDOf("atom", sender, name)
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])
}

// write puts the files into a folder: the messages first, so that the list never
// names one that is not there. What is no longer in force is taken away last.
func (f warningFiles) write(folder string) error {
	if err := os.MkdirAll(filepath.Join(folder, dirWarnings), 0o755); err != nil {
		return fmt.Errorf("write warnings: %w", err)
	}
	names := slices.Collect(maps.Keys(f))
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) }) // the list has the shortest name
	for _, name := range names {
		if err := writeFile(filepath.Join(folder, filepath.FromSlash(name)), f[name]); err != nil {
			return err
		}
	}
	there, err := os.ReadDir(filepath.Join(folder, dirWarnings))
	if err != nil {
		return fmt.Errorf("write warnings: %w", err)
	}
	for _, old := range there {
		if f[path.Join(dirWarnings, old.Name())] == nil {
			if err := os.Remove(filepath.Join(folder, dirWarnings, old.Name())); err != nil {
				return fmt.Errorf("take away a warning: %w", err)
			}
		}
	}
	return nil
}

// warningDoor serves the files that were made last.
type warningDoor struct{ files atomic.Pointer[warningFiles] }

func (d *warningDoor) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	name := path.Clean("/" + q.URL.Path)[1:]
	text, ok := (*d.files.Load())[name]
	switch {
	case q.Method != http.MethodGet && q.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "warnings are read with GET", http.StatusMethodNotAllowed)
		return
	case !ok:
		http.Error(w, "no such warning; see /"+fileWarnings, http.StatusNotFound)
		return
	case name == fileWarnings:
		w.Header().Set("Content-Type", "application/atom+xml")
	default:
		w.Header().Set("Content-Type", "application/cap+xml")
	}
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(text)))
	http.ServeContent(w, q, "", time.Time{}, bytes.NewReader(text))
}
