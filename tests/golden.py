"""Answers pinned in files: what changes from run to run is named by its place, the rest is compared whole.

``CRM_REWRITE_GOLDEN=1 pytest tests/commands`` writes the files anew. Look at the difference before committing
it, for whatever stands in them is a promise to scripts.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

# Read when this is imported: the environment of a test is sealed.
REWRITE = os.environ.get("CRM_REWRITE_GOLDEN") == "1"

_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b")
_REF = re.compile(r"\b(?=[A-Z0-9]*[0-9])[A-Z][0-9A-HJKMNP-TV-Z]{6}\b")
_DEVICE = re.compile(r'("device": )"[^"]*"')


def normalised(text: str, home: Path) -> str:
    """``text`` with ids, refs, the device and the test's folder named by the order in which they turn up."""
    names: dict[str, str] = {}
    counts: dict[str, int] = {}

    def named(kind: str, found: str) -> str:
        if found not in names:
            counts[kind] = counts.get(kind, 0) + 1
            names[found] = f"{kind}-{counts[kind]}"
        return names[found]

    text = text.replace(str(home), "HOME")
    text = _DEVICE.sub(r'\1"DEVICE"', text)
    text = _ID.sub(lambda match: named("id", match.group()), text)
    return _REF.sub(lambda match: named(match.group()[0], match.group()), text)


def normalised_json(text: str, home: Path) -> Any:
    """The JSON document in ``text``, normalised."""
    return json.loads(normalised(text, home))


def check(path: Path, text: str) -> None:
    """Compare ``text`` with a golden file, or write it there when that is asked for."""
    if REWRITE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    assert path.exists(), f"{path} is missing: run with CRM_REWRITE_GOLDEN=1 and look at what it holds"
    assert text == path.read_text(encoding="utf-8"), f"{path.name} differs"


def check_json(path: Path, text: str, home: Path) -> None:
    """Compare the JSON document in ``text``, normalised, with a golden file."""
    check(path, json.dumps(normalised_json(text, home), ensure_ascii=False, indent=1) + "\n")
