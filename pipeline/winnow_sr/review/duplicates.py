"""Records into citations: the matcher's run, a person's merges and splits, and the reasons why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.ledger import events as ev
from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.answers import (
    DoubtfulAgain,
    DoubtfulPair,
    DuplicateAnswer,
    DuplicateCounts,
    KeptApart,
    Merged,
    Removed,
    RemovedByRule,
    Restored,
    Split,
    WhySame,
)
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Session
from winnow_sr.screening.merges import merges
from winnow_sr.screening.outcomes import twin_alarms
from winnow_sr.screening.team import check_name
from winnow_sr.vocabulary import (
    TITLE_ABSTRACT,
    ActorKind,
    CitationId,
    RecordId,
    RemovedBy,
    citation_id,
    one_of,
    parse_record,
    record_id,
)

if TYPE_CHECKING:
    from winnow_sr.dedupe import Found, Known
    from winnow_sr.review.removing import RemovalRule

RESTS_ON: frozenset[type[ev.Event]] = frozenset(
    {
        ev.ProtocolAmended,
        ev.SearchImported,
        ev.QuarantineRepaired,
        ev.ImportTakenBack,
        ev.RecordEdited,
        ev.DuplicatesFound,
        ev.CitationsMerged,
        ev.CitationsSplit,
        ev.CitationsKeptApart,
        ev.DuplicateAnswerWithdrawn,
    }
)
"""Events that change what a run of the matcher would find."""
REMOVERS: tuple[RemovedBy, ...] = ("automation", "other")


class Duplicates:
    """De-duplication; everything it does can be taken back. Accessed via `review.duplicates`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def run(self, progress: Callable[[int, int], None] | None = None) -> DuplicateCounts:
        """Merge the sure duplicates, keep the doubtful for a person."""
        from winnow_sr.dedupe import Policy, find_duplicates

        before = self._session.state()
        self._session.require_protocol(before)
        if before.uncompared():
            seq = before.seq
            policy = Policy.from_dict(self._session.plan_of(before).dedupe)
            records = sorted(self._lookup.record_texts(list(before.records()), before).items())
            found = find_duplicates(records, policy, known_of(before), progress)
            event = found_event(before, found, self._session.plan_of(before).dedupe)
            with self._session.writing():
                since = self._session.store.events(after=seq)
                kinds = {ev.KINDS[e.kind] for e in since}
                if kinds & RESTS_ON:
                    raise WinnowError("somebody changed the records meanwhile; run dedupe again")
                self._session.append("dedupe", event, actor_kind="rule")
        return self.counts()

    def counts(self) -> DuplicateCounts:
        """Where de-duplication stands."""
        state = self._session.state()
        citations = state.count_citations()
        by_rule, by_person = state.machine_merged, state.person_merged
        if state.gone:
            made = merges((entry.event for entry in self._session.entries()), state)
            by_rule, by_person = sum(made.by_rule.values()), made.by_person
        return DuplicateCounts(
            records=state.count_records(),
            citations=citations,
            duplicates=state.count_records() - citations,
            doubtful=len(state.doubtful),
            by_rule=by_rule,
            by_person=by_person,
            kept_apart=len(state.apart),
            warnings=state.warnings,
            uncompared=state.uncompared(),
        )

    def doubtful(self) -> list[DoubtfulPair]:
        """The pairs left to a person, best first."""
        state = self._session.state()
        return [
            DoubtfulPair(
                a=record_id(pair.a),
                b=record_id(pair.b),
                rule=pair.rule,
                score=pair.score,
                comparison=pair.comparison,
                citations=[citation_id(state.citation_of(n)) for n in (pair.a, pair.b)],
            )
            for pair in state.doubtful
        ]

    def _two(self, a: str, b: str, state: ReviewState) -> tuple[CitationId, CitationId]:
        one, two = self._lookup.citation(a, state), self._lookup.citation(b, state)
        if one == two:
            raise WinnowError(f"{a} and {b} already are one citation, {citation_id(one)}")
        return one, two

    def merge(self, a: str, b: str, *, actor: str) -> Merged:
        """Declare two citations one publication."""
        with self._session.writing() as state:
            one, two = self._two(a, b, state)
            for citation in (one, two):
                if citation in state.removed:
                    raise WinnowError(f"{citation_id(citation)} was removed before screening")
            self._session.append(check_name(actor), ev.CitationsMerged(a=one, b=two))
        return self._merged(self._session.state(), one)

    def _merged(self, state: ReviewState, record: RecordId) -> Merged:
        citation = state.citation_of(record)
        alarms = {who for _, found, who in twin_alarms(state) if found == citation}
        return Merged(
            citation=citation_id(citation),
            records=[record_id(n) for n in state.members(citation)],
            different_decisions_by=sorted(alarms),
        )

    def keep_apart(self, a: str, b: str, *, actor: str) -> KeptApart:
        """Declare a doubtful pair different publications; it is not asked about again."""
        with self._session.writing() as state:
            one, two = self._two(a, b, state)
            self._session.append(check_name(actor), ev.CitationsKeptApart(a=one, b=two))
        return KeptApart(apart=[citation_id(one), citation_id(two)])

    def answer(self, a: str, b: str, *, same: bool, actor: str) -> DuplicateAnswer:
        """Answer a doubtful pair; what is returned can be given to `take_back_answer`."""
        before = self._session.state()
        one, two = self._two(a, b, before)
        members = list(before.members(one)), list(before.members(two))
        doubts = list(before.doubtful)
        if same:
            self.merge(a, b, actor=actor)
        else:
            self.keep_apart(a, b, actor=actor)
        left = self._session.state().doubtful
        return DuplicateAnswer(
            a=one,
            b=two,
            same=same,
            one=members[0],
            two=members[1],
            doubts=[doubt for doubt in doubts if doubt not in left],
        )

    def take_back_answer(self, answer: DuplicateAnswer, *, actor: str) -> DoubtfulAgain:
        """Take back what was said of a doubtful pair; it is doubtful again, votes stay theirs."""
        with self._session.writing() as state:
            now = [sorted(state.members(state.citation_of(n))) for n in (answer.a, answer.b)]
            union = sorted([*answer.one, *answer.two])
            apart = [sorted(answer.one), sorted(answer.two)]
            if now != ([union, union] if answer.same else apart):
                raise WinnowError(
                    f"{citation_id(answer.a)} has changed since: use `winnow split` or `winnow merge`"
                )
            withdrawn = ev.DuplicateAnswerWithdrawn(
                a=answer.a,
                b=answer.b,
                same=answer.same,
                one=answer.one,
                two=answer.two,
                doubts=answer.doubts,
            )
            self._session.append(check_name(actor), withdrawn)
        return DoubtfulAgain(doubtful=[citation_id(answer.a), citation_id(answer.b)])

    def split(self, text: str, *, actor: str) -> Split:
        """Take a record out of its citation (given a citation: undo the merge, all its records)."""
        with self._session.writing() as state:
            citation = self._lookup.citation(text, state)
            members = list(state.members(citation))
            if len(members) == 1:
                raise WinnowError(f"{citation_id(citation)} has one record only: nothing to split")
            single = parse_record(text)
            out = [single] if single is not None else members[1:]
            self._session.append(
                check_name(actor), *(ev.CitationsSplit(record=number) for number in out)
            )
        state = self._session.state()
        return Split(citations=sorted({citation_id(state.citation_of(n)) for n in members}))

    def why_same(self, a: str, b: str) -> WhySame:
        """For any two records: which fields said what, and which rule decided."""
        from winnow_sr.dedupe import Policy, explain

        state = self._session.state()
        numbers = [self._lookup.record_or_first(text, state) for text in (a, b)]
        records = self._lookup.record_texts(numbers, state)
        policy = Policy.from_dict(self._session.plan_of(state).dedupe)
        found = explain(records[numbers[0]], records[numbers[1]], policy)
        return WhySame(
            records=[record_id(n) for n in numbers],
            same_citation=state.citation_of(numbers[0]) == state.citation_of(numbers[1]),
            outcome=found.outcome,
            rule=found.rule,
            words=found.reason,
            comparison=found.comparison.as_dict(),
        )

    # -- before screening ------------------------------------------------------------------------
    def remove(self, ids: Sequence[str], *, reason: str, by: str, actor: str) -> Removed:
        """Remove citations before screening: by a rule (automation) or for another reason."""
        if not reason.strip():
            raise WinnowError("a removal needs its reason: --reason TEXT")
        how = one_of("way of removal", by, REMOVERS)
        with self._session.writing() as state:
            citations = [self._lookup.citation(text, state) for text in ids]
            for citation in citations:
                if state.votes_on(TITLE_ABSTRACT, citation):
                    raise WinnowError(
                        f"{citation_id(citation)} has been screened; exclude it there instead"
                    )
            removed = ev.RecordsRemoved(citations=citations, by=how, reason=reason)
            kind: ActorKind = "human" if how == "other" else "rule"
            self._session.append(actor, removed, actor_kind=kind)
        return Removed(removed=[citation_id(c) for c in citations], by=how)

    def remove_by_rule(
        self, rule: RemovalRule, *, actor: str, reason: str = "", dry_run: bool = False
    ) -> RemovedByRule:
        """Remove before screening what a rule says (by language, year, publication type), counted
        among what automation tools marked as ineligible. What somebody has screened stays, and what
        no record says anything about. dry_run: only say what would go.
        """
        from winnow_sr.review.removing import remove_by_rule

        return remove_by_rule(
            self._session, self._lookup, rule, actor=actor, reason=reason, dry_run=dry_run
        )

    def restore(self, ids: Sequence[str], *, actor: str, reason: str = "") -> Restored:
        """Take back a removal before screening: the citations are screened after all."""
        with self._session.writing() as state:
            citations = [self._lookup.citation(text, state) for text in ids]
            for citation in citations:
                if citation not in state.removed:
                    raise WinnowError(
                        f"{citation_id(citation)} was not removed before screening: nothing to restore"
                    )
            restored = ev.RecordsRestored(citations=citations, reason=reason)
            self._session.append(check_name(actor), restored)
        return Restored(restored=[citation_id(c) for c in citations])


def known_of(state: ReviewState) -> Known:
    """What the matcher need not find again, and what people said."""
    from winnow_sr.dedupe import Comparison, Known, Link

    return Known(
        groups=[list(group) for group in state.groups.values()],
        same=list(state.same),
        different=list(state.apart),
        settled=range(1, state.compared_upto + 1),
        doubtful=[
            Link(d.a, d.b, "ask", d.rule, d.score, Comparison.from_dict(d.comparison))
            for d in state.doubtful
        ],
    )


def found_event(before: ReviewState, found: Found, policy: Mapping[str, str]) -> ev.DuplicatesFound:
    """What the matcher found, as the ledger keeps it: the new or grown groups."""
    old = {tuple(group) for group in before.groups.values()}
    return ev.DuplicatesFound(
        upto=before.n_records,
        links=[
            ev.Link(RecordId(link.a), RecordId(link.b), link.rule, link.comparison.as_dict())
            for link in found.links
        ],
        groups=[[RecordId(n) for n in group] for group in found.groups if tuple(group) not in old],
        doubtful=[
            ev.Doubt(
                RecordId(link.a),
                RecordId(link.b),
                link.rule,
                round(link.score, 4),
                link.comparison.as_dict(),
            )
            for link in found.doubtful
        ],
        warnings=[str(warning) for warning in found.warnings],
        policy=dict(policy),
    )
