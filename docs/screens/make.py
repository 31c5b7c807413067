"""The pictures in this folder: ``make screens``.

Each command runs on a terminal of its own, in both languages, on the demo store at a fixed moment, all of them 80
columns wide and some also 140; the screen it leaves is drawn as a picture (drawing.py). Then the screens of the
full-screen interface (ui.py). Words as arguments: only pictures with one of them in their name.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

import pyte
import ui
from drawing import load_faces, picture_of
from stores import HERE, LANGUAGES, PROGRAM, environment, made

NARROW, WIDE = 80, 140
_RIGHTS = ["team", "rights", "许静", "100 sets of inline"]
# The name of the picture, whether there is a wide one too, and the words after `crm` in each language.
SHOTS: tuple[tuple[str, bool, list[str], list[str]], ...] = (
    ("crm", True, [], []),
    ("agenda", True, ["agenda", "--week"], ["agenda", "--week"]),
    ("show", True, ["show", "alfreds"], ["show", "天成"]),
    ("find", False, ["find", "price", "kind:followup", "since:2026-09"], ["find", "报价", "种类:跟进", "自:2026-09"]),
    ("customer-list", True, ["customer", "list"], ["customer", "list"]),
    ("opportunity-board", True, ["opportunity", "board"], ["opportunity", "board"]),
    ("report-funnel", True, ["report", "funnel"], ["report", "funnel"]),
    ("report-forecast", False, ["report", "forecast"], ["report", "forecast"]),
    ("report-pipeline", False, ["report", "pipeline", "--limit", "5"], ["report", "pipeline", "--limit", "5"]),
    ("team-tree", False, ["team", "tree"], ["team", "tree"]),
    ("team-rights", False, _RIGHTS, _RIGHTS),
    ("pool-list", False, ["pool", "list"], ["pool", "list"]),
    ("guidance-list", False, ["guidance", "list"], ["guidance", "list"]),
    ("quote-show", False, ["quote", "show", "Q2026-0096"], ["quote", "show", "Q2026-0096"]),
    ("report-approvals", False, ["report", "approvals"], ["report", "approvals"]),
    ("document-list", False, ["document", "list"], ["document", "list"]),
    (
        "parse",
        False,
        ["parse", "called Petra; send offer fri 3pm #pumps 48k EUR", "--customer", "alfreds"],
        ["parse", "拜访张总,他嫌运费高。下周三下午3点回访 ¥12万", "--customer", "天成"],
    ),
)  # fmt: skip
MOST_ROWS = 90


def screen_of(words: list[str], columns: int, env: dict[str, str]) -> pyte.Screen:
    """The screen after ``crm WORDS`` in a shell, its prompt and command line on top."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", MOST_ROWS, columns, 0, 0))
    with subprocess.Popen(
        [str(PROGRAM), *words], stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
    ) as child:
        os.close(theirs)
        screen = pyte.Screen(columns, MOST_ROWS)
        stream = pyte.ByteStream(screen)
        said = " ".join(["crm", *(f"'{word}'" if re.search(r"[\s#,;]", word) else word for word in words)])
        stream.feed(f"\x1b[32m$\x1b[0m \x1b[1m{said}\x1b[0m\r\n".encode())
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # how Linux says that the program has left its terminal
                break
            if not part:
                break
            stream.feed(part)
    os.close(ours)
    if child.returncode:
        sys.exit(
            f"`crm {' '.join(words)}` ended with {child.returncode}:\n" + "\n".join(screen.display).rstrip()
        )
    return screen


def main() -> None:
    """Draw all of them, or those that are named."""
    faces = load_faces()
    with tempfile.TemporaryDirectory(prefix="crm-screens-") as folder:
        demo, *others = made(Path(folder))
        for name, also_wide, *words in SHOTS:
            for columns in (NARROW, WIDE) if also_wide else (NARROW,):
                for language, said in zip(LANGUAGES, words, strict=True):
                    target = HERE / f"{name}-{columns}-{language}.png"
                    if not wanted(target.stem):
                        continue
                    screen = screen_of(said, columns, environment(demo, language))
                    picture_of(screen, faces).save(target, optimize=True)
                    print(target.relative_to(HERE.parents[1]))
        ui.draw((demo, *others), faces, wanted)


def wanted(name: str) -> bool:
    """Whether a picture was asked for."""
    return len(sys.argv) < 2 or any(part in name for part in sys.argv[1:])


if __name__ == "__main__":
    main()
