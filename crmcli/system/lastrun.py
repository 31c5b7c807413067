"""What came of the last call of ``crm notify``, for who asks whether it works: kept in the state folder."""

from __future__ import annotations

import json
import os

from crmcli import paths

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any


def _path() -> str:
    return os.path.join(paths.state_folder(), "notify.json")


def remember(at: str, *, shown: int, ways: list[str], why: str) -> None:
    """Keep when it was called (a stored instant), and what failed.

    ``shown`` reminders were shown, by ``ways``; if none were, those of an earlier call stay remembered.
    """
    before = last()
    found: dict[str, Any] = {"at": at, "shown_at": at, "shown": shown, "ways": ways, "why": why}
    if not shown and before:
        found |= {name: before[name] for name in ("shown_at", "shown", "ways")}
    elif not shown:
        found["shown_at"] = None
    try:
        paths.make_private_folder(paths.state_folder())
        temporary = f"{_path()}.{os.getpid()}"
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(file, "w", encoding="utf-8", errors="replace") as stream:
            json.dump(found, stream, ensure_ascii=False)
        os.replace(temporary, _path())
    except OSError:
        pass  # only a memory


def last() -> dict[str, Any] | None:
    """What is kept: ``at``, ``shown_at`` (null: never), ``shown``, ``ways``, ``why``; None if it was never called."""
    try:
        with open(_path(), encoding="utf-8") as file:
            found = json.load(file)
        return {
            "at": str(found["at"]),
            "shown_at": None if found["shown_at"] is None else str(found["shown_at"]),
            "shown": int(found["shown"]),
            "ways": [str(way) for way in found["ways"]],
            "why": str(found["why"]),
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None
