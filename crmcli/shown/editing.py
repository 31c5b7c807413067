"""Values as texts that can be edited and are read again: what a form begins with, and what it says of what is typed."""

from __future__ import annotations

from datetime import date

from crmcli.i18n import N_, _, listed, sentences
from crmcli.shown.cells import cell
from crmcli.shown.days import day_title
from crmcli.shown.values import human, money

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.errors import CrmError
    from crmcli.store.meta import Field

    Link = dict[str, Any]

# How a value of a type may be typed; shown beside what the field means.
EXAMPLES = {
    "date": N_("2026-11-25, fri, 下周三, in 3 days"),
    "when": N_("2026-11-25 15:00, fri 3pm, 下周三下午3点, in 3 days"),
    "instant": N_("2026-11-25 15:00, yesterday 3pm, 昨天下午3点"),
    "money": N_("12万, 3,000, USD 3,000"),
    "texts": N_("one a line"),
    "links": N_("one a line, by name, part of it, pinyin or ref"),
    "messaging": N_("one a line"),
    "custom": N_("one a line: name=value"),
    "link": N_("a name, part of it, pinyin or ref"),
    "anylink": N_("a name, part of it, pinyin or ref"),
    "boolean": N_("space turns it over"),
}


def text_of(field: Field, content: Any) -> str:
    """A JSON value as it is typed; the members of a set one a line."""
    if content is None or content == {} or content == []:
        return ""
    if field.many:
        return "\n".join(members_of(field, content))
    if isinstance(content, bool):
        return _("yes") if content else _("no")
    if field.type == "choice":
        return field.choice_shown(str(content))
    if field.type in ("when", "instant"):
        return str(content)[:16].replace("T", " ")
    if field.type == "money":
        return money(content)
    if field.type == "json":
        import json

        return json.dumps(content, ensure_ascii=False)
    if field.type in ("link", "anylink"):
        return str(content["name"])
    return str(content)


def readable(field: Field, text: str) -> str:
    """What :func:`text_of` gives as people read it where it cannot be edited: a rule in words, all else as it is."""
    if field.name == "repeat" and text:
        from crmcli.shown.repeats import repeat_shown

        return repeat_shown(text)
    return text


def members_of(field: Field, content: Any) -> list[str]:
    """The members of a set as they are typed. Links that are called the same are told apart by their refs."""
    if field.type == "custom":
        return [_line(f"{name}={value}") for name, value in content.items()]
    if field.type == "links":
        return list(names_of(content))
    return [_line(cell(one)) for one in content]


def names_of(links: list[Link]) -> dict[str, Link]:
    """Links by what they are called in a form; those of one name with their refs."""
    names = [_line(one["name"]) for one in links]
    return {
        name if names.count(name) == 1 else f"{name} ({one['ref']})": one
        for name, one in zip(names, links, strict=True)
    }


def _line(text: str) -> str:
    return " ".join(text.split())


def said_of(field: Field, text: str, content: Any, now: datetime) -> str:
    """What a text was understood as, where that is not what stands there already; else empty."""
    if content is None or content == "" or field.type == "longtext":
        return ""
    if field.type in ("date", "when", "instant"):
        return moment_said(str(content), now)
    if field.type == "choice":
        known = any(value == content for value, _english, _chinese in field.choices)
        label = field.choice_shown(str(content)) if known else _("a word of your own")
        return "" if label == text else label
    if field.type in ("link", "anylink"):
        ref, name = content["ref"], content["name"]
        return str(ref) if name == text else f"{ref} {name}"
    shown = human(content, field, now)
    return "" if shown == " ".join(text.split()) else shown.replace("\n", " ")


def moment_said(content: str, now: datetime) -> str:
    """A day or moment with its weekday: ``Wed 11-25 15:00``."""
    return f"{day_title(date.fromisoformat(content[:10]), now)} {content[11:16]}".rstrip()


def wrong_with(field: Field, error: CrmError) -> str:
    """What is wrong with what was typed into a field, in a few words."""
    details = error.details
    if error.code == "ambiguous":
        names = listed(f"{one['name']} ({one['ref']})" for one in details["candidates"][:3])
        return _("several: %(names)s") % {"names": names}
    if error.code == "not_found":
        closest = listed(f"{one['name']} ({one['ref']})" for one in details.get("closest", [])[:2])
        if closest:
            return _("nothing is called so; did you mean %(names)s?") % {"names": closest}
        return _("nothing is called so")
    if error.code == "value":
        if field.type in ("date", "when", "instant"):
            return _("no day that is understood")
        if field.choices and not field.open:
            labels = listed(field.choice_shown(value) for value, _english, _chinese in field.choices)
            return _("expected: %(expected)s") % {"expected": labels}
        if not details.get("value"):
            return error.message
        expected = details.get("expected")
        if isinstance(expected, str):
            said = _("expected: %(expected)s") % {"expected": expected}
            plain = _("%(field)s cannot be “%(value)s”.") % {"field": field.shown, "value": details["value"]}
            return said if error.message == plain else sentences((error.message, said))
    return error.message
