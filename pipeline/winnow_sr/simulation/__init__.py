"""Simulation: replaying reviews whose labels are known, to see what a model would have saved.

In: labelled reviews (records, keys, 1 relevant or 0), names of models, seeds. Out: plain
dictionaries as in the command line's JSON contract: for every run the complete order of keys,
the metrics, where each stopping rule would have ended it and at what recall; and a summary.
`outputs` writes them as JSON, CSV and plots. Importing the room is light.
"""

from __future__ import annotations

from winnow_sr.simulation.labelled import LabelledReview, labelled_review, read_labels
from winnow_sr.simulation.metrics import DEFINITIONS, metrics
from winnow_sr.simulation.study import simulate, study, summary

__all__ = [
    "DEFINITIONS",
    "LabelledReview",
    "labelled_review",
    "metrics",
    "read_labels",
    "simulate",
    "study",
    "summary",
]
