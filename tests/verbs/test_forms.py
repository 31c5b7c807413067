"""What forms send: of sets only what came and went, and never over what somebody else wrote meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores import contact, customer, opened

from crmcli.errors import Conflict, ValueInvalid
from crmcli.store.open import Store
from crmcli.store.records import CONTACT, CUSTOMER, DOCUMENT, FOLLOWUP, REMINDER
from crmcli.verbs import documents, forms, records
from crmcli.verbs.shape import record_json
from crmcli.verbs.values import read_members

TAGS = CUSTOMER.fields["tags"]
CUSTOM = CUSTOMER.fields["custom"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


def test_needed_are_the_fields_a_record_cannot_be_without() -> None:
    assert forms.needed(CUSTOMER) == {"name"}
    assert forms.needed(CONTACT) == {"name", "customer"}
    assert forms.needed(REMINDER) == {"text", "due"}
    assert forms.needed(FOLLOWUP) == {"customer", "text"}


def test_what_a_set_is_sent() -> None:
    assert forms.differences(TAGS, ["a", "b"], ["b", "c "]) == ["-a", "c"]
    assert forms.differences(TAGS, ["a"], ["A"]) == ["-a", "A"]
    assert forms.differences(TAGS, ["a"], ["a", "", "a"]) == []
    assert forms.differences(CUSTOM, ["a=1", "b=2", "c=3"], ["a=1", "b = 4", "d=5"]) == ["c=", "b=4", "d=5"]
    assert forms.differences(CUSTOM, ["a=1"], ["a="]) == ["a="]


MEMBERS = st.lists(st.sampled_from(["a", "b", "c", "-d", "e f", "大客户"]), max_size=5, unique=True)


@given(before=MEMBERS, after=MEMBERS)
def test_what_is_sent_makes_the_set_what_it_should_be(before: list[str], after: list[str]) -> None:
    after = [one for one in after if one in before or not one.startswith("-")]
    sent = forms.differences(TAGS, before, after)
    assert set(read_members(None, TAGS, sent, before)) == set(after)  # type: ignore[arg-type]


VALUES = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["1", "2", "x=y"]), max_size=3)


@given(before=VALUES, after=VALUES)
def test_what_is_sent_makes_the_custom_fields_what_they_should_be(
    before: dict[str, str], after: dict[str, str]
) -> None:
    lines = [[f"{name}={value}" for name, value in one.items()] for one in (before, after)]
    sent = forms.differences(CUSTOM, *lines)
    assert dict(read_members(None, CUSTOM, sent, list(before.items()))) == after  # type: ignore[arg-type]


@given(base=MEMBERS, mine=MEMBERS, theirs=MEMBERS)
def test_merged_sets_hold_what_both_put_in(base: list[str], mine: list[str], theirs: list[str]) -> None:
    found = set(forms.merged(TAGS, base, mine, theirs))
    came = (set(mine) | set(theirs)) - set(base)
    stayed = set(base) & set(mine) & set(theirs)
    assert found == came | stayed


def test_merged_custom_fields_keep_both_values() -> None:
    assert forms.merged(CUSTOM, ["a=1", "b=2"], ["a=9", "b=2"], ["a=1", "b=3", "c=4"]) == [
        "a=9",
        "b=3",
        "c=4",
    ]


def test_a_member_that_reads_as_taking_out_is_refused(store: Store) -> None:
    with pytest.raises(ValueInvalid):
        forms.understood_member(store, TAGS, "-vip")


def test_amounts_are_in_the_currency_of_the_customer(store: Store) -> None:
    row = customer(store, currency="USD")
    assert records.currency_of(store, row.id) == "USD"
    assert records.currency_of(store, None) == store.currency
    found = forms.understood(store, FOLLOWUP.fields["amount"], "3,000", "USD")
    assert found == {"amount": "3000.00", "currency": "USD"}


def test_the_next_followup_is_not_overwritten(store: Store) -> None:
    row = customer(store)
    records.edit(store, CUSTOMER, row, {"next_followup": ["2026-11-20"]})
    base = record_json(store, CUSTOMER, records.fresh(store, row))
    records.edit(store, CUSTOMER, row, {"next_followup": ["2026-12-24"]})
    with pytest.raises(Conflict) as caught:
        records.edit(store, CUSTOMER, row, {"next_followup": ["2026-12-01"]}, base=base)
    assert [one["field"] for one in caught.value.details["changes"]] == ["next_followup"]
    records.edit(
        store, CUSTOMER, row, {"next_followup": ["2026-12-24"]}, base=base
    )  # the same is no conflict


def test_a_document_is_not_overwritten(store: Store) -> None:
    row = customer(store)
    added = documents.add(store, row.id, "https://example.com/a", {"name": ["a"]})
    base = record_json(store, DOCUMENT, added.row)
    documents.edit(store, added.row, {"name": ["b"]})
    with pytest.raises(Conflict):
        documents.edit(store, added.row, {"name": ["c"]}, base=base)
    assert record_json(store, DOCUMENT, records.fresh(store, added.row))["name"] == "b"


def test_who_was_removed_can_be_taken_out(store: Store) -> None:
    row = customer(store)
    person = contact(store, row)
    note, _transaction = records.add(
        store, FOLLOWUP, {"customer": [row.id], "text": ["x"], "contacts": [person.id]}
    )
    records.remove(store, [(CONTACT, person)])
    records.edit(store, FOLLOWUP, note, {"contacts": [f"-{person.id}"]})
    assert record_json(store, FOLLOWUP, note)["contacts"] == []


def test_candidates_are_the_customers_own_people_first(store: Store) -> None:
    row, other = customer(store), customer(store, "Alfreds Futterkiste")
    zhang, maria = contact(store, row), contact(store, other, "Maria Anders")
    from crmcli.store.search import rebuild

    rebuild(store)
    assert [link["id"] for link, _said in forms.candidates(store, ("contact",), "", row.id)] == [zhang.id]
    found = forms.candidates(store, ("contact",), "maria", row.id)
    assert [(link["id"], said) for link, said in found] == [(maria.id, "Alfreds Futterkiste")]
    assert [link["id"] for link, _said in forms.candidates(store, ("customer",), "tcwm", None)] == [row.id]
    assert len(forms.candidates(store, ("member",), "", None)) == 1
