"""A team writes its protocol in an editor, and learns of each slip by line and field."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.errors import WinnowError
from winnow_sr.protocol import Plan, ProtocolError, load_protocol
from winnow_sr.protocol.reader import parse_protocol

SMALLEST = """\
title: Does tea help?
question: Does tea help tired people?
exclusion_reasons:
  - code: no-tea
"""


def complaints(text: str) -> list[str]:
    with pytest.raises(ProtocolError) as error:
        parse_protocol(text, "p.yaml")
    assert str(error.value).startswith("p.yaml, line ")
    assert "\n" not in str(error.value)
    return [str(p) for p in error.value.problems]


def complaint(text: str) -> str:
    found = complaints(text)
    assert len(found) == 1, found
    return found[0]


def test_a_title_a_question_and_one_reason_are_enough() -> None:
    plan = Plan.from_dict(parse_protocol(SMALLEST).as_plan())
    assert plan.question.text == "Does tea help tired people?"
    assert plan.reasons[0].label == "no-tea"
    assert plan.screening.title_abstract_reviewers == 2
    assert plan.screening.reviewers == ()
    assert (plan.stopping.rule, plan.stopping.target, plan.stopping.confidence) == (
        "cmh-seq",
        0.90,
        0.95,
    )
    assert set(plan.dedupe.values()) == {"ask"}
    assert plan.previous is None


def test_the_file_is_named_with_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(SMALLEST + "stopping:\n  target: high\n", encoding="utf-8")
    with pytest.raises(WinnowError) as error:
        load_protocol(file)
    expected = f"{file}, line 6, stopping.target: must be a number, not 'high'"
    assert str(error.value) == expected


# Each slip of the pen: what is written, and what a person must be told.
SLIPS = {
    "a misspelt key, with what was meant": (
        SMALLEST + "screning: {}\n",
        "line 5, screning: no such key; did you mean 'screening'?",
    ),
    "a misspelt needed key is one mistake": (
        SMALLEST.replace("title:", "titel:"),
        "line 1, titel: no such key; did you mean 'title'?",
    ),
    "a key in the wrong part": (
        SMALLEST + "stopping: {seed: 3}\n",
        "line 5, stopping.seed: no such key; known here: rule, target, confidence, parameters",
    ),
    "a needed key left out": (
        SMALLEST.replace("title: Does tea help?\n", ""),
        "line 1, title: missing",
    ),
    "a needed key left empty": (
        SMALLEST.replace("title: Does tea help?", "title:"),
        "line 1, title: is empty",
    ),
    "only spaces in quotes": (
        SMALLEST.replace("title: Does tea help?", "title: '  '"),
        "line 1, title: is empty",
    ),
    "a key written twice": (
        SMALLEST + "title: Again\n",
        "line 5, title: written twice (first on line 1); keep one",
    ),
    "a number in words": (
        SMALLEST + "screening:\n  full_text:\n    reviewers: two\n",
        "line 7, screening.full_text.reviewers: must be a whole number, not 'two'",
    ),
    "a switch that is none": (
        SMALLEST + "screening: {show_recall: maybe}\n",
        "line 5, screening.show_recall: must be true or false, not 'maybe'",
    ),
    "a list for one value": (
        SMALLEST + "stopping:\n  parameters:\n    looks: [1, 2]\n",
        "line 7, stopping.parameters.looks: must be one value, not a list or group",
    ),
    "a list for a text": (
        SMALLEST + "registration: [a, b]\n",
        "line 5, registration: must be text",
    ),
    "not a number": (
        SMALLEST + "stopping: {target: .nan}\n",
        "line 5, stopping.target: must be a number, not '.nan'",
    ),
    "an unknown policy": (
        SMALLEST + "deduplication: {errata: keep}\n",
        "line 5, deduplication.errata: must be 'merge', 'ask' or 'leave', not 'keep'",
    ),
    "an entry left empty": (
        SMALLEST + "claims:\n  -\n",
        "line 6, claims[1]: must be a group of 'key: value' lines",
    ),
    "no reviewer": (
        SMALLEST + "screening:\n  title_abstract: 0\n",
        "line 6, screening.title_abstract.reviewers: must be at least 1, not '0'",
    ),
    "percent for a fraction": (
        SMALLEST + "stopping:\n  target: 95\n",
        "line 6, stopping.target: must be at most 1.0 (write 95 percent as 0.95), not '95'",
    ),
    "a lane that is none": (
        SMALLEST + "sources:\n  - name: PubMed\n    lane: databse\n",
        "line 7, sources[1].lane: must be 'database', 'register', 'website', 'organisation' or "
        "'citation', not 'databse'",
    ),
    "text where a group belongs": (
        SMALLEST + "stopping: soon\n",
        "line 5, stopping: must be a group of 'key: value' lines, not 'soon'",
    ),
    "a group where a list belongs": (
        SMALLEST + "sources:\n  name: PubMed\n",
        "line 6, sources: must be a list (lines starting with '- ')",
    ),
    "a second item faulty": (
        SMALLEST + "  - label: Tea but cold\n",
        "line 5, exclusion_reasons[2].code: missing",
    ),
    "no reasons at all": (
        SMALLEST.replace("\n  - code: no-tea", " []"),
        "line 3, exclusion_reasons: needs at least one entry",
    ),
    "a code used twice, case aside": (
        SMALLEST + "  - code: No-Tea\n    label: x\n",
        "line 5, exclusion_reasons[2].code: 'No-Tea' is used twice (also in exclusion_reasons[1])",
    ),
    "a code that is another reason's place": (
        SMALLEST + "  - code: 1\n",
        "line 5, exclusion_reasons[2].code: code 1 stands in place 2: use its place, or a word",
    ),
    "an edge case with an unknown reason": (
        SMALLEST + "eligibility:\n  edge_cases:\n    - case: Iced tea\n      reason: cold\n",
        "line 8, eligibility.edge_cases[1].reason: 'cold' is not the code of an exclusion reason "
        "(no-tea)",
    ),
    "more reviewers needed than named": (
        SMALLEST + "screening:\n  reviewers: [Ana]\n  full_text: 1\n",
        "line 6, screening.reviewers: names 1, but title_abstract asks for 2 reviewers",
    ),
    "a screener who is left out of those who screen": (
        SMALLEST + "screening: {reviewers: [Ana, Ben], screeners: [Ana, Lea]}\n",
        "line 5, screening.reviewers[2]: 'Ben' is a reviewer but not among the screeners; add the "
        "name there",
    ),
    "a quota for somebody who does not screen": (
        SMALLEST + "screening: {reviewers: [Ana, Ben], quotas: {Lea: 20}}\n",
        "line 5, screening.quotas.Lea: 'Lea' does not screen (names: Ana, Ben)",
    ),
    "two kinds of review that cannot be one": (
        SMALLEST + "kind: [scoping, network]\n",
        "line 5, kind: a scoping review pools no effects: it cannot be 'network' too",
    ),
    "more main outcomes than outcomes": (
        SMALLEST.replace("Does tea help tired people?", "{text: t, main_outcomes: 2}"),
        "line 2, question.main_outcomes: says 2, but 0 are listed",
    ),
    "a reader that may exclude, without cut": (
        SMALLEST + "readers: [{name: robot, role: exclude, audit: 300}]\n",
        "line 5, readers[1]: role exclude needs a cut: the score under which it sets aside",
    ),
    "a reader that may exclude, without audit": (
        SMALLEST + "readers: [{name: robot, role: exclude, cut: 0.1}]\n",
        "line 5, readers[1]: role exclude needs an audit: how many of these people read",
    ),
    "a person declared as a model": (
        SMALLEST + "screening: {reviewers: [Ana, Ben]}\nreaders: [{name: ana}]\n",
        "line 6, readers[1].name: 'ana' is a person of the screening team",
    ),
    "a second vote that nobody asked for": (
        SMALLEST + "screening: {title_abstract: 1}\nreaders: [{name: robot, role: second}]\n",
        "line 6, readers[1].role: there is no second vote to stand for: one reviewer reads",
    ),
    "a floor in percent": (
        SMALLEST + "readers: [{name: robot, floor: 95}]\n",
        "line 5, readers[1].floor: must be at most 1.0 (write 95 percent as 0.95), not '95'",
    ),
    "a strategy that a database would refuse": (
        SMALLEST + "sources:\n  - name: M\n    strategy: (tea OR coffee\n",
        "line 7, sources[1].strategy: 1 opening but 0 closing brackets; a database would refuse "
        "this",
    ),
    "a known study that cannot be recognised": (
        SMALLEST + "known_studies:\n  - label: Tea 1990\n",
        "line 6, known_studies[1]: give a doi or a pmid, so that the study can be recognised",
    ),
    "a DOI that is none": (
        SMALLEST + "known_studies:\n  - {label: Tea 1990, doi: 11.5}\n",
        "line 6, known_studies[1].doi: '11.5' is not a DOI (10.1234/...)",
    ),
    "a colon in plain text": (
        "title: Tea: a review\n" + SMALLEST,
        "line 1: not readable as YAML (mapping values are not allowed here); put text that "
        "contains ': ' in quotes, or check the indent",
    ),
    "a quote never closed": (
        SMALLEST + "registration: 'none\n",
        "line 5: not readable as YAML (found unexpected end of stream); a quote is opened and "
        "never closed",
    ),
    "tabs": (
        SMALLEST + "stopping:\n\ttarget: 0.9\n",
        "line 6: not readable as YAML (found character '\\t' that cannot start any token); indent "
        "with spaces, not with tabs",
    ),
    "an empty file": (
        "# nothing yet\n",
        "line 1: the file is empty; write at least title, question and exclusion_reasons "
        "(`winnow protocol template` has all that can be said)",
    ),
    "a list": (
        "- tea\n",
        "line 1: not a protocol; write at least title, question and exclusion_reasons "
        "(`winnow protocol template` has all that can be said)",
    ),
    "a question mark inside braces": (
        SMALLEST + "claims: [{id: C1, question: Is tea hot?}]\n",
        "line 5: not readable as YAML (expected ',' or '}', but got '?'); inside { } or [ ] put "
        "text with a comma, colon or ? in quotes",
    ),
    "brackets without end": (
        "title: " + "[" * 5000,
        "line 1: brackets within brackets, too deep to read",
    ),
    "an alias that swallows itself": (
        "title: &a [*a]\n",
        "line 1, title[1]: an alias (*name) that contains itself or too much",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_each_slip_is_told_once_in_plain_words(slip: str) -> None:
    text, told = SLIPS[slip]
    assert complaint(text) == told


def test_all_slips_are_told_at_once_in_the_order_of_the_file() -> None:
    text = SMALLEST + "stopping:\n  target: 95\n  rule:\nregistraton: none\n"
    assert [c.split(":")[0] for c in complaints(text)] == [
        "line 6, stopping.target",
        "line 8, registraton",
    ]


def test_a_file_full_of_slips_is_summed_up() -> None:
    found = SMALLEST + "".join(f"k{i}: 1\n" for i in range(20))
    with pytest.raises(ProtocolError, match=r"; and 12 more$"):
        parse_protocol(found)


@pytest.mark.parametrize(
    ("written", "read"),
    [("no", "no"), ("007", "007"), ("1:30", "1:30"), ("2024-03-01", "2024-03-01"), ("null-x",) * 2],
)
def test_words_stay_what_was_written(written: str, read: str) -> None:
    """YAML would make a switch, an octal number, minutes and a date of these; a code is a code."""
    protocol = parse_protocol(SMALLEST.replace("no-tea", written))
    assert protocol.exclusion_reasons[0].code == read


def test_switches_are_understood_in_every_spelling() -> None:
    for word in ("no", "off", "false", "False"):
        protocol = parse_protocol(SMALLEST + f"screening:\n  show_recall: {word}\n")
        assert protocol.screening.show_recall is False


def test_other_spellings_of_a_lane_are_taken() -> None:
    protocol = parse_protocol(SMALLEST + "sources:\n  - {name: WHO, lane: Organization}\n")
    assert protocol.sources[0].lane == "organisation"


def test_parameters_of_a_rule_keep_their_kind() -> None:
    text = SMALLEST + "stopping: {parameters: {looks: 5, alpha: 0.05, strict: true, kind: a}}\n"
    assert parse_protocol(text).as_plan()["stopping"]["parameters"] == {
        "looks": 5,
        "alpha": 0.05,
        "strict": True,
        "kind": "a",
    }


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALLEST.replace("\n", "\r\n").encode())
    assert load_protocol(file).title == "Does tea help?"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda p: None, "does not exist"),
        (lambda p: p.mkdir(), "is a folder"),
        (lambda p: p.write_bytes(b"title: x\nquestion: \xff\xfe\n"), "line 2: not UTF-8"),
        (lambda p: p.write_bytes(b"title: a\x00b\n"), "line 1: the character U+0000"),
        (lambda p: p.write_bytes(b"#" * 5_000_000), "too large"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(make, told: str, tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    make(file)
    with pytest.raises(WinnowError) as error:
        load_protocol(file)
    assert str(file) in str(error.value)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def error_of(text: str) -> ProtocolError | None:
    try:
        parse_protocol(text)
    except ProtocolError as error:
        return error
    return None


@given(st.text(max_size=300))
def test_no_text_ends_in_a_traceback(text: str) -> None:
    """Whatever is in the file, it is a protocol or a ProtocolError of one line."""
    error = error_of(SMALLEST + text)
    assert error is None or "\n" not in str(error)


LINES = SMALLEST.splitlines(keepends=True)


@given(st.data())
def test_a_damaged_file_is_told_not_crashed_on(data: st.DataObject) -> None:
    """Lines of a good file dropped, doubled, shuffled or indented: the mistakes editors make."""
    pieces = data.draw(
        st.lists(st.sampled_from([*LINES, "  - code: b\n", "stopping:\n", "  a: 1\n"]))
    )
    indented = ["  " * data.draw(st.integers(0, 2)) + piece for piece in pieces]
    error = error_of("".join(indented))
    assert error is None or all(1 <= p.line <= len(indented) + 1 for p in error.problems)
