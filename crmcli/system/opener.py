"""Opening a file or a link with the program that the system has for it; programs themselves are never started."""

from __future__ import annotations

import os
import sys

from crmcli.i18n import _
from crmcli.text.clean import harmless

# What a desktop would run instead of showing it.
_PROGRAMS = (
    ".app", ".bat", ".cmd", ".com", ".command", ".desktop", ".exe", ".jar", ".js", ".jse", ".lnk", ".msi", ".ps1",
    ".scr", ".sh", ".url", ".vbe", ".vbs", ".wsf",
)  # fmt: skip
_PATIENCE = 2.0  # seconds in which an opener that cannot open has said so


def open_with_system(target: str) -> str:
    """Open a file or link with the system's own opener; what kept it from that, or nothing."""
    shown = harmless(target)
    if os.path.splitext(target)[1].lower() in _PROGRAMS and "://" not in target:
        return _("%(path)s is a program; it is not started.") % {"path": shown}
    if sys.platform == "win32":
        try:
            os.startfile(target)
        except OSError as error:
            from crmcli.i18n import why

            return _("%(path)s cannot be opened: %(why)s") % {"path": shown, "why": why(error)}
        return ""
    import shutil
    import subprocess

    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        return _("Nothing here opens files (no xdg-open): %(path)s") % {"path": shown}
    try:
        process = subprocess.Popen(
            [opener, target], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        code = process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:  # it shows the file itself
        return ""
    except OSError as error:
        from crmcli.i18n import why

        return _("%(path)s cannot be opened: %(why)s") % {"path": shown, "why": why(error)}
    if code:
        return _("%(opener)s did not open it (%(code)d): %(path)s") % {
            "opener": os.path.basename(opener), "code": code, "path": shown,
        }  # fmt: skip
    return ""
