"""Words of a team's own kinds of follow-up in a note: its processes bring them beside the built-in kinds."""

from __future__ import annotations

from crmcli.text.names import fold, has_han
from crmcli.text.pieces import Span, is_latin
from crmcli.verbs.stages import processes

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.text.note import NoteReading


def with_own_kind(store: Store, text: str, reading: NoteReading) -> NoteReading:
    """A reading with the kind that the first of the team's own words names, outside what is understood already.

    A word boundary is asked of Latin words only. The built-in words come first: asked for where they name no kind.
    """
    low = fold(text)
    best: tuple[int, int, str] | None = None
    for process in processes(store):
        for kind in process.data["followup_kinds"]:
            for word in (*kind["words"], kind["label"], kind.get("label_zh") or ""):
                place = _place(low, fold(word), reading) if word else -1
                if place >= 0 and (best is None or place < best[0]):
                    best = place, place + len(word), kind["id"]
    if best is None:
        return reading
    start, end, id = best
    piece = Span("kind", text[start:end], start, end, id)
    return reading._replace(
        kind=id, understood=sorted([*reading.understood, piece], key=lambda one: one.start)
    )


def _place(low: str, word: str, reading: NoteReading) -> int:
    """Where a word stands in a text, by itself and free; -1 if nowhere."""
    at = low.find(word)
    while at >= 0:
        end = at + len(word)
        whole = has_han(word) or not (
            (at and is_latin(low[at - 1])) or (end < len(low) and is_latin(low[end]))
        )
        if whole and not any(one.start < end and at < one.end for one in reading.understood):
            return at
        at = low.find(word, at + 1)
    return -1
