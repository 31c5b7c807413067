"""What the interface remembers of how it was left, on this device: columns chosen, how they were sorted.

One small file in the state folder. It is only a memory: when it cannot be read or written, all is as at first.
"""

from __future__ import annotations

import json
import os

from crmcli import paths

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any


def _path() -> str:
    return os.path.join(paths.state_folder(), "screens.json")


def load() -> dict[str, Any]:
    """All that is remembered."""
    try:
        with open(_path(), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def recall(key: str) -> Any:
    """What is remembered under a key, None if nothing is."""
    return load().get(key)


def remember(key: str, value: Any) -> None:
    """Remember something under a key; None forgets it."""
    known = load()
    if value is None:
        known.pop(key, None)
    else:
        known[key] = value
    path = _path()
    temporary = f"{path}.{os.getpid()}"
    try:
        paths.make_private_folder(paths.state_folder())
        with open(
            os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(known, file, ensure_ascii=False)
        os.replace(temporary, path)
    except OSError:
        pass
