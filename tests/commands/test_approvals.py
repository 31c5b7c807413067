"""``crm approval``: asked by rules, decided by the right superior, once; reminders, escalation, absence, figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from laid_out import laid_out

from support import Run

NAME = "天成外贸公司"
LI, WANG, LIN = ("--as", "Li Lei"), ("--as", "Wang"), ("--as", "Lin")


def at(day: str, time: str = "10:30") -> dict[str, dict[str, str]]:
    return {"env": {"CRM_NOW": f"2026-{day}T{time}:00+08:00"}}


@laid_out
def team(crm_in: Run) -> Run:
    """Li Lei, a rep, below Wang, a manager, below Lin, who has all rights; Zhao apart. A pump: list 100, floor 90."""
    crm_in("init", "--name", "Lin").ok()
    crm_in("team", "add", "Wang", "--role", "manager", "--superior", "Lin").ok()
    crm_in("team", "add", "Li Lei", "--role", "rep", "--superior", "Wang").ok()
    crm_in("team", "add", "Zhao", "--role", "rep", "--superior", "Lin").ok()
    crm_in("customer", "add", NAME, "--owner", "Li Lei", *WANG).ok()
    crm_in("opportunity", "add", NAME, "Pumps", *LI).ok()
    crm_in("product", "add", "Pump", "--list-price", "100 CNY", "--floor-price", "90 CNY").ok()
    for who in ("Li Lei", "Wang", "Lin"):
        crm_in("notice", "read", "--all", "--as", who).ok()
    return crm_in


def quoted(team: Run, price: str, quantity: str = "10", deal: str = "Pumps", **given: Any) -> str:
    """The ref of a quote of Li Lei's with one line."""
    ref = str(team("quote", "add", deal, *LI, "--json", **given).ok().json["ref"])
    team("quote", "line", ref, "Pump", quantity, "--price", price, *LI, **given).ok()
    return ref


def submitted(team: Run, price: str = "88", **given: Any) -> tuple[str, list[dict[str, Any]]]:
    ref = quoted(team, price, **given)
    found = team("quote", "submit", ref, "--reason", "a key customer", *LI, "--json", **given).ok().json
    return ref, sorted(found["approvals"], key=lambda one: str(one["rule"]))


def waiting(team: Run) -> dict[str, str]:
    """Who holds what waits, by rule."""
    found = team("approval", "list", "--pending", "--json").ok().json
    return {one["rule"]: one["approver"]["name"] for one in found}


def desk(team: Run, who: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = team("today", "--as", who, "--json", **given).ok().json
    return found


def told(team: Run, who: str, **given: Any) -> list[str]:
    return [one["text"] for one in desk(team, who, **given)["notices"]]


# --- asked --------------------------------------------------------------------------------------------------------


def test_the_lowest_superior_whose_limit_suffices_is_asked(team: Run) -> None:
    ref, (floor, discount) = submitted(
        team, "88"
    )  # 2.3% below the floor, 12% off: within the manager's limits
    assert (floor["rule"], floor["measure"], floor["limit"], floor["approver"]["name"]) == (
        "below_floor", "2.23%", "0%", "Wang",
    )  # fmt: skip
    assert (discount["measure"], discount["limit"], discount["approver"]["name"]) == ("12%", "5%", "Wang")
    assert (floor["asked_by"]["name"], floor["reason"], floor["decision"]) == (
        "Li Lei",
        "a key customer",
        None,
    )
    assert floor["about"]["ref"] == ref
    assert floor["customer"]["name"] == NAME
    assert floor["amount"] == {"amount": "880.00", "currency": "CNY"}
    assert floor["playbook"]["name"] == "sales"
    (hold,) = floor["holders"]
    assert (hold["member"]["name"], hold["since"], hold["until"], hold["why"]) == (
        "Wang", "2026-11-18T10:30:00+08:00", None, "asked",
    )  # fmt: skip
    assert floor["ref"][0] == "A"


def test_what_goes_beyond_the_managers_limit_goes_to_the_top(team: Run) -> None:
    submitted(team, "80")  # 11.1% below the floor, 20% off
    assert waiting(team) == {"below_floor": "Lin", "discount": "Lin"}


def test_within_the_limit_nothing_is_asked(team: Run) -> None:
    _ref, asked = submitted(team, "95")
    assert asked == []
    team("approval", "list", "--mine", *WANG).ok()
    assert waiting(team) == {}


def test_who_has_all_rights_is_asked_nothing(team: Run) -> None:
    ref = quoted(team, "50")
    found = team("quote", "submit", ref, *LIN, "--json").ok().json
    assert (found["approvals"], found["status"]) == ([], "approved")


def test_large_amounts_are_compared_by_rates_and_without_one_the_top_decides(
    team: Run, tmp_path: Path
) -> None:
    install(team, tmp_path / "own.toml", '[[approval]]\nid = "amount"\nlabel = "Large"\nwhen = "amount"\n')
    team("team", "edit", "Li Lei", "--limit", "amount=500000 CNY").ok()
    team("team", "edit", "Wang", "--limit", "amount=2000000").ok()
    ref = quoted(team, "100", "5001", deal="Own")  # 500,100: beyond 500,000
    (one,) = team("quote", "submit", ref, *LI, "--json").ok().json["approvals"]
    assert (one["rule"], one["measure"], one["limit"], one["approver"]["name"]) == (
        "amount", "500100.00 CNY", "500000 CNY", "Wang",
    )  # fmt: skip
    team("config", "rates", "USD", "7").ok()
    team("product", "add", "Valve", "--list-price", "100 USD").ok()
    for quantity, asked in (("714", []), ("715", ["Wang"]), ("2858", ["Lin"])):  # 499,800, 500,500, 2,000,600
        other = team("quote", "add", "Own", "--currency", "USD", *LI, "--json").ok().json["ref"]
        team("quote", "line", other, "Valve", quantity, *LI).ok()
        found = team("quote", "submit", other, *LI, "--json").ok().json
        assert [one["approver"]["name"] for one in found["approvals"]] == asked
    team("config", "rates", "USD", "").ok()
    third = team("quote", "add", "Own", "--currency", "USD", *LI, "--json").ok().json["ref"]
    team("quote", "line", third, "Valve", "1", *LI).ok()
    found = team("quote", "submit", third, *LI, "--json").ok().json
    assert [one["approver"]["name"] for one in found["approvals"]] == ["Lin"]
    assert "config rates USD" in found["asks"][0]["note"]


def test_an_expense_over_the_limit_is_asked(team: Run) -> None:
    """An expense goes the same way; without a limit of one's role nothing is asked."""
    small, large = (
        team("expense", "add", "Hotel", "--amount", amount, "--opportunity", "Pumps", *LI, "--json")
        .ok()
        .json["ref"]
        for amount in ("2000", "2000.01")
    )
    team("expense", "submit", small, large, *LI).ok()
    (one,) = team("approval", "list", "--pending", "--json").ok().json
    assert (one["about"]["ref"], one["rule"], one["measure"], one["approver"]["name"]) == (
        large, "expense", "2000.01 CNY", "Wang",
    )  # fmt: skip
    assert "\t2000.01 CNY\t" in team("approval", "list", "--pending").ok().out
    read = team("approval", "list", "--pending", "--format", "table").ok().out
    assert "CNY 2,000.01" in read
    assert "2000.01" not in read
    team("approval", "approve", large, *WANG).ok()
    assert team("expense", "show", large, "--json").ok().json["status"] == "approved"


def test_nobody_else_who_could_decide(team: Run) -> None:
    team("customer", "add", "Alfreds").ok()
    team("customer", "share", "Alfreds", "--with", "Wang", "--write").ok()
    team("opportunity", "add", "Alfreds", "Valves").ok()
    ref = team("quote", "add", "Valves", "--json").ok().json["ref"]
    team("quote", "line", ref, "Pump", "1", "--price", "50").ok()
    error = team("quote", "submit", ref, *WANG, "--json").fails(5).error
    assert {one["code"] for one in error["details"]["missing"]} == {"no_approver"}
    assert waiting(team) == {}


# --- decided ------------------------------------------------------------------------------------------------------


def test_important_and_urgent_first_on_the_desk_and_the_asker_hears_at_once(team: Run) -> None:
    ref, (floor, discount) = submitted(team)
    found = desk(team, "Wang", **at("11-19", "20:00"))
    assert [one["ref"] for one in found["important"]] == [floor["ref"]]
    (entry,) = found["approvals"]
    assert entry["ref"] == discount["ref"]
    assert (entry["kind"], entry["about"]["ref"], entry["by"]["name"]) == ("approval", ref, "Li Lei")
    assert (entry["measure"], entry["amount"]["amount"], entry["at"]) == (
        "12%", "880.00", "2026-11-18T10:30:00+08:00",
    )  # fmt: skip
    assert (entry["late_days"], entry["due"], entry["customer"]["name"]) == (1, None, NAME)
    assert {"important", "urgent", "text", "name", "id"} <= set(entry)
    shown = team("today", *WANG, **at("11-19", "20:00")).ok().out
    assert "Below the floor price 2.23%" in shown
    assert "Li Lei" in shown
    done = (
        team("approval", "approve", ref, "--opinion", "once only", *WANG, "--json", **at("11-19", "20:00"))
        .ok()
        .json
    )
    assert [one["decision"] for one in done] == ["approved", "approved"]
    assert (done[0]["opinion"], done[0]["decided_by"]["name"]) == ("once only", "Wang")
    assert done[0]["transaction"].startswith("T")
    assert done[0]["holders"][0]["until"] == "2026-11-19T20:00:00+08:00"
    assert team("quote", "show", ref, "--json").json["status"] == "approved"
    assert told(team, "Li Lei", **at("11-19", "20:00")) == ["Wang approved Q2026-0001: once only"]
    after = desk(team, "Wang", **at("11-19", "20:00"))
    assert after["important"] == after["approvals"] == []


def test_one_rejected_is_enough_and_says_why(team: Run) -> None:
    ref, (floor, discount) = submitted(team)
    error = team("approval", "reject", floor["ref"], *WANG, "--json").fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["opinion"]
    team("approval", "reject", floor["ref"], "--opinion", "毛利太低", *WANG, "--json").ok()
    assert team("quote", "show", ref, "--json").json["status"] == "rejected"
    assert told(team, "Li Lei") == ["Wang rejected Q2026-0001: 毛利太低"]
    other = team("approval", "show", discount["ref"], "--json").ok().json
    assert other["decision"] == "withdrawn"


def test_decided_twice(team: Run) -> None:
    ref, (floor, _discount) = submitted(team)
    team("approval", "approve", ref, *WANG).ok()
    for word in (floor["ref"], ref):
        error = team("approval", "reject", word, "--opinion", "no", *LIN, "--json").fails(6).error
        assert error["code"] == "conflict"
        (change,) = error["details"]["changes"]
        assert (change["field"], change["mine"], change["theirs"]) == ("decision", "rejected", "approved")
        assert change["by"]["name"] == "Wang"
        assert change["at"] == "2026-11-18T10:30:00+08:00"


def test_nobody_approves_their_own_nor_without_a_right(team: Run) -> None:
    ref, (floor, _discount) = submitted(team)
    for who in ("Li Lei", "Zhao"):
        error = team("approval", "approve", ref, "--as", who, "--json").fails(5).error
        assert error["code"] == "forbidden", who
        assert "Ask Wang" in error["hint"]
        assert len(error["details"]["missing"]) == 2
    assert waiting(team) == {"below_floor": "Wang", "discount": "Wang"}
    done = team("approval", "approve", floor["ref"], *LIN, "--json").ok().json  # from above
    assert (done["decided_by"]["name"], done["approver"]["name"]) == ("Lin", "Lin")
    assert [one["member"]["name"] for one in done["holders"]] == ["Wang"]  # who held it, and how long, stays


def test_what_is_not_there(team: Run) -> None:
    ref = quoted(team, "95")
    assert team("approval", "approve", ref, *WANG, "--json").fails(3).error["code"] == "not_found"
    team("approval", "approve", "A000001", *WANG).fails(3)
    team("approval", "approve").fails(2)


def test_withdrawn_by_who_asked(team: Run) -> None:
    ref, (floor, _discount) = submitted(team)
    team("approval", "withdraw", ref, "--as", "Zhao").fails(5)
    team("approval", "withdraw", ref, *LI).ok()
    assert waiting(team) == {}
    assert team("quote", "show", ref, "--json").json["status"] == "draft"
    assert told(team, "Wang") == ["Li Lei withdrew the approval asked for Q2026-0001"]
    team("approval", "approve", floor["ref"], *WANG).fails(6)
    assert len(team("quote", "submit", ref, *LI, "--json").ok().json["approvals"]) == 2


def test_a_decision_is_taken_back_by_who_made_it(team: Run) -> None:
    ref, (floor, _discount) = submitted(team)
    done = team("approval", "approve", ref, "--opinion", "yes", *WANG, "--json").ok().json
    team("undo", done[0]["transaction"], *LI).fails(5)
    team("undo", done[0]["transaction"], *WANG).ok()
    assert waiting(team) == {"below_floor": "Wang", "discount": "Wang"}
    now = team("approval", "show", floor["ref"], "--json").ok().json
    assert (now["decision"], now["opinion"], now["holders"][0]["until"]) == (None, None, None)
    assert team("quote", "show", ref, "--json").json["status"] == "submitted"
    assert told(team, "Li Lei") == []


# --- time ---------------------------------------------------------------------------------------------------------


def test_reminded_once_then_it_goes_to_the_next_above(team: Run) -> None:
    _ref, (floor, _discount) = submitted(
        team, **at("11-20")
    )  # a Friday; reminded after 1 working day, up after 2
    assert floor["remind_at"] == "2026-11-23T10:30:00+08:00"
    assert floor["escalate_at"] == "2026-11-24T10:30:00+08:00"
    assert told(team, "Wang", **at("11-23", "10:29")) == []
    assert told(team, "Wang", **at("11-23")) == ["Q2026-0001 still waits for your approval"]
    assert told(team, "Wang", **at("11-23", "18:00")) == ["Q2026-0001 still waits for your approval"]
    assert waiting(team)["below_floor"] == "Wang"
    assert [one["ref"] for one in desk(team, "Lin", **at("11-24"))["important"]] == [floor["ref"]]
    one = team("approval", "show", floor["ref"], "--json", **at("11-24")).ok().json
    assert one["approver"]["name"] == "Lin"
    holders = [(each["member"]["name"], each["until"], each["why"]) for each in one["holders"]]
    assert holders == [("Wang", "2026-11-24T10:30:00+08:00", "asked"), ("Lin", None, "escalated")]
    text = "The approval of Q2026-0001 waited too long and is with Lin now"
    for who in ("Li Lei", "Lin", "Wang"):
        assert text in told(team, who, **at("11-24")), who
    later = team("approval", "show", floor["ref"], "--json", **at("12-20")).ok().json  # nobody is above Lin
    assert (later["approver"]["name"], later["escalate_at"]) == ("Lin", None)
    team("approval", "approve", floor["ref"], *LIN, **at("12-20")).ok()


def test_holidays_and_extra_working_days_count(team: Run) -> None:
    team("config", "set", "holidays", "2026-11-23..2026-11-24").ok()
    team("config", "set", "workdays.extra", "2026-11-21").ok()
    _ref, (floor, _discount) = submitted(team, **at("11-20"))
    assert floor["remind_at"] == "2026-11-21T10:30:00+08:00"  # a Saturday that is worked
    assert floor["escalate_at"] == "2026-11-25T10:30:00+08:00"
    assert team("config", "set", "holidays", "soon", "--json").fails(2).error["code"] == "value"
    assert team("config", "set", "workdays.week", "never", "--json").fails(2).error["code"] == "value"
    team("config", "set", "workdays.week", "周一至周六").ok()
    assert team("config", "get", "workdays.week", "--json").ok().json["value"] == "mon,tue,wed,thu,fri,sat"


def test_the_deputy_of_who_is_away(team: Run) -> None:
    team("team", "away", "Wang", "--from", "2026-11-18", "--until", "2026-11-24", "--deputy", "Zhao").ok()
    _ref, (floor, discount) = submitted(team)
    assert waiting(team) == {"below_floor": "Zhao", "discount": "Zhao"}
    assert floor["on_behalf_of"]["name"] == "Wang"
    assert floor["holders"][0]["why"] == "deputy"
    team("approval", "approve", floor["ref"], "--as", "Zhao").ok()
    team("team", "away", "Wang", "--back", *WANG).ok()
    assert waiting(team) == {"discount": "Wang"}
    team("approval", "approve", discount["ref"], *WANG).ok()


def test_what_a_deputy_decides_says_in_whose_place(team: Run) -> None:
    team("team", "away", "Wang", "--from", "2026-11-18", "--until", "2026-11-24", "--deputy", "Zhao").ok()
    _ref, (floor, discount) = submitted(team)
    zhao = ("--as", "Zhao")
    (on_desk,) = desk(team, "Zhao")["important"]
    assert on_desk["on_behalf_of"]["name"] == "Wang"
    for words, lang, said in (
        (("today",), "en", "for Wang: Below the floor price 2.23%"),
        (("today",), "zh", "代Wang：Belowthefloorprice2.23%"),
        (("today", "--format", "table"), "en", "for Wang: Below the f"),
        (("approval", "list", "--mine"), "en", "for Wang: Below the floor price"),
        (("approval", "list", "--mine"), "zh", "代Wang：Belowthefloorprice"),
        (("approval", "show", floor["ref"]), "en", "on_behalf_of\tWang"),
        (("quote", "show", "Q2026-0001", "--format", "table"), "en", "with Zhao for Wang"),
        (("quote", "show", "Q2026-0001", "--format", "table"), "zh", "在Zhao（代Wang）处"),
    ):
        out = team(*words, "--lang", lang, *zhao).ok().out
        assert said in (out if lang == "en" else "".join(out.split())), words  # Chinese lines break anywhere
    # What scripts read stays the bare value.
    table = team("approval", "list", "--mine", "--format", "csv", *zhao).ok().out
    assert ",Below the floor price," in table
    one = team("approval", "list", "--mine", "--fields", "rule_label,on_behalf_of", *zhao).ok().out
    assert "Below the floor price\tWang" in one
    team("approval", "approve", floor["ref"], *zhao).ok()
    team("team", "away", "Wang", "--back", *WANG).ok()
    assert "for Wang" not in team("today", *WANG).ok().out
    team("approval", "approve", discount["ref"], *WANG).ok()
    shown = team("quote", "show", "Q2026-0001", "--format", "table").ok().out
    assert "Approved by Zhao for Wang" in shown
    assert "Approved by Wang" in shown
    assert "Wang for" not in shown


def test_an_absence_that_begins_while_something_waits(team: Run) -> None:
    submitted(team)
    team(
        "team", "away", "Wang", "--from", "2026-11-19", "--until", "2026-11-30", "--deputy", "Zhao", *WANG
    ).ok()
    assert waiting(team) == {"below_floor": "Wang", "discount": "Wang"}
    assert [one["by"]["name"] for one in desk(team, "Zhao", **at("11-19", "08:00"))["important"]] == [
        "Li Lei"
    ]
    assert waiting(team) == {"below_floor": "Zhao", "discount": "Zhao"}


def test_away_without_a_deputy_the_next_above_is_asked(team: Run) -> None:
    team("team", "away", "Wang", "--until", "2026-11-24", *WANG).ok()
    submitted(team)
    assert waiting(team) == {"below_floor": "Lin", "discount": "Lin"}


def test_absences_that_cannot_be(team: Run) -> None:
    team("team", "away", "Wang", "--until", "2026-11-24", "--as", "Zhao").fails(5)
    team("team", "away", "Wang").fails(2)
    team("team", "away", "Wang", "--until", "2026-11-17").fails(2)
    team("team", "away", "Wang", "--from", "2026-12-05", "--until", "2026-12-01").fails(2)
    team("team", "away", "Wang", "--until", "2026-12-01", "--deputy", "Wang").fails(5)
    team("team", "away", "Wang", "--until", "2026-12-01", "--back").fails(2)


def test_passed_on_by_who_holds_it(team: Run) -> None:
    _ref, (floor, discount) = submitted(team)
    team("approval", "delegate", floor["ref"], "--to", "Li Lei", *WANG).fails(5)
    team("approval", "delegate", floor["ref"], "--to", "Zhao", *LI).fails(5)
    done = (
        team("approval", "delegate", floor["ref"], "--to", "Zhao", *WANG, "--json", **at("11-19")).ok().json
    )
    assert (done["approver"]["name"], done["on_behalf_of"]["name"]) == ("Zhao", "Wang")
    assert done["escalate_at"] == floor["escalate_at"]  # that does not wait longer for it
    assert [one["why"] for one in done["holders"]] == ["asked", "delegated"]
    assert told(team, "Li Lei") == ["Wang passed the approval of Q2026-0001 on to Zhao"]
    team("approval", "approve", floor["ref"], "--as", "Zhao").ok()
    team("approval", "approve", discount["ref"], "--as", "Zhao").fails(5)


def test_what_cannot_be_taken_back_names_holders_as_people_read_them(team: Run) -> None:
    _ref, (floor, _discount) = submitted(team)
    done = team("approval", "delegate", floor["ref"], "--to", "Zhao", *WANG, "--json").ok().json
    team("approval", "delegate", floor["ref"], "--to", "Lin", "--as", "Zhao").ok()
    said = team("undo", done["transaction"], *WANG).fails(6).err
    assert (
        "Holders: was Zhao holds it since today 10:30, now Zhao held it 0 min, would become — "
        "(Zhao · 2026-11-18 10:30)"
    ) in said


def test_who_is_suspended_holds_nothing(team: Run) -> None:
    submitted(team)
    team("team", "suspend", "Wang").ok()
    assert [one["kind"] for one in desk(team, "Lin")["important"]] == ["approval"]
    assert waiting(team) == {"below_floor": "Lin", "discount": "Lin"}


# --- figures ------------------------------------------------------------------------------------------------------


def test_waiting_counts_against_the_holder(team: Run) -> None:
    submitted(team, **at("11-20"))  # Friday
    team(
        "approval", "delegate", "Q2026-0001", "--to", "Zhao", *WANG, **at("11-21")
    ).ok()  # a day, none of it worked after
    team("approval", "approve", "Q2026-0001", "--as", "Zhao", **at("11-23")).ok()  # two days later, on Monday
    other, _asked = submitted(team, **at("11-23"))
    team("approval", "reject", other, "--opinion", "no", *WANG, **at("11-23", "12:30")).ok()
    found = team("report", "approvals", "--json", **at("11-23", "18:00")).ok().json
    rows = {one["member"]["name"]: one for one in found["rows"]}
    wang, zhao = rows["Wang"], rows["Zhao"]
    assert (wang["number"], wang["passed"], wang["rejected"], wang["approved"]) == (4, 2, 2, 0)
    assert (wang["longest_hours"], wang["longest_working_hours"], wang["mean_hours"]) == (24.0, 13.5, 13.0)
    assert (zhao["approved"], zhao["mean_hours"], zhao["longest_working_hours"]) == (2, 48.0, 10.5)
    assert (found["totals"]["number"], found["totals"]["longest_hours"]) == (4, 72.0)
    assert found["totals"]["longest_working_hours"] == 24.0
    by_rule = (
        team("report", "approvals", "--by", "rule", "--where", "rule=discount", "--json").ok().json["rows"]
    )
    assert [(one["rule"], one["label"], one["number"]) for one in by_rule] == [
        ("discount", "Discount over the limit", 2)
    ]
    outcomes = team("report", "approvals", "--by", "outcome", "--json").ok().json["rows"]
    assert [(one["outcome"], one["number"]) for one in outcomes] == [("approved", 2), ("rejected", 2)]
    listed = team("approval", "list", "--where", zhao["where"], "--json").ok().json
    assert len(listed) == zhao["number"]
    assert team("report", "approvals", "--period", "2025", "--json").ok().json["rows"] == []
    drawn = team("report", "approvals", "--format", "table").ok().out
    assert "Wang" in drawn
    assert "█" in drawn
    assert "█" not in team("report", "approvals", "--format", "table", "--no-chart").ok().out


# --- rules --------------------------------------------------------------------------------------------------------


def install(team: Run, path: Path, rules: str) -> Any:
    """Put a process to use that has these rules instead of the built-in ones."""
    source = team("process", "export", "sales").ok().out
    begin, end = source.index("[[approval]]"), source.index("# --- the pool")
    path.write_text(source[:begin] + rules + "\n" + source[end:], encoding="utf-8")
    done = team("process", "install", str(path), "--json").ok().json
    team("opportunity", "add", NAME, "Own", *LI).ok()  # those begun before keep their version
    return done


def test_a_rule_that_matches_nobody_is_said_and_goes_to_the_top(team: Run, tmp_path: Path) -> None:
    rules = (
        '[[approval]]\nid = "legal"\nlabel = "Legal"\nwhen = "always"\nrole = "lawyer"\n'
        '[[approval]]\nid = "odd"\nlabel = "Odd"\nwhen = "discount"\nlimit = "special"\n'
    )
    install(team, tmp_path / "own.toml", rules)
    checked = team("process", "check", str(tmp_path / "own.toml"), "--json").ok()
    assert len(checked.json["warnings"]) == 3  # and of departments without members, all together
    assert "lawyer" in checked.json["warnings"][0]
    assert "special" in checked.json["warnings"][1]
    ref = quoted(team, "99", deal="Own")
    found = team("quote", "submit", ref, *LI, "--json").ok().json
    assert waiting(team) == {"legal": "Lin", "odd": "Lin"}
    assert [one["matched"] for one in found["asks"]] == [
        False,
        True,
    ]  # Lin stands in line, and has all rights
    assert "goes to the top: Lin" in found["asks"][0]["note"]


def test_terms_margin_and_roles(team: Run, tmp_path: Path) -> None:
    rules = (
        '[[approval]]\nid = "terms"\nlabel = "Terms"\nwhen = "terms"\nterms = ["30% deposit, 70% against B/L copy"]\n'
        '[[approval]]\nid = "margin"\nlabel = "Margin"\nwhen = "margin"\nover = "20%"\n'
        '[[approval]]\nid = "second"\nlabel = "Second pair of eyes"\nwhen = "always"\nrole = "rep"\n'
    )
    install(team, tmp_path / "own.toml", rules)
    team("product", "edit", "Pump", "--cost", "80 CNY").ok()
    ref = quoted(team, "99", deal="Own")  # a margin of 19.19%
    team("quote", "edit", ref, "--payment-terms", "30% Deposit,70% against BL copy", *LI).ok()
    found = team("quote", "submit", ref, *LI, "--json").ok().json["approvals"]
    assert {one["rule"]: (one["approver"]["name"], one["measure"]) for one in found} == {
        "margin": ("Lin", "19.19%"), "second": ("Zhao", "990.00 CNY"),
    }  # fmt: skip
    team("team", "edit", "Wang", "--limit", "margin=2%", "--limit", "terms=1").ok()
    other = quoted(team, "99", deal="Own")
    team("quote", "edit", other, "--payment-terms", "O/A 90 days", *LI).ok()
    found = team("quote", "submit", other, *LI, "--json").ok().json["approvals"]
    assert {one["rule"]: one["approver"]["name"] for one in found} == {
        "margin": "Wang", "terms": "Wang", "second": "Zhao",
    }  # fmt: skip


def test_a_version_without_rules_asks_nothing_and_says_so(team: Run, sealed: Path) -> None:
    import json

    from stores import opened

    store = opened(sealed / "crm.db")
    for nid, content in store.db.execute("SELECT nid, content FROM playbook WHERE name = 'sales'").fetchall():
        data = json.loads(content)
        del data["approvals"]
        store.db.execute("UPDATE playbook SET content = ? WHERE nid = ?", (json.dumps(data), nid))
    store.close()
    _ref, asked = submitted(team, "10")
    assert asked == []
    assert "no rules of approval" in team("process", "show", "sales").ok().out


def test_a_next_version_takes_back_what_waits_and_tells_its_holder_once(team: Run) -> None:
    ref, (floor, _discount) = submitted(team)
    team("quote", "revise", ref, *LI).ok()
    assert waiting(team) == {}
    assert team("approval", "show", floor["ref"], "--json").ok().json["decision"] == "withdrawn"
    assert len(desk(team, "Wang")["notices"]) == 1
    error = team("approval", "approve", floor["ref"], *WANG, "--json").fails(6).error
    assert error["details"]["changes"][0]["theirs"] == "withdrawn"
