"""Mending imports: a source under its right name, an import taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.ledger.events import ImportTakenBack, Relabelled, SourceRenamed
from winnow_sr.ledger.state import ReviewState, Search
from winnow_sr.ledger.taking_back import decisions_on, leaving_citations, records_of
from winnow_sr.protocol.plan import Plan, Source
from winnow_sr.review.answers import ImportRevoked, ListedImport, SourceNamed
from winnow_sr.review.session import Session
from winnow_sr.screening.team import check_manager
from winnow_sr.text import count, listing
from winnow_sr.vocabulary import LANES, CitationId, Lane, citation_id, one_of

if TYPE_CHECKING:
    from winnow_sr.review.proposing import Proposed

SHORTEST = 6
"""Digits of a digest by which an import may be called."""


class Sources:
    """Where records come from, and putting it right; accessed via `review.sources`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[ListedImport]:
        """Every import that counts, in order."""
        return [
            ListedImport(
                search=found.seq,
                file=found.file,
                source=found.source,
                lane=found.lane,
                date=found.date,
                at=found.at,
                records=found.count,
                unchanged=found.unchanged,
                quarantined=found.quarantined,
                digest=found.digest,
            )
            for found in self._session.state().searches
        ]

    def known(self) -> dict[str, Lane]:
        """The sources that the protocol or an import names, with their lanes."""
        state = self._session.state()
        planned = {source.name: source.lane for source in self._session.plan_of(state).sources}
        return {search.source: search.lane for search in state.searches} | planned

    def propose(self, path: AnyPath) -> Proposed:
        """Which source and lane an export file seems to be of; nothing is imported.

        WinnowError where the file is nothing that can be imported.
        """
        from itertools import islice
        from pathlib import Path

        from msgspec.structs import replace

        from winnow_sr.records import Record, open_export
        from winnow_sr.review.importing import file_digest
        from winnow_sr.review.proposing import LOOKED_AT, propose

        file = Path(path)
        reader = open_export(file)
        first = [entry for entry in islice(reader, LOOKED_AT) if isinstance(entry, Record)]
        found = propose(file.name, reader.format, first, self.known())
        digest = file_digest(file)
        before = next((s for s in self._session.state().searches if s.digest == digest), None)
        if before is None:
            return found
        return replace(
            found,
            source=before.source,
            lane=before.lane,
            why="the same file was imported before",
            before=before.file,
        )

    def rename(self, old: str, new: str, *, actor: str, lane: str = "") -> SourceNamed:
        """Name a source rightly: all its imports are of the other source from now on.

        The lane is the one given, else that of the protocol or of earlier imports for the new name,
        else as it was. Date, platform and strategy that came from the protocol follow the name.
        """
        name = " ".join(new.split())
        if not name or not name.isprintable():
            raise WinnowError("a source needs a name: winnow source rename OLD NEW")
        asked = one_of("lane", lane, LANES) if lane else None
        with self._session.writing() as state:
            self._session.require_protocol(state)
            plan = self._session.plan_of(state)
            who = check_manager(state, plan, actor)
            planned = plan.source(name)
            name = planned.name if planned else name
            searches = imports_from(state, old)
            if searches[0].source == name:
                raise WinnowError(f"{name} is what these imports are called already")
            known = next((s.lane for s in state.searches if s.source == name), None)
            to = asked or (planned.lane if planned else None) or known
            event = SourceRenamed(
                old=searches[0].source,
                new=name,
                searches=[relabelled(search, plan, name, to) for search in searches],
            )
            self._session.append(who, event)
        moved = {said.search for said in event.searches}
        now = [found for found in self._session.state().searches if found.seq in moved]
        return SourceNamed(
            old=event.old,
            new=event.new,
            imports=len(now),
            records=sum(found.count for found in now),
            lanes=sorted({found.lane for found in now}),
        )

    def take_back(
        self, text: str, *, actor: str, reason: str, with_decisions: bool = False
    ) -> ImportRevoked:
        """Take a wrong import back: its records count nowhere, and its file may be added anew.

        text: the file's name, the beginning of its digest, or the number of its event. Refused
        while a citation that goes with it has been screened, unless `with_decisions`: then those
        decisions count no more. Decisions on citations that other imports hold too stay.
        """
        if not reason.strip():
            raise WinnowError("taking an import back needs its reason: --reason TEXT")
        with self._session.writing() as state:
            who = check_manager(state, self._session.plan_of(state), actor)
            search = import_called(text, state)
            records = records_of(search, [r for r in state.repairs if r.search == search.seq])
            check_nothing_rests_on(state, search, len(records))
            leaving = leaving_citations(state, records)
            if leaving and state.stop:
                raise WinnowError(
                    "screening was declared finished with these records: take that back first "
                    "(winnow stop --resume --reason TEXT --as NAME)"
                )
            decisions = decisions_on(state, leaving)
            if not with_decisions:
                check_unread(state, leaving, decisions)
            event = ImportTakenBack(
                search=search.seq,
                reason=reason,
                file=search.file,
                source=search.source,
                count=len(records),
                decisions=decisions,
            )
            self._session.append(who, event)
        return ImportRevoked(
            search=search.seq,
            file=search.file,
            source=search.source,
            records=len(records),
            citations=len(leaving),
            decisions=decisions,
        )


def imports_from(state: ReviewState, source: str) -> list[Search]:
    """The imports of a source (case does not matter where only one is meant)."""
    wanted = " ".join(source.split())
    names = {search.source for search in state.searches}
    alike = {name for name in names if name.casefold() == wanted.casefold()}
    if wanted not in names and len(alike) == 1:
        wanted = alike.pop()
    found = [search for search in state.searches if search.source == wanted]
    if not found:
        there = ", ".join(sorted(names)) or "nothing"
        raise WinnowError(f"nothing was imported from {source!r}; imported so far: {there}")
    return found


def import_called(text: str, state: ReviewState) -> Search:
    """The import that a file's name, the beginning of a digest or an event's number means."""
    wanted = text.strip()
    found = [s for s in state.searches if wanted in (s.file, str(s.seq))]
    if not found and len(wanted) >= SHORTEST:
        found = [s for s in state.searches if s.digest.startswith(wanted.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        each = ", ".join(f"{s.seq} ({s.source})" for s in found)
        raise WinnowError(f"{text!r} could be any of the imports {each}: give the number")
    back = [b for b in state.taken_back if wanted in (b.search.file, str(b.search.seq))]
    if back:
        raise WinnowError(f"{back[-1].search.file} was taken back already, by {back[-1].actor}")
    raise WinnowError(f"there is no import {text!r}: `winnow source list` has them all")


def check_nothing_rests_on(state: ReviewState, search: Search, records: int) -> None:
    """Refuse where a later import of the source left out entries because they were in this one."""
    later = [
        found.file
        for found in state.searches
        if found.seq > search.seq and found.source == search.source and found.unchanged
    ]
    if later and records:
        raise WinnowError(
            f"{listing(later)}, imported later, left out entries that {search.file} may have "
            "brought: take that back first, and add it again afterwards"
        )


def check_unread(state: ReviewState, leaving: set[CitationId], decisions: int) -> None:
    """Refuse where somebody's work would count no more."""
    if decisions:
        some = sorted(c for c in leaving if decisions_on(state, [c]))
        named = ", ".join(citation_id(c) for c in some[:3])
        more = f" and {len(some) - 3} more" if len(some) > 3 else ""
        raise WinnowError(
            f"{count(decisions, 'decision')} would count no more (on {named}{more}): to take the "
            "import back all the same say --with-decisions"
        )
    if any(m in state.reports for c in leaving for m in state.members(c)):
        raise WinnowError(
            "full texts of it have been sought: to take it back all the same say --with-decisions"
        )


def relabelled(search: Search, plan: Plan, name: str, lane: Lane | None) -> Relabelled:
    """What is said of an import under its source's new name."""
    was, now = plan.source(search.source), plan.source(name)

    def follows(said: str, field: str) -> str:
        planned = str(getattr(was, field)) if was else ""
        return said if said and said != planned else planned_for(now, field)

    return Relabelled(
        search=search.seq,
        lane=lane or search.lane,
        date=follows(search.date, "date"),
        platform=follows(search.platform, "platform"),
        strategy=search.strategy if search.as_run else follows(search.strategy, "strategy"),
    )


def planned_for(source: Source | None, field: str) -> str:
    """What the protocol says of a source; empty where it says nothing."""
    return str(getattr(source, field)) if source else ""
