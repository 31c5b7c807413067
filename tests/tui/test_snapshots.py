"""Every screen as text, at two sizes and in two languages, compared with the files in ``snapshots/``.

``CRM_UPDATE=1 pytest -m "slow or not slow" tests/tui/test_snapshots.py`` writes them anew. Look at the difference
before committing it: these files are what people see. At 80×24 a second block tells the styles, a letter a cell
(:data:`STYLES`).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from crmcli import i18n
from crmcli.text.clean import width

from .harness import Screens, running
from .places import BOXES, PAGES, go, mostly_slow

FOLDER = Path(__file__).parent / "snapshots"
UPDATE = os.environ.get("CRM_UPDATE") == "1" or os.environ.get("CRM_REWRITE_GOLDEN") == "1"
PLACES = {**PAGES, **BOXES}
#: What a store without anything in it looks like.
EMPTY = {
    "desk": "", "customers": "2", "pipeline": "3", "orders": "4", "reports": "6", "approvals-report": "6 left",
    "team": "8", "pool": "8 p", "agenda": "9", "history": "0", "find": "ctrl+f", "note": "n",
    "quotes": "ctrl+p paste:quote␣list enter",
}  # fmt: skip
#: What is seen of what members say to each other and of what they are told.
STAFFED = {
    "desk": "", "customer": "j j c", "guidance": "ctrl+p paste:guidance␣list enter enter", "reply": "T",
    "ask": "Q enter",
}  # fmt: skip
#: What is seen of a team that I lead.
OFFICE = {
    "team": "8", "new-member": "8 a", "edit-member": "8 j j e", "put-under": "8 j j j m", "suspend": "8 j j j s",
    "hand-over-to": "8 j j j H", "hand-over": "8 j j H enter text:moved",
    "preview": "8 j j H enter text:moved enter", "rights": "8 j j R text:天成 enter", "pool": "8 p",
    "sweep": "8 p s", "customer": "2 / text:天成 enter", "share": "2 / text:天成 enter V enter",
}  # fmt: skip
#: What is seen of approvals that wait for me,
BARGAIN = {
    "desk": "", "approval": "enter", "reject": "enter x text:1550␣or␣nothing", "delegate": "enter o",
    "approvals": "ctrl+p paste:approval␣list enter", "customer": "2 / text:天成 enter", "report": "6 left",
    "report-rules": "6 left b text:rule enter", "away": "8 j w", "make-order": "enter a ctrl+s O",
    "quotes": "ctrl+p paste:quote␣list enter", "quote": "ctrl+p paste:quote␣list enter enter",
    "quote-typing": "ctrl+p paste:quote␣list enter enter enter text:90",
    "quote-draft": "ctrl+p paste:quote␣list enter enter R",
    "quote-submit": "ctrl+p paste:quote␣list enter enter R A",
    "quote-line": "ctrl+p paste:quote␣list enter enter + text:mif",
    "versions": "ctrl+p paste:quote␣list enter enter =", "printed": "ctrl+p paste:quote␣list enter enter w",
    "products": "ctrl+p paste:product␣list enter", "product": "ctrl+p paste:product␣list enter enter",
    "price": "ctrl+p paste:product␣list enter enter +", "expenses": "ctrl+p paste:expense␣list enter",
    "expense": "ctrl+p paste:expense␣list enter enter", "new-expense": "2 / text:天成 enter $",
}  # fmt: skip
#: by whom stands in for somebody,
DEPUTY = {"desk": "", "approvals": "ctrl+p paste:approval␣list enter"}
#: and of the order that is made then.
SIGNED = {"orders": "4", "order": "4 enter", "approved": "ctrl+p paste:approval␣list enter j enter"}
#: What is seen of orders that are carried out.
CARRIED = {
    "desk": "", "matrix": "4", "chosen": "4 right right", "list": "4 m", "order": "4 enter",
    "blocked": "4 G enter", "step": "4 enter enter", "done-why": "4 right d", "block": "4 b text:no␣vessel",
    "several": "4 * d", "pay": "4 p text:EUR␣9,000 tab", "change": "4 E text:two␣more␣pallets tab text:4",
    "change-does": "4 E text:two␣more␣pallets tab text:4 ctrl+s", "days": "4 l text:2026-12-24 ctrl+s",
    "close": "4 K", "plan": "4 enter +", "printed": "4 enter w",
}  # fmt: skip
#: What a store in a hub shows of conflicts and refusals.
CLASHING = {"desk": "", "conflicts": "|", "refused": "| G", "value": "| v", "put-away": "| X", "team": "8",
            "customer": "2 G enter"}  # fmt: skip
SIZES = [(80, 24), (140, 40)]
LANGUAGES = ["en", "zh"]

#: By variable of the theme, the letter of a cell with that background or else that colour.
STYLES = {
    "crm-cursor": "C", "crm-away": "A", "crm-bar": "-",
    "crm-late": "!", "crm-noted": "n", "crm-good": "g", "crm-ref": "r", "crm-dim": "d", "crm-accent": "k",
}  # fmt: skip


def styles(ui: Screens) -> list[str]:
    """A letter for every cell: its background if that says something, else its colour; ``b`` bold, ``.`` plain."""
    from textual.color import Color

    variables = ui.app.get_css_variables()
    letters = {Color.parse(variables[name]).hex.lower(): letter for name, letter in STYLES.items()}
    lines = []
    for strip in ui.strips():
        line = "".join(_letter(style, letters) * width(text) for text, style, _control in strip)
        lines.append(line.rstrip("."))
    return lines


def _letter(style: Any, letters: dict[str, str]) -> str:
    if style is None:
        return "."
    ground = letters.get(_hex(style.bgcolor), "") if style.bgcolor else ""
    if ground in ("C", "A"):
        return ground
    colour = letters.get(_hex(style.color), "") if style.color else ""
    return colour or ("b" if style.bold else ".")


def _hex(colour: Any) -> str:
    return colour.get_truecolor().hex.lower() if colour.triplet else ""


def check(name: str, ui: Screens, *, styled: bool) -> None:
    """Compare the screen with its file; and what must hold of any screen."""
    cells, lines = ui.app.size
    text = ui.lines()
    assert len(text) == lines
    for line in text:
        assert width(line) <= cells, line
    for id, said in ui.footer().items():
        key, label = ui.app.keys.of(id), said.split(" ", 1)[1]
        assert key, id
        assert any(f" {said}" in line for line in text), f"{label} is cut below"
    if ui.lang == "zh":
        data = ui.app.store.db.execute("SELECT group_concat(names || ' ' || body) FROM search_doc").fetchone()
        check_chinese(text, data[0] or "")
        for said in ui.footer().values():
            assert any("一" <= character <= "鿿" for character in said), f"English below: {said}"
    content = "\n".join(text) + "\n"
    if styled:
        content += "\n" + "\n".join(styles(ui)).rstrip("\n") + "\n"
    path = FOLDER / f"{name}-{cells}-{ui.lang}.txt"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return
    assert path.exists(), f"{path} is missing: run with CRM_UPDATE=1 and look at what it holds"
    assert content == path.read_text(encoding="utf-8"), f"{path.name} differs"


def english() -> set[str]:
    """What the interface says in English and has Chinese for."""
    import crmcli.tui.screens as package
    from crmcli.tui.actions import ACTIONS, SCOPES

    found = {action.label for action in ACTIONS.values()} | set(SCOPES.values())
    roots = [Path(package.__path__[0]).parent, Path(package.__path__[0]).parents[1] / "shown"]
    for root in roots:
        for file in root.rglob("*.py"):
            source = file.read_text(encoding="utf-8")
            found |= set(re.findall(r'\bN?_\(\s*"((?:[^"\\]|\\.)*)"', source))
    return {text for text in found if len(text) > 3 and i18n.in_language("zh", text) != text}


_ENGLISH: dict[str, str] = {}  # and of each the longest piece without values, if that tells anything


def check_chinese(lines: list[str], data: str) -> None:
    """No text of the interface stands there in English, unless the store's own records say it."""
    if not _ENGLISH:
        for said in english():
            longest = max(re.split(r"%\(\w+\)[sd]|\\.", said), key=len).strip(" .:·,()“”")
            if len(longest) > 8 and " " in longest:
                _ENGLISH[said] = longest
    text = "\n".join(lines)
    for said, longest in _ENGLISH.items():
        if (
            longest in text
            and longest not in data
            and re.search(rf"(?<![\w@]){re.escape(longest)}(?!\w)", text)
        ):
            raise AssertionError(f"English in Chinese: {said}\n{text}")


@pytest.mark.mostly_slow(every=45)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
async def test_screen(place: str, lang: str, demo: str) -> None:
    async with running(demo, size=SIZES[0], lang=lang) as ui:
        await go(ui, PLACES[place])
        check(place, ui, styled=True)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
async def test_wide_screen(place: str, lang: str, demo: str) -> None:
    async with running(demo, size=SIZES[0], lang=lang) as ui:
        await go(ui, PLACES[place])
        for size in SIZES[1:]:
            await ui.resize(*size)
            check(place, ui, styled=False)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", mostly_slow(STAFFED, "desk", "reply"))
async def test_staffed(place: str, lang: str, staffed: str) -> None:
    async with running(staffed, size=SIZES[0], lang=lang) as ui:
        await go(ui, STAFFED[place])
        for size in SIZES:
            await ui.resize(*size)
            check(f"staffed-{place}", ui, styled=size == SIZES[0])


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", mostly_slow(OFFICE, "team", "preview"))
async def test_office(place: str, lang: str, office: str) -> None:
    async with running(office, size=SIZES[0], lang=lang) as ui:
        await go(ui, OFFICE[place])
        for size in SIZES:
            await ui.resize(*size)
            check(f"office-{place}", ui, styled=size == SIZES[0])


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", mostly_slow(BARGAIN, "desk", "approval", "quote", "quote-typing"))
async def test_bargain(place: str, lang: str, bargain: str) -> None:
    async with running(bargain, size=SIZES[0], lang=lang) as ui:
        await go(ui, BARGAIN[place])
        for size in SIZES:
            await ui.resize(*size)
            check(f"bargain-{place}", ui, styled=size == SIZES[0])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", mostly_slow(DEPUTY, "desk"))
async def test_deputy(place: str, lang: str, deputy: str) -> None:
    async with running(deputy, size=SIZES[0], lang=lang) as ui:
        await go(ui, DEPUTY[place])
        for size in SIZES:
            await ui.resize(*size)
            check(f"deputy-{place}", ui, styled=size == SIZES[0])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", mostly_slow(SIGNED, "order"))
async def test_signed(place: str, lang: str, signed: str) -> None:
    async with running(signed, size=SIZES[0], lang=lang) as ui:
        await go(ui, SIGNED[place])
        for size in SIZES:
            await ui.resize(*size)
            check(f"signed-{place}", ui, styled=size == SIZES[0])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", mostly_slow(CLASHING, "conflicts"))
async def test_clashing(place: str, lang: str, clashing: str) -> None:
    async with running(clashing, size=SIZES[0], lang=lang) as ui:
        await go(ui, CLASHING[place])
        for size in SIZES:
            await ui.resize(*size)
            check(f"clashing-{place}", ui, styled=size == SIZES[0])


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", mostly_slow(CARRIED, "matrix", "order"))
async def test_carried(place: str, lang: str, carried: str) -> None:
    async with running(carried, size=SIZES[0], lang=lang) as ui:
        await go(ui, CARRIED[place])
        for size in SIZES:
            await ui.resize(*size)
            check(f"carried-{place}", ui, styled=size == SIZES[0])


@pytest.mark.mostly_slow(every=4)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", EMPTY)
async def test_empty(place: str, lang: str, empty: str) -> None:
    async with running(empty, lang=lang) as ui:
        await go(ui, EMPTY[place])
        check(f"empty-{place}", ui, styled=False)


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    "place",
    mostly_slow(
        ["desk", "customers", "customer", "agenda", "keys", "note", "edit-customer"],
        "desk",
        "customers",
        "note",
    ),
)
async def test_a_resized_screen_is_like_a_new_one(place: str, demo: str) -> None:
    async with running(demo, size=SIZES[1]) as ui:
        await go(ui, PLACES[place])
        fresh = ui.lines()
        for size in ((20, 5), (300, 100), SIZES[0], SIZES[1]):
            await ui.resize(*size)
        assert ui.lines() == fresh


def test_no_file_is_left_over() -> None:
    names = {
        f"{place}-{cells}-{lang}.txt" for place in PLACES for cells, _lines in SIZES for lang in LANGUAGES
    }
    names |= {f"empty-{place}-80-{lang}.txt" for place in EMPTY for lang in LANGUAGES}
    names |= {
        f"{of}-{place}-{cells}-{lang}.txt"
        for of, places in (
            ("staffed", STAFFED),
            ("office", OFFICE),
            ("bargain", BARGAIN),
            ("deputy", DEPUTY),
            ("signed", SIGNED),
            ("clashing", CLASHING),
            ("carried", CARRIED),
        )
        for place in places
        for cells, _lines in SIZES
        for lang in LANGUAGES
    }
    assert {path.name for path in FOLDER.iterdir()} == names
