"""The pictures of the terminal screens, from an invented review.

    python docs/images/make.py [FOLDER] [--sizes 80x24 120x40]

Without FOLDER, the pictures kept beside this file are drawn anew; with one, every state of the
screens is drawn there in every size, to be looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from winnow_sr.faces.terminal.pairs_app import PairsApp
from winnow_sr.faces.terminal.screening_app import ScreeningApp
from winnow_sr.review import Review

HERE = Path(__file__).resolve().parent
PROTOCOL = HERE.parent.parent / "protocols" / "melatonin-kratom-opioid-withdrawal.yaml"
KEPT = {"terminal-screen": "100x26", "terminal-reason": "80x24", "terminal-pairs": "100x26"}
SUBJECTS = (
    ("Melatonin for sleep in people tapering methadone: a randomised trial", "Journal of Invented Trials",
     "BACKGROUND: Sleep is poor during opioid withdrawal. METHODS: We randomised 84 adults who tapered "
     "methadone to melatonin 5 mg at night or placebo for four weeks. RESULTS: Sleep quality improved by "
     "2.1 points more with melatonin (95 % confidence interval 0.6 to 3.6). Craving did not differ. Four "
     "people in each group left the trial.\nCONCLUSIONS: Melatonin may help sleep while methadone is "
     "tapered; its effect on craving remains uncertain. This abstract is invented."),
    ("Kratom use among people who stopped prescription opioids: a survey", "Invented Reports on Dependence",
     "We asked 412 people who had taken kratom (Mitragyna speciosa) to manage opioid withdrawal about dose, "
     "duration and symptoms. Most reported less craving; one in nine reported withdrawal from kratom itself."),
    ("Mitragynine and morphine withdrawal in mice", "Invented Pharmacology",
     "Mice made dependent on morphine were given mitragynine or vehicle. Jumps after naloxone fell by half."),
    ("Ramelteon in shift workers", "Invented Sleep Notes",
     "Forty nurses took ramelteon or placebo. Nobody had used opioids."),
)  # fmt: skip


def write_export(path: Path) -> None:
    """A RIS file of forty invented entries, a few of them nearly twins."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(40):
            title, journal, abstract = SUBJECTS[n % len(SUBJECTS)]
            part = f" (cohort {n // 4 + 1})" if n >= len(SUBJECTS) else ""
            file.write(
                f"TY  - JOUR\nAN  - {31000000 + 917 * n}\nTI  - {title}{part}\nAU  - Example, A. {chr(65 + n % 26)}.\n"
                f"AU  - Invented, B.\nAU  - Sample, C.\nAU  - Fiction, D.\nPY  - {2004 + n % 20}\nT2  - {journal}\n"
                f"AB  - {abstract.replace(chr(10), ' ')} Cohort {n}.\nKW  - Melatonin\nKW  - Opioid-Related Disorders\n"
                f"DO  - 10.1000/invented.{n}\nER  - \n\n"
            )
        for year, pages, doi in ((2019, "11-19", "10.1000/pre.7"), (2020, "e201", "10.1000/art.7")):
            file.write(
                "TY  - JOUR\nTI  - Kratom and buprenorphine in opioid withdrawal: protocol of a trial\n"
                f"AU  - Example, A. A.\nAU  - Sample, C.\nPY  - {year}\nSP  - {pages}\nDO  - {doi}\n"
                f"T2  - {'medRxiv' if year == 2019 else 'Invented Reports on Dependence'}\n"
                "AB  - We plan to randomise 120 adults in opioid withdrawal to kratom or buprenorphine.\nER  - \n\n"
            )


def review_in(folder: Path) -> Review:
    """A review with the invented citations, ranked."""
    write_export(folder / "export.ris")
    review = Review.create(folder / "review", PROTOCOL, "Ana")
    review.searches.add([folder / "export.ris"], "MEDLINE", lane="database", actor="Ana")
    review.duplicates.run()
    review.rankings.current()
    return review


Take = Callable[[str], None]


async def settled(pilot: Pilot[Any], app: Any, extra: Callable[[], bool] = lambda: True) -> None:
    """Wait until the screen has nothing left to do."""
    for _ in range(600):
        await pilot.pause(0.05)
        if not app.busy and extra():
            return


async def screening(pilot: Pilot[Any], app: ScreeningApp, take: Take) -> None:
    """Every state of the screening screen."""
    await settled(pilot, app)
    take("start")
    for key in "eieuie":
        app.desk.shown_at -= 17
        await pilot.press(key)
        await settled(pilot, app)
    app.renew()
    await settled(pilot, app, lambda: app.bound is not None and not app.ranking)
    take("screen")
    for key, name in (
        ("r", "reason"), ("n", "note"), ("c", "criteria"), ("question_mark", "keys"), ("p", "progress"),
    ):  # fmt: skip
        await pilot.press(key)
        await pilot.pause(0.2)
        take(name)
        await pilot.press("escape")
    await pilot.press("w")
    await pilot.pause(6)
    take("why")
    await pilot.press("escape", "b")
    await settled(pilot, app)
    take("undo")
    await pilot.press("t")
    await pilot.pause(0.2)
    take("no-terms")
    await pilot.press("t", "d")
    await pilot.pause(0.2)
    take("light")
    while app.desk.row is not None:
        await pilot.press("e")
        await settled(pilot, app)
    take("end")


async def pairs(pilot: Pilot[Any], app: PairsApp, take: Take) -> None:
    """The doubtful pairs."""
    await settled(pilot, app)
    take("pairs")
    await pilot.press("d")
    await settled(pilot, app)
    take("pairs-end")


async def draw(
    app: App[Any], size: str, story: Callable[..., Awaitable[None]], found: dict[str, str]
) -> None:
    """Play a story, keep its pictures as SVG text."""
    columns, lines = (int(part) for part in size.split("x"))

    def take(name: str) -> None:
        found[f"terminal-{name}"] = drawn(app)

    async with app.run_test(size=(columns, lines)) as pilot:
        await story(pilot, app, take)


def drawn(app: App[Any]) -> str:
    """The screen as SVG that asks nobody for a font."""
    svg = re.sub(
        r"@font-face\s*{.*?}|<!--.*?-->", "", app.export_screenshot(title="winnow"), flags=re.DOTALL
    )
    return svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")


def states(size: str) -> dict[str, str]:
    """name -> SVG of every state in one size."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        review = review_in(Path(folder))
        asyncio.run(draw(PairsApp(review, "Ana"), size, pairs, found))
        app = ScreeningApp(review, "Ana", "title-abstract", guard=0)
        asyncio.run(draw(app, size, screening, found))
        app.worker.close(wait=600)
        review.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--sizes", nargs="+", default=["80x24", "120x40"])
    args = parser.parse_args()
    if args.folder is None:
        for size in sorted(set(KEPT.values())):
            found = states(size)
            for name in (name for name, its in KEPT.items() if its == size):
                (HERE / f"{name}.svg").write_text(found[name], encoding="utf-8")
        return
    args.folder.mkdir(parents=True, exist_ok=True)
    for size in args.sizes:
        for name, svg in states(size).items():
            (args.folder / f"{name}-{size}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
