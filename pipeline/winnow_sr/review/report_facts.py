"""Facts for the report kit: votes, merges, trainings, the stop, counted from state and events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from winnow_sr import __version__
from winnow_sr.errors import WinnowError
from winnow_sr.ledger import events as ev
from winnow_sr.ledger.codec import StoredEvent
from winnow_sr.ledger.state import ReviewState, Round, Rule, Search, Stop
from winnow_sr.prisma.flow import Flow
from winnow_sr.protocol.plan import Plan
from winnow_sr.report import facts
from winnow_sr.review.report_tally import Tally
from winnow_sr.screening.agreement import agreement, first_votes
from winnow_sr.screening.gate import gate
from winnow_sr.screening.merges import merges
from winnow_sr.screening.missed import missed_by_readers
from winnow_sr.screening.outcomes import outcome_at, statuses, wanted_votes
from winnow_sr.screening.quality import check_result
from winnow_sr.vocabulary import SETTLED, CitationId, Stage, citation_id, parse_citation

LIBRARIES = ("asreview", "numpy", "scipy", "scikit-learn", "pandas", "rapidfuzz", "python-docx")


def ledger(state: ReviewState, events: Sequence[StoredEvent]) -> facts.Ledger:
    """Where all this comes from; `events`, at least one, lead to `state`."""
    return facts.Ledger(
        events=len(events),
        head=state.hash,
        created=events[0].at,
        last=events[-1].at,
        versions=tuple(dict.fromkeys(event.tool_version for event in events)),
        protocol=state.protocol_digest,
    )


def searches(state: ReviewState, plan: Plan) -> tuple[facts.Search, ...]:
    """Every import."""
    dates = {source.name: source.date for source in plan.sources if source.date}
    return tuple(
        facts.Search(
            source=search.source,
            lane=search.lane,
            platform=search.platform,
            date=search.date,
            planned=dates.get(search.source) == search.date,
            at=search.at,
            strategy=search.strategy,
            file=search.file,
            digest=search.digest,
            format=search.format,
            entries=search.entries,
            imported=search.count,
            unchanged=search.unchanged,
            quarantined=search.quarantined,
            as_run=was_run(search, plan),
            hits=search.hits,
        )
        for search in state.searches
    )


def was_run(search: Search, plan: Plan) -> bool:
    """Was the strategy recorded as it was run? Early versions did not write it down: a text that is
    not the protocol's was given with the import."""
    planned = plan.source(search.source)
    text = search.strategy.strip()
    return bool(text) and (search.as_run or planned is None or text != planned.strategy.strip())


def taken_back(state: ReviewState) -> tuple[facts.Withdrawn, ...]:
    """Imports that count no more, in the order in which they were taken back."""
    return tuple(
        facts.Withdrawn(
            source=back.search.source,
            file=back.search.file,
            records=back.search.count + sum(repair.count for repair in back.repairs),
            at=back.at,
            actor=back.actor,
            reason=back.reason,
        )
        for back in state.taken_back
    )


def documents(flow: Flow) -> dict[str, int]:
    """Included citation -> the documents that it stands for, where not one."""
    included = {c for cited in flow.citations_of_study.values() for c in cited}
    return {f.citation: f.reports for f in flow.fates if f.citation in included and f.reports != 1}


def deduplication(state: ReviewState, tally: Tally) -> facts.Deduplication:
    """What was merged by rule and by hand, and what is left."""
    rules, merged = tally.rules, tally.times(ev.CitationsMerged) - tally.undone[True]
    if state.gone:
        made = merges(tally.joined, state)
        rules, merged = Counter(made.by_rule), made.by_person
    return facts.Deduplication(
        by_rule=tuple(rules.most_common()),
        merged=merged,
        split=tally.times(ev.CitationsSplit),
        kept_apart=tally.times(ev.CitationsKeptApart) - tally.undone[False],
        doubtful=len(state.doubtful),
        uncompared=state.uncompared(),
    )


def pairs(
    state: ReviewState, stage: Stage, citations: Collection[CitationId] | None = None
) -> tuple[facts.Pair, ...]:
    """Agreement of every pair of reviewers."""
    return tuple(
        facts.Pair(
            raters=tuple(row.raters),
            n=row.n,
            observed=row.observed,
            kappa=row.cohen_kappa,
            low=row.kappa_low,
            high=row.kappa_high,
            pabak=row.pabak,
            pabak_low=row.pabak_low,
            pabak_high=row.pabak_high,
            ac1=row.gwet_ac1,
            ac1_low=row.ac1_low,
            ac1_high=row.ac1_high,
            alpha=row.krippendorff_alpha,
        )
        for row in agreement(state, stage, citations)
    )


def rounds(state: ReviewState, plan: Plan) -> tuple[facts.Round, ...]:
    """Every round with the agreement reached in it."""
    return tuple(_round(state, plan, found) for found in state.rounds)


def _round(state: ReviewState, plan: Plan, found: Round) -> facts.Round:
    batch = set(state.citations_of(found.citations))
    status = statuses(state, plan, found.stage)
    said = gate(state, plan, found) if found.kind == "pilot" else None
    return facts.Round(
        number=found.round,
        kind=found.kind,
        size=len(batch),
        opened=found.opened,
        closed=found.closed,
        reviewers=found.reviewers,
        model=found.model,
        unread=found.unread,
        read=sum(status.get(c) in SETTLED for c in batch),
        relevant=sum(status.get(c) == "include" for c in batch),
        gate="" if said is None else said.text,
        overridden=found.overridden,
        cancelled=found.cancelled,
        check=check_result(state, plan, found).text if found.kind == "check" else "",
        despite=found.despite,
        agreement=pairs(state, found.stage, batch),
    )


def stage_facts(state: ReviewState, plan: Plan, stage: Stage, tally: Tally) -> facts.Stage:
    """Who voted, how often each citation was read, how disagreements ended."""
    first = first_votes(state, stage)
    status = statuses(state, plan, stage)
    spread = Counter(len(state.votes_on(stage, c)) for c in state.voted(stage))
    return facts.Stage(
        name=stage,
        wanted=wanted_votes(plan, stage),
        reviewers=tuple(sorted((who, len(votes)) for who, votes in first.items())),
        votes=tuple(sorted(spread.items())),
        verdicts=tally.verdicts[stage],
        visible=tally.visible[stage],
        offered=tally.offered[stage],
        withdrawn=tally.withdrawn[stage],
        resolved=tuple(sorted(_resolved(state, plan, stage).items())),
        discussed=_discussed(state, plan, stage, first),
        open=sum(found == "conflict" for found in status.values()),
        agreement=pairs(state, stage),
    )


def _resolved(state: ReviewState, plan: Plan, stage: Stage) -> Counter[str]:
    """Adjudicator -> how many of their resolutions are what the citation's verdict rests on."""
    found: Counter[str] = Counter()
    for citation in set(state.citations_of(state.resolutions[stage])):
        vote = state.resolution_of(stage, citation)
        outcome = outcome_at(state, plan, stage, citation)
        if vote is not None and outcome.settled and outcome.seq == vote.seq:
            found[vote.actor] += 1
    return found


def _discussed(
    state: ReviewState, plan: Plan, stage: Stage, first: dict[str, dict[CitationId, str]]
) -> int:
    """Disagreements of first votes that were settled without an adjudicator."""
    said: dict[CitationId, set[str]] = {}
    for votes in first.values():
        for citation, verdict in votes.items():
            said.setdefault(citation, set()).add(verdict)
    return sum(
        outcome_at(state, plan, stage, citation).settled
        and state.resolution_of(stage, citation) is None
        for citation, verdicts in said.items()
        if len(verdicts) > 1
    )


def learning(state: ReviewState, plan: Plan, tally: Tally) -> facts.Learning:
    """The rankings; the planned model where none was made."""
    last = state.trained
    planned = ev.Training(model=plan.screening.model, seed=plan.screening.seed)
    training = planned if last is None else last.training
    summary, reads = _card(training.model)
    found = facts.Learning(
        trainings=tally.times(ev.ModelTrained),
        learned=tally.phases["model"],
        second=tuple(tally.second.most_common()),
        model=training.model,
        summary=summary,
        reads=reads,
        parameters=training.parameters,
        seed=training.seed,
        versions=training.versions,
    )
    if last is None:
        return found
    return replace(
        found,
        policy=last.policy,
        labels=last.labels,
        relevant=last.relevant,
        citations=last.citations,
        last=last.at,
        gaps=tuple(tally.gaps),
        training_set=last.training_set,
        ranking=last.ranking,
    )


def _card(model: str) -> tuple[str, tuple[str, ...]]:
    """What a ranking model is, in a sentence, and what it reads; empty where it is not known."""
    from winnow_sr.ranking.model_cards import model_card

    try:
        card = model_card(model)
    except WinnowError:
        return "", ()
    return card.summary, card.reads


def stopping(state: ReviewState, plan: Plan, tally: Tally) -> facts.Stopping:
    """The rule as fixed, and the declared stop."""
    fixed, stop = state.rule, state.stop
    if fixed is None:
        return facts.Stopping()
    assumption, guarantee, warning = _words(fixed)
    begun = tally.first_verdict
    found = facts.Stopping(
        rule=fixed.rule,
        target=fixed.target,
        confidence=fixed.confidence,
        parameters=fixed.parameters,
        fixed=fixed.at,
        before_screening=not begun or fixed.seq < begun,
        assumption=assumption,
        guarantee=guarantee,
        warning=warning,
        missed=missed_words(state, plan),
    )
    if stop is None:
        return found
    return replace(
        found,
        at=stop.at,
        actor=stop.actor,
        label=stop.label,
        meaning=meaning_of(stop),
        text=stop.text,
        reason=stop.reason,
        numbers=stop.numbers,
        unread=len(stop.unread),
    )


def missed_words(state: ReviewState, plan: Plan) -> str:
    """What both of two readers excluded by mistake; empty where it cannot be estimated."""
    found = missed_by_readers(state, plan)
    if found is None or found.missed is None:
        return ""
    return f"{found.reviewers[0]} and {found.reviewers[1]}: {found.text}"


def meaning_of(stop: Stop) -> str:
    """What the label of a stop says; where nothing was left unread, it says nothing."""
    from winnow_sr.stopping.labels import MEANINGS, known_label

    label = known_label(stop.label)
    return MEANINGS[label] if label and stop.unread else ""


def _words(fixed: Rule) -> tuple[str, str, str]:
    """What the rule assumes, what it guarantees, what it warns of; empty where it is not known."""
    from winnow_sr.stopping import make_rule

    try:
        rule = make_rule(
            fixed.rule, target=fixed.target, confidence=fixed.confidence, **fixed.parameters
        )
    except WinnowError:
        return "", "", ""
    return rule.assumption, rule.guarantee, rule.warning


def descriptions(state: ReviewState, flow: Flow) -> dict[str, facts.Described]:
    """Included study -> its newest description.

    A report may have been described before it was linked to a study, or merged with another
    since: its description then goes with the study that it belongs to now.
    """
    owner = {c: s for s, cited in flow.citations_of_study.items() for c in cited}
    found: dict[str, facts.Described] = {}
    for name, said in sorted(state.described.items(), key=lambda item: item[1].seq):
        study = name
        cited = parse_citation(name) if name not in state.studies else None
        if cited is not None:
            study = owner.get(citation_id(state.citation_of(cited)), "")
        if study in flow.citations_of_study:
            found[study] = facts.Described(
                design=said.design,
                substances=tuple(said.substances),
                claims=tuple(said.claims),
                note=said.note,
                by=said.actor,
                at=said.at,
            )
    return found


def not_retrieved(state: ReviewState) -> dict[str, str]:
    """Citation id -> why its report could not be had, where somebody said why."""
    return {
        citation_id(state.citation_of(record)): report.reason
        for record, report in state.reports.items()
        if report.status == "not-retrieved" and report.reason
    }


def environment() -> dict[str, str | dict[str, str]]:
    """Versions of everything that numbers could depend on. No machine's name, no path."""
    import platform

    libraries: dict[str, str] = {}
    for name in LIBRARIES:
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "winnow": __version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "libraries": libraries,
    }
