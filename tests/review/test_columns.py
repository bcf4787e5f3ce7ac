"""Files read into columns, here or by a second process: the same, safely, and never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from tests.winnow import entry, ris
from winnow_sr import WinnowError
from winnow_sr.records import Record, open_export
from winnow_sr.records.format import Entry, Evidence, Format, Sample, Source
from winnow_sr.records.formats import FORMATS, register
from winnow_sr.review.columns import (
    Batch,
    batches,
    batches_from_process,
    read_columns,
    send_batches,
)

UNTITLED = "TY  - JOUR\nAU  - Okafor, Ada\nPY  - 2020\nER  - \n" * 5


def here(path: Path) -> list[Batch]:
    return list(batches(path, open_export(path)))


def test_the_second_process_reads_what_this_one_reads(tmp_path: Path) -> None:
    path = ris(tmp_path / "x.ris", map(entry, range(1, 6)))
    assert list(batches_from_process(path)) == here(path)
    assert len(here(path)[-1].columns) == 5


def test_the_second_process_is_told_the_format_and_that_entries_are_wanted_even_so(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.txt"
    path.write_text(UNTITLED, encoding="utf-8")
    with pytest.raises(WinnowError, match=r"5 of its 5 entries have no title.*--even-so"):
        list(batches_from_process(path, "ris"))
    (batch,) = batches_from_process(path, "ris", even_so=True)
    assert len(batch.columns) == 5
    with pytest.raises(WinnowError, match="unknown format 'word'"):
        list(batches_from_process(path, "word"))


def test_the_second_process_runs_no_file_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ris(tmp_path / "x.ris", [entry(1)])
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("multiprocessing", "random", "winnow_sr", "msgspec", "queue"):
        (trap / f"{name}.py").write_text("open('EXECUTED', 'w').write('ran')\n")
    monkeypatch.chdir(trap)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    assert len(list(batches_from_process(path))) == 1
    assert not (trap / "EXECUTED").exists()


def unstorable(source: Source) -> Iterator[Entry]:
    yield Record((), title="One", year=object())  # type: ignore[arg-type]


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Path]:
    """A file of a format whose reader has a fault: it gives what cannot be stored."""

    def evidence(sample: Sample) -> Evidence:
        return Evidence(1, 1.0)

    register(
        Format(name="toy", title="Toy", written_by="nobody", evidence=evidence, read=unstorable)
    )
    path = tmp_path / "x.toy"
    path.write_text("anything\n", encoding="utf-8")
    yield path
    del FORMATS["toy"]


def test_a_fault_of_winnow_is_one_line(toy: Path) -> None:
    said = (
        r"x\.toy: a fault of winnow stopped the import \(TypeError: [^\n]*\); nothing was imported"
    )
    with pytest.raises(WinnowError, match=said):
        list(read_columns(toy, open_export(toy, format="toy")))


def test_a_fault_in_the_second_process_is_the_same_line(toy: Path) -> None:
    queue: Queue[object] = Queue()
    send_batches(str(toy), "toy", False, queue)  # type: ignore[arg-type] # a queue is a queue
    text = queue.get_nowait()
    assert isinstance(text, str)
    assert "a fault of winnow stopped the import" in text
    assert "\n" not in text
