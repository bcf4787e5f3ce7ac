"""The report kit, and the bundle that replays to the same numbers.

A report is made from a fixed list of events. The state, the flow and every count come from that
list, so that somebody who works on meanwhile cannot make two numbers disagree; and the bundle
holds the very events from which the texts were written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.ledger.state import ReviewState, decode
from winnow_sr.ledger.store import Event
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Progress, Session, moment, read_plan
from winnow_sr.screening.deciding import citation_id, record_id

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.prisma import Flow
    from winnow_sr.report import Facts
    from winnow_sr.report.facts import Reference


class Report:
    """Texts, tables, the evidence map and the bundle; accessed via `review.report`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def write(
        self,
        place: AnyPath,
        *,
        as_of: str | None = None,
        tail: str | None = None,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Write the kit and the bundle into a folder; all is made before anything is written.

        Returns folder, files, events, head, final, failed (identities that do not hold), flow.
        """
        from pathlib import Path

        from winnow_sr.report import kit

        folder = Path(place)
        if folder.exists() and not folder.is_dir():
            raise WinnowError(f"{folder} is a file: name a folder with -o DIR")
        events = self._events_until(as_of)
        facts = self._facts(events, tail)
        files = kit(facts, progress) | {"bundle.zip": self._bundle(events, facts)}
        write_all(folder, files)
        return {
            "folder": str(folder), "files": list(files), "events": len(events),
            "head": facts.ledger.head, "final": facts.flow.final,
            "failed": [{"id": c.id, "text": c.text} for c in facts.flow.failures],
            "flow": facts.flow.as_json(),
        }  # fmt: skip

    def facts(self, *, as_of: str | None = None, tail: str | None = None) -> Facts:
        """Everything that the report kit may state, at one moment."""
        return self._facts(self._events_until(as_of), tail)

    def _events_until(self, as_of: str | None) -> list[Event]:
        events = self._session.store.events(as_of=moment(as_of) if as_of else None)
        if not events:
            raise WinnowError(f"at {as_of} this review did not exist yet")
        return events

    def _facts(self, events: list[Event], tail: str | None) -> Facts:
        from winnow_sr.report.facts import Amendment, Facts, Ledger
        from winnow_sr.review import report_facts as g
        from winnow_sr.screening.flow import flow_of

        state = state_of(events)
        plan = read_plan(state)
        flow = flow_of(state, plan, tail=tail)
        tally = g.Tally(events)
        return Facts(
            title=state.title, plan=plan, flow=flow,
            ledger=Ledger(
                len(events), state.hash, events[0].at, events[-1].at,
                tuple(dict.fromkeys(e.tool_version for e in events)), state.protocol_digest,
            ),
            searches=g.searches(state, plan), dedupe=g.deduplication(state, tally),
            title_abstract=g.stage_facts(state, plan, "title-abstract", tally),
            full_text=g.stage_facts(state, plan, "full-text", tally),
            rounds=g.rounds(state, plan), learning=g.learning(state, plan, tally),
            stopping=g.stopping(state, tally),
            amendments=tuple(
                Amendment(a["at"], a["actor"], a["reason"], tuple(a["changed"]))
                for a in state.amendments
            ),
            removals=tuple(dict.fromkeys(reason for _, reason in state.removed.values())),
            repaired=tally.kinds["quarantine_repaired"], edited=len(state.edits),
            references=self._references(flow, state),
            not_retrieved={
                citation_id(state.citation_of(n)): why
                for n, (status, why) in state.reports.items() if status == "not-retrieved" and why
            },
            described=g.descriptions(state, flow),
        )  # fmt: skip

    def _references(self, flow: Flow, state: ReviewState) -> dict[str, Reference]:
        """The reference of every citation whose report was sought."""
        from winnow_sr.report.facts import Reference

        sought = ("dbr_sought_reports", "other_sought_reports")
        ids = dict.fromkeys(c for key in sought for c in flow.members[key].citations)
        citations = [int(c[1:]) for c in ids]
        briefs = self._session.store.briefs([n for c in citations for n in state.members(c)])
        texts = self._lookup.composed(citations, state)
        return {
            citation_id(c): Reference(
                self._lookup.key_of(c, state, briefs), tuple(r.authors), r.year, r.title, r.journal,
                r.volume, r.issue, r.pages, r.doi, r.pmid, r.registry_number,
            )
            for c, r in texts.items()
        }  # fmt: skip

    def _bundle(self, events: list[Event], facts: Facts) -> bytes:
        """The zip from which anybody can count the same flow."""
        from winnow_sr.report.bundle import README, as_json, event_line, pack
        from winnow_sr.report.csvs import to_csv
        from winnow_sr.report.document import Table
        from winnow_sr.report.kit import files_table
        from winnow_sr.review.report_facts import environment

        keys = self._session.store.keys()
        state = state_of(events)
        origins = state.origins()
        digests = self._session.store.rows("SELECT number, content FROM records ORDER BY number")
        rows = tuple(
            (record_id(n), keys.get(n, ""), *origins[n], content)
            for n, content in digests
            if n <= state.n_records
        )
        parts = {
            "ledger.jsonl": "".join(f"{event_line(e)}\n" for e in events).encode("utf-8"),
            "flow.json": as_json(facts.flow.as_json()),
            "protocol.json": as_json(state.plan),
            "exports.csv": to_csv(files_table(facts)),
            "records.csv": to_csv(
                Table("records", ("record", "key", "source", "lane", "content_sha256"), rows)
            ),
            "environment.json": as_json(environment()),
            "README.txt": README.format(name="bundle.zip", head=facts.ledger.head).encode(),
        }
        if not self._session.protocol_changed(state):
            parts["protocol.yaml"] = (self._session.folder / "protocol.yaml").read_bytes()
        about = {
            "title": facts.title, "events": len(events), "head": facts.ledger.head,
            "tail": facts.flow.tail,
        }  # fmt: skip
        return pack(parts, about)


def state_of(events: Sequence[Event]) -> ReviewState:
    """The state that events lead to; WinnowError where they do not begin with a review."""
    state = ReviewState().apply(decode(events))
    if not state.plan:
        raise WinnowError("these events do not begin with a review: nothing can be counted")
    return state


def replay_bundle(path: AnyPath) -> tuple[Flow, dict[str, Any]]:
    """Count a bundle's flow again from its events alone.

    Returns the flow and {same, differences, problems, events, head, withheld}. WinnowError where
    the file is no bundle, or its events cannot be replayed.
    """
    from pathlib import Path

    from winnow_sr.report import differences, unpack
    from winnow_sr.report.bundle import COLUMNS
    from winnow_sr.screening.flow import flow_of

    found = unpack(Path(path))
    try:
        events = [Event(*(event[name] for name in COLUMNS)) for event in found.events]
        state = state_of(events)
        flow = flow_of(state, read_plan(state), tail=found.manifest.get("tail"))
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise WinnowError(f"{path} holds events that cannot be replayed: {error!r}") from error
    differ = differences(found.flow, flow.as_json())
    return flow, {
        "same": not differ and not found.problems, "differences": differ,
        "problems": found.problems, "events": len(events), "head": events[-1].hash,
        "withheld": found.withheld,
    }  # fmt: skip


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files; each appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        part = folder / f".{name}.part"
        part.write_bytes(content)
        part.replace(folder / name)
