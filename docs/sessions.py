"""The terminal sessions in the README and the guides: ``python docs/sessions.py [--check] [FILE…]``.

Each ``$`` line of a ```` ```console ```` block is run, one after the other, on a terminal 80 columns wide, at a
fixed moment; what it answers is written below it, or with ``--check`` compared with what stands there. A line
``<!-- session: empty -->`` begins anew with no store and the files of docs/samples at hand,
``<!-- session: demo -->`` with the demo store. Refs are drawn from the command's own words, so that they are the
same in every run. A command that is meant to fail is followed by ``echo $?``.

``<!-- session: hub -->`` begins with a PostgreSQL server beside it (``tests/pg.py``), called ``hub.test``, with an
empty database ``crm`` of ``crm_owner``; ``<!-- at: wang -->`` goes to the computer of somebody else, who has another
home. The passwords that ``crm hub add`` says are put where libpq looks for them: nobody can be asked here.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
ROOT = HERE.parent
FILES = ("README.md", "README.zh.md", "docs/guide-reps.md", "docs/guide-reps.zh.md", "docs/guide-scripts.md",
         "docs/guide-scripts.zh.md", "docs/guide-import.md", "docs/guide-import.zh.md",
         "docs/guide-process.md", "docs/guide-process.zh.md",
         "docs/guides/opportunity.md", "docs/guides/opportunity.zh.md", "docs/guides/special-price.md",
         "docs/guides/special-price.zh.md", "docs/guides/foreign-trade-order.md",
         "docs/guides/foreign-trade-order.zh.md", "docs/guides/decoration-project.md",
         "docs/guides/decoration-project.zh.md", "docs/guides/handover.md",
         "docs/guides/handover.zh.md", "docs/guides/team.md", "docs/guides/team.zh.md")  # fmt: skip
NOW = "2026-11-18T10:30:00+08:00"
COLUMNS = 80
SESSION = re.compile(r"<!-- session: (\w+) -->\s*")
AT = re.compile(r"<!-- at: (\w+) -->\s*")
HOST, OWNER = "hub.test", "crm_owner"  # what the certificate of the tests is for
GIVEN = re.compile(r"([\w-]+)\n.*crm sync setup\s+postgresql://(\w+)@")  # a password and the login it is for
REF = re.compile(r"\b(?=[A-Z0-9]*[0-9])[A-Z][0-9A-HJKMNP-TV-Z]{6}\b")

# `crm` of the sessions: chance comes from the words of the command and how often they were said before.
PROGRAM = """\
#!{python}
import collections, os, random, sys
sys.path.insert(0, {root!r})
with open({said!r}, "a+") as file:
    file.seek(0)
    before = collections.Counter(file)
    words = repr(sys.argv[1:])
    file.write(words + "\\n")
os.urandom = random.Random(words + str(before[words + "\\n"])).randbytes
from crmcli.__main__ import main
sys.exit(main())
"""


class Session:
    """A folder of its own with a home, the samples and the program."""

    def __init__(self, folder: Path, language: str) -> None:
        self.status = 0
        self.folder = folder
        self.home = folder / "home"
        self.homes = {"lin": self.home}
        self.port = 0  # of the hub
        self.began = datetime.now(ZoneInfo("Asia/Shanghai"))
        self.now = "今天 10:30" if language == "zh" else "today 10:30"
        self.work = self.home / "crm"
        self.bin = folder / "bin"
        self.work.mkdir(parents=True)
        self.bin.mkdir()
        for sample in sorted((HERE / "samples").iterdir()):
            (self.work / sample.name).write_bytes(sample.read_bytes())
        program = self.bin / "crm"
        said = str(folder / "said")
        program.write_text(PROGRAM.format(python=sys.executable, root=str(ROOT), said=said), "utf-8")
        program.chmod(0o755)
        self.environ = {
            "PATH": f"{self.bin}{os.pathsep}{os.environ.get('PATH', '')}",
            "HOME": str(self.home),
            "USER": "lin",
            "LOGNAME": "lin",
            "LANG": "zh_CN.UTF-8" if language == "zh" else "C.UTF-8",
            "TZ": "Asia/Shanghai",
            "TERM": "xterm",
            "NO_COLOR": "1",
            "PYTHONUTF8": "1",
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
            "CRM_NOW": NOW,
        }

    def at(self, who: str) -> None:
        """Go to somebody's computer."""
        self.home = self.homes.setdefault(who, self.folder / "others" / who)
        self.work = self.home / "crm"
        self.work.mkdir(parents=True, exist_ok=True)
        self.environ |= {"HOME": str(self.home), "USER": who, "LOGNAME": who}

    def with_hub(self, server: Any) -> None:
        """Have a server be the one that the URLs mean."""
        with server.access().connect() as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD 'secret'")
            connection.execute(f"CREATE DATABASE crm OWNER {OWNER} ENCODING 'UTF8' TEMPLATE template0")
        self.port = server.port
        self.passwords = self.folder / "passwords"
        self.passwords.touch(0o600)
        self._knows(OWNER, "secret")
        self.environ |= {
            "PGPASSFILE": str(self.passwords),
            "PGHOSTADDR": "127.0.0.1",
            "SSL_CERT_FILE": str(ROOT / "tests" / "data" / "tls" / "ca.pem"),
        }

    def _knows(self, login: str, password: str) -> None:
        """Have the last password that was said of a login be the first that libpq finds."""
        line = f"{HOST}:{self.port}:*:{login}:{password}\n"
        self.passwords.write_text(line + self.passwords.read_text("utf-8"), "utf-8")

    def run(self, line: str) -> str:
        """What a command line leaves on the terminal."""
        if self.port:
            line = line.replace(f"@{HOST}/", f"@{HOST}:{self.port}/")
        import fcntl
        import pty
        import struct
        import termios

        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
        seen = b""
        with subprocess.Popen(
            ["bash", "-c", f"(exit {self.status}); {line}"], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
            env=self.environ, cwd=self.work, start_new_session=True,
        ) as child:  # fmt: skip
            os.close(theirs)
            while True:
                try:
                    part = os.read(ours, 65536)
                except OSError:  # how Linux says that the last writer has gone
                    break
                if not part:
                    break
                seen += part
        os.close(ours)
        self.status = child.returncode
        text = re.sub(
            r"\x1b\[[0-9;?]*[a-zA-Z]|\ufeff", "", seen.decode("utf-8", "replace").replace("\r\n", "\n")
        )
        for who, home in self.homes.items():
            text = text.replace(str(home), f"/home/{who}")
        if self.port:
            text = self._at_that_moment(text.replace(f"{HOST}:{self.port}", HOST))
            for password, login in GIVEN.findall(text):
                self._knows(login, password)
        # a line that tells how far something is was written over
        return "\n".join(row.rpartition("\r")[2].rstrip() for row in text.split("\n")).strip("\n")

    def _at_that_moment(self, text: str) -> str:
        """A text in which what the hub's own clock says is the moment of all sessions."""
        moment, now = self.began, datetime.now(self.began.tzinfo)
        while moment <= now + timedelta(minutes=1):
            day = f"{moment.month}月{moment.day}日"
            for shown in (f"{moment:%Y-%m-%d}", f"{moment:%Y}年{day}", f"{moment:%m-%d}", day):
                text = text.replace(f"{shown} {moment:%H:%M}", self.now)
            moment += timedelta(minutes=1)
        return text


def lines_of(block: list[str]) -> list[tuple[list[str], list[str]]]:
    """The command lines of a console block as they stand there, each with the answer below it."""
    found: list[tuple[list[str], list[str]]] = []
    for line in block:
        going_on = found and not found[-1][1] and found[-1][0][-1].endswith("\\")
        if going_on:
            found[-1][0].append(line)
        elif line.startswith("$ "):
            found.append(([line], []))
        elif found:
            found[-1][1].append(line)
    return found


def spoken(shown: list[str]) -> str:
    """The command line itself."""
    return "\n".join(shown).removeprefix("$ ")


def renewed(text: str, language: str) -> str:
    """A document with what its sessions answer now."""
    out: list[str] = []
    refs: dict[str, str] = {}  # as they stood there, as they are now
    session: Session | None = None
    block: list[str] | None = None
    with contextlib.ExitStack() as open_ones:
        folder = open_ones.enter_context(tempfile.TemporaryDirectory(prefix="crm-docs-"))
        for line in text.split("\n"):
            begins = SESSION.fullmatch(line)
            if begins:
                session = Session(Path(folder) / str(len(out)), language)
                if begins[1] == "demo":
                    session.environ["CRM_DB"] = str(session.home / "demo.db")
                    made = session.run("crm demo --to ~/demo.db")
                    assert session.status == 0, made
                if begins[1] == "hub":
                    session.with_hub(open_ones.enter_context(_server()))
            elsewhere = AT.fullmatch(line)
            if elsewhere:
                assert session is not None, "somebody's computer before any `<!-- session: … -->`"
                session.at(elsewhere[1])
            if block is not None and line == "```":
                assert session is not None, "a console block before any `<!-- session: … -->`"
                out += _answered(block, session, refs)
                block = None
            if block is not None:
                block.append(line)
            else:
                out.append(line)
            if line == "```console":
                block = []
    return "\n".join(out)


def _server() -> Any:
    """A PostgreSQL server as the tests have it."""
    sys.path.insert(0, str(ROOT / "tests"))
    import pg

    return pg.Server()


def _answered(block: list[str], session: Session, refs: dict[str, str]) -> list[str]:
    def as_now(found: re.Match[str]) -> str:
        return refs.get(found[0], found[0])

    out = []
    lines = lines_of(block)
    for number, (shown, before) in enumerate(lines):
        shown = [REF.sub(as_now, line) for line in shown]
        answer = session.run(spoken(shown))
        meant = number + 1 < len(lines) and spoken(lines[number + 1][0]) == "echo $?"
        assert session.status == 0 or meant, f"{spoken(shown)}\n{answer}"
        old, new = REF.findall("\n".join(before)), REF.findall(answer)
        if len(old) == len(new):
            refs.update(zip(old, new, strict=True))
        out += shown
        gap = bool(before) and not before[-1]
        if answer:
            out += answer.split("\n")
        if gap:
            out.append("")
    return out


def language_of(path: Path) -> str:
    """The language of a document."""
    return "zh" if path.name.endswith(".zh.md") else "en"


def main(arguments: list[str]) -> int:
    """Write the documents, or with ``--check`` show what differs and return 1."""
    check = "--check" in arguments
    named = [Path(each).resolve() for each in arguments if not each.startswith("--")]
    status = 0
    for path in named or [ROOT / name for name in FILES]:
        text = path.read_text("utf-8")
        now = renewed(text, language_of(path))
        if now == text:
            continue
        if check:
            status = 1
            sys.stdout.writelines(
                difflib.unified_diff(
                    text.splitlines(True), now.splitlines(True), path.name, "as it answers now"
                )
            )
        else:
            path.write_text(now, "utf-8")
            print(path.relative_to(ROOT))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
