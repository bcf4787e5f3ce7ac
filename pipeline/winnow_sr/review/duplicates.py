"""Records into citations: the matcher's run, a person's merges and splits, and the reasons why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Session
from winnow_sr.screening.deciding import citation_id, record_id
from winnow_sr.screening.outcomes import twin_alarms


class Duplicates:
    """De-duplication; everything it does can be taken back. Accessed via `review.duplicates`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def run(self, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
        """Merge the sure duplicates, keep the doubtful for a person.

        Returns records, citations, duplicates (copies removed), doubtful, by rule and by person.
        """
        from winnow_sr.dedupe import Comparison, Known, Link, Policy, find_duplicates

        before = self._session.state()
        self._session.require_protocol(before)
        upto, n_groups = before.n_records, self._grouping(before)
        if upto > before.compared_upto:
            policy = Policy.from_dict(self._session.plan_of(before).dedupe)
            records = sorted(self._lookup.record_texts(range(1, upto + 1), before).items())
            known = Known(
                groups=[list(group) for group in before.groups.values()],
                same=[(a, b) for a, b in before.same],
                different=[(a, b) for a, b in before.apart],
                settled=range(1, before.compared_upto + 1),
                doubtful=[
                    Link(
                        d["a"],
                        d["b"],
                        "ask",
                        d["rule"],
                        d["score"],
                        Comparison.from_dict(d["comparison"]),
                    )
                    for d in before.doubtful
                ],
            )
            found = find_duplicates(records, policy, known, progress)
            payload = self._payload(before, found, upto)
            with self._session.writing() as state:
                if self._grouping(state) != n_groups or state.n_records != upto:
                    raise WinnowError("somebody changed the records meanwhile; run dedupe again")
                self._session.append("dedupe", "duplicates_found", [payload], "rule")
        return self.counts()

    @staticmethod
    def _grouping(state: ReviewState) -> tuple[int, int, int]:
        return (len(state.groups), len(state.apart), len(state.same))

    @staticmethod
    def _payload(before: ReviewState, found: Any, upto: int) -> dict[str, Any]:
        old = {tuple(group) for group in before.groups.values()}
        return {
            "upto": upto,
            "links": [
                {
                    "a": link.a,
                    "b": link.b,
                    "rule": link.rule,
                    "comparison": link.comparison.as_dict(),
                }
                for link in found.links
            ],
            "groups": [list(group) for group in found.groups if tuple(group) not in old],
            "doubtful": [
                {
                    "a": link.a,
                    "b": link.b,
                    "rule": link.rule,
                    "score": round(link.score, 4),
                    "comparison": link.comparison.as_dict(),
                }
                for link in found.doubtful
            ],
            "warnings": [str(warning) for warning in found.warnings],
            "policy": dict(before.plan.get("deduplication") or {}),
        }

    def counts(self) -> dict[str, Any]:
        """Where de-duplication stands."""
        state = self._session.state()
        citations = state.count_citations()
        return {
            "records": state.n_records, "citations": citations,
            "duplicates": state.n_records - citations, "doubtful": len(state.doubtful),
            "by_rule": state.machine_merged, "by_person": state.person_merged,
            "kept_apart": len(state.apart), "warnings": state.warnings,
            "uncompared": state.n_records - state.compared_upto,
        }  # fmt: skip

    def doubtful(self) -> list[dict[str, Any]]:
        """The pairs left to a person, best first: a, b (record ids), rule, score, comparison."""
        return [
            {**pair, "a": record_id(pair["a"]), "b": record_id(pair["b"]),
             "citations": [citation_id(self._session.state().citation_of(n)) for n in (pair["a"], pair["b"])]}
            for pair in self._session.state().doubtful
        ]  # fmt: skip

    def _two(self, a: str, b: str, state: ReviewState) -> tuple[int, int]:
        one, two = self._lookup.citation(a, state), self._lookup.citation(b, state)
        if one == two:
            raise WinnowError(f"{a} and {b} already are one citation, {citation_id(one)}")
        return one, two

    def merge(self, a: str, b: str, *, actor: str) -> dict[str, Any]:
        """Declare two citations one publication."""
        with self._session.writing() as state:
            one, two = self._two(a, b, state)
            for citation in (one, two):
                if citation in state.removed:
                    raise WinnowError(f"{citation_id(citation)} was removed before screening")
            self._session.append(actor, "citations_merged", [{"a": one, "b": two}])
        return self._merged(self._session.state(), one)

    def _merged(self, state: ReviewState, record: int) -> dict[str, Any]:
        citation = state.citation_of(record)
        alarms = [who for _, found, who in twin_alarms(state) if found == citation]
        return {
            "citation": citation_id(citation),
            "records": [record_id(n) for n in state.members(citation)],
            "different_decisions_by": sorted(set(alarms)),
        }

    def keep_apart(self, a: str, b: str, *, actor: str) -> dict[str, Any]:
        """Declare a doubtful pair different publications; it is not asked about again."""
        with self._session.writing() as state:
            one, two = self._two(a, b, state)
            self._session.append(actor, "citations_kept_apart", [{"a": one, "b": two}])
        return {"apart": [citation_id(one), citation_id(two)]}

    def answer(self, a: str, b: str, *, same: bool, actor: str) -> dict[str, Any]:
        """Answer a doubtful pair. What is returned can be given to `take_back_answer`: a, b, same,
        one and two (the records of both citations before), doubts (the pairs it settled)."""
        before = self._session.state()
        one, two = self._two(a, b, before)
        members = before.members(one), before.members(two)
        doubts = list(before.doubtful)
        if same:
            self.merge(a, b, actor=actor)
        else:
            self.keep_apart(a, b, actor=actor)
        left = self._session.state().doubtful
        settled = [doubt for doubt in doubts if doubt not in left]
        return {"a": one, "b": two, "same": same, "one": members[0], "two": members[1],
                "doubts": settled}  # fmt: skip

    def take_back_answer(self, answer: Mapping[str, Any], *, actor: str) -> dict[str, Any]:
        """Take back what was said of a doubtful pair; it is doubtful again, votes stay theirs."""
        with self._session.writing() as state:
            now = [sorted(state.members(state.citation_of(answer[side]))) for side in ("a", "b")]
            union = sorted([*answer["one"], *answer["two"]])
            wanted = (
                [union, union] if answer["same"] else [sorted(answer["one"]), sorted(answer["two"])]
            )
            if now != wanted:
                raise WinnowError(
                    f"{citation_id(answer['a'])} has changed since: use `winnow split` or `winnow merge`"
                )
            self._session.append(actor, "duplicate_answer_withdrawn", [dict(answer)])
        return {"doubtful": [citation_id(answer["a"]), citation_id(answer["b"])]}

    def split(self, text: str, *, actor: str) -> dict[str, Any]:
        """Take a record out of its citation (given a citation: undo the merge, all its records)."""
        with self._session.writing() as state:
            citation = self._lookup.citation(text, state)
            members = state.members(citation)
            if len(members) == 1:
                raise WinnowError(f"{citation_id(citation)} has one record only: nothing to split")
            wanted = text.strip().upper()
            single = wanted.startswith("R") and wanted[1:].isdigit()
            out = [int(wanted[1:])] if single else members[1:]
            self._session.append(actor, "citations_split", [{"record": number} for number in out])
        state = self._session.state()
        return {"citations": sorted({citation_id(state.citation_of(n)) for n in members})}

    def why_same(self, a: str, b: str) -> dict[str, Any]:
        """For any two records: which fields said what, and which rule decided."""
        from winnow_sr.dedupe import Policy, explain

        state = self._session.state()
        numbers = [self._record_number(text, state) for text in (a, b)]
        records = self._lookup.record_texts(numbers, state)
        policy = Policy.from_dict(self._session.plan_of(state).dedupe)
        found = explain(records[numbers[0]], records[numbers[1]], policy)
        return {
            "records": [record_id(n) for n in numbers],
            "same_citation": state.citation_of(numbers[0]) == state.citation_of(numbers[1]),
            "outcome": found.outcome,
            "rule": found.rule,
            "words": found.reason,
            "comparison": found.comparison.as_dict(),
        }

    def _record_number(self, text: str, state: ReviewState) -> int:
        wanted = text.strip().upper()
        citation = self._lookup.citation(text, state)
        return int(wanted[1:]) if wanted.startswith("R") and wanted[1:].isdigit() else citation

    def remove(self, ids: Sequence[str], *, reason: str, by: str, actor: str) -> dict[str, Any]:
        """Remove citations before screening: by a rule (automation) or for another reason."""
        if not reason.strip():
            raise WinnowError("a removal needs its reason: --reason TEXT")
        with self._session.writing() as state:
            citations = [self._lookup.citation(text, state) for text in ids]
            for citation in citations:
                if state.votes_on("title-abstract", citation):
                    raise WinnowError(
                        f"{citation_id(citation)} has been screened; exclude it there instead"
                    )
            payload = {"citations": citations, "by": by, "reason": reason}
            self._session.append(
                actor, "records_removed", [payload], "human" if by == "other" else "rule"
            )
        return {"removed": [citation_id(c) for c in citations], "by": by}
