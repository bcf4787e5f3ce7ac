"""What a protocol must obey beyond the shape of its parts: names that are told apart, and met."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from winnow_sr.protocol.model import Protocol
from winnow_sr.protocol.placeholders import left_in_place
from winnow_sr.protocol.positions import Path
from winnow_sr.protocol.searching.platforms import SYNTAXES

Finding = tuple[Path, str]


def findings(protocol: Protocol) -> Iterator[Finding]:
    """(path, what is wrong) for each thing a reader of the file should mend."""
    for check in CHECKS:
        yield from check(protocol)


def _question(p: Protocol) -> Iterator[Finding]:
    q = p.question
    if not q.text and not (q.population and q.intervention):
        yield ("question",), "write the question as `text`, or give population and intervention"


def _twice(names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """(place, earlier place) of each name that was used before, case aside."""
    first: dict[str, int] = {}
    for i, name in enumerate(names):
        earlier = first.setdefault(" ".join(name.split()).casefold(), i)
        if earlier != i:
            yield i, earlier


def _names(p: Protocol) -> Iterator[Finding]:
    tables: tuple[tuple[str, str, list[str]], ...] = (
        ("exclusion_reasons", "code", [r.code for r in p.exclusion_reasons]),
        ("exclusion_reasons", "label", [r.label or r.code for r in p.exclusion_reasons]),
        ("sources", "name", [s.name for s in p.sources]),
        ("claims", "id", [c.id for c in p.claims]),
        ("tags", "name", [t.name for t in p.tags]),
        ("known_studies", "label", [k.label for k in p.known_studies]),
        ("readers", "name", [r.name for r in p.readers]),
    )
    for part, key, names in tables:
        for i, earlier in _twice(names):
            if key == "label" and not p.exclusion_reasons[i].label:
                continue  # the code is the label, and codes are compared above
            yield (part, i, key), f"'{names[i]}' is used twice (also in {part}[{earlier + 1}])"


def _edge_cases(p: Protocol) -> Iterator[Finding]:
    codes = [r.code for r in p.exclusion_reasons]
    tags = [t.name for t in p.tags]
    for i, case in enumerate(p.eligibility.edge_cases):
        here: Path = ("eligibility", "edge_cases", i)
        if case.reason and case.reason.casefold() not in {c.casefold() for c in codes}:
            text = f"'{case.reason}' is not the code of an exclusion reason ({', '.join(codes)})"
            yield (*here, "reason"), text
        if case.verdict == "include" and case.reason:
            yield (*here, "reason"), "an included case has no exclusion reason; remove one of them"
        if case.tag and case.tag.casefold() not in {t.casefold() for t in tags}:
            yield (*here, "tag"), f"'{case.tag}' is not listed under tags"


def _codes(p: Protocol) -> Iterator[Finding]:
    for i, reason in enumerate(p.exclusion_reasons):
        if reason.code.isascii() and reason.code.isdigit() and int(reason.code) != i + 1:
            if int(reason.code) > len(p.exclusion_reasons) or int(reason.code) == 0:
                continue  # such a number cannot be taken for a place in the list
            text = f"code {reason.code} stands in place {i + 1}: use its place, or a word"
            yield ("exclusion_reasons", i, "code"), text


def _people(p: Protocol) -> Iterator[Finding]:
    s = p.screening
    named = s.screeners or s.reviewers
    for part in ("reviewers", "adjudicators", "screeners", "core"):
        for i, _ in _twice(getattr(p.screening, part)):
            yield ("screening", part, i), "named twice"
    for stage in ("title_abstract", "full_text"):
        wanted = getattr(p.screening, stage).reviewers
        if named and len(named) < wanted:
            text = f"names {len(named)}, but {stage} asks for {wanted} reviewers"
            yield ("screening", "screeners" if s.screeners else "reviewers"), text
    if not named:
        return
    listed = {_folded(n) for n in named}
    if s.screeners:
        for i, name in enumerate(s.reviewers):
            if _folded(name) not in listed:
                text = f"'{name}' is a reviewer but not among the screeners; add the name there"
                yield ("screening", "reviewers", i), text
    paths: list[tuple[Path, str]] = [(("screening", "core", i), n) for i, n in enumerate(s.core)]
    paths += [(("screening", "quotas", name), name) for name in s.quotas]
    for path, name in paths:
        if _folded(name) not in listed:
            yield path, f"'{name}' does not screen (names: {', '.join(named)})"


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _kinds(p: Protocol) -> Iterator[Finding]:
    for i, _ in _twice(p.kind):
        yield ("kind", i), "named twice"
    for other in ("network", "ipd", "dta"):
        if "scoping" in p.kind and other in p.kind:
            text = f"a scoping review pools no effects: it cannot be '{other}' too"
            yield ("kind",), text


def _outcomes(p: Protocol) -> Iterator[Finding]:
    if p.question.main_outcomes > (n := len(p.question.outcomes)):
        yield ("question", "main_outcomes"), f"says {p.question.main_outcomes}, but {n} are listed"


def _readers(p: Protocol) -> Iterator[Finding]:
    s = p.screening
    people = {_folded(n) for n in (*s.reviewers, *s.adjudicators, *s.screeners)}
    for i, reader in enumerate(p.readers):
        if _folded(reader.name) in people:
            yield ("readers", i, "name"), f"'{reader.name}' is a person of the screening team"
        if reader.role == "exclude":
            if reader.cut is None:
                yield (
                    ("readers", i),
                    "role exclude needs a cut: the score under which it sets aside",
                )
            if not reader.audit:
                yield ("readers", i), "role exclude needs an audit: how many of these people read"
        if reader.role == "second" and p.screening.title_abstract.reviewers < 2:
            yield ("readers", i, "role"), "there is no second vote to stand for: one reviewer reads"


def _strategies(p: Protocol) -> Iterator[Finding]:
    for i, source in enumerate(p.sources):
        if source.syntax and source.syntax.lower() not in SYNTAXES:
            text = f"must be one of {', '.join(SYNTAXES)}, not '{source.syntax}'"
            yield ("sources", i, "syntax"), text
        if not source.strategy:
            continue
        opened, closed = source.strategy.count("("), source.strategy.count(")")
        if opened != closed:
            text = f"{opened} opening but {closed} closing brackets; a database would refuse this"
            yield ("sources", i, "strategy"), text
        if re.search("[“”„«»]", source.strategy):
            yield (
                ("sources", i, "strategy"),
                'curly quotation marks; databases need "straight" ones',
            )


def _known_studies(p: Protocol) -> Iterator[Finding]:
    for i, study in enumerate(p.known_studies):
        if not study.doi and not study.pmid:
            yield ("known_studies", i), "give a doi or a pmid, so that the study can be recognised"
        if study.doi and not re.match(r"10\.\d{4,9}/\S+$", study.doi):
            yield ("known_studies", i, "doi"), f"'{study.doi}' is not a DOI (10.1234/...)"
        if study.pmid and not re.match(r"[1-9]\d{0,8}$", study.pmid):
            yield ("known_studies", i, "pmid"), f"'{study.pmid}' is not a PubMed number"


def _template(p: Protocol) -> Iterator[Finding]:
    return left_in_place(p.model_dump())


CHECKS: tuple[Callable[[Protocol], Iterator[Finding]], ...] = (
    _question,
    _kinds,
    _outcomes,
    _names,
    _edge_cases,
    _codes,
    _people,
    _readers,
    _strategies,
    _known_studies,
    _template,
)
