"""The reports on orders, receivables and duties in words: their columns, what is said beside their tables."""

from __future__ import annotations

from crmcli.i18n import N_, _, ngettext
from crmcli.shown.reports import MEMBER, NONE, Column, figure, percent, plural, whole

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    Report = dict[str, Any]
    Row = dict[str, Any]

NAMES = ("orders", "receivables", "duties")
"""The reports that are told here."""

_STEPS = (
    Column("done", N_("Done")),
    Column("on_time", N_("On time"), "share"),
    Column("on_time_first", N_("First plan"), "share"),
    Column("median_days", N_("Median d"), "days"),
    Column("mean_late", N_("Late by"), "days"),
    Column("open", N_("Open now")),
    Column("waiting", N_("Wait here")),
    Column("late", N_("Late now")),
    Column("late_days", N_("Days late"), "days"),
    Column("blocked", N_("Blocked")),
    Column("mean_days", N_("Mean d"), "days"),
)
_PEOPLE = (
    Column("per_day", N_("Per day"), "days"),
    Column("handled", N_("Handled")),
    Column("person_days", N_("Person days")),
)
_ORDERS = (
    Column("begun", N_("Begun")),
    Column("closed", N_("Closed")),
    Column("median_cycle", N_("Median d"), "days"),
    Column("mean_cycle", N_("Mean d"), "days"),
    Column("delivered", N_("Delivered")),
    Column("delivered_on_time", N_("On time"), "share"),
    Column("delivered_first", N_("First date"), "share"),
    Column("cancelled", N_("Cancelled")),
)
_OPEN = (
    Column("open_orders", N_("Open now")),
    Column("late_orders", N_("Late now")),
    Column("blocked_orders", N_("Blocked")),
)
_AGES = (
    Column("number", N_("Payments")),
    Column("orders", N_("Orders")),
    Column("amount", N_("Sum"), "money"),
    Column("share", N_("Share"), "share"),
)
_OWED = (
    Column("amount", N_("Sum"), "money"),
    Column("overdue", N_("Overdue"), "money"),
    Column("not_due", N_("Not due"), "money"),
    Column("days_30", N_("1–30 d"), "money"),
    Column("days_60", N_("31–60 d"), "money"),
    Column("days_90", N_("61–90 d"), "money"),
    Column("older", N_("> 90 d"), "money"),
    Column("number", N_("Payments")),
    Column("credit", N_("Credit"), "money"),
    Column("unplanned", N_("Unplanned"), "money"),
    Column("no_date", N_("No date"), "money"),
)
_DUTIES = (
    Column("number", N_("Number")),
    Column("open", N_("Open now")),
    Column("overdue", N_("Overdue")),
    Column("done", N_("Done")),
    Column("in_time", N_("In time")),
    Column("late", N_("Late")),
    Column("on_time", N_("On time"), "share"),
    Column("mean_days_before", N_("Days before"), "days"),
    Column("dropped", N_("Dropped")),
)
_FIRST = {
    "step": Column("label", N_("Step"), "text"), "department": Column("label", N_("Department"), "text"),
    "process": Column("label", N_("Process"), "text"), "month": Column("month", N_("Month"), "text"),
    "member": MEMBER, "age": Column("age", N_("Due"), "text"), "customer": Column("customer", N_("Customer"), "text"),
    "owner": Column("owner", N_("Owner"), "text"), "currency": Column("label", N_("Currency"), "text"),
    "order": Column("order", N_("Order"), "text"),
}  # fmt: skip
_AGE_NAMES = {
    "not_due": N_("not due yet"), "days_30": N_("1 to 30 days"), "days_60": N_("31 to 60 days"),
    "days_90": N_("61 to 90 days"), "older": N_("over 90 days"), "no_date": N_("no date"),
    "unplanned": N_("not planned"), "credit": N_("credit"),
}  # fmt: skip


def columns(report: Report) -> list[Column]:
    """The columns of its table: first what a row stands for."""
    name, by = report["report"], report["by"]
    if name == "duties":
        return [_FIRST[by], *_DUTIES]
    if name == "receivables":
        return [_FIRST[by], *(_AGES if by == "age" else _OWED)]
    if by == "step":
        return [_FIRST[by], *_STEPS]
    if by in ("member", "department"):
        return [_FIRST[by], *_STEPS[:5], _PEOPLE[0], *_STEPS[5:], *_PEOPLE[1:]]
    return [_FIRST[by], *_ORDERS, *(_OPEN if by == "process" else _PEOPLE)]


def named(row: Row, key: str) -> str | None:
    """What a row stands for, if it is told here."""
    if row.get("others"):
        number = row["others"]
        said = ngettext("%(number)s other", "%(number)s others", number)
        return said % {"number": f"{number:,}"}
    if key == "age":
        said = _AGE_NAMES[row["age"]]  # in brackets of _() its key would be collected as a text
        return _(said)
    if key in ("customer", "owner", "order"):
        link = row[key]
        return str(link["name"]) if link else (_("nobody") if key == "owner" else NONE)
    return None


def notes(report: Report) -> list[str]:
    """Its main figures in sentences."""
    of = {"orders": _of_orders, "receivables": _of_receivables, "duties": _of_duties}[report["report"]]
    return of(report)


def _days(number: float | None) -> str:
    return figure({"": number}, Column("", "", "days"))


def _of_orders(report: Report) -> list[str]:
    totals = report["totals"]
    lines = []
    if totals["on_time"] is not None:
        said = ngettext(
            "%(done)s step was done: %(share)s by its planned day, %(first)s by the first one planned.",
            "%(done)s steps were done: %(share)s by their planned day, %(first)s by the first one planned.",
            totals["done"],
        )
        lines.append(
            said
            % {
                "done": f"{totals['done']:,}", "share": percent(totals["on_time"]),
                "first": percent(totals["on_time_first"]),
            }
        )  # fmt: skip
    if totals["delivered_on_time"] is not None:
        said = ngettext(
            "%(number)s order was delivered: %(share)s by the day agreed, %(first)s by the one agreed first.",
            "%(number)s orders were delivered: %(share)s by the day agreed, %(first)s by the one agreed first.",
            totals["delivered"],
        )
        lines.append(
            said
            % {
                "number": f"{totals['delivered']:,}", "share": percent(totals["delivered_on_time"]),
                "first": percent(totals["delivered_first"]),
            }
        )  # fmt: skip
    if totals["mean_cycle"] is not None:
        mean = _days(totals["mean_cycle"])
        said = ngettext(
            "From signing to closing: %(mean)s day on average, half within %(median)s.",
            "From signing to closing: %(mean)s days on average, half within %(median)s.",
            plural(mean),
        )
        lines.append(said % {"mean": mean, "median": _days(totals["median_cycle"])})
    if totals["per_day"] is not None:
        said = (
            _("Orders handled per person and day: %(number)s.")
            if report["period"] is not None
            else _("Orders handled per person and day in the last 30 days: %(number)s.")
        )
        lines.append(said % {"number": f"{totals['per_day']:g}"})
    number = totals["open_orders"]
    if number:
        said = ngettext(
            "%(number)s order is open; late: %(late)s, blocked: %(blocked)s.",
            "%(number)s orders are open; late: %(late)s, blocked: %(blocked)s.",
            number,
        )
        lines.append(
            said
            % {
                "number": f"{number:,}", "late": f"{totals['late_orders']:,}",
                "blocked": f"{totals['blocked_orders']:,}",
            }
        )  # fmt: skip
    return lines


def _of_receivables(report: Report) -> list[str]:
    totals = report["totals"]
    lines = [
        _("Owed on open orders: %(amount)s; overdue: %(overdue)s.")
        % {"amount": whole(totals["amount"]["amount"]), "overdue": whole(totals["overdue"]["amount"])}
    ]
    if totals["credit"]["amount"].startswith("-"):
        credit = whole(totals["credit"]["amount"].lstrip("-"))
        lines.append(
            _("Received beyond the amount of an order, and taken off: %(amount)s.") % {"amount": credit}
        )
    if totals["rebates_number"]:
        number = totals["rebates_number"]
        said = ngettext(
            "%(number)s export tax rebate is expected: %(amount)s.",
            "%(number)s export tax rebates are expected: %(amount)s.",
            number,
        )
        lines.append(said % {"number": f"{number:,}", "amount": whole(totals["rebates"]["amount"])})
    return lines


def _of_duties(report: Report) -> list[str]:
    totals = report["totals"]
    lines = []
    if totals["on_time"] is not None:
        before = totals["mean_days_before"]
        days = _days(abs(before))
        if before < 0:
            said = ngettext(
                "%(share)s were done by their deadline, %(days)s day after it on average.",
                "%(share)s were done by their deadline, %(days)s days after it on average.",
                plural(days),
            )
        else:
            said = ngettext(
                "%(share)s were done by their deadline, %(days)s day before it on average.",
                "%(share)s were done by their deadline, %(days)s days before it on average.",
                plural(days),
            )
        lines.append(said % {"share": percent(totals["on_time"]), "days": days})
    number = totals["open"]
    if number:
        said = ngettext(
            "%(number)s is not done yet; overdue: %(overdue)s.",
            "%(number)s are not done yet; overdue: %(overdue)s.",
            number,
        )
        lines.append(said % {"number": f"{number:,}", "overdue": f"{totals['overdue']:,}"})
    return lines


def nothing(report: Report) -> str:
    """What to do when there is nothing to be counted."""
    if report["report"] == "duties":
        return _("There are no duties yet; finished steps of orders leave them, as their process says.")
    if report["report"] == "receivables" and not report["totals"]["rebates_number"]:
        return _("Nothing is owed on open orders; `crm order list` shows them.")
    return _("There are no orders yet: `crm order add CUSTOMER`, or `crm quote order REF`.")


def counts(report: Report) -> tuple[str, ...]:
    """The totals of which one says that something was counted."""
    return {
        "orders": ("begun", "closed", "cancelled", "delivered", "open_orders", "done", "open"),
        "receivables": ("number", "rebates_number"),
        "duties": ("number", "dropped"),
    }[str(report["report"])]
