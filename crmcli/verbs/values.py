"""Reading what people type into a field: one place for validation, whatever face or file it came through."""

from __future__ import annotations

from crmcli.clock import stored
from crmcli.errors import ValueInvalid
from crmcli.i18n import _, language, listed
from crmcli.store.meta import said
from crmcli.text.clean import clean_line, clean_text
from crmcli.text.names import name_key
from crmcli.text.words import is_email, yes_or_no

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Field
    from crmcli.store.open import Store
    from crmcli.text.when import When
    from crmcli.verbs.resolve import Found


def option_of(field: Field) -> str:
    """The option that sets a field: ``--tax-id``."""
    return "--" + {
        "tags": "tag",
        "aliases": "alias",
        "phones": "phone",
        "emails": "email",
        "custom": "set",
        "competitors": "competitor",
        "products": "product",
        "strengths": "strength",
        "weaknesses": "weakness",
        "chances": "chance",
        "threats": "threat",
        "steps": "step",
        "followers": "follower",
    }.get(field.name, field.name).replace("_", "-")


def invalid(field: Field, value: str, expected: Any, message: str = "") -> ValueInvalid:
    """The error for a value a field cannot take."""
    if not isinstance(expected, list):
        wanted = str(expected)
    elif language() == "zh" and field.choices:
        wanted = listed(field.choice_shown(each) for each in expected)
    else:
        wanted = ", ".join(expected)
    shown = value if len(value) <= 60 else value[:59] + "…"
    return ValueInvalid(
        message or _("%(field)s cannot be “%(value)s”.") % {"field": field.shown, "value": shown},
        hint=_("Expected: %(expected)s.") % {"expected": wanted},
        argument=option_of(field),
        value=shown,
        expected=expected,
    )


def read_value(store: Store, field: Field, typed: str, currency: str | None = None) -> dict[str, Any]:
    """The columns of a single-valued field from typed text; an empty text clears it.

    ``currency`` is the one of amounts typed without. Raises :class:`ValueInvalid`, and for links
    :class:`NotFound` and :class:`Ambiguous`.
    """
    text = clean_text(typed).strip() if field.type == "longtext" else clean_line(typed)
    if not text:
        if field.required:
            raise invalid(field, typed, _("a text that is not empty"))
        if field.type == "boolean":
            return {field.columns[0]: 0}
        return dict.fromkeys(field.columns, field.default if field.default is not None else None)
    if field.most and len(text) > field.most:
        raise invalid(
            field,
            text,
            _("at most %(most)d characters, this has %(number)d") % {"most": field.most, "number": len(text)},
        )
    return _READERS[field.type](store, field, text, currency)


def _text(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    if field.search == "email" and not is_email(text):
        raise invalid(field, text, "name@example.com")
    if field.name == "currency":
        from crmcli.text.money import known

        text = text.upper()
        if not known(text):
            raise invalid(field, text, _("an ISO 4217 code such as CNY, USD, EUR"))
    if field.name == "repeat":
        text = rrule(store, field, text)
    return {field.columns[0]: text}


def rrule(store: Store, field: Field, text: str) -> str:
    """A recurrence rule of RFC 5545 in upper case, also from words (``每周一``, ``every other friday``).

    Raises :class:`ValueInvalid`.
    """
    rule = text.upper().replace(" ", "").removeprefix("RRULE:")
    if "FREQ=" not in rule:
        said = repeat_said(store, text)
        if said is None:
            raise invalid(field, text, _("FREQ=WEEKLY;BYDAY=MO, or every monday"))
        return said[0]
    from dateutil.rrule import rrulestr

    try:
        known = dict(part.split("=") for part in rule.split(";"))
        if min(int(known.get("INTERVAL", 1)), int(known.get("COUNT", 1))) < 1:
            raise ValueError(rule)
        rrulestr(rule, ignoretz=True)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise invalid(field, text, _("FREQ=WEEKLY;BYDAY=MO, or every monday")) from None
    return rule


def repeat_said(store: Store, text: str) -> tuple[str, When] | None:
    """The rule of a text that says a repetition and nothing else, and when it first comes; None for other texts."""
    from crmcli.text.when import find_when

    spans = find_when(text, store.clock(), store.date_order, "ahead", repeats=True)
    if len(spans) != 1 or spans[0].repeat is None or spans[0].when is None:
        return None
    rest = text[: spans[0].start] + text[spans[0].end :]
    return None if rest.strip(" .,。，") else (spans[0].repeat, spans[0].when)


def _choice(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    key = name_key(text)
    for choices in (field.fixed, said(field.vocabulary) if field.vocabulary else ()):
        for value, english, chinese in choices:
            if key in (value.casefold(), english.casefold(), name_key(chinese)):
                return {field.columns[0]: value}
    if field.open:
        return {field.columns[0]: text}
    raise invalid(field, text, [value for value, _en, _zh in field.choices])


def _boolean(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    answer = yes_or_no(text)
    if answer is not None:
        return {field.columns[0]: int(answer)}
    raise invalid(field, text, ["true", "false"])


def _integer(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    try:
        number = int(text.rstrip("%％ ") if field.percent else text)
        if field.takes(number):
            return {field.columns[0]: number}
    except ValueError:
        pass
    expected = _("a whole number")
    if field.least is not None and field.greatest is not None:
        expected = _("a whole number from %(least)d to %(greatest)d") % {
            "least": field.least, "greatest": field.greatest,
        }  # fmt: skip
    raise invalid(field, text, expected)


def read_when(store: Store, argument: str, text: str, *, looking: str = "ahead") -> When:
    """A day or moment in human words; raises :class:`ValueInvalid` naming ``argument``."""
    import re

    from crmcli.text.when import WhenError
    from crmcli.text.when import read_when as read

    try:
        shown = re.fullmatch(r"(\d{1,2})-(\d{1,2})( .*)?", text.strip())
        if shown is not None:  # as days of this year are shown; within a text it could be anything
            return read("{}月{}日{}".format(*shown.groups("")), store.clock(), store.date_order, looking)
        return read(text, store.clock(), store.date_order, looking)
    except WhenError:
        raise ValueInvalid(
            _("“%(value)s” is no date that exists.") % {"value": text},
            hint=_("Write it as 2026-11-25, 2026-11-25 15:00, fri 3pm, 下周三下午3点 or in 3 days."),
            argument=argument,
            value=text,
            expected="2026-11-25 15:00",
        ) from None


def _date(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    when = read_when(store, option_of(field), text, looking="ahead" if field.ahead else "back")
    return {field.columns[0]: (when.on or when.at.date()).isoformat()}


def when_columns(field: Field, when: When | None) -> dict[str, str | None]:
    """A day or moment in its two columns."""
    if when is None:
        return {field.columns[0]: None, field.columns[1]: None}
    if when.at is not None:
        return {field.columns[0]: None, field.columns[1]: stored(when.at)}
    return {field.columns[0]: when.on.isoformat(), field.columns[1]: None}


def _when(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    return when_columns(
        field, read_when(store, option_of(field), text, looking="ahead" if field.ahead else "back")
    )


def _instant(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    when = read_when(store, option_of(field), text, looking="ahead" if field.ahead else "back")
    if when.at is None:
        from datetime import datetime, time

        return {field.columns[0]: stored(datetime.combine(when.on, time(), store.clock().tzinfo))}
    return {field.columns[0]: stored(when.at)}


def _money(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    from crmcli.text.money import MoneyError, read_money

    try:
        money = read_money(text, currency or store.currency)
    except MoneyError as error:
        message = {
            "too_many_digits": _("“%(value)s” has more decimal places than its currency."),
            "too_large": _("“%(value)s” is too large an amount."),
            "unknown_currency": _("“%(value)s” has no currency that is known."),
        }.get(error.reason, "")
        shown = text if len(text) <= 60 else text[:59] + "…"
        raise invalid(field, text, "12万, 3,000, USD 3,000", message and message % {"value": shown}) from None
    return {field.columns[0]: money.minor, field.columns[1]: money.currency}


def _percent(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    from crmcli.text.percents import PercentError, read_percent

    try:
        return {field.columns[0]: read_percent(text)}
    except PercentError as error:
        message = {
            "out_of_range": _("“%(value)s” is not between 0 and 100 per cent."),
            "too_many_digits": _("“%(value)s” has more than two decimal places."),
        }.get(error.reason, "")
        raise invalid(field, text, "5%, 2.5%, 95折", message and message % {"value": text[:60]}) from None


def _quantity(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    from crmcli.text.percents import QuantityError, read_quantity

    try:
        return {field.columns[0]: read_quantity(text)}
    except QuantityError as error:
        message = {
            "negative": _("“%(value)s” is negative; a quantity is not."),
            "too_many_digits": _("“%(value)s” has more than 12 digits, or 6 after the point."),
        }.get(error.reason, "")
        raise invalid(field, text, "120, 1,200, 0.5", message and message % {"value": text[:60]}) from None


def _json(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    import json

    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise invalid(field, text, _('a JSON object such as {"discount": "5%"}'))
    return {field.columns[0]: json.dumps(value, ensure_ascii=False, separators=(",", ":"))}


def _link(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    return {field.columns[0]: _living(store, field, text, (field.link,)).row.id}


def _anylink(store: Store, field: Field, text: str, currency: str | None) -> dict[str, Any]:
    found = _living(store, field, text, None)
    return {field.columns[0]: found.kind.name, field.columns[1]: found.row.id}


def _living(store: Store, field: Field, text: str, kinds: tuple[str, ...] | None) -> Found:
    """The record that ``text`` names; one that was removed is refused, for nothing may hang on it any more."""
    from crmcli.verbs.records import refuse_removed
    from crmcli.verbs.resolve import resolve

    found = resolve(store, text, kinds, argument=option_of(field))
    refuse_removed(found.kind, found.row)
    return found


_READERS = {
    "text": _text, "longtext": _text, "choice": _choice, "boolean": _boolean, "integer": _integer, "date": _date,
    "when": _when, "instant": _instant, "money": _money, "json": _json, "link": _link, "anylink": _anylink,
    "percent": _percent, "quantity": _quantity,
}  # fmt: skip


def read_members(store: Store, field: Field, typed: list[str], present: list[Any]) -> list[Any]:
    """What a set holds after options were given: members are added to ``present``, ``-x`` takes one out, an
    empty text clears it. Members are texts, ids, (service, id) or (name, value).
    """
    members = list(present)
    for raw in typed:
        text = clean_line(raw)
        if not text:
            members = []
            continue
        out = text.startswith("-") and len(text) > 1 and field.type != "custom"
        if out:
            text = text[1:].strip()
        if len(text) > field.most > 0:
            raise invalid(field, text, _("at most %(most)d characters each") % {"most": field.most})
        member = _member(store, field, text, living=not out)
        if field.type == "custom":
            members = [one for one in members if one[0] != member[0]]
            if member[1]:
                members.append(member)
        elif out:
            key = _key(member)
            members = [one for one in members if _key(one) != key]
        elif _key(member) not in {_key(one) for one in members}:
            members.append(member)
    return members


def _key(member: Any) -> Any:
    return name_key(member) if isinstance(member, str) else member


def _member(store: Store, field: Field, text: str, *, living: bool) -> Any:
    if field.type == "links":
        if not living:  # what was removed may be taken out all the same
            from crmcli.verbs.resolve import resolve

            return resolve(store, text, (field.link,), argument=option_of(field)).row.id
        return _living(store, field, text, (field.link,)).row.id
    if field.type == "messaging":
        service, colon, id = text.partition(":")
        if not colon or not service.strip() or not id.strip():
            raise invalid(field, text, "wechat:tc-zhang")
        return service.strip().casefold(), id.strip()
    if field.type == "custom":
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise invalid(field, text, _("name=value"))
        return name.strip(), value.strip()
    if field.name == "tags":
        text = text.lstrip("#＃").strip() or text
    if field.search == "email" and not is_email(text):
        raise invalid(field, text, "name@example.com")
    return text
