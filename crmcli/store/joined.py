"""Whether this store has joined a team's hub, and which: one cheap look."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store

_FIRST = "sync."
PASSWORD_FILE = "sync.password_file"
_KEYS = ("hub", "url", "login", "member", "at", "seq")


class Joined:
    """The hub a store has joined: its id, its URL (no password in it), my login and member id there, since when."""

    __slots__ = ("at", "hub", "login", "member", "password_file", "seq", "url")

    def __init__(
        self,
        hub: str,
        url: str,
        login: str,
        member: str,
        at: str,
        seq: int = 0,
        password_file: str | None = None,
    ) -> None:
        self.hub = hub
        self.url = url
        self.login = login
        self.member = member
        self.at = at
        self.password_file = password_file  # of the password, if it was named on joining
        self.seq = seq  # the last number of the journal from which ops were made


def joined(store: Store) -> Joined | None:
    """The hub this store has joined; None if it is one's own alone."""
    rows = store.db.execute("SELECT key, value FROM meta WHERE key >= 'sync.' AND key < 'sync/'").fetchall()
    found = {key[len(_FIRST) :]: value for key, value in rows}
    if "hub" not in found:
        return None
    return Joined(
        found["hub"],
        found["url"],
        found["login"],
        found["member"],
        found["at"],
        int(found.get("seq", 0)),
        found.get("password_file"),
    )


def is_joined(store: Store) -> bool:
    """Whether this store has joined a hub."""
    return store.setting("sync.hub") is not None


def join(store: Store, of: Joined) -> None:
    """Remember the hub, inside the transaction that is open."""
    for name in _KEYS:
        store.put_setting(_FIRST + name, str(getattr(of, name)))


def leave(store: Store) -> None:
    """Forget the hub and all that was kept for it, inside the transaction that is open; the records stay."""
    store.db.execute("DELETE FROM meta WHERE key >= 'sync.' AND key < 'sync/'")
    for table in ("sync_op", "sync_bucket", "sync_row", "sync_gone", "sync_conflict"):
        store.db.execute(f"DELETE FROM {table}")


def seq(store: Store) -> int | None:
    """The last number of the journal from which ops were made; None in a store that has joined no hub."""
    found = store.setting("sync.seq")
    return None if found is None else int(found)


def put_seq(store: Store, number: int) -> None:
    """All of the journal up to this number has become ops, or came from the hub."""
    store.put_setting("sync.seq", str(number))
