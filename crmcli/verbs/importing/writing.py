"""A chunk of rows put into the store: what is new inserted, what changed updated, reminders made or moved."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.store import bulk
from crmcli.store.records import (
    CONTACT,
    CUSTOMER,
    DUTY,
    FOLLOWUP,
    KINDS,
    OPPORTUNITY,
    ORDER,
    PAYMENT,
    PRODUCT,
    REMINDER,
    STEP,
    Reminder,
)
from crmcli.store.statements import rows_where, update
from crmcli.text.clean import clean_line
from crmcli.verbs.importing.converting import Named
from crmcli.verbs.importing.days import before_today
from crmcli.verbs.importing.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.exchange.table import Table
    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.verbs.importing.carrying import Carrying
    from crmcli.verbs.importing.drafts import Drafts
    from crmcli.verbs.importing.offers import Offers
    from crmcli.verbs.importing.pricelists import PriceLists
    from crmcli.verbs.importing.report import Report
    from crmcli.verbs.importing.rules import Rules
    from crmcli.verbs.importing.sales import Sales


class Writing:
    """Writes the drafts of one table, chunk by chunk."""

    def __init__(
        self,
        store: Store,
        table: Table,
        report: Report,
        rules: Rules,
        drafts: Drafts,
        prices: PriceLists | None = None,
        offers: Offers | None = None,
        carrying: Carrying | None = None,
    ) -> None:
        self.carrying = carrying
        self.prices = prices
        self.offers = offers
        self.store = store
        self.table = table
        self.report = report
        self.rules = rules
        self.drafts = drafts
        self.kinds = tuple(dict.fromkeys((CUSTOMER, CONTACT, KINDS[table.kind])))

    def write(self) -> None:
        """Put the chunk into the store."""
        for kind in self.kinds:
            drafts = [draft for draft in self.drafts.drafts.values() if draft.kind is kind]
            news = [draft for draft in drafts if draft.new is not None and not draft.nid]
            for draft in news:
                self._link_up(draft)
            if kind.name == "followup":
                self._next_steps(news)
            sales = self._begin(news, drafts) if kind is OPPORTUNITY and drafts else None
            offers = self.offers if kind.name == "quote" else None
            changed = [draft for draft in drafts if draft.new is None and (draft.changed or draft.grown)]
            if offers is not None:
                offers.begin(news)
                offers.turn(changed)
            carrying = self.carrying if kind in (ORDER, STEP) else None
            if carrying is not None and kind is ORDER:
                carrying.begin(news)
            elif carrying is not None:
                carrying.progress([*news, *changed])
            if kind is PAYMENT and (news or changed) and not self.rules.restoring:
                from crmcli.verbs.importing import paid

                paid.count(self.store, [*news, *changed], self.report, self.table)
            bulk.insert(self.store, kind, [draft.new for draft in news if draft.new is not None])
            for draft in news:
                assert draft.new is not None
                draft.nid, draft.id = draft.new.nid, draft.new.id
                draft.values["nid"], draft.values["id"] = draft.nid, draft.id
            if sales is not None:
                sales.first_steps(news)
            if self.prices is not None and kind is PRODUCT:
                self.prices.before(drafts)
            changes = []
            for draft in drafts:
                if draft.new is None and (draft.changed or draft.grown):
                    grown = {name: _ids(members) for name, members in draft.grown.items()}
                    changes.append((draft.nid, draft.id, draft.changed, grown))
            bulk.change(self.store, kind, changes)
            if offers is not None:
                offers.count(news, changed)
            if carrying is not None and kind is ORDER:
                carrying.lay_out(news)
                carrying.days_changed(changed)
            elif carrying is not None:
                carrying.progressed([*news, *changed])
            if kind in (ORDER, PAYMENT) and (news or changed) and not self.rules.restoring:
                from crmcli.verbs.importing import paid

                orders, payments = (changed, []) if kind is ORDER else ([], [*news, *changed])
                paid.part_out(self.store, orders, payments)
            if kind in (DUTY, FOLLOWUP) and (news or changed) and not self.rules.restoring:
                self._obliged(kind, news, changed)
            if self.prices is not None and kind is PRODUCT:
                self.prices.write()
            for draft in drafts:
                self.report.met(kind.name, draft.nid, draft.state)
        self._remind()
        self.drafts.drafts.clear()

    def _obliged(self, kind: Kind, news: Sequence[Draft], changed: Sequence[Draft]) -> None:
        """What follows for duties; a whole export of our own brings them along as they were."""
        from crmcli.verbs.importing import obliged

        if kind is DUTY:
            obliged.come_in(self.store, [*news, *changed])
        else:
            obliged.dealt(self.store, news)

    def _begin(self, news: Sequence[Draft], drafts: Sequence[Draft]) -> Sales | None:
        """What the process of opportunities says of new ones, and of those that rows move.

        None where the stages' history comes along in the files.
        """
        if "stage_change" in self.rules.restoring:
            return None
        from crmcli.verbs.importing.sales import Sales

        sales = Sales(self.store)
        sales.begin(news)
        moved = [draft for draft in drafts if draft.new is None and {"stage", "outcome"} & set(draft.changed)]
        states = bulk.states(self.store, OPPORTUNITY, "id", {draft.id for draft in moved})
        before = {state["id"]: state for state in states}
        reason = f"import {os.path.basename(self.table.sheet.file)}"
        sales.move([(draft, before[draft.id]) for draft in moved], reason)
        return sales

    def _link_up(self, draft: Draft) -> None:
        """Links of a new record to what the chunk has made before it."""
        assert draft.new is not None
        if draft.owner is not None:
            draft.values["customer_id"] = draft.owner.id
        for column, other in draft.links.items():
            draft.values[column] = other.id
        for name, members in draft.sets.items():
            draft.sets[name] = _ids(members)
        draft.new.sets = draft.sets
        if draft.kind is CUSTOMER:
            for column in ("next_followup_on", "next_followup_at"):
                draft.values.pop(column, None)

    def _next_steps(self, followups: Sequence[Draft]) -> None:
        """A next step that lies ahead gets its reminder, as one that is typed does."""
        if "reminder" in self.rules.restoring or self.table.mapping.own:
            return
        assert self.store.transaction_now is not None
        news: list[bulk.New] = []
        owners: list[Draft] = []
        for draft in followups:
            on, at = draft.values.get("next_due_on"), draft.values.get("next_due_at")
            if draft.values.get("reminder_id") or not (at or on) or before_today(self.store, on, at):
                continue
            assert draft.new is not None
            if not draft.new.id:
                draft.new.id = self.store.identity.new_id(
                    int(self.store.transaction_now.moment.timestamp() * 1000)
                )
            first = next((line for line in draft.values["text"].splitlines() if line.strip()), "")
            text = clean_line(draft.values.get("next_step") or first)[:2000]
            news.append(
                bulk.New(
                    {
                        "text": text, "due_on": on, "due_at": at, "about_kind": "followup", "about_id": draft.new.id,
                        "customer_id": draft.values.get("customer_id"), "for_id": self.store.me or None,
                    },
                    {},
                )
            )  # fmt: skip
            owners.append(draft)
        bulk.insert(self.store, REMINDER, news)
        for new, draft in zip(news, owners, strict=True):
            draft.values["reminder_id"] = new.id

    def _remind(self) -> None:
        """The next follow-ups that rows asked for: the customer's earliest open reminder moves, or one is made."""
        news = []
        for draft, (on, at) in {id(draft): (draft, when) for draft, when in self.drafts.due}.values():
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
        self.drafts.due.clear()


def _ids(members: Sequence[Any]) -> list[Any]:
    """Members of a set, drafts by their ids; what is only named is left to the end."""
    return [
        member.id if isinstance(member, Draft) else member
        for member in members
        if not isinstance(member, Named)
    ]
