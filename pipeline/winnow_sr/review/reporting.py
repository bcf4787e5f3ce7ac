"""The report kit, the description of studies, and the bundle that replays to the same numbers.

A report is made from a fixed list of events. The state, the flow and every count come from that
list, so that somebody who works on meanwhile cannot make two numbers disagree; and the bundle
holds the very events from which the texts were written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState, decode
from winnow_sr.ledger.store import Event, Store
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.flow import Flowing
from winnow_sr.review.folder import Progress, moment
from winnow_sr.review.watching import Watching
from winnow_sr.screening.deciding import check_sought, citation_id, record_id

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.prisma import Flow
    from winnow_sr.report import Facts
    from winnow_sr.report.facts import Reference

LONGEST = 200
"""Characters of a design or substance."""


class EventStore(Store):
    """A store of events that were read already: nothing behind it, nothing can be written."""

    def __init__(self, events: Sequence[Event]) -> None:
        super().__init__(None, "the events")
        self._events = list(events)

    def events(self, after: int = 0, as_of: str | None = None) -> list[Event]:
        return [e for e in self._events if e.seq > after and (not as_of or e.at <= as_of)]


def replayed(events: Sequence[Event]) -> Flowing:
    """A review that exists of events only: its `prisma` counts them as a folder's would."""
    review = Flowing("", EventStore(events))
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
        to no study or to one. Returns study, design, substances, claims, note, and `new`: words
        that no earlier description and no part of the protocol has, in case one is misspelt.
        """
        with self.writing() as state:
            plan = self.plan_of(state)
            name = self._study(study, state, plan)
            designs = [*plan.question.designs, *(d["design"] for d in state.described.values())]
            known = [s for d in state.described.values() for s in d["substances"]]
            kind = spelt(design, designs, "design")
            named = list(dict.fromkeys(spelt(s, known, "substance") for s in substances))
            payload = {
                "study": name,
                "design": kind,
                "substances": named,
                "claims": list(dict.fromkeys(claim_id(c, plan) for c in claims)),
                "note": note.strip(),
            }
            new = [kind] if designs and kind not in designs else []
            new += [s for s in named if known and s not in known]
            self.append(actor, "study_described", [payload])
        return {**payload, "new": new}

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
    def report(
        self,
        folder: Path,
        *,
        as_of: str | None = None,
        tail: str | None = None,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Write the kit and the bundle into a folder; all is made before anything is written.

        Returns folder, files, events, head, final, failed (identities that do not hold), flow.
        """
        from winnow_sr.report import kit

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
        events = self.store.events(as_of=moment(as_of) if as_of else None)
        if not events:
            raise WinnowError(f"at {as_of} this review did not exist yet")
        return events

    def _facts(self, events: list[Event], tail: str | None) -> Facts:
        from winnow_sr.report.facts import Amendment, Facts, Ledger
        from winnow_sr.review import gathering as g

        past = replayed(events)
        state = past.state()
        plan, flow = past.plan_of(state), past.prisma(tail=tail)
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
        briefs = self.store.briefs([n for c in citations for n in state.members(c)])
        texts = self.composed(citations, state)
        return {
            citation_id(c): Reference(
                self.key_of(c, state, briefs), tuple(r.authors), r.year, r.title, r.journal,
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
        from winnow_sr.review.gathering import environment

        keys = self.store.keys()
        state = replayed(events).state()
        origins = state.origins()
        digests = self.store.rows("SELECT number, content FROM records ORDER BY number")
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
        if not self.protocol_changed(state):
            parts["protocol.yaml"] = (self.folder / "protocol.yaml").read_bytes()
        about = {
            "title": facts.title, "events": len(events), "head": facts.ledger.head,
            "tail": facts.flow.tail,
        }  # fmt: skip
        return pack(parts, about)


def replay_bundle(path: Path) -> tuple[Flow, dict[str, Any]]:
    """Count a bundle's flow again from its events alone.

    Returns the flow and {same, differences, problems, events, head, withheld}. WinnowError where
    the file is no bundle, or its events cannot be replayed.
    """
    from winnow_sr.report import differences, unpack
    from winnow_sr.report.bundle import COLUMNS

    found = unpack(path)
    try:
        events = [Event(*(event[name] for name in COLUMNS)) for event in found.events]
        flow = replayed(events).prisma(tail=found.manifest.get("tail"))
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


def spelt(text: str, known: Iterable[str], what: str) -> str:
    """The words as they were spelt before, if they were used before."""
    words = " ".join(text.split())
    if not words or len(words) > LONGEST or not words.isprintable():
        raise WinnowError(f"a {what} is 1 to {LONGEST} printable characters: --{what} TEXT")
    return next((k for k in known if k.casefold() == words.casefold()), words)


def claim_id(text: str, plan: Plan) -> str:
    """The id of a claim of the protocol."""
    wanted = text.strip().casefold()
    for claim in plan.claims:
        if claim.id.casefold() == wanted:
            return claim.id
    names = ", ".join(claim.id for claim in plan.claims) or "the protocol lists none"
    raise WinnowError(f"claim {text!r} is not in the protocol: {names}")
