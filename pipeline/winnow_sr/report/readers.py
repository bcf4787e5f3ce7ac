"""What is said of declared readers: the methods, and the items of PRISMA-trAIce that they bear on.

A sentence says only what the ledger holds: of a reader of which nothing was measured, no rate is
given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from winnow_sr.report.answering import PARTLY, UNKNOWN, Answer, Fill
from winnow_sr.report.document import Block, paragraphs
from winnow_sr.report.facts import Facts
from winnow_sr.report.phrases import clauses, count, day, listing, number, sentence, was
from winnow_sr.report.reader_facts import ReaderFacts
from winnow_sr.report.sentences import say

DECLARED = "reader_declared"
ROLES = {
    "compare": "It was compared with the people and decided nothing.",
    "rank": "Its scores were one more source for the order of reading; it decided nothing.",
    "second": "It stood for the second vote where it said what a person had said; every citation was "
    "read by a person, and every disagreement went to another.",
    "exclude": "Citations that it scored under a cut fixed in advance were set aside unread.",
}


def reader_blocks(facts: Facts) -> list[Block]:
    """The section on declared readers; nothing where none was declared."""
    return paragraphs([text for reader in facts.readers for text in reader_paragraphs(reader)])


def reader_paragraphs(reader: ReaderFacts) -> list[str]:
    """One reader: what it is, what was measured, what it did."""
    return [
        text for text in (f"{tool(reader)} {given(reader)}", measured(reader), did(reader)) if text
    ]


def named(reader: ReaderFacts) -> str:
    """`keywords version 1`."""
    return f"{reader.name} version {reader.version}"


def tool(reader: ReaderFacts) -> str:
    """What it is."""
    said = [f"{named(reader)} ({reader.kind.replace('-', ' ')})"]
    said += [f"developed by {reader.developer}"] if reader.developer else []
    said += [f"accessed {reader.accessed}"] if reader.accessed else []
    said += [f"run {reader.where}"] if reader.where else []
    who = f"; declared by {reader.declared_by} on {day(reader.declared)}"
    about = ", ".join(said) + who
    extra = clauses(
        [
            f"training: {reader.training}" if reader.training else "",
            f"cost: {reader.cost}" if reader.cost else "",
            f"interests: {reader.interests}" if reader.interests else "",
        ]
    )
    return sentence(f"Declared reader: {about}{f'; {extra}' if extra else ''}")


def given(reader: ReaderFacts) -> str:
    """What it was given and how much it read."""
    if not reader.scored and not reader.unanswered:
        return "It has scored no citation."
    none = (
        f", and gave no readable answer on {number(reader.unanswered)}" if reader.unanswered else ""
    )
    fields = f" Fields read: {listing(reader.fields)}." if reader.fields else ""
    return f"It read {count(reader.scored, 'citation')}{none}.{fields}"


def measured(reader: ReaderFacts) -> str:
    """The sentence on its sensitivity; empty where nothing was measured."""
    if not reader.bound:
        return ""
    return (
        f"{named(reader)} read {count(reader.scored, 'citation')}; on "
        f"{count(reader.sample, 'randomly chosen citation')} with {number(reader.relevant)} relevant "
        f"{'one' if reader.relevant == 1 else 'ones'} it found {number(reader.found)} (sensitivity "
        f"{reader.bound})."
    )


def did(reader: ReaderFacts) -> str:
    """Its role and what rested on it."""
    texts = [ROLES[reader.role] if reader.scored else ""]
    if reader.granted and reader.role != "compare":
        texts.append(
            f"The role was granted by {reader.granted_by} on {day(reader.granted)}"
            + (f", on this evidence: {reader.evidence}." if reader.evidence else ".")
        )
    if reader.seconded:
        texts.append(
            f"{count(reader.seconded, 'citation')} {was(reader.seconded)} settled by one person and it."
        )
    if reader.aside:
        texts.append(
            f"{count(reader.aside, 'citation')} {was(reader.aside)} excluded by it alone, and not read "
            "by a person."
        )
    texts += [sentence(f"It lost the role {text}") for text in reader.ended]
    if reader.again:
        texts.append(
            f"{count(reader.again, 'citation')} that rested on it {was(reader.again)} not yet read again."
        )
    return " ".join(text for text in texts if text)


def raise_statement(facts: Facts) -> str:
    """What the RAISE guidance asks to be stated: which tool, where, why, with whose responsibility."""
    names = listing([named(reader) for reader in facts.readers])
    return (
        f"Use of automation (RAISE): {names} read titles and abstracts as declared above. Each was judged "
        "by verdicts of this review's people, and could do only what the protocol allows. The authors "
        "are responsible for the review; why these tools were chosen, and their limits, are to be "
        "stated by them."
    )


# -- PRISMA-trAIce -------------------------------------------------------------------------------
def _prompts(reader: ReaderFacts) -> str:
    if reader.kind != "language-model":
        return f"{named(reader)}: not a language model, no prompt."
    settings = clauses([reader.parameters, *reader.settings])
    prompt = f"prompt: {reader.prompt}" if reader.prompt else "its prompt was not recorded"
    digest = f" (SHA-256 {reader.digest[:16]}…)" if reader.digest else ""
    return sentence(
        f"{named(reader)}: {prompt}{digest}{f'; settings: {settings}' if settings else ''}"
    )


def _settings(reader: ReaderFacts) -> str:
    said = clauses(
        [f"parameters: {reader.parameters}" if reader.parameters else "", *reader.settings]
    )
    return sentence(f"{named(reader)}: {said or 'no settings recorded'}")


def _output(reader: ReaderFacts) -> str:
    cut = f"from {reader.threshold} on it says include" if reader.threshold else "no cut was fixed"
    return f"{named(reader)}: a score from {reader.scale}; {cut}. An answer that could not be read is none."


def _evaluation(reader: ReaderFacts) -> str:
    if not reader.scored:
        return ""
    return (
        f"{named(reader)}: compared with verdicts that people settled, in strata; the bound is exact "
        "(Clopper and Pearson), from citations chosen at random only; what it did not answer counts as "
        "missed."
    )


def _results(reader: ReaderFacts) -> str:
    rows = [
        f"{s.name}: {number(s.n)} settled, {number(s.relevant)} relevant, {number(s.found)} found, "
        f"sensitivity {s.sensitivity}, specificity {s.specificity}"
        for s in reader.strata
        if s.n
    ]
    if not rows:
        return f"{named(reader)}: nothing was measured."
    return sentence(
        f"{measured(reader)} By stratum, the worst first: {clauses(rows)}. "
        f"Beside people: {clauses(reader.agreement) or 'not known'}"
    )


def _data(reader: ReaderFacts) -> str:
    if reader.sent_to:
        return f"{named(reader)}: {listing(reader.fields)} were sent to {listing(reader.sent_to)}."
    return f"{named(reader)}: its scores came as a file; winnow sent nothing."


def _planned(reader: ReaderFacts) -> str:
    if not reader.planned:
        return f"{named(reader)} does not stand in the protocol."
    return f"{named(reader)} stands in the protocol's readers, for the role {reader.planned}."


SAYS: dict[str, Callable[[ReaderFacts], str]] = {
    "t_abstract": lambda r: f"{named(r)} read {count(r.scored, 'citation')}. {ROLES[r.role]}",
    "t_protocol": _planned,
    "t_tool": tool,
    "t_stage": lambda r: f"{named(r)}: titles and abstracts. {did(r)}",
    "t_input": lambda r: f"{named(r)}: {given(r)}",
    "t_output": _output,
    "t_prompts": _prompts,
    "t_settings": _settings,
    "t_oversight": did,
    "t_evaluation": _evaluation,
    "t_data": _data,
    "t_flow": did,
    "t_performance": _results,
}
"""Item -> what the ledger says of a reader on it."""
REPLACED = {"t_prompts"}
"""Items of which the general answer speaks of no reader, and gives way."""


def with_readers(answers: Mapping[str, Fill]) -> dict[str, Fill]:
    """The answers, each with what is to be said of declared readers."""
    return {item: _both(fill, item) if item in SAYS else fill for item, fill in answers.items()}


def _both(fill: Fill, item: str) -> Fill:
    def both(facts: Facts) -> Answer:
        general = fill(facts)
        ours = [say(said, DECLARED) for r in facts.readers if (said := SAYS[item](r))]
        if not ours:
            return general
        theirs = () if item in REPLACED else general.sentences
        if item == "t_data":
            theirs = tuple(s for s in theirs if "outside service" not in s.text)
        return Answer(
            PARTLY if general.missing or general.state == UNKNOWN else general.state,
            (*ours, *theirs),
            general.where or "Methods: Declared readers",
            general.missing,
        )

    return both
