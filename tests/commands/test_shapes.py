"""Contract, section 5: exactly which keys a record has, and in which order."""

from __future__ import annotations

import pytest

from support import Run

COMMON = "owner created_at created_by updated_at updated_by archived"
SHAPES = {
    "customer": (
        "name aliases kind status source industry country region city postal_code address phone fax email website "
        "tax_id external_id level payment_terms currency tags custom next_followup last_dealt_at "
        "owned_since team followers"
    ),
    "contact": ("customer name title phones emails messaging birthday part primary external_id custom"),
    "followup": (
        "customer opportunity order case kind at text judgement next_step next_due reminder contacts members tags "
        "amount external_id author"
    ),
    "reminder": (
        "text due repeat important urgent state done_at snoozed_until about customer for external_id"
    ),
    "opportunity": (
        "customer title acquired_on expected_close expected_cycle amount stage stage_since probability current_problem "
        "competitors products playbook latest_followup next_followup outcome outcome_reason lesson closed_at "
        "closed_stage risk_flag strengths weaknesses chances threats steps team followers note "
        "tags custom external_id order"
    ),
    "member": "name role department superior email active limits deputy away_from away_until",
    "product": (
        "name code category unit list_price floor_price cost valid_from valid_until status description prices "
        "tags custom external_id"
    ),
    "quote": (
        "number version status customer opportunity title lines discount amount currency incoterm port_from "
        "port_to valid_until payment_terms delivery_time language note submitted_at submitted_by approved_at "
        "approved_by accepted_at supersedes followers tags custom external_id"
    ),
    "approval": (
        "about customer rule rule_label measure limit amount asked_by asked_at approver reason important "
        "urgent decision opinion decided_by decided_at on_behalf_of remind_at reminded_at escalate_at holders "
        "playbook"
    ),
    "order": (
        "number customer opportunity quote status title lines discount amount receivable currency incoterm "
        "port_from port_to payment_terms customer_number signed_on delivery arrival steps_done steps_total blocked "
        "next_step next_planned first_delivery delivered closed closing_reason changes note playbook followers tags "
        "custom external_id"
    ),
    "step": (
        "order customer place key name department member important depends_on plan planned first_planned started "
        "done done_by status result note reason blocked_reason documents_needed duty duty_for duty_due "
        "duty_alarm_days duty_done_by delivers closes runs"
    ),
    "payment": "order customer kind label share amount outstanding plan due at counted rate note external_id",
    "expense": (
        "text kind amount spent_on customer followup opportunity order status submitted_at approved_at "
        "approved_by paid_at paid_by tags custom external_id"
    ),
}


def keys(kind: str) -> list[str]:
    """The keys of a kind by the contract."""
    return f"id ref kind_of_record {SHAPES[kind]} {COMMON}".split()


@pytest.fixture
def full(shop: Run) -> Run:
    """A shop with a record of every kind."""
    shop("note", "天成", "拜访 @张总。明天回访 ¥12万").ok()
    shop("opportunity", "add", "Alfreds", "spares 2027").ok()
    return shop


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("kind", ["customer", "contact", "followup", "reminder", "opportunity"])
def test_list_show_and_changes_have_exactly_these_keys(full: Run, kind: str) -> None:
    for record in full(kind, "list", "--json").ok().json:
        assert list(record) == keys(kind)
        assert record["kind_of_record"] == kind
        shown = full("show", record["ref"], "--json").ok().json
        assert list(shown) == [*keys(kind), "related"]
        assert {name: shown[name] for name in keys(kind)} == record
        assert shown == full(kind, "show", record["ref"], "--json").ok().json
    edited = full(kind, "edit", record["ref"], "--external-id", "x-1", "--json").ok().json
    assert list(edited) == [*keys(kind), "transaction"]


def test_members_have_exactly_these_keys(crm_in: Run) -> None:
    assert list(crm_in("init", "--name", "Lin", "--json").ok().json["me"]) == keys("member")


def test_show_has_what_hangs_on_it_by_record_name(full: Run) -> None:
    related = full("show", "天成", "--json").ok().json["related"]
    assert {name: len(entries) for name, entries in related.items()} == {
        "contact": 2,
        "followup": 1,
        "reminder": 1,
        "document": 0,
        "opportunity": 0,
        "quote": 0,
        "order": 0,
        "payment": 0,
        "duty": 0,
        "expense": 0,
        "approval": 0,
        "share": 0,
        "guidance": 0,
    }
    assert list(related["contact"][0]) == keys("contact")
    assert list(related["followup"][0]) == keys("followup")
    assert list(related["reminder"][0]) == keys("reminder")
    ref = related["followup"][0]["ref"]
    assert [one["text"] for one in full("show", ref, "--json").json["related"]["reminder"]] == ["回访"]
    contact = full("contact", "show", "张伟", "--json").json["related"]
    assert [one["ref"] for one in contact["followup"]] == [ref]


def test_types_of_values(full: Run) -> None:
    contact = full("contact", "show", "张伟", "--json").json
    assert contact["phones"] == ["13800138000"]
    assert contact["emails"] == ["zhang@tc.example"]
    assert contact["messaging"] == [{"service": "wechat", "id": "tc-zhang"}]
    assert contact["primary"] is True
    customer = full("customer", "show", "天成", "--json").json
    assert customer["custom"] == {"PO no.": "77"}
    assert (customer["tags"], customer["aliases"]) == (["vip"], ["TC Trade"])
    assert customer["next_followup"] == "2026-11-19"
    assert customer["last_dealt_at"] == "2026-11-18T10:30:00+08:00"
    followup = full("followup", "list", "--json").json[0]
    assert followup["author"]["kind"] == "member"
    assert (followup["opportunity"], followup["order"], followup["case"]) == (None, None, None)
    assert followup["reminder"]["kind"] == "reminder"
    assert followup["members"] == []
    reminder = full("reminder", "list", "--json").json[0]
    assert (reminder["important"], reminder["state"], reminder["done_at"]) == (False, "open", None)


@pytest.mark.parametrize(
    "kind",
    [
        *("call", "material", "first_visit", "visit", "introduction", "negotiation", "proposal"),
        *("exhibition", "email", "message", "other"),
    ],
)
def test_kinds_of_followups(shop: Run, kind: str) -> None:
    assert shop("followup", "add", "天成", "x", "--kind", kind, "--json").ok().json["kind"] == kind
    assert len(shop("followup", "list", "--where", f"kind={kind}", "--json").ok().json) == 1


@pytest.mark.parametrize("kind", list(SHAPES))
def test_the_schema_describes_exactly_these_keys(crm_in: Run, kind: str) -> None:
    schema = crm_in("schema", kind, "--json").ok().json
    assert list(schema["properties"]) == keys(kind)
    assert schema["required"] == keys(kind)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert crm_in("schema", kind).ok().out  # readable, and JSON too


def test_the_schema_of_all_and_of_none(crm_in: Run) -> None:
    assert set(SHAPES) <= set(crm_in("schema", "--json").ok().json)
    error = crm_in("schema", "unicorn", "--json").fails(2).error
    assert error["details"]["argument"] == "KIND"
    assert "customer" in error["details"]["expected"]
