"""Random keys, the same for the same seed: nothing that can be pressed ends the interface or harms a store.

``python -m tests.tui.monkey --keys 2000 --seeds 50`` (``make monkey``) presses many; a run that failed is played again
by ``python -m tests.tui.monkey --screen desk --seed 2``. The runs themselves are in ``test_monkey.py``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections import deque
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from crmcli import paths
from crmcli.tui.actions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .harness import Screens

#: Where a run begins, and the keys that lead there from the desk.
SCREENS = {
    "desk": "",
    "customers": "2",
    "customer": "2 enter",
    "record": "enter",
    "find": "ctrl+f text:pump",
    "history": "0",
    "agenda": "9",
    "pipeline": "3",
    "reports": "6",
    "orders": "4",
    "order": "4 enter",
    "opportunity": "3 enter",
    "team": "8",
    "pool": "8 p",
    "contacts": "ctrl+p text:contact␣list enter",
    "note": "n",
    "form": "2 e",
    "answer": ": text:doctor enter",
}
#: What the runs are told by: how many keys, which seeds (``3``, ``0-49``), which screen (all).
KEYS, SEEDS, SCREEN = "CRM_MONKEY_KEYS", "CRM_MONKEY_SEEDS", "CRM_MONKEY_SCREEN"
#: After so many steps the monkey goes back to where it began.
ROUND = 30

#: Not pressed: they end the interface or stop it.
ENDS = ("quit", "suspend")
BOUND = sorted({key for action in ACTIONS.values() if action.id not in ENDS for key in action.keys} - {"q"})
MOVES = ("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right")
EDITING = (
    "backspace", "delete", "home", "end", "ctrl+a", "ctrl+c", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+v", "ctrl+w",
    "ctrl+x", "ctrl+y", "ctrl+left", "shift+left", "shift+right", "shift+up", "shift+down", "shift+home", "f6", "f12",
)  # fmt: skip
LETTERS = "abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ"
OTHERS = "0123456789 .,:;-+@#%&/\\'\"()[]{}<>=!?*_~^|€¥，。？"
CHINESE = "客户张伟周五下午三点报价天成外贸公司付款样品回访拜访水泵宁波上海"
WORDS = (
    "send offer fri 3pm", "call tomorrow", "周五下午3点回访", "#vip ", "@张伟 ", "¥12万", "2026-12-24", "level=A",
    "city~宁波", "gm", "pump", "https://example.com/a", "yes",
)  # fmt: skip
PASTES = (
    "one line", "two\nlines", "报价单\r\n第二行\r\n\r\n第四行", "\x1b[31mred\x1b[0m\x00\x07", "tab\tand\u202eback", "",
    "👩‍👩‍👧‍👦" * 40, "天成" * 3000, "name,city\nA,B\n" * 200, "e" + "\u0301" * 99, "[bold]%(x)s{0}", "x" * 300,
)  # fmt: skip
#: What people do, so that the monkey does more than fill in forms that it never saves; ``…`` is one of the words.
HABITS = (
    "ctrl+s", "ctrl+s", "escape enter", "escape down down enter", "escape down down down enter",
    "escape escape", "escape escape escape", "enter", "y", "u", "u u u", "U", "d", "s", "S 3",
    "S tab … enter", "i", "!", "D y", "space j space D y", "space j t … enter", "Z", "t … enter",
    "n … ctrl+s", "n … enter … ctrl+s", "r … enter", "e … ctrl+s", "e tab … ctrl+s", "e down down … ctrl+s",
    "p … ctrl+s", "f … ctrl+s", "a … ctrl+s", "c", "h", "m", "0 d", "0 j j d", "2 j enter", "1 j enter",
    "9 j enter", "N enter", "ctrl+p … enter", ": … enter", "/ … enter", "w … enter", "v enter", "o j enter",
    "C space enter", "? … enter", "> … ctrl+s", "> ctrl+s", "shift+right", "< … ctrl+s", "w enter … ctrl+s",
    "L enter ctrl+s", "3 > … ctrl+s", "/ … enter escape", "p enter", "P enter", "B … ctrl+s", "b … ctrl+s",
    "M … ctrl+s", "Q enter … ctrl+s", "T … ctrl+s", "T … escape", "z",
    "8 a … ctrl+s", "8 j H enter … ctrl+s ctrl+s", "8 j m enter", "8 G s down enter",
    "8 j s enter enter … ctrl+s ctrl+s", "8 p m", "8 p s ctrl+s", "8 j e tab … ctrl+s", "8 R … enter",
    "V enter … ctrl+s", "v enter", "F", "P … ctrl+s ctrl+s", "H enter … ctrl+s ctrl+s",
    "2 space j space H enter … ctrl+s ctrl+s",
    "4 d", "4 j right d … ctrl+s", "4 b … enter", "4 >", "4 - … enter", "4 left R … ctrl+s", "4 @ enter",
    "4 . … ctrl+s", "4 space j space d ctrl+s", "4 p ctrl+s", "4 p … ctrl+s", "4 E … ctrl+s ctrl+s",
    "4 l … ctrl+s ctrl+s", "4 m", "4 m m", "4 K … ctrl+s", "4 X … ctrl+s", "4 enter d", "4 enter w",
    "4 enter + … ctrl+s", "4 enter j j b … enter", "E tab f2 enter",
)  # fmt: skip
SIZES = ((20, 5), (40, 12), (80, 24), (81, 25), (100, 30), (140, 40), (300, 100), (300, 5), (20, 100))

Step = tuple[str, str | tuple[int, int]]


def steps(screen: str, seed: int) -> Iterator[Step]:
    """What is done, without end: a key, a text typed at once, one that is pasted, another size."""
    dice = Random(f"{screen}:{seed}")
    while True:
        (sort,) = dice.choices(
            (
                "habit",
                "bound",
                "move",
                "edit",
                "letter",
                "other",
                "chinese",
                "quick",
                "word",
                "paste",
                "size",
            ),
            (14, 30, 20, 5, 9, 3, 3, 4, 4, 3, 2),
        )
        if sort == "habit":
            for key in dice.choice(HABITS).split():
                yield ("text", dice.choice(WORDS)) if key == "…" else ("key", key)
        elif sort == "bound":
            yield "key", dice.choice(BOUND)
        elif sort == "move":
            yield "key", dice.choice(MOVES)
        elif sort == "edit":
            yield "key", dice.choice(EDITING)
        elif sort in ("letter", "other", "chinese"):
            yield "key", dice.choice({"letter": LETTERS, "other": OTHERS, "chinese": CHINESE}[sort])
        elif sort == "quick":
            yield "text", "".join(dice.choices(LETTERS + CHINESE, k=dice.randint(2, 6)))
        elif sort == "word":
            yield "text", dice.choice(WORDS)
        elif sort == "paste":
            yield "paste", dice.choice(PASTES)
        else:
            yield "size", dice.choice([*SIZES, (dice.randint(20, 300), dice.randint(5, 100))])


class Monkey:
    """One run: ``seed`` says which keys, ``screen`` where it begins; ``done`` is the last that was pressed."""

    def __init__(self, screen: str, seed: int) -> None:
        self.screen = screen
        self.seed = seed
        self.done: deque[str] = deque(maxlen=30)
        self.pressed = 0

    async def play(self, ui: Screens, keys: int) -> None:
        """Press so many keys (or pastes, or sizes); raises AssertionError as soon as something went wrong."""
        ui.app.outside.program = [sys.executable, "-ISc", "print('ran')"]
        ui.app.exit = lambda *_args, **_more: None  # the palette and the help have "leave" too
        ui.app.action_suspend_process = lambda: None
        for step in islice(steps(self.screen, self.seed), keys):
            if self.pressed % ROUND == 0:
                await self.begin(ui)
            self.pressed += 1
            await self.do(ui, *step)
            self.check(ui)

    async def begin(self, ui: Screens) -> None:
        """Back to the screen of this run; what a form asks is answered by turns: keep what was typed, throw it away."""
        self.done.append(f"(back to {self.screen})")
        answer = ["down"] * (2 + self.pressed // ROUND % 2)
        for _time in range(20):
            if not ui.app.screen.is_modal and len(ui.app.screen_stack) == 1:
                break
            await ui.press("escape")
            if ui.name == "PickBox":
                await ui.press(*answer, "enter")
            self.check(ui)
        await ui.resize(80, 24)
        await ui.press("1")
        for step in SCREENS[self.screen].split():
            if step.startswith("text:"):
                await ui.paste(step[5:].replace("␣", " "))
            else:
                await ui.press(step)
        self.check(ui)

    async def do(self, ui: Screens, sort: str, what: str | tuple[int, int]) -> None:
        """One step."""
        if isinstance(what, tuple):
            self.done.append(f"{what[0]}×{what[1]}")
            await ui.resize(*what)
            return
        told = what if len(what) <= 60 else f"{what[:60]}… ({len(what)})"
        self.done.append(told if sort == "key" else f"{sort} {told!r}")
        await {"key": ui.press, "text": ui.type, "paste": ui.paste}[sort](what)

    def check(self, ui: Screens) -> None:
        """The interface runs, and no bug was logged, one that was only said neither."""
        assert ui.app._exception is None, "the interface ended"
        assert ui.app.is_running, "the interface ended"
        log = Path(paths.log_path())
        assert not log.exists(), f"a bug was logged:\n{log.read_text(encoding='utf-8')}"

    def told(self) -> str:
        """Where it was, for whoever plays it again."""
        return (
            f"after {self.pressed} keys; the last: {'  '.join(self.done)}\n"
            f"again: python -m tests.tui.monkey --screen {self.screen} --seed {self.seed} --keys {self.pressed}"
        )


def main() -> int:
    """Have pytest do the runs: it seals them off from the machine. Returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.tui.monkey", description="Random keys.")
    parser.add_argument("--keys", type=int, default=2000, help="so many keys a run (2000)")
    parser.add_argument("--seeds", type=int, default=50, help="so many runs a screen (50)")
    parser.add_argument("--seed", type=int, help="only this run")
    parser.add_argument("--screen", choices=SCREENS, help="only this screen")
    given = parser.parse_args()
    os.environ[KEYS] = str(given.keys)
    os.environ[SEEDS] = str(given.seed) if given.seed is not None else f"0-{given.seeds - 1}"
    os.environ[SCREEN] = given.screen or ""
    test = f"{Path(__file__).with_name('test_monkey.py')}::test_many_keys"
    few = given.seed is not None and given.screen is not None
    return subprocess.call(
        [sys.executable, "-m", "pytest", test, "-q", "-m", "slow", "--tb=short", *(["-n0"] if few else [])]
    )


if __name__ == "__main__":
    sys.exit(main())
