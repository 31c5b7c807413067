"""The screens of ``crm ui``: keys are typed on a terminal, and what stands there when it is quiet is drawn."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType

import pyte
from drawing import Faces, picture_of
from stores import HERE, LANGUAGES, PROGRAM, Store, environment

SIZES = ((80, 24), (140, 40))
_QUIET, _LONG = 0.4, 1.5  # seconds without a byte: all is painted; where much is counted
_LIMIT = 30.0
ENTER, ESC, FIND, PALETTE, DISCARD, LEAVE, F4 = "\r", "\x1b", "\x06", "\x10", "\x18", "\x11", "\x1bOS"
_FORGET = (F4, ESC)  # leave a form, and keep nothing of it


@dataclass(frozen=True)
class Shot:
    """A screen: where it begins, the keys that lead to it in each language, and on which stores it is drawn."""

    name: str
    start: str = ""
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] | None = None  # None: the same
    stores: tuple[str, ...] = ("demo", "million")
    after: tuple[str, ...] = ()  # so that nothing is left behind

    def keys(self, language: str) -> tuple[str, ...]:
        """The keys in a language."""
        return self.en if language == "en" or self.zh is None else self.zh


SAMPLES = f"{HERE.parent / 'samples'}/"
_ALL = ("empty", "demo", "million")
SHOTS = (
    Shot("desk", stores=_ALL),
    Shot("customers", "customers", stores=_ALL),
    Shot("search", "customers", ("/", "pump"), ("/", "tc"), stores=("demo", "million")),
    Shot("views", "customers", ("v",), stores=("demo",)),
    Shot("customer", "", ("c",)),
    Shot("record", "", (ENTER,)),
    Shot("find", "", (FIND, "price"), (FIND, "报价"), stores=_ALL),
    Shot("pipeline", "pipeline", stores=_ALL),
    Shot("opportunity", "pipeline", (ENTER,), stores=("demo",)),
    Shot("move", "pipeline", ("o", "me", ENTER, ">"), ("o", "me", ENTER, ">"), ("demo",), (ESC, ESC)),
    Shot("close", "pipeline", ("o", "me", ENTER, "w"), ("o", "me", ENTER, "w"), ("demo",), (ESC, ESC, ESC)),
    Shot("reports", "reports", stores=("empty", "demo")),
    Shot("reports-forecast", "reports", ("\x1b[C",), stores=("demo",), after=("\x1b[D",)),
    Shot("reports-winloss", "reports", ("\x1b[D", "\x1b[D"), stores=("demo",), after=("\x1b[C", "\x1b[C")),
    Shot("team", "team", stores=("empty", "demo")),
    Shot(
        "handover", "team", ("H", "ly", ENTER, "takes over for the time of my leave", ENTER),
        ("H", "ly", ENTER, "休假期间代管", ENTER), ("demo",), (ESC, *_FORGET),
    ),
    Shot(
        "share", "", ("c", "V", "ly", ENTER, "second opinion on the price"), ("c", "V", "ly", ENTER, "帮看价格"),
        ("demo",), _FORGET,
    ),
    Shot("pool", "pool", stores=("demo",)),
    Shot("ask", "", ("c", "Q"), stores=("demo",), after=(ESC,)),
    Shot(
        "answer", "", (FIND, "BSP", ENTER, "T", "BSP, as last time"), (FIND, "BSP", ENTER, "T", "和上次一样，BSP"),
        ("demo",), (DISCARD, "y"),
    ),
    Shot("approval", "", ("j",) * 6 + (ENTER,), stores=("demo",), after=(ESC,)),
    Shot("quote", "", (FIND, "Q2026-0096", ENTER), stores=("demo",), after=(ESC,)),
    Shot("orders", "", ("4",), stores=("demo",)),
    Shot("order", "", ("4", ENTER), stores=("demo",), after=(ESC,)),
    Shot("order-pay", "", ("4", "p", "USD 2,000", "\t"), stores=("demo",), after=(*_FORGET,)),
    Shot(
        "order-change", "", ("4", ENTER, "E", "two more pallets, by sea", "\t", "4"),
        ("4", ENTER, "E", "加两托，改海运", "\t", "4"), ("demo",), (*_FORGET, ESC),
    ),
    Shot("conflicts", "", ("|",), stores=("team",)),
    Shot("history", "history", stores=("empty", "demo")),  # that of the million is what was measured
    Shot("agenda", "agenda", stores=_ALL),
    Shot(
        "note", "customers", ("n", "visited them, talked price; send offer fri 3pm #quote 48k EUR"),
        ("n", "拜访张总,他嫌运费高。下周三下午3点回访 ¥12万"), ("demo", "million"), (DISCARD, "y"),
    ),
    Shot("note-whom", "", ("n", F4, "al"), ("n", F4, "tc"), ("demo", "million"), (DISCARD, "y")),
    Shot("reminder", "", ("r", "send the offer fri 3pm"), ("r", "周五下午3点发报价"), ("demo",), (DISCARD, "y")),
    Shot("form", "customers", ("e",), stores=("demo",), after=(ESC,)),
    Shot("form-new", "customers", ("a",), stores=("empty",), after=(ESC,)),
    Shot("keys", "", ("?",), stores=("demo",)),
    Shot("palette", "", (PALETTE, "rem"), (PALETTE, "tixing"), ("demo",)),
    Shot("sort", "customers", ("o",), stores=("demo",)),
    Shot("columns", "customers", ("C",), stores=("demo",)),
    Shot(
        "import", "customers", ("I", SAMPLES + "customers.csv", ENTER), ("I", SAMPLES + "客户名单.csv", ENTER),
        stores=("demo",),
    ),
    Shot("output", "", (":", "show alfreds", ENTER), (":", "show 天成", ENTER), stores=("demo",)),
)  # fmt: skip


class Screen:
    """``crm ui`` on a terminal of so many cells."""

    def __init__(self, store: Store, language: str, size: tuple[int, int], start: str) -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._quiet = _LONG if store.name == "million" else _QUIET
        self._stream = pyte.ByteStream(self.screen)
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        env = environment(store, language) | {"TEXTUAL_DISABLE_KITTY_KEY": "1"}
        command = [str(PROGRAM), "ui", *([start] if start else [])]
        self._child = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
        )
        os.close(theirs)

    def settle(self) -> None:
        """Read until the bar of keys is there and nothing comes any more."""
        began = time.monotonic()
        heard = False
        while time.monotonic() - began < _LIMIT:
            ready = select.select([self._ours], [], [], self._quiet)[0]
            if not ready:
                heard = heard or time.monotonic() - began > 3  # there are keys that paint nothing
                if heard and self.screen.display[-1].strip():
                    return
                continue
            try:
                part = os.read(self._ours, 65536)
            except OSError:  # how Linux says that the program has left its terminal
                sys.exit(f"`crm ui` ended:\n{chr(10).join(self.screen.display).rstrip()}")
            heard = True
            self._stream.feed(part)

    def press(self, keys: str) -> None:
        """Type, a key after the other (what begins with escape is one key), and wait until all is painted."""
        for key in [keys] if keys.startswith(ESC) else keys:
            os.write(self._ours, key.encode())
            time.sleep(0.02)
        self.settle()

    def __enter__(self) -> Screen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            os.write(self._ours, LEAVE.encode())
            while os.read(self._ours, 65536):
                pass
        self._child.wait(10)
        os.close(self._ours)


def draw(stores: Sequence[Store], faces: Faces, wanted: Callable[[str], bool]) -> None:
    """Every screen on its stores, in both sizes and languages."""
    for store in stores:
        for shot in SHOTS:
            if store.name not in shot.stores:
                continue
            for size in SIZES:
                for language in LANGUAGES:
                    target = HERE / f"ui-{shot.name}-{store.name}-{size[0]}-{language}.png"
                    if not wanted(target.stem):
                        continue
                    with Screen(store, language, size, shot.start) as screen:
                        screen.settle()
                        for keys in shot.keys(language):
                            screen.press(keys)
                        picture_of(screen.screen, faces, whole=True).save(target, optimize=True)
                        for keys in shot.after:
                            screen.press(keys)
                    print(target.relative_to(HERE.parents[1]))
