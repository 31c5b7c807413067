"""The pictures in this folder: ``make screens``.

Each command runs on a terminal of its own, in both languages, on the demo store at a fixed moment, all of them 80
columns wide and some also 140; the screen it leaves is drawn as a picture. Needs pyte, Pillow and a monospace font
that has Chinese: on Debian and Ubuntu the package fonts-wqy-zenhei; elsewhere name the file in ``CRM_SCREEN_FONT``.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata
from functools import cache
from pathlib import Path

import pyte
from PIL import Image, ImageDraw, ImageFont

Faces = tuple[ImageFont.FreeTypeFont, ...]

HERE = Path(__file__).parent
PROGRAM = Path(sys.executable).with_name("crm")
NOW = "2026-11-18T10:30:00+08:00"
NARROW, WIDE = 80, 140
LANGUAGES = ("en", "zh")
# The name of the picture, whether there is a wide one too, and the words after `crm` in each language.
SHOTS: tuple[tuple[str, bool, list[str], list[str]], ...] = (
    ("crm", True, [], []),
    ("agenda", True, ["agenda", "--week"], ["agenda", "--week"]),
    ("show", True, ["show", "alfreds"], ["show", "天成"]),
    ("find", False, ["find", "price", "kind:followup", "since:2026-09"], ["find", "报价", "种类:跟进", "自:2026-09"]),
    ("customer-list", True, ["customer", "list"], ["customer", "list"]),
    ("document-list", False, ["document", "list"], ["document", "list"]),
    (
        "parse",
        False,
        ["parse", "called Petra; send offer fri 3pm #pumps 48k EUR", "--customer", "alfreds"],
        ["parse", "拜访张总,他嫌运费高。下周三下午3点回访 ¥12万", "--customer", "天成"],
    ),
)  # fmt: skip
MOST_ROWS = 90

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, MARGIN = 8, 18, 16, 8
FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "/Library/Fonts/Arial Unicode.ttf",
)
SIGNS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/TTF/DejaVuSansMono.ttf",
    "/System/Library/Fonts/Menlo.ttc",
)
PAPER, INK = "#14161b", "#d8dce4"
COLOURS = {
    "black": "#3b4048", "red": "#e06c75", "green": "#98c379", "brown": "#e5c07b",
    "blue": "#61afef", "magenta": "#c678dd", "cyan": "#56b6c2", "white": "#d8dce4",
    "brightblack": "#7f848e", "brightred": "#ff7b86", "brightgreen": "#b1e18b", "brightbrown": "#ffd68a",
    "brightblue": "#7cc4ff", "brightmagenta": "#e09bf0", "brightcyan": "#74d7e4", "brightwhite": "#ffffff",
}  # fmt: skip
# Lines of tables from a cell's middle to its edges (left, right, up, down), so that they join between rows.
LINES = {
    "─": "lr", "━": "lr", "═": "lr", "╌": "lr", "╶": "r", "╴": "l",
    "│": "ud", "┃": "ud", "║": "ud", "╵": "u", "╷": "d",
    "┌": "rd", "┏": "rd", "╭": "rd", "┐": "ld", "┓": "ld", "╮": "ld",
    "└": "ru", "┗": "ru", "╰": "ru", "┘": "lu", "┛": "lu", "╯": "lu",
    "├": "rud", "┡": "rud", "┠": "rud", "┣": "rud", "┝": "rud",
    "┤": "lud", "┩": "lud", "┨": "lud", "┫": "lud",
    "┬": "lrd", "┳": "lrd", "┯": "lrd", "┰": "lrd", "┴": "lru", "┻": "lru", "┷": "lru",
    "┼": "lrud", "╋": "lrud", "╇": "lrud", "╪": "lrud", "┿": "lrud", "╂": "lrud",
}  # fmt: skip
HEAVY = set("━┃┏┓┗┛┣┫┳┻╋┡┩╇")


def font_file() -> tuple[str, int]:
    """A monospace font with Chinese, and its number in the file."""
    named = os.environ.get("CRM_SCREEN_FONT")
    if named:
        return named, 0
    if shutil.which("fc-match"):
        asked = ["fc-match", "-f", "%{file}\n%{index}\n%{lang}", "monospace:lang=zh-cn"]
        file, index, languages = subprocess.run(
            asked, capture_output=True, text=True, check=True
        ).stdout.split("\n")
        if "zh-cn" in languages:
            return file, int(index)
    for file in FONTS:
        if Path(file).exists():
            return file, 1 if "wqy" in file else 0
    sys.exit(
        "No font with Chinese was found, and without one the pictures would lie.\n"
        "Debian, Ubuntu: apt-get install fonts-wqy-zenhei. Elsewhere: CRM_SCREEN_FONT=/path/to/font"
    )


def load_faces() -> Faces:
    """The font with Chinese, then those that have signs which it lacks."""
    file, index = font_file()
    others = [each for each in SIGNS if Path(each).exists()]
    return (
        ImageFont.truetype(file, FONT_SIZE, index=index),
        *(ImageFont.truetype(each, FONT_SIZE - 3) for each in others),
    )


def environment(home: Path, language: str) -> dict[str, str]:
    """A terminal with colours and nothing of the user's."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "CRM_HOME": str(home),
        "CRM_DB": str(home / "demo.db"),
        "CRM_NOW": NOW,
        "TZ": "Asia/Shanghai",
        "LANG": "zh_CN.UTF-8" if language == "zh" else "C.UTF-8",
        "PYTHONUTF8": "1",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }


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


def answer(*words: str, env: dict[str, str]) -> str:
    """Standard output of a run that is not drawn."""
    done = subprocess.run([str(PROGRAM), *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"`crm {' '.join(words)}` ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def picture_of(screen: pyte.Screen, faces: Faces) -> Image.Image:
    """The rows that are used, drawn cell by cell."""
    used = max((y for y, row in enumerate(screen.display) if row.strip()), default=0) + 1
    size = (screen.columns * CELL_WIDTH + 2 * MARGIN, used * CELL_HEIGHT + 2 * MARGIN)
    image = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(image)
    for y in range(used):
        for x in range(screen.columns):
            draw_cell(draw, faces, MARGIN + x * CELL_WIDTH, MARGIN + y * CELL_HEIGHT, screen.buffer[y][x])
    return image.quantize(64, dither=Image.Dither.NONE)


def draw_cell(draw: ImageDraw.ImageDraw, faces: Faces, x: int, y: int, cell: pyte.screens.Char) -> None:
    """One character; the second cell of a wide one is empty and left alone."""
    if not cell.data:
        return
    ink, paper = colour(cell.fg, INK), colour(cell.bg, PAPER)
    if cell.reverse:
        ink, paper = paper, ink
    wide = unicodedata.east_asian_width(cell.data[0]) in "WF"
    right, bottom = x + CELL_WIDTH * (2 if wide else 1) - 1, y + CELL_HEIGHT - 1
    if paper != PAPER:
        draw.rectangle((x, y, right, bottom), fill=paper)
    sides = LINES.get(cell.data)
    if sides:
        thick = 1 if cell.data in HEAVY else 0
        middle, centre = x + CELL_WIDTH // 2, y + CELL_HEIGHT // 2
        ends = {
            "l": (x, centre, middle + thick, centre + thick),
            "r": (middle, centre, right, centre + thick),
            "u": (middle, y, middle + thick, centre + thick),
            "d": (middle, centre, middle + thick, bottom),
        }
        for side in sides:
            draw.rectangle(ends[side], fill=ink)
    elif cell.data.strip():
        face, down = face_for(cell.data, faces, CELL_WIDTH * (2 if wide else 1))
        draw.text((x, y + 1 + down), cell.data, font=face, fill=ink)
        if cell.bold and not wide:
            draw.text((x + 0.5, y + 1 + down), cell.data, font=face, fill=ink)
    if cell.underscore:
        draw.line((x, bottom, right, bottom), fill=ink)


def face_for(text: str, faces: Faces, width: int) -> tuple[ImageFont.FreeTypeFont, int]:
    """The first face whose glyph fits, else the first that has one, smaller; and how far down to draw.

    Fonts with Chinese draw signs such as … and → two cells wide.
    """
    those = [each for each in faces if has(each, text)] or [faces[0]]
    face = next((each for each in those if each.getlength(text) <= width + 1), those[0])
    wanted = face.getlength(text)
    if wanted <= width + 1:
        return face, faces[0].getmetrics()[0] - face.getmetrics()[0]  # on one line with the others
    size = FONT_SIZE * width / wanted
    return face.font_variant(size=size), round((FONT_SIZE - size) / 2)


@cache
def has(face: ImageFont.FreeTypeFont, text: str) -> bool:
    """Whether a face has a glyph for the character, not the box that stands for a missing one."""
    return bytes(face.getmask(text)) != bytes(face.getmask("\U0010ffff"))


def colour(name: str, default: str) -> str:
    """A colour of pyte's as Pillow wants it."""
    if name == "default":
        return default
    return COLOURS.get(name, f"#{name}" if len(name) == 6 else default)


def main() -> None:
    """Draw all of them."""
    faces = load_faces()
    with tempfile.TemporaryDirectory(prefix="crm-screens-") as folder:
        home = Path(folder)
        answer("demo", "--to", str(home / "demo.db"), "--json", env=environment(home, "en"))
        for name, also_wide, *words in SHOTS:
            for columns in (NARROW, WIDE) if also_wide else (NARROW,):
                for language, said in zip(LANGUAGES, words, strict=True):
                    target = HERE / f"{name}-{columns}-{language}.png"
                    screen = screen_of(said, columns, environment(home, language))
                    picture_of(screen, faces).save(target, optimize=True)
                    print(target.relative_to(HERE.parents[1]))


if __name__ == "__main__":
    main()
