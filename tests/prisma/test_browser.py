"""Chromium is asked where the text really is, and opens the lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from winnow_sr.prisma import explain, render
from winnow_sr.prisma.wording import LANGUAGES

from .test_shapes import hard_flow, plain_flow

pytestmark = pytest.mark.browser

_OUTSIDE = """() => {
  const out = [];
  let seen = 0;
  const svg = document.querySelector('svg').getBoundingClientRect();
  document.querySelectorAll('text').forEach(text => {
    const t = text.getBoundingClientRect();
    const rect = text.parentNode.querySelector(':scope > rect');
    const b = text.parentNode.tagName === 'g' ? rect.getBoundingClientRect() : svg;
    seen += 1;
    if (t.left < b.left || t.right > b.right || t.top < b.top || t.bottom > b.bottom)
      out.push([text.textContent, t.left - b.left, b.right - t.right, t.top - b.top, b.bottom - t.bottom]);
  });
  return [seen, out];
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["N1", "N2", "U1", "U2", "hard"])
def test_no_text_leaves_its_box(
    chromium: Any, tmp_path: Path, template: str, language: str
) -> None:
    path = tmp_path / "flow.svg"
    flow = hard_flow() if template == "hard" else plain_flow(template)
    render(flow, path, language=language, title="Melatonin and kratom in opioid withdrawal")
    page = chromium.new_page()
    page.goto(path.as_uri())
    seen, outside = page.evaluate(_OUTSIDE)
    page.close()
    assert seen > 20
    assert outside == []


@pytest.mark.parametrize("family", ["DejaVu Sans", "monospace", "serif"])
def test_no_text_leaves_its_box_in_another_face(chromium: Any, tmp_path: Path, family: str) -> None:
    """A viewer without Arial, or with a much wider face, still gets lines of the measured width."""
    path = tmp_path / "flow.svg"
    render(plain_flow("U2"), path)
    page = chromium.new_page()
    page.goto(path.as_uri())
    page.evaluate(f"document.documentElement.setAttribute('font-family', '{family}')")
    _, outside = page.evaluate(_OUTSIDE)
    page.close()
    sideways = [row for row in outside if row[1] < -0.5 or row[2] < -0.5]
    assert sideways == []


def test_each_number_opens_the_list_behind_it(chromium: Any, tmp_path: Path) -> None:
    path = tmp_path / "flow.html"
    flow = hard_flow(reasons=6)
    render(flow, path)
    page = chromium.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(path.as_uri())
    for key in ("duplicates", "dbr_sought_reports", "dbr_excluded:E3", "new_studies"):
        page.locator(f'[data-key="{key}"]').first.click()
        rows = page.locator("#list tr").count() - 1
        assert rows == len(explain(flow, key).items), key
        page.keyboard.press("Escape")
    page.locator('[data-key="total_studies"]').first.focus()
    page.keyboard.press("Enter")
    assert "14" in page.locator("#list p").inner_text()  # the previous version's, not listed
    page.close()
    assert asked == [path.as_uri()]
    assert wrong == []


def test_ids_keys_and_years_stay_whole_in_the_list(chromium: Any, tmp_path: Path) -> None:
    """A word broken in its middle is read as two."""
    path = tmp_path / "flow.html"
    flow = hard_flow(reasons=2)
    facts = {
        "key": "2020-12345-001",
        "title": "A randomised trial of one thing and another: " * 4,
        "authors": ["Bergström A", "Fernández-Rodríguez B", "Li C"],
        "year": 2020,
    }
    render(flow, path, records=dict.fromkeys(flow.members["new_reports"].citations, facts))
    page = chromium.new_page(viewport={"width": 700, "height": 900})
    page.goto(path.as_uri())
    page.locator('[data-key="new_reports"]').first.click()
    lines = page.evaluate("""() => [...document.querySelectorAll('#list td')].map(td => {
      const range = document.createRange();
      range.selectNodeContents(td);
      return [td.textContent, new Set([...range.getClientRects()].map(r => r.top)).size];
    })""")
    page.close()
    rows = dict(lines)
    assert rows["C000005"] == rows["2020-12345-001"] == rows["2020"] == 1
    assert rows[facts["title"]] > 1
