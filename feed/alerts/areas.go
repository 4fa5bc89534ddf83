package alerts

import "strings"

// area is a region of Ukraine by ISO 3166-2 and as it is called in English.
type area struct {
	id, name string
}

// regions returns the 27 regions of Ukraine (ISO 3166-2:UA) and the spellings
// under which alert tables name them: the Ukrainian adjective in Latin letters,
// as the files have it, the English name, and the Ukrainian one.
func regions() []struct {
	area
	spellings []string
} {
	return []struct {
		area
		spellings []string
	}{
		{area{"UA-05", "Vinnytsia oblast"}, []string{"Vinnytska oblast", "Vinnytsia", "Вінницька область"}},
		{area{"UA-07", "Volyn oblast"}, []string{"Volynska oblast", "Volyn", "Волинська область"}},
		{area{"UA-09", "Luhansk oblast"}, []string{"Luhanska oblast", "Luhansk", "Луганська область"}},
		{area{"UA-12", "Dnipropetrovsk oblast"}, []string{"Dnipropetrovska oblast", "Dnipropetrovsk", "Дніпропетровська область"}},
		{area{"UA-14", "Donetsk oblast"}, []string{"Donetska oblast", "Donetsk", "Донецька область"}},
		{area{"UA-18", "Zhytomyr oblast"}, []string{"Zhytomyrska oblast", "Zhytomyr", "Житомирська область"}},
		{area{"UA-21", "Zakarpattia oblast"}, []string{"Zakarpatska oblast", "Zakarpattia", "Закарпатська область"}},
		{area{"UA-23", "Zaporizhzhia oblast"}, []string{"Zaporizka oblast", "Zaporizhzhia", "Zaporizhia", "Zaporizhska", "Запорізька область"}},
		{area{"UA-26", "Ivano-Frankivsk oblast"}, []string{"Ivano-Frankivska oblast", "Ivano-Frankivsk", "Івано-Франківська область"}},
		{area{"UA-30", "Kyiv City"}, []string{"Kyiv City", "City of Kyiv", "Kyiv", "Kiev", "Київ"}},
		{area{"UA-32", "Kyiv oblast"}, []string{"Kyivska oblast", "Kyiv oblast", "Kiev oblast", "Київська область"}},
		{area{"UA-35", "Kirovohrad oblast"}, []string{"Kirovohradska oblast", "Kirovohrad", "Кіровоградська область"}},
		{area{"UA-40", "Sevastopol"}, []string{"Sevastopol", "Sevastopol City", "Севастополь"}},
		{area{"UA-43", "Autonomous Republic of Crimea"}, []string{"Avtonomna Respublika Krym", "Autonomous Republic of Crimea", "Crimea", "Krym", "Автономна Республіка Крим", "Крим"}},
		{area{"UA-46", "Lviv oblast"}, []string{"Lvivska oblast", "Lviv", "Львівська область"}},
		{area{"UA-48", "Mykolaiv oblast"}, []string{"Mykolaivska oblast", "Mykolaiv", "Миколаївська область"}},
		{area{"UA-51", "Odesa oblast"}, []string{"Odeska oblast", "Odesa", "Odessa", "Одеська область"}},
		{area{"UA-53", "Poltava oblast"}, []string{"Poltavska oblast", "Poltava", "Полтавська область"}},
		{area{"UA-56", "Rivne oblast"}, []string{"Rivnenska oblast", "Rivne", "Рівненська область"}},
		{area{"UA-59", "Sumy oblast"}, []string{"Sumska oblast", "Sumy", "Сумська область"}},
		{area{"UA-61", "Ternopil oblast"}, []string{"Ternopilska oblast", "Ternopil", "Тернопільська область"}},
		{area{"UA-63", "Kharkiv oblast"}, []string{"Kharkivska oblast", "Kharkiv", "Харківська область"}},
		{area{"UA-65", "Kherson oblast"}, []string{"Khersonska oblast", "Kherson", "Херсонська область"}},
		{area{"UA-68", "Khmelnytskyi oblast"}, []string{"Khmelnytska oblast", "Khmelnytskyi", "Хмельницька область"}},
		{area{"UA-71", "Cherkasy oblast"}, []string{"Cherkaska oblast", "Cherkasy", "Черкаська область"}},
		{area{"UA-74", "Chernihiv oblast"}, []string{"Chernihivska oblast", "Chernihiv", "Чернігівська область"}},
		{area{"UA-77", "Chernivtsi oblast"}, []string{"Chernivetska oblast", "Chernivtsi", "Чернівецька область"}},
	}
}

// byName returns the regions by each spelling as it stands, by its key, and by
// their ISO 3166-2 code.
func byName() map[string]area {
	areas := map[string]area{}
	for _, region := range regions() {
		areas[key(region.id)] = region.area
		for _, spelling := range region.spellings {
			areas[spelling] = region.area
			areas[key(spelling)] = region.area
		}
	}
	return areas
}

// key folds what writers do differently: case, blanks, apostrophes, and the
// words for city and for oblast. For Kyiv alone the word oblast is the whole
// difference, so there the name becomes the adjective.
func key(name string) string {
	s := strings.Join(strings.Fields(strings.ToLower(name)), " ")
	s = strings.NewReplacer("'", "", "’", "", "ʼ", "", "`", "").Replace(s)
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s, "м. "), "місто "), "m. ")
	for _, suffix := range []string{" oblast", " region", " область", " обл."} {
		if short, ok := strings.CutSuffix(s, suffix); ok {
			if short == "kyiv" || short == "kiev" {
				return "kyivska"
			}
			return short
		}
	}
	return s
}
