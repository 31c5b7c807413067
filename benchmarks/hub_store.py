"""A hub for measuring, on a PostgreSQL started for it: its people, and as many customers as are wanted, made in SQL.

The server is that of the tests (``tests/pg.py``): fsync on, passwords by SCRAM, on loopback.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import crm
from benchmarks.measure import Failed
from tests import pg

# Customers and their follow-ups as a team would have written them; ids ascend with time as the product's do.
_FILL = """
SET session_replication_role = replica;
INSERT INTO crm.bucket (id, kind, of, owner_id)
  SELECT ('0190' || lpad(to_hex(i), 8, '0') || '70008000000000000000')::uuid, 'customer',
    ('0190' || lpad(to_hex(i), 8, '0') || '70008000000000000000')::uuid, '{owner}'::uuid
  FROM generate_series({first}, {last}) i;
INSERT INTO crm.customer (id, ref, owner_id, created_at, created_by_id, updated_at, updated_by_id, name, kind, status,
    country, city, phone, level, bucket)
  SELECT ('0190' || lpad(to_hex(i), 8, '0') || '70008000000000000000')::uuid, 'C' || lpad(i::text, 6, '0'),
    '{owner}'::uuid, '2026-01-01'::timestamptz + i * interval '1 minute', '{owner}'::uuid,
    '2026-01-01'::timestamptz + i * interval '1 minute',
    '{owner}'::uuid,
    CASE i % 2 WHEN 0 THEN 'Northwind Supplies No. ' || i || ' Ltd' ELSE '海丰进出口第' || i || '有限公司' END,
    'company', (ARRAY['lead', 'active', 'dormant'])[1 + i % 3], (ARRAY['Germany', 'China', 'Spain'])[1 + i % 3],
    (ARRAY['Berlin', 'Ningbo', 'Madrid'])[1 + i % 3], '+49 30 ' || (1000000 + i), (ARRAY['A', 'B', 'C'])[1 + i % 3],
    ('0190' || lpad(to_hex(i), 8, '0') || '70008000000000000000')::uuid
  FROM generate_series({first}, {last}) i;
INSERT INTO crm.followup (id, ref, owner_id, created_at, created_by_id, updated_at, updated_by_id, customer_id, kind,
    at_at, text, author_id, bucket)
  SELECT ('0191' || lpad(to_hex(i), 8, '0') || '7' || lpad(to_hex(n), 3, '0') || '8000000000000000')::uuid,
    'F' || lpad(to_hex(i * {notes} + n), 6, '0'), '{owner}'::uuid,
    '2026-01-01'::timestamptz + n * interval '20 days' + i * interval '1 minute', '{owner}'::uuid,
    '2026-01-01'::timestamptz + n * interval '20 days' + i * interval '1 minute', '{owner}'::uuid,
    ('0190' || lpad(to_hex(i), 8, '0') || '70008000000000000000')::uuid,
    (ARRAY['call', 'visit', 'email', 'negotiation'])[1 + (i + n) % 4],
    '2026-01-01'::timestamptz + n * interval '20 days' + i * interval '1 minute',
    CASE (i + n) % 2
      WHEN 0 THEN 'called the buyer about order ' || i || ', wants a better price and samples of the valve; visit ' || n
      ELSE '拜访采购经理，谈了第' || n || '批的交期和运费，客户要求样品' || i || '件，下周回访' END,
    '{owner}'::uuid, ('0190' || lpad(to_hex(i), 8, '0') || '70008000000000000000')::uuid
  FROM generate_series({first}, {last}) i, generate_series(0, {notes} - 1) n;
ANALYZE;
"""

# More of the newest follow-up, with ids of their own.
_MANY = """
INSERT INTO crm.followup (id, ref, owner_id, created_at, created_by_id, updated_at, updated_by_id, customer_id, kind,
    at_at, text, author_id, bucket)
  SELECT gen_random_uuid(), 'N' || lpad(n::text, 6, '0'), f.owner_id, f.created_at, f.created_by_id, f.updated_at,
    f.updated_by_id, f.customer_id, f.kind, f.at_at, f.text || ' ' || n, f.author_id, f.bucket
  FROM (SELECT * FROM crm.followup ORDER BY created_at DESC LIMIT 1) f, generate_series(1, %(notes)s) n
"""


class Hub:
    """A hub with an owner and members; ``url``, ``file`` (its password) and ``id`` of each member by name."""

    def __init__(self, server: pg.Access, name: str, place: Path) -> None:
        self.server = server
        self.name = name
        self.place = place
        self.made = 0
        self.members: dict[str, dict[str, str]] = {}
        self.admin = crm.Store(f"{name}-admin", 0, place / f"{name}-admin")
        self.admin.home.mkdir(parents=True)
        owner, password = f"{name}_owner", "bench"
        with server.connect() as connection:
            connection.execute(f"CREATE ROLE {owner} LOGIN CREATEROLE PASSWORD '{password}'")
            connection.execute(f"CREATE DATABASE {name} OWNER {owner}")
        file = place / f"{owner}.password"
        file.write_text(password + "\n")
        file.chmod(0o600)
        self.admin.ask("hub", "init", server.url(owner, name, ""), "--password-file", str(file))
        self._owner = ("--password-file", str(file))

    def hire(self, name: str, role: str = "rep", superior: str | None = None) -> None:
        """A member with a login."""
        over = ["--superior", superior] if superior else []
        login = f"{self.name}_{name}"  # logins are the whole server's
        answer = json.loads(
            self.admin.ask(
                "hub", "add", name, "--role", role, "--login", login, *over, *self._owner, "--json"
            )
        )
        file = self.place / f"{name}.password"
        file.write_text(answer["password"] + "\n")
        file.chmod(0o600)
        self.members[name] = {"url": answer["url"], "file": str(file), "id": answer["member"]["id"]}

    def fill(self, customers: int, owner: str, notes: int = 10) -> None:
        """So many customers more of a member, with follow-ups."""
        text = _FILL.format(
            owner=self.members[owner]["id"], first=self.made + 1, last=self.made + customers, notes=notes
        )
        self.made += customers
        with self.connect() as connection:
            connection.execute(text)

    def fill_one(self, owner: str, notes: int) -> None:
        """One customer more of a member, with so many follow-ups."""
        self.fill(1, owner, 1)
        with self.connect() as connection:
            connection.execute(_MANY, {"notes": notes})

    def connect(self) -> Any:
        """A connection as the server's administrator."""
        return self.server.connect("postgres", self.name)

    def join(self, member: str, home: str) -> crm.Store:
        """A new store of a member, joined and not synced yet."""
        store = crm.Store(home, 0, self.place / home)
        store.home.mkdir(parents=True)
        one = self.members[member]
        store.ask("sync", "setup", one["url"], "--password-file", one["file"], "--yes")
        return store


@contextmanager
def hubs(place: Path) -> Iterator[pg.Access]:
    """The server, for as long as it is measured."""
    try:
        with pg.Server(shared_buffers="512MB", max_wal_size="4GB") as server:
            yield server.access()
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise Failed(f"no PostgreSQL to measure with: {error}") from None
