"""What becomes of rows that meet a record, and what a file of our own may say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Field
    from crmcli.verbs.importing.columns import Parsed
    from crmcli.verbs.importing.draft import Draft


class Rules:
    """What becomes of rows that meet a record, and what a file of our own may say."""

    __slots__ = ("adopted", "answers", "asked", "first", "on_duplicate", "restoring")

    def __init__(
        self,
        on_duplicate: str,
        first: tuple[str, str] | None,
        *,
        restoring: frozenset[str] = frozenset(),
        answers: dict[tuple[str, str | None, int], str] | None = None,
        adopted: str = "",
    ) -> None:
        self.adopted = adopted  # the member whose identity this store's own has taken: all of its row holds
        self.on_duplicate = on_duplicate
        self.first = first  # the kind and field of --key
        # Kinds of our own export that come along: what follows from them is not made.
        self.restoring = restoring
        self.answers = answers  # for --on-duplicate ask: what becomes of a row, by file, sheet and number
        self.asked: list[tuple[Parsed, Draft, list[tuple[Field, Any, Any]]]] = []

    @property
    def asks(self) -> bool:
        """Whether this pass only gathers what a person is to be asked."""
        return self.on_duplicate == "ask" and self.answers is None
