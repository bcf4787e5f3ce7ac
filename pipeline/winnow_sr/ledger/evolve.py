"""What each kind of event changes in the state: one function a kind, chosen by the event's type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias, TypeVar

import msgspec

from winnow_sr.ledger import events as ev
from winnow_sr.ledger import readers
from winnow_sr.ledger.ballots import Ballot, Vote
from winnow_sr.ledger.codec import Entry, damaged
from winnow_sr.ledger.state import (
    Amendment,
    Described,
    Member,
    Packet,
    Place,
    Removal,
    Repair,
    Report,
    ReviewState,
    Round,
    Rule,
    Search,
    Stop,
    TakenBack,
    Trained,
)
from winnow_sr.ledger.taking_back import records_of, take_out
from winnow_sr.vocabulary import TITLE_ABSTRACT, RecordId, ReportStatus, Stage

E = TypeVar("E", bound=ev.Event)
S = TypeVar("S", bound=msgspec.Struct)
Change: TypeAlias = Callable[[ReviewState, Entry, E], None]

CHANGES: dict[type[ev.Event], Change[Any]] = {}


def evolve(state: ReviewState, entry: Entry) -> None:
    """Take one event in. WinnowError where what it says cannot be so."""
    event = entry.event
    try:
        CHANGES[type(event)](state, entry, event)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise damaged(entry.seq, ev.KIND_OF[type(event)], error) from error
    state.seq, state.hash = entry.seq, entry.hash


def changes(kind: type[E]) -> Callable[[Change[E]], Change[E]]:
    """Register what a kind of event changes."""

    def register(change: Change[E]) -> Change[E]:
        CHANGES[kind] = change
        return change

    return register


def _with(cls: type[S], event: ev.Event, **more: object) -> S:
    """A value of the state that holds all that the event says, and more."""
    return cls(**{name: getattr(event, name) for name in event.__struct_fields__}, **more)


# -- the protocol --------------------------------------------------------------------------------
@changes(ev.ReviewCreated)
def review_created(state: ReviewState, at: Entry, event: ev.ReviewCreated) -> None:
    state.title, state.plan = event.title, bytes(event.plan).decode()
    state.protocol_digest, state.protocol_text = event.digest, event.text


@changes(ev.ProtocolAmended)
def protocol_amended(state: ReviewState, at: Entry, event: ev.ProtocolAmended) -> None:
    before = state.plan
    review_created(state, at, event)
    readers.plan_changed(state, at, before, state.plan)
    state.amendments.append(Amendment(at.seq, at.at, at.actor, event.reason, event.changed))
    state.training_seq = at.seq


# -- records and citations -----------------------------------------------------------------------
@changes(ev.SearchImported)
def search_imported(state: ReviewState, at: Entry, event: ev.SearchImported) -> None:
    state.searches.append(_with(Search, event, seq=at.seq, at=at.at))
    state.n_records += event.count
    if event.count:
        state.training_seq = at.seq


@changes(ev.QuarantineRepaired)
def quarantine_repaired(state: ReviewState, at: Entry, event: ev.QuarantineRepaired) -> None:
    state.repairs.append(_with(Repair, event, seq=at.seq, at=at.at))
    state.n_records += event.count
    state.training_seq = at.seq


@changes(ev.SourceRenamed)
def source_renamed(state: ReviewState, at: Entry, event: ev.SourceRenamed) -> None:
    said = {new.search: new for new in event.searches}
    state.searches = [
        msgspec.structs.replace(
            search,
            source=event.new,
            lane=said[search.seq].lane,
            date=said[search.seq].date,
            platform=said[search.seq].platform,
            strategy=said[search.seq].strategy,
        )
        if search.seq in said
        else search
        for search in state.searches
    ]
    state.repairs = [
        msgspec.structs.replace(repair, source=event.new, lane=said[repair.search].lane)
        if repair.search in said
        else repair
        for repair in state.repairs
    ]


@changes(ev.ImportTakenBack)
def import_taken_back(state: ReviewState, at: Entry, event: ev.ImportTakenBack) -> None:
    (search,) = [found for found in state.searches if found.seq == event.search]
    repairs = [found for found in state.repairs if found.search == event.search]
    back = TakenBack(
        search=search,
        repairs=repairs,
        seq=at.seq,
        at=at.at,
        actor=at.actor,
        reason=event.reason,
    )
    state.taken_back.append(back)
    state.searches = [found for found in state.searches if found is not search]
    state.repairs = [found for found in state.repairs if found.search != event.search]
    take_out(state, records_of(search, repairs))
    state.training_seq = at.seq


@changes(ev.RecordEdited)
def record_edited(state: ReviewState, at: Entry, event: ev.RecordEdited) -> None:
    state.edits.setdefault(event.record, {})[event.field] = event.value
    state.training_seq = at.seq


@changes(ev.RecordsRemoved)
def records_removed(state: ReviewState, at: Entry, event: ev.RecordsRemoved) -> None:
    for citation in event.citations:
        state.removed[citation] = Removal(event.by, event.reason)


@changes(ev.RecordsRestored)
def records_restored(state: ReviewState, at: Entry, event: ev.RecordsRestored) -> None:
    for citation in event.citations:
        state.removed.pop(citation, None)


def _group(state: ReviewState, records: Iterable[RecordId]) -> None:
    """Make these records one citation; each leaves the one it was in."""
    members = sorted(set(records))
    for record in members:
        state.groups.pop(record, None)
        state.first.pop(record, None)
    if len(members) > 1:
        state.groups[members[0]] = members
        state.first.update(dict.fromkeys(members, members[0]))


def _together(state: ReviewState, records: Iterable[RecordId]) -> list[RecordId]:
    """All records of the citations that these records belong to."""
    return [m for record in records for m in state.members(state.citation_of(record))]


@changes(ev.DuplicatesFound)
def duplicates_found(state: ReviewState, at: Entry, event: ev.DuplicatesFound) -> None:
    for group in event.groups:
        _group(state, _together(state, group))
    state.compared_upto = event.upto
    state.doubtful = list(event.doubtful)
    state.warnings = event.warnings
    state.machine_merged += len(event.links)
    if event.groups:
        state.training_seq = at.seq


def _pair(state: ReviewState, a: RecordId, b: RecordId) -> frozenset[RecordId]:
    return frozenset((state.citation_of(a), state.citation_of(b)))


def _forget_doubt(state: ReviewState, a: RecordId, b: RecordId) -> None:
    settled = _pair(state, a, b)
    state.doubtful = [d for d in state.doubtful if _pair(state, d.a, d.b) != settled]


@changes(ev.CitationsMerged)
def citations_merged(state: ReviewState, at: Entry, event: ev.CitationsMerged) -> None:
    _forget_doubt(state, event.a, event.b)
    _group(state, _together(state, (event.a, event.b)))
    state.same.append((event.a, event.b))
    state.apart = [pair for pair in state.apart if set(pair) != {event.a, event.b}]
    state.doubtful = [d for d in state.doubtful if len(_pair(state, d.a, d.b)) > 1]
    state.person_merged += 1
    state.training_seq = at.seq


@changes(ev.CitationsSplit)
def citations_split(state: ReviewState, at: Entry, event: ev.CitationsSplit) -> None:
    record = event.record
    others = [m for m in state.members(state.citation_of(record)) if m != record]
    _group(state, [record])
    _group(state, others)
    state.apart.extend((min(record, m), max(record, m)) for m in others)
    state.same = [pair for pair in state.same if record not in pair]
    state.training_seq = at.seq


@changes(ev.CitationsKeptApart)
def citations_kept_apart(state: ReviewState, at: Entry, event: ev.CitationsKeptApart) -> None:
    _forget_doubt(state, event.a, event.b)
    state.apart.append((min(event.a, event.b), max(event.a, event.b)))


@changes(ev.DuplicateAnswerWithdrawn)
def duplicate_answer_withdrawn(
    state: ReviewState, at: Entry, event: ev.DuplicateAnswerWithdrawn
) -> None:
    pair = {event.a, event.b}
    if event.same:
        _group(state, event.one)
        _group(state, event.two)
        state.same = [said for said in state.same if set(said) != pair]
        state.person_merged -= 1
        state.training_seq = at.seq
    else:
        state.apart = [said for said in state.apart if set(said) != pair]
    state.doubtful = [*event.doubts, *state.doubtful]


# -- screening -----------------------------------------------------------------------------------
@changes(ev.RoundOpened)
def round_opened(state: ReviewState, at: Entry, event: ev.RoundOpened) -> None:
    if event.despite:  # to open a round all the same is an override, too
        pilots = [found.round for found in state.rounds if found.kind == "pilot" and found.closed]
        _round(state, pilots[-1] if pilots else 0, overridden=event.despite)
    state.rounds.append(_with(Round, event, opened=at.at))
    if event.reviewers and event.kind != "check":
        state.wanted.update(dict.fromkeys(event.citations, event.reviewers))


def _round(state: ReviewState, number: int, **more: str) -> None:
    """Say more of one round."""
    state.rounds = [
        msgspec.structs.replace(found, **more) if found.round == number else found
        for found in state.rounds
    ]


@changes(ev.RoundClosed)
def round_closed(state: ReviewState, at: Entry, event: ev.RoundClosed) -> None:
    _round(state, event.round, closed=at.at)


@changes(ev.RoundCancelled)
def round_cancelled(state: ReviewState, at: Entry, event: ev.RoundCancelled) -> None:
    _round(state, event.round, closed=at.at, cancelled=event.reason)


@changes(ev.GateOverridden)
def gate_overridden(state: ReviewState, at: Entry, event: ev.GateOverridden) -> None:
    _round(state, event.round, overridden=event.reason)


@changes(ev.ModelTrained)
def model_trained(state: ReviewState, at: Entry, event: ev.ModelTrained) -> None:
    if event.kept:
        state.trained = Trained(
            seq=at.seq,
            at=at.at,
            basis=event.basis,
            description=bytes(event.description).decode(),
            training_set=event.training_set,
            labels=event.labels,
            relevant=event.relevant,
            citations=event.citations,
            policy=event.policy,
            ranking=event.ranking,
        )


@changes(ev.CitationsOffered)
def citations_offered(state: ReviewState, at: Entry, event: ev.CitationsOffered) -> None:
    state.offered[event.reviewer] = event
    if event.packet:
        state.packets[event.packet] = Packet(event.reviewer, event.stage, event.citations, at.at)


@changes(ev.PacketDropped)
def packet_dropped(state: ReviewState, at: Entry, event: ev.PacketDropped) -> None:
    state.packets.pop(event.packet, None)


@changes(ev.WorkShared)
def work_shared(state: ReviewState, at: Entry, event: ev.WorkShared) -> None:
    on = state.shared[event.stage]
    stay = bool(event.shares) and not event.only
    for citation in event.citations:
        places = [p for m in state.members(citation) for p in on.pop(m, ())]
        if stay and (apart := [place for place in places if place.only]):
            on[citation] = apart
    for who, citations in event.readers.items():
        for citation in citations:
            on.setdefault(citation, []).append(Place(who, event.only))


@changes(ev.DecisionMade)
def decision_made(state: ReviewState, at: Entry, event: ev.DecisionMade) -> None:
    by = state.ballots[event.stage]
    ballot = by.get(at.actor)
    if ballot is None:
        ballot = by[at.actor] = Ballot()
    vote = Vote(at.seq, at.actor, event.verdict, event.reason, event.note, event.round)
    ballot.cast(event.citation, vote)
    if event.stage == TITLE_ABSTRACT:
        state.training_seq = at.seq


@changes(ev.ConflictResolved)
def conflict_resolved(state: ReviewState, at: Entry, event: ev.ConflictResolved) -> None:
    vote = Vote(at.seq, at.actor, event.verdict, event.reason, event.note, 0)
    state.resolutions[event.stage].setdefault(event.citation, []).append(vote)
    if event.stage == TITLE_ABSTRACT:
        state.training_seq = at.seq


@changes(ev.DecisionWithdrawn)
def decision_withdrawn(state: ReviewState, at: Entry, event: ev.DecisionWithdrawn) -> None:
    _withdraw(state, event.stage, event.citation, event.decision, event.resolution, at.actor)
    if event.stage == TITLE_ABSTRACT:
        state.training_seq = at.seq


def _withdraw(
    state: ReviewState, stage: Stage, record: RecordId, decision: int, resolution: bool, who: str
) -> None:
    """Take one verdict or resolution back; decision: the seq of its event."""
    if resolution:
        on = state.resolutions[stage]
        on[record] = [vote for vote in on[record] if vote.seq != decision]
        if not on[record]:
            del on[record]
    else:
        _expose(state, stage, record, who)
        state.ballots[stage][who].withdraw(record, decision)


def _expose(state: ReviewState, stage: Stage, record: RecordId, who: str) -> None:
    """Remember that others' votes stood beside the one that is taken back."""
    votes = state.votes_on(stage, state.citation_of(record))
    own = votes.pop(who, None)
    if own is not None and votes:
        agreed = all((v.verdict == "exclude") == (own.verdict == "exclude") for v in votes.values())
        state.exposed[stage].setdefault(record, {})[who] = agreed


@changes(ev.DecisionsWithdrawn)
def decisions_withdrawn(state: ReviewState, at: Entry, event: ev.DecisionsWithdrawn) -> None:
    for vote in event.votes:
        _withdraw(state, vote.stage, vote.citation, vote.decision, vote.resolution, event.reviewer)
    state.training_seq = at.seq


@changes(ev.CitationsTagged)
def citations_tagged(state: ReviewState, at: Entry, event: ev.CitationsTagged) -> None:
    for record in event.citations:
        members = state.members(state.citation_of(record))
        for member in members:
            left = [tag for tag in state.tags.pop(member, ()) if tag not in event.removed]
            if left:
                state.tags[member] = left
        known = {tag for member in members for tag in state.tags.get(member, ())}
        new = [tag for tag in dict.fromkeys(event.added) if tag not in known]
        if new:
            state.tags.setdefault(members[0], []).extend(new)


@changes(ev.StopRuleFixed)
def stop_rule_fixed(state: ReviewState, at: Entry, event: ev.StopRuleFixed) -> None:
    state.rule = _with(Rule, event, seq=at.seq, at=at.at)


@changes(ev.ScreeningStopped)
def screening_stopped(state: ReviewState, at: Entry, event: ev.ScreeningStopped) -> None:
    state.stop = _with(Stop, event, seq=at.seq, at=at.at, actor=at.actor)


@changes(ev.ScreeningResumed)
def screening_resumed(state: ReviewState, at: Entry, event: ev.ScreeningResumed) -> None:
    state.stop = None


# -- full texts and studies ----------------------------------------------------------------------
def _report(status: ReportStatus) -> Change[ev.ReportEvent]:
    def change(state: ReviewState, at: Entry, event: ev.ReportEvent) -> None:
        state.reports[event.citation] = Report(status, event.reason)

    return change


changes(ev.ReportSought)(_report("sought"))
changes(ev.ReportRetrieved)(_report("retrieved"))
changes(ev.ReportNotRetrieved)(_report("not-retrieved"))


@changes(ev.ReportsCounted)
def reports_counted(state: ReviewState, at: Entry, event: ev.ReportsCounted) -> None:
    state.report_counts[event.citation] = event.reports


@changes(ev.ReportSetAside)
def report_set_aside(state: ReviewState, at: Entry, event: ev.ReportSetAside) -> None:
    if event.status:
        state.aside[event.citation] = event.status
    else:
        state.aside.pop(event.citation, None)


@changes(ev.MetaAnalysed)
def meta_analysed(state: ReviewState, at: Entry, event: ev.MetaAnalysed) -> None:
    state.meta = event.studies


@changes(ev.StudiesLinked)
def studies_linked(state: ReviewState, at: Entry, event: ev.StudiesLinked) -> None:
    linked = state.studies.setdefault(event.study, [])
    linked.extend(n for n in event.citations if n not in linked)


@changes(ev.StudyDescribed)
def study_described(state: ReviewState, at: Entry, event: ev.StudyDescribed) -> None:
    state.described[event.study] = _with(Described, event, seq=at.seq, at=at.at, actor=at.actor)


# -- the team ------------------------------------------------------------------------------------
@changes(ev.ReviewerJoined)
def reviewer_joined(state: ReviewState, at: Entry, event: ev.ReviewerJoined) -> None:
    state.team[event.name] = Member(event.role, True)


@changes(ev.ReviewerLeft)
def reviewer_left(state: ReviewState, at: Entry, event: ev.ReviewerLeft) -> None:
    if event.name in state.team:
        state.team[event.name] = state.team[event.name]._replace(joined=False)


# -- declared readers ----------------------------------------------------------------------------
changes(ev.ReaderDeclared)(readers.reader_declared)
changes(ev.ReaderScored)(readers.reader_scored)
changes(ev.ReaderRoleGranted)(readers.reader_role_granted)
changes(ev.ReaderRoleEnded)(readers.reader_role_ended)
