"""Contract, section 9: settings, and the first command on no store."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from support import Run


def test_a_first_command_makes_the_store_with_a_member_from_the_user(crm_in: Run, sealed: Path) -> None:
    assert not sealed.exists()
    assert crm_in("customer", "list", "--json", env={"LOGNAME": "xiaoyu", "USER": "other"}).ok().json == []
    assert stat.S_IMODE((sealed / "crm.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o700
    assert crm_in("today", "--json").json["me"]["name"] == "xiaoyu"
    (entry,) = crm_in("history", "--json").json
    assert entry["command"] == "init"


@pytest.mark.parametrize(
    "words", [("--help",), ("--version",), ("customer", "--help"), ("config", "list"), ("schema",), ("nope",)]
)
def test_what_needs_no_store_makes_none(crm_in: Run, sealed: Path, words: tuple[str, ...]) -> None:
    crm_in(*words)
    assert not (sealed / "crm.db").exists()


def test_the_user_of_a_hostile_environment(crm_in: Run) -> None:
    env = {"LOGNAME": "evil\x1b]0;title\x07\u202e", "USER": None}
    assert crm_in("today", "--json", env=env).ok().json["me"]["name"] == "evil]0;title"
    assert crm_in("init", "--json").ok()


def test_init_sets_the_rest_and_is_not_undone(crm_in: Run) -> None:
    answer = crm_in(
        *("init", "--name", "王小雨", "--email", "w@example.com", "--language", "zh"),
        *("--currency", "usd", "--timezone", "Asia/Shanghai", "--json"),
    ).ok().json  # fmt: skip
    assert (answer["me"]["name"], answer["me"]["email"]) == ("王小雨", "w@example.com")
    assert (answer["language"], answer["currency"], answer["timezone"]) == ("zh", "USD", "Asia/Shanghai")
    assert answer["store"].endswith("crm.db")
    crm_in("undo", "--json").fails(3)
    assert crm_in("init", "--json").ok().json["me"]["name"] == "王小雨"


@pytest.mark.parametrize(
    ("option", "value"),
    [("--currency", "XXQ"), ("--timezone", "Mars/Base"), ("--language", "fr"), ("--email", "none")],
)
def test_init_refuses_wrong_values_and_sets_nothing(crm_in: Run, option: str, value: str) -> None:
    crm_in("init", "--name", "New", option, value, "--json").fails(2)
    assert crm_in("today", "--json").json["me"]["name"] == "lin"


KEYS = ["key", "value", "default", "means", "set"]


def test_list_get_set_unset(crm_in: Run, sealed: Path) -> None:
    rows = crm_in("config", "list", "--json").ok().json
    assert all(list(row) == KEYS for row in rows)
    assert all(row["means"] for row in rows)
    names = {row["key"] for row in rows}
    assert names >= {
        "language",
        "currency",
        "timezone",
        "date_order",
        "color",
        "store.timeout",
        "features.sql",
    }
    assert crm_in("config", "get", "currency", "--json").ok().json == {"key": "currency", "value": "CNY"}
    assert crm_in("config", "set", "currency", "eur", "--json").ok().json == {
        "key": "currency",
        "value": "EUR",
    }
    assert crm_in("config", "get", "currency").ok().out == "EUR\n"
    (row,) = [row for row in crm_in("config", "list", "--json").json if row["key"] == "currency"]
    assert (row["value"], row["default"], row["set"]) == ("EUR", "CNY", True)
    crm_in("config", "set", "store.timeout", "1").ok()
    assert crm_in("config", "get", "store.timeout", "--json").json["value"] == 1
    assert stat.S_IMODE((sealed / "config.toml").stat().st_mode) == 0o600
    crm_in("config", "unset", "currency").ok()
    assert crm_in("config", "get", "currency").ok().out == "CNY\n"
    assert crm_in("config", "get", "store.timeout", "--json").json["value"] == 1


@pytest.mark.slow
def test_every_setting_can_be_read_and_set_to_what_it_is(crm_in: Run) -> None:
    for row in crm_in("config", "list", "--json").json:
        assert crm_in("config", "get", row["key"]).ok().out == row["value"] + "\n" or not row["value"]
        crm_in("config", "set", row["key"], "--", row["default"]).ok()


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("nope", "1", "usage"),
        ("features.nope", "1", "usage"),
        ("currency", "XXQ", "value"),
        ("timezone", "Mars/Base", "value"),
        ("language", "fr", "value"),
        ("date_order", "ymd", "value"),
        ("store.timeout", "soon", "value"),
        ("store.timeout", "-1", "value"),
        ("features.sql", "perhaps", "value"),
    ],
)
def test_wrong_settings_are_refused(crm_in: Run, sealed: Path, key: str, value: str, code: str) -> None:
    error = crm_in("config", "set", "--json", key, "--", value).fails(2).error
    assert error["code"] == code
    assert set(error["details"]) >= {"argument", "value", "expected"}
    assert not (sealed / "config.toml").exists()


def test_an_unknown_key(crm_in: Run) -> None:
    for verb in ("get", "unset"):
        error = crm_in("config", verb, "nope", "--json").fails(2).error
        assert error["details"]["argument"] == "KEY"
        assert "currency" in error["details"]["expected"]


def broken(folder: Path, text: str) -> Path:
    """A settings file with that in it."""
    folder.mkdir(exist_ok=True)
    path = folder / "config.toml"
    path.write_text(text)
    return path


def test_a_broken_file_is_named_with_its_line(crm_in: Run, sealed: Path) -> None:
    path = broken(sealed, 'currency = "CNY"\nlanguage = [\n')
    for words in (("today",), ("note", "x", "y"), ("config", "list"), ("config", "set", "currency", "EUR")):
        error = crm_in(*words, "--json").fails(7).error
        assert error["code"] == "format"
        assert error["details"]["path"] == str(path)
        assert "line" in error["message"]
        assert str(path) in error["hint"]
    assert path.read_text() == 'currency = "CNY"\nlanguage = [\n'


def test_help_and_version_work_beside_a_broken_file(crm_in: Run, sealed: Path) -> None:
    broken(sealed, "language = [\n")
    crm_in("--help").ok()
    crm_in("--version").ok()
    crm_in("config", "--help").ok()
    crm_in("config", "set", "--help").ok()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('currency = "XXQ"\n', "currency"),
        ("currency = 7\n", "currency"),
        ('language = "fr"\n', "language"),
        ('timezone = "Mars/Base"\n', "timezone"),
        ("[store]\ntimeout = -1\n", "store.timeout"),
        ("[features]\nsql = 3\n", "features.sql"),
    ],
)
def test_a_wrong_value_in_the_file_is_named_and_config_mends_it(
    crm_in: Run, sealed: Path, text: str, key: str
) -> None:
    broken(sealed, text)
    result = crm_in("sql", "SELECT 1", "--json")
    assert result.code == 2, result
    assert result.error["code"] == "value"
    assert key in result.error["message"] or key == result.error["details"]["argument"]
    crm_in("config", "unset", key).ok()
    crm_in("sql", "SELECT 1", "--json").ok()


def test_keys_that_nobody_knows_are_left_alone(crm_in: Run, sealed: Path) -> None:
    path = broken(sealed, '[mine]\nnote = "keep"\n')
    crm_in("config", "set", "currency", "EUR").ok()
    assert "keep" in path.read_text()
    crm_in("today").ok()


def test_files_elsewhere(crm_in: Run, tmp_path: Path, sealed: Path) -> None:
    env = {"CRM_DB": str(tmp_path / "a" / "my.db"), "CRM_CONFIG": str(tmp_path / "b" / "my.toml")}
    crm_in("config", "set", "currency", "EUR", env=env).ok()
    crm_in("customer", "add", "One", env=env).ok()
    assert (tmp_path / "a" / "my.db").exists()
    assert (tmp_path / "b" / "my.toml").exists()
    assert not (sealed / "crm.db").exists()


@pytest.mark.parametrize(
    "now",
    [
        "yesterday",
        "2026-13-01T00:00:00",
        "",
        "0",
        "2026-11-18T10:30:00+99:00",
        "9" * 400,
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_a_clock_that_is_none(crm_in: Run, now: str) -> None:
    if not now:
        crm_in("today", "--json", env={"CRM_NOW": now}).ok()  # as if it were not set
        return
    for words in (("today",), ("customer", "add", "X"), ("remind", "call", "tomorrow"), ("config", "list")):
        result = crm_in(*words, "--json", env={"CRM_NOW": now})
        if words[0] != "config":
            assert result.fails(2).error["details"]["argument"] == "CRM_NOW"
    assert crm_in("customer", "list", "--json").ok().json == []
