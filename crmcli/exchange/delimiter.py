"""Which character separates the columns of a text table.

Judged by width: with the right delimiter nearly all rows have the same number of columns. Decimal
commas, times (``12:30``) and lists inside cells also split, but into uneven or narrower rows.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from itertools import islice

# Candidates with how far each is to be trusted: a colon is far more often part of a time or an address.
_CANDIDATES = {",": 1.0, ";": 1.0, "\t": 1.05, "|": 1.0, "\x1f": 1.0, "^": 0.8, "~": 0.8, ":": 0.5}
_ROWS = 200


def guess_delimiter(lines: Iterable[str]) -> str:
    """The delimiter of the table that begins with ``lines`` (with line ends); ``,`` for one column."""
    sample = list(islice(lines, 2 * _ROWS))
    if sample and sample[0].strip().strip('"').lower().startswith("sep="):
        named = sample[0].strip().strip('"')[4:5] or "\t"  # Excel's own marker line
        return named
    text = "".join(sample)
    best, best_score = ",", 0.0
    for delimiter, trust in _CANDIDATES.items():
        if delimiter in text:
            score = trust * _evenness(sample, delimiter)
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _evenness(lines: list[str], delimiter: str) -> float:
    """How evenly ``delimiter`` cuts: the share of rows with the usual width, wider a little better."""
    widths: list[int] = []
    try:
        for row in islice(csv.reader(lines, delimiter=delimiter), _ROWS):
            if any(row):
                widths.append(len(row))
    except csv.Error:
        pass
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0.0
    width, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    score = count / len(widths) * (1 + 0.02 * min(width, 20))
    return score if widths[0] == width else 0.9 * score
