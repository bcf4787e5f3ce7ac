"""Doing tasks here, in several processes, or on a Dask cluster; finished ones are kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.files import write_whole
from winnow_sr.simulation.replay import prepare
from winnow_sr.simulation.task import Task, run_task

Run = dict[str, Any]
Progress = Callable[[int, int], None]
BUNDLE = 3
"""Seeds done together by one worker."""


def run_all(
    tasks: Sequence[Task],
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    keep: Path | None = None,
    progress: Progress | None = None,
) -> list[Run]:
    """The runs of all tasks, in the order of the tasks. See `study` for the arguments."""
    done: dict[int, Run] = {}
    for i, task in enumerate(tasks):
        kept = _kept(task, keep)
        if kept is not None:
            done[i] = kept
    sizes = [len(task.review.keys) for task in tasks]

    def tell(read: int = 0) -> None:
        if progress:
            progress(sum(sizes[i] for i in done) + read, sum(sizes))

    tell()
    waiting = [i for i in range(len(tasks)) if i not in done]
    for i, run in _results([(i, tasks[i]) for i in waiting], jobs, scheduler, tell):
        done[i] = run
        _keep(tasks[i], run, keep)
        tell()
    return [done[i] for i in range(len(tasks))]


def _results(
    waiting: list[tuple[int, Task]], jobs: int, scheduler: str | None, tick: Callable[[int], None]
) -> Iterator[tuple[int, Run]]:
    """(place, run) as they finish."""
    bundles = _bundles(waiting)
    if scheduler is not None:
        yield from _on_cluster(bundles, scheduler)
    elif jobs == 1 or len(bundles) < 2:
        for bundle in bundles:
            yield from _runs(bundle, tick)
    else:
        from joblib import Parallel, delayed

        parallel = Parallel(n_jobs=jobs, return_as="generator_unordered")
        for done in parallel(delayed(_finished)(bundle) for bundle in bundles):
            yield from done


def _bundles(waiting: list[tuple[int, Task]]) -> list[list[tuple[int, Task]]]:
    """A few seeds of one review and model at a time: they share their features."""
    groups: dict[tuple[str, str], list[tuple[int, Task]]] = {}
    for place, task in waiting:
        groups.setdefault((task.review.name, task.card.name), []).append((place, task))
    return [
        group[i : i + BUNDLE] for group in groups.values() for i in range(0, len(group), BUNDLE)
    ]


def _runs(
    bundle: list[tuple[int, Task]], tick: Callable[[int], None] | None = None
) -> Iterator[tuple[int, Run]]:
    first = bundle[0][1]
    data = prepare(first.review, first.card)
    for place, task in bundle:
        yield place, run_task(task, data, tick)


def _finished(bundle: list[tuple[int, Task]]) -> list[tuple[int, Run]]:
    return list(_runs(bundle))


def _on_cluster(bundles: list[list[tuple[int, Task]]], scheduler: str) -> Iterator[tuple[int, Run]]:
    try:
        import distributed
    except ImportError:
        raise WinnowError(
            "a cluster needs dask.distributed: pip install 'winnow-sr[cluster]'"
        ) from None
    try:
        client: Any = distributed.Client(scheduler, timeout=15)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise WinnowError(f"no Dask scheduler answers at {scheduler}: {error}") from None
    with client:
        futures = client.map(_finished, bundles, pure=False)
        for future in distributed.as_completed(futures):  # type: ignore[no-untyped-call]
            yield from future.result()


def _path(task: Task, keep: Path) -> Path:
    return keep / "runs" / f"{task.name}-{task.address[:12]}.json"


def _kept(task: Task, keep: Path | None) -> Run | None:
    """The run of the same task, if it was finished before."""
    if keep is None:
        return None
    try:
        values = json.loads(_path(task, keep).read_text("utf-8"))
        return values["run"] if values["address"] == task.address else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(task: Task, run: Run, keep: Path | None) -> None:
    if keep is None:
        return
    path = _path(task, keep)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps({"address": task.address, "run": run}, ensure_ascii=False))
