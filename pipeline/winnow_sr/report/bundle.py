"""The reproducibility bundle: a zip from which anybody can count the flow again.

It holds the ledger (JSON lines), the protocol, digests of the export files, ids and digests of the
records, versions and the flow. The records' own texts belong to their publishers and are left out,
also where an event quotes them; such an event is marked, and its hash can then not be computed
anew (the chain from event to event still can be followed).
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from winnow_sr.errors import WinnowError

FORMAT = 1
COLUMNS = (
    "seq",
    "at",
    "actor",
    "actor_kind",
    "kind",
    "payload",
    "tool_version",
    "prev_hash",
    "hash",
)
"""Of an event, in the order that its hash covers."""
GENESIS = "0" * 64
LIMIT = 4 << 30
"""Bytes that a bundle may unpack to."""
PARTS = ("ledger.jsonl", "flow.json")
"""What a bundle must hold, beside the manifest."""
COMPARED = (
    "template",
    "boxes",
    "reasons",
    "sources",
    "final",
    "unfinished",
    "tail",
    "excluded_by",
    "awaiting",
    "ongoing",
)
"""Parts of the flow that must come out the same; sentences may be worded anew."""
README = """This bundle lets anybody count a systematic review's PRISMA 2020 flow again.

    winnow report --replay {name}

prints the flow as computed from the events in ledger.jsonl and compares it with flow.json: exit
code 0 if every number is the same, 1 if not. Compare the head printed with the one the review
published: {head}

ledger.jsonl      every event, in order, chained by SHA-256 hashes
protocol.yaml     the protocol in force (protocol.json: as the ledger keeps it)
exports.csv       the export files as received: names, digests, counts (not their contents)
records.csv       ids, keys and digests of the records (not their texts)
flow.json         the flow and its checks
environment.json  versions of winnow and the libraries
manifest.json     digests of the files of this bundle
Texts of records belong to their publishers and are not here. Events that quote them are shortened
and marked "withheld".
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """An unpacked bundle. problems: what is wrong with it, in words."""

    manifest: dict[str, Any]
    events: list[dict[str, Any]]
    flow: dict[str, Any]
    problems: list[str]
    withheld: int


# --- writing ----------------------------------------------------------------------------------


def event_line(values: Sequence[Any]) -> str:
    """An event as a line of JSON; `values` as `COLUMNS`. Texts of records are taken out."""
    event = dict(zip(COLUMNS, values, strict=True))
    short = withheld(str(event["kind"]), str(event["payload"]))
    if short is not None:
        event["payload"], event["withheld"] = short, True
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def withheld(kind: str, payload: str) -> str | None:
    """The payload without texts of records; None where it quotes none."""
    if kind != "record_edited" and '"comparison"' not in payload:
        return None
    values = json.loads(payload)
    if kind == "record_edited":
        values["value"] = ""
    short = _without_comparisons(values)
    return json.dumps(short, ensure_ascii=False, separators=(",", ":"))


def _without_comparisons(value: Any) -> Any:
    """The value with every comparison of two records cut to what each field said: [says, score]."""
    if isinstance(value, list):
        return [_without_comparisons(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: field[:2] for name, field in item.items()}
        if key == "comparison" and isinstance(item, dict)
        else _without_comparisons(item)
        for key, item in value.items()
    }


def pack(parts: Mapping[str, bytes], manifest: Mapping[str, Any]) -> bytes:
    """The zip's bytes: the same parts always give the same bytes."""
    digests = {name: sha256(content).hexdigest() for name, content in sorted(parts.items())}
    whole = {"format": FORMAT, **manifest, "files": digests}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (("manifest.json", as_json(whole)), *sorted(parts.items())):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            file.writestr(entry, content)
    return out.getvalue()


def as_json(value: Any) -> bytes:
    """JSON for people too."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


# --- reading ----------------------------------------------------------------------------------


def unpack(path: Path) -> Bundle:
    """The bundle in a file. WinnowError where it is none, or cannot be read."""
    try:
        with zipfile.ZipFile(path) as file:
            if sum(entry.file_size for entry in file.infolist()) > LIMIT:
                raise WinnowError(f"{path} unpacks to more than {LIMIT >> 30} GB: not a bundle")
            parts = {name: file.read(name) for name in file.namelist()}
    except OSError as error:
        raise WinnowError(f"{path}: {error.strerror or error}") from error
    except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError) as error:
        raise WinnowError(f"{path} is not a zip file that can be read: {error}") from error
    return read_parts(parts, str(path))


def read_parts(parts: Mapping[str, bytes], where: str) -> Bundle:
    """The bundle made of these files."""
    missing = [name for name in ("manifest.json", *PARTS) if name not in parts]
    if missing:
        raise WinnowError(
            f"{where} is not a winnow bundle: it lacks {', '.join(missing)}; make one with "
            "`winnow report -o DIR`"
        )
    try:
        manifest, flow = json.loads(parts["manifest.json"]), json.loads(parts["flow.json"])
        events = [json.loads(line) for line in parts["ledger.jsonl"].decode().split("\n") if line]
        newer = manifest["format"] > FORMAT
        problems = digest_problems(parts, manifest["files"]) + chain_problems(events)
        shortened = sum(1 for event in events if event.get("withheld"))
        if not isinstance(flow, dict) or not events:
            raise ValueError("no flow or no events")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WinnowError(f"{where} is a damaged bundle: ask for a new copy ({error})") from error
    if newer:
        raise WinnowError(f"{where} was made by a newer winnow: upgrade winnow to replay it")
    return Bundle(manifest, events, flow, problems, shortened)


def digest_problems(parts: Mapping[str, bytes], digests: Mapping[str, str]) -> list[str]:
    """Files that are not what the manifest says."""
    return [
        f"{name} is missing"
        if name not in parts
        else f"{name} was changed after the bundle was made"
        for name, digest in digests.items()
        if name not in parts or sha256(parts[name]).hexdigest() != digest
    ]


def chain_problems(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """Where the chain of events is broken."""
    problems: list[str] = []
    previous, expected = GENESIS, 1
    for event in events:
        if event["seq"] != expected:
            problems.append(f"event {expected} is missing")
        if event["prev_hash"] != previous:
            problems.append(f"event {event['seq']} does not follow the one before it")
        if not event.get("withheld") and event_digest(event) != event["hash"]:
            problems.append(f"event {event['seq']} ({event['kind']}) was changed")
        previous, expected = event["hash"], event["seq"] + 1
    return problems


def event_digest(event: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over every column of an event before its own hash."""
    values = [event[name] for name in COLUMNS[:8]]
    return sha256(
        json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def differences(recorded: Mapping[str, Any], again: Mapping[str, Any]) -> list[str]:
    """Where two flows (as JSON values) are not the same, one line each."""
    found: list[str] = []
    for key in COMPARED:
        old, new = recorded.get(key), again.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            names = list(dict.fromkeys([*old, *new]))
            found += [
                f"{key}.{name}: {old.get(name)!r} in the bundle, {new.get(name)!r} from the events"
                for name in names
                if old.get(name) != new.get(name)
            ]
        elif old != new:
            found.append(f"{key}: {old!r} in the bundle, {new!r} from the events")
    return found
