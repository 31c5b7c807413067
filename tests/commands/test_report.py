"""``crm report`` as it is typed and read: forms, formats, charts, and what it says where there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from deals import build
from invariants import harmless

from crmcli.text.clean import width
from support import Result, Run

NAMES = ("funnel", "forecast", "pipeline", "winloss", "sources")
HEAD = [
    "report", "process", "owner", "period", "where", "by", "now", "currency", "rates", "left_out", "rows", "totals",
]  # fmt: skip
ROWS = {
    "funnel": "stage label probability entered advanced back lost open amount conversion forced mean_days median_days"
    " where",
    "forecast": "month number no_amount best_case weighted commit commit_number won won_number where",
    "pipeline": "stage label open amount no_close no_amount no_next_step silent past_close complete risk age_30 age_60"
    " age_90 age_180 age_older where",
    "winloss": "outcome outcome_label reason reason_label number amount share where",
    "sources": "source label customers with_opportunity buyers opportunities open won lost abandoned won_amount"
    " conversion where",
}


@pytest.fixture(scope="module")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("deals") / "crm.db"
    build(path, number=60, seed=3)
    return path


@pytest.fixture
def on(crm_in: Run, store_path: Path) -> Run:
    """A command on a store with sales in it."""

    def run(*words: object, env: dict[str, str] | None = None) -> Result:
        return harmless(crm_in(*words, env={"CRM_DB": str(store_path), **(env or {})}))

    return run


@pytest.mark.parametrize("name", NAMES)
def test_json_has_these_keys(on: Run, name: str) -> None:
    answer = on("report", name, "--json").ok().json
    extra = {"pipeline": ["silent", "worst"], "winloss": ["lessons"]}.get(name, [])
    assert list(answer) == [*HEAD, *extra]
    assert answer["rows"]
    for row in answer["rows"]:
        assert list(row) == ROWS[name].split()
    assert answer["report"] == name
    assert answer["currency"] == "CNY"
    assert answer["process"] == (
        {"name": "sales", "version": 2, "title": "Sales", "title_zh": "销售"} if name == "funnel" else None
    )


def test_a_terminal_gets_chart_table_and_notes(on: Run) -> None:
    tty = {"CRM_FORCE_TTY": "80"}
    text = on("report", "funnel", "--no-color", env=tty).ok().out
    lines = text.splitlines()
    assert lines[0] == "Funnel  Sales"
    assert any("│█" in line for line in lines)
    assert "██ went ahead   ▓▓ open   ▒▒ went back   ░░ lost" in lines
    (head,) = [line for line in lines if line.startswith("Stage ")]
    assert head.split()[:4] == ["Stage", "Entered", "Ahead", "Set"]
    assert any(line.startswith("All ") for line in lines)
    assert "closings were won" in text
    assert "Left out of the sums, for want of a rate: EUR " in text
    assert all(width(line) <= 80 for line in lines)
    assert "█" not in on("report", "funnel", "--no-chart", env=tty).ok().out


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("cells", [40, 80, 132])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_it_fits_the_terminal(on: Run, name: str, lang: str, cells: int) -> None:
    for by in ([], ["--by", "member"]):
        if by and name == "sources":
            continue
        out = (
            on("report", name, *by, "--lang", lang, "--no-color", env={"CRM_FORCE_TTY": str(cells)}).ok().out
        )
        assert max(width(line) for line in out.splitlines()) <= cells


def test_bars_of_chinese_labels_begin_in_one_column(on: Run) -> None:
    out = on("report", "funnel", "--lang", "zh", "--no-color", env={"CRM_FORCE_TTY": "80"}).ok().out
    bars = [line for line in out.splitlines() if "│" in line]
    assert len(bars) >= 5
    assert len({width(line[: line.index("│")]) for line in bars}) == 1
    assert "线索" in bars[0]


def test_colour_is_never_the_only_sign(on: Run) -> None:
    out = on("report", "winloss", "--no-color", env={"CRM_FORCE_TTY": "80"}).ok().out
    assert "██ won   ▓▓ lost   ▒▒ abandoned" in out
    for label, sign in (("Won ·", "█"), ("Lost ·", "▓"), ("Abandoned ·", "▒")):
        bars = [line.partition("│")[2] for line in out.splitlines() if line.startswith(label)]
        assert bars
        assert all(set(bar.split(" ")[0]) == {sign} for bar in bars)


@pytest.mark.parametrize("name", NAMES)
def test_separated_values(on: Run, name: str) -> None:
    out = on("report", name, "--format", "csv").ok().out
    head, *rows = out.splitlines()
    keys = [one for one in ROWS[name].split() if not one.endswith("label") and one != "where"]
    assert head.split(",") == keys
    assert len(rows) == len(on("report", name, "--json").json["rows"])
    plain = on("report", name).ok().out
    assert len(plain.splitlines()) == len(rows)
    assert "\t".join(head.split(",")) == on("report", name, "--format", "tsv").ok().out.splitlines()[0]


def test_several_keys_of_wins_and_losses(on: Run) -> None:
    answer = on("report", "winloss", "--by", "reason，stage , member", "--json").ok().json
    assert answer["by"] == "reason,stage,member"
    assert {"reason", "stage", "member"} <= set(answer["rows"][0])
    assert on("report", "winloss", "--by", "nobody", "--json").fails(2).error["details"]["argument"] == "--by"


@pytest.mark.parametrize(
    ("words", "code", "argument"),
    [
        (("funnel", "--process", "nothing"), "value", "--process"),
        (("funnel", "--process", "sales@9"), "not_found", "--process"),
        (("funnel", "--period", "whenever"), "value", "--period"),
        (("funnel", "--by", "stage,member"), "value", "--by"),
        (("funnel", "--owner", "nobody at all"), "not_found", "--owner"),
        (("forecast", "--by", "stage"), "value", "--by"),
        (("pipeline", "--silent", "soon"), "value", "--silent"),
        (("pipeline", "--limit", "-3"), "value", "--limit"),
        (("sources", "--process", "sales"), "usage", None),
        (("winloss", "--silent", "3"), "usage", None),
    ],
)
def test_what_cannot_be_asked_for(on: Run, words: tuple[str, ...], code: str, argument: str | None) -> None:
    result = on("report", *words, "--json")
    assert result.error["code"] == code
    assert argument is None or result.error["details"]["argument"] == argument


def test_a_wrong_filter_says_where(on: Run) -> None:
    error = on("report", "funnel", "--where", "amuont>1", "--json").fails(2).error
    assert (error["code"], error["details"]["position"], error["details"]["expected"][0]) == (
        "filter",
        0,
        "amount",
    )
    error = on("report", "sources", "--where", "stage=lead", "--json").fails(2).error
    assert error["code"] == "filter"


def test_what_was_asked_for_is_told(on: Run) -> None:
    answer = on(
        "report",
        "winloss",
        "--period",
        "this_quarter",
        "--owner",
        "me",
        "--where",
        "amount>1",
        "--where",
        "amount<9",
        "--json",
    ).json
    assert answer["period"] == {"text": "this_quarter", "from": "2026-10-01", "to": "2026-12-31"}
    assert answer["owner"] == "me"
    assert answer["where"] == "(amount>1) and (amount<9)"
    assert on("report", "winloss", "--owner", "Ana", "--json").json["owner"]["name"] == "Ana"


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_store_says_what_to_do(crm_in: Run, name: str) -> None:
    out = crm_in("report", name, env={"CRM_FORCE_TTY": "80"}).ok().out
    assert "crm customer add" in out or "crm opportunity add" in out
    answer = crm_in("report", name, "--json").ok().json
    assert answer["left_out"] == answer["rates"] == []
    assert not any(value for value in answer["totals"].values() if isinstance(value, int))
    assert crm_in("report", name, "--format", "csv").ok().out.count("\n") == 1 + len(answer["rows"])


def test_nothing_is_written(on: Run, store_path: Path) -> None:
    before = on("history", "--json").json
    for name in NAMES:
        on("report", name).ok()
    assert on("history", "--json").json == before


def test_quiet_names_the_worst(on: Run) -> None:
    refs = on("report", "pipeline", "--limit", "3", "--quiet").ok().out.split()
    assert refs == [one["ref"] for one in on("report", "pipeline", "--limit", "3", "--json").json["worst"]]
    assert len(refs) == 3


def test_a_batch_can_ask_too(crm_in: Run, store_path: Path) -> None:
    line = '{"args": ["report", "forecast"], "key": 1}\n'
    result = crm_in("batch", stdin=line, env={"CRM_DB": str(store_path)}).ok()
    assert result.lines[0]["result"]["report"] == "forecast"


def test_help_says_what_figures_mean(crm_in: Run) -> None:
    out = crm_in("report", "funnel", "--help").ok().out
    assert "ahead / (ahead + lost)" in " ".join(out.split())
    for name in NAMES:
        assert f"crm report {name}" in crm_in("report", name, "--help").ok().out
