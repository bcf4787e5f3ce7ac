"""Where the protocols and data that come with winnow lie: in the wheel, or in the checkout."""

from __future__ import annotations

from pathlib import Path

from winnow_sr.errors import WinnowError

HERE = Path(__file__).resolve().parent


def shipped(kind: str) -> Path:
    """The folder `protocols` or `data`."""
    for folder in (HERE / "shipped" / kind, HERE.parent.parent / kind):
        if folder.is_dir():
            return folder
    raise WinnowError(f"the folder {kind} that comes with winnow is missing: install winnow again")
