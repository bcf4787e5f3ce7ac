"""How far every citation has come, in one word: what lists show and exports are picked by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, get_args

from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.blinding import known_statuses, open_pilot, statuses_for
from winnow_sr.screening.reports import sought_reports
from winnow_sr.vocabulary import FULL_TEXT, TITLE_ABSTRACT, CitationId, ReportStatus, Stage, Status

Word = Literal[
    "removed",
    "unscreened",
    "waiting",
    "conflict",
    "exclude",
    "include",
    "not-retrieved",
    "excluded-full-text",
    "awaiting",
    "ongoing",
    "final",
]
"""exclude: on title and abstract. include: on title and abstract, its full text not read yet.
waiting, conflict: at the stage reached. awaiting: classification. final: included at the full text."""
WORDS: tuple[Word, ...] = get_args(Word)


class Standing(NamedTuple):
    """One citation: the word, its statuses at both stages, and what is known of its report (empty
    where it is not sought)."""

    word: Word
    title_abstract: Status
    full_text: Status | None
    report: ReportStatus | Literal[""]

    @property
    def reached(self) -> Status:
        """The status at the last stage that it reached."""
        return self.title_abstract if self.full_text is None else self.full_text


UNSCREENED = Standing("unscreened", "unscreened", None, "")


def standings(state: ReviewState, plan: Plan, viewer: str = "") -> dict[CitationId, Standing]:
    """citation -> how far it came, as the viewer may know it (`blinding.statuses_for`), or anybody
    where nobody is named (`blinding.known_statuses`); not those of which nothing is known."""

    def known_at(stage: Stage) -> dict[CitationId, Status]:
        if viewer:
            return statuses_for(state, plan, stage, viewer)
        return known_statuses(state, plan, stage)

    known, second = known_at(TITLE_ABSTRACT), known_at(FULL_TEXT)
    sought = sought_reports(state, plan)
    pilot = open_pilot(state)
    aside = {state.citation_of(record): status for record, status in state.aside.items()}
    found: dict[CitationId, Standing] = {}
    for citation in {**known, **sought}:
        first = known.get(citation, "unscreened")
        if citation in pilot or citation not in sought:
            found[citation] = Standing(_first_word(first), first, None, "")
            continue
        report, read = sought[citation], second.get(citation)
        word: Word
        if report == "not-retrieved":
            word, read = "not-retrieved", None
        elif read in ("include", "exclude"):
            word = "final" if read == "include" else "excluded-full-text"
        elif citation in aside:
            word = aside[citation]
        else:
            word = _SECOND[read]
        found[citation] = Standing(word, first, read, report)
    for record in state.removed:
        citation = CitationId(record)
        found[citation] = found.get(citation, UNSCREENED)._replace(word="removed")
    return found


_SECOND: Mapping[Status | None, Word] = {
    None: "include",
    "unscreened": "include",
    "waiting": "waiting",
    "conflict": "conflict",
    "unsure": "awaiting",
}


def _first_word(status: Status) -> Word:
    return "awaiting" if status == "unsure" else status


Test = Callable[[Standing], bool]
PICKS: dict[str, Test] = {
    "include": lambda s: s.reached == "include" and s.word != "removed",
    "exclude": lambda s: s.reached == "exclude" and s.word != "removed",
    "title-abstract-include": lambda s: s.title_abstract == "include" and s.word != "removed",
    "title-abstract-exclude": lambda s: s.word == "exclude",
    "sought": lambda s: s.report != "",
}
"""Words by which one may pick, beside `WORDS` (which here have the wider meaning): included or
excluded at the last stage reached; at title and abstract, whatever came after; reports sought."""
DUPLICATE = "duplicate"
PICKED_BY: tuple[str, ...] = tuple(dict.fromkeys((*WORDS, *PICKS, DUPLICATE)))


def picks(word: str, standing: Standing) -> bool:
    """Is the standing what the word asks for? (Not `duplicate`, which is a record's.)"""
    test = PICKS.get(word)
    return test(standing) if test else standing.word == word
