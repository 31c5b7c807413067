"""Which rows would change what the member who imports may not change: they are rejected as `forbidden`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import _
from crmcli.store import people
from crmcli.store.records import APPROVAL, CUSTOMER, KINDS, MEMBER, PLAYBOOK, SHARE, STEP
from crmcli.store.statements import record_class
from crmcli.verbs import rights
from crmcli.verbs.importing.columns import Problem
from crmcli.verbs.importing.drafts import spread
from crmcli.verbs.staff import Team

if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.verbs.importing.draft import Draft
    from crmcli.verbs.importing.drafts import Drafts
    from crmcli.verbs.importing.own import Own
    from crmcli.verbs.rights import Decision

    Values = dict[str, Any]


_PROGRESS = frozenset(("started", "done", "done_by", "status", "result", "note", "reason", "blocked_reason"))
"""What of a step says how far it is: whoever holds it may say so."""


class Guard:
    """Answers for one import what the member who imports may do; of each record once."""

    def __init__(self, store: Store, team: Team) -> None:
        self.store = store
        self.team = team
        self._said: dict[tuple[str, str], Problem | None] = {}

    @staticmethod
    def of(store: Store) -> Guard | None:
        """The guard of who imports; None for whom nothing is forbidden."""
        if people.alone(store):
            return None
        team = Team(store)
        return None if team.works(store.me) and team.rules(store.me) else Guard(store, team)

    def people(
        self,
        drafts: Drafts,
        customer: Draft | None,
        by: str,
        values: Values,
        contact: Draft | None,
        person: Values,
    ) -> Problem | None:
        """Why a row may not do to a customer and a contact what it says; nothing has changed yet."""
        problem = None
        if customer is not None and customer.new is None and values:
            problem = self._changes(customer, drafts.compared(customer, values, by)[0])
        if person and contact is None and customer is not None:
            return problem or self._adds_to(customer)
        if person and contact is not None and contact.new is None:
            moves = customer is not None and drafts.win and contact.values.get("customer_id") != customer.id
            changes = drafts.compared(contact, person, "")[0]
            problem = problem or self._changes(contact, changes or ({"customer": None} if moves else {}))
            if moves and customer is not None:
                problem = problem or self._adds_to(customer)
        return problem

    def own(
        self, drafts: Drafts, kind: Kind, own: Own, tied: Values, customer: Draft | None
    ) -> Problem | None:
        """Why a row may not make or change the record of its own kind."""
        met = own.meet(tied)
        if met is None:
            return self._makes(kind, tied, customer)
        if met.new is not None or met.id == drafts.rules.adopted:
            return None
        said = {name: value for name, value in tied.items() if name != "customer"}
        return self._changes(met, drafts.compared(met, said, "")[0])

    def edits(self, draft: Draft | None) -> Problem | None:
        """Why a record of the store may not be changed."""
        return None if draft is None else self._of(draft, "edit")

    def _changes(self, draft: Draft, changes: Values) -> Problem | None:
        if not changes:
            return None
        verb = "transfer" if "owner" in changes and draft.kind.name in ("customer", "opportunity") else "edit"
        if draft.kind is STEP and _PROGRESS.issuperset(changes):
            verb = "do"
        return self._of(draft, verb)

    def _adds_to(self, draft: Draft) -> Problem | None:
        """Why nothing may be added to a record of the store; a new one is whoever's import it is."""
        return None if draft.new is not None else self._of(draft, "add")

    def _makes(self, kind: Kind, values: Values, customer: Draft | None) -> Problem | None:
        if kind in (MEMBER, PLAYBOOK):
            decision = rights.may(self.store, self.store.me, "add", kind, team=self.team)
            return None if decision else self._problem("add", kind, None, decision)
        if kind is APPROVAL:
            return Problem(None, "forbidden", _("Approvals are given by commands, not by a file."))
        columns: Values = {}
        for name in ("about", "opportunity", "order", "followup", "customer"):
            if name in kind.fields and values.get(name) is not None:
                columns |= spread(kind.fields[name], values[name])
        if customer is not None and customer.new is None and "customer_id" in record_class(kind).COLUMNS:
            columns["customer_id"] = customer.id
        found = rights.hosts(self.store, kind, _row(kind, columns))
        verb = "share" if kind is SHARE else "add"
        problem = None
        for host in found:
            of = KINDS[host.TABLE]
            decision = rights.may(self.store, self.store.me, verb, of, host, team=self.team)
            if decision:
                return None
            problem = self._problem(verb, of, host, decision)
        return problem

    def _of(self, draft: Draft, verb: str) -> Problem | None:
        key = (draft.id, verb)
        if key not in self._said:
            row = _row(draft.kind, draft.values)
            if draft.kind is CUSTOMER and "owner_id" in draft.changed:  # by an earlier row, who might do that
                self._said[key] = None
                return None
            decision = rights.may(self.store, self.store.me, verb, draft.kind, row, team=self.team)
            self._said[key] = None if decision else self._problem(verb, draft.kind, row, decision)
        return self._said[key]

    def _problem(self, verb: str, kind: Kind, row: Record | None, decision: Decision) -> Problem:
        return Problem(
            None, "forbidden", rights.sentence(self.team, self.store.me, verb, kind, row, decision)
        )


def _row(kind: Kind, values: Values) -> Record:
    """A record with these columns, the others empty."""
    cls = record_class(kind)
    return cls([values.get(column) for column in cls.COLUMNS])
