"""The hub as its owner keeps it: made and upgraded, members given logins, moved, suspended and removed there.

What the owner does here is done on the hub at once; the stores of all, the owner's too, hear of it when they sync.
"""

from __future__ import annotations

import json
import os

from crmcli import config
from crmcli.errors import HubError, Refused, UsageError
from crmcli.i18n import _
from crmcli.sync import people

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any, Self

    import psycopg

    from crmcli.store.open import Store
    from crmcli.sync.address import Address
    from crmcli.sync.people import Person
    from crmcli.verbs.roles import Roles

OWNER_FILE = "hub.password_file"
OWNER_URL = "hub.owner_url"
"""Where a store remembers the hub that its user owns (without a password)."""


class Hub:
    """A connection to a hub as its owner, for one command: ``with Hub(…) as hub``. Raises :class:`HubError`."""

    def __init__(
        self,
        store: Store,
        url: str | None = None,
        file: str | None = None,
        ask: Callable[[str], str] | None = None,
        *,
        argument: str = "--hub",
    ) -> None:
        from crmcli.sync import address

        known = url or store.setting(OWNER_URL)
        if not known:
            raise UsageError(
                _("No hub is known here."),
                hint=_("Name it with --hub URL, or make one: `crm hub init URL`."),
                argument="--hub",
                value="",
                expected=address.EXPECTED,
            )
        self.store = store
        self.address: Address = address.read(known, argument)
        self.file = file
        remembered = store.setting(OWNER_FILE)
        self._remembered = remembered if known == store.setting(OWNER_URL) else None
        self._ask = ask

    def __enter__(self) -> Self:
        from crmcli.sync.connecting import connect

        self.connection: psycopg.Connection = connect(
            self.address, self.file, self._remembered, ask=self._ask
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()
        if isinstance(error, Exception) and type(error).__module__.startswith("psycopg"):
            from crmcli.sync.connecting import translated

            raise translated(error, self.address) from None

    def administered(self) -> Self:
        """The same, if it is a hub of this version and this login its owner. Raises what is wrong."""
        from crmcli.store.open import VERSION
        from crmcli.sync.install import look
        from crmcli.sync.people import acts_for

        state = look(self.connection)
        if state.kind != "hub":
            raise HubError(
                _("The database “%(database)s” is no hub.") % {"database": self.address.database},
                hint=_("`crm hub init URL` makes one of an empty database."),
                hub=self.address.url,
            )
        if not acts_for(self.connection, state.owner):
            message = _("%(login)s is not the owner of the hub.") % {"login": self.address.login}
            raise Refused(
                message,
                hint=_("Only who made the hub looks after its members: --hub postgresql://%(owner)s@…")
                % {"owner": state.owner},
                missing=[{"code": "owner", "field": "login", "message": message}],
            )
        if state.schema != VERSION:
            raise HubError(
                _("The hub is of version %(theirs)d, this crm of version %(mine)d.")
                % {"theirs": state.schema, "mine": VERSION},
                hint=_("Update crm here.")
                if state.schema > VERSION
                else _("`crm hub init URL` upgrades the hub."),
                hub=self.address.url,
            )
        return self

    def roles(self) -> Roles:
        """The roles of the team as the hub has them."""
        from crmcli.verbs.roles import Roles

        own = people.team_file(self.connection)
        if own:
            return Roles(json.loads(own).get("roles", ()))
        return Roles(json.loads(people.setting(self.connection, "roles") or "[]"))

    def people(self) -> list[Person]:
        """The members on the hub."""
        return people.people(self.connection)


# --- made and looked at -------------------------------------------------------------------------------------------


def init(hub: Hub) -> dict[str, Any]:
    """Make or upgrade the hub; what was done. The store remembers whose hub its user owns."""
    from crmcli.processes.team import compiled
    from crmcli.sync.connecting import ATTEMPTS, passing, wait
    from crmcli.sync.install import install

    attempt = 0
    while True:
        try:
            done = install(hub.connection, hub.address, compiled()["roles"])
            break
        except Exception as error:  # who was syncing stood in the way: one of the two has to begin again
            attempt += 1
            if not passing(error) or hub.connection.closed or attempt == ATTEMPTS:
                raise
            wait(attempt - 1)
    if "currency" in config.stored():
        people.keep_currency(hub.connection, hub.store.currency)
    if hub.file is not None or hub.store.setting(OWNER_URL) != hub.address.url:
        path = os.path.abspath(os.path.expanduser(hub.file)) if hub.file is not None else ""
        hub.store.put_setting(OWNER_FILE, path)
    hub.store.put_setting(OWNER_URL, hub.address.url)
    return {
        "hub": hub.address.url,
        "hub_id": done.hub_id,
        "schema": done.schema,
        "before": done.before or None,
        "server": done.server,
        "done": done.done,
        "warnings": hub.address.warnings(),
    }


def sql() -> str:
    """The SQL that makes a hub of an empty database."""
    from crmcli.processes.team import compiled
    from crmcli.sync.install import text

    return text(compiled()["roles"])


def status(hub: Hub) -> dict[str, Any]:
    """What a look at the hub tells: versions, numbers, connections, whether it can be written to."""
    from crmcli.store.open import VERSION
    from crmcli.sync.install import look

    state = look(hub.connection)
    if state.kind != "hub":
        hub.administered()
    found = people.figures(hub.connection)
    return {
        "hub": hub.address.url,
        "hub_id": state.hub_id,
        "schema": state.schema,
        "wanted": VERSION,
        "min_client": state.min_client,
        "owner": state.owner,
        "server": hub.connection.info.parameter_status("server_version"),
        "encrypted": bool(hub.connection.pgconn.ssl_in_use),
        "verified": hub.address.verified,
        **found,
    }


def joined_url(store: Store) -> str:
    """The URL, with one's own login, of the hub that this store has joined. Raises :class:`Refused` without one."""
    from crmcli.store.joined import joined

    of = joined(store)
    if of is None:
        message = _("This store has joined no hub.")
        raise Refused(
            message,
            hint=_(
                "`crm hub password NAME` is for the hub's owner; --hub URL with your own login for your own."
            ),
            missing=[{"code": "joined", "field": None, "message": message}],
        )
    return of.url


def person_json(one: Person, everybody: list[Person], roles: Roles) -> dict[str, Any]:
    """A member on the hub as JSON: ``member`` (a link), ``login`` (or null), ``role``, ``superior`` and so on."""
    above = next((other for other in everybody if other.id == one.superior_id), None)
    return {
        "member": link(one),
        "login": one.login,
        "role": one.role,
        "role_label": roles.label_of(one.role) if one.role else None,
        "department": one.department,
        "superior": link(above) if above is not None else None,
        "email": one.email,
        "active": bool(one.active and (one.login is None or one.login_active)),
        "connected": one.connected,
        "last_push": one.pushed_at,
    }


def link(one: Person) -> dict[str, Any]:
    """A member on the hub as a link."""
    return {"kind": "member", "id": one.id, "ref": one.ref, "name": one.name}


def members(hub: Hub) -> list[dict[str, Any]]:
    """All members on the hub, with their logins."""
    roles, everybody = hub.roles(), hub.people()
    return [person_json(one, everybody, roles) for one in everybody]
