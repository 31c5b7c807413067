"""Members on the hub: given logins, put under others, suspended, brought back, removed; by the hub's owner."""

from __future__ import annotations

import os

from crmcli.errors import Refused, UsageError, ValueInvalid
from crmcli.i18n import _
from crmcli.store.records import Member
from crmcli.store.statements import by_id
from crmcli.sync import people
from crmcli.verbs.hub import person_json
from crmcli.verbs.hub_named import local_member, named, on_hub

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.sync.people import Person
    from crmcli.verbs.hub import Hub
    from crmcli.verbs.roles import Roles

# Of a local member's row, what goes up; the hub knows its own columns itself.
_GOES_UP = (
    "id", "ref", "name", "role", "department", "superior_id", "email", "limits", "created_at", "created_by_id",
)  # fmt: skip
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # of a first password: nothing that is read as something else
_SHORTEST = 8  # signs of a password that somebody chooses
_LONGEST = 63  # bytes of a name in PostgreSQL


def add(
    hub: Hub,
    name: str,
    *,
    role: str | None = None,
    superior: str | None = None,
    department: str | None = None,
    login: str | None = None,
    email: str | None = None,
) -> dict[str, Any]:
    """Give a member a login, with a first password; the answer has it as ``password``, and nothing else ever does.

    The member is the one of this name on the hub, else the one of the local store with all that is known of him, else
    a new one. Those above him in the local store go up along, without a login. Raises :class:`Refused` for who has a
    login already, :class:`UsageError` for a member of whom no role is known, :class:`ValueInvalid` for one that no
    file knows.
    """
    everybody, roles = hub.people(), hub.roles()
    there = on_hub(everybody, name)
    local = local_member(hub.store, name) if there is None else by_id(hub.store, Member, there.id)
    if there is None and local is not None:
        there = next((one for one in everybody if one.id == local.id), None)
    if there is not None and there.login is not None:
        message = _("%(who)s has a login already: %(login)s.") % {"who": there.name, "login": there.login}
        raise Refused(
            message,
            hint=_("`crm hub password %(ref)s` makes a new password.") % {"ref": there.ref},
            missing=[{"code": "login", "field": "login", "message": message}],
        )
    columns: dict[str, str | None] = {}
    if role is not None:
        columns["role"] = roles.chosen(role).id
    elif not (there.role if there is not None else local.role if local is not None else None):
        raise UsageError(
            _("%(argument)s is missing.") % {"argument": "--role"},
            hint=_("What %(who)s may do: %(roles)s.")
            % {"who": name, "roles": ", ".join(one.id for one in roles)},
            argument="--role",
            value="",
            expected=[one.id for one in roles],
        )
    if department is not None:
        columns["department"] = _line(department, "--department") or None
    if email is not None:
        columns["email"] = _line(email, "--email") or None
    first = _password()
    with hub.connection.transaction():
        if there is None:
            id = _write(hub, everybody, name, local)
        else:
            id = there.id
        if superior is not None:
            columns["superior_id"] = _above(hub, everybody, superior, id)
        elif there is None and (local is None or not _knows_above(hub, local)):
            now = columns.get("role") or (local.role if local is not None else None)
            where = columns.get("department") or (local.department if local is not None else None)
            columns["superior_id"] = _just_above(everybody, roles, now, where)
        people.change_member(hub.connection, id, columns | {"active": "true"})
        called = there.name if there is not None else local.name if local is not None else name
        made = _new_login(hub, login, called, first, id)
    return _answer(hub, id, roles) | {"password": first, "url": _url_of(hub, made)}


def move(hub: Hub, who: str, superior: str) -> dict[str, Any]:
    """Put a member under another; empty: at the top. What each then sees, the hub decides at once."""
    everybody, roles = hub.people(), hub.roles()
    one = named(everybody, who, "NAME")
    with hub.connection.transaction():
        above = _above(hub, everybody, superior, one.id)
        _refuse_circle(everybody, one, above)
        people.change_member(hub.connection, one.id, {"superior_id": above})
    return _answer(hub, one.id, roles)


def suspend(hub: Hub, who: str) -> dict[str, Any]:
    """Let a member act no more: sessions are cut, the login is shut; all that was done stays."""
    one = named(hub.people(), who, "NAME")
    with hub.connection.transaction():
        people.change_member(hub.connection, one.id, {"active": "false"})
        if one.login is not None:
            people.let_in(hub.connection, one.login, False)
    return _answer(hub, one.id, hub.roles()) | _cut(hub, one)


def restore(hub: Hub, who: str) -> dict[str, Any]:
    """Let a suspended member act again."""
    one = named(hub.people(), who, "NAME")
    with hub.connection.transaction():
        people.change_member(hub.connection, one.id, {"active": "true"})
        if one.login is not None:
            people.let_in(hub.connection, one.login, True)
    warnings = []
    if one.login is None:
        warnings.append(people.no_such_login(one).message + " " + people.no_such_login(one).hint)
    return _answer(hub, one.id, hub.roles()) | {"warnings": warnings}


def remove(hub: Hub, who: str) -> dict[str, Any]:
    """Take a member's login away for good; the member stays as suspended, with all that was done."""
    one = named(hub.people(), who, "NAME")
    if one.login is None:
        raise people.no_such_login(one)
    with hub.connection.transaction():
        people.change_member(hub.connection, one.id, {"active": "false"})
        people.let_in(hub.connection, one.login, False)
    told = _cut(hub, one)
    with hub.connection.transaction():
        gone = people.remove_login(hub.connection, one.login)
    if not gone:
        told["warnings"].append(
            _(
                "The role %(login)s stays on the server, unable to log in: something outside this hub hangs on it."
            )
            % {"login": one.login}
        )
    return _answer(hub, one.id, hub.roles()) | told | {"removed_login": one.login}


def password(hub: Hub, who: str) -> dict[str, Any]:
    """Give a login a new first password; the answer has it as ``password``."""
    one = named(hub.people(), who, "NAME")
    if one.login is None:
        raise people.no_such_login(one)
    first = _password()
    people.new_password(hub.connection, one.login, first)
    return _answer(hub, one.id, hub.roles()) | {
        "password": first,
        "url": _url_of(hub, one.login),
        "warnings": [],
    }


def own_password(hub: Hub, new: str) -> dict[str, Any]:
    """Give one's own login another password; the desktop's keyring, if there is one, gets it too.

    Raises :class:`ValueInvalid` for one that is too short.
    """
    from crmcli.sync import address

    if len(new) < _SHORTEST:
        expected = _("at least %(number)d signs") % {"number": _SHORTEST}
        raise ValueInvalid(
            _("The new password is too short."),
            hint=_("Expected: %(expected)s.") % {"expected": expected},
            argument="--new-password-file",
            value="",
            expected=expected,
        )
    people.own_password(hub.connection, new)
    return {
        "hub": hub.address.url,
        "login": hub.address.login,
        "in_keyring": address.remember(hub.address, new),
        "warnings": [],
    }


# --- rows ---------------------------------------------------------------------------------------------------------


def _write(hub: Hub, everybody: Sequence[Person], name: str, local: Member | None) -> str:
    """The row of a member who is not on the hub yet, those above him first; the id."""
    known = {one.id for one in everybody}
    if local is None:
        store = hub.store
        moment = store.clock()
        new = store.identity.new_id(int(moment.timestamp() * 1000))
        author = store.me if store.me in known else new
        people.add_member(
            hub.connection,
            {
                "id": new,
                "ref": store.identity.new_ref("U"),
                "name": _line(name, "NAME", required=True),
                "created_by_id": author,
                "active": "true",
            },
        )
        return new
    rows = [local]
    while rows[-1].superior_id and rows[-1].superior_id not in known:
        above = by_id(hub.store, Member, rows[-1].superior_id)
        if above is None or above.removed_at is not None or above in rows:
            break
        rows.append(above)
    for row in reversed(rows):
        columns = {column: getattr(row, column) for column in _GOES_UP}
        if columns["superior_id"] not in known:
            columns["superior_id"] = None
        people.add_member(hub.connection, columns | {"active": "true" if row.active else "false"})
        known.add(row.id)
    return local.id


def _knows_above(hub: Hub, local: Member) -> bool:
    """Whether the local store says who is above a member."""
    above = by_id(hub.store, Member, local.superior_id)
    return above is not None and above.removed_at is None


def _above(hub: Hub, everybody: Sequence[Person], text: str, id: str) -> str | None:
    """The id of the superior that a text names, on the hub or in the local store; None for an empty text."""
    if not text.strip():
        return None
    found = on_hub(everybody, text)
    if found is None:
        local = local_member(hub.store, text)
        if local is None:
            return named(everybody, text, "--superior").id
        known = any(one.id == local.id for one in everybody)
        above = local.id if known else _write(hub, everybody, text, local)
    else:
        above = found.id
    if above == id:
        message = _("Nobody is their own superior.")
        raise Refused(message, missing=[{"code": "cycle", "field": "superior", "message": message}])
    return above


def _refuse_circle(everybody: Sequence[Person], one: Person, above: str | None) -> None:
    by_id_ = {other.id: other for other in everybody}
    names, seen = [one.name], {one.id}
    while above is not None and above in by_id_:
        names.append(by_id_[above].name)
        if above == one.id:
            message = _("%(who)s would be above themselves: %(circle)s.") % {
                "who": one.name,
                "circle": " → ".join(names),
            }
            raise Refused(
                message,
                hint=_("Name a superior who is not below."),
                missing=[{"code": "cycle", "field": "superior", "message": message}],
            )
        if above in seen:
            return
        seen.add(above)
        above = by_id_[above].superior_id


def _just_above(
    everybody: Sequence[Person], roles: Roles, role: str | None, department: str | None
) -> str | None:
    """The one active member of the nearest role above that anybody has, of the same department before others.

    None if nobody or several are there.
    """
    of = roles.get(role)
    holders: list[Person] = []
    while of is not None and of.under is not None and not holders:
        holders = [one for one in everybody if one.role == of.under and one.active]
        of = roles.get(of.under)
    near = [one for one in holders if department is not None and one.department == department]
    found = near or holders
    return found[0].id if len(found) == 1 else None


def _line(text: str, argument: str, *, required: bool = False) -> str:
    """A text of one line, without what no name has."""
    from crmcli.text.clean import clean_line

    clean = clean_line(text)
    if (required and not clean) or len(clean) > 500:
        raise ValueInvalid(
            _("%(argument)s is missing.") % {"argument": argument}
            if not clean
            else _("%(argument)s is too long.") % {"argument": argument},
            argument=argument,
            value=text[:80],
            expected=_("a name"),
        )
    return clean


# --- logins -------------------------------------------------------------------------------------------------------


def login_of(name: str) -> str:
    """The login that a name suggests: 李娜 is lina, Emma Clarke is emma_clarke."""
    import re

    from crmcli.text.pinyin import spelt

    words = re.findall(r"[a-z0-9]+", spelt(name).lower())
    login = "_".join(words)[:50]
    return login if login and login[0].isalpha() else f"m_{login}" if login else "member"


def _new_login(hub: Hub, wanted: str | None, name: str, first: str, member: str) -> str:
    """Make a login for a member, called as wanted, else by the name; what it is called."""
    if wanted is not None:
        _refuse_login(hub, wanted)
        if not people.add_login(hub.connection, wanted, first, member):
            _refuse_login(hub, wanted)
        return wanted
    for _attempt in range(20):
        login = people.free_login(hub.connection, login_of(name))
        if people.add_login(hub.connection, login, first, member):
            return login  # else another hub of this server has taken it at this moment
    return login


def _refuse_login(hub: Hub, wanted: str) -> None:
    """Raise what stands against a name for a login."""
    if (
        not wanted.strip()
        or len(wanted.encode()) > _LONGEST
        or wanted.startswith("pg_")
        or not wanted.isprintable()
    ):
        raise ValueInvalid(
            _("“%(value)s” cannot be a login.") % {"value": wanted},
            hint=_("Expected: %(expected)s.") % {"expected": _("at most 63 bytes, not beginning with pg_")},
            argument="--login",
            value=wanted,
            expected=_("at most 63 bytes, not beginning with pg_"),
        )
    if people.is_role(hub.connection, wanted):
        message = _("The server has a role %(login)s already.") % {"login": wanted}
        raise Refused(
            message,
            hint=_("Take another --login, or leave it out: a free one is found."),
            missing=[{"code": "login", "field": "login", "message": message}],
        )


def _password() -> str:
    """Sixteen signs in four groups: about 79 bits, and easily read out on the telephone."""
    signs = [_SIGNS[byte % len(_SIGNS)] for byte in os.urandom(64) if byte < 248][:16]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, 16, 4))


def _url_of(hub: Hub, login: str) -> str:
    """The URL that a member gives to ``crm sync setup``."""
    from crmcli.sync.address import Address

    of = hub.address
    return Address(login, of.host, of.port, of.database, of.options, None).url


def _cut(hub: Hub, one: Person) -> dict[str, Any]:
    """End the sessions of a member who may no longer log in."""
    if one.login is None:
        return {"cut": 0, "warnings": []}
    number = people.cut(hub.connection, one.login)
    warnings = []
    if number is None:
        warnings.append(
            _(
                "Open sessions of %(login)s could not be ended; the hub answers them nothing any more, and they end by "
                "themselves."
            )
            % {"login": one.login}
        )
    return {"cut": number or 0, "warnings": warnings}


def _answer(hub: Hub, id: str, roles: Roles) -> dict[str, Any]:
    everybody = hub.people()
    return person_json(next(one for one in everybody if one.id == id), everybody, roles) | {"warnings": []}
