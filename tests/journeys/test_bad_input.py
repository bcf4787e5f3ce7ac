"""Bad input: one clear line on standard error, exit code 2, nothing half written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris, winnow


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, flagship: Path) -> Team:
    """K1 = K7 (duplicates); K2 excluded by both; K3 included by both; K4 in conflict."""
    base = tmp_path_factory.mktemp("bad")
    found = Team(base / "review", flagship)
    found(
        "add",
        ris(base / "a.ris", [*map(entry, range(1, 7)), entry(1) | {"AN": "K7"}]),
        "--source",
        "MEDLINE",
    )
    found("dedupe")
    for who in ("ana", "ben"):
        found("decide", "K2", "exclude", "--as", who)
        found("decide", "K3", "include", "--as", who)
        found("decide", "K4", "include" if who == "ana" else "exclude", "--as", who)
    (base / "half.csv").write_text("key,verdict,reason\nK5,include,\nK6,maybe,\n")
    (base / "twice.csv").write_text("key,verdict,reason\nK1,include,\nK7,exclude,\n")
    (base / "latin.csv").write_bytes("key,verdict\nK5,incl\xfcde\n".encode("latin-1"))
    (base / "columns.csv").write_text("id,label\nK5,1\n")
    (base / "empty.csv").write_text("key,verdict,reason\n")
    (base / "paper.ris").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 4)
    (base / "empty.ris").write_text("")
    return found


CASES = {
    "missing file": ("add {base}/none.ris --source MEDLINE", "none.ris"),
    "a folder": ("add {base} --source MEDLINE", "folder"),
    "a PDF": ("add {base}/paper.ris --source MEDLINE", "PDF"),
    "an empty file": ("add {base}/empty.ris --source MEDLINE", "empty"),
    "one good file and one missing": (
        "add {base}/a.ris {base}/none.ris --source Embase",
        "none.ris",
    ),
    "no source": ("add {base}/a.ris", "--source"),
    "unknown source, no lane": ("add {base}/a.ris --source Nowhere", "--lane"),
    "wrong lane": ("add {base}/a.ris --source X --lane libraries", "unknown lane 'libraries'"),
    "unknown citation": ("decide C999999 include --as ana", "C999999"),
    "unknown key": ("decide K999 include --as ana", "'K999'"),
    "verdict misspelt": ("decide K5 inculde --as ana", "'inculde'"),
    "no reviewer": ("decide K5 include", "--as"),
    "empty reviewer": ("decide K5 include --as=", "reviewer's name"),
    "unknown stage": ("decide K5 include --as ana --stage abstract", "'abstract'"),
    "reason not in the protocol": (
        "decide K5 exclude --as ana --reason boredom",
        "'boredom' is not in the protocol",
    ),
    "reason for an inclusion": ("decide K5 include --as ana --reason other", "exclude only"),
    "a removed duplicate": ("decide C000007 include --as ana", "part of C000001"),
    "full text not screened": (
        "decide K5 include --as ana --stage full-text",
        "has not been screened",
    ),
    "full text of an excluded": ("decide K2 include --as ana --stage full-text", "was excluded"),
    "full text in conflict": ("decide K4 include --as ana --stage full-text", "in conflict"),
    "full-text exclusion without reason": (
        "decide K3 exclude --as ana --stage full-text",
        "needs its reason",
    ),
    "a file with one bad row": ("decide --from {base}/half.csv --as ana", "half.csv, line 3"),
    "twins decided differently": ("decide --from {base}/twice.csv --as ana", "stands twice"),
    "file in Windows-1252": (
        "decide --from {base}/latin.csv --as ana",
        "line 2: unknown verdict 'incl\xfcde'",
    ),
    "file without the columns": ("decide --from {base}/columns.csv --as ana", "key and verdict"),
    "file without rows": ("decide --from {base}/empty.csv --as ana", "holds no decision"),
    "file and citation": ("decide K5 include --from {base}/half.csv --as ana", "either"),
    "undo of nothing": ("undo --as zoe", "zoe has no decision"),
    "resolving no conflict": ("resolve K3 include --as cleo", "not in conflict"),
    "resolving by nobody": ("resolve K4 include --as=", "reviewer's name"),
    "retrieving an excluded": ("retrieve K2 retrieved", "was excluded"),
    "unknown status": ("retrieve K3 found", "'found'"),
    "study of an unscreened": ("study S1 K5", "not sought"),
    "unknown box": ("prisma --explain no_such_box", "no_such_box"),
    "unknown drawing": ("prisma -o {base}/x.odt", "odt"),
    "before the review": ("prisma --as-of 1999-01-01", "did not exist"),
    "no moment": ("prisma --as-of yesterday", "'yesterday'"),
    "merge with itself": ("merge K1 K7", "already are one citation"),
    "split of one": ("split K3", "one record only"),
    "amend nothing": ("amend --reason x --as ana", "nothing to amend"),
    "edit an unknown field": ("edit K3 colour red --reason x --as ana", "'colour'"),
    "no impossible year": ("edit K3 year soon --reason x --as ana", "'soon' is not a year"),
    "unknown command": ("scren --as ana", "Did you mean 'screen'?"),
    "unknown option": ("status --loud", "--loud"),
    "round of an unknown kind": ("round open --kind final", "final"),
    "closing no round": ("round close", "no round is open"),
    "unknown export": ("export {base}/x.enl", "enl"),
    "stop by nobody": ("stop --declare", "--as NAME"),
}


@pytest.mark.parametrize("case", CASES)
def test_one_clear_line_exit_2_and_nothing_written(case: str, team: Team) -> None:
    command, expected = CASES[case]
    before = team.json("verify")
    done = team(*command.format(base=team.folder.parent).split(), code=2)
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1, done.err
    assert expected in done.err
    assert team.json("verify") == before


def test_outside_a_review_and_over_an_existing_one(
    team: Team, tmp_path: Path, flagship: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no review" in winnow("status", code=2).err
    assert "not a review" in winnow("-C", tmp_path / "nowhere", "status", code=2).err
    assert (
        "already holds a review" in winnow("init", team.folder, "--protocol", flagship, code=2).err
    )
    assert "none.yaml" in winnow("init", tmp_path / "r", "--protocol", "none.yaml", code=2).err
    assert not (tmp_path / "r").exists(), "a failed init must leave nothing behind"


def test_a_named_team_refuses_strangers_and_those_who_left(
    team: Team, tmp_path: Path, flagship: Path
) -> None:
    other = Team(tmp_path / "review", flagship)
    other("add", ris(tmp_path / "a.ris", map(entry, range(4))), "--source", "MEDLINE")
    for who, role in (("ana", "reviewer"), ("ben", "reviewer"), ("cleo", "adjudicator")):
        other("team", "join", who, "--role", role, "--as", "ana")
    assert "unknown reviewer 'anna'" in other("decide", "K1", "include", "--as", "anna", code=2).err
    other("decide", "K1", "include", "--as", "ana")
    other("decide", "K1", "exclude", "--as", "ben")
    assert "unknown reviewer 'zoe'" in other("resolve", "K1", "include", "--as", "zoe", code=2).err
    other("resolve", "K1", "include", "--as", "cleo")
    other("team", "leave", "ben", "--as", "ana")
    assert "has left" in other("decide", "K2", "include", "--as", "ben", code=2).err
    assert {r["name"]: r["decisions"] for r in other.json("team", "list")}["ben"] == 1, (
        "what ben did stays"
    )


@pytest.mark.parametrize("name", ["review.db", "protocol.yaml", "drawing.svg"])
@pytest.mark.parametrize(
    "command",
    [
        "records --csv {}",
        "export {}.ris",
        "export {}.csv --for rayyan",
        "prisma -o {}.svg",
        "prisma -o {outside}.svg -o {}.svg",
        "prisma -o {outside}.svg --legend {}.md",
        "prisma --explain records_screened -o {}.csv",
        "packet make --for ana -o {}",
        "report -o {}",
        "protocol template -o {}",
    ],
)
def test_no_output_lies_in_the_review_but_in_outputs(
    team: Team, tmp_path: Path, command: str, name: str
) -> None:
    before = {p: p.read_bytes() for p in team.folder.rglob("*") if p.is_file()}
    target = team.folder / ("new" if command.startswith("report") else name)
    told = team(*command.format(target, outside=tmp_path / "x").split(), code=2).err
    assert told.count("\n") == 1
    after = {p: p.read_bytes() for p in team.folder.rglob("*") if p.is_file()}
    changed = {p.name for p in before.keys() | after.keys() if before.get(p) != after.get(p)}
    assert changed <= {"state", "ranking", "packets.db"}, "what winnow keeps for itself"
    assert list(tmp_path.iterdir()) == [], "nothing half written"


def test_outputs_is_open(team: Team) -> None:
    outputs = team.folder / "outputs"
    team("prisma", "-o", outputs / "flow.svg", "--legend", outputs / "flow.md")
    team("records", "--csv", outputs / "records.csv")
    team("export", outputs / "all.ris")
    team("report", "-o", outputs / "report")
    assert (outputs / "report" / "methods.md").is_file()
