package web

import (
	"net/http"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
)

// liveFeeds is the state of the live feeds, as whoever runs them tells it.
func (s *server) liveFeeds(_ *http.Request, who access.Reader) (any, error) {
	if s.Feeds == nil {
		return struct{}{}, nil
	}
	state, ok := access.View(who, s.Feeds(who))
	if !ok {
		return nil, notAllowed("how the mission's sensors are is the mission's", "")
	}
	return state, nil
}

// rawEntry gives out the bytes of an entry as they came: those that were refused
// are in no incident. They are never shown as anything but bytes.
func (s *server) rawEntry(w http.ResponseWriter, r *http.Request) {
	who := s.Reader(r)
	id, err := truceline.ParseID(r.PathValue("id"))
	if err != nil || s.Entry == nil {
		s.refuse(w, r, who, notFound("there is no entry "+clipped(r.PathValue("id")), "refusals name theirs"))
		return
	}
	e, err := s.Entry(r.Context(), id)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	whole := len(e.Body)
	e, ok := access.One(who, e)
	if !ok {
		s.refuse(w, r, who, notAllowed("raw entries are the mission's", ""))
		return
	}
	if len(e.Body) < whole {
		s.refuse(w, r, who, notAllowed(sealed, ""))
		return
	}
	s.Logger.Info("read", "door", r.URL.Path, "role", who.Role, "bytes", len(e.Body))
	w.Header().Set("Content-Disposition", `attachment; filename="`+id.Short()+`.bin"`)
	send(w, r, "application/octet-stream", "private, no-cache", e.Body)
}
