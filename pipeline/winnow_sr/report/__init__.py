"""The words around the diagram: methods, checklists, tables, evidence map, reproducibility bundle.

In: `Facts`, plain values of one moment of a review, among them its PRISMA `Flow`. Out: `kit`, all
files by name (documents as Markdown and DOCX, tables as CSV), and the bundle's bytes (`pack`) or
contents (`unpack`). Nothing is computed here that the flow has computed, and nothing is said that
the facts do not hold: what only the authors know is left to them, in so many words. python-docx is
imported when a DOCX is written.
"""

from winnow_sr.report.bundle import Bundle, differences, pack, unpack
from winnow_sr.report.facts import Facts
from winnow_sr.report.kit import kit

__all__ = ["Bundle", "Facts", "differences", "kit", "pack", "unpack"]
