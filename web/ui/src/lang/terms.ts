// The record's own codes, in the reader's language: kinds, means, verdicts and
// the like. A code that is not here is shown as it is.
import type { Lang } from '../types';

type Four = readonly [en: string, uk: string, fr: string, ru: string];
const column: Record<Lang, 0 | 1 | 2 | 3> = { en: 0, uk: 1, fr: 2, ru: 3 };

const kinds: Record<string, Four> = {
  F1: ['small-arms fire', 'вогонь зі стрілецької зброї', 'tir d’armes légères', 'огонь из стрелкового оружия'],
  F2: ['heavy direct fire', 'важкий прямий вогонь', 'tir direct lourd', 'тяжёлый огонь прямой наводкой'],
  F3: ['indirect fire', 'непрямий вогонь', 'tir indirect', 'огонь с закрытых позиций'],
  F4: ['long-range strike', 'далекобійний удар', 'frappe à longue portée', 'дальний удар'],
  F5: ['drone attack', 'атака безпілотника', 'attaque de drone', 'атака беспилотника'],
  F6: ['undetermined explosion', 'вибух невідомого походження', 'explosion indéterminée', 'взрыв неясного происхождения'],
  F7: ['flare, tracer or flash', 'освітлення, трасер або спалах', 'fusée, traceur ou éclair', 'ракета, трассер или вспышка'],
  A1: ['aerial presence', 'присутність у повітрі', 'présence aérienne', 'присутствие в воздухе'],
  A2: ['electronic interference', 'радіоперешкоди', 'brouillage électronique', 'радиопомехи'],
  A3: ['air alert', 'повітряна тривога', 'alerte aérienne', 'воздушная тревога'],
  P1: ['position change', 'зміна позиції', 'changement de position', 'смена позиции'],
  P2: ['reconnaissance or sabotage', 'розвідка або диверсія', 'reconnaissance ou sabotage', 'разведка или диверсия'],
  P3: ['fortification', 'укріплення', 'fortification', 'укрепление'],
  P4: ['personnel in zone', 'люди в зоні', 'personnel dans la zone', 'люди в зоне'],
  W1: ['weapon in violation of withdrawal line', 'зброя за лінією відведення', 'arme en deçà de la ligne de retrait', 'оружие за линией отвода'],
  W2: ['weapon beyond line, outside storage', 'зброя поза сховищем', 'arme hors dépôt', 'оружие вне хранилища'],
  W3: ['storage anomaly', 'відхилення у сховищі', 'anomalie de dépôt', 'отклонение в хранилище'],
  W4: ['force concentration', 'зосередження сил', 'concentration de forces', 'сосредоточение сил'],
  R1: ['restriction on the monitor', 'обмеження спостерігача', 'entrave à l’observateur', 'ограничение наблюдателя'],
  R2: ['attack on or threat to the monitor', 'напад на спостерігача або погроза', 'attaque ou menace contre l’observateur', 'нападение на наблюдателя или угроза'],
  C1: ['civilian casualty', 'постраждалий цивільний', 'victime civile', 'пострадавший гражданский'],
  C2: ['damage to a civilian object', 'пошкодження цивільного об’єкта', 'dommage à un bien civil', 'повреждение гражданского объекта'],
  C3: ['movement of civilians', 'рух цивільних', 'mouvement de civils', 'движение гражданских'],
  N1: ['nuclear-site event', 'подія на ядерному об’єкті', 'événement sur un site nucléaire', 'событие на ядерном объекте'],
  E1: ['strike on critical infrastructure', 'удар по критичній інфраструктурі', 'frappe sur une infrastructure critique', 'удар по критической инфраструктуре'],
  M1: ['maritime breach', 'порушення на морі', 'infraction en mer', 'нарушение на море'],
  M2: ['AIS anomaly', 'аномалія AIS', 'anomalie AIS', 'аномалия AIS'],
  M3: ['mine or unexploded ordnance', 'міна або нерозірваний боєприпас', 'mine ou munition non explosée', 'мина или неразорвавшийся боеприпас'],
  D1: ['digital operation', 'цифрова операція', 'opération numérique', 'цифровая операция'],
  D2: ['information act', 'інформаційна дія', 'acte d’information', 'информационное действие'],
  X1: ['exempt activity', 'дозволена діяльність', 'activité exemptée', 'разрешённая деятельность'],
  Q1: ['compliance-positive act', 'дія на виконання', 'acte de respect', 'действие во исполнение'],
  L1: ['allegation by a party', 'заява сторони', 'allégation d’une partie', 'заявление стороны'],
  H1: ['heat anomaly', 'теплова аномалія', 'anomalie thermique', 'тепловая аномалия'],
};

const means: Record<string, Four> = {
  heard: ['heard by a person', 'почула людина', 'entendu par une personne', 'услышал человек'],
  saw: ['seen by a person', 'побачила людина', 'vu par une personne', 'увидел человек'],
  acoustic: ['acoustic post', 'акустичний пост', 'poste acoustique', 'акустический пост'],
  camera: ['camera', 'камера', 'caméra', 'камера'],
  drone: ['own drone', 'власний безпілотник', 'drone de la mission', 'свой беспилотник'],
  radar: ['radar', 'радар', 'radar', 'радар'],
  thermal: ['thermal satellite', 'тепловий супутник', 'satellite thermique', 'тепловой спутник'],
  air_alert: ['air-raid alerts', 'повітряні тривоги', 'alertes aériennes', 'воздушные тревоги'],
  map: ['map of control', 'мапа контролю', 'carte de contrôle', 'карта контроля'],
  unstated: ['not said', 'не сказано', 'non dit', 'не сказано'],
  public: ['press or public post', 'преса або публічний допис', 'presse ou publication', 'пресса или публичная запись'],
  telemetry: ['technical meter', 'технічний лічильник', 'mesure technique', 'технический счётчик'],
};

const states: Record<string, Four> = {
  watched: ['watched', 'спостерігали', 'surveillé', 'наблюдали'],
  partly: ['partly watched', 'спостерігали частково', 'surveillé en partie', 'наблюдали частично'],
  blind: ['blind', 'без спостереження', 'aveugle', 'без наблюдения'],
  not_known: ['not known whether watched', 'невідомо, чи спостерігали', 'on ignore si c’était surveillé', 'не известно, наблюдали ли'],
};

const causes: Record<string, Four> = {
  maintenance: ['maintenance', 'обслуговування', 'entretien', 'обслуживание'],
  weather: ['weather', 'погода', 'météo', 'погода'],
  jamming: ['jamming', 'глушіння', 'brouillage', 'глушение'],
  gunfire: ['gunfire', 'стрілянина', 'tirs', 'стрельба'],
  denied: ['access denied', 'доступ заборонено', 'accès refusé', 'доступ запрещён'],
  curfew: ['curfew', 'комендантська година', 'couvre-feu', 'комендантский час'],
  power: ['power cut', 'немає живлення', 'panne de courant', 'нет питания'],
  silent: ['fell silent, nobody knows why', 'замовк, причина невідома', 's’est tu, sans raison connue', 'замолчал, причина не известна'],
  no_data: ['file missing', 'файлу немає', 'fichier absent', 'файла нет'],
  no_cloud_data: ['cloud not known', 'хмарність невідома', 'nuages inconnus', 'облачность не известна'],
  unbroken_alert: ['alert that never ends', 'нескінченна тривога', 'alerte sans fin', 'бесконечная тревога'],
  not_covered: ['never covered', 'ніколи не охоплено', 'jamais couvert', 'никогда не охвачено'],
  between_looks: ['between satellite looks', 'між прольотами супутника', 'entre deux passages', 'между пролётами спутника'],
};

const verdicts: Record<string, Four> = {
  met: ['yes, met', 'так, встановлено', 'établi', 'да, установлено'],
  'not met': ['no, not met', 'ні, не встановлено', 'non établi', 'нет, не установлено'],
  'cannot be determined': ['cannot be determined', 'не можна визначити', 'indéterminable', 'нельзя определить'],
};

const status: Record<string, Four> = {
  draft: ['draft', 'проєкт', 'projet', 'проект'],
  declared: ['declared by one side', 'оголошено однією стороною', 'déclaré par une partie', 'объявлено одной стороной'],
  mirrored: ['declared by one side, taken up by the other', 'оголошено однією стороною, підхоплено іншою', 'déclaré par une partie, repris par l’autre', 'объявлено одной стороной, подхвачено другой'],
  agreed: ['agreed by both', 'погоджено обома', 'accepté par les deux', 'согласовано обеими'],
  disputed: ['disputed', 'оспорюється', 'contesté', 'оспаривается'],
};

const directions: Record<string, Four> = {
  outgoing: ['outgoing', 'вихідний', 'départ', 'исходящий'],
  impact: ['impact', 'влучання', 'impact', 'попадание'],
  in_flight: ['in flight', 'у польоті', 'en vol', 'в полёте'],
  crossfire: ['crossfire', 'перехресний', 'tirs croisés', 'перекрёстный'],
  undetermined: ['undetermined', 'не визначено', 'indéterminée', 'не определено'],
};

const clocks: Record<string, Four> = {
  gnss: ['satellite clock', 'супутниковий', 'horloge satellite', 'спутниковые'],
  ntp: ['network clock', 'мережевий', 'horloge réseau', 'сетевые'],
  watch: ['a person’s watch', 'годинник людини', 'montre d’une personne', 'часы человека'],
  pass: ['minute of the satellite’s pass', 'хвилина прольоту супутника', 'minute du passage', 'минута пролёта спутника'],
  day: ['only the day is known', 'відомо лише день', 'seul le jour est connu', 'известен только день'],
  unknown: ['not stated', 'не вказано', 'non indiquée', 'не указано'],
};

const units: Record<string, Four> = {
  burst: ['burst', 'черга', 'rafale', 'очередь'],
  round: ['round', 'постріл', 'coup', 'выстрел'],
  explosion: ['explosion', 'вибух', 'explosion', 'взрыв'],
  impact: ['impact', 'влучання', 'impact', 'попадание'],
  alert: ['alert', 'тривога', 'alerte', 'тревога'],
  'attack run': ['attack run', 'захід на ціль', 'passe d’attaque', 'заход на цель'],
  item: ['item', 'одиниця', 'élément', 'единица'],
  sortie: ['sortie', 'виліт', 'sortie', 'вылет'],
  'hot spot': ['hot spot', 'осередок тепла', 'point chaud', 'очаг тепла'],
  pixel: ['pixel', 'піксель', 'pixel', 'пиксель'],
  person: ['person', 'особа', 'personne', 'человек'],
  weapon: ['weapon', 'зброя', 'arme', 'оружие'],
  vehicle: ['vehicle', 'машина', 'véhicule', 'машина'],
};

const subjects: Record<string, Four> = {
  incident: ['incident', 'інцидент', 'incident', 'инцидент'],
  tally: ['count', 'підрахунок', 'décompte', 'подсчёт'],
  absence: ['absence', 'відсутність', 'absence', 'отсутствие'],
  state: ['state', 'стан', 'état', 'состояние'],
  pattern: ['pattern', 'сукупність', 'ensemble', 'совокупность'],
};

// What may explain an incident; exempt activities are in the source's own word.
const explanations: Record<string, Four> = {
  'standing heat source': ['standing heat source', 'постійне джерело тепла', 'source de chaleur permanente', 'постоянный источник тепла'],
  'burning fields': ['burning fields', 'випалювання полів', 'feux de champs', 'пал полей'],
  'fire after an impact': ['fire after an impact', 'пожежа після влучання', 'incendie après un impact', 'пожар после попадания'],
  thunder: ['thunder', 'грім', 'tonnerre', 'гром'],
  demining: ['demining', 'розмінування', 'déminage', 'разминирование'],
  exercise: ['exercise', 'навчання', 'exercice', 'учения'],
  exempt: ['exempt activity', 'дозволена діяльність', 'activité exemptée', 'разрешённая деятельность'],
};

const metrics: Record<string, Four> = {
  violations_total: ['violations in all', 'порушень усього', 'violations au total', 'нарушений всего'],
  ceasefire_violations: ['ceasefire violations', 'порушень перемир’я', 'violations du cessez-le-feu', 'нарушений перемирия'],
  shellings: ['shellings', 'обстрілів', 'bombardements', 'обстрелов'],
  gun_mortar_attacks: ['attacks by guns and mortars', 'атак гармат і мінометів', 'attaques au canon et au mortier', 'атак орудий и миномётов'],
  quadcopter_strikes: ['quadcopter strikes', 'ударів квадрокоптерів', 'frappes de quadricoptères', 'ударов квадрокоптеров'],
  fixed_wing_uav: ['fixed-wing drones', 'безпілотників літакового типу', 'drones à voilure fixe', 'беспилотников самолётного типа'],
  drone_uses: ['uses of drones', 'застосувань безпілотників', 'emplois de drones', 'применений беспилотников'],
  kamikaze_drones: ['attack drones', 'ударних безпілотників', 'drones d’attaque', 'ударных беспилотников'],
  assaults: ['assaults', 'штурмів', 'assauts', 'штурмов'],
  combat_clashes: ['clashes', 'бойових зіткнень', 'accrochages', 'боевых столкновений'],
  guided_bombs: ['guided bombs', 'керованих бомб', 'bombes guidées', 'управляемых бомб'],
  air_strikes: ['air strikes', 'авіаударів', 'frappes aériennes', 'авиаударов'],
};

// What a track may be consistent with.
const things: Record<string, Four> = {
  'small drone': ['a small drone', 'малий безпілотник', 'un petit drone', 'малый беспилотник'],
  'reconnaissance drone': ['a reconnaissance drone', 'розвідувальний безпілотник', 'un drone de reconnaissance', 'разведывательный беспилотник'],
  'one-way drone': ['a one-way drone', 'безпілотник одноразового застосування', 'un drone à usage unique', 'беспилотник одноразового применения'],
  helicopter: ['a helicopter', 'гелікоптер', 'un hélicoptère', 'вертолёт'],
  'jet-driven one-way drone': ['a jet-driven one-way drone', 'реактивний безпілотник одноразового застосування', 'un drone à réaction à usage unique', 'реактивный беспилотник одноразового применения'],
  'cruise missile': ['a cruise missile', 'крилата ракета', 'un missile de croisière', 'крылатая ракета'],
  'jet aircraft': ['a jet aircraft', 'реактивний літак', 'un avion à réaction', 'реактивный самолёт'],
  'ballistic missile': ['a ballistic missile', 'балістична ракета', 'un missile balistique', 'баллистическая ракета'],
  vehicle: ['a vehicle', 'машина', 'un véhicule', 'машина'],
  vessel: ['a vessel', 'судно', 'un navire', 'судно'],
  'fast craft': ['a fast craft', 'швидкісний катер', 'une embarcation rapide', 'быстроходный катер'],
};

// The Admiralty numbers of what is said (AJP-2.1).
const credibilities: Record<string, Four> = {
  1: ['1, confirmed by independent lineages', '1, підтверджено незалежними джерелами', '1, confirmé par des sources indépendantes', '1, подтверждено независимыми источниками'],
  2: ['2, probably true', '2, імовірно правда', '2, probablement vrai', '2, вероятно правда'],
  3: ['3, possibly true', '3, можливо правда', '3, peut-être vrai', '3, возможно правда'],
  4: ['4, doubtful', '4, сумнівно', '4, douteux', '4, сомнительно'],
  5: ['5, improbable', '5, малоймовірно', '5, improbable', '5, маловероятно'],
  6: ['6, cannot be judged: one lineage', '6, не можна оцінити: одне незалежне джерело', '6, ne peut être jugé : une seule source indépendante', '6, нельзя оценить: один независимый источник'],
};

// The Admiralty letters of who says it (AJP-2.1).
const reliabilities: Record<string, Four> = {
  A: ['A, completely reliable', 'A, повністю надійне', 'A, tout à fait fiable', 'A, полностью надёжный'],
  B: ['B, usually reliable', 'B, зазвичай надійне', 'B, généralement fiable', 'B, обычно надёжный'],
  C: ['C, fairly reliable', 'C, досить надійне', 'C, assez fiable', 'C, довольно надёжный'],
  D: ['D, not usually reliable', 'D, зазвичай ненадійне', 'D, généralement peu fiable', 'D, обычно ненадёжный'],
  E: ['E, unreliable', 'E, ненадійне', 'E, peu sûr', 'E, ненадёжный'],
  F: ['F, cannot be judged: too few of its statements could be', 'F, не можна оцінити: замало перевірених тверджень', 'F, ne peut être jugée : trop peu de déclarations vérifiables', 'F, нельзя оценить: слишком мало проверяемых утверждений'],
};

const severities: Record<string, Four> = {
  G0: ['G0, technical', 'G0, технічна', 'G0, technique', 'G0, техническая'],
  G1: ['G1, minor', 'G1, незначна', 'G1, mineure', 'G1, незначительная'],
  G2: ['G2, significant', 'G2, істотна', 'G2, notable', 'G2, существенная'],
  G3: ['G3, serious', 'G3, серйозна', 'G3, grave', 'G3, серьёзная'],
  G4: ['G4, grave', 'G4, тяжка', 'G4, très grave', 'G4, тяжкая'],
};

const media: Record<string, Four> = {
  air: ['In the air', 'У повітрі', 'Dans les airs', 'В воздухе'],
  surface: ['On the surface', 'На поверхні', 'En surface', 'На поверхности'],
};

const groups = { metrics, explanations, kinds, means, states, causes, verdicts, status, directions, clocks, units, subjects, things, media, credibilities, reliabilities, severities };
export type Group = keyof typeof groups;

/** term returns a code of the record in the reader's language. */
export function term(lang: Lang, group: Group, code: string): string {
  return groups[group][code]?.[column[lang]] ?? code.replaceAll('_', ' ');
}
