"""Exchanging with the team's hub: once, or for as long as somebody watches; how it stands; leaving it."""

from __future__ import annotations

import os
import sqlite3
import time

from crmcli.clock import shown, stored
from crmcli.errors import CrmError, DiskFull, Forbidden, HubError, PasswordError, Refused, StoreLocked
from crmcli.i18n import _
from crmcli.store import conflicts as kept
from crmcli.store.joined import PASSWORD_FILE, joined
from crmcli.store.open import translate
from crmcli.system.onlyone import OnlyOne
from crmcli.verbs import conflicts, refusals

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from crmcli.store.joined import Joined
    from crmcli.store.open import Store
    from crmcli.sync.engine import Report, Say

    Ask = Callable[[str], str]

DEBOUNCE = 2.0  # seconds: what others do together is fetched together
LOOK = 1.0  # seconds between looks at what was done here
POLL = 180.0  # seconds after which the hub is asked even if it said nothing
PAUSE, LONGEST = (
    5.0,
    600.0,
)  # seconds before another attempt after an error; each next one waits twice as long
WAIT = 5.0  # seconds for which an exchange waits for another one of the same store
_LAST = "sync.last"


def needed(store: Store) -> Joined:
    """The hub this store has joined. Raises :class:`Refused` if there is none."""
    of = joined(store)
    if of is None:
        message = _("This store has joined no hub.")
        raise Refused(
            message,
            hint=_("`crm sync setup URL` joins one."),
            missing=[{"code": "joined", "field": None, "message": message}],
        )
    return of


def opened(
    url: str, *, file: str | None = None, ask: Ask | None = None, remembered: str | None = None
) -> Any:
    """The hub at a URL, connected. ``remembered``: the password file named when it was joined.

    Raises :class:`HubError`.
    """
    from crmcli.sync.address import read
    from crmcli.sync.hub import open_hub

    return open_hub(read(url), file=file, ask=ask, remembered=remembered)


def setup(
    store: Store,
    url: str,
    *,
    yes: bool = False,
    dry_run: bool = False,
    file: str | None = None,
    ask: Ask | None = None,
    sure: Callable[[dict[str, Any]], bool] | None = None,
    say: Say | None = None,
) -> dict[str, Any]:
    """Join the hub at a URL; what is here goes up with the first exchange. ``sure`` is asked, with what would be done,
    where rows would go up; ``dry_run`` only tells that. Returns it as JSON.

    Raises what the hub and :func:`crmcli.verbs.joining.setup` raise, and :class:`Refused` when nobody was sure.
    """
    from crmcli.sync.address import read
    from crmcli.verbs import joining

    joining.refuse_joined(store)  # before anything is asked of a hub
    address = read(url)
    hub = opened(url, file=file, ask=ask)
    try:
        plan = joining.setup(store, hub, url=address.url, dry_run=True, say=say)
        plan["warnings"] = [*address.warnings(), *plan["warnings"]]
        if dry_run:
            return plan
        if sure is not None and plan["rows"] and not yes and not sure(plan):
            message = _("Nothing was changed.")
            raise Refused(message, missing=[{"code": "unconfirmed", "field": None, "message": message}])
        done = joining.setup(store, hub, url=address.url, yes=True, say=say)
        done["warnings"] = [*address.warnings(), *done["warnings"]]
        if file is not None:
            store.put_setting(PASSWORD_FILE, os.path.abspath(os.path.expanduser(file)))
        return done
    finally:
        hub.close()


def sync(
    store: Store,
    *,
    yes: bool = False,
    dry_run: bool = False,
    file: str | None = None,
    ask: Ask | None = None,
    say: Say | None = None,
) -> Report:
    """One exchange. ``file`` holds the password, ``ask`` asks for it; ``say`` hears how far it is.

    Raises :class:`Refused` (no hub joined; much would be forgotten and ``yes`` was not said), :class:`HubError`.
    """
    of = needed(store)
    with OnlyOne(_lock(store), WAIT) as alone:
        if not alone:
            raise StoreLocked(
                _("Another exchange of this store is under way."),
                hint=_("What was done here goes with it, or with the next one."),
                path=store.path,
            )
        hub = opened(of.url, file=file, ask=ask, remembered=of.password_file)
        try:
            return _exchange(store, hub, yes=yes, dry_run=dry_run, say=say)
        finally:
            hub.close()


def _lock(store: Store) -> str:
    """The file by which exchanges of a store keep apart: two at once could show what the other had just replaced."""
    return f"{store.path}-sync"


def _exchange(store: Store, hub: Any, *, yes: bool, dry_run: bool, say: Say | None) -> Report:
    from crmcli.store.asking import behind
    from crmcli.sync.engine import exchange

    report = exchange(store, hub, yes=yes, dry_run=dry_run, say=say)
    if not dry_run and behind(store):  # hardly ever; what settles it takes long to import
        from crmcli.verbs import approvals

        if approvals.catch_up(store):
            report.add(exchange(store, hub, yes=yes, say=say))
    report.conflicts = conflicts.number(store)
    if not dry_run:
        store.put_setting(_LAST, stored(store.clock()))
    return report


def watch(
    store: Store,
    *,
    yes: bool = False,
    file: str | None = None,
    ask: Ask | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Report | CrmError]:
    """Exchange again and again: when the hub says that something changed, when something was done here, and every few
    minutes. Gives each report, and each error after which it goes on, waiting longer each time.

    Ends with what nobody but a person can mend: a wrong password, a question whether much is to be forgotten.
    """
    of = needed(store)
    hub: Any = None
    pause = PAUSE
    try:
        while True:
            try:
                if hub is None:
                    hub = opened(of.url, file=file, ask=ask, remembered=of.password_file)
                    hub.changed(0)  # from here on it tells what is done meanwhile
                version = store.version()
                with OnlyOne(_lock(store)) as alone:
                    report = _exchange(store, hub, yes=yes, dry_run=False, say=None) if alone else None
                if report is not None:
                    yield report
                pause = PAUSE
                if _waited(store, hub, version):
                    sleep(DEBOUNCE)
                    hub.changed(0)
            except PasswordError:
                raise
            except (HubError, StoreLocked, DiskFull, Forbidden, sqlite3.OperationalError) as error:
                told = error if isinstance(error, CrmError) else translate(error, store.path)
                if not isinstance(told, (HubError, StoreLocked, DiskFull, Forbidden)):
                    raise
                yield told
                if hub is not None:
                    _closed(hub)
                    hub = None
                sleep(pause)
                pause = min(pause * 2, LONGEST)
    finally:
        if hub is not None:
            _closed(hub)


def _waited(store: Store, hub: Any, version: int) -> bool:
    """Wait until there is something to exchange, or it is time anyway; whether it was something."""
    end = time.monotonic() + POLL
    while (left := end - time.monotonic()) > 0:
        if hub.changed(min(LOOK, left)) or store.version() != version:
            return True
    return False


def _closed(hub: Any) -> None:
    try:
        hub.close()
    except Exception:  # it is gone already
        pass


class Standing:
    """How sync stands, as a look at a screen has it: what waits (``MANY`` or more: that number), what is open."""

    __slots__ = ("conflicts", "joined", "refused", "waiting")

    @property
    def open(self) -> bool:
        """Whether there is something that a person has to see to, or can come."""
        return self.joined or self.conflicts > 0 or self.refused > 0

    def __init__(self, joined: bool, waiting: int, conflicts: int, refused: int) -> None:
        self.joined = joined
        self.waiting = waiting
        self.conflicts = conflicts
        self.refused = refused

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Standing) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    def __hash__(self) -> int:
        return hash((self.joined, self.waiting, self.conflicts, self.refused))


MANY = 1000


def standing(store: Store) -> Standing:
    """How sync stands, in a few short looks; in a store of one's own one."""
    seq = store.setting("sync.seq")
    if seq is None:
        if not kept.any_conflict(store):
            return Standing(False, 0, 0, 0)
        return Standing(False, 0, conflicts.number(store), 0)
    waiting = kept.unsent(store, int(seq), MANY)
    return Standing(True, min(waiting, MANY), conflicts.number(store), refusals.number_refused(store))


def last(store: Store) -> tuple[str, str | None]:
    """The hub's URL (empty: none) and when something was last exchanged with it, as JSON."""
    at = store.setting(_LAST)
    return store.setting("sync.url") or "", shown(at, store.zone) if at else None


# --- how it stands ------------------------------------------------------------------------------------------------


def waiting(store: Store) -> int:
    """How many changes wait to be sent, also those that no exchange has looked at yet; 0 in a store of one's own."""
    if joined(store) is None:
        return 0
    from crmcli.store.outbox import fill, pending

    return pending(store) + fill(store, dry_run=True)


def status(
    store: Store, *, check: bool = False, file: str | None = None, ask: Ask | None = None
) -> dict[str, Any]:
    """How this store and its hub stand, as JSON. ``check``: ask the hub too; ``reachable`` is null otherwise."""
    of = joined(store)
    if of is None:
        return {
            "hub": None, "login": None, "member": None, "joined_at": None, "last_sync": None, "waiting": 0, "held": 0,
            "conflicts": 0, "refused": 0, "reachable": None, "problem": None,
        }  # fmt: skip
    from crmcli.verbs.cells import links_to

    _waiting, held = kept.number_waiting(store)
    last = store.setting(_LAST)
    found: dict[str, Any] = {
        "hub": of.url,
        "login": of.login,
        "member": links_to(store, [("member", of.member)]).get(of.member),
        "joined_at": shown(of.at, store.zone),
        "last_sync": shown(last, store.zone) if last else None,
        "waiting": waiting(store),
        "held": held,
        "conflicts": conflicts.number(store),
        "refused": refusals.number_refused(store),
        "reachable": None,
        "problem": None,
    }
    if check:
        found |= _reached(store, of, file, ask)
    return found


def _reached(store: Store, of: Joined, file: str | None, ask: Ask | None) -> dict[str, Any]:
    from crmcli.store.open import VERSION

    try:
        hub = opened(of.url, file=file, ask=ask, remembered=of.password_file)
        try:
            hub.start(VERSION, None, None)
        finally:
            _closed(hub)
    except (HubError, Forbidden) as error:
        return {"reachable": False, "problem": error.message}
    return {"reachable": True}
