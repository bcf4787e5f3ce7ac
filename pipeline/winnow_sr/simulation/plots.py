"""Plots of a study: recall curves with all seeds, work saved by review, the last relevant record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from winnow_sr.files import whole_file
from winnow_sr.simulation.metrics import ranks_of

Result = dict[str, Any]
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito's palette, told apart by colour-blind readers too."""


def draw_all(runs: Sequence[Result], relevant: dict[str, set[str]], folder: Path) -> list[Path]:
    """One recall plot per review, one of work saved, one of the last relevant record (SVG)."""
    import matplotlib as mpl

    mpl.use("Agg")
    # A fixed salt and no date: the same study gives the same files.
    mpl.rcParams["svg.hashsalt"] = "winnow"
    reviews = list(dict.fromkeys(run["review"] for run in runs))
    paths = [
        _recall(
            [r for r in runs if r["review"] == name],
            relevant[name],
            name,
            folder / f"recall-{name}.svg",
        )
        for name in reviews
    ]
    paths.append(_by_review(runs, reviews, folder / "wss.svg"))
    paths.append(_last(runs, reviews, folder / "last-relevant.svg"))
    return paths


def _colours(runs: Sequence[Result]) -> dict[str, str]:
    models = dict.fromkeys(run["model"] for run in runs)
    return {model: COLOURS[i % len(COLOURS)] for i, model in enumerate(models)}


def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def _save(figure: Any, path: Path) -> Path:
    with whole_file(path) as part:
        figure.savefig(part, metadata={"Date": None})
    return path


def _recall(runs: Sequence[Result], relevant: set[str], name: str, path: Path) -> Path:
    """Every seed a thin line; the diagonal is reading at random."""
    figure, axes = _figure(7, 4.5)
    colours = _colours(runs)
    labelled: set[str] = set()
    for run in runs:
        n = len(run["order"])
        ranks = ranks_of([key in relevant for key in run["order"]])
        axes.step(
            [0, *(100 * r / n for r in ranks), 100],
            [0, *(100 * (i + 1) / len(ranks) for i in range(len(ranks))), 100],
            where="post",
            color=colours[run["model"]],
            alpha=0.55,
            linewidth=1,
            label=None if run["model"] in labelled else run["model"],
        )
        labelled.add(run["model"])
    axes.plot(
        [0, 100], [0, 100], color="0.6", linewidth=0.8, linestyle=":", label="random, expected"
    )
    _mark_stops(axes, runs)
    axes.axhline(95, color="0.6", linewidth=0.8, linestyle="--")
    axes.set(xlabel="records read (%)", ylabel="relevant records found (%)", title=name)
    axes.set(xlim=(0, 100), ylim=(0, 101))
    axes.legend(loc="lower right", fontsize=7, ncols=2)
    return _save(figure, path)


MARKS = "osD^vP*X<>"


def _mark_stops(axes: Any, runs: Sequence[Result]) -> None:
    """Where each rule would have stopped, a mark per rule, all runs."""
    for place, stop in enumerate(runs[0]["stops"]):
        ends = [run["stops"][place] | {"n": run["records"]} for run in runs]
        axes.plot(
            [100 * end["at"] / end["n"] for end in ends],
            [100 * end["recall"] for end in ends],
            linestyle="none",
            marker=MARKS[place % len(MARKS)],
            markersize=4,
            alpha=0.6,
            color="0.25",
            markerfacecolor="none",
            label=stop["rule"],
        )


def _by_review(runs: Sequence[Result], reviews: Sequence[str], path: Path) -> Path:
    """WSS@95 and WSS@100, a dot per seed and a bar at the mean."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 1.5 + 0.45 * len(reviews)), layout="constrained")
    for axes, metric in zip(figure.subplots(1, 2, sharey=True), ("wss@95", "wss@100"), strict=True):
        _dots(axes, runs, reviews, lambda run, m=metric: 100 * run["metrics"][m])
        axes.set(title=metric.upper(), xlabel="work saved over sampling (%)")
        axes.axvline(0, color="0.6", linewidth=0.8)
    return _save(figure, path)


def _last(runs: Sequence[Result], reviews: Sequence[str], path: Path) -> Path:
    """When the last relevant record was found; hollow where it has no abstract."""
    figure, axes = _figure(8, 1.5 + 0.45 * len(reviews))
    _dots(axes, runs, reviews, lambda run: 100 * run["last_relevant"]["share"])
    axes.set(xlabel="records read until the last relevant one (%)", xlim=(0, 101))
    axes.set_title("Last relevant record (hollow: it has no abstract)")
    return _save(figure, path)


def _dots(axes: Any, runs: Sequence[Result], reviews: Sequence[str], value: Any) -> None:
    colours = _colours(runs)
    height = 0.7 / len(colours)
    for i, (model, colour) in enumerate(colours.items()):
        shift = (i - (len(colours) - 1) / 2) * height
        for row, name in enumerate(reviews):
            mine = [run for run in runs if run["review"] == name and run["model"] == model]
            values = [value(run) for run in mine]
            if not values:
                continue
            faces = [colour if run["last_relevant"]["abstract"] else "none" for run in mine]
            label = model if row == 0 else None
            axes.scatter(
                values,
                [row + shift] * len(values),
                s=18,
                facecolors=faces,
                edgecolors=colour,
                label=label,
            )
            axes.plot(
                [sum(values) / len(values)] * 2,
                [row + shift - height / 2, row + shift + height / 2],
                color=colour,
            )
    axes.set_yticks(range(len(reviews)), reviews)
    axes.invert_yaxis()
    axes.legend(loc="best", fontsize="small")
