"""The full texts: reports sought and retrieved, the studies they describe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from winnow_sr.errors import WinnowError
from winnow_sr.ledger import events as ev
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import (
    Counted,
    MetaAnalysed,
    ReportRow,
    Retrieved,
    SetAside,
    SoughtReport,
    StudyDescribed,
    StudyLinked,
)
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Session
from winnow_sr.screening.blinding import check_may_know, pilot_unread
from winnow_sr.screening.outcomes import outcome_at, statuses
from winnow_sr.screening.reports import (
    check_can_become,
    check_sought,
    report_of,
    sought_reports,
)
from winnow_sr.vocabulary import (
    FULL_TEXT,
    REPORT_STATUSES,
    SETTLED,
    AsideStatus,
    CitationId,
    ReportStatus,
    citation_id,
    one_of,
)

REPORT_EVENTS: dict[ReportStatus, type[ev.ReportEvent]] = {
    "sought": ev.ReportSought,
    "retrieved": ev.ReportRetrieved,
    "not-retrieved": ev.ReportNotRetrieved,
}
ASIDE: dict[str, AsideStatus] = {"awaiting": "awaiting", "ongoing": "ongoing"}
LONGEST = 200
"""Characters of a design or substance."""


class FullTexts:
    """What is known of reports and studies; accessed via `review.full_texts`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def reports(self, viewer: str) -> list[SoughtReport]:
        """Every report that is sought, in order of citations, as far as this person may know: not
        those of citations that they must first read in the open pilot."""
        state = self._session.state()
        plan = self._session.plan_of(state)
        hidden = pilot_unread(state, plan, viewer)
        read = statuses(state, plan, FULL_TEXT)
        return [
            SoughtReport(
                citation=citation_id(citation),
                status=status,
                reason=report.reason if (report := report_of(state, citation)) else "",
                decided=read.get(citation) in SETTLED,
            )
            for citation, status in sought_reports(state, plan).items()
            if citation not in hidden
        ]

    def said_of(self, text: str, viewer: str) -> str:
        """What was said with the newest status of a report: why it was not retrieved, or which file
        it is (`sha256:...`); empty where nothing was, or where this person must first read the
        citation in the open pilot."""
        state = self._session.state()
        citation = self._lookup.citation(text, state)
        report = report_of(state, citation)
        if report is None:
            return ""
        hidden = pilot_unread(state, self._session.plan_of(state), viewer)
        return "" if citation in hidden else report.reason

    def retrieve(self, text: str, status: str, *, actor: str, reason: str = "") -> Retrieved:
        """Say that the report of a citation is sought, retrieved or not retrieved."""
        return self.retrieve_all([ReportRow(text, status, reason)], actor=actor)

    def retrieve_all(self, rows: Sequence[ReportRow], *, actor: str) -> Retrieved:
        """The same of many reports: all, or none."""
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            find = self._lookup.finder(state, len(rows))
            done: list[ev.ReportEvent] = []
            for row in rows:
                try:
                    status = one_of("status", row.status, REPORT_STATUSES)
                    citation = find(row.key)
                    check_may_know(state, plan, actor, citation)
                    check_can_become(state, plan, citation, status)
                except WinnowError as error:
                    raise WinnowError(f"{row.where}{error}") from error
                done.append(REPORT_EVENTS[status](citation=citation, reason=row.reason))
            self._session.append(actor, *done)
        return Retrieved(citations=[citation_id(e.citation) for e in done], reports=len(done))

    def link_study(self, study: str, ids: Sequence[str], *, actor: str) -> StudyLinked:
        """Say that these reports describe one study."""
        name = " ".join(study.split())
        if not name or not ids:
            raise WinnowError(
                "a study needs a name and at least one report: winnow study ID REPORT..."
            )
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            citations = [self._lookup.citation(text, state) for text in ids]
            for citation in citations:
                check_sought(state, plan, citation)
            self._session.append(actor, ev.StudiesLinked(study=name, citations=citations))
        linked = self._session.state().studies[name]
        return StudyLinked(study=name, reports=[citation_id(c) for c in linked])

    def count_reports(self, text: str, reports: int, *, actor: str, reason: str) -> Counted:
        """Say that a citation stands for another number of reports than one."""
        if not reason.strip():
            raise WinnowError("say why: --reason TEXT")
        if not 0 <= reports <= 50:
            raise WinnowError(f"{reports} reports of one citation? give a number from 0 to 50")
        with self._session.writing() as state:
            citation = self._lookup.citation(text, state)
            check_sought(state, self._session.plan_of(state), citation)
            self._session.append(
                actor, ev.ReportsCounted(citation=citation, reports=reports, reason=reason)
            )
        return Counted(citation=citation_id(citation), reports=reports)

    def set_aside(self, text: str, status: str, *, actor: str, reason: str = "") -> SetAside:
        """Say that a report awaits classification or is of an ongoing study (or `back`)."""
        status = one_of("status", status, (*ASIDE, "back"))
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            citation = self._lookup.citation(text, state)
            check_sought(state, plan, citation)
            outcome = outcome_at(state, plan, FULL_TEXT, citation)
            if status != "back" and outcome.status in ("include", "exclude"):
                raise WinnowError(
                    f"the full text of {citation_id(citation)} is settled: {outcome.status}"
                )
            aside = ev.ReportSetAside(
                citation=citation, status=ASIDE.get(status, ""), reason=reason
            )
            self._session.append(actor, aside)
        return SetAside(citation=citation_id(citation), status=status)

    def meta_analysed(self, studies: Sequence[str], *, actor: str) -> MetaAnalysed:
        """Say which studies went into the meta-analysis: linked studies, or citations that are a
        study of their own."""
        with self._session.writing() as state:
            names = []
            for text in studies:
                name = " ".join(text.split())
                names.append(
                    name
                    if name in state.studies
                    else citation_id(self._lookup.citation(name, state))
                )
            found = list(dict.fromkeys(names))
            self._session.append(actor, ev.MetaAnalysed(studies=found))
        return MetaAnalysed(studies=found)

    def describe(
        self,
        study: str,
        *,
        actor: str,
        design: str,
        substances: Sequence[str] = (),
        claims: Sequence[str] = (),
        note: str = "",
    ) -> StudyDescribed:
        """Say what a study is and which claims it bears on; a later description replaces it.

        `study` is a name given with `link_study`, or a report (by any of its ids) that is linked
        to no study or to one.
        """
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            name = self._study(study, state, plan)
            designs = [*plan.question.designs, *(d.design for d in state.described.values())]
            known = [s for d in state.described.values() for s in d.substances]
            kind = spelt(design, designs, "design")
            named = list(dict.fromkeys(spelt(s, known, "substance") for s in substances))
            described = ev.StudyDescribed(
                study=name,
                design=kind,
                substances=named,
                claims=list(dict.fromkeys(claim_id(c, plan) for c in claims)),
                note=note.strip(),
            )
            new = [kind] if designs and kind not in designs else []
            new += [s for s in named if known and s not in known]
            self._session.append(actor, described)
        return StudyDescribed(
            study=name,
            design=kind,
            substances=named,
            claims=described.claims,
            note=described.note,
            new=new,
        )

    def _study(self, text: str, state: ReviewState, plan: Plan) -> str:
        """The study's name, or the citation of a report that is a study of its own."""
        wanted = " ".join(text.split())
        for name in state.studies:
            if name.casefold() == wanted.casefold():
                return name
        citation = self._lookup.citation(wanted, state)
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


def said_earlier(
    state: ReviewState,
    plan: Plan,
    said: Iterable[tuple[CitationId, str, Sequence[str]]],
) -> list[ev.Event]:
    """What an export says of (citation, awaiting or ongoing, studies), as far as it is not so
    already and the report is there to be said it of."""
    aside: dict[CitationId, ev.ReportSetAside] = {}
    studies: dict[str, dict[CitationId, None]] = {}
    for citation, status, names in said:
        settled = outcome_at(state, plan, FULL_TEXT, citation).status in ("include", "exclude")
        if status and not settled and state.aside.get(citation) != status:
            aside[citation] = ev.ReportSetAside(
                citation=citation, status=one_of("status", status, tuple(ASIDE.values())), reason=""
            )
        for study in names:
            if citation not in state.citations_of(state.studies.get(study, [])):
                studies.setdefault(study, {})[citation] = None
    linked = [ev.StudiesLinked(study=name, citations=list(on)) for name, on in studies.items()]
    return [*aside.values(), *linked]


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
