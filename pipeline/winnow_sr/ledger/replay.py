"""What each kind of event changes.

Decisions stay with the record that stood for the citation when they were made. A citation's votes
are the votes on any of its records; so a merge joins them and a split carries them back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Self

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.votes import Ballot, Vote


class Replay:
    """What is so at one moment of the ledger, and what each kind of event changes in it."""

    def __init__(self) -> None:
        self.seq = 0
        self.hash = ""
        self.title = ""
        self.plan: dict[str, Any] = {}
        self.protocol_digest = ""
        self.protocol_text = ""
        self.amendments: list[dict[str, Any]] = []
        self.searches: list[dict[str, Any]] = []
        self.repairs: list[dict[str, Any]] = []
        self.n_records = 0
        self.groups: dict[int, list[int]] = {}
        """First record of a citation -> its records, for citations of more than one."""
        self.first: dict[int, int] = {}
        """Record -> first record of its citation, for the records of `groups`."""
        self.machine_merged = 0
        self.person_merged = 0
        self.compared_upto = 0
        self.doubtful: list[dict[str, Any]] = []
        self.apart: list[list[int]] = []
        self.same: list[list[int]] = []
        self.warnings: list[str] = []
        self.edits: dict[int, dict[str, str]] = {}
        self.removed: dict[int, list[str]] = {}
        self.ballots: dict[str, dict[str, Ballot]] = {"title-abstract": {}, "full-text": {}}
        """stage -> reviewer -> what they said."""
        self.resolutions: dict[str, dict[int, list[Vote]]] = {"title-abstract": {}, "full-text": {}}
        self.rounds: list[dict[str, Any]] = []
        self.wanted: dict[int, int] = {}
        """record -> votes its citation needs at title and abstract, where a round said so."""
        self.reports: dict[int, list[str]] = {}
        self.report_counts: dict[int, int] = {}
        self.aside: dict[int, str] = {}
        """record -> awaiting or ongoing."""
        self.meta: list[str] = []
        self.studies: dict[str, list[int]] = {}
        self.described: dict[str, dict[str, Any]] = {}
        """Study (its name, or the citation of a report linked to none) -> the last description."""
        self.trained: dict[str, Any] = {}
        self.training_seq = 0
        """seq of the last event on which a ranking depends."""
        self.rule: dict[str, Any] = {}
        self.stop: dict[str, Any] = {}
        self.team: dict[str, list[str]] = {}
        """name -> [role, joined or left]."""

    def citation_of(self, record: int) -> int:
        """The citation (number of its first record) that a record belongs to."""
        return self.first.get(record, record)

    def citations_of(self, records: Collection[int]) -> Iterator[int]:
        """`citation_of` for many."""
        return map(self.first.get, records, records)

    def members(self, citation: int) -> list[int]:
        """The records of a citation, in import order."""
        return self.groups.get(citation) or [citation]

    def apply(self, events: Iterable[tuple[int, str, str, str, dict[str, Any], str]]) -> Self:
        """Take in events (seq, at, actor, kind, payload, hash) in order; returns itself."""
        handlers: dict[str, Callable[..., None]] = {}
        for seq, at, actor, kind, payload, hash_ in events:
            handler = handlers.get(kind)
            if handler is None:
                handler = getattr(self, f"_{kind}", None)
                if handler is None:
                    raise WinnowError(
                        f"event {seq} is of a kind this winnow does not know ({kind}): upgrade winnow"
                    )
                handlers[kind] = handler
            try:
                handler(seq, at, actor, payload)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise WinnowError(
                    f"event {seq} ({kind}) is damaged: run `winnow verify`, restore from a copy"
                ) from error
            self.seq, self.hash = seq, hash_
        return self

    def _fix_protocol(self, p: dict[str, Any]) -> None:
        self.title, self.plan, self.protocol_digest = p["title"], p["plan"], p["digest"]
        self.protocol_text = p.get("text", "")

    def _review_created(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self._fix_protocol(p)

    def _protocol_amended(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self._fix_protocol(p)
        self.amendments.append(
            {"seq": seq, "at": at, "actor": actor, "reason": p["reason"], "changed": p["changed"]}
        )
        self.training_seq = seq

    def _search_imported(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.searches.append({"seq": seq, "at": at, **p})
        self.n_records += p["count"]
        if p["count"]:
            self.training_seq = seq

    def _quarantine_repaired(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.repairs.append({"seq": seq, "at": at, **p})
        self.n_records += p["count"]
        self.training_seq = seq

    def _record_edited(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.edits.setdefault(p["record"], {})[p["field"]] = p["value"]
        self.training_seq = seq

    def _records_removed(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        for citation in p["citations"]:
            self.removed[citation] = [p["by"], p["reason"]]

    def _records_restored(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        for citation in p["citations"]:
            self.removed.pop(citation, None)

    def _group(self, records: Iterable[int]) -> None:
        members = sorted(set(records))
        for record in members:
            self.groups.pop(record, None)
            self.first.pop(record, None)
        if len(members) > 1:
            self.groups[members[0]] = members
            self.first.update(dict.fromkeys(members, members[0]))

    def _join(self, a: int, b: int) -> None:
        self._group([*self.members(self.citation_of(a)), *self.members(self.citation_of(b))])

    def _duplicates_found(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        for group in p["groups"]:
            self._group([m for record in group for m in self.members(self.citation_of(record))])
        self.compared_upto = p["upto"]
        self.doubtful = p["doubtful"]
        self.warnings = p["warnings"]
        self.machine_merged += len(p["links"])
        if p["groups"]:
            self.training_seq = seq

    def _forget_doubt(self, a: int, b: int) -> None:
        pair = {self.citation_of(a), self.citation_of(b)}
        self.doubtful = [
            d for d in self.doubtful if {self.citation_of(d["a"]), self.citation_of(d["b"])} != pair
        ]

    def _citations_merged(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self._forget_doubt(p["a"], p["b"])
        self._join(p["a"], p["b"])
        self.same.append([p["a"], p["b"]])
        self.apart = [pair for pair in self.apart if set(pair) != {p["a"], p["b"]}]
        self.doubtful = [
            d for d in self.doubtful if self.citation_of(d["a"]) != self.citation_of(d["b"])
        ]
        self.person_merged += 1
        self.training_seq = seq

    def _citations_split(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        record = p["record"]
        others = [m for m in self.members(self.citation_of(record)) if m != record]
        self._group([record])
        self._group(others)
        self.apart.extend([min(record, m), max(record, m)] for m in others)
        self.same = [pair for pair in self.same if record not in pair]
        self.training_seq = seq

    def _citations_kept_apart(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self._forget_doubt(p["a"], p["b"])
        self.apart.append(sorted((p["a"], p["b"])))

    def _duplicate_answer_withdrawn(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        pair = {p["a"], p["b"]}
        if p["same"]:
            self._group(p["one"])
            self._group(p["two"])
            self.same = [said for said in self.same if set(said) != pair]
            self.person_merged -= 1
            self.training_seq = seq
        else:
            self.apart = [said for said in self.apart if set(said) != pair]
        self.doubtful = [*p["doubts"], *self.doubtful]

    def _round_opened(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.rounds.append({**p, "opened": at, "closed": ""})
        if p["reviewers"]:
            self.wanted.update(dict.fromkeys(p["citations"], p["reviewers"]))

    def _round_closed(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        for found in self.rounds:
            if found["round"] == p["round"]:
                found["closed"] = at

    def _model_trained(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        if p["kept"]:
            self.trained = {"seq": seq, "at": at, **p}

    def _decision_made(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        by = self.ballots[p["stage"]]
        ballot = by.get(actor)
        if ballot is None:
            ballot = by[actor] = Ballot()
        ballot.cast(
            p["citation"], Vote(seq, actor, p["verdict"], p["reason"], p["note"], p["round"])
        )
        if p["stage"] == "title-abstract":
            self.training_seq = seq

    def _conflict_resolved(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        vote = Vote(seq, actor, p["verdict"], p["reason"], p["note"], 0)
        self.resolutions[p["stage"]].setdefault(p["citation"], []).append(vote)
        if p["stage"] == "title-abstract":
            self.training_seq = seq

    def _decision_withdrawn(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        taken, stage, record = p["decision"], p["stage"], p["citation"]
        if p["resolution"]:
            on = self.resolutions[stage]
            on[record] = [vote for vote in on[record] if vote.seq != taken]
            if not on[record]:
                del on[record]
        else:
            self.ballots[stage][actor].withdraw(record, taken)
        if stage == "title-abstract":
            self.training_seq = seq

    def _report_sought(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.reports[p["citation"]] = ["sought", p["reason"]]

    def _report_retrieved(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.reports[p["citation"]] = ["retrieved", p["reason"]]

    def _report_not_retrieved(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.reports[p["citation"]] = ["not-retrieved", p["reason"]]

    def _reports_counted(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.report_counts[p["citation"]] = p["reports"]

    def _report_set_aside(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        if p["status"]:
            self.aside[p["citation"]] = p["status"]
        else:
            self.aside.pop(p["citation"], None)

    def _meta_analysed(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.meta = p["studies"]

    def _studies_linked(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        linked = self.studies.setdefault(p["study"], [])
        linked.extend(n for n in p["citations"] if n not in linked)

    def _study_described(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.described[p["study"]] = {"seq": seq, "at": at, "actor": actor, **p}

    def _stop_rule_fixed(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.rule = {"seq": seq, "at": at, **p}

    def _screening_stopped(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.stop = {"seq": seq, "at": at, "actor": actor, **p}

    def _screening_resumed(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.stop = {}

    def _reviewer_joined(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        self.team[p["name"]] = [p["role"], "joined"]

    def _reviewer_left(self, seq: int, at: str, actor: str, p: dict[str, Any]) -> None:
        if p["name"] in self.team:
            self.team[p["name"]][1] = "left"
