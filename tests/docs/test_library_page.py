"""docs/library.md: its scripts run as they stand there, and every public name is on it."""

from __future__ import annotations

import inspect
import subprocess
import sys
from functools import cached_property
from pathlib import Path

import pytest

import winnow_sr
from tests.docs.pages import blocks, page, script
from tests.winnow import ris, winnow
from winnow_sr import Review
from winnow_sr.faces.cli.app import COMMANDS
from winnow_sr.review import answers

PAGE = page("docs/library.md")
SCRIPTS = blocks(PAGE, "python", "run")
(PROTOCOL,) = blocks(PAGE, "yaml", "protocol.yaml")
TRIAL = {"TI": "A trial of green tea for tired nurses", "AU": "Alder, A.", "PY": 2021}
COHORT = {"TI": "Black tea and fatigue: a cohort of drivers", "AU": "Birch, B.", "PY": 2020}
COFFEE = {"TI": "Coffee in the office", "AU": "Cedar, C.", "PY": 2019}
DOI = "10.5555/tea.1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The protocol of the page, and two exports that share one publication."""
    (tmp_path / "protocol.yaml").write_text(PROTOCOL, encoding="utf-8")
    ris(
        tmp_path / "medline.ris",
        [TRIAL | {"AN": "M1", "DO": DOI}, COHORT | {"AN": "M2"}, COFFEE | {"AN": "M3"}],
    )
    ris(tmp_path / "embase.ris", [TRIAL | {"AN": "E1", "DO": DOI}])
    return tmp_path


def run(text: str, folder: Path) -> str:
    """What a script prints, run by a new interpreter in the folder."""
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_whole_review_runs_as_it_stands(folder: Path) -> None:
    whole = SCRIPTS[0]
    assert len(whole.splitlines()) <= 30
    said = run(whole, folder)
    # three citations of four records are read; one of two full texts is a trial
    assert said.splitlines()[-1] == "True 3 1"
    boxes = winnow("-C", folder / "tea-review", "prisma", "--json").json["boxes"]
    assert (boxes["duplicates"], boxes["records_excluded"], boxes["dbr_excluded"]) == (1, 1, 1)
    assert (folder / "flow.svg").is_file()
    assert (folder / "report" / "bundle.zip").is_file()


@pytest.mark.parametrize("text", SCRIPTS[1:])
def test_every_other_script_runs(text: str, folder: Path) -> None:
    run(text, folder)


def test_the_reference_is_up_to_date() -> None:
    assert script("library").refreshed(PAGE) == PAGE, "run `make docs`"


@pytest.mark.parametrize("name", winnow_sr.__all__)
def test_every_public_name_is_on_the_page(name: str) -> None:
    assert f"#### `winnow_sr.{name}`\n" in PAGE or f"### `{name}`\n" in PAGE


def names_of(cls: type) -> list[str]:
    return [
        name
        for name, value in vars(cls).items()
        if not name.startswith("_") and not isinstance(value, cached_property)
        if callable(value) or isinstance(value, property | classmethod | staticmethod)
    ]


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    folder = tmp_path_factory.mktemp("page")
    (folder / "protocol.yaml").write_text(PROTOCOL, encoding="utf-8")
    with Review.create(folder / "review", folder / "protocol.yaml") as review:
        return review


def test_every_public_method_has_its_heading(review: Review) -> None:
    parts = [name for name, value in vars(Review).items() if isinstance(value, cached_property)]
    assert len(parts) > 10
    headings = {line.removeprefix("#### ") for line in PAGE.splitlines() if line[:5] == "#### "}
    for name in names_of(Review):
        assert f"`review.{name}`" in headings or f"`Review.{name}`" in headings, name
    for part in parts:
        assert f"### `review.{part}`\n" in PAGE
        for name in names_of(type(getattr(review, part))):
            assert f"`review.{part}.{name}`" in headings


def test_every_command_is_named_with_the_parts_it_uses() -> None:
    for command, (_, _, _, methods) in COMMANDS.items():
        for part in {method.split(".")[0] for method in methods.split() if "." in method}:
            (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `review.{part}` |")]
            assert f"`{command}`" in row.split("|")[3]


def test_every_answer_and_its_fields_are_on_the_page() -> None:
    found = [v for v in vars(answers).values() if inspect.isclass(v)]
    kinds = [v for v in found if issubclass(v, answers.Answer) and v is not answers.Answer]
    assert len(kinds) > 40
    for kind in kinds:
        (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{kind.__name__}` |")]
        assert all(f"`{field}`" in row for field in kind.__struct_fields__)
