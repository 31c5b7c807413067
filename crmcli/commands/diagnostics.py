"""The one owner of standard error and of exit codes."""

from __future__ import annotations

import sys

from crmcli.i18n import _
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
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


def ask(question: str, *, ended: str = "") -> str:
    """A question on the terminal and the line that answers it; what ``ended`` says at an end of input."""
    try:
        _write(harmless(question))
        line = sys.stdin.readline()
        return line.rstrip("\n") if line else ended
    except (OSError, ValueError):
        return ended


def report(error: CrmError, session: Session | None) -> int:
    """Print an error as the session's flags ask, and return its exit code."""
    if session is not None and session.flags.json:
        from crmcli.commands.output import dumps

        say(dumps(error.as_json()))
        return error.exit_code
    say(_("crm: %(message)s") % {"message": error.message})
    from crmcli.shown.problems import details

    for line in details(error):
        say(f"  {line}")
    if error.hint:
        say(f"  {error.hint}")
    return error.exit_code
