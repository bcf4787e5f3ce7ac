"""Reviews of other tools, adopted: what is counted here was worked out by hand."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.review import Review
from winnow_sr.vocabulary import FULL_TEXT, TITLE_ABSTRACT

RAYYAN = [
    "key",
    "title",
    "year",
    "journal",
    "volume",
    "issue",
    "pages",
    "authors",
    "url",
    "abstract",
    "notes",
    "doi",
    "pubmed_id",
]
LOG = ["article_id", "user_email", "created_at", "key", "value"]


def sheet(names: list[str], rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def article(n: int, title: str, votes: str, more: str = "") -> dict[str, str]:
    notes = f"RAYYAN-INCLUSION: {{{votes}}}{more}" if votes else ""
    return {
        "key": f"rayyan-{n}",
        "title": title,
        "year": str(2000 + n),
        "authors": "Berg, A. and Tal, B.",
        "journal": "Sleep",
        "notes": notes,
    }


def rayyan(folder: Path, log: bool = True) -> Path:
    """Five articles: both include, both exclude, a conflict, one reader only, nobody."""
    both = '"Ana"=>"{}", "Ben"=>"{}"'
    rows = [
        article(1, "Warm milk and sleep in adults", both.format("Included", "Included")),
        article(
            2,
            "Cold milk and the mood of cats",
            both.format("Excluded", "Excluded"),
            " | RAYYAN-LABELS: animals | RAYYAN-EXCLUSION-REASONS: wrong population,background article",
        ),
        article(
            3,
            "Honey for the sleep of children",
            both.format("Included", "Excluded"),
            ' | USER-NOTES: {"Ana"=>["asked the authors"]}',
        ),
        article(4, "Light therapy in winter", '"Ben"=>"Maybe"'),
        article(5, "A survey of pillows", ""),
    ]
    events = [
        ("1", "a@x.org", "1", "included", "1"),
        ("2", "a@x.org", "2", "included", "-1"),
        ("2", "a@x.org", "2", "__EXR__wrong population", "1"),
        ("3", "a@x.org", "3", "included", "1"),
        ("1", "b@x.org", "4", "included", "1"),
        ("2", "b@x.org", "5", "included", "-1"),
        ("2", "b@x.org", "5", "__EXR__background article", "1"),
        ("3", "b@x.org", "6", "included", "-1"),
        ("4", "b@x.org", "7", "included", "0"),
    ]
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("articles.csv", sheet(RAYYAN, rows))
        if log:
            said = [dict(zip(LOG, event, strict=True)) for event in events]
            whole.writestr("customizations_log.csv", sheet(LOG, said))
    return path


def votes(review: Review, stage: Any, citation: int) -> dict[str, tuple[str, str, str]]:
    on = review.session.state().votes_on(stage, citation)  # type: ignore[arg-type]
    return {who: (vote.verdict, vote.reason, vote.note) for who, vote in on.items()}


def audited(found: Any) -> dict[str, bool]:
    return {line.id: line.ok for line in found.audit}


def test_a_rayyan_zip_with_its_log(tmp_path: Path) -> None:
    found = Review.adopt(tmp_path / "r", rayyan(tmp_path), actor="Lea")
    assert (found.records, found.citations, found.votes) == (5, 5, 7)
    said = audited(found)
    assert said["entries"]
    assert said["votes"]
    assert said["twins"]
    assert said["sums"]
    assert not said["conflicts"]
    (kappa,) = [line.text for line in found.audit if line.id == "agreement"]
    assert "Ana and Ben" in kappa
    assert "n = 3" in kappa
    with Review.open(tmp_path / "r") as review:
        assert votes(review, TITLE_ABSTRACT, 2) == {
            "Ana": ("exclude", "wrong-population", "labels: animals"),
            "Ben": ("exclude", "background-article", "labels: animals"),
        }
        assert votes(review, TITLE_ABSTRACT, 3)["Ana"] == ("include", "", "asked the authors")
        assert votes(review, TITLE_ABSTRACT, 4) == {"Ben": ("unsure", "", "")}
        status = review.status().title_abstract
        counts = (
            status.include,
            status.exclude,
            status.conflict,
            status.waiting,
            status.unscreened,
        )
        assert counts == (1, 1, 1, 1, 1)
        assert review.ledger.verify().ok


def test_a_rayyan_zip_without_its_log_says_so(tmp_path: Path) -> None:
    found = Review.adopt(tmp_path / "r", rayyan(tmp_path, log=False), actor="Lea")
    assert found.votes == 7
    assert any("no log" in line.text for line in found.audit)


def test_a_log_that_contradicts_the_export_is_named(tmp_path: Path) -> None:
    path = rayyan(tmp_path)
    with zipfile.ZipFile(path) as whole:
        articles = whole.read("articles.csv").decode()
        log = whole.read("customizations_log.csv").decode() + "1,a@x.org,9,included,-1\n"
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("articles.csv", articles)
        whole.writestr("customizations_log.csv", log)
    found = Review.adopt(tmp_path / "r", path, actor="Lea")
    assert audited(found)["noticed"] is False


COVIDENCE = [
    "Title",
    "Authors",
    "Abstract",
    "Published Year",
    "Journal",
    "DOI",
    "Covidence #",
    "Study",
    "Notes",
    "Tags",
]


def covidence(folder: Path) -> list[Path]:
    """Two irrelevant, one excluded with a reason and one without, one included, one not screened."""
    lists = {
        "irrelevant": [("Milk for cats", ""), ("Milk for dogs", "")],
        "excluded": [("Honey at night", "Exclusion reason: Wrong dose; "), ("Honey at noon", "")],
        "included": [("Warm milk and sleep", "")],
        "screen": [("A survey of pillows", "")],
    }
    paths = []
    for name, entries in lists.items():
        path = folder / f"review_12345_{name}_csv_20260101.csv"
        rows = [
            {"Title": title, "Authors": "Berg, A", "Published Year": "2020", "Covidence #": f"#{n}",
             "Notes": notes}
            for n, (title, notes) in enumerate(entries, 1)
        ]  # fmt: skip
        path.write_text(sheet(COVIDENCE, rows), encoding="utf-8")
        paths.append(path)
    return paths


def test_the_lists_of_covidence(tmp_path: Path) -> None:
    found = Review.adopt(tmp_path / "r", covidence(tmp_path), actor="Lea")
    assert (found.records, found.votes) == (6, 2 + 3 + 3)
    said = audited(found)
    assert said["votes"]
    assert said["sums"]
    assert not said["reasons"], "one exclusion at the full text has none"
    with Review.open(tmp_path / "r") as review:
        status = review.status()
        first, second = status.title_abstract, status.full_text
        assert (first.include, first.exclude, first.unscreened) == (3, 2, 1)
        assert (second.include, second.exclude) == (1, 2)
        assert votes(review, FULL_TEXT, 3) == {"Covidence consensus": ("exclude", "wrong-dose", "")}


def test_an_asreview_project(tmp_path: Path) -> None:
    from asreview import Project

    data = tmp_path / "data.csv"
    titles = ["Warm milk and sleep", "Milk for cats", "Honey at night", "A survey of pillows"]
    data.write_text("title,abstract\n" + "".join(f"{t},About it\n" for t in titles), "utf-8")
    project = Project.create(tmp_path / "project", project_name="milk")
    project.add_dataset(data)
    ids = [int(n) for n in project.db.input.get_df()["record_id"]]
    project.db.label_record(ids[0], 1)
    project.db.label_record(ids[2], 0)
    project.db.update_note(ids[2], "at noon it would have counted")
    project.export(tmp_path / "milk.asreview")
    project.close()

    found = Review.adopt(tmp_path / "r", tmp_path / "milk.asreview", actor="Lea")
    assert (found.records, found.votes) == (4, 2)
    with Review.open(tmp_path / "r") as review:
        assert votes(review, TITLE_ABSTRACT, 1) == {"Lea": ("include", "", "")}
        said = votes(review, TITLE_ABSTRACT, 3)
        assert said == {"Lea": ("exclude", "", "at noon it would have counted")}
        assert review.status().title_abstract.unscreened == 2


def test_a_table_of_effort_for_two_reviewers(tmp_path: Path) -> None:
    """As metagear hands it out: one row per reviewer and record."""
    rows = [
        ("Warm milk", "Ana", "include"),
        ("Cold milk", "Ben", "exclude"),
        ("Honey", "Ben", "not vetted"),
    ]
    path = tmp_path / "effort.csv"
    body = "".join(f"{n},{t},2001,{who},{said}\n" for n, (t, who, said) in enumerate(rows, 1))
    path.write_text("STUDY_ID,TITLE,YEAR,REVIEWERS,INCLUDE\n" + body, encoding="utf-8")
    found = Review.adopt(tmp_path / "r", path, actor="Lea")
    assert (found.records, found.votes) == (3, 2)
    with Review.open(tmp_path / "r") as review:
        assert votes(review, TITLE_ABSTRACT, 1) == {"Ana": ("include", "", "")}
        assert votes(review, TITLE_ABSTRACT, 2) == {"Ben": ("exclude", "", "")}


def test_copies_judged_differently_by_one_person_are_named(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    row = '"Warm milk and the sleep of adults","Berg, A",2001,Sleep,12,10.1000/x1,'
    path.write_text(f"title,authors,year,journal,volume,doi,included\n{row}1\n{row}0\n", "utf-8")
    found = Review.adopt(tmp_path / "r", path, actor="Lea")
    assert (found.records, found.citations, found.votes) == (2, 1, 2)
    assert audited(found)["twins"] is False


def test_what_is_no_review_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    wrong = tmp_path / "other.zip"
    with zipfile.ZipFile(wrong, "w") as whole:
        whole.writestr("holiday.txt", "sun")
    plain = tmp_path / "plain.csv"
    plain.write_text("title,year\nWarm milk,2001\n", "utf-8")
    damaged = tmp_path / "damaged.asreview"
    damaged.write_bytes(b"no zip")
    cases = {wrong: "no Rayyan export", plain: "no verdict", damaged: "no ASReview project"}
    cases[tmp_path / "gone.zip"] = "no such file"
    for path, said in cases.items():
        with pytest.raises(WinnowError, match=said):
            Review.adopt(tmp_path / "r", path, actor="Lea")
        assert not (tmp_path / "r").exists()


def test_a_folder_that_holds_a_review_is_left_alone(tmp_path: Path) -> None:
    Review.adopt(tmp_path / "r", rayyan(tmp_path), actor="Lea")
    before = (tmp_path / "r" / "review.db").read_bytes()
    with pytest.raises(WinnowError, match="already holds a review"):
        Review.adopt(tmp_path / "r", rayyan(tmp_path), actor="Lea")
    assert (tmp_path / "r" / "review.db").read_bytes() == before


def test_a_reason_that_the_own_protocol_lacks_goes_with_the_note(tmp_path: Path) -> None:
    mine = tmp_path / "p.yaml"
    mine.write_text(
        "title: T\nquestion: Q?\nexclusion_reasons: [{code: wrong-population, label: Wrong population}]\n"
        "screening: {pilot: {size: 0}}\n",
        "utf-8",
    )
    Review.adopt(tmp_path / "r", rayyan(tmp_path), actor="Lea", protocol=mine)
    with Review.open(tmp_path / "r") as review:
        assert votes(review, TITLE_ABSTRACT, 2) == {
            "Ana": ("exclude", "wrong-population", "labels: animals"),
            "Ben": ("exclude", "", "background article; labels: animals"),
        }


def test_a_log_that_does_not_fit_its_articles_is_named(tmp_path: Path) -> None:
    path = rayyan(tmp_path)
    with zipfile.ZipFile(path) as whole:
        articles, log = whole.read("articles.csv").decode(), whole.read("customizations_log.csv")
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("articles.csv", articles + ",\r\n")  # a row with nothing in it
        whole.writestr("customizations_log.csv", log)
    found = Review.adopt(tmp_path / "r", path, actor="Lea")
    assert found.votes == 7
    assert any("the log was left aside" in line.text for line in found.audit)


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.asreview"])
def test_a_small_file_that_unpacks_to_a_large_one_is_refused_unread(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole,
        whole.open("articles.csv", "w") as inside,
    ):
        for _ in range(257):
            inside.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(WinnowError, match="257 MB unpacked"):
        Review.adopt(tmp_path / "r", path, actor="Lea")
    assert not (tmp_path / "r").exists()
