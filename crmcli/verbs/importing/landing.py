"""What becomes of a row: its customer and its contact are met or made, filled or changed, a chunk at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import _
from crmcli.store import bulk
from crmcli.store.bulkindex import bare_key, name_key
from crmcli.store.records import CONTACT, CUSTOMER, REMINDER, Contact, Customer, Reminder
from crmcli.store.statements import by_nid, rows_where, update
from crmcli.text.phones import email_key, phone_key
from crmcli.verbs.importing.columns import Problem
from crmcli.verbs.importing.matching import Customers, Draft, People
from crmcli.verbs.importing.report import STRENGTH
from crmcli.verbs.shape import record_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.verbs.importing.columns import Parsed
    from crmcli.verbs.importing.report import FileReport, Report

    Values = dict[str, Any]

_APART = ("id", "ref", "created_at", "archived", "next_followup")  # fields with rules of their own
_AGAIN = 10_000  # rows that contradict the record they met and are looked at once more at the end


class Landing:
    """One table's rows on their way into the store."""

    def __init__(
        self, store: Store, report: Report, file: FileReport, on_duplicate: str, key: tuple[str, str] | None
    ) -> None:
        self.store = store
        self.report = report
        self.file = file
        self.table = table = file.table
        self.fill = on_duplicate != "skip"
        self.win = on_duplicate == "update"
        self.person = table.kind == "contact"
        targets = [target.split(".", 2)[:2] for target in table.mapping.targets if target]
        sets = {
            kind.name: tuple(dict.fromkeys(n for k, n in targets if k == kind.name and kind.fields[n].many))
            for kind in (CUSTOMER, CONTACT)
        }
        self.customers = Customers(store, sets["customer"], key[1] if key and key[0] == "customer" else None)
        self.people = People(store, sets["contact"], key[1] if key and key[0] == "contact" else None)
        self._plain = {
            kind.name: {
                name: field.columns[0]
                for name, field in kind.fields.items()
                if field.columns and name not in _APART
            }
            for kind in (CUSTOMER, CONTACT)
        }
        self.people_named = any(kind == "contact" for kind, _name in targets)
        self._drafts: dict[int, Draft] = {}
        self._due: list[tuple[Draft, tuple[str | None, str | None]]] = []
        self._shown: list[tuple[Parsed, str, Draft | None, Draft | None]] = []
        self._doubtful: list[tuple[Parsed, str]] = []
        self._nameless: list[tuple[Parsed, Problem]] = []

    def land(self, rows: Sequence[Parsed]) -> None:
        """Take a chunk of rows: match, decide, write."""
        self._prepare([row for row in rows if row.problems is None])
        for row in rows:
            if row.problems is not None:
                self.report.reject(self.file, row, row.problems)
                continue
            outcome, customer, contact = self._row(row)
            if isinstance(outcome, Problem):
                if len(self._nameless) < _AGAIN:
                    self._nameless.append((row, outcome))
                else:
                    self.report.reject(self.file, row, [outcome])
                continue
            self.file.counts[outcome] += 1
            if outcome == "duplicate" and self.fill and not self.win and len(self._doubtful) < _AGAIN:
                self._doubtful.append((row, outcome))
            if len(self.report.preview) + len(self._shown) < 5:
                self._shown.append((row, outcome, customer, contact))
        self._write()

    def _prepare(self, rows: list[Parsed]) -> None:
        met = self.customers.prepare(rows)
        if self.people_named:
            self.people.prepare(met, [row.contact for row in rows if row.contact and not row.customer])

    def again(self) -> bool:
        """Look once more at rows without a name that met nothing, and at those that differ from what they met.

        A row below may have made or filled the record that such a row means; the next import of the file would
        find it. Returns whether anything changed; as rows only fill here, it ends.
        """
        if not self._doubtful and not self._nameless:
            return False
        self._prepare([row for row, _before in (*self._nameless, *self._doubtful)])
        changed = False
        nameless, self._nameless = self._nameless, []
        for row, problem in nameless:
            outcome, _customer, _contact = self._row(row)
            if isinstance(outcome, Problem):
                self._nameless.append((row, problem))
            else:
                self.file.counts[outcome] += 1
                changed = True
        for place, (row, before) in enumerate(self._doubtful):
            outcome, _customer, _contact = self._row(row)
            if isinstance(outcome, Problem):
                continue
            changed |= outcome in ("created", "updated")
            if STRENGTH.index(outcome) > STRENGTH.index(before):
                self.file.counts[before] -= 1
                self.file.counts[outcome] += 1
                self._doubtful[place] = row, outcome
        self._write()
        return changed

    def finish(self) -> None:
        """Reject the rows without a name that met no record of any row."""
        for row, problem in self._nameless:
            self.report.reject(self.file, row, [problem])

    def _row(self, row: Parsed) -> tuple[str | Problem, Draft | None, Draft | None]:
        """The outcome of a row, and its records. A row that is refused has changed nothing."""
        values, person = row.customer, row.contact
        customer, by = self.customers.meet(row) if values else (None, "")
        makes = values and customer is None
        if makes and not values.get("name"):
            return self._missing("customer.name"), None, None
        contact = self.people.meet(customer, person) if person and not makes else None
        if person and contact is None and not person.get("name"):
            if self.person:
                return self._missing("contact.name"), None, None
            values, person = self._without_name(row, values, person)
        if person and contact is None and not values:
            return self._missing("customer.name"), None, None
        if not values and not person:
            return self._missing(f"{self.table.kind}.name"), None, None
        strongest = "unchanged"
        if makes:
            customer = self._made(CUSTOMER, values)
            self.customers.made(customer, row)
            strongest = "created"
        elif customer is not None:
            strongest = self._met(customer, values, by)
        if person and contact is None:
            contact = self._made(CONTACT, person)
            contact.owner = customer
            self.people.note(customer, contact)
            strongest = "created"
        elif contact is not None:
            outcome = self._met(contact, person, "")
            if contact.changed or contact.grown:
                self.people.note(customer, contact)
            strongest = max(strongest, outcome, key=STRENGTH.index)
        return strongest, customer, contact

    def _missing(self, target: str) -> Problem:
        kind = CUSTOMER if target.startswith("customer") else CONTACT
        column = self.table.mapping.header_of(target) or None
        return Problem(
            column,
            "missing",
            _("The row names no %(kind)s: its name is empty.") % {"kind": kind.shown.lower()},
        )

    def _without_name(self, row: Parsed, values: Values, person: Values) -> tuple[Values, Values]:
        """A telephone or mailbox of nobody by name is the company's, if that has none; the rest is left out."""
        values = dict(values)
        left = dict(person)
        for many, one in (("phones", "phone"), ("emails", "email")):
            if many in left and one not in values:
                values[one] = "; ".join(left.pop(many))
        if left:
            headers = ", ".join(self.table.mapping.header_of(f"contact.{name}") or name for name in left)
            self.report.warn(
                "no_contact",
                _("The row names no contact; left out: %(columns)s") % {"columns": headers},
                self.table,
                row=row.number,
            )
        return values, {}

    # --- records ---------------------------------------------------------------------------------------------

    def _made(self, kind: Kind, given: Values) -> Draft:
        """A new record with a row's values."""
        values: Values = {}
        sets: dict[str, list[Any]] = {}
        draft = Draft(kind, values, sets, new=True)
        assert draft.new is not None
        plain = self._plain[kind.name]
        for name, value in given.items():
            if name in plain:
                values[plain[name]] = value
            elif name in _APART:
                if name == "id":
                    draft.id = draft.new.id = value
                elif name == "ref":
                    draft.new.ref = value
                elif name == "created_at":
                    values[name] = value
                elif name == "archived":
                    values |= {"archived_at": self._now()} if value else {}
                else:
                    self._due.append((draft, value))
                    values["next_followup_on"], values["next_followup_at"] = value
            else:
                sets[name] = _distinct(name, value)
        self._drafts[id(draft)] = draft
        return draft

    def _now(self) -> str:
        assert self.store.transaction_now is not None
        return self.store.transaction_now.at

    def _met(self, draft: Draft, given: Values, by: str) -> str:
        """Compare a record with a row that means it, and change what the rule allows."""
        self._drafts.setdefault(id(draft), draft)
        draft.state = max(draft.state, 1)
        changes: Values = {}
        differs = False
        fields = draft.kind.fields
        for name, value in given.items():
            if name in ("id", "ref", "created_at"):
                continue
            field = fields[name]
            if field.many:
                differs |= self._grow(draft, name, value, changes)
                continue
            if name == "archived":
                column, value = (
                    "archived_at",
                    (draft.values.get("archived_at") or self._now()) if value else None,
                )
                have = draft.values.get(column)
            elif name == "next_followup":
                column = "next_followup_on"
                have = (draft.values.get("next_followup_on"), draft.values.get("next_followup_at"))
                if have == (None, None):
                    have = None
            else:
                column = field.columns[0]
                have = draft.values.get(column)
            if have == value or (not have and not value):
                continue
            if name == "name" and draft.kind is CUSTOMER and (self.person or self._called(draft, value, by)):
                continue
            if self.win or (self.fill and not have):
                changes[name] = value
            else:
                differs = True
        if not changes:
            return "duplicate" if differs else "unchanged"
        self._change(draft, changes)
        return "updated"

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
            new = [pair for pair in dict(value).items() if pair[0] not in have]
            other = [pair for pair in dict(value).items() if pair[0] in have and have[pair[0]] != pair[1]]
            if self.win:
                new, other = new + other, []
        else:
            known = {_member_key(name, member) for member in present}
            new = [member for member in _distinct(name, value) if _member_key(name, member) not in known]
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
                self._due.append((draft, value))
                draft.values["next_followup_on"], draft.values["next_followup_at"] = value
            elif field.many:
                replaced = dict(value) if name == "custom" else {}
                draft.sets[name] = [
                    one for one in draft.sets[name] if not replaced or one[0] not in replaced
                ] + value
                draft.grown.setdefault(name, []).extend(value)
            else:
                column = "archived_at" if name == "archived" else field.columns[0]
                draft.values[column] = value
                draft.changed[column] = value
        if draft.kind is CUSTOMER:
            self.customers.changed(draft, changes)

    # --- writing ---------------------------------------------------------------------------------------------

    def _write(self) -> None:
        """Put the chunk into the store."""
        for kind in (CUSTOMER, CONTACT):
            drafts = [draft for draft in self._drafts.values() if draft.kind is kind]
            news = [draft for draft in drafts if draft.new is not None]
            for draft in news:
                assert draft.new is not None
                if draft.owner is not None:
                    draft.values["customer_id"] = draft.owner.id
                if kind is CUSTOMER:
                    for column in ("next_followup_on", "next_followup_at"):
                        draft.values.pop(column, None)
            bulk.insert(self.store, kind, [draft.new for draft in news if draft.new is not None])
            for draft in news:
                assert draft.new is not None
                draft.nid, draft.id = draft.new.nid, draft.new.id
            bulk.change(
                self.store,
                kind,
                [
                    (draft.nid, draft.id, draft.changed, draft.grown)
                    for draft in drafts
                    if draft.new is None and (draft.changed or draft.grown)
                ],
            )
            for draft in drafts:
                self.report.met(kind.name, draft.nid, draft.state)
        self._remind()
        self._show()
        self._drafts.clear()

    def _remind(self) -> None:
        """The next follow-ups that rows asked for: the customer's earliest open reminder moves, or one is made."""
        news = []
        for draft, (on, at) in {id(draft): (draft, when) for draft, when in self._due}.values():
            found = []
            if draft.new is None:
                found = [
                    one
                    for one in rows_where(self.store, Reminder, customer_id=draft.id, removed_at=None)
                    if one.state != "done"
                ]
            if found:
                update(
                    self.store,
                    min(found, key=lambda one: one.due_at or one.due_on or "9999"),
                    due_on=on,
                    due_at=at,
                )
                continue
            values = {
                "text": _("Follow up"), "due_on": on, "due_at": at, "customer_id": draft.id, "about_kind": "customer",
                "about_id": draft.id, "for_id": self.store.me or None,
            }  # fmt: skip
            news.append(bulk.New(values, {}))
        bulk.insert(self.store, REMINDER, news)
        self._due.clear()

    def _show(self) -> None:
        """The first rows as they land, for ``--plan``."""
        for row, outcome, customer, contact in self._shown:
            shown: dict[str, Any] = {
                "file": self.table.sheet.file, "sheet": self.table.sheet.sheet, "row": row.number, "outcome": outcome,
                "customer": None, "contact": None,
            }  # fmt: skip
            if customer is not None and (found := by_nid(self.store, Customer, customer.nid)) is not None:
                shown["customer"] = record_json(self.store, CUSTOMER, found)
            if contact is not None and (person := by_nid(self.store, Contact, contact.nid)) is not None:
                shown["contact"] = record_json(self.store, CONTACT, person)
            self.report.preview.append(shown)
        self._shown.clear()


def _member_key(name: str, member: Any) -> Any:
    """How members of a set compare: numbers as numbers, mailboxes as mailboxes, words as names."""
    if name == "phones":
        return phone_key(member) or member
    if name == "emails":
        return email_key(member)
    return name_key(member) if isinstance(member, str) else member


def _distinct(name: str, members: Iterable[Any]) -> list[Any]:
    """The members, each once."""
    if name == "custom":
        return list(dict(members).items())
    found: dict[Any, Any] = {}
    for member in members:
        found.setdefault(_member_key(name, member), member)
    return list(found.values())
