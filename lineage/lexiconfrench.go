package lineage

// The words of French stand apart from those of the other languages: too many of
// them are written as an English word that means something else (main, pour, son,
// sept, cent).

// newFrenchLexicon returns the lexicon that French texts are read with. Names of
// outlets, agencies and nations are those of the press everywhere; words that serve
// grammar alone are read as their English counterparts (see gloss).
func newFrenchLexicon() *lexicon {
	l := fill(map[class]string{thing: frenchThings(), act: frenchActs(), adjective: frenchAdjectives(), role: frenchRoles(), nation: nations() + frenchNations(), speech: frenchSpeeches(),
		title: frenchTitles(), modal: "would: would could should must if\n" + frenchModals(), outlet: outlets(), wire: wires(), calendar: frenchCalendars(), unit: frenchUnits(), negation: "not: not never no",
		quality: frenchQualities()}, frenchNumberWords())
	l.french, l.glosses, l.spelling = true, glosses(), frenchSpelling()
	return l
}

func frenchThings() string {
	return `
troops: soldat* militaires troupes effectifs combattant* casques-bleus
force: force forces contingent*
line: frontière* frontalier* frontalière* front ligne lignes démarcation
zone: zone zones
drone: drone* uav quadricoptère* quadcoptère*
missile: missile*
shell: obus projectile*
rocket: roquette* lance-roquettes
mortar: mortier*
artillery: artillerie obusier* canon canons
tank: char chars blindé*
vehicle: véhicule* camion* voiture* automobile*
convoy: convoi* colonne*
bus: autobus autocar* car bus
train: train trains
ship: navire* bâtiment-de-guerre pétrolier* cargo* vaisseau*
boat: bateau* barque* vedette* canot*
aircraft: avion* appareil appareils chasseur*
helicopter: hélicoptère*
explosion: explosion* détonation* déflagration*
ceasefire: cessez-le-feu trêve*
breach: violation* infraction* entorse*
civilian: civil civile civils civiles
child: enfant* garçon* fillette*
woman: femme femmes
house: maison* habitation* logement* foyer domicile* pavillon*
school: école* lycée* collège* scolaire*
hospital: hôpital hôpitaux clinique* hospitalier*
bridge: pont ponts
road: route* autoroute* chaussée*
power: électricité électrique* courant sous-station* transformateur-électrique
plant: usine* centrale centrales
reactor: réacteur* nucléaire*
water: eau eaux hydraulique*
village: village* hameau* bourgade* localité*
town: ville* cité
sensor: capteur* détecteur*
fire: incendie* brasier*
mine: mine mines antichar* antipersonnel*
prisoner: prisonnier* captif* captifs
aid: aide humanitaire*
patrol: patrouille*
talks: négociation* pourparlers discussions
agreement: accord accords
budget: budget* dépense* budgétaire*
harvest: récolte* moisson*
field: champ champs
forest: forêt* bois
river: rivière* fleuve*
house-damage: fenêtre* vitre* carreaux
gas: gaz gazoduc* oléoduc*
ammunition: munition*
weapon: arme armes armement*
death: décès
casualty: victime* sinistré*
morning: matin matinée
night: nuit nuits
evening: soir soirée
refugee: réfugié* évacué* déplacé*
family: famille* foyers ménage ménages
crop: blé céréale* grain grains
livestock: bétail vache* bovin*
worker: ouvrier* travailleur* employé* réparateur*
market: marché marchés
church: église*
warehouse: entrepôt* dépôt dépôts hangar*
port: port ports portuaire*
`
}

func frenchAdjectives() string {
	return `
defence: défense
foreign: étranger étrangère* étrangers extérieur extérieures
interior: intérieur intérieure
north: nord septentrional*
south: sud méridional*
east: est oriental*
region: région* régional* oblast
district: district* raïon arrondissement*
energy: énergie énergétique*
emergency: urgence urgences secours
health: santé sanitaire*
joint: conjoint* commun commune interarmées
operations: opération* opérationnel*
naval: naval* marine
air: aérien* aérienne*
rail: ferroviaire* chemins-de-fer
land: terrestre*
coordination: coordination
monitoring: surveillance observation
`
}

func frenchActs() string {
	return `
killed: tué tués tuée tuées tuer mort morts morte mortes décédé* péri
wounded: blessé* blesser blessant
shelled: bombardé* bombardement* bombarder pilonné* pilonnage* tiré tirs tir fusillade* canonné*
struck: frappé* frappe frappes touché* attaqué* attaque attaques atteint* heurté* impact impacts
downed: abattu* intercepté* interception*
destroyed: détruit* démoli* ravagé* anéanti*
damaged: endommagé* dégât* dommage* abîmé*
burned: brûlé* calciné* consumé*
landed: tombé* atterri* retombé*
crossed: franchi* traversé* franchissement*
withdrew: retiré* retrait* replié* repli
advanced: avancé* progressé*
evacuated: évacuer évacuation*
repaired: réparé* réparation* rétabli* réparer
exchanged: échangé* échange échanges
deployed: déployé* déploiement* stationné*
trained: entraîné* formé* entraînement*
detained: détenu* arrêté* arrestation* interpellé*
closed: fermé* fermeture* coupée
opened: ouvert* rouvert* réouverture*
seen: aperçu* repéré* observé* vu vus vue
heard: entendu* retenti*
lost: perdu* perte pertes
`
}

func frenchRoles() string {
	return `
spokesman/p: porte-parole
official/s: responsable responsables officiel officiels fonctionnaire*
source/s: source sources informateur* interlocuteur*
representative/p: représentant*
president/p: président présidente présidents
premier/p: premier-ministre première-ministre
minister/p: ministre*
chancellor/p: chancelier chancelière
secretary/p: secrétaire*
governor/p: gouverneur* préfet*
mayor/p: maire maires
commander/p: commandant*
general/p: général généraux
chief/p: chef cheffe chefs dirigeant* patron
director/p: directeur directrice
leader/p: leader leaders
envoy/p: émissaire* envoyé ambassadeur* ambassadrice*
adviser/p: conseiller* conseillère*
diplomat/s: diplomate*
expert/s: expert* analyste* spécialiste*
professor/p: professeur*
officer/s: officier officiers gradé*
witness/s: témoin*
resident/s: habitant* riverain* villageois
medic/s: médecin* secouriste* infirmier* ambulancier*
rescuer/s: sauveteur* pompier*
driver/s: conducteur* chauffeur*
farmer/s: agriculteur* fermier* paysan*
worker/s: ingénieur* technicien*
monitor/o: observateur* moniteur moniteurs
mission/o: mission missions
ministry/o: ministère*
staff/o: état-major
army/o: armée armées militaire
police/o: police gendarmerie policiers
guard/o: garde gardes garde-frontière garde-frontières gardes-frontières
authority/o: autorité* administration* conseil municipalité* mairie
government/o: gouvernement* cabinet exécutif
service/o: service services agence agences département office
kremlin/o: kremlin
command/o: commandement
company/o: compagnie* société entreprise opérateur
group/o: groupe organisation institut ong
parliament/o: parlement
lawmaker/p: député* sénateur* sénatrice* parlementaire*
ally/o: allié alliés
newsroom/o: journal quotidien hebdomadaire magazine
journalist/s: journaliste* correspondant* reporter*
`
}

func frenchQualities() string {
	return `
anonymous: anonyme* anonymat
senior: haut hauts haute hautes ancien ancienne adjoint* ex
local: local locale locaux locales municipal*
`
}

func frenchNations() string {
	return `
ua: ukrainien* kiev
ru: russe russes russie moscou
uk: britannique* royaume-uni londres grande-bretagne
fr: français* matignon
us: américain* états-unis
de: allemand* allemagne
pl: polonais* pologne varsovie
it: italien* italie
es: espagnol* espagne
tr: turc turque turcs turquie
by: biélorusse* biélorussie bélarus
ro: roumain* roumanie bucarest
ca: canadien*
cn: chinois* chine pékin
nl: néerlandais* pays-bas haye
se: suédois* suède
no: norvégien* norvège
fi: finlandais* finlande
dk: danois* danemark
cz: tchèque* tchéquie
hu: hongrois* hongrie
md: moldave* moldavie
ge: géorgien* géorgie
am: arménien* arménie
az: azerbaïdjan* azéri*
il: israélien* israël
eu: européen* bruxelles ue
nato: otan
un: onu
iaea: aiea
west: occidental*
`
}

// frenchSpeeches are forms of verbs of speech. Participles are verbs only behind
// an auxiliary (see isNoun).
func frenchSpeeches() string {
	return `
said: dit disent disait disant
told: raconté raconte racontent confié confie
stated: déclaré déclare déclarent déclarant affirmé affirme affirment affirmant
reported: savoir rapporté rapporte rapportent rapportant indiqué indique indiquent indiquant signalé signale signalent annoncent informé informe précisé précise précisent précisant relaté relate
confirmed: confirmé confirme confirment confirmant
denied: démenti dément démentent nié nie nient rejeté rejette rejettent contesté conteste
added: ajouté ajoute ajoutent ajoutant poursuivi
announced: annoncé annonce annonçant proclamé
claimed: prétendu prétend prétendent revendiqué revendique revendiquent assuré assure assurent assurant
insisted: insisté insiste insistent martelé martèle
stressed: souligné souligne soulignent soulignant
warned: averti avertit prévenu prévient mis-en-garde
suggested: suggéré suggère suggèrent
noted: noté note notent constaté constate constatent relevé relève remarqué
wrote: écrit écrivent écrivait tweeté
acknowledged: reconnu reconnaît reconnaissent admis admet
argued: argué argumenté soutenu soutient
estimated: estimé estime estiment évalué évalue évaluent
explained: expliqué explique expliquent expliquant
revealed: révélé révèle révèlent dévoilé
accused: accusé accuse accusent accusant
pledged: promis promet promettent
proposed: proposé propose proposent
mentioned: mentionné mentionne évoqué évoque
believed: croit pense juge
quoted: citant cité cite
declined: refusé refuse
counted: compté recensé recense dénombré comptabilisé
responded: répondu répond répliqué rétorqué
urged: exhorté appelé
recalled: rappelé rappelle souvenu
`
}

func frenchTitles() string {
	return `
title: m mme mlle mm monsieur madame dr prof colonel capitaine lieutenant amiral sergent roi reine prince
`
}

func frenchModals() string {
	return `
would: pourrait pourraient devrait devraient serait seraient aurait auraient peut peuvent doit doivent faut faudrait nécessaire* proposition* plan plans projet envisag* éventuel* possible*
`
}

func frenchCalendars() string {
	return `
d1: lundi
d2: mardi
d3: mercredi
d4: jeudi
d5: vendredi
d6: samedi
d7: dimanche
m01: janvier
m02: février
m03: mars
m04: avril
m05: mai
m06: juin
m07: juillet
m08: août
m09: septembre
m10: octobre
m11: novembre
m12: décembre
today: aujourd'hui
yesterday: hier
`
}

func frenchUnits() string {
	return `
km: km kilomètre*
mile: mile miles
m: m mètre mètres
ha: ha hectare*
percent: pourcent pourcentage
hour: heure heures h
minute: minute minutes
day: jour jours journée*
week: semaine semaines
month: mois
year: an ans année années
usd: dollar dollars
gbp: livre livres sterling
eur: euro euros
uah: hryvnia* hryvnya*
rub: rouble*
mm: mm millimètre*
tonne: tonne*
mw: mw mégawatt*
person: personne personnes gens
`
}

// frenchNumberWords are the words for numbers; those with hyphens beyond sixty are
// formed unlike anywhere else.
func frenchNumberWords() string {
	return `
1: un une
2: deux
3: trois
4: quatre
5: cinq
6: six
7: sept
8: huit
9: neuf
10: dix dizaine
11: onze
12: douze douzaine
13: treize
14: quatorze
15: quinze quinzaine
16: seize
17: dix-sept
18: dix-huit
19: dix-neuf
20: vingt vingtaine
30: trente trentaine
40: quarante quarantaine
50: cinquante cinquantaine
60: soixante soixantaine
70: soixante-dix septante
71: soixante-et-onze
72: soixante-douze
73: soixante-treize
74: soixante-quatorze
75: soixante-quinze
76: soixante-seize
77: soixante-dix-sept
78: soixante-dix-huit
79: soixante-dix-neuf
80: quatre-vingts quatre-vingt
81: quatre-vingt-un
82: quatre-vingt-deux
83: quatre-vingt-trois
84: quatre-vingt-quatre
85: quatre-vingt-cinq
86: quatre-vingt-six
87: quatre-vingt-sept
88: quatre-vingt-huit
89: quatre-vingt-neuf
90: quatre-vingt-dix nonante
91: quatre-vingt-onze
92: quatre-vingt-douze
93: quatre-vingt-treize
94: quatre-vingt-quatorze
95: quatre-vingt-quinze
96: quatre-vingt-seize
97: quatre-vingt-dix-sept
98: quatre-vingt-dix-huit
99: quatre-vingt-dix-neuf
100: centaine
1000: millier
`
}
