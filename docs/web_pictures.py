"""Makes docs/images/web-*.png: every page of the browser version, on an invented review.

    python docs/web_pictures.py [FOLDER]

Needs playwright and Chromium. Light and dark, wide and as on a phone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.web.browser import launch, sign_in  # noqa: E402
from tests.web.server import House, protocol  # noqa: E402
from tests.web.story import review  # noqa: E402

LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1100, "height": 800}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1100, "height": 800}},
    "phone": {
        "color_scheme": "light",
        "viewport": {"width": 390, "height": 780},
        "has_touch": True,
    },
    "phone-dark": {
        "color_scheme": "dark",
        "viewport": {"width": 320, "height": 640},
        "has_touch": True,
    },
}
PAGES = {
    "screen": "/screen",
    "conflicts": "/conflicts",
    "full-texts": "/full-texts",
    "full-text-screen": "/screen?stage=full-text",
    "progress": "/progress",
    "rounds": "/rounds",
    "team": "/team",
}


def house(folder: Path) -> House:
    """A review half way: two reviewers, some conflicts, a pilot behind them."""
    team = review(folder, protocol(folder / "protocol.yaml", conflicts="open"), 60, evil=False)
    made = House(team)
    team("round", "open", "--kind", "pilot", "--size", "12", "--as", "Cleo")
    batch = [row["key"] for row in team.json("queue", "--as", "Ana", "-n", "12")]
    verdict = lambda i, wrong: "include" if (i % 3 == 0) != (i in wrong) else "exclude"  # noqa: E731
    team.decide("Ana", [(key, verdict(i, ()), "") for i, key in enumerate(batch)])
    team.decide("Ben", [(key, verdict(i, (4,)), "") for i, key in enumerate(batch)])
    team("round", "close", "--as", "Cleo")
    rest = [row["key"] for row in team.json("queue", "--as", "Ana", "-n", "30")]
    team.decide("Ana", [(key, verdict(i, ()), "") for i, key in enumerate(rest)])
    team.decide("Ben", [(key, verdict(i, (5, 9)), "") for i, key in enumerate(rest[:24])])
    return made


def shoot(folder: Path) -> None:
    """Every page in every look."""
    with tempfile.TemporaryDirectory() as scratch, launch() as browser:
        made = house(Path(scratch))
        for name, role in (("Cleo", "lead"),):
            made.person(name, role)
        with made.served() as address:
            for look, options in LOOKS.items():
                context: Any = browser.new_context(**options)
                page = context.new_page()
                page.goto(f"{address}/sign-in")
                page.screenshot(path=folder / f"web-sign-in-{look}.png")
                token = made.token(f"Dora {look}")
                page.goto(f"{address}/invite/{token}")
                page.screenshot(path=folder / f"web-invited-{look}.png")
                sign_in(page, address, "Cleo")
                for name, path in PAGES.items():
                    page.goto(address + path)
                    page.wait_for_load_state("networkidle")
                    page.screenshot(
                        path=folder / f"web-{name}-{look}.png", full_page=name != "screen"
                    )
                context.close()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    target.mkdir(parents=True, exist_ok=True)
    shoot(target)
