"""Programs of the same kind, from their packages: jrnl, todoman and khard beside the like of ours.

Each gets a home of its own and stores written in its own format. What is not installed is not measured.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import crm
from benchmarks.bigstore import NOW
from benchmarks.measure import Cost, Failed, TooLong, in_turn, run

HERE = Path(__file__).parents[1]
BIN = HERE / ".venv-peers" / "bin"
LIMIT = 20.0  # seconds that one command may take
_SETTLE = 90.0  # seconds that the first one may, which makes the peer's cache
_SECONDS = 15.0  # for the rounds of one comparison
_PEOPLE = (
    "Maria Anders",
    "Thomas Hardy",
    "Ana Trujillo",
    "Hanna Moos",
    "Elena Rivas",
    "Johan Botha",
    "张伟",
    "李娜",
)
_TEXTS = (
    "Called {who} about freight, wants samples",
    "Mail from {who}: quotation is too high, asks for 3 percent",
    "{who} 来电,问运费和交期,报价下周给",
    "Met {who} at the fair, took two catalogues",
)


def people(count: int) -> Iterator[tuple[int, str]]:
    """Numbered people, all with names of their own; the empty store of ours has one too."""
    for number in range(max(count, 1)):
        yield number, f"{_PEOPLE[number % len(_PEOPLE)]} {number}"


class Peer:
    """A program in a home of its own with so many items."""

    name = ""
    program = ""

    def __init__(self, items: int, place: Path) -> None:
        self.items = items
        self.home = place / f"{self.name}-{items}"
        self.home.mkdir()
        config, data, cache = (self.home / part for part in ("config", "data", "cache"))
        self.env = crm.environment(
            self.home, XDG_CONFIG_HOME=str(config), XDG_DATA_HOME=str(data), XDG_CACHE_HOME=str(cache)
        )
        self.fill()

    @classmethod
    def path(cls) -> Path | None:
        """The program, if it is installed."""
        found = BIN / cls.program
        return found if found.exists() else None

    @classmethod
    def version(cls) -> str:
        """Its version, or that there is none."""
        return version(cls.name)

    def fill(self) -> None:
        """Write settings and items."""
        raise NotImplementedError

    def run(self, *words: str, limit: float = LIMIT) -> Cost:
        """One measured run."""
        command = [str(self.path()), *self.options(), *words]
        return run(command, self.env, limit=limit)

    def options(self) -> list[str]:
        """The words in front that name the settings."""
        raise NotImplementedError


def version(package: str) -> str:
    """The version of a package of the peers' environment; empty if it is not there."""
    python = BIN / "python"
    if not python.exists():
        return ""
    words = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"
    done = subprocess.run([str(python), "-c", words, package], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


class Jrnl(Peer):
    """A journal: one text file."""

    name = program = "jrnl"

    def fill(self) -> None:
        journal = self.home / "journal.txt"
        with journal.open("w", encoding="utf-8") as file:
            for number, who in people(self.items):
                at = NOW - timedelta(minutes=11 * (self.items - number))
                text = _TEXTS[number % len(_TEXTS)].format(who=who)
                file.write(f"[{at:%Y-%m-%d %I:%M:%S %p}] {text}.\nsend quote next week #sample\n\n")
        (self.home / "jrnl.yaml").write_text(
            "colors: {body: none, date: none, tags: none, title: none}\n"
            "default_hour: 9\ndefault_minute: 0\neditor: ''\nencrypt: false\nhighlight: false\n"
            f"indent_character: '|'\njournals: {{default: {{journal: {journal}}}}}\nlinewrap: 79\n"
            f"tagsymbols: '#@'\ntemplate: false\ntimeformat: '%F %r'\nversion: v{self.version()}\n"
        )

    def options(self) -> list[str]:
        return ["--config-file", str(self.home / "jrnl.yaml")]


class Todoman(Peer):
    """Tasks: one iCalendar file each, and a cache in SQLite that the program keeps."""

    name, program = "todoman", "todo"

    def fill(self) -> None:
        folder = self.home / "calendars" / "bench"
        folder.mkdir(parents=True)
        (self.home / "config.py").write_text(
            f'path = "{self.home}/calendars/*"\ndate_format = "%Y-%m-%d"\ntime_format = "%H:%M"\n'
            f'default_list = "bench"\ncache_path = "{self.home}/cache.sqlite3"\n'
        )
        for number, who in people(self.items):
            due = NOW + timedelta(days=number % 200 - 5)
            (folder / f"{number}.ics").write_text(
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\nBEGIN:VTODO\r\n"
                f"UID:{number}@bench\r\nDTSTAMP:20260101T000000Z\r\nCREATED:20260101T000000Z\r\n"
                f"DUE;VALUE=DATE:{due:%Y%m%d}\r\nSUMMARY:Call {who} about order {number}\r\n"
                "STATUS:NEEDS-ACTION\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
                encoding="utf-8",
            )

    def options(self) -> list[str]:
        return ["--config", str(self.home / "config.py")]


class Khard(Peer):
    """An address book: one vCard file each."""

    name = program = "khard"

    def fill(self) -> None:
        folder = self.home / "book"
        folder.mkdir()
        (self.home / "khard.conf").write_text(
            f"[addressbooks]\n[[bench]]\npath = {folder}\n[general]\neditor = true\nmerge_editor = true\n"
            "[vcard]\npreferred_version = 3.0\n"
        )
        (self.home / "new.yaml").write_text(
            "First name: Maria\nLast name: Anders\nPhone:\n    cell: '0300 1234567'\n"
            "Email:\n    work: maria@example.com\n"
        )
        for number, who in people(self.items):
            first, _, last = who.partition(" ")
            (folder / f"{number}.vcf").write_text(
                f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:bench-{number}\r\nFN:{who}\r\nN:{last};{first};;;\r\n"
                f"TEL;TYPE=cell:+86 574 {number + 10_000_000}\r\nEMAIL:p{number}@example.com\r\nEND:VCARD\r\n",
                encoding="utf-8",
            )

    def options(self) -> list[str]:
        return ["-c", str(self.home / "khard.conf")]


@dataclass(frozen=True)
class Match:
    """A command of a peer and the like of ours."""

    peer: type[Peer]
    theirs: str
    ours: str
    run_theirs: Callable[[Any, int], Cost]
    run_ours: Callable[[crm.Store, int], Cost]


def _one(items: int) -> str:
    """A word that finds one of the peer's people."""
    return f"Anders {items // 2 // 8 * 8}"


MATCHES = (
    Match(
        Jrnl, "jrnl TEXT", "crm note WHO TEXT",
        lambda peer, n: peer.run(f"called, wants samples {n}; send quote next fri 3pm"),
        lambda store, n: store.run("note", store.who, f"called, wants samples {n}; send quote next fri 3pm"),
    ),
    Match(
        Jrnl, "jrnl -n 20", "crm followup list --limit 20",
        lambda peer, _: peer.run("-n", "20"),
        lambda store, _: store.run("followup", "list", "--limit", "20", limit=LIMIT),
    ),
    Match(
        Todoman, "todo new", "crm remind TEXT WHEN",
        lambda peer, n: peer.run("new", "-l", "bench", "-d", "2026-11-21", f"call the forwarder {n}"),
        lambda store, n: store.run("remind", f"call the forwarder {n}", "tomorrow 3pm"),
    ),
    Match(
        Todoman, "todo list --due 24", "crm today",
        lambda peer, _: peer.run("list", "--due", "24"),
        lambda store, _: store.run("today"),
    ),
    Match(
        Khard, "khard new -i FILE", "crm contact add NAME --phone … --email …",
        lambda peer, _: peer.run("new", "-a", "bench", "-i", str(peer.home / "new.yaml")),
        lambda store, n: store.run("contact", "add", f"Maria Bench {n}", "--customer", store.ref,
                                   "--phone", "0300 1234567", "--email", "maria@example.com"),
    ),
    Match(
        Khard, "khard list NAME", "crm find NAME",
        lambda peer, _: peer.run("list", _one(peer.items)),
        lambda store, _: store.run("find", store.who),
    ),
    Match(
        Khard, "khard list", "crm contact list",
        lambda peer, _: peer.run("list"),
        lambda store, _: store.run("contact", "list", limit=LIMIT),
    ),
)  # fmt: skip


def measure(sizes: list[int], runs: int, place: Path) -> Iterator[dict[str, Any]]:
    """Each match at each size, in turn with `python -c pass`; a peer that is not installed gives a row that says so."""
    for peer in dict.fromkeys(match.peer for match in MATCHES):
        matches = [match for match in MATCHES if match.peer is peer]
        if peer.path() is None:
            yield {"peer": peer.name, "version": "", "missing": True}
            continue
        for size in sizes:
            store = crm.of(str(size), place)
            print(f"{peer.name}: writing {size:,} items ...", flush=True)
            theirs = peer(size, place)
            slow = _settles(matches[1], theirs)
            for match in matches:
                yield _measured(match, theirs, store, runs, place, slow)


def _settles(match: Match, theirs: Peer) -> str:
    """Let the peer make what it makes at first; why it cannot be measured, if so."""
    try:
        if isinstance(theirs, Todoman):  # its first look at new files fills its cache
            theirs.run("list", "--due", "24", limit=_SETTLE)
        else:
            match.run_theirs(theirs, 0)
    except TooLong:
        return f"over {_SETTLE if isinstance(theirs, Todoman) else LIMIT:g} s"
    except Failed as failure:
        return f"failed: {str(failure).splitlines()[0][:120]}"
    return ""


def _measured(
    match: Match, theirs: Peer, store: crm.Store, runs: int, place: Path, slow: str
) -> dict[str, Any]:
    subjects = {
        "pass": lambda _: crm.nothing(place),
        "ours": lambda number: match.run_ours(store, number),
    }
    if not slow.startswith(("failed", f"over {_SETTLE:g}")):
        subjects["theirs"] = lambda number: match.run_theirs(theirs, number)
    row: dict[str, Any] = {
        "peer": match.peer.name, "version": match.peer.version(), "command": match.theirs, "ours": match.ours,
        "items": store.items, "theirs_wall": None, "ours_wall": None, "pass": None, "why": "",
    }  # fmt: skip
    try:
        costs = in_turn(subjects, runs, _SECONDS)
    except Failed as failure:
        return {**row, "why": f"failed: {str(failure).splitlines()[0][:200]}"}
    for name, key in (("theirs", "theirs_wall"), ("ours", "ours_wall"), ("pass", "pass")):
        if name in costs:
            row[key] = costs[name].wall
    if row["theirs_wall"] is None:
        row["why"] = slow or f"over {LIMIT:g} s"
    return row
