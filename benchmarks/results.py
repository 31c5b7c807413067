"""The figures of the last run of each part, kept beside the document that shows them.

``docs/benchmarks.json`` holds a part's rows with when and on what they were measured, so that a run of one part
leaves the others as they were.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import machine

DOCS = Path(__file__).parents[1] / "docs"
FILE = DOCS / "benchmarks.json"
PARTS = ("everyday", "search", "pipeline", "orders", "sync", "peers", "import", "text", "screen")

Part = dict[str, Any]


def load() -> dict[str, Part]:
    """What the parts showed last; empty when nothing was measured yet."""
    if not FILE.exists():
        return {}
    found: dict[str, Part] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def part(rows: Any, rounds: int, **more: Any) -> Part:
    """A part as measured now on this machine."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "rounds": rounds,
        "machine": [list(fact) for fact in machine.describe()],
        **more,
        "rows": rows,
    }


def save(parts: dict[str, Part]) -> None:
    """Keep them."""
    known = {name: parts[name] for name in PARTS if name in parts}
    FILE.write_text(_lines(_rounded(known)) + "\n", encoding="utf-8")


def _lines(value: Any, depth: int = 0) -> str:
    """JSON with a row a line, so that what changed is seen."""
    flat = json.dumps(value, ensure_ascii=False)
    if depth == 3 or not value or not isinstance(value, (dict, list)) or len(flat) < 100:
        return flat
    pad = " " * (depth + 1)
    if isinstance(value, dict):
        inner = [f"{json.dumps(key)}: {_lines(one, depth + 1)}" for key, one in value.items()]
        return "{\n" + ",\n".join(pad + one for one in inner) + "\n" + " " * depth + "}"
    return "[\n" + ",\n".join(pad + _lines(one, depth + 1) for one in value) + "\n" + " " * depth + "]"


def _rounded(value: Any) -> Any:
    """Without digits that mean nothing."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return value
