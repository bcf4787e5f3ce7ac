"""How many real abstracts can be read on the screening page without scrolling?

`python benchmarks/abstracts_fit.py CORPORA [-n 200] [--pictures DIR]` takes every k-th record with an
abstract from the RIS files under CORPORA, serves them on this machine and looks at each in Chromium
at several sizes: title and abstract wholly visible, not under the answer bar, nothing scrolled.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faces.web.browser import launch, sign_in
from tests.faces.web.server import House, protocol
from tests.winnow import Team
from winnow_sr.faces.web.pages import screening

SIZES = {
    "1920x1080": (1920, 1080, 1), "1366x768": (1366, 768, 1), "1280x720": (1280, 720, 1),
    "phone upright 390x844": (390, 844, 3), "phone on its side 844x390": (844, 390, 3),
    "zoom 200 % 640x360": (640, 360, 2), "zoom 400 % 320x256": (320, 256, 4),
}  # fmt: skip
MEASURE = """(cards) => {
  const card = document.getElementById('card'), bar = document.getElementById('answer');
  let whole = 0, share = 0;
  for (const c of cards) {
    card.innerHTML = c.html;
    window.scrollTo(0, 0);
    const box = card.querySelector('.abstract').getBoundingClientRect();
    const over = bar.getBoundingClientRect();
    const beside = over.left >= box.right || over.top >= innerHeight;
    const floor = beside ? innerHeight : Math.min(innerHeight, over.top);
    const title = document.getElementById('card-title').getBoundingClientRect();
    if (title.top >= 0 && box.bottom <= floor && box.right <= innerWidth) whole += 1;
    share += Math.max(0, Math.min(1, (floor - box.top) / box.height));
  }
  const over = bar.getBoundingClientRect();
  const taken = over.left > innerWidth / 2 ? 0 : Math.max(0, Math.min(innerHeight, over.bottom) - Math.max(0, over.top));
  return [whole, share / cards.length, taken / innerHeight];
}"""


def sample(corpora: Path, count: int) -> str:
    """`count` records with an abstract, as one RIS text: the same share of every file."""
    entries: list[str] = []
    for file in sorted(corpora.glob("*.ris")):
        text = file.read_text("utf-8", errors="replace")
        found = [e for e in text.split("\nER  -") if "\nAB  -" in e or "\nN2  -" in e]
        entries += found
    step = max(1, len(entries) // count)
    return "".join(f"{e.strip()}\nER  - \n\n" for e in entries[::step][:count])


def main() -> None:
    """Print a table."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("corpora", type=Path)
    words.add_argument("-n", type=int, default=200)
    words.add_argument("--pictures", type=Path)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as place, launch() as browser:
        folder = Path(place)
        team = Team(folder / "review", protocol(folder / "protocol.yaml"))
        (folder / "sample.ris").write_text(sample(given.corpora, given.n), "utf-8")
        team("add", folder / "sample.ris", "--source", "MEDLINE")
        made = House(team)
        made.person("Ana")
        screening.AHEAD = given.n
        with made.served() as address:
            for name, (width, height, density) in SIZES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    device_scale_factor=density,
                    has_touch=density == 3,
                )
                page = context.new_page()
                page.set_default_timeout(120_000)
                sign_in(page, address, "Ana")
                page.wait_for_selector("#screen[data-ready]")
                cards = page.evaluate(
                    "async () => (await (await fetch(document.getElementById('screen').dataset.queue,"
                    " {headers: {Accept: 'application/json'}})).json()).cards"
                )
                cards = [c for c in cards if 'class="abstract' in c["html"]]
                if given.pictures:
                    given.pictures.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=str(given.pictures / f"{width}x{height}.png"))
                whole, share, taken = page.evaluate(MEASURE, cards)
                print(
                    f"{name}: {whole} of {len(cards)} whole ({whole / len(cards):.1%}); "
                    f"{share:.0%} of an abstract on average; bar over {taken:.0%} of the height",
                    flush=True,
                )
                context.close()


if __name__ == "__main__":
    main()
