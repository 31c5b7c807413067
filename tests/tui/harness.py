"""The real interface on a real store, driven by keys as a terminal sends them, looked at as lines of text.

Tests are coroutines (``conftest.py`` runs them)::

    async def test_done(small: str) -> None:
        async with running(small) as ui:
            await ui.press("d")
            assert "Done" in ui.said()
            assert ui.crm("today", "--json").json["overdue"] == []

Nothing here waits for a fixed time: :meth:`Screens.settle` goes on when nothing is left to be done.
"""

from __future__ import annotations

import asyncio
import gc
import io
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from crmcli import config, i18n, paths
from crmcli.text.clean import width
from support import Result

ROOT = Path(__file__).parents[2]
_LONGEST = 30.0  # seconds after which a screen that is still busy has failed


class Loop(asyncio.SelectorEventLoop):
    """A loop that knows whether anything is left to do: in a thread, in another process, or by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.in_threads = 0
        self._children: list[Any] = []

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        """As ever, and counted."""
        future = super().run_in_executor(executor, func, *args)
        self.in_threads += 1
        future.add_done_callback(self._back)
        return future

    def _back(self, _future: Any) -> None:
        self.in_threads -= 1

    async def subprocess_exec(self, factory: Any, *args: Any, **options: Any) -> Any:
        """As ever, and remembered."""
        made = await super().subprocess_exec(factory, *args, **options)
        self._children.append(made[0])
        return made

    @property
    def ready(self) -> bool:
        """Whether something can go on at once."""
        return bool(self._ready)  # type: ignore[attr-defined]

    @property
    def sleeping(self) -> set[int]:
        """The futures that only wait for their time, by identity."""
        return {
            id(argument)
            for handle in self._scheduled  # type: ignore[attr-defined]
            if not handle.cancelled()
            for argument in handle._args or ()
        }

    @property
    def waits(self) -> str:
        """What is still being done elsewhere; empty if nothing is."""
        if self.in_threads:
            return f"{self.in_threads} in threads"
        self._children = [one for one in self._children if one._proc is not None]
        return f"{len(self._children)} processes" if self._children else ""


def run(work: Awaitable[Any]) -> Any:
    """Run a coroutine to its end in a loop of its own."""

    async def all_of_it() -> Any:
        return await work

    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(all_of_it())


class Screens:
    """A running interface."""

    def __init__(self, app: Any, path: str, lang: str) -> None:
        self.app = app
        self.path = path
        self.lang = lang
        self.sent: list[str] = []  # every key that was pressed

    # --- keys -----------------------------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys by Textual's names (``j``, ``ctrl+s``, ``enter``, ``!``), waiting after each."""
        for key in keys:
            self.send(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text as fast as it goes; a line's end is the key enter."""
        for character in text:
            self.send("enter" if character == "\n" else character)
        await self.settle()

    def send(self, key: str) -> None:
        """Press a key and do not wait."""
        from textual import events
        from textual.keys import _character_to_key

        self.sent.append(key)
        character = key if len(key) == 1 else " " if key == "space" else None
        name = _character_to_key(key) if len(key) == 1 else key
        self._send(events.Key(name, character))

    async def paste(self, text: str) -> None:
        """Paste a text as a terminal does between its marks."""
        from textual import events

        self._send(events.Paste(text))
        await self.settle()

    def _send(self, event: Any) -> None:
        event.set_sender(self.app)
        if self.app._driver is not None:
            self.app._driver.send_message(event)

    async def click(self, x: int, y: int, times: int = 1) -> None:
        """Click on a cell."""
        from textual.pilot import Pilot

        await Pilot(self.app).click(offset=(x, y), times=times)
        await self.settle()

    async def resize(self, cells: int, lines: int) -> None:
        """Give the terminal another size."""
        from textual.events import Resize
        from textual.geometry import Size

        size = Size(cells, lines)
        self.app._driver._size = size
        self.app.post_message(Resize(size, size))
        await self.settle()

    # --- waiting --------------------------------------------------------------------------------------------------

    @property
    def left(self) -> bool:
        """Whether the interface was left."""
        return bool(self.app._exit)

    def _busy(self) -> str:
        """What is still to be done, apart from what the loop can go on with at once; empty if nothing is."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        if loop.waits:
            return loop.waits
        if self.app.ahead.busy:
            return "keys"
        if self.app._resize_timer is not None:
            return "another size"
        if self.app.ahead.busy:
            return "keys ahead"
        if self.app._batch_count:
            return "painting put off"
        sleeping = loop.sleeping
        for worker in self.app.workers:
            task = worker._task
            if task is not None and not task.done() and id(task._fut_waiter) in sleeping:
                return f"worker {worker.name} sleeps"
        for screen in self.app.screen_stack:
            for pump in (screen, *screen.walk_children()):
                for timer in pump._timers:
                    waiting = timer._repeat is not None and timer._task is not None
                    if waiting and not timer._task.done() and timer._active.is_set() and timer._interval < 2:
                        return f"timer {timer.name}"
        return ""

    async def settle(self) -> None:
        """Wait until all keys are done with: messages, workers, threads, processes, painting."""
        end = time.monotonic() + _LONGEST
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        calm = 0
        while calm < 3 and not self.left:
            await asyncio.sleep(0)
            if loop.ready:
                calm = 0
            elif busy := self._busy():
                calm = 0
                await asyncio.sleep(0.001)
                assert time.monotonic() < end, f"still busy: {busy}"
            else:
                calm += 1
                for screen in (*self.app._background_screens, self.app.screen):
                    screen._on_timer_update()  # paint now, not at the next sixtieth of a second

    async def until(self, what: Callable[[], Any], seconds: float = 5.0) -> float:
        """Wait until something is so, and return how long it took, in seconds; for what others do."""
        began = time.monotonic()
        while not what():
            assert time.monotonic() - began < seconds, f"not within {seconds} s:\n{self.text()}"
            await asyncio.sleep(0.01)
        return time.monotonic() - began

    async def look(self) -> None:
        """Look for changes by others now, as the app does twice a second."""
        self.app.tick()
        await self.settle()

    # --- looking --------------------------------------------------------------------------------------------------

    @property
    def screen(self) -> Any:
        """The screen or box that has the keys."""
        return self.app.screen

    @property
    def name(self) -> str:
        """The class of the screen or box that has the keys."""
        return type(self.app.screen).__name__

    def strips(self) -> list[list[Any]]:
        """The lines of the terminal as pieces of text with their styles, with what lies under a box."""
        screen = self.app.screen
        update = screen._compositor.render_update(full=True, screen_stack=self.app._background_screens)
        return [[segment for strip in line for segment in strip] for line in update.strips]

    def lines(self) -> list[str]:
        """The lines of the terminal, without spaces at their ends."""
        return ["".join(part.text for part in strip).rstrip() for strip in self.strips()]

    def text(self) -> str:
        """The terminal as text."""
        return "\n".join(self.lines())

    def line(self, what: str | int) -> str:
        """A line by its number (negative: from below), or the first that holds a text; empty if none does."""
        lines = self.lines()
        if isinstance(what, int):
            return lines[what]
        return next((line for line in lines if what in line), "")

    def cursor_line(self) -> str:
        """The line that the cursor of a list marks; in a box, that of the box."""
        from crmcli.tui.screens.box import Box

        mark = "│ ▌" if isinstance(self.app.screen, Box) else "▌"
        lines = self.lines()
        return next(
            (line for line in lines if mark in line), next((line for line in lines if "▌" in line), "")
        )

    def column(self, text: str) -> int:
        """The cell in which a text begins, in the first line that holds it; -1 if none does."""
        line = self.line(text)
        return width(line[: line.index(text)]) if line else -1

    def said(self) -> str:
        """What is said above the keys of the screen or box that has them; empty if nothing is."""
        from crmcli.tui.widgets.bars import SaidBar

        return next((bar._said[0] for bar in self.app.screen.query(SaidBar)), "")

    def said_kind(self) -> str:
        """How it is said: ``good``, ``error`` or nothing."""
        from crmcli.tui.widgets.bars import SaidBar

        return next((bar._said[1] for bar in self.app.screen.query(SaidBar)), "")

    def footer(self) -> dict[str, str]:
        """The keys that stand below now, by action: what is shown of each, as ``d Done``."""
        from crmcli.tui.widgets.bars import KeyBar

        bar = next(iter(self.app.screen.query(KeyBar)), None)
        if bar is None:
            return {}
        seen = {id for _start, _end, id in bar._places}
        return {id: f"{key} {label}" for id, key, label in bar._keys if id in seen}

    @property
    def focused(self) -> Any:
        """What the keys go to."""
        return self.app.focused

    # --- the store ------------------------------------------------------------------------------------------------

    def crm(self, *words: object, stdin: str = "") -> Result:
        """A command on the same store, in this process; it must go well unless ``.fails(code)`` is asked for."""
        language = i18n.language()
        given = tuple(str(word) for word in words)
        before = sys.stdin, sys.stdout, sys.stderr
        out, err = _stream(), _stream()
        sys.stdin, sys.stdout, sys.stderr = _stream(stdin.encode()), out, err
        path, os.environ["CRM_DB"] = os.environ.get("CRM_DB"), self.path
        try:
            from crmcli.__main__ import main

            code = main(list(given))
        finally:
            sys.stdin, sys.stdout, sys.stderr = before
            i18n.use_language(language)
            if path is None:
                del os.environ["CRM_DB"]
            else:
                os.environ["CRM_DB"] = path
        return Result(given, code, _said(out), _said(err))

    def json(self, *words: object) -> Any:
        """What a command answers in JSON."""
        return self.crm(*words, "--json").ok().json

    def elsewhere(self, *words: object) -> Result:
        """A command on the same store, in a process of its own."""
        return elsewhere(self.path, *words)


def elsewhere(path: str, *words: object) -> Result:
    """A command on a store, in a process of its own."""
    given = tuple(str(word) for word in words)
    done = subprocess.run(
        [sys.executable, "-m", "crmcli", *given],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "CRM_DB": path, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    return Result(given, done.returncode, done.stdout.decode(), done.stderr.decode())


def _stream(data: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n", write_through=True)


def _said(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()


def parse_styles_once() -> None:
    """Have what one app parsed of style sheets used by the next one, with the same variables: half of a start."""
    from textual.css.stylesheet import Stylesheet

    if hasattr(Stylesheet, "parsed_before"):
        return
    known: dict[Any, Any] = {}
    parse = Stylesheet._parse_rules

    def parsed(self: Any, *args: Any, **options: Any) -> Any:
        key = (args, tuple(options.items()), tuple(sorted(self._variables.items())))
        if key not in known:
            known[key] = parse(self, *args, **options)
        return known[key]

    Stylesheet.parsed_before = known  # type: ignore[attr-defined]
    Stylesheet._parse_rules = parsed  # type: ignore[method-assign]


@asynccontextmanager
async def running(
    path: str | Path,
    size: tuple[int, int] = (80, 24),
    lang: str = "en",
    start: str = "",
    theme: str = "",
    *,
    member: str = "",
    settle: bool = True,
) -> AsyncIterator[Screens]:
    """``crm ui START`` on the store at ``path``, on a terminal of so many cells and lines; ``member`` acts, else I do.

    It is made as the command makes it. A bug that ends the interface is raised here at the end.
    """
    from crmcli.commands.session import Flags, Session
    from crmcli.commands.ui import app_of

    parse_styles_once()
    before, database = i18n.language(), os.environ.get("CRM_DB")
    os.environ["CRM_DB"] = str(path)
    i18n.use_language(lang)
    config.forget()
    _name_device()
    flags = Flags()
    flags.member = member or None
    session = Session(flags)
    identity = _same_every_time(session.store)
    hurried(session.store, identity)
    app = app_of(session, start, theme)
    opens = app.access._opens
    app.access._opens = lambda: hurried(opens(), identity)
    ui = Screens(app, str(path), lang)
    try:
        async with app.run_test(size=size):
            if settle:
                await ui.settle()
            yield ui
    finally:
        gc.unfreeze()  # the app keeps what it began with from being looked through; here it is one of many
        session.close()
        i18n.use_language(before)
        if database is None:
            os.environ.pop("CRM_DB", None)
        else:
            os.environ["CRM_DB"] = database


def hurried(store: Any, identity: Any = None) -> Any:
    """A store that does not wait for the disk; with ``identity`` it makes refs and ids by that."""
    store.db.execute("PRAGMA synchronous = OFF")
    if identity is not None:
        store.identity = identity
    return store


def _same_every_time(store: Any) -> Any:
    """Refs and ids for what is made while the interface runs: the same for the same store, so that pictures are."""
    from crmcli.store.identity import Identity

    written = store.db.execute("SELECT count(*) FROM txn").fetchone()[0]
    return Identity(Random(f"screens {written}").randbytes)


def _name_device() -> None:
    """The device is called the same on every machine, in other processes too."""
    path = paths.device_path()
    if not os.path.exists(path):
        paths.make_private_folder(os.path.dirname(path))
        with open(path, "w", encoding="utf-8") as file:
            file.write("desk\n")
