"""The board: open opportunities in columns by stage, with counts and sums, and what is to be seen of each card.

Counts and sums are those that triggers keep, so they cost nothing whatever the store holds; cards are read a page at a
time by an index.
"""

from __future__ import annotations

from datetime import timedelta

from crmcli.clock import moment
from crmcli.store import pipeline
from crmcli.store.records import CUSTOMER, MEMBER, Customer, Member, Opportunity
from crmcli.store.statements import by_id, by_ids
from crmcli.text.money import Money
from crmcli.verbs import gaps
from crmcli.verbs.boardlook import ME, TEAM, Look, below, between, versions
from crmcli.verbs.shape import link, money_json
from crmcli.verbs.stages import Process, installed, process

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from crmcli.store.open import Store

    Card = dict[str, Any]

PAGE = 20  # cards read at once


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


# --- counted ------------------------------------------------------------------------------------------------------


def count(store: Store, look: Look) -> Board:
    """The columns of a board with their counts and sums. Raises what :func:`look_of` raises."""
    chosen, ids = versions(store, look.process)
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
