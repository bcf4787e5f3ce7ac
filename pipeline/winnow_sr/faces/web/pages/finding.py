"""Looking up: every citation with search and filters, a page for each, the list as a file."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, abort, g, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import WORKERS
from winnow_sr.faces.web.pages.fulltexts import kept_pdf
from winnow_sr.faces.web.words import plain
from winnow_sr.review import Review
from winnow_sr.review.catalogue import ORDERS, Filter
from winnow_sr.text import cell_of
from winnow_sr.vocabulary import LANES, STAGE_WORDS, VERDICTS

blueprint = Blueprint("finding", __name__)

PER_PAGE = 50
LONGEST_QUERY = 300
STATUSES = ("unscreened", "waiting", "conflict", "include", "exclude", "removed")
FULL_TEXT_STATUSES = ("waiting", "conflict", "include", "exclude", "unsure")
COLUMNS = ("citation", "key", "title", "year", "sources", "records", "status", "full_text", "mine")
LIST_ONLY = ("page",)


def asked(values: MultiDict[str, str]) -> Filter:
    """The filter that an address holds."""
    text = {
        name: values.get(name, "").strip()[:LONGEST_QUERY]
        for name in ("query", "status", "full_text", "source", "lane", "mine")
    }
    return Filter(
        **text,
        since=values.get("since", type=int),
        until=values.get("until", type=int),
        order=values.get("order", "number"),
    )


def shown_of(values: MultiDict[str, str]) -> dict[str, str]:
    """The filter as an address again, without what asks for nothing."""
    return {name: value for name, value in values.items() if value and name not in LIST_ONLY}


@blueprint.get("/records")
def listing() -> str:
    """Citations that fit, a page of them."""
    review: Review = g.served.review
    page = max(1, request.args.get("page", 1, type=int))
    wanted = asked(request.args)
    found = review.catalogue.find(wanted, viewer=g.name, first=(page - 1) * PER_PAGE, n=PER_PAGE)
    return render_template(
        "records.html",
        found=found,
        wanted=wanted,
        here_again=shown_of(request.args),
        page=page,
        more=found.total > page * PER_PAGE,
        sources=sorted(review.sources.known()),
        lanes=LANES,
        statuses=STATUSES,
        full_text_statuses=FULL_TEXT_STATUSES,
        verdicts=VERDICTS,
        orders=ORDERS,
        screens=review.team.screens(g.name),
    )


@blueprint.get("/records.csv")
def download() -> Response:
    """The whole list that the filter on the screen gives, as CSV."""
    found = g.served.review.catalogue.find(asked(request.args), viewer=g.name)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in found.rows:
        values = (getattr(row, name) for name in COLUMNS)
        writer.writerow([cell_of(value) for value in values])
    response = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=records.csv"
    return response


@blueprint.get("/records/<citation>")
def one(citation: str) -> str:
    """All that this person may know of a citation."""
    review: Review = g.served.review
    try:
        found = review.catalogue.citation(citation, viewer=g.name)
    except WinnowError as error:
        abort(404, plain(error))
    pdf = g.role in WORKERS and kept_pdf(g.served, found.text.citation) is not None
    return render_template(
        "record.html",
        found=found,
        stages=STAGE_WORDS,
        pdf=url_for("fulltexts.pdf", citation=found.text.citation) if pdf else "",
        terms=why_there(review, found.text.citation),
    )


def why_there(review: Review, citation: str) -> list[tuple[str, float]]:
    """The terms that push it up or down, where there is a ranking to ask."""
    if "why" not in request.args:
        return []
    try:
        return [(term.term, term.weight) for term in review.rankings.why(citation).terms]
    except WinnowError:
        return []
