"""An agent of macOS's launchd."""

from __future__ import annotations

import os

from crmcli.system.process import run
from crmcli.system.schedulers import Job, Scheduler, failed, read, take_away, write

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime

_LABEL = "crmcli.notify"


def _path() -> str:
    return os.path.join(os.path.expanduser("~/Library/LaunchAgents"), f"{_LABEL}.plist")


def _domain() -> str:
    return f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"


class Launchd(Scheduler):
    """An agent of the user's desktop session; calls missed while the machine slept are made up by one."""

    name = "launchd"

    def works(self) -> bool:
        """Whether there is a desktop session to have agents in."""
        return run(["launchctl", "print", _domain()]).ok

    def texts(self, job: Job) -> dict[str, str]:
        """The agent's property list."""
        import plistlib

        agent = {
            "Label": _LABEL,
            "ProgramArguments": job.command,
            "EnvironmentVariables": job.env,
            "StartInterval": job.every * 60,
            "RunAtLoad": True,
            "ProcessType": "Background",
            "AbandonProcessGroup": True,  # the daily backup goes on when the call itself has ended
        }
        return {_path(): plistlib.dumps(agent, sort_keys=False).decode("utf-8")}

    def install(self, job: Job) -> None:
        """Write the property list and load it."""
        run(["launchctl", "bootout", f"{_domain()}/{_LABEL}"])
        ((path, text),) = self.texts(job).items()
        write(path, text)
        done = run(["launchctl", "bootstrap", _domain(), path])
        if not done.ok:
            take_away(path)
            raise failed("launchctl", done)

    def remove(self) -> bool:
        """Unload the agent and remove its property list."""
        if self.installed() is None:
            return False
        run(["launchctl", "bootout", f"{_domain()}/{_LABEL}"])
        return take_away(_path(), os.path.dirname(_path()))

    def installed(self) -> int | None:
        """The agent's minutes."""
        text = read(_path())
        if text is None:
            return None
        import plistlib
        from xml.parsers.expat import ExpatError

        try:
            return int(plistlib.loads(text.encode("utf-8"))["StartInterval"]) // 60
        except (plistlib.InvalidFileException, ExpatError, KeyError, TypeError, ValueError):
            return 0

    def active(self) -> bool:
        """Whether the agent is loaded."""
        return self.installed() is not None and run(["launchctl", "print", f"{_domain()}/{_LABEL}"]).ok

    def next(self, now: datetime, every: int, last: datetime | None) -> datetime | None:
        """So many minutes after the last call, which need not have been at a full minute."""
        from datetime import timedelta

        if last is None or not every:
            return None
        return max(last + timedelta(minutes=every), now)


SCHEDULER = Launchd()
