"""``crm opportunity board`` and ``crm show`` of an opportunity, as people and scripts see them."""

from __future__ import annotations

from typing import Any

import pytest
from laid_out import laid_out

from crmcli.text.clean import width
from support import Run


@laid_out
def crm_deals(crm_in: Run) -> Run:
    """Three customers' opportunities: two leads, one of them without anything; one in negotiation, late and at risk."""
    crm_in("customer", "add", "天成外贸公司").ok()
    crm_in("customer", "add", "Alfreds Futterkiste").ok()
    then = {"CRM_NOW": "2026-10-01T09:00:00+08:00"}
    crm_in("opportunity", "add", "天成", "泵120台", "--amount", "12万", "--expected-close", "2026-12-15").ok()
    crm_in("opportunity", "add", "天成", "阀门").ok()
    crm_in(
        "opportunity", "add", "alfreds", "spare", "parts", "--amount", "EUR 48,000", "--stage", "negotiation",
        "--expected-close", "2026-11-10", "--risk-flag", "yes", env=then,
    ).ok()  # fmt: skip
    return crm_in


def columns(found: Any) -> dict[str, Any]:
    return {one["stage"]: one for one in found["columns"]}


def test_json_has_counts_sums_and_cards_by_stage(crm_deals: Run) -> None:
    found = crm_deals("opportunity", "board", "--json").ok().json
    assert found["process"]["name"] == "sales"
    assert list(columns(found)) == ["lead", "qualified", "needs", "proposal", "negotiation"]
    assert (found["number"], found["owner"], found["period"], found["currency"]) == (3, None, None, None)
    assert found["amounts"] == [
        {"amount": "120000.00", "currency": "CNY"},
        {"amount": "48000.00", "currency": "EUR"},
    ]
    assert found["total"] == {"amount": "120000.00", "currency": "CNY"}
    assert found["left_out"] == [{"amount": "48000.00", "currency": "EUR"}]
    lead = columns(found)["lead"]
    assert (lead["number"], lead["probability"], lead["label"]) == (2, 10, "Lead")
    assert lead["weighted"] == {"amount": "12000.00", "currency": "CNY"}
    assert [card["title"] for card in lead["cards"]] == ["泵120台", "阀门"]
    (card,) = columns(found)["negotiation"]["cards"]
    assert card["customer"]["name"] == "Alfreds Futterkiste"
    assert (card["days_in_stage"], card["days_late"], card["silent"], card["risk_flag"]) == (
        48,
        8,
        True,
        True,
    )


def test_rates_make_one_sum_of_several_currencies(crm_deals: Run) -> None:
    crm_deals("config", "rates", "EUR", "8").ok()
    found = crm_deals("opportunity", "board", "--json").ok().json
    assert found["total"] == {"amount": "504000.00", "currency": "CNY"}
    assert (found["converted"], found["left_out"]) == (["EUR"], [])


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (("--period", "this_quarter"), ["泵120台", "spare parts"]),
        (("--period", "past"), ["spare parts"]),
        (("--period", "no_date"), ["阀门"]),
        (("--currency", "eur"), ["spare parts"]),
        (("--owner", "me"), ["泵120台", "阀门", "spare parts"]),
        (("--owner", "lin", "--period", "2026-12"), ["泵120台"]),
        (("--process", "decoration"), []),
        (("--limit", "1"), ["泵120台", "spare parts"]),
    ],
)
def test_filters(crm_deals: Run, options: tuple[str, ...], titles: list[str]) -> None:
    found = crm_deals("opportunity", "board", *options, "--json").ok().json
    assert [card["title"] for column in found["columns"] for card in column["cards"]] == titles


def test_no_cards_but_their_number_with_limit_0(crm_deals: Run) -> None:
    found = crm_deals("opportunity", "board", "--limit", "0", "--json").ok().json
    assert columns(found)["lead"]["cards"] == []
    assert columns(found)["lead"]["number"] == 2


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--period", "sometime"), 2),
        (("--currency", "Euro"), 2),
        (("--process", "nope"), 2),
        (("--owner", "nobody"), 3),
        (("--limit", "-1"), 2),
    ],
)
def test_wrong_options_say_what_was_expected(crm_deals: Run, options: tuple[str, ...], code: int) -> None:
    error = crm_deals("opportunity", "board", *options, "--json").fails(code).error
    assert error["message"]
    assert error["details"]["argument"] == options[0]


def test_piped_a_card_is_a_line(crm_deals: Run) -> None:
    lines = crm_deals("opportunity", "board").ok().out.splitlines()
    rows = [line.split("\t") for line in lines]
    assert [row[0] for row in rows] == ["lead", "lead", "negotiation"]
    assert rows[2][2:] == [
        "Alfreds Futterkiste", "spare parts", "48000.00 EUR", "2026-11-10", "48", "risk; past_close; silent",
    ]  # fmt: skip
    refs = crm_deals("opportunity", "board", "--quiet").ok().out.split()
    assert refs == [row[1] for row in rows]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("cells", [40, 60, 80, 100, 140])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_terminal_the_columns_stand_side_by_side(crm_deals: Run, cells: int, lang: str) -> None:
    drawn = crm_deals(
        "opportunity", "board", "--lang", lang, env={"CRM_FORCE_TTY": str(cells), "NO_COLOR": "1"}
    )
    lines = drawn.ok().out.splitlines()
    assert all(width(line) <= cells for line in lines)
    text = "\n".join(lines)
    for said in {"en": ("Lead", "Negotiation"), "zh": ("线索", "谈判", "▲")}[lang]:
        assert said in text
    assert "泵120台" in text
    assert "12万" if lang == "zh" else "120k" in text
    if cells == 140:
        head = next(line for line in lines if ("Lead" if lang == "en" else "线索") in line)
        assert ("Negotiation" if lang == "en" else "谈判") in head


def test_an_empty_board_says_how_to_begin(crm_in: Run) -> None:
    out = crm_in("opportunity", "board", env={"CRM_FORCE_TTY": "80"}).ok().out
    assert "crm opportunity add" in out
    assert crm_in("opportunity", "board", "--json").ok().json["number"] == 0


@pytest.mark.parametrize("cells", [40, 80, 140])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_show_tells_the_stage_what_is_missing_swot_and_the_way(crm_deals: Run, cells: int, lang: str) -> None:
    crm_deals(
        "opportunity", "edit", "泵120台", "--strength", "交期快", "--threat", "汇率", "--competitor", "Grundfos",
        "--current-problem", "price 8 % above the rival",
    ).ok()  # fmt: skip
    crm_deals("opportunity", "move", "泵120台", "qualified").ok()
    terminal = {"CRM_FORCE_TTY": str(cells), "NO_COLOR": "1"}
    out = crm_deals("opportunity", "show", "泵120台", "--lang", lang, env=terminal).ok().out
    assert all(width(line) <= cells for line in out.splitlines())
    text = " ".join(out.split())
    wanted = {
        "en": (
            "[Qualified]",
            "→ Needs",
            "! Missing",
            "Strengths",
            "Weaknesses",
            "Threats",
            "Its way",
            "Grundfos",
        ),
        "zh": ("[已确认]", "→ 需求", "优势", "劣势", "威胁", "阶段历程", "Grundfos"),
    }[lang]
    for said in (*wanted, "交期快", "汇率", "price 8 %"):
        assert said in text, out


def test_show_of_a_closed_one_tells_how_it_ended(crm_deals: Run) -> None:
    crm_deals("opportunity", "lose", "泵120台", "--reason", "price", "--lesson", "报价晚了三天").ok()
    out = crm_deals("opportunity", "show", "泵120台", env={"CRM_FORCE_TTY": "100", "NO_COLOR": "1"}).ok().out
    assert "Lost today 10:30 · Price" in out
    assert "报价晚了三天" in out
    assert "→" not in out.split("Its way")[0]
