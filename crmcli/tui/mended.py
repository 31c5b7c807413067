"""What Textual does not give back: mended here, until it is mended there."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from textual._styles_cache import StylesCache


def mend() -> None:
    """Have what was painted of a closed screen forgotten.

    A cache over a method keeps the object along with the answer: here every widget's painted lines, some hundred KiB
    for each screen that was opened and left. The answer depends on two colours alone.
    """
    kept: Any = StylesCache.get_inner_outer
    plain = getattr(kept, "__wrapped__", None)
    if plain is not None and plain.__module__ != __name__:  # not mended yet
        StylesCache.get_inner_outer = staticmethod(  # type: ignore[method-assign, assignment]
            lru_cache(1024)(lambda base, background: plain(None, base, background))
        )
