"""Writing a text in the user's editor."""

from __future__ import annotations

import os
import shlex
import sys

from crmcli.errors import FileError, UsageError
from crmcli.i18n import _, why


def edit(hint: str = "", start: str = "") -> str:
    """What the user wrote in ``$VISUAL`` or ``$EDITOR``; lines after the scissors line are left out.

    What was written stays in a file when the editor fails, and the error names it.
    """
    import subprocess
    import tempfile

    command = (
        os.environ.get("VISUAL")
        or os.environ.get("EDITOR")
        or ("notepad" if sys.platform == "win32" else "vi")
    )
    scissors = "# ------------------------ >8 ------------------------"
    handle, path = tempfile.mkstemp(prefix="crm-note-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{start}\n{scissors}\n")
        file.writelines(f"# {line}\n" for line in hint.splitlines())
    try:
        code = subprocess.run([*shlex.split(command), path], check=False).returncode
    except OSError as error:
        os.unlink(path)
        raise UsageError(
            _("The editor %(editor)s cannot be started: %(why)s") % {"editor": command, "why": why(error)},
            hint=_("Set EDITOR, or give the text on the command line."),
            argument="EDITOR",
            value=command,
            expected="vi",
        ) from None
    if code != 0:
        raise FileError(
            _("The editor ended with %(code)d; nothing was stored.") % {"code": code},
            hint=_("What you wrote is in %(path)s.") % {"path": path},
            path=path,
        )
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read().partition(scissors)[0].strip("\n")
    os.unlink(path)
    return text
