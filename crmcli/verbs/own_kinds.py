"""Words of a team's own kinds of follow-up in a note: its processes bring them beside the built-in kinds."""

from __future__ import annotations

from crmcli.store.pipeline import any_kind_says, own_words
from crmcli.text.names import fold, has_han
from crmcli.text.pieces import Span, is_latin

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Customer
    from crmcli.text.note import NoteReading


def with_own_kind(
    store: Store,
    text: str,
    reading: NoteReading,
    customer: Customer | None,
    opportunity: str = "",
    order: str = "",
) -> NoteReading:
    """A reading with the kind that one of the team's own words names, outside what is understood otherwise.

    Words of the process that the note is about come first: that of the ``order`` or ``opportunity`` it names, else
    those of the customer's open ones; then those of the default process, of versions in use, of all others. Of one
    process the first word in the text counts. A word boundary is asked of Latin words only. The built-in words come
    before all of these, but for an own word that holds the built-in one and more.
    """
    said = next((one for one in reading.understood if one.field == "kind"), None)
    if said is None and reading.kind != "other":
        return reading
    if said is not None and not any_kind_says(store, fold(said.text)):
        return reading
    others = [one for one in reading.understood if one is not said]
    low = fold(text)
    if not _may_say(store, low):
        return reading
    for process in _in_order(store, _followed(store, customer, opportunity, order)):
        found = [
            (place, place + len(word), kind["id"])
            for kind in process["followup_kinds"]
            for word in map(fold, (*kind["words"], kind["label"], kind.get("label_zh") or ""))
            if word and (place := _place(low, word, others, said)) >= 0
        ]
        if found:
            start, end, id = min(found, key=lambda one: (one[0], -one[1]))
            understood = [*others, Span("kind", text[start:end], start, end, id)]
            return reading._replace(kind=id, understood=sorted(understood, key=lambda one: one.start))
    return reading


def _may_say(store: Store, low: str) -> bool:
    """Whether any of the words stands in a text: hardly ever, and then no process has to be read."""
    words: Sequence[str] = own_words(store)
    if not words and not any_kind_says(store, ""):  # no process is installed
        from crmcli.processes.builtin import OWN_WORDS

        words = OWN_WORDS
    plain = low.isascii()
    return any(fold(word) in low for word in words if word.isascii() or not plain)


def _followed(store: Store, customer: Customer | None, opportunity: str, order: str) -> list[str | None]:
    """The versions of processes that a note is about."""
    from crmcli.verbs.offers import named, open_ones

    if order.strip():
        from crmcli.verbs import note_order

        return [note_order.named(store, customer, order).playbook_id]
    if opportunity.strip():
        return [named(store, customer, opportunity).playbook_id]
    return [one.playbook_id for one in open_ones(store, customer)] if customer is not None else []


def _in_order(store: Store, followed: Sequence[str | None]) -> list[dict[str, Any]]:
    from crmcli.verbs import stages

    rows = stages.installed(store)
    if not rows:
        return [one.data for one in stages.processes(store)]
    rows.sort(key=lambda row: (row.id not in followed, not row.is_default, not row.in_use, -row.version))
    return [stages.process(row).data for row in rows]


def _place(low: str, word: str, others: Sequence[Span], said: Span | None) -> int:
    """Where a word stands in a text, by itself, free of ``others`` and holding ``said`` and more; -1 if nowhere."""
    at = low.find(word)
    while at >= 0:
        end = at + len(word)
        whole = has_han(word) or not (
            (at and is_latin(low[at - 1])) or (end < len(low) and is_latin(low[end]))
        )
        free = not any(one.start < end and at < one.end for one in others)
        more = said is None or (at <= said.start and said.end <= end and len(word) > said.end - said.start)
        if whole and free and more:
            return at
        at = low.find(word, at + 1)
    return -1
