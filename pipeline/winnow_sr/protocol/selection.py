"""The selection process of a plan in words: reviewers, pilot, ranking, stopping, declared models."""

from __future__ import annotations

from winnow_sr.protocol.plan import Plan
from winnow_sr.protocol.screening import Reader
from winnow_sr.text import percent

STATISTICS = {
    "cohen_kappa": "Cohen's kappa",
    "pabak": "prevalence- and bias-adjusted kappa (PABAK)",
    "gwet_ac1": "Gwet's AC1",
    "observed": "observed agreement",
}


def _reviewers(n: int) -> str:
    return "one reviewer" if n == 1 else f"{n} reviewers independently"


def selection(plan: Plan) -> str:
    """How citations and reports are selected, one line for each rule of the plan."""
    s, stop = plan.screening, plan.stopping
    lines = [
        f"Titles and abstracts are screened by {_reviewers(s.title_abstract_reviewers)}, "
        f"full texts by {_reviewers(s.full_text_reviewers)}.",
    ]
    if s.reviewers:
        lines.append(f"Reviewers: {', '.join(s.reviewers)}.")
    if s.screeners:
        lines.append(f"Those who screen: {', '.join(s.screeners)}.")
    if s.title_abstract_reviewers > 1 or s.full_text_reviewers > 1:
        who = ", ".join(s.adjudicators) if s.adjudicators else "a person who did not cast the votes"
        seen = "do not see" if s.conflicts == "blind" else "see"
        lines.append(f"Disagreements are resolved by {who}; reviewers {seen} each other's votes.")
        first = s.reason_disagreement == "first-listed"
        lines.append(
            "Where reviewers exclude a report for different reasons, "
            + ("the reason listed first is counted." if first else "the difference is a conflict.")
        )
    if s.pilot.size:
        lines.append(
            f"Screening starts with pilot rounds of {s.pilot.size} citations; it goes on when "
            f"{STATISTICS.get(s.pilot.statistic, s.pilot.statistic)} is at least "
            f"{s.pilot.threshold:g}, and after {s.pilot.max_rounds} rounds below that the criteria "
            "are rewritten."
        )
    lines.append(
        f"The order of citations is proposed by a ranking model (`{s.model}`, seed {s.seed}) trained on "
        f"the team's own decisions and trained again after every {s.batch}; it decides nothing."
        + (" Records without an abstract are screened first." if s.abstractless_first else "")
    )
    lines.append(
        f"Screening of titles and abstracts may stop under the rule `{stop.rule}`, fixed in advance: "
        f"recall target {percent(stop.target)}, confidence {percent(stop.confidence)}"
        + "".join(f", {k} {v}" for k, v in stop.parameters.items())
        + ". Citations left unread are reported as such."
    )
    lines += map(_reader_line, plan.readers)
    return "\n".join(f"- {line}" for line in lines)


def _reader_line(reader: Reader) -> str:
    """What a declared model may do, and when."""
    where = "full texts" if reader.stage == "full-text" else "titles and abstracts"
    bound = (
        f"once the lower {percent(reader.confidence)} confidence bound of its sensitivity, on randomly "
        f"chosen citations, is at least {percent(reader.floor)}"
    )
    may = {
        "compare": "it is measured beside the people and decides nothing",
        "rank": "its score is one more source for the order of reading",
        "second": f"it may stand for a second vote {bound}; every disagreement goes to a person",
        "exclude": f"citations scored under {reader.cut} may be set aside unread {bound}, and a random "
        f"audit of {reader.audit} of them, read by people, has passed",
    }[reader.role]
    about = f" ({reader.text.rstrip('.')})" if reader.text else ""
    return f"`{reader.name}`{about} reads {where}: {may}."
