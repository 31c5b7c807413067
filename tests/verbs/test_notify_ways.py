"""The ways to show a notice: what each program is given, whatever the text is."""

from __future__ import annotations

import base64
import json
import os
import re
import select
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.system import notifiers
from crmcli.system.process import run
from crmcli.text.clean import width

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the fakes are scripts")

FAKE = """#!{python} -SE
import json, os, sys
with open(os.path.abspath(__file__) + ".calls", "a") as file:
    file.write(json.dumps({{"argv": sys.argv[1:], "env": dict(os.environ), "stdin": sys.stdin.read()}}) + "\\n")
sys.exit({code})
"""
HOSTILE = (
    '"; do shell script "touch x',
    "$(calc)`calc`",
    "-e",
    "'; calc #",
    '天成 "张总" %TEMP% \\',
    "--help",
)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any program that shows notices; the folder where its programs are."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("WSL_DISTRO_NAME", raising=False)
    return folder


def program(folder: Path, name: str, code: int = 0) -> None:
    """Put a program there that writes down how it is called."""
    path = folder / name
    path.write_text(FAKE.format(python=sys.executable, code=code), encoding="utf-8")
    path.chmod(0o755)


def calls(folder: Path, name: str) -> list[dict[str, Any]]:
    """How it was called."""
    log = folder / f"{name}.calls"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


@pytest.mark.parametrize("text", HOSTILE)
def test_on_macos_the_texts_are_arguments_of_the_script(
    machine: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    program(machine, "osascript")
    assert notifiers.Notifiers().show(text, text) == "osascript"
    ((call),) = calls(machine, "osascript")
    *script, first, title, body = call["argv"]
    assert (title, body) == (text, text)
    assert first == "crm"  # no option begins behind a word that is none
    assert script[::2] == ["-e"] * 3
    assert script[1::2][0] == "on run argv"
    assert text not in " ".join(script[1::2])
    assert call["stdin"] == ""


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("platform", ["win32", "wsl"])
def test_on_windows_the_texts_are_base64_in_the_environment(
    machine: Path, monkeypatch: pytest.MonkeyPatch, platform: str, text: str
) -> None:
    monkeypatch.setenv("WSLENV", "MINE/p")
    if platform == "wsl":
        monkeypatch.setenv("WSL_DISTRO_NAME", "Debian")
    else:
        monkeypatch.setattr(sys, "platform", "win32")
    program(machine, "powershell.exe")
    assert notifiers.Notifiers().show("15:00", text) == "powershell"
    (call,) = calls(machine, "powershell.exe")
    assert call["argv"][:-1] == ["-NoProfile", "-NonInteractive", "-EncodedCommand"]
    script = base64.b64decode(call["argv"][-1]).decode("utf-16-le")
    assert text not in script
    env = call["env"]
    assert base64.b64decode(env["CRM_NOTICE_TITLE"]).decode() == "15:00"
    assert base64.b64decode(env["CRM_NOTICE_TEXT"]).decode() == text
    assert env["WSLENV"] == "MINE/p:CRM_NOTICE_TITLE:CRM_NOTICE_TEXT"  # or Windows would not see them
    for name in ("CRM_NOTICE_TITLE", "CRM_NOTICE_TEXT"):
        assert f"'{name}'" in script


def test_inside_windows_its_own_desktop_comes_after_that_of_linux(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WSL_DISTRO_NAME", "Debian")
    program(machine, "powershell.exe")
    program(machine, "notify-send", code=1)
    shown = notifiers.Notifiers()
    assert [shown.show("a", "b"), shown.show("c", "d")] == ["powershell"] * 2
    assert [way for way, _why in shown.tried] == ["notify-send"]
    assert len(calls(machine, "notify-send")) == 1
    program(machine, "notify-send")
    assert notifiers.Notifiers().show("a", "b") == "notify-send"


def test_when_no_way_works_each_says_why(machine: Path) -> None:
    shown = notifiers.Notifiers()
    assert shown.show("a", "b") is None
    assert shown.show("c", "d") is None
    assert shown.tried == [("notify-send", "notify-send is not installed.")]


def test_a_program_that_cannot_be_run_is_no_way(machine: Path) -> None:
    (machine / "notify-send").write_text("no program")
    (machine / "notify-send").chmod(0o755)
    shown = notifiers.Notifiers()
    assert shown.show("a", "b") is None
    assert "notify-send" in shown.tried[0][1]


@given(st.text())
def test_a_notice_is_one_harmless_line(text: str) -> None:
    line = notifiers.one_line(text)
    assert re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", line) is None
    assert width(line) <= 200
    assert notifiers.one_line(line) == line


def test_what_takes_too_long_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.defpath)
    started = tmp_path / "started"
    # Whoever holds the other end of the pipe is alive: reading it ends when nobody does.
    os.mkfifo(started)
    reader = os.open(started, os.O_RDONLY | os.O_NONBLOCK)
    done = run(["sh", "-c", f"exec 3>'{started}'; sleep 600 & wait"], timeout=0.5)
    assert (done.code, done.why) == (None, "sh did not answer.")
    assert select.select([reader], [], [], 30)[0]
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_what_a_program_complains_of_is_kept_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.defpath)
    done = run(["sh", "-c", "yes no D-Bus | head -500 >&2; exit 3"])
    assert done.code == 3
    assert done.why.startswith("sh: no D-Bus no D-Bus")
    assert len(done.why) < 320


def test_a_desktop_is_there_when_somebody_answers_at_its_bus(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(machine, "notify-send")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert notifiers.working() == (None, "There is no desktop session (no D-Bus).")
    with socket.socket(socket.AF_UNIX) as bus:
        monkeypatch.chdir(tmp_path)
        bus.bind("bus")  # a path may only be 100 characters long
        bus.listen()
        monkeypatch.setenv("XDG_RUNTIME_DIR", ".")
        assert notifiers.working() == ("notify-send", "")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=./bus,guid=7")
        assert notifiers.working() == ("notify-send", "")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=./other;tcp:host=x")
        assert notifiers.working()[0] is None
    assert calls(machine, "notify-send") == []


def test_a_scheduler_finds_the_usual_bus(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(machine, "notify-send")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    (tmp_path / "bus").touch()
    notifiers.Notifiers().show("a", "b")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/mine")
    notifiers.Notifiers().show("a", "b")
    found = [call["env"]["DBUS_SESSION_BUS_ADDRESS"] for call in calls(machine, "notify-send")]
    assert found == [f"unix:path={tmp_path}/bus", "unix:path=/mine"]
