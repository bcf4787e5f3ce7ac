"""Progress."""

from flask import Blueprint

blueprint = Blueprint("fulltexts", __name__)


@blueprint.get("/fulltexts")
def reports() -> str:
    """Later."""
    return ""


def kept_pdf(desk, citation):
    return None
