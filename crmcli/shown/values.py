"""Values as a person reads them, in the language in use: amounts, days, choices, changes. Imports no library."""

from __future__ import annotations

from datetime import date, datetime

from crmcli.i18n import N_, _, listed, ngettext
from crmcli.shown.cells import cell
from crmcli.text.clean import cut

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Field, Kind

# Why a backup was made.
REASONS = {
    "daily": N_("daily"), "manual": N_("by hand"), "migration": N_("before an upgrade"),
    "restore": N_("before a restore"),
}  # fmt: skip


def human(content: Any, field: Field | None, now: datetime, name: str = "") -> str:
    """A JSON value as a person likes to read it; ``name`` is the column's in a list of no one kind."""
    if content is None or content == [] or content == {}:
        return ""
    if isinstance(content, bool):
        return _("yes") if content else _("no")
    if name == "reason" and field is None and content in REASONS:
        return _(REASONS[content])
    if isinstance(content, int) and (name if field is None else field.name) == "size":
        return bytes_shown(content)
    if field is not None and field.type == "choice":
        return field.choice_shown(str(content))
    if field is not None and field.name == "repeat" and isinstance(content, str):
        from crmcli.shown.repeats import repeat_shown

        return repeat_shown(content, now.tzinfo)
    if field is not None and field.name == "measure" and isinstance(content, str):
        return measure(content)
    if isinstance(content, str) and (
        name == "at" if field is None else field.type in ("when", "instant", "date")
    ):
        return when(content, now)
    if isinstance(content, dict) and set(content) == {"amount", "currency"}:
        return money(content)
    if field is not None and field.type == "rows":
        from crmcli.shown.rowwords import said

        return "; ".join(
            said(field, one, now) for one in (content if isinstance(content, list) else [content])
        )
    return cell(content)


def money(content: dict[str, str]) -> str:
    """An amount with thousands separated: ``CNY 120,000.00``."""
    whole, dot, rest = content["amount"].partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{content['currency']} {sign}{int(whole.lstrip('-')):,}{dot}{rest}"


def measure(text: str) -> str:
    """By how much something goes beyond what one may: ``12%``; an amount as all amounts are shown."""
    amount, _space, currency = text.partition(" ")
    whole, _dot, rest = amount.lstrip("-").partition(".")
    if currency.isalpha() and whole.isdigit() and (rest.isdigit() or not rest):
        return money({"amount": amount, "currency": currency})
    return text


def bytes_shown(size: int) -> str:
    """How large a file is: ``123 B``, ``4.2 kB``, ``1.3 MB``; a kB is 1000 bytes."""
    if size < 1000:
        return f"{size} B"
    number = size / 1000
    for unit in ("kB", "MB", "GB"):
        if number < 999.95:
            return f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:,.1f} TB"


def when(text: str, now: datetime, *, brief: bool = False) -> str:
    """A day or moment near now in words, else as a date: ``today 15:00``, ``11-25``, ``11月25日``, ``2027-03-01``.

    ``brief``: the time of day only of today.
    """
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    distance = (day - now.date()).days
    clock = text[11:16] if not brief or distance == 0 else ""
    if distance == 0:
        shown = _("today")
    elif distance == 1:
        shown = _("tomorrow")
    elif distance == -1:
        shown = _("yesterday")
    else:
        parts = {"year": day.year, "month": day.month, "day": day.day}
        form = _("%(month)02d-%(day)02d") if day.year == now.year else _("%(year)04d-%(month)02d-%(day)02d")
        shown = form % parts
    return f"{shown} {clock}".strip()


def past(text: str, now: datetime) -> bool:
    """Whether a day is over, or a moment gone by."""
    if len(text) > 10:
        return datetime.fromisoformat(text) < now
    return date.fromisoformat(text) < now.date()


def counted(records: dict[str, int]) -> str:
    """How many records of each kind: ``91 customers, 1 reminder``."""
    words = []
    for name, number in records.items():
        words.append(_number(name, number) % {"number": number, "kind": name})
    return listed(words)


def _number(kind: str, many: int) -> str:
    if kind == "customer":
        return ngettext("%(number)d customer", "%(number)d customers", many)
    if kind == "contact":
        return ngettext("%(number)d contact", "%(number)d contacts", many)
    if kind == "followup":
        return ngettext("%(number)d follow-up", "%(number)d follow-ups", many)
    if kind == "reminder":
        return ngettext("%(number)d reminder", "%(number)d reminders", many)
    if kind == "document":
        return ngettext("%(number)d document", "%(number)d documents", many)
    if kind == "opportunity":
        return ngettext("%(number)d opportunity", "%(number)d opportunities", many)
    if kind == "stage_change":
        return ngettext("%(number)d change of stage", "%(number)d changes of stage", many)
    if kind == "member":
        return ngettext("%(number)d member", "%(number)d members", many)
    if kind == "guidance":
        return ngettext("%(number)d message", "%(number)d messages", many)
    if kind == "notice":
        return ngettext("%(number)d notice", "%(number)d notices", many)
    if kind == "share":
        return ngettext("%(number)d share", "%(number)d shares", many)
    if kind == "product":
        return ngettext("%(number)d product", "%(number)d products", many)
    if kind == "quote":
        return ngettext("%(number)d quote", "%(number)d quotes", many)
    if kind == "approval":
        return ngettext("%(number)d approval", "%(number)d approvals", many)
    if kind == "order":
        return ngettext("%(number)d order", "%(number)d orders", many)
    if kind == "step":
        return ngettext("%(number)d order step", "%(number)d order steps", many)
    if kind == "payment":
        return ngettext("%(number)d payment", "%(number)d payments", many)
    if kind == "duty":
        return ngettext("%(number)d duty", "%(number)d duties", many)
    if kind == "expense":
        return ngettext("%(number)d expense", "%(number)d expenses", many)
    if kind == "playbook":
        return ngettext("%(number)d version of a process", "%(number)d versions of processes", many)
    return "%(number)d %(kind)s"


_SHORT = 40  # cells of a value that was changed


def changes(kind: Kind, before: dict[str, Any], after: dict[str, Any], now: datetime) -> list[str]:
    """What is otherwise in a record than it was: ``Level: B → A``, ``Tags: +vip -lead``; not what the store keeps."""
    out = []
    for name, field in kind.fields.items():
        old, new = before[name], after[name]
        if old == new or not field.writable:
            continue
        if field.many and field.type != "custom":
            what = [f"+{_short(cell(one))}" for one in new if one not in old]
            what += [f"-{_short(cell(one))}" for one in old if one not in new]
            out.append(_changed(field.shown, " ".join(what)))
        elif field.type == "custom":
            out += [
                _changed(key, f"{_short(old.get(key, ''))} → {_short(new.get(key, ''))}")
                for key in dict.fromkeys([*old, *new])
                if old.get(key) != new.get(key)
            ]
        else:
            was, now_is = human(old, field, now), human(new, field, now)
            out.append(_changed(field.shown, f"{_short(was)} → {_short(now_is)}"))
    return out


def _changed(label: str, what: str) -> str:
    return _("%(field)s: %(value)s") % {"field": label, "value": what}


def _short(text: str) -> str:
    return cut(text.replace("\n", " "), _SHORT) or "—"
