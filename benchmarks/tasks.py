"""How many keys everyday tasks take, counted by doing them in ``crm ui`` on the demo store.

A task counts as done when the store, or the screen, holds what it should; text that says something new (a note's, a
name's) is told apart from the keys beside it.
"""

from __future__ import annotations

import shlex
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import crm
from benchmarks.measure import Failed
from benchmarks.terminal import Terminal

SAVE, FIND, ENTER = "\x13", "\x06", "\r"
_NOW = "2026-11-18T10:30:00+08:00"
_WAIT = 0.35  # seconds without a paint before the next key


@dataclass(frozen=True)
class Task:
    """What is to be done, the keys, the text typed beside them (``{text}`` among the keys), and what proves it."""

    name: str
    keys: tuple[str, ...]
    text: str = ""
    start: tuple[str, ...] = ()
    most: int | None = None  # keys it may take
    check: tuple[str, ...] = ()  # a command whose answer is otherwise afterwards
    holds: str = ""  # what that answer holds, or without a command the screen


TEXT = "{text}"
_OPENED = "宁波天成外贸有限公司  CD4JWHA"  # the title of its screen
TASKS = (
    Task("a visit note on the customer under the cursor", ("n", TEXT, SAVE), "visited them, wants samples",
         ("customers",), 3, ("find", "wants samples", "--json"), "visited them, wants samples"),
    Task("a visit note on the customer of a row of the desk", ("n", ENTER, TEXT, SAVE), "visited them, wants a price",
         (), 3, ("find", "wants a price", "--json"), "wants a price"),
    Task("a reminder", ("r", TEXT, ENTER), "send the catalogue tomorrow 3pm", (), 3,
         ("reminder", "list", "--json"), "send the catalogue"),
    Task("done: the entry under the cursor", ("d",), "", (), 1, ("today", "--json")),
    Task("snooze: the entry under the cursor", ("s",), "", (), 1, ("today", "--json")),
    Task("open a customer by three initials, from anywhere", (FIND, "t", "c", "w", ENTER), "", (), 5, (), _OPENED),
    Task("open a customer by three initials, in the list", ("/", "t", "c", "w", ENTER), "", ("customers",), 5, (),
         _OPENED),
    Task("take back what was done last", ("d", "u"), "", (), 2, (), "Taken back"),
    Task("the customer of the entry under the cursor", ("c",), "", (), 1, (), "· Customer "),
    Task("a special price approved from the desk, six lines down", ("j", "j", "j", "j", "j", "j", "a", TEXT, SAVE),
         "for this container only", (), None, ("approval", "list", "--json"), "for this container only"),
)  # fmt: skip


# A special price from the visit to the order, as it is typed on the command line; who types it, and what is said in it.
PATH = (
    ("Rep", 'crm note 天成 "拜访张总，480台要425一台"', "拜访张总，480台要425一台"),
    ("Rep", "crm quote add 自吸泵2027 --valid-until 月底", ""),
    ("Rep", "crm quote line Q2026-0001 GP15 480 --price 425", ""),
    ("Rep", "crm quote submit Q2026-0001 --reason 三月还有一柜", "三月还有一柜"),
    ("Boss", "crm approval approve Q2026-0001 --opinion 仅此一柜", "仅此一柜"),
    ("Rep", "crm quote order Q2026-0001 --delivery 2027-01-29 --reason price", ""),
)
_BEFORE = (
    "team add Boss --role manager", "team add Rep --role rep --superior Boss",
    "product add 自吸泵 --code GP15 --list-price 520 --floor-price 470", "customer add 天成外贸公司 --owner Rep",
    "opportunity add 天成 自吸泵2027 --owner Rep",
)  # fmt: skip


def special_price(place: Path) -> dict[str, Any]:
    """The keys of a special price from the visit to the order by commands, each typed whole and ended by enter; done in
    a store of its own. Raises :class:`Failed` when no order comes of it.
    """
    store = crm.Store("special", 0, Path(tempfile.mkdtemp(prefix="special-", dir=place)))
    store.now = _NOW
    for line in _BEFORE:
        store.ask(*shlex.split(line))
    keys = typed = 0
    for who, line, text in PATH:
        store.ask(*shlex.split(line)[1:], "--as", who)  # in a store of one's own nobody types who one is
        keys += len(line) + 1 - len(text)
        typed += len(text)
    if "2026-0001" not in store.ask("order", "list"):
        raise Failed("a special price by commands: no order was made")
    what = f"a special price from the visit to the order, by {len(PATH)} commands typed whole"
    return {"group": "tasks", "what": what, "keys": keys, "typed": typed, "target": None}


def counted(task: Task, place: Path) -> dict[str, Any]:
    """Do a task on a demo store of its own; its keys. Raises :class:`Failed` when it is not done by them."""
    home = Path(tempfile.mkdtemp(prefix="task-", dir=place))
    store = crm.Store("tasks", 0, home)
    store.now = _NOW
    store.ask("demo", "--to", str(home / "store.db"), "--json")
    before = store.ask(*task.check) if task.check else ""
    keys, typed = 0, 0
    with Terminal([str(crm.PROGRAM), "ui", *task.start], store.env) as terminal:
        terminal.until("All keys")
        terminal.quiet(_WAIT)
        for key in task.keys:
            if key == TEXT:
                typed += len(task.text)
                for character in task.text:
                    terminal.timed(character, 0.02)
                terminal.quiet(_WAIT)
            else:
                keys += 1
                terminal.timed(key, _WAIT)
        seen = terminal.text
    after = store.ask(*task.check) if task.check else seen
    if task.check and after == before:
        raise Failed(f"keys of a task: {task.name}: nothing has changed; {seen[-200:]!r}")
    if task.holds and task.holds not in after:
        raise Failed(f"keys of a task: {task.name}: {task.holds!r} is not there; {seen[-200:]!r}")
    return {"group": "tasks", "what": task.name, "keys": keys, "typed": typed, "target": task.most}
