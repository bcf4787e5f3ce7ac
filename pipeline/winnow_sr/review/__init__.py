"""One open review folder as a library: a session and its parts, a method per verb.

`Review` is thin: `session` opens the folder, reads its state and appends events; each part is given
it and does one part of the work: it reads the state, asks a pure rule, appends. A part lies in the
module of its name and is imported when it is first asked for. The command line and the other faces
call these methods and nothing else.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from winnow_sr.errors import WinnowError
from winnow_sr.review.session import Session, find_folder, is_review

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from winnow_sr.files import AnyPath
    from winnow_sr.review.answers import Adopted, StatusAnswer
    from winnow_sr.review.backup import Backup
    from winnow_sr.review.catalogue import Catalogue
    from winnow_sr.review.desk import Desk
    from winnow_sr.review.duplicates import Duplicates
    from winnow_sr.review.exchange import Exchange
    from winnow_sr.review.finding import Finding
    from winnow_sr.review.flow import PrismaFlow
    from winnow_sr.review.full_texts import FullTexts
    from winnow_sr.review.holding import Holding
    from winnow_sr.review.ledger import Ledger
    from winnow_sr.review.listing import Listing
    from winnow_sr.review.lookup import Lookup
    from winnow_sr.review.protocol import Protocol
    from winnow_sr.review.rankings import Rankings
    from winnow_sr.review.reader_runs import ReaderRuns
    from winnow_sr.review.readers import Readers
    from winnow_sr.review.report import Report
    from winnow_sr.review.rounds import Rounds
    from winnow_sr.review.screening import Screening
    from winnow_sr.review.searches import Searches
    from winnow_sr.review.sharing import Sharing
    from winnow_sr.review.sources import Sources
    from winnow_sr.review.stopping import Stopping
    from winnow_sr.review.tags import Tags
    from winnow_sr.review.team import Team

__all__ = ["Review", "find_folder", "is_review"]


class Review:
    """A review folder: `protocol.yaml`, `exports/`, `review.db`, `cache/`, `outputs/`.

    Open one with `Review.open(folder)`, make one with `Review.create(folder, protocol)`; use it in
    a `with` statement or `close` it. Every method of its parts that changes anything appends to
    the ledger in one durable transaction; a `WinnowError` means that nothing was written.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def open(cls, folder: AnyPath) -> Self:
        """An existing review. WinnowError where there is none, or none that can be read."""
        return cls(Session.open(folder))

    @classmethod
    def create(
        cls, folder: AnyPath, protocol: AnyPath, actor: str = "", database: str = ""
    ) -> Self:
        """A new review folder from a protocol file; nothing is left behind on failure.

        database: a postgresql:// address to keep the ledger there instead of in review.db.
        """
        from winnow_sr.review.making import create

        return cls(create(folder, protocol, actor, database))

    @classmethod
    def attach(cls, folder: AnyPath, database: str, schema: str) -> Self:
        """Another folder for a review whose ledger lies on PostgreSQL already."""
        from winnow_sr.review.making import attach

        return cls(attach(folder, database, schema))

    @staticmethod
    def adopt(
        folder: AnyPath,
        files: Sequence[AnyPath] | AnyPath,
        *,
        actor: str,
        protocol: AnyPath = "",
    ) -> Adopted:
        """A new review folder from the files of another tool (Rayyan, Covidence, ASReview...), with
        an audit. protocol: without it, one is drafted from what the files say."""
        from winnow_sr.review.adopting import adopt

        return adopt(folder, files, actor=actor, protocol=protocol)

    def close(self) -> None:
        """Let go of the review."""
        self.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if self.session.closed:
            return f"<Review in {self.session.place}: closed>"
        try:
            found = self.status()
        except WinnowError as error:
            return f"<Review in {self.session.place}: {error}>"
        return (
            f"<Review {found.title!r} in {self.session.place}: {found.records} records, "
            f"{found.citations} citations; next: {found.next}>"
        )

    @property
    def folder(self) -> Path:
        """The review folder."""
        return self.session.folder

    @property
    def title(self) -> str:
        """The review's title, as the protocol has it."""
        return self.session.state().title

    def status(self) -> StatusAnswer:
        """Counts of every stage, who decided how much, and what to do next."""
        from winnow_sr.review.status import status_of

        return status_of(self.session)

    # -- the parts -------------------------------------------------------------------------------
    @cached_property
    def lookup(self) -> Lookup:
        """From what a person writes (an id, a DOI) to a citation, and its texts."""
        from winnow_sr.review.lookup import Lookup

        return Lookup(self.session)

    @cached_property
    def searches(self) -> Searches:
        """Searches in: `add`, the quarantine and its repair, the list of records, edits."""
        from winnow_sr.review.searches import Searches

        return Searches(self.session, self.lookup)

    @cached_property
    def sources(self) -> Sources:
        """Mending imports: a source under its right name, an import taken back."""
        from winnow_sr.review.sources import Sources

        return Sources(self.session)

    @cached_property
    def duplicates(self) -> Duplicates:
        """Records into citations: the matcher's run, a person's answers, merges and splits."""
        from winnow_sr.review.duplicates import Duplicates

        return Duplicates(self.session, self.lookup)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Citations looked up: by words and standing, and all that is known of one."""
        from winnow_sr.review.catalogue import Catalogue

        return Catalogue(self.session, self.lookup)

    @cached_property
    def listing(self) -> Listing:
        """Lists for reading: what was merged, and by which rule."""
        from winnow_sr.review.listing import Listing

        return Listing(self.session, self.lookup)

    @cached_property
    def rankings(self) -> Rankings:
        """The ranking of citations at title and abstract."""
        from winnow_sr.review.rankings import Rankings

        return Rankings(self.session, self.lookup)

    @cached_property
    def rounds(self) -> Rounds:
        """Pilot, priority and random rounds, and the agreement of reviewers."""
        from winnow_sr.review.rounds import Rounds

        return Rounds(self.session, self.rankings)

    @cached_property
    def screening(self) -> Screening:
        """What to read next, verdicts, conflicts."""
        from winnow_sr.review.screening import Screening

        return Screening(self.session, self.lookup, self.rankings)

    @cached_property
    def sharing(self) -> Sharing:
        """Who is to read what: dividing the unread among people."""
        from winnow_sr.review.sharing import Sharing

        return Sharing(self.session, self.lookup, self.rankings)

    @cached_property
    def holding(self) -> Holding:
        """Who has what before them: on a screen, in a packet."""
        from winnow_sr.review.holding import Holding

        return Holding(self.session)

    @cached_property
    def desk(self) -> Desk:
        """What a screen asks for one person: their own verdicts, how far the team is."""
        from winnow_sr.review.desk import Desk

        return Desk(self.session, self.lookup)

    @cached_property
    def stopping(self) -> Stopping:
        """May we stop? And the act of stopping."""
        from winnow_sr.review.stopping import Stopping

        return Stopping(self.session, self.lookup, self.rankings)

    @cached_property
    def full_texts(self) -> FullTexts:
        """Reports sought and retrieved, the studies they describe."""
        from winnow_sr.review.full_texts import FullTexts

        return FullTexts(self.session, self.lookup)

    @cached_property
    def flow(self) -> PrismaFlow:
        """PRISMA 2020 counts, who is behind them, drawings."""
        from winnow_sr.review.flow import PrismaFlow

        return PrismaFlow(self.session, self.lookup, self.exchange)

    @cached_property
    def report(self) -> Report:
        """Methods, checklists, tables, evidence map, replayable bundle."""
        from winnow_sr.review.report import Report

        return Report(self.session, self.lookup)

    @cached_property
    def exchange(self) -> Exchange:
        """Files out: records with their decisions, datasets for other tools."""
        from winnow_sr.review.exchange import Exchange

        return Exchange(self.session, self.lookup)

    @cached_property
    def finding(self) -> Finding:
        """Looking up: citations by words, who decided what and when."""
        from winnow_sr.review.finding import Finding

        return Finding(self.session, self.lookup)

    @cached_property
    def tags(self) -> Tags:
        """The protocol's tags on citations."""
        from winnow_sr.review.tags import Tags

        return Tags(self.session, self.lookup)

    @cached_property
    def protocol(self) -> Protocol:
        """Has the protocol changed, and amending it."""
        from winnow_sr.review.protocol import Protocol

        return Protocol(self.session)

    @cached_property
    def team(self) -> Team:
        """Who is on the team."""
        from winnow_sr.review.team import Team

        return Team(self.session)

    @cached_property
    def readers(self) -> Readers:
        """Declared readers: models that are measured beside the people, and what each may do."""
        from winnow_sr.review.readers import Readers

        return Readers(self.session, self.lookup, self.rankings)

    @cached_property
    def reader_runs(self) -> ReaderRuns:
        """Scores of a declared reader, fetched from an endpoint that the team names."""
        from winnow_sr.review.reader_runs import ReaderRuns

        return ReaderRuns(self.session, self.readers)

    @cached_property
    def ledger(self) -> Ledger:
        """The events, oldest first, and whether they are intact."""
        from winnow_sr.review.ledger import Ledger

        return Ledger(self.session)

    @cached_property
    def backup(self) -> Backup:
        """Whole copies of the review, made while others work, and compared with it."""
        from winnow_sr.review.backup import Backup

        return Backup(self.session)
