"""What stands in each box: lines of text, each knowing the number it prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from winnow_sr.prisma.flow import Flow, source_key
from winnow_sr.prisma.metrics import NBSP, tidy
from winnow_sr.prisma.notes import note_text
from winnow_sr.prisma.wording import number, words


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line of a box. key: what `explain` answers for its number ('' = no number)."""

    text: str
    key: str = ""
    indent: int = 0
    bold: bool = False


Boxes = dict[str, list[Line]]
_LANE_KEYS = {
    "database": "database_results",
    "register": "register_results",
    "website": "website_results",
    "organisation": "organisation_results",
    "citation": "citations_results",
}


class Writer:
    """Writes the boxes of one flow in one language. Box names are the R package's."""

    def __init__(self, flow: Flow, language: str, spelling: str, per_source: bool) -> None:
        self.flow = flow
        self.words = words(language, spelling)
        self.language = language
        self.per_source = per_source

    def counted(
        self, label: str, n: int | None, key: str = "", indent: int = 0, mark: str = ""
    ) -> Line:
        """ "Label (n = 1,234)", the bracket never broken across lines."""
        shown = "?" if n is None else number(n, self.language)
        bracket = f"(n{NBSP}={NBSP}{shown})"
        return Line(f"{tidy(label)}{mark} {bracket}".strip(), key, indent)

    def box(self, key: str, word: str = "", indent: int = 0, mark: str = "") -> Line:
        label = self.words[f"box.{word or key}"]
        return self.counted(label, self.flow.n(key), key, indent, mark)

    def title(self, word: str, mark: str = "") -> Line:
        return Line(f"{self.words[f'box.{word}']}{mark}{self.words['text.colon']}")

    def sourced(self, lanes: Iterable[str]) -> list[Line]:
        """The lane's total, then its sources one by one."""
        lines: list[Line] = []
        for lane in lanes:
            lines.append(self.box(_LANE_KEYS[lane], indent=1))
            rows = [row for row in self.flow.sources if row["lane"] == lane]
            if not self.per_source or (lane == "citation" and len(rows) < 2):
                continue
            lines += [
                self.counted(row["source"], row["n"], source_key(self.flow.sources, row), 2)
                for row in rows
            ]
        return lines

    def excluded(self, lane: str, prefix: str) -> list[Line]:
        """Reports excluded, by reason. Without reasons, the number alone."""
        rows = self.flow.reasons[lane]
        if not rows:
            return [self.box(f"{prefix}_excluded", "excluded")]
        return [self.title("excluded")] + [
            self.counted(
                row["label"] or row["reason"] or self.words["box.no_reason"],
                row["n"],
                f"{prefix}_excluded:{row['reason']}",
                1,
            )
            for row in rows
        ]

    def waiting(self, prefix: str) -> list[Line]:
        """Reports neither included nor excluded (A7): a box of their own, only if there are any."""
        lines = [
            self.counted(self.words[f"box.{state}"], n, f"{prefix}_{state}", 1)
            for state in ("awaiting", "ongoing")
            if (n := getattr(self.flow.breakdown, f"{prefix}_{state}"))
        ]
        return [self.title("pending"), *lines] if lines else []

    def removed(self) -> list[Line]:
        lines = [self.title("removed")]
        for key in ("duplicates", "excluded_automatic", "excluded_other"):
            lines.append(self.box(key, indent=1))
            if key == "excluded_automatic" and self.flow.tail == "box3":
                lines += self._unread(2)
        return lines

    def screened_out(self) -> list[Line]:
        """Records excluded, split by human and tool once a tool excluded any (footnote **)."""
        more = self.flow.breakdown
        lines = [self.box("records_excluded", mark="**")]
        if more.automation:
            for who, n in (("human", more.human), ("automation", more.automation)):
                key = f"records_excluded:{who}"
                lines.append(self.counted(self.words[f"box.by_{who}"], n, key, 1))
            if self.flow.tail == "box5":
                lines += self._unread(2)
        return lines

    def _unread(self, indent: int) -> list[Line]:
        n = self.flow.breakdown.unread
        label = self.words["box.of_which_unread"]
        return [self.counted(label, n, "unread", indent)] if n else []


def box_lines(
    flow: Flow, language: str = "en", spelling: str = "british", per_source: bool = True
) -> Boxes:
    """The lines of every box that the template draws, by the R package's box names, plus
    `waiting9` and `waiting15` for reports that await classification or are ongoing."""
    w = Writer(flow, language, spelling, per_source)
    version = "updated" if flow.updated else "new"
    boxes: Boxes = {
        "newstud": [Line(w.words[f"head.databases_{version}"], bold=True)],
        "box2": [w.title("identified", "*"), *w.sourced(("database", "register"))],
        "box3": w.removed(),
        "box4": [w.box("records_screened")],
        "box5": w.screened_out(),
        "box6": [w.box("dbr_sought_reports", "sought")],
        "box7": [w.box("dbr_notretrieved_reports", "notretrieved")],
        "box8": [w.box("dbr_assessed", "assessed")],
        "box9": w.excluded("databases", "dbr"),
        "waiting9": w.waiting("dbr"),
        "box10": [
            w.box("new_studies", f"studies_{version}"),
            w.box("new_reports", f"reports_{version}"),
        ],
    }
    if flow.updated:
        boxes |= {
            "prevstud": [Line(w.words["head.previous"], bold=True)],
            "box1": [w.box("previous_studies"), w.box("previous_reports")],
            "box16": [w.box("total_studies"), w.box("total_reports")],
        }
    if flow.with_other:
        boxes |= {
            "othstud": [Line(w.words[f"head.other_{version}"], bold=True)],
            "box11": [w.title("identified"), *w.sourced(("website", "organisation", "citation"))],
            "box12": [w.box("other_sought_reports", "sought")],
            "box13": [w.box("other_notretrieved_reports", "notretrieved")],
            "box14": [w.box("other_assessed", "assessed")],
            "box15": w.excluded("other", "other"),
            "waiting15": w.waiting("other"),
        }
    if flow.n("total_studies_ma") is not None or flow.n("total_reports_ma") is not None:
        boxes["box17"] = [w.box("total_studies_ma"), w.box("total_reports_ma")]
    return {name: lines for name, lines in boxes.items() if lines}


def mark(flow: Flow, language: str = "en", spelling: str = "british") -> str:
    """The words across a drawing that is not final, '' if it is."""
    table = words(language, spelling)
    failed = ", ".join(dict.fromkeys(check.id for check in flow.failures))
    if failed:
        return table["mark.failed"].format(checks=failed)
    return "" if flow.final else table["mark.interim"]


def footnotes(flow: Flow, language: str = "en", spelling: str = "british") -> list[str]:
    """What is printed under the drawing: official footnotes, notes of this flow, the source."""
    table = words(language, spelling)
    return [
        table["foot.star"],
        table["foot.stars"],
        *(note_text(note, language, spelling) for note in flow.note_items),
        *(tidy(note) for note in flow.extra_notes),
        table["foot.source"],
    ]
