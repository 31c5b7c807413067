"""Drafts as screens use them, and that a purge takes them along."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import contact, customer, opened

from crmcli.store.open import Store
from crmcli.verbs import drafts
from crmcli.verbs.upkeep import purge
from support import NOW


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_NOW", NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


def test_kept_and_brought_back(store: Store) -> None:
    drafts.keep(store.path, "note", {"text": "called\nagain", "important": True})
    assert drafts.load(store.path, "note") == {"text": "called\nagain", "important": True, "kept_at": NOW}
    drafts.keep(store.path, "form:customer:new", {"fields": {"name": ["天成"], "tags": ["a", "b"]}})
    assert {one["key"]: one["what"] for one in drafts.waiting(store.path)} == {
        "note": "called again",
        "form:customer:new": "天成",
    }
    drafts.discard(store.path, "note")
    assert [one["key"] for one in drafts.waiting(store.path)] == ["form:customer:new"]


def test_moved_beside_what_is_there(store: Store) -> None:
    assert drafts.count(store.path) == 0
    drafts.keep(store.path, "note:1", {"text": "there already"})
    drafts.keep(store.path, "note", {"text": "moved"})
    assert drafts.move(store.path, "note", "note:1") == "note:1:2"
    assert drafts.move(store.path, "nothing", "note:2") == "note:2"
    assert {one["key"]: one["what"] for one in drafts.waiting(store.path)} == {
        "note:1": "there already",
        "note:1:2": "moved",
    }
    assert drafts.count(store.path) == 2
    assert not drafts.there(store.path, "note")


def test_a_purge_takes_the_drafts_that_are_of_it_or_name_it(store: Store) -> None:
    gone = customer(store, "宁波海丰泵业有限公司")
    person = contact(store, gone, "王五六")
    other = customer(store, "Alfreds")
    kept = {
        f"note:{other.id}": {"text": "called", "customer": {"id": other.id}},
        "note": {"who": "Alfreds", "text": "nothing of it"},
        "form:customer:new": {"fields": {"name": ["Nobody"]}},
    }
    going = {
        f"note:{gone.id}": {"text": "called"},
        f"form:contact:{person.id}": {"fields": {"name": ["x"]}},
        f"form:contact:new:{other.id}": {"fields": {"customer": [gone.id]}},
        "a": {"who": "hfby", "text": "by initials"},
        "b": {"text": "they are dearer than 宁波海丰泵业 is"},
        "c": {"lines": [{"deep": f"see {gone.ref}"}]},
    }
    for key, content in (kept | going).items():
        drafts.keep(store.path, key, content)
    folder = Path(store.path + "-drafts")
    (folder / "x.draft.json.9.unfinished").write_text('{"content": {"text": "宁波海丰泵业')
    (folder / "y.draft.json.unreadable-1").write_text("nothing of it")
    (folder / "z.draft.json").write_text("nothing of it either")
    answer = purge(store, gone)
    assert answer["drafts"] == len(going) + 1
    assert {one["key"] for one in drafts.waiting(store.path)} == set(kept)
    left = "".join(one.read_text("utf-8") for one in folder.iterdir())
    assert gone.id not in left
    assert "海丰" not in left
    assert len(os.listdir(folder)) == len(kept) + 2
