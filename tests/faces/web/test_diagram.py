"""The diagram form in the browser version: every format, nothing of the review, no forged request."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faces.web.server import House, csrf_in
from tests.prisma.test_shapes import plain_flow
from winnow_sr.prisma import flow_to_csv
from winnow_sr.review.diagram_form import FORMATS

Make = Callable[..., House]
BEGINS = {"pdf": b"%PDF", "png": b"\x89PNG", "docx": b"PK", "pptx": b"PK"}


def test_whoever_is_signed_in_may_draw_numbers_in_every_format(house: Make) -> None:
    made = house(3)
    pat = made.person("Pat", "observer")
    page = pat.get("/diagram").text
    token = csrf_in(page)
    assert 'src="/diagram/form.js"' in page
    assert "<script>" not in page, "the content security policy forbids it"
    assert pat.get("/diagram/form.js").mimetype == "text/javascript"
    text = flow_to_csv(plain_flow("N2"))
    for ending in FORMATS:
        form = {"csrf": token, "csv": text, "format": ending}
        drawn = pat.client.post("/diagram/draw", data=form)
        assert drawn.status_code == 200, ending
        assert drawn.data.startswith(BEGINS.get(ending, b""))
        assert f"prisma.{ending}" in drawn.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("form", "code"),
    [({"format": "exe"}, 400), ({"format": "svg", "csv": "nothing"}, 409), ({"csrf": "no"}, 400)],
)
def test_bad_requests_are_refused(house: Make, form: dict[str, str], code: int) -> None:
    pat = house(3).person("Pat")
    token = csrf_in(pat.get("/diagram").text)
    sent = {"csrf": token, "format": "svg", "csv": flow_to_csv(plain_flow("N1"))} | form
    refused = pat.client.post("/diagram/draw", data=sent)
    assert refused.status_code == code
    assert "/tmp" not in refused.text, "no path of the server is told"
    pat.get("/diagram/making.py", 404)
