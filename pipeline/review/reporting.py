"""The report kit: facts gathered from one reading of the ledger, and the bundle that replays it.

A report is made from a fixed list of events. The state, the flow and every count come from that
list, so that somebody who works on meanwhile cannot make two numbers disagree; and the bundle
holds the very events from which the texts were written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import WinnowError
from pipeline.ledger.state import ReviewState, decode
from pipeline.ledger.store import Event, Store
from pipeline.protocol.plan import Plan
from pipeline.review.flow import Flowing
from pipeline.review.folder import moment, write_atomically
from pipeline.review.watching import Watching
from pipeline.screening.agreement import agreement, first_votes
from pipeline.screening.deciding import check_sought, citation_id, record_id
from pipeline.screening.outcomes import outcome_at, statuses, wanted_votes

if TYPE_CHECKING:
    from pipeline.prisma import Flow
    from pipeline.report.facts import (
        Deduplication,
        Described,
        Facts,
        Learning,
        Pair,
        Reference,
        Stage,
        Stopping,
    )

TEXTS = 200
"""Longest design, substance or claim that a study may be described with, in characters."""


class EventStore(Store):
    """A store of events that were read already: nothing behind it, nothing can be written."""

    def __init__(self, events: Sequence[Event], keys: Mapping[int, str]) -> None:
        super().__init__(None, "the events")
        self._events, self._keys = list(events), dict(keys)

    def events(self, after: int = 0, as_of: str | None = None) -> list[Event]:
        return [e for e in self._events if e.seq > after and (not as_of or e.at <= as_of)]

    def keys(self) -> dict[int, str]:
        return self._keys


def replayed(events: Sequence[Event], keys: Mapping[int, str]) -> Flowing:
    """A review that exists of events only: its `prisma` counts them as a folder's would."""
    review = Flowing(Path(), EventStore(events, keys))
    review._state = ReviewState().apply(decode(events))
    if not review._state.plan:
        raise WinnowError("these events do not begin with a review: nothing can be counted")
    return review


class Reporting(Watching):
    """Texts, tables, the evidence map and the bundle."""

    # -- describing studies ----------------------------------------------------------------------
    def describe_study(
        self,
        study: str,
        *,
        actor: str,
        design: str,
        substances: Sequence[str] = (),
        claims: Sequence[str] = (),
        note: str = "",
    ) -> dict[str, Any]:
        """Say what a study is and which claims it bears on; a later description replaces it.

        `study` is a name given with `link_study`, or a report (by any of its ids) that is linked
        to no study or to one. Returns study, design, substances, claims, note, unused (words that
        no earlier description and no part of the protocol has, in case one is misspelt).
        """
        with self.writing() as state:
            plan = self.plan_of(state)
            name = self._study(study, state, plan)
            designs = [*plan.question.designs, *(d["design"] for d in state.described.values())]
            known = [s for d in state.described.values() for s in d["substances"]]
            payload = {
                "study": name, "design": _spelt(design, designs, "a design"),
                "substances": list(
                    dict.fromkeys(_spelt(s, known, "a substance") for s in substances)
                ),
                "claims": list(dict.fromkeys(_claim(c, plan) for c in claims)), "note": note.strip(),
            }  # fmt: skip
            unused = [payload["design"]] if designs and payload["design"] not in designs else []
            unused += [s for s in payload["substances"] if known and s not in known]
            self.append(actor, "study_described", [payload])
        return {**payload, "unused": unused}

    def _study(self, text: str, state: ReviewState, plan: Plan) -> str:
        """The study's name, or the citation of a report that is a study of its own."""
        wanted = " ".join(text.split())
        for name in state.studies:
            if name.casefold() == wanted.casefold():
                return name
        citation = self.citation(wanted, state)
        check_sought(state, plan, citation)
        linked = [
            name
            for name, records in state.studies.items()
            if any(state.citation_of(n) == citation for n in records)
        ]
        if len(linked) > 1:
            raise WinnowError(
                f"{citation_id(citation)} reports several studies ({', '.join(linked)}): name one"
            )
        return linked[0] if linked else citation_id(citation)

    # -- the report ------------------------------------------------------------------------------
    def _read(self, as_of: str | None) -> list[Event]:
        events = self.store.events(as_of=moment(as_of) if as_of else None)
        if not events:
            raise WinnowError(
                f"at {as_of} this review did not exist yet" if as_of else "the ledger is empty"
            )
        return events

    def facts(
        self, *, as_of: str | None = None, tail: str | None = None, events: list[Event] | None = None
    ) -> Facts:
        """Everything that the report kit may state, at one moment."""
        from pipeline.report.facts import Amendment, Facts, Ledger, Round, Search

        events = events if events is not None else self._read(as_of)
        past = replayed(events, self.store.keys())
        state = past.state()
        plan, flow = past.plan_of(state), past.prisma(tail=tail)
        tally = Tally(events)
        cited = [
            int(c[1:])
            for key in ("dbr_sought_reports", "other_sought_reports")
            for c in flow.members[key].citations
        ]
        return Facts(
            title=state.title, plan=plan, flow=flow,
            ledger=Ledger(
                len(events), state.hash, events[0].at, events[-1].at,
                tuple(dict.fromkeys(e.tool_version for e in events)), state.protocol_digest, bool(as_of),
            ),
            searches=tuple(
                Search(*(s[k] for k in ("source", "lane", "platform", "date", "strategy", "file", "digest",
                       "format", "entries")), s["count"], s["unchanged"], s["quarantined"])
                for s in state.searches
            ),
            dedupe=deduplication(state, tally),
            title_abstract=stage_facts(state, plan, "title-abstract", tally),
            full_text=stage_facts(state, plan, "full-text", tally),
            rounds=tuple(
                Round(r["round"], r["kind"], len({state.citation_of(c) for c in r["citations"]}),
                      r["opened"], r["closed"],
                      pairs(state, r["stage"], {state.citation_of(c) for c in r["citations"]}))
                for r in state.rounds
            ),
            learning=learning(state, plan, tally), stopping=stopping(state, tally),
            amendments=tuple(
                Amendment(a["at"], a["actor"], a["reason"], tuple(a["changed"])) for a in state.amendments
            ),
            removals=tuple(dict.fromkeys(reason for _, reason in state.removed.values())),
            repaired=sum(r["count"] for r in state.repairs), edited=len(state.edits),
            references=self._references(list(dict.fromkeys(cited)), state),
            not_retrieved={
                citation_id(state.citation_of(n)): reason
                for n, (status, reason) in state.reports.items() if status == "not-retrieved" and reason
            },
            described=descriptions(state, flow),
        )  # fmt: skip

    def _references(self, citations: list[int], state: ReviewState) -> dict[str, Reference]:
        from pipeline.report.facts import Reference

        briefs = self.store.briefs([n for c in citations for n in state.members(c)])
        return {
            citation_id(c): Reference(
                self.key_of(c, state, briefs), tuple(r.authors), r.year, r.title, r.journal, r.volume,
                r.issue, r.pages, r.doi, r.pmid, r.registry_number,
            )
            for c, r in self.composed(citations, state).items()
        }  # fmt: skip

    def report(
        self, folder: Path, *, as_of: str | None = None, tail: str | None = None
    ) -> dict[str, Any]:
        """Write the kit and the bundle into a folder; everything is made before a file is written.

        Returns folder, files, events, head, final, failed (identities that do not hold).
        """
        from pipeline.report.kit import kit

        if folder.exists() and not folder.is_dir():
            raise WinnowError(f"{folder} is a file: name a folder with -o DIR")
        events = self._read(as_of)
        facts = self.facts(as_of=as_of, tail=tail, events=events)
        files = kit(facts) | {"bundle.zip": self._bundle(events, facts, tail)}
        for name, content in files.items():
            write_atomically(folder / name, content)
        return {
            "folder": str(folder), "files": list(files), "events": len(events),
            "head": facts.ledger.head, "final": facts.flow.final,
            "failed": [{"id": c.id, "text": c.text} for c in facts.flow.failures],
        }  # fmt: skip

    def _bundle(self, events: list[Event], facts: Facts, tail: str | None) -> bytes:
        from pipeline.report.bundle import README, as_json, event_line, pack
        from pipeline.report.csvs import to_csv
        from pipeline.report.document import Table
        from pipeline.report.kit import files_table

        briefs = self.store.keys()
        state = replayed(events, briefs).state()
        origins = state.origins()
        rows = tuple(
            (record_id(n), briefs.get(n, ""), *origins[n], digest)
            for n, digest in self.store.content_digests(state.n_records).items()
        )
        columns = ("record", "key", "source", "lane", "content_sha256")
        head = facts.ledger.head
        parts = {
            "ledger.jsonl": "".join(f"{event_line(e)}\n" for e in events).encode("utf-8"),
            "flow.json": as_json(facts.flow.as_json()), "protocol.json": as_json(state.plan),
            "exports.csv": to_csv(files_table(facts)),
            "records.csv": to_csv(Table("records", columns, rows)),
            "environment.json": as_json(environment()),
            "README.txt": README.format(name="bundle.zip", head=head).encode(),
        }  # fmt: skip
        if not self.protocol_changed(state):
            parts["protocol.yaml"] = (self.folder / "protocol.yaml").read_bytes()
        return pack(parts, {"title": facts.title, "events": len(events), "head": head, "tail": tail or "box5"})


# --- replaying a bundle -----------------------------------------------------------------------
