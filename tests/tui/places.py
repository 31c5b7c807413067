"""Every screen and box, and the keys that lead there from the start; ``text:…`` is typed, ``paste:…`` pasted."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Any

import pytest

from .harness import Screens

#: Pages, by the names that snapshots have.
PAGES = {
    "desk": "",
    "customers": "2",
    "searched": "2 / text:gm",
    "customer": "2 enter",
    "reminder": "enter",
    "contacts": "ctrl+p paste:contact␣list enter",
    "contact": "ctrl+p paste:contact␣list enter enter",
    "followups": "ctrl+p paste:followup␣list enter",
    "followup": "ctrl+p paste:followup␣list enter enter",
    "reminders": "ctrl+p paste:reminder␣list enter",
    "documents": "ctrl+p paste:document␣list enter",
    "document": "ctrl+p paste:document␣list enter enter",
    "quotes": "ctrl+p paste:quote␣list enter",
    "quote": "ctrl+p paste:quote␣list enter enter",
    "versions": "ctrl+p paste:quote␣list enter enter =",
    "printed": "ctrl+p paste:quote␣list enter enter w",
    "products": "ctrl+p paste:product␣list enter",
    "product": "ctrl+p paste:product␣list enter enter",
    "expenses": "ctrl+p paste:expense␣list enter",
    "expense": "ctrl+p paste:expense␣list enter enter",
    "orders": "4",
    "order": "4 enter",
    "duties": "ctrl+p paste:duty␣list enter",
    "pipeline": "3 o text:me enter",
    "opportunity": "3 o text:me enter enter",
    "funnel": "6",
    "funnel-members": "6 b",
    "forecast": "6 right",
    "pipeline-state": "6 right right",
    "winloss": "6 left left left",
    "sources": "6 left left",
    "behind": "6 down down enter",
    "agenda": "9",
    "history": "0",
    "record-history": "h",
    "duplicates": "2 =",
    "find": "ctrl+f",
    "found": "ctrl+f text:pump",
    "import-plan": "I enter",
    "imported": "I enter ctrl+s ctrl+s",
    "answer": ": paste:customer␣list␣--sort␣name␣--limit␣8 enter",
}

#: Boxes over a page.
BOXES = {
    "palette": "ctrl+p",
    "keys": "?",
    "keys-customers": "2 ?",
    "theme": "ctrl+t",
    "command-line": ":",
    "note": "n",
    "remind": "r",
    "snooze": "S",
    "edit-reminder": "e",
    "edit-customer": "2 e",
    "new-customer": "2 a",
    "new-contact": "2 p",
    "new-document": "2 f",
    "tags": "2 t",
    "filter": "2 w",
    "views": "2 v",
    "sort": "2 o",
    "columns": "2 C",
    "new-opportunity": "3 a",
    "edit-opportunity": "3 o text:me enter e",
    "assess": "3 o text:me enter B",
    "close": "3 o text:me enter w",
    "move": "3 o text:me enter >",
    "lesson": "3 o text:me enter w enter",
    "board-filter": "3 /",
    "report-period": "6 p",
    "confirm": "D",
    "import": "I",
    "import-field": "I enter enter",
}


def mostly_slow(values: Iterable[Any], *fast: Any) -> list[Any]:
    """The values for ``parametrize``: all but these are among the slow tests."""
    return [one if one in fast else pytest.param(one, marks=pytest.mark.slow) for one in values]


async def go(ui: Screens, way: str) -> None:
    """Press the keys of a way."""
    for step in way.split():
        if step.startswith("text:"):
            await ui.type(step[5:].replace("␣", " "))
        elif step.startswith("paste:"):
            await ui.paste(step[6:].replace("␣", " "))
        else:
            await ui.press(step)


def classes() -> list[Any]:
    """Every class of screens and boxes that can be on screen, the lists of all kinds of records too."""
    import crmcli.tui.screens as package
    from crmcli.store.records import KINDS
    from crmcli.tui.screens.acting import Acting
    from crmcli.tui.screens.listing import list_page

    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    lists = [type(list_page(kind)) for kind in KINDS.values() if kind.name != "member"]
    found: list[Any] = []
    waiting: list[Any] = [Acting]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if "BINDINGS" in vars(one) and one.__module__.startswith("crmcli."):
            found.append(one)
    listed = {one.__qualname__ for one in lists}
    return [one for one in found if one.__qualname__ not in listed] + lists


def bases() -> list[Any]:
    """The classes that are only inherited from: without keys of their own."""
    from crmcli.tui.screens.acting import Acting

    known = set(classes())
    found: list[Any] = []
    waiting: list[Any] = [Acting]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one not in known and one.__module__.startswith("crmcli.") and "<locals>" not in one.__qualname__:
            found.append(one)
    return found
