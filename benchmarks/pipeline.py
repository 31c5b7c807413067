"""The sale: what the board, the due list, a move and each report take in a big store, and the board's screen.

Beside it stands DuckDB, which counts everything anew at each question, and fast.
"""

from __future__ import annotations

import csv
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import crm, everyday, peers, pipeline_store, screen
from benchmarks.measure import Cost, Failed, in_turn
from benchmarks.terminal import Terminal
from crmcli.store import pipeline, statements
from crmcli.store.open import Store, open_store
from crmcli.store.records import OPPORTUNITY, Opportunity
from crmcli.verbs import board, opportunities, records, stages
from crmcli.verbs.boardlook import Look
from crmcli.verbs.reports import forecast, funnel, sources, winloss
from crmcli.verbs.reports import pipeline as pipeline_report
from crmcli.verbs.reports.scope import Asked
from crmcli.verbs.today import today
from crmcli.verbs.watching import watch

LOOK, REPORT = 0.001, 1.0  # seconds: the board and the due list, a report
COMMAND = {True: 10.0, False: 8.0}  # × pass, on a terminal or piped; with a million half as much again
PAGE = 50
_SECONDS = 20.0  # for one question; with slow ones there are fewer rounds, but three
_SHIFT_RIGHT, _SHIFT_LEFT = "\x1b[1;2C", "\x1b[1;2D"
_TABLES = {
    "opportunity": "nid, id, owner_id, customer_id, title, expected_close, amount_minor, amount_currency, stage,"
    " stage_since, probability, playbook_id, outcome, outcome_reason, closed_at, closed_stage",
    "stage_change": "opportunity_id, owner_id, playbook_id, from_stage, to_stage, at, seconds, forced",
    "reminder": "nid, for_id, customer_id, text, due_on, state",
    "customer": "id, source",
}

Row = dict[str, Any]
Question = tuple[str, str, float | None, Callable[[], object]]


# --- in the store --------------------------------------------------------------------------------------------------


def in_store(path: Path, rounds: int) -> Iterator[Row]:
    """Each question inside one process, warm: the median of the rounds."""
    store = open_store(str(path), lambda: pipeline_store.NOW, create=False, device="bench")
    watch(store)
    try:
        for what, peer, target, ask in questions(store):
            yield _asked(what, peer, target, ask, rounds)
    finally:
        store.close()


def _asked(what: str, peer: str, target: float | None, ask: Callable[[], object], rounds: int) -> Row:
    began = time.perf_counter()
    ask()
    first = time.perf_counter() - began
    spent: list[float] = []
    while len(spent) < rounds and (len(spent) < 3 or time.perf_counter() - began < _SECONDS):
        at = time.perf_counter()
        ask()
        spent.append(time.perf_counter() - at)
    return {
        "group": "store", "what": what, "peer": peer, "first": first, "p50": statistics.median(spent),
        "max": max(spent), "n": len(spent), "target": target,
    }  # fmt: skip


def questions(store: Store) -> Iterator[Question]:
    """What is asked: in words, DuckDB's question of the kind, the target."""
    columns = [stage.id for stage in stages.default_process(store).stages]
    until = pipeline_store.NOW.date().isoformat() + "~"
    busy = store.db.execute(
        "SELECT for_id FROM reminder WHERE state <> 'done' GROUP BY for_id ORDER BY count(*) DESC, for_id LIMIT 1"
    ).fetchone()[0]

    number = len(statements.open_reminders(store, busy, until))

    def whole_board() -> None:
        pipeline.sums_of(store)
        for stage in columns:
            pipeline.column(store, stage, limit=board.PAGE)

    def mine() -> None:
        for stage in columns:
            pipeline.column(store, stage, owners=[busy], limit=board.PAGE)

    def shown() -> None:
        found = board.count(store, Look())
        for stage in columns:
            board.cards(store, found, stage)

    yield "board: sums, and the first page of each column", "board", LOOK, whole_board
    yield "board of one member: the first page of each column", "column", LOOK, mine
    yield (
        "one column from its 1,000th card on",
        "column",
        None,
        lambda: pipeline.column(store, "negotiation", limit=board.PAGE, offset=1000),
    )
    yield "board with all that its cards show", "", None, shown
    yield (
        f"due list of somebody with {number} things due",
        "due",
        LOOK,
        lambda: statements.open_reminders(store, busy, until),
    )
    yield "due list, mine", "due", LOOK, lambda: statements.open_reminders(store, store.me, until)
    yield "the whole desk, mine", "", None, lambda: today(store)
    yield "one stage move, to the disk", "", None, _mover(store)
    yield (
        "list: stage=negotiation and amount>100000, 20",
        "list",
        None,
        lambda: records.records(store, OPPORTUNITY, where=["stage=negotiation and amount>100000"], limit=20),
    )
    for name, verb, options in (
        ("funnel", funnel, {}),
        ("funnel", funnel, {"by": "member"}),
        ("funnel", funnel, {"period": "this_quarter"}),
        ("forecast", forecast, {}),
        ("forecast", forecast, {"by": "member"}),
        ("pipeline", pipeline_report, {}),
        ("winloss", winloss, {}),
        ("winloss", winloss, {"by": "stage"}),
        ("winloss", winloss, {"by": "member"}),
        ("winloss", winloss, {"period": "this_year"}),
        ("sources", sources, {}),
    ):
        asked = Asked(**options)  # type: ignore[arg-type]
        said = "".join(f" --{key} {value}" for key, value in options.items())
        yield f"report {name}{said}", name, REPORT, lambda verb=verb, asked=asked: verb.report(store, asked)  # type: ignore[misc]


def _mover(store: Store) -> Callable[[], object]:
    """Moves one opportunity after the other a stage on, with all that comes with it."""
    sales = stages.named(store, stages.BUILT_IN)
    found = store.db.execute(
        "SELECT nid FROM opportunity WHERE stage = 'lead' AND outcome IS NULL AND playbook_id = ? AND"
        " amount_minor IS NOT NULL AND expected_close IS NOT NULL ORDER BY nid LIMIT 5000", (sales.id,)
    ).fetchall()  # fmt: skip
    waiting = iter(found)

    def move() -> None:
        row = statements.by_nid(store, Opportunity, next(waiting)[0])
        assert row is not None
        me, store.me = store.me, row.owner_id or store.me
        try:
            opportunities.move(store, row, "qualified")
        finally:
            store.me = me

    return move


# --- beside it -----------------------------------------------------------------------------------------------------


def beside(path: Path, place: Path, rounds: int) -> dict[str, Any]:
    """What DuckDB takes for the same: ``version`` and ``seconds`` by question; empty if it is not installed."""
    if not peers.version("duckdb"):
        return {}
    folder = Path(tempfile.mkdtemp(prefix="duckdb-", dir=place))
    store = open_store(str(path), lambda: pipeline_store.NOW, create=False, device="bench")
    try:
        for table, columns in _TABLES.items():
            with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(columns.split(", "))
                writer.writerows(store.db.execute(f"SELECT {columns} FROM {table} WHERE removed_at IS NULL"))
    finally:
        store.close()
    script = Path(__file__).with_name("peer_duckdb.py")
    done = subprocess.run(
        [str(peers.BIN / "python"), str(script), str(folder), str(rounds)],
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(folder)
    if done.returncode:
        raise Failed(f"DuckDB: {done.stderr.strip()[-400:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# --- commands ------------------------------------------------------------------------------------------------------


def commands(stores: list[crm.Store], rounds: int, place: Path) -> Iterator[Row]:
    """Whole processes, in turn with `python -c pass`."""
    for store in stores:
        for words, terminal in (
            (("opportunity", "list", "--limit", "20"), False),
            (("opportunity", "list", "--limit", "20"), True),
            (
                ("opportunity", "list", "--where", "stage=negotiation and amount>100000", "--limit", "20"),
                False,
            ),
            (("opportunity", "board"), False),
            (("opportunity", "board"), True),
            (("report", "funnel"), False),
            (("report", "forecast"), True),
        ):
            costs = in_turn({
                "nothing": lambda _: crm.nothing(place),
                "crm": lambda _, store=store, words=words, terminal=terminal: store.run(*words, terminal=terminal),  # type: ignore[misc]
            }, rounds)  # fmt: skip
            least, cost = costs["nothing"], costs["crm"]
            yield {
                "group": "commands", "what": f"crm {' '.join(words)}, {'on a terminal' if terminal else 'piped'}",
                "store": store.name, "items": store.items, "wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak,
                "pass": least.wall, "ratio": cost.wall / least.wall, "target": _bound(store, words[0], terminal),
            }  # fmt: skip


def _bound(store: crm.Store, noun: str, terminal: bool) -> float | None:
    """How many times `python -c pass` a command may take; a report of a big store has its own target."""
    if not store.items:
        return COMMAND[terminal]
    return None if noun == "report" else COMMAND[terminal] * everyday.GROWN


# --- the screen ----------------------------------------------------------------------------------------------------


def painted(stores: list[crm.Store], rounds: int) -> Iterator[Row]:
    """The board's first paint, in turn with the least that there can be."""
    subjects: dict[str, Callable[[int], Cost]] = {"minimal": lambda _: screen.painted_least(stores[0])}
    for store in stores:
        seen = json.loads(store.ask("opportunity", "board", "--json"))
        title = next(card["title"] for column in seen["columns"] for card in column["cards"])
        subjects[store.name] = screen.subject(store, ("ui", "pipeline"), title[:6])
    costs = in_turn(subjects, rounds)
    least = costs.pop("minimal")
    for store in stores:
        cost = costs[store.name]
        yield {
            "group": "first", "what": "crm ui pipeline", "store": store.name, "items": store.items, "wall": cost.wall,
            "cpu": cost.cpu, "peak": cost.peak, "least": least.wall, "least_peak": least.peak,
            "ratio": cost.wall / least.wall, "target": screen.FIRST,
        }  # fmt: skip


def keys(store: crm.Store, rounds: int) -> Iterator[Row | Failed]:
    """From key to paint on the board, and a card moved there and back."""
    with screen.started(store, "pipeline") as terminal:
        terminal.until("All keys")
        terminal.quiet(1.0)
        steps: list[Callable[[], Row]] = [
            lambda: screen.pressed(terminal, "j, k", ["j"] * rounds + ["k"] * rounds),
            lambda: screen.pressed(
                terminal, "page down, page up", [screen.PAGE_DOWN] * rounds + [screen.PAGE_UP] * rounds
            ),
            lambda: screen.pressed(terminal, "right, left", [screen.RIGHT, screen.LEFT] * rounds),
            lambda: screen.pressed(terminal, "G, g", ["G", "g"] * rounds),
            lambda: _moved(terminal, rounds),
            lambda: {
                "group": "memory",
                "what": "crm ui pipeline after all that",
                "target": screen.MEMORY,
                **terminal.memory(),
            },
        ]
        for step in steps:
            try:
                yield step()
            except Failed as failure:
                yield failure


def _moved(terminal: Terminal, rounds: int) -> Row:
    """The card under the cursor is moved back and forth; where a stage refuses, its form opens and is left."""
    spent = []
    for number in count():
        if number == rounds * 2:
            break
        took = terminal.timed(_SHIFT_RIGHT if number % 2 == 0 else _SHIFT_LEFT, 0.25)
        if took is not None:
            spent.append(took)
        terminal.timed(screen.ESC, 0.25)  # a form that asks for what is missing or why
    return screen.spread(
        "keys", "shift+right, shift+left: a card moved, or what is missing shown", spent, None
    )


# --- the whole -----------------------------------------------------------------------------------------------------


def measure(opportunities_: int, changes: int, rounds: int, place: Path) -> Iterator[Row | Failed]:
    """All of it."""
    path, seconds = pipeline_store.kept(place, opportunities_, changes)
    yield {"group": "made", "what": "the store", "seconds": seconds, "size": path.stat().st_size / 2**20}
    copy = place / "pipeline.db"  # what is measured writes into it
    shutil.copy(path, copy)
    peer = beside(copy, place, max(rounds // 2, 3))
    for row in in_store(copy, max(rounds * 5, 15)):
        theirs = peer.get("seconds", {}).get(row["peer"])
        yield {**row, "theirs": theirs, "version": peer.get("version", "")}
    big = crm.Store(
        f"{opportunities_}",
        opportunities_,
        place / "store-pipeline",
        path=copy,
        now=pipeline_store.NOW.isoformat(),
    )
    big.home.mkdir(exist_ok=True)
    demo = crm.demo(place)
    yield from commands([demo, big], rounds, place)
    yield from painted([demo, big], rounds)
    yield from keys(big, rounds)
