"""Carrying out orders: lists, the desk, late steps, the board and the reports in a store with very many orders."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from benchmarks import crm, order_store
from benchmarks.measure import Failed, in_turn
from benchmarks.pipeline import Question, _asked
from crmcli.store.open import Store, open_store
from crmcli.store.records import DUTY, ORDER, PAYMENT, STEP
from crmcli.verbs import records
from crmcli.verbs.reports import duties, orders, receivables
from crmcli.verbs.reports.scope import Asked
from crmcli.verbs.today import today
from crmcli.verbs.watching import watch

LOOK, REPORT, BULK = 0.002, 1.0, 1.0  # seconds: a look in the store, a report, 200 orders a step further
COMMAND = {True: 15.0, False: 12.0}  # × pass, on a terminal or piped
AT_ONCE = 200
LATE = "status=open and planned<today"
_TAKEN = """SELECT o.number FROM [order] o WHERE o.status = 'open' AND o.number LIKE 'B%'
 AND EXISTS (SELECT 1 FROM step s WHERE s.order_id = o.id AND s.key = 'booking' AND s.status = 'open')
 AND NOT EXISTS (SELECT 1 FROM step s WHERE s.order_id = o.id AND s.place < 6 AND s.status <> 'done')
 ORDER BY o.number LIMIT ?"""

Row = dict[str, Any]


def in_store(path: Path, rounds: int) -> Iterator[Row]:
    """Each question inside one process, warm: the median of the rounds."""
    store = open_store(str(path), lambda: order_store.NOW.astimezone(UTC), create=False, device="bench")
    watch(store)
    try:
        for what, peer, target, ask in questions(store):
            yield _asked(what, peer, target, ask, rounds)
    finally:
        store.close()


def questions(store: Store) -> Iterator[Question]:
    """What is asked: in words, no peer, the target."""

    def listed(kind: Any, where: str) -> Callable[[], object]:
        return lambda: records.records(store, kind, where=[where] if where else [], limit=20)

    yield "order list, 20", "", LOOK, listed(ORDER, "")
    yield (
        "order list, the open ones that are late, 20",
        "",
        LOOK,
        listed(ORDER, "status=open and next_planned<today"),
    )
    yield f"step list: {LATE}, 20", "", LOOK, listed(STEP, LATE)
    yield (
        "payment list: outstanding>0 and due<today, 20",
        "",
        LOOK,
        listed(PAYMENT, "outstanding>0 and due<today"),
    )
    yield "duty list: state=open and due<today, 20", "", LOOK, listed(DUTY, "state=open and due<today")
    yield "the whole desk, mine", "", None, lambda: today(store)
    for name, verb, options in (
        ("orders", orders, {}), ("orders", orders, {"by": "member"}), ("orders", orders, {"by": "department"}),
        ("orders", orders, {"by": "month"}), ("orders", orders, {"period": "this_quarter"}),
        ("orders", orders, {"period": "this_year"}), ("receivables", receivables, {}),
        ("receivables", receivables, {"by": "customer"}), ("receivables", receivables, {"by": "order"}),
        ("duties", duties, {}), ("duties", duties, {"by": "step"}),
    ):  # fmt: skip
        asked = Asked(**options)  # type: ignore[arg-type]
        said = "".join(f" --{key} {value}" for key, value in options.items())
        yield f"report {name}{said}", "", REPORT, lambda verb=verb, asked=asked: verb.report(store, asked)  # type: ignore[misc]


def commands(store: crm.Store, rounds: int, place: Path) -> Iterator[Row]:
    """Whole processes, in turn with `python -c pass`."""
    number = json.loads(store.ask("order", "list", "--limit", "1", "--json"))[0]["number"]
    for words in (
        ("order", "list", "--limit", "20"), ("order", "show", number), ("today",),
        ("step", "list", "--where", LATE, "--limit", "20"), ("order", "board", "--limit", "40"),
    ):  # fmt: skip
        for terminal in (False, True):
            costs = in_turn({
                "nothing": lambda _: crm.nothing(place),
                "crm": lambda _, words=words, terminal=terminal: store.run(*words, terminal=terminal),  # type: ignore[misc]
            }, rounds)  # fmt: skip
            least, cost = costs["nothing"], costs["crm"]
            yield {
                "group": "commands", "what": f"crm {' '.join(words)}, {'on a terminal' if terminal else 'piped'}",
                "store": store.name, "items": store.items, "wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak,
                "pass": least.wall, "ratio": cost.wall / least.wall, "target": COMMAND[terminal],
            }  # fmt: skip


def bulk(store: crm.Store) -> Row:
    """A step of many orders done in one command, once: what it does is undone by nobody."""
    assert store.path is not None
    opened = open_store(
        str(store.path), lambda: order_store.NOW.astimezone(UTC), create=False, device="bench"
    )
    try:
        found = [number for (number,) in opened.db.execute(_TAKEN, (AT_ONCE,))]
    finally:
        opened.close()
    where = f"number in ({', '.join(found)})"
    cost = store.run("order", "step", "done", "booking", "--where", where, "--yes", "--json")
    return {
        "group": "bulk", "what": f"crm order step done booking --where …, {len(found)} orders", "wall": cost.wall,
        "cpu": cost.cpu, "peak": cost.peak, "target": BULK,
    }  # fmt: skip


def measure(number: int, rounds: int, place: Path) -> Iterator[Row | Failed]:
    """All of it."""
    path, seconds = order_store.kept(place, number)
    yield {"group": "made", "what": "the store", "seconds": seconds, "size": path.stat().st_size / 2**20}
    copy = place / "orders.db"  # what is measured writes into it
    shutil.copy(path, copy)
    yield from in_store(copy, max(rounds, 5))
    big = crm.Store(f"{number}", number, place / "store-orders", path=copy, now=order_store.NOW.isoformat())
    big.home.mkdir(exist_ok=True)
    yield from commands(big, rounds, place)
    try:
        yield bulk(big)
    except Failed as failure:
        yield failure
