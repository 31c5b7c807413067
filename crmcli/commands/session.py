"""One call of the program: its flags, the store (opened when first asked for), and whom it talks to."""

from __future__ import annotations

import os
import sys

from crmcli import clock, config, paths

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store

FORMATS = ("table", "tsv", "csv", "json", "jsonl")
FILES = ("csv", "tsv", "json", "jsonl", "xlsx", "vcf", "ics")  # what `crm export` writes


def formats_of(command: str) -> tuple[str, ...]:
    """The formats that a command, by its first word, can answer in."""
    return FILES if command == "export" else FORMATS


def forced_width() -> int:
    """The cells of ``CRM_FORCE_TTY``, which has a pipe answered as a terminal that wide would be; 0 if it is not set.

    Nothing is asked then all the same: whether a person sits there is another question.
    """
    text = os.environ.get("CRM_FORCE_TTY", "")
    return max(min(int(text), 1000), 20) if text.isdecimal() and int(text) > 0 else 0


class Flags:
    """The options every command takes, wherever they stand before ``--``."""

    __slots__ = ("color", "format", "json", "lang", "member", "quiet")

    def __init__(self) -> None:
        self.json = False
        self.quiet = False
        self.format: str | None = None
        self.lang: str | None = None
        self.member: str | None = None  # who acts, as typed after --as
        self.color: bool | None = None


class Session:
    """What a command may ask of its surroundings."""

    def __init__(self, flags: Flags, *, store: Store | None = None, batch: bool = False) -> None:
        self.flags = flags
        self.batch = batch
        self.path: list[str] = []
        self.acted_as: str | None = None  # who acted in the store before this call
        self._store = store
        self._owns = store is None

    @property
    def store(self) -> Store:
        """The store, opened (and made, when there is none) at first use; waiting notes are filed then."""
        if self._store is None:
            from crmcli.store.open import open_store

            if self.flags.member is None and "CRM_AS" in os.environ:
                self.flags.member = os.environ["CRM_AS"] or None
            zone = config.get("timezone")
            store = open_store(
                paths.store_path(), lambda: clock.now(zone), timeout=float(config.get("store.timeout"))
            )
            store.currency = config.get("currency")
            store.date_order = config.get("date_order")
            self._store = store
            from crmcli.verbs import vocabulary, watching

            vocabulary.use(store)
            watching.watch(store)
            self._file_waiting(store)
            if self.flags.member is not None:
                self._store = None  # not open before it is known who acts
                try:
                    self._act(store)
                except BaseException:
                    store.close()
                    raise
                self._store = store
        elif self.flags.member is not None and self.acted_as is None:
            self._act(self._store)
        return self._store

    def _act(self, store: Store) -> None:
        """Have the member that ``--as`` or ``CRM_AS`` names act in this call."""
        from crmcli.verbs.members import acting

        member = acting(store, str(self.flags.member))
        self.acted_as, store.me = store.me, member

    def step_back(self) -> None:
        """In a store that outlives this call: whoever acted before it acts again."""
        if self._store is not None and self.acted_as is not None:
            self._store.me = self.acted_as
            self.acted_as = None

    def _file_waiting(self, store: Store) -> None:
        """File notes that were kept while the store was locked."""
        try:
            waiting = os.listdir(paths.spool_folder(store.path))
        except OSError:
            return
        if waiting:
            from crmcli.verbs.spool import file_waiting

            for message in file_waiting(store):
                self.warn(message)

    @property
    def opened(self) -> bool:
        """Whether the store was opened."""
        return self._store is not None

    def close(self) -> None:
        """Close the store if this session opened it."""
        if self._store is not None and self._owns:
            self._store.close()
            self._store = None

    @property
    def terminal(self) -> bool:
        """Whether answers go to a person's terminal."""
        return not self.batch and (sys.stdout.isatty() or forced_width() > 0)

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked."""
        return (
            not self.batch and not self.flags.json and not self.flags.quiet
            and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
        )  # fmt: skip

    @property
    def colored(self) -> bool:
        """Whether output is coloured: NO_COLOR, --no-color, TERM=dumb and the setting are obeyed."""
        if self.flags.color is not None:
            return self.flags.color
        if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
            return False
        wanted = config.get("color")
        return bool(wanted == "always" or (wanted == "auto" and self.terminal))

    @property
    def width(self) -> int:
        """The terminal's width in cells."""
        import shutil

        if forced := forced_width():
            return forced
        return max(shutil.get_terminal_size((80, 24)).columns, 20)

    def warn(self, message: str) -> None:
        """Say something to the person, on standard error."""
        if not self.flags.quiet:
            from crmcli.commands.diagnostics import say

            say(message)

    def confirm(self, question: str) -> bool:
        """Ask a yes or no on the terminal; no is the answer of an empty line."""
        from crmcli.commands.diagnostics import ask
        from crmcli.i18n import _

        answer = ask(_("%(question)s [y/N] ") % {"question": question}).strip().casefold()
        return answer in ("y", "yes", "是", "ｙ")

    def read_text(self, words: Sequence[str] | None, *, hint: str = "") -> str:
        """TEXT of a note: the words joined by one space; else standard input; else ``$EDITOR``."""
        if words:
            return " ".join(words)
        if self.batch:
            return ""
        if sys.stdin is not None and not sys.stdin.isatty():
            return (
                sys.stdin.buffer.read().decode("utf-8", "replace")
                if hasattr(sys.stdin, "buffer")
                else sys.stdin.read()
            )
        from crmcli.commands.editor import edit

        return edit(hint)
