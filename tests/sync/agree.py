"""What must hold when all have exchanged: docs/sync.md names them I1 to I8."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from stores import clock

from crmcli.store.doctor import examine
from crmcli.store.open import open_store
from crmcli.verbs.refusals import refused
from tests.sync.desks import differences

if TYPE_CHECKING:
    from tests.sync.real.team import Client, Team


def settle(team: Team, *clients: Client) -> None:
    """All exchange until nobody has anything new, then everything is checked."""
    clients = clients or tuple(team.clients)
    for client in clients:
        client.sync()
    # What the later ones told goes to the earlier ones; the last has it all unless somebody says more.
    while sum(client.sync()["pushed"] for client in clients[:-1]):
        clients[-1].sync()
    agree(team, *clients)


def agree(team: Team, *clients: Client) -> None:
    """I1, I2, I3, I4, I6, I7 of clients at rest, and nothing that ``crm doctor`` would mend."""
    for client in clients or tuple(team.clients):
        rests(client)
        shows_what_it_may(team, client)
        remembers(team, client)
        well(client)
    never_silent(team)


def rests(client: Client) -> None:
    """I7: nothing waits."""
    waiting = client.ops("waiting", "held")
    assert not waiting, (client.name, waiting)
    assert client.value("SELECT count(*) FROM sync_gone") == 0


def shows_what_it_may(team: Team, client: Client) -> None:
    """I1, I6: its rows are those that the hub shows its member, and so are the conflicts."""
    found = differences(client.rows(), team.rows(client.login))
    assert not found, (client.name, found)
    mine = {id for (id,) in client.sql("SELECT op_id FROM sync_conflict")}
    theirs = team.sql(
        "SELECT op_id::text FROM crm.conflict WHERE closed_at IS NULL", login=client.login.login
    )
    assert mine == {id for (id,) in theirs}, client.name


def remembers(team: Team, client: Client) -> None:
    """I2: all that it told is in the hub's history with the same result, in a conflict, or in its own refused list."""
    history: dict[str, str] = dict(team.sql("SELECT op_id::text, result FROM crm.op"))
    for op_id, kind, table, key, column, _old, new, state, reason in client.ops():
        op = (client.name, op_id, kind, table, key, column, new, state, reason)
        if state in ("ok", "conflict"):
            assert history.get(op_id) == state, (op, history.get(op_id))
        else:
            assert state in ("refused", "seen"), op
            assert history.get(op_id, "refused") in ("refused", "ok"), (op, history[op_id])
    store = open_store(str(client.file), clock, device=client.name)
    try:
        told = str(refused(store))  # what belongs together is told as one
    finally:
        store.close()
    for op in client.ops("refused"):
        assert op[0] in told or (op[6] or op[1]) in told or op[1] == "insert", (op, told)
    assert bool(client.ops("refused")) == (told != "[]")


def never_silent(team: Team) -> None:
    """I3, I4: in the hub's history every set that was done replaced what stood there, and no op is twice."""
    ops = team.sql(
        "SELECT op_id::text, tbl, key::text, kind, col, old, new, result, body IS NULL FROM crm.op"
        " ORDER BY at, op_id"
    )
    assert max(Counter(op[0] for op in ops).values(), default=1) == 1
    inserts = Counter(  # what came again otherwise is told by changes, and has no words itself
        (table, _key(key))
        for _id, table, key, kind, *_, result, again in ops
        if (kind, result, again) == ("insert", "ok", False)
    )
    twice = {row: number for row, number in inserts.items() if number > 1}
    assert not twice, twice
    conflicts = {id for (id,) in team.sql("SELECT op_id::text FROM crm.conflict")}
    lost = [op for op in ops if op[7] == "conflict" and op[0] not in conflicts]
    assert not lost, lost


def _key(text: str) -> tuple[Any, ...]:
    return tuple(json.loads(text)) if text.startswith("[") else (text,)


def well(client: Client) -> None:
    """Nothing is wrong with the store, its journal and its index."""
    checks, damaged = examine(str(client.file), clock)
    bad = [one.as_json() for one in checks if (not one.ok or one.mended) and one.check != "backup"]
    assert not damaged, bad
    assert not bad, (client.name, bad)
