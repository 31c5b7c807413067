"""What a board shows: which process, whose, to be decided when, which currency; and what can be chosen for each."""

from __future__ import annotations

from crmcli.errors import NotFound, ValueInvalid
from crmcli.i18n import N_, _
from crmcli.store import pipeline
from crmcli.store.records import Member
from crmcli.store.statements import by_id, rows_where
from crmcli.verbs.stages import Process, installed, process

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.store.records import Playbook

ME, TEAM = "me", "team"
"""Owners that are not named: who acts, and who acts with all below."""

PERIODS = {
    "past": N_("past their close"),
    "this_month": N_("this month"),
    "next_month": N_("next month"),
    "this_quarter": N_("this quarter"),
    "next_quarter": N_("next quarter"),
    "this_year": N_("this year"),
    "no_date": N_("no date"),
}
"""The stretches of expected closes that have names."""


class Look:
    """What a board shows.

    ``process``: a name, ``name@version`` for one version only, empty for the team's default. ``owner``: :data:`ME`,
    :data:`TEAM`, a member's id, empty for everybody. ``period``: one of :data:`PERIODS`, or any that
    a report can be asked for (``2026-Q4``, ``2026-12``), empty for all. ``currency``: a code, empty for all.
    """

    __slots__ = ("currency", "owner", "period", "process")

    def __init__(self, process: str = "", owner: str = "", period: str = "", currency: str = "") -> None:
        self.process = process
        self.owner = owner
        self.period = period
        self.currency = currency

    def with_(self, **changes: str) -> Look:
        """The same with something else."""
        return Look(**{name: changes.get(name, getattr(self, name)) for name in self.__slots__})

    @property
    def all(self) -> bool:
        """Whether nothing of the process is left out."""
        return not (self.owner or self.period or self.currency)

    def as_words(self) -> dict[str, str]:
        """The same as plain data, to be remembered."""
        return {name: getattr(self, name) for name in self.__slots__}


# --- what is looked at --------------------------------------------------------------------------------------------


def look_of(
    store: Store, *, process: str = "", owner: str = "", period: str = "", currency: str = ""
) -> Look:
    """What the options of a command ask for. Raises what naming a member raises, and :class:`ValueInvalid`."""
    look = Look(process.strip(), "", period.strip(), currency.strip().upper())
    if look.process:
        versions(store, look.process)
    if owner.strip() and owner.strip().casefold() != "all":
        look = look.with_(owner=_owner(store, owner.strip()))
    if look.period.casefold() in ("all", "全部"):
        look = look.with_(period="")
    if look.period:
        between(store, look.period)
    if look.currency:
        _check_currency(look.currency)
    return look


def _owner(store: Store, named: str) -> str:
    if named.casefold() in (ME, TEAM):
        return named.casefold()
    from crmcli.verbs.resolve import resolve

    return resolve(store, named, ("member",), argument="--owner").row.id


def _check_currency(code: str) -> None:
    from crmcli.text.money import known

    if not known(code):
        raise ValueInvalid(
            _("%(option)s cannot be “%(value)s”.") % {"option": "--currency", "value": code},
            hint=_("Expected: %(expected)s.") % {"expected": _("a currency's code, such as CNY or USD")},
            argument="--currency",
            value=code,
            expected="CNY",
        )


def between(store: Store, period: str) -> tuple[str, str]:
    """The first day of a stretch of expected closes, and the first after it. Raises :class:`ValueInvalid`."""
    if period == "past":
        return "", store.clock().date().isoformat()
    if period == "no_date":
        return pipeline.NO_DATE
    from crmcli.verbs.reports.periods import read

    found = read(period, store.clock())
    assert found is not None  # an empty one, or all, is asked for before
    return found.days


def below(store: Store, member: str) -> list[str]:
    """A member and all whose superiors lead to them, by ids."""
    from crmcli.verbs.staff import Team

    return [member, *(one.id for one in Team(store).below(member))]


# --- what can be chosen -------------------------------------------------------------------------------------------


def processes(store: Store) -> list[tuple[str, str, int]]:
    """The processes to choose from, with what they are called and how many are open: those in use, and each older
    version under which something is open."""
    number: dict[str, int] = {}
    for one in pipeline.sums_of(store):
        number[one.playbook] = number.get(one.playbook, 0) + one.number
    found = []
    for rows in by_name(store).values():
        newest = next((row for row in reversed(rows) if row.in_use), rows[-1])
        with_deals = [row for row in rows if row is not newest and number.get(row.id)]
        if newest.in_use or number.get(newest.id) or with_deals:
            every = sum(number.get(row.id, 0) for row in rows) + (
                number.get("", 0) if newest.is_default else 0
            )
            found.append((newest.name, process(newest).title, every))
        for row in with_deals:
            title = _("%(title)s, version %(number)d") % {"title": process(row).title, "number": row.version}
            found.append((f"{row.name}@{row.version}", title, number[row.id]))
    if not found:
        from crmcli.verbs import stages

        found = [(one.name, one.title, 0) for one in stages.processes(store)]
    return found


def owners(store: Store) -> list[tuple[str, str]]:
    """Whose opportunities can be looked at: everybody's, mine, my team's, each member's."""
    found = [("", _("everybody")), (ME, _("me"))]
    if len(below(store, store.me or "")) > 1:
        found.append((TEAM, _("me and all below me")))
    members = [one for one in rows_where(store, Member, removed_at=None) if one.id != store.me]
    return found + [(one.id, one.name) for one in members]


def owner_label(store: Store, owner: str) -> str:
    """What an owner is called."""
    label = dict(owners(store)).get(owner)
    if label is None:
        row = by_id(store, Member, owner)
        label = row.name if row is not None else owner
    return label


def period_label(period: str) -> str:
    """What a period is called."""
    if not period:
        return _("any close")
    said = PERIODS.get(period)  # in brackets of _() its key would be collected as a text
    return _(said) if said else period


def choices(store: Store, name: str) -> list[tuple[str, str]]:
    """The values that a part of a look can have, each with what it is called: ``owner``, ``period``, ``currency``
    or ``process``."""
    if name == "owner":
        return owners(store)
    if name == "period":
        return [(one, period_label(one)) for one in ("", *PERIODS)]
    if name == "currency":
        return [("", _("all currencies")), *((code, code) for code in currencies(store))]
    known = processes(store)
    default = next(
        (one for one in by_name(store).values() for row in one if row.is_default and row.in_use), None
    )
    out = []
    for value, title, number in known:
        if default is not None and value == default[0].name:
            value = ""
        out.append((value, f"{title} ({number})" if number else title))
    return out


def command_of(store: Store, look: Look) -> str:
    """The command that shows the same."""
    from shlex import quote

    words = ["crm", "opportunity", "board"]
    for name in look.__slots__:
        value = getattr(look, name)
        if value:
            words += [
                f"--{name}",
                owner_label(store, value) if name == "owner" and value not in (ME, TEAM) else value,
            ]
    return " ".join(map(quote, words))


def currencies(store: Store) -> list[str]:
    """The currencies of what is open, that of the settings first."""
    found = {one.currency for one in pipeline.sums_of(store) if one.currency}
    return sorted(found, key=lambda code: (code != store.currency, code))


def by_name(store: Store) -> dict[str, list[Playbook]]:
    """The versions of each process, in order."""
    found: dict[str, list[Playbook]] = {}
    for row in installed(store):
        found.setdefault(row.name, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.version)
    return found


def versions(store: Store, wanted: str) -> tuple[Process, list[str] | None]:
    """The process that is looked at, and the ids of its versions (None: none is in the store yet)."""
    from crmcli.verbs import stages

    name, _at, number = wanted.partition("@")
    known = by_name(store)
    if not known:
        return (stages.named(store, name) if name else stages.default_process(store)), None
    if not name:
        name = stages.default_process(store).name
    elif name not in known:
        name = stages.named(store, name).name
    rows = known[name]
    if number:
        rows = [row for row in rows if str(row.version) == number]
        if not rows:
            expected = [f"{name}@{row.version}" for row in known[name]]
            raise NotFound(
                _("There is no version %(number)s of %(name)s.") % {"number": number, "name": name},
                hint=_("Expected: %(expected)s.") % {"expected": ", ".join(expected)},
                argument="--process",
                closest=[],
            )
    newest = next((row for row in reversed(rows) if row.in_use), rows[-1])
    ids = [row.id for row in rows]
    if not number and newest.is_default:
        ids.append("")  # what names no process follows the default one
    return process(newest), ids
