"""What is no export is refused in one line that says what it is and what to do."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.records import open_export, read_export


def refusal(path: Path) -> str:
    with pytest.raises(WinnowError) as error:
        read_export(path)
    text = str(error.value)
    assert "\n" not in text
    assert path.name in text
    return text


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "gone.ris")
    assert "folder" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n\n ", "no entry"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old Office"),
        (bytes(range(256)) * 20, "binary"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b'{"records": []}', "JSON"),
        (b"<?xml version='1.0'?><feed/>", "XML"),
        (b"Dear all,\nplease find the hits attached.\n", "no entry"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "export.ris"
    path.write_bytes(data)
    text = refusal(path)
    assert said in text
    assert "RIS" in text or "export" in text


def test_a_zip_a_database_and_an_endnote_library(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "hits.zip", "w") as archive:
        archive.writestr("hits.ris", "TY  - JOUR\nER  - \n")
    assert "unpack" in refusal(tmp_path / "hits.zip")
    sqlite3.connect(tmp_path / "x.db").execute("create table t(a)").connection.close()
    assert "SQLite" in refusal(tmp_path / "x.db")
    (tmp_path / "library.enl").write_bytes(b"\x00\x01SQLite format 3\x00" + bytes(400))
    assert "RefMan (RIS) Export" in refusal(tmp_path / "library.enl")


def test_a_damaged_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "hits.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<not really")
    assert "workbook" in refusal(tmp_path / "hits.xlsx")


def test_a_table_whose_columns_mean_nothing_to_us(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    assert "no entry" in refusal(tmp_path / "x.csv")


def test_opening_reads_only_the_beginning(tmp_path: Path) -> None:
    path = tmp_path / "x.ris"
    path.write_text("TY  - JOUR\nTI  - One\nER  - \n" * 200_000)
    reader = open_export(path)
    next(iter(reader))
    done, size = reader.progress
    assert 0 < done < size == path.stat().st_size
