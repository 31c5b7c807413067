"""Documents in tests: adding them, and what the answers have to be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from support import Result, Run

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"  # SHA-256 of "hello"
LINK = "https://example.com/files/price%20list.pdf"
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")


def added(run: Run, *words: object) -> dict[str, Any]:
    found: dict[str, Any] = run("document", "add", *words, "--json").ok().json
    return found


def shown(run: Run, ref: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = run("document", "show", ref, "--json", **given).ok().json
    return found


def listed(run: Run, *words: object) -> list[tuple[str, int]]:
    rows = run("document", "list", *words, "--json").ok().json
    return [(row["name"], row["version"]) for row in rows]


def kept(result: Result, path: str | Path, code: str = "file") -> Result:
    """A failure that names the path and stored nothing."""
    result.fails(7)
    assert result.error["code"] == code
    assert result.error["details"]["path"] == str(path)
    return result
