"""Random keys on every screen: nothing ends the interface, harms the store or cannot be taken back.

``monkey.py`` says which keys; its ``python -m tests.tui.monkey`` presses more of them.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import stores

from .harness import Screens, running
from .monkey import KEYS, SCREEN, SCREENS, SEEDS, Monkey

_first, _, _last = os.environ.get(SEEDS, "0").partition("-")
EACH = int(os.environ.get(KEYS, "300"))  # here: a test has an environment of its own
RUNS = [
    (screen, seed)
    for screen in SCREENS
    if os.environ.get(SCREEN) in (None, "", screen)
    for seed in range(int(_first), int(_last or _first) + 1)
]


async def played(screen: str, seed: int, keys: int, path: str) -> None:
    """A run of the monkey, and what must hold after it."""
    monkey = Monkey(screen, seed)
    try:
        async with running(path) as ui:
            before, newest = stores.rows(ui.app.store), _newest(ui.app.store)
            await monkey.play(ui, keys)
            ui.crm("doctor").ok()
            take_back(ui, newest)
            after = stores.rows(ui.app.store)
            for table, rows in before.items():
                assert after[table] == rows, f"not all of it could be taken back: {table}"
            ui.crm("doctor").ok()
    except BaseException as error:
        raise AssertionError(f"{error or type(error).__name__}\n{monkey.told()}") from error


def _newest(store: Any) -> int:
    """The number of the newest transaction."""
    return int(store.db.execute("SELECT coalesce(max(nid), 0) FROM txn").fetchone()[0])


def take_back(ui: Screens, newest: int) -> None:
    """Take back again and again until nothing is left; then what of before was taken back by name, from the last."""
    from crmcli.errors import NotFound
    from crmcli.verbs.history import undo

    store = ui.app.store
    try:
        while True:
            undo(store)
    except NotFound:
        pass
    # History takes back whatever is under its cursor, what was there before too; that is done again.
    taken = store.db.execute(
        "SELECT ref FROM txn WHERE nid > ? AND undoes <= ? AND undone_by IS NULL ORDER BY nid DESC",
        (newest, newest),
    ).fetchall()
    for (ref,) in taken:
        undo(store, ref)


@pytest.mark.slow
@pytest.mark.parametrize(("screen", "seed"), RUNS)
async def test_many_keys(screen: str, seed: int, demo: str) -> None:
    await played(screen, seed, EACH, demo)


@pytest.mark.slow
@pytest.mark.parametrize("screen", ["desk", "customer", "pipeline"])
async def test_in_a_team(screen: str, staffed: str) -> None:
    await played(screen, 0, EACH, staffed)


@pytest.mark.slow
@pytest.mark.parametrize("screen", ["orders", "order"])
@pytest.mark.parametrize("seed", sorted({seed for _screen, seed in RUNS}))
async def test_with_orders(screen: str, seed: int, carried: str) -> None:
    await played(screen, seed, EACH, carried)
