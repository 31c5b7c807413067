"""Members of sets: when two are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store.bulkindex import email_key, name_key, phone_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def member_key(name: str, member: Any) -> Any:
    """How members of a set compare: numbers as numbers, mailboxes as mailboxes, words as names."""
    if name == "phones":
        return phone_key(member) or member
    if name == "emails":
        return email_key(member)
    return name_key(member) if isinstance(member, str) else member


def distinct(name: str, members: Iterable[Any]) -> list[Any]:
    """The members, each once."""
    if name == "custom":
        return list(dict(members).items())
    found: dict[Any, Any] = {}
    for member in members:
        found.setdefault(member_key(name, member), member)
    return list(found.values())
