"""Quotes in words: lines, totals, what the rules ask, and two versions side by side."""

from __future__ import annotations

from crmcli.i18n import _, ngettext
from crmcli.shown.values import human, measure, money
from crmcli.store.records import QUOTE

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    Record = dict[str, Any]


def called(record: Record) -> str:
    """``Q2026-0007 · version 2``."""
    return f"{record['number']} · " + _("version %(number)d") % {"number": record["version"]}


def what(line: Record) -> str:
    """What a line sells: its words, else its product."""
    product = line["product"]
    return str(line["description"] or (product["name"] if product else "") or "—")


def bare(amount: Record | None) -> str:
    """An amount without its currency: ``12,500.00``; a dash where there is none."""
    return "—" if amount is None else money(amount).partition(" ")[2]


def priced(line: Record) -> str:
    """A line on one line: ``2 Pump · 120 pcs × CNY 800.00 − 5% = CNY 91,200.00``."""
    much = " ".join(part for part in (line["quantity"], line["unit"]) if part)
    said = f"{line['line']} {what(line)} · {much}"
    if line["unit_price"] is None:
        return said + " · " + _("no price yet")
    said += f" × {money(line['unit_price'])}"
    if line["discount"] not in ("0%", None):
        said += f" − {line['discount']}"
    return said if line["amount"] is None else f"{said} = {money(line['amount'])}"


def asks(record: Record) -> list[str]:
    """What the rules ask, one each: ``Below floor 12% (limit 5%): Wang Lei``."""
    out = []
    for one in record["asks"]:
        said = str(one["label"] or one["rule"])
        if one["measure"]:
            said += f" {measure(one['measure'])}"
        if one["limit"]:
            said += " " + _("(limit %(limit)s)") % {"limit": one["limit"]}
        if one["approver"]:
            said = _("%(what)s: %(who)s") % {"what": said, "who": one["approver"]["name"]}
        if one["note"]:
            said += f" — {one['note']}"
        out.append(said)
    return out


def sums(record: Record) -> list[tuple[str, str]]:
    """What a quote comes to: label and text."""
    of = record["totals"]
    out = []
    if record["discount"] not in ("0%", None):
        out.append((_("Sum of its lines"), money(of["subtotal"])))
        out.append((_("Discount %(share)s") % {"share": record["discount"]}, "−" + money(of["off"])))
    out.append((_("Amount"), money(of["amount"])))
    if of["below_list"] != "0%":
        out.append((_("Below the list"), of["below_list"]))
    if of["below_floor"] != "0%":
        out.append((_("Below the floor"), of["below_floor"]))
    if of["margin"] is not None:
        share = f" ({of['margin_share']})" if of["margin_share"] else ""
        out.append((_("Profit"), money(of["margin"]) + share))
    return out


def compared(found: Record, now: datetime) -> list[str]:
    """Two versions side by side, a line each."""
    one, other = found["from"], found["to"]
    status = QUOTE.fields["status"]
    head = "{} · {} ({}) → {} ({})".format(
        found["number"],
        _("version %(number)d") % {"number": one["version"]},
        status.choice_shown(one["status"]),
        _("version %(number)d") % {"number": other["version"]},
        status.choice_shown(other["status"]),
    )
    out = [head]
    for each in found["fields"]:
        if each["field"] == "status":
            continue
        field = QUOTE.fields[each["field"]]
        before, after = (human(each[side], field, now) or "—" for side in ("from", "to"))
        out.append(f"{field.shown}: {before} → {after}")
    parts = {part.name: part for part in QUOTE.fields["lines"].parts}
    same = 0
    for each in found["lines"]:
        if each["change"] == "same":
            same += 1
        elif each["change"] == "added":
            out.append(f"+ {priced(each['to'])}")
        elif each["change"] == "dropped":
            out.append(f"- {priced(each['from'])}")
        else:
            changes = [
                f"{parts[name].shown} {human(each['from'][name], parts[name], now) or '—'} → "
                f"{human(each['to'][name], parts[name], now) or '—'}"
                for name in each["fields"]
            ]
            out.append(f"~ {each['to']['line']} {what(each['to'])}: {' · '.join(changes)}")
    if same:
        out.append(
            ngettext("%(number)d line is the same", "%(number)d lines are the same", same) % {"number": same}
        )
    return out
