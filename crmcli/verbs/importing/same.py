"""The short way for rows that say nothing new: the record they mean has every value that they have.

Nearly all rows of a second import are such. They are taken out of a chunk by comparing columns; what differs in
anything goes the long way through :mod:`crmcli.verbs.importing.landing`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crmcli.store import bulk, bulkmatch
from crmcli.store.records import CONTACT, CUSTOMER
from crmcli.verbs.importing.matching import CUSTOMER_KEYS
from crmcli.verbs.importing.sets import member_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.exchange.table import Table
    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.verbs.importing.columns import Batch
    from crmcli.verbs.importing.report import FileReport, Report

    Columns = dict[str, list[Any]]
    State = tuple[Any, ...]

KEPT = ("id", "ref", "created_at", "created_by", "updated_at", "updated_by")
"""What only a record that is made takes from a file."""


class Same:
    """Takes the rows that say nothing new out of chunks of one table."""

    def __init__(
        self,
        store: Store,
        table: Table,
        report: Report,
        file: FileReport,
        *,
        enabled: bool,
        wins: bool = False,
    ) -> None:
        self.wins = wins
        self.store = store
        self.report = report
        self.file = file
        self.enabled = enabled and table.kind == "customer"

    def take(
        self, batch: Batch, keys: dict[str, list[str]], known: set[str], all_known: bulk.Known
    ) -> Sequence[int]:
        """Count the rows that say nothing new; returns the places of the others.

        ``known`` are the strongest keys that some record may have; ``all_known`` tells it of others.
        """
        places = range(len(batch))
        columns = batch.values.get("customer", {})
        if not self.enabled or "name" not in columns or self.report.wants_preview():
            return places
        if not known and "id" not in columns:
            return places
        met = self._customers(batch, columns, keys, known, all_known)
        if self.wins and met:  # where the file wins, an earlier row may have changed what a later one means
            shared = _shared(keys, columns)
            met = {at: state for at, state in met.items() if at not in shared}
        if not met:
            return places
        people = batch.values.get("contact")
        with_people = self._people(batch, people, met) if people else {}
        taken = set()
        for at, state in met.items():
            contact = with_people.get(at)
            if people and contact is None and any(column[at] is not None for column in people.values()):
                continue
            taken.add(at)
            self.report.met("customer", state[0], 1)
            if contact is not None:
                self.report.met("contact", contact, 1)
        self.file.counts["unchanged"] += len(taken)
        return [at for at in places if at not in taken]

    def _customers(
        self,
        batch: Batch,
        columns: Columns,
        keys: dict[str, list[str]],
        known: set[str],
        all_known: bulk.Known,
    ) -> dict[int, State]:
        """The customers that rows mean and agree with, by place."""
        compared = _compared(CUSTOMER, columns)
        if compared is None:
            return {}
        names, asked = compared
        strongest = self._strongest(batch, columns, keys)
        if not strongest:
            return {}
        first = next(iter(keys.values()))
        wanted = list(dict.fromkeys(strongest.values()))
        if "id" in columns:
            found = bulkmatch.having(self.store, CUSTOMER, "id", wanted, names)
        else:
            weaker = [key for at, key in strongest.items() if not first[at]]
            maybe = {key for key in wanted if key in known} | (all_known.maybe(weaker) if weaker else set())
            found = bulkmatch.holders(self.store, CUSTOMER, maybe, names) if maybe else {}
        if not found:
            return {}
        met = {}
        rows = list(zip(*asked, strict=True))
        for at, key in strongest.items():
            states = found.get(key)
            if states is not None and len(states) == 1 and _agrees(rows[at], states[0]):
                met[at] = states[0]
        return met

    @staticmethod
    def _strongest(batch: Batch, columns: Columns, keys: dict[str, list[str]]) -> dict[int, str]:
        """By place: the id that a row names, or the first of its keys."""
        ids = columns.get("id")
        found: dict[int, str] = {}
        by_field = [keys[field] for field in CUSTOMER_KEYS if field in keys]
        for at in range(len(batch)):
            if at in batch.problems:
                continue
            if ids is not None:
                if ids[at] is not None:
                    found[at] = ids[at]
                continue
            for column in by_field:
                if column[at]:
                    found[at] = column[at]
                    break
        return found

    def _people(self, batch: Batch, people: Columns, met: dict[int, State]) -> dict[int, int]:
        """The contacts that rows mean and agree with: their numbers, by place."""
        called = people.get("name")
        compared = _compared(CONTACT, people, apart=("phones", "emails", "messaging"))
        if called is None or compared is None:
            return {}
        names, asked = compared
        ids = {state[1] for at, state in met.items() if called[at] is not None}
        found = bulkmatch.having(self.store, CONTACT, "customer_id", ids, ("name", *names))
        sets = {
            name: bulk.members(self.store, CONTACT, name, [one[1] for some in found.values() for one in some])
            for name in ("phones", "emails", "messaging")
            if name in people
        }
        rows = list(zip(*asked, strict=True)) if asked else [()] * len(batch)
        agreeing: dict[int, int] = {}
        for at, state in met.items():
            same = [one for one in found.get(state[1], ()) if one[2] == called[at]]
            if len(same) != 1 or not _agrees(rows[at], same[0][1:]):
                continue
            if all(
                people[name][at] is None
                or {member_key(name, one) for one in people[name][at]}
                <= {member_key(name, one) for one in members.get(same[0][1], ())}
                for name, members in sets.items()
            ):
                agreeing[at] = same[0][0]
        return agreeing


def _compared(
    kind: Kind, columns: Columns, apart: Sequence[str] = ()
) -> tuple[list[str], list[list[Any]]] | None:
    """The columns of the table to be compared, and what rows say of them; None if rows speak of other sets."""
    names: list[str] = []
    said: list[list[Any]] = []
    for name, column in columns.items():
        if name in KEPT or name in apart:
            continue
        if name == "archived":
            if any(column):
                return None
            names.append("archived_at")
            said.append([None] * len(column))
            continue
        field = kind.fields[name]
        if field.many:
            if any(value is not None for value in column):
                return None
            continue
        if len(field.columns) > 1:
            for part, part_name in enumerate(field.columns):
                names.append(part_name)
                said.append([None if value is None else value[part] for value in column])
            continue
        names.append(field.columns[0])
        said.append(column)
    return names, said


def _agrees(row: tuple[Any, ...], state: State) -> bool:
    """Whether a record, after its number and id, has all that a row says."""
    return row == state[2:] or all(
        mine is None or mine == theirs for mine, theirs in zip(row, state[2:], strict=True)
    )


def _shared(keys: dict[str, list[str]], columns: Columns) -> set[int]:
    """The places of rows that share a key, or an id, with another row."""
    found: set[int] = set()
    for column in (*keys.values(), columns.get("id", [])):
        times = Counter(column)
        found |= {at for at, key in enumerate(column) if key and times[key] > 1}
    return found
