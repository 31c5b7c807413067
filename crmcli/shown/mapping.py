"""What a column of a foreign table can be read into, in the words of both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.exchange.fields import BESIDE, FIELDS, LINKS, OWN
from crmcli.i18n import N_, _
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS

if TYPE_CHECKING:
    from typing import Any

LEAVE = ""
"""The target of a column that is left out."""

# What becomes of a row that meets a record, and of columns that nobody knows.
ON_DUPLICATE = {
    "fill": N_("fill what is empty"), "update": N_("the file wins"), "skip": N_("leave the record as it is"),
}  # fmt: skip
UNKNOWN = {"leave": N_("leave them out"), "custom": N_("keep them as custom fields")}


class Choice:
    """A field that a column can be: its target as ``--map`` takes it, what it is called, what else finds it."""

    __slots__ = ("also", "label", "target")

    def __init__(self, target: str, label: str, also: str = "") -> None:
        self.target = target
        self.label = label
        self.also = also


def target_shown(target: str | None, kind: str) -> str:
    """What a column is read into, for a table that is mainly about a kind."""
    if not target:
        return _("left out")
    of, _dot, name = target.partition(".")
    if name.startswith("custom."):
        label = _("custom field “%(name)s”") % {"name": name.removeprefix("custom.")}
    elif name in KINDS[of].fields:
        label = KINDS[of].fields[name].shown
    else:
        label = name
    return label if of == kind else f"{KINDS[of].shown}{DOT}{label}"


def choices_of(kind: str, header: str) -> list[Choice]:
    """The fields that a column of a table about ``kind`` can be: those of the kind, of whom its rows name beside, its
    own custom field, none."""
    found = [
        Choice(f"{of}.{name}", target_shown(f"{of}.{name}", kind), _also(of, name))
        for of in (kind, *BESIDE[kind])
        for name in FIELDS[of]
        if name not in OWN and f"{of}.{name}" not in LINKS
    ]
    if header and "custom" in KINDS[kind].fields:
        found.append(
            Choice(custom_target(kind, header), _("custom field “%(name)s”") % {"name": header}, "custom")
        )
    found.append(Choice(LEAVE, _("leave it out"), "-"))
    return found


def custom_target(kind: str, header: str) -> str:
    """The target that keeps a column as a custom field."""
    return f"{kind}.custom.{header}"


def _also(of: str, name: str) -> str:
    field = KINDS[of].fields.get(name)
    said = f"{field.label} {field.zh}" if field is not None else ""
    return f"{of}.{name} {said} {KINDS[of].name} {KINDS[of].zh}"


def facts(file: dict[str, Any], options: Any) -> list[tuple[str, str]]:
    """What was understood of a table and how it is imported, as labels and values."""
    from crmcli.shown.star import several

    out = [(_("Rows are"), several(KINDS[file["kind"]]).lower()), (_("Format"), file["format"])]
    if file["encoding"]:
        out.append((_("Encoding"), file["encoding"]))
    if file["delimiter"]:
        out.append((_("Delimiter"), delimiter_shown(file["delimiter"])))
    if file["sheet"]:
        out.append((_("Sheet"), file["sheet"]))
    if file["header_row"]:
        out.append((_("Headers"), _("row %(row)d") % {"row": file["header_row"]}))
    out.append((_("A row meets a record"), _(ON_DUPLICATE[options.on_duplicate])))
    return out


def delimiter_shown(sign: str) -> str:
    """A delimiter as people name it."""
    return {"\t": _("tab"), " ": _("space")}.get(sign, sign)
