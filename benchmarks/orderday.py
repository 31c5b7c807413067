"""A day of the order desk with fifteen orders, by commands and in a spreadsheet, by the keystroke-level model.

What one does is done: the commands run one after the other in a store of their own, and at the end every order must
stand where the day leaves it. The spreadsheet is reckoned from its stated steps. What is said (vessel, reason, what the
customer wants) is typed in both and counted in both.

The times are those of Card, Moran and Newell, *The keystroke-level model for user performance time with interactive
systems* (Communications of the ACM 23, 1980): a key 0.28 s for an average typist of 40 words a minute, pointing 1.1 s,
hands from keys to mouse 0.4 s, a decision 1.35 s. A character of Chinese counts as its two to three keys of pinyin.
"""

from __future__ import annotations

import json
import shlex
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import crm
from benchmarks.measure import Failed

KEY, POINT, HAND, DECIDE = 0.28, 1.1, 0.4, 1.35  # seconds
_PINYIN = 2.5  # keys of a Chinese character
_NOW = "2027-01-20T09:00:00+08:00"
ORDERS = 15


class Deed(NamedTuple):
    """Something that is done on the day: by whom, the command, how many orders it is about."""

    who: str
    line: str
    orders: int = 1


BEFORE = (
    "team add 林主管 --role manager --department 外贸部",
    "team add 周宁 --role rep --department 外贸部 --superior 林主管",
    "team add 吴倩 --role orders --department 单证部 --superior 林主管",
    "team add 孙丽 --role orders --department 采购部 --superior 林主管",
    "team add 胡军 --role orders --department 质检部 --superior 林主管",
    "team add 罗敏 --role finance --department 财务部 --superior 林主管",
)
# In which step the day finds each of the orders.
STANDS = (
    ("packing", 4), ("booking", 4), ("customs", 3), ("bill_of_lading", 2), ("production", 2),
)  # fmt: skip
DAY = (
    Deed("吴倩", "crm"),
    # three containers cleared
    Deed("吴倩", 'crm order step done 报关 --where "next_step=报关放行" --yes', 3),
    # four packing lists, made one after the other in the morning: one command for those that wait for it
    Deed("吴倩", 'crm order step done 装箱 --where "next_step~装箱" --yes', 4),
    # space for four other orders, each with its own vessel
    Deed("吴倩", 'crm order step done 2026-0005 订舱 --result "COSCO 118W"'),
    Deed("吴倩", 'crm order step done 2026-0006 订舱 --result "ONE 052E"'),
    Deed("吴倩", 'crm order step done 2026-0007 订舱 --result "MSC FT204"'),
    Deed("吴倩", "crm order step block 2026-0008 订舱 --reason 爆舱，等下周"),
    # two bills of lading, with the day of arrival: the seller's duty follows
    Deed("吴倩", "crm order step done 2026-0012 提单 --arrival 2027-02-14"),
    Deed("吴倩", "crm order step done 2026-0013 提单 --arrival 2027-02-20"),
    # what a customer wants otherwise, and a late maker
    Deed("周宁", "crm order change 2026-0014 外箱换新唛头 --affects 生产"),
    Deed("孙丽", "crm order step block 2026-0015 生产 --reason 铸件晚到"),
)


def keys(text: str) -> float:
    """How many keys a text takes."""
    return sum(_PINYIN if ord(letter) > 0x2E7F else 1 for letter in text)


def in_commands(place: Path) -> dict[str, Any]:
    """The day by commands: keys, decisions, seconds of waiting; done in a store of its own.

    Raises :class:`Failed` when an order does not stand where the day leaves it.
    """
    store = crm.Store("order-day", 0, Path(tempfile.mkdtemp(prefix="order-day-", dir=place)))
    store.now = "2026-11-20T09:00:00+08:00"
    store.ask("config", "set", "language", "zh")
    for line in BEFORE:
        store.ask(*shlex.split(line))
    store.ask("customer", "add", "宁波天成外贸有限公司", "--owner", "周宁")
    number = 0
    for step, many in STANDS:
        for _one in range(many):
            number += 1
            store.ask(
                "order",
                "add",
                "天成",
                "--amount",
                str(80_000 + number),
                "--delivery",
                "2027-02-01",
                "--as",
                "周宁",
            )
            _bring(store, f"2026-{number:04}", step)
    store.now = _NOW
    waited = pressed = 0.0
    for deed in DAY:
        words = [*shlex.split(deed.line)[1:], "--as", deed.who]
        begun = time.perf_counter()
        store.ask(*words)
        waited += time.perf_counter() - begun
        pressed += keys(deed.line) + 1
    _check(store)
    return {
        "commands": len(DAY), "keys": round(pressed), "decisions": ORDERS + len(DAY),
        "seconds": pressed * KEY + (ORDERS + len(DAY)) * DECIDE + waited,
    }  # fmt: skip


def _bring(store: crm.Store, number: str, step: str) -> None:
    """Do what comes before a step."""
    found = json.loads(store.ask("order", "show", number, "--json"))["related"]["step"]
    before = [one["key"] for one in sorted(found, key=lambda one: one["place"])]
    done = before[: before.index(step)]
    if done:
        store.ask("order", "step", "done", number, *done)


def _check(store: crm.Store) -> None:
    wanted = {"done": 4 + 3 + 3 + 2, "blocked": 2}
    steps = json.loads(store.ask("step", "list", "--where", "updated>=today", "--json"))
    for status, number in wanted.items():
        keys = ("packing", "booking", "customs", "bill_of_lading", "production")
        found = [one for one in steps if one["status"] == status and one["key"] in keys]
        today = [one for one in found if status == "blocked" or str(one["done"]).startswith(_NOW[:10])]
        if len(today) != number:
            raise Failed(f"a day of orders: {number} steps should be {status}, there are {len(today)}")


# --- the same in a spreadsheet ------------------------------------------------------------------------------------

DATE = 10  # keys of 2027-01-20
FIND = 2 + 4 + 1 + 1  # ctrl+f, the last four digits, enter, escape
COLUMN = HAND + POINT + KEY + HAND  # the cell of the step, by the mouse, and the hands back


def in_spreadsheet() -> dict[str, Any]:
    """The same day in the usual sheet (a row an order, a column a step): stated steps, reckoned.

    1. In the morning each of the fifteen rows is looked through for what is due (a decision each), the filter of two
       columns set and taken off again.
    2. For each step done or blocked: find the row, point at the column, type the day (blocked: the reason and a colour
       by the mouse), enter; what is said (vessel) is typed into the comment of the cell by the mouse.
    3. Who has to know is told by a message: the seller of each blocked order and of each bill of lading, and who makes
       the goods of the changed order: the window, the name (4 keys), one line of what happened (as long as what the
       command says, and the number of the order), enter, back.
    4. For a bill of lading the day of arrival goes into its column, and a reminder into the calendar: the window, the
       day, the text, save by the mouse.
    5. For the change: the steps behind are looked at one by one and their days deleted (seven cells).
    6. The sheet is saved.
    """
    pressed = pointed = decided = 0.0
    decided += ORDERS + 4
    pointed += 4 * 3
    done = 4 + 3 + 3 + 2
    for _one in range(done):
        pressed += FIND + DATE + 1
        pointed += 1
        decided += 1
    for vessel in ("COSCO 118W", "ONE 052E", "MSC FT204"):
        pressed += keys(vessel) + 1
        pointed += 2
    for reason in ("爆舱，等下周", "铸件晚到"):
        pressed += FIND + keys(reason) + 1
        pointed += 1 + 2
        decided += 1
        pressed += 4 + keys(reason) + 10 + 3  # the message to the seller
        pointed += 2
        decided += 1
    for _lading in range(2):
        pressed += DATE + 1 + 4 + 20 + 3 + DATE + 12
        pointed += 1 + 2 + 3
        decided += 2
    pressed += FIND + keys("外箱换新唛头") * 2 + 4 + 10 + 3 + 7
    pointed += 2 + 7
    decided += 1 + 7
    pressed += 2
    seconds = pressed * KEY + pointed * (POINT + KEY + 2 * HAND) + decided * DECIDE
    return {"keys": round(pressed), "points": round(pointed), "decisions": round(decided), "seconds": seconds}


def rows(place: Path) -> list[dict[str, Any]]:
    """The day both ways, as rows of the results."""
    ours, theirs = in_commands(place), in_spreadsheet()
    what = f"a day of {ORDERS} orders, by {ours['commands']} commands typed whole"
    return [
        {
            "group": "day", "what": what, "keys": ours["keys"], "points": 0, "decisions": ours["decisions"],
            "seconds": round(ours["seconds"]), "target": 600,
        },
        {
            "group": "day", "what": f"the same {ORDERS} orders in a spreadsheet, by its stated steps",
            "keys": theirs["keys"], "points": theirs["points"], "decisions": theirs["decisions"],
            "seconds": round(theirs["seconds"]), "target": None,
        },
    ]  # fmt: skip
