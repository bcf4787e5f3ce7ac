"""What is said of screening and of full texts."""

from __future__ import annotations

from winnow_sr.report.document import Block, Bullets, Paragraph
from winnow_sr.report.facts import Facts, Round, Stage
from winnow_sr.report.phrases import STAGES, count, listing, number, sentence, spelled, was
from winnow_sr.report.searching import removed_sentence
from winnow_sr.report.sentences import Sentence, item, paragraph, say

VOTED, STOPPED = "decision_made", "screening_stopped"


def what_of(stage: Stage) -> str:
    """What is read at the stage."""
    return "citation" if stage.name == "title-abstract" else "report"


def stage_sentences(facts: Facts, stage: Stage) -> list[Sentence]:
    """Reviewers, votes and blinding of one stage."""
    what = what_of(stage)
    asked = "one reviewer" if stage.wanted == 1 else f"{stage.wanted} reviewers independently"
    plan = say(f"By protocol each {what} is read by {asked} at {STAGES[stage.name]}.")
    if not stage.verdicts:
        return [plan, say("No verdict has been given at this stage yet.")]
    who = listing([f"{name} ({number(n)})" for name, n in stage.reviewers])
    n = stage.withdrawn
    return [
        plan,
        say(f"Verdicts that stand, by reviewer: {who}.", VOTED),
        spread_sentence(stage),
        blind_sentence(stage),
        elsewhere_sentence(stage),
        say(
            f"{count(n, 'verdict')} {was(n)} taken back by the reviewer who had given "
            f"{'it' if n == 1 else 'them'}."
            if n
            else "",
            "decision_withdrawn",
        ),
    ]


def spread_sentence(stage: Stage) -> Sentence:
    """How many were read by how many."""
    what, read = what_of(stage), sum(n for _, n in stage.votes)
    if not stage.votes:
        return say("")
    if len(stage.votes) == 1:
        by = spelled(stage.votes[0][0], "reviewer")
        every = {1: f"The {what}", 2: f"Both {what}s"}.get(read, f"All {number(read)} {what}s")
        return say(f"{every} with a verdict {was(read)} read by {by}.", VOTED)
    parts = listing([f"{number(n)} by {spelled(k, 'reviewer')}" for k, n in stage.votes])
    return say(f"Of {count(read, what)} with a verdict, {parts}.", VOTED)


def blind_sentence(stage: Stage) -> Sentence:
    """What readers could see of each other's verdicts."""
    if stage.visible:
        return say(
            f"{number(stage.visible)} of {count(stage.verdicts, 'verdict')} {was(stage.visible)} given "
            "where other reviewers' verdicts were shown.",
            VOTED,
        )
    if not stage.offered:
        return say("")
    return say("winnow showed nobody another reviewer's verdict before their own.", VOTED)


def elsewhere_sentence(stage: Stage) -> Sentence:
    """Verdicts whose making winnow did not see."""
    n = stage.verdicts - stage.offered
    if not n:
        return say("")
    return say(
        f"{number(n)} of {count(stage.verdicts, 'verdict')} {was(n)} handed in from elsewhere (a file, an "
        "id typed): what their readers saw of others' verdicts is not recorded.",
        VOTED,
    )


def conflict_sentences(facts: Facts, stage: Stage) -> list[Sentence]:
    """How disagreements ended."""
    if stage.wanted < 2 or not stage.verdicts:
        return []
    n = sum(n for _, n in stage.resolved)
    if not (n or stage.discussed or stage.open):
        final = facts.flow.final
        return [say("There were no disagreements." if final else "No disagreement so far.", VOTED)]
    by = listing([f"{name} {number(k)}" for name, k in stage.resolved])
    changed, open_ = stage.discussed, stage.open
    return [
        say(
            f"{count(n, 'disagreement')} {was(n)} ended by an adjudicator's verdict ({by})."
            if n
            else "",
            "conflict_resolved",
        ),
        say(
            f"{count(changed, 'disagreement')} ended by a reviewer's change of verdict."
            if changed
            else "",
            VOTED,
        ),
        say(
            f"{count(open_, 'disagreement')} {'is' if open_ == 1 else 'are'} open."
            if open_
            else "",
            VOTED,
        ),
    ]


def flow_sentences(facts: Facts) -> list[Sentence]:
    """The boxes of the diagram on screening."""
    more = facts.flow.breakdown
    screened, excluded = facts.n("records_screened"), facts.n("records_excluded")
    text = (
        f"In the flow diagram, {count(screened, 'record')} from databases and registers count as screened "
        f"and {number(excluded)} as excluded: {number(more.human)} by reviewers and "
        f"{number(more.automation)} by automation tools"
    )
    if more.unread and facts.flow.tail == "box5":
        part = "all" if more.unread == more.automation else number(more.unread)
        text += f" ({part} of them left unread when screening was stopped)"
    found = [say(f"{text}.", "search_imported")]
    if more.unread and facts.flow.tail == "box3":
        text = (
            f"{count(more.unread, 'record')} left unread when screening was stopped "
            f"{was(more.unread)} counted as removed before screening by automation tools."
        )
        found.append(say(text, STOPPED))
    return [*found, *other_sentences(facts)]


def other_sentences(facts: Facts) -> list[Sentence]:
    """Records found by other methods that went no further."""
    excluded, unread = (facts.behind(f"other_gap:{k}") for k in ("excluded", "unread"))
    found = []
    if excluded:
        text = (
            f"Of the records found by other methods, {number(excluded)} {was(excluded)} excluded on title "
            "and abstract."
        )
        found.append(say(text, VOTED))
    if unread:
        text = (
            f"Of the records found by other methods, {number(unread)} {was(unread)} left unread when "
            "screening was stopped."
        )
        found.append(say(text, STOPPED))
    return found


def screening_blocks(facts: Facts) -> list[Block]:
    """Who screened, how often and how blind; what came of it."""
    stage = facts.title_abstract
    found = paragraph(facts, removed_sentence(facts))
    found += paragraph(facts, *stage_sentences(facts, stage))
    found += paragraph(facts, *conflict_sentences(facts, stage))
    if rounds := [p for r in facts.rounds for p in item(facts, "", *round_sentences(r))]:
        found += [*paragraph(facts, say("Rounds:", "round_opened")), Bullets(tuple(rounds), True)]
    return found + paragraph(facts, *flow_sentences(facts))


DRAWN = {"pilot": "a pilot drawn at random", "random": "a random sample"}


def round_sentences(found: Round) -> list[Sentence]:
    """How one round was drawn and what became of it."""
    drawn = DRAWN | {
        "check": f"a random sample of {number(found.unread)} excluded, read again without sight of "
        "the first verdicts",
        "priority": f"the first by the ranking{f' of model `{found.model}`' if found.model else ''}",
    }
    text = f"{count(found.size, 'citation')}, {drawn.get(found.kind, found.kind)}"
    if found.kind == "random":
        text += f" of {number(found.unread)} without a verdict"
    if found.reviewers:
        text += f", {count(found.reviewers, 'verdict')} needed for each"
    gate = found.gate if not found.cancelled else ""
    return [
        say(f"{text}.", "round_opened"),
        say(f"{number(found.read)} settled, {number(found.relevant)} of them included.", VOTED)
        if found.read
        else say("No verdict on it is settled.", "round_opened"),
        _because("Cancelled", found.cancelled, "round_cancelled"),
        say(sentence(f"Gate: {gate}") if gate else "", VOTED),
        say(sentence(found.check[:1].upper() + found.check[1:]), VOTED),
        _because("Screening went on without the gate", found.overridden, "gate_overridden"),
        _because(
            "Opened although the pilot before had not passed its gate",
            found.despite,
            "round_opened",
        ),
    ]


def _because(what: str, reason: str, on: str) -> Sentence:
    return say(sentence(f"{what}, because: {reason}") if reason else "", on)


def sought(facts: Facts) -> int:
    """Reports sought, in both columns of the diagram."""
    return facts.n("dbr_sought_reports") + facts.n("other_sought_reports")


def full_text_blocks(facts: Facts) -> list[Block]:
    """Reports sought, read, excluded by reason, included."""
    if not sought(facts):
        return paragraph(facts, say("No full text has been sought yet."))
    stage = facts.full_text
    found = paragraph(facts, *stage_sentences(facts, stage), *conflict_sentences(facts, stage))
    items: list[Paragraph] = []
    for key, name, lane in lanes(facts):
        items += item(facts, name[0].upper() + name[1:], lane_sentence(facts, key, lane))
    found += [Bullets(tuple(items))] if items else []
    return found + paragraph(facts, *included_sentences(facts))


def lanes(facts: Facts) -> list[tuple[str, str, str]]:
    """(prefix of the keys, name, place among the reasons) of the diagram's columns."""
    found = [("dbr", "databases and registers", "databases")]
    return [*found, ("other", "other methods", "other")] if facts.flow.with_other else found


def lane_sentence(facts: Facts, key: str, lane: str) -> Sentence:
    """The reports of one column of the diagram."""
    more, rows = facts.flow.breakdown, facts.flow.reasons[lane]
    reasons = "; ".join(f"{row['label'] or row['reason']} {number(row['n'])}" for row in rows)
    text = (
        f"{count(facts.n(f'{key}_sought_reports'), 'report')} sought, "
        f"{number(facts.n(f'{key}_notretrieved_reports'))} not retrieved, "
        f"{number(facts.n(f'{key}_assessed'))} assessed, {number(sum(row['n'] for row in rows))} excluded"
    )
    text += f" ({reasons})" if reasons else ""
    extras = (
        (getattr(more, f"{key}_awaiting"), "awaiting classification"),
        (getattr(more, f"{key}_ongoing"), "of ongoing studies"),
        (getattr(more, f"{key}_unread_reports"), "counted as assessed but not judged yet"),
    )
    text += "".join(f"; {number(n)} {words}" for n, words in extras if n)
    return say(f"{text}.", "decision_made|report_sought|report_retrieved|report_not_retrieved")


def of_previous(facts: Facts) -> tuple[int, int]:
    """Studies of the previous version with a new report, and how many such reports."""
    members = facts.flow.members.get("new_studies")
    new = set(members.studies if members else ())
    old = {c for s, cited in facts.flow.citations_of_study.items() if s not in new for c in cited}
    fresh = {c for s in new for c in facts.flow.citations_of_study.get(s, ())}
    studies = [s for s in facts.flow.citations_of_study if s not in new]
    return len(studies), sum(facts.documents.get(c, 1) for c in old - fresh)


def included_sentences(facts: Facts) -> list[Sentence]:
    """Studies and reports, those of the previous version apart."""
    studies, reports = facts.n("new_studies"), facts.n("new_reports")
    if not facts.flow.updated:
        text = f"Included: {count(studies, 'study')} reported in {count(reports, 'report')}."
        return (
            [say(text, VOTED)] if facts.happened.get(VOTED) else [say("No study is included yet.")]
        )
    old, more = of_previous(facts)
    text = (
        f"Included: {count(studies, 'new study', 'new studies')} reported in "
        f"{count(reports - more, 'report')}"
    )
    if old:
        text += (
            f", and {count(more, 'new report')} of {count(old, 'study')} that the previous version "
            f"held; in all {count(reports, 'new report')}"
        )
    return [
        say(f"{text}.", VOTED),
        say(
            f"With the previous version: {count(facts.n('total_studies'), 'study')} in "
            f"{count(facts.n('total_reports'), 'report')}."
        ),
    ]
