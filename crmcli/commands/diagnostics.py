"""The one owner of standard error and of exit codes."""

from __future__ import annotations

import sys

from crmcli.i18n import _
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.errors import CrmError


def say(message: str) -> None:
    """A line for the person, on standard error; nothing in it can move the cursor."""
    try:
        _write(harmless(message) + "\n")
    except (OSError, ValueError):
        pass


def _write(text: str) -> None:
    """Put text on standard error as UTF-8, whatever the locale says."""
    buffer = getattr(sys.stderr, "buffer", None)
    if buffer is not None and (sys.stderr.encoding or "").lower().replace("-", "") != "utf8":
        sys.stderr.flush()
        buffer.write(text.encode("utf-8", "replace"))
    else:
        sys.stderr.write(text)
    sys.stderr.flush()


def ask(question: str) -> str:
    """A question on the terminal and the line that answers it; an end of input is an empty answer."""
    try:
        _write(harmless(question))
        return sys.stdin.readline().rstrip("\n")
    except (OSError, ValueError):
        return ""


def report(error: CrmError, session: Session | None) -> int:
    """Print an error as the session's flags ask, and return its exit code."""
    if session is not None and session.flags.json:
        from crmcli.commands.output import dumps

        say(dumps(error.as_json()))
        return error.exit_code
    say(_("crm: %(message)s") % {"message": error.message})
    for line in _details(error):
        say(f"  {line}")
    if error.hint:
        say(f"  {error.hint}")
    return error.exit_code


def _details(error: CrmError) -> list[str]:
    """What a person needs of an error's details."""
    details = error.details
    if error.code == "ambiguous":
        return [f"{one['ref']}  {one['name']}" for one in details.get("candidates", [])]
    if error.code == "filter" and "position" in details:
        where = str(details.get("where", ""))
        if "\n" not in where and len(where) <= 200:
            from crmcli.text.clean import width

            return [where, " " * width(where[: details["position"]]) + "^"]
    if error.code in ("refused", "forbidden"):
        return [f"- {one['message']}" for one in details.get("missing", []) if one.get("message")]
    if error.code == "conflict":
        return [_changed(one, str(details["record"]["kind"])) for one in details.get("changes", [])]
    return []


def _changed(change: dict[str, Any], kind: str) -> str:
    """A change that stands in the way: the field and its three values as people read them."""
    from crmcli.commands.output import cell
    from crmcli.store.records import KINDS

    field = KINDS[kind].fields.get(change["field"] or "") if kind in KINDS else None

    def shown(content: Any) -> str:
        if isinstance(content, bool):
            return _("yes") if content else _("no")
        text = field.choice_shown(cell(content)) if field is not None else cell(content)
        return text.replace("\n", " ") or "—"

    return _("%(field)s: was %(base)s, now %(theirs)s, would become %(mine)s") % {
        "field": field.shown if field is not None else change["field"],
        "base": shown(change["base"]), "theirs": shown(change["theirs"]), "mine": shown(change["mine"]),
    }  # fmt: skip


def internal(error: BaseException) -> str:
    """Write a bug to the log, without values of the user's, and return the log's path."""
    import logging
    import os
    import traceback
    from logging.handlers import RotatingFileHandler

    from crmcli import __version__, paths

    path = paths.log_path()
    try:
        paths.make_private_folder(os.path.dirname(path))
        handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=3, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log = logging.getLogger("crmcli")
        log.addHandler(handler)
        log.propagate = False
        stack = "".join(traceback.format_tb(error.__traceback__))
        shown = f"{error!r}" if os.environ.get("CRM_LOG") == "debug" else type(error).__name__
        log.error("crm %s, Python %s: %s\n%s", __version__, sys.version.split()[0], shown, stack)
        handler.close()
        log.removeHandler(handler)
    except OSError:
        return ""
    return path
