"""Help, unknown commands, switches, and whether the user's own language is spoken throughout."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import golden
import pytest

from crmcli import i18n
from crmcli.commands import registry
from support import Run

GOLDEN = Path(__file__).parent / "golden"
PATHS = registry.paths()


def here(path: str) -> str:
    """``path``, skipped while its module is not there."""
    if find_spec(registry.BY_NAME[path.split(" ")[0]].module) is None:
        pytest.skip("this command has not arrived yet")
    return path


def words_of_click(text: str) -> list[str]:
    """Phrases that Click and Typer say in English."""
    known = (
        *(
            "Usage:",
            "Missing argument",
            "Missing option",
            "No such option",
            "No such command",
            "Try '",
            "Try “",
        ),
        *("Error:", "Invalid value", "requires an argument", "does not take a value", "unexpected extra"),
        *("Did you mean", "Options:", "Arguments:", "Commands:", "Show this message", "Aborted"),
    )
    return [phrase for phrase in known if phrase.lower() in text.lower()]


def test_every_command_path_is_pinned() -> None:
    golden.check(GOLDEN / "commands.txt", "\n".join(PATHS) + "\n")


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_has_help_with_an_example(crm_in: Run, sealed: Path, path: str, language: str) -> None:
    words = here(path).split(" ")
    out = crm_in(*words, "--help", "--lang", language).ok().out
    assert out == crm_in("--lang", language, *words, "-h").ok().out
    assert out == crm_in("help", *words, "--lang", language).ok().out
    head = out.splitlines()[0]
    assert f"crm {path}" in head
    assert re.search(rf"^  .*\bcrm\b.*{re.escape(path)}", out, re.M) or (path == "today" and "  crm\n" in out)
    assert crm_in(*words, "--help", "--json", "--lang", language).ok().json == {"help": out}
    if language == "zh":
        assert words_of_click(out) == []
        assert re.search("[\u4e00-\u9fff]", out)
    assert max(len(line) for line in out.splitlines() if not line.startswith("  crm")) <= 110
    if language == "en":  # no paragraph ends within a sentence
        assert not re.search(
            r"^[^\n]*[^.:\n]\n\n[a-z]", out.split("\nArguments\n")[0].split("\nOptions\n")[0], re.M
        )
    assert not (sealed / "crm.db").exists()


@pytest.mark.parametrize("path", PATHS)
def test_every_option_of_a_command_is_in_its_help(crm_in: Run, path: str) -> None:
    out = crm_in(*here(path).split(" "), "--help").ok().out
    command = registry.command(path)
    for opt in command.options:
        assert all(flag in out for flag in opt.flags)
        assert opt.help
    for arg in command.args:
        assert arg.shown in out
        assert arg.help


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_root_lists_every_command(crm_in: Run, language: str) -> None:
    out = crm_in("--help", "--lang", language).ok().out
    for entry in registry.ENTRIES:
        assert re.search(rf"^  {entry.name} ", out, re.M), entry.name
    assert out == crm_in("help", "--lang", language).ok().out == crm_in("-h", "--lang", language).ok().out
    if language == "zh":
        assert words_of_click(out) == []


@pytest.mark.parametrize(
    "noun", [entry.name for entry in registry.ENTRIES if entry.verbs and not entry.alone]
)
def test_a_noun_alone_lists_its_verbs(crm_in: Run, noun: str) -> None:
    out = crm_in(noun).ok().out
    assert out == crm_in(noun, "--help").ok().out
    for verb in registry.BY_NAME[noun].verbs:
        assert re.search(rf"^  {verb} ", out, re.M)


def test_the_help_of_what_is_not_there(crm_in: Run) -> None:
    for words in (
        ("nope", "--help"),
        ("customer", "nope", "--help"),
        ("help", "nope"),
        ("help", "customer", "nope"),
    ):
        assert crm_in(*words, "--json").fails(2).error["code"] == "usage"


def test_a_dash_in_a_text_after_the_dashes_asks_for_no_help(shop: Run) -> None:
    shop("note", "天成", "--", "--help", "-h").ok()
    assert shop("followup", "list", "--json").json[0]["text"] == "--help -h"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("costumer", "customer"), ("nots", "note"), ("customer ad", "customer add"), ("conifg", "config")],
)
def test_an_unknown_command_suggests_one(crm_in: Run, typed: str, meant: str) -> None:
    error = crm_in(*typed.split(" "), "--json").fails(2).error
    assert f"crm {meant}" in error["hint"]
    assert meant.split(" ")[-1] in error["details"]["expected"]


def test_an_unknown_command_that_is_like_nothing(crm_in: Run) -> None:
    assert "--help" in crm_in("qqqqqq", "--json").fails(2).error["hint"]


@pytest.mark.parametrize("name", [entry.name for entry in registry.ENTRIES if entry.feature])
def test_a_switch_hides_and_refuses(crm_in: Run, name: str) -> None:
    feature = registry.BY_NAME[name].feature
    crm_in("config", "set", f"features.{feature}", "false").ok()
    for words in ((name,), (name, "--help"), (name, "x", "--json")):
        crm_in(*words).fails(5)
    error = crm_in(name, "--json").fails(5).error
    assert error["code"] == "refused"
    assert error["details"]["missing"][0] == {
        "code": "feature_off",
        "field": feature,
        "message": "The feature is switched off.",
    }
    assert f"features.{feature} true" in error["hint"]
    assert not re.search(rf"^  {name} ", crm_in("--help").ok().out, re.M)
    crm_in("config", "unset", f"features.{feature}").ok()
    assert re.search(rf"^  {name} ", crm_in("--help").ok().out, re.M)


def test_what_cannot_be_switched_off_has_no_switch(crm_in: Run) -> None:
    crm_in("config", "set", "features.note", "false").fails(2)


@pytest.mark.parametrize(
    "words",
    [
        ("nope",),
        ("customer", "nope"),
        ("customer",),
        ("note",),
        ("done",),
        ("show", "a", "b"),
        ("note", "x", "--nope"),
        ("note", "x", "--kin", "y"),
        ("customer", "list", "--limit"),
        ("customer", "list", "--archived=yes"),
        ("customer", "add"),
        ("customer", "add", "a", "b"),
        ("--format", "pdf", "today"),
        ("--lang", "fr", "today"),
        ("today", "--format", "csv", "--json"),
    ],
)
def test_nothing_english_of_the_libraries_reaches_a_chinese_user(crm_in: Run, words: tuple[str, ...]) -> None:
    result = crm_in(*words, env={"LANG": "zh_CN.UTF-8"})
    assert words_of_click(result.out + result.err) == []
    if i18n.language() == "en" and result.code:
        assert re.search("[\u4e00-\u9fff]", result.err), result


def test_the_language_is_the_flags_else_the_settings_else_the_locales(crm_in: Run) -> None:
    def chinese(*words: str, **env: str) -> bool:
        return bool(re.search("[\u4e00-\u9fff]", crm_in(*words, "--help", env=env).ok().out.splitlines()[0]))

    assert not chinese("today")
    assert chinese("today", LANG="zh_CN.UTF-8")
    assert chinese("today", LANG="C", LC_ALL="zh_TW.UTF-8")
    assert not chinese("today", LANG="zh_CN.UTF-8", LC_ALL="C")
    crm_in("config", "set", "language", "zh").ok()
    assert chinese("today")
    assert not chinese("today", "--lang", "en")
    assert not chinese("--lang=en", "today", LANG="zh_CN.UTF-8")


def test_json_keys_and_codes_are_the_same_in_both_languages(shop: Run) -> None:
    shop("note", "天成", "明天回访 ¥12万").ok()
    for words in (
        ("customer", "list"),
        ("show", "天成"),
        ("today",),
        ("find", "天成"),
        ("history",),
        ("reminder", "list", "--where", "due>today"),
    ):
        assert (
            shop(*words, "--json", "--lang", "zh").ok().json
            == shop(*words, "--json", "--lang", "en").ok().json
        )


def test_version(crm_in: Run) -> None:
    from crmcli import __version__

    assert crm_in("--version").ok().out == f"crm {__version__}\n"
    assert crm_in("--version", "--json").ok().json == {"version": __version__}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_scripts(crm_in: Run, shell: str) -> None:
    answer = crm_in("completion", shell, "--json").ok().json
    assert answer["shell"] == shell
    assert "_CRM_COMPLETE" in answer["script"]
    assert crm_in("completion", env={"SHELL": f"/bin/{shell}"}).ok().out.strip() == answer["script"].strip()


def test_completion_answers_the_shell(crm: Run) -> None:
    def offered(line: str) -> list[str]:
        number = len(line.split(" ")) - 1
        env = {
            "_CRM_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(number),
            "_TYPER_COMPLETE_ARGS": line,
        }
        answer = crm(env=env).ok()
        assert answer.err == ""
        return answer.out.split()

    assert "customer" in offered("crm cus")
    assert set(offered("crm customer ")) == set(registry.BY_NAME["customer"].verbs)
    assert "--where" in offered("crm customer list --wh")
    assert offered("crm note alfreds --kind v") == ["visit"]
    assert offered("crm customer edit alfreds --level ") == ["A", "B", "C"]
    assert offered("crm customer list --status a") == ["active"]
    assert offered("crm init --language ") == ["en", "zh"]
