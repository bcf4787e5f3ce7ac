"""Every strategy of a plan, tried on the studies known to be relevant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from winnow_sr.protocol.plan import KnownStudy, Plan, Source
from winnow_sr.protocol.searching.places import StrategyError
from winnow_sr.protocol.searching.platforms import SYNTAXES
from winnow_sr.protocol.searching.search import Search, read_search
from winnow_sr.protocol.searching.syntaxes import Syntax
from winnow_sr.protocol.searching.text import Text
from winnow_sr.records import Record
from winnow_sr.text import count, listing
from winnow_sr.vocabulary import Lane

LANE_WORDS: dict[Lane, str] = {
    "database": "a database",
    "register": "a register",
    "website": "a website",
    "organisation": "an organisation",
    "citation": "a reference list",
}


class Miss(msgspec.Struct, frozen=True):
    """A study that the words of a strategy do not find."""

    study: str
    blocks: tuple[str, ...]
    """The concepts whose words are not in it."""
    lost: bool
    """True: nothing finds it. False: a subject heading or another field may, which no record shows."""


class Trial(msgspec.Struct, frozen=True):
    """What became of one source's strategy."""

    source: str
    syntax: str = ""
    """Name of the syntax by which it was read; empty where it was not."""
    problem: str = ""
    """Why it was not read, or not tried; empty where it was."""
    refused: bool = False
    """Is the problem one that the platform would stumble over too?"""
    caught: int = 0
    misses: tuple[Miss, ...] = ()
    remarks: tuple[str, ...] = ()
    """What was read, but may not be what was meant; row and column as in errors."""


class SearchCheck(msgspec.Struct, frozen=True):
    """The answer of `check_searches`."""

    studies: tuple[str, ...]
    """Labels or keys of the studies that were tried."""
    not_given: tuple[str, ...]
    """Known studies that are not among the records."""
    without_abstract: tuple[str, ...]
    """Of those tried: only their titles could be looked at."""
    trials: tuple[Trial, ...]

    @property
    def ok(self) -> bool:
        """Is every strategy understood, and every study found by words in every database?"""
        return not any(t.refused or t.misses for t in self.trials)

    def lines(self) -> Iterator[str]:
        """The answer as a person reads it."""
        yield f"{count(len(self.studies), 'relevant study', 'relevant studies')} tried."
        if self.not_given:
            yield f"Not among the records, so not tried: {listing(self.not_given)}."
        if self.without_abstract:
            yield f"Tried by title only: {listing(self.without_abstract)}."
        for trial in self.trials:
            if trial.problem:
                yield f"{trial.source}: {trial.problem}"
                continue
            told = (
                f"finds {trial.caught} of {len(self.studies)}" if self.studies else "is understood"
            )
            yield f"{trial.source} (syntax of {SYNTAXES[trial.syntax].title}): {told}"
            for miss in trial.misses:
                may = "" if miss.lost else "; only a subject heading or another field may find it"
                yield f"  misses {miss.study}: not found by {listing(miss.blocks)}{may}"
            for remark in trial.remarks:
                yield f"  {remark}"


def syntax_of(source: Source) -> Syntax | None:
    """The syntax in which a source's strategy is written: as the plan says, else by platform or name.

    None where neither tells, as for a website or a reference list.
    """
    if source.syntax:
        return SYNTAXES.get(source.syntax.strip().lower())
    for said in (source.platform, source.name, f"{source.platform} {source.name}"):
        for syntax in SYNTAXES.values():
            if re.search(syntax.known_by, said, re.IGNORECASE):
                return syntax
    return None


def check_searches(
    plan: Plan, records: Iterable[Record] = (), relevant: Collection[str] = ()
) -> SearchCheck:
    """Which strategy's which block would miss which relevant study.

    `records`: entries of any export in which the plan's known studies are looked up by DOI or PubMed
    number. `relevant`: keys (accession number or DOI, lower case) of further records that are known to
    be relevant, from a file of labels. Strategies of databases are tried on all of them; those of
    registers are only read, because a register holds registrations; what has no strategy in a
    known syntax is named with the reason. No error is raised for a strategy that cannot be read.
    """
    texts, not_given = _texts(plan, records, relevant)
    trials = [_trial(source, texts) for source in plan.sources if source.strategy]
    bare = tuple(label for label, text in texts.items() if not text.abstract)
    return SearchCheck(tuple(texts), not_given, bare, tuple(trials))


def _texts(
    plan: Plan, records: Iterable[Record], relevant: Collection[str]
) -> tuple[dict[str, Text], tuple[str, ...]]:
    """Label (or key) -> text of each study to be tried, and the known studies that are not given.

    Of several records of a study, the one with an abstract is taken."""
    found: dict[str, Text] = {}
    for record in records:
        label = next((k.label for k in plan.known_studies if is_study(record, k)), "")
        if not label and record.key.lower() in relevant:
            label = record.key
        if label and (label not in found or not found[label].abstract):
            found[label] = Text(record.title, record.abstract, record.keywords)
    labels = [k.label for k in plan.known_studies]
    order = [*(label for label in labels if label in found), *(k for k in found if k not in labels)]
    return {k: found[k] for k in order}, tuple(label for label in labels if label not in found)


def is_study(record: Record, study: KnownStudy) -> bool:
    """Is the record the known study, by DOI or PubMed number?"""
    if study.doi and record.doi.lower() == study.doi.lower():
        return True
    return bool(study.pmid) and study.pmid in (record.pmid, record.accession)


def known_among(records: Sequence[Record], studies: Collection[KnownStudy]) -> list[int]:
    """Positions of the records that are one of the known studies (`is_study`, for many records)."""
    dois = {study.doi.lower() for study in studies} - {""}
    numbers = {study.pmid for study in studies} - {""}
    return [
        i
        for i, record in enumerate(records)
        if record.doi.lower() in dois or record.pmid in numbers or record.accession in numbers
    ]


def _trial(source: Source, texts: dict[str, Text]) -> Trial:
    if source.lane not in ("database", "register") and not source.syntax:
        problem = f"not tried: {LANE_WORDS[source.lane]} is not searched by concepts"
        return Trial(source.name, problem=problem)
    syntax = syntax_of(source)
    if syntax is None:
        names = ", ".join(SYNTAXES)
        return Trial(source.name, problem=f"not tried: say whose syntax it is (syntax: {names})")
    try:
        search = read_search(source.strategy, syntax)
    except StrategyError as error:
        return Trial(source.name, syntax.name, f"strategy, {error}", refused=True)
    remarks = tuple(dict.fromkeys([*map(str, search.remarks), *_wordless(search)]))
    if source.lane != "database":
        problem = (
            f"read as {syntax.title}; not tried: {LANE_WORDS[source.lane]} does not hold these"
        )
        return Trial(source.name, syntax.name, problem, remarks=remarks)
    misses = [m for label, text in texts.items() if (m := _miss(label, text, search))]
    return Trial(
        source.name,
        syntax.name,
        caught=len(texts) - len(misses),
        misses=tuple(misses),
        remarks=remarks,
    )


def _miss(study: str, text: Text, search: Search) -> Miss | None:
    """What the words lack. A block without words, as a limit is one, is taken for met: `_wordless`."""
    whole, each = search.answers(text)
    met = zip(search.blocks, each, strict=True)
    unmet = [block.name for block, answer in met if not answer and block.words]
    if unmet:
        return Miss(study, tuple(unmet), lost=whole is False)
    return Miss(study, ("what stands behind NOT",), lost=True) if whole is False else None


def _wordless(search: Search) -> Iterator[str]:
    for block in search.blocks:
        if not block.words:
            yield f"{block.name}: no words to try, taken for met"
