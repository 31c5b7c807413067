"""``--sort``: names of fields to the body of an ``ORDER BY``."""

from __future__ import annotations

from crmcli.errors import UsageError
from crmcli.i18n import _
from crmcli.store.where.sql import closest_fields, expression, find_field

TYPE_CHECKING = False  # typing costs as much to import as Python to start

if TYPE_CHECKING:
    from crmcli.store.meta import Field, Kind
    from crmcli.store.where.sql import Context

_SORTABLE = (
    "text",
    "longtext",
    "choice",
    "integer",
    "percent",
    "date",
    "instant",
    "when",
    "money",
    "boolean",
    "link",
)
_PEOPLE = ("contact", "member")  # their names begin with a surname


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _sounds(kind: Kind, field: Field) -> str:
    """The function that makes the key of the alphabet from a text."""
    return "person_key" if kind.name in _PEOPLE and field.name == kind.title else "sound_key"


def _keys(kind: Kind, field: Field, context: Context, alias: str = "t") -> list[str]:
    """What records are ordered by, null where the field is empty; nothing if it always is."""
    column = expression(field, alias)
    if not column:
        return []
    if field.type == "when":
        # In zones west of Greenwich a day begins after its midnight in UTC: noon there is the same day here.
        offset = context.now.utcoffset()
        later = " || 'T12'" if offset is not None and offset.days < 0 else ""
        return [f"coalesce({expression(field, alias, 1)}, {column}{later})"]
    if field.type == "money":
        from crmcli.store.where.amounts import MOST_DIGITS, UNUSUAL, USUAL

        currency = expression(field, alias, 1)
        whole, part = "", ""
        for digits, currencies in UNUSUAL:
            names = ", ".join(map(_quoted, currencies))
            whole += f" WHEN {currency} IN ({names}) THEN {column} / {10**digits}"
            part += (
                f" WHEN {currency} IN ({names}) THEN {column} % {10**digits} * {10 ** (MOST_DIGITS - digits)}"
            )
        return [
            f"CASE{whole} ELSE {column} / {10**USUAL} END",
            f"CASE{part} ELSE {column} % {10**USUAL} * {10 ** (MOST_DIGITS - USUAL)} END",
        ]
    if field.type == "choice" and field.choices:
        cases = " ".join(
            f"WHEN {_quoted(choice[0])} THEN {number}" for number, choice in enumerate(field.choices)
        )
        return [f"CASE {column} {cases} WHEN '' THEN NULL ELSE {column} END"]
    if field.type == "link":
        target = context.kinds.get(field.link)
        title = target.fields.get(target.title) if target is not None else None
        name = expression(title, "k") if title is not None else ""
        if target is None or title is None or not name:
            return [column]
        return [f'(SELECT {_sounds(target, title)}({name}) FROM "{target.table}" AS k WHERE k.id = {column})']
    if field.type in ("text", "longtext") and field.name not in ("id", "ref"):
        return [f"nullif({_sounds(kind, field)}({column}), '')"]
    return [column]


def _wrong(kind: Kind, text: str, name: str) -> UsageError:
    expected = closest_fields(kind, name, [f.name for f in kind.fields.values() if f.type in _SORTABLE])
    return UsageError(
        _("%(kind)s cannot be sorted by “%(found)s”") % {"kind": kind.shown, "found": name},
        hint=_("Closest: %(names)s") % {"names": ", ".join(expected[:3])},
        argument="--sort",
        value=text,
        expected=expected,
    )


def compile_sort(kind: Kind, text: str, context: Context) -> str:
    """The body of the ``ORDER BY`` for ``due,-amount`` over the table's alias ``t``.

    Empty comes last whichever the direction; records that are alike come in the order they were made.
    """
    terms = []
    for name in text.replace("，", ",").split(",") if text.strip() else []:
        name = name.strip()
        way = " DESC" if name[:1] in ("-", "－") else ""
        field = find_field(kind, name[1:].strip() if way else name)
        if field is None or field.type not in _SORTABLE:
            raise _wrong(kind, text, name[1:].strip() if way else name)
        terms += [f"{term}{way} NULLS LAST" for term in _keys(kind, field, context)]
    return ", ".join([*terms, "t.nid"])
