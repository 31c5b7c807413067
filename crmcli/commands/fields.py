"""What commands share of a record's definition: options, columns, and the answer of ``show``."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Opt
from crmcli.errors import UsageError, ValueInvalid
from crmcli.i18n import N_, _, listed
from crmcli.shown.cells import cell
from crmcli.shown.lists import COLUMNS
from crmcli.text.clean import harmless
from crmcli.verbs.values import option_of

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind
    from crmcli.store.row import Record

TERMINAL_ROWS = 50  # a terminal shows so many unless --limit says otherwise


def field_options(kind: Kind, *, without: tuple[str, ...] = ()) -> tuple[Opt, ...]:
    """An option for every key of a kind that can be typed."""
    out = []
    for field in kind.fields.values():
        if not field.writable or field.name in without or field.name == "custom":
            continue
        value = {"when": "WHEN", "date": "DATE", "money": "AMOUNT", "boolean": "yes|no", "link": "REF",
                 "anylink": "REF", "links": "REF", "integer": "N", "percent": "PERCENT",
                 "quantity": "QUANTITY"}.get(field.type, "TEXT")  # fmt: skip
        choices = tuple(one for one, _en, _zh in field.choices)
        if choices and not field.open:
            value = "|".join(choices) if len(choices) <= 5 else "KIND"
        flags = option_of(field)
        if field.many and flags != (plural := "--" + field.name.replace("_", "-")):
            flags += " " + plural
        out.append(
            Opt(
                flags,
                field.means or field.label,
                value=value,
                many=field.many,
                name=field.name,
                choices=choices,
            )
        )
    if "custom" in kind.fields:
        out.append(
            Opt(
                "--set",
                N_("A custom field, as name=value; again for each."),
                value="NAME=VALUE",
                many=True,
                name="custom",
            )
        )
    return tuple(out)


def typed_of(kind: Kind, options: dict[str, Any]) -> dict[str, list[str]]:
    """The options that were given, as verbs take them."""
    typed = {}
    for name, given in options.items():
        if name in kind.fields and given not in (None, []):
            typed[name] = list(given) if isinstance(given, (list, tuple)) else [given]
    return typed


def quoted(text: str) -> str:
    """A value as a word of the filter language."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def whole(option: str, text: str) -> int:
    """A whole number from 0 up, or the error that says so."""
    if text.isascii() and text.isdigit():
        return (
            int(text) if len(text) <= 18 else 10**18
        )  # more than there ever is, and SQLite still counts so far
    raise ValueInvalid(
        _("%(option)s cannot be “%(value)s”.") % {"option": option, "value": text},
        hint=_("Expected: %(expected)s.") % {"expected": _("a whole number, 0 or more")},
        argument=option,
        value=text,
        expected=_("a whole number, 0 or more"),
    )


def fields_of(kind: Kind, text: str | None) -> tuple[str, ...]:
    """The keys named by ``--fields a,b,c``; raises :class:`UsageError` for an unknown one."""
    if not text:
        return ()
    names = tuple(name.strip() for name in text.replace("，", ",").split(",") if name.strip())
    for name in names:
        if name.partition(".")[0] not in kind.fields:
            raise UsageError(
                _("A %(kind)s has no field “%(name)s”.") % {"kind": kind.shown, "name": name},
                hint=_("Expected: %(expected)s.") % {"expected": ", ".join(kind.fields)},
                argument="--fields",
                value=name,
                expected=list(kind.fields),
            )
    return names


COMMON_FILTERS = {
    "customer": ("status", "level", "source", "country", "city", "tags", "owner"),
    "contact": ("customer", "part"),
    "followup": ("customer", "kind", "author", "tags"),
    "reminder": ("customer", "state", "for"),
    "document": ("about", "customer", "kind", "owner"),
    "member": ("role", "department", "active"),
    "opportunity": ("customer", "stage", "owner", "outcome", "tags"),
    "stage_change": ("opportunity",),
    "playbook": ("name",),
    "share": ("about", "member", "customer"),
    "guidance": ("about", "for", "author", "state"),
    "notice": ("for", "about", "customer"),
    "product": ("status", "category", "code", "tags"),
    "quote": ("customer", "opportunity", "status", "number", "owner", "tags"),
    "approval": ("customer", "about", "rule", "approver", "asked_by", "decision"),
    "order": ("customer", "opportunity", "quote", "status", "owner", "tags"),
    "step": ("order", "customer", "status", "department", "member"),
    "payment": ("order", "customer", "kind"),
    "duty": ("order", "customer", "state", "for", "department"),
    "expense": ("customer", "kind", "status", "opportunity", "order", "owner", "tags"),
}


def list_options(kind: Kind) -> tuple[Opt, ...]:
    """The options of a list."""
    common = tuple(
        Opt(
            option_of(kind.fields[name]),
            _("Filter by %(field)s.") % {"field": kind.fields[name].shown.lower()},
            value="VALUE",
            name=name,
            choices=tuple(value for value, _english, _chinese in kind.fields[name].choices),
        )
        for name in COMMON_FILTERS[kind.name]
    )
    return (
        Opt(
            "--where",
            N_('A filter, such as "level=A and updated<30d"; again: and.'),
            value="FILTER",
            many=True,
        ),
        Opt("--sort", N_("By which fields, such as due,-amount."), value="FIELDS"),
        Opt("--limit -n", N_("At most so many."), value="N", name="limit"),
        Opt("--fields", N_("Which fields, in which order: ref,name,city."), value="FIELDS"),
        Opt("--archived", N_("Archived ones too.")),
        *common,
    )


def shown(
    session: Session,
    kind: Kind,
    row: Record,
    why: str = "",
    said: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> Answer:
    """The answer of ``show``; ``why`` the record was found: a merged one is shown as what it went into, and said.
    ``said``: makes of the record what people read.
    """
    from crmcli.verbs.records import show

    if why == "merged":
        session.warn(_("What was asked for was merged into %(ref)s.") % {"ref": row.ref})

    record = show(session.store, kind, row)
    return Answer(
        record, lines=lambda s: _star(record if said is None else said(record), kind, s), refs=[row.ref]
    )


def _star(record: dict[str, Any], kind: Kind, session: Session) -> str:
    if session.terminal or session.flags.format == "table":
        from crmcli.commands.render import star

        text = star(record, kind, session)
        if kind.name == "document":
            text = text.rstrip("\n") + "\n\n" + _versions(record["versions"], session)
        return text
    lines = []
    for name in kind.fields:
        text = cell(record[name])
        if text:
            lines.append(f"{name}\t{_flat(text)}")
    if kind.name == "document":
        lines += [f"state\t{record['state']}"] if record["state"] else []
        names = ("ref", "version", "state", "created_at", "read_by", "path", "url")
        lines += [
            "\t".join(["version", *(_flat(cell(one[name])) for name in names)]) for one in record["versions"]
        ]
    for one in record.get("conflicts", ()):
        lines.append(
            "\t".join(["conflict", *(_flat(cell(one[name])) for name in ("field", "mine", "hub", "base"))])
        )
    for other, entries in record["related"].items():
        lines += [
            "\t".join([other, *(_flat(cell(one.get(name))) for name in COLUMNS[other])]) for one in entries
        ]
    return "\n".join(lines)


STATES = {
    "present": N_("as it was"),
    "missing": N_("gone"),
    "changed": N_("changed since"),
    "unreadable": N_("cannot be read"),
}
"""What became of a document's file since it was added."""


def _versions(versions: list[dict[str, Any]], session: Session) -> str:
    """The versions of a document, newest first: what became of the file, and who has read each."""
    from crmcli.shown.values import when

    now = session.store.clock()
    lines = []
    for one in versions:
        parts = [
            one["ref"],
            _("version %(number)d") % {"number": one["version"]},
            when(one["created_at"], now),
        ]
        if one["state"]:
            state = STATES[one["state"]]  # in brackets of _() its key would be collected as a text
            parts.append(_(state))
        readers = listed(f"{by['name']} {when(by['at'], now)}" for by in one["read_by"])
        parts.append(_("read by %(names)s") % {"names": readers} if readers else _("read by nobody"))
        parts.append(one["url"] or one["path"] or "")
        lines.append(harmless(" · ".join(parts)).replace("\n", " "))
    return "\n".join(lines) + "\n"


def _flat(text: str) -> str:
    return harmless(text.replace("\t", " ").replace("\n", " "))
