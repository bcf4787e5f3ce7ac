"""Which column of a sheet of decisions says what: winnow's own, ASReview's, Rayyan's, Covidence's.

A name is compared in lower case, letters and digits only. A column that none of the tables knows is
named to the person who hands the sheet in; none is dropped without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.text import listing
from winnow_sr.vocabulary import FULL_TEXT, TITLE_ABSTRACT, Stage


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


IDS = _names("citation citationid record recordid winnowid")
"""Ids of winnow: C000012, R000012. What else stands there (ASReview numbers its rows) is none."""
KEYS = _names("key accessionnumber accession an ut pmid pubmedid doi")
"""What else may name a citation; all that a row gives must name the same."""
VERDICTS = _names(
    "verdict decision vote label included include asreviewlabel finalincluded labelincluded "
    "includedlabel includedfinal includedflag screeningdecision yourdecision yourvote judgement "
    "judgment"
)
BY_STAGE: dict[Stage, tuple[tuple[str, ...], tuple[str, ...]]] = {
    TITLE_ABSTRACT: (
        _names("titleabstract titleabstractdecision titleabstractverdict"),
        _names("titleabstractreason"),
    ),
    FULL_TEXT: (
        _names("fulltext fulltextdecision fulltextverdict"),
        _names("fulltextreason"),
    ),
}
"""(verdict, reason) columns that belong to one stage."""
REASONS = _names("reason exclusionreason excludereason reasonforexclusion reasoncode exclusioncode")
NOTES = _names("note notes comment comments remark remarks asreviewnote reviewernote")
REVIEWERS = _names("reviewer reviewername screener rater reader user username decidedby votedby")
STAGE = _names("stage screeningstage")
LEFT = _names(
    "rank score source lane status export titleabstract fulltext report reportsaid putaside removed "
    "removedbecause study tags asreviewranking asreviewtime asreviewprior covidence ref year month "
    "day location publisher published publishedyear publishedmonth issn url notes kind"
)
"""Known, and nothing that a decision could take."""


class Columns(NamedTuple):
    """The places, from 0, of what a sheet says; -1 where no column says it."""

    ids: tuple[int, ...]
    keys: tuple[int, ...]
    verdict: int
    reason: int
    notes: tuple[int, ...]
    reviewer: int
    stage: int
    describing: bool
    """Is there a title, by which a row can be matched?"""
    ignored: tuple[str, ...]
    """Names of columns that nobody understood."""


def known_names() -> frozenset[str]:
    """Every name, folded, that some sheet of decisions has in its header."""
    from winnow_sr.records.columns import KNOWN

    ours = (IDS, KEYS, VERDICTS, REASONS, NOTES, REVIEWERS, STAGE, LEFT)
    staged = (name for pair in BY_STAGE.values() for names in pair for name in names)
    return KNOWN | frozenset(name for names in ours for name in names) | frozenset(staged)


def needed_names() -> frozenset[str]:
    """Names of which a header has one: what says which citation a row is about."""
    from winnow_sr.records.columns import IDENTIFYING

    return frozenset((*IDS, *KEYS)) | IDENTIFYING


def columns_of(names: Sequence[str], stage: Stage, where: str) -> Columns:
    """What the columns of a header mean for decisions at a stage. where: the file, for messages.

    WinnowError where two columns say the same thing.
    """
    from winnow_sr.records.columns import COLUMN_TABLE
    from winnow_sr.records.exporters import folded

    by_name: dict[str, int] = {}
    for place, name in enumerate(names):
        by_name.setdefault(folded(name), place)
    titles = {folded(n) for c in COLUMN_TABLE if c.attribute == "title" for n in c.names}
    verdicts, reasons = BY_STAGE[stage]
    verdict = _only(by_name, names, verdicts, where, "verdict")
    if verdict < 0:
        verdict = _only(by_name, names, VERDICTS, where, "verdict")
    reason = _only(by_name, names, reasons, where, "reason")
    if reason < 0:
        reason = _only(by_name, names, REASONS, where, "reason")
    known = known_names()
    if "export" in by_name:  # winnow's own: readers have columns of their own
        verdict = reason = -1
    return Columns(
        ids=tuple(by_name[name] for name in IDS if name in by_name),
        keys=tuple(by_name[name] for name in KEYS if name in by_name),
        verdict=verdict,
        reason=reason,
        notes=tuple(by_name[name] for name in NOTES if name in by_name),
        reviewer=_only(by_name, names, REVIEWERS, where, "reviewer"),
        stage=_only(by_name, names, STAGE, where, "stage"),
        describing=bool(titles & by_name.keys()),
        ignored=tuple(
            name for name in names if folded(name) and folded(name) not in known and not _own(name)
        ),
    )


def _own(name: str) -> bool:
    """Is it a column that an export of winnow names a reader in?"""
    from winnow_sr.records.own import is_of_a_reader

    return is_of_a_reader(name)


def _only(
    by_name: dict[str, int], names: Sequence[str], wanted: Sequence[str], where: str, what: str
) -> int:
    """The one column that says something; -1 for none."""
    found = sorted(by_name[name] for name in wanted if name in by_name)
    if len(found) > 1:
        said = listing([f"'{names[place]}'" for place in found])
        raise WinnowError(f"{where}: the columns {said} all say the {what}: leave one")
    return found[0] if found else -1
