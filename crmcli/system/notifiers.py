"""Notices on the desktop: ``notify-send``, ``osascript``, a toast by PowerShell; and the terminal's bell.

What is shown is text of other people. It reaches a program as one argument or in its environment, never as a
piece of a command, a script or an option, and nothing in it can move a cursor.
"""

from __future__ import annotations

import os
import sys

from crmcli.i18n import _
from crmcli.system.process import NOT_THERE, TIMEOUT, run
from crmcli.text.clean import cut, harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.system.process import Done

BELL = "bell"
_CELLS = 200  # of a title or a text


class Notifiers:
    """The ways to show a notice here, in the order they are tried; one that failed is not tried again.

    ``tried`` tells those that failed, with why, in words.
    """

    def __init__(self) -> None:
        self.tried: list[tuple[str, str]] = []
        self._ways = ways()

    def show(self, title: str, text: str, *, pressing: bool = False) -> str | None:
        """Show a notice: the name of the way that did, or None when no way works."""
        title, text = one_line(title), one_line(text)
        while self._ways:
            done = _SHOW[self._ways[0]](title, text, pressing)
            if done.ok:
                return self._ways[0]
            self.tried.append((self._ways.pop(0), done.why))
        return None


def ways() -> list[str]:
    """The names of the ways that this system may have, the best first."""
    if sys.platform == "win32":
        return ["powershell"]
    if sys.platform == "darwin":
        return ["osascript"]
    return ["notify-send", "powershell"] if _in_windows() else ["notify-send"]


def _in_windows() -> bool:
    """Whether this is Linux inside Windows, whose desktop is the one to show notices on."""
    if os.environ.get("WSL_DISTRO_NAME"):
        return True
    return hasattr(os, "uname") and "microsoft" in os.uname().release.casefold()


def working() -> tuple[str | None, str]:
    """The way that should work, and if there is none why, as far as can be said without showing anything."""
    from shutil import which

    why = ""
    for way in ways():
        if which(_PROGRAM[way]) is None:
            why = why or _(NOT_THERE) % {"program": _PROGRAM[way]}
        elif way == "notify-send" and not _bus_is_there():
            why = _("There is no desktop session (no D-Bus).")
        else:
            return way, ""
    return None, why


def one_line(text: str) -> str:
    """Text as a notice shows it: one line of at most 200 cells, without anything a terminal would obey."""
    return cut(" ".join(harmless(text).split()), _CELLS)


def ring(stream: int) -> bool:
    """Ring the bell of the terminal that a file descriptor is; whether that worked."""
    try:
        return os.isatty(stream) and os.write(stream, b"\a") == 1
    except OSError:
        return False


# Linux and the like


def _notify_send(title: str, text: str, pressing: bool) -> Done:
    # The body is marked up, and notify-send reads \n and \033 in it: both are escaped, or a text could do either.
    body = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\\", "\\\\")
    urgency = "critical" if pressing else "normal"
    return run(["notify-send", "--app-name=crm", f"--urgency={urgency}", "--", title, body], env=_desktop())


def _desktop() -> dict[str, str]:
    """What a scheduler's environment lacks: the session's bus, and a locale in which all text can be said."""
    env = {}
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and os.path.exists(_usual_bus()):
        env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={_usual_bus()}"
    locale = next((os.environ[n] for n in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(n)), "")
    if "utf" not in locale.casefold():  # older ones read their arguments by the locale
        env["LC_ALL"] = "C.UTF-8"
    return env


def _usual_bus() -> str:
    folder = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid() if hasattr(os, 'getuid') else 0}"
    return os.path.join(folder, "bus")


def _bus_is_there() -> bool:
    """Whether somebody answers at the session's bus. Addresses of a kind unknown here are believed."""
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or f"unix:path={_usual_bus()}"
    kind, _colon, rest = address.partition(";")[0].partition(":")
    named = dict(part.partition("=")[::2] for part in rest.split(","))
    if kind != "unix":
        return True
    from urllib.parse import unquote

    place = unquote(named.get("path", "")) or "\0" + unquote(named.get("abstract", ""))
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as bus:
        bus.settimeout(1)
        try:
            bus.connect(place)
        except (OSError, ValueError):
            return False
    return True


# macOS

# The texts are arguments of the script. `crm` before them ends the options, whatever they begin with.
_APPLESCRIPT = (
    "on run argv",
    "display notification (item 3 of argv) with title (item 1 of argv) subtitle (item 2 of argv)",
    "end run",
)


def _osascript(title: str, text: str, pressing: bool) -> Done:
    script = [word for line in _APPLESCRIPT for word in ("-e", line)]
    return run(["osascript", *script, "crm", title, text])


# Windows, and Linux inside it

# The texts come as base64 of UTF-8, which no layer between here and there can read otherwise.
_TOAST = r"""
$ErrorActionPreference = 'Stop'
try {
  $read = { param($name) [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String([Environment]::GetEnvironmentVariable($name))) }
  [void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
  $xml = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)
  $texts = $xml.GetElementsByTagName('text')
  [void]$texts.Item(0).AppendChild($xml.CreateTextNode((& $read 'CRM_NOTICE_TITLE')))
  [void]$texts.Item(1).AppendChild($xml.CreateTextNode((& $read 'CRM_NOTICE_TEXT')))
  $toast = New-Object Windows.UI.Notifications.ToastNotification $xml
  $app = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe'
  [Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($app).Show($toast)
} catch { [Console]::Error.WriteLine($_.Exception.Message); exit 1 }
"""  # noqa: E501
_PATIENCE = 3 * TIMEOUT  # PowerShell takes seconds to start on a busy machine


def _powershell(title: str, text: str, pressing: bool) -> Done:
    from base64 import b64encode

    names = ("CRM_NOTICE_TITLE", "CRM_NOTICE_TEXT")
    env = {
        name: b64encode(said.encode("utf-8", "replace")).decode()
        for name, said in zip(names, (title, text), strict=True)
    }
    env["WSLENV"] = ":".join(part for part in (os.environ.get("WSLENV", ""), *names) if part)
    script = b64encode(_TOAST.encode("utf-16-le")).decode()
    words = ["powershell.exe", "-NoProfile", "-NonInteractive", "-EncodedCommand", script]
    return run(words, env=env, timeout=_PATIENCE)


_SHOW = {"notify-send": _notify_send, "osascript": _osascript, "powershell": _powershell}
_PROGRAM = {"notify-send": "notify-send", "osascript": "osascript", "powershell": "powershell.exe"}
