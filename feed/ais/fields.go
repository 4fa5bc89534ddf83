package ais

// form is how the bits of a field are read.
type form uint8

const (
	formNumber form = iota // unsigned, divided by scale
	formSigned             // two's complement, divided by scale
	formFlag
	formText // six-bit characters
	formData // binary
	formTurn // rate of turn (ITU-R M.1371-5, annex 8, messages 1 to 3)
	formSpare
)

// field is one field of a message. Fields follow each other without gaps.
type field struct {
	name  string
	width int
	form  form
	scale float64 // the bits are this many times the value; 0: 1
	shift float64 // added after that
}

// rest is the width of a field that takes what is left of a message.
const rest = -1

func number(name string, width int) field { return field{name: name, width: width} }
func truth(name string) field             { return field{name: name, width: 1, form: formFlag} }
func spare(width int) field               { return field{width: width, form: formSpare} }
func text(name string, characters int) field {
	return field{name: name, width: characters * 6, form: formText}
}
func data(name string) field { return field{name: name, width: rest, form: formData} }

// scaled is an unsigned number in parts of its unit, e.g. tenths of a knot.
func scaled(name string, width int, scale float64) field {
	return field{name: name, width: width, scale: scale}
}

// shifted is an unsigned number with an offset.
func shifted(name string, width int, scale, shift float64) field {
	return field{name: name, width: width, scale: scale, shift: shift}
}

func signed(name string, width int, scale float64) field {
	return field{name: name, width: width, form: formSigned, scale: scale}
}

// Places are degrees; the scale says in which part of a minute they come.
func place(lonBits, latBits int, perDegree float64) []field {
	return []field{signed("lon", lonBits, perDegree), signed("lat", latBits, perDegree)}
}

const (
	tenThousandths = 600000 // parts of a degree: ten-thousandths of a minute
	thousandths    = 60000
	tenths         = 600
)

func concat(lists ...[]field) (all []field) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// head is common to all messages (ITU-R M.1371-5, annex 8, 3).
func head() []field {
	return []field{number("type", 6), number("repeat", 2), number("mmsi", 30)}
}

func dimensions() []field {
	return []field{number("to_bow", 9), number("to_stern", 9), number("to_port", 6), number("to_starboard", 6)}
}

func date() []field {
	return []field{number("month", 4), number("day", 5), number("hour", 5), number("minute", 6)}
}

// layouts returns the fields of each message of ITU-R M.1371-5, annex 8, by its
// number. Some messages have several: see layoutOf.
func layouts() map[layout][]field {
	class := func(list ...[]field) []field { return concat(append([][]field{head()}, list...)...) }
	position := class([]field{number("status", 4), {name: "turn", width: 8, form: formTurn}, scaled("speed", 10, 10), truth("accuracy")},
		place(28, 27, tenThousandths),
		[]field{scaled("course", 12, 10), number("heading", 9), number("second", 6), number("maneuver", 2), spare(3), truth("raim"), number("radio", 19)})
	base := class([]field{number("year", 14)}, date(), []field{number("second", 6), truth("accuracy")}, place(28, 27, tenThousandths),
		[]field{number("epfd", 4), spare(10), truth("raim"), number("radio", 19)})
	acknowledge := class([]field{spare(2), number("mmsi1", 30), spare(2), number("mmsi2", 30), spare(2), number("mmsi3", 30), spare(2), number("mmsi4", 30)})
	addressed := []field{number("seqno", 2), number("dest_mmsi", 30), truth("retransmit"), spare(1)}
	classB := concat([]field{number("reserved", 8), scaled("speed", 10, 10), truth("accuracy")}, place(28, 27, tenThousandths),
		[]field{scaled("course", 12, 10), number("heading", 9), number("second", 6)})
	corners := []field{signed("ne_lon", 18, tenths), signed("ne_lat", 17, tenths), signed("sw_lon", 18, tenths), signed("sw_lat", 17, tenths)}
	slots := class([]field{spare(2)})
	for _, n := range []string{"1", "2", "3", "4"} {
		slots = append(slots, number("offset"+n, 12), number("number"+n, 4), number("timeout"+n, 3), number("increment"+n, 11))
	}
	return map[layout][]field{
		{1, 0}: position, {2, 0}: position, {3, 0}: position,
		{4, 0}: base, {11, 0}: base,
		{5, 0}: class([]field{number("ais_version", 2), number("imo", 30), text("callsign", 7), text("shipname", 20), number("shiptype", 8)},
			dimensions(), []field{number("epfd", 4)}, date(), []field{scaled("draught", 8, 10), text("destination", 20), number("dte", 1), spare(1)}),
		{6, 0}: class(addressed, []field{number("dac", 10), number("fid", 6), data("data")}),
		{7, 0}: acknowledge, {13, 0}: acknowledge,
		{8, 0}: class([]field{spare(2), number("dac", 10), number("fid", 6), data("data")}),
		{9, 0}: class([]field{number("alt", 12), number("speed", 10), truth("accuracy")}, place(28, 27, tenThousandths),
			[]field{scaled("course", 12, 10), number("second", 6), number("regional", 8), number("dte", 1), spare(3), number("assigned", 1), truth("raim"), number("radio", 20)}),
		{10, 0}: class([]field{spare(2), number("dest_mmsi", 30), spare(2)}),
		{12, 0}: class(addressed, []field{{name: "text", width: rest, form: formText}}),
		{14, 0}: class([]field{spare(2), {name: "text", width: rest, form: formText}}),
		{15, 0}: class([]field{spare(2), number("mmsi1", 30), number("type1_1", 6), number("offset1_1", 12), spare(2), number("type1_2", 6),
			number("offset1_2", 12), spare(2), number("mmsi2", 30), number("type2_1", 6), number("offset2_1", 12), spare(2)}),
		{16, 0}: class([]field{spare(2), number("mmsi1", 30), number("offset1", 12), number("increment1", 10), number("mmsi2", 30), number("offset2", 12), number("increment2", 10)}),
		{17, 0}: class([]field{spare(2)}, place(18, 17, tenths), []field{spare(5), data("data")}),
		{18, 0}: class(classB, []field{number("regional", 2), truth("cs"), truth("display"), truth("dsc"), truth("band"), truth("msg22"), truth("assigned"), truth("raim"), number("radio", 20)}),
		{19, 0}: class(classB, []field{number("regional", 4), text("shipname", 20), number("shiptype", 8)}, dimensions(),
			[]field{number("epfd", 4), truth("raim"), number("dte", 1), truth("assigned"), spare(4)}),
		{20, 0}: slots,
		{21, 0}: class([]field{number("aid_type", 5), text("name", 20), truth("accuracy")}, place(28, 27, tenThousandths), dimensions(),
			[]field{number("epfd", 4), number("second", 6), truth("off_position"), number("regional", 8), truth("raim"), truth("virtual_aid"), truth("assigned"), spare(1),
				{name: "name_extension", width: rest, form: formText}}),
		{22, 0}: class([]field{spare(2), number("channel_a", 12), number("channel_b", 12), number("txrx", 4), truth("power")}, corners,
			[]field{truth("addressed"), truth("band_a"), truth("band_b"), number("zonesize", 3), spare(23)}),
		{22, 1}: class([]field{spare(2), number("channel_a", 12), number("channel_b", 12), number("txrx", 4), truth("power"),
			number("dest1", 30), spare(5), number("dest2", 30), spare(5), truth("addressed"), truth("band_a"), truth("band_b"), number("zonesize", 3), spare(23)}),
		{23, 0}: class([]field{spare(2)}, corners, []field{number("stationtype", 4), number("shiptype", 8), spare(22), number("txrx", 2), number("interval", 4), number("quiet", 4), spare(6)}),
		{24, 0}: class([]field{number("part", 2), text("shipname", 20)}),
		{24, 1}: class([]field{number("part", 2), number("shiptype", 8), text("vendorid", 3), number("model", 4), number("serial", 20), text("callsign", 7)}, dimensions(), []field{spare(6)}),
		{24, 2}: class([]field{number("part", 2), number("shiptype", 8), text("vendorid", 3), number("model", 4), number("serial", 20), text("callsign", 7), number("mothership_mmsi", 30), spare(6)}),
		{25, 0}: binary(25), {25, 1}: binary(25, "addressed"), {25, 2}: binary(25, "structured"), {25, 3}: binary(25, "addressed", "structured"),
		{26, 0}: binary(26), {26, 1}: binary(26, "addressed"), {26, 2}: binary(26, "structured"), {26, 3}: binary(26, "addressed", "structured"),
		{27, 0}: class([]field{truth("accuracy"), truth("raim"), number("status", 4)}, place(18, 17, tenths), []field{number("speed", 6), number("course", 9), truth("gnss"), spare(1)}),
	}
}

// binary lays out messages 25 and 26, whose first two bits say what follows. At
// the end of a message 26 stand four spare bits and the radio state.
func binary(number_ int, has ...string) []field {
	fields := append(head(), truth("addressed"), truth("structured"))
	for _, h := range has {
		switch h {
		case "addressed":
			fields = append(fields, number("dest_mmsi", 30), spare(2))
		case "structured":
			fields = append(fields, number("app_id", 16))
		}
	}
	return append(fields, data("data"))
}
