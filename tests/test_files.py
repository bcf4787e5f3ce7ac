"""A file is there whole or as it was before; links and permissions stay; nothing is left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.files import PART, STALE, whole_file, write_whole


def test_text_and_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "zwölf\r\n")
    assert (tmp_path / "a.txt").read_bytes() == "zwölf\r\n".encode()
    write_whole(tmp_path / "a.txt", b"\x00\x01")
    assert (tmp_path / "a.txt").read_bytes() == b"\x00\x01"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fails() -> None:
        with whole_file(target) as part:
            part.write_text("ne")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_link_is_followed_and_permissions_are_kept(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "real.txt"
    real.parent.mkdir()
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "link.txt"
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("x")
    write_whole(tmp_path / "ours", "x")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_a_kill_left_is_swept_in_time(tmp_path: Path) -> None:
    old, young = tmp_path / f"{PART}old.svg", tmp_path / f"{PART}young.svg"
    old.write_text("half")
    young.write_text("another writer is at it")
    long_ago = old.stat().st_mtime - STALE - 10
    os.utime(old, (long_ago, long_ago))
    write_whole(tmp_path / "a.svg", "x")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["a.svg", young.name])


@pytest.mark.parametrize("name", ["no/such/folder/x.txt", "."])
def test_a_place_that_cannot_be_written_is_told_in_one_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(WinnowError, match=r"cannot be written: .*; nothing was changed") as caught:
        write_whole(tmp_path / name, "x")
    assert "\n" not in str(caught.value)
