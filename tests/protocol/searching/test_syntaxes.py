"""Each platform's syntax, on small strategies whose meaning its help pages give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.protocol.searching import (
    SYNTAXES,
    Search,
    StrategyError,
    Syntax,
    Text,
    read_search,
)

MEANING = [
    # PubMed
    ("pubmed", "tea[tiab]", "Tea leaves", "leaves"),
    ("pubmed", "leave*[ti]", "leaves", "leaf"),
    ("pubmed", '"tea leaf"[tiab]', "Tea-leaf", "leaf tea"),
    ("pubmed", '"tea leav*"[tiab]', "tea leaves", "tea leaf"),
    ("pubmed", "tea leaf[tiab]", "a tea leaf", "tea, then a leaf"),
    ("pubmed", "tea leaf", "leaf of tea", "tea"),
    ("pubmed", '"hip pain"[tiab:~2]', "pain in the hip", "pain felt in the hip"),
    ("pubmed", '"hip pain"[Title:~0]', "hip pain", "hip with pain"),
    ("pubmed", "#1 tea[tiab]\n#2 milk[tiab]\n#3 #1 AND #2", "milk, then tea", "tea"),
    ("pubmed", "#1 tea[tiab]\n#2 milk[tiab]\n#3 #1 NOT #2", "tea", "tea with milk"),
    ("pubmed", "tea[ti] OR milk[ti] AND cup[ti]", "milk in a cup", "tea"),  # left to right
    # Ovid
    ("ovid", "(tea adj2 cup*).ti,ab,kf.", "cups of tea", "cups of hot tea"),
    ("ovid", "tea adj cup", "tea cup", "cup tea"),
    ("ovid", "green tea.ti,ab.", "a green tea", "tea, green"),
    ("ovid", "colo?r.mp.", "color or colour", "colouur"),
    ("ovid", "wom#n.tw.", "woman", "womn"),
    ("ovid", "tea$1.ti.", "teas", "teapot"),
    ("ovid", "tea$.ti.", "teapot", "te"),
    ("ovid", "1. tea.ti.\n2. cup.ti.\n3. 1 and 2", "a cup of tea", "tea"),
    ("ovid", "1 tea.ti.\n2 cup.ti.\n3 pot.ti.\n4 or/1-3", "pot", "milk"),
    ("ovid", "1 tea.ti. (2,345)\n2 cup.ti. (12)\n3 1 not 2 (9)", "tea", "tea cup"),
    # Embase.com
    ("embase.com", "'tea leaf':ti,ab,kw", "tea leaf", "leaf of tea"),
    ("embase.com", "(tea NEAR/2 cup):ti,ab", "cup of tea", "cup of hot tea"),
    ("embase.com", "(tea NEXT/2 cup):ti,ab", "tea in cup", "cup of tea"),
    ("embase.com", "colo$r:ti", "color", "colouur"),
    ("embase.com", "wom?n:ti", "women", "womn"),
    ("embase.com", "#1 tea:ti\n#2 cup:ti\n#3 #1 AND #2", "tea cup", "tea"),
    # Cochrane Library
    ("cochrane", "#1 ((tea NEXT leav*) NEAR/2 cup):ti,ab,kw", "cup, tea leaves", "leaves tea cup"),
    ("cochrane", "(tea NEAR cup):ti", "tea a b c d e cup", "tea a b c d e f cup"),
    ("cochrane", "#1 tea:ti\n#2 cup:ti\n#3 {or #1-#2}", "cup", "milk"),
    ("cochrane", "wom?n:ti", "women", "womn"),
    # EBSCO
    ("ebsco", "S1 TI (tea N1 cup) OR AB (tea N1 cup)", "cup of tea", "cup of hot tea"),
    ("ebsco", "TI tea W1 cup", "tea in cup", "cup of tea"),
    ("ebsco", "TI green tea", "green tea", "tea, green"),
    ("ebsco", "TI colo#r", "color", "colouur"),
    ("ebsco", "TI wom?n", "woman", "womn"),
    ("ebsco", "S1 TI tea\nS2 TI cup\nS3 S1 AND S2", "tea cup", "tea"),
    # Scopus
    ("scopus", "#1 TITLE-ABS-KEY((tea OR milk) W/1 cup)", "milk in cup", "milk in a cup"),
    ("scopus", "TITLE(tea PRE/1 cup)", "tea in cup", "cup of tea"),
    ("scopus", "TITLE(tea cup)", "cup of tea", "tea"),
    ("scopus", "TITLE({tea cup})", "tea cup", "cup of tea"),
    ("scopus", "TITLE(tea OR milk AND cup)", "tea cup", "tea"),  # OR binds first
    ("scopus", "TITLE(tea) AND NOT TITLE(cup)", "tea", "tea cup"),
    # Web of Science
    ("wos", "#1 TS=(tea NEAR/0 cup)", "a tea cup", "tea in cup"),
    ("wos", "TS=(tea OR milk AND cup)", "tea", "milk"),  # AND binds first
    ("wos", "TI=*tonin", "melatonin", "toning"),
    ("wos", "TS=(colo$r)", "color", "colouur"),
    ("wos", 'TS=("tea leav*")', "tea leaves", "leaves of tea"),
    # ProQuest
    ("proquest", "noft(tea NEAR/1 cup)", "cup of tea", "cup of hot tea"),
    ("proquest", "ti,ab(tea PRE/1 cup)", "tea in cup", "cup of tea"),
    # registers and others
    ("clinicaltrials.gov", "(tea OR coffee) AND cup", "coffee cup", "coffee"),
    ("ictrp", "tea AND cup\nmilk", "milk", "tea"),
    ("ictrp", "tea leav*", "tea leaves", "leaves of tea"),
    ("europepmc", 'TITLE_ABS:("green tea" OR coffee)', "green tea", "tea, green"),
    ("vhl", "tw:(tea$ AND cup)", "teapot and cup", "cup"),
    ("plain", '(tea OR "hot milk") cup', "cup of hot milk", "hot cup"),
]  # fmt: skip


@pytest.mark.parametrize(("syntax", "strategy", "caught", "missed"), MEANING)
def test_each_platforms_meaning(syntax: str, strategy: str, caught: str, missed: str) -> None:
    search = read_search(strategy, SYNTAXES[syntax])
    assert search.finds(Text(caught)) is True
    assert search.finds(Text(missed)) is False


@pytest.mark.parametrize(
    ("syntax", "strategy"),
    [
        ("pubmed", '"Tea"[Mesh] OR leaf[tiab]'),
        ("pubmed", '"Tea"[Mesh:NoExp] OR leaf[tiab]'),
        ("pubmed", "leaf[tiab] OR caffeine[pa]"),
        ("pubmed", "leaf[tiab] OR 2010:2020[dp]"),
        ("ovid", "exp *tea/ or leaf.ti."),
        ("ovid", 'exp "Tea and Coffee"/dt, ae or leaf.ti.'),
        ("ovid", "analgesics, opioid/ or leaf.ti."),
        ("ovid", "leaf.ti. or tea.hw."),
        ("embase.com", "'green tea'/exp/mj OR tea/de OR leaf:ti"),
        ("cochrane", '[mh ^"Tea leaf"] OR leaf:ti'),
        ("cochrane", "MeSH descriptor: [Tea] explode all trees OR leaf:ti"),
        ("ebsco", '(MH "Tea+") OR TI leaf'),
        ("scopus", "INDEXTERMS(tea) OR TITLE(leaf)"),
        ("wos", "KP=tea OR TI=leaf"),
        ("proquest", 'MAINSUBJECT.EXACT.EXPLODE("Tea") OR ti(leaf)'),
        ("europepmc", "SRC:PPR OR TITLE:leaf"),
        ("vhl", 'mh:"Tea" OR ti:leaf'),
    ],
)
def test_what_no_record_shows_is_not_known(syntax: str, strategy: str) -> None:
    """A heading may find a record, whatever its words: neither yes nor no."""
    search = read_search(strategy, SYNTAXES[syntax])
    assert search.finds(Text("leaf")) is True
    assert search.finds(Text("tea")) is None


def test_not_is_careful_about_what_is_not_known() -> None:
    """`NOT animals[mh]` might take any record away; it takes none away for certain."""
    search = read_search("tea[ti] NOT (rats[mh] NOT humans[mh])", SYNTAXES["pubmed"])
    assert search.finds(Text("tea")) is None
    assert search.finds(Text("milk")) is False


def test_a_limit_is_something_no_record_shows() -> None:
    search = read_search("1 tea.ti.\n2 limit 1 to (english language)", SYNTAXES["ovid"])
    assert search.finds(Text("tea")) is None
    assert search.finds(Text("milk")) is False


IN_TITLE, IN_ABSTRACT, IN_KEYWORDS = Text("tea"), Text("", "tea"), Text("", "", ("tea",))


@pytest.mark.parametrize(
    ("syntax", "strategy", "where"),
    [
        ("pubmed", "tea[ti]", {IN_TITLE}),
        ("pubmed", "tea[ab]", {IN_ABSTRACT}),
        ("pubmed", "tea[ot]", {IN_KEYWORDS}),
        ("pubmed", "tea[tiab]", {IN_TITLE, IN_ABSTRACT, IN_KEYWORDS}),
        ("ovid", "tea.ti,ab.", {IN_TITLE, IN_ABSTRACT}),
        ("ovid", "tea.kf.", {IN_KEYWORDS}),
        ("embase.com", "tea:ti,kw", {IN_TITLE, IN_KEYWORDS}),
        ("cochrane", "tea:ab", {IN_ABSTRACT}),
        ("ebsco", "AB tea", {IN_ABSTRACT}),
        ("scopus", "KEY(tea)", {IN_KEYWORDS}),
        ("scopus", "TITLE-ABS(tea)", {IN_TITLE, IN_ABSTRACT}),
        ("wos", "AK=tea", {IN_KEYWORDS}),
        ("proquest", "ti,ab(tea)", {IN_TITLE, IN_ABSTRACT}),
        ("vhl", "ab:tea", {IN_ABSTRACT}),
    ],
)
def test_a_field_is_looked_at_alone(syntax: str, strategy: str, where: set[Text]) -> None:
    search = read_search(strategy, SYNTAXES[syntax])
    assert {t for t in (IN_TITLE, IN_ABSTRACT, IN_KEYWORDS) if search.finds(t)} == where


def test_nothing_is_near_across_fields_or_keywords() -> None:
    search = read_search("TS=(tea NEAR/5 cup)", SYNTAXES["wos"])
    assert search.finds(Text("tea cup", "x")) is True
    assert search.finds(Text("tea", "cup")) is False
    assert search.finds(Text("", "", ("tea", "cup"))) is False


@pytest.mark.parametrize("word", ["กระท่อม", "کراتوم", "кратом", "क्रेटम", "ΚΡΑΤΟΜ"])
def test_words_of_any_script_are_words(word: str) -> None:
    search = read_search(f"({word} OR x) AND y", SYNTAXES["plain"])
    assert search.finds(Text(f"y, {word}.")) is True
    assert search.finds(Text(f"y, {word[:-2]}")) is False


def test_case_accents_and_signs_do_not_matter() -> None:
    search = read_search('TS=("Café-Crème")', SYNTAXES["wos"])
    assert search.finds(Text("CAFE CREME")) is True


REFUSED = [
    ("wos", "#1 TS=(tea OR cup", "row 1, column 7: a bracket is opened and not closed"),
    ("wos", "#1 TS=(tea OR OR cup)", "row 1, column 15: a word is missing before OR"),
    ("wos", "#1 TS=(tea) OR #2", "row 1, column 16: refers to line 2, which does not stand above"),
    ("wos", "#1 TS=tea\n#2 TS=(tea\n   & cup)", "row 3, column 4: not understood as Web of"),
    ("wos", "#1 tea)", "row 1, column 7: not expected here: )"),
    ("wos", "TS=(tea OR", "column 11: the line ends where a word is expected"),
    ("wos", "XX=tea", "column 3: not understood as Web of Science"),
    ("wos", "TS=(tea NEAR/5 (cup AND pot))", "column 9: only words, phrases and ORs of them"),
    ("wos", "TS=(tea NEAR/5000 cup)", "a distance that no platform knows"),
    ("wos", 'TS=("tea)', "column 5: a quotation mark is opened and not closed"),
    ("wos", "TS=(“tea”)", "column 5: curly quotation mark"),
    ("wos", "TS=(*)", "a wildcard without a letter finds everything"),
    ("pubmed", "tea*[tiab]", "column 1: 4 letters are needed before a wildcard in PubMed: tea*"),
    ("pubmed", "colo?r[tiab]", "column 5: '?' has no meaning here in PubMed"),
    ("pubmed", "tea[tiba]", "column 4: 'tiba' is no field of PubMed"),
    ("pubmed", "tea[ti] or cup[ti]", "column 9: PubMed takes OR in capitals only"),
    ("pubmed", '"tea leav*"[tiab:~2]', "no truncation in a proximity search"),
    ("pubmed", '"tea"[tiab:~2]', "two words and a small number are needed"),
    ("ovid", "(tea adj5 exp cup/).ti.", "only words, phrases and ORs of them"),
    ("ovid", "tea.ti. cup.ti.", "column 9: an operator is missing before cup"),
    ("cochrane", '"tea leav*":ti', "takes no truncation inside quotation marks"),
    ("cochrane", "tea:zz", "'zz' is no field of Cochrane Library"),
    ("scopus", "TITEL(tea)", "'titel' is no field of Scopus"),
    ("clinicaltrials.gov", "opioid*", "'*' has no meaning here in ClinicalTrials.gov"),
    ("pubmed", "  \n", "row 1, column 1: nothing is searched"),
    ("wos", "TS=" + "(" * 100 + "tea" + ")" * 100, "brackets within brackets, too deep to read"),
    ("wos", "x" * 200_001, "longer than 200,000 letters"),
    ("wos", "tea OR " * 11_000, "more than 20,000 words and signs"),
    ("ictrp", "tea\n" * 1_001, "row 1001, column 1: more than 1,000 lines"),
]  # fmt: skip


@pytest.mark.parametrize(("syntax", "strategy", "told"), REFUSED, ids=[r[2] for r in REFUSED])
def test_what_a_platform_does_not_understand_is_one_error_with_its_place(
    syntax: str, strategy: str, told: str
) -> None:
    with pytest.raises(StrategyError) as error:
        read_search(strategy, SYNTAXES[syntax])
    assert told in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("syntax", "strategy", "told"),
    [
        (
            "wos",
            "TS=(tea OR milk AND cup)",
            "row 1, column 9: AND, OR or NOT mixed without brackets",
        ),
        ("scopus", "TITLE(tea cup)", "row 1, column 11: words side by side mean AND in Scopus"),
        ("pubmed", "tea cup", "words side by side mean AND in PubMed"),
    ],
)
def test_what_may_not_be_meant_is_remarked_on(syntax: str, strategy: str, told: str) -> None:
    (remark,) = read_search(strategy, SYNTAXES[syntax]).remarks
    assert told in str(remark)


COPIED = [
    ("pubmed", '("Melatonin"[MeSH Terms] OR "melatonin"[All Fields]) AND (opioid*[Text Word] OR addict [tw])'
               ' NOT (animals [mh] NOT humans [mh]) AND randomized controlled trial[pt] AND English[lang]'
               ' AND 2010/01/01:2020/12/31[dp]', "melatonin opioids"),
    ("ovid", "1. exp Melatonin/ae, tu [Adverse Effects] (123)\n2. melatonin.mp. or Melatonin/ (1,234)\n"
             "3. ((opioid$ or opiate$) adj3 (abus* or misus*)).tw,kf.\n4. or/1-2\n5. (1 or 2) and 3\n"
             "6. exp animals/ not humans.sh.\n7. 5 not 6\n8. remove duplicates from 7\n"
             '9. limit 8 to (english language and yr="2000 -Current")', "melatonin in opioid misuse"),
    ("embase.com", "#1 'melatonin'/exp OR melatonin:ti,ab,kw\n#2 (opioid* NEAR/3 depend*):ti,ab,kw\n"
                   "#3 #1 AND #2 AND [english]/lim NOT 'conference abstract'/it", "melatonin, opioid dependence"),
    ("wos", "1 melatonin (Topic)\n2 opioid* NEAR/3 (abus* OR misus*) (Topic)\n"
            "3 #1 AND #2 AND LA=(English) NOT DT=(Review OR Letter)", "melatonin in opioid misuse"),
    ("scopus", '( TITLE-ABS-KEY ( "melatonin" ) ) AND ( TITLE-ABS-KEY ( opioid* W/3 abus* ) ) AND PUBYEAR > 2010'
               ' AND ( LIMIT-TO ( LANGUAGE , "English" ) ) AND NOT INDEX ( medline )', "melatonin, opioid abuse"),
    ("ebsco", "S1 (MH \"Melatonin\") OR TI melatonin OR AB melatonin\nS2 TI ( (opioid* or opiate*) N3 (abus* or "
              "misus*) ) OR AB opioid*\nS3 S1 AND S2", "melatonin in opioid misuse"),
    ("cochrane", "#1 MeSH descriptor: [Melatonin] explode all trees\n#2 (melatonin):ti,ab,kw (Word variations have "
                 "been searched)\n#3 #1 or #2\n#4 (opioid* near/3 depend*):ti,ab,kw\n#5 #3 and #4 in Trials",
     "melatonin, opioid dependence"),
    ("proquest", 'S1 TI,AB(melatonin) OR MAINSUBJECT.EXACT("Melatonin")\nS2 noft(opioid* NEAR/3 depend*)\n'
                 "S3 S1 AND S2", "melatonin, opioid dependence"),
]  # fmt: skip


@pytest.mark.parametrize(("syntax", "strategy", "caught"), COPIED, ids=[c[0] for c in COPIED])
def test_strategies_as_people_copy_them_from_the_screen(
    syntax: str, strategy: str, caught: str
) -> None:
    """With hits, comments, limits and the platform's own clutter: no word of which is searched."""
    search = read_search(strategy, SYNTAXES[syntax])
    assert search.finds(Text(caught)) is not False
    _, each = search.answers(Text(caught))
    assert all(a for a, block in zip(each, search.blocks, strict=True) if block.words)
    assert search.finds(Text("melatonin")) is not True
    assert search.finds(Text("nothing of the kind")) is not True


def search_or_error(strategy: str, syntax: Syntax) -> Search | StrategyError:
    try:
        return read_search(strategy, syntax)
    except StrategyError as error:
        return error


@given(st.sampled_from(sorted(SYNTAXES)), st.data())
def test_no_strategy_ends_in_a_traceback(name: str, data: st.DataObject) -> None:
    """Whatever is written, it is a search or one StrategyError of one line; and a search answers."""
    pieces = "tea AND OR NOT ( ) \" ' [tiab] [mh .ti,ab. TI TS= NEAR/5 adj3 W/2 N5 #1 1 S1 * ? $ \n / { } :"
    said = data.draw(
        st.one_of(
            st.text(max_size=80),
            st.lists(st.sampled_from([*pieces.split(" "), "tea*", '"green tea"']), max_size=25).map(
                " ".join
            ),
        )
    )
    found = search_or_error(said, SYNTAXES[name])
    if isinstance(found, StrategyError):
        assert "\n" not in str(found)
        assert (found.row, found.column) >= (1, 1)
    else:
        assert found.finds(Text(said, said, (said,))) in (True, False, None)


HUGE = [
    ("ovid", "tea " * 19_000),
    ("ovid", "tea" + " " * 190_000),
    ("pubmed", "green tea " * 5_000),
    ("wos", "TS=(" + " NOT ".join(["tea"] * 5_000) + ")"),
    ("wos", "TS=(" + " NEAR/5 ".join(["tea"] * 5_000) + ")"),
    ("pubmed", " ".join(["tea AND tea OR"] * 3_000) + " tea"),
    ("ictrp", "(tea OR\n" * 4_000),
    ("wos", "#1 TS=tea\n" + "".join(f"#{n} #{n - 1} AND #{n - 1}\n" for n in range(2, 900))),
    ("wos", "#1 TS=tea\n" + "".join(f"#{n} #{n - 1} OR #{n - 1}\n" for n in range(2, 900))),
]


@pytest.mark.parametrize(("syntax", "strategy"), HUGE)
def test_what_is_huge_is_read_or_refused(syntax: str, strategy: str) -> None:
    """Neither time without end, nor a recursion that breaks, nor blocks that double at each line."""
    search = search_or_error(strategy, SYNTAXES[syntax])
    if isinstance(search, StrategyError):
        assert len(str(search)) < 300
        return
    assert {block.words for block in search.blocks} <= {("tea",), ("green",)}
    assert search.finds(Text("green tea " * 2_500)) is True


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_platform_takes_words_operators_and_brackets(syntax: str) -> None:
    field = {"wos": "TS=", "scopus": "TITLE-ABS-KEY", "proquest": "noft"}.get(syntax, "")
    search = read_search(f'{field}((tea OR coffee) AND "hot cup")', SYNTAXES[syntax])
    assert search.remarks == ()
    assert search.finds(Text("coffee in a hot cup")) is True
    assert search.finds(Text("tea in a cup")) is False
