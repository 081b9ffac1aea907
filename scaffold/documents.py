"""JSON documents as files of a project."""

from __future__ import annotations

import json
from typing import Any

_json = json.JSONEncoder(ensure_ascii=False).encode


def document_text(value: Any) -> str:
    """JSON with the members of the first two levels on lines of their own, so that differences are small."""
    if not isinstance(value, dict):
        return _json(value)
    out: list[str] = []
    for name, member in value.items():
        key = _json(name)
        if isinstance(member, dict) and member:
            lines = (f"    {_json(inner)}: {_json(item)}" for inner, item in member.items())
            out.append(f"  {key}: {{\n" + ",\n".join(lines) + "\n  }")
        elif isinstance(member, list) and member:
            lines = (f"    {_json(item)}" for item in member)
            out.append(f"  {key}: [\n" + ",\n".join(lines) + "\n  ]")
        else:
            out.append(f"  {key}: {_json(member)}")
    return "{\n" + ",\n".join(out) + "\n}"
