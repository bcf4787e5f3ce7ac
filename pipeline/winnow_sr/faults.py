"""What nobody foresaw, kept for whoever can mend it: one line for the reader, a file for us.

The file holds the versions, what was being done, and the traceback; it lies in the folder for
temporary files, because the place where the fault happened may be full or read-only.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime

from winnow_sr import __version__

ADVICE = "what was acknowledged is kept, nothing was left half written"


def report_fault(error: BaseException, doing: str) -> str:
    """Write the report of an error; the file's name, or '' where no file can be written."""
    import platform
    import traceback

    now = datetime.now(UTC)
    lines = [
        f"winnow {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"{now:%Y-%m-%dT%H:%M:%SZ}, while: {doing}",
        "",
        *(line.rstrip("\n") for line in traceback.format_exception(error)),
    ]
    try:
        handle, name = tempfile.mkstemp(prefix=f"winnow-fault-{now:%Y%m%d-%H%M%S}-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return ""
    return name


def fault_line(error: BaseException, doing: str) -> str:
    """A fault in one line, with where its report lies."""
    place = report_fault(error, doing)
    what = " ".join(f"{type(error).__name__}: {error}".split())[:200].rstrip(": ")
    kept = f"; the report is in {place}: please send it with what you did" if place else ""
    return f"this is a fault of winnow, not yours ({what}); {ADVICE}{kept}"


def doing_now() -> str:
    """What this process was started to do."""
    return " ".join(sys.argv)[:500]
