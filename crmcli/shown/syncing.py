"""Sync in words: what an exchange did, how it stands, both versions of a conflict, what the hub refused."""

from __future__ import annotations

from crmcli.i18n import N_, _, ngettext
from crmcli.shown.values import human, when
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS
from crmcli.text.clean import cut, width

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.store.meta import Field

PHASES = {
    "push": N_("sending %(done)d of %(total)d"),
    "pull": N_("fetching %(done)d of %(total)d"),
    "join": N_("preparing %(done)d of %(total)d"),
    "leave": N_("forgetting %(done)d of %(total)d"),
}


def phase(name: str, done: int, total: int) -> str:
    """How far an exchange is."""
    return _(PHASES[name]) % {"done": done, "total": total}


def waits(number: int) -> str:
    """How many changes wait to be sent."""
    return ngettext("%(number)d change waits", "%(number)d changes wait", number) % {"number": number}


def still_decided() -> str:
    """What is said where a decision was taken back that the hub has heard of."""
    return _(
        "The hub has heard of that decision: the conflict stays decided, and what stood goes up as a new change."
    )


def number_of_conflicts(number: int) -> str:
    """How many conflicts are open."""
    return ngettext("%(number)d conflict", "%(number)d conflicts", number) % {"number": number}


def number_refused(number: int) -> str:
    """How many changes the hub refused."""
    return ngettext("%(number)d change refused", "%(number)d changes refused", number) % {"number": number}


def report(done: dict[str, Any], *, dry_run: bool = False) -> str:
    """What an exchange did, in one line."""
    parts = []
    if dry_run:
        if done["pushed"]:
            text = ngettext("would send %(number)d change", "would send %(number)d changes", done["pushed"])
            parts.append(text % {"number": done["pushed"]})
        if done["buckets"]:
            text = ngettext(
                "would fetch %(number)d customer", "would fetch %(number)d customers", done["buckets"]
            )
            parts.append(text % {"number": done["buckets"]})
        if done["purged"]:
            text = ngettext(
                "would forget %(number)d customer", "would forget %(number)d customers", done["purged"]
            )
            parts.append(text % {"number": done["purged"]})
        return DOT.join(parts) or _("Nothing to exchange.")
    if done["pushed"]:
        text = ngettext("%(number)d change sent", "%(number)d changes sent", done["pushed"])
        parts.append(text % {"number": done["pushed"]})
    if done["pulled"]:
        text = ngettext("%(number)d row received", "%(number)d rows received", done["pulled"])
        parts.append(text % {"number": done["pulled"]})
    if done["purged"]:
        text = ngettext("%(number)d customer forgotten", "%(number)d customers forgotten", done["purged"])
        parts.append(text % {"number": done["purged"]})
    if not parts:
        more = done["refused"] or done["conflicts"] or done["waiting"]
        parts.append(_("Up to date.").rstrip(".。") if more else _("Up to date."))
    if done["refused"]:
        parts.append(number_refused(done["refused"]) + ": crm sync refused")
    if done["conflicts"]:
        parts.append(number_of_conflicts(done["conflicts"]) + ": crm sync conflicts")
    if done["waiting"]:
        parts.append(waits(done["waiting"]))
    return DOT.join(parts)


_BECOMES = {"email": N_("by e-mail"), "name": N_("by name")}


def joined(found: dict[str, Any]) -> list[str]:
    """What joining did, or with its ``dry_run`` would do."""
    from crmcli.shown.values import counted

    dry_run = found["dry_run"]
    who = found["member"]["name"] if found["member"] else found["login"]
    lead = _("%(hub)s: you would be %(who)s there.") if dry_run else _("Joined %(hub)s as %(who)s.")
    lines = [lead % {"hub": found["hub"], "who": who}]
    if found["records"]:
        lines.append(_("To be sent: %(records)s") % {"records": counted(found["records"])})
    for one in found["members"]:
        how = one["how"]
        if how in _BECOMES and one["becomes"]:
            text = _BECOMES[how]
            values = {"member": one["member"]["name"], "other": one["becomes"]["name"], "how": _(text)}
            lines.append(_("%(member)s here is %(other)s there (%(how)s)") % values)
        elif how == "new":
            lines.append(_("%(member)s is new there") % {"member": one["member"]["name"]})
        elif how == "yours" and one["records"]:
            lines.append(_("what is %(member)s's here becomes yours") % {"member": one["member"]["name"]})
    if found["both"]:
        text = ngettext(
            "%(number)d customer is here and there", "%(number)d customers are here and there", found["both"]
        )
        lines.append(text % {"number": found["both"]})
    if found["currency"]:
        lines.append(_("Currency: %(currency)s, as in the team") % {"currency": found["currency"]})
    if found["backup"]:
        lines.append(_("Backup: %(path)s") % {"path": found["backup"]})
    if not dry_run:
        lines.append(_("Next: crm sync"))
    return lines


def status(found: dict[str, Any], now: datetime) -> list[str]:
    """How this store and its hub stand."""
    if found["hub"] is None:
        return [_("This store has joined no hub. `crm sync setup URL` joins one.")]
    who = found["member"]["name"] if found["member"] else found["login"]
    lines = [
        _("Hub: %(hub)s") % {"hub": found["hub"]},
        _("You are %(who)s there, since %(when)s.") % {"who": who, "when": when(found["joined_at"], now)},
        _("Last exchange: %(when)s") % {"when": when(found["last_sync"], now)}
        if found["last_sync"]
        else _("Nothing was exchanged yet: `crm sync`."),
    ]
    if found["reachable"] is not None:
        lines.append(_("The hub answers.") if found["reachable"] else str(found["problem"] or ""))
    parts = [waits(found["waiting"]) if found["waiting"] else _("nothing waits")]
    if found["held"]:
        text = ngettext(
            "%(number)d of them until the hub is upgraded",
            "%(number)d of them until the hub is upgraded",
            found["held"],
        )
        parts.append(text % {"number": found["held"]})
    if found["conflicts"]:
        parts.append(number_of_conflicts(found["conflicts"]) + ": crm sync conflicts")
    if found["refused"]:
        parts.append(number_refused(found["refused"]) + ": crm sync refused")
    return [*lines, DOT.join(parts)]


# --- conflicts ----------------------------------------------------------------------------------------------------


def field_named(kind: str | None, name: str | None) -> Field | None:
    """The definition of a key of a record, of a part of a row too (``lines.unit_price``)."""
    first, _dot, part = (name or "").partition(".")
    field = KINDS[kind].fields.get(first) if kind in KINDS else None
    if field is None or not part or field.type == "custom":
        return field
    return next((one for one in field.parts if one.name == part), field)


def label(kind: str | None, name: str | None) -> str:
    """What people call a key of a record."""
    first, _dot, part = (name or "").partition(".")
    if name == "removed":
        return _("removed")
    field = KINDS[kind].fields.get(first) if kind in KINDS else None
    if field is None:
        return first
    if not part:
        return field.shown
    inner = next((one.shown for one in field.parts if one.name == part), part)
    return inner if field.type == "custom" else f"{field.shown} {inner}"


def value(kind: str | None, name: str | None, content: Any, now: datetime) -> str:
    """A value as a person reads it; a dash where there is none."""
    field = field_named(kind, name)
    if isinstance(content, dict) and {"kind", "ref"} <= set(content):
        return str(content["name"] or content["ref"])
    return human(content, field, now) or "—"


def kind_of(one: dict[str, Any]) -> str | None:
    """The kind of the record that a conflict is about."""
    return one["record"]["kind"] if one["record"] else None


def title(one: dict[str, Any]) -> str:
    """What a conflict is about: the field, or what was removed."""
    if one["what"] == "removed":
        return _("Removal")
    into = one["merged_into"]
    if one["what"] == "parent":
        if into is None:
            return _("New under what was removed")
        return _("New under what was merged into %(ref)s") % {"ref": into["ref"]}
    text = label(kind_of(one), one["field"])
    if one["what"] != "edited":
        return text
    if into is None:
        return text + DOT + _("removed meanwhile")
    return text + DOT + _("merged into %(ref)s meanwhile") % {"ref": into["ref"]}


def version(one: dict[str, Any], which: str, now: datetime) -> str:
    """The version ``mine``, ``hub`` or ``base`` of a conflict in words: what would stand."""
    if one["what"] == "removed":
        if which == "base":
            return "—"
        gone = one["mine"] if which == "mine" else one["removed"]
        return _("removed") if gone else _("kept, as changed")
    if one["what"] == "parent":
        parent = one["parent"]["name"] if one["parent"] else "—"
        if which == "base":
            return "—"
        if which == "mine":
            return _("bring %(name)s back") % {"name": parent}
        if which == "move":
            return _("moved to %(name)s") % {
                "name": f"{one['merged_into']['ref']} {one['merged_into']['name']}"
            }
        return _("removed with %(name)s") % {"name": parent}
    text = _apart(one, which, now)
    if one["what"] == "edited" and which != "base":
        if which == "mine":
            return _("bring it back: %(value)s") % {"value": text}
        into = one["merged_into"]
        return _("stays merged into %(name)s") % {"name": into["name"]} if into else _("stays removed")
    return text


def _apart(one: dict[str, Any], which: str, now: datetime) -> str:
    """A version's value; two moments of one minute are told with their seconds."""
    text, content = value(kind_of(one), one["field"], one[which], now), one[which]
    field = field_named(kind_of(one), one["field"])
    if which == "base" or field is None or field.type not in ("when", "instant") or one["mine"] == one["hub"]:
        return text
    other = one["hub" if which == "mine" else "mine"]
    if value(kind_of(one), one["field"], other, now) != text:
        return text
    return text.replace(str(content)[11:16], str(content)[11:19])


def new_things(one: dict[str, Any]) -> str:
    """What is new below a removed record, in a line; empty of other conflicts."""
    if not one["new"]:
        return ""
    names = [
        f"{each['ref']} {cut(' '.join(str(each['name'] or '').split()), 30)}".strip() for each in one["new"]
    ]
    return _("new: %(things)s") % {"things": DOT.join(names)}


def taken(one: dict[str, Any], which: str, choice: str, now: datetime) -> str:
    """What stands after deciding: the version ``which``; with the choice ``hub`` what stood, changed since or not."""
    if choice == "hub" and one["what"] == "value":
        return value(kind_of(one), one["field"], one["stands"], now)
    return version(one, which, now)


def order(one: dict[str, Any]) -> tuple[str, str]:
    """The two versions in the order in which they are told: my own first."""
    return ("hub", "mine") if one["yours"] == "hub" else ("mine", "hub")


def wrote(one: dict[str, Any], which: str, now: datetime) -> str:
    """Who wrote a version, when, and whether it stands on the hub."""
    if which == "base":
        return ""
    parts = [writer(one, which)]
    if which == "mine":
        parts.append(when(one["at"], now))
    elif one["what"] == "value" and one["stands"] != one["hub"]:
        text = " ".join(value(kind_of(one), one["field"], one["stands"], now).split())
        parts.append(_("stood on the hub, now %(value)s") % {"value": text})
    else:
        parts.append(_("stands on the hub"))
    return DOT.join(parts)


def writer(one: dict[str, Any], which: str) -> str:
    """Who wrote a version; of one member who wrote both, on which computer."""
    by = one["by"] if which == "mine" else one["hub_by"]
    if by is None:
        return _("somebody")
    if not one["same_member"]:
        return str(by["name"])
    if one["here"]:
        return _("you, on this computer") if which == one["here"] else _("you, on your other computer")
    if one["yours"]:
        return (
            _("you, on one of your computers") if which == "hub" else _("you, on another of your computers")
        )
    text = _("%(name)s, on one computer") if which == "hub" else _("%(name)s, on another computer")
    return text % {"name": by["name"]}


def brief(one: dict[str, Any], now: datetime, cells: int = 30) -> str:
    """A conflict in one line, my own version first: ``Level: B ↔ A``."""
    if one["what"] in ("removed", "parent"):
        return title(one)
    values = (cut(" ".join(version(one, which, now).split()), cells) for which in order(one))
    return _("%(field)s: %(value)s") % {
        "field": label(kind_of(one), one["field"]), "value": " ↔ ".join(values),
    }  # fmt: skip


def on_desk(entry: dict[str, Any], now: str) -> str:
    """An entry of the desk: the record, unless that is the customer itself, and its conflicts."""
    from datetime import datetime

    at = datetime.fromisoformat(now)
    parts = [] if entry["kind"] == "customer" else [str(entry["name"] or entry["ref"])]
    return DOT.join([*parts, *(brief(one, at) for one in entry["conflicts"])])


def options(one: dict[str, Any]) -> tuple[str, str]:
    """The options that choose the two versions, in their order."""
    if one["yours"]:
        return "--mine", "--theirs"
    if one["same_member"]:
        return "--theirs", "--hub"
    from shlex import quote

    return (f"--by {quote(one['by']['name'])}" if one["by"] else "--by …"), "--hub"


def conflict(one: dict[str, Any], now: datetime) -> list[str]:
    """A conflict in lines: what it is about, then the two versions behind the options that choose them."""
    record = one["record"]
    name = f"{record['ref']}  {record['name']}" if record else one["id"][:8]
    lines = [DOT.join([name, *(str(each["name"] or each["ref"]) for each in one["of"]), title(one)])]
    flags = options(one)
    cells = max(width(flag) for flag in flags)
    for which, flag in zip(order(one), flags, strict=True):
        text = version(one, which, now)
        whose, lead = wrote(one, which, now), f"  {flag}{' ' * (cells - width(flag))}  "
        if "\n" in text.strip():  # its lines are a part of it
            lines += [lead + whose, *(f"{' ' * (cells + 4)}{line}".rstrip() for line in text.split("\n"))]
        else:
            lines.append(f"{lead}{' '.join(text.split())}{DOT}{whose}")
    if one["what"] == "parent" and one["merged_into"]:
        lines.append(f"  --move  {version(one, 'move', now)}")
    if things := new_things(one):
        lines.append(f"  {things}")
    if one["what"] == "value" and one["base"] is not None:
        lines.append("  " + _("before: %(value)s") % {"value": " ".join(version(one, "base", now).split())})
    return lines


# --- what was refused ---------------------------------------------------------------------------------------------

_DOES = {
    "insert": N_("newly made"), "set": N_("changed"), "delete": N_("taken out"), "purge": N_("purged"),
}  # fmt: skip


def refused_title(one: dict[str, Any]) -> str:
    """What was refused: the record, and what was to be done with it."""
    kind = one["kind_of_record"]
    name = KINDS[kind].shown if kind in KINDS else ""
    if one["kind"] == "set" and one["field"]:
        what = label(kind, one["field"])
    else:
        does = _DOES.get(one["kind"], "")
        what = _(does) if does else str(one["kind"])
    record = one["record"]
    name = one["name"] or name
    called = f"{record['ref']} {record['name']}" if record else f"{one['ref'] or one['id'][:8]} {name}"
    return f"{called}{DOT}{what}"


def refused_words(one: dict[str, Any], now: datetime) -> list[str]:
    """What was written, whole: the value, or of something new each field."""
    kind = one["kind_of_record"]
    if one["kind"] == "set":
        return [
            value(kind, one["field"], one["new"], now),
            _("in place of %(value)s") % {"value": value(kind, one["field"], one["old"], now)},
        ]
    return [
        _("%(field)s: %(value)s") % {"field": label(kind, name), "value": value(kind, name, content, now)}
        for name, content in (one["values"] or {}).items()
    ]


def refused(one: dict[str, Any], now: datetime) -> list[str]:
    """A refusal in lines: what, why, and the words that were not taken."""
    lines = [refused_title(one) + DOT + when(one["at"], now), f"  {one['message']}"]
    for text in refused_words(one, now):
        lines += [f"    {line}" for line in text.split("\n")]
    return lines
