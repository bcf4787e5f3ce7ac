"""Makes the font files and `widths.json` of this folder.

    python pipeline/winnow_sr/prisma/fonts/make.py FOLDER

FOLDER holds Arimo-Regular.ttf and Arimo-Bold.ttf (https://fonts.google.com/specimen/Arimo,
Debian: fonts-croscore). Kept: Latin, Greek, Cyrillic, Hebrew, punctuation, arrows, signs.
Letters that Arimo lacks are measured in DejaVu Sans, which Matplotlib ships: one of the widest
faces in use, so that the measure errs on the safe side.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
STYLES = {
    "regular": ("Arimo-Regular.ttf", "DejaVuSans.ttf"),
    "bold": ("Arimo-Bold.ttf", "DejaVuSans-Bold.ttf"),
}
_BLOCKS = "20-24f 300-58f 590-5ff 1e00-1fff 2000-206f 2070-20cf 2100-22ff 25a0-25ff"  # hexadecimal
KEPT = [
    code
    for first, last in (block.split("-") for block in _BLOCKS.split())
    for code in range(int(first, 16), int(last, 16) + 1)
]


def _runs(widths: dict[int, int]) -> dict[str, list[int]]:
    """Widths as runs of neighbouring code points: {"32": [569, 569, ...], ...}."""
    runs: dict[str, list[int]] = {}
    start = last = -2
    for code in sorted(widths):
        if code != last + 1:
            start = code
            runs[str(start)] = []
        runs[str(start)].append(widths[code])
        last = code
    return runs


def _widths(path: Path, leave_out: set[int]) -> dict[int, int]:
    from fontTools.ttLib import TTFont

    font = TTFont(path)
    scale = 2048 / font["head"].unitsPerEm
    advance = font["hmtx"].metrics
    cmap = font.getBestCmap().items()
    return {c: round(advance[g][0] * scale) for c, g in cmap if c not in leave_out}


def main(folder: Path) -> None:
    import matplotlib
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    spare = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    tables: dict[str, dict[str, list[int]]] = {}
    for style, (name, fallback) in STYLES.items():
        options = Options(
            hinting=False, layout_features=["mark", "mkmk", "ccmp"], notdef_outline=True
        )
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
        font = TTFont(folder / name)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=KEPT)
        subsetter.subset(font)
        font.save(HERE / name)
        own = _widths(HERE / name, set())
        tables[style] = _runs(own)
        tables[f"{style}_fallback"] = _runs(_widths(spare / fallback, set(own)))
    text = json.dumps(tables, separators=(",", ":"))
    (HERE / "widths.json").write_text(text.replace("},", "},\n") + "\n", encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
