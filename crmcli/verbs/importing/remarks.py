"""What is said of a table's rows while they land: why one is refused, what is doubtful, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, ngettext
from crmcli.store.records import CUSTOMER, KINDS
from crmcli.text.names import unlike_names
from crmcli.verbs.importing.columns import Problem
from crmcli.verbs.importing.matching import CUSTOMER_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.exchange.table import Table
    from crmcli.store.meta import Field, Kind
    from crmcli.verbs.importing.columns import Parsed
    from crmcli.verbs.importing.converting import Named
    from crmcli.verbs.importing.draft import Draft
    from crmcli.verbs.importing.report import Report

    Values = dict[str, Any]


class Remarks:
    """What one table's rows are told. A refusal is given back; a warning goes to the report."""

    def __init__(self, report: Report, table: Table, kind: Kind) -> None:
        self.report = report
        self.table = table
        self.kind = kind

    # --- refusals --------------------------------------------------------------------------------------------

    def missing(self, target: str) -> Problem:
        """A row lacks what a record of its kind needs."""
        kind_name, name = target.split(".", 1)
        kind = KINDS[kind_name]
        column = self.table.mapping.header_of(target) or None
        if name == "customer":
            targets = (f"customer.{field}" for field in ("name", *KINDS["customer"].fields))
            column = column or next(filter(None, map(self.table.mapping.header_of, targets)), None)
        if name == "name":
            return Problem(
                column,
                "missing",
                _("The row names no %(kind)s: its name is empty.") % {"kind": kind.shown.lower()},
            )
        return Problem(
            column,
            "missing",
            _("A %(kind)s needs this: %(field)s.")
            % {"kind": kind.shown.lower(), "field": kind.fields[name].shown},
        )

    def unknown(self, values: Values) -> Problem | None:
        """Why no customer is met by what a row of another kind says of its customer, other than the name."""
        for field in ("id", "ref", *CUSTOMER_KEYS) if self.kind is not CUSTOMER else ():
            value = values.get(field)
            if value:
                return Problem(
                    self.table.mapping.header_of(f"customer.{field}") or None,
                    "not_found",
                    _("No customer is known by “%(value)s”; import it first, or add a column with its name.")
                    % {"value": str(value)[:60]},
                    str(value),
                )
        return None

    def unlinked(self, field: Field, said: Named) -> Problem:
        """What a record has to hang on is not there, or there are several such."""
        shown = said.name or said.ref or said.id
        return Problem(
            self.table.mapping.header_of(f"{self.kind.name}.{field.name}") or None,
            "not_found",
            _("There is no single record called “%(value)s” to hang this on.") % {"value": shown[:60]},
            shown,
        )

    # --- warnings --------------------------------------------------------------------------------------------

    def doubt(self, row: Parsed, fitting: Sequence[Draft]) -> None:
        """Say it where several customers fit a row and nothing tells which is meant."""
        if fitting:
            called = ", ".join(
                f"{draft.values['name']} {draft.values.get('ref') or ''}".strip() for draft in fitting[:3]
            )
            self.report.warn(
                "ambiguous_record",
                _(
                    "Several customers fit, and nothing in the row tells which: %(customers)s; the first was taken."
                )
                % {"customers": called},
                self.table,
                row=row.number,
            )

    def other_name(self, row: Parsed, customer: Draft, by: str) -> None:
        """Say it where a row and the customer it means by a shared number or mailbox are called otherwise."""
        mine, theirs = row.customer.get("name"), customer.values["name"]
        if row.alone or not mine or not unlike_names(mine, theirs):
            return
        self.report.warn(
            "other_name",
            _(
                "“%(name)s” was taken for “%(other)s”, who has the same %(field)s; --key name keeps them apart."
            )
            % {"name": mine, "other": theirs, "field": CUSTOMER.fields[by].shown},
            self.table,
            row=row.number,
            column=self.table.mapping.header_of(f"customer.{by}") or None,
        )

    def no_company(self, row: Parsed) -> None:
        """A person without a company became a customer."""
        self.report.warn(
            "no_company",
            _("The row names no company; the person became a customer by themselves."),
            self.table,
            row=row.number,
        )

    def no_contact(self, row: Parsed, left: Iterable[str]) -> None:
        """What a row says of a contact without a name was left out."""
        headers = ", ".join(self.table.mapping.header_of(f"contact.{name}") or name for name in left)
        self.report.warn(
            "no_contact",
            _("The row names no contact; left out: %(columns)s") % {"columns": headers},
            self.table,
            row=row.number,
        )

    def member_made(self, name: str) -> None:
        """Somebody who wrote a record is not of the team."""
        self.report.warn(
            "member_made",
            _("“%(name)s” is not of the team and was added as somebody who has left.") % {"name": name},
            self.table,
            column=self.table.mapping.header_of(f"{self.kind.name}.author") or None,
        )

    def undated(self, number: int) -> None:
        """So many follow-ups did not say when they were."""
        self.report.warn(
            "no_date",
            ngettext(
                "%(number)d follow-up says no date and was dated now.",
                "%(number)d follow-ups say no date and were dated now.",
                number,
            )
            % {"number": number},
            self.table,
        )

    def lost(self, name: str, number: int) -> None:
        """So many of a field's links name what is not there."""
        self.report.warn(
            "unknown_record",
            _("%(number)d records that “%(column)s” names are not there; those links were left out.")
            % {"number": number, "column": name},
            self.table,
            column=self.table.mapping.header_of(f"{self.kind.name}.{name}") or name,
        )
