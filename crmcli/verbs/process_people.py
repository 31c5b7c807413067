"""Whom a process file gives its steps and duties to, and who of them is nobody of the team as it stands."""

from __future__ import annotations

from crmcli.i18n import _, listed
from crmcli.store import people
from crmcli.text.names import name_key
from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

OWNER = "owner"


def nobody(store: Store, content: dict[str, Any]) -> list[str]:
    """What is to be said of the steps and duties of a process file: departments and members that are nobody's.

    Such a step falls to the owner of its order. Of a store with one member nothing is said.
    """
    steps = content.get("steps", ())
    if not steps or people.alone(store):
        return []
    team = Team(store)
    working = [one for one in team.members.values() if team.works(one.id)]
    departments = {name_key(one.department) for one in working if one.department}
    names = {name_key(one.name) for one in working}
    empty: dict[str, list[str]] = {}
    unknown: dict[str, list[str]] = {}
    for step in steps:
        both = [text for text in (step.get("department"), step.get("department_zh")) if text]
        if both and not departments & set(map(name_key, both)):
            empty.setdefault(" / ".join(dict.fromkeys(both)), []).append(step["id"])
        member = step.get("member")
        if member and member != OWNER and name_key(member) not in names:
            unknown.setdefault(member, []).append(step["id"])
        duty = step.get("duty")
        if duty:
            whom = [text for text in dict.fromkeys((duty["for"], duty["for_zh"])) if text != OWNER]
            if whom and not (departments | names) & set(map(name_key, whom)):
                unknown.setdefault(" / ".join(whom), []).append(step["id"])
    said = []
    if empty:
        each = listed(f"{department} ({', '.join(ids)})" for department, ids in empty.items())
        text = _(
            "Nobody belongs to these departments, so their steps would fall to the owner of the order: %(each)s."
        )
        said.append(text % {"each": each})
    said += [
        _("Nobody is called %(name)s: %(steps)s would fall to others.") % {"name": name, "steps": listed(ids)}
        for name, ids in unknown.items()
    ]
    return said
