"""What a reminder's line would make, and until when one is put off, storing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import customer, opened

from crmcli.errors import NotFound, Refused, UsageError, ValueInvalid
from crmcli.store.open import Store
from crmcli.verbs import reminders
from crmcli.verbs.history import history


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    customer(store, "天成外贸公司")
    yield store
    store.close()


@pytest.mark.parametrize(
    "line",
    ["天成 回访 下周三下午3点", "天成 每周一早上 发周报", "@天成外贸公司 call fri 3pm or 12/5",
     "pay the stand in 3 days", "2月30日 明天 x", "tomorrow"],
)  # fmt: skip
def test_a_line_is_read_as_it_is_stored(store: Store, line: str) -> None:
    before = history(store)
    found = reminders.parse(store, line.split())
    assert history(store) == before
    made = reminders.remind(store, line.split())
    row = made["reminder"]
    assert {key: found[key] for key in ("customer", "understood", "unresolved")} == {
        key: made[key] for key in ("customer", "understood", "unresolved")
    }
    assert (found["text"], found["due"], found["repeat"]) == (row["text"], row["due"], row["repeat"])


def test_without_a_day_nothing_is_due(store: Store) -> None:
    assert reminders.parse(store, ["call"])["due"] is None
    assert reminders.parse(store, [])["due"] is None
    with pytest.raises(NotFound):
        reminders.parse(store, ["@nobody", "call"])


def test_the_customer_given_beats_the_line(store: Store) -> None:
    other = customer(store, "Alfreds")
    found = reminders.parse(store, ["天成", "call", "tomorrow"], who=other.id)
    assert found["customer"]["name"] == "Alfreds"
    assert found["text"] == "天成 call"


def test_until_when(store: Store) -> None:
    assert reminders.until(store, ["in 1 hour"]) == "2026-11-18T11:30:00+08:00"
    assert reminders.until(store, ["下周一"]) == "2026-11-23"
    with pytest.raises(ValueInvalid):
        reminders.until(store, ["2026-11-17"])
    with pytest.raises(ValueInvalid):
        reminders.until(store, ["soon enough"])
    with pytest.raises(UsageError):
        reminders.until(store, [" "])


def test_several_are_put_off_in_one_transaction(store: Store) -> None:
    refs = [reminders.remind(store, ["call"], when=f"2026-11-2{day}")["reminder"]["ref"] for day in range(3)]
    reminders.done(store, refs[:1])
    for found in (reminders.snooze_all(store, refs, ["2026-12-01"]), reminders.put_off(store, refs * 2)):
        assert [one["ref"] for one in found] == refs[1:]  # what is done stays so
        assert len({one["transaction"] for one in found}) == 1
    with pytest.raises(reminders.Past):
        reminders.snooze_all(store, refs, ["2026-11-01"])
    with pytest.raises(Refused):
        reminders.snooze_all(store, refs[:1], ["2026-12-01"])


@pytest.mark.parametrize(
    ("due", "until"),
    [
        ("2026-11-10", "2026-11-19T09:00:00+08:00"),
        ("2026-11-18 15:00", "2026-11-19T09:00:00+08:00"),
        ("2026-11-19 00:30", "2026-11-20T09:00:00+08:00"),
        ("2026-12-31", "2027-01-01T09:00:00+08:00"),
    ],
)
def test_put_off_to_the_next_morning(store: Store, due: str, until: str) -> None:
    row = reminders.remind(store, ["call"], when=due)["reminder"]
    (put,) = reminders.put_off(store, [row["ref"]])
    assert (put["state"], put["snoozed_until"], put["due"][:10]) == ("snoozed", until, due[:10])
    (again,) = reminders.put_off(store, [row["ref"]])  # a day further each time
    assert again["snoozed_until"][:10] > put["snoozed_until"][:10]
    reminders.done(store, [row["ref"]])
    with pytest.raises(Refused):
        reminders.put_off(store, [row["ref"]])
