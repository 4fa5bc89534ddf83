package transport

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"github.com/truceline/truceline"
)

const (
	udpBuffer = 4 << 20
	// maxPeers bounds how many senders of datagrams are told apart; with more, the
	// conversations begin anew.
	maxPeers = 1024
	// soRxqOverflow has Linux say with each datagram how many were dropped before
	// it for want of room (socket(7), SO_RXQ_OVFL).
	soRxqOverflow = 40
)

// udp takes datagrams. There is no way to make their senders wait: what the
// system had no room for, or the disk, is counted as dropped.
func (r *receiver) udp(ctx context.Context) error {
	conn, err := r.datagrams()
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	defer conn.Close()
	r.status.listening(conn.LocalAddr().String())
	peers := map[netip.AddrPort]*conversation{}
	buffer, control := make([]byte, 64<<10), make([]byte, 256)
	var lost uint32
	for {
		n, m, _, from, err := conn.ReadMsgUDPAddrPort(buffer, control)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			r.status.fault(err)
			if err := sleep(ctx, 100*time.Millisecond); err != nil {
				return nil
			}
			continue
		}
		if total, ok := overflow(control[:m]); ok {
			r.status.drop(uint64(total - lost))
			lost = total
		}
		now := time.Now().UTC()
		r.status.received(now, 1, n)
		if _, ok := r.pace.take(1, false); !ok {
			r.status.drop(1)
			continue
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		entries := r.datagram(peers, from, append([]byte(nil), buffer[:n]...), now)
		if err := r.in.Try(entries); err == ErrFull {
			r.status.drop(1)
		} else if err != nil {
			return err
		}
	}
}

// datagram cuts one datagram. Where the format is one of streams, what a sender's
// datagrams hold is tied together as if they were its stream.
func (r *receiver) datagram(peers map[netip.AddrPort]*conversation, from netip.AddrPort, body []byte, now time.Time) []truceline.Entry {
	if r.Format.Frame == nil {
		return r.entries(message{name: fmt.Sprintf("udp %s %s", from, now.Format(time.RFC3339Nano)), body: body}, now)
	}
	c := peers[from]
	if c == nil {
		if len(peers) >= maxPeers {
			clear(peers)
		}
		c = r.conversation(fmt.Sprintf("udp %s %s", from, now.Format(time.RFC3339Nano)))
		peers[from] = c
	}
	entries, used, _ := c.cut(body, now)
	if used < len(body) || len(body) == 0 {
		entries = append(entries, c.piece(body[used:], now))
	}
	return entries
}

// datagrams opens the socket.
func (r *receiver) datagrams() (*net.UDPConn, error) {
	addr, err := net.ResolveUDPAddr("udp", r.Settings.Address)
	if err != nil {
		return nil, err
	}
	var conn *net.UDPConn
	if addr.IP.IsMulticast() {
		var on *net.Interface
		if r.Settings.Interface != "" {
			if on, err = net.InterfaceByName(r.Settings.Interface); err != nil {
				return nil, err
			}
		}
		conn, err = net.ListenMulticastUDP("udp", on, addr)
	} else {
		conn, err = net.ListenUDP("udp", addr)
	}
	if err != nil {
		return nil, err
	}
	size := r.Settings.Buffer
	if size == 0 {
		size = udpBuffer
	}
	conn.SetReadBuffer(size) // the system gives what it allows
	if raw, err := conn.SyscallConn(); err == nil {
		raw.Control(func(fd uintptr) { syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, soRxqOverflow, 1) })
	}
	return conn, nil
}

// overflow reads how many datagrams the system has dropped on this socket.
func overflow(control []byte) (total uint32, ok bool) {
	messages, err := syscall.ParseSocketControlMessage(control)
	if err != nil {
		return 0, false
	}
	for _, m := range messages {
		if m.Header.Level == syscall.SOL_SOCKET && m.Header.Type == soRxqOverflow && len(m.Data) >= 4 {
			return binary.NativeEndian.Uint32(m.Data), true
		}
	}
	return 0, false
}
