"""``crm notify install``, ``remove`` and ``status``: each scheduler gets what it reads as what was meant."""

from __future__ import annotations

import json
import os
import plistlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.commands.session import Session
from support import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the fakes are scripts")

# Each writes down how it was called and ends as the file beside it says; crontab keeps a table.
FAKE = """#!{python} -SE
import json, os, sys
here, name = os.path.split(os.path.abspath(__file__))
with open(os.path.join(here, "calls"), "a") as file:
    file.write(json.dumps([name, *sys.argv[1:]]) + "\\n")
code = os.path.join(here, name + ".exit")
if os.path.exists(code):
    print(name + " is broken", file=sys.stderr)
    sys.exit(int(open(code).read()))
table = os.path.join(here, "table")
if name == "crontab" and sys.argv[1:] == ["-l"]:
    if not os.path.exists(table):
        sys.exit("no crontab for lin")
    sys.stdout.buffer.write(open(table, "rb").read())
elif name == "crontab" and sys.argv[1:] == ["-r"]:
    os.unlink(table)
elif name == "crontab":
    open(table, "wb").write(sys.stdin.buffer.read())
elif name == "schtasks":
    task = os.path.join(here, "task.xml")
    if "/Create" in sys.argv:
        open(task, "wb").write(open(sys.argv[sys.argv.index("/XML") + 1], "rb").read())
    elif "/Delete" in sys.argv:
        os.unlink(task)
    elif "/TN" in sys.argv:
        if not os.path.exists(task):
            sys.exit(1)
        sys.stdout.buffer.write(open(task, "rb").read())
"""
PROGRAMS = ("systemctl", "crontab", "launchctl", "schtasks")


class System:
    """A machine with all schedulers, which do nothing but write down what they are told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name in PROGRAMS:
            program = folder / name
            program.write_text(FAKE.format(python=sys.executable), encoding="utf-8")
            program.chmod(0o755)

    def calls(self, *, of: str) -> list[list[str]]:
        """The calls of a program."""
        log = self.folder / "calls"
        found = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return [call[1:] for call in found if call[0] == of]

    def breaks(self, name: str) -> None:
        """A program fails from now on."""
        (self.folder / f"{name}.exit").write_text("1")

    @property
    def table(self) -> bytes | None:
        """The crontab, None if there is none."""
        path = self.folder / "table"
        return path.read_bytes() if path.exists() else None

    @table.setter
    def table(self, content: bytes) -> None:
        (self.folder / "table").write_bytes(content)


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    """The machine, first in the path, and nothing else on it."""
    made = System(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(made.folder))
    monkeypatch.setattr(sys, "platform", "linux")
    return made


# Quotes, blanks, what each format reads, and what the shell does.
ODD = "/opt/a b/天成 100%/x'y\"z\\%$HOME&<i>;`id`"


def tree(folder: Path) -> dict[str, bytes | None]:
    """All that is below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def texts(run: Run, name: str, *more: str, **given: Any) -> dict[str, str]:
    """What would be installed, by the file's name."""
    plan = run("notify", "install", "--print", "--for", name, *more, "--json", **given).ok().json
    assert plan["installed"] is False
    assert plan["scheduler"] == name
    return {Path(one["path"]).name: one["text"] for one in plan["texts"]}


# systemd


def unit(text: str) -> dict[str, list[str]]:
    """The settings of a unit, in their order."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals:
            found.setdefault(key, []).append(value)
    return found


def words_of(value: str) -> list[str]:
    """The words of a unit's setting, as systemd.syntax(7) and systemd.unit(5) have them read."""
    words: list[str] = []
    place = 0
    while place < len(value):
        if value[place] == " ":
            place += 1
            continue
        assert value[place] == '"'
        word = b""
        place += 1
        while value[place] != '"':
            if value[place] == "\\":
                if value[place + 1] == "x":
                    word += bytes([int(value[place + 2 : place + 4], 16)])
                    place += 4
                    continue
                assert value[place + 1] in '\\"'
                place += 1
            elif value[place] == "%":
                assert value[place + 1] == "%"
                place += 1
            word += value[place].encode("utf-8", "surrogateescape")
            place += 1
        words.append(word.decode("utf-8", "surrogateescape"))
        place += 1
    return words


def test_the_units_call_this_program_with_this_store(
    crm_in: Run, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", f"{ODD}/python")
    found = texts(crm_in, "systemd", env={"CRM_HOME": ODD, "CRM_DB": "~/a.db", "CRM_CONFIG": None})
    service = unit(found["crm-notify.service"])
    words = words_of(service["ExecStart"][0])
    assert all(word.count("$") == 2 * word.count("$$") for word in words)  # one alone would be a variable
    program, option, script, *command = [word.replace("$$", "$") for word in words]
    assert command == [f"{ODD}/python", "-m", "crmcli", "notify"]
    call = [program, option, script, "/bin/echo", "a b", "$HOME"]
    assert subprocess.run(call, capture_output=True, check=True).stdout == b"a b $HOME\n"
    env = [words_of(value) for value in service["Environment"]]
    assert [f"CRM_HOME={ODD}"] in env
    assert [f"CRM_DB={os.environ['HOME']}/a.db"] in env
    assert not any("CRM_CONFIG" in word or "CRM_NOW" in word for words in env for word in words)
    assert (service["Type"], service["SuccessExitStatus"]) == (["oneshot"], ["7"])


@pytest.mark.parametrize(
    ("minutes", "calendar"), [("1", "*:0/1"), ("5", "*:0/5"), ("59", "*:0/59"), ("60", "*:00")]
)
def test_the_timer_has_the_minutes(crm_in: Run, system: System, minutes: str, calendar: str) -> None:
    timer = unit(texts(crm_in, "systemd", "--every", minutes)["crm-notify.timer"])
    assert timer["OnCalendar"] == [calendar]
    assert timer["Persistent"] == ["true"]
    assert timer["WantedBy"] == ["timers.target"]


@given(st.text(st.characters(exclude_characters="\0"), min_size=1))
def test_whatever_is_quoted_for_systemd_is_read_back(text: str) -> None:
    from crmcli.system.schedulers.systemd import quoted

    text = text.encode("utf-8", "replace").decode()
    line = quoted(text)
    assert "\n" not in line
    assert words_of(f"{line} {line}") == [text, text]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("place", ["plain", "a b 天成 100%", "a \"b'$x\\"])
def test_systemd_takes_the_units(
    crm_in: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    program = tmp_path / place / "python"
    program.parent.mkdir()
    program.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(program))
    units = tmp_path / "units"
    units.mkdir()
    for name, text in texts(crm_in, "systemd", env={"CRM_HOME": ODD}).items():
        (units / name).write_text(text, encoding="utf-8")
    verify = ["systemd-analyze", "verify", "--user", "--man=no", str(units / "crm-notify.timer")]
    for more in ([], [str(units / "crm-notify.service")]):
        done = subprocess.run(
            [*verify, *more], capture_output=True, text=True, check=False, timeout=60,
            env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "SYSTEMD_LOG_LEVEL": "warning"},
        )  # fmt: skip
        assert "crm-notify" not in done.stderr, done.stderr
        assert done.returncode == 0, done.stderr


# cron


def cron_command(line: str) -> tuple[str, str, bytes | None]:
    """The times, the command and its standard input, as cron reads a line of a crontab."""
    *times, rest = line.split(" ", 5)
    assert len(times) == 5
    out = ""
    escaped = False
    for place, character in enumerate(rest):
        if escaped and character == "%":
            out = out[:-1] + "%"
            escaped = False
        elif escaped:
            out += character
            escaped = False
        elif character == "%":
            return " ".join(times), out, rest[place + 1 :].encode()
        else:
            out += character
            escaped = character == "\\"
    return " ".join(times), out, None


def entry(table: str) -> str:
    """The one line between the marks."""
    begin, line, end = table.splitlines()
    assert begin.startswith("# ")
    assert end.startswith("# ")
    return line


def test_the_entry_is_read_by_cron_and_the_shell_as_meant(
    crm_in: Run, system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run as cron would run it: the program it calls says how it was called."""
    folder = tmp_path / "a b 天成 100%" / "x'y\"z\\%$HOME&;`id`"
    folder.mkdir(parents=True)
    program = folder / "python"
    program.write_text(
        f"#!{sys.executable} -SE\nimport json, os, sys\n"
        "with open(os.environ['CRM_HOME'], 'w') as file:\n"
        "    json.dump([sys.argv, os.environ.get('CRM_CONFIG'), os.environ.get('LANG')], file)\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    said = folder / "said 50%"
    env = {"CRM_HOME": str(said), "CRM_CONFIG": f"{folder}/%.toml", "LANG": "zh_CN.UTF-8"}
    times, command, given = cron_command(entry(texts(crm_in, "cron", env=env)["crontab"]))
    assert (times, given) == ("*/5 * * * *", None)
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"HOME": "/", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert json.loads(said.read_text()) == [
        [str(program), "-m", "crmcli", "notify"], f"{folder}/%.toml", "zh_CN.UTF-8",
    ]  # fmt: skip


@given(st.text(st.characters(exclude_characters="\0\n\r", exclude_categories=["Cs"])))
def test_whatever_is_quoted_for_cron_is_read_back(text: str) -> None:
    import shlex

    from crmcli.system.schedulers.cron import quoted

    _times, command, given = cron_command(f"* * * * * {quoted(text)} {quoted(text)}")
    assert given is None
    assert shlex.split(command) == [text, text]


@pytest.mark.parametrize(("minutes", "times"), [("1", "*/1"), ("10", "*/10"), ("60", "0")])
def test_the_entry_has_the_minutes(crm_in: Run, system: System, minutes: str, times: str) -> None:
    line = entry(texts(crm_in, "cron", "--every", minutes)["crontab"])
    assert line.startswith(f"{times} * * * * ")


def test_cron_is_told_where_the_desktop_is(crm_in: Run, system: System) -> None:
    env = {"DISPLAY": ":1", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/7/bus"}
    line = entry(texts(crm_in, "cron", env=env)["crontab"])
    assert " DISPLAY=:1 " in line
    assert " DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/7/bus " in line
    env["DBUS_SESSION_BUS_ADDRESS"] = "unix:abstract=/tmp/dbus-x9"  # another one after the next login
    assert "DBUS" not in entry(texts(crm_in, "cron", env=env)["crontab"])


TABLES = (
    None,
    b"MAILTO=lin\n# a note\n0 9 * * 1 backup --all 50\\%\n",
    b"0 9 * * 1 caf\xe9\n\n\n@reboot x\n",
)


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("table", TABLES)
def test_cron_is_left_as_it_was(crm_in: Run, system: System, table: bytes | None) -> None:
    system.breaks("systemctl")
    if table is not None:
        system.table = table
    assert crm_in("notify", "install", "--json").ok().json["scheduler"] == "cron"
    first = system.table
    assert first is not None
    assert first.startswith(table or b"# ")
    crm_in("notify", "install").ok()
    assert system.table == first
    assert len([call for call in system.calls(of="crontab") if call == ["-"]]) == 1
    crm_in("notify", "install", "--every", "7").ok()
    assert system.table == first.replace(b"*/5 ", b"*/7 ")
    assert crm_in("notify", "remove", "--json").ok().json == {"removed": ["cron"]}
    assert system.table == table
    assert crm_in("notify", "remove", "--json").ok().json == {"removed": []}


def test_lines_after_the_entry_stay(crm_in: Run, system: System) -> None:
    system.breaks("systemctl")
    crm_in("notify", "install").ok()
    assert system.table is not None
    system.table += b"@reboot later\n"
    crm_in("notify", "install", "--every", "9").ok()
    crm_in("notify", "remove").ok()
    assert system.table == b"@reboot later\n"


def test_of_an_entry_that_somebody_cut_nothing_more_is_taken(crm_in: Run, system: System) -> None:
    system.breaks("systemctl")
    crm_in("notify", "install").ok()
    assert system.table is not None
    lines = system.table.splitlines(keepends=True)
    system.table = b"".join([*lines[:2], b"@reboot mine\n", b"@daily mine\n"])  # the end mark is gone
    crm_in("notify", "remove").ok()
    assert system.table == b"@reboot mine\n@daily mine\n"


def test_a_crontab_that_cannot_be_read_is_not_written(crm_in: Run, system: System) -> None:
    system.table = b"@reboot mine\n"
    system.breaks("crontab")
    error = crm_in("notify", "install", "--for", "cron", "--json").fails(7).error
    assert (error["code"], error["details"]["path"]) == ("file", "crontab")
    assert system.table == b"@reboot mine\n"
    assert system.calls(of="crontab") == [["-l"]]


# launchd and the Task Scheduler


def test_the_agent_is_a_property_list(crm_in: Run, system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", f"{ODD}/python")
    found = texts(crm_in, "launchd", "--every", "10", env={"CRM_HOME": ODD})
    agent = plistlib.loads(found["crmcli.notify.plist"].encode())
    assert agent["ProgramArguments"] == [f"{ODD}/python", "-m", "crmcli", "notify"]
    assert agent["EnvironmentVariables"]["CRM_HOME"] == ODD
    assert (agent["Label"], agent["StartInterval"], agent["RunAtLoad"]) == ("crmcli.notify", 600, True)


def test_printed_alone_it_is_the_text_and_nothing_else(crm_in: Run, system: System) -> None:
    printed = crm_in("notify", "install", "--print", "--for", "launchd").ok().out
    assert plistlib.loads(printed.encode())["Label"] == "crmcli.notify"
    ElementTree.fromstring(crm_in("notify", "install", "--print", "--for", "task-scheduler").ok().out)


def test_the_agent_is_loaded_and_taken_away(crm_in: Run, system: System, sealed: Path) -> None:
    before = tree(sealed.parent)
    crm_in("notify", "install", "--for", "launchd").ok()
    path = sealed.parent / "Library/LaunchAgents/crmcli.notify.plist"
    domain = f"gui/{os.getuid()}"
    assert system.calls(of="launchctl")[-1] == ["bootstrap", domain, str(path)]
    assert crm_in("notify", "status", "--json").ok().json["scheduler"] == "launchd"
    crm_in("notify", "remove").ok()
    assert system.calls(of="launchctl")[-1] == ["bootout", f"{domain}/crmcli.notify"]
    assert not path.exists()
    assert set(tree(sealed.parent)) - set(before) <= {"Library"}


SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def test_the_task_is_xml_that_runs_this_program(
    crm_in: Run, system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its arguments are run, and ask for the help: the page is there and the settings came through."""
    home = str(tmp_path / "a b 天成 100% \"x'y\\z")
    found = texts(crm_in, "task-scheduler", "--every", "15", env={"CRM_HOME": home})
    root = ElementTree.fromstring(found["crm-notify"])
    assert root.tag == f"{SPACE}Task"
    assert root.findtext(f".//{SPACE}Interval") == "PT15M"
    assert root.findtext(f".//{SPACE}Command") == sys.executable
    program, code = windows_words(root.findtext(f".//{SPACE}Arguments") or "")
    assert program == "-c"
    code = code.replace("'notify'", "'config','get','currency'")
    (tmp_path / "c").write_text("currency = 'KWD'\n")
    os.makedirs(home)
    shutil.move(tmp_path / "c", os.path.join(home, "config.toml"))
    monkeypatch.delenv("CRM_HOME")
    repository = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": repository},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("KWD\n", "")


def windows_words(line: str) -> list[str]:
    """The words of a command line without odd backslashes, as Windows programs split it."""
    return [quoted or plain for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)]


def test_without_settings_the_task_is_plain(crm_in: Run, system: System) -> None:
    env = {"CRM_HOME": None, "LANG": None, "TZ": None, "PYTHONPATH": None, "CRM_NOW": None}
    root = ElementTree.fromstring(texts(crm_in, "task-scheduler", env=env)["crm-notify"])
    assert root.findtext(f".//{SPACE}Arguments") == "-m crmcli notify"


def test_the_task_is_made_and_deleted(crm_in: Run, system: System) -> None:
    crm_in("notify", "install", "--for", "task-scheduler", "--every", "20").ok()
    made = (system.folder / "task.xml").read_bytes()
    assert made.startswith(b"\xff\xfe")  # schtasks takes no other
    assert ElementTree.fromstring(made).findtext(f".//{SPACE}Interval") == "PT20M"
    create = system.calls(of="schtasks")[0]
    assert create[:3] == ["/Create", "/TN", "crm-notify"]
    assert not os.path.exists(create[create.index("/XML") + 1])
    status = crm_in("notify", "status", "--json").ok().json
    assert (status["scheduler"], status["every"]) == ("task-scheduler", 20)
    assert status["next_run"] == "2026-11-18T10:40:00+08:00"
    assert crm_in("notify", "remove", "--json").ok().json == {"removed": ["task-scheduler"]}
    assert not (system.folder / "task.xml").exists()


# Whichever it is


def test_systemd_is_the_first_and_everything_is_as_before_after_remove(
    crm_in: Run, system: System, sealed: Path
) -> None:
    kept = sealed.parent / ".config/systemd/user/mine.timer"
    kept.parent.mkdir(parents=True)
    kept.write_text("[Timer]\n")
    before = tree(sealed.parent)
    made = crm_in("notify", "install", "--json").ok().json
    assert (made["scheduler"], made["every"], made["installed"]) == ("systemd", 5, True)
    for one in made["texts"]:
        assert Path(one["path"]).read_text(encoding="utf-8") == one["text"]
        assert Path(one["path"]).parent == kept.parent
    control = system.calls(of="systemctl")
    assert ["--user", "daemon-reload"] in control
    assert ["--user", "enable", "--now", "crm-notify.timer"] in control
    assert crm_in("notify", "install", "--json").ok().json == made
    assert crm_in("notify", "remove", "--json").ok().json == {"removed": ["systemd"]}
    assert ["--user", "disable", "--now", "crm-notify.timer"] in system.calls(of="systemctl")
    assert tree(sealed.parent) == before
    assert system.table is None


def test_the_folder_of_the_settings_is_obeyed(crm_in: Run, system: System, tmp_path: Path) -> None:
    crm_in("notify", "install", env={"XDG_CONFIG_HOME": str(tmp_path / "conf ig")}).ok()
    assert (tmp_path / "conf ig/systemd/user/crm-notify.timer").exists()


def test_what_another_scheduler_had_is_taken_away(crm_in: Run, system: System) -> None:
    crm_in("notify", "install", "--for", "cron").ok()
    table = system.folder / "table"
    assert table.exists()
    crm_in("notify", "install", "--for", "systemd").ok()
    assert not table.exists()
    assert crm_in("notify", "status", "--json").ok().json["scheduler"] == "systemd"


def test_a_timer_that_cannot_be_started_leaves_nothing(crm_in: Run, system: System, sealed: Path) -> None:
    system.breaks("systemctl")
    error = crm_in("notify", "install", "--for", "systemd", "--json").fails(7).error
    assert (error["code"], error["details"]["path"]) == ("file", "systemctl")
    assert not list(sealed.parent.rglob("crm-notify.*"))


def test_without_a_scheduler_it_says_what_was_looked_for(crm_in: Run, system: System) -> None:
    for name in PROGRAMS:
        system.breaks(name)
    done = crm_in("notify", "install", "--json").fails(7)
    assert "systemd, cron" in done.error["message"]
    assert crm_in("notify", "status", "--json").ok().json["scheduler"] is None


def test_what_is_printed_to_be_copied_is_not_broken_into_lines(
    crm_in: Run, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = crm_in("notify", "install", "--print", "--for", "cron").ok().out
    assert max(map(len, printed.splitlines())) > 80
    monkeypatch.setattr(Session, "terminal", True)
    monkeypatch.setenv("COLUMNS", "80")
    assert crm_in("notify", "install", "--print", "--for", "cron").ok().out == printed


def test_printing_changes_nothing(crm_in: Run, system: System, sealed: Path) -> None:
    before = tree(sealed.parent)
    for name in ("systemd", "launchd", "task-scheduler", "cron"):
        for language in ("en", "zh"):
            assert crm_in("notify", "install", "--print", "--for", name, "--lang", language).ok().out
    assert crm_in("notify", "install", "--print", "--json").ok().json["scheduler"] == "systemd"
    assert tree(sealed.parent) == before
    assert system.table is None
    assert {call[1] for call in system.calls(of="systemctl")} == {"show-environment"}


@pytest.mark.parametrize(
    ("platform", "first"), [("darwin", "launchd"), ("win32", "task-scheduler"), ("linux", "systemd")]
)
def test_each_system_has_its_own(
    crm_in: Run, system: System, monkeypatch: pytest.MonkeyPatch, platform: str, first: str
) -> None:
    from crmcli.system import schedulers

    monkeypatch.setattr(sys, "platform", platform)
    assert schedulers.candidates()[0] == first


# How it stands


def test_nothing_installed(crm_in: Run, system: System) -> None:
    status = crm_in("notify", "status", "--json").ok().json
    assert status == {
        "scheduler": None, "every": None, "active": False, "last_run": None, "last_problem": None, "next_run": None,
        "last_shown": None, "last_number": 0, "last_ways": [], "notifier": None,
        "notifier_problem": "notify-send is not installed.",
    }  # fmt: skip
    assert "crm notify install" in crm_in("notify", "status").ok().out
    assert "尚未安装" in crm_in("notify", "status", "--lang", "zh").ok().out


@pytest.mark.parametrize(
    ("every", "now", "following"),
    [("5", "10:30:00", "10:35"), ("5", "10:34:59", "10:35"), ("7", "10:58:00", "11:00"), ("60", "10:00:01", "11:00")],
)  # fmt: skip
@pytest.mark.parametrize("name", ["systemd", "cron"])
def test_the_next_call_is_told(
    crm_in: Run, system: System, name: str, every: str, now: str, following: str
) -> None:
    crm_in("notify", "install", "--every", every, "--for", name).ok()
    status = crm_in("notify", "status", "--json", env={"CRM_NOW": f"2026-11-18T{now}+08:00"}).ok().json
    assert (status["scheduler"], status["every"], status["active"]) == (name, int(every), True)
    assert status["next_run"] == f"2026-11-18T{following}:00+08:00"


def test_what_is_installed_but_not_called_is_told(crm_in: Run, system: System) -> None:
    crm_in("notify", "install", "--for", "systemd").ok()
    system.breaks("systemctl")
    status = crm_in("notify", "status", "--json").ok().json
    assert (status["scheduler"], status["active"], status["next_run"]) == ("systemd", False, None)
    assert "not called" in crm_in("notify", "status").ok().out


@pytest.fixture
def notifier(system: System) -> Callable[[bool], None]:
    """Puts a notify-send on the machine that works or does not."""

    def put(works: bool) -> None:
        program = system.folder / "notify-send"
        program.write_text(f"#!/bin/sh\nexit {0 if works else 1}\n")
        program.chmod(0o755)

    return put


def test_the_last_call_is_told(crm_in: Run, system: System, notifier: Callable[[bool], None]) -> None:
    crm_in("reminder", "add", "call", "--due", "2026-11-18T10:00:00+08:00").ok()
    notifier(False)
    crm_in("notify").ok()
    status = crm_in("notify", "status", "--json").ok().json
    assert status["last_run"] == "2026-11-18T10:30:00+08:00"
    assert (status["last_shown"], status["last_problem"]) == (None, "notify-send: 1")
    notifier(True)
    crm_in("notify", env={"CRM_NOW": "2026-11-18T10:35:00+08:00"}).ok()
    crm_in("notify", env={"CRM_NOW": "2026-11-18T10:40:00+08:00"}).ok()
    status = crm_in("notify", "status", "--json", env={"CRM_NOW": "2026-11-18T10:41:00+08:00"}).ok().json
    assert status["last_run"] == "2026-11-18T10:40:00+08:00"
    assert (status["last_shown"], status["last_number"]) == ("2026-11-18T10:35:00+08:00", 1)
    assert (status["last_ways"], status["notifier"]) == (["notify-send"], "notify-send")
    out = crm_in("notify", "status").ok().out
    assert "2026-11-18 10:35" in out
    assert "notify-send" in out
