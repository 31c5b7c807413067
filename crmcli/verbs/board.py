"""The board: open opportunities in columns by stage, with counts and sums, and what is to be seen of each card.

Counts and sums are those that triggers keep, so they cost nothing whatever the store holds; cards are read a page at a
time by an index.
"""

from __future__ import annotations

from datetime import timedelta

from crmcli.clock import moment
from crmcli.errors import NotFound, ValueInvalid
from crmcli.i18n import N_, _
from crmcli.store import pipeline
from crmcli.store.records import CUSTOMER, MEMBER, Customer, Member, Opportunity
from crmcli.store.statements import by_id, by_ids, rows_where
from crmcli.text.money import Money
from crmcli.verbs import gaps
from crmcli.verbs.shape import link, money_json
from crmcli.verbs.stages import Process, installed, process

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Playbook

    Card = dict[str, Any]

ME, TEAM = "me", "team"
"""Owners that are not named: who acts, and who acts with all below."""

PAGE = 20  # cards read at once

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


class Sums:
    """How many opportunities, and by currency their minor units and those times per cent."""

    __slots__ = ("minor", "number", "weighted")

    def __init__(self) -> None:
        self.number = 0
        self.minor: dict[str, int] = {}
        self.weighted: dict[str, int] = {}

    def add(self, one: pipeline.Sum) -> None:
        """Take in what is alike in the store."""
        self.number += one.number
        if one.currency:
            self.minor[one.currency] = self.minor.get(one.currency, 0) + one.minor
            self.weighted[one.currency] = self.weighted.get(one.currency, 0) + one.weighted


class Column:
    """A stage of the board: its id, what it is called, its probability in per cent (None: only an older version has
    it), and what stands in it. ``aside``: how many stand in a stage of that id and are of other processes or
    currencies; no index leaves them out, so cards are found among them."""

    __slots__ = ("aside", "label", "probability", "stage", "sums")

    def __init__(self, stage: str, label: str, probability: int | None) -> None:
        self.stage = stage
        self.label = label
        self.probability = probability
        self.sums = Sums()
        self.aside = 0


class Board:
    """A board as it was counted. ``playbooks`` None: all there are; ``owners`` None: everybody's."""

    __slots__ = ("close", "columns", "look", "owners", "playbooks", "process", "sums")

    def __init__(self, look: Look, of: Process) -> None:
        self.look = look
        self.process = of
        self.playbooks: list[str] | None = None
        self.owners: list[str] | None = None
        self.close: tuple[str, str] | None = None
        self.columns: list[Column] = []
        self.sums = Sums()

    @property
    def filters(self) -> dict[str, Any]:
        """What the store is asked by."""
        return {
            "playbooks": self.playbooks, "owners": self.owners, "close": self.close,
            "currency": self.look.currency or None,
        }  # fmt: skip

    def column(self, stage: str | None) -> Column | None:
        """The column of a stage."""
        return next((one for one in self.columns if one.stage == stage), None)


# --- what is looked at --------------------------------------------------------------------------------------------


def look_of(
    store: Store, *, process: str = "", owner: str = "", period: str = "", currency: str = ""
) -> Look:
    """What the options of a command ask for. Raises what naming a member raises, and :class:`ValueInvalid`."""
    look = Look(process.strip(), "", period.strip(), currency.strip().upper())
    if look.process:
        _versions(store, look.process)
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
    for rows in _by_name(store).values():
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
        (one for one in _by_name(store).values() for row in one if row.is_default and row.in_use), None
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


def _by_name(store: Store) -> dict[str, list[Playbook]]:
    """The versions of each process, in order."""
    found: dict[str, list[Playbook]] = {}
    for row in installed(store):
        found.setdefault(row.name, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.version)
    return found


def _versions(store: Store, wanted: str) -> tuple[Process, list[str] | None]:
    """The process that is looked at, and the ids of its versions (None: none is in the store yet)."""
    from crmcli.verbs import stages

    name, _at, number = wanted.partition("@")
    known = _by_name(store)
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


# --- counted ------------------------------------------------------------------------------------------------------


def count(store: Store, look: Look) -> Board:
    """The columns of a board with their counts and sums. Raises what :func:`look_of` raises."""
    chosen, ids = _versions(store, look.process)
    board = Board(look, chosen)
    if look.owner == TEAM:
        board.owners = below(store, store.me or "")
    elif look.owner:
        board.owners = [store.me or "" if look.owner == ME else look.owner]
    if look.period:
        board.close = between(store, look.period)
    every = pipeline.sums_of(store)
    if ids is not None and {one.playbook for one in every} - set(ids):
        board.playbooks = ids  # else an index answers alone
    board.columns = [Column(one.id, one.label, one.probability) for one in chosen.stages]
    found = pipeline.sums_of(store, **board.filters)
    _add_older(store, board, {one.stage for one in found}, ids or [])
    for one in found:
        column = board.column(one.stage)
        if column is not None:
            column.sums.add(one)
            board.sums.add(one)
    for one in every:
        column = board.column(one.stage)
        other = board.playbooks is not None and one.playbook not in board.playbooks
        if column is not None and (other or look.currency not in ("", one.currency)):
            column.aside += one.number
    return board


def _add_older(store: Store, board: Board, stages: Iterable[str], ids: Sequence[str]) -> None:
    """Columns for stages that only another version has: each before the next stage that both have."""
    for stage in sorted(set(stages) - {one.stage for one in board.columns}):
        label, at = stage, len(board.columns)
        for row in reversed([row for row in installed(store) if row.id in ids]):
            older = process(row)
            here = older.stage(stage)
            if here is not None:
                label = here.label
                after = [one.id for one in older.stages[here.place + 1 :]]
                at = next((n for n, one in enumerate(board.columns) if one.stage in after), at)
                break
        board.columns.insert(at, Column(stage, label, None))


# --- cards --------------------------------------------------------------------------------------------------------


def cards(store: Store, board: Board, stage: str, limit: int = PAGE, offset: int = 0) -> list[Card]:
    """A stretch of a column's cards, those to be decided first before."""
    numbers = pipeline.column(store, stage, limit=limit, offset=offset, **board.filters)
    return cards_of(store, pipeline.cards(store, numbers))


def card(store: Store, id: str) -> Card | None:
    """The card of an opportunity; None when it is no more."""
    row = by_id(store, Opportunity, id)
    return cards_of(store, [row])[0] if row is not None and row.removed_at is None else None


def place(store: Store, board: Board, id: str) -> tuple[str, int] | None:
    """In which column an opportunity stands, and how many cards before it; None: the board does not show it."""
    row = by_id(store, Opportunity, id)
    if row is None or row.outcome is not None or row.removed_at is not None or row.archived_at is not None:
        return None
    if board.column(row.stage) is None or not _shows(board, row):
        return None
    return row.stage or "", pipeline.place(store, row, **board.filters)


def stages_of(store: Store, numbers: Collection[int]) -> set[str]:
    """The stages in which the open opportunities with these local numbers stand."""
    return {row.stage or "" for row in pipeline.cards(store, list(numbers)) if row.outcome is None}


def _shows(board: Board, row: Opportunity) -> bool:
    close = row.expected_close or "9999"
    return (
        (board.playbooks is None or (row.playbook_id or "") in board.playbooks)
        and (board.owners is None or row.owner_id in board.owners)
        and (board.close is None or board.close[0] <= close < board.close[1])
        and (not board.look.currency or row.amount_currency == board.look.currency)
    )


def cards_of(store: Store, rows: Sequence[Opportunity]) -> list[Card]:
    """What a board shows of opportunities, in their order."""
    customers = by_ids(store, Customer, {row.customer_id for row in rows})
    members = by_ids(store, Member, {row.owner_id for row in rows if row.owner_id})
    now = store.clock()
    known: dict[str | None, Process] = {}
    out = []
    for row in rows:
        of = known.get(row.playbook_id)
        if of is None:
            from crmcli.verbs.stages import process_of

            of = known[row.playbook_id] = process_of(store, row.playbook_id)
        customer, owner = customers.get(row.customer_id), members.get(row.owner_id or "")
        out.append(
            {
                "id": row.id,
                "ref": row.ref,
                "number": row.nid,
                "title": row.title,
                "customer": None if customer is None else link(CUSTOMER, customer),
                "owner": None if owner is None else link(MEMBER, owner),
                "amount": _money(row.amount_minor, row.amount_currency),
                "probability": row.probability,
                "stage": row.stage,
                "expected_close": row.expected_close,
                **_state(store, row, of, now),
            }
        )
    return out


def _money(minor: int | None, currency: str | None) -> dict[str, str] | None:
    return None if minor is None or currency is None else money_json(Money(minor, currency))


def _state(store: Store, row: Opportunity, of: Process, now: datetime) -> dict[str, Any]:
    """How old a card is in its stage, how long silent, how late, and what is missing of it."""
    since = moment(row.stage_since, store.zone) if row.stage_since else None
    missing = gaps.gaps(store, row, of)
    return {
        "days_in_stage": None if since is None else max((now - since) // timedelta(days=1), 0),
        "days_silent": gaps.days_silent(store, row),
        "silent": "silent" in missing,
        "days_late": gaps.days_late(store, row),
        "risk_flag": bool(row.risk_flag),
        "gaps": missing,
    }


# --- what it comes to ----------------------------------------------------------------------------------------------


class Total:
    """What sums of several currencies come to in one: the ``amount``, and what of it is ``likely`` (each amount times
    its probability).

    ``converted`` are the currencies that were converted by the rates kept; amounts without a rate are ``left_out``.
    """

    __slots__ = ("amount", "converted", "left_out", "likely", "number")

    def __init__(self, number: int, amount: Money, likely: Money) -> None:
        self.number = number
        self.amount = amount
        self.likely = likely
        self.converted: list[str] = []
        self.left_out: list[Money] = []


def currency_of(store: Store, board: Board) -> str:
    """In which currency a board's sums are told: its only one, else that of the settings."""
    only = list(board.sums.minor)
    return only[0] if len(only) == 1 else store.currency


def total(store: Store, sums: Sums, currency: str) -> Total:
    """What sums come to in a currency: that of the settings, or the only one there is. By the rates that are kept."""
    from crmcli.verbs.rates import Rates, rates

    known = rates(currency) if currency == store.currency else Rates(currency, {})
    found = Total(sums.number, known.total(sums.minor), known.total(sums.weighted, 100))
    found.converted = known.used(sums.minor)
    found.left_out = [Money(sums.minor[code], code) for code in known.left_out(sums.minor)]
    return found


# --- told ---------------------------------------------------------------------------------------------------------


def told(store: Store, board: Board, limit: int) -> dict[str, Any]:
    """A board as JSON, with so many cards of each column."""
    look = board.look
    owner: Any = look.owner or None
    if owner not in (None, ME, TEAM):
        row = by_id(store, Member, owner)
        owner = None if row is None else link(MEMBER, row)
    of = board.process
    currency = currency_of(store, board)
    columns = []
    for one in board.columns:
        found = cards(store, board, one.stage, limit) if one.sums.number else []
        columns.append(
            {
                "stage": one.stage,
                "label": one.label,
                "probability": one.probability,
                **_sums_json(one.sums, total(store, one.sums, currency)),
                "cards": [{key: value for key, value in card.items() if key != "number"} for card in found],
            }
        )
    return {
        "process": {"name": of.name, "version": of.version, "title": of.title},
        "owner": owner,
        "period": look.period or None,
        "currency": look.currency or None,
        **_sums_json(board.sums, total(store, board.sums, currency)),
        "columns": columns,
    }


def _sums_json(sums: Sums, all: Total) -> dict[str, Any]:
    return {
        "number": sums.number,
        "total": money_json(all.amount),
        "weighted": money_json(all.likely),
        "amounts": _amounts(sums.minor),
        "converted": all.converted,
        "left_out": [money_json(one) for one in all.left_out],
    }


def _amounts(minor: Mapping[str, int]) -> list[dict[str, str] | None]:
    return [money_json(Money(minor[code], code)) for code in sorted(minor)]
