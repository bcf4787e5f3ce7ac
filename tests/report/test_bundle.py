"""A third party replays the bundle to the same numbers, and notices what was changed in it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.report.conftest import SECRET, Tea
from tests.winnow import winnow

Parts = dict[str, bytes]


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def pack(path: Path, parts: Parts) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def test_a_bundle_replays_to_the_same_numbers_without_the_review(
    finished: Tea, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = finished.report("bundled") / "bundle.zip"
    moved = tmp_path / "elsewhere.zip"
    moved.write_bytes(bundle.read_bytes())
    monkeypatch.chdir(tmp_path)
    said = winnow("report", "--replay", moved)
    assert "Studies included in review (n = 2)" in said.out.replace("\u00a0", " ")
    assert said.out.rstrip().endswith("Same numbers as in the bundle.")
    found = winnow("report", "--replay", moved, "--json").json
    assert found["same"]
    assert found["flow"]["boxes"] == finished.team.json("prisma")["boxes"]
    assert found["head"] == finished.team.json("verify")["head"]


def test_the_same_state_gives_the_same_bytes(finished: Tea) -> None:
    one, two = (finished.report(name) / "bundle.zip" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_no_text_of_a_record_leaves_the_house(begun: Tea) -> None:
    """Neither an abstract nor a title: not from the matcher's comparisons, not from an edit."""
    begun.searched().screened()
    begun.team("edit", "K7", "abstract", f"{SECRET} again", "--reason", "typo", "--as", "Ana")
    for name, content in parts_of(begun.report() / "bundle.zip").items():
        text = content.decode("utf-8")
        assert SECRET not in text, name
        assert "of treatment" not in text, name  # every invented title has it
        assert "Author1" not in text, name
    found = winnow("report", "--replay", begun.folder / "out" / "bundle.zip", "--json").json
    assert found["same"]
    assert found["withheld"] == 2  # the matcher's run, the edit
    assert "SHA-256" not in json.dumps(found["problems"])


def test_the_bundle_holds_what_a_third_party_needs(finished: Tea) -> None:
    parts = parts_of(finished.report("held") / "bundle.zip")
    assert parts["protocol.yaml"] == (finished.team.folder / "protocol.yaml").read_bytes()
    assert b"K21" in parts["records.csv"]
    assert json.loads(parts["environment.json"])["winnow"]
    assert str(finished.folder).encode() not in b"".join(parts.values())


def verdict_turned(parts: Parts) -> None:
    """Somebody includes K7 after the fact."""
    lines = parts["ledger.jsonl"].decode().split("\n")
    for i, line in enumerate(lines):
        if '\\"stage\\":\\"title-abstract\\",\\"citation\\":7,\\"verdict\\":\\"exclude\\"' in line:
            lines[i] = line.replace('verdict\\":\\"exclude', 'verdict\\":\\"include')
    parts["ledger.jsonl"] = "\n".join(lines).encode()


def number_turned(parts: Parts) -> None:
    flow = json.loads(parts["flow.json"])
    flow["boxes"]["records_screened"] += 1
    parts["flow.json"] = json.dumps(flow).encode()


def event_lost(parts: Parts) -> None:
    lines = parts["ledger.jsonl"].decode().rstrip("\n").split("\n")
    del lines[-1]  # the last event: nothing follows that could miss it
    parts["ledger.jsonl"] = ("\n".join(lines) + "\n").encode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (verdict_turned, "boxes.records_excluded: 7 in the bundle, 5 from the events"),
        (number_turned, "boxes.records_screened: 13 in the bundle, 12 from the events"),
        (event_lost, "ledger.jsonl was changed after the bundle was made"),
    ],
)
def test_a_changed_bundle_is_not_the_same(
    finished: Tea, tmp_path: Path, change: Callable[[Parts], None], words: str
) -> None:
    parts = parts_of(finished.report("whole") / "bundle.zip")
    change(parts)
    said = winnow("report", "--replay", pack(tmp_path / "changed.zip", parts), code=1)
    assert "NOT the same as in the bundle." in said.out
    if change is not verdict_turned:
        assert words in said.out
    else:  # both votes on K7 turned: it is neither excluded nor sought as before
        assert "was changed" in said.out
        assert "boxes.records_excluded: 7 in the bundle, 6 from the events" in said.out


def test_what_is_no_bundle_is_refused_in_one_line(finished: Tea, tmp_path: Path) -> None:
    whole = parts_of(finished.report("refused") / "bundle.zip")
    (tmp_path / "text.zip").write_text("not a zip", "utf-8")
    torn = finished.folder / "refused" / "bundle.zip"
    (tmp_path / "torn.zip").write_bytes(torn.read_bytes()[:-200])
    pack(tmp_path / "other.zip", {"readme.txt": b"hello"})
    pack(tmp_path / "noflow.zip", {k: v for k, v in whole.items() if k != "flow.json"})
    pack(tmp_path / "garbled.zip", whole | {"ledger.jsonl": b"{not json\n"})
    pack(tmp_path / "empty.zip", whole | {"ledger.jsonl": b""})
    pack(tmp_path / "shape.zip", whole | {"manifest.json": b"[]"})
    newer = json.loads(whole["manifest.json"]) | {"format": 99}
    pack(tmp_path / "newer.zip", whole | {"manifest.json": json.dumps(newer).encode()})
    names = ("text", "torn", "other", "noflow", "garbled", "empty", "shape", "newer", "missing")
    for name in names:
        said = winnow("report", "--replay", tmp_path / f"{name}.zip", code=2)
        assert said.out == ""
        assert said.err.count("\n") == 1, said.err
    assert "--replay takes the bundle only" in winnow(
        "report", "--replay", torn, "-o", tmp_path / "x", code=2
    ).err  # fmt: skip
