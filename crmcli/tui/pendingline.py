"""A line of a quote that is typed and not stored yet: what was typed in which cell, and what stood there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.text.clean import clean_line
from crmcli.verbs.quotepage import WHOLE, Change

if TYPE_CHECKING:
    Record = dict[str, Any]


class Pending:
    """A line that is typed and not stored yet: its number (None: a new one), the product taken for it, what was typed
    by column, and the line as it stood when it was begun (None: there was none).
    """

    __slots__ = ("before", "name", "place", "product", "texts")

    def __init__(self, place: int | None, before: Record | None) -> None:
        self.place = place
        self.before = before
        self.product = ""
        self.name = ""  # of what was taken for a new line
        self.texts: dict[str, str] = {}

    @property
    def touched(self) -> bool:
        """Whether anything is otherwise than it stands in the store."""
        return bool(self.texts or self.product)

    @property
    def change(self) -> Change:
        """As the verbs take it."""
        texts = {name: clean_line(text) for name, text in self.texts.items()}
        return Change(self.place, self.product, texts, self.before)

    def was(self, column: str) -> str:
        """What stands in a cell in the store, as it is typed."""
        one = self.before
        if column == "discount" and self.place == WHOLE:
            return "" if one is None or one["discount"] == "0%" else str(one["discount"])
        if one is None:
            return {"quantity": "1"}.get(column, "")
        if column == "price":
            return "" if one["unit_price"] is None else str(one["unit_price"]["amount"])
        content = str(one[column] or "")
        return "" if column == "discount" and content == "0%" else content

    def stands(self, column: str) -> str:
        """What stands in a cell now."""
        return self.texts.get(column, self.was(column))

    def type(self, column: str, text: str) -> None:
        """A cell holds a text now; what is as it was is not sent."""
        if text == self.was(column) and self.before is not None:
            self.texts.pop(column, None)
        else:
            self.texts[column] = text

    def kept(self) -> dict[str, Any]:
        """To be brought back another time."""
        return {"place": self.place, "product": self.product, "name": self.name, "texts": self.texts,
                "before": self.before}  # fmt: skip

    @classmethod
    def back(cls, kept: dict[str, Any]) -> Pending:
        """What was kept."""
        found = cls(kept["place"], kept["before"])
        found.product, found.name, found.texts = kept["product"], kept["name"], dict(kept["texts"])
        return found


def key_of(id: str) -> str:
    """Under which key a line that is typed and not stored is kept."""
    return f"quote:{id}"
