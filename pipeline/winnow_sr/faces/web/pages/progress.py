"""The dashboard: who has done what, agreement, the recall bound, the flow diagram."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Blueprint, Response, abort, g, render_template, request
from msgspec import structs

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.charts import Curve, curve, days
from winnow_sr.faces.web.served_review import FIRST
from winnow_sr.review.answers import StopAnswer

blueprint = Blueprint("progress", __name__)


def totals_hidden() -> bool:
    """While a pilot waits for this person's own reading, totals would tell what colleagues said."""
    return bool(g.served.review.desk.pilot_unread(g.name))


@blueprint.get("/progress")
def dashboard() -> str:
    """Everything a team asks when it meets."""
    served = g.served
    hidden = totals_hidden()
    status = served.once("status", served.review.status)
    values: dict[str, object] = {
        "status": status,
        "hidden": hidden,
        "days": served.once("days", lambda: days(served.review.listing.pace())),
    }
    if not hidden:
        values["agreement"] = [
            (
                label,
                served.once(
                    f"agreement {stage}", lambda stage=stage: served.review.rounds.agreement(stage)
                ),
            )
            for stage, label in ((FIRST, "Title and abstract"), ("full-text", "Full text"))
        ]
        if served.review.protocol.plan.screening.show_recall:
            values["stop"], values["no_stop"] = served.once("stop", may_stop)
            values["curve"] = served.once("curve", recall_curve)
    return render_template("progress.html", **values)


def may_stop() -> tuple[StopAnswer | None, str]:
    """The answer of the stopping rule, or why there is none yet."""
    try:
        return g.served.review.stopping.check(), ""
    except WinnowError as error:
        return None, str(error)


def recall_curve() -> Curve | None:
    """What was found against what was read, with the bound."""
    stop, _ = may_stop()
    if stop is None:
        return None
    return curve(g.served.review.stopping.curve(), stop.total, stop.recall.low)


@blueprint.get("/flow.svg")
def flow() -> Response:
    """The flow diagram."""
    if totals_hidden():
        abort(403, "Hidden until you have read your pilot citations.")
    svg = g.served.once("flow", drawing)
    response = Response(svg, mimetype="image/svg+xml")
    if "download" in request.args:
        response.headers["Content-Disposition"] = "attachment; filename=prisma.svg"
    return response


def drawing() -> bytes:
    """The diagram as SVG."""
    review = g.served.review
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flow.svg"
        # without the ledger's head: it moves with every vote, so it would tell that somebody voted
        review.flow.draw([path], structs.replace(review.flow.prisma(), head=""))
        return path.read_bytes()
