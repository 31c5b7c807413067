"""A task of Windows' Task Scheduler."""

from __future__ import annotations

import os
import re

from crmcli.system.process import run
from crmcli.system.schedulers import Job, Scheduler, failed, write

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime

_NAME = "crm-notify"
_SPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
# A task has no environment of its own: the call sets it. As base64 nothing in it can be read otherwise.
_SET = (
    "import base64,json,os,runpy,sys;"
    "os.environ.update(json.loads(base64.b64decode('{env}')));"
    "sys.path[:0]=[p for p in os.environ.get('PYTHONPATH','').split(os.pathsep) if p];"
    "sys.argv[:]=['crm','{arguments}'];"
    "runpy.run_module('crmcli',run_name='__main__')"
)


def _action(job: Job) -> tuple[str, str]:
    """The program and its arguments, quoted as Windows programs read them."""
    from subprocess import list2cmdline

    program, *arguments = job.command
    if job.env and arguments[:2] == ["-m", "crmcli"]:
        import json
        from base64 import b64encode

        env = b64encode(json.dumps(job.env).encode()).decode()
        arguments = ["-c", _SET.format(env=env, arguments="','".join(arguments[2:]))]
    return program, list2cmdline(arguments)


class TaskScheduler(Scheduler):
    """A task of this user that runs while the user is logged on."""

    name = "task-scheduler"

    def works(self) -> bool:
        """Whether there is a Task Scheduler."""
        return run(["schtasks", "/Query"], timeout=20).ok

    def texts(self, job: Job) -> dict[str, str]:
        """The task's definition."""
        from xml.etree import ElementTree

        root = ElementTree.Element("Task", {"version": "1.2", "xmlns": _SPACE})

        def put(path: str, text: str, **attributes: str) -> None:
            *folders, name = path.split("/")
            place = root
            for folder in folders:
                found = place.find(folder)
                place = ElementTree.SubElement(place, folder) if found is None else found
            ElementTree.SubElement(place, name, attributes).text = text

        command, arguments = _action(job)
        put("RegistrationInfo/Description", "crm: show reminders that are due")
        put("Triggers/TimeTrigger/Repetition/Interval", f"PT{job.every}M")
        put("Triggers/TimeTrigger/Repetition/StopAtDurationEnd", "false")
        put("Triggers/TimeTrigger/StartBoundary", "2000-01-01T00:00:00")
        put("Triggers/TimeTrigger/Enabled", "true")
        put("Principals/Principal/LogonType", "InteractiveToken")
        put("Principals/Principal/RunLevel", "LeastPrivilege")
        put("Settings/MultipleInstancesPolicy", "IgnoreNew")
        put("Settings/DisallowStartIfOnBatteries", "false")
        put("Settings/StopIfGoingOnBatteries", "false")
        put("Settings/StartWhenAvailable", "true")
        put("Settings/Hidden", "true")
        put("Settings/ExecutionTimeLimit", "PT5M")
        put("Actions/Exec/Command", f'"{command}"' if " " in command else command)
        put("Actions/Exec/Arguments", arguments)
        for principal in root.iter("Principal"):
            principal.set("id", "Author")
        for actions in root.iter("Actions"):
            actions.set("Context", "Author")
        ElementTree.indent(root)
        text = ElementTree.tostring(root, encoding="unicode")
        return {_NAME: '<?xml version="1.0"?>\n' + text + "\n"}

    def install(self, job: Job) -> None:
        """Make the task from its definition, which schtasks only reads as UTF-16."""
        from tempfile import mkdtemp

        folder = mkdtemp(prefix="crm-")
        path = os.path.join(folder, f"{_NAME}.xml")
        try:
            text = self.texts(job)[_NAME].replace('version="1.0"', 'version="1.0" encoding="UTF-16"', 1)
            write(path, text, "utf-16")
            done = run(["schtasks", "/Create", "/TN", _NAME, "/XML", path, "/F"], timeout=20)
        finally:
            if os.path.exists(path):
                os.unlink(path)
            os.rmdir(folder)
        if not done.ok:
            raise failed("schtasks", done)

    def remove(self) -> bool:
        """Delete the task."""
        if self.installed() is None:
            return False
        done = run(["schtasks", "/Delete", "/TN", _NAME, "/F"], timeout=20)
        if not done.ok:
            raise failed("schtasks", done)
        return True

    def installed(self) -> int | None:
        """The task's minutes."""
        done = run(["schtasks", "/Query", "/TN", _NAME, "/XML"], timeout=20)
        if not done.ok:
            return None
        wide = done.out.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in done.out[:20]
        found = re.search(
            r"<Interval>PT(\d+)M</Interval>", done.out.decode("utf-16" if wide else "utf-8", "replace")
        )
        return int(found[1]) if found else 0

    def next(self, now: datetime, every: int, last: datetime | None) -> datetime | None:
        """So many minutes after the one before, counted from the task's beginning, a midnight."""
        from datetime import datetime, timedelta

        if not every:
            return None
        passed = int((now.replace(tzinfo=None) - datetime(2000, 1, 1)).total_seconds()) // 60
        return now.replace(second=0, microsecond=0) + timedelta(minutes=every - passed % every)


SCHEDULER = TaskScheduler()
