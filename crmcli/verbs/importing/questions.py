"""Rows that differ from the record they meet, for ``--on-duplicate ask``: put to a person, and answered.

They are gathered by a first pass that changes nothing, so that no lock is held while somebody thinks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.errors import UsageError
from crmcli.i18n import _
from crmcli.store.statements import by_nid, record_class
from crmcli.verbs.shape import link, shape_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from crmcli.exchange.table import Table
    from crmcli.store.meta import Field
    from crmcli.store.open import Store
    from crmcli.verbs.importing.columns import Parsed
    from crmcli.verbs.importing.draft import Draft

_MOST = 500  # questions that a person is asked


def of(
    store: Store, table: Table, asked: Iterable[tuple[Parsed, Draft, list[tuple[Field, Any, Any]]]]
) -> list[dict[str, Any]]:
    """What is asked of a table's rows, one question each: file, sheet, row, the record, and the fields that differ."""
    found: dict[int, dict[str, Any]] = {}
    for row, draft, differing in asked:
        record = by_nid(store, record_class(draft.kind), draft.nid)
        if record is None:
            continue  # another row of the same file has made it
        question = found.setdefault(
            row.number,
            {"file": table.sheet.file, "sheet": table.sheet.sheet, "row": row.number,
             "record": link(draft.kind, record), "fields": []},
        )  # fmt: skip
        question["fields"] += [
            {"kind": draft.kind.name, "field": field.name, "have": _shown(store, field, have),
             "new": _shown(store, field, new)}
            for field, have, new in differing
        ]  # fmt: skip
    return list(found.values())


def _shown(store: Store, field: Field, value: Any) -> Any:
    if field.many:
        return [": ".join(one) if isinstance(one, tuple) else str(one) for one in value or ()]
    values = value if isinstance(value, tuple) else (value,)
    return shape_value(field, values, store.zone, {})


def answered(
    asked: Sequence[dict[str, Any]], ask: Callable[[list[dict[str, Any]]], list[str]]
) -> dict[tuple[str, str | None, int], str]:
    """Put the questions; returns what becomes of each row. Raises :class:`UsageError` when they are too many."""
    if len(asked) > _MOST:
        raise UsageError(
            _("%(number)d rows differ from records that are there; that is too many to ask about.")
            % {"number": len(asked)},
            hint=_("Use --on-duplicate fill, update or skip; --plan shows what would happen."),
            argument="--on-duplicate",
            value="ask",
            expected=["fill", "update", "skip"],
        )
    answers = ask(list(asked)) if asked else []
    return {
        (one["file"], one["sheet"], one["row"]): answer for one, answer in zip(asked, answers, strict=True)
    }
