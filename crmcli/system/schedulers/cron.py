"""The user's crontab: one entry between two marks, every other line left as it is."""

from __future__ import annotations

import os
import re

from crmcli.errors import FileError
from crmcli.i18n import _
from crmcli.system.process import run
from crmcli.system.schedulers import Job, Scheduler, failed

BEGIN = "# >>> crm notify (`crm notify remove` takes this away)"
END = "# <<< crm notify"


def quoted(text: str) -> str:
    """A word of a crontab's command: quoted for the shell, and each ``%``, which cron reads, behind a ``\\``.

    A piece between two of them is quoted by itself, so no backslash of the text stands before that one.
    """
    from shlex import quote

    return r"\%".join(quote(part) if part or text == "" else "" for part in text.split("%"))


def _table() -> str:
    """The user's crontab; bytes that are no UTF-8 come through."""
    done = run(["crontab", "-l"], env={"LC_ALL": "C"})
    if done.ok:
        return done.out.decode("utf-8", "surrogateescape")
    said = (done.err + done.out).decode("utf-8", "replace").casefold()
    if done.code is not None and (not said.strip() or "no crontab" in said or "no such file" in said):
        return ""
    raise failed("crontab", done)


def _without(table: str) -> str:
    """A crontab without our entry; an entry whose end was taken away is its first line and the next."""
    lines = table.splitlines(keepends=True)
    out: list[str] = []
    place = 0
    while place < len(lines):
        if lines[place].rstrip("\r\n") != BEGIN:
            out.append(lines[place])
            place += 1
            continue
        ends = [at for at in range(place + 1, min(place + 3, len(lines))) if lines[at].rstrip("\r\n") == END]
        place = ends[0] + 1 if ends else place + 2
    return "".join(out)


def _put(table: str) -> None:
    if table:
        done = run(["crontab", "-"], given=table.encode("utf-8", "surrogateescape"))
    else:
        done = run(["crontab", "-r"])
    if not done.ok:
        raise failed("crontab", done)


class Cron(Scheduler):
    """An entry of the crontab."""

    name = "cron"

    def works(self) -> bool:
        """Whether there is a crontab for this user."""
        try:
            _table()
        except FileError:
            return False
        return True

    def texts(self, job: Job) -> dict[str, str]:
        """The entry with its marks."""
        env = dict(job.env)
        bus = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
        if bus.startswith("unix:path="):  # others are new at each login
            env["DBUS_SESSION_BUS_ADDRESS"] = bus
        env |= {name: os.environ[name] for name in ("DISPLAY", "WAYLAND_DISPLAY") if os.environ.get(name)}
        words = [f"{name}={quoted(value)}" for name, value in env.items()]
        words += [quoted(word) for word in job.command]
        minutes = "0" if job.every == 60 else f"*/{job.every}"
        return {"crontab": f"{BEGIN}\n{minutes} * * * * {' '.join(words)} >/dev/null 2>&1\n{END}\n"}

    def install(self, job: Job) -> None:
        """Put the entry at the end of the crontab."""
        if any("\n" in word or "\r" in word for word in (*job.command, *job.env.values())):
            raise FileError(_("A path with a line break cannot be scheduled."), path=job.command[0])
        table = _table()
        rest = _without(table)
        if rest and not rest.endswith("\n"):
            rest += "\n"
        wanted = rest + self.texts(job)["crontab"]
        if wanted != table:
            _put(wanted)

    def remove(self) -> bool:
        """Take the entry out of the crontab."""
        try:
            table = _table()
        except FileError:
            return False
        rest = _without(table)
        if rest == table:
            return False
        _put(rest)
        return True

    def installed(self) -> int | None:
        """The entry's minutes."""
        try:
            found = re.search(re.escape(BEGIN) + r"\r?\n(?:\*/(\d+)|(0)|)", _table())
        except FileError:
            return None
        if found is None:
            return None
        return int(found[1]) if found[1] else 60 if found[2] else 0


SCHEDULER = Cron()
