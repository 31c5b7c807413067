"""``crm order print``: an order's checklist for paper."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.store.records import Order
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.commands.session import Session


def print_(
    session: Session,
    ref: str,
    md: bool = False,
    html: bool = False,
    output: str | None = None,
    force: bool = False,
) -> Answer:
    """An order's checklist as a document."""
    from crmcli.verbs.orderdoc import document, form_of, save
    from crmcli.verbs.resolve import resolve

    form = form_of(output, md=md, html=html)
    row = resolve(session.store, ref, ("order",)).row
    assert isinstance(row, Order)
    made = document(session.store, row, form, session.flags.lang)
    data = {"order": row.ref, "format": form, "language": made.language, "file": output, "text": made.text}
    if output is None:
        return Answer(data, raw=None if session.flags.json else [made.text], refs=[row.ref])
    save(made, output, force=force)
    data["text"] = None
    return Answer(data, lines=_("Written: %(path)s") % {"path": harmless(output)}, refs=[row.ref])


COMMANDS = {
    "order print": Command(
        "order print", print_, N_("The checklist of an order for paper: boxes, who, planned, done, payments."),
        args=(Arg("ref", "REF", N_("An order's ref or number.")),),
        options=(
            Opt("--md", N_("As Markdown, which is the default.")),
            Opt("--html", N_("As one HTML file, ready for the printer.")),
            Opt("--output -o", N_("Into this file; else on standard output."), value="FILE", name="output"),
            Opt("--force", N_("Write over a file that is there.")),
        ),
        more=N_("--lang says in which language; else the one in use."),
        examples=("crm order print 2026-0001 --html -o order.html", "crm order print 2026-0001 --lang zh"),
    )
}  # fmt: skip
