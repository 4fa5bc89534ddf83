package sim

import "encoding/binary"

// A capture of a network, as whoever records an air picture keeps it: the format
// of libpcap (draft-ietf-opsawg-pcap), each packet an IPv4 datagram (link type
// 101) with the moment at which it came.
const (
	captureVersion = 2<<16 | 4
	linkRaw        = 101
	mostCaptured   = 1 << 16
	packetHead     = 16
	ipHead         = 20
	udpHead        = 8
	datagramHead   = packetHead + ipHead + udpHead
	protocolUDP    = 17
)

// captureHead begins the file.
func captureHead() []byte {
	b := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	b = binary.LittleEndian.AppendUint16(b, captureVersion>>16)
	b = binary.LittleEndian.AppendUint16(b, captureVersion&0xffff)
	b = binary.LittleEndian.AppendUint64(b, 0) // UTC, and nothing said about accuracy
	b = binary.LittleEndian.AppendUint32(b, mostCaptured)
	return binary.LittleEndian.AppendUint32(b, linkRaw)
}

// datagrams encloses messages in packets of a capture: from the monitor's own
// radars to the group that everybody listens to.
func datagrams() wrapping {
	return wrapping{head: datagramHead, seal: sealDatagram}
}

// sealDatagram writes the heads round a message: of the packet, of IP (RFC 791)
// and of UDP (RFC 768), whose checksum of 0 says that there is none.
func sealDatagram(row []byte, arrives int64) {
	const group, port = 232<<24 | 1<<8 | 1, 8600
	length := len(row) - packetHead
	binary.LittleEndian.PutUint32(row, uint32(arrives/1000))
	binary.LittleEndian.PutUint32(row[4:], uint32(arrives%1000*1000))
	binary.LittleEndian.PutUint32(row[8:], uint32(length))
	binary.LittleEndian.PutUint32(row[12:], uint32(length))
	ip := row[packetHead:]
	ip[0], ip[1] = 4<<4|ipHead/4, 0
	binary.BigEndian.PutUint16(ip[2:], uint16(length))
	binary.BigEndian.PutUint32(ip[4:], 0)
	ip[8], ip[9] = 64, protocolUDP
	binary.BigEndian.PutUint16(ip[10:], 0)
	binary.BigEndian.PutUint32(ip[12:], 10<<24|1)
	binary.BigEndian.PutUint32(ip[16:], group)
	binary.BigEndian.PutUint16(ip[10:], checksum(ip[:ipHead]))
	udp := ip[ipHead:]
	binary.BigEndian.PutUint16(udp, port)
	binary.BigEndian.PutUint16(udp[2:], port)
	binary.BigEndian.PutUint16(udp[4:], uint16(length-ipHead))
	binary.BigEndian.PutUint16(udp[6:], 0)
}

// checksum is that of a head of IP (RFC 1071).
func checksum(head []byte) uint16 {
	sum := uint32(0)
	for i := 0; i < len(head); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(head[i:]))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
