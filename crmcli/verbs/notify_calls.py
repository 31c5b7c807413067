"""Having the system's own scheduler call ``crm notify``: installed, taken away, looked at."""

from __future__ import annotations

from crmcli.errors import FileError, ValueInvalid
from crmcli.i18n import _
from crmcli.system import lastrun, notifiers, schedulers

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.system.schedulers import Job, Scheduler

EVERY = 5  # minutes
_LONGEST = 60


def minutes(text: str | None) -> int:
    """The minutes between two calls, :data:`EVERY` if none are said. Raises :class:`ValueInvalid`."""
    if text is None:
        return EVERY
    if text.strip().isdecimal() and len(text.strip()) <= 3 and 1 <= int(text) <= _LONGEST:
        return int(text)
    expected = _("whole minutes from 1 to %(most)d") % {"most": _LONGEST}
    raise ValueInvalid(
        _("%(option)s cannot be “%(value)s”.") % {"option": "--every", "value": text},
        hint=_("Expected: %(expected)s.") % {"expected": expected},
        argument="--every",
        value=text,
        expected=expected,
    )


def _job(every: int) -> Job:
    return schedulers.job(["notify"], every)


def _usable() -> list[Scheduler]:
    """Those of this system's schedulers that run, the best first; only looked at until one does."""
    for name in schedulers.candidates():
        found = schedulers.scheduler(name)
        if found.works():
            return [found]
    return []


def _described(found: Scheduler, job: Job, installed: bool) -> dict[str, Any]:
    return {
        "scheduler": found.name,
        "every": job.every,
        "command": job.command,
        "environment": job.env,
        "texts": [{"path": path, "text": text} for path, text in found.texts(job).items()],
        "installed": installed,
    }


def planned(every: int, name: str | None) -> dict[str, Any]:
    """What would be installed, on this system or on one that has the scheduler ``name``; nothing is changed."""
    found = [schedulers.scheduler(name)] if name else _usable()
    return _described(
        found[0] if found else schedulers.scheduler(schedulers.candidates()[0]), _job(every), False
    )


def install(every: int, name: str | None) -> dict[str, Any]:
    """Have ``crm notify`` called every few minutes, by the first scheduler that runs here or by ``name``.

    What was installed before is replaced. Raises :class:`FileError` when no scheduler runs, or it refuses.
    """
    found = [schedulers.scheduler(name)] if name else _usable()
    if not found:
        names = schedulers.candidates()
        raise FileError(
            _("No scheduler that runs here was found; looked for: %(names)s.") % {"names": ", ".join(names)},
            hint=_("Have something of your own call `crm notify` every few minutes."),
            path=names[0],
        )
    job = _job(every)
    found[0].install(job)
    for other in schedulers.NAMES:
        if other != found[0].name:
            schedulers.scheduler(other).remove()
    return _described(found[0], job, True)


def remove() -> dict[str, Any]:
    """Take away what was installed, whichever scheduler has it."""
    return {"removed": [name for name in schedulers.NAMES if schedulers.scheduler(name).remove()]}


def status(now: datetime) -> dict[str, Any]:
    """What is installed, when it was called last and will be next, and whether notices can be shown."""
    last = lastrun.last()
    ran = _moment(last["at"], now) if last else None
    shown = _moment(last["shown_at"], now) if last else None
    way, why = notifiers.working()
    if way is None and last and not last["why"]:  # what worked last has to be believed
        way = next((one for one in last["ways"] if one != notifiers.BELL), None)
    answer: dict[str, Any] = {
        "scheduler": None, "every": None, "active": False,
        "last_run": _text(ran), "last_problem": (last["why"] or None) if last else None, "next_run": None,
        "last_shown": _text(shown),
        "last_number": last["shown"] if last else 0, "last_ways": last["ways"] if last else [],
        "notifier": way, "notifier_problem": None if way else why,
    }  # fmt: skip
    for name in schedulers.NAMES:
        found = schedulers.scheduler(name)
        every = found.installed()
        if every is None:
            continue
        answer |= {"scheduler": name, "every": every or None, "active": found.active()}
        answer["next_run"] = _text(found.next(now, every, ran) if answer["active"] else None)
        break
    return answer


def _moment(text: str | None, now: datetime) -> datetime | None:
    from crmcli.clock import moment

    if text is None or now.tzinfo is None:
        return None
    try:
        return moment(text, now.tzinfo)
    except ValueError:
        return None


def _text(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat(timespec="seconds")
