"""The pipeline in words: short amounts, what is to be seen of a card, how a board is called. For both faces."""

from __future__ import annotations

from crmcli.i18n import N_, _, language, listed, ngettext
from crmcli.shown.wrapping import DOT
from crmcli.text.clean import width
from crmcli.text.money import show_amount

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from typing import Any

    from crmcli.verbs.board import Card, Total
    from crmcli.verbs.deal import Deal

    Piece = tuple[str, str]


SILENT, LATE, RISK = "~", "!", "▲"
"""The signs of a card that nobody dealt with, that is past its close, and that is at risk."""

_UNITS = {
    "en": ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k")),
    "zh": ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")),
}

# What is missing of an opportunity, by code.
GAPS = {
    "no_amount": N_("no amount"), "no_close": N_("no expected close"), "no_next_step": N_("no next step"),
    "silent": N_("silent"), "past_close": N_("past close"),
}  # fmt: skip


def brief(amount: str) -> str:
    """An amount in three digits at most and a unit: ``950``, ``12.5k``, ``1.02M``, ``1.25万``, ``1.02亿``."""
    whole = int(amount.partition(".")[0] or 0)
    sign, size = ("-" if amount.startswith("-") else ""), abs(whole)
    for unit, letter in _UNITS["zh" if language() == "zh" else "en"]:
        if size >= unit - unit // 2000:  # 999,950 is 1M, not 1000k
            whole, rest = divmod((size * 100 + unit // 2) // unit, 100)
            if whole >= 100:
                return f"{sign}{whole + (rest >= 50)}{letter}"
            if whole >= 10:
                whole, rest = divmod((size * 10 + unit // 2) // unit, 10)
                return f"{sign}{whole}.{rest}{letter}".replace(".0", "")
            return f"{sign}{f'{whole}.{rest:02d}'.rstrip('0').rstrip('.')}{letter}"
    return f"{sign}{size}"


def brief_money(money: dict[str, str] | None, currency: str) -> str:
    """An amount shortly, its currency only if it is not the one that is taken for granted; a dash for none."""
    if money is None:
        return "—"
    said = brief(money["amount"])
    return said if money["currency"] == currency else f"{money['currency']} {said}"


def days(number: int) -> str:
    """A number of days: ``5 d``."""
    return _("%(number)d d") % {"number": number}


def marks(card: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """What presses about a card, the worst first: style, sign, in one word, in some more."""
    out = []
    if card["risk_flag"]:
        out.append(("late", RISK, _("risk"), _("risk")))
    if card["days_late"]:
        number = card["days_late"]
        long = ngettext("%(number)d day past close", "%(number)d days past close", number)
        out.append(("late", LATE, _("past close"), long % {"number": number}))
    if card["silent"]:
        number = card["days_silent"] or 0
        long = ngettext("silent for %(number)d day", "silent for %(number)d days", number)
        out.append(("noted", SILENT, _("silent"), long % {"number": number}))
    return out


def marks_within(card: Card, cells: int) -> list[Piece]:
    """What presses about a card, in as many words as so many cells have room for, at least the signs; with a gap before
    each."""
    found = marks(card)
    forms = (
        [f"{sign} {long}" for _style, sign, _word, long in found],
        [f"{sign} {word}" for _style, sign, word, _long in found],
        [f"{sign} {word}" if not place else sign for place, (_style, sign, word, _long) in enumerate(found)],
        [sign for _style, sign, _word, _long in found],
    )
    texts = next((one for one in forms if sum(width(text) + 2 for text in one) <= cells), forms[-1])
    return [(one[0], "  " + text) for one, text in zip(found, texts, strict=True)]


def joined(*parts: str) -> str:
    """Those of the parts that there are, on one line."""
    return DOT.join(part for part in parts if part)


def gap_shown(code: str) -> str:
    """What is missing of an opportunity, by its code."""
    said = GAPS.get(code)  # in brackets of _() its key would be collected as a text
    return _(said) if said else code


def sum_said(total: Total) -> str:
    """What a column comes to, shortly; ``+`` for amounts there is no rate for. Empty if it comes to nothing."""
    if not total.amount.minor:
        if len(total.left_out) != 1:
            return "+" if total.left_out else ""
        return f"{total.left_out[0].currency} {brief(show_amount(total.left_out[0]))}"
    return brief(show_amount(total.amount)) + ("+" if total.left_out else "")


def total_said(total: Total) -> str:
    """A board's sums on one line: how much of it is likely, how many, by which rates, what is left out."""
    parts = []
    if total.amount.minor or not total.left_out:
        said = {
            "weighted": brief(show_amount(total.likely)), "amount": brief(show_amount(total.amount)),
            "currency": total.amount.currency,
        }  # fmt: skip
        parts.append(_("weighted %(weighted)s of %(amount)s %(currency)s") % said)
    parts.append(ngettext("%(number)d open", "%(number)d open", total.number) % {"number": total.number})
    if total.converted:
        parts.append(_("%(currencies)s by your rates") % {"currencies": listed(total.converted)})
    if total.left_out:
        out = listed(f"{one.currency} {brief(show_amount(one))}" for one in total.left_out)
        parts.append(_("without a rate: %(amounts)s") % {"amounts": out})
    return DOT.join(parts)


# --- one opportunity ----------------------------------------------------------------------------------------------

SWOT = ("strengths", "weaknesses", "chances", "threats")
"""The four short lists."""

_JUDGED = ("current_problem", "competitors", "products")


def lead(deal: Deal, now: datetime) -> str:
    """What is above all else known of an opportunity, on one line."""
    from crmcli.shown.values import money, past, when
    from crmcli.store.records import OPPORTUNITY

    fields, record, card = OPPORTUNITY.fields, deal.record, deal.card
    parts = []
    if record["outcome"]:
        parts.append(f"{_stage(deal, record['outcome'])} {when(record['closed_at'] or '', now)}".strip())
        parts += [_reason(deal, record["outcome_reason"])] if record["outcome_reason"] else []
    else:
        stage = _stage(deal, record["stage"] or "")
        age = card["days_in_stage"] if card is not None else None
        parts.append(stage if age is None else f"{stage} {days(age)}")
        parts += [f"{sign} {long}" for _style, sign, _word, long in marks(card)] if card is not None else []
    if record["amount"]:
        parts.append(money(record["amount"]))
    if record["probability"] is not None and not record["outcome"]:
        parts.append(f"{record['probability']} %")
    if record["expected_close"] and not record["outcome"]:
        late = "! " if past(record["expected_close"], now) else ""
        parts.append(f"{fields['expected_close'].shown} {late}{when(record['expected_close'], now)}")
    for name in ("next_followup", "latest_followup"):
        if record[name] and (name != "next_followup" or not record["outcome"]):
            late = "! " if name == "next_followup" and past(record[name], now) else ""
            parts.append(f"{fields[name].shown} {late}{when(record[name], now)}")
    if record["owner"]:
        parts.append(f"{fields['owner'].shown} {record['owner']['name']}")
    parts += [f"#{tag}" for tag in record["tags"]]
    return DOT.join(parts)


def gaps(card: Card | None, asked: Collection[str] = ()) -> list[str]:
    """What should be known of an open opportunity and is not; without what its next stage asks for, and its marks."""
    if card is None:
        return []
    fields = {"no_amount": "amount", "no_close": "expected_close"}
    marked = ("silent", "past_close")
    return [gap_shown(code) for code in card["gaps"] if code not in marked and fields.get(code) not in asked]


def assessment(record: dict[str, Any], *, swot: bool = True) -> list[tuple[str, str]]:
    """How it is judged: the problem, the rivals, what it is about, and the four short lists; labels and texts."""
    from crmcli.store.records import OPPORTUNITY

    out = []
    for name in (*_JUDGED, *(SWOT if swot else ())):
        content = record[name]
        text = content if isinstance(content, str) else "; ".join(content or ())
        if text:
            out.append((OPPORTUNITY.fields[name].shown, text))
    return out


def ending(record: dict[str, Any]) -> list[tuple[str, str]]:
    """What was learnt, and from which stage it was closed."""
    from crmcli.store.records import OPPORTUNITY

    fields = OPPORTUNITY.fields
    out = [(fields["lesson"].shown, record["lesson"])] if record["lesson"] else []
    if record["closed_stage"]:
        out.append(
            (fields["closed_stage"].shown, fields["closed_stage"].choice_shown(record["closed_stage"]))
        )
    return out


class Step:
    """A step on an opportunity's way: where to, when, how many days it stayed there (None: that is not known)."""

    __slots__ = ("at", "days", "forced", "more", "ref", "stage")

    def __init__(self, ref: str, stage: str, at: str, days: int | None, forced: bool, more: str) -> None:
        self.ref = ref
        self.stage = stage
        self.at = at
        self.days = days
        self.forced = forced
        self.more = more


def way(deal: Deal, now: datetime) -> list[Step]:
    """The steps of an opportunity's way, the latest first: into which stage, when, how long it stayed there.

    The stay in a stage is what the step that left it says; in the present one it is that up to now.
    """
    from crmcli.shown.values import when

    out = []
    stay = deal.card["days_in_stage"] if deal.card is not None else None
    for one in deal.record["related"].get("stage_change", ()):
        more = []
        if one["by"]:
            more.append(one["by"]["name"])
        if one["forced"]:
            more.append(_("forced: %(missing)s") % {"missing": missing_said(one["missing"] or "—")})
        if one["reason"]:
            more.append(_reason(deal, one["reason"]))
        said = _stage(deal, one["to_stage"] or "")
        out.append(
            Step(one["ref"], said, when(one["at"] or "", now), stay, bool(one["forced"]), DOT.join(more))
        )
        stay = None if one["seconds"] is None else one["seconds"] // 86400
    return out


def missing_said(text: str) -> str:
    """What was missing when a move was forced, as a step of its way keeps it: names of fields, kinds and steps."""
    from crmcli.store.records import KINDS, OPPORTUNITY

    def label(name: str) -> str:
        if name in OPPORTUNITY.fields:
            return OPPORTUNITY.fields[name].shown
        return KINDS[name].shown if name in KINDS else name.removeprefix("custom.")

    return listed(label(name) for name in text.split(", "))


def _stage(deal: Deal, id: str) -> str:
    """A stage or an end as the opportunity's own process calls it."""
    from crmcli.store.records import OPPORTUNITY

    return deal.labels.get(id) or OPPORTUNITY.fields["stage"].choice_shown(id)


def _reason(deal: Deal, text: str) -> str:
    """A reason as it is called, if it is one of a process's list."""
    from crmcli.store.records import OPPORTUNITY

    return deal.reasons.get(text) or OPPORTUNITY.fields["outcome_reason"].choice_shown(text)
