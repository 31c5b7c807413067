"""A timer of the user's own systemd."""

from __future__ import annotations

import os
import re

from crmcli.errors import FileError
from crmcli.i18n import _
from crmcli.system.process import run
from crmcli.system.schedulers import Job, Scheduler, failed, read, take_away, write

_SERVICE = "crm-notify.service"
_TIMER = "crm-notify.timer"


def _folder() -> str:
    base = os.environ.get("XDG_CONFIG_HOME", "").strip() or os.path.expanduser("~/.config")
    return os.path.join(base, "systemd", "user")


def quoted(text: str) -> str:
    """A word of a unit file: no character in it is read as anything but itself (but ``$`` in a command)."""
    if "\0" in text:
        raise ValueError(text)
    out = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return '"' + re.sub(r"[\x01-\x1f\x7f]", lambda found: f"\\x{ord(found[0]):02x}", out) + '"'


def _control(*words: str) -> list[str]:
    return ["systemctl", "--user", *words]


class Systemd(Scheduler):
    """A service that is called by a timer with the wall clock, also right after the machine was asleep."""

    name = "systemd"

    def works(self) -> bool:
        """Whether the user's own instance answers."""
        return run(_control("show-environment")).ok

    def texts(self, job: Job) -> dict[str, str]:
        """The two units."""
        words = job.command
        if any(character in words[0] for character in "'\"\\$"):  # systemd takes no program of such a name
            words = ["/bin/sh", "-c", 'exec "$0" "$@"', *words]
        command = " ".join(quoted(word).replace("$", "$$") for word in words)
        env = "".join(f"Environment={quoted(f'{name}={value}')}\n" for name, value in job.env.items())
        # 7: the store was held, or there is no desktop now; the next call tries again.
        # The daily backup goes on when the call itself has ended.
        service = (
            "[Unit]\nDescription=crm: show reminders that are due\n\n"
            f"[Service]\nType=oneshot\nExecStart={command}\n{env}"
            "StandardInput=null\nStandardOutput=null\nSuccessExitStatus=7\nKillMode=process\n"
        )
        minutes = "00" if job.every == 60 else f"0/{job.every}"
        timer = (
            "[Unit]\nDescription=crm: show reminders that are due, every few minutes\n\n"
            f"[Timer]\nOnCalendar=*:{minutes}\nPersistent=true\nAccuracySec=15s\n\n"
            "[Install]\nWantedBy=timers.target\n"
        )
        folder = _folder()
        return {os.path.join(folder, _SERVICE): service, os.path.join(folder, _TIMER): timer}

    def install(self, job: Job) -> None:
        """Write the units and start the timer."""
        if any("\n" in word for word in job.command):
            raise FileError(_("A path with a line break cannot be scheduled."), path=job.command[0])
        for path, text in self.texts(job).items():
            write(path, text)
        for words in (("daemon-reload",), ("enable", "--now", _TIMER), ("restart", _TIMER)):
            done = run(_control(*words), timeout=20)
            if not done.ok:
                self.remove()
                raise failed("systemctl", done)

    def remove(self) -> bool:
        """Stop the timer and remove the units."""
        if self.installed() is None:
            return False
        run(_control("disable", "--now", _TIMER), timeout=20)
        folder = _folder()
        for name in (_SERVICE, _TIMER):
            take_away(os.path.join(folder, name), folder, os.path.dirname(folder))
        run(_control("daemon-reload"), timeout=20)
        return True

    def installed(self) -> int | None:
        """The timer's minutes."""
        timer = read(os.path.join(_folder(), _TIMER))
        if timer is None:
            return 0 if os.path.exists(os.path.join(_folder(), _SERVICE)) else None
        found = re.search(r"^OnCalendar=\*:(?:0/(\d+)|00)$", timer, re.MULTILINE)
        return 0 if found is None else int(found[1] or 60)

    def active(self) -> bool:
        """Whether the timer runs."""
        return self.installed() is not None and run(_control("is-active", "--quiet", _TIMER)).ok


SCHEDULER = Systemd()
