"""``crm report``: the figures of sales and of orders, as charts and tables, JSON or separated values."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Command, Opt
from crmcli.i18n import N_

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.commands.session import Session

_BESIDE = (
    "where",
    "records",
    "others",
    "label",
    "outcome_label",
    "reason_label",
    "stage_label",
)  # no figures


def _report(name: str) -> Callable[..., Answer]:
    def report(session: Session, no_chart: bool = False, **given: Any) -> Answer:
        from crmcli.commands.fields import whole
        from crmcli.verbs.reports.scope import Asked

        silent, limit = given.pop("silent", None), given.pop("limit", None)
        asked = Asked(
            **{key: value for key, value in given.items() if value is not None},
            silent=None if silent is None else whole("--silent", silent),
            limit=10 if limit is None else whole("--limit", limit),
        )
        found = _module(name).report(session.store, asked)
        refs = [one["ref"] for one in (*found.get("worst", ()), *found.get("lessons", ()))]
        if session.flags.format == "table" or (session.terminal and not session.flags.format):
            return Answer(found, lines=lambda s: _drawn(found, s, no_chart), refs=refs)
        from crmcli.shown.reports import columns

        keys = list(dict.fromkeys(key for row in found["rows"] for key in row if key not in _BESIDE))
        if not keys:
            keys = [one.key for one in columns(found) if one.key not in _BESIDE]
        return Answer(found, rows=found["rows"], columns=keys, refs=refs)

    report.__doc__ = f"The report {name}."
    return report


def _module(name: str) -> Any:
    return __import__(
        f"crmcli.verbs.reports.{name}", fromlist=["report"]
    )  # importlib would have to be imported


def _drawn(found: dict[str, Any], session: Session, no_chart: bool) -> str:
    from crmcli.commands.render.report import report

    return report(found, session, chart=not no_chart)


_WHERE = Opt(
    "--where",
    N_('Only those that pass a filter, such as "amount>100000"; again: and.'),
    value="FILTER",
    many=True,
)
_OWNER = Opt("--owner", N_("Only those of a member; me; or team: me and all below me."), value="MEMBER")
_NO_CHART = Opt("--no-chart", N_("Only the table."))
_PROCESS = Opt(
    "--process", N_("Only those that follow a process, by its name; NAME@2: that version."), value="NAME"
)
_LIMIT = Opt("--limit -n", N_("How many records are named; 10 if nothing is said."), value="N", name="limit")


def _period(what: str) -> Opt:
    return Opt("--period", what, value="PERIOD")


def _by(*choices: str, several: bool = False) -> Opt:
    help = (
        N_("What each row stands for.")
        if not several
        else N_("What each row stands for; several: reason,stage.")
    )
    return Opt("--by", help, value="|".join(choices), choices=() if several else choices)


_COMMANDS = (
    Command(
        "report funnel", _report("funnel"),
        N_("The funnel: what goes into each stage, what comes of it, how long it takes."),
        options=(
            Opt("--process", N_("The process, by its name; else the default one. NAME@2: that version."), value="NAME"),
            _OWNER, _period(N_("Only changes of stage in a period.")), _WHERE, _by("stage", "member"), _NO_CHART,
        ),
        more=N_(
            "Changes of stage are counted, not opportunities: what goes back and forward again is counted "
            "again.\n"
            "Entered: changes into the stage. Ahead: from it to a later stage or to won. Set back: to an earlier "
            "one. Lost: to lost or abandoned. Conv.: ahead / (ahead + lost). Days, median: how long it had "
            "been in the stage that it left. Open now, sum: what stands there now. Forced: left although something "
            "was missing.\n"
            "Closings won: won / (won + lost + abandoned). A member is the owner at the time of the change.\n"
            "A period is written this_quarter, last_month, 2026, 2026-Q4, 2026-11, 2026-10..2026-12, or in "
            "Chinese words."
        ),
        examples=(
            "crm report funnel", "crm report funnel --period this_quarter --by member",
            'crm report funnel --process decoration --where "amount>100000" --json',
        ),
    ),
    Command(
        "report forecast", _report("forecast"),
        N_("The forecast: what is expected to come in, by month of expected close or by member."),
        options=(
            _PROCESS, _OWNER, _period(N_("Only those expected to close in a period.")), _WHERE, _by("month", "member"),
            _NO_CHART,
        ),
        more=N_(
            "Best case: the sum of the amounts of what is open. Weighted: of amount × probability. Commit: of "
            "those with a probability of 75% or more, or in the last stage of their process. Won: what was won "
            "in that month so far (by member: this month, or in the period). Past: expected to close before "
            "today.\n"
            "A period is written this_quarter, last_month, 2026, 2026-Q4, 2026-11, 2026-10..2026-12, or in "
            "Chinese words."
        ),
        examples=("crm report forecast", "crm report forecast --by member --period this_quarter"),
    ),
    Command(
        "report pipeline", _report("pipeline"),
        N_("How the pipeline stands: what is missing of what is open, how old it is, the worst."),
        options=(
            _PROCESS, _OWNER, _period(N_("Only those expected to close in a period.")), _WHERE, _by("stage", "member"),
            Opt("--silent", N_("Silent after so many days without a dealing; else as the stage says."), value="DAYS"),
            _LIMIT, _NO_CHART,
        ),
        more=N_(
            "No close, no amount: these are empty. No step: no open reminder about it. Silent: more days "
            "without a dealing (since it was acquired, if there was none) than its stage allows. Past close: "
            "expected to close before today. All there: none of these. Risk: flagged so. Ages count from the "
            "day it was acquired.\n"
            "The worst lack most; of equal ones first those that nobody has dealt with for longest.\n"
            "A period is written this_quarter, last_month, 2026, 2026-Q4, 2026-11, 2026-10..2026-12, or in "
            "Chinese words."
        ),
        examples=("crm report pipeline", "crm report pipeline --owner me --silent 21 --limit 20"),
    ),
    Command(
        "report winloss", _report("winloss"),
        N_("Wins and losses: the reasons, the stages they were closed from, whose they were."),
        options=(
            _PROCESS, _OWNER, _period(N_("Only those closed in a period.")), _WHERE,
            _by("reason", "stage", "member", several=True),
            Opt("--lessons", N_("Also what was learnt, the latest first.")), _LIMIT, _NO_CHART,
        ),
        more=N_(
            "Number, sum: of what was closed with that outcome, archived ones too. Share: of all with that "
            "outcome. The stage is the one from which it was closed.\n"
            "A period is written this_quarter, last_month, 2026, 2026-Q4, 2026-11, 2026-10..2026-12, or in "
            "Chinese words."
        ),
        examples=(
            "crm report winloss --period this_year", "crm report winloss --by reason,stage --format csv",
            "crm report winloss --by member --lessons",
        ),
    ),
    Command(
        "report sources", _report("sources"),
        N_("Sources: where customers come from, and what came of them."),
        options=(
            Opt("--owner", N_("Only customers of a member; me; or team: me and all below me."), value="MEMBER"),
            _period(N_("Only customers entered in a period.")),
            Opt("--where", N_('Only customers that pass a filter, such as "country=DE"; again: and.'), value="FILTER",
                many=True),
            _NO_CHART,
        ),
        more=N_(
            "Customers: archived ones too; of these those with an opportunity, and the buyers: with a won one. "
            "Conv.: buyers / customers. Open, won, lost, abandoned: their opportunities. Won sum: what these "
            "came to.\n"
            "A period is written this_quarter, last_month, 2026, 2026-Q4, 2026-11, 2026-10..2026-12, or in "
            "Chinese words."
        ),
        examples=("crm report sources", 'crm report sources --period this_year --where "country=DE"'),
    ),
    Command(
        "report approvals", _report("approvals"),
        N_("Approvals: how many, what became of them, how long they waited with whom."),
        options=(
            Opt("--owner", N_("Only those that a member asked for; me; or team: me and all below me."), value="MEMBER"),
            _period(N_("Only those asked in a period.")),
            Opt("--where", N_('Only approvals that pass a filter, such as "rule=discount"; again: and.'),
                value="FILTER", many=True),
            _by("member", "rule", "outcome"), _NO_CHART,
        ),
        more=N_(
            "By member: what each held, and for how long; passed on: what went to somebody else by escalation or "
            "delegation. Hours: on average, what waits now until now. Work h: only what lies on working days, each "
            "day whole; `crm config set holidays` says which are none.\n"
            "A period is written this_quarter, last_month, 2026, 2026-Q4, 2026-11, 2026-10..2026-12, or in "
            "Chinese words."
        ),
        examples=("crm report approvals", "crm report approvals --by rule --period this_year --json"),
    ),
    Command(
        "report orders", _report("orders"),
        N_("Orders: begun, closed, on time; steps against their days; where orders wait, who handled how many."),
        options=(
            _PROCESS, Opt("--owner", N_("Only orders of a member; me; or team: me and all below me."), value="MEMBER"),
            _period(N_("Only what happened in a period; what is open now is told whatever the period.")),
            Opt("--where", N_('Only orders that pass a filter, such as "amount>100000"; again: and.'), value="FILTER",
                many=True),
            _by("step", "member", "department", "process", "month"), _NO_CHART,
        ),
        more=N_(
            "Of steps (by step, member, department). Done: steps done; by member: by whom. On time: done on the "
            "planned day or before / all done that have one; first plan: against the day planned first. Median, "
            "mean: days from the planned day to the day it was done, negative before it. Late by: the mean of those "
            "that were late. Open now: steps of open orders that are not done; wait here: of these the next step of "
            "each order; late now: planned before today, days late: by how many days on average; blocked: of these.\n"
            "Per day: handled / person days. Handled: orders in each of which a person did a step on a day, each "
            "person and day by itself; person days: the days on which each person did one. Without a period both are "
            "of the last 30 days.\n"
            "Of orders (by process, month). Begun: signed. Closed, cancelled: ended so. Median, mean: days from "
            "signing to closing. Delivered; on time: by the day agreed / delivered; first date: by the day agreed "
            "first. Open now, late now, blocked: open orders, those with a step planned before today, those with a "
            "blocked one.\n"
            "A period is written this_quarter, last_month, 2026, 2026-Q4, 2026-11, 2026-10..2026-12, or in "
            "Chinese words."
        ),
        examples=(
            "crm report orders", "crm report orders --by member --period this_month",
            'crm report orders --by month --where "amount>100000" --json',
        ),
    ),
    Command(
        "report receivables", _report("receivables"),
        N_("Receivables: what open orders are still owed, by how long it has been due."),
        options=(
            _PROCESS, Opt("--owner", N_("Only orders of a member; me; or team: me and all below me."), value="MEMBER"),
            _period(N_("Only planned payments that are due in a period.")),
            Opt("--where", N_('Only orders that pass a filter, such as "currency=USD"; again: and.'), value="FILTER",
                many=True),
            _by("age", "customer", "owner", "currency", "order"),
            Opt("--limit -n", N_("How many customers or orders have a row; 10 if nothing is said."), value="N",
                name="limit"),
            _NO_CHART,
        ),
        more=N_(
            "Of each planned payment what is not received yet counts; what came in is for the first due first. Not "
            "due: due today or later; 1–30 d: due so many days ago; no date: no day is known. Not planned: "
            "receivable − what the planned payments still bring. Credit: received beyond the amount of an order, "
            "negative. Sum: all of these; it is the sum of amount − received + paid back of the open orders. "
            "Overdue: due before today. Share: of the sum.\n"
            "Sums in other currencies are converted by the rates that `crm config rates` keeps; what has no rate is "
            "left out and named. By currency nothing is converted. Export tax rebates that are expected are told "
            "beside the sum.\n"
            "A period leaves out what has no day, what nobody planned, and credits. It is written this_quarter, "
            "last_month, 2026, 2026-Q4, 2026-11, 2026-10..2026-12, or in Chinese words."
        ),
        examples=(
            "crm report receivables", "crm report receivables --by customer --limit 20",
            'crm report receivables --by order --where "currency=USD" --format csv',
        ),
    ),
    Command(
        "report duties", _report("duties"),
        N_("Duties that finished steps left: open, overdue, done in time or late."),
        options=(
            Opt("--owner", N_("Only those of a member's orders; me; or team: me and all below me."), value="MEMBER"),
            _period(N_("Only those whose deadline is in a period.")),
            Opt("--where", N_('Only duties that pass a filter, such as "important"; again: and.'), value="FILTER",
                many=True),
            _by("member", "department", "step", "month"), _NO_CHART,
        ),
        more=N_(
            "Number: those that were not dropped. Overdue: open and past their deadline. In time: done on the day of "
            "the deadline or before; late: after it. On time: in time / (in time + late). Days before: from the day "
            "it was done to its deadline, on average, negative after it. A member is who has it, a department that "
            "of who has it, else the one it was given to; a step is the one that left it; a month is that of the "
            "deadline.\n"
            "A period is written this_quarter, last_month, 2026, 2026-Q4, 2026-11, 2026-10..2026-12, or in "
            "Chinese words."
        ),
        examples=("crm report duties", "crm report duties --by step --period this_quarter"),
    ),
)  # fmt: skip

COMMANDS = {command.path: command for command in _COMMANDS}
