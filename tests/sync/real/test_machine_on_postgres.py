"""Any order of what members, lines, hubs and files can do, on a hub in PostgreSQL: a few examples of the machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pg
import pytest
from hubs import Hub, Login, new_hub, place_of, unique
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from crmcli.store.records import JOURNALLED, KEYS
from crmcli.sync import people
from crmcli.sync.hub import PostgresHub
from tests.sync.desks import MEMBERS
from tests.sync.machine import SyncMachine
from tests.sync.real.team import Team
from tests.sync.sight import REFERENCE, Rows

if TYPE_CHECKING:
    from tests.sync.machine import World

EXAMPLES = int(os.environ.get("CRM_MACHINE", "0"))


class RealWorld:
    """A hub in PostgreSQL as the machine needs one."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.team = Team.__new__(Team)
        self.team.hub = hub
        self.logins: dict[str, Login] = {}
        self.backups: list[str] = []
        self.open: list[PostgresHub] = []
        self._looked_at: dict[str, tuple[object, str]] = {}
        with hub.connect() as connection, connection.transaction():
            for one in MEMBERS:
                name, password = unique("m"), unique("p")
                people.add_member(connection, {**one, "created_by_id": one["id"]})
                people.add_login(connection, name, password, one["id"])
                hub.logins.append(name)
                hub.passwords[name] = password
                self.logins[one["id"]] = Login(name, password, one["id"], one["name"])
        self.hub_id = str(hub.sql("SELECT value FROM crm.setting WHERE key = 'hub_id'")[0][0])

    def login(self, member: str) -> PostgresHub:
        made: PostgresHub = self.hub.as_member(self.logins[member])
        self.open.append(made)
        return made

    def backup(self) -> int:
        self.backups.append(self.team.backup())
        return len(self.backups) - 1

    def restore(self, number: int) -> None:
        self.team.restore(self.backups[number])

    def seen(self, member: str) -> Rows:
        return self.team.rows(self.logins[member])

    def open_for(self, member: str) -> set[str]:
        login = self.logins[member].login
        found = self.hub.sql("SELECT op_id::text FROM crm.conflict WHERE closed_at IS NULL", login=login)
        return {id for (id,) in found}

    def words(self) -> set[str | None]:
        found: set[str | None] = set()
        for new, body in self.hub.sql("SELECT new, body FROM crm.op"):
            found.add(new)
            found |= {value for value in (body or {}).values() if value is None or isinstance(value, str)}
        return found

    def check(self) -> None:
        """I8: what changed has another tag. (I3 and I4 are what its tables cannot hold otherwise: see agree.)"""
        content: dict[str, list[object]] = {}
        with self.hub.connect() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            for table in KEYS:
                names = ", ".join(f'"{name}"' for name in JOURNALLED[table])
                for bucket, *row in connection.execute(
                    f'SELECT bucket::text, {names} FROM crm."wire_{table}"'
                ):
                    content.setdefault(bucket, []).append((table, tuple(map(str, row))))
            tags = dict(connection.execute("SELECT id::text, tag::text FROM crm.bucket").fetchall())
            for bucket, op in connection.execute(
                "SELECT bucket::text, op_id::text FROM crm.conflict WHERE closed_at IS NULL"
            ):
                content.setdefault(bucket, []).append(("conflict", (op,)))
        lost = set(content) - set(tags)
        assert not lost, lost
        for bucket, tag in tags.items():
            now = sorted(content.get(bucket, []), key=str)
            then = self._looked_at.get(bucket)
            assert then is None or then[0] == now or then[1] != tag, ("changed under the same tag", bucket)
            self._looked_at[bucket] = (now, tag)
        assert set(REFERENCE.values()) <= set(tags)

    def close(self) -> None:
        for one in self.open:
            one.close()
        for name in self.backups:
            self.team.drop(name)
        self.hub.drop()


@pytest.mark.slow
def test_whatever_happens_on_postgres(postgres: pg.Access, tmp_path_factory: pytest.TempPathFactory) -> None:
    run(postgres, place_of(tmp_path_factory), EXAMPLES or 12, 25)


def run(postgres: pg.Access, place: Path, examples: int, steps: int) -> None:
    """So many examples of so many steps."""

    class Machine(SyncMachine):
        def make(self) -> World:
            self.real = RealWorld(new_hub(postgres, place))
            return self.real

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                if hasattr(self, "real"):
                    self.real.close()

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),
        ),
    )
