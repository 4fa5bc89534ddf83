package ais

// application names what the binary data of messages 6 and 8 mean: designated
// area code and function identifier (ITU-R M.1371-5, annex 5, 2.1).
type application struct{ message, dac, fid int }

// application returns the fields of the binary data that begin at a bit; nil
// when they are not known. Data that are cut off say what they reach to.
func (d *decoder) application(m message, at int) []field {
	if m.layout.number != 6 && m.layout.number != 8 {
		return nil
	}
	key := application{m.layout.number, int(m.bits.unsigned(at-16, 10)), int(m.bits.unsigned(at-6, 6))}
	fields := d.applications[key]
	most := 7 // fill
	for _, f := range fields {
		if f.width == rest {
			return fields
		}
		most += f.width
	}
	if m.bits.length-at > most { // another form of the same number
		return nil
	}
	return fields
}

// applications returns the fields of the binary data that are known. Area
// notices (IMO SN.1/Circ.289, 22 and 23) have a list at their end: see notice.go.
func applications() map[application][]field {
	currents := func(unit float64, levels ...string) (all []field) {
		for _, l := range levels {
			all = append(all, scaled("cspeed"+l, 8, unit), number("cdir"+l, 9), number("cdepth"+l, 5))
		}
		return all
	}
	moment := []field{number("day", 5), number("hour", 5), number("minute", 6)}
	waves := []field{scaled("waveheight", 8, 10), number("waveperiod", 6), number("wavedir", 9),
		scaled("swellheight", 8, 10), number("swellperiod", 6), number("swelldir", 9), number("seastate", 4)}
	wind := []field{number("wspeed", 7), number("wgust", 7), number("wdir", 9), number("wgustdir", 9)}
	notice := []field{number("linkage", 10), number("notice", 7), number("month", 4), number("day", 5), number("hour", 5), number("minute", 6),
		number("duration", 18), data("areas")}
	return map[application][]field{
		// Meteorological and hydrographic data, first edition (IMO SN/Circ.236).
		{8, 1, 11}: concat([]field{signed("lat", 24, thousandths), signed("lon", 25, thousandths)}, moment, wind,
			[]field{shifted("airtemp", 11, 10, -60), number("humidity", 7), shifted("dewpoint", 10, 10, -20), shifted("pressure", 9, 1, 800),
				number("pressuretend", 2), scaled("visibility", 8, 10), shifted("waterlevel", 9, 10, -10), number("leveltrend", 2),
				scaled("cspeed", 8, 10), number("cdir", 9)}, currents(10, "2", "3"), waves,
			[]field{shifted("watertemp", 10, 10, -10), number("preciptype", 3), scaled("salinity", 9, 10), number("ice", 2)}),
		// The same, second edition (IMO SN.1/Circ.289).
		{8, 1, 31}: concat([]field{signed("lon", 25, thousandths), signed("lat", 24, thousandths), truth("accuracy")}, moment, wind,
			[]field{signed("airtemp", 11, 10), number("humidity", 7), signed("dewpoint", 10, 10), shifted("pressure", 9, 1, 799),
				number("pressuretend", 2), truth("visgreater"), scaled("visibility", 7, 10), shifted("waterlevel", 12, 100, -10), number("leveltrend", 2),
				scaled("cspeed", 8, 10), number("cdir", 9)}, currents(10, "2", "3"), waves,
			[]field{signed("watertemp", 10, 10), number("preciptype", 3), scaled("salinity", 9, 10), number("ice", 2), spare(10)}),
		{8, 1, 22}: notice, {6, 1, 23}: notice,
		// Text (ITU-R M.1371-5, annex 5, 5.1; IMO SN.1/Circ.289, 29 and 30).
		{8, 1, 29}: {number("linkage", 10), {name: "text", width: rest, form: formText}},
		{6, 1, 30}: {number("linkage", 10), {name: "text", width: rest, form: formText}},
		// Dangerous cargo (IMO SN/Circ.236).
		{6, 1, 12}: {text("lastport", 5), number("lmonth", 4), number("lday", 5), number("lhour", 5), number("lminute", 6),
			text("nextport", 5), number("nmonth", 4), number("nday", 5), number("nhour", 5), number("nminute", 6),
			text("dangerous", 20), text("imdcat", 4), number("unid", 13), number("amount", 10), number("unit", 2), spare(3)},
		// Clearance time to enter port (IMO SN.1/Circ.289).
		{6, 1, 18}: {number("linkage", 10), number("month", 4), number("day", 5), number("hour", 5), number("minute", 6),
			text("portname", 20), text("destination", 5), signed("lon", 25, thousandths), signed("lat", 24, thousandths), spare(43)},
		// State of an aid to navigation (General Lighthouse Authorities of the United Kingdom and Ireland).
		{6, 235, 10}: {scaled("ana_int", 10, 20), scaled("ana_ext1", 10, 20), scaled("ana_ext2", 10, 20), number("racon", 2), number("light", 2),
			truth("alarm"), number("stat_ext", 8), truth("off_pos"), spare(4)},
		// Inland ship static and voyage data (UNECE, international standard for tracking and tracing on inland waterways).
		{8, 200, 10}: {text("vin", 8), number("length", 13), number("beam", 10), number("shiptype", 14), number("hazard", 3), number("draught", 11),
			number("loaded", 2), truth("speed_q"), truth("course_q"), truth("heading_q"), spare(8)},
	}
}
