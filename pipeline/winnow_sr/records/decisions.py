"""Decisions that came with a file: of an earlier screening in ASReview, Rayyan or Covidence."""

from __future__ import annotations

import re

import msgspec

from winnow_sr.records.exporters import folded
from winnow_sr.records.model import Record
from winnow_sr.records.own import own_notes
from winnow_sr.records.ris_lines import MARK


class EarlierDecision(msgspec.Struct, frozen=True):
    """One verdict from another tool's file."""

    tool: str
    """`ASReview`, `Rayyan`, `Covidence`, `winnow`, or `labels` for a plain label column."""
    verdict: str
    """`include`, `exclude` or `unsure`."""
    reviewer: str = ""
    reason: str = ""
    note: str = ""
    stage: str = ""
    """Empty where the file does not say."""
    resolution: bool = False
    """Did it end a conflict?"""


_NOTE_TAGS = frozenset(("n1", "notes", "note", "%z", "researchnotes", "extra"))
_ASREVIEW_NOTES = {"ASReview_relevant": "include", "ASReview_irrelevant": "exclude"}
_LABEL_COLUMNS: dict[str, str] = {
    "asreviewlabel": "ASReview",
    "included": "labels",
    "label": "labels",
    "finalincluded": "labels",
    "labelincluded": "labels",
    "includedlabel": "labels",
    "includedfinal": "labels",
    "includedflag": "labels",
    "include": "labels",
    "decision": "labels",
    "verdict": "labels",
    "screeningdecision": "labels",
    "titleabstract": "winnow",
}
_REASON_COLUMNS = frozenset(("exclusionreason", "excludereason", "reason", "reasonforexclusion"))
_REVIEWER_COLUMNS = frozenset(("reviewer", "reviewers", "screener", "screenedby", "reviewername"))
_OWN_NOTE_COLUMNS = frozenset(("asreviewnote", "reviewernote", "screeningnote"))
_VERDICTS: dict[str, str] = {
    "1": "include", "1.0": "include", "include": "include", "included": "include", "yes": "include",
    "true": "include", "relevant": "include", "0": "exclude", "0.0": "exclude",
    "exclude": "exclude", "excluded": "exclude", "no": "exclude", "false": "exclude",
    "irrelevant": "exclude", "maybe": "unsure", "unsure": "unsure", "undecided": "unsure",
}  # fmt: skip


def verdict_of(text: str) -> str:
    """The verdict that a word or figure of another tool means; empty where it means none."""
    return _VERDICTS.get(text.strip().lower(), "")


_RAYYAN_PART = re.compile(r"(RAYYAN-INCLUSION|RAYYAN-LABELS|RAYYAN-EXCLUSION-REASONS|USER-NOTES):")
_RAYYAN_VOTE = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"?(\w+)"?')
_RAYYAN_NOTE = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*\[((?:[^\]"]|"(?:[^"\\]|\\.)*")*)\]')
_COVIDENCE = re.compile(r"exclusion reason:\s*([^;|\n]*)", re.IGNORECASE)
_OWN = re.compile(rf"{MARK} (title-abstract|full-text|reason): (.*)")


def earlier_decisions(record: Record) -> tuple[EarlierDecision, ...]:
    """The decisions that the entry's own notes and columns state, in file order."""
    ours = own_notes(record)
    if ours is not None:
        return tuple(
            EarlierDecision("winnow", v.verdict, v.reader, v.reason, v.note, v.stage, v.resolution)
            for v in ours.votes
        )
    found: list[EarlierDecision] = []
    own: dict[str, str] = {}
    label = ("", "")
    reason = reviewer = note = ""
    for tag, value in record.fields:
        name = tag.lower() if tag.startswith("%") else folded(tag)
        if name in _NOTE_TAGS:
            found += _asreview(value) + _rayyan(value) + _covidence(value)
            if (said := _OWN.fullmatch(value)) is not None:
                own[said[1]] = said[2]
        elif name in _LABEL_COLUMNS and record.format in _TABLES:
            verdict = _VERDICTS.get(value.strip().lower(), "")
            if verdict and not label[1]:
                label = (_LABEL_COLUMNS[name], verdict)
        elif name in _REASON_COLUMNS and record.format in _TABLES:
            reason = value
        elif name in _REVIEWER_COLUMNS and record.format in _TABLES:
            reviewer = " ".join(value.split())
        elif name in _OWN_NOTE_COLUMNS and record.format in _TABLES:
            note = value
    if label[1]:
        found.append(EarlierDecision(label[0], label[1], reviewer, reason, note))
    for stage in ("title-abstract", "full-text"):
        if (verdict := _VERDICTS.get(own.get(stage, ""), "")) != "":
            why = own.get("reason", "") if stage == "full-text" else ""
            found.append(EarlierDecision("winnow", verdict, reason=why, stage=stage))
    return tuple(dict.fromkeys(found))


_TABLES = frozenset(("csv", "tsv", "xlsx"))


def _asreview(value: str) -> list[EarlierDecision]:
    for mark, verdict in _ASREVIEW_NOTES.items():
        if mark in value:
            note = "prior knowledge" if "ASReview_prior" in value else ""
            return [EarlierDecision("ASReview", verdict, note=note)]
    return []


def _covidence(value: str) -> list[EarlierDecision]:
    found = _COVIDENCE.search(value)
    if not found or "RAYYAN" in value:
        return []
    rest = value[found.end() :].strip(" ;|\n")
    return [EarlierDecision("Covidence", "exclude", reason=found[1].strip(), note=rest)]


def rayyan_votes(notes: str) -> list[EarlierDecision]:
    """The votes that the notes of an article in Rayyan's export state."""
    return _rayyan(notes)


def _rayyan(value: str) -> list[EarlierDecision]:
    """`RAYYAN-INCLUSION: {"Ana"=>"Included"} | RAYYAN-EXCLUSION-REASONS: a,b | USER-NOTES: {...}`."""
    if "RAYYAN-INCLUSION" not in value:
        return []
    pieces = _RAYYAN_PART.split(value)
    parts = {
        name: text.strip(" |\n") for name, text in zip(pieces[1::2], pieces[2::2], strict=True)
    }
    reasons = parts.get("RAYYAN-EXCLUSION-REASONS", "")
    labels = parts.get("RAYYAN-LABELS", "")
    notes = {
        found[1]: " ".join(found[2].split()).strip('" ')
        for found in _RAYYAN_NOTE.finditer(parts.get("USER-NOTES", ""))
    }
    made = []
    for vote in _RAYYAN_VOTE.finditer(parts.get("RAYYAN-INCLUSION", "")):
        verdict = verdict_of(vote[2])
        if verdict:
            said = "; ".join(
                part for part in (labels and f"labels: {labels}", notes.get(vote[1], "")) if part
            )
            why = reasons if verdict == "exclude" else ""
            made.append(EarlierDecision("Rayyan", verdict, vote[1], why, said))
    return made
