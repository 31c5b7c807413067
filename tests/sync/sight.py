"""Who sees which row and how far a reach goes: an oracle of rights over plain rows, small enough to be read at once.

Rows are dicts of text by table and key, as :mod:`crmcli.store.wire` has them.
"""

from __future__ import annotations

from crmcli.store.records import JOURNALLED

Key = tuple[str, tuple[str, ...]]
Values = dict[str, str | None]
Rows = dict[Key, Values]

NONE, READ, WRITE, OWN = range(4)
REFERENCE = {
    "member": "00000000-0000-4000-8000-000000000001",
    "playbook": "00000000-0000-4000-8000-000000000002",
    "product": "00000000-0000-4000-8000-000000000003",
}
# By what a row hangs on others: the first that is there gives the bucket.
LINKS = {
    "contact": (("customer_id", "customer"),),
    "order": (("customer_id", "customer"),),
    "opportunity": (("customer_id", "customer"),),
    "followup": (("customer_id", "customer"), ("opportunity_id", "opportunity"), ("order_id", "order")),
    "quote": (("opportunity_id", "opportunity"),),
    "stage_change": (("opportunity_id", "opportunity"),),
    "step": (("order_id", "order"),),
    "payment": (("order_id", "order"),),
    "duty": (("order_id", "order"),),
    "expense": (
        ("customer_id", "customer"),
        ("order_id", "order"),
        ("opportunity_id", "opportunity"),
        ("followup_id", "followup"),
    ),
    "reminder": (("customer_id", "customer"), ("about_id", "about_kind")),
    "document": (("about_id", "about_kind"),),
    "share": (("about_id", "about_kind"),),
    "guidance": (("about_id", "about_kind"),),
    "approval": (("about_id", "about_kind"),),
}
# What a row cannot be without.
PARENTS = {
    "opportunity": (("customer_id", "customer"),),
    "order": (("customer_id", "customer"),),
    "followup": (("customer_id", "customer"),),
    "quote": (("opportunity_id", "opportunity"),),
    "stage_change": (("opportunity_id", "opportunity"),),
    "step": (("order_id", "order"),),
    "payment": (("order_id", "order"),),
}
RECORDS = frozenset(name for name, columns in JOURNALLED.items() if "removed_at" in columns)
GUARDED = frozenset(
    (("customer", "owner_id"), *((t, "removed_at") for t in ("customer", "opportunity", "order")))
)


def links(table: str, row: Values) -> list[tuple[str, str]]:
    """What a row hangs on, as (table, id), nearest last; a row of a set on its record."""
    found = LINKS.get(table)
    if found is None and table not in RECORDS:
        if "record_id" in row:
            return [(row["record_kind"] or "", row["record_id"] or "")]
        name = next(name for name in JOURNALLED[table] if name.endswith("_id"))
        return [(name.removesuffix("_id"), row[name] or "")]
    out = []
    for column, kind in found or ():
        other = row.get(kind) if kind == "about_kind" else kind
        if row.get(column) and other:
            out.append((other, row[column] or ""))
    return out


def bucket_of(rows: Rows, table: str, row: Values) -> str:
    """The bucket of a row."""
    if table in REFERENCE:
        return REFERENCE[table]
    if table == "customer":
        return row["id"] or ""
    if table == "notice":
        return row["for_id"] or ""
    for other, id in links(table, row):
        if other not in REFERENCE and (other, (id,)) in rows:
            return bucket_of(rows, other, rows[other, (id,)])
        if other in REFERENCE and table not in RECORDS:
            return REFERENCE[other]
    first = row.get("for_id") if table == "reminder" else None
    return first or row.get("owner_id") or row.get("created_by_id") or ""


def above(rows: Rows, table: str, row: Values) -> set[Key]:
    """Everything that a row hangs on, however far up."""
    out: set[Key] = set()
    for other, id in links(table, row):
        key = (other, (id,))
        if key in rows and key not in out:
            out |= {key} | above(rows, other, rows[key])
    return out


class Sight:
    """What a member sees of some rows, and how far the reach goes: the oracle of rights, small."""

    def __init__(self, rows: Rows, member: str) -> None:
        self.rows = rows
        self.member = member
        me = rows["member", (member,)]
        self.rules = not me["superior_id"] and not me["role"]
        self.people = {member}
        while more := {
            key[0]
            for (table, key), row in rows.items()
            if table == "member" and row["superior_id"] in self.people and key[0] not in self.people
        }:
            self.people |= more
        self.shares: dict[Key, int] = {}
        for (table, _key), row in rows.items():
            if table == "share" and row["removed_at"] is None:
                mine = row["member_id"] == member or any(
                    row[name] is not None and row[name] == me[name] for name in ("role", "department")
                )
                about = (row["about_kind"] or "", (row["about_id"] or "",))
                if mine:
                    level = WRITE if row["access"] == "write" else READ
                    self.shares[about] = max(level, self.shares.get(about, NONE))

    def full(self, bucket: str) -> int:
        """The reach to a whole bucket."""
        if bucket in REFERENCE.values():
            return OWN if self.rules else READ
        if ("member", (bucket,)) in self.rows:
            return OWN if bucket in self.people or self.rules else NONE
        customer = self.rows.get(("customer", (bucket,)))
        if customer is None:
            return NONE
        if customer["owner_id"] in self.people or self.rules:
            return OWN
        if customer["owner_id"] is None:
            return max(READ, self.shares.get(("customer", (bucket,)), NONE))
        return self.shares.get(("customer", (bucket,)), NONE)

    def level(self, key: Key) -> int:
        """The reach to a row: that to its bucket, or that to what it hangs on and is shared by itself."""
        table, _id = key
        best = self.full(bucket_of(self.rows, table, self.rows[key]))
        if best < WRITE:
            for one in {key} | above(self.rows, table, self.rows[key]):
                if one[0] != "customer":
                    best = max(best, self.shares.get(one, NONE))
        return best

    def seen(self) -> Rows:
        """The rows that may be read."""
        return {key: row for key, row in self.rows.items() if self.level(key) >= READ}
