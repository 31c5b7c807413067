"""The process an opportunity follows: which versions there are, what its stages are called, what each asks for.

A process is data (a file that :mod:`crmcli.processes` reads); each installed version is a ``playbook`` record that is
never changed, so that a record keeps the version it was begun under. The built-in ones are put into a store when
something is first written that needs one; until then they are read where they are.
"""

from __future__ import annotations

from functools import lru_cache

from crmcli.errors import ValueInvalid
from crmcli.i18n import _, language
from crmcli.store.joined import is_joined
from crmcli.store.records import Playbook
from crmcli.store.statements import by_id, insert, rows_where
from crmcli.verbs import vocabulary

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Choices
    from crmcli.store.open import Store

ENDS = ("won", "lost", "abandoned")
"""The stages in which an opportunity is closed; every process has them."""

ROLES = "team"
"""The name under which the team's roles are installed: a file of another kind."""

BUILT_IN = "sales"
"""The process that records get unless the team says otherwise."""


class Stage:
    """One stage of a process."""

    __slots__ = ("data", "id", "place")

    def __init__(self, data: dict[str, Any], place: int) -> None:
        self.data = data
        self.id: str = data["id"]
        self.place = place  # from 0 in the order of the process

    @property
    def label(self) -> str:
        """What it is called in the language in use."""
        return said(self.data, "label")

    @property
    def guidance(self) -> str:
        """What is said to who enters it; empty for nothing."""
        return said(self.data, "guidance")

    @property
    def probability(self) -> int:
        """Per cent."""
        return int(self.data["probability"])

    @property
    def silent_days(self) -> int | None:
        """Days without a dealing after which an open opportunity is silent; None: never."""
        days = self.data.get("silent_days")
        return None if days is None else int(days)

    @property
    def requires(self) -> list[dict[str, Any]]:
        """What must be there before it is left for a later one."""
        return list(self.data["requires"])


class Process:
    """A version of a process, from the data of its file."""

    __slots__ = ("data", "id", "stages", "version")

    def __init__(self, data: dict[str, Any], id: str | None, version: int) -> None:
        self.data = data
        self.id = id  # of its playbook; None for a built-in one that is not in the store yet
        self.version = version
        self.stages = [Stage(one, place) for place, one in enumerate(data["stages"])]

    @property
    def name(self) -> str:
        """What its file calls it."""
        return str(self.data["name"])

    @property
    def title(self) -> str:
        """What it is called in the language in use."""
        return said(self.data, "title")

    def stage(self, id: str | None) -> Stage | None:
        """The stage with an id; None if it has none such."""
        return next((one for one in self.stages if one.id == id), None)

    def end(self, outcome: str) -> dict[str, Any]:
        """What the file says of being won, lost or abandoned: ``label``, ``requires``, ``reasons``."""
        return dict(self.data["ends"][outcome])

    def label_of(self, stage: str | None) -> str:
        """What a stage or an end is called; the id itself if the process has no such stage."""
        found = self.stage(stage)
        if found is not None:
            return found.label
        return said(self.data["ends"][stage], "label") if stage in ENDS else stage or ""

    def following(self, stage: Stage) -> list[Stage]:
        """The stages into which one may go from here, in order."""
        return [one for one in self.stages if one.id in stage.data["next"]]


def said(data: dict[str, Any], key: str) -> str:
    """A text of a process in the language in use; the other one where it has only that."""
    own, other = (f"{key}_zh", key) if language() == "zh" else (key, f"{key}_zh")
    return str(data.get(own) or data.get(other) or "")


@lru_cache(maxsize=64)
def _content(text: str) -> dict[str, Any]:
    import json

    found: dict[str, Any] = json.loads(text)
    return found


def process(row: Playbook) -> Process:
    """The process that a playbook holds."""
    return Process(_content(row.content or "{}"), row.id, row.version)


def process_of(store: Store, playbook_id: str | None) -> Process:
    """The version a record follows; the default one for a record that names none."""
    row = by_id(store, Playbook, playbook_id)
    return process(row) if row is not None else default_process(store)


def installed(store: Store) -> list[Playbook]:
    """All versions in the store, in the order they were installed."""
    return [row for row in rows_where(store, Playbook, removed_at=None) if row.content and row.name != ROLES]


def processes(store: Store) -> list[Process]:
    """All versions there are, the built-in ones while the store has none."""
    rows = installed(store)
    return [process(row) for row in rows] if rows else _built_in()


@lru_cache(maxsize=1)
def _built_in() -> list[Process]:
    from crmcli.processes import builtin

    return [Process(builtin.compiled(name), None, 1) for name in builtin.names()]


def default_process(store: Store) -> Process:
    """The process of records that name none."""
    rows = [row for row in installed(store) if row.in_use]
    chosen = next((row for row in rows if row.is_default), None) or next(iter(rows), None)
    if chosen is not None:
        return process(chosen)
    return next(one for one in _built_in() if one.name == BUILT_IN)


def named(store: Store, name: str, argument: str = "--process") -> Process:
    """The version in use of the process with a name or title. Raises :class:`ValueInvalid` if there is none."""
    wanted = name.strip().casefold()
    rows = [row for row in installed(store) if row.in_use]
    found = [process(row) for row in rows]
    for one in _answering(found, wanted):
        return one
    there = {one.name for one in found}
    found += [one for one in _built_in() if one.name not in there]  # those the store does not hold yet
    for one in _answering(found, wanted):
        return one
    names = [one.name for one in found]
    raise ValueInvalid(
        _("There is no process “%(name)s”.") % {"name": name},
        hint=_("Expected: %(expected)s.") % {"expected": ", ".join(names)},
        argument=argument,
        value=name,
        expected=names,
    )


def _answering(processes: list[Process], wanted: str) -> list[Process]:
    """The processes of a name or title."""
    return [
        one for one in processes
        if wanted in (one.name, str(one.data["title"]).casefold(), str(one.data["title_zh"]).casefold())
    ]  # fmt: skip


def ensure(store: Store) -> None:
    """Put the built-in processes into a store that lacks some; call it before a transaction begins.

    They are part of the set-up, so not taken back by ``undo``, and have the same id on every device. What the store has
    under their names is left as it is: a process keeps its versions when the program brings a newer text along.
    """
    if store.transaction_now is not None or not _lacking(store):
        return
    from crmcli.store.journal import Transaction

    with Transaction(store, "init", fixed=True):
        put_lacking(store)
    vocabulary.use(store)


def put_lacking(store: Store) -> None:
    """Put the built-in processes that a store lacks into it, in the transaction that is open."""
    import json

    from crmcli.processes import builtin

    lacking = _lacking(store)  # another program may have been faster between the look and the lock
    first = lacking == list(builtin.names())
    for name in lacking:
        content, source = builtin.compiled(name), builtin.source(name).rstrip("\n")
        insert(
            store, Playbook, **_identity(source), name=name, version=1, title=content["title"],
            title_zh=content["title_zh"], business=content["business"], in_use=1,
            is_default=int(first and name == BUILT_IN), source=source,
            content=json.dumps(content, ensure_ascii=False, separators=(",", ":")), owner_id=None,
        )  # fmt: skip


def _lacking(store: Store) -> list[str]:
    """The names of built-in processes that a store does not hold and may get, in their order.

    In a team's store only who may bring processes to the hub puts them in; all others read them where they are.
    """
    from crmcli.processes import builtin

    there = {row.name for row in installed(store)}
    lacking = [name for name in builtin.names() if name not in there]
    if lacking and is_joined(store):
        from crmcli.verbs.staff import Team

        if not {"all", "process"} & Team(store).rights(store.me):
            return []
    return lacking


_FIRST = "019b7000"  # the beginning of 2026, in the form of a UUIDv7


def _identity(source: str) -> dict[str, str]:
    """The id and reference of a built-in process: made from its text, so that devices agree."""
    import hashlib

    from crmcli.store.identity import SIGNS

    digest = hashlib.sha256(source.encode()).digest()
    tail = digest.hex()
    signs = "".join(SIGNS[byte & 31] for byte in digest[16:21])
    return {
        "id": f"{_FIRST}-{tail[0:4]}-7{tail[4:7]}-8{tail[7:10]}-{tail[10:22]}",
        "ref": f"B{signs[:2]}{digest[21] % 10}{signs[2:]}",
    }


def words(store: Store | None, name: str) -> Choices:
    """The choices that the processes of a store (None: the built-in ones) give a field.

    ``name`` is ``stage``, ``reason`` or ``followup_kind``. Those of the default process come first.
    """
    rows = [] if store is None else installed(store)
    rows.sort(key=lambda row: not (row.in_use and row.is_default))
    found: dict[str, tuple[str, str, str]] = {}
    for one in [process(row) for row in rows] or _built_in():
        for choice in choices_of(one, name):
            found.setdefault(choice[0], choice)
    return tuple(found.values())


def choices_of(process: Process, name: str) -> Choices:
    """The choices that one process gives a field."""
    entries = _entries(process.data, name)
    return tuple((one["id"], str(one["label"]), str(one.get("label_zh") or one["label"])) for one in entries)


def _entries(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    if name == "stage":
        return [*data["stages"], *({"id": end, **data["ends"][end]} for end in ENDS)]
    if name == "reason":
        return [one for end in ENDS for one in data["ends"][end]["reasons"]]
    return list(data["followup_kinds"])
