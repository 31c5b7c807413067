"""The full-screen interface on a terminal: first paint, from key to paint, memory, and how many keys a task takes.

From key to paint: from the writing of the key to the last byte of all that it paints. What is typed into a search is
painted twice: the character, then what it finds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import crm, search, tasks
from benchmarks.measure import Cost, Failed, in_turn
from benchmarks.terminal import LIMIT, Terminal

FIRST = 1.8  # × the least that a program of the same kind can be
KEY = 0.020  # seconds from key to paint, the 95th of a hundred
MEMORY = 80.0  # MiB
FOREIGN = 1.0  # seconds until a change by another process is seen
_MINIMAL = Path(__file__).with_name("minimal_app.py")
_MORE = "All keys"  # the last word of the bar of keys
_BROKEN = "Something went wrong inside crm"
_HELD = 30  # keys a second of a key that is held down
_TYPED = 0.12  # seconds between typed characters
_IDLE = 10.0
_COLUMNS = [
    "ref", "name", "status", "level", "city", "last_dealt_at", "next_followup", "phone",
    "owner", "country", "industry", "source", "created_at",
]  # fmt: skip

Row = dict[str, Any]
RIGHT, LEFT, PAGE_DOWN, PAGE_UP, ESC = "\x1b[C", "\x1b[D", "\x1b[6~", "\x1b[5~", "\x1b"


def started(store: crm.Store, *words: str) -> Terminal:
    """``crm ui`` on a store."""
    return Terminal([str(crm.PROGRAM), "ui", *words], store.env)


# --- first paint ---------------------------------------------------------------------------------------------------


def first(stores: list[crm.Store], runs: int) -> Iterator[Row]:
    """From the start of the process to the screen with its content, in turn with the least that there can be."""
    subjects: dict[str, Callable[[int], Cost]] = {"minimal": lambda _: painted_least(stores[0])}
    named: dict[str, tuple[crm.Store, str]] = {}
    for store in stores:
        desk = json.loads(store.ask("today", "--json"))
        due = [
            one["ref"] for group in desk.values() if isinstance(group, list) for one in group if "ref" in one
        ]
        for words, seen in ((("ui",), due[:1] or ["Nothing is due"]), (("ui", "customers"), [store.ref])):
            name = f"crm {' '.join(words)} {store.name}"
            named[name] = store, f"crm {' '.join(words)}"
            subjects[name] = subject(store, words, seen[0])
    costs = in_turn(subjects, runs)
    least = costs.pop("minimal")
    for name, cost in costs.items():
        store, what = named[name]
        yield {
            "group": "first", "what": what, "store": store.name, "items": store.items, "wall": cost.wall,
            "cpu": cost.cpu, "peak": cost.peak, "least": least.wall, "least_peak": least.peak,
            "ratio": cost.wall / least.wall, "target": FIRST,
        }  # fmt: skip


def painted_least(store: crm.Store) -> Cost:
    """The first paint of the least that there can be."""
    return _painted([sys.executable, str(_MINIMAL)], crm.environment(store.home), "painted")


def subject(store: crm.Store, words: tuple[str, ...], seen: str) -> Callable[[int], Cost]:
    """The first paint of a screen of ``crm``, which is there when ``seen`` is."""
    return lambda _: _painted([str(crm.PROGRAM), *words], store.env, seen, _MORE)


def _painted(command: list[str], env: dict[str, str], *seen: str) -> Cost:
    with Terminal(command, env) as terminal:
        terminal.until(lambda text: all(one in text for one in seen))
        terminal.quiet()
        return Cost(terminal.last - terminal.began, terminal.cpu(), terminal.memory()["peak"])


# --- keys ----------------------------------------------------------------------------------------------------------


def spread(group: str, what: str, spent: list[float], target: float | None, **more: Any) -> Row:
    """Times of one kind as a row. Raises :class:`Failed` if there are none."""
    if not spent:
        raise Failed(f"{what}: nothing was painted")
    spent = sorted(spent)
    return {
        "group": group, "what": what, "n": len(spent), "p50": statistics.median(spent),
        "p95": spent[min(len(spent) - 1, int(len(spent) * 0.95))], "max": spent[-1], "target": target, **more,
    }  # fmt: skip


def pressed(
    terminal: Terminal, what: str, keys: list[str], target: float | None = KEY, gap: float = 0.05
) -> Row:
    """Each key's time until all it paints is there; keys that paint nothing (at an end) do not count."""
    spent = []
    for key in keys:
        took = terminal.timed(key, gap)
        if _BROKEN in terminal.text:
            raise Failed(f"{what}: {terminal.text[terminal.text.index(_BROKEN) :][:200]}")
        if took is not None:
            spent.append(took)
    return spread("keys", what, spent, target)


def held(terminal: Terminal, seconds: float) -> Row:
    """A key held down: from each of them to the end of the next paint."""
    terminal.quiet()
    terminal.forget()
    cpu, sent = terminal.cpu(), []
    began = time.perf_counter()
    for number in range(int(seconds * _HELD)):
        terminal.hear_until(began + number / _HELD)
        sent.append(terminal.send("j"))
    terminal.quiet()
    ends = iter(terminal.frames)
    spent, end = [], next(ends, None)
    for at in sent:
        while end is not None and end < at:
            end = next(ends, None)
        if end is not None:
            spent.append(end - at)
    busy = (terminal.cpu() - cpu) / seconds
    return spread("keys", f"j held down, {_HELD} a second", spent, KEY, busy=busy)


def typed(terminal: Terminal, text: str) -> tuple[list[float], float, float]:
    """Text typed at a good pace: each character's time until it is painted, and from the last to what it finds.

    That is painted twice too: the first hits, then all of them, or how many there are.
    """
    shown, echoes = "", []
    began = time.perf_counter()
    for number, character in enumerate(text):
        terminal.hear_until(began + number * _TYPED)
        shown += character
        terminal.forget()
        at = terminal.send(character)
        echoes.append(terminal.until(shown, 5.0) - at)
    terminal.quiet(0.6)
    hits = [end for end in terminal.frames if end - at > echoes[-1]]
    return echoes, (hits[0] if hits else terminal.last) - at, terminal.last - at


def searches(terminal: Terminal, draws: dict[str, list[str]]) -> Iterator[Row]:
    """Search as one types, texts of several kinds."""
    for what, texts in draws.items():
        echoes: list[float] = []
        hits: list[float] = []
        found: list[float] = []
        for text in texts:
            terminal.timed("/")
            each, some, everything = typed(terminal, text)
            echoes += each
            hits.append(some)
            found.append(everything)
            terminal.timed(ESC, 0.3)
            terminal.quiet(0.3)
        yield spread(
            "search",
            what,
            echoes,
            KEY,
            hits=statistics.median(hits),
            found=statistics.median(found),
            found_max=max(found),
            text=texts[0],
        )


def drawn(store: crm.Store, count: int) -> dict[str, list[str]]:
    """What is searched for: texts that are there, the same each time."""
    path = store.path or store.home / "store.db"
    opened = search.opened(path)
    try:
        draws = search.Draws(opened)
        draws.random = Random("screen")
        kinds: dict[str, Callable[[], str]] = {
            "initials": lambda: search.initials(draws),
            "full pinyin": lambda: search.pinyin(draws),
            "two Chinese characters": lambda: draws.pair(draws.name(True)),
            "last four digits of a phone": lambda: draws.value(
                "contact_phone", "value", lambda value: value[-4:].isdigit()
            )[-4:],
            "an English word": lambda: draws.word(draws.note(False)).lower(),
        }
        return {what: [draw() for _ in range(count)] for what, draw in kinds.items()}
    finally:
        opened.close()


def ordered(terminal: Terminal, store: crm.Store, what: str, field: str) -> Iterator[Row]:
    """Sort by a field: until the sorted rows are there, and keys meanwhile."""
    wanted = json.loads(store.ask("customer", "list", "--sort", field, "--limit", "1", "--json"))[0]["ref"]
    terminal.timed("g", 0.3)
    terminal.timed("o", 0.3)
    terminal.timed(field, 0.3)
    at = terminal.press("\r")
    terminal.frame(1.0)  # the box has gone
    terminal.hear_until(at + 0.15)
    spent: list[float] = []
    while wanted not in terminal.text:
        if time.perf_counter() - at > LIMIT:
            raise Failed(f"{what}: not sorted after {LIMIT:g} s")
        terminal.forget()
        sent = terminal.send("jk"[len(spent) % 2])
        end = terminal.frame(1.0)
        spent.append(1.0 if end is None else end - sent)
        terminal.hear_until(sent + 0.1)
    yield {"group": "other", "what": what, "value": terminal.last - at, "unit": "s", "target": None}
    if len(spent) > 1:
        yield spread("keys", f"j, k while {what}", spent, KEY)
    terminal.quiet(0.5)


# --- the whole -----------------------------------------------------------------------------------------------------


def grid(store: crm.Store, rounds: int) -> Iterator[Row | Failed]:
    """All that is measured in the list of customers, in one process, then what memory it took."""
    draws = drawn(store, max(rounds // 5, 2))
    few, many = rounds, rounds * 4
    steps: list[Callable[[Terminal], Iterator[Row]]] = [
        lambda t: iter([_memory(t, "crm ui customers, all counted")]),
        lambda t: iter([pressed(t, "j, k", ["j"] * many + ["k"] * few)]),
        lambda t: iter([pressed(t, "page down, page up", [PAGE_DOWN] * many + [PAGE_UP] * few)]),
        lambda t: iter([pressed(t, "G, g", ["G", "g"] * few)]),
        lambda t: iter([pressed(t, "right, left", [RIGHT, LEFT] * few)]),
        lambda t: iter([held(t, min(rounds / 4, 5.0))]),
        lambda t: searches(t, draws),
        lambda t: iter([_opened(t, "enter: a customer", "\r", few)]),
        lambda t: iter([_opened(t, "n: the note box", "n", few)]),
        _note,
        lambda t: ordered(t, store, "sorted by name", "name"),
        lambda t: ordered(t, store, "sorted by a moment", "last_dealt_at"),
        _unsorted,
        lambda t: iter([foreign(t, store, min(rounds // 3, 6))]),
        lambda t: iter([idle(t)]),
        lambda t: iter([_memory(t, "crm ui after all that", MEMORY)]),
    ]
    terminal = _ready(store)
    try:
        for step in steps:
            try:
                yield from step(terminal)
            except Failed as failure:  # the others can be measured all the same
                yield failure
                terminal.close()
                terminal = _ready(store)
    finally:
        terminal.close()


def _ready(store: crm.Store) -> Terminal:
    """The list of customers with so many columns that they are moved sideways."""
    remembered = Path(store.env["CRM_HOME"]) / "screens.json"
    remembered.parent.mkdir(parents=True, exist_ok=True)
    remembered.write_text(json.dumps({"columns.customer": _COLUMNS}))
    terminal = started(store, "customers")
    terminal.until(_MORE)
    terminal.quiet(1.0)
    return terminal


def _opened(terminal: Terminal, what: str, key: str, times: int) -> Row:
    spent = []
    for _ in range(times):
        took = terminal.timed(key, 0.15)
        if took is None or _BROKEN in terminal.text:
            raise Failed(f"{what}: {terminal.text[-160:]}")
        spent.append(took)
        terminal.timed(ESC, 0.2)
        terminal.timed("j")
    return spread("keys", what, spent[1:] or spent, None, first=spent[0])


def _note(terminal: Terminal) -> Iterator[Row]:
    """Typing into the note box: until the character is painted, and until what is understood is."""
    terminal.timed("n", 0.2)
    text = "visited them today, wants samples; send the quotation next friday 3pm, 12,000 EUR, VIP"
    shown, understood = [], []
    for character in text:
        at = terminal.press(character)
        end = terminal.frame(1.0)
        if end is None:
            raise Failed(f"typing a note: {character!r} was not painted")
        shown.append(end - at)
        terminal.quiet(0.08)
        understood.append(terminal.last - at)
    terminal.timed("\x18", 0.3)  # throw the draft away: sure?
    terminal.timed("y", 0.3)
    yield spread("keys", "typing a note, until the character is there", shown, KEY)
    yield spread("keys", "typing a note, until what is understood is there", understood, None)


def _unsorted(terminal: Terminal) -> Iterator[Row]:
    terminal.timed("o", 0.3)
    terminal.timed("newest", 0.3)
    terminal.timed("\r", 1.0)
    return iter(())


def foreign(terminal: Terminal, store: crm.Store, times: int) -> Row:
    """A customer made by another process: from its end until it is seen."""
    terminal.timed("g", 0.3)
    spent, names = [], []
    for number in range(times):
        name = f"Seen {time.time_ns() % 10**9:09} {number}"
        terminal.quiet(0.3 + number * 0.07)  # at another moment between two looks
        terminal.forget()
        ended = terminal.beside([str(crm.PROGRAM), "customer", "add", name], store.env)
        spent.append(max(terminal.until(name[:16], 5.0) - ended, 0.0))
        names.append(name)
    for name in names:
        store.ask("customer", "remove", name, "--yes")
    return spread("keys", "a change by another process, from its end", spent, FOREIGN)


def idle(terminal: Terminal) -> Row:
    """Processor while nothing happens."""
    terminal.quiet(1.0)
    terminal.forget()
    before = terminal.cpu()
    terminal.hear_until(time.perf_counter() + _IDLE)
    return {
        "group": "other", "what": "processor while nothing happens", "value": (terminal.cpu() - before) / _IDLE * 100,
        "unit": "%", "target": 1.0, "painted": terminal.bytes,
    }  # fmt: skip


def _memory(terminal: Terminal, what: str, target: float | None = None) -> Row:
    found = terminal.memory()
    return {"group": "memory", "what": what, "target": target, **found}


def least_memory(store: crm.Store) -> Row:
    """The memory of the least that there can be."""
    with Terminal([sys.executable, str(_MINIMAL)], store.env) as terminal:
        terminal.until("painted")
        terminal.quiet(0.5)
        return _memory(terminal, "the minimal Textual app")


def measure(sizes: list[str], rounds: int, place: Path) -> Iterator[Row | Failed]:
    """All of the part, the largest store last."""
    stores = [crm.of(size, place) for size in sizes]
    yield from first(stores, rounds)
    yield least_memory(stores[-1])
    yield from grid(stores[-1], rounds)
    counts: list[Callable[[Path], Row]] = [partial(tasks.counted, task) for task in tasks.TASKS]
    for count in [*counts, tasks.special_price]:
        try:
            yield count(place)
        except Failed as failure:
            yield failure
