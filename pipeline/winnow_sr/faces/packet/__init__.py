"""Screening without any server: a batch as one HTML file, its answers as one small file.

`make` writes a reviewer's next citations into a page that works offline by double-click and keeps
its answers in the browser until they are saved to a file; `take` imports that file. Both are signed
with a key kept in the review folder (`packets.db`), so a file of another review, of another
reviewer or with a changed byte is refused, and taking a file twice changes nothing.
"""

from __future__ import annotations

from winnow_sr.faces.packet.making import make
from winnow_sr.faces.packet.taking import take

__all__ = ["make", "take"]
