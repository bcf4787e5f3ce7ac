"""The diagram in every format, the report kit, exports: what leaves by the browser."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable

import pytest

from tests.faces.web.server import House

Make = Callable[..., House]


@pytest.fixture
def half_way(house: Make) -> House:
    made = house(6, reviewers=1)
    ana = made.person("Ana")
    made.person("Lea", "lead")
    for n in range(1, 5):
        ana.decide(f"C00000{n}", "include" if n < 3 else "exclude")
    return made


BEGINS = {
    "svg": (b"<?xml", b"<svg"), "pdf": (b"%PDF-",), "png": (b"\x89PNG",), "tiff": (b"II*\0", b"MM\0*"),
    "docx": (b"PK",), "pptx": (b"PK",), "html": (b"<!",), "json": (b"{",),
}  # fmt: skip


def test_the_diagram_in_every_format_and_the_legend(half_way: House) -> None:
    from winnow_sr.faces.web.pages.publish import FORMATS

    olga = half_way.person("Olga", "observer")
    text = olga.get("/publish").text
    assert "interim" in text
    for ending in FORMATS:
        content = olga.get(f"/publish/prisma.{ending}").data
        assert content.startswith(BEGINS.get(ending, b"")) if ending in BEGINS else content, ending
    german = olga.get("/publish/prisma.svg?language=de").text
    assert german != olga.get("/publish/prisma.svg").text
    assert "attachment" in olga.get("/publish/legend.md").headers["Content-Disposition"]
    olga.get("/publish/prisma.exe", 404)
    refused = olga.get("/publish/prisma.svg?language=xx", 409).text
    assert "xx" in refused
    rows = list(
        csv.DictReader(io.StringIO(olga.get("/publish/prisma.csv").data.decode("utf-8-sig")))
    )
    boxes = half_way.team.json("prisma", code=(0, 1))["boxes"]
    numbers = {row["data"]: row["n"] for row in rows}
    assert numbers["records_screened"] == str(boxes["records_screened"])


def test_the_report_is_written_read_and_taken_away(half_way: House) -> None:
    from winnow_sr.faces.web.app import served_of

    lea = half_way.person("Lea", "lead")
    lea.get("/publish/report.zip", 404)
    lea.post("/publish/report", page="/publish")
    job = served_of(half_way.app).behind.job("report")
    assert job is not None
    assert job.ended.wait(300)
    assert job.error == ""
    text = lea.get("/publish").text
    assert "bundle.zip" in text
    with zipfile.ZipFile(io.BytesIO(lea.get("/publish/report.zip").data)) as pack:
        names = set(pack.namelist())
    assert names == set(job.answer.files)  # type: ignore[attr-defined]
    shown = next(name for name in sorted(names) if name.endswith(".md"))
    assert "Back to the report" in lea.get(f"/publish/report/{shown}").text
    lea.get("/publish/report/../../accounts.db", 404)
    lea.get("/publish/report/%2e%2e/%2e%2e/accounts.db", 404)


def test_records_are_exported_by_status_and_for_other_tools(half_way: House) -> None:
    lea = half_way.person("Lea", "lead")
    text = lea.get("/publish/records.csv?status=include").data.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == 2
    assert lea.get("/publish/records.ris").data.count(b"TY  - ") == 7
    assert lea.get("/publish/records.csv?tool=rayyan").data
    lea.get("/publish/records.csv?status=nonsense", 409)
    ana = half_way.person("Ana")
    for path in ("/publish/records.csv", "/publish/report.zip", "/publish/report/methods.md"):
        assert "This page is for" in ana.get(path, 403).text
    ana.post("/publish/report", 403, "/progress")


def test_who_reads_in_a_pilot_is_told_nothing(house: Make) -> None:
    made = house(12, screeners=["Lea", "Ana", "Ben"])
    lea = made.person("Lea", "lead")
    made.person("Ana")
    made.team("round", "open", "--kind", "pilot", "--size", "4", "--as", "Lea")
    assert "hidden from you" in lea.get("/publish").text
    for path in ("prisma.svg", "prisma.csv", "legend.md", "records.csv", "report.zip"):
        lea.get(f"/publish/{path}", 403)
    lea.post("/publish/report", 403, "/progress")
