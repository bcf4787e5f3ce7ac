"""Facts for the report kit: votes, merges, trainings, the stop, counted from state and events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from winnow_sr import __version__
from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState, decode
from winnow_sr.ledger.store import Event
from winnow_sr.prisma.flow import Flow
from winnow_sr.protocol.plan import Plan
from winnow_sr.report.facts import (
    Deduplication,
    Described,
    Learning,
    Pair,
    Round,
    Search,
    Stage,
    Stopping,
)
from winnow_sr.screening.agreement import agreement, first_votes
from winnow_sr.screening.deciding import citation_id
from winnow_sr.screening.gate import gate
from winnow_sr.screening.outcomes import SETTLED, outcome_at, statuses, wanted_votes

LIBRARIES = ("asreview", "numpy", "scipy", "scikit-learn", "pandas", "rapidfuzz", "python-docx")


class Tally:
    """What the state does not keep: how often each kind of thing was done."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.rules: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter(event.kind for event in events)
        self.verdicts: Counter[str] = Counter()
        """By stage."""
        self.visible: Counter[str] = Counter()
        self.withdrawn: Counter[str] = Counter()
        self.phases: Counter[str] = Counter()
        self.second: Counter[str] = Counter()
        """Rankings that no queue follows, made for one round, by model."""
        self.undone: Counter[bool] = Counter()
        """Answers on doubtful pairs taken back: same (True) or different (False)."""
        self.first_verdict = 0
        """seq of the first verdict; 0 before it."""
        wanted = (
            "decision_made",
            "decision_withdrawn",
            "model_trained",
            "duplicates_found",
            "duplicate_answer_withdrawn",
        )
        for seq, _, _, kind, payload, _ in decode(e for e in events if e.kind in wanted):
            getattr(self, f"_{kind}")(seq, payload)

    def _decision_made(self, seq: int, payload: Mapping[str, Any]) -> None:
        self.first_verdict = self.first_verdict or seq
        self.verdicts[payload["stage"]] += 1
        self.visible[payload["stage"]] += bool(payload["visible"])

    def _decision_withdrawn(self, seq: int, payload: Mapping[str, Any]) -> None:
        self.withdrawn[payload["stage"]] += 1

    def _model_trained(self, seq: int, payload: Mapping[str, Any]) -> None:
        self.phases[payload["description"].get("phase", "")] += 1
        if not payload["kept"]:
            self.second[payload["description"].get("model", "")] += 1

    def _duplicate_answer_withdrawn(self, seq: int, payload: Mapping[str, Any]) -> None:
        self.undone[bool(payload["same"])] += 1

    def _duplicates_found(self, seq: int, payload: Mapping[str, Any]) -> None:
        self.rules.update(link["rule"] for link in payload["links"])


def searches(state: ReviewState, plan: Plan) -> tuple[Search, ...]:
    """Every import."""
    dates = {source.name: source.date for source in plan.sources if source.date}
    return tuple(
        Search(
            source=s["source"], lane=s["lane"], platform=s["platform"], date=s["date"],
            planned=dates.get(s["source"]) == s["date"], at=s["at"],
            strategy=s["strategy"], file=s["file"], digest=s["digest"], format=s["format"],
            entries=s["entries"], imported=s["count"], unchanged=s["unchanged"],
            quarantined=s["quarantined"],
        )
        for s in state.searches
    )  # fmt: skip


def deduplication(state: ReviewState, tally: Tally) -> Deduplication:
    """What was merged by rule and by hand, and what is left."""
    return Deduplication(
        by_rule=tuple(tally.rules.most_common()),
        merged=tally.kinds["citations_merged"] - tally.undone[True],
        split=tally.kinds["citations_split"],
        kept_apart=tally.kinds["citations_kept_apart"] - tally.undone[False],
        doubtful=len(state.doubtful),
        uncompared=state.n_records - state.compared_upto,
    )


def pairs(
    state: ReviewState, stage: str, citations: Collection[int] | None = None
) -> tuple[Pair, ...]:
    """Agreement of every pair of reviewers."""
    return tuple(
        Pair(
            tuple(a["raters"]), a["n"], a["observed"], a["cohen_kappa"], a["kappa_low"],
            a["kappa_high"], a["pabak"], a["gwet_ac1"], a.get("krippendorff_alpha"),
        )
        for a in agreement(state, stage, citations)
    )  # fmt: skip


def rounds(state: ReviewState, plan: Plan) -> tuple[Round, ...]:
    """Every round with the agreement reached in it."""
    found = []
    for r in state.rounds:
        batch = {state.citation_of(c) for c in r["citations"]}
        status = statuses(state, plan, r["stage"])
        said = gate(state, plan, r) if r["kind"] == "pilot" else None
        words = "" if said is None else "passed" if said["passed"] else "failed"
        found.append(
            Round(
                number=r["round"], kind=r["kind"], size=len(batch), opened=r["opened"],
                closed=r["closed"], reviewers=r["reviewers"], model=r["model"], unread=r["unread"],
                read=sum(1 for c in batch if status.get(c) in SETTLED),
                relevant=sum(1 for c in batch if status.get(c) == "include"),
                gate=words, value=said["value"] if said else 0.0, despite=r["despite"],
                agreement=pairs(state, r["stage"], batch),
            )
        )  # fmt: skip
    return tuple(found)


def stage_facts(state: ReviewState, plan: Plan, stage: str, tally: Tally) -> Stage:
    """Who voted, how often each citation was read, how disagreements ended."""
    first = first_votes(state, stage)
    status = statuses(state, plan, stage)
    resolved: Counter[str] = Counter()
    for citation in {state.citation_of(record) for record in state.resolutions[stage]}:
        vote = state.resolution_of(stage, citation)
        outcome = outcome_at(state, plan, stage, citation)
        if vote is not None and outcome.settled and outcome.seq == vote.seq:
            resolved[vote.actor] += 1
    said: dict[int, set[str]] = {}
    for votes in first.values():
        for citation, verdict in votes.items():
            said.setdefault(citation, set()).add(verdict)
    differed = [c for c, verdicts in said.items() if len(verdicts) > 1]
    settled = [c for c in differed if outcome_at(state, plan, stage, c).settled]
    spread = Counter(len(state.votes_on(stage, c)) for c in state.voted(stage))
    return Stage(
        name=stage, wanted=wanted_votes(plan, stage),
        reviewers=tuple(sorted((who, len(votes)) for who, votes in first.items())),
        votes=tuple(sorted(spread.items())),
        verdicts=tally.verdicts[stage], visible=tally.visible[stage],
        withdrawn=tally.withdrawn[stage],
        resolved=tuple(sorted(resolved.items())),
        discussed=sum(1 for c in settled if state.resolution_of(stage, c) is None),
        open=sum(1 for s in status.values() if s == "conflict"),
        agreement=pairs(state, stage),
    )  # fmt: skip


def learning(state: ReviewState, plan: Plan, tally: Tally) -> Learning:
    """The rankings; the planned model where none was made."""
    from winnow_sr.ranking.cards import model_card

    last = state.trained
    told = last.get("description", {})
    name = told.get("model", plan.screening.model)
    try:
        card = model_card(name)
        summary, reads = card.summary, card.reads
    except WinnowError:
        summary, reads = "", ()
    return Learning(
        trainings=tally.kinds["model_trained"], learned=tally.phases["model"], model=name,
        second=tuple(tally.second.most_common()),
        summary=summary, reads=reads, parameters=told.get("parameters", {}),
        seed=told.get("seed", plan.screening.seed), versions=told.get("versions", {}),
        policy=last.get("policy", ""), labels=last.get("labels", 0),
        relevant=last.get("relevant", 0), citations=last.get("citations", 0),
        last=last.get("at", ""), training_set=last.get("training_set", ""),
        ranking=last.get("ranking", ""),
    )  # fmt: skip


def stopping(state: ReviewState, tally: Tally) -> Stopping:
    """The rule as fixed, and the declared stop."""
    from winnow_sr.stopping import make_rule

    fixed, stop = state.rule, state.stop
    if not fixed:
        return Stopping()
    try:
        rule = make_rule(
            fixed["rule"], target=fixed["target"], confidence=fixed["confidence"],
            **fixed["parameters"],
        )  # fmt: skip
        told = (rule.assumption, rule.guarantee, rule.warning)
    except WinnowError:
        told = ("", "", "")
    begun = tally.first_verdict
    return Stopping(
        rule=fixed["rule"], target=fixed["target"], confidence=fixed["confidence"],
        parameters=fixed["parameters"], fixed=fixed["at"],
        before_screening=not begun or fixed["seq"] < begun,
        assumption=told[0], guarantee=told[1], warning=told[2],
        at=stop.get("at", ""), actor=stop.get("actor", ""), label=stop.get("label", ""),
        text=stop.get("text", ""), reason=stop.get("reason", ""), numbers=stop.get("numbers", {}),
        unread=len(stop.get("unread", ())),
    )  # fmt: skip


def descriptions(state: ReviewState, flow: Flow) -> dict[str, Described]:
    """Included study -> its newest description.

    A report may have been described before it was linked to a study, or merged with another
    since: its description then goes with the study that it belongs to now.
    """
    owner = {c: s for s, cited in flow.citations_of_study.items() for c in cited}
    found: dict[str, Described] = {}
    for name, said in sorted(state.described.items(), key=lambda item: item[1]["seq"]):
        study = name
        if name not in state.studies and name[:1] == "C" and name[1:].isdigit():
            study = owner.get(citation_id(state.citation_of(int(name[1:]))), "")
        if study in flow.citations_of_study:
            found[study] = Described(
                said["design"], tuple(said["substances"]), tuple(said["claims"]), said["note"],
                said["actor"], said["at"],
            )  # fmt: skip
    return found


def environment() -> dict[str, Any]:
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
