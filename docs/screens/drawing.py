"""A screen as a picture: fonts, colours, cells. Needs pyte, Pillow and a monospace font that has Chinese.

On Debian and Ubuntu that is the package fonts-wqy-zenhei; elsewhere name the file in ``CRM_SCREEN_FONT``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import pyte
from PIL import Image, ImageDraw, ImageFont

Faces = tuple[ImageFont.FreeTypeFont, ...]

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


def picture_of(screen: pyte.Screen, faces: Faces, *, whole: bool = False) -> Image.Image:
    """The rows that are used, or the whole screen, drawn cell by cell."""
    used = max((y for y, row in enumerate(screen.display) if row.strip()), default=0) + 1
    if whole:
        used = screen.lines
    size = (screen.columns * CELL_WIDTH + 2 * MARGIN, used * CELL_HEIGHT + 2 * MARGIN)
    image = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(image)
    for paint in (draw_paper, draw_cell):  # what hangs below a line is not painted over by the next
        for y in range(used):
            for x in range(screen.columns):
                cell = screen.buffer[y][x]
                if cell.data:  # the second cell of a wide one is empty and left alone
                    paint(draw, faces, MARGIN + x * CELL_WIDTH, MARGIN + y * CELL_HEIGHT, cell)
    # The other ways melt what is coloured and rare, as the lines of a box, into the greys of what is behind it.
    return image.quantize(48, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def colours(cell: pyte.screens.Char) -> tuple[str, str]:
    """Of the character and of what is behind it."""
    ink, paper = colour(cell.fg, INK), colour(cell.bg, PAPER)
    return (paper, ink) if cell.reverse else (ink, paper)


def is_wide(cell: pyte.screens.Char) -> bool:
    """Whether a character takes two cells."""
    return unicodedata.east_asian_width(cell.data[0]) in "WF"


def draw_paper(draw: ImageDraw.ImageDraw, faces: Faces, x: int, y: int, cell: pyte.screens.Char) -> None:
    """What is behind a character."""
    _ink, paper = colours(cell)
    if paper != PAPER:
        right = x + CELL_WIDTH * (2 if is_wide(cell) else 1) - 1
        draw.rectangle((x, y, right, y + CELL_HEIGHT - 1), fill=paper)


def draw_cell(draw: ImageDraw.ImageDraw, faces: Faces, x: int, y: int, cell: pyte.screens.Char) -> None:
    """One character."""
    ink, _paper = colours(cell)
    wide = is_wide(cell)
    right, bottom = x + CELL_WIDTH * (2 if wide else 1) - 1, y + CELL_HEIGHT - 1
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
