"""A team for tests: its members, and acting as one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import NOTICE, Customer, Member, Notice, Share
from crmcli.store.row import Record
from crmcli.store.statements import by_id, insert, rows_where
from crmcli.verbs.shape import records_json


class Team:
    """Lin made the store. Wang is above Li Lei and Han Mei; Zhao stands beside them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        lin = by_id(store, Member, store.me)
        assert lin is not None
        self.lin = lin
        self.wang = self.hire("Wang")
        self.li = self.hire("Li Lei", self.wang)
        self.han = self.hire("Han Mei", self.wang)
        self.zhao = self.hire("Zhao")
        self.all = (self.lin, self.wang, self.li, self.han, self.zhao)

    def hire(self, name: str, superior: Member | None = None) -> Member:
        under = (superior or self.lin).id
        with Transaction(self.store, "team add"):
            return insert(self.store, Member, name=name, superior_id=under)

    @contextmanager
    def acting(self, member: Member) -> Iterator[Store]:
        before, self.store.me = self.store.me, member.id
        try:
            yield self.store
        finally:
            self.store.me = before

    def customer(self, owner: Member | None, name: str = "天成外贸公司", **values: Any) -> Customer:
        """A customer of somebody, made by that one: nobody is told."""
        with self.acting(owner or self.lin), Transaction(self.store, "customer add"):
            return insert(self.store, Customer, name=name, owner_id=owner.id if owner else None, **values)

    def share(self, of: Record, member: Member, access: str = "write") -> Share:
        with Transaction(self.store, "customer share"):
            return insert(
                self.store, Share, about_kind=of.TABLE, about_id=of.id, member_id=member.id, access=access
            )

    def follow(self, of: Record, member: Member) -> None:
        with Transaction(self.store, "customer follow"):
            self.store.db.execute(
                "INSERT INTO follower (record_kind, record_id, member_id) VALUES (?, ?, ?)",
                (of.TABLE, of.id, member.id),
            )

    def clear(self) -> None:
        """Nobody has been told anything yet."""
        with Transaction(self.store, "clear"):
            self.store.db.execute("DELETE FROM notice")

    def told(self, member: Member) -> list[Notice]:
        return rows_where(self.store, Notice, for_id=member.id)

    def heard(self) -> dict[str, list[dict[str, Any]]]:
        """What each member was told, by name: notices as JSON, links as names."""
        out: dict[str, list[dict[str, Any]]] = {}
        for one in records_json(self.store, NOTICE, rows_where(self.store, Notice)):
            short = {
                name: one[name] if not isinstance(one[name], dict) else one[name]["name"]
                for name in ("kind", "about", "command", "fields", "number", "detail", "by")
            }
            out.setdefault(one["for"]["name"], []).append(short)
        return out
