"""Which steps of an order are meant: by reference, place, key, name, part of it, pinyin and initials."""

from __future__ import annotations

from crmcli.errors import Ambiguous, NotFound
from crmcli.i18n import _, listed
from crmcli.store.identity import is_id, is_ref, is_ref_start, read_ref
from crmcli.store.records import STEP, Step
from crmcli.text.clean import clean_line, cut
from crmcli.text.names import name_key
from crmcli.verbs import order_plan
from crmcli.verbs.resolve import can_be_part
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Order

_LABELS = ("label", "label_zh", "short", "short_zh")
_SHUT = 100  # orders told at most that are not open
_MOST = 5  # steps named at most where none is called so
_CLOSE = 60  # of 100


def steps_named(store: Store, order: Order, texts: Sequence[str], argument: str = "STEP") -> list[Step]:
    """The steps of an order that texts name, each once, in the order they are named.

    A step is called what it is called now, and what its process calls it in either language. The words of one name
    may stand apart (``bill of lading``). Raises :class:`NotFound` with the closest steps of the order, and
    :class:`Ambiguous` with the candidates.
    """
    return among(store, order, order_plan.steps_of(store, order), texts, argument)


def among(
    store: Store, order: Order, steps: Sequence[Step], texts: Sequence[str], argument: str = "STEP"
) -> list[Step]:
    """The same of steps that were read already."""
    names = names_of(store, order, steps)
    if len(texts) > 1:
        whole = _on_level(steps, names, clean_line(" ".join(texts)), _by_name)
        if len(whole) == 1:
            return [whole[0][0]]
    found = {one.id: one for one in (_named(order, steps, names, text, argument) for text in texts)}
    return list(found.values())


def names_of(store: Store, order: Order, steps: Sequence[Step]) -> dict[str, tuple[str, ...]]:
    """All that steps of an order are called, by id: their names, and the labels of their process in both languages."""
    from crmcli.verbs.stages import process_of

    said: dict[str, dict[str, Any]] = {}
    if order.playbook_id:
        said = {one["id"]: one for one in process_of(store, order.playbook_id).data.get("steps", ())}
    out = {}
    for step in steps:
        labels = (str(said.get(step.key, {}).get(name) or "") for name in _LABELS)
        out[step.id] = tuple(dict.fromkeys(name for name in (step.name, *labels) if name))
    return out


def _named(
    order: Order, steps: Sequence[Step], names: dict[str, tuple[str, ...]], typed: str, argument: str
) -> Step:
    text = clean_line(typed)
    for fits in (_by_ref, _by_name, _by_part, _by_start_of_ref) if text else ():
        found = _on_level(steps, names, text, fits)
        if len(found) > 1 and {why for _one, why in found} == {"initials"}:
            found = _as_usual(found, names, text) or found
        if len(found) == 1:
            return found[0][0]
        if found:
            raise _ambiguous(text, found, argument)
    raise missing(order, steps, names, text, argument)


def _on_level(
    steps: Sequence[Step],
    names: dict[str, tuple[str, ...]],
    text: str,
    fits: Callable[[str, Step, tuple[str, ...]], str],
) -> list[tuple[Step, str]]:
    return [(one, why) for one in steps if (why := fits(text, one, names[one.id]))]


def _as_usual(
    found: Sequence[tuple[Step, str]], names: dict[str, tuple[str, ...]], text: str
) -> list[tuple[Step, str]]:
    """Those of several whose initials are meant by the usual readings: ``dc`` is 订舱 before it is 提单."""
    from crmcli.text.pinyin import letters, usual_initials

    typed = letters(text)
    return [hit for hit in found if any(usual_initials(name).startswith(typed) for name in names[hit[0].id])]


def _by_ref(text: str, step: Step, names: tuple[str, ...]) -> str:
    return (
        "ref"
        if (is_id(text) and step.id == text.lower()) or (is_ref(text) and step.ref == read_ref(text))
        else ""
    )


def _by_name(text: str, step: Step, names: tuple[str, ...]) -> str:
    if text.isascii() and text.isdigit() and step.place == int(text[:9]):
        return "place"
    key = name_key(text)
    if step.key.casefold() == key.replace(" ", "_"):
        return "name"
    return "name" if any(name_key(name) == key for name in names) else ""


def _by_part(text: str, step: Step, names: tuple[str, ...]) -> str:
    from crmcli.text.pinyin import initials_match, is_spoken, letters, pinyin_matches

    key = name_key(text)
    if can_be_part(key) and any(key in name_key(name) for name in (*names, step.key.replace("_", " "))):
        return "part"
    if not is_spoken(text) or len(letters(text)) < 2:
        return ""
    if any(pinyin_matches(text, name) for name in names):
        return "pinyin"
    return "initials" if any(initials_match(text, name) for name in names) else ""


def _by_start_of_ref(text: str, step: Step, names: tuple[str, ...]) -> str:
    return "ref" if is_ref_start(text) and step.ref.startswith(read_ref(text)) else ""


def _ambiguous(text: str, found: Sequence[tuple[Step, str]], argument: str) -> Ambiguous:
    return Ambiguous(
        _("“%(text)s” names several: %(names)s")
        % {"text": text, "names": listed(f"{one.place} {one.name}" for one, _why in found)},
        hint=_("Say which by its number in the checklist, or its ref."),
        argument=argument,
        value=text,
        candidates=[{**link(STEP, one), "why": why} for one, why in found],
    )


def missing(
    order: Order, steps: Sequence[Step], names: dict[str, tuple[str, ...]], text: str, argument: str = "STEP"
) -> NotFound:
    """The error that no step of an order is called so; ``closest`` are those spelt much like it, else its first."""
    from rapidfuzz import fuzz, utils

    key = name_key(text)[:200]

    def score(step: Step) -> float:
        called = (*names[step.id], step.key)
        return max(
            (fuzz.WRatio(key, name_key(name), processor=utils.default_process) for name in called), default=0
        )

    scored = sorted(((-score(one), one.place, one) for one in steps), key=lambda one: one[:2])
    close = [one for score_, _place, one in scored if -score_ >= _CLOSE][:_MOST]
    said = [f"{one.place} {one.name}" for one in close or steps]
    hint = _("Did you mean %(names)s?") if close else _("Its steps: %(names)s.")
    return NotFound(
        _("No step of %(number)s is called “%(text)s”.") % {"number": order.number, "text": cut(text, 60)},
        hint=hint % {"names": listed(said)} if said else _("It has no steps."),
        argument=argument,
        value=cut(text, 200),
        closest=[link(STEP, one) for one in (close or steps)[:_MOST]],
        record=order.ref,
    )


def by_own_refs(store: Store, words: Sequence[str]) -> list[Step] | None:
    """The steps that words name by their own ids or whole references; None if the first of them is no such thing.

    Raises :class:`NotFound`, :class:`Ambiguous`.
    """
    from crmcli.verbs.resolve import at_level, resolve

    if not any(at_level(store, clean_line(words[0]), ("step",), level) for level in (1, 2)):
        return None
    rows = (resolve(store, word, ("step",), argument="STEP").row for word in words)
    return list({row.id: row for row in rows if isinstance(row, Step)}.values())


# --- of many orders -----------------------------------------------------------------------------------------------


class Chosen:
    """Steps of many orders, and why those of others are left out: orders by ``shut without over``.

    ``shut``: not being carried out; ``without``: no such step; ``over``: it stands so already, or was skipped.
    """

    __slots__ = ("over", "shut", "steps", "without")

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.shut: list[Order] = []
        self.without: list[Order] = []
        self.over: list[Order] = []


_OVER = {"done": ("done", "skipped"), "start": ("started", "done", "skipped"), "block": ("done", "skipped"),
         "skip": ("done", "skipped"), "reopen": ("open",), "assign": ("done", "skipped")}  # fmt: skip
"""Steps that a filter of orders does not mean, for each thing that is done."""


def chosen(store: Store, where: Sequence[str], texts: Sequence[str], what: str) -> Chosen:
    """The steps called so of all open orders that filters let through, else the next step of each.

    Orders that are not open are told only where no open one is let through. Raises :class:`FilterError`, and
    :class:`NotFound` if none of the orders has such a step.
    """
    from crmcli.store.records import ORDER, Order
    from crmcli.verbs.orderboard import open_ones
    from crmcli.verbs.records import records

    out = Chosen()
    orders = open_ones(store, where, "created_at")
    if not orders:
        found_shut = records(store, ORDER, where=where, sort="created_at", limit=_SHUT)
        out.shut = [one for one in found_shut if isinstance(one, Order)]
    every = order_plan.steps_of_all(store, [one.id for one in orders])
    fault: NotFound | None = None
    keys: dict[
        Any, list[str]
    ] = {}  # steps that texts name in a checklist, read once for all orders that have it
    by_ref = any(is_id(one) or is_ref_start(one) for one in map(clean_line, texts))
    for order in orders:
        steps = every[order.id]
        alike = (order.playbook_id, tuple((one.place, one.key, one.name) for one in steps))
        if not texts:
            found = [one for one in steps if one.id == order.next_step_id]
        elif alike in keys and not by_ref:
            found = [one for one in steps if one.key in keys[alike]]
        else:
            try:
                found = among(store, order, steps, texts)
            except NotFound as error:
                fault, found = error, []
            keys[alike] = [one.key for one in found]
        if not found:
            out.without.append(order)
        live = [one for one in found if one.status not in _OVER[what]]
        if found and not live:
            out.over.append(order)
        out.steps += live
    if fault is not None and not out.steps and not out.over:
        raise fault
    return out
