"""Help pages, in both languages, from the same descriptions that commands run by. Imports no library."""

from __future__ import annotations

import os
import sys

from crmcli.commands import registry
from crmcli.commands.session import FORMATS, formats_of
from crmcli.i18n import N_, _
from crmcli.shown.wrapping import wrap
from crmcli.text.clean import width

COMMON = (
    ("--json", N_("one JSON document on standard output")),
    ("--format table|tsv|csv|json|jsonl", N_("how lists are printed")),
    ("-q, --quiet", N_("only references, one a line")),
    ("--lang en|zh", N_("language of this call")),
    ("--as MEMBER", N_("act as another member in this call; the journal says so")),
    ("--no-color", N_("no colour")),
    ("-h, --help", N_("this page")),
)


def common(path: str) -> tuple[tuple[str, str], ...]:
    """The options that a command shares with all others; what `crm export` writes has formats of its own."""
    formats = formats_of(path)
    if formats == FORMATS:
        return COMMON
    own = (
        f"--format {'|'.join(formats)}",
        N_("the form of what is written; else the file's ending tells it"),
    )
    return tuple(own if pair[0].startswith("--format") else pair for pair in COMMON)


def _columns() -> int:
    try:
        return min(max(os.get_terminal_size(sys.stdout.fileno()).columns, 40), 110)
    except (OSError, ValueError, AttributeError):
        return 80


def _pairs(pairs: list[tuple[str, str]], columns: int) -> list[str]:
    """Two columns, the second one wrapped; widths in cells."""
    left = min(max((width(name) for name, _help in pairs), default=0), 34)
    lines = []
    for name, text in pairs:
        wrapped = wrap(text, columns - left - 4) or [""]
        head = "  " + name + " " * (left - width(name))
        if width(name) > left:
            lines.append("  " + name)
            head = " " * (left + 2)
        lines.append(f"{head}  {wrapped[0]}".rstrip())
        lines += [" " * (left + 4) + more for more in wrapped[1:]]
    return lines


def page(path: list[str]) -> str:
    """The help of what ``path`` names: the program, a noun or a command."""
    if not path:
        return _root()
    entry = registry.BY_NAME.get(path[0])
    if entry is None:
        return _root()
    if len(path) > 1 and path[1] in entry.verbs:
        return _command(" ".join(path[:2]))
    return _noun(entry) if entry.verbs and not entry.alone else _command(path[0])


def _root() -> str:
    columns = _columns()
    lines = [
        _("crm: a CRM for people who love their terminal"),
        "",
        _("Usage: crm COMMAND [ARGUMENTS] [OPTIONS]"),
    ]
    for group, title in registry.GROUPS.items():
        pairs = [
            (entry.name, _(entry.help))
            for entry in registry.ENTRIES
            if entry.group == group and registry.enabled(entry)
        ]
        lines += ["", _(title), *_pairs(pairs, columns)]
    lines += ["", _("Options everywhere"), *_pairs([(name, _(text)) for name, text in COMMON], columns)]
    lines += [
        "",
        _("crm alone shows the desk of today. `crm COMMAND --help` has examples."),
    ]
    return "\n".join(lines) + "\n"


def _verbs(entry: registry.Entry) -> list[tuple[str, str]]:
    return [(verb, _(registry.command(f"{entry.name} {verb}").help)) for verb in entry.verbs]


def _noun(entry: registry.Entry) -> str:
    pairs = _verbs(entry)
    return "\n".join(
        [
            _("Usage: crm %(name)s VERB [ARGUMENTS] [OPTIONS]") % {"name": entry.name},
            "",
            _(entry.help),
            "",
            _("Verbs"),
            *_pairs(pairs, _columns()),
            "",
        ]
    )


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a longer help: its lines, joined where one does not end with its sentence."""
    found: list[str] = []
    for line in text.split("\n"):
        if found and not found[-1].endswith((".", "。")):
            gap = " " if found[-1][-1:].isascii() and line[:1].isascii() else ""
            found[-1] += gap + line
        else:
            found.append(line)
    return found


def _command(path: str) -> str:
    command = registry.command(path)
    columns = _columns()
    usage = " ".join([f"crm {path}", *(arg.usage for arg in command.args)])
    lines = [_("Usage: %(usage)s [OPTIONS]") % {"usage": usage}, "", *wrap(_(command.help), columns)]
    if command.more:
        for paragraph in paragraphs(_(command.more)):
            lines += ["", *wrap(paragraph, columns)]
    if command.args:
        pairs = [(arg.usage, _(arg.help)) for arg in command.args]
        lines += ["", _("Arguments"), *_pairs(pairs, columns)]
    if command.options:
        pairs = [
            (", ".join(opt.flags) + (f" {opt.value}" if opt.value else ""), _(opt.help))
            for opt in command.options
        ]
        lines += ["", _("Options"), *_pairs(pairs, columns)]
    entry = registry.BY_NAME.get(path)
    if entry is not None and entry.verbs:
        lines += ["", _("Verbs"), *_pairs(_verbs(entry), columns)]
    lines += ["", _("Options everywhere"), *_pairs([(name, _(text)) for name, text in common(path)], columns)]
    if command.examples:
        lines += ["", _("Examples"), *(f"  {line}" for line in command.examples)]
    return "\n".join(lines) + "\n"
