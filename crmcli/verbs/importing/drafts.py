"""Records as they stand after the rows so far: made, compared with rows that mean them, changed in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.store.bulkindex import bare_key
from crmcli.store.records import CUSTOMER
from crmcli.verbs.importing import rowcells
from crmcli.verbs.importing.decided import stands
from crmcli.verbs.importing.draft import Draft
from crmcli.verbs.importing.matching import has_besides, same_key
from crmcli.verbs.importing.same import KEPT
from crmcli.verbs.importing.sets import distinct, member_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crmcli.exchange.table import Table
    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.verbs.importing.columns import Parsed
    from crmcli.verbs.importing.rules import Rules

    Values = dict[str, Any]

FILLED_IN = ("owner", "created_at", "created_by", "updated_at", "updated_by", "author", "for")
"""What a record gets from whoever makes it; what our own export says empty stays empty."""


class Drafts:
    """The records of a chunk of rows, and what the rules let rows change in them.

    ``fill`` and ``win`` say what a row that meets a record may do: fill what is empty, or win.
    """

    def __init__(
        self, store: Store, table: Table, rules: Rules, changed: Callable[[Draft, Iterable[str]], None]
    ) -> None:
        self.store = store
        self.table = table
        self.rules = rules
        self.named = table.kind != "customer"  # there a customer's name only tells which one is meant
        self.fill = self.win = False
        self.rule(rules.on_duplicate)
        self.drafts: dict[int, Draft] = {}
        # Next follow-ups that rows ask for: of which customer, and the day or moment.
        self.due: list[tuple[Draft, tuple[str | None, str | None]]] = []
        self._changed = changed  # is told of customers with new values

    def rule(self, named: str) -> None:
        """What becomes of rows that meet a record from now on: ``fill``, ``update``, ``skip`` or ``ask``."""
        self.fill = named in ("fill", "update", "ask")
        self.win = named == "update"

    def made(self, kind: Kind, given: Values) -> Draft:
        """A new record with a row's values."""
        values: Values = {}
        sets: dict[str, list[Any]] = {}
        draft = Draft(kind, values, sets, new=True)
        assert draft.new is not None
        assert self.store.transaction_now is not None
        # Known before it is written: what hangs on it is told from what hangs on others by it.
        moment = int(self.store.transaction_now.moment.timestamp() * 1000)
        draft.id = draft.new.id = self.store.identity.new_id(moment)
        for name, value in given.items():
            if name == "id":
                draft.id = draft.new.id = value
            elif name == "ref":
                draft.new.ref = value
            elif name == "archived":
                values |= {"archived_at": self.now()} if value else {}
            elif name == "next_followup":
                if "reminder" not in self.rules.restoring:
                    self.due.append((draft, value))
                    values["next_followup_on"], values["next_followup_at"] = value
            elif kind.fields[name].many:
                sets[name] = value if kind.fields[name].type == "rows" else distinct(name, value)
            else:
                values |= spread(kind.fields[name], value)
        if self.table.mapping.own and kind.name == self.table.kind:  # what was empty is not filled in again
            for name in FILLED_IN:
                if f"{kind.name}.{name}" in self.table.mapping.targets:
                    values.setdefault(kind.fields[name].columns[0], None)
        self.drafts[id(draft)] = draft
        return draft

    def now(self) -> str:
        assert self.store.transaction_now is not None
        return self.store.transaction_now.at

    def met(self, row: Parsed, draft: Draft, given: Values, by: str) -> str:
        """Compare a record with a row that means it, and change what the rule allows."""
        self.drafts.setdefault(id(draft), draft)
        draft.state = max(draft.state, 1)
        changes, differing = self.compared(draft, given, by)
        if differing and self.rules.asks:
            self.rules.asked.append((row, draft, differing))
        if not changes:
            return "duplicate" if differing else "unchanged"
        self._change(draft, changes)
        return "updated"

    def compared(self, draft: Draft, given: Values, by: str) -> tuple[Values, list[tuple[Field, Any, Any]]]:
        """What a row that means a record would change in it by the rule, and what it says otherwise; by field."""
        changes: Values = {}
        differing: list[tuple[Field, Any, Any]] = []
        fields = draft.kind.fields
        for name, value in given.items():
            if name in KEPT:
                continue
            field = fields[name]
            if field.type == "rows":  # those of a record that is there are kept by its own commands
                if not rowcells.same(draft.sets.get(name, []), value):
                    differing.append((field, draft.sets.get(name, []), value))
                continue
            if field.many:
                if stands(draft, field):
                    if {member_key(name, one) for one in value} - {
                        member_key(name, one) for one in draft.sets[name]
                    }:
                        differing.append((field, draft.sets[name], value))
                    continue
                if self._grow(draft, name, value, changes):
                    differing.append((field, draft.sets[name], value))
                continue
            if name == "archived":
                value = (draft.values.get("archived_at") or self.now()) if value else None
                have = draft.values.get("archived_at")
            elif len(field.columns) > 1:
                have = tuple(draft.values.get(column) for column in field.columns)
                if not any(one is not None for one in have):
                    have = None
                if name == "next_followup" and "reminder" in self.rules.restoring:
                    continue
            else:
                have = draft.values.get(field.columns[0])
            if have == value or (not have and not value):
                continue
            if name == "name" and draft.kind is CUSTOMER and (self.named or self._called(draft, value, by)):
                continue
            if draft.kind is CUSTOMER and (
                has_besides(draft, name, value, by) or (self.named and same_key(name, have, value))
            ):
                continue
            if (self.win or (self.fill and not have)) and not stands(draft, field):
                changes[name] = value
            else:
                differing.append((field, have, value))
        return changes, differing

    @staticmethod
    def _called(draft: Draft, name: str, by: str) -> bool:
        """Whether the customer was known by another name of its own: that is no other value of its name."""
        return by == "name" and bare_key(draft.values["name"]) != bare_key(name)

    def _grow(self, draft: Draft, name: str, value: list[Any], changes: Values) -> bool:
        """The members of a set that are new; whether anything differs that may not be changed.

        A set that holds something is kept by ``fill`` as any other field; each custom field is one of its own.
        """
        present = draft.sets.setdefault(name, [])
        if name == "custom":
            have = dict(present)
            new = [one for one in dict(value).items() if one[0] not in have]
            other = [one for one in dict(value).items() if one[0] in have and have[one[0]] != one[1]]
            if self.win:
                new, other = new + other, []
        else:
            known = {member_key(name, member) for member in present}
            new = [one for one in distinct(name, value) if member_key(name, one) not in known]
            other = []
        if new and (self.win or (self.fill and (not present or name == "custom"))):
            changes[name] = new
            new = []
        return bool(new or other)

    def _change(self, draft: Draft, changes: Values) -> None:
        """Give a record new values, in memory; they are written with the chunk."""
        draft.state = max(draft.state, 2)
        for name, value in changes.items():
            field = draft.kind.fields[name]
            if name == "next_followup":
                self.due.append((draft, value))
                draft.values["next_followup_on"], draft.values["next_followup_at"] = value
            elif field.many:
                replaced = dict(value) if name == "custom" else {}
                draft.sets[name] = [
                    one for one in draft.sets[name] if not replaced or one[0] not in replaced
                ] + value
                draft.grown.setdefault(name, []).extend(value)
            else:
                columns = {"archived_at": value} if name == "archived" else spread(field, value)
                draft.values |= columns
                draft.changed |= columns
        if draft.kind is CUSTOMER:
            self._changed(draft, changes)


def spread(field: Field, value: Any) -> Values:
    """A field's value by column."""
    if isinstance(value, tuple):
        return dict(zip(field.columns, value, strict=True))
    return {field.columns[0]: value}
