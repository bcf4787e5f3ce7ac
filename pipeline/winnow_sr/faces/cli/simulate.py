"""`winnow simulate`: replay labelled reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import emit, say, table, warn
from winnow_sr.files import check_outputs
from winnow_sr.text import count, percent

FEW = 20
"""Runs under which a share is no reliability yet."""
FOOT = """Labels: a CSV file with the columns key, title_abstract, title_abstract_reason, full_text,
full_text_reason. With one labels file all FILEs are one review; with as many labels files as
FILEs each pair is a review of its own."""


@click.command("simulate", epilog=FOOT)
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option(
    "--labels",
    multiple=True,
    required=True,
    metavar="FILE.csv",
    type=click.Path(path_type=Path),
    help="The verdicts; may be repeated.",
)
@click.option(
    "--protocol",
    "protocols",
    multiple=True,
    metavar="FILE.yaml",
    type=click.Path(path_type=Path),
    help="The protocol whose question the default takes beside the labels; one, or one per labels file.",
)
@click.option(
    "--stage",
    default="title-abstract",
    show_default=True,
    help="title-abstract or full-text: whose includes count as relevant.",
)
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="M",
    help="default, elas_u4, elas_u3, random or dense:ENCODER; may be repeated. [default: default]",
)
@click.option(
    "--seeds",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="How many starting pairs: seeds 0, 1, ...",
)
@click.option(
    "--prior",
    multiple=True,
    metavar="KEY",
    help="A record known beforehand, instead of the starting pair; or a file of keys. Repeatable; the "
    "metrics are of the others.",
)
@click.option("--jobs", default=1, show_default=True, type=int, help="Processes; -1 for all cores.")
@click.option(
    "--every",
    default=None,
    type=click.IntRange(1),
    help="Retrain after so many records. [default: every record up to 6,000 records]",
)
@click.option(
    "--target",
    default=0.95,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Recall the stopping rules aim at.",
)
@click.option(
    "--confidence",
    default=0.95,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Confidence the stopping rules claim.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="A Dask scheduler to run on, such as tcp://10.0.0.1:8786.",
)
@click.option(
    "-o",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write JSON, CSV and plots here; finished runs are kept, so the same call resumes.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of text.")
def simulate_command(
    files: Sequence[Path],
    labels: Sequence[Path],
    protocols: Sequence[Path],
    stage: str,
    prior: Sequence[str],
    folder: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Replay labelled reviews: what would a model have saved, and when would the rules have stopped?"""
    from winnow_sr.ranking import model_card
    from winnow_sr.simulation.study import study

    if folder is not None:
        check_outputs(folder / "simulation.json")
    options["models"] = options["models"] or ("default",)
    for name in options["models"]:
        model_card(name)
    reviews = _asking(_reviews(files, labels, stage), protocols)
    if prior:
        from winnow_sr.simulation.labelled import read_keys, with_prior

        reviews = with_prior(reviews, read_keys(prior))
    with _progress() as progress:
        result = study(reviews, keep=folder, progress=progress, **options)
    written: list[Path] = []
    if folder is not None:
        from winnow_sr.simulation.outputs import write_outputs

        relevant = {
            r.name: {k for k, y in zip(r.keys, r.relevant, strict=True) if y} for r in reviews
        }
        written = write_outputs(result, relevant, folder)
    if as_json:
        emit(result)
    else:
        _show(result, written)


def _reviews(files: Sequence[Path], labels: Sequence[Path], stage: str) -> list[Any]:
    """The labelled reviews the arguments name, distinct in name; notes go to standard error."""
    from winnow_sr.records import read_export
    from winnow_sr.simulation.labelled import labelled_review, read_labels

    if len(labels) not in (1, len(files)):
        raise WinnowError(
            f"{len(files)} files and {len(labels)} labels files: give one labels file for all, "
            "or one per file in the same order"
        )
    groups = (
        [(list(files), labels[0])]
        if len(labels) == 1
        else [([f], c) for f, c in zip(files, labels, strict=True)]
    )
    reviews: list[Any] = []
    for paths, csv in groups:
        verdicts, notes = read_labels(csv)
        records = [record for path in paths for record in read_export(path).records]
        review, more = labelled_review(_name(paths[0].stem, reviews), records, verdicts, stage)
        for note in (*notes, *more):
            warn(note)
        reviews.append(review)
    return reviews


def _asking(reviews: list[Any], protocols: Sequence[Path]) -> list[Any]:
    """The reviews with the questions of their protocols."""
    from dataclasses import replace

    from winnow_sr.review.rankings import question_in

    if len(protocols) not in (0, 1, len(reviews)):
        raise WinnowError(
            f"{count(len(reviews), 'review')} and {len(protocols)} protocols: give one protocol for all, "
            "or one per labels file in the same order"
        )
    if not protocols:
        return reviews
    each = protocols if len(protocols) > 1 else [protocols[0]] * len(reviews)
    return [
        replace(review, question=question_in(path))
        for review, path in zip(reviews, each, strict=True)
    ]


def _name(stem: str, reviews: Sequence[Any]) -> str:
    taken = {review.name for review in reviews}
    return stem if stem not in taken else f"{stem}-{len(reviews) + 1}"


class _progress:  # noqa: N801 - reads as a function
    """A bar on standard error, on a terminal only."""

    def __enter__(self) -> Any:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("replaying"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("records"),
            TimeRemainingColumn(),
        )
        console = Console(stderr=True)
        self.bar = Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        )
        self.task = self.bar.add_task("replaying", total=None)
        self.bar.start()
        return lambda done, total: self.bar.update(self.task, completed=done, total=total)

    def __exit__(self, *error: object) -> None:
        self.bar.stop()


def _show(result: Mapping[str, Any], written: Sequence[Path]) -> None:
    known = {len(run["prior"]) for run in result["runs"]} - {0}
    began = f", {max(known)} records known beforehand" if known else ""
    say(f"{count(len(result['runs']), 'run')}, {result['schedule']}{began}.")
    rows = [
        {"review": s["review"] or "mean of reviews", "model": s["model"], "runs": s["runs"]}
        | {k: f"{v:.3f}" for k, v in s["metrics"].items()}
        for s in result["summary"]
    ]
    table(rows, {k: k for k in rows[0]}, "no runs")
    say()
    over = [row for row in result["rules"] if row["review"] is None] or result["rules"]
    say(f"Stopping rules: how often recall at the stop was {percent(result['target'])} or more.")
    shown = [
        {**row, "reliability": f"{row['reliability']:.3f} of {count(row['runs'], 'run')}"}
        for row in over
    ]
    columns = ("model", "rule", "reliability", "recall", "lowest", "saved")
    table(shown, {name: name for name in columns}, "no rules")
    if any(row["runs"] < FEW for row in over):
        say(f"A share of fewer than {FEW} runs says little of how often a rule holds: --seeds N.")
    if written:
        say(f"\nWritten to {written[0].parent}: " + ", ".join(path.name for path in written))
