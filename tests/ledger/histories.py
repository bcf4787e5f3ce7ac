"""Histories for tests: events from kinds and a few fields, replayed as the ledger would."""

from __future__ import annotations

from typing import Any

import msgspec

from winnow_sr.ledger.codec import Entry
from winnow_sr.ledger.events import KINDS, Event

SEARCH: dict[str, Any] = dict.fromkeys(
    ("date", "platform", "strategy", "records_digest", "remarks_digest"), ""
) | {"file": "f", "digest": "x", "format": "ris", "encoding": "utf-8", "source": "s"}
SEARCH |= {"lane": "database", "entries": 9, "first": 1, "count": 9}
SEARCH |= {"unchanged": 0, "quarantined": 0}

VOTE: dict[str, Any] = {"stage": "title-abstract", "reason": "", "note": "", "visible": False}
SAMPLES: dict[str, dict[str, Any]] = {
    "review_created": {"title": "t", "digest": "d", "plan": {}, "text": "title: t\n"},
    "protocol_amended": {"title": "u", "digest": "e", "plan": {"title": "u"}, "text": "title: u\n"}
    | {"reason": "asked", "changed": ["title"]},
    "search_imported": SEARCH,
    "quarantine_repaired": {"search": 2, "line": 7, "first": 10, "count": 1}
    | {"records_digest": "", "source": "s", "lane": "database"},
    "source_renamed": {"old": "s", "new": "t"}
    | {
        "searches": [
            {"search": 2, "lane": "register", "date": "d", "platform": "p"} | {"strategy": "q"}
        ]
    },
    "import_taken_back": {"search": 2, "reason": "wrong file", "file": "f", "source": "s"}
    | {"count": 9, "decisions": 0},
    "record_edited": {"record": 3, "field": "title", "value": "New", "reason": "typo"},
    "records_removed": {"citations": [4], "by": "automation", "reason": "year"},
    "records_restored": {"citations": [4], "reason": "a slip"},
    "duplicates_found": {"upto": 9, "links": [], "groups": [], "doubtful": [], "warnings": []}
    | {"policy": {}},
    "citations_merged": {"a": 1, "b": 2},
    "citations_split": {"record": 2},
    "citations_kept_apart": {"a": 1, "b": 2},
    "duplicate_answer_withdrawn": {"a": 1, "b": 2, "same": False, "one": [1], "two": [2]}
    | {"doubts": []},
    "round_opened": {"round": 1, "kind": "pilot", "stage": "title-abstract", "citations": [1, 2]}
    | {"seed": 1, "ranking": ""},
    "round_closed": {"round": 1},
    "round_cancelled": {"round": 1, "reason": "the wrong people"},
    "gate_overridden": {"round": 1, "reason": "two citations say little"},
    "model_trained": {"basis": 2, "description": {"model": "default"}, "training_set": "s"}
    | {"labels": 0, "relevant": 0, "citations": 9, "policy": "p", "ranking": "r"},
    "citations_offered": {"reviewer": "ana", "stage": "title-abstract", "ranking": "r"}
    | {"citations": [1], "places": [1]},
    "work_shared": {"stage": "title-abstract", "shares": {"ana": 1}, "citations": [1, 3]}
    | {"readers": {"ana": [1, 3]}},
    "packet_dropped": {"packet": "p1", "reason": "lost"},
    "decision_made": VOTE | {"citation": 1, "verdict": "include", "round": 0, "rank": 0},
    "decision_withdrawn": {"decision": 3, "stage": "title-abstract", "citation": 1}
    | {"resolution": False},
    "decisions_withdrawn": {"reviewer": "ana", "reason": "the wrong sheet"}
    | {
        "votes": [
            {"decision": 3, "stage": "title-abstract", "citation": 1, "resolution": False},
        ]
    },
    "citations_tagged": {"citations": [1], "added": ["preprint"], "removed": []},
    "conflict_resolved": VOTE | {"citation": 1, "verdict": "include", "votes": []},
    "report_sought": {"citation": 1, "reason": ""},
    "report_retrieved": {"citation": 1, "reason": ""},
    "report_not_retrieved": {"citation": 1, "reason": "no copy"},
    "reports_counted": {"citation": 1, "reports": 2, "reason": "two papers"},
    "report_set_aside": {"citation": 1, "status": "ongoing", "reason": ""},
    "meta_analysed": {"studies": ["S"]},
    "studies_linked": {"study": "S", "citations": [1, 2]},
    "study_described": {"study": "S", "design": "RCT", "substances": ["x"], "claims": ["C1"]}
    | {"note": ""},
    "stop_rule_fixed": {"rule": "cmh-seq", "target": 0.9, "confidence": 0.95, "parameters": {}}
    | {"digest": "d"},
    "screening_stopped": {"stage": "title-abstract", "rule": "cmh-seq", "label": "certified"}
    | {"numbers": {}, "text": "", "unread": [5], "ranking": "", "reason": ""},
    "screening_resumed": {"reason": "more came"},
    "reviewer_joined": {"name": "cleo", "role": "adjudicator"},
    "reviewer_left": {"name": "cleo"},
    "reader_declared": {"reader": "keywords", "model_version": "1", "developer": "us"}
    | {"kind": "rule", "accessed": "2026-01-01", "where": "here", "prompt": "", "training": ""}
    | {"digest": "", "parameters": {}, "fields": ["title"], "cost": "none", "interests": "none"}
    | {"low": 0.0, "high": 1.0, "threshold": 0.5},
    "reader_scored": {"reader": "keywords", "model_version": "1", "file": "f.csv", "digest": "d"}
    | {"low": 0.0, "high": 1.0, "threshold": 0.5, "citations": [1, 2], "scores": [0.9, 0.1]},
    "reader_role_granted": {"reader": "keywords", "role": "second", "cut": None, "evidence": {}},
    "reader_role_ended": {"reader": "keywords", "role": "second", "reason": "asked"}
    | {"evidence": {}, "citations": [1]},
}
"""For every kind of event, fields that a small history can hold."""


def event(kind: str, /, **said: Any) -> Event:
    """An event of a kind: the sample's fields, with what is said here."""
    known = set(KINDS[kind].__struct_fields__)
    fields = {**SAMPLES[kind], **{k: v for k, v in said.items() if k in known}}
    return msgspec.json.decode(msgspec.json.encode(fields), type=KINDS[kind])


def vote(citation: int, verdict: str, **more: Any) -> dict[str, Any]:
    """The fields of a verdict (or, with another kind, of a resolution)."""
    return {"citation": citation, "verdict": verdict, **more}


def events(*happened: tuple[str, str, dict[str, Any]]) -> list[Entry]:
    """(who, kind, fields) after the making of a review and an import of nine records."""
    begun = [("lead", "review_created", {}), ("lead", "search_imported", {}), *happened]
    return [
        entry(n, who, kind, said, at=f"2026-01-01T00:00:{n:02d}Z")
        for n, (who, kind, said) in enumerate(begun, 1)
    ]


def entry(seq: int, who: str, kind: str, said: dict[str, Any], at: str = "t") -> Entry:
    """One event at its place in the ledger."""
    return Entry(seq, at, who, event(kind, **said), f"h{seq}")
