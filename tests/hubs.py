"""Databases and hubs on the PostgreSQL of the tests. Import the fixtures where they are needed.

``postgres`` is the server of the run, ``database`` an empty database of an owner who is no superuser, ``hub`` a
database with the hub's schema. Roles belong to the whole server: those made through here are unique and go again.
"""

from __future__ import annotations

import json
import os
import secrets
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pg
import pytest


class Database:
    """A database, its owner, and the logins made for it (``passwords`` by login)."""

    def __init__(self, server: pg.Access, name: str, owner: str, password: str) -> None:
        self.server = server
        self.name = name
        self.owner = owner
        self.passwords = {owner: password, "postgres": server.password}
        self.logins: list[str] = []

    def url(self, login: str = "", *, password: bool = False, query: str = "") -> str:
        """Its address for the owner or another login; ``password``: with the password in it."""
        login = login or self.owner
        return self.server.url(login, self.name, self.passwords[login] if password else "", query)

    def connect(self, login: str = "", **more: Any) -> Any:
        """A connection of psycopg as the owner or another login, each statement its own transaction."""
        login = login or self.owner
        return self.server.connect(login, self.name, self.passwords[login], **more)

    def sql(self, query: str, *given: object, login: str = "") -> list[tuple[Any, ...]]:
        """The rows of a statement, as the owner (or ``login``; ``postgres`` is the superuser)."""
        with self.connect(login) as connection:
            found = connection.execute(query, given or None)
            rows: list[tuple[Any, ...]] = found.fetchall() if found.description else []
            return rows

    def role(self, words: str = "LOGIN") -> str:
        """A new login of its own, that may nothing yet; ``words`` of CREATE ROLE. Gone with the database."""
        login, password = unique("login"), secrets.token_urlsafe(9)
        self.sql(f"CREATE ROLE {login} {words} PASSWORD '{password}'", login="postgres")
        self.passwords[login] = password
        self.logins.append(login)
        return login

    def password_file(self, folder: Path, login: str = "") -> Path:
        """A file with the password of a login, as ``--password-file`` takes it."""
        path = folder / f"{login or self.owner}.password"
        path.write_text(self.passwords[login or self.owner] + "\n")
        path.chmod(0o600)
        return path

    def drop(self) -> None:
        """Remove it, whoever is connected, its logins and those that the hub in it has made."""
        with self.connect("postgres") as connection:
            if connection.execute("SELECT to_regclass('crm.login')::text").fetchone() != (None,):
                made = [name for (name,) in connection.execute("SELECT login::text FROM crm.login")]
                self.logins += [name for name in made if name not in self.logins]
        with self.server.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            for login in (
                f"crm_members_{self.name}",
                *reversed(self.logins),
            ):  # whoever made the others is last
                quoted = login.replace('"', '""')
                connection.execute(f'DROP ROLE IF EXISTS "{quoted}"')


def unique(what: str) -> str:
    """A name that nothing on the server has."""
    return f"{what}_{secrets.token_hex(4)}"


class Login:
    """A member on a hub with a login."""

    def __init__(self, login: str, password: str, member_id: str, name: str) -> None:
        self.login = login
        self.password = password
        self.member_id = member_id
        self.name = name


class Hub(Database):
    """A database with the hub's schema; its owner's login is shared by all hubs of a run."""

    def add(
        self,
        name: str,
        role: str | None = "rep",
        *,
        superior: Login | None = None,
        department: str | None = None,
        by: str | None = None,
    ) -> Login:
        """A new member with a login of its own (unique on the server, gone with the hub)."""
        from crmcli.sync import people

        member, login, password = str(uuid.uuid4()), unique("m"), secrets.token_urlsafe(9)
        with self.connect() as connection, connection.transaction():
            people.add_member(
                connection,
                {
                    "id": member, "ref": f"U{secrets.token_hex(3).upper()}", "name": name, "role": role,
                    "department": department, "superior_id": superior and superior.member_id, "active": "true",
                    "created_by_id": by or member,
                },
            )  # fmt: skip
            people.add_login(connection, login, password, member)
        self.logins.append(login)
        self.passwords[login] = password
        return Login(login, password, member, name)

    def as_member(self, who: Login) -> Any:
        """A :class:`crmcli.sync.hub.PostgresHub` for a member, to be closed."""
        from crmcli.sync.address import read
        from crmcli.sync.hub import open_hub

        return open_hub(read(self.url(who.login, password=True)))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pg.Access]:
    """The server of this run, the same for all workers."""
    with pg.shared(place_of(tmp_path_factory)) as access:
        yield access


def place_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of the run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture
def database(postgres: pg.Access) -> Iterator[Database]:
    """An empty database; its owner is no superuser but may make roles."""
    made = empty(postgres)
    yield made
    made.drop()


def empty(server: pg.Access, words: str = "CREATEROLE") -> Database:
    """A new empty database with an owner of its own, whose role has ``words``; to be dropped by the caller."""
    owner, name, password = unique("owner"), unique("hub"), secrets.token_urlsafe(9)
    with server.connect() as connection:
        connection.execute(f"CREATE ROLE {owner} LOGIN {words} PASSWORD '{password}'")
        connection.execute(f"CREATE DATABASE {name} OWNER {owner}")
    made = Database(server, name, owner, password)
    made.logins.append(owner)
    return made


@pytest.fixture
def hub(postgres: pg.Access, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub without members, of its own: a copy of one that was installed once a run."""
    made = new_hub(postgres, place_of(tmp_path_factory))
    yield made
    made.drop()


def new_hub(server: pg.Access, place: Path) -> Hub:
    """Another hub, with an id of its own; to be dropped by the caller."""
    template, owner, password = _template(server, place)
    name = unique("hub")
    with server.connect() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}")
        connection.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")  # that is not copied
    made = Hub(server, name, owner, password)
    made.sql("UPDATE crm.setting SET value = gen_random_uuid()::text WHERE key = 'hub_id'")
    return made


def _template(server: pg.Access, place: Path) -> tuple[str, str, str]:
    """The hub that others are copied from, its owner, the password; made by the first who asks."""
    with pg.locked(place):
        kept = place / "hub.json"
        if not kept.exists():
            made = empty(server)
            install(made)
            kept.write_text(json.dumps([made.name, made.owner, made.passwords[made.owner]]))
        name, owner, password = json.loads(kept.read_text())
        return name, owner, password


def install(database: Database) -> None:
    """Make a hub of a database, as its owner."""
    from crmcli.processes.team import compiled
    from crmcli.sync.address import read
    from crmcli.sync.install import install as run

    with database.connect() as connection:
        run(connection, read(database.url()), compiled()["roles"])
