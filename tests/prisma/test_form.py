"""The form for authors without a review, in a real browser: it checks as Python does, and its CSV is read."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from winnow_sr.prisma import flow_from_csv
from winnow_sr.prisma.flow import KEYS
from winnow_sr.prisma.form import asset, body, drawn, page
from winnow_sr.prisma.form.making import BOXES, NAMED
from winnow_sr.prisma.form.sums import IDENTITIES

from .test_shapes import plain_flow

KNOWN = {key for box in BOXES for key in box.lines}


def test_every_key_of_the_csv_has_its_field() -> None:
    assert set(KEYS) == KNOWN
    keys = {key for identity in IDENTITIES for _, key in _signed(identity)}
    assert keys <= set(KEYS)


def _signed(identity: Any) -> list[tuple[int, str]]:
    made = identity.as_json()
    return [*made["left"], *made["right"]]


def test_the_page_asks_no_network() -> None:
    text = page()
    for word in ("http://", "https://", "src=", "@import", "fetch("):
        assert word not in text.replace('"http://www.w3.org/2000/svg"', "").replace(
            "image.src =", ""
        ).replace("prismastatement", ""), word


def test_markup_in_a_name_cannot_leave_the_data() -> None:
    assert "</script><b>" not in body(plain_flow("N1"), action='"></script><b>')


@pytest.mark.parametrize("ending", ["svg", "pdf", "docx", "pptx", "json"])
def test_a_server_draws_what_the_form_wrote(ending: str, tmp_path: Path) -> None:
    from winnow_sr.prisma import flow_to_csv

    assert len(drawn(flow_to_csv(plain_flow("N2")), ending)) > 1000


@pytest.fixture
def form(chromium: Any, tmp_path: Path) -> Any:
    path = tmp_path / "form.html"
    path.write_text(page(), "utf-8")
    opened = chromium.new_page(offline=True)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(path.as_uri())
    yield opened
    opened.close()
    assert faults == []


def numbers(rng: random.Random, template: str) -> dict[str, str]:
    """Right numbers, of which one or another is then made wrong."""
    found = {key: 0 for key in KEYS if key not in NAMED}
    n = lambda most: rng.randint(0, most)  # noqa: E731
    f = found
    f["database_results"], f["register_results"] = 100 + n(900), n(50)
    f["duplicates"], f["excluded_automatic"], f["excluded_other"] = n(20), n(10), n(10)
    left = f["database_results"] + f["register_results"]
    f["records_screened"] = left - f["duplicates"] - f["excluded_automatic"] - f["excluded_other"]
    f["records_excluded"] = n(f["records_screened"] - 20)
    f["dbr_sought_reports"] = f["records_screened"] - f["records_excluded"]
    f["dbr_notretrieved_reports"] = n(5)
    f["dbr_assessed"] = f["dbr_sought_reports"] - f["dbr_notretrieved_reports"]
    out = n(f["dbr_assessed"] - 2)
    f["website_results"], f["organisation_results"], f["citations_results"] = n(9), n(9), 10 + n(9)
    f["other_sought_reports"], f["other_notretrieved_reports"] = 8, n(3)
    f["other_assessed"] = 8 - f["other_notretrieved_reports"]
    more = n(f["other_assessed"]) if template.endswith("2") else f["other_assessed"]
    f["new_reports"] = f["dbr_assessed"] - out + f["other_assessed"] - more
    f["new_studies"] = 1 + n(f["new_reports"] - 1)
    f["previous_studies"], f["previous_reports"] = 5, 7
    f["total_studies"], f["total_reports"] = 5 + f["new_studies"], 7 + f["new_reports"]
    f["total_studies_ma"], f["total_reports_ma"] = n(f["new_studies"]), n(f["new_reports"])
    text = {key: str(value) for key, value in found.items()}
    half = out // 2
    text["dbr_excluded"] = f"Wrong population, {half}\nOther, and more, {out - half}"
    text["other_excluded"] = f"Wrong population, {more}"
    if rng.random() < 0.8:
        key = rng.choice([k for k in text if k not in NAMED])
        text[key] = str(int(text[key]) + rng.choice([1, 3, 500]))
    return text


@pytest.mark.browser
@pytest.mark.parametrize("template", ["N1", "N2", "U1", "U2"])
def test_the_form_checks_as_python_does_and_its_csv_is_read(
    form: Any, tmp_path: Path, template: str
) -> None:
    rng = random.Random(template)
    form.select_option("#template", template)
    seen = set()
    for step in range(12):
        typed = numbers(rng, template)
        form.evaluate(
            """typed => { for (const [key, value] of Object.entries(typed)) {
                const field = document.getElementById(`f-${key}`);
                if (field) { field.value = value; field.dispatchEvent(new Event('input')); } } }""",
            typed,
        )
        path = tmp_path / f"{template}-{step}.csv"
        path.write_text(form.evaluate("prismaForm.csv()"), "utf-8")
        flow = flow_from_csv(path)
        assert flow.template == template
        fields = form.eval_on_selector_all("#numbers [name]", "all => all.map(f => f.name)")
        for key in fields:
            if key not in NAMED:
                assert flow.boxes[key] == int(typed[key]), key
        wanted = [int(line.rpartition(",")[2]) for line in typed["dbr_excluded"].split("\n")]
        assert [r["n"] for r in flow.reasons["databases"] if r["n"]] == [n for n in wanted if n]
        theirs = {c.id for c in flow.checks if not c.ok and c.kind != "warning"}
        ours = form.evaluate("prismaForm.checks().filter(c => !c.ok && !c.warning).map(c => c.id)")
        assert set(ours) == theirs, typed
        seen.add(bool(theirs))
        assert form.locator("#checks.fails").count() == bool(theirs)
    assert seen == {True, False}


@pytest.mark.browser
def test_a_saved_csv_is_opened_again_and_drawn(form: Any, tmp_path: Path) -> None:
    from winnow_sr.prisma import flow_to_csv

    flow = plain_flow("U2")
    path = tmp_path / "u2.csv"
    path.write_text(flow_to_csv(flow), "utf-8")
    form.set_input_files("#open", path)
    form.wait_for_function("document.getElementById('template').value === 'U2'")
    text = form.text_content("#figure svg")
    assert f"Records screened (n\u00a0=\u00a0{flow.n('records_screened'):,})" in text
    inside = form.evaluate(
        """() => [...document.querySelectorAll('#figure g')].every(g => {
            const box = g.querySelector('rect').getBoundingClientRect();
            return [...g.querySelectorAll('text')].every(t => {
                const at = t.getBoundingClientRect();
                return at.left >= box.left && at.right <= box.right + 1
                    && at.top >= box.top - 1 && at.bottom <= box.bottom + 1; }); })"""
    )
    assert inside
    with form.expect_download() as got:
        form.get_by_role("button", name="Save SVG").click()
    assert "Records screened" in Path(got.value.path()).read_text("utf-8")
    with form.expect_download() as got:
        form.get_by_role("button", name="Save PNG").click()
    assert Path(got.value.path()).read_bytes().startswith(b"\x89PNG")


@pytest.mark.browser
def test_what_is_no_number_is_said_and_what_is_empty_goes(form: Any) -> None:
    form.fill("#f-database_results", "1 250")
    form.fill("#f-register_results", "")
    form.fill("#f-duplicates", "some")
    assert "not a whole number" in form.text_content("#checks")
    assert form.get_attribute("#f-duplicates", "aria-invalid") == "true"
    drawn_ = form.text_content("#figure svg")
    assert "Databases (n\u00a0=\u00a01,250)" in drawn_
    assert "Registers" not in drawn_.replace("databases and registers", "")


def test_no_other_file_is_handed_out() -> None:
    from winnow_sr.errors import WinnowError

    with pytest.raises(WinnowError):
        asset("../making.py")
