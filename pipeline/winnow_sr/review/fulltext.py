"""The full texts: reports sought and retrieved, the studies they describe; and the team's list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.deciding import Deciding
from winnow_sr.screening.deciding import check_name, check_sought, citation_id, is_other_lane
from winnow_sr.screening.outcomes import outcome_at

REPORT_EVENTS = {
    "sought": "report_sought",
    "retrieved": "report_retrieved",
    "not-retrieved": "report_not_retrieved",
}


class FullText(Deciding):
    """What is known of reports and studies."""

    def retrieve(self, text: str, status: str, *, actor: str, reason: str = "") -> dict[str, Any]:
        """Say that the report of a citation is sought, retrieved or not retrieved."""
        return self.retrieve_all([(text, status, reason, "")], actor=actor)

    def retrieve_all(
        self, rows: Sequence[tuple[str, str, str, str]], *, actor: str
    ) -> dict[str, Any]:
        """Many (id, status, reason, where it stands): all, or none."""
        with self.writing() as state:
            plan = self.plan_of(state)
            keys = self.citations_by_key(state) if len(rows) > 50 else {}
            done: list[tuple[str, dict[str, Any]]] = []
            for text, status, reason, where in rows:
                try:
                    if status not in REPORT_EVENTS:
                        raise WinnowError(f"unknown status {status!r}: {', '.join(REPORT_EVENTS)}")
                    citation = self._find(text, state, keys)
                    self._check_report(state, plan, citation, status)
                except WinnowError as error:
                    raise WinnowError(f"{where}{error}") from error
                done.append((REPORT_EVENTS[status], {"citation": citation, "reason": reason}))
            for kind, payload in done:
                self.append(actor, kind, [payload])
        return {"citations": [citation_id(p["citation"]) for _, p in done], "reports": len(done)}

    @staticmethod
    def _check_report(state: ReviewState, plan: Plan, citation: int, status: str) -> None:
        if status == "sought" and is_other_lane(state, citation):
            if outcome_at(state, plan, "title-abstract", citation).status == "exclude":
                raise WinnowError(f"{citation_id(citation)} was excluded on title and abstract")
            return
        check_sought(state, plan, citation)
        if status == "not-retrieved" and state.votes_on("full-text", citation):
            raise WinnowError(
                f"the full text of {citation_id(citation)} has been decided on already"
            )

    def link_study(self, study: str, ids: Sequence[str], *, actor: str) -> dict[str, Any]:
        """Say that these reports describe one study."""
        name = " ".join(study.split())
        if not name or not ids:
            raise WinnowError(
                "a study needs a name and at least one report: winnow study ID REPORT..."
            )
        with self.writing() as state:
            plan = self.plan_of(state)
            citations = [self.citation(text, state) for text in ids]
            for citation in citations:
                check_sought(state, plan, citation)
            self.append(actor, "studies_linked", [{"study": name, "citations": citations}])
        return {"study": name, "reports": [citation_id(c) for c in self.state().studies[name]]}

    def count_reports(self, text: str, reports: int, *, actor: str, reason: str) -> dict[str, Any]:
        """Say that a citation stands for another number of reports than one."""
        if not reason.strip():
            raise WinnowError("say why: --reason TEXT")
        if not 0 <= reports <= 50:
            raise WinnowError(f"{reports} reports of one citation? give a number from 0 to 50")
        with self.writing() as state:
            citation = self.citation(text, state)
            check_sought(state, self.plan_of(state), citation)
            payload = {"citation": citation, "reports": reports, "reason": reason}
            self.append(actor, "reports_counted", [payload])
        return {"citation": citation_id(citation), "reports": reports}

    def set_aside(self, text: str, status: str, *, actor: str, reason: str = "") -> dict[str, Any]:
        """Say that a report awaits classification or is of an ongoing study (or `back`)."""
        if status not in ("awaiting", "ongoing", "back"):
            raise WinnowError(f"unknown status {status!r}: awaiting, ongoing or back")
        with self.writing() as state:
            plan = self.plan_of(state)
            citation = self.citation(text, state)
            check_sought(state, plan, citation)
            outcome = outcome_at(state, plan, "full-text", citation)
            if status != "back" and outcome.status in ("include", "exclude"):
                raise WinnowError(
                    f"the full text of {citation_id(citation)} is settled: {outcome.status}"
                )
            value = "" if status == "back" else status
            payload = {"citation": citation, "status": value, "reason": reason}
            self.append(actor, "report_set_aside", [payload])
        return {"citation": citation_id(citation), "status": status}

    def meta_analysed(self, studies: Sequence[str], *, actor: str) -> dict[str, Any]:
        """Say which studies went into the meta-analysis: linked studies, or citations that are a
        study of their own."""
        with self.writing() as state:
            names = []
            for text in studies:
                name = " ".join(text.split())
                names.append(
                    name if name in state.studies else citation_id(self.citation(name, state))
                )
            self.append(actor, "meta_analysed", [{"studies": list(dict.fromkeys(names))}])
        return {"studies": list(dict.fromkeys(names))}

    # -- the team --------------------------------------------------------------------------------
    def join(self, name: str, role: str, *, actor: str) -> dict[str, Any]:
        """Put somebody on the team's list; with a list, only those on it may decide."""
        roles = ("reviewer", "adjudicator", "lead", "observer")
        if role not in roles:
            raise WinnowError(f"unknown role {role!r}: {', '.join(roles)}")
        who = check_name(name)
        self.record_one(actor, "reviewer_joined", {"name": who, "role": role})
        return {"name": who, "role": role}

    def leave(self, name: str, *, actor: str) -> dict[str, Any]:
        """Take somebody off the team's list; what they did stays."""
        with self.writing() as state:
            who = check_name(name)
            if who not in state.team and who not in state.deciders():
                raise WinnowError(f"{who} is not on the team")
            if who not in state.team:
                self.append(actor, "reviewer_joined", [{"name": who, "role": "reviewer"}])
            self.append(actor, "reviewer_left", [{"name": who}])
        return {"name": who, "left": True}
