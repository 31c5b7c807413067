"""Templates: an empty table of a kind of record, to be filled in with a spreadsheet program and imported.

Headers are labels in the language in use, which import knows; so are the choices of the drop-downs. The example row
is marked, and import leaves it out for as long as the mark stands (:func:`crmcli.exchange.example.is_example`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from crmcli.clock import zone_name
from crmcli.errors import UsageError
from crmcli.exchange.example import marked
from crmcli.exchange.out_columns import Column, label
from crmcli.i18n import _, language
from crmcli.store.records import KINDS, Member
from crmcli.store.statements import rows_where
from crmcli.verbs.outfile import replacing

if TYPE_CHECKING:
    from typing import Any

    from crmcli.exchange.out_template import Heading
    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store

FORMATS = ("xlsx", "csv", "tsv")
REQUIRED = " *"
_MOST_MEMBERS = 100
_EXAMPLES: dict[str, tuple[str, str]] = {
    "name": ("Harbour & Pine Ltd.", "天成外贸有限公司"),
    "contact.name": ("Anna Berg", "张伟"),
    "member.name": ("Anna Berg", "张伟"),
    "document.name": ("contract.pdf", "合同.pdf"),
    "customer": ("Harbour & Pine Ltd.", "天成外贸有限公司"),
    "contacts": ("Anna Berg", "张伟"),
    "aliases": ("Harbour; H&P", "天成; 天成外贸"),
    "title": ("Purchasing manager", "采购经理"),
    "industry": ("Furniture", "家具"),
    "country": ("UK", "中国"),
    "region": ("Cornwall", "浙江"),
    "city": ("Falmouth", "宁波"),
    "postal_code": ("01067", "315000"),
    "address": ("12 Quay Street", "江东北路 1 号"),
    "phone": ("+44 1326 555 010", "0574-87654321"),
    "phones": ("+44 7700 900123; +44 1326 555 011", "13800138000; 0574-87654322"),
    "fax": ("+44 1326 555 012", "0574-87654329"),
    "email": ("info@harbour.example", "info@tiancheng.example"),
    "emails": ("anna@harbour.example", "zhang@tiancheng.example"),
    "messaging": ("whatsapp:447700900123", "wechat:tc-zhang"),
    "website": ("https://www.harbour.example", "https://www.tiancheng.example"),
    "tax_id": ("GB123456789", "91330200MA2AXXXX0X"),
    "external_id": ("0042", "0042"),
    "payment_terms": ("30 days net", "月结 30 天"),
    "currency": ("GBP", "CNY"),
    "tags": ("vip; east", "重点; 华东"),
    "text": ("Send the price list", "寄报价单"),
    "followup.text": ("Called, wants samples of the oak tray.", "电话沟通，想要样品。"),
    "judgement": ("Serious, compares three suppliers.", "意向强，在比三家。"),
    "next_step": ("Send samples", "寄样品"),
    "amount": ("12000.00 GBP", "120000.00 CNY"),
    "product.name": ("Oak tray 40 × 30 cm", "自吸泵 1.5 kW"),
    "code": ("T-4030", "P-150"),
    "category": ("Trays", "水泵"),
    "unit": ("piece", "台"),
    "list_price": ("18.50 GBP", "1050.00 CNY"),
    "floor_price": ("16.00 GBP", "1000.00 CNY"),
    "cost": ("11.20 GBP", "760.00 CNY"),
    "quote.number": ("Q2026-0042", "Q2026-0042"),
    "order.number": ("2026-0042", "2026-0042"),
    "opportunity": ("Trays 2027", "2027 年水泵"),
    "discount": ("5%", "5%"),
    "share": ("30%", "30%"),
    "port_from": ("Bristol", "宁波"),
    "port_to": ("Hamburg", "汉堡"),
    "delivery_time": ("35 days", "35 天"),
    "expense.text": ("Taxi to the fair", "去展会打车"),
    "expense.amount": ("18.00 GBP", "86.50 CNY"),
    "role": ("sales", "sales"),
    "department": ("Export", "外贸部"),
}
"""What the example row says, in English and Chinese, by field or by kind and field."""
_NOT_ASKED = ("reminder", "snoozed_until", "done_at", "about")


def write_template(store: Store, kind_name: str, path: str, *, force: bool = False) -> dict[str, Any]:
    """Write the template of a kind; ``path`` ends in .xlsx, .csv or .tsv. Gives ``{"kind", "file", "columns"}``.

    ``columns`` are the fields, in the order of the headers. Raises :class:`UsageError` for a kind or an ending that
    is none, :class:`FileError` for a file that is there already (without ``force``) or cannot be written.
    """
    kind = _kind(kind_name)
    form = os.path.splitext(path)[1].lstrip(".").lower()
    if form not in FORMATS:
        raise UsageError(
            _("A template ends in .xlsx, .csv or .tsv: %(path)s") % {"path": path},
            hint=_("Name it %(path)s.") % {"path": f"{kind.plural}.xlsx"},
            argument="--output",
            value=path,
            expected=[f".{one}" for one in FORMATS],
        )
    found = headings(store, kind)
    with replacing(path, force=force) as beside:
        if form == "xlsx":
            from crmcli.exchange.out_template import write_template as write

            write(
                beside,
                kind.shown,
                found,
                zone=store.zone,
                created=store.clock(),
                wrong=_("Not in the list"),
                expected=_("Choose one of the list, or leave the cell empty."),
            )
        else:
            _write_text(beside, found, form)
    return {"kind": kind.name, "file": path, "columns": [one.column.name for one in found]}


def _write_text(path: str, found: list[Heading], form: str) -> None:
    from crmcli.exchange.out import csv_lines, tsv_lines
    from crmcli.verbs.outfile import write_text

    names = [one.column.name for one in found]
    row = {one.column.name: one.example for one in found}
    lines = (csv_lines if form == "csv" else tsv_lines)(names, [row], [one.header for one in found])
    write_text(path, ["\ufeff", *lines])  # Excel knows UTF-8 by the mark


def headings(store: Store, kind: Kind) -> list[Heading]:
    """The columns of a kind's template, what it takes first."""
    from crmcli.exchange.out_template import Heading

    tongue = language()
    found = []
    for field in kind.own:
        if not _asked(field):
            continue
        column = Column(field.name, field)
        choices = _choices(store, field)
        example = _example(kind, field, choices, tongue)
        if field.name == kind.title:
            example = marked(example, tongue)
        found.append(
            Heading(
                column,
                label(column, tongue) + (REQUIRED if field.required else ""),
                _note(store, field),
                required=field.required,
                choices=choices,
                strict=bool(choices) and not field.open and field.type in ("choice", "boolean"),
                example=example,
            )
        )
    return sorted(found, key=lambda one: not one.required)


def _asked(field: Field) -> bool:
    """Whether somebody can fill a field in with a spreadsheet."""
    there = bool(field.columns or field.table)
    return there and field.writable and field.type not in ("custom", "json") and field.name not in _NOT_ASKED


def _kind(named: str) -> Kind:
    possible = [kind for kind in KINDS.values() if all(_asked(field) for field in kind.own if field.required)]
    for kind in possible:
        if named.casefold() in (kind.name, kind.plural, kind.label.casefold(), kind.zh):
            return kind
    names = [kind.name for kind in possible]
    raise UsageError(
        _("There is no template for %(kind)s.") % {"kind": named},
        hint=_("Expected: %(expected)s.") % {"expected": ", ".join(names)},
        argument="--template",
        value=named,
        expected=names,
    )


def _choices(store: Store, field: Field) -> list[str]:
    if field.choices:
        return [field.choice_shown(value) for value, _english, _chinese in field.choices]
    if field.type == "boolean":
        return [_("yes"), _("no")]
    if field.link == "member" and field.type == "link":
        members = rows_where(store, Member, removed_at=None, limit=_MOST_MEMBERS + 1)
        names = [one.name for one in members if one.active]
        return names if len(set(names)) == len(members) <= _MOST_MEMBERS else []
    return []


def _example(kind: Kind, field: Field, choices: list[str], tongue: str) -> str:
    given = _EXAMPLES.get(f"{kind.name}.{field.name}") or _EXAMPLES.get(field.name)
    if given is not None:
        return given[1 if tongue == "zh" else 0]
    if field.type == "boolean":
        return choices[0 if field.default else 1]
    if choices:
        return choices[0] if field.link != "member" else ""
    return {"date": "1985-06-30", "when": "2026-11-25 15:00", "instant": "2026-11-25 15:00"}.get(
        field.type, ""
    )


def _note(store: Store, field: Field) -> str:
    """What a field means and how it is typed."""
    lines = [_(field.means or field.label)]
    if field.required:
        lines.append(_("Has to be filled in."))
    typed = {
        "date": _("A date: 2026-11-25."),
        "when": _("A date, or a date and time: 2026-11-25 15:00."),
        "instant": _("A date and time: 2026-11-25 15:00."),
        "money": _("An amount with its currency: 120000.00 CNY."),
        "percent": _("Per cent: 5%."),
        "quantity": _("A number, 0 or more: 120, 0.5."),
        "texts": _("Several: divided by ; "),
        "messaging": _("Several: divided by ; "),
        "links": _("Several: divided by ; "),
    }.get(field.type)
    if typed:
        lines.append(typed.strip())
    if field.type in ("when", "instant"):
        lines.append(_("Times are of the zone %(zone)s.") % {"zone": zone_name(store.zone)})
    if field.choices and field.open:
        lines.append(_("Another word is taken, too."))
    return "\n".join(lines)
