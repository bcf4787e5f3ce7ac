"""Why two records are, or are not, one publication: field by field, and the rule in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from winnow_sr.dedupe.compare import SAME, Evidence, evidence
from winnow_sr.dedupe.policy import Policy
from winnow_sr.dedupe.prepare import Prepared, prepare
from winnow_sr.dedupe.rulebook import BOOK, REASONS
from winnow_sr.dedupe.rulebook.notions import alike_in_words
from winnow_sr.dedupe.rules import decide
from winnow_sr.records.model import Record

FieldVerdict = Literal["same", "differs", "missing"]
SHOWN = 160
"""Characters of a value kept in a comparison; the records hold the whole."""


Kept = list[str | float | None]
"""A field as the ledger keeps it: says, similarity, a, and b where it is another value."""


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    says: FieldVerdict
    similarity: float | None
    a: str
    b: str | None = None


class FieldComparison(msgspec.Struct, frozen=True):
    """What one field says."""

    a: str
    b: str
    says: FieldVerdict
    similarity: float | None = None
    """0..1; None where only equality is meaningful or a side is missing."""


class Comparison(msgspec.Struct, frozen=True):
    """What every field says about a pair, in reading order."""

    fields: Mapping[str, FieldComparison]

    def as_dict(self) -> dict[str, Kept]:
        """Compact and JSON-able: field -> [says, similarity, a, b]; b is left out when equal."""
        return {
            name: [f.says, f.similarity, f.a, *([f.b] if f.b != f.a else [])]
            for name, f in self.fields.items()
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Comparison:
        """The inverse of `as_dict`. Raises msgspec.ValidationError for anything else."""
        kept = msgspec.convert(values, dict[str, _Kept])
        return cls(
            {
                name: FieldComparison(f.a, f.a if f.b is None else f.b, f.says, f.similarity)
                for name, f in kept.items()
            }
        )

    def saying(self, verdict: FieldVerdict) -> tuple[str, ...]:
        """The names of the fields that say so."""
        return tuple(name for name, f in self.fields.items() if f.says == verdict)


class Explanation(msgspec.Struct, frozen=True):
    """The decision on one pair of records, with its grounds."""

    outcome: Literal["merge", "ask", "leave"]
    rule: str
    reason: str
    """The rule as a sentence."""
    score: float
    comparison: Comparison
    never: bool = False
    """The two are also kept apart when a third record is like both."""

    def __str__(self) -> str:
        verdict = {"merge": "One publication", "ask": "A person decides", "leave": "Two"}
        same = ", ".join(self.comparison.saying("same")) or "nothing"
        differs = ", ".join(self.comparison.saying("differs")) or "nothing"
        return f"{verdict[self.outcome]} ({self.rule}): {self.reason} Same: {same}. Differs: {differs}."


def explain(a: Record, b: Record, policy: Policy | None = None) -> Explanation:
    """What the matcher thinks of any pair, whether or not it would ever have compared it."""
    one, two = prepare(0, a), prepare(1, b)
    pair = evidence(one, two)
    rule = decide(pair, BOOK)
    outcome = rule.outcome_under(policy or Policy())
    return Explanation(
        outcome="leave" if outcome == "apart" else outcome,
        rule=rule.name,
        reason=REASONS[rule.name],
        score=round(pair.score, 3),
        comparison=comparison(one, two, pair),
        never=outcome == "apart",
    )


def comparison(a: Prepared, b: Prepared, pair: Evidence) -> Comparison:
    """The evidence as a table for people."""
    one, two = a.record, b.record
    exact = {
        "volume": (one.volume, two.volume, a.volume, b.volume),
        "issue": (one.issue, two.issue, a.issue, b.issue),
        "pages": (one.pages, two.pages, a.first_page, b.first_page),
        "doi": (one.doi, two.doi, a.doi, b.doi),
    }
    fields = {
        "title": _titles(a, b, pair),
        "authors": _alike(_people(one), _people(two), pair.authors, 0.7),
        "year": _equal(str(a.year or ""), str(b.year or "")),
        "journal": _alike(one.journal, two.journal, pair.journal, 0.7),
        **{name: _equal(*values) for name, values in exact.items()},
        "abstract": _alike(one.abstract, two.abstract, pair.abstract, 0.9),
        "numbers": _equal(" ".join(a.numerals), " ".join(b.numerals)),
        "kind": _kind(a, b),
    }
    if a.pmid or b.pmid:
        fields["pmid"] = _equal(one.pmid, two.pmid, a.pmid, b.pmid)
    if pair.same_entry == SAME and not a.pmid:
        fields["accession"] = _equal(one.accession, two.accession)
    if pair.registration:
        fields["registry_number"] = _registered(a, b)
    if pair.address == SAME:
        fields["address"] = _equal(*(sorted(set(a.addresses) & set(b.addresses))[0],) * 2)
    return Comparison(fields)


def _titles(a: Prepared, b: Prepared, pair: Evidence) -> FieldComparison:
    """Alike, and the same only where no word and no number makes them two."""
    enough = 0.93 if alike_in_words(pair) else 1.01
    similarity = pair.wording if a.title and b.title else -1
    return _alike(a.record.title, b.record.title, similarity, enough)


def _registered(a: Prepared, b: Prepared) -> FieldComparison:
    one, two = a.trials, b.trials
    shared = sorted(one.named & two.named)
    if shared and not (one.own and one.own == two.own):
        return _equal(shared[0], shared[0])
    return _equal(one.own, two.own)


def _people(record: Record) -> str:
    shown = "; ".join(record.authors[:6])
    return shown + ("; ..." if len(record.authors) > 6 else "")


def _shown(a: str, b: str) -> tuple[str, str]:
    """Both values cut to what is kept; equal ones as one string, as there are many merges."""
    a, b = a[:SHOWN], b[:SHOWN]
    return (a, a) if a == b else (a, b)


def _alike(a: str, b: str, similarity: float, enough: float) -> FieldComparison:
    if similarity < 0:
        return FieldComparison(*_shown(a, b), "missing")
    verdict: FieldVerdict = "same" if similarity >= enough else "differs"
    return FieldComparison(*_shown(a, b), verdict, round(similarity, 2))


def _equal(a: str, b: str, form_a: str | None = None, form_b: str | None = None) -> FieldComparison:
    one, two = (a if form_a is None else form_a), (b if form_b is None else form_b)
    verdict: FieldVerdict = "missing" if not one or not two else "same" if one == two else "differs"
    return FieldComparison(*_shown(a, b), verdict)


def _kind(a: Prepared, b: Prepared) -> FieldComparison:
    one, two = ", ".join(sorted(a.kinds)) or "article", ", ".join(sorted(b.kinds)) or "article"
    return FieldComparison(one, two, "same" if a.kinds == b.kinds else "differs")
