"""``crm doctor``, ``crm backup``, ``crm restore``, ``crm purge``."""

from __future__ import annotations

from crmcli import clock, config, paths
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import Refused, StoreDamaged, UsageError
from crmcli.i18n import N_, _, ngettext, sentences
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.commands.session import Session


def _now() -> datetime:
    return clock.now(config.get("timezone"))


def doctor(session: Session, journal: bool = False, reindex: bool = False) -> Answer:
    """Check the store, also one that cannot be opened any more."""
    from crmcli.verbs.upkeep import doctor as verb

    path = paths.store_path()
    answer = verb(path, _now, journal=journal, reindex=reindex, timeout=float(config.get("store.timeout")))
    lines = []
    for check in answer["checks"]:
        sign = "✓ " if check["ok"] else "✗ "
        lines.append(sign + harmless(check["message"]) + (" · " + _("mended") if check["mended"] else ""))
    error = None
    if answer["damaged"]:
        error = StoreDamaged(
            _("The store is damaged: %(path)s") % {"path": path},
            hint=_("`crm restore` lists the backups; `crm restore FILE` brings one back."),
            path=path,
        )
    return Answer(answer, lines="\n".join(lines), refs=[], error=error)


# What is typed for verbs that other programs have, and what does it here.
_NO_FILE = {
    "list": "crm backup --list", "show": "crm backup --list", "restore": "crm restore FILE",
    "create": "crm backup", "add": "crm backup", "remove": "crm backup --list",
}  # fmt: skip


def backup(session: Session, file: str | None, list_: bool = False) -> Answer:
    """Copy the store now, or list the copies."""
    from crmcli.verbs import upkeep

    if list_:
        return _copies(upkeep.backups(paths.store_path()))
    if file in _NO_FILE:
        raise UsageError(
            _("“%(word)s” is no place for a backup.") % {"word": file},
            hint=_("Perhaps `%(command)s` was meant; a file of that name is `./%(word)s`.")
            % {"command": _NO_FILE[file], "word": file},
            argument="FILE",
            value=file,
            expected=["crm backup", "crm backup --list", "crm backup FILE", "crm restore FILE"],
        )
    answer = upkeep.backup(session.store, file)
    text = _("Backed up to %(path)s (%(size)s bytes).") % {
        "path": answer["backup"],
        "size": f"{answer['size']:,}",
    }
    return Answer(answer, lines=harmless(text), refs=[answer["backup"]])


def _copies(rows: list[dict[str, Any]]) -> Answer:
    return Answer(rows, rows=rows, columns=tuple(rows[0]) if rows else (), refs=[row["path"] for row in rows])


def restore(session: Session, file: str | None, yes: bool = False) -> Answer:
    """Bring back a backup; what is there now is kept as a backup too."""
    from crmcli.verbs import upkeep

    path = paths.store_path()
    if file is None:
        return _copies(upkeep.backups(path))
    if session.interactive and not yes:
        question = _("Replace the store by %(file)s? The present one is kept as a backup.") % {"file": file}
        if not session.confirm(question):
            raise Refused(_("Nothing was changed."), hint=_("--yes restores without asking."), missing=[])
    answer = upkeep.restore(path, file, _now)
    text = _("Restored %(file)s.") % {"file": answer["restored"]}
    if answer.get("kept"):
        text = sentences([text, _("What was there before is in %(path)s.") % {"path": answer["kept"]}])
    return Answer(answer, lines=harmless(text), refs=[path])


def purge(session: Session, ref: str, yes: bool = False, backups: bool = False) -> Answer:
    """Remove a record and what hangs on it for good."""
    from crmcli.shown.values import counted
    from crmcli.verbs.resolve import resolve
    from crmcli.verbs.shape import title
    from crmcli.verbs.upkeep import purge as verb

    found = resolve(session.store, ref, merged=False)
    if session.interactive and not yes:
        question = _("Remove %(ref)s %(name)s for good? This cannot be undone.") % {
            "ref": found.row.ref,
            "name": title(found.kind, found.row),
        }
        if not session.confirm(question):
            raise Refused(_("Nothing was removed."), hint=_("--yes removes without asking."), missing=[])
    answer = verb(session.store, found.row, backups)
    text = _("Gone for good: %(ref)s · %(records)s") % {
        "ref": found.row.ref,
        "records": counted(answer["records"]),
    }
    held = answer["backups"]
    if held:
        many = len(held)
        note = (
            ngettext(
                "%(number)d backup that held it was removed",
                "%(number)d backups that held it were removed",
                many,
            )
            if backups
            else ngettext(
                "%(number)d backup still holds it; --backups removes it",
                "%(number)d backups still hold it; --backups removes them",
                many,
            )
        )
        text += " · " + note % {"number": many}
    lines = [text]
    for one in answer["mentions"]:
        lines.append(_("Still named in %(ref)s: %(name)s") % {"ref": one["ref"], "name": one["name"]})
    if not answer["wiped"]:
        session.warn(
            _(
                "Another program has the store open, so old bytes may still be in its file; `crm doctor` wipes them."
            )
        )
    return Answer(answer, lines=harmless("\n".join(lines)), refs=[found.row.ref])


COMMANDS = {
    "doctor": Command(
        "doctor",
        doctor,
        N_("Check the store and mend what can be mended; works on a damaged one too."),
        options=(
            Opt("--journal", N_("Also walk the whole journal back and forward on a copy.")),
            Opt("--reindex", N_("Make the search index anew.")),
        ),
        examples=("crm doctor", "crm doctor --journal --json"),
    ),
    "backup": Command(
        "backup",
        backup,
        N_("Copy the store now, while it is in use; daily copies are made by themselves."),
        args=(Arg("file", "FILE", N_("Where to; none: beside the store."), required=False),),
        options=(Opt("--list", N_("What copies there are."), name="list_"),),
        examples=("crm backup", "crm backup /media/usb/crm.db", "crm backup --list"),
    ),
    "restore": Command(
        "restore",
        restore,
        N_("Bring back a backup; the present store is kept as one. Without FILE: what backups there are."),
        args=(Arg("file", "FILE", N_("A backup, by path or by its name in the list."), required=False),),
        options=(Opt("--yes -y", N_("Do not ask."), name="yes"),),
        examples=("crm restore", "crm restore crm-20261118T103000-daily.db"),
    ),
    "purge": Command(
        "purge",
        purge,
        N_("Remove a record and all that hangs on it for good: from the journal, the index and drafts too."),
        args=(Arg("ref", "REF", N_("A ref, an id, or a name where it is clear.")),),
        options=(
            Opt("--yes -y", N_("Do not ask."), name="yes"),
            Opt("--backups", N_("Also remove the backups that hold it.")),
        ),
        more=N_("This is for a person's right to be forgotten. It cannot be undone; `remove` can."),
        examples=("crm purge C7K3F2Q", "crm purge C7K3F2Q --yes --backups"),
    ),
}
