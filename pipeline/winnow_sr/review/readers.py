"""Declared readers: what a model is, what it said, how well it reads, what it may do."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from winnow_sr.errors import AnswerIsNo, WinnowError
from winnow_sr.files import AnyPath, write_whole
from winnow_sr.ledger.events import (
    Parameters,
    ReaderDeclared,
    ReaderRoleGranted,
    ReaderScored,
    RoundOpened,
)
from winnow_sr.ledger.state import ReaderState, ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import RoundBrief
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.rankings import Rankings
from winnow_sr.review.reader_answers import (
    ReaderDeclaredAnswer,
    ReaderEnded,
    ReaderGranted,
    ReaderRow,
    ReaderScoredAnswer,
)
from winnow_sr.review.reader_files import ScoreFile, read_scores
from winnow_sr.review.reader_roles import end_lost, ended
from winnow_sr.review.reader_rows import reader_rows
from winnow_sr.review.session import Session
from winnow_sr.screening.labels import random_sample
from winnow_sr.screening.outcomes import statuses
from winnow_sr.screening.queues import open_round
from winnow_sr.screening.readers import (
    evidence_of,
    granted_words,
    refused,
    would_set_aside,
)
from winnow_sr.screening.seconding import cut_of, scores_of
from winnow_sr.screening.team import check_manager, check_name, members
from winnow_sr.vocabulary import (
    READER_KINDS,
    READER_ROLES,
    TITLE_ABSTRACT,
    CitationId,
    one_of,
)

if TYPE_CHECKING:
    from winnow_sr.records.model import Record

FOLDER = "readers"
"""Where files of scores and of calls lie, in the review folder."""


class Readers:
    """Models as measured members of the team; accessed via `review.readers`."""

    def __init__(self, session: Session, lookup: Lookup, rankings: Rankings) -> None:
        self._session = session
        self._lookup = lookup
        self._rankings = rankings

    # -- what it is and what it said -----------------------------------------------------------------
    def declare(
        self,
        name: str,
        *,
        actor: str,
        version: str,
        developer: str = "",
        kind: str = "other",
        accessed: str = "",
        where: str = "",
        prompt: str = "",
        training: str = "",
        source: AnyPath | None = None,
        parameters: Parameters | None = None,
        fields: Sequence[str] = ("title", "abstract"),
        cost: str = "",
        interests: str = "",
        scale: tuple[float, float] = (0.0, 1.0),
        threshold: float | None = None,
        tuned_on: Sequence[int] = (),
    ) -> ReaderDeclaredAnswer:
        """Say what a model is that reads citations; another version ends what the earlier one did.

        source : file of the prompt (kept, too, as its text) or of the training data: its digest is
        kept. scale : (low, high) of its scores. threshold : from here on it says include.
        tuned_on : rounds whose verdicts it was made with; they do not measure it.
        """
        if not version.strip():
            raise WinnowError("a declaration needs the model's version: --version TEXT")
        low, high = scale
        if not low < high:
            raise WinnowError(f"scale {low:g} to {high:g}: the first must be the lower")
        if threshold is not None and not low < threshold <= high:
            raise WinnowError(f"threshold {threshold:g} must lie above {low:g}, up to {high:g}")
        digest, text = described_by(source)
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            check_manager(state, plan, actor)
            known = check_reader_name(state, plan, name)
            old = state.readers.get(known)
            if old is not None and old.declared.model_version == version.strip():
                raise WinnowError(
                    f"{known} {version.strip()} is declared already: a change of it is another version"
                )
            for number in tuned_on:
                if all(found.round != number for found in state.rounds):
                    raise WinnowError(f"there is no round {number} that it could be tuned on")
            declared = ReaderDeclared(
                reader=known,
                model_version=version.strip(),
                developer=developer,
                kind=one_of("kind of reader", kind, READER_KINDS),
                accessed=accessed,
                where=where,
                prompt=prompt or (text if kind == "language-model" else ""),
                training=training,
                digest=digest,
                parameters=parameters or {},
                fields=list(fields),
                cost=cost,
                interests=interests,
                low=low,
                high=high,
                threshold=threshold,
                tuned_on=list(tuned_on),
            )
            if old is not None and old.role != "compare":
                self._session.append(
                    actor, ended(state, plan, old, f"version {declared.model_version} was declared")
                )
            self._session.append(actor, declared)
        planned = plan.reader(known)
        return ReaderDeclaredAnswer(
            reader=known,
            model_version=declared.model_version,
            planned=planned.role if planned else "compare",
        )

    def score(self, name: str, path: AnyPath, *, actor: str) -> ReaderScoredAnswer:
        """Take in what a declared reader said, from a CSV with columns key and score (or verdict;
        an empty score: no answer). All rows, or none."""
        who = check_name(actor)
        state = self._session.state()
        find = self._lookup.finder(state, 1000)
        found = read_scores(path, reader_of(state, name).declared, find)
        return self.take(name, found, actor=who)

    def take(
        self,
        name: str,
        found: ScoreFile,
        *,
        actor: str,
        endpoint: str = "",
        settings: Parameters | None = None,
    ) -> ReaderScoredAnswer:
        """Scores that were read, into the ledger; a copy of the file into readers/."""
        folder = self._session.inside(FOLDER)
        os.makedirs(folder, exist_ok=True)
        write_whole(os.path.join(folder, found.digest), found.content, ours=True)
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            if actor not in members(state, plan):  # whoever is on the team may bring a file
                check_manager(state, plan, actor)
            reader = reader_of(state, name)
            new = new_scores(state, reader, found)
            if new:
                declared = reader.declared
                event = ReaderScored(
                    reader=declared.reader,
                    model_version=declared.model_version,
                    file=found.name,
                    digest=found.digest,
                    low=declared.low,
                    high=declared.high,
                    threshold=declared.threshold,
                    citations=list(new),
                    scores=list(new.values()),
                    endpoint=endpoint,
                    settings=settings or {},
                )
                self._session.append(actor, event, actor_kind="model")
                self.end_lost()
        state = self._session.state()
        reader = reader_of(state, name)
        return ReaderScoredAnswer(
            reader=reader.declared.reader,
            file=found.name,
            scored=len(scores_of(state, reader)),
            unanswered=len(
                set(state.citations_of(reader.unanswered)) - scores_of(state, reader).keys()
            ),
            unchanged=len(found.scores) - len(new),
            citations=state.count_citations(),
        )

    def texts(
        self, citations: Sequence[CitationId], state: ReviewState
    ) -> dict[CitationId, Record]:
        """Citations as a reader is shown them: as people are."""
        return self._lookup.composed(citations, state)

    # -- what it may do --------------------------------------------------------------------------------
    def grant(self, name: str, role: str, *, actor: str) -> ReaderGranted:
        """Give a reader the role that the protocol plans, or a lesser one. AnswerIsNo says why not
        and what would be needed."""
        with self._session.writing() as state:
            self._session.require_protocol(state)
            plan = self._session.plan_of(state)
            check_manager(state, plan, actor)
            reader = reader_of(state, name)
            asked = one_of("role of a reader", role, READER_ROLES)
            if reader.role == asked:
                raise WinnowError(f"{reader.declared.reader} has the role {asked} already")
            evidence = evidence_of(state, plan, reader)
            refusal = refused(state, plan, reader, asked, evidence)
            if refusal:
                raise AnswerIsNo(f"{reader.declared.reader} may not {VERBS[asked]}: {refusal}")
            if reader.role != "compare":
                changed = ended(state, plan, reader, f"given the role {asked}")
                self._session.append(actor, changed)
            cut = cut_of(plan, reader)
            granted = ReaderRoleGranted(
                reader=reader.declared.reader, role=asked, cut=cut, evidence=evidence
            )
            self._session.append(actor, granted)
        return ReaderGranted(
            reader=granted.reader,
            role=asked,
            evidence=evidence,
            reason=granted_words(asked, evidence),
        )

    def end(self, name: str, *, actor: str, reason: str) -> ReaderEnded:
        """Take a reader's role back. What rested on it goes to people."""
        if not reason.strip():
            raise WinnowError("to end a role needs a reason: --reason TEXT")
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            check_manager(state, plan, actor)
            reader = reader_of(state, name)
            if reader.role == "compare":
                raise WinnowError(f"{reader.declared.reader} has no role that could end")
            event = ended(state, plan, reader, reason)
            self._session.append(actor, event)
        return ReaderEnded(reader=event.reader, role=event.role, again=len(event.citations))

    def audit(self, name: str, *, actor: str) -> RoundBrief:
        """Open the audit that the protocol plans: a random sample of what the reader would set
        aside, for people to read."""
        with self._session.writing() as state:
            self._session.require_protocol(state)
            plan = self._session.plan_of(state)
            check_manager(state, plan, actor)
            reader = reader_of(state, name)
            planned = plan.reader(reader.declared.reader)
            if planned is None or planned.role != "exclude":
                raise WinnowError(
                    f"the protocol does not plan {name} for exclude: nothing to audit"
                )
            if found := open_round(state):
                raise WinnowError(
                    f"round {found.round} ({found.kind}) is still open: close it first"
                )
            pool = would_set_aside(state, plan, reader)
            if not pool:
                raise WinnowError(f"{name} would set nothing aside: nothing to audit")
            number = len(state.rounds) + 1
            seed = plan.screening.seed + number
            status = statuses(state, plan, TITLE_ABSTRACT)
            opened = RoundOpened(
                round=number,
                kind="audit",
                stage=TITLE_ABSTRACT,
                citations=random_sample(pool, planned.audit, seed),
                seed=seed,
                ranking="",
                unread=len(pool),
                found=sum(verdict == "include" for verdict in status.values()),
                reader=reader.declared.reader,
            )
            self._session.append(actor, opened)
        return RoundBrief(round=number, kind="audit", size=len(opened.citations))

    def end_lost(self) -> list[str]:
        """End the roles that the verdicts (or the protocol) no longer support; inside `writing()`.
        The names of the readers."""
        return end_lost(self._session)

    # -- how well it reads -----------------------------------------------------------------------------
    def show(self, viewer: str = "") -> list[ReaderRow]:
        """Every declared reader: what it found of what people settled, what it may do and why.

        Nothing is said of what people have not settled, nor of an open pilot.
        """
        state = self._session.state()
        if not state.readers:
            return []
        plan = self._session.plan_of(state)
        return reader_rows(self._lookup, state, plan, self._session.entries())


VERBS = {
    "compare": "be compared",
    "rank": "rank",
    "second": "stand for the second vote",
    "exclude": "set citations aside unread",
}


def described_by(source: AnyPath | None) -> tuple[str, str]:
    """SHA-256 of a file, and its text where it is one."""
    from hashlib import sha256
    from pathlib import Path

    if source is None:
        return "", ""
    try:
        content = Path(source).read_bytes()
    except OSError as error:
        raise WinnowError(f"{source}: {error.strerror or error}") from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    return sha256(content).hexdigest(), text


def check_reader_name(state: ReviewState, plan: Plan, name: str) -> str:
    """A reader's name, as the protocol writes it where it names it."""
    text = check_name(name)
    planned = plan.reader(text)
    text = planned.name if planned else text
    people = {*members(state, plan), *state.deciders()}
    if text.casefold() in {person.casefold() for person in people}:
        raise WinnowError(f"{text} is a person of the team: give the reader another name")
    return text


def reader_of(state: ReviewState, name: str) -> ReaderState:
    """The declared reader of a name, case aside."""
    wanted = " ".join(name.split()).casefold()
    for known, reader in state.readers.items():
        if known.casefold() == wanted:
            return reader
    listed = ", ".join(state.readers) or "none is"
    raise WinnowError(f"no reader {name!r} is declared ({listed}): winnow reader declare {name}")


def new_scores(
    state: ReviewState, reader: ReaderState, found: ScoreFile
) -> dict[CitationId, float | None]:
    """What a file adds; WinnowError where it says otherwise than one before."""
    known = scores_of(state, reader)
    for citation, score in found.scores.items():
        if score is not None and known.get(citation, score) != score:
            raise WinnowError(
                f"{found.name}: a citation has another score than before ({reader.declared.reader} "
                f"{reader.declared.model_version}): another answer is another version; declare it"
            )
    silent = set(state.citations_of(reader.unanswered))
    return {
        c: score
        for c, score in found.scores.items()
        if c not in known and not (score is None and c in silent)
    }
