"""Drafts of notes and forms: what was typed and not saved comes back, whatever ended the program."""

from __future__ import annotations

from crmcli import clock, config
from crmcli.store import drafts

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any


def keep(store_path: str, key: str, content: dict[str, Any]) -> None:
    """Keep what was typed under a key such as ``note:ID`` or ``form:customer:new``, in the place of what was.

    Cheap enough for every key that is pressed. Raises :class:`OSError` (a full disk, say).
    """
    drafts.keep(store_path, key, content, clock.now(config.get("timezone")).isoformat(timespec="seconds"))


def load(store_path: str, key: str) -> dict[str, Any] | None:
    """What was typed under a key, with ``kept_at`` (ISO 8601) beside it; None: nothing.

    A file that cannot be read is put aside under another name, and nothing is raised.
    """
    draft = drafts.load(store_path, key)
    return None if draft is None else {**draft.content, "kept_at": draft.when}


def discard(store_path: str, key: str) -> None:
    """Throw away what was typed under a key, after it was saved or given up."""
    drafts.discard(store_path, key)


def move(store_path: str, key: str, other: str) -> str:
    """Keep what is under a key under another, beside what is there already. Returns the key it has then."""
    draft = drafts.load(store_path, key)
    other = free_key(store_path, other)
    if draft is not None:
        drafts.keep(store_path, other, draft.content, draft.when)
        drafts.discard(store_path, key)
    return other


def free_key(store_path: str, key: str) -> str:
    """The key itself if nothing is kept under it, else the first of ``key:2``, ``key:3`` and so on that is free."""
    number, found = 1, key
    while drafts.there(store_path, found):
        number += 1
        found = f"{key}:{number}"
    return found


def count(store_path: str) -> int:
    """How many drafts wait; costs as much as listing a folder."""
    return drafts.count(store_path)


def there(store_path: str, key: str) -> bool:
    """Whether something is kept under a key."""
    return drafts.there(store_path, key)


def waiting(store_path: str) -> list[dict[str, Any]]:
    """The drafts, the newest first: ``key``, ``when`` (ISO 8601), ``what``, the beginning of what was typed, and the
    ``content`` itself.
    """
    return [
        {"key": one.key, "when": one.when, "what": _what(one.content), "content": one.content}
        for one in drafts.waiting(store_path)
    ]


def _what(content: Any) -> str:
    """The first text in it, on one line."""
    if isinstance(content, str):
        return " ".join(content.split())[:200]
    if isinstance(content, dict):
        first = [content[name] for name in ("text", "fields") if name in content]
        return next(filter(None, map(_what, [*first, *content.values()])), "")
    if isinstance(content, list):
        return next(filter(None, map(_what, content)), "")
    return ""
