"""The chart of each report: which bars it has, what they are called, what is said at their ends."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.shown import reports
from crmcli.shown.charts import Bar, Chart
from crmcli.shown.pipeline import brief
from crmcli.store.records import APPROVAL

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    Report = dict[str, Any]
    Row = dict[str, Any]

_WON, _LOST, _DONE, _OPEN, _REST = "good", "late", "good", "ref", "dim"


def chart(report: Report) -> Chart:
    """The chart of a report; empty where nothing was counted. Its bars are the report's rows, in their order."""
    return {
        "funnel": _funnel, "forecast": _forecast, "pipeline": _pipeline, "winloss": _winloss, "sources": _sources,
        "approvals": _approvals, "orders": _orders, "receivables": _receivables, "duties": _duties,
    }[report["report"]](report)  # fmt: skip


def rows(report: Report) -> list[Row]:
    """What the bars of a report's chart stand for: its rows, or of a funnel by member the members."""
    found: list[Row] = report["members"] if "members" in report else report["rows"]
    return found


def _funnel(report: Report) -> Chart:
    if "members" in report:  # how the closings of each ended
        series = [(_("won"), _WON), (_("lost"), _LOST), (_("abandoned"), _REST)]
        bars = [
            Bar(
                reports.figure(row, reports.MEMBER),
                (row["won"], row["lost"], row["abandoned"]),
                reports.NONE if row["conversion"] is None else reports.percent(row["conversion"]),
            )
            for row in rows(report)
        ]
        return Chart(series, bars)
    series = [(_("went ahead"), _DONE), (_("open"), _OPEN), (_("went back"), _REST), (_("lost"), _LOST)]
    return Chart(
        series,
        [
            Bar(row["label"], (row["advanced"], row["open"], row["back"], row["lost"]), f"{row['entered']:,}")
            for row in report["rows"]
        ],
    )


def _amount(money: dict[str, str]) -> float:
    return float(money["amount"])


def _forecast(report: Report) -> Chart:
    if report["by"] == "member":
        series = [(_("weighted"), _DONE), (_("best case"), _REST)]
        bars = []
        for row in report["rows"]:
            likely, best = _amount(row["weighted"]), _amount(row["best_case"])
            bars.append(
                Bar(
                    reports.label(report, row),
                    (likely, max(best - likely, 0)),
                    brief(row["weighted"]["amount"]),
                )
            )
        return Chart(series, bars)
    series = [(_("best case"), _OPEN), (_("weighted"), _DONE), (_("commit"), "noted")]
    bars = []
    highest = "0"
    for row in report["rows"]:
        amounts = [row[name]["amount"] for name in ("best_case", "weighted", "commit")]
        highest = max(highest, *amounts, key=float)
        month = row["month"]
        short = reports.month(month) if month in ("past", "no_date") else month[2:]
        bars.append(Bar(reports.month(month), [float(one) for one in amounts], brief(amounts[0]), short))
    return Chart(series, bars, columns=True, scale=brief(highest))


def _pipeline(report: Report) -> Chart:
    series = [(_("complete"), _DONE), (_("something is missing"), _LOST)]
    return Chart(
        series,
        [
            Bar(
                reports.label(report, row),
                (row["complete"], row["open"] - row["complete"]),
                f"{row['complete']:,}/{row['open']:,}",
            )
            for row in report["rows"]
        ],
    )


def _winloss(report: Report) -> Chart:
    series = [(_("won"), _WON), (_("lost"), _LOST), (_("abandoned"), _REST)]
    ends = ("won", "lost", "abandoned")
    return Chart(
        series,
        [
            Bar(
                reports.label(report, row),
                [row["number"] if row["outcome"] == end else 0 for end in ends],
                f"{row['number']:,}",
            )
            for row in report["rows"]
        ],
    )


def _approvals(report: Report) -> Chart:
    """How each ended; at the end how long it waited on average."""
    rest = _("passed on, withdrawn") if report["by"] == "member" else _("withdrawn")
    ends = [APPROVAL.fields["decision"].choice_shown(end).lower() for end in ("approved", "rejected")]
    series = [(ends[0], _WON), (ends[1], _LOST), (_("waiting"), _OPEN), (rest, _REST)]
    return Chart(
        series,
        [
            Bar(
                reports.label(report, row),
                (row["approved"], row["rejected"], row["waiting"], row["withdrawn"] + row.get("passed", 0)),
                _("%(hours)s h") % {"hours": reports.figure(row, reports.Column("mean_hours", "", "days"))},
            )
            for row in report["rows"]
        ],
    )


def _sources(report: Report) -> Chart:
    series = [(_("bought"), _WON), (_("with an opportunity"), _OPEN), (_("without"), _REST)]
    bars = []
    for row in report["rows"]:
        bought, dealt, all = row["buyers"], row["with_opportunity"], row["customers"]
        bars.append(Bar(reports.label(report, row), (bought, dealt - bought, all - dealt), f"{all:,}"))
    return Chart(series, bars)


def _orders(report: Report) -> Chart:
    """Of steps how many were done by their days; of orders how many came and went."""
    if report["by"] == "month":
        bars = []
        for row in report["rows"]:
            bars.append(
                Bar(row["month"], (row["begun"], row["closed"]), f"{row['begun']:,}", row["month"][2:])
            )
        highest = max((max(row["begun"], row["closed"]) for row in report["rows"]), default=0)
        series = [(_("begun"), _OPEN), (_("closed"), _DONE)]
        return Chart(series, bars, columns=True, scale=f"{highest:,}")
    if report["by"] == "process":
        series = [(_("closed"), _DONE), (_("open now"), _OPEN), (_("cancelled"), _REST)]
        return Chart(
            series,
            [
                Bar(
                    reports.label(report, row),
                    (row["closed"], row["open_orders"], row["cancelled"]),
                    f"{row['begun']:,}",
                )
                for row in report["rows"]
            ],
        )
    series = [(_("done on time"), _DONE), (_("done late"), _LOST), (_("open now"), _OPEN)]
    return Chart(
        series,
        [
            Bar(
                reports.label(report, row),
                (row["done_in_time"], row["done_late"], row["open"]),
                reports.NONE if row["on_time"] is None else reports.percent(row["on_time"]),
            )
            for row in report["rows"]
        ],
    )


def _receivables(report: Report) -> Chart:
    """What is owed by how long it has been due. What is of several currencies has no common measure by currency."""
    if report["by"] == "currency":
        return Chart([], [])
    series = [
        (_("not due"), _OPEN),
        (_("1 to 30 days"), "noted"),
        (_("31 to 90 days"), _LOST),
        (_("older"), _LOST),
    ]
    bars = []
    for row in report["rows"]:
        if "others" in row:
            continue  # beside all of them the bars of those that are named would be points
        if report["by"] == "age":
            amount = _amount(row["amount"])
            place = {"not_due": 0, "days_30": 1, "days_60": 2, "days_90": 2, "older": 3}.get(row["age"])
            values = [amount if place == at else 0.0 for at in range(4)]
        else:
            values = [
                _amount(row["not_due"]), _amount(row["days_30"]), _amount(row["days_60"]) + _amount(row["days_90"]),
                _amount(row["older"]),
            ]  # fmt: skip
        bars.append(Bar(reports.label(report, row), values, brief(row["amount"]["amount"])))
    return Chart(series, bars)


def _duties(report: Report) -> Chart:
    """How each stands with its deadline; at the end how many were done by it."""
    series = [(_("in time"), _DONE), (_("done late"), _LOST), (_("open now"), _OPEN), (_("overdue"), _LOST)]
    return Chart(
        series,
        [
            Bar(
                reports.label(report, row),
                (row["in_time"], row["late"], row["open"] - row["overdue"], row["overdue"]),
                reports.NONE if row["on_time"] is None else reports.percent(row["on_time"]),
            )
            for row in report["rows"]
        ],
    )
