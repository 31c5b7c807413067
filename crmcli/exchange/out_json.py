"""Records as JSON: one array, or an object a line."""

from __future__ import annotations

import re

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

# What JSON would let through and a terminal obey: DEL, C1 and bidirectional controls, line separators.
_OBEYED = "\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"


def dumps(data: Any) -> str:
    """JSON on one line, characters as they are, but nothing a terminal would obey."""
    import json  # what a person reads needs none of it

    text = json.dumps(data, ensure_ascii=False, separators=(", ", ": "))
    if text.isascii() and "\x7f" not in text:
        return text
    return re.sub(f"[{_OBEYED}]", lambda found: f"\\u{ord(found.group()):04x}", text)


def json_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """An object a line."""
    return (dumps(row) + "\n" for row in rows)


def json_array(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One array, an object a line all the same."""
    before = "["
    for row in rows:
        yield before + dumps(row)
        before = ",\n "
    yield "[]\n" if before == "[" else "]\n"
