"""The processes that the program brings along: their names, the texts of their files, what those say."""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

_NAMES = ("sales", "domestic", "decoration", "service_contract", "care")

OWN_WORDS = (
    "Site survey", "量房", "measured", "site survey", "上门测量",
    "Service review", "服务回顾", "service review", "巡检",
    "Care call", "关怀回访", "care call", "客户关怀",
)  # fmt: skip
"""All that they call their own kinds of follow-up: a note that has none of these words need not read the files."""


def names() -> tuple[str, ...]:
    """What they are called, the default one first."""
    return _NAMES


@lru_cache(maxsize=8)
def source(name: str) -> str:
    """The text of a file, with its comments."""
    import os

    path = os.path.join(os.path.dirname(__file__), "builtin", f"{name}.toml")
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


@lru_cache(maxsize=8)
def compiled(name: str) -> dict[str, Any]:
    """What a file says; the tests see that it is right, so its words are not looked at again."""
    from crmcli.processes.reading import read

    return read(source(name), path=f"{name}.toml")
