"""Members with laptops: each a CRM_HOME of its own, worked with as a shell does, and a hub in PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hubs import Hub, Login, unique

from crmcli.store.records import JOURNALLED, KEYS
from support import NOW, Result
from tests.sync.sight import Rows

ROOT = Path(__file__).parents[3]
PLAIN = "sslmode=disable"
_COLUMNS = (
    "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
    " WHERE c.relnamespace = to_regnamespace('crm') AND c.relname LIKE 'wire%' AND a.attnum > 0"
)


class Client:
    """A laptop: its folder, the login whose password it has, and what a shell there can do."""

    def __init__(self, folder: Path, name: str, login: Login, url: str) -> None:
        self.folder = folder
        self.name = name
        self.login = login
        self.url = url
        self.now: str | None = NOW
        folder.mkdir()
        self.password_file = folder / "password"
        self.password_file.touch(0o600)
        self.password_file.write_text(login.password + "\n")

    @property
    def home(self) -> Path:
        """Its CRM_HOME."""
        return self.folder / "crm"

    @property
    def file(self) -> Path:
        """The store's file."""
        return self.home / "crm.db"

    @property
    def me(self) -> str:
        """The id of its member on the hub."""
        return self.login.member_id

    def environ(self, env: Mapping[str, str | None] | None = None) -> dict[str, str]:
        """The environment of its processes."""
        path = os.environ.get("PYTHONPATH")
        found: dict[str, str | None] = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{path}" if path else str(ROOT),
            "CRM_HOME": str(self.home),
            "CRM_HUB_PASSWORD_FILE": str(self.password_file),
            "CRM_NOW": self.now,
            "USER": self.name,
            "LOGNAME": self.name,
            **(env or {}),
        }
        return {name: value for name, value in found.items() if value is not None}

    def start(
        self,
        *words: object,
        env: Mapping[str, str | None] | None = None,
        limit: str = "",
    ) -> subprocess.Popen[bytes]:
        """Begin ``crm words``; ``limit`` is what ``ulimit`` is told before, such as ``-f 100``."""
        words = (sys.executable, "-m", "crmcli", *map(str, words))
        if limit:
            words = ("sh", "-c", f'ulimit {limit} && exec "$@"', "sh", *words)
        return subprocess.Popen(
            list(map(str, words)),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.environ(env), cwd=self.folder,
        )  # fmt: skip

    def crm(self, *words: object, stdin: str = "", timeout: float = 120, **more: Any) -> Result:
        """``crm words``, to its end."""
        running = self.start(*words, **more)
        return self.end(running, words, stdin, timeout)

    def end(
        self,
        running: subprocess.Popen[bytes],
        words: tuple[object, ...] = (),
        stdin: str = "",
        timeout: float = 120,
    ) -> Result:
        """Wait for what was begun."""
        try:
            out, err = running.communicate(stdin.encode(), timeout)
        except subprocess.TimeoutExpired:
            running.kill()
            out, err = running.communicate()
            raise AssertionError(f"{words} did not end: {out!r} {err!r}") from None
        return Result(tuple(map(str, words)), running.returncode, out.decode(), err.decode())

    def do(self, *words: object, **more: Any) -> Any:
        """What ``crm words --json`` answers; it has to go well."""
        return self.crm(*words, "--json", **more).ok().json

    def batch(self, *lines: list[Any]) -> list[Any]:
        """Many commands in one process; all have to go well."""
        done = self.crm("batch", stdin="".join(json.dumps(line) + "\n" for line in lines))
        answers = done.ok().lines
        assert len(answers) == len(lines), done
        return answers

    def sync(self, *options: object, **more: Any) -> Any:
        """One exchange, to its end."""
        return self.do("sync", *options, **more)

    def copy(self, to: Path, name: str = "") -> Client:
        """Another laptop with a copy of this one's whole folder."""
        shutil.copytree(self.folder, to)
        found = object.__new__(Client)
        found.__dict__.update(self.__dict__)
        found.folder, found.password_file = to, to / "password"
        found.name = name or self.name
        return found

    def set_url(self, url: str) -> None:
        """Have it reach the same hub by another way."""
        self.url = url
        with self.db() as db:
            db.execute("UPDATE meta SET value = ? WHERE key = 'sync.url'", (url,))
            db.execute("UPDATE meta SET value = ? WHERE key = 'sync.login'", (self.login.login,))
            db.commit()
        db.close()

    def through(self, port: int) -> None:
        """Have it reach its hub by another port, without TLS."""
        before, _at, rest = self.url.rpartition("@")
        database = rest.partition("/")[2].partition("?")[0]
        self.set_url(f"{before}@127.0.0.1:{port}/{database}?{PLAIN}")

    # --- a look inside, beside the program ---

    def db(self) -> sqlite3.Connection:
        """The store's file, as it lies."""
        return sqlite3.connect(self.file)

    def sql(self, query: str, *given: object) -> list[Any]:
        """Rows of a SELECT on the store's file."""
        db = self.db()
        try:
            return db.execute(query, given).fetchall()
        finally:
            db.close()

    def value(self, query: str, *given: object) -> Any:
        """The one value that a SELECT gives."""
        found = self.sql(query, *given)
        assert len(found) == 1, (query, given, found)
        return found[0][0]

    def rows(self) -> Rows:
        """All rows, in the columns that travel, as text."""
        found: Rows = {}
        db = self.db()
        for table, columns in JOURNALLED.items():
            names = ", ".join(f"[{name}]" for name in columns)
            for values in db.execute(f"SELECT {names} FROM [{table}]"):
                row = {name: None if v is None else str(v) for name, v in zip(columns, values, strict=True)}
                found[table, tuple(row[name] or "" for name in KEYS[table])] = row
        db.close()
        return found

    def ops(self, *states: str) -> list[tuple[Any, ...]]:
        """Ops in their order: op_id, kind, tbl, key, col, old, new, state, reason."""
        rows = self.sql("SELECT op_id, kind, tbl, key, col, old, new, state, reason FROM sync_op ORDER BY n")
        return [row for row in rows if row[7] in states or not states]

    def store_bytes(self) -> bytes:
        """All that is in the store's file and beside it: what somebody with the disk can read of it."""
        beside = (self.file.with_name(f"{self.file.name}{tail}") for tail in ("", "-wal", "-shm", "-journal"))
        return b"".join(path.read_bytes() for path in beside if path.exists())


class Team:
    """A hub with a director, Wang, two reps, Li and Han, under her, and their laptops as they are asked for."""

    def __init__(self, hub: Hub, folder: Path, pattern: Team | None = None) -> None:
        """``pattern``: another team, at rest, of which the hub is a copy: its laptops are copied too."""
        self.hub = hub
        self.folder = folder
        self.port = hub.server.port
        self.clients: list[Client] = []
        self.pattern = pattern
        if pattern is None:
            self.wang = hub.add("Wang", "director")
            self.li = hub.add("Li", "rep", superior=self.wang, by=self.wang.member_id)
            self.han = hub.add("Han", "rep", superior=self.wang, by=self.wang.member_id)
        else:
            self.wang, self.li, self.han = map(self._anew, (pattern.wang, pattern.li, pattern.han))

    def _anew(self, like: Login) -> Login:
        """A login of its own for a member of a hub that was copied."""
        group = self.value("SELECT value FROM crm.setting WHERE key = 'group_role'")
        login = self.hub.role(f"LOGIN IN ROLE {group}")
        self.sql("UPDATE crm.login SET login = %s WHERE login = %s", login, like.login)
        self.sql(f"GRANT CONNECT ON DATABASE {self.hub.name} TO {login}")
        return Login(login, self.hub.passwords[login], like.member_id, like.name)

    def url(self, login: Login, port: int = 0) -> str:
        """The hub's address for a login, by a way on which a proxy can read."""
        return f"postgresql://{login.login}@127.0.0.1:{port or self.port}/{self.hub.name}?{PLAIN}"

    def new(self, login: Login, name: str = "") -> Client:
        """A laptop that has joined nothing."""
        name = name or login.name.lower()
        while any(one.folder.name == name for one in self.clients):
            name += "2"
        made = Client(self.folder / name, name, login, self.url(login))
        self.clients.append(made)
        return made

    def client(self, login: Login, name: str = "") -> Client:
        """A laptop that has joined and exchanged once."""
        first = all(one.login is not login for one in self.clients)
        made = self.new(login, name)
        if first and self.pattern is not None:
            for like in self.pattern.clients:
                if like.login.member_id == login.member_id:
                    shutil.copytree(like.home, made.home)
                    made.set_url(made.url)
                    return made
        made.crm("sync", "setup", made.url, "--yes").ok()
        made.sync()
        return made

    def three(self) -> tuple[Client, Client, Client]:
        """Laptops of Wang, Li and Han."""
        return self.client(self.wang), self.client(self.li), self.client(self.han)

    def sql(self, query: str, *given: object, login: str = "") -> list[tuple[Any, ...]]:
        """Rows of a statement on the hub, as its owner."""
        return self.hub.sql(query, *given, login=login)

    def value(self, query: str, *given: object) -> Any:
        """The one value of a statement on the hub."""
        found = self.sql(query, *given)
        assert len(found) == 1, (query, given, found)
        return found[0][0]

    def rows(self, login: Login) -> Rows:
        """What the hub shows a login, in the columns that travel."""
        found: Rows = {}
        with self.hub.connect(login.login) as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            there = set(connection.execute(_COLUMNS).fetchall())
            for table, columns in JOURNALLED.items():
                # A column that an older hub does not have says nothing there.
                names = (f'"{name}"' if (f"wire_{table}", name) in there else "NULL" for name in columns)
                for values in connection.execute(f'SELECT {", ".join(names)} FROM crm."wire_{table}"'):
                    row = dict(zip(columns, (None if v is None else str(v) for v in values), strict=True))
                    found[table, tuple(row[name] or "" for name in KEYS[table])] = row
        return found

    # --- the hub as a whole ---

    def backup(self) -> str:
        """A copy of the hub as it is, by name."""
        name = unique("backup")
        self.copy(self.hub.name, name)
        return name

    def restore(self, backup: str) -> None:
        """Have the hub be as it was copied, whoever is connected."""
        self.replace()
        with self.hub.server.connect() as connection:
            connection.execute(f"DROP DATABASE {self.hub.name}")
        self.copy(backup, self.hub.name)

    def replace(self) -> None:
        """Put an empty database where the hub was."""
        with self.hub.server.connect() as connection:
            connection.execute(f"DROP DATABASE {self.hub.name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {self.hub.name} OWNER {self.hub.owner}")
            self._let_in(connection, self.hub.name)

    def copy(self, source: str, name: str) -> None:
        """Copy a database, whoever is connected."""
        with self.hub.server.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (source,)
            )
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {source} OWNER {self.hub.owner}")
            self._let_in(connection, name)

    def _let_in(self, connection: Any, name: str) -> None:
        """Rights on a database are not copied with it."""
        connection.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
        for login in self.hub.logins:
            connection.execute(f"GRANT CONNECT ON DATABASE {name} TO {login}")

    def drop(self, name: str) -> None:
        """Remove a copy."""
        with self.hub.server.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
