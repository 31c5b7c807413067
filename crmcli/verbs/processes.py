"""Process files: looked at, installed as versions, put to use; what stands in a stage that a version drops goes along.

A version is never changed once it is installed. The roles of the team are such a file too, under the name ``team``.
"""

from __future__ import annotations

import json
import os

from crmcli.errors import FileError, NotFound, Refused, UsageError
from crmcli.i18n import _, ngettext, why
from crmcli.store.journal import Transaction
from crmcli.store.records import CONTACT, CUSTOMER, DOCUMENT, FOLLOWUP, PLAYBOOK, Opportunity, Playbook
from crmcli.store.statements import insert, rows_where, update
from crmcli.verbs import roles, stages, team_rules, vocabulary
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import record_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.processes.reading import Vocabulary
    from crmcli.store.open import Store

# What may be asked for of an opportunity; the rest is kept by the store or changed by verbs.
_ASKED = (
    "customer", "title", "acquired_on", "expected_close", "amount", "probability", "current_problem", "competitors",
    "products", "strengths", "weaknesses", "chances", "threats", "tags", "note", "external_id", "team",
)  # fmt: skip


class Version:
    """One version of a process: its data, its text, and the record that holds it (None: built-in, not installed)."""

    __slots__ = ("content", "row", "source")

    def __init__(self, content: dict[str, Any], source: str, row: Playbook | None) -> None:
        self.content = content
        self.source = source
        self.row = row

    @property
    def name(self) -> str:
        """What its file calls it."""
        return str(self.content["name"])

    @property
    def number(self) -> int:
        """Counted from 1."""
        return self.row.version if self.row is not None else 1

    @property
    def in_use(self) -> bool:
        """Whether new records of its name get it."""
        return bool(self.row.in_use) if self.row is not None else True

    @property
    def is_default(self) -> bool:
        """Whether records get it that name no other."""
        return bool(self.row.is_default) if self.row is not None else self.name == stages.BUILT_IN


def versions(store: Store) -> list[Version]:
    """All versions there are, by name and number; the built-in ones while the store has none of a name."""
    found = [
        Version(json.loads(row.content), row.source or "", row)
        for row in rows_where(store, Playbook, removed_at=None)
        if row.content
    ]
    there = {one.name for one in found}
    found += [one for one in _built_in() if one.name not in there]
    order = [one.name for one in _built_in()]
    return sorted(found, key=lambda one: (one.name == roles.NAME, *_place(order, one.name), one.number))


def _place(order: list[str], name: str) -> tuple[int, str]:
    return (order.index(name), "") if name in order else (len(order), name)


def _built_in() -> list[Version]:
    from crmcli.processes import builtin, team

    found = [Version(builtin.compiled(name), builtin.source(name), None) for name in builtin.names()]
    return [*found, Version(team.compiled(), team.source(), None)]


def version(store: Store, name: str, number: int | None = None) -> Version:
    """A version of the process with a name or title: the one in use unless its number is said.

    Raises :class:`NotFound` with the names there are, or the numbers.
    """
    wanted = name.strip().casefold()
    found = [
        one
        for one in versions(store)
        if wanted in (one.name, one.content["title"].casefold(), one.content["title_zh"].casefold())
    ]
    if not found:
        names = list(dict.fromkeys(one.name for one in versions(store)))
        raise NotFound(
            _("There is no process “%(name)s”.") % {"name": name},
            hint=_("Expected: %(expected)s.") % {"expected": ", ".join(names)},
            argument="NAME",
            value=name,
            closest=[],
        )
    if number is None:
        return next((one for one in found if one.in_use), found[-1])
    for one in found:
        if one.number == number:
            return one
    numbers = ", ".join(str(one.number) for one in found)
    raise NotFound(
        _("%(name)s has no version %(number)d.") % {"name": found[0].name, "number": number},
        hint=_("Expected: %(expected)s.") % {"expected": numbers},
        argument="--version",
        value=number,
        closest=[],
    )


def listed(store: Store) -> list[dict[str, Any]]:
    """Every version with how many open opportunities follow it."""
    open_ones: dict[str, int] = {}
    for (playbook, _stage), number in _open(store).items():
        open_ones[playbook] = open_ones.get(playbook, 0) + number
    return [
        {
            "name": one.name,
            "version": one.number,
            "title": stages.said(one.content, "title"),
            "business": one.content["business"] or None,
            "stages": [stage["id"] for stage in one.content.get("stages", ())],
            "open": open_ones.get(one.row.id if one.row is not None else "", 0),
            "in_use": one.in_use,
            "default": one.is_default,
            "built_in": one.row is None,
            "ref": one.row.ref if one.row is not None else None,
        }
        for one in versions(store)
    ]


def _open(store: Store) -> dict[tuple[str, str], int]:
    """Open opportunities by the id of their process's version and by stage."""
    from crmcli.store.pipeline import sums_of

    found: dict[tuple[str, str], int] = {}
    for one in sums_of(store):
        key = one.playbook, one.stage
        found[key] = found.get(key, 0) + one.number
    return found


# --- files --------------------------------------------------------------------------------------------------------


def check(path: str) -> tuple[dict[str, Any], str]:
    """What a process file says, as data, and its text. ``-`` is standard input.

    Raises :class:`FileError` for a file that cannot be read, and :class:`ValueInvalid` with ``line``, ``key`` and
    ``expected`` of the first fault and all of them in ``faults``.
    """
    import sys

    from crmcli.processes.checking import MOST

    try:
        if path == "-":
            content = sys.stdin.buffer.read(MOST + 1)
        else:
            with open(os.path.expanduser(path), "rb") as file:
                content = file.read(MOST + 1)
    except (OSError, ValueError) as error:
        raise FileError(
            _("%(path)s cannot be used: %(why)s") % {"path": path, "why": why(error)},
            hint=_("`crm process export %(name)s` prints a file that is right, with comments.")
            % {"name": "sales"},
            path=path,
        ) from None
    return read(content, path)


def read(content: bytes, path: str = "") -> tuple[dict[str, Any], str]:
    """What a process file's bytes say, as data, and the text as it is kept. Raises :class:`ValueInvalid`."""
    from crmcli.processes.checking import parsed

    root, _faults, text = parsed(content, path)
    text = text.replace("\r\n", "\n").rstrip("\n")
    process = root.data.get("process")
    if isinstance(process, dict) and process.get("name") == roles.NAME:
        from crmcli.processes.team import read as read_roles

        return read_roles(content, path)[0], text
    from crmcli.processes.reading import read as read_process

    return read_process(content, known_words(), path), text


def known_words() -> Vocabulary:
    """The words that a process may use because the program knows them: fields, kinds, parts, levels."""
    from crmcli.processes.reading import Vocabulary

    def values(choices: Sequence[tuple[str, str, str]]) -> list[str]:
        return [value for value, _english, _chinese in choices]

    return Vocabulary(
        _ASKED,
        values(FOLLOWUP.fields["kind"].fixed),
        values(DOCUMENT.fields["kind"].fixed),
        values(CONTACT.fields["part"].fixed),
        values(CUSTOMER.fields["level"].fixed),
    )


# --- installed and used -------------------------------------------------------------------------------------------


class Installed:
    """What an installation did: the version, how many opportunities moved, and the transaction (None: it was so)."""

    __slots__ = ("moved", "row", "transaction")

    def __init__(self, row: Playbook) -> None:
        self.row = row
        self.moved = 0
        self.transaction: str | None = None

    def as_json(self, store: Store) -> dict[str, Any]:
        """The record, how many opportunities moved, and the transaction."""
        return {
            **record_json(store, PLAYBOOK, self.row),
            "moved": self.moved,
            "transaction": self.transaction,
        }


def install(
    store: Store, path: str, maps: Sequence[str] = (), *, dry_run: bool = False
) -> Installed | dict[str, Any]:
    """Make a file the next version of its process and use it; with ``dry_run`` only what it would do is said.

    ``maps`` (``old=new``) say where opportunities go that stand open in a stage which the version drops; they follow
    it from then on, all others keep theirs. A text that is installed already is used, not installed again. Raises
    :class:`Refused` with the count of each dropped stage.
    """
    demand(store, "process", PLAYBOOK)
    content, source = check(path)
    name = str(content["name"])
    if dry_run:
        return _Plan(store, content, source, maps).as_json()
    stages.ensure(store)
    before = team_rules.before_roles(store) if name == roles.NAME else None
    with Transaction(store, f"process install {name}") as transaction:
        plan = _Plan(store, content, source, maps)
        if plan.same is not None and plan.same.row is not None:
            done = use(store, name, plan.same.number, default=None)
        else:
            for one in plan.known:
                if one.row is not None:
                    update(store, one.row, in_use=0, is_default=0)
            done = Installed(
                insert(
                    store, Playbook, name=name, version=plan.number, title=content["title"],
                    title_zh=content["title_zh"], business=content["business"] or None, in_use=1,
                    is_default=int(plan.default), source=source, owner_id=None,
                    content=json.dumps(content, ensure_ascii=False, separators=(",", ":")),
                )
            )  # fmt: skip
            done.moved = _move(store, done.row, plan.ids, plan.mapping)
            if before is not None:
                team_rules.check_roles(store, before)
    done.transaction = transaction.ref
    vocabulary.use(store)
    return done


class _Plan:
    """What installing a file would do."""

    __slots__ = ("content", "default", "dropped", "ids", "known", "mapping", "moving", "number", "same")

    def __init__(self, store: Store, content: dict[str, Any], source: str, maps: Sequence[str]) -> None:
        self.content = content
        self.known = [one for one in versions(store) if one.name == content["name"]]
        self.default = any(one.is_default for one in self.known)
        # Built in and not in the store yet: it becomes version 1 before anything is installed.
        put = [one for one in self.known if one.row is not None or content["name"] != roles.NAME]
        self.same = next((one for one in reversed(put) if one.source.rstrip("\n") == source), None)
        self.number = 1 + max((one.number for one in put), default=0)
        self.ids = [one.row.id for one in self.known if one.row is not None]
        self.mapping = {} if self.same is not None else _mapping(maps, content, self.known)
        self.dropped = {} if self.same is not None else _dropped(store, content, self.ids)
        left = {stage: number for stage, number in self.dropped.items() if stage not in self.mapping}
        _refuse_dropped(str(content["name"]), content, left)
        self.moving = sum(
            number
            for (playbook, stage), number in _open(store).items()
            if playbook in self.ids and stage in self.mapping
        )

    def as_json(self) -> dict[str, Any]:
        """What it would do, as data."""
        return {
            "name": self.content["name"], "version": self.same.number if self.same is not None else self.number,
            "title": self.content["title"], "stages": [one["id"] for one in self.content.get("stages", ())],
            "moved": self.moving, "unchanged": self.same is not None, "dropped": self.dropped, "transaction": None,
        }  # fmt: skip


def _dropped(store: Store, content: dict[str, Any], ids: Sequence[str]) -> dict[str, int]:
    """How many opportunities stand open in stages of earlier versions that a new one does not have."""
    kept = {one["id"] for one in content.get("stages", ())}
    found: dict[str, int] = {}
    for (playbook, stage), number in _open(store).items():
        if playbook in ids and stage not in kept:
            found[stage] = found.get(stage, 0) + number
    return found


def _refuse_dropped(name: str, content: dict[str, Any], dropped: dict[str, int]) -> None:
    if not dropped:
        return
    missing = [
        {
            "code": "stage_in_use", "field": stage, "number": number,
            "message": ngettext(
                "%(number)d open opportunity stands in “%(stage)s”.",
                "%(number)d open opportunities stand in “%(stage)s”.",
                number,
            ) % {"number": number, "stage": stage},
        }
        for stage, number in dropped.items()
    ]  # fmt: skip
    options = " ".join(f"--map {stage}={content['stages'][0]['id']}" for stage in dropped)
    raise Refused(
        _("%(name)s drops stages in which opportunities stand open.") % {"name": name},
        hint=_("Say where they go, such as %(options)s, or keep the stage.") % {"options": options},
        missing=missing,
    )


def _mapping(maps: Sequence[str], content: dict[str, Any], known: Sequence[Version]) -> dict[str, str]:
    """``old=new`` of each ``--map``: from a stage of an earlier version to one of the new."""
    new = [one["id"] for one in content.get("stages", ())]
    old = [stage["id"] for one in known for stage in one.content.get("stages", ())]
    found: dict[str, str] = {}
    for text in maps:
        left, equals, right = (part.strip() for part in text.replace("＝", "=").partition("="))
        wrong = not equals or left not in old or right not in new
        if wrong:
            raise UsageError(
                _("%(option)s cannot be “%(value)s”.") % {"option": "--map", "value": text},
                hint=_("Expected: %(expected)s.")
                % {"expected": _("old=new, with new one of: ") + ", ".join(new)},
                argument="--map",
                value=text,
                expected=new,
            )
        found[left] = right
    return found


def _move(store: Store, row: Playbook, ids: Sequence[str], mapping: dict[str, str]) -> int:
    """Move the open opportunities of mapped stages onto the new version."""
    from crmcli.verbs.opportunities import onto

    if not mapping:  # the roles have no stages
        return 0
    process = stages.process(row)
    moved = 0
    for old, new in mapping.items():
        target = process.stage(new)
        assert target is not None
        for id in ids:
            of = rows_where(store, Opportunity, playbook_id=id, stage=old, outcome=None, removed_at=None)
            for one in of:
                onto(store, one, process, target, f"process {row.name} {row.version}")
                moved += 1
    return moved


def use(store: Store, name: str, number: int | None = None, *, default: bool | None = True) -> Installed:
    """Have new opportunities get a version; with ``default`` also those that name no process (None: as it is).

    Raises :class:`NotFound` for a process or version there is not.
    """
    demand(store, "process", PLAYBOOK)
    stages.ensure(store)
    chosen = version(store, name, number)
    if chosen.row is None:  # the built-in roles: nothing is installed that could take their place
        raise Refused(
            _("%(name)s is used as it is built in.") % {"name": chosen.name},
            hint=_("`crm process install FILE` puts another version in its place."),
            missing=[{"code": "built_in", "field": "name", "message": chosen.name}],
        )
    done = Installed(chosen.row)
    before = team_rules.before_roles(store) if chosen.name == roles.NAME else None
    with Transaction(store, f"process use {chosen.name}") as transaction:
        was_default = False
        wanted = bool(default) and chosen.name != roles.NAME
        for one in versions(store):
            if one.row is not None and one.name == chosen.name and one.row.id != chosen.row.id:
                was_default |= one.is_default
                update(store, one.row, in_use=0, is_default=0)
            elif one.row is not None and wanted and one.name not in (chosen.name, roles.NAME):
                update(store, one.row, is_default=0)
        update(
            store, chosen.row, in_use=1, is_default=int(wanted or was_default or bool(chosen.row.is_default))
        )
        if before is not None:
            team_rules.check_roles(store, before)
    done.transaction = transaction.ref
    vocabulary.use(store)
    return done
