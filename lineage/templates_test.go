package lineage

// wordings are two ways to say a thing, by language.
type wordings map[string][2]string

// templates are the sentences that accounts of one sort of happening are made
// of. Slots: P, Q, R places; T hour; D day; S source; N, K, W, V, H, E, M, L
// figures.
type templates struct {
	lead, said, quote wordings
	details           []wordings
}

// tuningTemplates are what thresholds were set on.
func tuningTemplates() []templates {
	return []templates{{
		lead: wordings{
			English:   {"The village of {P} came under mortar fire at {T} on {D}.", "At {T} on {D} mortars opened fire on {P}."},
			Ukrainian: {"Село {P} потрапило під мінометний обстріл о {T} {D}.", "О {T} {D} міномети обстріляли населений пункт {P}."},
			Russian:   {"Село {P} попало под миномётный обстрел в {T} {D}.", "В {T} {D} миномёты обстреляли населённый пункт {P}."},
			French:    {"Le village de {P} a essuyé des tirs de mortier à {T} le {D}.", "À {T}, le {D}, des mortiers ont ouvert le feu sur {P}."},
		},
		said: wordings{
			English:   {"According to {S}, {N} shells landed and {K} people were wounded.", "{N} shells fell and {K} were injured, {S} said."},
			Ukrainian: {"Як повідомила {S}, впали {N} снарядів, {K} осіб поранено.", "Розірвалися {N} снарядів, поранено {K} людей, — повідомила {S}."},
			Russian:   {"Как сообщила {S}, упали {N} снарядов, {K} человек ранены.", "Разорвались {N} снарядов, ранены {K} человек, — сообщила {S}."},
			French:    {"Selon {S}, {N} obus sont tombés et {K} personnes ont été blessées.", "{N} obus ont touché le village et {K} personnes ont été blessées, a indiqué {S}."},
		},
		quote: wordings{
			English:   {"“We counted {N} hits between the school and the river, and the firing went on for {E} minutes,” the statement said.", "The firing lasted {E} minutes and {N} hits were counted from the school to the river, the statement said."},
			Ukrainian: {"«Ми нарахували {N} влучань між школою та річкою, вогонь тривав {E} хвилин», — йдеться в заяві.", "Обстріл тривав {E} хвилин, між школою і річкою нарахували {N} влучань, йдеться в повідомленні."},
			Russian:   {"«Мы насчитали {N} попаданий между школой и рекой, огонь продолжался {E} минут», — говорится в заявлении.", "Обстрел длился {E} минут, между школой и рекой насчитали {N} попаданий, говорится в сообщении."},
			French:    {"« Nous avons compté {N} impacts entre l'école et la rivière, et les tirs ont duré {E} minutes », précise le communiqué.", "Les tirs ont duré {E} minutes et {N} impacts ont été relevés de l'école à la rivière, précise le communiqué."},
		},
		details: []wordings{
			{English: {"{H} houses were damaged, most of them in the part of the village towards {Q}.", "Damage was done to {H} homes, chiefly on the side that faces {Q}."},
				Ukrainian: {"Пошкоджено {H} будинків, більшість із них у частині села в бік {Q}.", "Зазнали пошкоджень {H} будинків, переважно з боку населеного пункту {Q}."},
				Russian:   {"Повреждены {H} домов, большинство из них в части села в сторону {Q}.", "Получили повреждения {H} домов, в основном со стороны населённого пункта {Q}."},
				French:    {"{H} maisons ont été endommagées, pour la plupart du côté de {Q}.", "Des dégâts ont été constatés sur {H} habitations, surtout dans la partie du village tournée vers {Q}."}},
			{English: {"Electricity went out for {L} households until a repair crew from {R} reached the substation.", "{L} households had no electricity until workers from {R} got to the substation."},
				Ukrainian: {"Без електрики залишилися {L} родин, доки ремонтники з {R} не дісталися підстанції.", "{L} родин були без світла, поки до підстанції не прибула бригада з {R}."},
				Russian:   {"Без электричества остались {L} семей, пока ремонтники из {R} не добрались до подстанции.", "{L} семей были без света, пока к подстанции не прибыла бригада из {R}."},
				French:    {"L'électricité a été coupée pour {L} foyers jusqu'à l'arrivée d'une équipe de réparation de {R} à la sous-station.", "{L} foyers sont restés sans courant avant que des réparateurs venus de {R} n'atteignent la sous-station."}},
			{English: {"A bus with {W} passengers had passed the crossroads minutes before.", "Minutes earlier a bus that carried {W} passengers had driven through the crossroads."},
				Ukrainian: {"За кілька хвилин до того перехрестям проїхав автобус із {W} пасажирами.", "Автобус, у якому було {W} пасажирів, проїхав перехрестя за лічені хвилини до цього."},
				Russian:   {"За несколько минут до этого перекрёсток проехал автобус с {W} пассажирами.", "Автобус, в котором было {W} пассажиров, проехал перекрёсток за считаные минуты до этого."},
				French:    {"Un autobus avec {W} passagers avait franchi le carrefour quelques minutes plus tôt.", "Quelques minutes auparavant, un autobus transportant {W} passagers était passé par le carrefour."}},
			{English: {"The road to {Q} was closed for {V} hours.", "For {V} hours nobody could use the road to {Q}, which was shut."},
				Ukrainian: {"Дорогу на {Q} закрили на {V} годин.", "Упродовж {V} годин дорога на {Q} була перекрита."},
				Russian:   {"Дорогу на {Q} закрыли на {V} часов.", "В течение {V} часов дорога на {Q} была перекрыта."},
				French:    {"La route de {Q} a été fermée pendant {V} heures.", "Pendant {V} heures, personne n'a pu emprunter la route vers {Q}, qui était fermée."}},
			{English: {"{M} residents went down to the shelters in {R}.", "In {R} the shelters filled with {M} residents."},
				Ukrainian: {"{M} мешканців спустилися в укриття в {R}.", "В {R} укриття заповнили {M} мешканців."},
				Russian:   {"{M} жителей спустились в укрытия в {R}.", "В {R} укрытия заполнили {M} жителей."},
				French:    {"{M} habitants sont descendus dans les abris à {R}.", "À {R}, les abris se sont remplis de {M} habitants."}},
			{English: {"The clinic took in {W} people, two of them children.", "{W} people, two children among them, were brought to the clinic."},
				Ukrainian: {"До лікарні потрапили {W} людей, серед них двоє дітей.", "{W} людей, з них двоє дітей, доправили до лікарні."},
				Russian:   {"В больницу попали {W} человек, среди них двое детей.", "{W} человек, из них двое детей, доставили в больницу."},
				French:    {"La clinique a accueilli {W} personnes, dont deux enfants.", "{W} personnes, parmi lesquelles deux enfants, ont été conduites à la clinique."}},
			{English: {"A fire in a warehouse near {Q} was put out after {V} hours.", "It took {V} hours to put out a blaze in a warehouse close to {Q}."},
				Ukrainian: {"Пожежу на складі біля {Q} загасили за {V} годин.", "За {V} годин вдалося загасити загоряння на складі поблизу {Q}."},
				Russian:   {"Пожар на складе возле {Q} потушили за {V} часов.", "За {V} часов удалось потушить возгорание на складе близ {Q}."},
				French:    {"L'incendie d'un entrepôt près de {Q} a été éteint au bout de {V} heures.", "Il a fallu {V} heures pour éteindre un incendie dans un entrepôt proche de {Q}."}},
		},
	}, {
		lead: wordings{
			English:   {"Drones hit the substation outside {P} at {T} on {D}.", "The substation near {P} was struck by drones on {D} at {T}."},
			Ukrainian: {"Дрони вдарили по підстанції біля {P} о {T} {D}.", "{D} о {T} підстанцію поблизу {P} атакували безпілотники."},
			Russian:   {"Дроны ударили по подстанции возле {P} в {T} {D}.", "{D} в {T} подстанцию близ {P} атаковали беспилотники."},
			French:    {"Des drones ont frappé la sous-station à la sortie de {P} à {T} le {D}.", "La sous-station voisine de {P} a été attaquée par des drones le {D} à {T}."},
		},
		said: wordings{
			English:   {"{S} reported that {N} drones took part and {K} of them were shot down.", "Of {N} drones {K} were downed, {S} said."},
			Ukrainian: {"{S} повідомила, що було {N} дронів і {K} з них збито.", "З {N} безпілотників {K} збили, — повідомила {S}."},
			Russian:   {"{S} сообщила, что было {N} дронов и {K} из них сбиты.", "Из {N} беспилотников {K} сбили, — сообщила {S}."},
			French:    {"{S} a rapporté que {N} drones avaient participé à l'attaque et que {K} d'entre eux avaient été abattus.", "Sur {N} drones, {K} ont été abattus, a fait savoir {S}."},
		},
		quote: wordings{
			English:   {"“Two transformers burned in {Q} and the repair will take {V} days and {E} workers,” the duty officer said.", "Repairs by {E} workers are to take {V} days because two transformers burned out in {Q}, the duty officer said."},
			Ukrainian: {"«Згоріли два трансформатори у {Q}, ремонт триватиме {V} днів, працюють {E} осіб», — сказав черговий офіцер.", "Ремонт силами {E} осіб займе {V} днів, оскільки у {Q} згоріли два трансформатори, сказав черговий офіцер."},
			Russian:   {"«Сгорели два трансформатора в {Q}, ремонт займёт {V} дней, работают {E} человек», — сказал дежурный офицер.", "Ремонт силами {E} человек продлится {V} дней, так как в {Q} сгорели два трансформатора, сказал дежурный офицер."},
			French:    {"« Deux transformateurs ont brûlé à {Q} et la réparation prendra {V} jours à {E} ouvriers », a dit l'officier de service.", "La remise en état par {E} ouvriers prendra {V} jours, car deux transformateurs ont brûlé à {Q}, a dit l'officier de service."},
		},
		details: []wordings{
			{English: {"{L} customers lost power in {P} and {Q}.", "In {P} and {Q} {L} customers were left without power."},
				Ukrainian: {"Світла не стало у {L} споживачів у {P} та {Q}.", "У {P} та {Q} без світла лишилися {L} споживачів."},
				Russian:   {"Света не стало у {L} потребителей в {P} и {Q}.", "В {P} и {Q} без света остались {L} потребителей."},
				French:    {"{L} clients ont été privés de courant à {P} et {Q}.", "À {P} et à {Q}, {L} abonnés se sont retrouvés sans électricité."}},
			{English: {"The water pumps of {R} stopped for {E} minutes.", "For {E} minutes the pumps at {R} gave no water."},
				Ukrainian: {"Водяні насоси в {R} зупинилися на {E} хвилин.", "На {E} хвилин у {R} стали водяні насоси."},
				Russian:   {"Водяные насосы в {R} остановились на {E} минут.", "На {E} минут в {R} встали водяные насосы."},
				French:    {"Les pompes à eau de {R} se sont arrêtées pendant {E} minutes.", "Durant {E} minutes, les pompes de {R} n'ont plus donné d'eau."}},
			{English: {"A train with {M} passengers waited at the station of {Q}.", "{M} passengers sat in a train that was held at {Q} station."},
				Ukrainian: {"Поїзд із {M} пасажирами чекав на станції {Q}.", "{M} пасажирів сиділи в поїзді, який затримали на станції {Q}."},
				Russian:   {"Поезд с {M} пассажирами ждал на станции {Q}.", "{M} пассажиров сидели в поезде, который задержали на станции {Q}."},
				French:    {"Un train de {M} passagers a attendu en gare de {Q}.", "{M} passagers étaient assis dans un train retenu à la gare de {Q}."}},
			{English: {"Fragments fell on {H} gardens and a school roof.", "A school roof and {H} gardens were hit by falling fragments."},
				Ukrainian: {"Уламки впали на {H} городів і дах школи.", "На дах школи та {H} городів впали уламки."},
				Russian:   {"Обломки упали на {H} огородов и крышу школы.", "На крышу школы и {H} огородов упали обломки."},
				French:    {"Des débris sont tombés sur {H} jardins et le toit d'une école.", "Le toit d'une école et {H} jardins ont été atteints par des débris."}},
			{English: {"The hospital ran on a generator for {V} hours.", "For {V} hours the hospital had only its generator."},
				Ukrainian: {"Лікарня {V} годин працювала від генератора.", "Упродовж {V} годин лікарня мала лише генератор."},
				Russian:   {"Больница {V} часов работала от генератора.", "В течение {V} часов у больницы был только генератор."},
				French:    {"L'hôpital a fonctionné {V} heures sur un générateur.", "Pendant {V} heures, l'hôpital n'a disposé que de son générateur."}},
			{English: {"Firefighters from {R} came with {W} vehicles.", "{W} vehicles of firefighters arrived from {R}."},
				Ukrainian: {"Рятувальники з {R} прибули на {W} машинах.", "{W} машин рятувальників прибули з {R}."},
				Russian:   {"Спасатели из {R} прибыли на {W} машинах.", "{W} машин спасателей прибыли из {R}."},
				French:    {"Des pompiers de {R} sont venus avec {W} véhicules.", "{W} véhicules de pompiers sont arrivés de {R}."}},
		},
	}}
}

// heldOutTemplates are what the figures of docs/lineage.md were measured on.
// No rule and no threshold was set by looking at a text made of them.
func heldOutTemplates() []templates {
	return []templates{{
		lead: wordings{
			English:   {"A tractor drove over a mine on the edge of {P} on {D}; the blast was heard at {T}.", "On {D}, at {T}, a mine went off under a tractor at the outskirts of {P}."},
			Ukrainian: {"{D} на околиці {P} трактор наїхав на міну, вибух пролунав о {T}.", "О {T} {D} під трактором на краю {P} вибухнула міна."},
			Russian:   {"{D} на окраине {P} трактор наехал на мину, взрыв прозвучал в {T}.", "В {T} {D} под трактором на краю {P} взорвалась мина."},
			French:    {"Un tracteur a roulé sur une mine en bordure de {P} le {D} ; l'explosion a été entendue à {T}.", "Le {D}, à {T}, une mine a explosé sous un tracteur aux abords de {P}."},
		},
		said: wordings{
			English:   {"{S} confirmed that {K} workers had been killed and {N} more had been taken away for treatment.", "The dead are {K} workers, and {N} others are being treated, according to {S}."},
			Ukrainian: {"{S} підтвердила, що {K} працівників загинули, а ще {N} забрали на лікування.", "За словами {S}, загинули {K} працівників, ще {N} лікують."},
			Russian:   {"{S} подтвердила, что {K} работников погибли, а ещё {N} забрали на лечение.", "По словам {S}, погибли {K} работников, ещё {N} лечат."},
			French:    {"{S} a confirmé que {K} ouvriers avaient été tués et que {N} autres avaient été emmenés pour être soignés.", "On compte {K} ouvriers morts et {N} autres en cours de traitement, selon {S}."},
		},
		quote: wordings{
			English:   {"“That field was searched in autumn and {E} devices were lifted there, this one lay {V} metres from the track,” the head of the clearance team told reporters in {Q}.", "In {Q} the head of the clearance team told reporters that {E} devices had been lifted from the field in autumn and that this one was {V} metres off the track."},
			Ukrainian: {"«Це поле перевіряли восени й вилучили там {E} пристроїв, цей лежав за {V} метрів від колії», — розповів у {Q} керівник групи розмінування.", "Керівник групи розмінування розповів у {Q}, що восени з поля вилучили {E} пристроїв, а цей був за {V} метрів від колії."},
			Russian:   {"«Это поле проверяли осенью и изъяли там {E} устройств, это лежало в {V} метрах от колеи», — рассказал в {Q} руководитель группы разминирования.", "Руководитель группы разминирования рассказал в {Q}, что осенью с поля изъяли {E} устройств, а это было в {V} метрах от колеи."},
			French:    {"« Ce champ avait été fouillé à l'automne et {E} engins y avaient été retirés, celui-ci se trouvait à {V} mètres de la piste », a déclaré à {Q} le chef de l'équipe de déminage.", "À {Q}, le chef de l'équipe de déminage a déclaré que {E} engins avaient été retirés du champ à l'automne et que celui-ci était à {V} mètres de la piste."},
		},
		details: []wordings{
			{English: {"Sappers marked off {H} hectares between the farm and {R}.", "Between {R} and the farm {H} hectares were fenced with warning tape by sappers."},
				Ukrainian: {"Сапери позначили {H} гектарів між фермою та {R}.", "Між {R} та фермою сапери обнесли стрічкою {H} гектарів."},
				Russian:   {"Сапёры обозначили {H} гектаров между фермой и {R}.", "Между {R} и фермой сапёры обнесли лентой {H} гектаров."},
				French:    {"Des sapeurs ont balisé {H} hectares entre la ferme et {R}.", "Entre {R} et la ferme, {H} hectares ont été entourés de ruban par des sapeurs."}},
			{English: {"The farm had {M} tonnes of wheat still to bring in.", "Still standing in its fields are {M} tonnes of grain."},
				Ukrainian: {"Господарство ще не зібрало {M} тонн пшениці.", "На його полях лишаються {M} тонн зерна."},
				Russian:   {"Хозяйство ещё не собрало {M} тонн пшеницы.", "На его полях остаются {M} тонн зерна."},
				French:    {"L'exploitation avait encore {M} tonnes de blé à rentrer.", "Sur ses champs restent {M} tonnes de céréales."}},
			{English: {"A helicopter from {Q} landed {V} kilometres away because of the wind.", "Wind made the helicopter from {Q} put down {V} kilometres off."},
				Ukrainian: {"Вертоліт із {Q} сів за {V} кілометрів через вітер.", "Через вітер вертоліт з {Q} змушений був сісти за {V} кілометрів."},
				Russian:   {"Вертолёт из {Q} сел в {V} километрах из-за ветра.", "Из-за ветра вертолёт из {Q} вынужден был сесть в {V} километрах."},
				French:    {"Un hélicoptère de {Q} s'est posé à {V} kilomètres à cause du vent.", "Le vent a obligé l'hélicoptère venu de {Q} à se poser à {V} kilomètres."}},
			{English: {"It is the {W} such blast since the truce began, and {E} cattle were lost with it.", "Since the truce began there have been {W} such blasts; this one also cost {E} cows."},
				Ukrainian: {"Від початку перемир'я це вже {W} такий вибух, загинуло {E} корів.", "Таких вибухів від початку перемир'я було {W}, цей забрав і {E} корів."},
				Russian:   {"С начала перемирия это уже {W} такой взрыв, погибло {E} коров.", "Таких взрывов с начала перемирия было {W}, этот унёс и {E} коров."},
				French:    {"C'est déjà la {W} explosion de ce genre depuis le début de la trêve, et {E} vaches y ont péri.", "Depuis le début de la trêve, on a compté {W} explosions semblables ; celle-ci a aussi coûté {E} vaches."}},
			{English: {"School lessons for {L} children were moved to {R}.", "{L} children will now have their lessons in {R}."},
				Ukrainian: {"Уроки для {L} дітей перенесли до {R}.", "{L} дітей тепер навчатимуться в {R}."},
				Russian:   {"Уроки для {L} детей перенесли в {R}.", "{L} детей теперь будут учиться в {R}."},
				French:    {"Les cours de {L} enfants ont été transférés à {R}.", "{L} enfants suivront désormais leurs cours à {R}."}},
			{English: {"Families are to receive {L} hryvnias each from the council of {Q}.", "The council of {Q} is to pay every family {L} hryvnias."},
				Ukrainian: {"Родини отримають по {L} гривень від ради {Q}.", "Рада {Q} виплатить кожній родині по {L} гривень."},
				Russian:   {"Семьи получат по {L} гривен от совета {Q}.", "Совет {Q} выплатит каждой семье по {L} гривен."},
				French:    {"Les familles doivent recevoir {L} hryvnias chacune du conseil de {Q}.", "Le conseil de {Q} versera {L} hryvnias à chaque famille."}},
		},
	}, {
		lead: wordings{
			English:   {"Shots were exchanged at the crossing point of {P} shortly after {T} on {D}.", "Gunfire broke out on {D} at the {P} crossing, where the first shots rang out at {T}."},
			Ukrainian: {"Невдовзі після {T} {D} на пункті пропуску {P} сталася перестрілка.", "{D} на пункті пропуску {P} почалася стрілянина, перші постріли пролунали о {T}."},
			Russian:   {"Вскоре после {T} {D} на пункте пропуска {P} произошла перестрелка.", "{D} на пункте пропуска {P} началась стрельба, первые выстрелы прозвучали в {T}."},
			French:    {"Des coups de feu ont été échangés au point de passage de {P} peu après {T} le {D}.", "Une fusillade a éclaté le {D} au poste de {P}, où les premiers tirs ont retenti à {T}."},
		},
		said: wordings{
			English:   {"{S} told journalists that the firing lasted {N} minutes and that {K} vehicles were hit.", "Firing went on for {N} minutes, {S} said, and left {K} vehicles with holes."},
			Ukrainian: {"{S} заявила журналістам, що вогонь тривав {N} хвилин і влучив у {K} автомобілів.", "Вогонь не вщухав {N} хвилин і пошкодив {K} автомобілів, — заявила {S}."},
			Russian:   {"{S} заявила журналистам, что огонь длился {N} минут и попал в {K} автомобилей.", "Огонь не стихал {N} минут и повредил {K} автомобилей, — заявила {S}."},
			French:    {"{S} a dit aux journalistes que les tirs avaient duré {N} minutes et que {K} véhicules avaient été touchés.", "Les tirs se sont poursuivis {N} minutes et ont laissé {K} véhicules criblés, a dit {S}."},
		},
		quote: wordings{
			English:   {"“There were {E} people in the queue and nobody told them to lie down until the third burst came from the {Q} side,” a driver recalled.", "A driver recalled that none of the {E} people who queued was told to lie down before a third burst from the direction of {Q}."},
			Ukrainian: {"«У черзі було {E} людей, і ніхто не сказав їм лягти, доки з боку {Q} не пролунала третя черга», — згадав водій.", "Водій згадав, що нікому з {E} людей у черзі не казали лягати, поки не почулася третя черга з боку {Q}."},
			Russian:   {"«В очереди было {E} человек, и никто не сказал им лечь, пока со стороны {Q} не раздалась третья очередь», — вспомнил водитель.", "Водитель вспомнил, что никому из {E} человек в очереди не говорили ложиться, пока не послышалась третья очередь со стороны {Q}."},
			French:    {"« Il y avait {E} personnes dans la file et nul ne leur a dit de se coucher avant la troisième rafale venue du côté de {Q} », s'est souvenu un chauffeur.", "Un chauffeur s'est souvenu qu'aucune des {E} personnes de la file n'avait reçu l'ordre de se coucher avant une troisième rafale venue de {Q}."},
		},
		details: []wordings{
			{English: {"Some {M} people a day use the crossing to reach {R}.", "On an ordinary day {M} people go to {R} by way of it."},
				Ukrainian: {"Щодня через пункт до {R} проходять близько {M} осіб.", "У звичайний день ним до {R} користуються {M} осіб."},
				Russian:   {"Каждый день через пункт в {R} проходят около {M} человек.", "В обычный день им до {R} пользуются {M} человек."},
				French:    {"Quelque {M} personnes empruntent chaque jour ce passage pour gagner {R}.", "En temps ordinaire, {M} personnes se rendent chaque jour à {R} par là."}},
			{English: {"Both gates stayed shut for {V} hours and the queue grew to {H} buses.", "By the time the gates opened {V} hours later, {H} buses stood in line."},
				Ukrainian: {"Ворота не відчиняли {V} годин, у черзі зібралося {H} автобусів.", "Коли за {V} годин ворота відчинили, в черзі стояли {H} автобусів."},
				Russian:   {"Ворота не открывали {V} часов, в очереди собралось {H} автобусов.", "Когда через {V} часов ворота открыли, в очереди стояли {H} автобусов."},
				French:    {"Les deux barrières sont restées fermées {V} heures et la file a atteint {H} autobus.", "Lorsque les barrières ont rouvert {V} heures plus tard, {H} autobus attendaient."}},
			{English: {"A patrol of observers from {Q} found {W} cartridge cases beside the barrier.", "Beside the barrier {W} cartridge cases were picked up by observers who had come from {Q}."},
				Ukrainian: {"Патруль спостерігачів із {Q} знайшов біля шлагбаума {W} гільз.", "Біля шлагбаума спостерігачі, що приїхали з {Q}, підібрали {W} гільз."},
				Russian:   {"Патруль наблюдателей из {Q} нашёл у шлагбаума {W} гильз.", "У шлагбаума наблюдатели, приехавшие из {Q}, подобрали {W} гильз."},
				French:    {"Une patrouille d'observateurs de {Q} a trouvé {W} douilles près de la barrière.", "Près de la barrière, {W} douilles ont été ramassées par des observateurs venus de {Q}."}},
			{English: {"A camera on the customs house had been out of order for {E} days.", "For {E} days the customs house had had no working camera."},
				Ukrainian: {"Камера на митниці не працювала {E} днів.", "Уже {E} днів на митниці не було справної камери."},
				Russian:   {"Камера на таможне не работала {E} дней.", "Уже {E} дней на таможне не было исправной камеры."},
				French:    {"Une caméra de la douane était en panne depuis {E} jours.", "Depuis {E} jours, la douane n'avait plus de caméra en état."}},
			{English: {"Pensions worth {L} hryvnias could not be handed out in {R} that day.", "In {R} the day's pensions, {L} hryvnias, were not paid."},
				Ukrainian: {"Того дня в {R} не змогли видати пенсій на {L} гривень.", "У {R} лишилися невиплаченими пенсії на {L} гривень."},
				Russian:   {"В тот день в {R} не смогли выдать пенсий на {L} гривен.", "В {R} остались невыплаченными пенсии на {L} гривен."},
				French:    {"Ce jour-là, {L} hryvnias de pensions n'ont pas pu être distribués à {R}.", "À {R}, les pensions du jour, soit {L} hryvnias, n'ont pas été payées."}},
			{English: {"An ambulance came from {R} after {V} minutes.", "It was {V} minutes before the ambulance from {R} arrived."},
				Ukrainian: {"Швидка з {R} приїхала за {V} хвилин.", "Минуло {V} хвилин, доки приїхала швидка з {R}."},
				Russian:   {"Скорая из {R} приехала через {V} минут.", "Прошло {V} минут, пока приехала скорая из {R}."},
				French:    {"Une ambulance est arrivée de {R} au bout de {V} minutes.", "Il s'est écoulé {V} minutes avant l'arrivée de l'ambulance de {R}."}},
		},
	}}
}
