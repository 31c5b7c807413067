"""A printed quote as Markdown (GitHub's, for its tables). No text of anybody's can become markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmcli.verbs.quotedoc.content import Content

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$])")
_LEADING = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[+-](?=\s|$)|\d+[.)](?=\s|$)|[=-]{2,}\s*$)", re.MULTILINE)


def escaped(text: str) -> str:
    """A text that stands as it is, whatever signs are in it."""
    text = _SPECIAL.sub(r"\\\1", text.replace("&", "&amp;"))
    return _LEADING.sub(lambda one: one[1] + _kept(one[2]), text)


def _kept(sign: str) -> str:
    """What would begin a list or a heading, so that it does not."""
    return f"{sign[:-1]}\\{sign[-1]}" if sign[0].isdigit() else f"\\{sign}"


def inline(text: str) -> str:
    """The same on one line."""
    return escaped(" ".join(text.split()))


def prose(text: str) -> str:
    """A text of several lines, each kept."""
    lines = [escaped(line.strip()) for line in text.split("\n")]
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", "\\\\\n", "\n".join(lines)).strip()


def markdown(found: Content) -> str:
    """The document."""
    colon = found.colon
    out = [f"# {found.title} {inline(found.number)}", ""]
    if found.mark:
        out += [f"**{inline(found.mark)}**", ""]
    if found.title_line:
        out += [inline(found.title_line), ""]
    out += [*facts_list(found.facts, colon), ""]
    for head, name, facts in (
        (found.heading_from, found.company, found.company_facts),
        (found.heading_to, found.customer, found.customer_facts),
    ):
        if name or facts:
            out += [f"## {head}", ""]
            out += [f"**{inline(name)}**", ""] if name else []
            out += [*facts_list(facts, colon), ""] if facts else []
    out += ["| " + " | ".join(map(inline, found.columns)) + " |"]
    out += [
        "|" + "|".join(" ---: " if at in found.right else " --- " for at in range(len(found.columns))) + "|"
    ]
    out += ["| " + " | ".join(map(inline, row)) + " |" for row in found.rows]
    out += ["", *(f"- **{inline(label)}{colon.rstrip()}** {inline(text)}" for label, text in found.sums), ""]
    if found.terms:
        out += [f"## {found.heads['terms']}", "", *facts_list(found.terms, colon), ""]
    for name, text in (("note", found.note), ("bank", found.bank)):
        if text:
            out += [f"## {found.heads[name]}", "", prose(text), ""]
    return "\n".join(out).rstrip("\n") + "\n"


def facts_list(pairs: list[tuple[str, str]], colon: str) -> list[str]:
    """Facts as lines of a list."""
    return [f"- {inline(label)}{colon}{inline(text)}" for label, text in pairs]
