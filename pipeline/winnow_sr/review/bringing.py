"""What came with the files and is more than records: quarantined entries that a person mended,
decisions of an earlier screening, and files for other screening tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.review.importing import Tally
from winnow_sr.review.watching import Watching
from winnow_sr.screening.deciding import check_name, record_id
from winnow_sr.screening.outcomes import statuses

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.records import Record

CHUNK = 2000


class Bringing(Watching):
    """Mending, taking over, handing on."""

    def repair(self, place: str, path: Path, *, actor: str) -> dict[str, Any]:
        """Add a quarantined entry from its mended text. place: IMPORT:LINE as `quarantine` lists."""
        from winnow_sr.records import read_text
        from winnow_sr.review.columns import columns_of

        try:
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise WinnowError(f"{path}: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise WinnowError(f"{path} is not UTF-8 text") from error
        with self.writing() as state:
            waiting = {
                f"{row['search']}:{row['line']}": row
                for row in self.quarantine()
                if not row["repaired"]
            }
            if place not in waiting:
                raise WinnowError(
                    f"no quarantined entry {place!r} waits: {', '.join(waiting) or 'there is none'}"
                )
            search = next(s for s in state.searches if s["seq"] == waiting[place]["search"])
            parsed = read_text(text, search["format"])
            if not parsed.records or parsed.quarantined:
                raise WinnowError(f"{path} still cannot be read as {search['format']}")
            first = self.store.count_records() + 1
            tally = Tally(first, search["source"], search["lane"], set())
            rows = [row for c in columns_of(parsed.records) if (row := tally.row(c))]
            self.store.add_records(rows)
            payload = {
                "search": search["seq"], "line": waiting[place]["line"], "first": first,
                "count": tally.count, "records_digest": tally.digest.hexdigest(),
                "source": search["source"], "lane": search["lane"],
            }  # fmt: skip
            self.append(check_name(actor), "quarantine_repaired", [payload])
        return {"added": tally.count, "records": [record_id(row[0]) for row in rows]}

    def decide_from_records(self, name: str, *, source: str = "") -> dict[str, Any]:
        """Take the verdicts that came with the files (ASReview, Rayyan, Covidence) as decisions of
        the earlier screening `name`; where a file names its reviewers, of `name/reviewer`."""
        from winnow_sr.records import earlier_decisions

        screening = check_name(name)
        state = self.state()
        plan = self.plan_of(state)
        found: dict[str, list[tuple[str, str, str, str, str]]] = {}
        for number, record in self.streamed(source):
            for made in earlier_decisions(record):
                who = f"{screening}/{made.reviewer}" if made.reviewer else screening
                known = (
                    plan.reason(made.reason) if made.verdict == "exclude" and made.reason else None
                )
                note = "; ".join(x for x in (f"from {made.tool}", made.reason, made.note) if x)
                row = (record_id(number), made.verdict, known.code if known else "", note, "")
                found.setdefault(who, []).append(row)
        if not found:
            raise WinnowError(
                f"no decision came with the records{f' of {source}' if source else ''}"
            )
        done = {
            who: self._decide(agreeing(rows), who, "title-abstract") for who, rows in found.items()
        }
        return {
            "decided": sum(d["decided"] for d in done.values()),
            "conflicts": max(d["conflicts"] for d in done.values()),
            "reviewers": {who: d["decided"] for who, d in done.items()},
        }

    def streamed(self, source: str = "") -> Iterator[tuple[int, Record]]:
        """(number, record with its edits) of every record, or of one source, in order."""
        state = self.state()
        origins = state.origins()
        for start in range(1, state.n_records + 1, CHUNK):
            numbers = range(start, min(start + CHUNK, state.n_records + 1))
            wanted = [n for n in numbers if not source or origins[n][0] == source]
            yield from sorted(self.record_texts(wanted, state).items())

    def export_for(self, tool: str, path: Path, wanted: Sequence[str] = ()) -> int:
        """Write the citations for another tool: asreview (with labels), rayyan, covidence."""
        import tempfile
        from pathlib import Path

        from winnow_sr.ranking.asreview_project import write_project
        from winnow_sr.records import write_asreview, write_covidence, write_rayyan

        state = self.state()
        status = statuses(state, self.plan_of(state), "title-abstract")
        citations = [
            c for c in state.citations()
            if c not in state.removed and (not wanted or status.get(c, "unscreened") in wanted)
        ]  # fmt: skip
        texts = self.composed(citations, state)
        if tool == "asreview":
            labels = {"include": 1, "exclude": 0}
            labelled = ((texts[c], labels.get(status.get(c, ""))) for c in citations)
            if path.suffix != ".asreview":
                write_asreview(labelled, path)
            else:
                with tempfile.TemporaryDirectory() as folder:
                    dataset = Path(folder) / "citations.csv"
                    write_asreview(labelled, dataset)
                    write_project(dataset, path)
        else:
            write = {"rayyan": write_rayyan, "covidence": write_covidence}[tool]
            write(((texts[c], [("title-abstract", status.get(c, ""))]) for c in citations), path)
        return len(citations)


def agreeing(rows: list[tuple[str, str, str, str, str]]) -> list[tuple[str, str, str, str, str]]:
    """The last verdict on each record: an earlier tool's file may hold several of one person."""
    return list({row[0]: row for row in rows}.values())
