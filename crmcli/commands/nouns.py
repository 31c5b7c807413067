"""``crm customer|contact|followup|reminder`` with their verbs: options come from the record's definition."""

from __future__ import annotations

from crmcli.commands.fields import field_options, list_options, typed_of
from crmcli.commands.generic import archiving, changed, editing, listing, removing, showing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.store.records import CONTACT, CUSTOMER, FOLLOWUP, REMINDER

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind
    from crmcli.store.row import Record


def _add(kind: Kind, first: str) -> Callable[..., Answer]:
    def add(session: Session, **given: Any) -> Answer:
        from crmcli.verbs import records

        typed = typed_of(kind, given)
        lead = given.get(f"{first}_words")
        if lead is not None:
            typed[first] = [" ".join(lead) if isinstance(lead, list) else lead]
        if kind is CUSTOMER:
            for other in records.namesakes(session.store, typed[first][0])[:1]:
                session.warn(_("There is one of that name already: %(ref)s %(name)s") % other)
        row, transaction = records.add(session.store, kind, typed)
        return changed(session, kind, row, transaction)

    return add


def add_followup(session: Session, who: str, text_words: list[str], **given: Any) -> Answer:
    """A follow-up by its fields, nothing read out of the text."""
    from crmcli.verbs import records, resolve

    customer = resolve.customer(session.store, who)
    records.refuse_removed(CUSTOMER, customer)
    typed = typed_of(FOLLOWUP, given)
    typed |= {"customer": [customer.id], "text": [session.read_text(text_words)]}
    row, transaction = records.add(session.store, FOLLOWUP, typed)
    return changed(session, FOLLOWUP, row, transaction, told=_duties(session, row))


def _duties(session: Session, row: Record) -> list[str]:
    """The duties that a follow-up finished and those that it may be about, in words."""
    from crmcli.shown.filed import duties_done
    from crmcli.store.records import Followup
    from crmcli.verbs import dealt

    assert isinstance(row, Followup)
    return duties_done(dealt.noted(session.store, row).json())


_EXAMPLES = {
    "customer add": (
        "crm customer add 天成外贸公司 --city 宁波 --level A --tag vip",
        'crm customer add "Alfreds Futterkiste" --set "PO no.=77"',
    ),
    "customer list": (
        'crm customer list --where "level=A and last_dealt<30d"',
        "crm customer list --status lead --sort -updated_at --fields ref,name,phone --format csv",
    ),
    "customer show": ("crm customer show 天成", "crm customer show C7K3F2Q --json"),
    "customer edit": (
        "crm customer edit C7K3F2Q --phone 0574-87654321 --tag vip --tag=-lead",
        'crm customer edit alfreds --level ""',
    ),
    "customer remove": (
        "crm customer remove C7K3F2Q",
        'crm customer list --where "tags=test" --quiet | xargs crm customer remove',
    ),
    "contact add": ("crm contact add 张伟 --customer 天成 --title 总经理 --phone 13800138000",),
    "contact list": (
        "crm contact list --customer 天成",
        'crm contact list --where "birthday is not empty" --format csv',
    ),
    "contact show": ("crm contact show 张伟",),
    "contact edit": ("crm contact edit P4T7W2K --messaging wechat:tc-zhang --primary yes",),
    "contact remove": ("crm contact remove P4T7W2K",),
    "followup add": ('crm followup add 天成 "sent the catalogue" --kind material --at yesterday',),
    "followup list": (
        'crm followup list --where "kind=visit and at>=this_month"',
        "crm followup list --customer 天成",
    ),
    "followup show": ("crm followup show F4T7W2K",),
    "followup edit": ("crm followup edit F4T7W2K --kind visit --tag 报价",),
    "followup remove": ("crm followup remove F4T7W2K",),
    "reminder add": ('crm reminder add send samples --due "fri 3pm" --customer alfreds',),
    "reminder list": ('crm reminder list --where "due<today and state!=done" --sort due',),
    "reminder show": ("crm reminder show M4T7W2K",),
    "reminder edit": ("crm reminder edit M4T7W2K --important yes --due 下周五",),
    "reminder remove": ("crm reminder remove M4T7W2K",),
}

_HELP = {
    "add": {
        "customer": N_("A new customer."), "contact": N_("A new contact of a customer."),
        "followup": N_("A follow-up by its fields; `crm note` reads them out of the text."),
        "reminder": N_("A reminder by its fields; `crm remind` takes one line."),
    },
    "list": {
        "customer": N_("Customers, newest first."), "contact": N_("Contacts, newest first."),
        "followup": N_("Follow-ups, newest first."), "reminder": N_("Reminders, newest first."),
    },
    "show": {
        "customer": N_("A customer with everything that hangs on it."), "contact": N_("A contact."),
        "followup": N_("A follow-up."), "reminder": N_("A reminder."),
    },
    "edit": {
        "customer": N_("Change a customer; an empty value clears, --tag=-x takes x out."),
        "contact": N_("Change a contact; an empty value clears, --phone=-x takes x out."),
        "followup": N_("Change a follow-up; an empty value clears."),
        "reminder": N_("Change a reminder; an empty value clears."),
    },
    "remove": {
        "customer": N_("Remove customers and what hangs on them; undo brings them back."),
        "contact": N_("Remove contacts; undo brings them back."),
        "followup": N_("Remove follow-ups; undo brings them back."),
        "reminder": N_("Remove reminders; undo brings them back."),
    },
}  # fmt: skip


def _commands(kind: Kind) -> dict[str, Command]:
    noun = kind.name
    ref = Arg("ref", "REF", N_("A ref, an id, or a name where it is clear."))
    refs = Arg("refs", "REF", N_("A ref, an id, or a name where it is clear."), many=True)
    first = kind.title
    if kind is FOLLOWUP:
        add = Command(
            "followup add", add_followup, _HELP["add"][noun],
            args=(Arg("who", "WHO", N_("The customer: name, part of it, pinyin, initials, or a contact's name.")),
                  Arg("text_words", "TEXT", N_("What was said and done."), many=True, required=False)),
            options=lambda: field_options(kind, without=("text", "customer", "reminder")),
            examples=_EXAMPLES["followup add"],
        )  # fmt: skip
    else:
        lead = Arg(f"{first}_words", first.upper(), kind.fields[first].means, many=kind is REMINDER)
        add = Command(
            f"{noun} add", _add(kind, first), _HELP["add"][noun], args=(lead,),
            options=lambda: field_options(kind, without=(first,)), examples=_EXAMPLES[f"{noun} add"],
        )  # fmt: skip
    built = [
        add,
        Command(f"{noun} list", listing(kind), _HELP["list"][noun], options=lambda: list_options(kind),
                examples=_EXAMPLES[f"{noun} list"]),
        Command(f"{noun} show", showing(kind), _HELP["show"][noun], args=(ref,), examples=_EXAMPLES[f"{noun} show"]),
        Command(f"{noun} edit", editing(kind, _duties if kind is FOLLOWUP else None), _HELP["edit"][noun], args=(ref,),
                options=lambda: field_options(kind), examples=_EXAMPLES[f"{noun} edit"]),
        Command(
            f"{noun} remove", removing(kind), _HELP["remove"][noun], args=(refs,),
            options=(Opt("--yes -y", N_("Do not ask."), name="yes"),
                     Opt("--dry-run", N_("Only say what would be removed."))),
            examples=_EXAMPLES[f"{noun} remove"],
        ),
    ]  # fmt: skip
    return {command.path: command for command in built}


COMMANDS: dict[str, Command] = {}
for _kind in (CUSTOMER, CONTACT, FOLLOWUP, REMINDER):
    COMMANDS |= _commands(_kind)
COMMANDS["customer archive"] = Command(
    "customer archive",
    archiving(CUSTOMER),
    N_("Put customers out of the way; they stay whole and can be found by their whole name."),
    args=(Arg("refs", "REF", N_("A ref, an id, or a name where it is clear."), many=True),),
    options=(Opt("--back", N_("Into use again.")),),
    examples=("crm customer archive C7K3F2Q", "crm customer archive C7K3F2Q --back"),
)
