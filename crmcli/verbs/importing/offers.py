"""Quotes that come in: a file makes drafts, and changes what was submitted only by the next version.

Where they stand, who approved them and what they come to follows from what is done with them here, not from a file.
Only an export of our own, read by who may do everything, makes quotes that are as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import _
from crmcli.store.records import QUOTE, Opportunity, Quote
from crmcli.store.statements import by_id, by_nid, rows_where
from crmcli.verbs.importing.columns import Problem
from crmcli.verbs.importing.same import KEPT
from crmcli.verbs.lines import in_currency, keep, lines_of, priced_anew
from crmcli.verbs.quote_versions import OFFERED, hindered, next_version, of_opportunity
from crmcli.verbs.quotes import defaults

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.exchange.table import Table
    from crmcli.store.open import Store
    from crmcli.verbs.importing.columns import Parsed
    from crmcli.verbs.importing.draft import Draft
    from crmcli.verbs.importing.drafts import Drafts

    Values = dict[str, Any]

_TAKEN = (*KEPT, "version", "archived", "lines")
_COLUMNS = {column for name in OFFERED for column in QUOTE.fields[name].columns}


class Offers:
    """What the rows of one table may say of quotes; an export of our own is ``trusted`` if who reads it may do all."""

    def __init__(self, store: Store, table: Table, *, trusted: bool) -> None:
        self.store = store
        self.trusted = trusted and table.mapping.own

    def read(self, rows: Iterable[Parsed]) -> None:
        """Leave out what a file does not decide; a number without a version means the last one."""
        for row in rows:
            if self.trusted:
                continue
            row.own = {
                name: value
                for name, value in row.own.items()
                if QUOTE.fields[name].writable or name in _TAKEN
            }
            number = row.own.get("number")
            if number and "version" not in row.own:
                for one in rows_where(self.store, Quote, "-version", 1, number=number, removed_at=None):
                    row.own["version"] = one.version

    def refuses(self, met: Draft | None, said: Values, drafts: Drafts) -> Problem | None:
        """Why a row may not make or change a quote; nothing has changed yet."""
        if met is None and not self.trusted and said.get("version") not in (None, 1):
            message = _("There is no version %(version)s of it; a file begins quotes with version 1.")
            return Problem(None, "refused", message % {"version": said["version"]})
        if met is None or met.new is not None:
            deal = by_id(self.store, Opportunity, said.get("opportunity"))
            closed = deal is not None and met is None and not self.trusted
            return _problem(of_opportunity(deal) if closed else [])
        changes = drafts.compared(met, {k: v for k, v in said.items() if k != "customer"}, "")[0]
        if not {name for name in changes if name in OFFERED}:
            return None
        row = by_nid(self.store, Quote, met.nid)
        return None if row is None else _problem(hindered(self.store, row))

    def begin(self, news: Sequence[Draft]) -> None:
        """Fill in what new quotes' rows do not say, before they are written."""
        for draft in news:
            values = draft.values
            values.setdefault("status", "draft")
            values.setdefault("version", 1)
            deal = by_id(self.store, Opportunity, values.get("opportunity_id"))
            if deal is not None and not self.trusted:
                for name, value in defaults(self.store, deal).items():
                    if value and not values.get(name):
                        values[name] = value

    def turn(self, changed: Iterable[Draft]) -> None:
        """Have what rows change in what was submitted go into the next version."""
        for draft in changed:
            row = by_nid(self.store, Quote, draft.nid)
            assert row is not None
            if row.status != "draft" and any(
                getattr(row, column) != value for column, value in draft.changed.items() if column in _COLUMNS
            ):
                new = next_version(self.store, row)
                draft.nid, draft.id = new.nid, new.id
                draft.values |= {"nid": new.nid, "id": new.id, "version": new.version, "status": new.status}

    def count(self, news: Iterable[Draft], changed: Iterable[Draft]) -> None:
        """Bring prices of the list and amounts up to date, after quotes were written."""
        for draft in [] if self.trusted else news:
            row = by_nid(self.store, Quote, draft.nid)
            assert row is not None
            keep(self.store, QUOTE, row, priced_anew(self.store, row, lines_of(self.store, QUOTE, row)))
        for draft in changed:
            row = by_nid(self.store, Quote, draft.nid)
            if row is None or not {"discount", "currency"} & set(draft.changed):
                continue
            lines = lines_of(self.store, QUOTE, row)
            before = next((one["currency"] for one in lines if one["currency"]), None)
            if before and row.currency and before != row.currency:
                lines = in_currency(self.store, lines, before, row.currency)
            keep(self.store, QUOTE, row, lines)


def _problem(missing: list[dict[str, Any]]) -> Problem | None:
    return Problem(None, "refused", " ".join(str(one["message"]) for one in missing)) if missing else None
