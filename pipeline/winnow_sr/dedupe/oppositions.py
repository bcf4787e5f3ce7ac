"""Words of which a title means one and not the other: men and women, acute and chronic, left and right.

General lists, none taken from any collection of records: a line is a question, its poles are parted
by bars, and the words of a pole say the same. Words are as `folding.words` leaves them, in the
singular where it ends in a plain s. Titles come in several languages, so the commonest questions do.
"""

from __future__ import annotations

_POLES = """
men man male masculine boy hombre varon nino homme mann manner mannern uomo uomini homem homens | women woman female feminine girl mujer mujeres nina femme frau frauen donna donne mulher mulheres
mother maternal mum madre mere mutter | father paternal dad padre pere vater | grandparent | sibling brother sister
husband | wife | widow | couple
child children childhood pediatric paediatric kid kinder kindern enfant bambini crianca | adult adulthood erwachsene erwachsenen adulto adulti adulte | adolescent adolescence teenager teen youth jugendliche adolescente | infant infancy baby babies toddler | neonate neonatal newborn | elderly geriatric senior aged anciano | preschool preschooler | fetus fetal foetus foetal | middleaged
younger young | older old
with con mit avec com | without sin ohne sans sem senza
acute agudo aguda aigu aigue akute akuter akuten | chronic cronico cronica chronique chronische chronischer chronischen | subacute | recurrent relapsing | persistent
safety tolerability toxicity harm adverse seguridad sicherheit securite | efficacy effectiveness effective benefit eficacia wirksamkeit efficacite
before prior antes vor avant | after following nach despues apres depois | during
early earlier | late later delayed
short shorter brief | long longer prolonged extended | intermediate medium | lifelong
high higher highest alto alta hoch hohe | low lower lowest bajo baja niedrig niedrige | moderate medium
increase increased increasing rise rising elevated | decrease decreased decreasing reduce reduced reduction decline declining fall | unchanged stable
improve improved improvement | worsen worsened worsening deteriorate deterioration impair impaired impairment
more | less fewer
upper | lower | middle
left | right | bilateral
anterior | posterior
ventral | dorsal
proximal | distal
medial | lateral
superior | inferior | noninferior | equivalent
internal inner | external outer
central | peripheral
superficial | deep
primary | secondary | tertiary | quaternary
benign | malignant
mild | moderate | severe
positive | negative
active | passive | inactive
systolic | diastolic
arterial artery arteries | venous vein
sensory | motor
afferent | efferent
inpatient hospitalised hospitalized | outpatient ambulatory
urban city cities | rural village countryside | suburban
vivo | vitro | silico | situ
human | animal | rat | mouse mice murine | rabbit | dog canine | cat feline | pig porcine swine | sheep ovine | monkey primate | horse equine | cattle bovine cow | zebrafish fish | chicken chick poultry
agonist | antagonist | inverse
inhibitor inhibition inhibit inhibiting | activator activation activate activating | inducer induction
induction | maintenance | consolidation | withdrawal | relapse
prevention preventing prophylaxis | treatment therapy treating management | diagnosis diagnostic diagnosing | screening | prognosis prognostic | rehabilitation | etiology aetiology cause | epidemiology
incidence | prevalence | mortality death | morbidity | survival
oral orally peroral | intravenous intravenously | intramuscular | subcutaneous | topical | inhaled inhalation | rectal | vaginal | transdermal | intranasal nasal | sublingual | intrathecal | epidural
morning | evening | night nocturnal | day daytime diurnal | afternoon
summer | winter | spring | autumn
north northern norden norte | south southern sur | east eastern este | west western oeste
monday | tuesday | wednesday | thursday | friday | saturday | sunday
january | february | march | april | may | june | july | august | september | october | november | december
weekly | daily | monthly | yearly annual annually | hourly
qualitative | quantitative | mixed
prospective | retrospective
crosssectional | longitudinal
protocol | result finding | rationale
development | validation | implementation | evaluation
open | closed
single | double | triple | multiple
full | partial | half
half | quarter | third
theory theoretical | practice practical | experiment experimental
nurse nursing | physician doctor | pharmacist | surgeon | dentist | midwife midwives | teacher | student | pupil | caregiver carer | resident | patient | veteran | soldier | prisoner | volunteer
smoker | nonsmoker
pregnant pregnancy antenatal prenatal | postpartum postnatal postnatally | breastfeeding lactation lactating | menopause menopausal
premenopausal | postmenopausal | perimenopausal
premature preterm | term | postterm
hot warm heat | cold cool
light | dark darkness
wet | dry
large larger big | small smaller little
fast faster rapid quick | slow slower
strong stronger | weak weaker
good better best | bad worse worst poor
rich richer wealthy | poor poorer
simple uncomplicated | complex complicated
same identical | different
direct | indirect
natural | artificial synthetic
solid | liquid | gas gaseous
excess surplus | deficiency deficient deficit lack
gain | loss
pro | con contra
winner winning | loser losing
buyer | seller
supply | demand
import | export
input | output
online | offline
employer | employee
success successful | failure unsuccessful
supine | prone | sitting seated | standing
flexion | extension
abduction | adduction
ascending | descending
healthy | sick ill diseased
alive living | dead deceased
donor | recipient
sender | receiver
black | white | hispanic latino | asian | indigenous aboriginal
hot | mild
liver hepatic | kidney renal | heart cardiac | lung pulmonary | brain cerebral | stomach gastric | pancreas pancreatic | bladder | skin cutaneous | bone
breast | prostate | colorectal colon | ovary ovarian | cervix cervical | thyroid | esophageal oesophageal
hip | knee | shoulder | elbow | ankle | wrist | spine spinal
hand | foot feet
arm | leg
type | phase
alpha | beta | gamma | delta | epsilon | kappa | omega | sigma | zeta
phase | cohort
"""

PREFIXES = (
    ("hyper", "hypo", "normo", "eu"),
    ("pre", "post", "peri", "ante"),
    ("intra", "extra", "inter", "trans"),
    ("mono", "bi", "di", "tri", "tetra", "multi", "poly", "uni", "oligo"),
    ("macro", "micro", "nano", "meso"),
    ("endo", "exo", "ecto"),
    ("homo", "hetero"),
    ("pro", "anti", "contra"),
    ("sub", "supra", "super", "infra"),
    ("over", "under"),
    ("up", "down"),
    ("in", "out", "ex"),
    ("tachy", "brady"),
    ("ab", "ad"),
    ("im", "em"),
    ("cis", "trans"),
    ("ortho", "meta", "para"),
    ("iso", "aniso"),
    ("auto", "allo", "xeno"),
    ("leuko", "thrombo", "erythro", "lympho", "neutro", "pan"),
    ("vaso", "broncho"),
    ("hemi", "para", "quadri", "tetra"),
    ("con", "dis"),
    ("in", "de"),
    ("maxi", "mini"),
    ("fore", "hind"),
)
"""Openings that make two words out of one: hypertension and hypotension. Each also stands alone
("pre-operative" is two words here)."""

DENYING = frozenset(
    [
        "non",
        "un",
        "in",
        "im",
        "il",
        "ir",
        "dis",
        "anti",
        "mis",
        "dys",
        "mal",
        "sub",
        "pseudo",
        "pre",
        "post",
        "hyper",
        "hypo",
        "contra",
        "counter",
        "de",
        "ab",
        "an",
        "a",
    ]
)
"""Openings that turn a word into another that is not it: smokers and nonsmokers."""

NEGATIONS = frozenset(
    [
        "not",
        "no",
        "non",
        "without",
        "never",
        "neither",
        "nor",
        "lack",
        "lacking",
        "absence",
        "absent",
        "except",
        "excluding",
        "cannot",
        "nicht",
        "ohne",
        "kein",
        "keine",
        "pas",
        "sans",
        "sin",
        "sem",
        "senza",
        "nao",
        "nie",
        "ne",
    ]
)


def singular(word: str) -> str:
    """The word without a plain plural s."""
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui":
        return word[:-1]
    return word


def _by_word() -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    questions = [line.split(" | ") for line in _POLES.strip().splitlines()]
    questions += [list(group) for group in PREFIXES]
    for question, poles in enumerate(questions):
        for pole, several in enumerate(poles):
            for word in several.split():
                found[singular(word)] = (*found.get(singular(word), ()), (question, pole))
    return found


POLES = _by_word()
"""Word -> the (question, pole) pairs it answers."""


def _by_letters() -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for group, openings in enumerate(PREFIXES):
        for opening in openings:
            found[opening[:2]] = (*found.get(opening[:2], ()), (opening, group))
    return found


OPENINGS = _by_letters()
"""First two letters -> the openings with them, each with its group."""
