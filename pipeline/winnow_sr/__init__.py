"""winnow: from exports to diagram."""

__version__ = "0.1.0"
