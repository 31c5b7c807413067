"""A hub gives of a bucket with many rows the shards that differ: whatever was done there, a store has what is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hubs import Hub, hub
from stores import opened

from crmcli.store import incoming
from crmcli.store.open import Store
from crmcli.store.records import JOURNALLED, KEYS
from crmcli.sync.engine import exchange
from crmcli.verbs.joining import setup
from tests.sync.test_joining import states, whole
from tests.sync.test_joining_hub import logged_in, uploaded

__all__ = ["hub", "uploaded"]

# A column of text, in tables that have one, and what is written there by hand.
WRITTEN = ("name", "title", "text", "note", "label")


@pytest.fixture
def other(uploaded: Store, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A second store that holds every bucket in shards."""
    monkeypatch.setattr(incoming, "MANY", 0)
    store = opened(tmp_path / "other.db")
    with logged_in(hub, uploaded.me) as login:
        setup(store, login, url=hub.url())
        exchange(store, login)
        hub.sql("UPDATE crm.bucket SET tag = gen_random_uuid()")
        assert exchange(store, login).pulled == 0
    sql = "SELECT b.shards FROM sync_bucket b JOIN sync_row r ON r.bucket = b.nid"
    assert None not in [shards for (shards,) in store.db.execute(sql)]
    yield store
    store.close()


@pytest.mark.slow
def test_what_is_done_by_hand_in_any_table_comes(
    uploaded: Store, other: Store, hub: Hub, tmp_path: Path
) -> None:
    """A row of each table is changed, one of each set is deleted, one moves to another customer."""
    for table, columns in JOURNALLED.items():
        name = f'crm."{table}"'
        text = next((column for column in WRITTEN if column in columns), None)
        if "ref" in columns and text:
            hub.sql(f"UPDATE {name} SET {text} = {text} || ' x' WHERE ref = (SELECT min(ref) FROM {name})")
        elif "removed_at" not in columns:
            same = " AND ".join(f"t.{key} = d.{key}" for key in KEYS[table])
            hub.sql(f"DELETE FROM {name} t USING (SELECT * FROM {name} LIMIT 1) d WHERE {same}")
    hub.sql(
        "UPDATE crm.contact SET customer_id = (SELECT max(id::text)::uuid FROM crm.customer WHERE removed_at IS NULL)"
        " WHERE ref = (SELECT min(ref) FROM crm.contact)"
    )
    fresh = opened(tmp_path / "fresh.db")
    with logged_in(hub, uploaded.me) as login:
        assert exchange(other, login).pulled
        assert not exchange(other, login).pulled
        setup(fresh, login, url=hub.url())
        exchange(fresh, login)
    assert states(other) == states(fresh)
    whole(other)
    fresh.close()


@pytest.mark.slow
def test_a_hub_that_knows_no_digests_gives_all(uploaded: Store, other: Store, hub: Hub) -> None:
    hub.sql("DROP VIEW crm.digest")
    hub.sql("UPDATE crm.customer SET name = name || ' x' WHERE ref = (SELECT min(ref) FROM crm.customer)")
    with logged_in(hub, uploaded.me) as login:
        assert exchange(other, login).pulled
        assert exchange(uploaded, login).pulled
    assert states(other) == states(uploaded)


def test_a_store_that_was_tampered_with_sends_no_sql(hub: Hub) -> None:
    """What is held is named by two digits; nothing else gets into a statement."""
    bucket = "00000000-0000-4000-8000-000000000001"
    with hub.as_member(hub.add("Gu", "director")) as login:
        found = login.fetch_shards(bucket, {"'; DROP SCHEMA crm CASCADE; --": "1", "00": "1"})
        assert found is not None
        assert found.shards
        assert login.fetch_shards("'; DROP SCHEMA crm; --", {}) is None
        again = login.fetch_shards(bucket, found.shards)
        assert again is not None
        assert (again.came, again.rows) == (frozenset(), {})
