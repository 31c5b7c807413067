"""``crm order board``: open orders × steps."""

from __future__ import annotations

from crmcli.commands.fields import TERMINAL_ROWS, whole
from crmcli.commands.generic import wanted
from crmcli.commands.output import Answer
from crmcli.commands.spec import Command, Opt
from crmcli.i18n import N_, _
from crmcli.store.records import ORDER

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session

_COLUMNS = ("ref", "number", "customer", "process", "progress", "next_step", "late_days", "blocked", "delivery",
            "receivable")  # fmt: skip


def board(
    session: Session,
    process: str | None = None,
    owner: str | None = None,
    where: list[str] | None = None,
    sort: str | None = None,
    limit: str | None = None,
) -> Answer:
    """The open orders, a cell for each of their steps."""
    from crmcli.verbs import orderboard

    drawn = session.flags.format == "table" or (
        session.terminal and not session.flags.format and not session.flags.json
    )
    most = whole("--limit", limit) if limit else TERMINAL_ROWS if drawn else None
    tests = list(where or [])
    if owner:
        tests.append(f"owner={wanted(session, ORDER, 'owner', owner)}")
    data = orderboard.board(session.store, process=process or "", where=tests, sort=sort or "", limit=most)
    if data["more"] and not limit:
        session.warn(_("The first %(number)d; --limit N shows more.") % {"number": most})
    refs = [one["ref"] for section in data["processes"] for one in section["orders"]]
    if drawn:
        return Answer(data, lines=lambda s: _drawn(data, process or "", bool(tests), s), refs=refs)
    return Answer(data, rows=[_row(of, one) for of in data["processes"] for one in of["orders"]],
                  columns=_COLUMNS, kind=ORDER, refs=refs)  # fmt: skip


def _row(section: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
    """An order as a line of separated values: how far it is and what is next."""
    return {
        **{name: order[name] for name in _COLUMNS if name in order},
        "process": section["process"],
        "progress": f"{order['steps_done']}/{order['steps_total']}",
        "late_days": max((one["late_days"] for one in order["cells"]), default=0),
    }


def _drawn(data: dict[str, Any], process: str, narrowed: bool, session: Session) -> str:
    from crmcli.commands.render.orderboard import board as drawn

    return drawn(data, process, session, narrowed=narrowed)


COMMANDS = {
    "order board": Command(
        "order board", board, N_("Open orders × steps: done, started, blocked, late by how many days."),
        options=(
            Opt("--process", N_("Only orders of this process."), value="NAME"),
            Opt("--owner", N_("Whose: me or a member."), value="WHO"),
            Opt("--where -w", N_("A filter, such as delivery<+30d; given again, all must hold."),
                value="FILTER", name="where", many=True),
            Opt("--sort", N_("Order, such as delivery,-amount; else what is most urgent first."), value="KEYS"),
            Opt("--limit -n", N_("So many orders; on a terminal as many as a list shows."), value="N", name="limit"),
        ),
        examples=(
            "crm order board", "crm order board --process sales --owner me",
            'crm order board --where "delivery<+30d" --json',
        ),
    )
}  # fmt: skip
