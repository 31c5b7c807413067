"""Where rows lie on a hub, and when the tags of buckets change, whoever writes: nobody but SQL is asked here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from hubs import Hub

from crmcli.store.records import JOURNALLED, KEYS
from crmcli.store.wire import REFERENCE
from tests.sync.sight import Rows, bucket_of
from tests.sync.wiring import key, row

NOBODY = "00000000-0000-4000-8000-000000000000"


class Team:
    """A hub with two members, written to by its owner."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.connection = hub.connect()
        self.ann = hub.add("Ann", "director").member_id
        self.bob = hub.add("Bob").member_id
        self.rows: Rows = {}

    def sql(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        """The rows of a statement of the owner's, a transaction of its own."""
        found = self.connection.execute(query, given or None)
        rows: list[tuple[Any, ...]] = found.fetchall() if found.description else []
        return rows

    def put(self, table: str, **values: str | None) -> str:
        """A new row, its id (or that of what it belongs to)."""
        whole = row(table, **values)
        columns = [name for name, value in whole.items() if value is not None]
        marks = ", ".join(["%s"] * len(columns))
        self.sql(
            f'INSERT INTO crm."{table}" ({", ".join(columns)}) VALUES ({marks})',
            *(whole[name] for name in columns),
        )
        self.rows[table, key(table, whole)] = whole
        return key(table, whole)[0]

    def lies(self, table: str, id: str) -> str:
        """The bucket of a row."""
        ((bucket,),) = self.sql(f'SELECT bucket::text FROM crm."{table}" WHERE {KEYS[table][0]} = %s', id)
        return str(bucket)

    def tags(self) -> dict[str, str]:
        """The tags of all buckets."""
        return dict(self.sql("SELECT id::text, tag::text FROM crm.bucket"))

    def changed(self, what: Callable[[], object]) -> set[str]:
        """The buckets that have another tag after something was done, or are new or gone."""
        before = self.tags()
        what()
        after = self.tags()
        return {id for id in {*before, *after} if before.get(id) != after.get(id)}


@pytest.fixture
def team(hub: Hub) -> Iterator[Team]:
    made = Team(hub)
    yield made
    made.connection.close()


def everything(team: Team) -> str:
    """A row of every table below one customer, as far as they can be; its id."""
    c = team.put("customer", owner_id=team.bob)
    p = team.put("contact", customer_id=c)
    product = team.put("product")
    team.put("product_price", product_id=product)
    team.put("playbook")
    o = team.put("opportunity", customer_id=c)
    q = team.put("quote", opportunity_id=o)
    r = team.put("order", customer_id=c, opportunity_id=o)
    f = team.put("followup", customer_id=c, opportunity_id=o)
    s = team.put("step", order_id=r)
    team.put("stage_change", opportunity_id=o)
    team.put("payment", order_id=r)
    team.put("duty", order_id=r, step_id=s)
    team.put("expense", order_id=r, owner_id=team.bob)
    team.put("expense", followup_id=f, owner_id=team.bob)
    team.put("expense", owner_id=team.bob)
    team.put("reminder", customer_id=c, for_id=team.ann)
    team.put("reminder", about_kind="quote", about_id=q, for_id=team.ann)
    team.put("reminder", for_id=team.bob)
    d = team.put("document", about_kind="step", about_id=s)
    team.put("document", about_kind="product", about_id=product, owner_id=team.ann)
    team.put("share", about_kind="customer", about_id=c, member_id=team.ann)
    team.put("guidance", about_kind="opportunity", about_id=o, author_id=team.ann)
    a = team.put("approval", about_kind="quote", about_id=q, asked_by_id=team.bob)
    team.put("notice", for_id=team.ann, about_kind="customer", about_id=c)
    team.put("customer_alias", customer_id=c, value="N")
    for table in ("contact_phone", "contact_email"):
        team.put(table, contact_id=p, value="1")
    team.put("contact_messaging", contact_id=p, service="wechat", value="1")
    team.put("followup_contact", followup_id=f, contact_id=p)
    team.put("followup_member", followup_id=f, member_id=team.ann)
    team.put("document_read", document_id=d, member_id=team.ann)
    team.put("tag", record_kind="quote", record_id=q, value="hot")
    team.put("tag", record_kind="member", record_id=team.bob, value="new")
    team.put("word", record_kind="opportunity", record_id=o, value="price")
    team.put("follower", record_kind="order", record_id=r, member_id=team.ann)
    team.put("custom", record_kind="customer", record_id=c, name="size", value="L")
    team.put("line", record_kind="quote", record_id=q)
    team.put("approval_hold", approval_id=a, member_id=team.ann)
    team.put("step_run", step_id=s)
    team.put("order_change", order_id=r)
    return c


def known(team: Team) -> Rows:
    """All rows with their members, as the oracle wants them."""
    rows: Rows = dict(team.rows)
    for member in (team.ann, team.bob):
        rows["member", (member,)] = dict.fromkeys(JOURNALLED["member"]) | {"id": member}
    return rows


def test_every_table_lies_where_the_oracle_says(team: Team) -> None:
    c = everything(team)
    rows = known(team)
    assert {table for table, _key in rows} == set(KEYS), "a row of every table"
    for (table, id), values in team.rows.items():
        if table == "document" and values["about_kind"] == "product":
            wanted = REFERENCE["product"]
        else:
            wanted = bucket_of(rows, table, values)
        condition = " AND ".join(f"{name}::text = %s" for name in KEYS[table])
        ((found,),) = team.sql(f'SELECT bucket::text FROM crm."{table}" WHERE {condition}', *id)
        assert found == wanted, (table, values)
    assert team.sql("SELECT kind, owner_id::text FROM crm.bucket WHERE id = %s", c) == [
        ("customer", team.bob)
    ]


def test_what_hangs_on_a_sale_goes_with_it_to_another_customer(team: Team) -> None:
    c = everything(team)
    other = team.put("customer")
    (o,) = (id for (table, (id, *_)) in team.rows if table == "opportunity")
    touched = team.changed(
        lambda: team.sql("UPDATE crm.opportunity SET customer_id = %s WHERE id = %s", other, o)
    )
    assert touched == {c, other}
    moves = ["opportunity", "quote", "stage_change", "guidance", "approval", "approval_hold", "line", "word"]
    for (table, id), values in team.rows.items():
        wanted = None
        about = values.get("about_kind") or values.get("record_kind")
        if table in moves or (table in ("reminder", "tag") and about == "quote"):
            wanted = other
        elif table in ("order", "step", "followup", "customer"):
            wanted = c
        if wanted:
            assert team.lies(table, id[0]) == (other if id[0] == other else wanted), (table, values)


def test_a_conflict_goes_with_its_row(team: Team) -> None:
    c, other = team.put("customer"), team.put("customer")
    f = team.put("followup", customer_id=c)
    team.sql(
        "INSERT INTO crm.conflict (op_id, bucket, tbl, key, col, at)"
        " VALUES (gen_random_uuid(), %s, 'followup', %s, 'text', now())",
        c,
        f'["{f}"]',
    )
    team.sql("UPDATE crm.followup SET customer_id = %s WHERE id = %s", other, f)
    assert team.sql("SELECT bucket::text FROM crm.conflict") == [(other,)]


def test_a_bucket_changes_hands_with_its_customer(team: Team) -> None:
    c = team.put("customer", owner_id=team.bob)
    assert team.changed(lambda: team.sql("UPDATE crm.customer SET owner_id = NULL WHERE id = %s", c)) == {c}
    assert team.sql("SELECT owner_id FROM crm.bucket WHERE id = %s", c) == [(None,)]


def test_a_tag_changes_exactly_when_a_committed_row_did(team: Team) -> None:
    c = everything(team)
    sql = team.sql
    assert team.changed(lambda: sql("UPDATE crm.customer SET city = 'Bonn' WHERE id = %s", c)) == {c}
    assert team.changed(lambda: sql("UPDATE crm.customer SET city = 'Bonn' WHERE id = %s", c)) == set()
    assert team.changed(lambda: sql("UPDATE crm.followup SET bucket = %s", NOBODY)) == set()
    assert team.changed(lambda: sql("UPDATE crm.product SET code = 'P'")) == {REFERENCE["product"]}
    assert team.changed(lambda: sql("UPDATE crm.member SET email = 'b@x.de' WHERE id = %s", team.bob)) == {
        REFERENCE["member"]
    }
    assert team.changed(lambda: sql("DELETE FROM crm.tag WHERE record_kind = 'quote'")) == {c}
    assert team.changed(lambda: sql("UPDATE crm.notice SET read_at = now()")) == {team.ann}
    with team.hub.connect() as one:

        def undone() -> None:
            with one.transaction(force_rollback=True):
                one.execute("UPDATE crm.customer SET city = 'Rom'")

        assert team.changed(undone) == set()

        def partly() -> None:
            with one.transaction():
                with one.transaction(force_rollback=True):
                    one.execute("UPDATE crm.customer SET city = 'Rom'")
                one.execute("UPDATE crm.product SET code = 'R'")

        assert team.changed(partly) == {REFERENCE["product"]}


def test_every_way_of_writing_any_table_is_seen(team: Team) -> None:
    everything(team)
    first = {}
    for (table, id), values in team.rows.items():
        first.setdefault(table, (id, values))
    assert set(first) == {name for name in KEYS if name != "member"}
    columns = (
        "note", "name", "text", "title", "reason", "description", "why", "list_name", "value", "access", "kind", "rule",
    )  # fmt: skip
    where: dict[str, tuple[str, tuple[str, ...], str]] = {}
    for table, (id, values) in first.items():
        condition = " AND ".join(f"{name}::text = %s" for name in KEYS[table])
        ((bucket,),) = team.sql(f'SELECT bucket::text FROM crm."{table}" WHERE {condition}', *id)
        where[table] = (condition, id, bucket)
        column = next((name for name in columns if name in values and name not in KEYS[table]), None)
        if column is not None:
            write = f'UPDATE crm."{table}" SET "{column}" = \'other\' WHERE {condition}'
            assert team.changed(lambda write=write, id=id: team.sql(write, *id)) == {bucket}, table  # type: ignore[misc]
    gone = 0
    for table, (condition, id, bucket) in reversed(where.items()):  # what hangs on others first
        write = f'DELETE FROM crm."{table}" WHERE {condition}'
        try:
            done = team.changed(lambda write=write, id=id: team.sql(write, *id))  # type: ignore[misc]
        except psycopg.errors.ForeignKeyViolation:
            continue
        gone += 1
        assert bucket in done, table
    assert gone > 25


def test_what_comes_later_takes_what_is_about_it(team: Team) -> None:
    c = team.put("customer")
    late = row("order", customer_id=c)
    m = team.put("reminder", about_kind="order", about_id=late["id"], for_id=team.bob)
    e = team.put("expense", order_id=late["id"], owner_id=team.ann)
    assert (team.lies("reminder", m), team.lies("expense", e)) == (team.bob, team.ann)
    columns = [name for name, value in late.items() if value is not None]
    values = [late[name] for name in columns]
    team.sql(
        f'INSERT INTO crm."order" ({", ".join(columns)}) VALUES ({", ".join(["%s"] * len(columns))})', *values
    )
    assert (team.lies("reminder", m), team.lies("expense", e)) == (c, c)
    team.sql('DELETE FROM crm."order" WHERE id = %s', late["id"])
    assert (team.lies("reminder", m), team.lies("expense", e)) == (team.bob, team.ann)


def test_what_is_nobodys_goes_to_a_member_who_comes(team: Team) -> None:
    new = row("member")
    m = team.put("reminder", for_id=new["id"])
    assert team.lies("reminder", m) == NOBODY
    team.sql("INSERT INTO crm.member (id, ref, name) VALUES (%s, %s, 'New')", new["id"], new["ref"])
    assert team.lies("reminder", m) == new["id"]


def test_the_hub_says_when_and_by_whom_whatever_is_written(team: Team) -> None:
    c = team.put("customer")

    def stamps() -> Any:
        return team.sql(
            "SELECT now() - updated_at < interval '5 min', updated_by_id FROM crm.customer WHERE id = %s", c
        )

    assert stamps() == [(True, None)]
    team.sql("UPDATE crm.customer SET updated_at = '2001-01-01', updated_by_id = %s, city = 'x'", team.ann)
    assert stamps() == [(True, None)]


def test_a_reference_is_drawn_anew_where_it_is_there(team: Team) -> None:
    team.put("customer", ref="C00000")
    second = team.put("customer", ref="C00000")
    third = row("customer")
    team.sql("INSERT INTO crm.customer (id, name) VALUES (%s, 'none')", third["id"])
    found = dict(team.sql("SELECT id::text, ref FROM crm.customer"))
    assert len(set(found.values())) == 3
    for id in (second, str(third["id"])):
        assert re.fullmatch("C..[0-9]...", found[id])


def test_rows_as_text_are_in_the_one_form(team: Team) -> None:
    c = team.put("customer", owned_since="2026-11-19T10:00:00.5+08:00")
    d = team.put("document", about_kind="customer", about_id=c, size="1048576")
    p = team.put("playbook", content='{"b": 1, "a":[1.0, 1.00]}', in_use="1")
    k = team.put("contact", customer_id=c, birthday="0987-01-02", name="")
    sql = team.sql
    assert sql("SELECT owned_since, removed_at FROM crm.wire_customer WHERE id = %s", c) == [
        ("2026-11-19T02:00:00.500Z", None)
    ]
    assert sql("SELECT size, version FROM crm.wire_document WHERE id = %s", d) == [("1048576", "1")]
    assert sql("SELECT content, in_use, is_default FROM crm.wire_playbook WHERE id = %s", p) == [
        ('{"b": 1, "a":[1.0, 1.00]}', "1", "0")
    ]
    assert sql("SELECT birthday, name, title FROM crm.wire_contact WHERE id = %s", k) == [
        ("0987-01-02", "", None)
    ]
    views = sql(
        "SELECT relname, reloptions FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relkind = 'v'"
    )
    assert len(views) >= len(KEYS)
    assert all("security_invoker=true" in (options or []) for _name, options in views)
