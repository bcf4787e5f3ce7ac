"""A labelled review: records with the verdicts that a team once gave, matched by key."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from winnow_sr.errors import WinnowError
from winnow_sr.ranking.inputs import Question
from winnow_sr.records.model import Record

STAGES = {"title-abstract": "title_abstract", "full-text": "full_text"}
VERDICTS = ("include", "exclude", "unsure", "")


@dataclass(frozen=True)
class LabelledReview:
    """What a replay needs. keys, records and relevant (1 or 0) have one entry per record.

    question: the protocol's, for a model that takes one beside the labels.
    """

    name: str
    keys: tuple[str, ...]
    records: tuple[Record, ...]
    relevant: tuple[int, ...]
    stage: str = "title-abstract"
    prior: tuple[int, ...] = ()
    """Positions of records known before the replay begins; the metrics are of the others."""
    question: Question | None = None


@dataclass(frozen=True)
class Verdicts:
    """One key's verdicts, as in a row of the labels file."""

    title_abstract: str
    full_text: str


def read_labels(path: Path) -> tuple[dict[str, Verdicts], list[str]]:
    """Verdicts by key from a CSV file, and what the reader should know about it.

    Columns: key, title_abstract and, for the full-text stage, full_text. A key with contradictory
    rows counts as included. Raises WinnowError for a file that cannot be read as labels.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            missing = {"key", "title_abstract"} - set(rows.fieldnames or ())
            if missing:
                raise WinnowError(
                    f"{path.name} has no column {' or '.join(sorted(missing))}: "
                    "labels need the columns key and title_abstract (and full_text)"
                )
            found: dict[str, Verdicts] = {}
            contradictory: list[str] = []
            for row in rows:
                key = (row["key"] or "").strip()
                verdicts = Verdicts(
                    _verdict(row.get("title_abstract"), path, rows.line_num),
                    _verdict(row.get("full_text"), path, rows.line_num),
                )
                if key and key in found and found[key] != verdicts:
                    contradictory.append(key)
                    verdicts = _stronger(found[key], verdicts)
                if key:
                    found[key] = verdicts
    except FileNotFoundError:
        raise WinnowError(f"there is no file {path}: give the labels' CSV file") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WinnowError(f"{path.name} cannot be read as a CSV file of labels: {error}") from None
    notes = []
    if contradictory:
        notes.append(
            f"{path.name}: contradictory labels for {_some(contradictory)}; counted as included "
            "where any row says include"
        )
    return found, notes


def _verdict(text: str | None, path: Path, line: int) -> str:
    verdict = (text or "").strip().lower()
    if verdict not in VERDICTS:
        raise WinnowError(
            f"{path.name}, line {line}: {text!r} is no verdict; use include, exclude or unsure"
        )
    return verdict


def _stronger(one: Verdicts, other: Verdicts) -> Verdicts:
    def strongest(a: str, b: str) -> str:
        return next(
            v for v in VERDICTS[:1] + VERDICTS[2:3] + VERDICTS[1:2] + VERDICTS[3:] if v in (a, b)
        )

    return Verdicts(
        strongest(one.title_abstract, other.title_abstract),
        strongest(one.full_text, other.full_text),
    )


def labelled_review(
    name: str,
    records: Sequence[Record],
    labels: Mapping[str, Verdicts],
    stage: str = "title-abstract",
) -> tuple[LabelledReview, list[str]]:
    """Records with a label, in file order, and notes on what was left out.

    At full-text, relevant means included there, and everything else is irrelevant. Raises
    WinnowError when no key matches, or only one class is there.
    """
    column = STAGES.get(stage)
    if column is None:
        raise WinnowError(f"there is no stage {stage!r}; use {' or '.join(STAGES)}")
    first: dict[str, Record] = {}
    keyless = repeated = 0
    for record in records:
        keyless += not record.key
        repeated += bool(record.key) and record.key in first
        if record.key:
            first.setdefault(record.key, record)
    keys = [k for k in first if k in labels and (labels[k].title_abstract or labels[k].full_text)]
    if not keys:
        raise WinnowError(
            f"{name}: none of the {len(labels)} labelled keys is a key of its {len(records)} records "
            "(accession number, else DOI): check that the files belong together"
        )
    unknown = [k for k in labels if k not in first]
    notes = [
        f"{name}: {text}"
        for count, text in (
            (len(unknown), f"labels for {_some(unknown)} that no record has; left out"),
            (len(first) - len(keys), f"{len(first) - len(keys)} records without a label; left out"),
            (repeated, f"{repeated} records with a key seen before; left out"),
            (keyless, f"{keyless} records without accession number and DOI; left out"),
        )
        if count
    ]
    relevant = tuple(int(getattr(labels[k], column) == "include") for k in keys)
    for value, word in ((1, "include"), (0, "anything but include")):
        if value not in relevant:
            raise WinnowError(
                f"{name}: no record is labelled {word} at {stage}, so there is nothing to replay; "
                "choose another stage or review"
            )
    return LabelledReview(name, tuple(keys), tuple(first[k] for k in keys), relevant, stage), notes


def with_prior(reviews: Sequence[LabelledReview], keys: Sequence[str]) -> list[LabelledReview]:
    """The reviews, each knowing those of its records beforehand that these keys name.

    Raises WinnowError for a key that no review has, or where nothing relevant would be left to find.
    """
    wanted = list(dict.fromkeys(key.strip() for key in keys if key.strip()))
    lost = [key for key in wanted if not any(key in review.keys for review in reviews)]
    if lost:
        raise WinnowError(f"prior knowledge: {_some(lost)} with a label nowhere in the records")
    found = []
    for review in reviews:
        place = {key: n for n, key in enumerate(review.keys)}
        prior = tuple(place[key] for key in wanted if key in place)
        left = [y for n, y in enumerate(review.relevant) if n not in set(prior)]
        if not any(left):
            raise WinnowError(
                f"{review.name}: every relevant record is prior knowledge, so nothing is left to find"
            )
        found.append(replace(review, prior=prior))
    return found


def read_keys(texts: Sequence[str]) -> list[str]:
    """Keys as they were given: a key each, or a file with one in every line (the first column)."""
    found: list[str] = []
    for text in texts:
        path = Path(text)
        if not path.is_file():
            found.append(text)
            continue
        try:
            rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise WinnowError(f"{path.name} cannot be read as a list of keys: {error}") from None
        keys = [row[0].strip() for row in rows if row and row[0].strip()]
        found += keys[1:] if keys[:1] == ["key"] else keys
    return found


def _some(keys: Sequence[str]) -> str:
    """`3 keys (first: A1)`."""
    return f"{len(keys)} {'key' if len(keys) == 1 else 'keys'} (first: {next(iter(keys), '')})"
