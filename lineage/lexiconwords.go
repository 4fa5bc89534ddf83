package lineage

// things are what reports speak of. English, Ukrainian and Russian forms stand
// beside one another; a star stands for any ending.
func things() string {
	return `
troops: troops soldier* servicem* servicewom* peacekeeper* personnel fighters серв військов* військовослуж* солдат* боєць* бійц* миротвор* военнослуж* военных бойц* боец*
force: force forces contingent* сил сили силы силами контингент*
line: border borders frontline* front-line* front фронт* line кордон* прикордонн* пограничн* приграничн* лінія лінії лінію лінією линия линии линию линией границ* розмежув* разгранич* зіткнен* соприкоснов*
zone: zone* зон зона зоні зону зони зоне зоны
drone: drone* uav uavs quadcopter* unmanned дрон* безпілот* беспилот* бпла квадрокоптер*
missile: missile* ракет*
shell: shell shells round rounds projectile* снаряд* мін міна міни мін* мин мина мины мину минами
rocket: rocket* рсзо реактивн*
mortar: mortar* міномет* миномет* миномёт*
artillery: artillery howitzer* артилер* артиллер* гаубиц*
tank: tank tanks танк танки танків танков танка танком
vehicle: vehicle* truck* lorry lorries вантажів* автомоб* грузовик* машин*
convoy: convoy* column* колон*
bus: bus buses автобус*
train: train trains поїзд* поезд* потяг*
ship: ship ships vessel* tanker* судн* корабл* танкер* суден
boat: boat* човн* катер* лодк* лодок
aircraft: aircraft plane planes jet jets літак* самолет* самолёт* винищувач* истребител*
helicopter: helicopter* вертоліт* гелікоптер* вертолет* вертолёт*
explosion: explosion* blast blasts detonation* вибух* взрыв*
ceasefire: ceasefire* truce* cease-fire* перемир* припинення прекращен*
breach: violation* breach* порушен* нарушен*
civilian: civilian* цивільн* гражданск* мирних мирных мирний мирный
child: child children boy girl дит дитин* діт* дет ребен* ребён* детей дети
woman: woman women жінк* жінок женщин*
house: house* home homes dwelling* будин* осель осел* оселя дім дом дома домов хат*
school: school* школ* шкіл
hospital: hospital* clinic* лікарн* больниц* госпітал* госпитал*
bridge: bridge* міст мост мосту моста мосте мостом мостов* мосту
road: road* highway* дорог* дорозі трас* шосе шоссе
power: electricity blackout* substation* електр* электр* підстанц* подстанц* світла знеструм* обесточ*
plant: plant plants завод* станці* станци*
reactor: reactor* nuclear ядерн* реактор* атомн*
water: water вода води воду водою воды водой водян* водо* насос*
village: village* hamlet* settlement* сел* село селі села селом поселен* населен* деревн*
town: town* city cities міст* город* місто місті міста
post: post posts checkpoint* пост пости посту посты посту блокпост* кпп
camera: camera* камер*
sensor: sensor* датчик*
fire: fire blaze* пожеж* пожар* загорянн* возгоран*
mine: landmine* minefield* мінн* минн*
prisoner: prisoner* captive* полонен* пленн* військовополон*
aid: aid humanitarian гуманітарн* гуманитарн* допомог* помощ*
patrol: patrol* патрул*
talks: talks negotiation* переговор*
agreement: agreement* deal accord* угод* соглашен* домовлен* договорен*
budget: spending budget бюджет* видатк* расход*
harvest: harvest* урожа*
field: field fields поле полі поля поля
forest: forest* woods ліс* лес лесу леса лесной
river: river* ріц* річк* річц* рек река реке реку реки рекой
house-damage: windows вікон* окон окна
gas: gas pipeline* газ* трубопров*
ammunition: ammunition боєприпас* боеприпас*
weapon: weapon* зброї зброя оружи*
death: death* смерт* загибел* гибел*
casualty: casualty casualties victim* постраждал* пострадавш* жертв*
morning: morning ранок ранку вранці утром утра
night: night overnight ніч* вночі ночь* ночью
evening: evening вечір* увечері вечер*
refugee: refugee* evacuee* евакуйов* эвакуирован* біжен* бежен*
family: household* famil* сім'* родин* семь* сем'*
crop: wheat grain зерн* пшениц*
livestock: cattle cows корів коров*
worker: worker* repair-crew* працівник* робітник* рабоч* работник* ремонтник*
market: market* ринок* ринку рынок* рынк*
church: church* церкв*
warehouse: warehouse* depot* склад*
port: port ports harbour* harbor* порт порту порти порты портов*
`
}

// adjectives are words that tell offices and things apart.
func adjectives() string {
	return `
defence: defence defense оборон*
foreign: foreign закордонн* иностран*
interior: interior внутрішн* внутренн*
north: north northern північ* північн* север*
south: south southern півд* южн* юг юга юге
east: east eastern схід сході сход* східн* восто* восточн*
region: region* oblast област* обласн* регіон* регион*
district: district* raion район*
energy: energy енергет* энергет* енерго* энерго*
emergency: emergency надзвичайн* чрезвычайн*
health: health охорон* здравоохран*
joint: joint об'єднан* объединен* спільн* совместн*
operations: operations операц* операт*
naval: naval navy військово-морськ* военно-морск* флот*
air: air повітрян* воздушн*
rail: rail railway* залізни* железнодорожн*
land: land сухопутн*
coordination: coordination координац*
monitoring: monitoring моніторинг* мониторинг*
`
}

func acts() string {
	return `
killed: killed dead killing kills died загину* загиб* вбит* вбил* убит* погиб*
wounded: wounded injured hurt поранен* поране* ранен* ранил* травмов*
shelled: shelled shelling* bombard* fired firing обстріл* обстрел* обстрілял* стріляв* стрелял*
struck: struck strike strikes hit hits attack* вдари* удар* атак* влучи* влучан* попад* поціли* попал*
downed: downed intercepted shot-down збит* збил* перехоп* сбит* сбил* перехват*
destroyed: destroyed ruin* demolished знищ* зруйн* уничтож* разруш*
damaged: damage* пошкод* поврежд*
burned: burned burnt burning згорі* сгоре* горі* горел*
landed: landed fell fallen впал* упал* розірвал* разорвал*
crossed: crossed crossing перетн* перетин* пересек* переш*
withdrew: withdrew withdraw* pulled відвед* відвел* вивел* отвел* отвед* вывел*
advanced: advanced advance просун* продвин* наступ*
evacuated: evacuated evacuation евакую* эвакуир*
repaired: repair* restored відремонт* полагод* відновл* восстанов* отремонт* чин*
exchanged: exchang* swap* обмін* обмен*
deployed: deploy* розгорн* розмістил* размест* разверн*
trained: train trained training навчен* обучен* підготов* подготов*
detained: detain* arrest* затрим* задерж*
closed: closed shut закри* закры* перекри* перекры*
opened: opened reopened відкри* откры*
seen: seen saw spotted observed spot бачи* помічен* помітил* замет* видел* увидел*
heard: heard чул* почул* слыш* услыш*
lost: lost втрат* потер* потеря*
`
}

// roles are who may speak. The part after the stroke says what it is: p a
// person in an office, o an office or body, s somebody unnamed.
func roles() string {
	return `
spokesman/p: spokesman spokeswoman spokesperson spokespeople spokesmen spokespersons spokeswomen речник* речниц* пресс-секретар* прес-секретар* пресс-служб* прес-служб* press-service
official/s: official officials чиновник* посадов* должностн* посадовц* офіційн официальн
source/s: source sources insider* джерел* источник* співрозмовник* собеседник*
representative/p: representative* представник* представниц* представител*
president/p: president* президент*
premier/p: premier pm прем'єр* премьер*
minister/p: minister* міністр міністра міністром міністрка министр министра министром
chancellor/p: chancellor* канцлер*
secretary/p: secretary секретар*
governor/p: governor* prefect* губернатор*
mayor/p: mayor* мер мера мером мэр мэра мэром
commander/p: commander* командир* командувач* командующ* комендант*
general/p: general генерал*
chief/p: chief head chairman chairwoman chairperson harbourmaster harbormaster master глава голова главы голови глави начальник* очільник* руководител* керівник*
director/p: coordinator* координатор* director* директор*
leader/p: leader leaders лідер* лидер*
envoy/p: envoy* ambassador* посол посла посланник* посланець*
adviser/p: adviser* advisor* aide aides радник* советник*
diplomat/s: diplomat* дипломат*
expert/s: expert* analyst* експерт* эксперт* аналітик* аналитик*
professor/p: professor* професор* профессор*
officer/s: officer officers офіцер* офицер*
soldier/s: serviceman
witness/s: witness witnesses eyewitness* очевид* свід* свидетел*
resident/s: resident residents villager villagers inhabitants мешкан* житель* жител*
medic/s: medic medics doctor doctors paramedic* лікар* медик* врач*
rescuer/s: rescuer* firefighter* рятувальник* спасател* пожарн*
driver/s: driver* водій* водител*
farmer/s: farmer* фермер*
relative/s: brother* sister* mother father wife widow husband neighbour* neighbor* relative relatives брат брата сестра сестри сестры мати матір мать батько отец отця вдова вдовы дружина жена сусід сусідка сусіди сосед соседка соседи родич* родственник*
worker/s: shopkeeper* docker* teacher* nurse nurses учител* вчител* engineer engineers dispatcher* диспетчер* інженер* инженер*
monitor/o: monitor monitors observer observers спостерігач* спостереж* наблюдател* наблюден*
mission/o: mission місія місії місією миссия миссии миссией
ministry/o: ministry міністерств* министерств* міноборони минобороны мзс мид defra
staff/o: staff штаб* генштаб*
army/o: army military armed армі* арми* збройн* вооруженн* вооружённ* зсу всу
police/o: police поліці* полици* полиция
guard/o: guard guards погранслужб* гвардія гвардії гвардия гвардии
authority/o: authority authorities administration council влада влади власти влаcть адміністрац* администрац* рада ради совет
government/o: government* cabinet уряд* правительств* кабмін*
service/o: service department office agency agency відомств* служб* департамент* управлінн* управлени* ведомств*
kremlin/o: kremlin кремль кремля кремлі кремле
command/o: command командуванн* командован*
company/o: company operator utility компані* компани* оператор* энергокомпан*
hospital/o: hospital
group/o: group organisation organization institute група групи группа организаци* організаці*
parliament/o: parliament парламент*
lawmaker/p: lawmaker* mp mps senator* депутат* сенатор*
ally/o: allies ally союзник*
newsroom/o: outlet newspaper publication broadcaster видання виданню издани* газет*
journalist/s: journalist* correspondent* reporter* журналіст* журналист* кореспондент* корреспондент*
`
}

func qualities() string {
	return `
anonymous: anonymous unnamed unidentified well-placed familiar briefed анонімн* анонимн* неназван* обізнан* осведомленн* осведомлённ* поінформован*
senior: senior high-ranking top junior local former ex deputy acting press колишн* бывш* заступник* заместител*
local: місцев* местн*
`
}

func nations() string {
	return `
ua: ukraine ukrainian ukrainians kyiv kiev україн* украин* київ києв* киев*
ru: russia russian russians moscow росі* росси* рф москв*
uk: uk britain british britons whitehall london downing великобритан* британ* лондон*
fr: france french paris elysée elysee франц* париж*
us: us u.s usa american americans america washington сша америк* вашингтон* pentagon пентагон*
de: germany german germans berlin німеч* німець* герман* немец* берлін* берлин*
pl: poland polish poles warsaw польщ* польськ* польш* польск* варшав*
it: italy italian italians rome італі* итали*
es: spain spanish madrid іспан* испан*
tr: turkey turkish türkiye ankara туреч* турец* турци* анкар*
by: belarus belarusian minsk білорус* белорус* мінськ* минск*
ro: romania romanian bucharest румун* румын*
ca: canada canadian ottawa канад*
cn: china chinese beijing кита* пекін* пекин*
nl: netherlands dutch hague нідерланд* нидерланд*
se: sweden swedish швец* швед*
no: norway norwegian норвег* норвез*
fi: finland finnish фінлянд* финлянд*
dk: denmark danish дані данськ* дани* датск*
cz: czechia czech чех* чеськ*
hu: hungary hungarian угорщ* венгр* венгер*
md: moldova moldovan молдов*
ge: georgia georgian грузі* грузи*
am: armenia armenian вірмен* армен* армян*
az: azerbaijan azerbaijani азербайдж*
il: israel israeli ізраїл* израил*
eu: eu european europe brussels євросоюз* евросоюз* європ* европ* брюссел*
nato: nato нато
un: un оон
osce: osce обсє обсе
iaea: iaea магате
west: western
`
}

// speeches are verbs by which somebody speaks. A plus marks one of belief or
// hearsay that only an outlet's own voice uses.
func speeches() string {
	return `
said: said says say saying скаж* сказ* кажуть каже говори* говорять говорит говорят мовить
told: told tells telling розпові* розказ* рассказ* поведом*
stated: stated states stating заяв* заявл* констату*
reported: reported reports reporting повідом* сообщ* інформ* доповіл* доклад* доложил* передає передают передаёт пиш* написа* пишет
confirmed: confirmed confirms confirm confirming підтверд* подтверд*
denied: denied denies denying deny rejected rejects dismissed спростув* запереч* опроверг* отриц*
recalled: recalled recalls remembered пригада* пригаду* вспомни* вспомина*
reckoned: reckoned reckons testified testifies
added: added adds adding додав* додал* добави* додає
announced: announced announces announcing declared declares оголос* объяв*
claimed: claimed claims claim claiming alleged alleges allege стверджу* утвержд*
insisted: insisted insists insist наполяг* наста*
stressed: stressed stresses emphasised emphasized emphasises emphasizes highlighted underlined наголос* підкресл* подчерк*
warned: warned warns warn warning попереджа* попереди* предупре*
suggested: suggested suggests suggest suggesting припус* предполож* запропон* предлож*
signalled: signalled signaled signals indicated indicates hinted натякн* намекн*
noted: noted notes note remarked observed-that зазнач* відзнач* замети* отмети* отмеча* зауваж*
wrote: wrote writes tweeted tweets posted написав написала написал написала
acknowledged: acknowledged acknowledge acknowledges admitted admits conceded визна* призна*
argued: argued argues argue arguing доводи* довод*
estimated: estimated estimate estimates estimating оціню* оцени* оценива* оцінил*
explained: explained explains поясни* пояснил* объясн* пояснює
revealed: revealed reveals disclosed розкри* раскры*
accused: accused accuses accusing звинува* обвини* обвиня*
pledged: pledged vowed promised pledges обіця* пообіц* обеща* пообещ*
proposed: proposed proposes пропону* предлага*
mentioned: mentioned mentions згада* упомян*
believed: believe believes вважа* счита* полага*
predicted: predicted predicts forecast прогноз*
quoted: quoted quotes quoting citing cited cites цит* процит* посила* ссыла* посилан* ссылк*
understood: understands learned learnt з'ясув* выясни*
declined: declined refused відмови* отказал*
counted: counted counts нарахув* насчит* зафіксу* зафикс* зафіксов*
expressed: expressed expresses
responded: responded replied answered відповів* ответил*
urged: urged urging закли* призва*
criticised: criticised criticized blasted
`
}

func titles() string {
	return `
title: mr mrs ms sir dame lord lady dr prof gen col lt maj capt general colonel major captain lieutenant admiral sergeant prince king queen пан пані господин г-н г-жа пана панові
`
}

func modals() string {
	return `
would: would could should might may need needs needed necessary require requires required must cannot if propose proposed proposal proposals plan plans planned idea ideas consider considering potential possible future би б могл* може можуть може потрібн* необхідн* слід треба план* пропоз* якщо бы мог могут может нужн* необходим* следует предлож* если возможн* можлив*
`
}

// outlets are names of well-known outlets (lower case, one word) and words that
// end the name of one.
func outlets() string {
	return `
name: telegraph guardian times bbc cnn independent economist bloomberg politico axios newsweek spiegel monde figaro welt bild pravda kommersant izvestia meduza suspilne hromadske liga zn.ua nv sky nbc cbs abc fox euronews kyivpost rt sputnik dozhd правда коммерсант известия телеграф гардіан
mark: herald post times tribune gazette courier observer mirror journal chronicle daily news newspaper weekly magazine radio television tv channel messenger dispatch bulletin express standard review today online examiner star sun echo bugle вісник* вестник* канал* радіо радио телебачен* телевид* кур'єр* курьер* новини новости видання издани* портал* щоденник дзеркало зеркало
`
}

func wires() string {
	return `
wire: reuters afp ap associated-press tass ria interfax ukrinform unian upi dpa ansa xinhua anadolu reuter рейтер* тасс тарс риа интерфакс інтерфакс укрінформ* укринформ* уніан униан агентств* newswire
`
}

func calendars() string {
	return `
d1: monday mondays понеділ* понедель*
d2: tuesday вівтор* вторник*
d3: wednesday серед* сереу среду среда середу
d4: thursday четвер* четверг*
d5: friday п'ятниц* пятниц*
d6: saturday субот* суббот*
d7: sunday неділ* воскресень*
m01: january jan січн* січень январ*
m02: february feb лют* феврал*
m03: march берез* март марта марте
m04: april квіт* апрел*
m05: травн* травень мая май мае
m06: june червн* червень июн*
m07: july липн* липень июл*
m08: august aug серпн* серпень август*
m09: september sept sep верес* сентябр*
m10: october oct жовт* октябр*
m11: november nov листопад* ноябр*
m12: december dec груд* декабр*
today: today сьогодн* сегодня
yesterday: yesterday вчора вчера учора
`
}

func units() string {
	return `
km: km kms kilometre* kilometer* kilometres км кілометр* километр*
mile: mile miles миля милі миль мили
m: metre metres meter meters метр метри метрів метра метров метрах
ha: hectare* га гектар*
percent: percent процент* відсот* %
hour: hour hours годин* час часа часов
minute: minute minutes хвилин* минут*
day: day days дні днів дня дней день доб* сут*
week: week weeks тиждень тижн* недел*
month: month months місяц* месяц*
year: year years рік років роки року год года лет годы
usd: dollar dollars долар* доллар*
gbp: pound pounds sterling фунт*
eur: euro euros євро евро
uah: hryvnia* гривень гривн*
rub: rouble* ruble* рубл*
mm: mm мм
litre: litre* liter* літр* литр*
barrel: barrel barrels барел* баррел*
tonne: tonne* ton tons тонн*
mw: mw megawatt* мвт мегават*
person: people persons person осіб особи людей людини люди человек людьми чоловік*
`
}

func negations() string {
	return `
not: not n't never no не ні нет ніколи никогда didn't don't doesn't hasn't
`
}

// numberWords are the words for numbers below a thousand.
func numberWords() string {
	return `
1: one один одна одне одно одного одной однієї одну
2: two два дві две двох двух двоє двое двома двумя
3: three три трьох трех трёх троє трое
4: four чотири четыре чотирьох четырех четверо
5: five п'ять пять п'яти пяти п'ятеро пятеро
6: six шість шесть шести шестеро
7: seven сім семь семи
8: eight вісім восемь восьми
9: nine дев'ять девять дев'яти девяти
10: ten десять десяти
11: eleven одинадцять одиннадцать одинадцяти одиннадцати
12: twelve dozen дванадцять двенадцать дванадцяти двенадцати дюжина
13: thirteen тринадцять тринадцать
14: fourteen чотирнадцять четырнадцать
15: fifteen п'ятнадцять пятнадцать п'ятнадцяти пятнадцати
16: sixteen шістнадцять шестнадцать
17: seventeen сімнадцять семнадцать
18: eighteen вісімнадцять восемнадцать
19: nineteen дев'ятнадцять девятнадцать
20: twenty двадцять двадцать двадцяти двадцати
30: thirty тридцять тридцать тридцяти тридцати
40: forty сорок сорока
50: fifty п'ятдесят пятьдесят п'ятдесяти пятидесяти
60: sixty шістдесят шестьдесят
70: seventy сімдесят семьдесят
80: eighty вісімдесят восемьдесят
90: ninety дев'яносто девяносто
100: сто ста
200: двісті двести
300: триста
400: чотириста четыреста
500: п'ятсот пятьсот
600: шістсот шестьсот
700: сімсот семьсот
800: вісімсот восемьсот
900: дев'ятсот девятьсот
`
}
