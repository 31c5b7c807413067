"""The demo store: a believable trading company, the same for the same seed and the same moment.

Up to :data:`DEFAULT` customers their stories are told one by one over a year (:mod:`.live`); more are made by
thousands (:mod:`.scale`). All is drawn from random numbers seeded by text; no set or wall clock is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any

from crmcli.errors import FileError
from crmcli.i18n import _
from crmcli.store import fresh
from crmcli.store.identity import Identity
from crmcli.store.open import Store, open_store
from crmcli.store.records import Customer, Followup, Opportunity, Order
from crmcli.store.statements import count
from crmcli.verbs import order_clock
from crmcli.verbs.approvals import sweep
from crmcli.verbs.demo import names
from crmcli.verbs.demo.hands import ME, Clock, Hands
from crmcli.verbs.demo.live import YEAR, Live
from crmcli.verbs.demo.scale import Scale

DEFAULT = 60
_MARK = "demo"  # the setting of a store that says it is one, and of which seed


def make(
    path: str,
    now: datetime,
    *,
    seed: str = "1",
    scale: int = DEFAULT,
    replace: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Make a demo store at ``path`` as of ``now``, with ``scale`` customers; the contract's answer.

    It is made beside ``path`` and moved there when it is whole. Raises :class:`FileError` if there is a file,
    unless ``replace`` is given and the file is a demo store. ``progress`` is told customers made and to make.
    """
    began = perf_counter()
    path = os.path.abspath(os.path.expanduser(path))
    _refuse(path, replace)
    part = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}.part")
    try:
        store = _opened(part, now, seed)
        try:
            _fill(store, now, seed, scale, progress)
            answer = {
                "path": path,
                "customers": count(store, Customer, removed_at=None),
                "followups": count(store, Followup, removed_at=None),
                "opportunities": count(store, Opportunity, removed_at=None),
                "orders": count(store, Order, removed_at=None),
                "seconds": 0.0,
            }
            fresh.finish(store)
        finally:
            store.close()
        _remove(path)
        os.replace(part, path)
    except BaseException:
        _remove(part)
        raise
    answer["seconds"] = round(perf_counter() - began, 2)
    return answer


def _refuse(path: str, replace: bool) -> None:
    """Raise unless the store may be made at ``path``: another file, and above all a real store, stays as it is."""
    if not os.path.lexists(path):
        return
    if replace and os.path.isfile(path) and _is_demo(path):
        return
    if replace:
        raise FileError(
            _("%(path)s is no demo store; it stays as it is.") % {"path": path},
            hint=_("Name another file with --to."),
            path=path,
        )
    raise FileError(
        _("There is a file already: %(path)s") % {"path": path},
        hint=_("Name another one with --to, or replace a demo store with --force."),
        path=path,
    )


def _is_demo(path: str) -> bool:
    from crmcli.errors import CrmError

    try:
        store = open_store(path, datetime.now, create=False)
    except CrmError:
        return False
    try:
        return store.setting(_MARK) is not None
    finally:
        store.close()


def _remove(path: str) -> None:
    for name in (path, f"{path}-wal", f"{path}-shm"):
        if os.path.lexists(name):
            os.remove(name)


def _opened(path: str, now: datetime, seed: str) -> Store:
    """An empty store whose first member is me, a year ago."""
    start = (now - timedelta(days=YEAR + 1)).replace(hour=8, minute=30, second=0, microsecond=0)
    identity = Identity(Random(f"{seed}:identity").randbytes)
    with _called(names.MEMBERS[ME][0]):
        store = open_store(path, Clock(start), identity=identity, device=names.MEMBERS[ME][5])
    fresh.hurry(store)
    store.put_setting(_MARK, seed)
    return store


@contextmanager
def _called(name: str) -> Iterator[None]:
    """A new store names its first member after the operating system's user: here that is ``name``."""
    before = os.environ.get("LOGNAME")
    os.environ["LOGNAME"] = name
    try:
        yield
    finally:
        if before is None:
            del os.environ["LOGNAME"]
        else:
            os.environ["LOGNAME"] = before


def _fill(
    store: Store, now: datetime, seed: str, scale: int, progress: Callable[[int, int], None] | None
) -> None:
    clock = store.clock
    assert isinstance(clock, Clock)
    apart, trade = (Identity(Random(f"{seed}:{what} identity").randbytes) for what in ("sale", "trade"))
    hands = Hands(store, clock, apart, trade)
    hands.hire(clock.moment)
    hands.watched()
    told, sale, traded = (Random(f"{seed}:{what}") for what in ("live", "sale", "trade"))
    live = Live(hands, told, sale, traded, now, min(scale, DEFAULT))
    more = Scale(hands, seed, now, max(scale - DEFAULT, 0))
    made = min(scale, DEFAULT)
    events = iter(live.events)
    event = next(events, None)
    if more.blocks:
        more.hire(now - timedelta(days=YEAR))
    for number, moment in enumerate(more.moments()):
        while event is not None and event.at < moment:
            live.play(event)
            event = next(events, None)
        made += more.block(number, moment)
        if progress is not None:
            progress(made, scale)
    while event is not None:
        live.play(event)
        event = next(events, None)
    hands.take(ME, now)
    with hands.trading():
        sweep(store)  # what is due by now was noticed, as it would have been by any command
        order_clock.sweep(store)
