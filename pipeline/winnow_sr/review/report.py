"""The report kit, and the bundle that replays to the same numbers.

A report is made from a fixed list of events. The state, the flow and every count come from that
list, so that somebody who works on meanwhile cannot make two numbers disagree; and the bundle
holds the very events from which the texts were written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath, cannot_write, check_outputs, write_whole
from winnow_sr.ledger.codec import StoredEvent, entries
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import FailedCheck, Replayed, ReportWritten
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Progress, Session, read_plan
from winnow_sr.screening.blinding import check_may_count
from winnow_sr.vocabulary import RecordId, citation_id, parse_citation, record_id

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.prisma import Flow
    from winnow_sr.report import Bundle, Facts
    from winnow_sr.report.facts import Reference
    from winnow_sr.report.reader_facts import ReaderFacts


class Basis(NamedTuple):
    """What a report is made from: events, the state they lead to, the plan in force then."""

    events: Sequence[StoredEvent]
    state: ReviewState
    plan: Plan


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
        viewer: str = "",
        progress: Progress | None = None,
    ) -> ReportWritten:
        """Write the kit and the bundle into a folder; all is made before anything is written.
        AnswerIsNo for a viewer who has yet to read in the open pilot."""
        from pathlib import Path

        from winnow_sr.report import kit

        folder = Path(place)
        if folder.exists() and not folder.is_dir():
            raise WinnowError(f"{folder} is a file: name a folder with -o DIR")
        check_outputs(folder / "methods.md")
        now = self._session.state()
        check_may_count(now, self._session.plan_of(now), viewer)
        basis = self._basis(as_of)
        facts = self._facts(basis, tail)
        files = kit(facts, progress) | {"bundle.zip": self._bundle(basis, facts)}
        write_all(folder, files)
        return ReportWritten(
            folder=str(folder),
            files=list(files),
            events=len(basis.events),
            head=facts.ledger.head,
            final=facts.flow.final,
            failed=[FailedCheck(id=check.id, text=check.text) for check in facts.flow.failures],
            flow=facts.flow.as_json(),
        )

    def facts(self, *, as_of: str | None = None, tail: str | None = None) -> Facts:
        """Everything that the report kit may state, at one moment."""
        return self._facts(self._basis(as_of), tail)

    def _basis(self, as_of: str | None) -> Basis:
        """From the events alone: nothing that is kept beside them is asked."""
        return basis_of(self._session.store.events(upto=self._session.seq_at(as_of)))

    def _facts(self, basis: Basis, tail: str | None) -> Facts:
        from winnow_sr.report.facts import Amendment, Facts
        from winnow_sr.review import report_facts as g
        from winnow_sr.review.report_tally import Tally
        from winnow_sr.screening.flow import flow_of

        events, state, plan = basis
        flow = flow_of(state, plan, tail=tail)
        tally = Tally(events)
        return Facts(
            title=state.title,
            plan=plan,
            flow=flow,
            ledger=g.ledger(state, events),
            searches=g.searches(state, plan),
            dedupe=g.deduplication(state, tally),
            title_abstract=g.stage_facts(state, plan, "title-abstract", tally),
            full_text=g.stage_facts(state, plan, "full-text", tally),
            rounds=g.rounds(state, plan),
            learning=g.learning(state, plan, tally),
            stopping=g.stopping(state, plan, tally),
            amendments=tuple(
                Amendment(a.at, a.actor, a.reason, tuple(a.changed)) for a in state.amendments
            ),
            removals=tuple(dict.fromkeys(removal.reason for removal in state.removed.values())),
            repaired=len(state.repairs),
            edited=len(state.edits),
            references=self._references(flow, state),
            not_retrieved=g.not_retrieved(state),
            described=g.descriptions(state, flow),
            documents=g.documents(flow),
            taken_back=g.taken_back(state),
            happened=dict(tally.kinds),
            readers=self._readers(basis),
        )

    def _readers(self, basis: Basis) -> tuple[ReaderFacts, ...]:
        """Declared readers, as the events of the basis have them."""
        from winnow_sr.review.reader_rows import reader_rows
        from winnow_sr.review.report_readers import reader_facts

        if not basis.state.readers:
            return ()
        rows = reader_rows(self._lookup, basis.state, basis.plan, entries(basis.events))
        return reader_facts(basis.state, basis.plan, rows)

    def _references(self, flow: Flow, state: ReviewState) -> dict[str, Reference]:
        """The reference of every citation whose report was sought."""
        from winnow_sr.report.facts import Reference

        sought = ("dbr_sought_reports", "other_sought_reports")
        named = dict.fromkeys(c for key in sought for c in flow.members[key].citations)
        citations = [c for text in named if (c := parse_citation(text)) is not None]
        briefs = self._session.store.briefs([n for c in citations for n in state.members(c)])
        return {
            citation_id(c): Reference(
                key=self._lookup.key_of(c, state, briefs),
                authors=tuple(record.authors),
                year=record.year,
                title=record.title,
                journal=record.journal,
                volume=record.volume,
                issue=record.issue,
                pages=record.pages,
                doi=record.doi,
                pmid=record.pmid,
                registry=record.registry_number,
            )
            for c, record in self._lookup.composed(citations, state).items()
        }

    def _bundle(self, basis: Basis, facts: Facts) -> bytes:
        """The zip from which anybody can count the same flow."""
        from winnow_sr.report.bundle import README, as_json, event_line, pack
        from winnow_sr.report.csvs import to_csv
        from winnow_sr.report.kit import files_table
        from winnow_sr.review.report_facts import environment

        events, state = basis.events, basis.state
        parts = {
            "ledger.jsonl": "".join(f"{event_line(e)}\n" for e in events).encode("utf-8"),
            "flow.json": as_json(facts.flow.as_json()),
            "protocol.json": as_json(json.loads(state.plan)),
            "exports.csv": to_csv(files_table(facts)),
            "records.csv": self._records_csv(state),
            "environment.json": as_json(environment()),
            "README.txt": README.format(name="bundle.zip", head=facts.ledger.head).encode(),
        }
        if not self._session.protocol_changed(state):
            parts["protocol.yaml"] = (self._session.folder / "protocol.yaml").read_bytes()
        about = {
            "title": facts.title,
            "events": len(events),
            "head": facts.ledger.head,
            "tail": facts.flow.tail,
        }
        return pack(parts, about)

    def _records_csv(self, state: ReviewState) -> bytes:
        """Ids, keys and digests of the records that the state has; none of their texts."""
        from winnow_sr.report.csvs import to_csv
        from winnow_sr.report.document import Table

        keys = self._session.store.keys()
        origins = state.origins()
        digests = self._session.store.rows("SELECT number, content FROM records ORDER BY number")
        rows = tuple(
            (record_id(n), keys.get(RecordId(n), ""), *origins[n], content)
            for n, content in digests
            if n <= state.n_records and n not in state.gone
        )
        return to_csv(Table("records", ("record", "key", "source", "lane", "content_sha256"), rows))


def basis_of(events: Sequence[StoredEvent]) -> Basis:
    """Events with the state and the plan they lead to; WinnowError where they do not begin with a
    review, or cannot be replayed."""
    state = ReviewState().replay(entries(events))
    if not state.plan:
        raise WinnowError("these events do not begin with a review: nothing can be counted")
    return Basis(events, state, read_plan(state))


def replay_bundle(path: AnyPath) -> tuple[Flow, Replayed]:
    """Count a bundle's flow again from its events alone; the flow, and how it compares.

    WinnowError where the file is no bundle, or its events cannot be replayed.
    """
    from pathlib import Path

    from winnow_sr.report import differences, unpack
    from winnow_sr.screening.flow import flow_of

    found = unpack(Path(path))
    try:
        events, state, plan = basis_of(events_in(found))
        flow = flow_of(state, plan, tail=found.manifest.get("tail"))
    except (LookupError, TypeError, ValueError, AttributeError, WinnowError) as error:
        raise WinnowError(f"{path} holds events that cannot be replayed: {error}") from error
    again = flow.as_json()
    differ = differences(found.flow, again)
    return flow, Replayed(
        same=not differ and not found.problems,
        differences=differ,
        problems=found.problems,
        events=len(events),
        head=events[-1].hash,
        withheld=found.withheld,
        flow=again,
    )


def events_in(bundle: Bundle) -> list[StoredEvent]:
    """The events of a bundle as a store would give them."""
    import msgspec

    rows = [[event[name] for name in StoredEvent._fields] for event in bundle.events]
    return msgspec.convert(rows, list[StoredEvent])


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files; each appears whole or not at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    for name, content in files.items():
        write_whole(folder / name, content)
