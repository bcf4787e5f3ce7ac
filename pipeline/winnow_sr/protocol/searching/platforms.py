"""The platforms whose syntax is known. Written from their help pages; one entry each.

Proximity counts differently: Ovid's adj5, Embase.com's and Cochrane's NEAR/5 let four words stand
between, the others five.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from winnow_sr.protocol.searching.query import Fields
from winnow_sr.protocol.searching.syntaxes import Syntax
from winnow_sr.protocol.searching.text import EVERYWHERE

T: Fields = frozenset({"title"})
A: Fields = frozenset({"abstract"})
K: Fields = frozenset({"keywords"})


def _fields(**codes: Fields) -> Mapping[str, Fields]:
    return MappingProxyType({code.replace("_", "-"): fields for code, fields in codes.items()})


def _codes(text: str, between: str = " ") -> frozenset[str]:
    return frozenset(text.split(between))


PUBMED = Syntax(
    "pubmed",
    "PubMed",
    r"pubmed|national library of medicine",
    reference=r"#(\d+)",
    unseen_part=r"(?i:\"?\d{4}(?:/\d+)*\"?(?:\s*:\s*\"?\d{4}(?:/\d+)*\"?)?\[(?:dp|pdat|edat|crdt|"
    r"date - publication)\])",
    suffix=r"\[([A-Za-z/ :-]+)\]",
    fields=MappingProxyType(
        {
            **dict.fromkeys(("ti", "title"), T),
            **dict.fromkeys(("ab", "abstract"), A),
            **dict.fromkeys(("ot", "other term"), K),
            **dict.fromkeys(
                ("tiab", "title/abstract", "tw", "text word", "text words", "all", "all fields"),
                EVERYWHERE,
            ),
        }
    ),
    unseen=_codes(
        "mesh|mh|mesh terms|mesh:noexp|mh:noexp|mesh terms:noexp|majr|mesh major topic|majr:noexp|sh|"
        "mesh subheading|subheading|nm|supplementary concept|substance name|pa|pharmacological action|"
        "pt|publication type|ptyp|la|lang|language|dp|pdat|edat|crdt|date - publication|au|author|ad|"
        "affiliation|ta|journal|sb|filter|pmid|uid|rn|ec/rn number|si|tt|transliterated title|subset|"
        "gr|grant number|doi|aid",
        "|",
    ),
    around=True,
    stem=4,
    first="left",
    capitals=True,
)

OVID = Syntax(
    "ovid",
    "Ovid",
    r"\bovid",
    number=r"#?(\d+)[.:)]?\s+",
    reference=r"(\d+)(?=\s*(?:$|\)|or\b|and\b|not\b|to\b|OR\b|AND\b|NOT\b))",
    combined=r"(or|and|OR|AND)/(\d+(?:[-,]\s*\d+)*)",
    unseen_part=r"(?:exp\s+)?\*?(?:\"[^\"]+\"|(?!(?:or|and|not|exp)\b)[A-Za-z0-9]"
    r"(?:(?!\s(?i:or|and|not|exp|adj\d*)\s)[A-Za-z0-9 ,'&-]){0,200})/(?:[a-z]{2}(?:,\s?[a-z]{2})*\b)?"
    r"|(?<=\d )to\s.*$",
    silent=r"\[[^\]]*\]|/freq=\d+|(?i:limit\s+(?=\d)|remove duplicates from\s+)",
    suffix=r"\.([A-Za-z]{2}(?:,\s*[A-Za-z]{2})*)\.?(?=\s|\)|$)",
    fields=_fields(
        **dict.fromkeys(("ti", "ot", "tt"), T),
        ab=A,
        **dict.fromkeys(("kf", "kw", "id", "dq"), K),
        **dict.fromkeys(("tw", "mp", "af"), EVERYWHERE),
    ),
    unseen=_codes(
        "hw sh nm tn rn pt la lg tm md tc ps px rw jw jn in au dm dv fx ui yr dt ed ep da ez cy cp is ip "
        "vo pg gr no nt rs rf sb sa si ss cm cn ci cl mq mo os pm pi pl pu rx ry bt bw ct cb ac"
    ),
    proximity=r"(?:adj|ADJ)(?P<n>\d+)(?![\w*])|(?P<ordered>adj|ADJ)(?![\w*])",
    between=-1,
    wildcards=MappingProxyType({"*": r"\w*", "$": r"\w*", ":": r"\w*", "#": r"\w", "?": r"\w?"}),
    counted=True,
    side_by_side="phrase",
)

EMBASE = Syntax(
    "embase.com",
    "Embase.com",
    r"embase\.com|elsevier.*embase|embase.*elsevier",
    reference=r"#(\d+)",
    unseen_part=r"(?:'[^']+'|\"[^\"]+\"|[\w-]+)/(?:exp|de|mj|br|syn|it|dm_\w+)(?:/mj|/dm_\w+)*"
    r"|\[[^\]]+\]/\w+|(?:'[^']+'|[\w-]+):(?:it|la|dtype|lnk|py|au|tn|rn)\b",
    suffix=r":([a-z]{2}(?:,[a-z]{2})*)(?!\w)",
    fields=_fields(ti=T, ab=A, kw=K, tt=T),
    unseen=_codes("de tn mn rn dn df cl oa ff"),
    proximity=r"(?:NEAR|near)/(?P<n>\d+)|(?P<ordered>NEXT|next)/(?P<m>\d+)",
    between=-1,
    wildcards=MappingProxyType({"*": r"\w*", "?": r"\w", "$": r"\w?"}),
    quotes="'\"",
)

COCHRANE = Syntax(
    "cochrane",
    "Cochrane Library",
    r"cochrane|\bcentral\b",
    reference=r"#(\d+)",
    combined=r"\{(or|and|OR|AND)\s+(#\d+\s*(?:[-,]\s*#\d+)*)\}",
    unseen_part=r"\[mh\s[^\]]*\]|MeSH descriptor:\s*\[[^\]]+\](?:\s*(?:this term only|explode"
    r"(?: all trees)?))?",
    silent=r"\(Word variations have been searched\)|in (?:Trials|Cochrane Reviews)(?:,.*)?$",
    suffix=r":([a-z]{2,3}(?:,[a-z]{2,3})*)(?!\w)",
    fields=_fields(ti=T, ab=A, kw=K),
    unseen=_codes("pt so au doi la an"),
    proximity=r"(?:NEAR|near)(?:/(?P<n>\d+))?(?![\w/])|(?P<ordered>NEXT|next)(?:/(?P<m>\d+))?"
    r"(?![\w/])",
    usual=6,
    between=-1,
    wildcards=MappingProxyType({"*": r"\w*", "?": r"\w"}),
    wild_quotes=False,
)

EBSCO = Syntax(
    "ebsco",
    "EBSCOhost",
    r"ebsco|\bcinahl\b",
    number=r"[Ss](\d+)[.:)]?\s+",
    reference=r"[Ss](\d+)\b",
    unseen_part=r"(?:MH|MM|MJ|DE|SU|ZU|ZG|ZW|MW)(?:\s+|(?=[\"(]))(?:\"[^\"]+\"|\([^()]*\)|[\w-]+\+?)"
    r"|(?:LA|PT|AU|SO|PY|DT|EM|AF)\s+(?:\"[^\"]+\"|\([^()]*\)|[\w-]+)",
    prefix=r"(TI|AB|KW|TX|XB)(?=\s*[\"(\w])(?:\s+|(?=[(\"]))",
    fields=_fields(ti=T, ab=A, kw=K, tx=EVERYWHERE, xb=T | A),
    proximity=r"(?:N(?P<n>\d+)|(?P<ordered>W)(?P<m>\d+))(?!\w)",
    wildcards=MappingProxyType({"*": r"\w*", "?": r"\w", "#": r"\w?"}),
    side_by_side="phrase",
)

SCOPUS = Syntax(
    "scopus",
    "Scopus",
    r"scopus",
    reference=r"#(\d+)",
    unseen_part=r"(?:INDEXTERMS|LANGUAGE|DOCTYPE|SRCTYPE|SUBJAREA|SRCTITLE|AFFIL\w*|AUTH\w*(?<!KEY)"
    r"|LIMIT-TO|EXCLUDE|INDEX|PUBSTAGE|ISSN|CASREGNUMBER|CHEMNAME|TRADENAME|CONFNAME|REF)\s*\([^()]*\)"
    r"|PUBYEAR\s*(?:[<>=]|AFT|BEF|IS)\s*\d{4}",
    prefix=r"(?!(?:AND|OR|NOT)\b)([A-Z]+(?:-[A-Z]+)*)\s*(?=\()",
    fields=MappingProxyType(
        {
            "title-abs-key": EVERYWHERE,
            "title-abs-key-auth": EVERYWHERE,
            "all": EVERYWHERE,
            "title-abs": T | A,
            "title": T,
            "abs": A,
            "key": K,
            "authkey": K,
        }
    ),
    proximity=r"(?:W/(?P<n>\d+)|(?P<ordered>PRE)/(?P<m>\d+)|w/(?P<k>\d+))(?!\w)",
    wildcards=MappingProxyType({"*": r"\w*", "?": r"\w"}),
    quotes='"{',
    first="or",
)

WOS = Syntax(
    "wos",
    "Web of Science",
    r"web of science|clarivate|\bwos\b|scielo citation",
    reference=r"#(\d+)",
    unseen_part=r"(?:AU|SO|PY|LA|DT|WC|SU|AD|OG|DO|UT|FO|CF|IS|PMID|DOP|KP)\s*=\s*"
    r"(?:\([^()]*\)|\"[^\"]+\"|[\w-]+)",
    prefix=r"(TS|TI|AB|AK|ALL)\s*=\s*",
    suffix=r"\((Topic|Title|Abstract|Author Keywords|All Fields)\)",
    fields=MappingProxyType(
        {
            **dict.fromkeys(("ts", "all", "topic", "all fields"), EVERYWHERE),
            **dict.fromkeys(("ti", "title"), T),
            **dict.fromkeys(("ab", "abstract"), A),
            **dict.fromkeys(("ak", "author keywords"), K),
        }
    ),
    proximity=r"(?:NEAR|near)(?:/(?P<n>\d+))?(?![\w/])",
    usual=15,
    wildcards=MappingProxyType({"*": r"\w*", "?": r"\w", "$": r"\w?"}),
    stem=0,
)

PROQUEST = Syntax(
    "proquest",
    "ProQuest",
    r"proquest",
    number=r"[Ss#]?(\d+)[.:)]?\s+",
    reference=r"[Ss](\d+)\b",
    unseen_part=r"(?:MAINSUBJECT|mainsubject|SU|su|MJSUB|MESH|mesh|subject)(?:\.[A-Za-z]+)*"
    r"\s*\([^()]*\)|(?:la|pd|yr|at|au|stype|dtype|rtype)\s*\([^()]*\)",
    prefix=r"((?:noft|ti|ab|if|all|title|abstract|TI|AB|IF|NOFT)(?:,\s*(?:ti|ab|if|TI|AB|IF))*)"
    r"\s*(?=\()",
    fields=_fields(noft=EVERYWHERE, all=EVERYWHERE, ti=T, title=T, ab=A, abstract=A, **{"if": K}),
    proximity=r"(?:(?:NEAR|N|near|n)/(?P<n>\d+)|(?P<ordered>PRE|P|pre|p)/(?P<m>\d+))(?!\w)",
    wildcards=MappingProxyType({"*": r"\w*", "?": r"\w"}),
    first="or",
)

CTGOV = Syntax(
    "clinicaltrials.gov",
    "ClinicalTrials.gov",
    r"clinicaltrials\.gov",
    unseen_part=r"AREA\[\w+\]\s*(?:RANGE\[[^\]]*\]|\([^()]*\)|\"[^\"]+\"|\w+)",
    silent=r"(?:EXPANSION|COVERAGE|SEARCH)\[[^\]]*\]",
    wildcards=MappingProxyType({}),
)

ICTRP = Syntax(
    "ictrp",
    "WHO ICTRP",
    r"ictrp|trialsearch\.who",
    side_by_side="phrase",
    each_row=True,
)

EUROPEPMC = Syntax(
    "europepmc",
    "Europe PMC",
    r"europe\s?pmc",
    reference=r"#(\d+)",
    unseen_part=r"(?:SRC|PUB_TYPE|OPEN_ACCESS|HAS_\w+|AUTH|JOURNAL|LANG|PUBLISHER)\s*:\s*"
    r"(?:\"[^\"]+\"|\([^()]*\)|\w+)|(?:FIRST_PDATE|PUB_YEAR)\s*:\s*(?:\[[^\]]*\]|[\w-]+)",
    prefix=r"(TITLE_ABS|TITLE|ABSTRACT|KW)\s*:\s*",
    fields=MappingProxyType({"title_abs": T | A, "title": T, "abstract": A, "kw": K}),
)

VHL = Syntax(
    "vhl",
    "Virtual Health Library (LILACS and others)",
    r"virtual health library|\bvhl\b|\bbvs\b|lilacs|global index medicus",
    unseen_part=r"(?:mh|la|db|type_of_study|pt|au|year_cluster)\s*:\s*(?:\"[^\"]+\"|\([^()]*\)|\w+)",
    prefix=r"(tw|ti|ab)\s*:\s*",
    fields=_fields(tw=EVERYWHERE, ti=T, ab=A),
    wildcards=MappingProxyType({"*": r"\w*", "$": r"\w*"}),
)

PLAIN = Syntax(
    "plain",
    "words, AND, OR, NOT and brackets",
    r"search engine|google|bing|duckduckgo",
    unseen_part=r"(?:site|filetype|inurl|intitle):[^\s()]+",
    each_row=True,
)

SYNTAXES: Mapping[str, Syntax] = MappingProxyType(
    {
        s.name: s
        for s in (
            *(PUBMED, OVID, EMBASE, COCHRANE, EBSCO, SCOPUS, WOS, PROQUEST),
            *(CTGOV, ICTRP, EUROPEPMC, VHL, PLAIN),
        )
    }
)
"""Name of each syntax, as `sources[].syntax` gives it -> the syntax. The order is that of trying."""
