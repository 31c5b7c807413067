"""Reports in words: what they and their columns are called, their figures as a person reads them, what is to be said.

For both faces; what each figure means is defined where it is reckoned (:mod:`crmcli.verbs.reports`).
"""

from __future__ import annotations

from crmcli.i18n import N_, _, language, listed, ngettext
from crmcli.shown.pipeline import brief, gap_shown
from crmcli.shown.values import money

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Report = dict[str, Any]
    Row = dict[str, Any]

NAMES = {
    "funnel": N_("Funnel"), "forecast": N_("Forecast"), "pipeline": N_("State of the pipeline"),
    "winloss": N_("Wins and losses"), "sources": N_("Sources"), "approvals": N_("Approvals"), "orders": N_("Orders"),
    "receivables": N_("Receivables"), "duties": N_("Duties"),
}  # fmt: skip
"""The reports, in their order."""

_OF_ORDERS = ("orders", "receivables", "duties")  # told in orderreports

NONE = "—"


class Column:
    """A column of a report's table: the key of its figure, its head, ``text number money share days``."""

    __slots__ = ("head", "key", "kind")

    def __init__(self, key: str, head: str, kind: str = "number") -> None:
        self.key = key
        self.head = head
        self.kind = kind

    @property
    def shown(self) -> str:
        """Its head in the language in use."""
        return _(self.head)


MEMBER = Column("member", N_("Member"), "text")
"""Whose a row is."""

_STAGE = Column("label", N_("Stage"), "text")
_FIGURES = {
    "funnel": (
        Column("entered", N_("Entered")),
        Column("advanced", N_("Ahead")),
        Column("back", N_("Set back")),
        Column("lost", N_("Lost")),
        Column("conversion", N_("Conv."), "share"),
        Column("mean_days", N_("Days"), "days"),
        Column("median_days", N_("Median"), "days"),
        Column("open", N_("Open now")),
        Column("amount", N_("Sum"), "money"),
        Column("forced", N_("Forced")),
    ),
    "forecast": (
        Column("number", N_("Open now")),
        Column("best_case", N_("Best case"), "money"),
        Column("weighted", N_("Weighted"), "money"),
        Column("commit", N_("Commit"), "money"),
        Column("won", N_("Won"), "money"),
        Column("won_number", N_("Wins")),
        Column("no_amount", N_("No amount")),
    ),
    "pipeline": (
        Column("open", N_("Open now")),
        Column("amount", N_("Sum"), "money"),
        Column("complete", N_("All there")),
        Column("no_close", N_("No close")),
        Column("no_amount", N_("No amount")),
        Column("no_next_step", N_("No step")),
        Column("silent", N_("Silent")),
        Column("past_close", N_("Past close")),
        Column("risk", N_("Risk")),
        Column("age_30", N_("≤ 30 d")),
        Column("age_60", N_("≤ 60 d")),
        Column("age_90", N_("≤ 90 d")),
        Column("age_180", N_("≤ 180 d")),
        Column("age_older", N_("> 180 d")),
    ),
    "winloss": (
        Column("number", N_("Number")),
        Column("share", N_("Share"), "share"),
        Column("amount", N_("Sum"), "money"),
    ),
    "sources": (
        Column("customers", N_("Customers")),
        Column("with_opportunity", N_("With opp.")),
        Column("buyers", N_("Buyers")),
        Column("conversion", N_("Conv."), "share"),
        Column("open", N_("Open now")),
        Column("won", N_("Won")),
        Column("lost", N_("Lost")),
        Column("abandoned", N_("Abandoned")),
        Column("won_amount", N_("Won sum"), "money"),
    ),
    "approvals": (
        Column("number", N_("Number")),
        Column("approved", N_("Approved")),
        Column("rejected", N_("Turned down")),
        Column("waiting", N_("Waiting")),
        Column("mean_hours", N_("Hours"), "days"),
        Column("longest_hours", N_("Longest"), "days"),
        Column("mean_working_hours", N_("Work h"), "days"),
        Column("longest_working_hours", N_("Longest w."), "days"),
        Column("withdrawn", N_("Withdrawn")),
        Column("passed", N_("Passed on")),
    ),
}
_BY = {
    "reason": Column("reason_label", N_("Reason"), "text"),
    "stage": Column("stage_label", N_("Closed from"), "text"),
    "member": MEMBER,
}


def columns(report: Report) -> list[Column]:
    """The columns of a report's table: first what a row stands for."""
    name, by = report["report"], report["by"].split(",")
    if name in _OF_ORDERS:
        from crmcli.shown import orderreports

        return orderreports.columns(report)
    if name == "winloss":
        first = [Column("outcome_label", N_("Outcome"), "text"), *(_BY[one] for one in by)]
    elif name == "funnel":
        first = [MEMBER, _STAGE] if "member" in by else [_STAGE]
    elif name == "forecast":
        first = [MEMBER] if "member" in by else [Column("month", N_("Month"), "text")]
    elif name == "approvals":
        kinds = {
            "rule": Column("label", N_("Rule"), "text"),
            "outcome": Column("outcome_label", N_("Outcome"), "text"),
        }
        first = [kinds.get(by[0], MEMBER)]
        if by[0] != "member":
            return [*first, *_FIGURES[name][:-1]]
    elif name == "pipeline":
        first = [MEMBER] if "member" in by else [_STAGE]
    else:
        first = [Column("label", N_("Source"), "text")]
    return [*first, *_FIGURES[name]]


def figure(row: Row, column: Column, *, short: bool = False) -> str:
    """A figure as a person reads it; ``short``: amounts in three digits."""
    content = row.get(column.key)
    if column.key == "member" and column.key in row:
        return content["name"] if content else _("nobody")
    if column.key == "month" and content:
        return month(content)
    if column.kind == "text" and ("others" in row or column.key in ("age", "customer", "owner", "order")):
        from crmcli.shown import orderreports

        named = orderreports.named(row, column.key)
        if named is not None:
            return named
    if content is None:
        return NONE
    if column.kind == "money":
        return brief(content["amount"]) if short else whole(content["amount"])
    if column.kind == "share":
        return percent(content)
    if column.kind == "days":
        return f"{content:,.1f}".removesuffix(".0")
    return f"{content:,}" if isinstance(content, int) else str(content)


def plural(said: str) -> int:
    """The number by which the plural of a mean goes, as it is said: 1 day, but 1.2 days and 0 days."""
    return 1 if said == "1" else 2


def label(report: Report, row: Row) -> str:
    """What a row stands for, in one line."""
    names = [figure(row, one) for one in columns(report) if one.kind == "text"]
    return " · ".join(names)


def month(text: str) -> str:
    """A month of the forecast, or what stands beside the months."""
    return {"past": _("past"), "no_date": _("no date")}.get(text, text)


def whole(amount: str) -> str:
    """An amount in whole units with thousands separated, halves away from zero: ``1,234,568``."""
    units, _point, rest = amount.lstrip("-").partition(".")
    number = int(units) + (rest[:1] >= "5")
    return f"{'-' if amount.startswith('-') and number else ''}{number:,}"


def percent(part: float) -> str:
    """A part of a whole: ``37.6%``."""
    return f"{part * 100:.1f}".removesuffix(".0") + "%"


_PERIODS = {
    "this_month": N_("this month"), "last_month": N_("last month"), "next_month": N_("next month"),
    "this_quarter": N_("this quarter"), "last_quarter": N_("last quarter"), "next_quarter": N_("next quarter"),
    "this_year": N_("this year"), "last_year": N_("last year"), "next_year": N_("next year"),
}  # fmt: skip


def period_name(name: str) -> str:
    """What a stretch of time is called."""
    said = _PERIODS.get(name)  # in brackets of _() its key would be collected as a text
    return _(said) if said else name


def by_name(by: str) -> str:
    """What rows stand for, in words."""
    names = {
        "reason": _("reason"),
        "stage": _("stage"),
        "member": _("member"),
        "month": _("month"),
        "rule": _("rule"),
        "outcome": _("outcome"),
        "step": _("step"),
        "department": _("department"),
        "process": _("process"),
        "age": _("age"),
        "customer": _("customer"),
        "owner": _("owner"),
        "currency": _("currency"),
        "order": _("order"),
    }
    return " × ".join(names.get(one, one) for one in by.split(","))


# --- what is said beside the table --------------------------------------------------------------------------------


def scope(report: Report) -> str:
    """What was counted: process, whose, when, which."""
    parts = []
    process = report["process"]
    if process is not None:
        own, other = ("title_zh", "title") if language() == "zh" else ("title", "title_zh")
        parts.append(process[own] or process[other] or process["name"])
    elif report["report"] not in ("sources", "approvals", "duties"):
        parts.append(_("all processes"))
    owner = report["owner"]
    if owner is not None:
        parts.append(
            {"me": _("mine"), "team": _("mine and my team's")}.get(owner, "")
            if isinstance(owner, str)
            else owner["name"]
        )
    period = report["period"]
    if period is not None:
        parts.append(f"{period['from']} – {period['to']}")
    if report["where"]:
        parts.append(report["where"])
    return " · ".join(parts)


def notes(report: Report) -> list[str]:
    """What is to be known of a report: its main figures in a sentence, the rates, what is left out."""
    if report["report"] in _OF_ORDERS:
        from crmcli.shown import orderreports

        lines = orderreports.notes(report)
        return [*lines, *money_notes(report)] if report["report"] == "receivables" else lines
    said = {"funnel": _of_funnel, "forecast": _of_forecast, "pipeline": _of_pipeline, "winloss": _of_winloss}
    if report["report"] == "approvals":  # no sums of money
        return _of_approvals(report["totals"])
    of_report = said.get(report["report"], _of_sources)(report["totals"])
    return [*of_report, *money_notes(report)]


def money_notes(report: Report) -> list[str]:
    """In which currency sums are, by which rates, and what is left out of them."""
    currency = report["currency"]
    rates = listed(f"1 {one['currency']} = {one['rate']}" for one in report["rates"])
    if rates:
        lines = [
            _("Sums in %(currency)s, by your rates: %(rates)s.") % {"currency": currency, "rates": rates}
        ]
    else:
        lines = [_("Sums in %(currency)s.") % {"currency": currency}]
    if report["left_out"]:
        amounts = listed(f"{money(one)} ({one['number']:,})" for one in report["left_out"])
        lines.append(
            _(
                "Left out of the sums, for want of a rate: %(amounts)s. `crm config rates %(code)s RATE` takes it in."
            )
            % {"amounts": amounts, "code": report["left_out"][0]["currency"]}
        )
    return lines


def _of_funnel(totals: Row) -> list[str]:
    closed = totals["won"] + totals["lost"] + totals["abandoned"]
    lines = []
    if closed:
        said = ngettext(
            "%(won)s of %(closed)s closing was won: %(share)s; %(lost)s lost, %(abandoned)s abandoned.",
            "%(won)s of %(closed)s closings were won: %(share)s; %(lost)s lost, %(abandoned)s abandoned.",
            closed,
        )
        lines.append(
            said
            % {
                "won": f"{totals['won']:,}", "closed": f"{closed:,}", "share": percent(totals["conversion"]),
                "lost": f"{totals['lost']:,}", "abandoned": f"{totals['abandoned']:,}",
            }
        )  # fmt: skip
    if totals["mean_cycle"] is not None:
        days = Column("", "", "days")
        mean, median = (figure({"": totals[key]}, days) for key in ("mean_cycle", "median_cycle"))
        said = ngettext(
            "From acquiring to winning: %(mean)s day on average, half within %(median)s.",
            "From acquiring to winning: %(mean)s days on average, half within %(median)s.",
            plural(mean),
        )
        lines.append(said % {"mean": mean, "median": median})
    if totals["forced"]:
        number = totals["forced"]
        lines.append(
            ngettext("%(number)s move was forced.", "%(number)s moves were forced.", number)
            % {"number": f"{number:,}"}
        )
    return lines


def _of_forecast(totals: Row) -> list[str]:
    lines = [_("Commit: a probability of 75% or more, or in the last stage.")]
    if totals["no_amount"]:
        number = totals["no_amount"]
        said = ngettext("%(number)s has no amount yet.", "%(number)s have no amount yet.", number)
        lines.append(said % {"number": f"{number:,}"})
    return lines


def _of_pipeline(totals: Row) -> list[str]:
    number = totals["open"]
    said = ngettext(
        "%(complete)s of %(number)s lacks nothing.", "%(complete)s of %(number)s lack nothing.", number
    )
    return [said % {"complete": f"{totals['complete']:,}", "number": f"{number:,}"}] if number else []


def _of_winloss(totals: Row) -> list[str]:
    if totals["conversion"] is None:
        return []
    return [
        _("Won %(won)s (%(share)s), lost %(lost)s, abandoned %(abandoned)s.")
        % {
            "won": f"{totals['won']:,}", "share": percent(totals["conversion"]), "lost": f"{totals['lost']:,}",
            "abandoned": f"{totals['abandoned']:,}",
        }
    ]  # fmt: skip


def _of_sources(totals: Row) -> list[str]:
    if totals["conversion"] is None:
        return []
    said = ngettext(
        "%(buyers)s of %(customers)s customer bought: %(share)s.",
        "%(buyers)s of %(customers)s customers bought: %(share)s.",
        totals["customers"],
    )
    return [
        said
        % {
            "buyers": f"{totals['buyers']:,}", "customers": f"{totals['customers']:,}",
            "share": percent(totals["conversion"]),
        }
    ]  # fmt: skip


def _of_approvals(totals: Row) -> list[str]:
    hours = Column("", "", "days")
    lines = [
        _("Waited %(mean)s hours on average, %(longest)s at most; on working days %(worked)s and %(most)s.")
        % {
            "mean": figure({"": totals["mean_hours"]}, hours),
            "longest": figure({"": totals["longest_hours"]}, hours),
            "worked": figure({"": totals["mean_working_hours"]}, hours),
            "most": figure({"": totals["longest_working_hours"]}, hours),
        }
    ]
    number = totals["waiting"]
    if number:
        said = ngettext("%(number)s is not decided yet.", "%(number)s are not decided yet.", number)
        lines.append(said % {"number": f"{number:,}"})
    return lines


def nothing(report: Report) -> str:
    """What to do when there is nothing to be counted."""
    if any((report["period"], report["owner"], report["where"])):
        return _("Nothing was found; a wider filter or period may.")
    if report["report"] in _OF_ORDERS:
        from crmcli.shown import orderreports

        return orderreports.nothing(report)
    if report["report"] == "approvals":
        return _("No approval was asked yet; `crm quote submit REF` asks what the rules ask.")
    if report["report"] == "sources":
        return _("There are no customers yet: `crm customer add NAME`, or `crm import FILE`.")
    return _("There are no opportunities yet: `crm opportunity add CUSTOMER TITLE`, or `crm import FILE`.")


def empty(report: Report) -> bool:
    """Whether nothing at all was counted."""
    totals = report["totals"]
    if report["report"] in _OF_ORDERS:
        from crmcli.shown import orderreports

        return not any(totals[one] for one in orderreports.counts(report))
    counts: Sequence[str] = {
        "funnel": ("begun", "open", "won", "lost", "abandoned", "reopened"),
        "forecast": ("number", "won_number"),
        "pipeline": ("open",),
        "winloss": ("won", "lost", "abandoned"),
        "sources": ("customers",),
        "approvals": ("number",),
    }[report["report"]]
    return not any(totals[one] for one in counts) and not any(
        row.get(one) for row in report["rows"] for one in ("entered", "advanced", "back")
    )


def missing(codes: Sequence[str]) -> str:
    """What is missing of an opportunity, in words."""
    return listed(gap_shown(code) for code in codes)


def ended(one: Row) -> str:
    """How a closed opportunity ended, and why."""
    from crmcli.store.records import OPPORTUNITY

    parts = [OPPORTUNITY.fields["outcome"].choice_shown(one["outcome"])]
    if one["reason"]:
        parts.append(OPPORTUNITY.fields["outcome_reason"].choice_shown(one["reason"]))
    return " · ".join(parts)
