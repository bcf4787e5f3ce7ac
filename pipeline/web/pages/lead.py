"""For leads: the team and the rounds."""

from flask import Blueprint

blueprint = Blueprint("lead", __name__)


@blueprint.get("/rounds")
def rounds() -> str:
    """Later."""
    return ""


@blueprint.get("/team")
def team() -> str:
    """Later."""
    return ""
