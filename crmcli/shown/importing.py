"""What an import says of itself, in the words of both faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import N_, _, listed, ngettext
from crmcli.store.records import KINDS

if TYPE_CHECKING:
    from typing import Any

SHOWN = 10  # rejected rows, warnings and candidates that a person is shown

# What can become of a row.
OUTCOMES = {
    "created": N_("created"), "updated": N_("updated"), "unchanged": N_("unchanged"), "duplicate": N_("duplicate"),
    "rejected": N_("rejected"),
}  # fmt: skip


def place(entry: dict[str, Any]) -> str:
    """Where a warning or a reject stands: file, sheet, row, column."""
    parts = [_one_line(entry["file"])]
    if entry["sheet"]:
        parts.append(_one_line(entry["sheet"]))
    if entry["row"] is not None:
        parts.append(_("row %(row)d") % {"row": entry["row"]})
    if entry["column"]:
        parts.append(str(entry["column"]))
    return _("%(place)s: ") % {"place": listed(parts)}


def _one_line(name: str) -> str:
    """A name of a file or sheet, which may hold any sign, in one line."""
    return name.replace("\n", "\u240a").replace("\t", " ")


def summary_lines(summary: dict[str, Any]) -> list[str]:
    """The summary for a person: what was understood, what became of the rows, how to take it back."""
    out: list[str] = []
    for file in summary["files"]:
        out += file_lines(file)
    plan = "preview" in summary
    out.append(counts_line(summary))
    for warning in summary["warnings"][:SHOWN]:
        out.append("! " + place(warning) + warning["message"])
    out += [f"- {place(one)}{one['message']}{_besides(one)}" for one in summary["rejects"][:SHOWN]]
    if summary["rejected"] > SHOWN:
        out.append("- …")
    out += [
        "? "
        + _("row %(row)d may mean %(record)s (%(score)d of 100)")
        % {
            "row": one["row"],
            "record": f"{one['record']['name']} {one['record']['ref']}",
            "score": one["score"],
        }
        for one in summary["candidates"][:SHOWN]
    ]
    if summary["candidates"]:
        out.append("  " + _("`crm show REF` looks at one, `crm customer merge KEEP OTHER` makes one of two."))
    if plan:
        out += [preview_line(one) for one in summary["preview"]]
        out.append(_("Nothing was changed."))
    elif summary["transaction"]:
        out.append(summary["undo"])
    elif summary["applied"]:
        out.append(_("Nothing had to be changed."))
    return out


def counts_line(summary: dict[str, Any]) -> str:
    """How many rows there were, and how many came to which outcome: of an import, or of one of its tables."""
    counts = [
        text % {"number": summary[name]}
        for name, text in (
            ("created", _("%(number)d created")), ("updated", _("%(number)d updated")),
            ("unchanged", _("%(number)d unchanged")), ("duplicate", _("%(number)d duplicate")),
            ("rejected", _("%(number)d rejected")),
        )
        if summary[name]
    ]  # fmt: skip
    rows = ngettext("%(number)d row", "%(number)d rows", summary["rows"]) % {"number": summary["rows"]}
    return _("%(rows)s: %(counts)s") % {"rows": rows, "counts": listed(counts)} if counts else rows


def _besides(reject: dict[str, Any]) -> str:
    """That more is wrong with a row than is said."""
    number = len(reject["also"])
    return (
        " " + ngettext("(and %(number)d more)", "(and %(number)d more)", number) % {"number": number}
        if number
        else ""
    )


def file_lines(file: dict[str, Any]) -> list[str]:
    """What was understood of a table."""
    name = file["file"] + (f" · {file['sheet']}" if file["sheet"] else "")
    parts = [_one_line(name), file["format"]]
    if file["encoding"]:
        parts.append(file["encoding"])
    if file["delimiter"]:
        parts.append(
            _("delimiter %(sign)s") % {"sign": {"\t": "tab"}.get(file["delimiter"], file["delimiter"])}
        )
    if file["header_row"]:
        parts.append(_("header in row %(row)d") % {"row": file["header_row"]})
    out = [" · ".join(parts)]
    out.append("  " + ", ".join(f"{header} → {target}" for header, target in file["mapping"].items()))
    if file.get("remembered"):
        out.append("  " + _("as at the last import of these headers; --forget reads them afresh"))
    if file["unmapped"]:
        said = _("not taken: %(columns)s") % {"columns": listed(file["unmapped"])}
        if "custom" in KINDS[file["kind"]].fields:
            said += " " + _("(--unknown custom keeps them)")
        out.append("  " + said)
    left = sum(file["ignored"].values())
    if left:
        out.append(
            "  "
            + ngettext("%(number)d line holds no data", "%(number)d lines hold no data", left)
            % {"number": left}
        )
    return out


def preview_line(one: dict[str, Any]) -> str:
    """A row as it would land."""
    outcome = OUTCOMES[one["outcome"]]
    said = [
        f"{(KINDS[kind] if name == 'name' else KINDS[kind].fields[name]).shown} {value}"
        for kind in KINDS
        for name, value in (one.get(kind) or {}).items()
        if name in ("name", "phone", "email", "city", "title", "text", "at", "due")
        and value
        and isinstance(value, str)
    ]
    return "  " + _("row %(row)d") % {"row": one["row"]} + f" · {_(outcome)} · " + " · ".join(said)


def question_lines(question: dict[str, Any], number: int, of: int) -> list[str]:
    """A row that differs from the record it meets, field by field."""
    record = question["record"]
    out = [
        _("%(number)d of %(all)d · row %(row)d is %(record)s, but differs:")
        % {"number": number, "all": of, "row": question["row"], "record": f"{record['name']} {record['ref']}"}
    ]
    for field in question["fields"]:
        have, new = (
            listed(one) if isinstance(one, list) else "—" if one is None else str(one)
            for one in (field["have"], field["new"])
        )
        out.append(f"  {KINDS[field['kind']].fields[field['field']].shown}: {have} → {new}")
    return out
