"""Makes docs/images/web-*.png: every page of the browser version, on an invented review.

    python docs/web_pictures.py [FOLDER]

Needs playwright, pillow and Chromium. Light and dark, wide and as on a phone; docs/images keeps
each page once or twice.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.faces.web.browser import launch, sign_in  # noqa: E402
from tests.faces.web.server import House, protocol  # noqa: E402
from tests.faces.web.story import review  # noqa: E402

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
    "imports": "/imports",
    "duplicates": "/duplicates",
    "protocol": "/protocol",
    "record": "/records/C000010",
    "publish": "/publish",
}


def house(folder: Path) -> House:
    """A review half way: two reviewers, some conflicts, a pilot behind them."""
    team = review(
        folder,
        protocol(folder / "protocol.yaml", conflicts="open", screeners=["Ana", "Ben", "Cleo"]),
        60,
        evil=False,
    )
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
        packet = Path(scratch) / "packet.html"
        made.team("packet", "make", "--for", "Cleo", "-n", "8", "-o", packet)
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
                page.goto(packet.as_uri())
                page.screenshot(path=folder / f"web-packet-{look}.png")
                context.close()
    for path in folder.glob("web-*.png"):
        shrink(path)


def shrink(path: Path) -> None:
    """At most 1,600 pixels high, 128 colours: small enough to keep."""
    from PIL import Image

    image = Image.open(path).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, 1600)))
    image.quantize(128).save(path, optimize=True)


KEPT = (
    "sign-in-light", "invited-phone", "screen-light", "screen-dark", "screen-phone",
    "conflicts-light", "full-texts-light", "full-text-screen-phone-dark", "progress-light",
    "progress-phone-dark", "rounds-dark", "team-light", "packet-dark", "packet-phone",
    "imports-light", "duplicates-light", "protocol-dark", "record-light", "publish-light",
)  # fmt: skip


def main() -> None:
    """All into the folder given, or the kept ones into docs/images."""
    if len(sys.argv) > 1:
        shoot(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        shoot(Path(folder))
        for name in KEPT:
            shutil.copy(Path(folder) / f"web-{name}.png", ROOT / "docs" / "images")


if __name__ == "__main__":
    main()
