"""The form that draws a PRISMA diagram from typed numbers, for the browser version. It knows no review."""

from __future__ import annotations

from winnow_sr.prisma.form import asset, body, drawn

__all__ = ["FORMATS", "asset", "body", "drawn"]

FORMATS = {
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "png": "image/png",
    "tiff": "image/tiff",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "tex": "application/x-tex",
    "html": "text/html",
    "md": "text/markdown",
    "json": "application/json",
}
"""Formats that a server draws, with their media types."""
