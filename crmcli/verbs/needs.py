"""What a process asks for before a stage is left: fields, dealings, documents, contacts, steps ticked by hand."""

from __future__ import annotations

from crmcli.i18n import _, listed
from crmcli.store.records import CONTACT, DOCUMENT, FOLLOWUP, OPPORTUNITY
from crmcli.store.statements import members_of

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Opportunity

_WHERE = {"followup": (FOLLOWUP, "kind"), "document": (DOCUMENT, "kind"), "contact": (CONTACT, "part")}


def missing(store: Store, row: Opportunity, requires: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """All of ``requires`` that is not there yet: ``code``, ``field``, ``message``, and ``values`` that would do."""
    out = []
    for need in requires:
        if not _met(store, row, need):
            out.append(
                {
                    "code": need["code"],
                    "field": need["field"],
                    "message": message(need),
                    "values": list(need["values"]),
                }
            )
    return out


def of(process: dict[str, Any], code: str) -> Iterator[dict[str, Any]]:
    """Every requirement of a process that has a code, whatever asks for it."""
    for place in (*process["stages"], *process["ends"].values()):
        yield from (need for need in place["requires"] if need["code"] == code)


def message(need: dict[str, Any]) -> str:
    """What is missing, in words."""
    from crmcli.verbs.stages import said

    label = said(need, "label")
    if need["code"] == "field":
        own = label and need["field"].startswith("custom.")  # by its label alone nobody could fill it in
        name = f"{label} ({need['field']})" if own else label or field_label(need["field"])
        return _("“%(field)s” is empty.") % {"field": name}
    if need["code"] == "step":
        step = f"{label} ({need['field']})" if label else need["field"]
        return _("Step not done: %(step)s.") % {"step": step}
    if label:
        return _("Missing: %(what)s.") % {"what": label}
    if need["code"] == "followup":
        return _("No dealing of this kind: %(kinds)s.") % {"kinds": kinds(need)}
    if need["code"] == "document":
        return _("No document of this kind: %(kinds)s.") % {"kinds": kinds(need)}
    return _("No contact with this part: %(parts)s.") % {"parts": kinds(need)}


def way_on(ref: str, to: str, missing: Sequence[dict[str, Any]]) -> str:
    """What to do about what is missing for going to a stage or an end."""
    from crmcli.verbs.stages import ENDS

    if all(one["code"] == "reason" for one in missing):
        return _("Say why with --reason TEXT.")
    option = "--why" if to in ENDS else "--reason"
    commands = ways(ref, missing)
    if not commands:
        return _("--force %(option)s TEXT goes all the same.") % {"option": option}
    return _("Fill it in with %(commands)s, or go on with --force %(option)s TEXT.") % {
        "commands": listed(f"`{one}`" for one in commands), "option": option,
    }  # fmt: skip


def ways(ref: str, missing: Sequence[dict[str, Any]]) -> list[str]:
    """The commands that bring what is missing of the opportunity ``ref``, one for all that the same one brings."""
    values, steps, others = [], [], []
    for need in missing:
        code, field = need["code"], need["field"]
        one = next(iter(need.get("values", ())), "")
        if code == "field":
            own = field.removeprefix("custom.")
            if own != field:
                values.append(f'--set "{own}=…"')
            elif OPPORTUNITY.fields[field].writable:
                values.append(f"--{field.replace('_', '-')} …")
            else:  # the team
                others.append(f"crm opportunity share {ref} --with MEMBER")
        elif code == "step":
            steps.append(field)
        elif code == "document":
            others.append(f"crm document add {ref} FILE --kind {one}")
        elif code == "contact":
            others.append(f"crm contact edit REF --part {one}")
        elif code == "followup":
            others.append(f"crm note WHO TEXT --kind {one} --opportunity {ref}")
    edit = [" ".join(["crm opportunity edit", ref, *values])] if values else []
    return edit + others + ([" ".join(["crm opportunity step", ref, *steps])] if steps else [])


def kinds(need: dict[str, Any]) -> str:
    """The kinds of dealing or document, or the parts of contacts, that would do, as people call them."""
    kind, name = _WHERE[need["code"]]
    return listed(kind.fields[name].choice_shown(one) for one in need["values"])


def field_label(name: str) -> str:
    """A field of the opportunity as people call it; a custom one by its name."""
    if name.startswith("custom."):
        return name.removeprefix("custom.")
    field = OPPORTUNITY.fields.get(name)
    return field.shown if field is not None else name


def _met(store: Store, row: Opportunity, need: dict[str, Any]) -> bool:
    from crmcli.store import pipeline

    code, values = need["code"], list(need["values"])
    if code == "field":
        return _filled(store, row, need["field"])
    if code == "followup":
        return pipeline.has_dealing(store, row, values)
    if code == "document":
        return pipeline.has_document(store, row, values)
    if code == "contact":
        return pipeline.has_contact(store, row, values)
    return need["field"] in members_of(store, OPPORTUNITY.fields["steps"], [row.id]).get(row.id, [])


def _filled(store: Store, row: Opportunity, name: str) -> bool:
    if name.startswith("custom."):
        pairs = members_of(store, OPPORTUNITY.fields["custom"], [row.id]).get(row.id, [])
        return any(key == name.removeprefix("custom.") and value for key, value in pairs)
    field = OPPORTUNITY.fields[name]
    if field.many:
        return bool(members_of(store, field, [row.id]).get(row.id))
    value = getattr(row, field.columns[0])
    return value is not None and value != ""
