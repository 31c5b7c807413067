"""Documents: files and links on any record, in versions, and who has read which.

A version is a record of its own, with its own reference. Versions of one document share what they are about,
their kind and their name; the file itself stays where it is.
"""

from __future__ import annotations

from crmcli.errors import FileError, Refused, UsageError
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import DOCUMENT, KINDS, Document
from crmcli.store.statements import insert, join, rows_where, update
from crmcli.text.clean import clean_line, harmless
from crmcli.text.names import name_key
from crmcli.verbs import files, records, resolve
from crmcli.verbs.rights import demand, demand_new
from crmcli.verbs.shape import records_json
from crmcli.verbs.values import invalid, read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.resolve import Found

# A document belongs to a record of any other kind.
ABOUT = tuple(name for name in KINDS if name != DOCUMENT.name)
_SHARED = ("about", "name", "kind")  # what all versions have in common


class Added:
    """What adding came to: the version, its transaction (None: nothing was added), all versions there are now."""

    __slots__ = ("row", "transaction", "versions")

    def __init__(self, row: Document, transaction: str | None, versions: list[Document]) -> None:
        self.row = row
        self.transaction = transaction
        self.versions = versions


def add(store: Store, about: str, source: str, typed: dict[str, list[str]]) -> Added:
    """Put a file or link (``source``) on the record that ``about`` names; ``typed`` holds name, kind and others.

    The same name and kind on the same record is the next version, unless that content is a version already:
    then nothing is added. Without a kind it is of the kind of the one document of that name there, else
    ``other``. Raises :class:`FileError`, :class:`ValueInvalid`, :class:`Refused` for a record that was removed, and
    what naming a record raises.
    """
    of = _about(store, about)
    columns: dict[str, Any] = {"about_kind": of.kind.name, "about_id": of.row.id}
    # Before the store is locked: a large file takes its time.
    if files.is_url(source):
        columns["url"] = files.read_url(source)
    else:
        content = files.examine(source)
        columns |= {"path": content.path, "size": content.size, "sha256": content.sha256}
    name = typed["name"][-1] if typed.get("name") else _default_name(source)
    for key in ("kind", "external_id", "owner"):
        if typed.get(key):
            columns |= read_value(store, DOCUMENT.fields[key], typed[key][-1])
    columns |= read_value(store, DOCUMENT.fields["name"], name)
    with Transaction(store, "document add") as transaction:
        records.refuse_removed(of.kind, records.fresh(store, of.row))
        if "kind" not in columns:
            columns["kind"] = _kind_of(store, of.row.id, columns["name"])
        every = _chain(store, of.row.id, columns["kind"], columns["name"])
        living = [one for one in every if one.removed_at is None]
        for one in living:
            if (one.sha256, one.url) == (columns.get("sha256"), columns.get("url")):
                return Added(one, None, living)
        if every:  # a removed one may come back
            columns["version"] = max(one.version for one in every) + 1
        row = insert(store, Document, **columns)
        demand_new(store, DOCUMENT, row)
        if living:
            _announce(store, of, row, living)
    new = records.fresh(store, row)
    assert isinstance(new, Document)
    return Added(new, transaction.ref, [*living, new])


_HEARD = (
    "customer",
    "opportunity",
    "quote",
    "order",
    "expense",
    "product",
)  # whose owners and followers hear


def _announce(store: Store, of: Found, row: Document, before: list[Document]) -> None:
    """Tell of a next version, in the transaction that is open: once to each who owns, follows or works on what it
    belongs to, and to each who has read a version of before.
    """
    from crmcli.store import people, told
    from crmcli.store.statements import members_of
    from crmcli.verbs import notices
    from crmcli.verbs.rights import hosts

    if people.alone(store):
        return
    records_: dict[str, set[str]] = {of.kind.name: {of.row.id}} if of.kind.name in _HEARD else {}
    for host in hosts(store, of.kind, of.row):
        records_.setdefault(host.TABLE, set()).add(host.id)
    concerned = [member for found in told.people_of(store, records_).values() for member in found]
    readers = members_of(store, DOCUMENT.fields["read_by"], [one.id for one in before])
    concerned += [member for found in readers.values() for member, _at in found]
    staff = told.staff(store)
    for member in dict.fromkeys(concerned):
        one = staff.get(member)
        if one is not None and one.active and member != store.me:
            notices.tell(store, member, "document", of.row, detail=f"{row.version} {row.name}")


def _about(store: Store, named: str, argument: str = "REF") -> Found:
    found = resolve.resolve(store, named, ABOUT, argument=argument)
    records.refuse_removed(found.kind, found.row)
    return found


def _default_name(source: str) -> str:
    name = files.name_of(source)
    most = DOCUMENT.fields["name"].most
    if name:
        return name if len(name) <= most else name[: most - 1] + "…"
    raise UsageError(
        _("The file's name cannot be shown; give the document one."),
        hint=_("Give it with %(option)s.") % {"option": "--name"},
        argument="--name",
        value="",
        expected=_("a text that is not empty"),
    )


def _kind_of(store: Store, about_id: str, name: str) -> str:
    """The kind of the one document of that name on a record; ``other`` if there is none, or several."""
    wanted = name_key(name)
    kinds = {
        one.kind
        for one in rows_where(store, Document, about_id=about_id, removed_at=None)
        if name_key(one.name) == wanted
    }
    return kinds.pop() if len(kinds) == 1 else "other"


def _chain(store: Store, about_id: str, kind: str, name: str) -> list[Document]:
    """All versions of a document, removed ones too, first to last."""
    wanted = name_key(name)
    found = [
        one
        for one in rows_where(store, Document, about_id=about_id, kind=kind)
        if name_key(one.name) == wanted
    ]
    return sorted(found, key=lambda one: (one.version, one.nid))


def versions(store: Store, row: Document) -> list[Document]:
    """The versions of the document that ``row`` is one of, newest first; removed ones are left out."""
    found = _chain(store, row.about_id, row.kind, row.name)
    return [one for one in reversed(found) if one.removed_at is None or one.id == row.id]


def named(store: Store, text: str, argument: str = "REF") -> Document:
    """The document that ``text`` names; a name that several versions of one document share is the newest."""
    shown = clean_line(text)
    for level in range(1, 7):
        found = resolve.distinct(resolve.at_level(store, shown, (DOCUMENT.name,), level))
        if level in (3, 5):
            found = newest(found)
        if len(found) == 1:
            row = found[0].row
            assert isinstance(row, Document)
            return row
        if found:
            raise resolve.ambiguous(shown, found, argument)
    raise resolve.not_found(store, shown, (DOCUMENT.name,), argument)


def newest(found: list[Found]) -> list[Found]:
    """Of several versions of one document only the newest; everything else stays."""
    best: dict[tuple[str, ...], Found] = {}
    for one in found:
        row = one.row
        if not isinstance(row, Document):
            best[row.id,] = one
            continue
        key = (row.about_id, row.kind, name_key(row.name))
        other = best.get(key)
        if other is None or row.version > other.row.version:  # type: ignore[attr-defined]
            best[key] = one
    return list(best.values())


def show(store: Store, row: Document) -> dict[str, Any]:
    """What ``show`` says of a document beside its keys: whether the file is still there, and all its versions.

    Files are read to know; ``state`` is ``present missing changed unreadable``, null for a link.
    """
    states = files.States()
    every = versions(store, row)
    told = [
        {**one, "state": states.of(version)}
        for one, version in zip(records_json(store, DOCUMENT, every), every, strict=True)
    ]
    return {"state": states.of(row), "versions": told}


class Read:
    """What reading came to: the version, whether its file is still what it was, the transaction if it is new."""

    __slots__ = ("row", "state", "transaction")

    def __init__(self, row: Document, state: str | None, transaction: str | None) -> None:
        self.row = row
        self.state = state
        self.transaction = transaction

    @property
    def target(self) -> str:
        """The path or the link."""
        return self.row.path or self.row.url or ""


def read(store: Store, row: Document, *, opening: bool) -> Read:
    """Mark a version as read by me; once is enough.

    ``opening``: the file is opened next, so it has to be what was added; raises :class:`FileError` if not.
    """
    records.refuse_removed(DOCUMENT, row)
    state = files.States().of(row)
    if opening and state not in (None, "present"):
        raise FileError(
            said(state, row),
            hint=_(
                "`crm document add` adds what is there now as the next version;"
                " --no-open only marks this one as read."
            ),
            path=row.path,
        )
    with Transaction(store, "document read") as transaction:
        join(store, DOCUMENT.fields["read_by"], row, store.me)
    return Read(row, state, transaction.ref)


def said(state: str | None, row: Document) -> str:
    """What a file's state means, in a sentence; empty if it is as it was."""
    text = {
        "missing": _("The file is gone: %(path)s"),
        "changed": _("The file was changed since, it is not version %(version)d any more: %(path)s"),
        "unreadable": _("The file cannot be read: %(path)s"),
    }.get(state or "", "")
    return text % {"path": harmless(row.path or ""), "version": row.version} if text else ""


def edit(
    store: Store, row: Document, typed: dict[str, list[str]], *, base: dict[str, Any] | None = None
) -> tuple[Document, str | None]:
    """Change a document. Its name, kind and record are changed on all versions, the rest on this one.

    ``path`` or ``url`` say where the same content is now. ``base`` is as :func:`records.edit` takes it. Raises
    :class:`Refused` when another document has that name there already, or the file at the new path holds
    something else.
    """
    records.refuse_removed(DOCUMENT, row)
    demand(store, "edit", DOCUMENT, row)
    typed = dict(typed)
    if typed.get("about"):
        typed["about"] = [_about(store, typed["about"][-1], "--about").row.id]
    place = _place(row, typed)
    shared = {key: typed[key] for key in _SHARED if key in typed}
    with Transaction(store, "document edit") as transaction:
        before = versions(store, row)
        if typed or not place:
            records.edit(store, DOCUMENT, row, typed, base=base)
        if place:
            update(store, row, **place)
        for one in before if shared else ():
            if one.id != row.id:
                records.edit(store, DOCUMENT, one, shared)
        ours = {one.id for one in before}
        others = [
            one
            for one in _chain(store, row.about_id, row.kind, row.name)
            if one.removed_at is None and one.id not in ours
        ]
        if shared and others:
            raise Refused(
                _("There is a document of that name and kind already: %(ref)s %(name)s")
                % {"ref": others[0].ref, "name": harmless(others[0].name)},
                hint=_("Choose another name."),
                missing=[{"code": "name_taken", "field": "name", "message": _("The name is taken.")}],
            )
    again = records.fresh(store, row)
    assert isinstance(again, Document)
    return again, transaction.ref


def _place(row: Document, typed: dict[str, list[str]]) -> dict[str, Any]:
    """The columns that say where the content is now; ``path`` and ``url`` are taken out of ``typed``."""
    path, url = (typed.pop(key, [None])[-1] for key in ("path", "url"))
    if path is None and url is None:
        return {}
    if (path is not None and row.path is None) or (url is not None and row.url is None):
        field = DOCUMENT.fields["path" if path is not None else "url"]
        message = _("%(ref)s is a link.") if path is not None else _("%(ref)s is a file.")
        raise invalid(
            field, path or url or "", "--url" if path is not None else "--path", message % {"ref": row.ref}
        )
    if url is not None:
        if not files.is_url(url):
            raise invalid(DOCUMENT.fields["url"], url, "https://…")
        return {"url": files.read_url(url)}
    content = files.examine(path or "")
    if content.sha256 != row.sha256:
        raise Refused(
            _("%(path)s holds something else than version %(version)d.")
            % {"path": harmless(content.path), "version": row.version},
            hint=_("`crm document add` adds it as the next version."),
            missing=[{"code": "content", "field": "path", "message": _("The content differs.")}],
        )
    return {"path": content.path}
