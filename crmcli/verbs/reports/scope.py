"""What a report is asked for, and what that means in this store: process, members, stretch of time, filter, rates."""

from __future__ import annotations

from crmcli.errors import NotFound, ValueInvalid
from crmcli.i18n import _
from crmcli.store.figures import Among
from crmcli.store.records import KINDS, MEMBER, OPPORTUNITY, ORDER, Member
from crmcli.store.statements import by_ids
from crmcli.verbs.rates import rates
from crmcli.verbs.reports import periods
from crmcli.verbs.shape import link
from crmcli.verbs.stages import Process, default_process, installed, named, process

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.records import Playbook
    from crmcli.verbs.stages import Stage

ME, TEAM, ALL = "me", "team", "all"
"""Owners that are not named: who acts, who acts with all below, everybody."""


class Asked:
    """What a report is asked for, as it was typed.

    ``process`` its name or title, ``name@version`` for one version; ``owner`` a member, :data:`ME`, :data:`TEAM`;
    ``period`` see :mod:`.periods`; ``where`` filters, all of which must fit; ``by`` what each row stands for, several
    joined by commas where a report takes that. ``silent`` the days after which something is silent, ``limit`` how many
    records are named, ``lessons`` whether those of what was closed are.
    """

    __slots__ = ("by", "lessons", "limit", "owner", "period", "process", "silent", "where")

    def __init__(
        self,
        process: str = "",
        owner: str = "",
        period: str = "",
        where: Sequence[str] = (),
        by: str = "",
        silent: int | None = None,
        limit: int = 10,
        lessons: bool = False,
    ) -> None:
        self.process = process.strip()
        self.owner = owner.strip()
        self.period = period.strip()
        self.where = tuple(one for one in where if one.strip())
        self.by = by.strip()
        self.silent = silent
        self.limit = limit
        self.lessons = lessons

    def with_(self, **changes: Any) -> Asked:
        """The same with something else."""
        return Asked(**{name: changes.get(name, getattr(self, name)) for name in self.__slots__})


class Scope:
    """What is asked for in a store: ``process`` None stands for all of them."""

    __slots__ = (
        "among",
        "asked",
        "by",
        "kind",
        "now",
        "owner",
        "period",
        "process",
        "rates",
        "store",
        "versions",
    )

    def __init__(
        self,
        store: Store,
        asked: Asked,
        by: Sequence[str],
        *,
        kind: Kind = OPPORTUNITY,
        needs_process: bool = False,
        most_by: int = 1,
    ) -> None:
        """Raises :class:`FilterError`, :class:`ValueInvalid`, and what naming a member or a process raises.

        ``by``: what rows may stand for, the first unless said. ``kind``: whose filters ``where`` are.
        """
        self.store = store
        self.asked = asked
        self.kind = kind
        self.now = store.clock()
        self.by = _by(asked.by, by, most_by)
        self.period = periods.read(asked.period, self.now)
        self.rates = rates(store.currency)
        rows = installed(store)
        self.versions = {row.id: process(row) for row in rows}
        self.process: Process | None = None
        playbooks: list[str] | None = None
        if asked.process or needs_process:
            self.process, playbooks = _versions(store, rows, asked.process)
        owners, self.owner = _owners(store, asked.owner)
        self.among = Among(playbooks, owners, self._compiled(asked.where))

    def _compiled(self, where: Sequence[str]) -> Any:
        if not where:
            return None
        from crmcli.store.where import Context, compile_where

        context = Context(self.now, self.store.me or None, self.store.currency, KINDS)
        return compile_where(self.kind, list(where), context)

    # --- processes ------------------------------------------------------------------------------------------------

    def version(self, playbook: str | None) -> Process:
        """The version of a process that a record names; the default one for none."""
        found = self.versions.get(playbook or "")
        if found is None:
            found = self.versions[playbook or ""] = default_process(self.store)
        return found

    @property
    def stages(self) -> list[Stage]:
        """The stages of all versions that are looked at, in order: those that only an older one has come right after
        the stage before them that both have, those of other processes at the end."""
        chosen = self.process or default_process(self.store)
        found = list(chosen.stages)
        ids = self.among.playbooks
        for id, one in reversed(self.versions.items()):
            if ids is not None and id not in ids:
                continue
            at = 0 if one.name == chosen.name else len(found)
            for stage in one.stages:
                place = next((n for n, known in enumerate(found) if known.id == stage.id), None)
                if place is None:
                    found.insert(at, stage)
                    place = at
                at = place + 1
        return found

    # --- what is told ---------------------------------------------------------------------------------------------

    def members(self, ids: Iterable[str]) -> dict[str, dict[str, Any] | None]:
        """Links to members by id, in the order of their names; nobody comes last, as None."""
        wanted = set(ids)
        found = by_ids(self.store, Member, wanted - {""})
        order = sorted(found, key=lambda id: (found[id].name.casefold(), id))
        links: dict[str, dict[str, Any] | None] = {id: link(MEMBER, found[id]) for id in order}
        links |= dict.fromkeys(sorted(wanted - set(found)))
        return links

    def told(
        self, report: str, left: Sums, rows: list[dict[str, Any]], totals: dict[str, Any]
    ) -> dict[str, Any]:
        """A report as JSON; ``left``: all that its sums are made of."""
        chosen = self.process
        return {
            "report": report,
            "process": None
            if chosen is None
            else {
                "name": chosen.name,
                "version": chosen.version,
                "title": chosen.data["title"],
                "title_zh": chosen.data["title_zh"],
            },
            "owner": self.owner,
            "period": None
            if self.period is None
            else {"text": self.period.text, "from": self.period.first, "to": self.period.last},
            "where": " and ".join(f"({one})" for one in self.asked.where)
            if len(self.asked.where) > 1
            else next(iter(self.asked.where), None),
            "by": ",".join(self.by),
            "now": self.now.isoformat(timespec="seconds"),
            "currency": self.rates.of,
            "rates": [
                {"currency": code, "rate": self.rates.by_code[code]} for code in self.rates.used(left.minor)
            ],
            "left_out": left.left_out(self),
            "rows": rows,
            "totals": totals,
        }

    def filter(self, *parts: str) -> str:
        """The filter that lists the records behind a figure, with all that the report was asked for."""
        tests = [one for one in parts if one]
        if self.kind is OPPORTUNITY and self.process is not None:
            name = f"playbook.name={quoted(self.process.name)}"
            playbooks = self.among.playbooks or []
            if "@" in self.asked.process:
                name += f" and playbook.version={self.process.version}"
            tests.append(f"({name} or playbook is empty)" if "" in playbooks else name)
        if self.kind is ORDER and self.among.playbooks is not None:
            tests.append(self._of_playbooks("playbook", self.among.playbooks))
        if self.among.owners is not None:
            tests.append(self._of_owners("owner", self.among.owners))
        tests += [f"({one})" for one in self.asked.where]
        return " and ".join(tests)

    def through(self, link: str, *parts: str) -> str | None:
        """The same for records of another kind that hang on those of the report by a link.

        None where a filter that was asked for follows a link itself: only one can be followed.
        """
        from crmcli.store.where.hops import followed

        tests = [one for one in parts if one]
        if self.among.playbooks is not None:
            tests.append(self._of_playbooks(f"{link}.playbook", self.among.playbooks))
        if self.among.owners is not None:
            tests.append(self._of_owners(f"{link}.owner", self.among.owners))
        for one in self.asked.where:
            there = followed(one, link)
            if there is None:
                return None
            tests.append(f"({there})")
        return " and ".join(tests)

    def _of_owners(self, field: str, owners: Sequence[str]) -> str:
        if self.owner == ME:
            return f"{field}=me"
        return f"{field} in ({', '.join(quoted(id) for id in owners)})"

    @staticmethod
    def _of_playbooks(field: str, playbooks: Sequence[str]) -> str:
        ids = [quoted(id) for id in playbooks if id]
        tests = [f"{field} in ({', '.join(ids)})"] if ids else []
        if "" in playbooks:
            tests.append(f"{field} is empty")
        return f"({' or '.join(tests)})"


def quoted(text: str) -> str:
    """A value as a word of the filter language."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def equals(field: str, value: str | None) -> str:
    """The filter for a field that has a value, or none."""
    return f"{field} is empty" if not value else f"{field}={quoted(value)}"


class Sums:
    """Records and their amounts by currency: how many, their minor units (or those times something)."""

    __slots__ = ("minor", "number", "numbers")

    def __init__(self) -> None:
        self.number = 0  # with and without an amount
        self.numbers: dict[str, int] = {}
        self.minor: dict[str, int] = {}

    def add(self, currency: str | None, number: int, minor: int) -> None:
        """Take in some that are alike."""
        self.number += number
        if currency:
            self.numbers[currency] = self.numbers.get(currency, 0) + number
            self.minor[currency] = self.minor.get(currency, 0) + minor

    def take(self, other: Sums) -> None:
        """Take in another."""
        self.number += other.number - sum(other.numbers.values())
        for code, number in other.numbers.items():
            self.add(code, number, other.minor[code])

    def money(self, scope: Scope, parts: int = 1) -> dict[str, str]:
        """What they come to in the currency that is reckoned in, by the rates kept."""
        from crmcli.verbs.shape import money_json

        return money_json(scope.rates.total(self.minor, parts)) or {}

    def left_out(self, scope: Scope) -> list[dict[str, Any]]:
        """What no rate is kept for: currency, amount, how many."""
        from crmcli.text.money import Money, show_amount

        return [
            {
                "currency": code,
                "amount": show_amount(Money(self.minor[code], code)),
                "number": self.numbers[code],
            }
            for code in scope.rates.left_out(self.minor)
        ]


def share(part: int, whole: int) -> float | None:
    """A part of a whole, to four digits: 0.6667; None of nothing."""
    return round(part / whole, 4) if whole else None


def mean(total: int, number: int, unit: int = 1) -> float | None:
    """A mean to one digit: of seconds in days with ``unit`` 86400. None of nothing."""
    return round(total / (number * unit), 1) if number else None


def median(numbers: dict[int, int]) -> float | int | None:
    """The median of whole numbers, each so many times; between two of them their middle. None of nothing."""
    count = sum(numbers.values())
    if not count:
        return None
    low, high = (count - 1) // 2, count // 2
    found: list[int] = []
    seen = 0
    for number in sorted(numbers):
        seen += numbers[number]
        while len(found) < 2 and (low, high)[len(found)] < seen:
            found.append(number)
    total = found[0] + found[1]
    return total // 2 if total % 2 == 0 else total / 2


# --- read -----------------------------------------------------------------------------------------------------------


def _by(typed: str, known: Sequence[str], most: int) -> tuple[str, ...]:
    chosen = tuple(
        dict.fromkeys(one.strip().casefold() for one in typed.replace("，", ",").split(",") if one.strip())
    )
    if not chosen:
        return (known[0],)
    if len(chosen) <= most and all(one in known for one in chosen):
        return chosen
    expected = list(known) + ([",".join(known[:2])] if most > 1 else [])
    raise ValueInvalid(
        _("%(option)s cannot be “%(value)s”.") % {"option": "--by", "value": typed},
        hint=_("Expected: %(expected)s.") % {"expected": ", ".join(expected)},
        argument="--by",
        value=typed,
        expected=expected,
    )


def _versions(store: Store, rows: Sequence[Playbook], wanted: str) -> tuple[Process, list[str] | None]:
    """A process, and the ids of its versions, newest last; what names none follows the default one."""
    name, _at, number = wanted.partition("@")
    if not rows:
        return (named(store, name) if name else default_process(store)), None
    names = {row.name for row in rows}
    if not name:
        name = default_process(store).name
    elif name not in names:
        name = named(store, name).name
    of = sorted((row for row in rows if row.name == name), key=lambda row: row.version)
    if number:
        of = [row for row in of if str(row.version) == number]
        if not of:
            raise NotFound(
                _("There is no version %(number)s of %(name)s.") % {"number": number, "name": name},
                hint=_("`crm process list` shows all."),
                argument="--process",
                closest=[],
            )
    newest = next((row for row in reversed(of) if row.in_use), of[-1])
    ids = [row.id for row in of]
    if not number and newest.is_default:
        ids.append("")
    return process(newest), ids


def _owners(store: Store, typed: str) -> tuple[list[str] | None, Any]:
    """The members whose records are counted, and what is told of it: a link, :data:`ME`, :data:`TEAM`, or None."""
    word = typed.casefold()
    if not typed or word == ALL:
        return None, None
    if word in (ME, "我"):
        return [store.me], ME
    if word == TEAM:
        from crmcli.verbs.rights import Team

        return [store.me, *(one.id for one in Team(store).below(store.me))], TEAM
    from crmcli.verbs.resolve import resolve

    row = resolve(store, typed, ("member",), argument="--owner").row
    return [row.id], link(MEMBER, row)
