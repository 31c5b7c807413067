"""The hub in words: what was done to it, its members, how it stands."""

from __future__ import annotations

from crmcli.i18n import _, ngettext

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import tzinfo
    from typing import Any


def made(data: dict[str, Any]) -> list[str]:
    """What making or upgrading a hub did."""
    head = (
        _("The hub is made: %(hub)s")
        if data["before"] is None
        else _("The hub is of version %(schema)d now: %(hub)s")
    )
    lines = [head % data, *(f"  {one}" for one in data["done"])]
    if data["before"] is None:
        lines.append(_("Now the members: `crm hub add me --role director`, then the others."))
    return lines


def person(data: dict[str, Any]) -> list[str]:
    """A member on the hub, on one line."""
    member = data["member"]
    parts = [
        f"{member['name']} ({member['ref']})",
        data["role_label"] or "",
        data["department"] or "",
        _("under %(name)s") % {"name": data["superior"]["name"]} if data["superior"] else "",
        _("login %(login)s") % {"login": data["login"]} if data["login"] else "",
        "" if data["active"] else _("suspended"),
    ]
    return [" · ".join(part for part in parts if part)]


def added(data: dict[str, Any]) -> list[str]:
    """A member with a new password, which is said this once."""
    return [
        *person(data),
        _("First password, shown this once: %(password)s") % {"password": data["password"]},
        _("On the member's machine: crm sync setup %(url)s") % {"url": data["url"]},
    ]


def suspended(data: dict[str, Any]) -> list[str]:
    """A member who may no longer log in."""
    if not data["cut"]:
        return person(data)
    number = data["cut"]
    ended = ngettext("%(number)d session was ended.", "%(number)d sessions were ended.", number)
    return [*person(data), ended % {"number": number}]


def removed(data: dict[str, Any]) -> list[str]:
    """A member whose login is gone."""
    return [*suspended(data), _("The login %(login)s is gone.") % {"login": data["removed_login"]}]


def row(data: dict[str, Any], zone: tzinfo | None) -> dict[str, Any]:
    """A member as a row of a table."""
    from datetime import datetime

    pushed = data["last_push"]
    if pushed:
        pushed = f"{datetime.fromisoformat(pushed).astimezone(zone):%Y-%m-%d %H:%M}"
    return {**data, "ref": data["member"]["ref"], "name": data["member"]["name"], "last_push": pushed}


def status(data: dict[str, Any]) -> list[str]:
    """How a hub stands."""
    if data["verified"]:
        line = _("encrypted, certificate checked") if data["encrypted"] else _("on this machine")
    else:
        line = _("encrypted, certificate not checked") if data["encrypted"] else _("not encrypted")
    version = _("version %(schema)d, stores from version %(min_client)d on") % data
    if data["schema"] != data["wanted"]:
        version += " · " + _("this crm has version %(wanted)d") % data
    sums = [
        ngettext("%(number)d member", "%(number)d members", data["members"]) % {"number": data["members"]},
        ngettext("%(number)d login", "%(number)d logins", data["logins"]) % {"number": data["logins"]},
        ngettext("%(number)d customer", "%(number)d customers", data["customers"])
        % {"number": data["customers"]},
        ngettext("%(number)d open conflict", "%(number)d open conflicts", data["conflicts"])
        % {"number": data["conflicts"]},
    ]
    size = f"{data['bytes'] / 1_000_000:,.1f} MB"
    lines = [
        str(data["hub"]),
        f"PostgreSQL {data['server']} · {line}",
        version,
        " · ".join(sums),
        _("%(size)s · %(connections)d of %(max_connections)d connections") % {**data, "size": size},
    ]
    if data["read_only"]:
        lines.append(_("Read-only: nobody can push now."))
    return lines
