"""How well a declared reader reads, by the people's verdicts, and what it may do.

In: the state. Out: `Measured`. Only verdicts that people settled count. What unlocks a role is an
exact lower bound of its sensitivity on citations drawn at random (pilots and random rounds, read
completely): those found by a ranking are the easy ones, for the reader too. What it gave no answer
to counts as missed. Specification: readers.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import ceil

import msgspec

from winnow_sr.ledger.events import ReaderEvidence
from winnow_sr.ledger.state import ReaderState, ReviewState, Round
from winnow_sr.protocol.plan import Plan
from winnow_sr.protocol.screening import Reader
from winnow_sr.screening.outcomes import people_outcome, people_statuses, wanted_votes
from winnow_sr.screening.quality import most_wrong
from winnow_sr.screening.seconding import DRAWN, cut_of, scores_of, under_cut
from winnow_sr.text import at_least, count, number, percent
from winnow_sr.vocabulary import READER_ROLES, SETTLED, TITLE_ABSTRACT, CitationId, ReaderRole

RULE = "exact lower bound of sensitivity on randomly chosen citations (Clopper and Pearson)"


class Rate(msgspec.Struct, frozen=True):
    """A share with its exact 95 % interval; None where there is nothing to measure it on."""

    estimate: float | None
    low: float | None
    high: float | None


class Stratum(msgspec.Struct, frozen=True):
    """Citations of one kind: n settled by people, relevant ones of them, found by the reader."""

    stratum: str
    n: int
    relevant: int
    found: int
    sensitivity: Rate
    specificity: Rate
    unanswered: int
    """Of n: without a score. They count as not found, and as not excluded."""


class Audit(msgspec.Struct, frozen=True):
    """A random sample of what a reader would set aside, read by people."""

    round: int
    set_aside: int
    size: int
    read: int
    wrong: int
    most: int | None
    """At most so many of `set_aside` are relevant, with 95 % confidence; None until all is read."""


class Measured(msgspec.Struct, frozen=True):
    """What is known of a reader. strata : the worst first. evidence : by which a role is unlocked.
    unlocked : may it have the role that the protocol plans? reason : why, or why not."""

    strata: list[Stratum]
    evidence: ReaderEvidence
    audit: Audit | None
    unlocked: bool
    reason: str


def rate(found: int, n: int) -> Rate:
    """A share with its interval."""
    from winnow_sr.stopping.exact import clopper_pearson

    if not n:
        return Rate(None, None, None)
    low, high = clopper_pearson(found, n)
    return Rate(found / n, low, high)


def stratum(
    name: str,
    citations: Iterable[CitationId],
    relevant: Collection[CitationId],
    scores: dict[CitationId, float],
    cut: float,
) -> Stratum:
    """What the reader said of citations that people have settled."""
    sample = set(citations)
    wanted = sample & set(relevant)
    found = sum(c in scores and scores[c] >= cut for c in wanted)
    left = sum(c in scores and scores[c] < cut for c in sample - wanted)
    unanswered = sum(c not in scores for c in sample)
    return Stratum(
        name,
        len(sample),
        len(wanted),
        found,
        rate(found, len(wanted)),
        rate(left, len(sample) - len(wanted)),
        unanswered,
    )


class _Sample(msgspec.Struct, frozen=True):
    """Citations drawn at random and settled by people. looks : see `error_at`."""

    citations: set[CitationId]
    looks: int


def of_all(state: ReviewState, batch: Round) -> bool:
    """Was a sample drawn from everything that earlier samples had left? Once people read in ranked
    order, what is left is another population: a reader that misses just what a ranking finds would
    look better on it than it is on the whole."""
    late = {
        n
        for found in state.imports()
        if found.at > batch.opened
        for n in range(found.first, found.first + found.count)
    }
    there = {c for c in state.citations() if c not in late} - state.removed.keys()
    before = {
        c
        for found in state.rounds
        if found.round < batch.round and found.kind in DRAWN
        for c in state.citations_of(found.citations)
    }
    return batch.unread >= len(there - before)


def random_sample_of(
    state: ReviewState, plan: Plan, reader: ReaderState, *, whole: bool = False
) -> _Sample:
    """Every closed pilot and every random round that people have settled completely: what is still
    in conflict is the hard part, and leaving it out would flatter. whole: of samples of all only."""
    found: set[CitationId] = set()
    known, later = False, 0
    for batch in state.rounds:
        if batch.kind not in ("pilot", "random") or batch.cancelled:
            continue
        if batch.round in reader.declared.tuned_on or (batch.kind == "pilot" and not batch.closed):
            continue
        if whole and not of_all(state, batch):
            continue
        sample = {c for c in state.citations_of(batch.citations) if c not in state.removed}
        done = {c: people_outcome(state, plan, TITLE_ABSTRACT, c) for c in sample}
        if not sample or not all(outcome.settled for outcome in done.values()):
            continue
        if reader.fresh and min(outcome.seq for outcome in done.values()) <= reader.fresh:
            continue
        found |= sample
        if max(outcome.seq for outcome in done.values()) > reader.scored:
            later += 1
        else:
            known = True
    return _Sample(found, max(1, later + known))


def strata(
    state: ReviewState,
    plan: Plan,
    reader: ReaderState,
    ranked: Sequence[CitationId] = (),
    bare: Collection[CitationId] = (),
) -> list[Stratum]:
    """Random, ranked early and late (the halves of what was read in ranked order), without
    abstract; the one in which it finds least stands first. Nothing where no cut is fixed."""
    cut = cut_of(plan, reader)
    if cut is None:
        return []
    pilot = {
        c
        for found in state.rounds
        if found.kind == "pilot" and not found.closed
        for c in state.citations_of(found.citations)
    }
    status = people_statuses(state, plan, TITLE_ABSTRACT)
    settled = {c for c, s in status.items() if s in SETTLED} - pilot - state.removed.keys()
    relevant = {c for c in settled if status[c] == "include"}
    drawn = random_sample_of(state, plan, reader).citations
    in_order = [c for c in dict.fromkeys(ranked) if c in settled and c not in drawn]
    half = (len(in_order) + 1) // 2
    kinds: list[tuple[str, Iterable[CitationId]]] = [
        ("random", drawn),
        ("ranked-early", in_order[:half]),
        ("ranked-late", in_order[half:]),
        ("without-abstract", settled & set(bare)),
    ]
    scores = scores_of(state, reader)
    found = [stratum(name, on, relevant, scores, cut) for name, on in kinds]
    found = [s for s in found if s.n or s.stratum == "random"]
    return sorted(found, key=_badness)


def _badness(found: Stratum) -> tuple[float, float]:
    said = found.sensitivity
    if said.estimate is None or said.low is None:
        return (2.0, 2.0)
    return (said.estimate, said.low)


def evidence_of(
    state: ReviewState, plan: Plan, reader: ReaderState, *, whole: bool = True
) -> ReaderEvidence:
    """What the random citations say of its sensitivity, and what an audit said. whole: only samples
    drawn from everything, which alone unlock; to end a role, all random ones count."""
    from winnow_sr.stopping.exact import error_at, share_low

    planned = plan.reader(reader.declared.reader) or Reader(reader.declared.reader)
    cut = cut_of(plan, reader)
    sample = random_sample_of(state, plan, reader, whole=whole)
    relevant = {
        c
        for c in sample.citations
        if people_outcome(state, plan, TITLE_ABSTRACT, c).status == "include"
    }
    scores = scores_of(state, reader) if cut is not None else {}
    found = sum(c in scores and scores[c] >= (cut or 0) for c in relevant)
    error = error_at(sample.looks, planned.confidence)
    audit = audit_of(state, plan, reader)
    made = ReaderEvidence(
        sample=len(sample.citations),
        relevant=len(relevant),
        found=found,
        bound=share_low(found, len(relevant), error) if relevant and cut is not None else None,
        floor=planned.floor,
        error=error,
        look=sample.looks,
        rule=RULE,
    )
    if audit is None:
        return made
    return msgspec.structs.replace(
        made,
        audit_round=audit.round,
        audited=audit.read,
        audit_wrong=audit.wrong,
        set_aside=audit.set_aside,
        audit_most=audit.most,
    )


def audit_of(state: ReviewState, plan: Plan, reader: ReaderState) -> Audit | None:
    """The audit that counts: one that failed if there is any, else the last, of those drawn since
    the reader and its cut are what they are."""
    found = [
        _audit(state, plan, batch)
        for batch in state.rounds
        if batch.kind == "audit"
        and batch.reader == reader.declared.reader
        and not batch.cancelled
        and batch.opened > _fixed_at(state, reader)
    ]
    failed = [audit for audit in found if audit.wrong]
    return (failed or found)[-1] if found else None


def _fixed_at(state: ReviewState, reader: ReaderState) -> str:
    """The moment since which the reader and its cut are what they are."""
    moments = [reader.scored_at]
    moments += [a.at for a in state.amendments if a.seq == reader.fresh]
    return max(moments)


def _audit(state: ReviewState, plan: Plan, batch: Round) -> Audit:
    sample = [c for c in state.citations_of(batch.citations) if c not in state.removed]
    said = [people_outcome(state, plan, TITLE_ABSTRACT, c) for c in sample]
    read = sum(outcome.settled for outcome in said)
    wrong = sum(outcome.status == "include" for outcome in said)
    done = read == len(sample) > 0
    most = most_wrong(batch.unread, len(sample), wrong, 0.95) if done else None
    return Audit(batch.round, batch.unread, len(sample), read, wrong, most)


def measured(
    state: ReviewState,
    plan: Plan,
    reader: ReaderState,
    ranked: Sequence[CitationId] = (),
    bare: Collection[CitationId] = (),
) -> Measured:
    """Everything that is known of a reader."""
    planned = plan.reader(reader.declared.reader)
    role: ReaderRole = planned.role if planned else "compare"
    evidence = evidence_of(state, plan, reader)
    refusal = refused(state, plan, reader, role, evidence)
    return Measured(
        strata=strata(state, plan, reader, ranked, bare),
        evidence=evidence,
        audit=audit_of(state, plan, reader),
        unlocked=not refusal,
        reason=refusal or granted_words(role, evidence),
    )


def granted_words(role: ReaderRole, evidence: ReaderEvidence) -> str:
    """Why a role is unlocked."""
    if role in ("compare", "rank"):
        return f"{role} needs no unlocking"
    text = f"{found_words(evidence)}; the floor is {percent(evidence.floor)}"
    if role == "exclude":
        text += f"; {audit_words(evidence)}"
    return text


def found_words(evidence: ReaderEvidence) -> str:
    """`on 400 randomly chosen citations with 80 relevant ones it found 80 (sensitivity ...)`."""
    confidence = 1 - evidence.error * evidence.look * (evidence.look + 1)
    return (
        f"on {count(evidence.sample, 'randomly chosen citation')} with "
        f"{count(evidence.relevant, 'relevant one')} it found {number(evidence.found)} (sensitivity "
        f"at least {at_least(evidence.bound or 0.0)} with {percent(confidence)} confidence)"
    )


def audit_words(evidence: ReaderEvidence) -> str:
    """What the audit came to."""
    return (
        f"the audit of {number(evidence.audited)} drawn from {number(evidence.set_aside)} found "
        f"{number(evidence.audit_wrong)} relevant: with 95 % confidence at most "
        f"{number(evidence.audit_most or 0)} of the {number(evidence.set_aside)} are"
    )


def refused(
    state: ReviewState, plan: Plan, reader: ReaderState, role: ReaderRole, evidence: ReaderEvidence
) -> str:
    """Why the reader may not have a role; empty where it may."""
    name = reader.declared.reader
    planned = plan.reader(name)
    if planned is None:
        return f"the protocol's readers do not name {name}: add it and its role there, then winnow amend"
    if READER_ROLES.index(role) > READER_ROLES.index(planned.role):
        return f"the protocol plans {name} for {planned.role}, not for {role}"
    if not reader.scored:
        return f"{name} has scored nothing: winnow reader score {name} FILE"
    if role in ("compare", "rank"):
        return ""
    if cut_of(plan, reader) is None:
        return (
            f"no score is fixed from which {name} includes: a cut in the protocol, or a threshold"
        )
    if role == "second" and wanted_votes(plan, TITLE_ABSTRACT) < 2:
        return "there is no second vote to stand for: the protocol asks for one reviewer"
    if why := unproven(planned, evidence):
        return why
    if role == "exclude" and (why := audit_refusal(planned, evidence)):
        return why
    other = next((n for n, r in state.readers.items() if r.role == role and n != name), "")
    return f"{other} has the role {role}: end that first" if other else ""


def unproven(planned: Reader, evidence: ReaderEvidence) -> str:
    """Why its sensitivity does not reach the floor, and what would; empty where it does."""
    from winnow_sr.stopping.exact import more_needed

    if evidence.bound is not None and evidence.bound >= planned.floor:
        return ""
    more = more_needed(evidence.found, evidence.relevant, planned.floor, evidence.error)
    if not evidence.relevant:
        return (
            "not known: no relevant citation among "
            f"{number(evidence.sample)} randomly chosen ones that people have settled; at least "
            f"{number(more or 0)}, all found, would be needed (winnow round open --kind random)"
        )
    text = f"{found_words(evidence)}, which is under the floor of {percent(planned.floor)}"
    if evidence.found / evidence.relevant < planned.floor or more is None:
        return f"{text}; so is its estimate: it misses too much"
    drawn = ceil(more * evidence.sample / evidence.relevant)
    return (
        f"not known: {text}; {count(more, 'more relevant one')} without a miss would be needed, about "
        f"{count(drawn, 'more random citation')} (winnow round open --kind random)"
    )


def audit_refusal(planned: Reader, evidence: ReaderEvidence) -> str:
    """Why the audit does not allow it to set citations aside; empty where it does."""
    if not evidence.audit_round:
        return (
            f"the audit of {number(planned.audit)} of what it would set aside has not been drawn: "
            f"winnow reader audit {planned.name} --as NAME"
        )
    if evidence.audit_wrong:
        return (
            f"the audit failed: {number(evidence.audit_wrong)} of {number(evidence.audited)} were "
            "relevant; another counts only after the protocol's cut was amended"
        )
    if evidence.audit_most is None:
        return "the audit has not been read and settled completely"
    if evidence.audited < min(planned.audit, evidence.set_aside):
        return (
            f"the audit read {number(evidence.audited)}, the protocol plans {number(planned.audit)}"
        )
    return ""


def lost(state: ReviewState, plan: Plan, reader: ReaderState) -> str:
    """Why a reader may not keep its role; empty where it may, or has none to lose.

    The bound here is that of the plain two-sided interval on all there is: to end a role needs no
    allowance for having looked before.
    """
    from winnow_sr.stopping.exact import error_at, share_low

    role = reader.role
    if role not in ("second", "exclude"):
        return ""
    evidence = evidence_of(state, plan, reader, whole=False)
    planned = plan.reader(reader.declared.reader)
    if planned is None or READER_ROLES.index(role) > READER_ROLES.index(planned.role):
        return "the protocol does not plan it any more"
    if cut_of(plan, reader) != reader.cut:
        return "the protocol's cut was changed: it must be measured anew"
    error = error_at(1, planned.confidence)
    bound = share_low(evidence.found, evidence.relevant, error) if evidence.relevant else 0.0
    if bound < planned.floor:
        return (
            f"on {count(evidence.sample, 'randomly chosen citation')} it has now found "
            f"{number(evidence.found)} of {count(evidence.relevant, 'relevant one')}: at least "
            f"{at_least(bound)}, under the floor of {percent(planned.floor)}"
        )
    if role == "exclude" and evidence.audit_wrong:
        return f"{number(evidence.audit_wrong)} of the audited were relevant after all"
    return ""


def would_set_aside(state: ReviewState, plan: Plan, reader: ReaderState) -> list[CitationId]:
    """What it would set aside, were it granted `exclude`: the pool of an audit."""
    cut = cut_of(plan, reader)
    return sorted(under_cut(state, reader, cut)) if cut is not None else []
