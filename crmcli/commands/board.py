"""``crm opportunity board``: open opportunities in columns by stage, with counts and sums."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Command, Opt
from crmcli.i18n import N_

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.verbs.board import Board

_COLUMNS = ("stage", "ref", "customer", "title", "amount", "expected_close", "days_in_stage", "marks")
_ON_TERMINAL, _ELSE = 8, 50  # cards of a column


def board(
    session: Session,
    process: str | None = None,
    owner: str | None = None,
    period: str | None = None,
    currency: str | None = None,
    limit: str | None = None,
) -> Answer:
    """The board of a process."""
    from crmcli.verbs import board as verb
    from crmcli.verbs import boardlook

    store = session.store
    drawn = session.flags.format == "table" or (
        session.terminal and not session.flags.format and not session.flags.json
    )
    most = _ON_TERMINAL if drawn else _ELSE
    if limit is not None:
        from crmcli.commands.fields import whole

        most = whole("--limit", limit)
    look = boardlook.look_of(
        store, process=process or "", owner=owner or "", period=period or "", currency=currency or ""
    )
    found = verb.count(store, look)
    data = verb.told(store, found, most)
    refs = [card["ref"] for column in data["columns"] for card in column["cards"]]
    if drawn:
        return Answer(data, lines=lambda s: _drawn(found, data, s), refs=refs)
    rows = [_row(column, card) for column in data["columns"] for card in column["cards"]]
    return Answer(data, rows=rows, columns=_COLUMNS, refs=refs)


def _row(column: dict[str, Any], card: dict[str, Any]) -> dict[str, Any]:
    marks = [
        name
        for name, there in (
            ("risk", card["risk_flag"]), ("past_close", card["days_late"] > 0), ("silent", card["silent"]),
        )
        if there
    ]  # fmt: skip
    return {
        **{name: card[name] for name in ("ref", "title", "amount", "expected_close", "days_in_stage")},
        "stage": column["stage"], "customer": card["customer"], "marks": marks,
    }  # fmt: skip


def _drawn(found: Board, data: dict[str, Any], session: Session) -> str:
    from crmcli.commands.render.board import board as drawn

    return drawn(found, data, session)


COMMANDS = {
    "opportunity board": Command(
        "opportunity board",
        board,
        N_("Open opportunities in columns by stage, with counts and sums."),
        options=(
            Opt("--process", N_("Of this process, or NAME@VERSION; else the team's default."), value="NAME"),
            Opt("--owner", N_("Whose: me, team (me and all below me), or a member."), value="WHO"),
            Opt(
                "--period",
                N_("To be decided in: this_quarter, next_month, 2026-Q4, past, no_date."),
                value="PERIOD",
            ),
            Opt("--currency", N_("Only amounts in this currency."), value="CODE"),
            Opt(
                "--limit -n", N_("So many cards a column; 8 on a terminal, else 50."), value="N", name="limit"
            ),
        ),
        more=N_(
            "Counts and sums are of all cards, however many are shown. Several currencies are added up by the rates\n"
            "of `crm config rates`; amounts without a rate are left out and named."
        ),
        examples=(
            "crm opportunity board",
            "crm opportunity board --owner me --period this_quarter",
            "crm opportunity board --json --limit 0",
        ),
    )
}
