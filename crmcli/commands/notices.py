"""``crm notice``: what others did to what is mine, what I follow or work on."""

from __future__ import annotations

from crmcli.commands.fields import list_options, shown
from crmcli.commands.generic import listing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import UsageError
from crmcli.i18n import N_, _, ngettext
from crmcli.store.records import NOTICE, Notice
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session

_COLUMNS = ("ref", "created_at", "notice")
_list = listing(NOTICE, needs=tuple(NOTICE.fields))  # its sentence is made of most of them


def list_(session: Session, all: bool = False, **given: Any) -> Answer:
    """My notices: what I have not read yet, or all."""
    if not given.get("for"):
        given["for"] = "me"
    if not all:
        given["where"] = [*(given.get("where") or []), "read_at is empty"]
    answer = _list(session, **given)
    if answer.rows is not None and not answer.chosen and session.flags.format not in ("csv", "tsv"):
        from crmcli.shown.notices import sentence
        from crmcli.verbs.notices import with_answers

        answer.rows = [{**one, "notice": sentence(one)} for one in with_answers(session.store, answer.rows)]
        answer.columns = _COLUMNS
        if not answer.rows and session.terminal:
            session.warn(_("There is nothing that you have not read."))
    return answer


def show(session: Session, ref: str) -> Answer:
    """One notice."""
    from crmcli.verbs.resolve import resolve

    found = resolve(session.store, ref, ("notice",))
    return shown(session, NOTICE, found.row, found.why)


def read(session: Session, refs: list[str], all: bool = False) -> Answer:
    """Mark notices as read."""
    from crmcli.verbs import notices
    from crmcli.verbs.resolve import resolve

    if bool(refs) == all:
        raise UsageError(
            _("Which notices?"),
            hint=_("Name them, or take all with --all."),
            argument="REF",
            value=" ".join(refs)[:200],
            expected=_("refs, or --all"),
        )
    rows = notices.unread(session.store) if all else []
    for ref in refs:
        row = resolve(session.store, ref, ("notice",)).row
        assert isinstance(row, Notice)
        rows.append(row)
    records, transaction = notices.read(session.store, rows)
    data = [{**one, "transaction": transaction} for one in records]
    said = ngettext("%(number)d notice read", "%(number)d notices read", len(data)) % {"number": len(data)}
    tail = f"crm undo {transaction}" if transaction else _("was so already")
    return Answer(data, lines=harmless(f"{said} · {tail}"), refs=[row.ref for row in rows])


_REF = Arg("ref", "REF", N_("The notice, by its ref."))


def _commands() -> list[Command]:
    return [
        Command(
            "notice list", list_, N_("What you have not read yet of what others did, newest first."),
            options=lambda: (Opt("--all", N_("Those read already too.")), *list_options(NOTICE)),
            examples=("crm notice list", 'crm notice list --all --where "kind=stage and created>=this_week"'),
        ),
        Command("notice show", show, N_("A notice."), args=(_REF,), examples=("crm notice show N4T7W2K",)),
        Command(
            "notice read", read, N_("Mark notices as read; `crm done` does the same."),
            args=(Arg("refs", "REF", N_("The notices, by their refs."), many=True, required=False),),
            options=(Opt("--all", N_("All that you have not read.")),),
            examples=("crm notice read N4T7W2K", "crm notice read --all"),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
