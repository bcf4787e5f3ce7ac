"""Scores of a reader from a file: a CSV of key and score (or verdict), on the declared scale."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from pathlib import Path

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.ledger.events import ReaderDeclared
from winnow_sr.vocabulary import CitationId, citation_id

SPOKEN = {"include": 1.0, "unsure": 1.0, "exclude": 0.0}
SILENT = ("", "no answer")
Find = Callable[[str], CitationId]


class ScoreFile(msgspec.Struct, frozen=True):
    """What a file says. scores: None where it gave no answer."""

    name: str
    content: bytes
    digest: str
    scores: dict[CitationId, float | None]


def read_scores(path: AnyPath, declared: ReaderDeclared, find: Find) -> ScoreFile:
    """The scores of a file, every row of it; WinnowError names the line that cannot be."""
    from hashlib import sha256

    place = Path(path)
    try:
        content = place.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise WinnowError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise WinnowError(f"{path} is not UTF-8 text: save it as CSV UTF-8") from error
    return ScoreFile(
        place.name,
        content,
        sha256(content).hexdigest(),
        scores_in(text, place.name, declared, find),
    )


def scores_in(
    text: str, name: str, declared: ReaderDeclared, find: Find
) -> dict[CitationId, float | None]:
    """citation -> score of a CSV's text."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    columns = [(column or "").strip().lower() for column in rows.fieldnames or []]
    if "key" not in columns or not {"score", "verdict"} & set(columns):
        raise WinnowError(f"{name} needs the columns key and score (or verdict)")
    if len(columns) != len(set(columns)):
        raise WinnowError(f"{name} has a column twice: {', '.join(columns)}")
    rows.fieldnames = columns
    found: dict[CitationId, float | None] = {}
    keys: dict[str, int] = {}
    try:
        for row in rows:
            if not any((value or "").strip() for key, value in row.items() if key is not None):
                continue
            where = f"{name}, line {rows.line_num}"
            key = (row["key"] or "").strip()
            if key in keys:
                raise WinnowError(f"{where}: {key} has two scores (also line {keys[key]})")
            keys[key] = rows.line_num
            try:
                citation, score = find(key), score_in(row, declared)
            except WinnowError as error:
                raise WinnowError(f"{where}: {error}") from error
            if citation in found and found[citation] != score:
                raise WinnowError(f"{where}: {citation_id(citation)} has two scores (duplicates)")
            found[citation] = score
    except csv.Error as error:
        raise WinnowError(f"{name}, line {rows.line_num}: {error}") from error
    if not found:
        raise WinnowError(f"{name} holds no score")
    return found


def score_in(row: dict[str, str | None], declared: ReaderDeclared) -> float | None:
    """The score of a row; None where it says that there was no answer."""
    said = (row.get("score") or "").strip()
    spoken = (row.get("verdict") or "").strip().lower()
    score = number_in(said, declared) if said.lower() not in SILENT else None
    if spoken in SILENT:
        return score
    if spoken not in SPOKEN:
        raise WinnowError(f"unknown verdict {spoken!r}: include, exclude or unsure")
    if said.lower() in SILENT and "score" in row:
        raise WinnowError("a verdict without its score")
    if score is None:
        return declared.high if SPOKEN[spoken] else declared.low
    if declared.threshold is not None and (score >= declared.threshold) != bool(SPOKEN[spoken]):
        raise WinnowError(
            f"verdict {spoken} does not go with the score {said}: from {declared.threshold:g} on it "
            "includes"
        )
    return score


def number_in(text: str, declared: ReaderDeclared) -> float:
    """A number on the declared scale."""
    try:
        score = float(text)
    except ValueError as error:
        raise WinnowError(f"score {text!r} is no number") from error
    if not math.isfinite(score):
        raise WinnowError(f"score {text!r} is no number")
    if not declared.low <= score <= declared.high:
        raise WinnowError(
            f"score {text} is not on the declared scale, {declared.low:g} to {declared.high:g}"
        )
    return score
