"""The copy of an export file as received: whole, right, and made again where it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.winnow import entry, ris
from winnow_sr import Review, WinnowError
from winnow_sr.review.importing import file_digest, keep_copy

PROTOCOL = Path(__file__).resolve().parents[2] / "protocols/melatonin-kratom-opioid-withdrawal.yaml"


def copies(exports: Path) -> list[tuple[str, bytes]]:
    return sorted((path.name, path.read_bytes()) for path in exports.iterdir())


def lost(copy: Path) -> None:
    copy.unlink()


def half_written(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:20])


def replaced(copy: Path) -> None:
    copy.write_bytes(b"TY  - JOUR\nER  - \n")


@pytest.mark.parametrize("damage", [lost, half_written, replaced])
@pytest.mark.parametrize("name", ["x.ris", "renamed.txt"])
def test_adding_the_file_again_mends_its_copy(
    tmp_path: Path, damage: Callable[[Path], None], name: str
) -> None:
    file = ris(tmp_path / "x.ris", [entry(1), entry(2)])
    again = tmp_path / name
    again.write_bytes(file.read_bytes())
    with Review.create(tmp_path / "rev", PROTOCOL) as review:
        review.searches.add(file, "MEDLINE", lane="database")
        (copy,) = (tmp_path / "rev" / "exports").iterdir()
        damage(copy)
        assert not review.ledger.verify().ok
        (found,) = review.searches.add(again, "MEDLINE", lane="database")
        assert (found.imported, found.unchanged) == (0, 2)
        assert review.ledger.verify().ok
        assert [content for _, content in copies(copy.parent)] == [file.read_bytes()]


def test_a_right_copy_is_left_alone(tmp_path: Path) -> None:
    file, exports = ris(tmp_path / "x.ris", [entry(1)]), tmp_path / "exports"
    keep_copy(exports, file, file_digest(file))
    (copy,) = exports.iterdir()
    before = copy.stat()
    keep_copy(exports, file, file_digest(file))
    after = copy.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_that_changes_under_the_import_is_not_vouched_for(tmp_path: Path) -> None:
    file, exports = ris(tmp_path / "x.ris", [entry(1)]), tmp_path / "exports"
    digest = file_digest(file)
    ris(file, [entry(2)])
    with pytest.raises(WinnowError, match="was changed while it was read"):
        keep_copy(exports, file, digest)
    assert copies(exports) == []


def test_an_import_whose_copy_cannot_be_written_did_not_happen(tmp_path: Path) -> None:
    file = ris(tmp_path / "x.ris", [entry(1)])
    with Review.create(tmp_path / "rev", PROTOCOL) as review:
        exports = tmp_path / "rev" / "exports"
        exports.rmdir()
        exports.write_text("in the way")
        with pytest.raises(WinnowError, match="exports cannot be written"):
            review.searches.add(file, "MEDLINE", lane="database")
        assert review.searches.records() == []
        exports.unlink()
        (found,) = review.searches.add(file, "MEDLINE", lane="database")
        assert found.imported == 1
        assert review.ledger.verify().ok
