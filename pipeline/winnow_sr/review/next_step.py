"""The one thing to do next, as a command: a table, of which the first row that applies is said."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Mapping

from winnow_sr.files import OUTPUTS
from winnow_sr.screening.situation import Situation
from winnow_sr.text import count, listing
from winnow_sr.vocabulary import FULL_TEXT, STAGE_WORDS, TITLE_ABSTRACT, Stage

MOST_NAMES = 3
"""People named in one line."""


def next_step(
    now: Situation,
    *,
    folder: str,
    protocol_changed: bool = False,
    may_stop: Callable[[], str] = str,
    failed: Callable[[], list[str]] = list,
) -> str:
    """What to do next.

    may_stop: the label under which screening may stop now, empty where it may not; failed: checks of
    the flow that fail. Both take a while, and are asked only where it depends on them.
    """
    if protocol_changed:
        return "record the changed protocol: winnow amend --reason TEXT --as NAME"
    return next(_steps(now, folder, may_stop, failed))


def _steps(
    now: Situation, folder: str, may_stop: Callable[[], str], failed: Callable[[], list[str]]
) -> Iterator[str]:
    yield from _records(now)
    yield from _round(now)
    yield from _conflicts(now, TITLE_ABSTRACT)
    yield from _reading(now, may_stop)
    yield from _conflicts(now, FULL_TEXT)
    yield from _reports(now)
    if wrong := failed():
        yield (
            f"mend what the checks of the diagram name ({count(len(wrong), 'check')} failed): "
            "winnow prisma"
        )
    drawn, written = (os.path.join(folder, OUTPUTS, name) for name in ("prisma.svg", "report"))
    yield (
        f"draw the flow diagram: winnow prisma -o {shlex.quote(drawn)}; write the report: "
        f"winnow report -o {shlex.quote(written)}"
    )


def _records(now: Situation) -> Iterator[str]:
    """Until there are citations, each once."""
    missing = now.missing_sources
    name = shlex.quote(missing[0]) if missing else "NAME"
    if not now.records:
        yield f"import a search: winnow add FILE --source {name}"
    if now.uncompared:
        more = f" (nothing yet from {listing(missing)}: winnow add FILE --source {name})"
        yield "find duplicates: winnow dedupe" + (more if missing else "")
    if now.doubtful:
        yield (f"look at the doubtful pairs ({now.doubtful}): winnow dedupe --review --as NAME")


def _round(now: Situation) -> Iterator[str]:
    """An open round, a gate, the pilot to begin with."""
    if now.round:
        what = f"round {now.round} ({now.round_kind})"
        if now.round_left:
            yield _read(now, TITLE_ABSTRACT, now.round_left, f"read {what}")
        yield f"close {what}, which is read: winnow round close --as NAME"
    if now.gate:
        yield (
            "talk the pilot over and run another (winnow round open --kind pilot), or say why to go "
            "on: winnow round override --reason TEXT --as NAME"
        )
    if now.pilot_due:
        yield (
            f"begin with the pilot, {count(now.pilot_due, 'citation')} that everybody reads: "
            "winnow round open --kind pilot --as NAME"
        )


def _conflicts(now: Situation, stage: Stage) -> Iterator[str]:
    """Disagreements."""
    if n := now.conflicts[stage]:
        who = shlex.quote(now.resolvers[0]) if now.resolvers else "NAME"
        at = "" if stage == TITLE_ABSTRACT else f" --stage {stage}"
        yield (
            f"resolve conflicts ({n} at {STAGE_WORDS[stage]}): winnow conflicts{at} --as {who}, "
            f"then winnow resolve ID VERDICT --as {who}"
        )


def _reading(now: Situation, may_stop: Callable[[], str]) -> Iterator[str]:
    """Titles and abstracts."""
    if now.stopped:
        if now.late:
            yield _read(
                now, TITLE_ABSTRACT, now.late, f"read what came after the stop ({now.late})"
            )
        if now.begun:
            yield _read(
                now,
                TITLE_ABSTRACT,
                now.begun,
                f"finish what one reader had read before the stop ({now.begun})",
            )
    elif now.unread:
        if label := may_stop():
            names = _names(_left(now, TITLE_ABSTRACT))
            yield (
                f"screening may stop ({label}): winnow stop --declare --as NAME; or read on: "
                f"winnow screen --as {names}"
            )
        step = _read(now, TITLE_ABSTRACT, now.unread, "screen")
        yield f"{step} (may we stop? winnow stop)" if step.startswith("screen") else step


def _reports(now: Situation) -> Iterator[str]:
    """Full texts."""
    find = (
        f"say which full texts could be had ({now.to_find} not looked for): "
        "winnow retrieve ID retrieved|not-retrieved --as NAME"
    )
    if now.to_read:
        step = _read(now, FULL_TEXT, now.to_read, "read full texts")
        yield f"{step}; {find}" if now.to_find else step
    if now.to_find:
        yield find
    if now.unsure:
        yield (
            f"{count(now.unsure, 'report')} that nobody could decide on: ask the authors and decide "
            "anew (winnow decide ID VERDICT --stage full-text --as NAME), or set aside: "
            "winnow aside ID awaiting|ongoing --as NAME"
        )


def _read(now: Situation, stage: Stage, n: int, what: str) -> str:
    """Somebody has to read; or, where nobody may, who has to come."""
    left = _left(now, stage)
    if left or not now.left:
        at = "" if stage == TITLE_ABSTRACT else f" --stage {stage}"
        return f"{what}: winnow screen{at} --as {_names(left)}"
    needs = f"each needs {count(now.wanted[stage], 'reader')}"
    lacks = f"{count(n, 'citation')} at {STAGE_WORDS[stage]} for which there is no reader left ({needs})"
    if not now.listed:
        return f"{lacks}: somebody else reads them, winnow screen --as NAME"
    more = ", or raise the quotas (winnow amend)" if now.quotas and stage == TITLE_ABSTRACT else ""
    return f"{lacks}: winnow team join NAME --as NAME{more}"


def _left(now: Situation, stage: Stage) -> dict[str, int]:
    """name -> what is left at the stage, of those who have anything left."""
    found = {who: on.get(stage, 0) for who, on in now.left.items()}
    return {who: n for who, n in sorted(found.items(), key=lambda item: -item[1]) if n}


def _names(left: Mapping[str, int]) -> str:
    """`Ana (12 left; Ben 3)`."""
    if not left:
        return "NAME"
    (first, most), *others = left.items()
    said = [f"{most} left", *(f"{who} {n}" for who, n in others[: MOST_NAMES - 1])]
    if more := len(others) - (MOST_NAMES - 1):
        said += [f"{more} more"] if more > 0 else []
    return f"{shlex.quote(first)} ({'; '.join(said)})"
