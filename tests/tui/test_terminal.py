"""The real program on a real terminal: what it paints, what it takes in, how it leaves the terminal behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import Run

from .terminal import ROOT, Terminal

pytest.importorskip("pty", reason="needs a terminal of Unix")

TEXT = "拜访张伟，谈价格；他嫌运费高"
LINES = ["第一行：样品已寄出", "second line, 12%", "  第三行 “quoted” \\ $HOME `x`", "", "最后一行"]


@pytest.fixture(autouse=True)
def unhurried(opener: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No hint about colours but TERM."""
    monkeypatch.delenv("COLORTERM", raising=False)


def started(*words: str, **env: str) -> Terminal:
    """``crm ui`` with its first screen painted."""
    terminal = Terminal("ui", *words, **env)
    try:
        terminal.until(lambda: " crm · " in terminal.text() and "All keys" in terminal.text())
    except BaseException:
        terminal.__exit__()
        raise
    return terminal


# --- beginning and end ------------------------------------------------------------------------------------------------


def test_it_starts_paints_and_leaves_the_terminal_as_it_was(small: str) -> None:
    with started() as terminal:
        assert "Call Maria back" in terminal.text()
        assert {1049, 2004, 1000, 25} <= terminal.modes()  # the other screen, pasting, the mouse, no cursor
        assert terminal.now() != terminal.attributes
        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.modes() == set()
        assert terminal.now() == terminal.attributes
        assert terminal.sent.count(b"\x1b[>25u") == terminal.sent.count(b"\x1b[<u")
        assert "Traceback" not in terminal.sent.decode()


@pytest.mark.slow
@pytest.mark.parametrize("key", ["ctrl+q", "n ctrl+q"])
def test_it_can_be_left_from_anywhere(key: str, small: str) -> None:
    with started() as terminal:
        terminal.press(*key.split())
        assert terminal.ended() == 0
        assert terminal.modes() == set()


@pytest.mark.slow
def test_a_termination_gives_the_terminal_back(small: str) -> None:
    with started() as terminal:
        terminal.press("n")
        terminal.until("Save")
        terminal.process.terminate()
        assert terminal.ended() == 143
        assert terminal.modes() == set()
        assert terminal.now() == terminal.attributes


@pytest.mark.slow
def test_another_size(small: str) -> None:
    import fcntl
    import struct
    import termios

    with started() as terminal:
        terminal.screen.resize(10, 40)
        fcntl.ioctl(terminal.ours, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 40, 0, 0))
        os.kill(terminal.process.pid, 28)  # SIGWINCH
        terminal.until(
            lambda: "?" in terminal.screen.display[9] and "crm · Desk" in terminal.screen.display[0]
        )
        terminal.press("q")
        assert terminal.ended() == 0


# --- what is typed ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("how", ["typed", "byte by byte", "pasted"])
def test_chinese_arrives_in_a_note(how: str, small: str, crm: Run) -> None:
    text = "\n".join(LINES) if how == "pasted" else TEXT
    with started("天成") as terminal:
        terminal.until("crm · Customer")
        terminal.press("n")
        terminal.until("Save")
        if how == "pasted":
            terminal.paste(text)
        elif how == "typed":
            terminal.type(text)
        else:
            for byte in text.encode():
                terminal.write(bytes([byte]))
                time.sleep(0.002)
        terminal.until(lambda: text.split("\n")[-1] in wide(terminal.text()))
        terminal.press("ctrl+s")
        terminal.until("takes it back")
        terminal.press("q")
        assert terminal.ended() == 0
    found = crm("followup", "list", "--sort", "-ref", "--json").ok().json
    assert text in [one["text"] for one in found]


@pytest.mark.slow
def test_chinese_arrives_in_the_line_of_a_search(small: str) -> None:
    with started("customers") as terminal:
        terminal.until("Alfreds")
        terminal.press("/")
        terminal.paste("天成\n外贸")
        terminal.until(lambda: "天成 外贸" in wide(terminal.text()) and "Alfreds" not in terminal.text())
        terminal.until("天成外贸公司")
        terminal.press("ctrl+u", "ctrl+k")
        terminal.type("张伟")
        terminal.until(lambda: "张伟" in wide(terminal.text()))
        terminal.press("escape", "escape", "q")
        assert terminal.ended() == 0


@pytest.mark.slow
def test_chinese_arrives_in_a_form(small: str, crm: Run) -> None:
    with started("customers") as terminal:
        terminal.until("Alfreds")
        terminal.press("a")
        terminal.until("Save")
        terminal.type("宁波海曙水泵厂")
        terminal.until(lambda: "宁波海曙水泵厂" in wide(terminal.text()))
        terminal.paste("（分公司\n二厂）")
        terminal.until(lambda: "二厂" in wide(terminal.text()))
        terminal.press("ctrl+s")
        terminal.until("takes it back")
        terminal.press("q")
        assert terminal.ended() == 0
    names = [one["name"] for one in crm("customer", "list", "--json").ok().json]
    assert "宁波海曙水泵厂（分公司 二厂）" in names


def wide(text: str) -> str:
    """The text without the empty second cells of wide characters, if the screen has such."""
    return text.replace("\x00", "")


@pytest.fixture
def tmux(tmp_path: Path, sealed: Path) -> Iterator[list[str]]:
    """A tmux of the test's own."""
    program = shutil.which("tmux")
    if program is None:
        pytest.skip("tmux is not installed")
    words = [program, "-f", "/dev/null", "-S", str(tmp_path / "tmux")]
    yield words
    subprocess.run([*words, "kill-server"], check=False, capture_output=True)


@pytest.mark.slow
def test_in_tmux(tmux: list[str], small: str, crm: Run) -> None:
    def do(*words: str) -> str:
        return subprocess.run([*tmux, *words], check=True, capture_output=True, env=env).stdout.decode()

    def until(text: str) -> None:
        end = time.monotonic() + 20
        while text not in do("capture-pane", "-p"):
            assert time.monotonic() < end, do("capture-pane", "-p")
            time.sleep(0.05)

    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    do("-u", "new-session", "-d", "-x", "80", "-y", "24", sys.executable, "-m", "crmcli", "ui", "天成")
    until("天成外贸公司")
    do("send-keys", "n")
    until("Save")
    do("send-keys", "-l", TEXT)
    until(TEXT)
    do("send-keys", "Enter")
    do("set-buffer", "\n".join(LINES))
    do("paste-buffer", "-p")
    until(LINES[-1])
    do("send-keys", "C-s")
    until("takes it back")
    do("send-keys", "q")
    found = crm("followup", "list", "--json").ok().json
    assert "\n".join([TEXT, *LINES]) in [one["text"] for one in found]


# --- when something goes wrong ----------------------------------------------------------------------------------------

BROKEN = """
import sys
from crmcli.__main__ import main
from crmcli.tui.app import CrmApp

def tick(self):
    raise ZeroDivisionError("a bug with 天成外贸公司 in it")

CrmApp.tick = tick
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
def test_a_bug_at_the_top_gives_the_terminal_back_and_names_the_log(small: str) -> None:
    with Terminal("ui", program=[sys.executable, "-c", BROKEN]) as terminal:
        assert terminal.ended() == 1
        said = terminal.sent.decode()
        assert "Something went wrong inside crm (ZeroDivisionError)" in said
        assert str(Path(small).parent / "crm.log") in said.replace("\r\n", "")
        assert "Traceback" not in said
        assert "天成外贸公司 in it" not in said
        assert terminal.modes() == set()
        assert terminal.now() == terminal.attributes
    assert "ZeroDivisionError" in (Path(small).parent / "crm.log").read_text()


@pytest.mark.slow
def test_what_was_typed_when_it_was_killed_is_back_the_next_time(small: str) -> None:
    with started("天成") as terminal:
        terminal.until("crm · Customer")
        terminal.press("n")
        terminal.until("Save")
        terminal.type(TEXT)
        terminal.until(lambda: TEXT in wide(terminal.text()))
        terminal.kill()
    with started() as terminal:
        assert "1 draft" in terminal.text()
        terminal.press("N")
        terminal.until("Drafts")
        terminal.press("enter")
        terminal.until(lambda: TEXT in wide(terminal.text()))
        terminal.press("ctrl+q")
        assert terminal.ended() == 0


# --- colours ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_no_colour_at_all(small: str) -> None:
    with started(NO_COLOR="1") as terminal:
        terminal.press("2")
        terminal.until("Customers")
        terminal.press("n")
        terminal.until("Save")
        terminal.type("拜访")
        terminal.until(lambda: "拜访" in wide(terminal.text()))
        terminal.press("escape", "q")
        assert terminal.ended() == 0
        assert terminal.colours() == set()
        assert b"\x1b[7m" in terminal.sent or b";7m" in terminal.sent  # the line under the cursor


@pytest.mark.slow
def test_no_colour_by_the_setting(small: str) -> None:
    from crmcli import config

    config.write({"color": "never"})
    with started() as terminal:
        terminal.press("2")
        terminal.until("Customers")
        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.colours() == set()


@pytest.mark.slow
def test_the_sixteen_of_the_terminal(small: str) -> None:
    with started(TERM="xterm") as terminal:
        terminal.press("2", "1", "q")
        assert terminal.ended() == 0
        assert terminal.colours()
        assert not [one for one in terminal.colours() if ";" in one]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("term", "asks"), [("xterm-256color", "38;5;"), ("xterm-direct", "38;2;"), ("tmux-256color", "38;5;")]
)
def test_as_many_as_the_terminal_has(term: str, asks: str, small: str) -> None:
    with started(TERM=term, **({"COLORTERM": "truecolor"} if asks == "38;2;" else {})) as terminal:
        terminal.press("q")
        assert terminal.ended() == 0
        assert [one for one in terminal.colours() if one.startswith(asks)]


# --- where it cannot be drawn -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_be_drawn_on(term: str, small: str) -> None:
    with Terminal("ui", TERM=term) as terminal:
        assert terminal.ended() == 2
        assert "needs a terminal" in terminal.text()
        assert terminal.modes() == set()


def test_no_terminal(small: str, crm_in: Run) -> None:
    said = crm_in("ui").fails(2)
    assert said.out == ""
    assert "needs a terminal" in said.err
