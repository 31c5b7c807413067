"""The rules of approval in a process file, ``[[approval]]``: what is asked of a superior, and how long it may wait."""

from __future__ import annotations

from crmcli.i18n import _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.processes.checking import Table

ABOUT = ("quote", "order", "expense")
"""What a rule can be about."""

SHARES = ("below_floor", "discount", "margin", "change")
"""What is measured in per cent."""

WHEN = (*SHARES, "amount", "terms", "always")
"""What a rule looks at."""

_OF_EXPENSE = ("amount", "always")
_OF_QUOTE = tuple(one for one in WHEN if one != "change")  # a quote is revised, which is another version
_MEASURED = (*SHARES, "amount")
_MOST_DAYS = 365


def rules(root: Table) -> list[dict[str, Any]]:
    """The rules of a file: ``id label label_zh about when over limit terms role important urgent remind_after
    escalate_after``.

    ``over`` is a share (``"5%"``), an amount (``"100000 CNY"``) or None; of a margin the share that it must reach.
    ``limit`` is the role limit up to which somebody may decide; empty: any superior may.
    """
    compiled: list[dict[str, Any]] = []
    for table in root.tables("approval"):
        rule: dict[str, Any] = {"id": table.id("id")}
        if rule["id"] and rule["id"] in [one["id"] for one in compiled]:
            table.wrong("id", _("an id that no other has"))
        rule |= table.both("label", required=True)
        rule["about"] = table.choice("about", ABOUT, "quote")
        table.knows("over", "terms")
        looks_at = {"expense": _OF_EXPENSE, "order": WHEN}.get(rule["about"], _OF_QUOTE)
        if not table.has("when"):
            table.missing("when", list(looks_at))
        when = rule["when"] = table.choice("when", looks_at, "always")
        rule["over"] = _over(table, when)
        rule["limit"] = table.id("limit", "" if when == "always" else when)
        rule["terms"] = table.words("terms", some=True) if when == "terms" else []
        if when == "terms" and not table.has("terms"):
            table.missing("terms", _("a list of texts"))
        if when != "terms" and table.has("terms"):
            table.fault("terms", _("only goes with when = “%(when)s”") % {"when": "terms"}, "terms")
        rule["role"] = table.id("role", "") or None
        rule["important"] = table.flag("important")
        rule["urgent"] = table.flag("urgent")
        rule["remind_after"] = table.whole("remind_after", 1, _MOST_DAYS)
        rule["escalate_after"] = table.whole("escalate_after", 1, _MOST_DAYS)
        table.done()
        compiled.append(rule)
    return compiled


def _over(table: Table, when: str) -> str | None:
    """From where on a rule asks, in its one form."""
    if not table.has("over"):
        if when == "margin":
            table.missing("over", "15%")
        return None
    value = table.data["over"]
    if when in ("terms", "always"):
        table.fault("over", _("does not go with when = “%(when)s”") % {"when": when}, list(_MEASURED))
        return None
    expected = "100000 CNY" if when == "amount" else "5%"
    text = value.strip() if isinstance(value, str) else ""
    if when == "amount":
        from crmcli.text.money import MoneyError, read_money, show_amount

        try:
            money = read_money(text, "CNY")
            if money.minor >= 0 and money == read_money(text, money.currency) == read_money(text, "USD"):
                return f"{show_amount(money)} {money.currency}"
        except MoneyError:
            pass
    elif text.endswith(("%", "％")):
        from crmcli.text.percents import PercentError, read_percent, show_percent

        try:
            return show_percent(read_percent(text))
        except PercentError:
            pass
    table.wrong("over", expected)
    return None
