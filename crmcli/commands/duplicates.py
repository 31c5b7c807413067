"""``crm customer duplicates``, ``crm customer merge``, and the same of contacts."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import Refused, UsageError, ValueInvalid
from crmcli.i18n import N_, _, ngettext
from crmcli.shown.cells import cell
from crmcli.store.records import CONTACT, CUSTOMER
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind
    from crmcli.verbs.duplicates import Found
    from crmcli.verbs.merging import Merged


_ROWS = 20  # groups that a terminal shows unless --limit says otherwise


def _duplicates(kind: Kind) -> Callable[..., Answer]:
    def duplicates(
        session: Session,
        refs: list[str] | None = None,
        where: list[str] | None = None,
        minimum: str | None = None,
        limit: str | None = None,
        apart: bool = False,
        kind_name: str | None = None,
    ) -> Answer:
        from crmcli.commands.fields import whole
        from crmcli.verbs import duplicates as verb
        from crmcli.verbs.resolve import resolve

        of = _kind(kind, kind_name)
        if apart:
            return _apart(session, of, refs or [])
        only = [resolve(session.store, ref, (of.name,)).row.nid for ref in refs or ()]
        least = whole("--min", minimum) if minimum else verb.MINIMUM
        look = session.terminal and not (session.flags.json or session.flags.format or session.flags.quiet)
        most = whole("--limit", limit) if limit else _ROWS if look else verb.MOST
        found = verb.duplicates(session.store, of, where=where or (), only=only, minimum=least, limit=most)
        _warn(session, found)
        groups = verb.told(session.store, of, found.groups)
        joined = [" ".join(one["ref"] for one in group["records"]) for group in groups]
        return Answer(groups, lines=lambda s: _groups(groups, of, s), refs=joined)

    return duplicates


def _kind(kind: Kind, named: str | None) -> Kind:
    if named is None:
        return kind
    for one in (CUSTOMER, CONTACT):
        if named.casefold() in (one.name, one.plural):
            return one
    raise ValueInvalid(
        _("%(option)s cannot be “%(value)s”.") % {"option": "--kind", "value": named},
        hint=_("Expected: %(expected)s.") % {"expected": "customer, contact"},
        argument="--kind",
        value=named,
        expected=["customer", "contact"],
    )


def _apart(session: Session, kind: Kind, named: list[str]) -> Answer:
    """Remember that records are not the same."""
    from crmcli.verbs.duplicates import set_apart
    from crmcli.verbs.resolve import resolve
    from crmcli.verbs.shape import link

    if len(named) != 2:
        raise UsageError(
            _("--not takes two records."),
            hint=_("Write it as --not C7K3F2Q C2M9X4T."),
            argument="--not",
            value=" ".join(named)[:200],
            expected="REF",
        )
    one, two = (resolve(session.store, text, (kind.name,), argument="--not").row for text in named)
    if one.id == two.id:
        raise UsageError(
            _("%(ref)s is the same record twice.") % {"ref": one.ref},
            hint=_("Write it as --not C7K3F2Q C2M9X4T."),
            argument="--not",
            value=two.ref,
            expected="REF",
        )
    transaction = set_apart(session.store, kind, one, two)
    data = {"records": [link(kind, one), link(kind, two)], "apart": True, "transaction": transaction}
    text = _("%(one)s and %(two)s are told as duplicates no more") % {"one": one.ref, "two": two.ref}
    if transaction:
        text += f" · crm undo {transaction}"
    return Answer(data, lines=harmless(text), refs=[one.ref, two.ref])


def _warn(session: Session, found: Found) -> None:
    """Say what is not told: more groups, keys that too many share, pairs that were not looked at."""
    from crmcli.shown.merging import why_shown

    if found.more:
        session.warn(
            ngettext(
                "%(number)d more group; --limit N shows more.",
                "%(number)d more groups; --limit N shows more.",
                found.more,
            )
            % {"number": found.more}
        )
    for code, value, number in found.shared[:5]:
        session.warn(
            _("%(why)s: %(number)d records share it, so it says nothing.")
            % {"why": harmless(why_shown({"code": code, "value": value})), "number": number}
        )
    if found.stopped:
        session.warn(_("So many records have something in common that not all were compared."))


def _groups(groups: list[dict[str, Any]], kind: Kind, session: Session) -> str:
    """The groups as a person reads them; into a pipe a line a record: group, score, ref, name."""
    if not (session.terminal or session.flags.format == "table"):
        return "\n".join(
            "\t".join((str(number), str(group["score"]), one["ref"], cell(one["name"]).replace("\t", " ")))
            for number, group in enumerate(groups, 1)
            for one in group["records"]
        )
    if not groups:
        return _("No duplicates were found.")
    from crmcli.commands.render.merging import groups_drawn

    return groups_drawn(groups, kind, session)


def _merge(kind: Kind) -> Callable[..., Answer]:
    def merge(
        session: Session,
        keep: str,
        others: list[str],
        take: list[str] | None = None,
        yes: bool = False,
        dry_run: bool = False,
    ) -> Answer:
        from crmcli.verbs import merging

        wanted = dict(_chosen(one) for one in take or ())
        asks = session.interactive and not yes and not dry_run
        done = merging.merge(session.store, kind, keep, others, wanted, dry_run=dry_run or asks)
        for row in done.archived:
            session.warn(_("%(ref)s is archived.") % {"ref": row.ref})
        if asks:
            session.warn(_told(done, session, done=False))
            if not session.confirm(_("Merge them?")):
                raise Refused(_("Nothing was merged."), hint=_("--yes merges without asking."), missing=[])
            done = merging.merge(session.store, kind, done.keep.id, [row.id for row in done.others], wanted)
            return Answer(done.as_json(), lines=harmless(_last(done)), refs=[done.keep.ref])
        return Answer(done.as_json(), lines=lambda s: _told(done, s, done=not dry_run), refs=[done.keep.ref])

    return merge


def _chosen(text: str) -> tuple[str, str]:
    """The field and the record of ``--take level=C7K3F2Q``."""
    field, equals, ref = text.rpartition("=")
    if not equals or not field.strip() or not ref.strip():
        raise UsageError(
            _("“%(value)s” names no field and record.") % {"value": text[:60]},
            hint=_("Write it as --take level=C7K3F2Q."),
            argument="--take",
            value=text[:200],
            expected="FIELD=REF",
        )
    return field.strip(), ref.strip()


def _told(merged: Merged, session: Session, *, done: bool) -> str:
    """What a merge came to, or would come to: the fields that differ, what moved, how to take it back."""
    from crmcli.shown.merging import line, told

    rows = [line(merged.kind, one, session.store.clock()) for one in merged.differences]
    parts = [harmless(one) for one in told(merged, done=done)]
    if done and merged.transaction:
        parts[-1] += f" · crm undo {merged.transaction}"
    if rows and (session.terminal or session.interactive):
        from crmcli.commands.render import table

        parts.insert(0, table(rows, list(rows[0]), None, session, chosen=True).rstrip("\n"))
    elif rows:
        flat = (
            "\t".join(harmless(text).replace("\t", " ").replace("\n", " ") for text in row.values())
            for row in rows
        )
        parts = [*flat, *parts]
    return "\n".join(parts)


def _last(merged: Merged) -> str:
    from crmcli.shown.merging import told

    return f"{told(merged, done=True)[0]} · crm undo {merged.transaction}"


def _finding(kind: Kind) -> Command:
    noun = kind.name
    options = (
        Opt("--where", N_("Only groups of which a record is let through; again: and."), value="FILTER", many=True),
        Opt("--min", N_("From which score on, 0 to 100; 60 unless said otherwise."), value="SCORE", name="minimum"),
        Opt("--limit -n", N_("At most so many."), value="N", name="limit"),
        Opt("--not", N_("The two records named are not the same: remember it."), name="apart"),
        Opt("--kind", N_("Of which records."), value="customer|contact", name="kind_name"),
    )  # fmt: skip
    return Command(
        f"{noun} duplicates",
        _duplicates(kind),
        _FIND[noun],
        args=(Arg("refs", "REF", N_("Only groups with one of these records."), many=True, required=False),),
        options=options if kind is CUSTOMER else options[:-1],
        examples=_EXAMPLES[f"{noun} duplicates"],
        more=_FOUND[noun],
    )


def _merging(kind: Kind) -> Command:
    noun = kind.name
    return Command(
        f"{noun} merge",
        _merge(kind),
        _MERGE[noun],
        args=(
            Arg("keep", "KEEP", N_("The record that stays.")),
            Arg("others", "OTHER", N_("What goes into it."), many=True),
        ),
        options=(
            Opt("--take", N_("Whose value of a field is wanted instead; again for each field."), value="FIELD=REF",
                many=True),
            Opt("--yes -y", N_("Do not ask."), name="yes"),
            Opt("--dry-run", N_("Only say what would become of everything.")),
        ),
        examples=_EXAMPLES[f"{noun} merge"],
        more=_MORE[noun],
    )  # fmt: skip


_FIND = {
    "customer": N_("Customers that are probably the same: groups with why, a score and which to keep."),
    "contact": N_("Contacts that are probably the same: groups with why, a score and which to keep."),
}
_FOUND = {
    "customer": N_(
        "Compared are tax id, external id, mailboxes, phones (of contacts too), domains that are a company's own, and "
        "names: without their form in law, with and without their place, by sound and by spelling. A score of 80 or "
        "more is nearly sure; 60 is worth a look. What more than 20 share says nothing. "
        "`crm customer merge` makes a group one."
    ),
    "contact": N_(
        "Compared are external id, mailboxes, phones, and names at one customer. `crm contact merge` makes a group one."
    ),
}
_MERGE = {
    "customer": N_("Make several customers one, keeping everything of all; undo parts them again."),
    "contact": N_("Make several contacts one, keeping everything of all; undo parts them again."),
}
_MORE = {
    "customer": N_(
        "Contacts, follow-ups, reminders, documents and all else move to KEEP; contacts that are one person become "
        "one. Tags, aliases, phones and mailboxes are joined. Where a field differs KEEP wins, unless it is empty or "
        "--take says otherwise; what loses stays as an alias or as a custom field such as “level 2”. "
        "Old refs lead to KEEP."
    ),
    "contact": N_(
        "All that names them names KEEP then; phones, mailboxes and custom fields are joined. Where a field differs "
        "KEEP wins, unless it is empty or --take says otherwise; what loses stays as a custom field such as "
        "“title 2”. Old refs lead to KEEP."
    ),
}
_EXAMPLES = {
    "customer merge": (
        "crm customer merge C7K3F2Q C2M9X4T",
        "crm customer merge C7K3F2Q C2M9X4T C5T8B1N --take level=C2M9X4T --take name=C5T8B1N --dry-run",
    ),
    "contact merge": ("crm contact merge P4T7W2K P9D3S6H",),
    "customer duplicates": (
        "crm customer duplicates",
        'crm customer duplicates --where "created>-30d" --min 80 --json',
        "crm customer duplicates --not C7K3F2Q C2M9X4T",
    ),
    "contact duplicates": ("crm contact duplicates --min 80",),
}

COMMANDS: dict[str, Command] = {}
for _kind_ in (CUSTOMER, CONTACT):
    for _command in (_finding(_kind_), _merging(_kind_)):
        COMMANDS[_command.path] = _command
