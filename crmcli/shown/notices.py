"""Notices and guidance in words, in the reader's language: what somebody did, who says what, how long it waits."""

from __future__ import annotations

from crmcli.i18n import N_, _, listed, ngettext
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS, OPPORTUNITY
from crmcli.text.clean import cut

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Kind

_LONG = 60  # characters of an answer that a notice tells

# What a command did to a record, where its fields do not say it.
_DID = {
    "note": N_("a note"), "followup add": N_("a note"), "followup edit": N_("a note changed"),
    "followup remove": N_("a note removed"), "remind": N_("a reminder"), "reminder add": N_("a reminder"),
    "reminder edit": N_("a reminder changed"), "reminder remove": N_("a reminder removed"),
    "done": N_("a reminder done"), "snooze": N_("a reminder put off"), "contact add": N_("a contact"),
    "contact edit": N_("a contact changed"), "contact remove": N_("a contact removed"),
    "contact merge": N_("contacts merged"), "document add": N_("a document"),
    "document edit": N_("a document changed"), "document remove": N_("a document removed"),
    "opportunity add": N_("a new opportunity"), "opportunity edit": N_("an opportunity changed"),
    "opportunity remove": N_("an opportunity removed"), "opportunity step": N_("a step ticked"),
    "customer merge": N_("customers merged"), "customer add": N_("a new customer"),
    "guide": N_("guidance"), "ask": N_("a call for help"), "reply": N_("an answer"),
    "quote add": N_("a new quote"), "quote edit": N_("a quote changed"), "quote line": N_("a line of a quote changed"),
    "quote submit": N_("a quote submitted"), "quote revise": N_("another version of a quote"),
    "quote accept": N_("a quote accepted by the customer"), "quote remove": N_("a quote removed"),
    "quote order": N_("an order made of a quote"), "order add": N_("a new order"),
    "order edit": N_("an order changed"), "order line": N_("a line of an order changed"),
    "order step done": N_("a step done"), "order step start": N_("a step begun"),
    "order step block": N_("a step blocked"), "order step skip": N_("a step skipped"),
    "order step reopen": N_("a step opened again"), "order step assign": N_("a step given to somebody"),
    "step edit": N_("a step changed"), "order close": N_("an order closed"),
    "order cancel": N_("an order cancelled"), "order reopen": N_("an order opened again"),
    "order remove": N_("an order removed"), "order pay": N_("money noted"), "order change": N_("a change"),
    "payment add": N_("a payment planned"), "payment edit": N_("a payment changed"),
    "payment remove": N_("a payment removed"), "expense add": N_("a new expense"),
    "expense edit": N_("an expense changed"), "expense submit": N_("an expense submitted"),
    "expense pay": N_("an expense paid back"), "expense remove": N_("an expense removed"),
    "approval approve": N_("an approval given"), "approval reject": N_("an approval refused"),
    "approval withdraw": N_("an approval asked for no more"), "approval delegate": N_("an approval passed on"),
    "sync resolve": N_("a conflict decided"),
    "guidance edit": N_("guidance changed"), "guidance remove": N_("guidance removed"),
}  # fmt: skip


def sentence(one: dict[str, Any]) -> str:
    """What a notice tells, as a list or the desk has it."""
    what = str(one.get("what") or one["kind"])
    about = one.get("about")
    values = {
        "who": one["by"]["name"] if one.get("by") else _("Somebody"),
        "name": _name(about),
        "number": one.get("number") or 0,
        "detail": one.get("detail") or "",
    }
    tell = _TELL.get(what, _changed)
    return tell(one, values).strip()


def _name(about: dict[str, Any] | None) -> str:
    """What the record that a notice is about is called; one that is no more has no name."""
    return str(about["name"] or about["ref"]) if about is not None else _("a record")


def _because(text: str, values: dict[str, Any]) -> str:
    return f"{text}: {values['detail']}" if values["detail"] else text


def _assigned(one: dict[str, Any], values: dict[str, Any]) -> str:
    if one.get("number"):
        text = ngettext(
            "%(who)s handed %(number)d record over to you",
            "%(who)s handed %(number)d records over to you",
            one["number"],
        )
    else:
        text = _("%(who)s handed %(name)s over to you")
    return _because(text % values, values)


def _given_away(one: dict[str, Any], values: dict[str, Any]) -> str:
    if one.get("number"):
        text = ngettext(
            "%(who)s handed %(number)d record over to somebody else",
            "%(who)s handed %(number)d records over to somebody else",
            one["number"],
        )
    else:
        text = _("%(who)s handed %(name)s over to somebody else")
    return _because(text % values, values)


def _pool(one: dict[str, Any], values: dict[str, Any]) -> str:
    if _is_day(str(values["detail"])):  # a warning before it
        if one.get("number"):
            text = ngettext(
                "%(number)d customer of yours goes to the pool on %(detail)s",
                "%(number)d customers of yours go to the pool on %(detail)s",
                one["number"],
            )
        else:
            text = _("%(name)s goes to the pool on %(detail)s")
        return text % values
    if one.get("number"):
        text = ngettext(
            "%(number)d customer of yours went to the pool",
            "%(number)d customers of yours went to the pool",
            one["number"],
        )
    else:
        text = _("%(name)s went to the pool")
    return _because(text % values, values)


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _shared(one: dict[str, Any], values: dict[str, Any]) -> str:
    if one.get("detail") == "removed":
        return _("%(who)s shares %(name)s with you no more") % values
    access = KINDS["share"].fields["access"].choice_shown(str(one.get("detail") or "read"))
    return _("%(who)s shared %(name)s with you: %(access)s") % {**values, "access": access}


def _stage(one: dict[str, Any], values: dict[str, Any]) -> str:
    before, _arrow, after = str(one.get("detail") or "").partition(" → ")
    if not before or not after:
        return _("%(who)s moved %(name)s") % values
    stage = OPPORTUNITY.fields["stage"].choice_shown
    return _("%(who)s moved %(name)s from %(before)s to %(after)s") % {
        **values, "before": stage(before), "after": stage(after),
    }  # fmt: skip


def _closed(one: dict[str, Any], values: dict[str, Any]) -> str:
    after = str(one.get("detail") or "").partition(" → ")[2]
    outcome = OPPORTUNITY.fields["outcome"].choice_shown(after) if after else "—"
    return _("%(who)s closed %(name)s: %(outcome)s") % {**values, "outcome": outcome}


def _risk(one: dict[str, Any], values: dict[str, Any]) -> str:
    return _("%(who)s: %(name)s is at risk") % values


def _answer(one: dict[str, Any], values: dict[str, Any]) -> str:
    text = " ".join(str(one.get("answer") or "").split())
    if not text:
        return _("%(who)s answered you on %(name)s") % values
    return _("%(who)s answered you on %(name)s: %(text)s") % {**values, "text": cut(text, _LONG)}


def _process(one: dict[str, Any], values: dict[str, Any]) -> str:
    return _("%(who)s put another version of the process %(name)s in use") % values


_APPROVAL = {
    "approved": N_("%(who)s approved %(name)s"), "rejected": N_("%(who)s rejected %(name)s"),
    "withdrawn": N_("%(who)s withdrew the approval asked for %(name)s"),
    "escalated": N_("The approval of %(name)s waited too long and is with %(text)s now"),
    "reminded": N_("%(name)s still waits for your approval"),
    "delegated": N_("%(who)s passed the approval of %(name)s on to %(text)s"),
    "deputy": N_("The approval of %(name)s is with the deputy %(text)s now"),
}  # fmt: skip


def _approval(one: dict[str, Any], values: dict[str, Any]) -> str:
    what, _colon, text = str(one.get("detail") or "").partition(": ")
    english = _APPROVAL.get(what)
    if english is None:
        return _changed(one, values)
    said = _(english) % {**values, "text": text}
    return f"{said}: {cut(text, _LONG)}" if text and what in ("approved", "rejected") else said


def _changed(one: dict[str, Any], values: dict[str, Any]) -> str:
    fields = [name for name in str(one.get("fields") or "").split(",") if name]
    command = str(one.get("command") or "")
    if command.startswith("undo "):
        return _on(_("a command taken back"), one, values)
    if fields == ["owner"]:
        return _given_away(one, values)
    if command == "order change" and values["detail"]:
        text = _("%(who)s noted a change of %(name)s: %(detail)s")
        return text % {**values, "detail": cut(" ".join(str(values["detail"]).split()), _LONG)}
    if fields == ["removed"] and command in ("customer merge", "contact merge"):
        into = one.get("into")
        if not into:
            return _("%(who)s merged %(name)s into another record") % values
        return _("%(who)s merged %(name)s into %(into)s (%(ref)s)") % {
            **values, "into": into["name"], "ref": into["ref"],
        }  # fmt: skip
    if fields == ["removed"]:
        return _("%(who)s removed %(name)s") % values
    if fields:
        about = one.get("about")
        labels = listed(label(KINDS[about["kind"]] if about else None, name) for name in fields)
        return _("%(who)s changed %(fields)s of %(name)s") % {**values, "fields": labels}
    return _on(_what(command), one, values)


def _what(command: str) -> str:
    """What a command did, where the fields do not say it."""
    if command.startswith("import "):
        return _("an import of %(file)s") % {"file": command.partition(" ")[2]}
    did = _DID.get(command)
    return _(did) if did else command


def _on(did: str, one: dict[str, Any], values: dict[str, Any]) -> str:
    values = {**values, "what": did}
    if one.get("number"):
        text = ngettext(
            "%(who)s: %(what)s, on %(number)d record",
            "%(who)s: %(what)s, on %(number)d records",
            one["number"],
        )
        return text % values
    return _("%(who)s: %(what)s on %(name)s") % values


def _document(one: dict[str, Any], values: dict[str, Any]) -> str:
    version, _space, document = str(values["detail"]).partition(" ")
    return _("%(who)s added version %(version)s of %(document)s on %(name)s") % {
        **values, "version": version, "document": document,
    }  # fmt: skip


def _late(one: dict[str, Any], values: dict[str, Any]) -> str:
    if str(one.get("command") or "").startswith("duty sweep"):
        return _late_duty(one, values)
    if not one.get("number"):
        return _("%(detail)s of %(name)s is late") % values
    if one.get("about"):
        text = ngettext(
            "%(number)d step of %(name)s is late: %(detail)s",
            "%(number)d steps of %(name)s are late, the first: %(detail)s",
            one["number"],
        )
    else:
        text = ngettext(
            "%(number)d step is late: %(detail)s",
            "%(number)d steps are late, the first: %(detail)s",
            one["number"],
        )
    return text % values


def _late_duty(one: dict[str, Any], values: dict[str, Any]) -> str:
    if not one.get("number"):
        return _("Not done in time for %(name)s: %(detail)s") % values
    if one.get("about"):
        text = ngettext(
            "%(number)d duty of %(name)s is late: %(detail)s",
            "%(number)d duties of %(name)s are late, the first: %(detail)s",
            one["number"],
        )
    else:
        text = ngettext(
            "%(number)d duty is late: %(detail)s",
            "%(number)d duties are late, the first: %(detail)s",
            one["number"],
        )
    return text % values


# What was done with a step, with several, and with steps of several orders.
_STEPS = {
    "done": (N_("%(who)s finished %(step)s of %(name)s"), N_("%(who)s finished %(count)s steps of %(name)s"),
             N_("%(who)s finished steps of %(number)d orders")),
    "started": (N_("%(who)s began %(step)s of %(name)s"), N_("%(who)s began %(count)s steps of %(name)s"),
                N_("%(who)s began steps of %(number)d orders")),
    "blocked": (N_("%(who)s: %(step)s of %(name)s is blocked"), N_("%(who)s: %(count)s steps of %(name)s are blocked"),
                N_("%(who)s: steps of %(number)d orders are blocked")),
    "skipped": (N_("%(who)s skipped %(step)s of %(name)s"), N_("%(who)s skipped %(count)s steps of %(name)s"),
                N_("%(who)s skipped steps of %(number)d orders")),
    "opened": (N_("%(who)s opened %(step)s of %(name)s again"), N_("%(who)s opened %(count)s steps of %(name)s again"),
               N_("%(who)s opened steps of %(number)d orders again")),
    "ready": (N_("%(step)s of %(name)s can begin: %(who)s finished what comes before"),
              N_("%(count)s steps of %(name)s can begin: %(who)s finished what comes before"),
              N_("Steps of %(number)d orders can begin: %(who)s finished what comes before")),
    "given": (N_("%(who)s gave you %(step)s of %(name)s"), N_("%(who)s gave you %(count)s steps of %(name)s"),
              N_("%(who)s gave you steps of %(number)d orders")),
    "closed": (N_("%(who)s closed the order %(name)s"),) * 2 + (N_("%(who)s closed %(number)d orders"),),
    "cancelled": (N_("%(who)s cancelled the order %(name)s"),) * 2 + (N_("%(who)s cancelled %(number)d orders"),),
}  # fmt: skip
_DAYS = {
    "delivery": N_("%(who)s moved the delivery of %(name)s to %(day)s"),
    "arrival": N_("%(who)s: %(name)s arrives on %(day)s"),
    "signed_on": N_("%(who)s: %(name)s was signed on %(day)s"),
}


def _step(one: dict[str, Any], values: dict[str, Any]) -> str:
    head, _colon, text = str(values["detail"]).partition(": ")
    verb, _space, count = head.partition(" ")
    if verb not in _STEPS:
        return _changed(one, values)
    step, _dash, why = (text, "", "") if verb in ("closed", "cancelled") else text.partition(" — ")
    single, several, orders = _STEPS[verb]
    if one.get("number"):
        return _(orders) % values
    if count or verb in ("closed", "cancelled"):
        step, why = "", text
    said = _(several if count else single) % {**values, "step": step, "count": count}
    return f"{said}: {cut(why, _LONG)}" if why else said


def _moved(one: dict[str, Any], values: dict[str, Any]) -> str:
    name, _colon, days = str(values["detail"]).partition(": ")
    if name not in _DAYS or one.get("number"):
        return _changed(one, values)
    return _(_DAYS[name]) % {**values, "day": days.partition(" → ")[2] or "—"}


def _money(one: dict[str, Any], values: dict[str, Any]) -> str:
    kind, _colon, amount = str(values["detail"]).partition(": ")
    currency, _space, digits = amount.partition(" ")
    if one.get("number") or not digits:
        return _changed(one, values)
    from crmcli.shown.values import money

    amount = money({"amount": digits, "currency": currency})
    text = _("%(who)s noted %(amount)s paid back on %(name)s") if kind == "refund" else _(
        "%(who)s noted %(amount)s received on %(name)s"
    )  # fmt: skip
    return text % {**values, "amount": amount}


def _duty(one: dict[str, Any], values: dict[str, Any]) -> str:
    day, _space, text = str(values["detail"]).partition(" ")
    if one.get("number"):
        return ngettext(
            "%(number)d order leaves you a duty", "%(number)d orders leave you duties", one["number"]
        ) % values  # fmt: skip
    said = _("To be done for %(name)s: %(text)s") % {**values, "text": cut(text, 2 * _LONG)}
    return _("%(said)s, by %(day)s") % {"said": said, "day": day} if day else said


_TELL = {
    "step": _step, "moved": _moved, "money": _money, "duty": _duty,
    "assigned": _assigned, "pool": _pool, "shared": _shared, "stage": _stage, "closed": _closed, "risk": _risk,
    "answer": _answer, "process": _process, "approval": _approval, "document": _document,
    "late": _late,
}  # fmt: skip


def label(kind: Kind | None, name: str) -> str:
    """What people call a key of a record."""
    if name == "removed":
        return _("removed")
    for each in (
        (kind,) if kind is not None else KINDS.values()
    ):  # of what is not here: as it is called elsewhere
        field = each.fields.get(name)
        if field is not None:
            return field.shown
    return name


def put(desk: dict[str, Any]) -> dict[str, Any]:
    """The desk with the texts of its notices and conflicts in the reader's language."""
    for one in desk["notices"]:
        one["text"] = sentence(one)
    if desk["conflicts"]:
        from crmcli.shown.syncing import on_desk

        for one in desk["conflicts"]:
            one["text"] = on_desk(one, desk["now"])
    return desk


def said(one: dict[str, Any]) -> str:
    """The text of an entry of the desk: of guidance with who says it, of what is told with whose matter it is.

    That it has a conflict stands first: the end of a line may be cut.
    """
    if one.get("what") == "conflict":
        return str(one["text"])
    text = _said(one)
    return DOT.join([_("conflict"), text]) if one.get("conflicts") else text


def _said(one: dict[str, Any]) -> str:
    kind = one.get("kind")
    if kind == "guidance" and one.get("by"):
        who = {"who": one["by"]["name"], "text": one["text"]}
        return (_("%(who)s asks: %(text)s") if one.get("what") == "ask" else _("%(who)s: %(text)s")) % who
    if kind == "approval" and one.get("by"):
        return approval_said(one)
    if kind in ("step", "duty", "payment") and one.get("about"):
        from crmcli.shown.ordered import asked

        return asked(one)
    if kind == "opportunity":
        return _("to close: %(name)s") % {"name": one["text"]}
    if kind == "notice" and one["customer"] is not None and one["about"] != one["customer"]:
        return f"{one['text']}{DOT}{one['customer']['name']}"
    return str(one["text"])


def approval_said(one: dict[str, Any]) -> str:
    """What waits for a decision, as the desk has it: ``Below the floor price 12% · Q 2026-0001 · 5000.00 CNY · Li``.

    Before what a deputy decides stands in whose place.
    """
    from crmcli.shown.deciding import measure
    from crmcli.shown.ordered import in_place_of
    from crmcli.shown.values import money

    parts = [f"{one['text']} {measure(one)}".strip()]
    if one["about"] is not None:
        parts.append(f"{KINDS[one['about']['kind']].shown} {_name(one['about'])}")
    if one["amount"] is not None and money(one["amount"]) != measure(one):
        parts.append(money(one["amount"]))
    said = DOT.join([*parts, one["by"]["name"]])
    return said if one["on_behalf_of"] is None else in_place_of(one["on_behalf_of"]) + said


def whose(one: dict[str, Any]) -> str:
    """The customer of an entry of the desk, where its text does not name it already."""
    if one["customer"] is None or one.get("kind") == "notice":
        return ""
    return str(one["customer"]["name"])


def speakers(one: dict[str, Any]) -> str:
    """Who says it to whom, of guidance as a record has it: ``Wang → Li Lei``."""
    names = [one[name]["name"] for name in ("author", "for") if one.get(name)]
    return " → ".join(names)


def pressing(one: dict[str, Any]) -> list[str]:
    """What else is to be said of guidance: its kind, how it presses, that it waits."""
    kind = KINDS["guidance"]
    said = [kind.fields["kind"].choice_shown(one["kind"])]
    said += [kind.fields[name].shown for name in ("important", "urgent") if one[name]]
    return said + ([kind.fields["state"].choice_shown("open")] if one["state"] == "open" else [])


def waits(days: int) -> str:
    """How long something has waited."""
    if not days:
        return _("new")
    return ngettext("waits %(number)d day", "waits %(number)d days", days) % {"number": days}
