"""The file of the team's roles: a tree, what each role may do to any record, how far each may go alone."""

from __future__ import annotations

import os
from functools import lru_cache

from crmcli.i18n import _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.processes.checking import Table

NAME = "team"
"""What the file calls itself."""

RIGHTS = (
    "all", "see", "add", "edit", "remove", "move", "close", "transfer", "share", "take", "return", "guide", "ask",
    "reply", "follow", "merge", "pay", "team", "process", "pool", "purge",
)  # fmt: skip
"""What a role can be allowed to do whoever owns a record."""

LIMIT = "5%, 30, 5000 CNY"
"""What a limit looks like."""

_MOST = 200  # roles in a file


@lru_cache(maxsize=1)
def source() -> str:
    """The text of the built-in file."""
    with open(os.path.join(os.path.dirname(__file__), "builtin", "team.toml"), encoding="utf-8") as file:
        return file.read()


@lru_cache(maxsize=1)
def compiled() -> dict[str, Any]:
    """What the built-in file says, as data."""
    return read(source())[0]


def read(content: bytes | str, path: str = "") -> tuple[dict[str, Any], str]:
    """What a file of roles says, as data, and its text.

    ``name title title_zh business about about_zh roles``, each role ``id label label_zh under rights limits``. Raises
    :class:`ValueInvalid` with ``line``, ``key`` and ``expected`` of the first fault and all of them in ``faults``.
    """
    from crmcli.processes.checking import parsed

    file, faults, text = parsed(content, path)
    faults.example = NAME
    data: dict[str, Any] = {"name": NAME, "title": "", "title_zh": "", "business": ""}
    process = file.table("process")
    if process is not None:
        if process.id("name") not in ("", NAME):
            process.wrong("name", [NAME])
        data |= process.both("title", required=True) | process.both("about", most=2000, prose=True)
        process.done()
    elif not file.has("process"):
        file.missing("process", _("a table, [%(key)s]") % {"key": "process"})
    tables = file.tables("role")
    if not tables and not file.has("role"):
        file.missing("role", "[[role]]")
    if len(tables) > _MOST:
        expected = _("at most %(most)d") % {"most": _MOST}
        file.fault("role", expected, expected)
    data["roles"] = [_role(one) for one in tables[:_MOST]]
    file.done()
    _tree(data["roles"], tables)
    faults.refuse()
    return data, text


def _role(table: Table) -> dict[str, Any]:
    role: dict[str, Any] = {"id": table.id("id"), **table.both("label", required=True)}
    role["under"] = table.id("under", "") or None
    role["rights"] = table.words("rights", RIGHTS)
    role["limits"] = {}
    limits = table.table("limits")
    for name in limits.data if limits is not None else ():
        assert limits is not None
        value = limit(limits.data[name])
        if value is None:
            limits.wrong(name, LIMIT)
        elif len(name) > 40 or not name.isprintable():
            expected = _("at most %(most)d characters, this has %(number)d") % {
                "most": 40,
                "number": len(name),
            }
            limits.fault(name, expected, expected)
        else:
            role["limits"][name] = value
    table.done()
    return role


def limit(value: object) -> str | int | None:
    """A limit as it is kept: ``"5%"``, a number, ``"5000 CNY"``; None if it is none of these."""
    import re

    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 <= value < 10**12 else None
    text = str(value).strip().replace("％", "%").replace(",", "")
    if re.fullmatch(r"[0-9]{1,12}", text):
        return int(text)
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?\s*%", text):
        return text.replace(" ", "")
    found = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,3})?)\s*([A-Za-z]{3})", text)
    return f"{found[1]} {found[2].upper()}" if found else None


def _tree(roles: list[dict[str, Any]], tables: list[Table]) -> None:
    """Each role once, under one that there is, and none under itself."""
    under: dict[str, str | None] = {}
    for role, table in zip(roles, tables, strict=False):
        if role["id"] and role["id"] in under:
            table.wrong("id", _("an id of its own"))
        under.setdefault(role["id"], role["under"])
    known = [id for id in under if id]
    for role, table in zip(roles, tables, strict=False):
        if role["under"] is None:
            continue
        if role["under"] not in known:
            table.wrong("under", known)
            continue
        seen = [role["id"]]
        while (above := under.get(seen[-1])) is not None and above not in seen[1:]:
            seen.append(above)
            if above == role["id"]:
                circle = " → ".join(seen)
                table.fault(
                    "under", _("a circle: %(circle)s") % {"circle": circle}, _("a role that is not below")
                )
                break
