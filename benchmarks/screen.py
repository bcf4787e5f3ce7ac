"""How long a reviewer waits: from the key to the next citation drawn, while a training runs behind.

    python benchmarks/screen.py [--citations 10000] [--keys 60] [--folder DIR]

Citations are invented. The screen is textual's own without a terminal (drawing included, the
terminal's own time not). Verdicts fall every 0.4 s, faster than anybody reads. Prints p50, p95 and
the worst, idle and while the ranking is being renewed without a pause; the ledger is synchronous
in both. `--folder` keeps the review for another run.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

from winnow_sr.faces.terminal.screening_app import ScreeningApp
from winnow_sr.review import Review

PROTOCOL = Path(__file__).parent.parent / "protocols" / "melatonin-kratom-opioid-withdrawal.yaml"
PAUSE = 0.4


def made(folder: Path, n: int) -> Review:
    """A review of `n` invented citations, ranked, with a hundred verdicts."""
    if (folder / "review" / "review.db").exists():
        return Review.open(folder / "review")
    rng = random.Random(0)
    words = [
        "".join(rng.choices("abcdefghilmnoprstu", k=rng.randint(4, 10))) for _ in range(20_000)
    ]
    weights = [1 / (i + 5) for i in range(len(words))]
    export = folder / "export.ris"
    with export.open("w", encoding="utf-8") as file:
        for i in range(n):
            drawn = rng.choices(words, weights, k=192)
            drawn[:2] = [f"study{i}", "melatonin" if i % 20 == 0 else "treatment"]
            file.write(
                f"TY  - JOUR\nAN  - K{i}\nTI  - {' '.join(drawn[:12])}\nAU  - Author{i}, A.\n"
                f"PY  - {1990 + i % 30}\nT2  - Journal\nAB  - {' '.join(drawn[12:])}\nER  - \n\n"
            )
    review = Review.create(folder / "review", PROTOCOL, "Ana")
    review.searches.add([export], "MEDLINE", lane="database", actor="Ana")
    for number in range(1, 101):
        verdict = "include" if number % 20 == 1 else "exclude"
        review.screening.decide(f"C{number:06d}", verdict, reviewer="Ana")
    review.rankings.current()
    return review


async def waits(review: Review, keys: int, busy: bool) -> tuple[list[float], int]:
    """Seconds from each key to the next citation drawn; how many trainings ran to their end."""
    app = ScreeningApp(review, "Ana", "title-abstract", guard=0)
    found: list[float] = []
    trained = 0
    async with app.run_test(size=(120, 40)) as pilot:
        while app.busy or app.worker.waiting:
            await pilot.pause(0.05)
        for _ in range(keys):
            if busy and not app.ranking:
                trained += 1
                app.renew()
            drawn = app.desk.row
            loop = asyncio.get_running_loop()
            shown = loop.create_future()
            show = app.show

            def seen(show=show, shown=shown) -> None:  # type: ignore[no-untyped-def]
                show()
                app.call_after_refresh(
                    lambda: shown.done() or shown.set_result(time.perf_counter())
                )

            app.show = seen  # type: ignore[method-assign]
            start = time.perf_counter()
            app.post_message(key("e"))
            end = await shown
            app.show = show  # type: ignore[method-assign]
            assert app.desk.row is not drawn
            found.append(end - start)
            await asyncio.sleep(PAUSE)
    app.worker.close(wait=600)
    return found, trained


def key(character: str):  # type: ignore[no-untyped-def]
    """A key as the terminal sends it."""
    from textual.events import Key

    return Key(character, character)


def told(name: str, found: list[float]) -> str:
    """p50, p95 and worst in milliseconds."""
    ordered = sorted(found)
    p50, p95 = (ordered[int(q * (len(ordered) - 1))] * 1000 for q in (0.5, 0.95))
    return f"{name:28s} p50 {p50:5.0f} ms   p95 {p95:5.0f} ms   worst {ordered[-1] * 1000:5.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--citations", type=int, default=10_000)
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = args.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        review = made(folder, args.citations)
        print(f"{args.citations:,} citations, {args.keys} verdicts each, 120 columns by 40 lines")
        idle, _ = asyncio.run(waits(review, args.keys, busy=False))
        print(told("nothing behind", idle))
        busy, trained = asyncio.run(waits(review, args.keys, busy=True))
        print(told("ranking renewed meanwhile", busy) + f"   ({trained} trainings begun)")
        review.close()


if __name__ == "__main__":
    main()
