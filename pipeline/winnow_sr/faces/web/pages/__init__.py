"""The pages, one module per part of the work. Each is a blueprint: parse, ask the served review or a sitting, render."""

from __future__ import annotations

from winnow_sr.faces.web.pages import (
    conflicts,
    diagram,
    duplicates,
    finding,
    fulltexts,
    imports,
    keeping,
    lead,
    manage,
    mine,
    pdfs,
    progress,
    protocol,
    publish,
    screening,
    signing,
    stop,
    studies,
)
from winnow_sr.faces.web.pages.access import tabs_for

__all__ = ["ALL", "tabs_for"]

ALL = (
    signing.blueprint,
    screening.blueprint,
    mine.blueprint,
    conflicts.blueprint,
    pdfs.blueprint,
    fulltexts.blueprint,
    progress.blueprint,
    diagram.blueprint,
    lead.blueprint,
    manage.blueprint,
    duplicates.blueprint,
    imports.blueprint,
    stop.blueprint,
    studies.blueprint,
    protocol.blueprint,
    keeping.blueprint,
    finding.blueprint,
    publish.blueprint,
)
