"""The tokens of texts with Chinese in them, made for a whole column: those of :func:`crmcli.store.searchdoc.tokens`.

All texts are folded and divided into Chinese and other words by one call each. A token may come twice, as in a plain
text; FTS5 does not mind.
"""

from __future__ import annotations

import re
from operator import add
from typing import TYPE_CHECKING

from crmcli.store.bulkindex import HAN
from crmcli.text.names import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

_RUNS = re.compile(f"([{HAN}]+)")
_SIGNS = re.compile(r"[^\w\x00-\x7f]+")  # that are no part of a word; FTS5 knows those of ASCII by itself
_OFTEN = "，。、；：？！（）"  # those of nearly every text; with a wide one in it there is much more to fold
_MOST = 20_000  # runs that are remembered


class _Pairs(dict[str, str]):
    """The tokens of a run of Chinese characters: every two neighbouring ones, and the last."""

    def __missing__(self, run: str) -> str:
        if len(self) >= _MOST:
            self.clear()
        made = self[run] = f" {' '.join([*map(add, run, run[1:]), run[-1]])} "
        return made


_PAIRS = _Pairs()


def words(texts: Sequence[str]) -> list[str]:
    """The tokens of the words of each text, divided by spaces."""
    if not texts:
        return []
    whole = "\n".join(texts)
    if whole.count("\n") != len(texts) - 1:
        whole = "\n".join([text.replace("\n", " ") for text in texts])
    for sign in _OFTEN:
        whole = whole.replace(sign, " ")
    pieces = _RUNS.split(_SIGNS.sub(" ", folded(whole)))
    pieces[1::2] = map(_PAIRS.__getitem__, pieces[1::2])
    return "".join(pieces).split("\n")
