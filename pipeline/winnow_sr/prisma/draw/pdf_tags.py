"""The structure of a tagged PDF: every box a section, every line of it a paragraph, arrows artifacts.

ReportLab writes no tags by itself; these are built from its own objects. A tagged file is read out
in order, copied in order, and says in `ActualText` what stands on paper from right to left.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


@dataclass
class Paragraph:
    """Its kind, the marks of its lines, and what it says where its glyphs stand in another order."""

    kind: str
    marks: list[int]
    said: str = ""


class Structure:
    """Collects the structure elements of one page while it is drawn."""

    def __init__(self, canvas: Canvas, alt: str) -> None:
        self.canvas = canvas
        self.alt = alt
        self.sections: list[tuple[str, list[Paragraph]]] = []
        self.marks = 0

    def section(self, kind: str) -> None:
        """Begin a section (`Sect`) or a block of another kind; paragraphs go into it."""
        self.sections.append((kind, []))

    @contextmanager
    def paragraph(self, kind: str, said: str = "") -> Iterator[None]:
        """What is drawn here is the first line of a paragraph, or a further one (kind '')."""
        paragraphs = self.sections[-1][1]
        if kind:
            paragraphs.append(Paragraph(kind, [], said))
        kind = paragraphs[-1].kind
        paragraphs[-1].marks.append(self.marks)
        self.canvas._code.append(f"/{kind} <</MCID {self.marks}>> BDC")
        self.marks += 1
        yield
        self.canvas._code.append("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn here (rules, arrows) is passed over by a screen reader."""
        self.canvas._code.append("/Artifact BMC")
        yield
        self.canvas._code.append("EMC")

    def write(self, page: Any) -> None:
        """Put the structure into the document, once its page is finished."""
        from reportlab.pdfbase import pdfdoc

        doc = self.canvas._doc
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = 0, pdfdoc.PDFName("S")
        here = pdfdoc.PDFObjectReference(page.__InternalName__)
        root, body = (pdfdoc.PDFObjectReference(f"tags.{name}") for name in ("root", "body"))
        owners: list[Any] = [None] * self.marks
        children: list[Any] = []

        def element(name: str, kind: str, parent: Any, kids: list[Any], **more: Any) -> Any:
            fields = {"Type": pdfdoc.PDFName("StructElem"), "S": pdfdoc.PDFName(kind), "P": parent}
            fields |= {"K": pdfdoc.PDFArray(kids), **more}
            return doc.Reference(pdfdoc.PDFDictionary(fields), f"tags.{name}")

        for i, (kind, paragraphs) in enumerate(self.sections):
            mine = pdfdoc.PDFObjectReference(f"tags.s{i}")
            kids = []
            for j, one in enumerate(paragraphs):
                more = {"ActualText": pdfdoc.PDFString(one.said)} if one.said else {}
                kids.append(element(f"p{i}.{j}", one.kind, mine, list(one.marks), Pg=here, **more))
                for mark in one.marks:
                    owners[mark] = kids[-1]
            children.append(element(f"s{i}", kind, body, kids))
        alt = pdfdoc.PDFString(self.alt)
        element("body", "Document", root, children, Alt=alt)
        parents = doc.Reference(pdfdoc.PDFArray(owners), "tags.owners")
        tree = pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray([0, parents])})
        top = {
            "Type": pdfdoc.PDFName("StructTreeRoot"),
            "K": pdfdoc.PDFArray([body]),
            "ParentTree": doc.Reference(tree, "tags.parents"),
            "ParentTreeNextKey": 1,
        }
        doc.Catalog.StructTreeRoot = doc.Reference(pdfdoc.PDFDictionary(top), "tags.root")
        doc.Catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
