package report

// ukrainianArea gives the English name of a region of Ukraine by its ISO 3166-2
// code, as Ukraine romanises it (resolution 55 of 2010), and nothing for any
// other code. Sources of borders and of alerts spell these names in several
// ways, and some leave the two cities out; a report uses one.
func ukrainianArea(id string) string {
	switch id {
	case "UA-05":
		return "Vinnytsia oblast"
	case "UA-07":
		return "Volyn oblast"
	case "UA-09":
		return "Luhansk oblast"
	case "UA-12":
		return "Dnipropetrovsk oblast"
	case "UA-14":
		return "Donetsk oblast"
	case "UA-18":
		return "Zhytomyr oblast"
	case "UA-21":
		return "Zakarpattia oblast"
	case "UA-23":
		return "Zaporizhzhia oblast"
	case "UA-26":
		return "Ivano-Frankivsk oblast"
	case "UA-30":
		return "Kyiv (city)"
	case "UA-32":
		return "Kyiv oblast"
	case "UA-35":
		return "Kirovohrad oblast"
	case "UA-40":
		return "Sevastopol (city)"
	case "UA-43":
		return "Autonomous Republic of Crimea"
	case "UA-46":
		return "Lviv oblast"
	case "UA-48":
		return "Mykolaiv oblast"
	case "UA-51":
		return "Odesa oblast"
	case "UA-53":
		return "Poltava oblast"
	case "UA-56":
		return "Rivne oblast"
	case "UA-59":
		return "Sumy oblast"
	case "UA-61":
		return "Ternopil oblast"
	case "UA-63":
		return "Kharkiv oblast"
	case "UA-65":
		return "Kherson oblast"
	case "UA-68":
		return "Khmelnytskyi oblast"
	case "UA-71":
		return "Cherkasy oblast"
	case "UA-74":
		return "Chernihiv oblast"
	case "UA-77":
		return "Chernivtsi oblast"
	}
	return ""
}
