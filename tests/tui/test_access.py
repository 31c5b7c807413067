"""The threads that read and write for the screens."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
import stores

from crmcli.tui.access import Access, Overtaken

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0"


@pytest.fixture
def access(small: str) -> Any:
    look = stores.opened(small)
    found = Access(look, lambda: stores.opened(small))
    yield found
    found.close()
    look.close()


def endless(store: Any, began: threading.Event) -> list[Any]:
    """A statement that only ends when it is stopped, while another one has more rows to give."""
    others = store.db.execute("SELECT nid FROM customer")
    next(others)
    began.set()
    return list(store.db.execute(_ENDLESS))


def count(store: Any) -> int:
    return int(store.db.execute("SELECT count(*) FROM customer").fetchone()[0])


async def overtaken(access: Access, slot: str) -> asyncio.Task[Any]:
    """A question that is being worked on."""
    began = threading.Event()
    task = asyncio.ensure_future(access.read(slot, endless, began))
    while not began.is_set():
        await asyncio.sleep(0.001)
    return task


async def test_a_newer_question_is_answered_by_the_thread_that_was_stopped(access: Access) -> None:
    other = await overtaken(access, "other")  # one of the two threads has its hands full
    for _time in range(20):
        old = await overtaken(access, "list")
        assert await access.read("list", count) == 2
        with pytest.raises(Overtaken):
            await old
    assert await access.read("other", count) == 2
    with pytest.raises(Overtaken):
        await other


async def test_of_many_questions_only_the_newest_is_answered(access: Access) -> None:
    found = await asyncio.gather(*(access.read("list", count) for _time in range(50)), return_exceptions=True)
    assert found[-1] == 2
    assert all(isinstance(one, Overtaken) for one in found[:-1])


async def test_questions_of_other_sorts_do_not_stop_each_other(access: Access) -> None:
    found = await asyncio.gather(*(access.read(f"slot {number}", count) for number in range(50)))
    assert found == [2] * 50


async def test_what_is_wrong_is_raised(access: Access) -> None:
    def wrong(_store: Any) -> None:
        raise LookupError("so")

    with pytest.raises(LookupError, match="so"):
        await access.read("list", wrong)
    with pytest.raises(LookupError, match="so"):
        await access.write(wrong)
    assert await access.read("list", count) == 2


async def test_writing_is_done_in_the_order_in_which_it_was_asked_for(access: Access) -> None:
    done: list[int] = []
    await asyncio.gather(*(access.write(lambda _store, one: done.append(one), one) for one in range(50)))
    assert done == list(range(50))
