"""Customers and opportunities opened to a member, a role or a department; and who follows a record."""

from __future__ import annotations

from crmcli.errors import ValueInvalid
from crmcli.i18n import _
from crmcli.store import people
from crmcli.store.journal import Transaction
from crmcli.store.records import MEMBER, SHARE, Member, Share
from crmcli.store.statements import by_id, insert, rows_where, update
from crmcli.verbs.members import named, working
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import link, record_json, title
from crmcli.verbs.staff import Team
from crmcli.verbs.team_rules import refuse_suspended, refused
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

_ROLE = ("role:", "角色:")
_DEPARTMENT = ("department:", "部门:")


class Shared:
    """What sharing came to: the record, the share (None: there was none), the transaction (None: it was so already)."""

    __slots__ = ("kind", "row", "share", "transaction")

    def __init__(self, kind: Kind, row: Record, share: Share | None, transaction: str | None) -> None:
        self.kind = kind
        self.row = row
        self.share = share
        self.transaction = transaction

    def as_json(self, store: Store) -> dict[str, Any]:
        """The record as a change prints it, with ``share`` and ``transaction``."""
        share = None if self.share is None else record_json(store, SHARE, self.share)
        return {
            **record_json(store, self.kind, fresh(store, self.row)),
            "share": share,
            "transaction": self.transaction,
        }


def share(
    store: Store, kind: Kind, row: Record, with_: str, *, write: bool = False, part: str | None = None
) -> Shared:
    """Open a customer or opportunity to a member, or with ``role:NAME`` or ``department:NAME`` to all of one.

    Shared with the same again its access and part change. Raises :class:`Refused` for a record that was removed, for
    its owner, and for who is suspended; :class:`Forbidden` unless it is one's own or of somebody below.
    """
    refuse_removed(kind, row)
    demand(store, "share", kind, row)
    whom = _whom(store, with_)
    member = whom.get("member_id")
    if member is not None:
        refuse_suspended(store, member, "--with")
        if member == row.owner_id:
            message = _("%(name)s (%(ref)s) is theirs already.") % {"name": title(kind, row), "ref": row.ref}
            raise refused("owner", "with", message, _("Share it with somebody else."))
    columns: dict[str, Any] = {"access": "write" if write else "read"}
    if part is not None:
        columns |= read_value(store, SHARE.fields["part"], part)
    present = _present(store, row, whom)
    with Transaction(store, f"{kind.name} share") as transaction:
        if present is None:
            present = insert(store, Share, about_kind=kind.name, about_id=row.id, **whom, **columns)
            _tell(store, present)
        elif update(store, present, **columns):
            _tell(store, present)
    return Shared(kind, row, present, transaction.ref)


def unshare(store: Store, kind: Kind, row: Record, with_: str) -> Shared:
    """Close a customer or opportunity again to whom it was shared with. Raises :class:`Refused` if it was not."""
    refuse_removed(kind, row)
    demand(store, "share", kind, row)
    present = _present(store, row, _whom(store, with_, living=False))
    if present is None:
        message = _("%(name)s (%(ref)s) is not shared with %(who)s.") % {
            "name": title(kind, row), "ref": row.ref, "who": with_,
        }  # fmt: skip
        hint = _("`crm %(noun)s team %(ref)s` shows with whom it is.") % {"noun": kind.name, "ref": row.ref}
        raise refused("not_shared", "with", message, hint)
    with Transaction(store, f"{kind.name} unshare") as transaction:
        update(store, present, removed_at=transaction.at)
    return Shared(kind, row, present, transaction.ref)


def team_of(store: Store, kind: Kind, row: Record) -> list[dict[str, Any]]:
    """Who works on a record: its owner, then those it is shared with, in that order.

    ``member role department access part share`` each; ``access`` is ``owner``, ``write`` or ``read``.
    """
    found: list[dict[str, Any]] = []
    owner = by_id(store, Member, row.owner_id)
    if owner is not None:
        found.append(
            {
                "member": link(MEMBER, owner), "role": None, "department": None, "access": "owner", "part": None,
                "share": None,
            }
        )  # fmt: skip
    for one in people.shares_about(store, [row.id]):
        member = by_id(store, Member, one.member_id)
        found.append(
            {
                "member": None if member is None else link(MEMBER, member), "role": one.role,
                "department": one.department, "access": one.access, "part": one.part, "share": link(SHARE, one),
            }
        )  # fmt: skip
    return found


def follow(store: Store, kind: Kind, row: Record, member: Member | None = None) -> str | None:
    """Have a member (me unless said otherwise) hear of every change of a record. Returns the transaction."""
    return _follow(store, kind, row, member, "follow")


def unfollow(store: Store, kind: Kind, row: Record, member: Member | None = None) -> str | None:
    """Have a member hear of a record's changes no more. Returns the transaction, None if it was so already."""
    return _follow(store, kind, row, member, "unfollow")


def _follow(store: Store, kind: Kind, row: Record, member: Member | None, command: str) -> str | None:
    if "followers" not in kind.fields:
        message = _("A %(kind)s cannot be followed.") % {"kind": kind.shown}
        raise ValueInvalid(
            message,
            hint=_("Follow the customer or the opportunity."),
            argument="REF",
            value=row.ref,
            expected=["customer", "opportunity"],
        )
    refuse_removed(kind, row)
    if command == "follow":
        demand(store, "follow", kind, row)
    who = member.id if member is not None else store.me
    if who != store.me:
        refuse_suspended(store, who, "--for")
        team = Team(store)
        if not team.above(store.me, who) and not team.rules(store.me):
            from crmcli.errors import Forbidden

            message = _("%(who)s is not above %(name)s.") % {
                "who": team.name(store.me),
                "name": team.name(who),
            }
            hint = _("They can follow it themselves: `crm follow %(ref)s`.") % {"ref": row.ref}
            raise Forbidden(
                message, hint=hint, missing=[{"code": "forbidden", "field": "for", "message": message}]
            )
    with Transaction(store, command) as transaction:
        if command == "follow":
            people.follow(store, kind, row, who)
        else:
            people.unfollow(store, row, who)
    return transaction.ref


# --- helpers ------------------------------------------------------------------------------------------------------


def _whom(store: Store, text: str, *, living: bool = True) -> dict[str, Any]:
    """The columns of a share that say with whom: a member, all of a role, all of a department."""
    wanted = text.strip().replace("：", ":")
    for prefixes, column in ((_ROLE, "role"), (_DEPARTMENT, "department")):
        prefix = next((one for one in prefixes if wanted.casefold().startswith(one)), None)
        if prefix is not None:
            return {column: _group(store, column, wanted[len(prefix) :].strip(), text)}
    return {"member_id": (working if living else named)(store, text, "--with").id}


def _group(store: Store, column: str, name: str, typed: str) -> str:
    """The role or department that is meant, as members have it. Raises :class:`ValueInvalid` for one there is not."""
    team = Team(store)
    known = dict.fromkeys(
        getattr(one, column)
        for one in team.members.values()
        if getattr(one, column) and one.removed_at is None
    )
    if column == "role":
        known |= dict.fromkeys(role.id for role in team.roles)
        role = team.roles.named(name)
        name = role.id if role is not None else name
    found = next((one for one in known if one.casefold() == name.casefold()), None)
    if found is not None:
        return str(found)
    message = (
        _("No role is called “%(name)s”.") if column == "role" else _("No department is called “%(name)s”.")
    )
    raise ValueInvalid(
        message % {"name": name},
        hint=_("Expected: %(expected)s.") % {"expected": ", ".join(known) or "—"},
        argument="--with",
        value=typed,
        expected=list(known),
    )


def _present(store: Store, row: Record, whom: dict[str, Any]) -> Share | None:
    wanted = {"member_id": None, "role": None, "department": None, **whom}
    found = rows_where(store, Share, about_id=row.id, removed_at=None, **wanted)
    return found[0] if found else None


def _tell(store: Store, share: Share) -> None:
    """Tell all of a role or department; a single member hears by the share itself."""
    from crmcli.store.records import Notice

    column = "role" if share.role else "department" if share.department else ""
    transaction = store.transaction_now
    if not column or transaction is None:
        return
    for member in people.who_holds(store, column, getattr(share, column)):
        if member != store.me:
            insert(
                store, Notice, for_id=member, owner_id=member, kind="shared", about_kind=share.about_kind,
                about_id=share.about_id, command=transaction.command, fields="team", by_id=store.me or None,
                detail=share.access,
            )  # fmt: skip
