"""The one writer of files: whole or not at all, and on the disk before it is said to be there.

A reader sees the file that was there before or the new one, never a part; a full disk or a kill
leaves the old one. A symbolic link is followed, permissions of a file that is replaced are kept.
In a review folder only `outputs/` is open to what a person names: the rest is the review itself.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError

if TYPE_CHECKING:
    from pathlib import Path

AnyPath = str | os.PathLike[str]
"""A file's or folder's name, as text or `pathlib.Path`: what every public function takes."""

PART = ".winnow-part-"
"""How a file that is being written begins its name; what a kill leaves is swept by the next
writer in the same folder once it is `STALE` seconds old."""
STALE = 3600.0

REVIEW_FILES = ("review.db", "database.json")
"""What makes a folder a review: the ledger, or where it lies on PostgreSQL."""
OUTPUTS = "outputs"

REMEDIES = {
    errno.ENOSPC: "the disk is full: make room and do it again",
    errno.EDQUOT: "your share of the disk is used up: make room and do it again",
    errno.EROFS: "the place is read-only: choose another folder",
    errno.EACCES: "permission denied: choose another folder, or ask whoever owns it",
    errno.EPERM: "permission denied: choose another folder, or ask whoever owns it",
    errno.EISDIR: "it is a folder: give a file's name",
    errno.EFBIG: "the file is too large for this place",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EIO: "the drive does not answer (I/O error): copy what is on it to another one first",
    errno.EMFILE: "too many files are open: close other programs and do it again",
    errno.ENFILE: "too many files are open: close other programs and do it again",
    errno.ENOMEM: "there is not enough memory: close other programs and do it again",
}


NO_FOLDER = "its folder does not exist: make it first"


def cannot_write(path: Path | str, error: OSError) -> WinnowError:
    """Why a file cannot be written, and what to do, in one line."""
    reason = NO_FOLDER if error.errno in (errno.ENOENT, errno.ENOTDIR) else why(error)
    return WinnowError(f"{path} cannot be written: {reason}; nothing was changed")


def why(error: OSError) -> str:
    """Why the system refused a write, and what to do."""
    return REMEDIES.get(error.errno or 0) or error.strerror or str(error)


def why_unread(error: OSError) -> str:
    """Why a file or folder cannot be read, and what to do."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return "permission denied: ask whoever owns it to let you read it"
    return why(error)


def in_words(error: OSError) -> str:
    """An error of the system that nobody has put in words yet: what it is about, and why."""
    place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    return f"{place}{why(error)}"


def paths_of(files: Sequence[AnyPath] | AnyPath) -> list[Path]:
    """The paths of several files, or of one."""
    from pathlib import Path

    given = [files] if isinstance(files, str | os.PathLike) else files
    return [Path(file) for file in given]


def holds_review(folder: AnyPath) -> bool:
    """Is the folder a review folder?"""
    return any(os.path.isfile(os.path.join(folder, name)) for name in REVIEW_FILES)


def check_outputs(*paths: AnyPath) -> None:
    """Refuse to write into a review folder anywhere but in its outputs/, whichever review it is:
    a slip must not cost the ledger. Ask before the work begins. WinnowError names the way out."""
    for path in paths:
        folder, below = os.path.split(os.path.realpath(path))
        while not holds_review(folder):
            above, name = os.path.split(folder)
            if above == folder:
                break
            folder, below = above, os.path.join(name, below)
        else:
            if below.split(os.sep)[0] != OUTPUTS:
                better = os.path.join(folder, OUTPUTS, os.path.basename(path))
                raise WinnowError(
                    f"{path} cannot be written: it would lie in the review folder {folder}, in which "
                    f"only {OUTPUTS} is for drawings and tables: name {better}, or a place outside"
                )


@contextmanager
def whole_file(path: Path | str, *, ours: bool = False) -> Iterator[Path]:
    """A new file beside `path` to write to; it takes the place of `path` at the end, or goes if
    anything fails. WinnowError where the place cannot be written to.

    ours: it is a part of a review itself, which nobody may name as an output (`check_outputs`).
    """
    from pathlib import Path

    if not ours:
        check_outputs(path)
    target = Path(os.path.realpath(path))
    try:
        part = _part_beside(target)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        yield part
        _synced(part)
        os.replace(part, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path | str, content: bytes | str, *, ours: bool = False) -> None:
    """Write a file whole or not at all; text as UTF-8 with its line ends as they are. ours: see
    `whole_file`."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    with whole_file(path, ours=ours) as part:
        part.write_bytes(data)


def _part_beside(target: Path) -> Path:
    import tempfile
    from pathlib import Path

    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    _sweep(target.parent)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=PART, suffix=target.suffix)
    os.close(handle)
    try:
        mode = target.stat().st_mode & 0o7777
    except OSError:
        mode = 0o666 & ~_umask()
    with suppress(OSError):  # some places (FAT, some network folders) keep no permissions
        os.chmod(name, mode)
    return Path(name)


def _sweep(folder: Path) -> None:
    """Remove what a killed writer left in the folder long ago."""
    import time

    with suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(PART) and time.time() - entry.stat().st_mtime > STALE:
                os.unlink(entry.path)


def _synced(part: Path) -> None:
    handle = os.open(part, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every system can sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
