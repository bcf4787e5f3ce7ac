"""A file is there whole or as it was before; links and permissions stay; nothing is left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.files import PART, REVIEW_FILES, STALE, check_outputs, whole_file, write_whole


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


@pytest.fixture(params=REVIEW_FILES)
def review(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """What a review folder looks like from outside."""
    folder = tmp_path / "review"
    for part in ("outputs", "exports", "cache"):
        (folder / part).mkdir(parents=True)
    (folder / str(request.param)).write_text("the ledger")
    (folder / "protocol.yaml").write_text("title: T")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "review.db",
        "review.db-wal",
        "protocol.yaml",
        "new.svg",
        "exports/x.ris",
        "cache/state",
        "new/x",
    ],
)
def test_nothing_of_a_review_is_an_output(review: Path, name: str) -> None:
    before = {path: path.read_bytes() for path in review.rglob("*") if path.is_file()}
    with pytest.raises(WinnowError, match="in which only outputs is for") as caught:
        write_whole(review / name, "x")
    assert str(review.resolve() / "outputs" / Path(name).name) in str(caught.value)
    assert {path: path.read_bytes() for path in review.rglob("*") if path.is_file()} == before


def test_outputs_and_places_outside_are_open(review: Path, tmp_path: Path) -> None:
    (review / "outputs" / "deep").mkdir()
    for path in (review / "outputs" / "a.svg", review / "outputs/deep/a.svg", tmp_path / "a.svg"):
        write_whole(path, "x")
        assert path.read_text() == "x"
    write_whole(review / "protocol.yaml", "title: U", ours=True)
    assert (review / "protocol.yaml").read_text() == "title: U"


def test_neither_a_link_nor_a_roundabout_name_leads_into_a_review(
    review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (review / "outputs" / "a.svg").symlink_to(review / "protocol.yaml")
    (tmp_path / "door").symlink_to(review)
    monkeypatch.chdir(review / "outputs")
    for path in ("a.svg", "../protocol.yaml", tmp_path / "door" / "x.svg", review / "outputs/../x"):
        with pytest.raises(WinnowError, match="only outputs is for"):
            check_outputs(path)
    check_outputs("b.svg", tmp_path / "door" / "outputs" / "x.svg", tmp_path / "x.svg")
