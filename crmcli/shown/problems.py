"""What a person needs of an error beside its message: candidates, where a filter is wrong, both versions."""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.shown.wrapping import DOT

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from crmcli.errors import CrmError

_FAULTS = 20  # of a file are told one a line; JSON has all


def candidates(error: CrmError) -> list[str]:
    """Those that may be meant, a line each: reference, name, and what tells one from another of that name."""
    apart: Mapping[str, str] = getattr(error, "apart", {})
    return [
        DOT.join(filter(None, (f"{one['ref']}  {one['name']}", apart.get(one["ref"]))))
        for one in error.details.get("candidates", [])
    ]


def details(error: CrmError) -> list[str]:
    """What a person needs of an error's details."""
    details = error.details
    if error.code == "ambiguous":
        return candidates(error)
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
    from crmcli import clock, config
    from crmcli.shown.lists import heading
    from crmcli.shown.values import human
    from crmcli.store.records import KINDS

    now = clock.now(config.get("timezone"))
    field = KINDS[kind].fields.get(change["field"] or "") if kind in KINDS else None

    def shown(content: Any) -> str:
        return human(content, field, now).replace("\n", " ") or "—"

    label = heading(str(change["field"]), KINDS.get(kind))
    if field is None and change["field"] in KINDS:  # a record that hangs on it since
        text = _("%(field)s: %(value)s") % {
            "field": KINDS[change["field"]].shown,
            "value": shown(change["theirs"]),
        }
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
