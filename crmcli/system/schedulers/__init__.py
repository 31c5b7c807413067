"""The schedulers that systems have: each calls a job every few minutes, and can be asked what it does.

One file each; all of them can write down what they would install, whatever system this is.
"""

from __future__ import annotations

import os
import sys

from crmcli.errors import FileError
from crmcli.i18n import _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.system.process import Done

NAMES = ("systemd", "launchd", "task-scheduler", "cron")

# What decides which store, settings, language and zone a call works with.
_PASSED = (
    "CRM_HOME", "CRM_DB", "CRM_CONFIG", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "PYTHONPATH",
    "LC_ALL", "LC_MESSAGES", "LANG", "TZ",
)  # fmt: skip
_PATHS = ("CRM_HOME", "CRM_DB", "CRM_CONFIG")


class Job:
    """What is to be called: ``command`` with ``env`` added to the scheduler's own, ``every`` so many minutes."""

    __slots__ = ("command", "env", "every")

    def __init__(self, command: Sequence[str], env: dict[str, str], every: int) -> None:
        self.command = list(command)
        self.env = env
        self.every = every


def job(arguments: Sequence[str], every: int) -> Job:
    """This program with arguments, working with the store and the settings that it works with now."""
    if getattr(sys, "frozen", False):
        command = [sys.executable]
    else:
        command = [_python(), "-m", "crmcli"]
    env = {name: os.environ[name] for name in _PASSED if os.environ.get(name)}
    for name in _PATHS:
        if name in env:  # the scheduler calls from elsewhere
            env[name] = os.path.abspath(os.path.expanduser(env[name]))
    if "PYTHONPATH" in env:
        env["PYTHONPATH"] = os.pathsep.join(os.path.abspath(p) for p in env["PYTHONPATH"].split(os.pathsep))
    return Job([*command, *arguments], env, every)


def _python() -> str:
    """The interpreter; on Windows the one that opens no window."""
    if sys.platform == "win32":
        windowless = os.path.join(os.path.dirname(sys.executable), "pythonw.exe")
        if os.path.exists(windowless):
            return windowless
    return sys.executable


class Scheduler:
    """One of them. What cannot be done raises :class:`FileError`."""

    name = ""

    def works(self) -> bool:
        """Whether it runs here and can be used by this user."""
        raise NotImplementedError

    def texts(self, job: Job) -> dict[str, str]:
        """What is installed for a job: texts by their file's path (or, without a file of ours, by its name)."""
        raise NotImplementedError

    def install(self, job: Job) -> None:
        """Have the job called from now on; what was installed before is replaced."""
        raise NotImplementedError

    def remove(self) -> bool:
        """Take away what was installed, and nothing else; whether there was anything."""
        raise NotImplementedError

    def installed(self) -> int | None:
        """The minutes between the calls of what is installed (0 if that cannot be told), None if nothing is."""
        raise NotImplementedError

    def active(self) -> bool:
        """Whether what is installed is being called."""
        return self.installed() is not None

    def next(self, now: datetime, every: int, last: datetime | None) -> datetime | None:
        """When the next call is due: they are made at the full minutes that ``every`` divides."""
        from datetime import timedelta

        start = now.replace(second=0, microsecond=0)
        if not every:
            return None
        return start + timedelta(minutes=min(every - start.minute % every, 60 - start.minute))


def scheduler(name: str) -> Scheduler:
    """The scheduler with a name of :data:`NAMES`."""
    from importlib import import_module

    module = import_module(f"crmcli.system.schedulers.{name.replace('-', '_')}")
    found: Scheduler = module.SCHEDULER
    return found


def candidates() -> list[str]:
    """The schedulers that systems like this have, the best first."""
    if sys.platform == "win32":
        return ["task-scheduler"]
    if sys.platform == "darwin":
        return ["launchd", "cron"]
    return ["systemd", "cron"]


def failed(what: str, done: Done) -> FileError:
    """The error that a scheduler's program did not do what it was asked for."""
    return FileError(_("%(program)s failed: %(why)s") % {"program": what, "why": done.why}, path=what)


def write(path: str, text: str, encoding: str = "utf-8") -> None:
    """Write a file of a scheduler, whole or not at all."""
    from crmcli.i18n import why

    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}.new"
        with open(temporary, "w", encoding=encoding, errors="surrogateescape", newline="\n") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError as error:
        raise FileError(
            _("%(path)s cannot be used: %(why)s") % {"path": path, "why": why(error)}, path=path
        ) from None


def read(path: str) -> str | None:
    """A file's text, None if there is none."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return None


def take_away(path: str, *folders: str) -> bool:
    """Remove a file, and folders around it that are empty then; whether there was one."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        from crmcli.i18n import why

        raise FileError(
            _("%(path)s cannot be used: %(why)s") % {"path": path, "why": why(error)}, path=path
        ) from None
    for folder in folders:
        try:
            os.rmdir(folder)
        except OSError:
            break
    return True
