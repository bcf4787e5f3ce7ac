"""The JSON schema of a protocol file, so that an editor can complete keys and mark mistakes.

`python -m winnow_sr.protocol.schema` writes protocols/protocol.schema.json; a test fails when the
file no longer says what the model says.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from winnow_sr.protocol.model import Protocol

SHORTHANDS: dict[str, dict[str, Any]] = {
    "Question": {"type": "string"},
    "EdgeCase": {"type": "string"},
    "Stage": {"type": "integer", "minimum": 1},
    "Model": {"type": "string"},
}
"""Parts for which a bare value may stand (`question: Does it work?`), and what it may be."""


def protocol_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what the reader takes.

    It is a little wider than pydantic's own: where the reader takes a bare value for a part, one
    text for a list of one, or a number where text is meant (`pmid: 29949232`), so does the schema.
    """
    schema = Protocol.model_json_schema()
    definitions = schema["$defs"]
    for part in [schema, *definitions.values()]:
        for field in part["properties"].values():
            _widen(field)
    for name, bare in SHORTHANDS.items():
        whole = definitions.pop(name)
        definitions[name] = {"anyOf": [bare, whole], "description": whole.get("description", name)}
    schema["$defs"] = dict(sorted(definitions.items()))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "winnow protocol",
    }


def _widen(field: dict[str, Any]) -> None:
    field.pop("title", None)
    if field.get("type") == "string" and "enum" not in field:
        field["type"] = ["string", "number"]
    if field.get("type") == "array" and field["items"].get("type") == "string":
        field["type"] = ["array", "string"]
        field["items"]["type"] = ["string", "number"]


def schema_text() -> str:
    """The file's content: the schema, indented, with a newline at the end."""
    return json.dumps(protocol_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    from pathlib import Path

    target = Path(sys.argv[1] if len(sys.argv) > 1 else "protocols/protocol.schema.json")
    target.write_text(schema_text(), encoding="utf-8")
    print(f"{target} written")
