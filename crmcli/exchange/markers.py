"""What a cell can hold that is no text of its own: the marks of an empty one, and the beginnings of a formula."""

from __future__ import annotations

EMPTY = frozenset({"NULL", "null", "\\N", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
"""What stands for an empty cell in exports of databases and spreadsheets, beside nothing at all."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run, if a text began with it."""
