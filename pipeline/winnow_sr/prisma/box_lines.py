"""What stands in each box: lines of text, each knowing the number it prints.

A line that does not apply (a lane not searched, a line its author switched off) is absent, and so
is a box that is left without lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from winnow_sr.prisma.flow import LANE_KEYS, MAY_LACK, Flow, source_key
from winnow_sr.prisma.flow_parts import ReasonRow
from winnow_sr.prisma.notes import note_text
from winnow_sr.prisma.text_widths import NBSP, tidy
from winnow_sr.prisma.wording import number, words


class Line(msgspec.Struct, frozen=True):
    """One logical line of a box. key: what `explain` answers for its number ('' = no number)."""

    text: str
    key: str = ""
    indent: int = 0
    bold: bool = False


Boxes = dict[str, list[Line]]


class Writer:
    """Writes the boxes of one flow in one language. Box names are the R package's.

    marks: print the template's * and ** where the duties they name are not met by the boxes.
    """

    def __init__(
        self, flow: Flow, language: str, spelling: str, per_source: bool, marks: bool = False
    ) -> None:
        self.flow = flow
        self.language = tongue(flow, language)
        self.words = words(self.language, spelling)
        self.per_source = per_source
        self.duties = duties(flow, per_source) if marks else set()

    def hidden(self, row: str) -> bool:
        """Whether the author took a row away."""
        return self.flow.wording.get(row) == ""

    def label(self, row: str, word: str) -> str:
        """The author's words for a row of the CSV, or ours."""
        return self.flow.wording.get(row) or self.words[word]

    def counted(
        self, label: str, n: int | None, key: str = "", indent: int = 0, mark: str = ""
    ) -> Line:
        """ "Label (n = 1,234)", the bracket never broken across lines."""
        shown = "?" if n is None else number(n, self.language)
        bracket = f"(n{NBSP}={NBSP}{shown})"
        return Line(f"{tidy(label)}{mark} {bracket}".strip(), key, indent)

    def box(self, key: str, word: str = "", indent: int = 0, mark: str = "") -> list[Line]:
        """The line of a key; none where it is absent."""
        n = self.flow.n(key)
        if self.hidden(key) or (n is None and key in MAY_LACK):
            return []
        label = self.label(key, f"box.{word or key}")
        return [self.counted(label, n, key, indent, mark)]

    def title(self, row: str, word: str, mark: str = "") -> Line:
        text = tidy(self.label(row, f"box.{word}")).removesuffix(":").rstrip()
        return Line(f"{text}{mark}{self.words['text.colon']}")

    def head(self, row: str, word: str) -> list[Line]:
        return [] if self.hidden(row) else [Line(tidy(self.label(row, f"head.{word}")), bold=True)]

    def identified(self, box: str, lanes: Iterable[str], mark: str = "") -> list[Line]:
        """The lanes searched, each with its sources one by one, and the author's own lines."""
        lines: list[Line] = []
        for lane in lanes:
            total = self.box(LANE_KEYS[lane], indent=1)
            rows = [row for row in self.flow.sources if row["lane"] == lane]
            lines += total
            if not total or not self.per_source or (lane == "citation" and len(rows) < 2):
                continue
            lines += [
                self.counted(row["source"], row["n"], source_key(self.flow.sources, row), 2)
                for row in rows
            ]
        lines += self.own(box)
        if not lines:
            lines = [Line(self.words["box.none_searched"], indent=1)]
        return [self.title(box, "identified", mark), *lines]

    def own(self, box: str) -> list[Line]:
        return [
            self.counted(line.text, line.n, indent=1)
            for line in self.flow.own_lines
            if line.box == box
        ]

    def listed(self, rows: Sequence[ReasonRow], key: str, indent: int = 1) -> list[Line]:
        return [
            self.counted(
                row["label"] or row["reason"] or self.words["box.no_reason"],
                row["n"],
                f"{key}:{row['reason']}" if key else "",
                indent,
            )
            for row in rows
        ]

    def excluded(self, lane: str, prefix: str) -> list[Line]:
        """Reports excluded, by reason. Without reasons, the number alone."""
        key = f"{prefix}_excluded"
        rows = self.flow.reasons[lane]
        if not rows:
            return self.box(key, "excluded")
        return [] if self.hidden(key) else [self.title(key, "excluded"), *self.listed(rows, key)]

    def waiting(self, prefix: str) -> list[Line]:
        """Reports neither included nor excluded (A7): a box of their own, only if there are any."""
        lines = [
            self.counted(self.words[f"box.{state}"], n, f"{prefix}_{state}", 1)
            for state in ("awaiting", "ongoing")
            if (n := getattr(self.flow.breakdown, f"{prefix}_{state}"))
        ]
        return [self.title("waiting", "pending"), *lines] if lines else []

    def removed(self) -> list[Line]:
        lines: list[Line] = []
        for key in ("duplicates", "excluded_automatic", "excluded_other"):
            lines += self.box(key, indent=1)
            if key == "excluded_automatic" and self.flow.tail == "box3":
                lines += self._unread(2)
        lines += self.own("box3")
        return [self.title("box3", "removed"), *lines] if lines else []

    def screened_out(self, reasons: bool) -> list[Line]:
        """Records excluded: split by human and tool once a tool excluded any, and by reason."""
        more = self.flow.breakdown
        lines = self.box("records_excluded", mark="**" if "stars" in self.duties else "")
        if not lines:
            return []
        if more.automation:
            for who, n in (("human", more.human), ("automation", more.automation)):
                key = f"records_excluded:{who}"
                lines.append(self.counted(self.words[f"box.by_{who}"], n, key, 1))
            if self.flow.tail == "box5":
                lines += self._unread(2)
        if reasons:
            lines += self.listed(self.flow.screening_reasons, "records_excluded:reason")
        return lines

    def appraised_out(self) -> list[Line]:
        rows = self.flow.after.removed
        if not rows:
            return []
        return [self.title("appraisal_removed", "appraisal_removed"), *self.listed(rows, "")]

    def step(self, name: str) -> list[Line]:
        """Studies and reports of a step after the full text."""
        lines: list[Line] = []
        for what in ("studies", "reports"):
            n = getattr(self.flow.after, f"{name}_{what}")
            if n is not None:
                row = f"{name}_{what}"
                lines.append(self.counted(self.label(row, f"box.{row}"), n))
        return lines

    def _unread(self, indent: int) -> list[Line]:
        n = self.flow.breakdown.unread
        label = self.words["box.of_which_unread"]
        return [self.counted(label, n, "unread", indent)] if n else []


def tongue(flow: Flow, language: str) -> str:
    """The language to draw in: a file in another speaks it unless one is asked for."""
    return flow.spoken if flow.spoken and language == "en" else language


def duties(flow: Flow, per_source: bool = True) -> set[str]:
    """Which of the template's two instructions to authors (* and **) the boxes do not meet."""
    listed = any(row["lane"] in ("database", "register") for row in flow.sources)
    unmet = set() if per_source and listed else {"star"}
    known = flow.members or flow.breakdown.automation or flow.breakdown.human
    return unmet if known else unmet | {"stars"}


def box_lines(
    flow: Flow,
    language: str = "en",
    spelling: str = "british",
    per_source: bool = True,
    *,
    marks: bool = False,
    screening_reasons: bool | None = None,
) -> Boxes:
    """The lines of every box that the flow needs, by the R package's box names, plus `waiting9` and
    `waiting15` for reports that await classification or are ongoing, `box18` to `box20` for what
    comes after the full text.

    screening_reasons: list the reasons on title and abstract; None = where a file gives them.
    """
    w = Writer(flow, language, spelling, per_source, marks)
    reasons = not flow.members if screening_reasons is None else screening_reasons
    version = "updated" if flow.updated else "new"
    star = "*" if "star" in w.duties else ""
    layer = any(flow.n(key) is not None for key in ("records_screened", "records_excluded"))
    boxes: Boxes = {
        "newstud": w.head("newstud", f"databases_{version}"),
        "box2": w.identified("box2", ("database", "register"), star),
        "box3": w.removed(),
        "box4": w.box("records_screened") if layer else [],
        "box5": w.screened_out(reasons) if layer else [],
        "box6": w.box("dbr_sought_reports", "sought"),
        "box7": w.box("dbr_notretrieved_reports", "notretrieved"),
        "box8": w.box("dbr_assessed", "assessed"),
        "box9": w.excluded("databases", "dbr"),
        "waiting9": w.waiting("dbr"),
        "box10": [
            *w.box("new_studies", f"studies_{version}"),
            *w.box("new_reports", f"reports_{version}"),
        ],
        "box18": w.step("appraised"),
        "box19": w.appraised_out(),
        "box20": w.step("narrative"),
    }
    if flow.updated:
        boxes |= {
            "prevstud": w.head("prevstud", "previous"),
            "box1": [*w.box("previous_studies"), *w.box("previous_reports")],
            "box16": [*w.box("total_studies"), *w.box("total_reports")],
        }
    if flow.with_other:
        boxes |= {
            "othstud": w.head("othstud", f"other_{version}"),
            "box11": w.identified("box11", ("website", "organisation", "citation")),
            "box12": w.box("other_sought_reports", "sought"),
            "box13": w.box("other_notretrieved_reports", "notretrieved"),
            "box14": w.box("other_assessed", "assessed"),
            "box15": w.excluded("other", "other"),
            "waiting15": w.waiting("other"),
        }
    if flow.n("total_studies_ma") is not None or flow.n("total_reports_ma") is not None:
        boxes["box17"] = [*w.box("total_studies_ma"), *w.box("total_reports_ma")]
    return {name: lines for name, lines in boxes.items() if lines}


def side_text(flow: Flow, side: str, language: str = "en", spelling: str = "british") -> str:
    """A blue label: Identification, Screening, Included."""
    return tidy(flow.wording.get(side) or words(tongue(flow, language), spelling)[f"side.{side}"])


def mark(flow: Flow, language: str = "en", spelling: str = "british") -> str:
    """The words across a drawing that is not final, '' if it is."""
    table = words(tongue(flow, language), spelling)
    failed = ", ".join(dict.fromkeys(check.id for check in flow.failures))
    if failed:
        return table["mark.failed"].format(checks=failed)
    return "" if flow.final else table["mark.interim"]


def footnotes(
    flow: Flow,
    language: str = "en",
    spelling: str = "british",
    per_source: bool = True,
    instructions: bool = True,
) -> list[str]:
    """What is printed under a drawing with notes: instructions not met, notes, the source."""
    language = tongue(flow, language)
    table = words(language, spelling)
    unmet = duties(flow, per_source) if instructions else set()
    return [
        *(table[f"foot.{name}"] for name in ("star", "stars") if name in unmet),
        *(note_text(note, language, spelling) for note in flow.note_items),
        *(tidy(note) for note in flow.extra_notes),
        table["foot.source"],
    ]
