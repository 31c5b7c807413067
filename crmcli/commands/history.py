"""``crm history`` and ``crm undo``."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.shown.cells import cell
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session

# What a look on a terminal shows: so many commands, and of each so many changed rows.
_PAGE = 20
_ROWS = 12


def history(session: Session, ref: str | None, limit: str | None = None) -> Answer:
    """Who changed what, when, from what to what."""
    from crmcli.commands.fields import whole
    from crmcli.verbs.history import history as verb
    from crmcli.verbs.resolve import resolve

    row = resolve(session.store, ref, None, contacts=True, merged=False).row if ref else None
    look = session.terminal and not (session.flags.json or session.flags.format or session.flags.quiet)
    number = whole("--limit", limit) if limit else (_PAGE if look and row is None else None)
    rows = verb(session.store, row, number, most=_ROWS if look else None)
    return Answer(
        rows,
        lines=lambda s: _lines(rows, s, row.id if row else None),
        refs=[one["transaction"] for one in rows],
    )


def _lines(rows: list[dict[str, Any]], session: Session, of: str | None) -> str:
    if session.terminal or session.flags.format == "table":
        return _drawn(rows, session, of)
    out = []
    for one in rows:
        who = (one["by"] or {}).get("name") or ""
        for change in one["changes"]:
            cells = [
                one["transaction"], one["at"], who, one["command"], change["record"]["ref"] or "", change["op"],
                change["field"] or "", cell(change["old"]), cell(change["new"]),
            ]  # fmt: skip
            out.append("\t".join(harmless(c.replace("\t", " ").replace("\n", " ")) for c in cells))
    return "\n".join(out)


def _drawn(rows: list[dict[str, Any]], session: Session, of: str | None) -> str:
    """What was done; records beside the one it is ``of`` (its id) are named, since their refs say nothing."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from crmcli.commands.render import DIM, REF, draw, human, plain, when
    from crmcli.shown.past import field_of, rows_change, said_already
    from crmcli.store.records import KINDS

    if not rows:
        return _("Nothing here.")
    now = session.store.clock()
    parts: list[Any] = []
    for one in rows:
        undone = _("undone by %(txn)s") % {"txn": one["undone_by"]} if one["undone_by"] else ""
        head = Text.assemble(
            (one["transaction"], REF), "  ", when(one["at"], now), "  ", plain((one["by"] or {}).get("name") or "—"),
            "  ", plain(one["command"], "bold"), (f"  {undone}".rstrip(), DIM),
        )  # fmt: skip
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=2)
        grid.add_column(style=REF, no_wrap=True)
        grid.add_column(no_wrap=True, style=DIM)
        grid.add_column(overflow="fold")
        shown, named = 0, ""
        for change in one["changes"]:
            _kind, field, label = field_of(change)
            if said_already(change, field, one["by"]):
                continue
            shown += 1
            if shown > _ROWS:
                continue
            old, new = human(change["old"], field, now), human(change["new"], field, now)
            if field is not None and field.type == "rows":
                old, new = "", rows_change(field, change, now)
            text = (
                plain(new)
                if not old
                else Text.assemble(plain(old, "strike " + DIM), " → ", plain(new or "—"))
            )
            record = change["record"]
            if of and record["id"] != of and record["id"] != named:
                grid.add_row(
                    "",
                    plain(record["ref"] or "—"),
                    plain(KINDS[record["kind"]].shown),
                    plain(record["name"] or "—", "bold"),
                )
            named = record["id"]
            grid.add_row("", plain((record["ref"] or "—") if of in (None, named) else ""), plain(label), text)
        more = max(shown - _ROWS, 0) + one["more"]
        if more:
            grid.add_row("", "", "", plain(_("… and %(number)d more") % {"number": more}, DIM))
        parts += [head, grid]
    return draw(Group(*parts), session)


def undo(session: Session, txn: str | None) -> Answer:
    """Take back a whole command, or an undo."""
    from crmcli.shown.values import counted
    from crmcli.verbs.history import undo as verb

    answer = verb(session.store, txn)
    text = _("%(txn)s undone: %(command)s · %(records)s · redo: crm undo %(undo)s") % {
        "txn": answer["undone"], "command": answer["command"], "records": counted(answer["records"]),
        "undo": answer["transaction"],
    }  # fmt: skip
    if answer.get("decided"):
        from crmcli.shown.syncing import still_decided

        text += "\n" + still_decided()
    return Answer(answer, lines=harmless(text), refs=[answer["transaction"]])


COMMANDS = {
    "history": Command(
        "history",
        history,
        N_("Who changed what, when, from what to what; of one record, or the last commands."),
        args=(Arg("ref", "REF", N_("A ref, an id, or a name where it is clear."), required=False),),
        options=(Opt("--limit -n", N_("At most so many."), value="N", name="limit"),),
        examples=("crm history", "crm history 天成", "crm history C7K3F2Q --json"),
    ),
    "undo": Command(
        "undo",
        undo,
        N_("Take back a whole command: the last one, or the one named. Undoing an undo does it again."),
        args=(Arg("txn", "TXN", N_("The transaction; none: my last one on this device."), required=False),),
        more=N_("What somebody changed since is never trampled: then it says so and shows both (exit 6)."),
        examples=("crm undo", "crm undo T4M8Q1Z"),
    ),
}
