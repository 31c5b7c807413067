"""A quote for a screen: all that hangs on one version, and what a line would come to while it is typed."""

from __future__ import annotations

from crmcli.errors import Conflict, CrmError, ValueInvalid
from crmcli.i18n import _
from crmcli.store.records import APPROVAL, ORDER, PRODUCT, QUOTE, Approval, Product, Quote
from crmcli.store.statements import by_ids, columns_of_rows, rows_where
from crmcli.verbs import drafts, quotes, records, totals
from crmcli.verbs import lines as priced
from crmcli.verbs.quote_versions import hindered, ordered, refuse_hindered, refused, versions
from crmcli.verbs.resolve import resolve
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import link, money_json, record_json, records_json, rows_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.totals import Facts

    Link = dict[str, Any]
    Record = dict[str, Any]

WHOLE = 0
"""In place of a line's number: the discount on the whole."""

_FOUND = 30  # products that a text finds
_FEW = 300  # products that are looked through without the index: also from the middle of a word, by any sound


class QuotePage:
    """A version of a quote, everything as JSON.

    ``record`` with ``totals``, ``versions``, ``asks`` and ``related`` as ``show`` has it; ``facts`` are what its lines
    come to. ``approvals`` are those asked for it, the latest first, ``earlier`` those for other versions. ``order`` is
    what was made of it. ``refusal`` says why what it offers cannot be changed (None: it can).
    """

    __slots__ = ("approvals", "earlier", "facts", "order", "record", "refusal")

    def __init__(self, record: Record, facts: Facts) -> None:
        self.record = record
        self.facts = facts
        self.approvals: list[Record] = []
        self.earlier: list[Record] = []
        self.order: Link | None = None
        self.refusal: CrmError | None = None


def named(store: Store, id: str) -> Quote:
    """A version by its id. Raises :class:`NotFound`."""
    row = resolve(store, id, ("quote",)).row
    assert isinstance(row, Quote)
    return row


def page(store: Store, id: str) -> QuotePage:
    """A version by its id. Raises :class:`NotFound` when it is no more."""
    row = named(store, id)
    found = QuotePage(records.show(store, QUOTE, row), quotes.facts(store, row))
    several = versions(store, row)
    asked = [
        one for each in several for one in rows_where(store, Approval, "-nid", about_id=each.id, removed_at=None)
    ]  # fmt: skip
    asked.sort(key=lambda one: (one.decision is not None, -one.nid))
    found.approvals = records_json(store, APPROVAL, [one for one in asked if one.about_id == row.id])
    found.earlier = records_json(store, APPROVAL, [one for one in asked if one.about_id != row.id])
    order = ordered(store, row)
    found.order = link(ORDER, order) if order is not None else None
    try:
        demand(store, "edit", QUOTE, row)
        refuse_hindered(store, row)
    except CrmError as error:
        found.refusal = error
    return found


def newest(store: Store, number: str, opportunity: str) -> Link | None:
    """The current version of a quote on an opportunity; None: there is none any more."""
    of: dict[str, Any] = {"number": number, "opportunity_id": opportunity}
    found = rows_where(store, Quote, "version", removed_at=None, **of)
    return link(QUOTE, found[-1]) if found else None


def beside(store: Store, id: str, step: int) -> Link | None:
    """The version after one, or before it; None: there is none."""
    row = named(store, id)
    several = versions(store, row)
    place = next((place for place, one in enumerate(several) if one.id == row.id), 0) + step
    return link(QUOTE, several[place]) if 0 <= place < len(several) else None


# --- a line while it is typed -------------------------------------------------------------------------------------


class Change:
    """What is typed of a line: ``place`` its number (None: a new one; :data:`WHOLE`: the discount on the whole).

    ``product`` is an id, :data:`crmcli.verbs.lines.NO_PRODUCT`, or empty as it is. ``texts`` are what was typed, by
    ``quantity unit price discount description``; what is missing there stays as it is. ``before`` is the line's JSON
    as it was when it was begun.
    """

    __slots__ = ("before", "place", "product", "texts")

    def __init__(
        self, place: int | None, product: str, texts: dict[str, str], before: Record | None = None
    ) -> None:
        self.place = place
        self.product = product
        self.texts = texts
        self.before = before

    @property
    def more(self) -> dict[str, Any]:
        """What :func:`crmcli.verbs.lines.with_line` takes by name."""
        return {name: self.texts.get(name) for name in ("price", "discount", "unit", "description")}


class Preview:
    """What a quote would be with a change: ``lines`` as JSON, ``facts``, ``discount`` on the whole as JSON, ``asks``
    as JSON. ``wrong`` is what is wrong with what was typed: then all else is as it was.
    """

    __slots__ = ("asks", "discount", "facts", "lines", "wrong")

    def __init__(self, lines: list[Record], facts: Facts, discount: str, asks: list[Record]) -> None:
        self.lines = lines
        self.facts = facts
        self.discount = discount
        self.asks = asks
        self.wrong: CrmError | None = None


def preview(store: Store, id: str, change: Change) -> Preview:
    """What a quote would be with a change, and what its rules would ask then. Nothing is written."""
    row = named(store, id)
    present = priced.lines_of(store, QUOTE, row)
    made, discount = present, row.discount
    wrong: CrmError | None = None
    try:
        if change.place == WHOLE:
            discount = _discount(store, change)
        else:
            made = priced.with_line(
                store, QUOTE, row, present, change.product, change.texts.get("quantity", ""),
                line=change.place, **change.more,
            )  # fmt: skip
        facts = totals.facts(made, discount, row.currency or store.currency)
    except totals.TooLarge:
        made, discount, facts = present, row.discount, quotes.facts(store, row)
        too_large = _("an amount that is not too large")
        wrong = ValueInvalid(_("The whole would be too much."), hint=_("Expected: %(expected)s.") % {
            "expected": too_large}, argument="QUANTITY", value="", expected=too_large)  # fmt: skip
    except CrmError as error:
        made, discount, wrong = present, row.discount, error
        facts = quotes.facts(store, row)
    asks = [one.as_json() for one in quotes.asked(store, row, facts)]
    from crmcli.text.percents import show_percent

    found = Preview(_json(store, made), facts, show_percent(discount), asks)
    found.wrong = wrong
    return found


def _discount(store: Store, change: Change) -> int:
    from crmcli.verbs.values import read_value

    text = change.texts.get("discount", "")
    columns = read_value(store, QUOTE.fields["discount"], text or "0")
    return int(columns["discount"] or 0)


def _json(store: Store, made: list[Record]) -> list[Record]:
    """Lines as they stand in a quote's JSON."""
    field = QUOTE.fields["lines"]
    products = by_ids(store, Product, [one["product_id"] for one in made if one["product_id"]])
    links = {id: link(PRODUCT, row) for id, row in products.items()}
    names = columns_of_rows(field)
    return rows_json(field, [[one.get(name) for name in names] for one in made], links, store.zone)


def put(store: Store, id: str, change: Change, draft: str = "") -> tuple[Link, str | None]:
    """Write a change as it was typed, and throw its draft away; returns a link to the version that has it, and the
    transaction. Raises :class:`Conflict` if somebody else changed the line meanwhile.
    """
    row = named(store, id)
    if change.place == WHOLE:
        row, transaction = quotes.edit(store, row, {"discount": [change.texts.get("discount") or "0"]})
    else:
        if change.before is not None:
            _refuse_trampling(store, row, change.before)
        row, transaction = quotes.put_line(
            store, row, change.product, change.texts.get("quantity", ""), line=change.place, **change.more
        )
    if draft:
        drafts.discard(store.path, draft)
    return link(QUOTE, row), transaction


def drop(store: Store, id: str, before: Record) -> tuple[Link, str | None]:
    """Take a line out that stood as in ``before``. Returns what :func:`put` does."""
    row = named(store, id)
    _refuse_trampling(store, row, before)
    row, transaction = quotes.drop_line(store, row, int(before["line"]))
    return link(QUOTE, row), transaction


def _refuse_trampling(store: Store, row: Quote, before: Record) -> None:
    """Raise :class:`Conflict` unless a line still stands as it stood."""
    missing = hindered(store, row)
    if missing:
        raise refused(store, row, missing)
    now = next(
        (one for one in record_json(store, QUOTE, row)["lines"] if one["line"] == before["line"]), None
    )
    if now == before:
        return
    raise Conflict(
        _("Line %(line)s of %(number)s was changed meanwhile.")
        % {"line": before["line"], "number": row.number},
        hint=_("Nothing was written. Look at it and type again what is to be otherwise."),
        record=link(QUOTE, row),
        changes=[],
    )


def all_products(store: Store, id: str) -> list[tuple[Link, str, Record | None]] | None:
    """All that is sold, the newest first, as :func:`found_products` gives it; None: too many to be looked through."""
    rows = rows_where(store, Product, "-nid", _FEW + 1, removed_at=None, archived_at=None, status="active")
    return None if len(rows) > _FEW else _offered(store, id, rows)


def found_products(store: Store, id: str, text: str) -> list[tuple[Link, str, Record | None]]:
    """Products that a text finds, the best first; without a text the newest: link, code and unit, list price."""
    from crmcli.verbs.forms import candidates

    links = [one for one, _said in candidates(store, ("product",), text, None, _FOUND)]
    rows = by_ids(store, Product, [one["id"] for one in links])
    found = [rows[one["id"]] for one in links if rows[one["id"]].status == "active"]
    return _offered(store, id, found)


def _offered(store: Store, id: str, found: Sequence[Product]) -> list[tuple[Link, str, Record | None]]:
    """Products with what is said of them when one is chosen for a quote."""
    from crmcli.text.money import Money
    from crmcli.verbs.products import price_at

    row = named(store, id)
    currency = row.currency or store.currency
    today = store.clock().date()
    out = []
    for item in found:
        try:
            price = price_at(store, item, "1", currency, today)
        except CrmError:  # no rate: said when it is taken
            price = None
        minor = price.list_minor if price is not None else None
        said = " · ".join(part for part in (item.code, item.unit) if part)
        out.append(
            (link(PRODUCT, item), said, money_json(Money(minor, currency)) if minor is not None else None)
        )
    return out
