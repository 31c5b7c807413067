"""Members: who this store's own is, and who acts."""

from __future__ import annotations

from crmcli.store.journal import Transaction
from crmcli.store.records import MEMBER, Member
from crmcli.store.statements import by_id, update
from crmcli.verbs.shape import record_json
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store


def me(store: Store) -> dict[str, Any]:
    """The member who uses this store."""
    row = by_id(store, Member, store.me)
    assert row is not None
    return record_json(store, MEMBER, row)


def introduce(store: Store, name: str | None, email: str | None) -> dict[str, Any]:
    """Say who I am. Part of the set-up, so not taken back by ``undo``."""
    row = by_id(store, Member, store.me)
    assert row is not None
    columns: dict[str, Any] = {}
    if name is not None:
        columns |= read_value(store, MEMBER.fields["name"], name)
    if email is not None:
        columns |= read_value(store, MEMBER.fields["email"], email)
    with Transaction(store, "init", fixed=True):
        update(store, row, **columns)
    return me(store)


def acting(store: Store, named: str) -> str:
    """The id of the member in whose name a call acts. Raises :class:`Forbidden` for one who is suspended, and
    :class:`Refused` for anybody else in a store that has joined a hub: there it is one member's.
    """
    id = working(store, named, "--as").id
    own = store.setting("sync.member")
    if own is not None and id != own:
        from crmcli.errors import Refused
        from crmcli.i18n import _

        message = _("This store has joined a hub and is one member's; nobody else acts in it.")
        raise Refused(
            message,
            hint=_("Each member has a store of one's own: `crm sync setup URL` with one's own login."),
            missing=[{"code": "joined", "field": "as", "message": message}],
        )
    return id


def named(store: Store, text: str, argument: str = "MEMBER") -> Member:
    """The member that a text names (``me`` too), suspended or not. Raises what naming a record raises."""
    if text.strip().casefold() in ("me", "我") and store.me:
        row = by_id(store, Member, store.me)
        assert row is not None
        return row
    from crmcli.verbs.records import refuse_removed
    from crmcli.verbs.resolve import resolve

    found = resolve(store, text, ("member",), argument=argument).row
    assert isinstance(found, Member)
    refuse_removed(MEMBER, found)
    return found


def working(store: Store, text: str, argument: str = "MEMBER") -> Member:
    """The member that a text names. Raises :class:`Forbidden` for one who is suspended."""
    row = named(store, text, argument)
    if not row.active:
        from crmcli.errors import Forbidden
        from crmcli.i18n import _

        message = _("%(who)s is suspended.") % {"who": row.name}
        raise Forbidden(
            message,
            hint=_("Somebody above can bring a member back: `crm team restore %(ref)s`.") % {"ref": row.ref},
            missing=[{"code": "suspended", "field": argument.lstrip("-").lower(), "message": message}],
        )
    return row
