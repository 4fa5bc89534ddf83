package truceline

import "errors"

// Errors that callers tell apart. Every other error is a fault to be shown to
// the operator as it is.
var (
	// ErrUsage is a command or request that makes no sense; the message says
	// what would.
	ErrUsage = errors.New("wrong usage")
	// ErrNotFound is a thing that is not in the record.
	ErrNotFound = errors.New("not found")
	// ErrNotAllowed is a thing that this reader may not see.
	ErrNotAllowed = errors.New("not allowed")
	// ErrDamaged is a record whose hashes do not agree with its content.
	ErrDamaged = errors.New("record damaged")
)
