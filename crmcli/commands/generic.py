"""What every noun's verbs share: the answer of a change, lists, removing."""

from __future__ import annotations

from crmcli.commands.fields import COMMON_FILTERS, TERMINAL_ROWS, fields_of, quoted, shown, typed_of, whole
from crmcli.commands.output import Answer
from crmcli.errors import Refused
from crmcli.i18n import _, listed, ngettext
from crmcli.shown.lists import COLUMNS
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind
    from crmcli.store.row import Record


def changed(
    session: Session,
    kind: Kind,
    row: Record,
    transaction: str | None,
    before: dict[str, Any] | None = None,
    told: Sequence[str] = (),
) -> Answer:
    """The answer to a change of one record, that was ``before``; without a transaction it was so already.

    ``told``: what else came of it, in words.
    """
    from crmcli.verbs.shape import record_json, title

    record = {**record_json(session.store, kind, row), "transaction": transaction}
    parts = [row.ref, title(kind, row)]
    if before is not None:
        from crmcli.shown.values import changes

        parts += changes(kind, before, record, session.store.clock())
    parts += told
    if transaction:
        parts.append(f"crm undo {transaction}")
    else:
        parts.append(_("was so already"))
    return Answer(record, lines=harmless(" · ".join(parts)), refs=[row.ref])


def showing(kind: Kind) -> Callable[..., Answer]:
    """``show`` of a kind."""

    def show(session: Session, ref: str) -> Answer:
        from crmcli.verbs.resolve import resolve

        found = resolve(session.store, ref, (kind.name,), contacts=kind.name == "customer")
        return shown(session, found.kind, found.row, found.why)

    return show


def editing(
    kind: Kind, told_of: Callable[[Session, Record], Sequence[str]] | None = None
) -> Callable[..., Answer]:
    """``edit`` of a kind; ``told_of``: what else came of the change, in words."""

    def edit(session: Session, ref: str, **given: Any) -> Answer:
        from crmcli.verbs import records
        from crmcli.verbs.resolve import resolve
        from crmcli.verbs.shape import record_json

        found = resolve(session.store, ref, (kind.name,))
        before = record_json(session.store, kind, found.row)
        row, transaction = records.edit(session.store, kind, found.row, typed_of(kind, given))
        told = told_of(session, row) if told_of is not None else ()
        return changed(session, kind, row, transaction, before, told)

    return edit


def archiving(
    kind: Kind, warned: Callable[[Session, list[Record]], None] | None = None
) -> Callable[..., Answer]:
    """``archive`` of a kind: out of the way, or back into use; ``warned`` is told those put away."""

    def archive(session: Session, refs: list[str], back: bool = False) -> Answer:
        from crmcli.verbs import records
        from crmcli.verbs.resolve import resolve

        rows = [resolve(session.store, ref, (kind.name,)).row for ref in refs]
        rows, transaction = records.archive(session.store, kind, rows, back=back)
        if warned is not None and not back:
            warned(session, rows)
        return bulk(session, kind, rows, transaction, _("in use again") if back else _("archived"))

    return archive


def listing(
    kind: Kind,
    flags_of: Mapping[str, str | Callable[[Session], str]] | None = None,
    rows_of: Callable[[Session, list[dict[str, Any]]], list[dict[str, Any]]] | None = None,
    needs: Sequence[str] = (),
) -> Callable[..., Answer]:
    """``list`` of a kind; ``flags_of``: options that stand for a filter, or what makes it; ``rows_of`` makes its lines
    of its records, for which it needs these fields beside the columns.
    """

    def list_(session: Session, **given: Any) -> Answer:
        from crmcli.verbs import records
        from crmcli.verbs.shape import records_json

        where = list(given.get("where") or [])
        for name in COMMON_FILTERS[kind.name]:
            if given.get(name):
                where.append(f"{name}={wanted(session, kind, name, given[name])}")
        for flag, filter in (flags_of or {}).items():
            if given.get(flag):
                where.append(filter if isinstance(filter, str) else filter(session))
        limit = whole("--limit", given["limit"]) if given.get("limit") else None
        page = limit
        flags = session.flags
        if limit is None and session.terminal and not (flags.json or flags.format or flags.quiet):
            page = TERMINAL_ROWS + 1
        rows = records.records(
            session.store,
            kind,
            where=where,
            sort=given.get("sort") or "",
            limit=page,
            archived=bool(given.get("archived")),
        )
        if limit is None and page is not None and len(rows) == page:
            rows = rows[:TERMINAL_ROWS]
            session.warn(_("The first %(number)d; --limit N shows more.") % {"number": TERMINAL_ROWS})
        columns = fields_of(kind, given.get("fields")) or COLUMNS[kind.name]
        refs = [row.ref for row in rows]
        if flags.quiet and not flags.json:
            return Answer([], refs=refs)
        read = None
        if not flags.json and flags.format not in (
            "json",
            "jsonl",
        ):  # sets and links of others need not be read
            named = {*(name.partition(".")[0] for name in columns), "state", *needs}
            read = [name for name in kind.fields if name in named]
        data = records_json(session.store, kind, rows, only=read)
        shown = (
            data
            if not given.get("fields")
            else [{name: _picked(one, name) for name in columns} for one in data]
        )
        return Answer(
            shown,
            rows=data if rows_of is None else rows_of(session, data),
            columns=columns,
            chosen=bool(given.get("fields")),
            kind=kind,
            refs=refs,
        )

    return list_


def wanted(session: Session, kind: Kind, name: str, value: str) -> str:
    """The value of a common filter; one that names a record does so as everywhere, also by part or pinyin."""
    field = kind.fields[name]
    if field.link == "member" and value.casefold() == "me":
        return "me"  # quoted it would be a name
    if field.type not in ("link", "anylink"):
        return quoted(value)
    from crmcli.verbs.resolve import resolve
    from crmcli.verbs.values import option_of

    whose = field.link == "customer"
    kinds = (field.link,) if field.type == "link" else None
    return quoted(resolve(session.store, value, kinds, contacts=whose, argument=option_of(field)).row.id)


def _picked(record: dict[str, Any], name: str) -> Any:
    from crmcli.shown.cells import value

    return value(record, name)


def removing(kind: Kind) -> Callable[..., Answer]:
    """``remove`` of a kind: asks on a terminal, says what hangs on it."""

    def remove(session: Session, refs: list[str], yes: bool = False, dry_run: bool = False) -> Answer:
        from crmcli.verbs import records
        from crmcli.verbs.hanging import dependents
        from crmcli.verbs.resolve import resolve

        found = [resolve(session.store, ref, (kind.name,), merged=False) for ref in refs]
        hanging = sum(len(dependents(session.store, kind, one.row)) for one in found)
        if session.interactive and not yes and not dry_run:
            names = listed(
                f"{one.row.ref} {getattr(one.row, kind.title)}".split("\n")[0] for one in found[:5]
            )
            question = _("Remove %(names)s?") % {"names": names}
            if hanging:
                question = ngettext(
                    "Remove %(names)s and %(number)d record that hangs on it?",
                    "Remove %(names)s and %(number)d records that hang on it?",
                    hanging,
                ) % {"names": names, "number": hanging}
            if not session.confirm(question):
                raise Refused(_("Nothing was removed."), hint=_("--yes removes without asking."), missing=[])
        pairs = [(one.kind, one.row) for one in found]
        rows, transaction = records.remove(session.store, pairs, dry_run=dry_run)
        return bulk(
            session, kind, rows, transaction, _("would be removed") if dry_run else _("removed"), dry_run
        )

    return remove


def bulk(
    session: Session,
    kind: Kind,
    rows: list[Record],
    transaction: str | None,
    what: str,
    dry_run: bool = False,
) -> Answer:
    """The answer to a change of several records; ``what`` says what was done to each."""
    from crmcli.verbs.shape import records_json, title

    if dry_run:
        transaction = None
    data = [{**one, "transaction": transaction} for one in records_json(session.store, kind, rows)]
    lines = [harmless(f"{row.ref} · {what} · {title(kind, row)}") for row in rows]
    if transaction:
        lines[-1] += f" · crm undo {transaction}"
    return Answer(data, lines="\n".join(lines), refs=[row.ref for row in rows])
