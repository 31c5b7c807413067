"""How the shells ask for completions and want to be answered (Typer's protocol): what is typed, what is written.

A name with spaces has to come back as the shell would read it: quoted in bash and PowerShell, as it is in fish
and zsh, which quote themselves.
"""

from __future__ import annotations

import os

from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.commands.complete.offers import Offer

_BLANK = " \t\n"
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./%+,@=:")


class Typed:
    """The word that is being typed: what it means, and the quote that is open in it.

    The shell puts what it gets in place of all but the first ``cut`` characters.
    """

    __slots__ = ("cut", "plain", "quote")

    def __init__(self, raw: str, before: str = "") -> None:
        self.plain, self.quote = _read(raw)
        self.plain = before + self.plain
        self.cut = len(before)


def _read(raw: str) -> tuple[str, str]:
    """A word of a command line without its quotes, and the quote that is not closed."""
    out: list[str] = []
    quote = ""
    place = 0
    while place < len(raw):
        sign = raw[place]
        if sign == "\\" and quote != "'" and place + 1 < len(raw):
            place += 1
            out.append(raw[place] if not quote or raw[place] in '\\"$`' else sign + raw[place])
        elif quote:
            if sign == quote:
                quote = ""
            else:
                out.append(sign)
        elif sign in "\"'":
            quote = sign
        else:
            out.append(sign)
        place += 1
    return "".join(out), quote


def split(line: str) -> list[str]:
    """The words of a command line as they stand, quotes and all."""
    words: list[str] = []
    word = ""
    quote = ""
    skip = False
    for sign in line:
        if skip:
            skip = False
        elif sign == "\\" and quote != "'":
            skip = True
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in _BLANK:
            if word:
                words.append(word)
            word = ""
            continue
        word += sign
    return [*words, word] if word else words


def _one_line(text: str) -> str:
    return " ".join(harmless(text).split())


class Shell:
    """One that hands over the line up to the cursor and takes a completion a line, with its help after a tab."""

    helps = True
    nothing = 0

    def read(self) -> tuple[list[str], Typed]:
        """The words that stand (without ``crm``), and the one being typed."""
        line = os.environ.get("_TYPER_COMPLETE_ARGS", "")
        words = split(line)[1:]
        open_word = words.pop() if words and (not line[-1:].isspace() or _open(line)) else ""
        return [_read(word)[0] for word in words], Typed(open_word)

    def written(self, found: Sequence[Offer], typed: Typed) -> str:
        """What the shell reads."""
        raise NotImplementedError

    def code(self, found: Sequence[Offer]) -> int:
        """The exit code."""
        return 0


def _open(line: str) -> bool:
    """Whether the blank at the end of the line belongs to a word: it is quoted, or a backslash stands before it."""
    words = split(line)
    return bool(words) and words[-1][-1:] in _BLANK


class Bash(Shell):
    """Takes a completion a line, quoted as it will stand on the command line."""

    helps = False

    def read(self) -> tuple[list[str], Typed]:
        parts = split(os.environ.get("COMP_WORDS", ""))
        place = int(os.environ.get("COMP_CWORD", "0"))
        parts = [*parts[1 : place + 1], *[""] * (place >= len(parts))]
        # bash makes words of their own of @ = and : (COMP_WORDBREAKS)
        words: list[str] = []
        before = ""
        glued = False
        for part in parts[:-1]:
            joins = bool(words) and (part == ":" or (part == "=" and words[-1].startswith("--")))
            if glued or joins:
                words[-1] += _read(part)[0]
            else:
                words.append(_read(part)[0])
            glued = joins or (part == "@" and not glued)
        raw = parts[-1] if parts else ""
        if words and (glued or raw == ":" or (raw == "=" and words[-1].startswith("--"))):
            before = words.pop()
        if raw in ("@", ":", "=") and (before or raw == "@"):
            before, raw = before + raw, ""
        typed = Typed(raw, before)
        if before == "@":  # which it replaces all the same
            typed.cut = 0
        return words, typed

    def written(self, found: Sequence[Offer], typed: Typed) -> str:
        return "\n".join(self._quoted(_one_line(one.value)[typed.cut :], typed.quote) for one in found)

    def _quoted(self, text: str, quote: str) -> str:
        if quote == "'":
            return text.replace("'", "'\\''")
        if quote == '"':
            return "".join("\\" + sign if sign in '"\\$`' else sign for sign in text)
        return "".join(sign if sign in _PLAIN or ord(sign) > 127 else "\\" + sign for sign in text)


class Zsh(Shell):
    """Takes a command of its own completion system. Names that only sound so must not be matched once more."""

    def written(self, found: Sequence[Offer], typed: Typed) -> str:
        if not found:
            return "_files"
        values = " ".join(self._quoted(_one_line(one.value)) for one in found)
        shown = " ".join(
            self._quoted(
                f"{_one_line(one.value)}  -- {_one_line(one.help)}" if one.help else _one_line(one.value)
            )
            for one in found
        )
        match = "-U " if any(one.found for one in found) else ""
        return (
            f"local -a crm_values crm_shown; crm_values=({values}); crm_shown=({shown}); "
            f"compadd {match}-l -d crm_shown -a crm_values"
        )

    def _quoted(self, text: str) -> str:
        return "'" + text.replace("'", "'\\''") + "'"


class Fish(Shell):
    """Takes a completion a line with its help after a tab, and asks first whether there is any."""

    nothing = 1

    def written(self, found: Sequence[Offer], typed: Typed) -> str:
        if os.environ.get("_TYPER_COMPLETE_FISH_ACTION") != "get-args":
            return ""
        pairs = ((_one_line(one.value), _one_line(one.help)) for one in found)
        return "\n".join(f"{value}\t{help}" if help else value for value, help in pairs)

    def code(self, found: Sequence[Offer]) -> int:
        return 1 if os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args" and not found else 0


class PowerShell(Shell):
    """Takes ``value:::help`` a line, and names the word being typed itself."""

    def read(self) -> tuple[list[str], Typed]:
        typed = os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "")
        words = split(os.environ.get("_TYPER_COMPLETE_ARGS", ""))[1:]
        return [_read(word)[0] for word in (words[:-1] if typed else words)], Typed(typed)

    def written(self, found: Sequence[Offer], typed: Typed) -> str:
        return "\n".join(
            f"{self._quoted(_one_line(one.value))}:::{_one_line(one.help) or ' '}" for one in found
        )

    def _quoted(self, text: str) -> str:
        if all(sign in _PLAIN or ord(sign) > 127 for sign in text) and not text.startswith("@"):
            return text
        return "'" + text.replace("'", "''") + "'"


SHELLS: dict[str, Shell] = {
    "bash": Bash(), "zsh": Zsh(), "fish": Fish(), "powershell": PowerShell(), "pwsh": PowerShell(),
}  # fmt: skip
