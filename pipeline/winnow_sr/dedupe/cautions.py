"""What a reviewer must not overlook: retracted articles, and the notices with the article they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from winnow_sr.dedupe.compare import evidence
from winnow_sr.dedupe.kinds import NOTICES
from winnow_sr.dedupe.marks import RETRACTED, RETRACTION
from winnow_sr.dedupe.prepare import Prepared
from winnow_sr.dedupe.rulebook.notions import same_people
from winnow_sr.text import listing
from winnow_sr.vocabulary import record_id

_TITLE = 120
"""Letters of a title shown."""
_OPENING, _ENDING = 18, 22
"""Letters of the title by which the records a notice may be about are found."""


class Caution(msgspec.Struct, frozen=True):
    """Something a reviewer must not overlook about a record."""

    record: int
    rule: Literal["retracted", "retraction-notice", "judged-both-ways"]
    text: str
    about: tuple[int, ...] = ()
    """Of a retraction notice: the records of the article it retracts, as far as they are here."""

    def __str__(self) -> str:
        return self.text


def retractions(prepared: Sequence[Prepared]) -> list[Caution]:
    """Retractions are shown whatever becomes of the record."""
    articles = _articles([p for p in prepared if RETRACTION in p.kinds], prepared)
    return [_caution(p, articles[p.number]) for p in prepared if p.kinds & {RETRACTED, RETRACTION}]


def judged_both_ways(a: int, b: int) -> Caution:
    """A pair that a person called the same, while other judgements keep it apart."""
    text = (
        f"records {record_id(a)} and {record_id(b)} were judged the same, but other judgements keep "
        "them apart: look at these records again"
    )
    return Caution(a, "judged-both-ways", text)


def _caution(p: Prepared, articles: Sequence[Prepared]) -> Caution:
    name, title = f"record {record_id(p.number)}", p.record.title[:_TITLE]
    if RETRACTION not in p.kinds:
        return Caution(
            p.number, "retracted", f"{name} is marked as retracted or withdrawn: {title}"
        )
    text = f"{name} is a retraction notice: {title}"
    if articles:
        found = listing([record_id(article.number) for article in articles])
        text += f"; the retracted article is {found}: {articles[0].record.title[:_TITLE]}"
    else:
        text += "; no record of the retracted article was found"
    return Caution(p.number, "retraction-notice", text, tuple(a.number for a in articles))


def _articles(
    notices: Sequence[Prepared], prepared: Sequence[Prepared]
) -> dict[int, list[Prepared]]:
    """Number of a notice -> the records with the title it names. One walk over all records."""
    wanted: dict[str, list[Prepared]] = defaultdict(list)
    for notice in notices:
        for key in {key for title in (notice.title, *notice.other_titles) for key in _ends(title)}:
            wanted[key].append(notice)
    found: dict[int, list[Prepared]] = defaultdict(list)
    for p in prepared if wanted else ():
        if not p.kinds.isdisjoint(NOTICES):
            continue
        keys = {key for form in (p.title, *p.other_titles) for key in _ends(form)}
        near = {n.number: n for key in keys for n in wanted.get(key, ())}
        for notice in near.values():
            if _is_about(notice, p):
                found[notice.number].append(p)
    return found


def _ends(title: str) -> Iterator[str]:
    tight = title.replace(" ", "")
    if tight:
        yield tight[:_OPENING]
        yield tight[-_ENDING:]


def _is_about(notice: Prepared, article: Prepared) -> bool:
    says = evidence(notice, article)
    return says.wording >= 0.9 and same_people(says, 0.6)
