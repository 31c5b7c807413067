"""Records out: the same kinds and filters as lists have, read page by page, written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from crmcli.errors import FileError
from crmcli.exchange.out import value_of
from crmcli.i18n import _
from crmcli.store import bulk
from crmcli.store.records import CONTACT, KINDS
from crmcli.verbs.shape import records_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store


def columns(store: Store, kind: Kind) -> tuple[str, ...]:
    """All columns of a kind: its JSON keys, each custom field one of its own, and a contact's customer by ref too.

    The name alone would not tell two customers of one name apart when the file is read again.
    """
    found: list[str] = []
    for name in kind.fields:
        if name == "custom":
            found += [f"custom.{one}" for one in bulk.custom_names(store, kind)]
        else:
            found.append(name)
            if kind is CONTACT and name == "customer":
                found.append("customer.ref")
    return tuple(found)


def records(
    store: Store,
    kind: Kind,
    *,
    where: Sequence[str] = (),
    sort: str = "",
    limit: int | None = None,
    archived: bool = False,
) -> Iterator[dict[str, Any]]:
    """The records that all filters let through, as JSON, oldest first unless ``sort`` says otherwise.

    Raises :class:`FilterError`, before the first record is asked for.
    """
    sql, parameters, order = "", [], ""
    if where or sort:
        from crmcli.store.where import Context, compile_sort, compile_where

        context = Context(store.clock(), store.me or None, store.currency, KINDS)
        if where:
            compiled = compile_where(kind, list(where), context)
            sql, parameters = compiled.sql, compiled.params
        if sort:
            order = compile_sort(kind, sort, context)
    pages = bulk.pages(store, kind, sql, parameters, order, limit=limit, archived=archived)
    return (one for page in pages for one in records_json(store, kind, page))


def picked(rows: Iterable[dict[str, Any]], names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Only some keys of each record."""
    return ({name: value_of(row, name) for name in names} for row in rows)


def write_file(path: str, pieces: Iterable[str], *, force: bool = False) -> None:
    """Write a text file whole or not at all: beside its place, then moved there. An existing one is kept.

    Raises :class:`FileError`; what the disk says otherwise goes through.
    """
    if not force and os.path.lexists(path):
        raise FileError(
            _("%(path)s exists already; it was left alone.") % {"path": path},
            hint=_("--force writes over it."),
            path=path,
        )
    target = os.path.realpath(path)
    if os.path.isdir(target):
        raise FileError(_("%(path)s is a folder.") % {"path": path}, hint=_("Name a file in it."), path=path)
    beside = f"{target}.{os.getpid()}.part"
    try:
        with open(beside, "x", encoding="utf-8", errors="replace", newline="") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException as error:
        try:
            os.unlink(beside)
        except OSError:
            pass
        if isinstance(error, OSError) and error.errno != 28:  # a full disk is said by whoever knows how
            raise FileError(
                _("%(path)s cannot be written: %(why)s")
                % {"path": path, "why": error.strerror or str(error)},
                hint=_("Check the folder and its permissions, or name another file."),
                path=path,
            ) from error
        raise
