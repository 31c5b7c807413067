"""What a person needs of an error beside its message: candidates, where a filter is wrong, both versions."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.shown.wrapping import DOT

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.errors import CrmError

_FAULTS = 20  # of a file are told one a line; JSON has all


def details(error: CrmError) -> list[str]:
    """What a person needs of an error's details."""
    details = error.details
    if error.code == "ambiguous":
        return [f"{one['ref']}  {one['name']}" for one in details.get("candidates", [])]
    if error.code == "filter" and "position" in details:
        where = str(details.get("where", ""))
        if "\n" not in where and len(where) <= 200:
            from crmcli.text.clean import width

            return [where, " " * width(where[: details["position"]]) + "^"]
    if len(details.get("faults", ())) > 1:  # of a process file; the first stands in the message
        return [
            _("line %(line)d: %(fault)s") % {"line": one["line"], "fault": one["message"]}
            for one in details["faults"][1:_FAULTS]
        ]
    if error.code in ("refused", "forbidden"):
        found = [one.get("message") for one in details.get("missing", [])]
        return [f"- {message}" for message in found if message and message not in error.message]
    if error.code == "conflict":
        lines = _in_the_way(details)
        for other in details.get("others", []):
            lines += ["{name} ({ref})".format(**other["record"]), *_in_the_way(other)]
        return lines
    return []


def _in_the_way(details: dict[str, Any]) -> list[str]:
    """What of a record stands in the way, a line each."""
    kind = str(details["record"]["kind"])
    return [_changed(one, kind) for one in details.get("changes", []) if one["field"]]


def _changed(change: dict[str, Any], kind: str) -> str:
    """A change that stands in the way: the field and its three values as people read them, and whose it is."""
    from crmcli.shown.cells import cell
    from crmcli.store.records import KINDS

    field = KINDS[kind].fields.get(change["field"] or "") if kind in KINDS else None

    def shown(content: Any) -> str:
        if isinstance(content, bool):
            return _("yes") if content else _("no")
        text = field.choice_shown(cell(content)) if field is not None else cell(content)
        if field is not None and field.name == "repeat":
            from crmcli.shown.repeats import repeat_shown

            text = repeat_shown(text)
        return text.replace("\n", " ") or "—"

    label = field.shown if field is not None else change["field"]
    if field is None and label in KINDS:  # a record that hangs on it since
        text = _("%(field)s: %(value)s") % {"field": KINDS[label].shown, "value": shown(change["theirs"])}
    else:
        text = _("%(field)s: was %(base)s, now %(theirs)s, would become %(mine)s") % {
            "field": label,
            "base": shown(change["base"]),
            "theirs": shown(change["theirs"]),
            "mine": shown(change["mine"]),
        }
    by, at = change.get("by"), change.get("at")
    if by is None and at is None:
        return text
    who = DOT.join((by["name"] if by else "—", str(at or "")[:16].replace("T", " ")))
    return f"{text} ({who})"
