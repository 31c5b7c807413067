"""What is wrong with a text that is no TOML: the line, the key, and in words what was expected there."""

from __future__ import annotations

import re

from crmcli.i18n import N_, _
from crmcli.processes.places import written

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.processes.places import Places

_WHERE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.S)

# How the standard reader begins its messages; what is wrong, what was expected, and whether it is about a value that
# began before.
_SAID = (
    ("Invalid statement", N_("this is no key and no table"), N_("key = value, [table], [[table]] or # comment"), False),
    ("Expected newline", N_("something stands after the value"), N_("the end of the line"), False),
    ("Found invalid character '\\n'", N_("the text is not closed"), N_("a closing ' in its line"), True),
    ("Found invalid character", N_("a control character"), N_("text without control characters"), False),
    ("Expected '\\n'", N_("the line does not end"), N_("the end of the line"), False),
    ('Expected "\'"', N_("the text is not closed"), N_("a closing '"), True),
    ("Expected \"'''\"", N_("the text is not closed"), N_("a closing '''"), True),
    ("Expected ']]'", N_("the header of the table is not closed"), "]]", False),
    ("Expected ']'", N_("the header of the table is not closed"), "]", False),
    ("Expected '='", N_("no = after the key"), "key = value", False),
    ("Cannot declare", N_("the table stands there twice"), N_("each [table] once; [[table]] for several"), False),
    ("Cannot overwrite", N_("the key stands there twice"), N_("each key once in its table"), True),
    ("Duplicate inline", N_("the key stands there twice"), N_("each key once in its table"), True),
    ("Cannot mutate", N_("the table was closed before"), N_("all its keys at one place"), True),
    ("Cannot redefine", N_("the table was closed before"), N_("all its keys at one place"), True),
    ("Invalid initial", N_("this is no key"), N_("a key of letters, digits, _ and -, or one in quotes"), False),
    ("Unclosed array", N_("the list is not closed"), N_("a comma or a closing ]"), True),
    ("Unclosed inline", N_("the table is not closed"), N_("a comma or a closing }, all in one line"), True),
    ("Unescaped", N_("a \\ that means nothing"), N_("\\\\ for \\, or the text in single quotes"), True),
    ("Invalid hex", N_("a \\u or \\x without its digits"), N_("hexadecimal digits"), True),
    ("Escaped character", N_("an escape that is no character"), N_("a character of Unicode"), True),
    ("Unterminated", N_("the text is not closed"), N_("a closing quote"), True),
    ("Illegal character '\\n'", N_("the text is not closed"), N_('a closing " in its line; """ for several'), True),
    ("Illegal character", N_("a control character"), N_("text without control characters"), True),
    ("Invalid date", N_("a date that does not exist"), N_("a date as 2026-11-25"), True),
    ("Invalid value", N_("this is no value"), N_('"text", a number, true, false, [list] or {table}'), True),
)  # fmt: skip


def explained(error: ValueError, text: str, places: Places) -> tuple[int, str, str, str]:
    """The line (from 1), the key, what is wrong and what was expected, of an error of the standard reader."""
    found = _WHERE.fullmatch(str(error))
    said = found[1] if found is not None else str(error)
    last = text.count("\n") + 1
    line = int(found[2]) if found is not None and found[2] else last
    at_end = found is None or not found[2]
    _begins, wrong, wanted, of_value = next(
        (one for one in _SAID if said.startswith(one[0])), ("", said, "TOML", False)
    )
    message, wanted = _(wrong), _(wanted)
    begun, path = places.last_before(line)
    if places.unclosed is not None and (at_end or said.endswith(" character '\\n'")):
        begun, path = places.unclosed
    if begun and (at_end or of_value):
        line = begun  # where what is wrong begins, not where the reader noticed
    key = written(path) if of_value or begun == line else ""
    return (
        line,
        key,
        _("no TOML, %(wrong)s; expected %(expected)s") % {"wrong": message, "expected": wanted},
        wanted,
    )
