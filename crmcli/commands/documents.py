"""``crm document``: files and links on records, in versions."""

from __future__ import annotations

from crmcli.commands.fields import field_options, list_options, shown, typed_of
from crmcli.commands.generic import changed, listing, removing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.store.records import DOCUMENT
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.store.records import Document


def add(session: Session, ref: str, source: str, **given: Any) -> Answer:
    """A file or link on a record; other content under the same name is the next version."""
    from crmcli.verbs import documents

    added = documents.add(session.store, ref, source, typed_of(DOCUMENT, given))
    if added.transaction and added.row.size == 0:
        session.warn(_("%(path)s is empty.") % {"path": harmless(added.row.path or "")})
    said = "" if added.transaction else _("this content is there already; nothing was added")
    return _answer(session, added.row, added.transaction, said)


def _answer(session: Session, row: Document, transaction: str | None, said: str = "") -> Answer:
    from crmcli.verbs.shape import record_json

    record = {**record_json(session.store, DOCUMENT, row), "transaction": transaction}
    parts = [row.ref, row.name, _("version %(number)d") % {"number": row.version}]
    parts += [said] if said else []
    parts += [f"crm undo {transaction}"] if transaction else []
    return Answer(record, lines=harmless(" · ".join(parts)), refs=[row.ref])


def show(session: Session, ref: str) -> Answer:
    """A document with all its versions; its files are looked at."""
    from crmcli.verbs import documents

    return shown(session, DOCUMENT, documents.named(session.store, ref))


def read(session: Session, ref: str, no_open: bool = False) -> Answer:
    """Mark a version as read by me, and open it where there is a screen."""
    from crmcli.verbs import documents

    row = documents.named(session.store, ref)
    opening = session.terminal and not no_open and not session.flags.json and not session.flags.quiet
    done = documents.read(session.store, row, opening=opening)
    if not opening:
        became = documents.said(done.state, row)
        if became:
            session.warn(became)
    answer = _answer(session, row, done.transaction, _("read") if done.transaction else _("read before"))
    if not opening and not session.terminal:
        answer.lines = harmless(done.target)
    elif opening:
        from crmcli.system.opener import open_with_system

        failed = open_with_system(done.target)
        if failed:
            session.warn(failed)
    return answer


def edit(session: Session, ref: str, **given: Any) -> Answer:
    """Change a document; name, kind and record on all its versions."""
    from crmcli.verbs import documents
    from crmcli.verbs.shape import record_json

    typed = typed_of(DOCUMENT, given)
    row = documents.named(session.store, ref)
    before = record_json(session.store, DOCUMENT, row)
    row, transaction = documents.edit(session.store, row, typed)
    return changed(session, DOCUMENT, row, transaction, before)


_REF = Arg("ref", "REF", N_("A ref, an id, or a name where it is clear."))

COMMANDS = {
    command.path: command
    for command in (
        Command(
            "document add",
            add,
            N_("A file or link on a record; other content under the same name is the next version."),
            args=(
                Arg("ref", "REF", N_("The record it belongs to: a ref, or a name where it is clear.")),
                Arg("source", "PATH_OR_URL", N_("A file of this device, or an http or https link.")),
            ),
            options=lambda: field_options(DOCUMENT, without=("about",)),
            examples=(
                "crm document add 天成 合同.pdf --kind contract",
                "crm document add F4T7W2K https://example.com/drawing-12.pdf --kind drawing --name 图纸12",
            ),
            more=N_(
                "The file stays where it is; the store keeps its path, size and SHA-256. A link is never fetched."
            ),
        ),
        Command(
            "document list",
            listing(DOCUMENT, {"unread": "read_by!=me"}),
            N_("Documents, newest first."),
            options=lambda: (
                *list_options(DOCUMENT),
                Opt("--unread", N_("Only versions that I have not read.")),
            ),
            examples=("crm document list --customer 天成", "crm document list --unread --kind contract"),
        ),
        Command(
            "document show",
            show,
            N_(
                "A document with all its versions, who has read which, and whether the files are still there."
            ),
            args=(_REF,),
            examples=("crm document show 合同.pdf", "crm document show W4T7W2K --json"),
        ),
        Command(
            "document read",
            read,
            N_("Mark a version as read by me, and open it; piped, its path or link is printed."),
            args=(_REF,),
            options=(Opt("--no-open", N_("Only mark it.")),),
            examples=("crm document read 合同.pdf", "crm document read W4T7W2K --no-open"),
        ),
        Command(
            "document edit",
            edit,
            N_("Change a document; its name, kind and record on all versions."),
            args=(_REF,),
            options=lambda: (
                *field_options(DOCUMENT),
                Opt("--path", N_("Where the same file is now."), value="PATH"),
                Opt("--url", N_("Where the link leads now."), value="URL"),
            ),
            examples=(
                "crm document edit 合同.pdf --name 采购合同.pdf",
                "crm document edit W4T7W2K --path ~/archive/合同.pdf",
            ),
        ),
        Command(
            "document remove",
            removing(DOCUMENT),
            N_("Remove versions of documents; the files stay, undo brings them back."),
            args=(Arg("refs", "REF", N_("A ref, an id, or a name where it is clear."), many=True),),
            options=(
                Opt("--yes -y", N_("Do not ask."), name="yes"),
                Opt("--dry-run", N_("Only say what would be removed.")),
            ),
            examples=("crm document remove W4T7W2K",),
        ),
    )
}
