"""Somebody is away: what orders ask of that one stands on the deputy's desk, is the deputy's to do, and goes back."""

from __future__ import annotations

from typing import Any

from laid_out import laid_out

from support import Run

REP, WU, KAI, LIN = ("--as", "Rep"), ("--as", "Wu"), ("--as", "Kai"), ("--as", "Lin")
ORDER = "2026-0001"
LATE = "2027-03-01"


@laid_out
def firm(crm_in: Run) -> Run:
    """A rep with an order; Wu of the order desk holds its booking; Lin has nothing to do with any of it."""
    crm_in("init", "--name", "Boss").ok()
    for name, department in (("Rep", ""), ("Wu", "Order desk"), ("Kai", "Finance"), ("Lin", "")):
        words = ("--department", department) if department else ()
        crm_in("team", "add", name, "--role", "rep", "--superior", "Boss", *words).ok()
    crm_in("customer", "add", "天成外贸公司", *REP).ok()
    crm_in(
        "order", "add", "天成", "--amount", "120000", "--delivery", "2027-01-29", "--signed-on", "2026-11-18",
        "--payment-terms", "30% deposit, 70% against B/L copy", *REP,
    ).ok()  # fmt: skip
    crm_in("order", "step", "assign", ORDER, "booking", "--member", "Wu", *REP).ok()
    return crm_in


def on(day: str) -> dict[str, str]:
    return {"CRM_NOW": f"{day}T10:00:00+08:00"}


def desk(run: Run, who: tuple[str, ...], day: str = LATE) -> list[dict[str, Any]]:
    found = run("today", "--json", *who, env=on(day)).ok().json
    sections = ("important", "overdue", "today", "steps", "duties")
    return [one for name in sections for one in found[name]]


def told(run: Run, who: tuple[str, ...], day: str = LATE) -> list[tuple[str, str]]:
    found = run("today", "--json", *who, env=on(day)).ok().json
    return [(one["what"], one["detail"]) for one in found["notices"] if one["what"] == "late"]


def away(
    run: Run, name: str, until: str = "2027-03-05", deputy: str = "Lin", since: str = "2027-02-20"
) -> None:
    words = ("--from", since, "--until", until, *(("--deputy", deputy) if deputy else ()))
    run("team", "away", name, *words, env=on("2027-02-01")).ok()


def keys(entries: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {
        (one["kind"], one["text"], one["on_behalf_of"] and one["on_behalf_of"]["name"]) for one in entries
    }


def test_what_is_late_stands_on_the_deputys_desk_says_whose_it_is_and_goes_back(firm: Run) -> None:
    assert desk(firm, LIN) == []
    away(firm, "Wu")
    assert desk(firm, LIN, "2027-02-19") == []
    wus = desk(firm, WU)
    (entry,) = [one for one in desk(firm, LIN) if one["for"]]
    assert entry["on_behalf_of"]["name"] == entry["for"]["name"] == "Wu"
    assert {one["ref"] for one in desk(firm, LIN)} == {one["ref"] for one in wus}
    assert all(one["on_behalf_of"] is None for one in wus)
    assert "for Wu: 2026-0001 · Shipping space booked" in firm("today", *LIN, env=on(LATE)).ok().out
    assert "代 Wu：2026-0001" in firm("today", *LIN, "--lang", "zh", env=on(LATE)).ok().out
    assert desk(firm, LIN, "2027-03-06") == []
    firm("team", "away", "Wu", "--back", env=on(LATE)).ok()
    assert desk(firm, LIN) == []
    assert desk(firm, WU) == wus


def test_without_a_deputy_who_is_there_nothing_changes(firm: Run) -> None:
    away(firm, "Wu", deputy="")
    assert desk(firm, LIN) == []
    away(firm, "Wu")
    away(firm, "Lin", deputy="Kai")
    assert all(one["on_behalf_of"]["name"] == "Lin" for one in desk(firm, KAI) if one["on_behalf_of"])
    assert not [one for one in desk(firm, KAI) if one["for"] and one["for"]["name"] == "Wu"]


def test_who_owns_the_order_hands_on_what_is_late_of_it_and_its_money(firm: Run) -> None:
    away(firm, "Rep")
    mine, theirs = keys(desk(firm, LIN)), keys(desk(firm, REP))
    assert {kind for kind, _text, _who in mine} == {"step", "payment"}
    assert mine == {(kind, text, "Rep") for kind, text, _nobody in theirs}
    firm("order", "pay", ORDER, "36000", *LIN, env=on(LATE)).ok()
    assert not [one for one in desk(firm, LIN) if one["kind"] == "payment" and one["text"] == "deposit"]


def test_money_due_on_a_closed_order_is_the_deputys_to_ask_for(firm: Run) -> None:
    firm("order", "close", ORDER, "--force", "--reason", "delivered", *REP).ok()
    own = keys(desk(firm, REP))
    assert {(kind, text) for kind, text, _who in own} == {
        ("payment", "deposit"),
        ("payment", "against B/L copy"),
    }
    firm("order", "pay", ORDER, "36000", *LIN, env=on(LATE)).fails(5)
    away(firm, "Rep")
    assert keys(desk(firm, LIN)) == {(kind, text, "Rep") for kind, text, _nobody in own}
    firm("order", "pay", ORDER, "36000", *LIN, env=on(LATE)).ok()
    assert {text for _kind, text, _who in keys(desk(firm, LIN))} == {"against B/L copy"}
    # What is paid asks nothing any more.
    firm("order", "pay", ORDER, "84000", *LIN, env=on(LATE)).ok()
    assert desk(firm, LIN) == []
    firm("order", "pay", ORDER, "1", *LIN, env=on(LATE)).fails(5)


def test_the_deputy_does_it_while_the_absence_lasts(firm: Run) -> None:
    words = ("order", "step", "done", ORDER, "booking", "--reason", "early", *LIN)
    firm(*words, env=on(LATE)).fails(5)
    away(firm, "Wu")
    firm(*words, env=on("2027-03-06")).fails(5)
    firm("order", "step", "done", ORDER, "deposit", "--reason", "early", *LIN, env=on(LATE)).fails(5)
    done = firm(*words, "--json", env=on(LATE)).ok().json
    assert (done[0]["status"], done[0]["done_by"]["name"]) == ("done", "Lin")
    firm("order", "step", "assign", ORDER, "inspection", "--member", "Lin", *LIN, env=on(LATE)).fails(5)


def test_a_duty_is_the_deputys_to_do_and_shows_as_a_notice_of_the_desktop(firm: Run) -> None:
    ref = (
        firm("duty", "add", ORDER, "tell the bank", "--for", "Kai", "--due", "2027-03-01", "--json", *REP)
        .ok()
        .json["ref"]
    )
    firm("duty", "done", ref, *LIN, env=on(LATE)).fails(5)
    away(firm, "Kai")
    assert ("duty", "tell the bank", "Kai") in keys(desk(firm, LIN))
    shown = firm("notify", "--dry-run", "--json", *LIN, env=on(LATE)).ok().json
    assert [one["ref"] for one in shown] == [ref]
    assert firm("notify", "--dry-run", "--json", *LIN, env=on("2027-03-06")).ok().json == []
    firm("duty", "done", ref, *LIN, env=on(LATE)).ok()


def test_the_agenda_tells_what_falls_into_the_absence(firm: Run) -> None:
    day = next(one for one in firm("step", "list", "--json").ok().json if one["key"] == "booking")["planned"]
    firm("team", "away", "Wu", "--from", "2026-12-01", "--until", day, "--deputy", "Lin").ok()

    def ahead(*words: str) -> list[str]:
        found = firm("agenda", "--days", "90", "--json", *LIN, *words, env=on("2026-12-01")).ok().json
        return [one["text"] for each in found["days"] for one in each["items"]]

    assert "Shipping space booked" in ahead()
    before = f"{day[:8]}{int(day[8:]) - 1:02}"
    firm("team", "away", "Wu", "--from", "2026-12-01", "--until", before, "--deputy", "Lin").ok()
    assert "Shipping space booked" not in ahead()


def test_the_deputy_hears_of_what_is_late_once(firm: Run) -> None:
    assert told(firm, WU)
    away(firm, "Wu")
    ((what, detail),) = told(firm, LIN)
    assert (what, detail.endswith("(Wu)")) == ("late", True)
    assert len(told(firm, LIN)) == 1
    assert "Wu" in firm("notice", "list", *LIN, env=on(LATE)).ok().out
    firm("notice", "read", "--all", *LIN, env=on(LATE)).ok()
    assert told(firm, LIN) == told(firm, LIN, "2027-03-02") == []
    # What becomes late later is told as well; and again what was given another day that passed.
    firm(
        "step",
        "edit",
        next(one["ref"] for one in desk(firm, WU)),
        "--planned",
        "2027-03-02",
        *REP,
        env=on(LATE),
    ).ok()
    assert told(firm, LIN, "2027-03-02") == []
    assert len(told(firm, LIN, "2027-03-03")) == 1


def test_the_deputy_hears_once_of_a_duty_that_is_late(firm: Run) -> None:
    firm("duty", "add", ORDER, "tell the bank", "--for", "Kai", "--due", "2027-02-26", *REP).ok()
    away(firm, "Kai")

    def duties(who: tuple[str, ...], day: str) -> list[str]:
        found = firm("today", "--json", *who, env=on(day)).ok().json["notices"]
        return [one["text"] for one in found if one["command"].startswith("duty sweep")]

    assert duties(LIN, "2027-02-26") == []
    said = [f"Not done in time for {ORDER}: Kai · tell the bank"]
    assert duties(LIN, "2027-02-27") == duties(LIN, "2027-02-27") == said
    assert duties(KAI, "2027-02-27") == [f"Not done in time for {ORDER}: tell the bank"]
    firm("notice", "read", "--all", *LIN, env=on(LATE)).ok()
    assert duties(LIN, LATE) == []
    # What was late before somebody went away is told as well, once; who answers for the order knows it already.
    firm("team", "away", "Kai", "--back", env=on(LATE)).ok()
    firm("team", "away", "Kai", "--until", "2027-03-20", "--deputy", "Wu", env=on(LATE)).ok()
    assert duties(WU, LATE) == duties(WU, "2027-03-02") == said
    firm("team", "away", "Kai", "--until", "2027-03-20", "--deputy", "Rep", env=on(LATE)).ok()
    assert duties(REP, LATE) == [f"Not done in time for {ORDER}: tell the bank"]


def test_early_in_the_morning_a_deputy_hears_once_too(firm: Run) -> None:
    """It is another day in the store's own time (UTC) then."""
    firm("duty", "add", ORDER, "tell the bank", "--for", "Kai", "--due", LATE, *REP).ok()
    words = next(one["ref"] for one in firm("step", "list", "--json").ok().json if one["key"] == "booking")
    firm("step", "edit", words, "--planned", LATE, *REP).ok()
    for name in ("Wu", "Kai"):
        away(firm, name)
    early = {"CRM_NOW": "2027-03-02T00:30:00+08:00"}
    for _again in range(3):
        found = firm("today", "--json", *LIN, env=early).ok().json["notices"]
        assert len([one for one in found if one["command"].startswith("duty sweep")]) == 1
        assert len([one for one in found if one["command"].startswith("order sweep")]) == 2


def test_who_answers_for_it_anyway_hears_of_it_no_second_time(firm: Run) -> None:
    away(firm, "Wu", deputy="Rep")
    own = told(firm, REP)
    assert own
    assert not [one for one in own if "(Wu)" in one[1]]
    assert not [one for one in desk(firm, REP) if one["on_behalf_of"]]
    firm("order", "step", "done", ORDER, "booking", "--reason", "early", *REP, env=on(LATE)).ok()


def test_lists_of_mine_hold_what_is_mine_and_what_is_in_my_hands_meanwhile(firm: Run) -> None:
    firm("duty", "add", ORDER, "tell the bank", "--for", "Kai", "--due", "2027-03-01", *REP).ok()
    firm("duty", "add", ORDER, "ask him", "--for", "Rep", "--due", "2027-03-01", *REP).ok()

    def mine(noun: str, who: tuple[str, ...], day: str = LATE) -> set[str]:
        found = firm(noun, "list", "--mine", "--json", *who, env=on(day)).ok().json
        return {one.get("key") or one.get("text") or one["number"] for one in found}

    every = {one["key"]: one for one in firm("step", "list", "--json").ok().json}
    unnamed = {key for key, one in every.items() if not one["member"]}
    assert mine("step", WU) == {key for key, one in every.items() if one["department"] == "Order desk"} | {
        "booking"
    }
    assert mine("step", KAI) == {key for key, one in every.items() if one["department"] == "Finance"}
    assert mine("step", REP) == unnamed - mine("step", WU) - mine("step", KAI) | {
        key for key, one in every.items() if one["member"] and one["member"]["name"] == "Rep"
    }
    assert (mine("order", REP), mine("order", LIN), mine("order", WU)) == ({ORDER}, set(), set())
    assert (mine("duty", KAI), mine("duty", REP), mine("duty", LIN)) == (
        {"tell the bank"},
        {"ask him"},
        set(),
    )
    for name in ("Wu", "Kai", "Rep"):
        away(firm, name)
    assert mine("step", LIN) == set(every)
    assert (mine("order", LIN), mine("duty", LIN)) == ({ORDER}, {"tell the bank", "ask him"})
    assert (mine("step", LIN, "2027-03-06"), mine("order", LIN, "2027-03-06")) == (set(), set())
    # Who is suspended leaves it to the department or to who owns the order, who is away.
    firm("team", "suspend", "Kai", "--as", "Boss").ok()
    assert mine("duty", LIN) == {"tell the bank", "ask him"}
    assert mine("step", LIN) == set(every)
