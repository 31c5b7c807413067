"""What a command is: arguments, options, help, and the function that answers. Light: imports nothing.

One description serves the option-less fast path, Typer, the help pages in both languages, completion and the
generated reference.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.commands.output import Answer


class Arg:
    """A positional argument. ``name`` is the function's parameter, ``shown`` how help calls it."""

    __slots__ = ("help", "many", "name", "required", "shown")

    def __init__(
        self, name: str, shown: str, help: str, *, many: bool = False, required: bool = True
    ) -> None:
        self.name = name
        self.shown = shown
        self.help = help
        self.many = many
        self.required = required

    @property
    def usage(self) -> str:
        """How it stands in the usage line."""
        text = self.shown + ("…" if self.many else "")
        return text if self.required else f"[{text}]"


class Opt:
    """An option. Without ``value`` it is a flag; ``many`` collects what is given again and again."""

    __slots__ = ("choices", "flags", "help", "many", "name", "value")

    def __init__(
        self,
        flags: str,
        help: str,
        *,
        value: str = "",
        many: bool = False,
        name: str = "",
        choices: tuple[str, ...] = (),
    ) -> None:
        self.flags = flags.split()
        self.help = help
        self.value = value
        self.many = many
        self.choices = choices
        self.name = name or max(self.flags, key=len).lstrip("-").replace("-", "_")


class Command:
    """A command: ``function(session, **arguments)`` returns an :class:`Answer`.

    ``path`` is what is typed (``customer add``); ``help`` one line, ``more`` what else to know, ``examples``
    command lines. ``options`` may be a function, called only when options are looked at.
    """

    __slots__ = ("_options", "args", "examples", "function", "help", "more", "path")

    def __init__(
        self,
        path: str,
        function: Callable[..., Answer],
        help: str,
        *,
        args: tuple[Arg, ...] = (),
        options: tuple[Opt, ...] | Callable[[], tuple[Opt, ...]] = (),
        examples: tuple[str, ...] = (),
        more: str = "",
    ) -> None:
        self.path = path
        self.function = function
        self.help = help
        self.args = args
        self._options = options
        self.examples = examples
        self.more = more

    @property
    def options(self) -> tuple[Opt, ...]:
        """The options."""
        return self._options() if callable(self._options) else self._options

    def plain(self, words: list[str]) -> dict[str, Any] | None:
        """The arguments of a call without options; None when Typer has to look at it (options, wrong number)."""
        for word in words:
            if word.startswith("-") and word != "-":
                return None
        many = next((arg for arg in self.args if arg.many), None)
        required = sum(1 for arg in self.args if arg.required)
        if len(words) < required or (many is None and len(words) > len(self.args)):
            return None
        given: dict[str, Any] = {}
        rest = list(words)
        for place, arg in enumerate(self.args):
            if arg.many:
                keep = len(self.args) - place - 1
                end = len(rest) - keep
                given[arg.name], rest = rest[:end], rest[end:]
            else:
                given[arg.name] = rest.pop(0) if rest else None
        return given
