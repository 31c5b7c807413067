"""The roles of the team: a tree, each with what it may do to any record and how far it may go alone.

Roles are data as processes are: the team's own file where one is installed under the name ``team``, else the built-in
one. A role that no file knows (it came with an import, or was taken out of the file since) is a name without rights.
"""

from __future__ import annotations

from crmcli.errors import ValueInvalid
from crmcli.i18n import _
from crmcli.store.records import Playbook
from crmcli.store.statements import rows_where

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from crmcli.store.open import Store

NAME = "team"
"""What the file of the roles calls itself."""


class Role:
    """One role."""

    __slots__ = ("data", "id", "limits", "rights", "under")

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.id: str = data["id"]
        self.under: str | None = data["under"]
        self.rights = frozenset(data["rights"])
        self.limits: dict[str, Any] = data["limits"]

    @property
    def label(self) -> str:
        """What it is called in the language in use."""
        from crmcli.verbs.stages import said

        return said(self.data, "label")


class Roles:
    """The roles there are, and who is above whom."""

    def __init__(self, data: Iterable[dict[str, Any]]) -> None:
        self.by_id = {one["id"]: Role(one) for one in data}

    def __iter__(self) -> Any:
        return iter(self.by_id.values())

    def get(self, id: str | None) -> Role | None:
        """The role with an id; None for a role that no file knows."""
        return self.by_id.get(id or "")

    def named(self, text: str) -> Role | None:
        """The role that a text names by id or label, in either language."""
        wanted = text.strip().casefold()
        for role in self.by_id.values():
            if wanted in (
                role.id,
                role.data["label"].casefold(),
                str(role.data.get("label_zh") or "").casefold(),
            ):
                return role
        return None

    def chosen(self, text: str) -> Role:
        """The role that somebody is given. Raises :class:`ValueInvalid` with all there are when none is called so:
        it would have no rights, and mostly it is a slip.
        """
        from crmcli.text.clean import clean_line

        found = self.named(text)
        if found is not None:
            return found
        said = clean_line(text)[:200]
        raise ValueInvalid(
            _("“%(value)s” is no role.") % {"value": said[:60]},
            hint=_("Roles: %(roles)s. `crm process export %(name)s` writes the file to add one of your own.")
            % {"roles": ", ".join(self.by_id), "name": NAME},
            argument="--role",
            value=said,
            expected=list(self.by_id),
        )

    def label_of(self, id: str | None) -> str:
        """What a role is called; the id itself if no file knows it."""
        found = self.get(id)
        return found.label if found is not None else id or ""

    def below(self, id: str | None) -> list[Role]:
        """A role and those under it, however deep; empty if no file knows it."""
        found: list[Role] = []
        waiting = [id]
        while waiting:
            role = self.get(waiting.pop())
            if role is not None and role not in found:
                found.append(role)
                waiting += [one.id for one in self.by_id.values() if one.under == role.id]
        return found

    def rights_of(self, id: str | None) -> frozenset[str]:
        """What a role may do to any record: its own rights and those of the roles under it."""
        return frozenset().union(*(role.rights for role in self.below(id)))

    def limits_of(self, id: str | None) -> dict[str, Any]:
        """How far a role may go alone: its own limits, and the largest of those under it."""
        found: dict[str, Any] = {}
        for role in self.below(id):
            found = larger(found, role.limits)
        return found


def roles(store: Store) -> Roles:
    """The roles of a store's team."""
    rows = [row for row in rows_where(store, Playbook, name=NAME, removed_at=None) if row.in_use]
    if rows:
        import json

        return Roles(json.loads(rows[-1].content or "{}").get("roles", ()))
    from crmcli.processes.team import compiled

    return Roles(compiled()["roles"])


# --- limits -------------------------------------------------------------------------------------------------------


def larger(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two sets of limits, of each the larger."""
    found = dict(one)
    for name, value in other.items():
        found[name] = value if name not in found or exceeds(value, found[name]) else found[name]
    return found


def exceeds(one: Any, other: Any) -> bool:
    """Whether a limit is larger than another: numbers, per cents, amounts of one currency; others never are."""
    from decimal import Decimal, InvalidOperation

    def read(value: Any) -> tuple[str, Decimal] | None:
        text = str(value).replace(",", "")
        number, _space, unit = text.partition(" ")
        if text.endswith("%"):
            number, unit = text[:-1], "%"
        try:
            return unit.strip(), Decimal(number)
        except InvalidOperation:
            return None

    mine, theirs = read(one), read(other)
    return mine is not None and theirs is not None and mine[0] == theirs[0] and mine[1] > theirs[1]
