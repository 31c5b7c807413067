"""The documentation says what the program does: nothing missing, nothing stale, every line of it can be typed."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crmcli.commands import docs, frame, registry, spec
from crmcli.commands.session import Flags
from crmcli.store.meta import TYPES
from crmcli.store.records import KINDS
from crmcli.store.where import parse_where

ROOT = Path(__file__).parents[1]
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if path.is_file())
GUIDES = [path for path in PAGES if path.parent.name != "reference" and path.name != "CHANGELOG.md"]
COMMANDS = [
    path for path in registry.paths() if not any(line.startswith(f"crm {path}:") for line in docs.missing())
]
LANGUAGES = ("en", "zh")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def command(path: str) -> spec.Command:
    return registry.command(path)


# Command lines


def calls_in(line: str) -> Iterator[list[str]]:
    """The arguments of each call of ``crm`` in a shell line; one that ``xargs`` makes gets a ref."""
    lexer = shlex.shlex(line.replace("\\\n", " "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    part: list[str] = []
    for token in [*lexer, ";"]:
        if token and set(token) <= set("|&;<>()"):
            if set(token) <= set("<>"):
                part.append(">")  # what follows is a file
                continue
            yield from _call(part)
            part = []
        else:
            part.append(token)


def _call(part: list[str]) -> Iterator[list[str]]:
    words: list[str] = []
    skip = False
    for word in part:
        if word == ">":
            skip = True
        elif skip:
            skip = False
        else:
            words.append(word)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    more: list[str] = []
    if words and words[0] == "xargs":
        words = [word for word in words[1:] if word != "-r"]
        more = ["C7K3F2Q"]
    if words and words[0] == "crm":
        yield [*words[1:], *more]


def parsed(words: list[str]) -> tuple[str, dict[str, Any]]:
    """The command that the words call and its arguments; raises what a wrong call raises."""
    rest = frame.common_flags(words, Flags())
    if not rest:
        return "today", {}
    path, rest = frame.find(rest)
    if "--help" in rest:
        return path, {}
    found = command(path)
    given = found.plain(rest)
    if given is None:
        from crmcli.commands.typer_app import parse

        given = parse(found, rest)
    return path, given


def labels(path: str, option: str) -> set[str]:
    """What the choices of a record's field are called in both languages, which its options take too."""
    kind = KINDS.get(path.split(" ")[0])
    field = kind.fields.get(option) if kind else None
    return {label for choice in (field.choices if field else ()) for label in choice}


@cache
def own_kinds() -> set[str]:
    """The kinds of follow-up that the processes of the guides bring along."""
    files = (ROOT / "docs/samples").glob("*.toml")
    return {
        kind["id"]
        for file in files
        for kind in tomllib.loads(file.read_text("utf-8")).get("followup_kind", ())
    }


def check(words: list[str]) -> None:
    """A call that can be read, whose filters can too and whose choices exist."""
    path, given = parsed(words)
    for where in given.get("where") or []:
        parse_where(where)
    if given:
        for opt in command(path).options:
            value = given.get(opt.name)
            if opt.choices and opt.name != "source" and value:
                known = {*opt.choices, *labels(path, opt.name), *(own_kinds() if opt.name == "kind" else ())}
                assert value in known, f"crm {' '.join(words)}: {opt.name} is {value}"


def lines_of(path: Path) -> list[str]:
    """The command lines in the fences of a page."""
    found = []
    for language, body in FENCE.findall(path.read_text("utf-8")):
        joined = body.replace("\\\n", " ")
        if language == "console":
            found += [line[2:] for line in joined.splitlines() if line.startswith("$ ")]
        elif language == "sh":
            found += joined.splitlines()
    return found


# Commands and their help


def test_every_command_of_the_registry_is_there() -> None:
    assert docs.missing() == []


def test_every_command_is_in_the_registry() -> None:
    for path in COMMANDS:
        module = importlib.import_module(registry.BY_NAME[path.split(" ")[0]].module_of(path))
        assert set(module.COMMANDS) <= set(registry.paths())
        assert module.COMMANDS[path].path == path


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help_and_an_example_of_itself(path: str) -> None:
    found = command(path)
    assert found.help
    assert all(each.help for each in (*found.args, *found.options)), path
    assert found.examples
    named_in = [parsed(words)[0] for line in found.examples for words in calls_in(line)]
    assert path in named_in


@pytest.mark.parametrize("path", COMMANDS)
def test_every_example_can_be_typed(path: str) -> None:
    for line in command(path).examples:
        calls = list(calls_in(line))
        assert calls, line
        for words in calls:
            check(words)


@pytest.mark.parametrize("path", COMMANDS)
def test_both_readers_read_the_same(path: str) -> None:
    from crmcli.commands.typer_app import parse

    found = command(path)
    for line in found.examples:
        for words in calls_in(line):
            rest = frame.common_flags(words, Flags())
            if not rest or frame.find(rest)[0] != path:
                continue
            rest = frame.find(rest)[1]
            plain = found.plain(rest)
            if plain is not None:
                given = parse(found, rest)
                assert {name: given[name] for name in plain} == plain
                assert not any(value for name, value in given.items() if name not in plain)


# The reference


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_stands_in_the_reference(language: str) -> None:
    page = (docs.FOLDER / f"commands{docs.LANGUAGES[language]}.md").read_text("utf-8")
    for path in registry.paths():
        assert f"\n## crm {path}\n" in page


def test_the_reference_is_current() -> None:
    for name, content in docs.pages().items():
        assert (docs.FOLDER / name).read_text("utf-8") == content, f"{name}: run `make generate`"


def test_the_reference_knows_every_code_exit_and_type() -> None:
    found = docs.codes()
    assert set(found) <= set(docs.ERRORS)
    assert set(found.values()) <= set(docs.EXITS)
    assert set(docs.TYPES) == set(TYPES)


# Pages


@pytest.mark.parametrize("page", GUIDES, ids=named)
def test_every_command_line_can_be_typed(page: Path) -> None:
    for line in lines_of(page):
        for words in calls_in(line):
            check(words)


@pytest.mark.parametrize("page", GUIDES, ids=named)
def test_every_command_spoken_of_exists(page: Path) -> None:
    text = FENCE.sub("", page.read_text("utf-8"))
    for span in re.findall(r"(?<!`)`crm ([^`\n]+)`(?!`)", text):
        word = span.split(" ")[0].rstrip(",")
        if word.isascii() and not word.isupper() and not word.startswith("-"):
            assert word in registry.BY_NAME, f"`crm {span}`"


@cache
def sessions() -> ModuleType:
    """docs/sessions.py, which is no module of a package."""
    place = importlib.util.spec_from_file_location("docs_sessions", ROOT / "docs" / "sessions.py")
    assert place is not None
    assert place.loader is not None
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


@pytest.mark.skipif(os.name != "posix", reason="a terminal of its own is a thing of POSIX")
@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=() if page.name == "README.md" else pytest.mark.slow)
        for page in GUIDES
        if "\n```console\n" in page.read_text("utf-8")
    ],
    ids=named,
)
def test_every_answer_is_what_the_program_answers(page: Path) -> None:
    text = page.read_text("utf-8")
    assert sessions().renewed(text, sessions().language_of(page)) == text, "run `make generate`"
    assert named(page) in sessions().FILES


def test_the_samples_of_batches_can_be_read() -> None:
    for path in sorted((ROOT / "docs/samples").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            content = json.loads(line)
            check(content["args"] if isinstance(content, dict) else content)


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as Git hosts make them."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", path.read_text("utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _sign, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("page", [page for page in PAGES if page.name.endswith(".zh.md")], ids=named)
def test_both_languages_have_the_same_sections(page: Path) -> None:
    other = page.with_name(page.name.replace(".zh.md", ".md"))
    shape = [re.findall(r"^(#+|```\w*)", path.read_text("utf-8"), re.M) for path in (page, other)]
    assert shape[0] == shape[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_has_the_two_commands_that_do_everything(name: str) -> None:
    lines = lines_of(ROOT / name)
    assert "make demo" in lines
    assert "make test" in lines
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^demo:", makefile, re.M)
    assert re.search(r"^test:", makefile, re.M)


# Coverage


def test_coverage_names_every_requirement_once() -> None:
    text = (ROOT / "docs/coverage.md").read_text("utf-8")
    assert re.findall(r"^\| (R\d\d) \|", text, re.M) == [f"R{number:02}" for number in range(1, 37)]


def test_coverage_names_tests_that_exist() -> None:
    text = (ROOT / "docs/coverage.md").read_text("utf-8")
    found = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert found
    for path, test in found:
        assert (ROOT / path).is_file(), path
        assert not test or f"def {test}(" in (ROOT / path).read_text("utf-8"), f"{path}::{test}"


def test_coverage_shows_a_command_and_a_test_of_what_it_claims() -> None:
    for row in re.findall(r"^\| R\d\d .*$", (ROOT / "docs/coverage.md").read_text("utf-8"), re.M):
        number, _what, state, commands, _screen, tests, _rest = (
            cell.strip() for cell in row.split("|")[1:-1]
        )
        assert state in ("done", "in part", "not yet")
        assert bool(commands) == bool(tests) == (state != "not yet"), number
