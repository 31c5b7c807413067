"""The JSON schema of a record, from its definition."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.store.records import KINDS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Field, Kind

_LINK: dict[str, Any] = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("kind", "id", "ref", "name")},
    "required": ["kind", "id", "ref", "name"],
}
_MONEY = {
    "type": "object",
    "properties": {
        "amount": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    },
    "required": ["amount", "currency"],
}
_INSTANT = {"type": "string", "format": "date-time"}
_DATE = {"type": "string", "format": "date"}


def schema(kind: Kind) -> dict[str, Any]:
    """The JSON schema (2020-12) of a kind's records as ``--json`` prints them."""
    properties = {name: _property(field) for name, field in kind.fields.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.name,
        "description": kind.shown,
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def schemas() -> dict[str, dict[str, Any]]:
    """The schemas of all kinds, by name."""
    return {name: schema(kind) for name, kind in KINDS.items()}


def _property(field: Field) -> dict[str, Any]:
    shape = _shape(field)
    about = {"title": field.shown}
    if field.means:
        about["description"] = _(field.means)
    if (
        field.name in ("id", "ref", "kind_of_record")
        or field.required
        or field.type in ("boolean", "json")
        or field.many
    ):
        return {**shape, **about}
    if (
        "type" in shape
        and isinstance(shape["type"], str)
        and "enum" not in shape
        and "properties" not in shape
    ):
        return {**shape, "type": [shape["type"], "null"], **about}
    return {"anyOf": [shape, {"type": "null"}], **about}


def _shape(field: Field) -> dict[str, Any]:
    if field.at:  # since when each member belongs to the set, and to which version
        more = {"version": {"type": "integer"}, "at": _INSTANT}
        return {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {**_LINK["properties"], **more},
                "required": [*_LINK["required"], *more],
            },
        }
    if field.type == "rows":
        parts = {part.name: _property(part) for part in field.parts}
        return {"type": "array", "items": {"type": "object", "properties": parts, "required": list(parts)}}
    if field.name == "kind_of_record":
        return {"const": field.sql.strip("'")}
    if field.type == "choice" and not field.open:
        return {"type": "string", "enum": [value for value, _en, _zh in field.choices]}
    if field.type in ("text", "longtext", "choice"):
        return {"type": "string", **({"maxLength": field.most} if field.most else {})}
    simple: dict[str, dict[str, Any]] = {
        "integer": {"type": "integer"},
        "percent": {"type": "string", "pattern": r"^\d+(\.\d{1,2})?%$"},
        "quantity": {"type": "string", "pattern": r"^\d+(\.\d+)?$"},
        "boolean": {"type": "boolean"},
        "date": _DATE,
        "instant": _INSTANT,
        "when": {"anyOf": [_INSTANT, _DATE]},
        "money": _MONEY,
        "json": {"type": "object"},
        "link": _LINK,
        "anylink": _LINK,
        "links": {"type": "array", "items": _LINK},
        "texts": {"type": "array", "items": {"type": "string"}},
        "custom": {"type": "object", "additionalProperties": {"type": "string"}},
        "messaging": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"service": {"type": "string"}, "id": {"type": "string"}},
                "required": ["service", "id"],
            },
        },
    }
    return dict(simple[field.type])
