"""The second language: nothing stays English in Chinese, translations keep what is code, columns line up.

What is no prose stays as it is in every language: names of commands, options, fields and choices, placeholders in
capitals, codes and refs, and what stands in backquotes or is an example.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from crmcli import config, i18n
from crmcli.commands import help as pages
from crmcli.commands import hub, output, registry, render
from crmcli.commands.session import FORMATS
from crmcli.processes.team import compiled
from crmcli.shown.team import LIMITS
from crmcli.store.records import KINDS
from crmcli.text.clean import width
from support import Result, Run

SOURCES = Path(output.__file__).parents[1]
TIANCHENG = "天成外贸公司"

# What people type, and what things are called everywhere.
NAMES = set(
    re.findall(
        r"\S+",
        """
    crm en zh table tsv csv json jsonl xlsx xlsm xls xlsb ods utf gb cp mdy dmy auto always never features true false
    shell bash zsh fish powershell tab fill update skip leave custom name value and in is not empty or of any args key
    format quiet lang no color help h q x d ok example com Excel
    tomorrow yesterday today now am pm hours days fri this_week month updated due amount where stdin wechat tc-zhang
    Asia Shanghai Europe Berlin called none done snoozed open judgement config set log store remove id ids db
    unset export import sqlite select from rejects install status remove http https
    kB monday tuesday nd every week since last_month this_month vCard vCards iCalendar vcf ics as me discount
    this_quarter next_month past no_date SWOT TOML Incoterms Markdown year day PostgreSQL postgresql psql sslrootcert
    """,
    )
)


def code() -> set[str]:
    """Words that are names: of commands, options, settings, fields and their values."""
    words = set(NAMES) | set(FORMATS)
    for path in registry.paths():
        words |= set(path.split(" "))
        for arg in registry.command(path).args:
            words |= set(re.findall(r"[a-z_]+", arg.usage)) if "|" in arg.usage else set()
        for option in registry.command(path).options:
            for flag in option.flags:
                words |= set(flag.strip("-").split("-"))
            words |= set(option.choices) | set(re.findall(r"[a-z_]+", option.value))
    for kind in KINDS.values():
        words |= {kind.name, kind.plural}
        for field in kind.fields.values():
            words |= {field.name, *field.name.split("_"), *(choice for choice, _en, _zh in field.choices)}
    for key in config.SETTINGS:
        words |= {*key.split("."), *key.replace("_", ".").split(".")}
    return words


CODE = code()


def english(text: str) -> list[str]:
    """The English words of a text that are nobody's name."""
    text = re.sub(r"`[^`]*`|“[^”]*”|/\S+|\S+\.(db|csv|toml)\b|https?://\S+", " ", text)
    words = re.findall(r"[A-Za-z][A-Za-z_'-]*", text)
    bare = [word.strip("-'_") for word in words if not word.isupper()]
    return [word for word in bare if word not in CODE and not set(word.split("-")) <= CODE]


def chinese(crm_in: Run, *words: object, **given: object) -> Result:
    return crm_in("--lang", "zh", *words, **given)


def without_examples(text: str) -> str:
    return text.split("\n示例\n")[0]


_companies: list[Path] = []


@pytest.fixture
def company(crm_in: Run, sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A store with records of every kind, with Chinese and Latin names, the same in every test."""
    if _companies:
        shutil.copytree(_companies[0], sealed)
        return crm_in
    for words in (
        ("init", "--name", "王小雨"),
        ("customer", "add", TIANCHENG, "--city", "宁波", "--level", "A", "--status", "active"),
        ("customer", "add", "Alfreds Futterkiste", "--city", "Berlin", "--status", "lead"),
        ("contact", "add", "张伟", "--customer", TIANCHENG, "--title", "总经理", "--phone", "13800138000"),
        ("note", TIANCHENG, "今天拜访张伟,谈FOB价。下周三下午3点回访 #报价 @张伟 ¥12万"),
        ("remind", TIANCHENG, "付定金", "今天下午5点", "--important", "--urgent"),
        ("reminder", "add", "开会", "--due", "昨天"),
        ("backup",),
    ):
        crm_in(*words).ok()
    kept = tmp_path_factory.mktemp("company") / "crm"
    shutil.copytree(sealed, kept)
    _companies.append(kept)
    return crm_in


# --- nothing stays English ---


@pytest.mark.parametrize("path", ["", *registry.BY_NAME, *(path for path in registry.paths() if " " in path)])
def test_help_is_chinese(crm_in: Run, path: str) -> None:
    said = chinese(crm_in, *path.split(), "--help").ok().out
    assert said.startswith(("用法：", "crm：")), said
    assert english(without_examples(said)) == []
    assert "Usage" not in said


WRONG = [
    ("nonsense",),
    ("customer", "nonsense"),
    ("customer", "add"),
    ("note",),
    ("note", TIANCHENG, ""),
    ("note", TIANCHENG, "x", "--whenn", "fri"),
    ("note", TIANCHENG, "x", "--kind"),
    ("note", TIANCHENG, "x", "--new=5"),
    ("note", TIANCHENG, "x", "--kind", "dance"),
    ("note", TIANCHENG, "x", "--at", "2月30日"),
    ("note", "不存在的客户", "x"),
    ("undo", "TXXXXXX"),
    ("undo", "a", "b", "c"),
    ("show", "Alfredz"),
    ("show", "不存在"),
    ("done", "M000000"),
    ("snooze", "M000000", "明天"),
    ("remind", "x"),
    ("customer", "edit", TIANCHENG),
    ("customer", "edit", TIANCHENG, "--level", "Z"),
    ("customer", "edit", TIANCHENG, "--email", "nobody"),
    ("followup", "add", TIANCHENG, "x", "--amount", "12.345"),
    ("followup", "add", TIANCHENG, "x", "--amount", "lots"),
    ("customer", "list", "--where", "城市=宁波"),
    ("customer", "list", "--where", "name~天成 and amuont>1"),
    ("customer", "list", "--where", 'name="天成'),
    ("customer", "list", "--where", "level=Z"),
    ("customer", "list", "--where", "level >"),
    ("customer", "list", "--where", "(level=A"),
    ("reminder", "list", "--where", "due<30d"),
    ("customer", "list", "--where", "updated=30d"),
    ("customer", "list", "--where", "updated<soon"),
    ("customer", "list", "--sort", "nonsense"),
    ("customer", "list", "--limit", "x"),
    ("customer", "list", "--fields", "nonsense"),
    ("--format", "nonsense", "today"),
    ("--json", "--format", "csv", "today"),
    ("--lang", "nonsense", "today"),
    ("config", "get", "nonsense"),
    ("config", "set", "language", "nonsense"),
    ("config", "set", "currency", "nonsense"),
    ("sql", "DELETE FROM customer"),
    ("schema", "nonsense"),
    ("completion", "nonsense"),
    ("restore", "nonsense"),
    ("import", "nonsense"),
    ("import", "."),
    ("find", ""),
    ("batch", "x"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_errors_are_chinese(company: Run, words: tuple[str, ...]) -> None:
    answer = chinese(company, *words, env={"LANG": "zh_CN.UTF-8"})
    assert answer.code != 0
    assert answer.out == ""
    given = {piece for word in words for piece in re.findall(r"[A-Za-z][A-Za-z_'-]*", word)}
    said = answer.err if not answer.err.startswith("{") else answer.error["message"] + answer.error["hint"]
    assert re.search("[一-鿿]", said)
    kept = {"Alfreds", "Futterkiste", "ISO", "JSON", "SQLite"}
    assert set(english(said)) - given - kept == set()


def test_a_wrong_filter_is_pointed_at_in_cells(company: Run) -> None:
    where = "name~天成外贸 and amuont>1"
    line, mark = chinese(company, "customer", "list", "--where", where).err.splitlines()[1:3]
    assert line == f"  {where}"
    assert width(mark) - 1 == width(line[: line.index("amuont")])


def test_a_label_names_its_field(company: Run) -> None:
    error = company("customer", "list", "--where", "城市=宁波", "--json").error
    assert error["details"]["expected"][0] == "city"
    error = company("customer", "list", "--sort", "下次跟进", "--json").error
    assert error["details"]["expected"][0] == "next_followup"


@pytest.mark.parametrize(
    "words",
    [
        ("today",),
        ("show", TIANCHENG),
        ("find", "天成"),
        ("history",),
        ("customer", "list"),
        ("contact", "list"),
        ("followup", "list"),
        ("reminder", "list"),
        ("config", "list"),
        ("backup", "--list"),
    ],
    ids=" ".join,
)
def test_what_a_terminal_shows_is_chinese(company: Run, words: tuple[str, ...]) -> None:
    said = chinese(company, *words, "--format", "table", env={"COLUMNS": "140"}).ok().out
    said = re.sub(r"^keys\.\S+ .*", "", said, flags=re.M)  # names of actions and keys
    assert re.search("[一-鿿]", said)
    said = said.replace("mon,tue,wed,thu,fri", "")  # a value
    assert set(english(said)) <= {"Alfreds", "Futterkiste", "Berlin", "lin"}


@pytest.mark.parametrize(
    "words",
    [
        ("init", "--name", "王小雨"),
        ("note", TIANCHENG, "电话，明天下午3点寄样品，2月30日"),
        ("note", "--new", "新客户", "拜访 @李总"),
        ("remind", TIANCHENG, "回访", "下周三"),
        ("customer", "edit", TIANCHENG, "--level", "B"),
        ("customer", "remove", TIANCHENG, "--yes"),
        ("customer", "archive", TIANCHENG),
        ("undo",),
        ("doctor",),
        ("doctor", "--journal"),
        ("backup",),
        ("purge", TIANCHENG, "--yes"),
        ("config", "get", "currency"),
    ],
    ids=" ".join,
)
def test_what_commands_say_is_chinese(company: Run, words: tuple[str, ...]) -> None:
    answer = chinese(company, *words).ok()
    assert english(answer.out.replace("crm undo", "") + answer.err) == []


def test_an_empty_store_says_how_to_begin_line_by_line(crm_in: Run) -> None:
    said = chinese(crm_in, "today", "--format", "table").ok().out
    assert english(said.replace("lin", "")) == []
    assert [line.split()[1] for line in said.splitlines() if line.startswith("  crm ")] == [
        "import",
        "note",
        "demo",
    ]


def test_counts_name_kinds_in_the_language(company: Run) -> None:
    assert "提醒 1" in chinese(company, "undo").ok().out
    assert "1 reminder " in company("undo").ok().out


def test_dates_on_the_screen_are_chinese(company: Run) -> None:
    company("note", TIANCHENG, "x", "--at", "2025-03-09 08:05").ok()
    company("remind", TIANCHENG, "y", "--when", "2026-12-01").ok()
    said = chinese(company, "show", TIANCHENG, "--format", "table").ok().out
    assert "2025年3月9日 08:05" in said
    assert "12月1日" in said
    assert "下次跟进 今天 17:00" in said
    assert re.search(r"\d\d-\d\d", said.replace("2026-", "")) is None
    assert "2026年11月18日 周三 10:30" in chinese(company, "today", "--format", "table").ok().out
    english_says = company("show", TIANCHENG, "--format", "table").ok().out
    assert "2025-03-09 08:05" in english_says
    assert "12-01" in english_says


def test_chinese_sentences_stand_without_a_space_between(company: Run, sealed: Path) -> None:
    (sealed.parent / "a.csv").write_text("name,contact name\n,\nBeta GmbH,Lee\n,Kim\n")
    hint = chinese(company, "import", "a.csv", "--json").fails(5).error["hint"]
    assert hint.count("。") == 2
    assert "。 " not in hint
    assert "。 " not in chinese(company, "show", "a", "b", "--json").fails(2).error["hint"]


def test_a_preview_tells_the_person_from_the_company(company: Run, sealed: Path) -> None:
    (sealed.parent / "a.csv").write_text("company,contact name\nBeta GmbH,Lee\n")
    assert "Customer Beta GmbH · Contact Lee" in company("import", "a.csv", "--plan").ok().out
    assert "客户 Beta GmbH · 联系人 Lee" in chinese(company, "import", "a.csv", "--plan").ok().out


def test_a_number_below_nothing_is_told_what_was_expected(company: Run) -> None:
    answer = company("customer", "list", "--limit", "-1").fails(2)
    assert answer.err.splitlines()[1].strip() == "Expected: a whole number, 0 or more."


# --- columns ---


def cells(line: str) -> list[str]:
    """A line cell by cell; the second cell of a wide character is empty."""
    found: list[str] = []
    for character in line:
        if unicodedata.combining(character):
            continue
        found += [character, ""] if width(character) == 2 else [character]
    return found


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("path", ["", *registry.BY_NAME, "customer add", "reminder edit"])
def test_help_fits_and_lines_up(
    language: str, columns: int, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_columns", lambda: columns)
    i18n.use_language(language)
    try:
        said = pages.page(path.split())
    finally:
        i18n.use_language("en")
    head = "Examples" if language == "en" else "示例"
    at: set[int] = set()
    for line in said.split(f"\n{head}\n")[0].splitlines():
        assert width(line) <= columns
        if not line.startswith("  "):
            at = set()  # a section begins
        elif found := re.match(r"  \S.*?  +(?=\S)|  {4,}(?=\S)", line):
            at.add(width(found[0]))
            assert len(at) == 1, line


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("noun", ["customer", "contact", "followup", "reminder"])
def test_tables_line_up(company: Run, language: str, columns: int, noun: str) -> None:
    company("customer", "edit", TIANCHENG, "--payment-terms", "三成定金，见提单复印件付余款" * 4).ok()
    answer = company(
        "--lang", language, noun, "list", "--format", "table", env={"COLUMNS": str(columns)}
    ).ok()
    head, *rows = answer.out.rstrip("\n").splitlines()
    assert rows
    starts = [width(head[: found.start()]) for found in re.finditer(r"(?:(?<=  )|^)\S", head)]
    assert len(starts) > 2
    for row in rows:
        assert width(row) <= columns
        shown = cells(row)
        for start in starts[1:]:
            assert shown[start - 2 : start] in ([" ", " "], [" "], []), (head, row)
            assert shown[start : start + 1] != [""], (head, row)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("words", [("today",), ("show", TIANCHENG), ("history",)], ids=" ".join)
def test_views_fit(company: Run, language: str, columns: int, words: tuple[str, ...]) -> None:
    answer = company("--lang", language, *words, "--format", "table", env={"COLUMNS": str(columns)}).ok()
    for line in answer.out.splitlines():
        assert width(line) <= columns, line


# --- the catalogue ---


def test_translations_keep_options_and_read_as_chinese() -> None:
    build = pytest.importorskip("crmcli.locale.build")
    catalogue = build.read(build.FOLDER / "zh_CN/LC_MESSAGES/crmcli.po", "zh_CN")
    wrong = []
    for message in build.messages(catalogue):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        said = message.string if isinstance(message.string, str) else "".join(message.string[:1])
        prose = re.sub(r"`[^`]*`|%\(\w+\)[sd]|判断: ", "", said)
        if (
            set(re.findall(r"--[a-z][a-z-]*", ids[-1])) != set(re.findall(r"--[a-z][a-z-]*", said))
            or "您" in said
            or re.search(r"[一-鿿][,;:!?](\s|$)", prose)
            or re.search(
                r"[一-鿿]%\(\w+\)d|%\(\w+\)d[一-鿿]", re.sub(r"年|月|日|^(%\(number\)d)天$", r"\1", said)
            )
        ):
            wrong.append((ids[0], said))
    assert wrong == []


def test_every_text_that_is_translated_is_collected() -> None:
    """What stands in an f-string is not seen when texts are collected, and what stands in brackets is by mistake."""
    build = pytest.importorskip("crmcli.locale.build")
    known = {
        text
        for message in build.messages(build.extracted(SOURCES))
        for text in ([message.id] if isinstance(message.id, str) else message.id)
    }
    asked = set()
    for file in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            texts = node.args[2:] if node.func.id == "Label" else node.args
            if node.func.id in ("_", "N_", "ngettext", "Label"):
                asked |= {
                    text.value
                    for text in texts
                    if isinstance(text, ast.Constant) and isinstance(text.value, str)
                }
    assert known == asked


def test_english_loads_no_catalogue() -> None:
    code = (
        "import sys; from crmcli import i18n; i18n.use_language('en'); i18n._('Overdue');"
        "assert 'gettext' not in sys.modules; i18n.use_language('zh'); assert 'gettext' not in sys.modules;"
        "assert i18n._('Overdue') == '已逾期'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=SOURCES.parent)


def test_every_head_and_section_has_its_chinese() -> None:
    i18n.use_language("zh")
    try:
        shown = [render.heading(name, None) for name in render.HEADS] + [
            i18n._(title) for _name, title, _color in render.HEADINGS
        ]
    finally:
        i18n.use_language("en")
    assert [text for text in shown if english(text)] == []


def test_members_of_a_hub_are_listed_under_words() -> None:
    assert [name for name in hub._COLUMNS if render.heading(name, KINDS["member"]) == name] == []


def test_every_limit_of_a_role_has_its_word() -> None:
    given = {name for one in compiled()["roles"] for name in one["limits"]}
    assert given - LIMITS.keys() == set()
