"""A language of the tests alone: every word that is translated is bracketed, so that what is not is data or a leak.

What may stand unbracketed is worked out, never listed: texts of the store, what was typed, names of commands and
options on their own help page, the details of an error. Everything else is a text that misses gettext.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import golden_orders
import golden_sales
import pytest

from crmcli import i18n
from crmcli.commands import help as pages
from crmcli.commands import registry
from crmcli.commands.session import Session
from crmcli.store.records import KINDS
from support import Result, Run

build = pytest.importorskip("crmcli.locale.build")

PLACEHOLDER = re.compile(r"(%\(\w+\)\d*[sd])")
WORD = re.compile(r"[^\s⟦⟧]*[^\W\d_][^\s⟦⟧]*")
LETTERS = re.compile(r"[^\W\d_]+")
TIANCHENG = "天成外贸公司"


def texts() -> set[str]:
    """Every text that has a place in the catalogues."""
    with (build.FOLDER / "crmcli.pot").open("rb") as file:
        template = build.read_po(file)
    return {
        text
        for message in build.messages(template)
        for text in ([message.id] if isinstance(message.id, str) else message.id)
    }


TEXTS = texts()


def bracketed(text: str) -> str:
    """``text`` with each of its words in brackets; placeholders stay, for data come in."""
    return "".join(
        piece if number % 2 else WORD.sub(lambda found: f"⟦{found[0]}⟧", piece)
        for number, piece in enumerate(PLACEHOLDER.split(text))
    )


class Pseudo(NullTranslations):
    """The language of the tests; a text that is in no catalogue stays as it is."""

    def gettext(self, message: str) -> str:
        return bracketed(message) if message in TEXTS else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make ``--lang zz`` the language of the tests."""
    known = i18n._catalogue
    monkeypatch.setattr(i18n, "LANGUAGES", (*i18n.LANGUAGES, "zz"))
    monkeypatch.setattr(i18n, "_CATALOGUE", {**i18n._CATALOGUE, "zz": "zz"})
    monkeypatch.setattr(i18n, "_catalogue", lambda: Pseudo() if i18n.language() == "zz" else known())
    for kind in KINDS.values():
        monkeypatch.setattr(kind, "label", bracketed(kind.label))
        for field in [*kind.fields.values(), *(part for one in kind.own for part in one.parts)]:
            if field.label.startswith("⟦"):
                continue
            monkeypatch.setattr(field, "label", bracketed(field.label))
            choices = tuple((value, bracketed(english), zh) for value, english, zh in field.fixed)
            monkeypatch.setattr(field, "fixed", choices)


# --- the store ---

_companies: list[Path] = []


@pytest.fixture
def company(crm_in: Run, sealed: Path, tmp_path_factory: pytest.TempPathFactory, terminal: None) -> Run:
    """A store with records of every kind; runs are as on a terminal that is wide enough for all."""
    if not _companies:
        for words in SET_UP:
            crm_in(*words).ok()
        kept = tmp_path_factory.mktemp("company") / "crm"
        shutil.copytree(sealed, kept)
        _companies.append(kept)
    else:
        shutil.copytree(_companies[0], sealed)
    (sealed.parent / "a.csv").write_text(BAD_CSV)
    (sealed.parent / "good.csv").write_text(GOOD_CSV)
    (sealed.parent / "contract.pdf").write_text("contract pdf")
    return crm_in


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, sealed: Path) -> None:
    """Answers go to a terminal, and somebody sits there."""
    monkeypatch.setattr(Session, "terminal", property(lambda self: not self.batch))
    monkeypatch.setattr(
        Session, "interactive", property(lambda self: not (self.batch or self.flags.json or self.flags.quiet))
    )
    monkeypatch.setenv("COLUMNS", "600")
    monkeypatch.setattr(tempfile, "tempdir", str(sealed.parent))  # where a demo store stays


SET_UP = (
    ("init", "--name", "王小雨"),
    (
        *("customer", "add", TIANCHENG, "--city", "宁波", "--level", "A", "--status", "active", "--tag", "vip"),
        *("--set", "备注=老客户", "--phone", "0574-87654321"),
    ),
    ("customer", "add", "Alfreds Futterkiste", "--city", "Berlin", "--status", "lead", "--source", "referral"),
    ("customer", "add", "宁波东方贸易有限公司"),
    ("customer", "add", "上海东方电器厂"),
    ("customer", "archive", "上海东方电器厂"),
    (
        *("contact", "add", "张伟", "--customer", TIANCHENG, "--title", "总经理", "--phone", "13800138000"),
        *("--part", "decides", "--primary", "yes", "--messaging", "wechat:zw"),
    ),
    ("note", TIANCHENG, "今天拜访张伟,谈FOB价。判断:有戏。下周三下午3点回访 #报价 @张伟 ¥12万"),
    ("note", "Alfreds Futterkiste", "called yesterday", "--external-id", "N1"),
    ("remind", TIANCHENG, "付定金", "今天下午5点", "--important", "--urgent"),
    ("reminder", "add", "Messe", "--due", "2026-11-10", "--repeat", "FREQ=WEEKLY", "--external-id", "M1"),
    ("reminder", "add", "Stand", "--due", "2026-12-24", "--external-id", "M2"),
    ("done", "M2"),
    ("document", "add", TIANCHENG, "https://example.com/x.pdf", "--kind", "contract", "--name", "Kaufvertrag"),
    ("backup",),
)  # fmt: skip

BAD_CSV = "客户名称,联系人,电话,Farbe\n新客户,王五,0574-1,rot\n坏,,,\n,李四,,\n"
GOOD_CSV = "name,city\nBeta GmbH,Ulm\n"

# Every command in its main forms, on a terminal.
FORMS: tuple[tuple[str, ...], ...] = (
    ("sync", "status"), ("sync", "conflicts"), ("sync", "refused"), ("sync", "refused", "--seen", "all"),
    (), ("today",), ("--version",), ("agenda",), ("agenda", "--week"), ("agenda", "--next", "--all"),
    ("parse", "明天下午3点回访 #报价 ¥12万"), ("parse", "called; @Zed, send it 2月30日"),
    ("note", TIANCHENG, "电话，明天下午3点寄样品，2月30日"), ("note", "--new", "Neu", "visit @Lee"),
    ("note", "--amend", "mehr"), ("note", "Alfreds", "x", "--no-parse"),
    ("remind", TIANCHENG, "回访", "下周三"), ("remind", "Messe", "morgen", "tomorrow"), ("done", "M1"),
    ("done", "M2"), ("snooze", "M1", "tomorrow"), ("find", "天成"), ("find", "futterkist"), ("find", "8000"),
    ("find", "qqqq"), ("find", "FOB"), ("show", TIANCHENG), ("show", "Alfreds"), ("show", "张伟"),
    ("show", "N1"), ("show", "M1"), ("show", "上海东方电器厂"), ("history",), ("history", TIANCHENG), ("undo",),
    ("customer", "add", "Gamma"), ("customer", "add", TIANCHENG), ("customer", "list"),
    ("customer", "list", "--where", "level=C"), ("customer", "list", "--archived", "--fields", "ref,level,owner"),
    ("customer", "show", "宁波东方贸易有限公司"), ("customer", "edit", TIANCHENG, "--level", "B", "--tag", "neu"),
    ("customer", "edit", TIANCHENG, "--level", ""), ("customer", "edit", TIANCHENG, "--level", "A"),
    ("customer", "archive", "Alfreds"), ("customer", "archive", "上海东方电器厂", "--back"),
    ("customer", "remove", TIANCHENG), ("customer", "remove", "Alfreds", "--dry-run"),
    ("customer", "remove", "Alfreds", "--yes"),
    ("customer", "duplicates", "--min", "20"), ("customer", "merge", TIANCHENG, "宁波东方贸易有限公司", "--yes"),
    ("contact", "duplicates"), ("contact", "merge", "张伟", "张伟"),
    ("contact", "add", "Lee", "--customer", "Alfreds"), ("contact", "list"), ("contact", "show", "张伟"),
    ("contact", "edit", "张伟", "--part", "uses"), ("contact", "remove", "张伟", "--yes"),
    ("followup", "add", "Alfreds", "xyz"), ("followup", "list"), ("followup", "show", "N1"),
    ("followup", "edit", "N1", "--kind", "visit"), ("followup", "remove", "N1", "--yes"),
    ("reminder", "add", "Zug", "--due", "tomorrow"), ("reminder", "list"), ("reminder", "show", "M1"),
    ("reminder", "edit", "M1", "--important", "yes"), ("reminder", "remove", "M1", "--yes"),
    ("document", "add", TIANCHENG, "contract.pdf", "--kind", "contract"), ("document", "list"),
    ("document", "show", "Kaufvertrag"), ("document", "read", "Kaufvertrag", "--no-open"),
    ("document", "edit", "Kaufvertrag", "--kind", "other"),
    ("document", "remove", "Kaufvertrag", "--yes"),
    ("notify", "--dry-run"), ("notify",), ("notify", "status"), ("notify", "install", "--print", "--scheduler", "cron"),
    ("import", "a.csv", "--plan"), ("import", "a.csv"), ("import", "a.csv", "--keep-good"),
    ("import", "a.csv", "--keep-good", "--rejects", "bad.csv"), ("import", "good.csv"),
    ("import", "good.csv", "--unknown", "custom"), ("export", "customer", "--output", "o.csv"),
    ("export", "customer", "--output", "o.xlsx", "--labels"), ("export", "all", "out"), ("calendar", "c.ics"),
    ("calendar",), ("init", "--name", "Lin"), ("init",), ("config", "list"), ("config", "get", "currency"),
    ("config", "set", "currency", "USD"), ("config", "unset", "currency"), ("doctor",), ("doctor", "--journal"),
    ("doctor", "--reindex"), ("backup",), ("backup", "--list"), ("restore",), ("purge", "Alfreds", "--yes"),
    ("purge", "Alfreds"), ("demo", "--to", "d.db", "--scale", "60"), ("demo",),
)  # fmt: skip

# Machine forms, whose words are a contract; they are seen only through their help and errors.
MACHINES = {"export", "batch", "sql", "schema", "completion"}
# What needs a hub: seen through help, errors and what is said where there is none; `hub sql` prints SQL.
AFAR = {path for path in registry.paths() if path.startswith(("hub", "sync"))}
FAR = "postgresql://lin@127.0.0.1:1/crm"  # where nothing answers

WRONG: tuple[tuple[str, ...], ...] = (
    ("sync",), ("sync", "setup", FAR), ("sync", "setup", "ftp://x"),
    ("sync", "resolve", TIANCHENG, "--mine"), ("sync", "resolve", TIANCHENG),
    ("sync", "status", "x"), ("sync", "conflicts", "x", "y"), ("sync", "refused", "x"),
    ("sync", "leave"), ("hub", "init", FAR), ("hub", "init", "nonsense"), ("hub", "status"), ("hub", "list"),
    ("hub", "status", "--hub", FAR), ("hub", "add", "Han", "--role", "rep"), ("hub", "move", "Han"),
    ("hub", "suspend", "Han"), ("hub", "restore", "Han"), ("hub", "remove", "Han"), ("hub", "password"),
    ("hub", "sql", "x"),
    ("ui",), ("nonsense",), ("list",), ("ls",), ("delete",), ("customer", "nonsense"), ("customer", "rm"),
    ("customer", "add"), ("customer", "add", "a", "b"), ("note",), ("note", TIANCHENG, "x", "--whenn", "fri"),
    ("note", TIANCHENG, "x", "--kind"), ("note", TIANCHENG, "x", "--new=5"),
    ("note", TIANCHENG, "x", "--kind", "dance"), ("note", TIANCHENG, "x", "--at", "2月30日"),
    ("note", "Xyzzy", "x"), ("note", TIANCHENG, ""), ("undo", "TXXXXX1"),
    ("undo", "a", "b", "c"), ("show", "Alfredz"), ("show", "Xyzzy"), ("done", "M000000"), ("done", "Alfreds"),
    ("snooze", "M1", "xyz"), ("remind", "x"), ("remind", "@Xyzzy", "x", "tomorrow"), ("customer", "edit", TIANCHENG),
    ("customer", "edit", TIANCHENG, "--level", "Z"), ("customer", "edit", TIANCHENG, "--email", "nobody"),
    ("customer", "edit", TIANCHENG, "--name", ""), ("customer", "edit", TIANCHENG, "--currency", "XXQ"),
    ("customer", "edit", TIANCHENG, "--postal-code", "9" * 2000), ("customer", "list", "-n", "x"),
    ("customer", "list", "--limit", "-1"), ("customer", "list", "--fields", "zzz"),
    ("customer", "list", "--sort", "zzz"), ("contact", "add", "Lee"), ("reminder", "add", "x"),
    ("reminder", "edit", "M1", "--repeat", "jeden"), ("followup", "add", TIANCHENG, "x", "--amount", "12.345"),
    ("followup", "add", TIANCHENG, "x", "--amount", "lots"), ("followup", "add", TIANCHENG, "x", "--amount", "XXQ 5"),
    ("customer", "list", "--where", "城市=宁波"), ("customer", "list", "--where", "name~天成 and amuont>1"),
    ("customer", "list", "--where", 'name="天成'), ("customer", "list", "--where", "level=Z"),
    ("customer", "list", "--where", "level >"), ("customer", "list", "--where", "(level=A"),
    ("customer", "list", "--where", "level ! A"), ("customer", "list", "--where", "level is A"),
    ("customer", "list", "--where", "level not A"), ("customer", "list", "--where", "level in A"),
    ("customer", "list", "--where", "level in (A B)"), ("customer", "list", "--where", "level>A"),
    ("customer", "list", "--where", "name=''"), ("customer", "list", "--where", "name.x=1"),
    ("customer", "list", "--where", "name A"), ("customer", "list", "--where", "owner.superior.name=x"),
    ("customer", "list", "--where", "custom.'a'b=1"), ("customer", "list", "--where", "custom.=1"),
    ("customer", "list", "--where", "updated<soon"), ("customer", "list", "--where", "updated=30d"),
    ("customer", "list", "--where", "(" * 60), ("customer", "list", "--where", "x" * 10001),
    ("followup", "list", "--where", "amount>viel"), ("reminder", "list", "--where", "due<30d"),
    ("reminder", "list", "--where", "important=x"), ("--format", "zzz", "today"), ("--json", "--format", "csv", "x"),
    ("--lang", "xx", "today"), ("--format",), ("config", "get", "zzz"), ("config", "set", "currency", "zzz"),
    ("config", "set", "language", "zzz"), ("config", "set", "backup.keep", "zzz"),
    ("config", "set", "timezone", "Zzz/Zzz"), ("config", "set", "features.batch", "zzz"),
    ("sql", "DELETE FROM customer"),
    ("sql", "SELECT zzz"), ("sql", "SELECT 1 FROM zzz"), ("sql", "SELECT zzz("), ("sql", "zzz"),
    ("sql", "SELECT zzz(1)"),
    ("schema", "zzz"), ("completion", "zzz"), ("restore", "zzz.db"),
    ("restore", "a.csv", "--yes"), ("import", "zzz.csv"), ("import", "."), ("import", "a.csv", "--map", "zzz"),
    ("import", "a.csv", "--key", "zzz"), ("import", "a.csv", "--on-duplicate", "zzz"),
    ("import", "a.csv", "--encoding", "zzz"), ("import", "a.csv", "--header-row", "0"),
    ("import", "a.csv", "--delimiter", "zzz"), ("import", "a.csv", "--kind", "zzz"), ("import", "contract.pdf"),
    ("export", "zzz"), ("export", "customer", "--output", "a.ods"), ("export", "all"), ("export", "customer", "x"),
    ("export", "customer", "--output", "c.ics"), ("export", "all", "x", "--fields", "name"), ("calendar", "a.csv"),
    ("export", "customer", "--format", "json", "--labels"), ("export", "all", "a.csv"), ("export", "all", "."),
    ("export", "customer", "--output", "a.csv"),
    ("export", "customer", "--fields", "zzz"), ("export", "customer", "--limit", "x"), ("find", ""), ("batch", "x"),
    ("demo", "--scale", "zzz"), ("demo", "--force"), ("demo", "--to", ""), ("demo", "--to", "a.csv"),
    ("purge", "Xyzzy"), ("history", "Xyzzy"), ("backup", "no/such/folder/b.db"), ("help", "zzz"),
)  # fmt: skip


# --- what may stand outside brackets ---


def told(home: Path) -> set[str]:
    """The words of the store's texts: names and texts, not choices and keys."""
    said: list[str] = []
    for path in (home / "crm.db", home.parent / "d.db", *home.parent.glob("crm-demo-*/demo.db")):
        if not path.exists():
            continue
        db = sqlite3.connect(path)
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for kind in KINDS.values():
            for field in kind.fields.values():
                if (
                    field.type in ("text", "longtext")
                    and field.columns
                    and not field.sql
                    and kind.table in tables
                ):
                    said += [row[0] for row in db.execute(f'SELECT "{field.columns[0]}" FROM "{kind.table}"')]
                elif field.open:  # a choice that takes other words too
                    said += [
                        row[0]
                        for row in db.execute(f'SELECT "{field.columns[0]}" FROM "{kind.table}"')
                        if row[0] not in [value for value, _en, _zh in field.choices]
                    ]
                elif field.many and field.table in tables and field.type != "links":
                    extra = {"custom": ", name", "messaging": ", service"}.get(field.type, "")
                    said += [
                        str(cell)
                        for row in db.execute(f'SELECT "{field.value}"{extra} FROM "{field.table}"')
                        for cell in row
                    ]
        said += [row[0] for row in db.execute("SELECT DISTINCT command FROM txn")]
        said += [row[0] for row in db.execute("SELECT name FROM member UNION SELECT device FROM txn")]
        said += re.findall("[A-Z]{3}", " ".join(str(row) for row in db.execute("SELECT * FROM followup")))
        db.close()
    return words_of(" ".join(str(one) for one in said if one))


def words_of(text: str) -> set[str]:
    """The runs of letters of a text."""
    return set(LETTERS.findall(text))


def strings(data: Any) -> Iterator[str]:
    """All texts in JSON."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for one in data.values():
            yield from strings(one)
    elif isinstance(data, list):
        for one in data:
            yield from strings(one)


def unbracketed(text: str, allowed: set[str], texts_too: str = "") -> list[str]:
    """Runs of letters outside brackets that nobody may say; Chinese may be a piece of what was said."""
    text = re.sub("⟦[^⟦⟧]*⟧", " ", text)
    text = re.sub(r"\b[A-Z][0-9A-HJKMNP-TV-Z]{6}\b", " ", text)  # refs
    text = re.sub(r"\d{4}-\d\d-\d\d[T ][\d:.+-]+Z?", " ", text)  # instants
    text = re.sub(r"(?<![\w<])/\S+", " ", text)  # paths
    return sorted(
        {
            run
            for run in LETTERS.findall(text)
            if run not in allowed
            and not (not run.isascii() and run in texts_too)
            and not (f"{run}…" in text and any(word.startswith(run) for word in allowed))
        }
    )


# --- help ---


def help_left(path: str, said: str) -> str:
    """A help page without what is typed as it stands: usage, names of options, examples."""
    entry = registry.BY_NAME.get(path.split(" ")[0]) if path else None
    lines = said.splitlines()
    if entry is not None and entry.alone and path == entry.name:
        lines = [re.sub(rf"^  ({'|'.join(map(re.escape, entry.verbs))})(?= )", "", line) for line in lines]
    if path and (" " in path or not entry or not entry.verbs or entry.alone):
        command = registry.command(path)
        typed = [f"crm {path}", *(arg.usage for arg in command.args), *(arg.shown for arg in command.args)]
        typed += [", ".join(opt.flags) + (f" {opt.value}" if opt.value else "") for opt in command.options]
        lines = [line for line in lines if line.strip() not in command.examples]
    else:
        names = entry.verbs if entry else list(registry.BY_NAME)
        typed = [f"⟦crm⟧ {path}"] if path else []
        lines = [re.sub(rf"^  ({'|'.join(map(re.escape, names))})(?= )", "", line) for line in lines]
    typed += [name for name, _text in pages.common(path)]
    text = "\n".join(lines)
    for piece in sorted(typed, key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(piece)}(?![\w-])", " ", text)
    return text


HELP = [
    "",
    *(name for name, entry in registry.BY_NAME.items() if entry.verbs and not entry.alone),
    *registry.paths(),
]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("path", HELP)
def test_help_is_all_translated(crm_in: Run, pseudo: None, path: str) -> None:
    said = crm_in("--lang", "zz", *path.split(), "--help").ok().out
    assert "⟦" in said
    assert unbracketed(help_left(path, said), set()) == []


# --- answers ---


def test_every_command_is_looked_at() -> None:
    shown, wrong = (
        {path for path in registry.paths() for words in forms if begins(words, path)}
        for forms in (FORMS, WRONG)
    )
    shown |= (
        set(golden_sales.COMMANDS) | golden_sales.BY_REF | set(golden_orders.COMMANDS) | golden_orders.BY_REF
    )
    # the latter only through their help and errors
    assert (
        set(registry.paths()) - shown - MACHINES - AFAR - {"ui"} == set()
    )  # screens have tests of their own
    assert wrong >= MACHINES | AFAR


def begins(words: tuple[str, ...], path: str) -> bool:
    return " ".join(words[: path.count(" ") + 1]) == path


def id_of(words: tuple[str, ...]) -> str:
    return " ".join(words)[:60] or "alone"


@pytest.mark.mostly_slow(every=23)
@pytest.mark.parametrize("words", FORMS, ids=id_of)
def test_answers_are_all_translated(company: Run, pseudo: None, sealed: Path, words: tuple[str, ...]) -> None:
    before = told(sealed)
    if words[:1] == ("history",):
        changes = [change for one in company(*words, "--json").ok().json for change in one["changes"]]
        before |= words_of(" ".join(str(change["old"]) for change in changes if change["field"] == "name"))
    answer = company("--lang", "zz", *words, stdin="n\n\n\n")
    said = re.sub(r"^keys\.\S+ .*", "", answer.out, flags=re.M) + answer.err  # names of actions and keys
    typed = " ".join([*words, *before, *told(sealed), "crm", *registry.paths()])
    allowed = before | told(sealed) | words_of(" ".join(words)) | commands_in(said) | plain_names(words)
    assert unbracketed(said, allowed, typed) == []


PRINTED = ("quote print", "order print")  # documents, in the language of their reader


@pytest.mark.mostly_slow(every=10)
@pytest.mark.parametrize(
    "path", [path for path in golden_sales.COMMANDS | golden_orders.COMMANDS if path not in PRINTED]
)
def test_answers_about_sales_are_all_translated(
    company: Run, pseudo: None, sealed: Path, tmp_path: Path, path: str
) -> None:
    """What a process's file calls things is data, in two languages there."""
    before, words = (golden_sales.COMMANDS | golden_orders.COMMANDS)[path]
    for each in before:
        company(
            *(word.format(home=tmp_path) if word.startswith("{") else word for word in each), "--quiet"
        ).ok()
    given = [word.format(home=tmp_path) if word.startswith("{") else word for word in words]
    answer = company("--lang", "zz", *given)
    allowed = (
        told(sealed) | words_of(" ".join(given)) | commands_in(answer.out + answer.err) | process_words()
    )
    typed = " ".join([*given, *told(sealed)])
    assert unbracketed(answer.out + answer.err, allowed | plain_names(words), typed) == []


def process_words() -> set[str]:
    """Every word that the built-in processes and roles say."""
    from crmcli.processes import builtin, team

    found = [*(builtin.source(name) for name in builtin.names()), team.source()]
    return words_of(" ".join(found)) | {"k", "USD"}  # and a thousand, and the currency of a rate


def commands_in(said: str) -> set[str]:
    """The words of commands that stand there to be typed: ``crm undo T4M8Q1Z``, ``crm customer list``."""
    found = {"crm"}
    for path in registry.paths():
        if re.search(rf"⟦?`?crm⟧? {re.escape(path)}\b", said):
            found |= set(path.split())
    return found


def plain_names(words: tuple[str, ...]) -> set[str]:
    """Names that stand in an answer because they are what it is about: settings and their values, files, fields."""
    from crmcli import __version__, config

    allowed: set[str] = words_of(__version__)
    if words[:1] in (("config",), ("init",)):
        for key, setting in config.SETTINGS.items():
            allowed |= words_of(key) | words_of(str(setting.default))
            allowed |= words_of(" ".join(setting.type)) if isinstance(setting.type, tuple) else set()
        allowed |= words_of(" ".join(config.FEATURE + e.feature for e in registry.ENTRIES if e.feature))
        allowed |= words_of(" ".join(registry.BY_NAME)) | {"true", "false"}
    if words[:1] in (("backup",), ("restore",)):
        allowed |= {"B", "kB", "MB"}
    if words[:2] == ("export", "all"):
        allowed |= {"jsonl"} | words_of(" ".join(kind.plural.replace("_", " ") for kind in KINDS.values()))
    if words[:1] == ("notify",):
        from crmcli.system import notifiers

        allowed |= words_of(" ".join(notifiers.ways()))
    if words[:1] == ("import",):
        for kind in ("customer", "contact"):
            allowed |= {kind} | words_of(" ".join(KINDS[kind].fields))
        allowed |= {"utf", "csv"} | words_of(BAD_CSV + GOOD_CSV)
    return allowed


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize("words", WRONG, ids=id_of)
def test_errors_are_all_translated(company: Run, pseudo: None, sealed: Path, words: tuple[str, ...]) -> None:
    answer = company("--lang", "zz", *words)
    assert answer.code, answer
    assert answer.out == "", answer
    check_error(answer, company("--lang", "zz", *words, "--json"), words)


def check_error(answer: Result, as_json: Result, words: tuple[str, ...]) -> None:
    """That an error says nothing untranslated but what was typed and what its details hold."""
    details: list[str] = []
    if as_json.err.startswith("{"):
        error = as_json.error
        assert error["message"]
        details = list(strings(error["details"]))
    if "--where" in words:  # a field may be typed by a shorter name than it has
        details += [name for kind in KINDS.values() for name in kind.fields if f"“{name}”" in answer.err]
    said = answer.err
    if said.startswith("{"):  # both forms were asked for
        said = answer.error["message"] + " " + answer.error["hint"]
    allowed = words_of(" ".join(words)) | words_of(re.sub("⟦[^⟦⟧]*⟧", " ", " ".join(details))) | {"crm"}
    leaked = unbracketed(said, allowed | commands_in(said), " ".join([*words, *details]))
    assert leaked == [], said


def test_other_failures_are_all_translated(
    company: Run, pseudo: None, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmcli.verbs import today as verb

    def failing(error: BaseException) -> Result:
        def today(store: object) -> None:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(verb, "today", today)
            return company("--lang", "zz", "today")

    for error, code in (
        (ValueError("x"), 1), (KeyboardInterrupt(), 130), (OSError(28, "No space left on device"), 7),
        (PermissionError(13, "Permission denied"), 7), (sqlite3.OperationalError("database is locked"), 7),
        (sqlite3.DatabaseError("database disk image is malformed"), 7),
    ):  # fmt: skip
        answer = failing(error).fails(code)
        assert unbracketed(answer.err, {"crm", type(error).__name__} | commands_in(answer.err)) == [], answer
    company("config", "set", "features.export", "false").ok()
    answer = company("--lang", "zz", "export", "customer").fails(5)
    assert unbracketed(answer.err, {"crm", "export", "features"}) == []
    company("config", "set", "store.timeout", "0").ok()
    db = sqlite3.connect(sealed / "crm.db")
    db.execute("BEGIN EXCLUSIVE")
    answer = company("--lang", "zz", "customer", "add", "Xyz").fails(7)
    assert unbracketed(answer.err, {"crm"} | commands_in(answer.err)) == [], answer
    answer = company("--lang", "zz", "note", "Alfreds", "abc").ok()
    assert unbracketed(answer.out + answer.err, {"crm"}) == []
    db.rollback()
    db.execute("PRAGMA user_version = 99999")
    db.close()
    for name in ("crm.db", "crm.db-wal", "crm.db-shm"):
        (sealed / name).unlink(missing_ok=True)
    (sealed / "crm.db").write_bytes(b"no store at all" * 1000)
    answer = company("--lang", "zz", "customer", "list").fails(7)
    assert unbracketed(answer.err, {"crm"} | commands_in(answer.err)) == [], answer


def test_a_conflict_is_all_translated(company: Run, pseudo: None, sealed: Path) -> None:
    first = company("customer", "edit", TIANCHENG, "--level", "B", "--json").ok().json["transaction"]
    company("customer", "edit", TIANCHENG, "--level", "C").ok()
    answer = company("--lang", "zz", "undo", first).fails(6)
    assert unbracketed(answer.err, {"crm", "undo"} | told(sealed)) == [], answer


def test_questions_are_all_translated(company: Run, pseudo: None, sealed: Path) -> None:
    for words, code in (
        (("customer", "remove", TIANCHENG), 5), (("purge", "Alfreds"), 5), (("note", "东方", "x"), 0),
        (("restore", "a.csv"), 5), (("init",), 0),
    ):  # fmt: skip
        answer = company("--lang", "zz", *words, stdin="\n")
        assert answer.code == code or words[0] == "note", answer
        allowed = told(sealed) | words_of(" ".join(words)) | {"crm"} | plain_names(words)
        assert unbracketed(answer.err, allowed, " ".join(told(sealed))) == [], answer


def test_progress_is_all_translated(pseudo: None, capsys: pytest.CaptureFixture[str]) -> None:
    from crmcli.commands import demo, progress
    from crmcli.commands.session import Flags

    i18n.use_language("zz")
    try:
        for shown, given in (
            (demo._Progress(Session(Flags())), (1200, 60000)),
            (progress.Progress(Session(Flags())), (1200,)),
            (progress.Progress(Session(Flags()), 60000), (1200,)),
        ):
            shown._shows = True
            shown._started = shown._last = -10.0
            shown(*given)
            said = capsys.readouterr().err
            assert "1,200" in said
            assert unbracketed(said, set()) == []
    finally:
        i18n.use_language("en")


@pytest.mark.parametrize(
    "words", [(), ("agenda",), ("customer", "list"), ("history",), ("find", "x"), ("doctor",)], ids=id_of
)
def test_an_empty_store_is_all_translated(
    crm_in: Run, terminal: None, pseudo: None, sealed: Path, words: tuple[str, ...]
) -> None:
    answer = crm_in("--lang", "zz", *words).ok()
    said = answer.out + answer.err
    assert "⟦" in said
    assert unbracketed(said, told(sealed) | words_of(" ".join(words)) | commands_in(said)) == [], said


def test_a_desk_on_which_all_is_done_is_all_translated(company: Run, pseudo: None, sealed: Path) -> None:
    refs = [row["ref"] for row in company("reminder", "list", "--where", "state!=done", "--json").ok().json]
    company("done", *refs).ok()
    repeating = [
        row["ref"] for row in company("reminder", "list", "--where", "state!=done", "--json").ok().json
    ]
    company("reminder", "remove", *repeating, "--yes").ok()
    said = company("--lang", "zz", "today").ok().out
    assert "⟦Nothing⟧" in said
    assert unbracketed(said, told(sealed) | {"crm"}) == [], said


# --- Chinese ---


@pytest.mark.mostly_slow(every=23)
@pytest.mark.parametrize("words", [*FORMS, *WRONG], ids=id_of)
def test_no_english_sentence_is_left_in_chinese(company: Run, sealed: Path, words: tuple[str, ...]) -> None:
    before = told(sealed)
    answer = company("--lang", "zh", *words, stdin="n\n\n\n")
    data = before | told(sealed) | words_of(" ".join(words)) | plain_names(words)
    said = re.sub(r"`[^`]*`|^  crm .*|^  (export|unset) .*", " ", answer.out + answer.err, flags=re.M)
    said = re.sub(r"\b[A-Z][0-9A-HJKMNP-TV-Z]{6}\b", "0", said)  # refs
    paths = "|".join(sorted(map(re.escape, registry.paths()), key=len, reverse=True))
    said = re.sub(rf"\b(crm )?({paths})( [A-Z…]+)+(?![a-z])", "0", said)  # commands with what they take
    if "--where" in words:
        data |= {"is", "not", "empty", "in"} | {name for kind in KINDS.values() for name in kind.fields}
    for run in re.findall(r"[A-Za-z][A-Za-z'’-]*(?: [A-Za-z][A-Za-z'’-]*){2,}", said):
        left = [word for word in re.split("[ -]", run) if not words_of(word) <= data]
        assert len(left) < 3, (run, answer)
