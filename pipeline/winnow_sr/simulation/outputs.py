"""A study's files: the JSON document, tables for spreadsheets and R, and the plots."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from winnow_sr.files import whole_file, write_whole
from winnow_sr.simulation.metrics import DEFINITIONS, ranks_of

Result = dict[str, Any]
RULES = ("review", "model", "rule", "runs", "reliability", "recall", "lowest", "saved")


def write_outputs(result: Result, relevant: dict[str, set[str]], folder: Path) -> list[Path]:
    """Write simulation.json, runs.csv, stops.csv, rules.csv, summary.csv, curves.csv and the plots.

    relevant: for each review the keys of its relevant records.
    """
    from winnow_sr.simulation.plots import draw_all

    folder.mkdir(parents=True, exist_ok=True)
    document = folder / "simulation.json"
    write_whole(document, json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    runs = result["runs"]
    head = ("review", "stage", "model", "seed", "records", "relevant")
    tables = {
        "runs.csv": (
            *head,
            *DEFINITIONS,
            "last_relevant_at",
            "last_relevant_key",
            "last_relevant_title",
        ),
        "stops.csv": (*head, "rule", "at", "recall", "saved"),
        "rules.csv": RULES,
        "summary.csv": ("review", "model", "runs", *DEFINITIONS),
        "curves.csv": ("review", "model", "seed", "read", "found"),
    }
    rows = {
        "runs.csv": _run_rows(runs, head),
        "stops.csv": (
            [*(r[h] for h in head), s["rule"], s["at"], s["recall"], s["saved"]]
            for r in runs
            for s in r["stops"]
        ),
        "rules.csv": (
            [row["review"] or "(all reviews)", *(row[k] for k in RULES[1:])]
            for row in result["rules"]
        ),
        "summary.csv": (
            [
                s["review"] or "(mean of reviews)",
                s["model"],
                s["runs"],
                *(s["metrics"][k] for k in DEFINITIONS),
            ]
            for s in result["summary"]
        ),
        "curves.csv": _curve_rows(runs, relevant),
    }
    paths = [document, *(_table(folder / n, tables[n], rows[n]) for n in tables)]
    return paths + draw_all(runs, relevant, folder)


def _run_rows(runs: Sequence[Result], head: Sequence[str]) -> Iterable[list[Any]]:
    for run in runs:
        last = run["last_relevant"]
        values = [run["metrics"][k] for k in DEFINITIONS]
        yield [*(run[h] for h in head), *values, last["at"], last["key"], last["title"]]


def _curve_rows(runs: Sequence[Result], relevant: dict[str, set[str]]) -> Iterable[list[Any]]:
    """Where each relevant record was found: all there is to a recall curve."""
    for run in runs:
        mine = relevant[run["review"]]
        for found, read in enumerate(ranks_of([key in mine for key in run["order"]]), start=1):
            yield [run["review"], run["model"], run["seed"], read, found]


def _table(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    with whole_file(path) as part, part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
    return path
