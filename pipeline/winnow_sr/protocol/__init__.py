"""The protocol: the plan of a review, written before it starts.

In comes a YAML file (`load_protocol`), checked so that every complaint names file, line and field
in plain words. Out go two things: `Protocol.as_plan()`, everything as JSON-able values for the
ledger, and from those values the `Plan`, the light frozen form that every other room and every
everyday command reads. `changes` says in words how two plans differ. `prisma_p` turns a plan into the text a PRISMA-P 2015 protocol asks for.

Importing this package costs neither pydantic nor PyYAML: they are needed only where a file is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from winnow_sr.later import later
from winnow_sr.protocol.changes import changes
from winnow_sr.protocol.plan import (
    Administration,
    Claim,
    EdgeCase,
    KnownStudy,
    Plan,
    Previous,
    Question,
    Reason,
    ReviewKind,
    Source,
    Tag,
    Terms,
)
from winnow_sr.protocol.screening import Pilot, Reader, ReaderRole, Screening, Stopping

if TYPE_CHECKING:
    from winnow_sr.protocol.model import Protocol
    from winnow_sr.protocol.prismap import prisma_p
    from winnow_sr.protocol.reader import ProtocolError, load_protocol
    from winnow_sr.protocol.registry import missing_fields, prospero, prospero_fields

LATER = {
    "Protocol": "model",
    "ProtocolError": "reader",
    "load_protocol": "reader",
    "missing_fields": "registry",
    "prisma_p": "prismap",
    "prospero": "registry",
    "prospero_fields": "registry",
}

__all__ = [
    "Administration",
    "Claim",
    "EdgeCase",
    "KnownStudy",
    "Pilot",
    "Plan",
    "Previous",
    "Protocol",
    "ProtocolError",
    "Question",
    "Reader",
    "ReaderRole",
    "Reason",
    "ReviewKind",
    "Screening",
    "Source",
    "Stopping",
    "Tag",
    "Terms",
    "changes",
    "load_protocol",
    "missing_fields",
    "prisma_p",
    "prospero",
    "prospero_fields",
]

__getattr__ = later(__name__, LATER)
