"""``crm opportunity``: begun, moved by the rules of its process, won, lost, opened again; every step recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support import Run

LATER = {"CRM_NOW": "2026-11-28T10:30:00+08:00"}


def begun(crm_in: Run, *more: str, title: str = "泵120台", customer: str = "天成外贸公司") -> dict[str, Any]:
    if not crm_in("customer", "list", "--where", f"name={customer}", "--json").json:
        crm_in("customer", "add", customer).ok()
    found: dict[str, Any] = crm_in("opportunity", "add", customer, title, *more, "--json").ok().json
    return found


def steps(crm_in: Run, ref: str) -> list[tuple[Any, ...]]:
    """The history of stages, first step first."""
    found = crm_in("show", ref, "--json").ok().json["related"]["stage_change"]
    return [(one["from_stage"], one["to_stage"], one["forced"], one["reason"]) for one in reversed(found)]


def test_begun_with_what_its_process_says(crm_in: Run) -> None:
    one = begun(crm_in, "--amount", "12万", "--expected-close", "2026-12-31", "--competitor", "Grundfos")
    assert one["ref"][0] == "O"
    assert (one["stage"], one["probability"], one["acquired_on"]) == ("lead", 10, "2026-11-18")
    assert (one["expected_close"], one["expected_cycle"]) == ("2026-12-31", 43)
    assert one["amount"] == {"amount": "120000.00", "currency": "CNY"}
    assert one["competitors"] == ["Grundfos"]
    assert one["playbook"]["name"] == "sales"
    assert one["stage_since"] == "2026-11-18T10:30:00+08:00"
    assert one["customer"]["name"] == "天成外贸公司"
    assert {"order", "outcome", "lesson", "latest_followup", "next_followup"} <= set(one)
    assert steps(crm_in, one["ref"]) == [(None, "lead", False, None)]


def test_all_that_is_missing_is_said_at_once(crm_in: Run) -> None:
    one = begun(crm_in)
    error = crm_in("opportunity", "move", one["ref"], "qualified", "--json").fails(5).error
    assert error["code"] == "refused"
    assert [(each["code"], each["field"]) for each in error["details"]["missing"]] == [
        ("field", "amount"), ("field", "expected_close"),
    ]  # fmt: skip
    assert all(each["message"] for each in error["details"]["missing"])
    assert crm_in("show", one["ref"], "--json").json["stage"] == "lead"
    crm_in("opportunity", "edit", one["ref"], "--amount", "5万", "--expected-close", "月底").ok()
    moved = crm_in("opportunity", "move", one["ref"], "qualified", "--json").ok().json
    assert (moved["stage"], moved["probability"], moved["missing"]) == ("qualified", 20, [])
    assert moved["stage_change"]["from_stage"] == "lead"
    assert moved["guidance"]
    assert moved["transaction"].startswith("T")


def test_a_move_brings_along_what_it_needs_and_is_taken_back_with_it(crm_in: Run) -> None:
    one = begun(crm_in)
    moved = crm_in(
        "opportunity", "move", one["ref"], "qualified", "--amount", "USD 5,000", "--expected-close", "2027-03-01",
        "--json",
    ).ok().json  # fmt: skip
    assert moved["amount"] == {"amount": "5000.00", "currency": "USD"}
    crm_in("undo", moved["transaction"]).ok()
    back = crm_in("show", one["ref"], "--json").json
    assert (back["stage"], back["amount"], back["expected_close"]) == ("lead", None, None)
    assert steps(crm_in, one["ref"]) == [(None, "lead", False, None)]


def test_forced_with_a_reason_and_recorded(crm_in: Run) -> None:
    one = begun(crm_in)
    crm_in("opportunity", "move", one["ref"], "qualified", "--force", "--json").fails(2)
    moved = crm_in(
        "opportunity", "move", one["ref"], "proposal", "--force", "--reason", "客户今天要报价", "--json"
    ).ok().json  # fmt: skip
    assert moved["stage"] == "proposal"
    step = moved["stage_change"]
    assert (step["forced"], step["reason"]) == (True, "客户今天要报价")
    assert step["missing"] == "stage, amount, expected_close"
    assert [each["code"] for each in moved["missing"]] == ["not_next", "field", "field"]
    listed = crm_in("sql", "SELECT count(*) AS n FROM stage_change WHERE forced = 1", "--json").ok().json
    assert listed == [{"n": 1}]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(("stage", "code"), [("nego", 2), ("won", 2), ("", 2), ("proposal", 5), ("needs", 5)])
def test_a_stage_that_is_unknown_or_not_next(crm_in: Run, stage: str, code: int) -> None:
    one = begun(crm_in, "--amount", "1万", "--expected-close", "月底")
    error = crm_in("opportunity", "move", one["ref"], stage, "--json").fails(code).error
    if code == 2:
        assert error["code"] == "value"
        assert error["details"]["expected"] == ["lead", "qualified", "needs", "proposal", "negotiation"]
    else:
        assert error["details"]["missing"][0]["code"] == "not_next"


def test_back_needs_a_reason(crm_in: Run) -> None:
    one = begun(crm_in, "--stage", "proposal")
    missing = (
        crm_in("opportunity", "move", one["ref"], "needs", "--json").fails(5).error["details"]["missing"]
    )
    assert [each["code"] for each in missing] == ["reason"]
    crm_in("opportunity", "move", one["ref"], "needs", "--reason", "需求变了").ok()
    assert steps(crm_in, one["ref"])[1:] == [("proposal", "needs", False, "需求变了")]


def test_dealings_contacts_and_steps_count(crm_in: Run) -> None:
    one = begun(crm_in, "--stage", "qualified", "--amount", "1万", "--expected-close", "月底")
    error = crm_in("opportunity", "move", one["ref"], "needs", "--json").fails(5).error
    assert [each["code"] for each in error["details"]["missing"]] == ["followup", "contact"]
    crm_in("note", "天成外贸公司", "拜访,看了车间", "--opportunity", one["ref"]).ok()
    crm_in("contact", "add", "张伟", "--customer", "天成外贸公司", "--part", "decides").ok()
    crm_in("opportunity", "move", one["ref"], "needs").ok()
    shown = crm_in("show", one["ref"], "--json").json
    assert shown["latest_followup"] == "2026-11-18T10:30:00+08:00"
    assert [each["text"] for each in shown["related"]["followup"]] == ["拜访,看了车间"]


def test_won_with_a_reason_and_a_lesson(crm_in: Run) -> None:
    one = begun(crm_in, "--amount", "12万")
    error = crm_in("opportunity", "win", one["ref"], "--json").fails(2).error
    assert "price" in error["details"]["expected"]
    error = crm_in("opportunity", "win", one["ref"], "--reason", "luck", "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", "--reason")
    won = crm_in(
        "opportunity", "win", one["ref"], "--reason", "delivery", "--lesson", "节前要货", "--json", env=LATER
    ).ok().json  # fmt: skip
    assert (won["stage"], won["outcome"], won["outcome_reason"], won["lesson"]) == (
        "won", "won", "delivery", "节前要货",
    )  # fmt: skip
    assert (won["closed_at"], won["closed_stage"], won["probability"]) == (
        "2026-11-28T10:30:00+08:00", "lead", 100,
    )  # fmt: skip
    assert won["stage_change"]["seconds"] == 10 * 86400
    error = crm_in("opportunity", "lose", one["ref"], "--reason", "price", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "closed"
    crm_in("opportunity", "reopen", one["ref"], "--reason", "订单取消").ok()
    again = crm_in("show", one["ref"], "--json").json
    assert (again["stage"], again["outcome"], again["closed_at"], again["lesson"]) == (
        "lead",
        None,
        None,
        "节前要货",
    )
    assert [each[:2] for each in steps(crm_in, one["ref"])] == [
        (None, "lead"),
        ("lead", "won"),
        ("won", "lead"),
    ]


def test_reasons_by_their_names(crm_in: Run) -> None:
    one = begun(crm_in)
    lost = crm_in("opportunity", "lose", one["ref"], "--reason", "价格", "--json").ok().json
    assert (lost["outcome"], lost["outcome_reason"], lost["probability"]) == ("lost", "price", 0)


@pytest.mark.parametrize("field", ["--stage", "--outcome", "--outcome-reason", "--closed-at"])
def test_what_verbs_change_is_not_edited(crm_in: Run, field: str) -> None:
    one = begun(crm_in)
    values = {
        "--stage": "qualified",
        "--outcome": "won",
        "--outcome-reason": "price",
        "--closed-at": "2026-11-01",
    }
    error = crm_in("opportunity", "edit", one["ref"], field, values[field], "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "by_verb"


@pytest.mark.parametrize(
    ("option", "value"),
    [("--probability", "101"), ("--probability", "-1"), ("--probability", "half"), ("--amount", "lots"),
     ("--expected-close", "2月30日"), ("--process", "nothing"), ("--stage", "survey")],
)  # fmt: skip
def test_bad_values(crm_in: Run, option: str, value: str) -> None:
    crm_in("customer", "add", "天成外贸公司").ok()
    error = crm_in("opportunity", "add", "天成外贸公司", "泵", f"{option}={value}", "--json").fails(2).error
    assert error["code"] == "value"
    assert crm_in("opportunity", "list", "--json").json == []


def test_lists_of_swot_are_sets(crm_in: Run) -> None:
    one = begun(
        crm_in, "--strength", "交期快", "--strength", "老客户", "--threat", "汇率", "--weakness", "价格高"
    )
    assert (one["strengths"], one["threats"], one["weaknesses"], one["chances"]) == (
        ["交期快", "老客户"], ["汇率"], ["价格高"], [],
    )  # fmt: skip
    edited = (
        crm_in("opportunity", "edit", one["ref"], "--strength=-交期快", "--chance", "扩产", "--json")
        .ok()
        .json
    )
    assert (edited["strengths"], edited["chances"]) == (["老客户"], ["扩产"])
    changes = crm_in("history", one["ref"], "--json").json[0]["changes"]
    assert {(each["field"], each["op"]) for each in changes} == {
        ("strengths", "delete"),
        ("chances", "insert"),
    }
    assert [
        each["ref"] for each in crm_in("opportunity", "list", "--where", "strengths=老客户", "--json").json
    ] == [one["ref"]]
    assert crm_in("opportunity", "list", "--where", "threats=老客户", "--json").json == []
    assert crm_in("find", "扩产", "--json").json[0]["ref"] == one["ref"]


def test_filters_know_the_stages_of_all_processes(crm_in: Run) -> None:
    one = begun(crm_in, "--amount", "20万")
    found = (
        crm_in("opportunity", "list", "--where", "stage=lead and amount>100000 and owner=me", "--json")
        .ok()
        .json
    )
    assert [each["ref"] for each in found] == [one["ref"]]
    error = crm_in("opportunity", "list", "--where", "stage=nego", "--json").fails(2).error
    assert "negotiation" in error["details"]["expected"]
    assert {"won", "lost", "abandoned"} <= set(error["details"]["expected"])


def test_removed_with_its_customer_and_brought_back(crm_in: Run) -> None:
    one = begun(crm_in, "--amount", "1万")
    crm_in("customer", "remove", "天成外贸公司", "--yes").ok()
    assert crm_in("opportunity", "list", "--json").json == []
    assert crm_in("sql", "SELECT sum(number) AS n FROM opportunity_sum", "--json").json == [{"n": None}]
    crm_in("undo").ok()
    assert [each["ref"] for each in crm_in("opportunity", "list", "--json").json] == [one["ref"]]
    assert crm_in("sql", "SELECT number, minor FROM opportunity_sum", "--json").json == [
        {"number": 1, "minor": 1000000}
    ]


def test_the_customer_shows_its_opportunities(crm_in: Run) -> None:
    one = begun(crm_in, "--amount", "12万")
    shown = crm_in("customer", "show", "天成外贸公司", "--json").json
    assert [each["ref"] for each in shown["related"]["opportunity"]] == [one["ref"]]
    text = crm_in("show", one["ref"], env={"CRM_FORCE_TTY": "80"}).ok().out
    assert "泵120台" in text
    assert "Lead" in text


# --- what a note offers -------------------------------------------------------------------------------------------


def test_an_amount_is_offered_to_the_only_open_opportunity(crm_in: Run) -> None:
    one = begun(crm_in, "--amount", "10万")
    note = crm_in("note", "天成外贸公司", "他们接受12万", "--json").ok().json
    assert note["offer"] == {
        "opportunity": {"kind": "opportunity", "id": one["id"], "ref": one["ref"], "name": "泵120台"},
        "field": "amount",
        "from": {"amount": "100000.00", "currency": "CNY"},
        "to": {"amount": "120000.00", "currency": "CNY"},
        "applied": False,
    }
    assert crm_in("show", one["ref"], "--json").json["amount"]["amount"] == "100000.00"
    assert one["ref"] in crm_in("note", "天成外贸公司", "又说13万").ok().out


def test_the_offer_is_applied_and_taken_back_with_the_note(crm_in: Run) -> None:
    one = begun(crm_in)
    note = crm_in("note", "天成外贸公司", "他们接受12万", "--apply", "--json").ok().json
    assert (note["offer"]["from"], note["offer"]["applied"]) == (None, True)
    assert note["followup"]["opportunity"]["ref"] == one["ref"]
    assert crm_in("show", one["ref"], "--json").json["amount"] == {"amount": "120000.00", "currency": "CNY"}
    crm_in("undo").ok()
    assert crm_in("show", one["ref"], "--json").json["amount"] is None


def test_the_setting_applies_offers(crm_in: Run) -> None:
    begun(crm_in)
    crm_in("config", "set", "note.apply", "true").ok()
    assert crm_in("note", "天成外贸公司", "他们接受12万", "--json").ok().json["offer"]["applied"] is True


@pytest.mark.parametrize("second", [True, False])
def test_no_offer_where_it_is_not_clear(crm_in: Run, second: bool) -> None:
    one = begun(crm_in)
    if second:
        begun(crm_in, title="阀门")
    else:
        crm_in("opportunity", "lose", one["ref"], "--reason", "price").ok()
    assert crm_in("note", "天成外贸公司", "他们接受12万", "--json").ok().json["offer"] is None


def test_a_note_concerns_the_opportunity_it_names(crm_in: Run) -> None:
    one = begun(crm_in)
    begun(crm_in, title="阀门")
    note = crm_in(
        "note", "天成外贸公司", "报了12万,下周五回访", "--opportunity", "泵120", "--apply", "--json"
    ).ok().json  # fmt: skip
    assert note["followup"]["opportunity"]["ref"] == one["ref"]
    assert note["offer"]["opportunity"]["ref"] == one["ref"]
    shown = crm_in("show", one["ref"], "--json").json
    assert (shown["next_followup"], shown["latest_followup"]) == ("2026-11-27", "2026-11-18T10:30:00+08:00")
    crm_in("customer", "add", "Alfreds").ok()
    error = crm_in("note", "Alfreds", "called", "--opportunity", one["ref"], "--json").fails(2).error
    assert error["details"]["argument"] == "--opportunity"


# --- in and out ---------------------------------------------------------------------------------------------------


def test_a_spreadsheet_of_deals(crm_in: Run, tmp_path: Any) -> None:
    sheet = tmp_path / "deals.csv"
    sheet.write_text(
        "客户,商机名称,销售阶段,金额,预计成交日期,输单原因\n"
        "天成,泵120台,谈判,12万,2026-12-31,\n"
        "海丰,阀门,线索,3万,,\n"
        "北方,备件,丢单,1万,,价格\n",
        encoding="utf-8",
    )
    done = crm_in("import", str(sheet), "--kind", "opportunity", "--json").ok().json
    assert done["records"]["opportunity"]["created"] == 3
    found = {one["title"]: one for one in crm_in("opportunity", "list", "--json").json}
    assert (found["泵120台"]["stage"], found["泵120台"]["probability"]) == ("negotiation", 80)
    assert (found["备件"]["stage"], found["备件"]["outcome"], found["备件"]["outcome_reason"]) == (
        "lost",
        "lost",
        "price",
    )
    assert steps(crm_in, found["泵120台"]["ref"]) == [(None, "negotiation", False, None)]
    # The same again says nothing new; another stage is a step of its own.
    assert crm_in("import", str(sheet), "--kind", "opportunity", "--json").ok().json["transaction"] is None
    sheet.write_text("客户,商机名称,销售阶段\n海丰,阀门,报价\n", encoding="utf-8")
    crm_in("import", str(sheet), "--kind", "opportunity", "--on-duplicate", "update").ok()
    after = crm_in("show", found["阀门"]["ref"], "--json").json
    assert (after["stage"], after["probability"]) == ("proposal", 60)
    assert steps(crm_in, found["阀门"]["ref"])[1:] == [("lead", "proposal", True, "import deals.csv")]
    crm_in("undo").ok()
    assert crm_in("show", found["阀门"]["ref"], "--json").json["stage"] == "lead"


def test_an_unknown_stage_is_a_rejected_row(crm_in: Run, tmp_path: Any) -> None:
    sheet = tmp_path / "deals.csv"
    sheet.write_text("客户,商机名称,销售阶段\n天成,泵,天上\n", encoding="utf-8")
    done = crm_in("import", str(sheet), "--kind", "opportunity", "--json").fails(5).json
    assert (done["rejected"], done["rejects"][0]["code"]) == (1, "value")


def test_the_schema_names_the_stages(crm_in: Run) -> None:
    begun(crm_in)
    schema = crm_in("schema", "opportunity").ok().json
    text = json.dumps(schema)
    assert '"negotiation"' in text
    assert '"won"' in text


@pytest.mark.mostly_slow
@pytest.mark.parametrize("format", ["jsonl", "csv", "xlsx"])
def test_a_whole_export_brings_the_history_of_stages_along(crm_in: Run, tmp_path: Any, format: str) -> None:
    one = begun(crm_in, "--amount", "12万", "--expected-close", "月底", "--strength", "交期快")
    crm_in("opportunity", "move", one["ref"], "qualified").ok()
    crm_in("note", "天成外贸公司", "拜访,下周五回访", "--opportunity", one["ref"]).ok()
    crm_in("opportunity", "win", one["ref"], "--reason", "price", "--lesson", "快").ok()
    crm_in("export", "all", str(tmp_path / "first"), "--format", format).ok()
    other = {"CRM_HOME": str(tmp_path / "other")}
    crm_in("import", str(tmp_path / "first"), env=other).ok()
    crm_in("export", "all", str(tmp_path / "second"), "--format", format, env=other).ok()
    for file in (tmp_path / "first").iterdir():
        assert file.read_bytes() == (tmp_path / "second" / file.name).read_bytes(), file.name
    assert crm_in("sql", "SELECT to_stage FROM stage_change ORDER BY nid", "--json", env=other).json == [
        {"to_stage": "lead"}, {"to_stage": "qualified"}, {"to_stage": "won"},
    ]  # fmt: skip
    flow = "SELECT sum(number) AS n FROM stage_flow WHERE month = ''"
    assert crm_in("sql", flow, "--json", env=other).json == [{"n": 3}]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("今天关怀回访，一切正常", "care_call"),
        ("今天拜访，也算关怀回访", "visit"),  # the built-in words come first
        ("scare callous", "other"),
    ],
)
def test_own_kinds_of_follow_up_are_read_in_notes(crm_in: Run, text: str, kind: str) -> None:
    begun(crm_in)
    note = crm_in("note", "天成外贸公司", text, "--json").ok().json
    assert note["followup"]["kind"] == kind
    said = [(one["text"], one["value"]) for one in note["understood"] if one["field"] == "kind"]
    assert said == ([(text[text.index(said[0][0]) :][: len(said[0][0])], kind)] if said else [])
    assert bool(said) == (kind != "other")


def test_one_that_is_entered_as_ended_says_why_too(crm_in: Run) -> None:
    crm_in("customer", "add", "天成外贸公司").ok()
    words = ("opportunity", "add", "天成", "泵", "--outcome", "lost", "--json")
    error = crm_in(*words).fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["reason"]
    assert "price" in error["hint"]
    assert crm_in(*words, "--outcome-reason", "relationship").ok().json["stage"] == "lost"
    assert (
        crm_in(*words, "--outcome-reason", "brand").fails(2).error["code"] == "value"
    )  # a reason to win only


def test_a_letter_names_no_opportunity(crm_in: Run) -> None:
    """A part of a name has two Chinese characters or three others at least."""
    begun(crm_in, title="pump 2027")
    crm_in("note", "天成外贸公司", "called", "--opportunity", "p", "--json").fails(3)
    note = crm_in("note", "天成外贸公司", "called", "--opportunity", "pum", "--json").ok().json
    assert note["followup"]["opportunity"]["name"] == "pump 2027"


def test_what_is_put_off_is_over_with_its_opportunity(crm_in: Run) -> None:
    one = begun(crm_in)
    reminder = crm_in("reminder", "add", "打电话", "--about", one["ref"], "--due", "fri", "--json").ok().json
    crm_in("snooze", reminder["ref"], "下周五").ok()
    crm_in("opportunity", "lose", one["ref"], "--reason", "price").ok()
    after = crm_in("show", reminder["ref"], "--json").json
    assert (after["state"], after["snoozed_until"]) == ("done", None)
