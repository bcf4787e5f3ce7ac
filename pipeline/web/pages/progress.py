"""Progress."""

from flask import Blueprint

blueprint = Blueprint("progress", __name__)


@blueprint.get("/progress")
def dashboard() -> str:
    """Later."""
    return ""
