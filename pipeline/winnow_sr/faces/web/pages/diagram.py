"""A diagram from typed numbers, for whoever has numbers and no review: tells nothing of this one."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request, url_for
from markupsafe import Markup

from winnow_sr.review import diagram_form

blueprint = Blueprint("diagram", __name__)
TYPES = {"form.js": "text/javascript", "form.css": "text/css"}


@blueprint.get("/diagram")
def form() -> str:
    """The form; its script checks and draws while typing."""
    made = diagram_form.body(
        action=url_for("diagram.draw"),
        formats=" ".join(diagram_form.FORMATS),
    )
    return render_template("diagram.html", form=Markup(made))  # noqa: S704 - our own markup, escaped


@blueprint.get("/diagram/<name>")
def asset(name: str) -> Response:
    """Its script and its style."""
    if name not in TYPES:
        abort(404)
    return Response(diagram_form.asset(name), mimetype=TYPES[name])


@blueprint.post("/diagram/draw")
def draw() -> Response:
    """The figure of the typed numbers, in one of the formats."""
    ending = request.form.get("format", "")
    if ending not in diagram_form.FORMATS:
        abort(400, f"No such format: {ending}")
    content = diagram_form.drawn(request.form.get("csv", ""), ending)
    response = Response(content, mimetype=diagram_form.FORMATS[ending])
    response.headers["Content-Disposition"] = f"attachment; filename=prisma.{ending}"
    return response
