"""The reference in ``docs/reference``, made from what the program itself knows: ``python -m crmcli.commands.docs``.

Commands come from the registry through their own help pages, fields and settings from their definitions, errors
from their classes; each page in both languages. ``--check`` writes nothing and fails when a page is stale or a
command of the registry has no module yet.
"""

from __future__ import annotations

import contextlib
import io
import os
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

from crmcli import config, errors, exchange, i18n
from crmcli.commands import registry
from crmcli.commands.fields import COMMON_FILTERS
from crmcli.commands.help import COMMON, page
from crmcli.shown.lists import COLUMNS
from crmcli.store.records import KINDS
from crmcli.verbs.values import option_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.store.meta import Field, Kind

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
LANGUAGES = {"en": "", "zh": ".zh"}

# The words of the pages themselves, (English, Chinese); what is not of the pages is translated where it is defined.
WORDS = {
    "made": (
        "Made by `python -m crmcli.commands.docs` from the program itself; do not edit.",
        "本页由 `python -m crmcli.commands.docs` 根据程序自身生成，请勿手改。",
    ),
    "commands": ("Commands", "命令"),
    "commands_lead": (
        "What `crm COMMAND --help` prints, all of it. Several commands stand under a noun (`crm customer add`).",
        "即 `crm 命令 --help` 显示的全部内容。有些命令归在一个名词之下（如 `crm customer add`）。",
    ),
    "everywhere": ("Options of every command", "每条命令都有的选项"),
    "everywhere_lead": (
        "They may stand anywhere before `--`; the pages below leave them out.",
        "写在 `--` 之前的任何位置都行；下面各条不再重复。",
    ),
    "fields": ("Records and fields", "记录与字段"),
    "fields_lead": (
        "The keys of JSON, of `--where`, `--sort` and `--fields`, in the order in which JSON has them. "
        "A key that is unknown is `null`, an empty set `[]`; none is ever left out.",
        "JSON 的键，也就是 `--where`、`--sort`、`--fields` 里用的名字，按 JSON 中的顺序排列。"
        "没有值是 `null`，空集合是 `[]`，一个键都不会少。",
    ),
    "every_record": ("Every record", "每种记录都有"),
    "every_record_lead": (
        "These keys stand in every record: the first three in front, the others at the end.",
        "每种记录都带这些键：前三个在最前，其余在最后。",
    ),
    "key": ("key", "键"),
    "label": ("label", "名称"),
    "type": ("type", "类型"),
    "option": ("option", "选项"),
    "meaning": ("meaning", "含义"),
    "searched": ("found by", "可按什么搜到"),
    "notes": ("notes", "说明"),
    "value": ("value", "值"),
    "required": ("required", "必填"),
    "kept": ("kept by the store", "由系统维护"),
    "ahead": ("looks ahead: `<+3d`, never an age", "指向将来：筛选写 `<+3d`，不写成“已过多久”"),
    "several": ("a set; give the option again for each", "集合，可多次给出"),
    "other_words": ("other words too", "也可填别的词"),
    "not_yet": ("always null so far", "目前恒为 null"),
    "default_is": ("default `%s`", "默认 `%s`"),
    "most": ("at most %s characters", "最多 %s 字符"),
    "by_name": ("any part, pinyin, initials", "名称片段、拼音、首字母"),
    "by_phone": ("its end", "尾号"),
    "by_email": ("whole, or its words", "完整地址或其中的词"),
    "by_key": ("whole, or its words", "完整编号或其中的词"),
    "by_text": ("its words", "其中的字词"),
    "choices_of": ("Values of", "取值："),
    "letter": ("Refs begin with `%s`.", "引用号以 `%s` 开头。"),
    "listed": ("A list shows", "列表显示"),
    "filters": ("Filters as options of `list`:", "`list` 可直接用作筛选的选项："),
    "types": ("Types", "类型"),
    "settings": ("Settings", "设置"),
    "settings_lead": (
        "`crm config list` shows them with their present values, `crm config set KEY VALUE` sets one. They are kept "
        "in `config.toml`, which only that command and `crm init` write.",
        "`crm config list` 查看当前值，`crm config set 键 值` 修改。设置保存在 `config.toml`，"
        "只有这条命令和 `crm init` 会写它。",
    ),
    "default": ("default", "默认值"),
    "empty": ("empty", "空"),
    "features": ("Switches", "功能开关"),
    "features_lead": (
        "A feature that is switched off neither shows in the help nor runs.",
        "关闭的功能不出现在帮助里，也不能运行。",
    ),
    "switches": ("switches", "控制"),
    "variables": ("Variables of the environment", "环境变量"),
    "variable": ("variable", "变量"),
    "keys": ("Keys of the full-screen interface", "全屏界面按键"),
    "keys_lead": (
        "Every action of `crm ui`, by the place where it works. `?` shows those that work on the screen one looks at. "
        "`crm config set keys.ACTION KEYS` gives an action other keys (several with commas between them), an empty "
        "value none; a key that is taken on the same screen is refused. The last column is the command that does the "
        "same.",
        "`crm ui` 的全部操作，按生效的位置排列。`?` 列出当前界面可用的按键。"
        "`crm config set keys.操作 按键` 可改按键（多个用逗号分开），设为空则不用按键；"
        "同一界面已占用的键会被拒绝。最后一列是作用相同的命令。",
    ),
    "keys_head": ("keys", "按键"),
    "action": ("action", "操作"),
    "does_what": ("what it does", "作用"),
    "command": ("command", "命令"),
    "errors": ("Errors and exit codes", "错误与退出码"),
    "errors_lead": (
        "With `--json` an error is one line on standard error: "
        '`{"error": {"code": "…", "message": "…", "hint": "…", "details": {…}}}`. '
        "Message and hint follow the language; code, exit code and the keys of details never change.",
        "带 `--json` 时，错误是标准错误上的一行："
        '`{"error": {"code": "…", "message": "…", "hint": "…", "details": {…}}}`。'
        "message 和 hint 随语言变化；code、退出码和 details 的键永不改变。",
    ),
    "exits": ("Exit codes", "退出码"),
    "exit": ("exit", "退出码"),
    "code": ("code", "代码"),
    "details": ("details", "details 的键"),
    "codes": ("Codes", "错误代码"),
}

EXITS = {
    0: ("done; also when nothing was found (`[]`)", "成功；查无结果也算成功（`[]`）"),
    1: ("a bug; the message says where the log is", "程序内部出错；信息里写明日志位置"),
    2: ("wrong usage: a command, option, value or filter", "用法不对：命令、选项、取值或筛选条件"),
    3: ("not found", "找不到"),
    4: ("ambiguous: several records fit", "不明确：有多条记录符合"),
    5: ("refused by a rule or a right; what is missing is listed", "规则或权限不允许；缺什么全部列出"),
    6: ("conflict: somebody changed it meanwhile; both are shown", "冲突：期间有人改过；两边的值都列出"),
    7: ("something outside failed; nothing is half-written", "外部出错；绝不会只写一半"),
    130: ("interrupted; nothing is half-written", "被中断；绝不会只写一半"),
}

# What each code means and what its details hold.
ERRORS: dict[str, tuple[str, str, str]] = {
    "internal": ("a bug", "程序内部出错", "log"),
    "usage": ("the command was called wrongly", "命令写法不对", "argument value expected"),
    "value": (
        "a date, amount, number or choice that cannot be taken",
        "日期、金额、数字或选项的值不能接受",
        "argument value expected",
    ),
    "filter": (
        "a `--where` that is wrong, and at which character (from 0)",
        "`--where` 写错了，并指出在第几个字符（从 0 数起）",
        "where position found expected",
    ),
    "not_found": ("nothing has that name; the closest ones", "没有这个名字；附最接近的", "argument closest"),
    "ambiguous": (
        "several records fit; which ones, and why",
        "有多条符合；附候选及原因",
        "argument candidates",
    ),
    "refused": ("a rule says no; all that is missing at once", "规则不允许；缺什么一次列全", "missing"),
    "forbidden": ("a right is missing", "没有权限", "missing"),
    "rows_rejected": (
        "rows of an import were rejected; the summary is on standard output all the same",
        "导入有行被拒；汇总照常在标准输出",
        "missing",
    ),
    "conflict": (
        "somebody changed it meanwhile; nothing was trampled",
        "期间有人改过；没有覆盖任何人的修改",
        "record changes",
    ),
    "file": ("a file or folder that cannot be read or written", "文件或文件夹不能读或写", "path"),
    "format": ("a file that is not what it should be", "文件内容不是应有的格式", "path"),
    "password": (
        "a file that is protected by a password; a password that the hub does not take, or none",
        "文件有密码保护；或中心库不接受密码、没给密码",
        "path hub",
    ),
    "disk": ("no space is left", "磁盘已满", "path"),
    "store_locked": ("another program holds the store", "另一个程序正占用数据库", "path"),
    "store_damaged": ("the store is damaged or is no store", "数据库损坏，或根本不是数据库", "path"),
    "store_newer": ("a newer crm wrote this store", "数据库由更新版本的 crm 写成", "path"),
    "hub": ("the team's hub cannot be reached or refuses", "连不上团队中心库，或被它拒绝", "hub"),
    "interrupted": ("Ctrl-C", "按了 Ctrl-C", ""),
}

TYPES = {
    "text": ("a string on one line", "一行文字"),
    "longtext": ("a string, lines included", "文字，可含换行"),
    "choice": ("one of the values listed", "所列取值之一"),
    "integer": ("a whole number", "整数"),
    "date": ("`2026-11-25`", "`2026-11-25`"),
    "instant": ("`2026-11-25T15:00:00+08:00`", "`2026-11-25T15:00:00+08:00`"),
    "when": ("a date, or an instant when a time of day was given", "日期；给了钟点就是带时区的时刻"),
    "money": (
        '`{"amount": "120000.00", "currency": "CNY"}`, exact, never a float',
        '`{"amount": "120000.00", "currency": "CNY"}`，精确值，不用浮点数',
    ),
    "percent": ("per cent from 0 to 100 as `5%`, exact", "0 到 100 的百分数，如 `5%`，精确值"),
    "quantity": (
        "a decimal that is not negative, as a string: `120`, `0.5`",
        "非负小数，写成文字：`120`、`0.5`",
    ),
    "rows": ("an array of objects with the keys below", "对象的数组，键见下"),
    "boolean": ("`true` or `false`", "`true` 或 `false`"),
    "json": ("an object", "对象"),
    "link": ('`{"kind", "id", "ref", "name"}` or `null`', '`{"kind", "id", "ref", "name"}` 或 `null`'),
    "anylink": ("a link to a record of any kind", "指向任意种类记录的链接"),
    "links": ("an array of links", "链接的数组"),
    "texts": ("an array of strings", "文字的数组"),
    "messaging": (
        'an array of `{"service", "id"}`; typed `wechat:tc-zhang`',
        '`{"service", "id"}` 的数组；输入写作 `wechat:tc-zhang`',
    ),
    "custom": (
        "an object of your own fields; typed `--set name=value`",
        "自定义字段的对象；输入写作 `--set 名称=值`",
    ),
}

VARIABLES = {
    "CRM_HOME": (
        "one folder for everything: store, settings, log",
        "所有东西放进这一个文件夹：数据、设置、日志",
    ),
    "CRM_DB": ("the store's file", "数据库文件"),
    "CRM_CONFIG": ("the settings file", "设置文件"),
    "CRM_NOW": (
        "the moment that is now, for scripts and tests: `2026-11-18T10:30:00+08:00`",
        "固定“现在”的时刻，供脚本和测试用：`2026-11-18T10:30:00+08:00`",
    ),
    "CRM_AS": ("who acts, as `--as` names a member", "以哪位成员的身份操作，与 `--as` 相同"),
    "TZ": ("the time zone when the settings name none", "未设置时区时所用的时区"),
    "VISUAL, EDITOR": ("the editor that `crm note WHO` opens", "`crm note 客户` 打开的编辑器"),
    "NO_COLOR": ("no colour", "不用颜色"),
    "CRM_FORCE_TTY": (
        "answer a pipe as a terminal of so many cells would be answered: tables and colours",
        "输出到管道时也按这么宽的终端来显示：带表格和颜色",
    ),
    "LC_ALL, LC_MESSAGES, LANG": ("the language when the settings name none", "未设置语言时所用的语言"),
}

_COMMON_KEYS = ("id", "ref", "kind_of_record", "owner", "created_at", "created_by", "updated_at", "updated_by",
                "archived")  # fmt: skip


def say(key: str) -> str:
    """A word of the pages in the language in use."""
    return WORDS[key][_place()]


def _place() -> int:
    return 1 if i18n.language() == "zh" else 0


def _title(key: str) -> list[str]:
    return [f"# {say(key)}", "", f"<!-- {say('made')} -->", ""]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return [*lines, *("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows), ""]


def _anchor(path: str) -> str:
    return "crm-" + path.replace(" ", "-")


def missing() -> list[str]:
    """The commands of the registry that cannot be loaded, with why."""
    out = []
    for path in registry.paths():
        try:
            registry.command(path)
        except (ImportError, KeyError) as error:
            out.append(f"crm {path}: {error}")
    return out


def _written() -> list[str]:
    """The paths of all commands that can be loaded."""
    absent = {line.partition(":")[0].removeprefix("crm ") for line in missing()}
    return [path for path in registry.paths() if path not in absent]


def _help(path: str) -> list[str]:
    """The help page of a command as it is printed, without the options that all have."""
    with contextlib.redirect_stdout(io.StringIO()):  # no terminal: 80 columns
        text = page(path.split(" "))
    return ["```text", *without_common(text), "```", ""]


def without_common(text: str) -> list[str]:
    """The lines of a help page without the section of the options that all commands have."""
    out: list[str] = []
    inside = False
    for line in text.rstrip("\n").split("\n"):
        if line == i18n._("Options everywhere"):
            inside = True
        elif inside and line and not line.startswith(" "):
            inside = False
        if not inside:
            out.append(line)
    while out and not out[-1]:
        out.pop()
    return out


def commands() -> list[str]:
    """The page of all commands."""
    lines = [*_title("commands"), say("commands_lead"), ""]
    written = _written()
    for group, title in registry.GROUPS.items():
        rows = []
        for entry in registry.ENTRIES:
            paths = [path for path in entry.paths if path in written]
            if entry.group == group and paths:
                links = [f"[`{path.split(' ')[-1]}`](#{_anchor(path)})" for path in paths]
                shown = f"`{entry.name}` " + " ".join(links) if entry.verbs else links[0]
                rows.append((shown, i18n._(entry.help)))
        lines += [f"**{i18n._(title)}**", "", *table(("", ""), rows)]
    lines += [f"## {say('everywhere')}", "", say("everywhere_lead"), ""]
    lines += table((say("option"), say("meaning")), [(f"`{flag}`", i18n._(text)) for flag, text in COMMON])
    for path in written:
        lines += [f"## crm {path}", "", *_help(path)]
    return lines


def _type(field: Field) -> str:
    return f"{field.type} → {field.link}" if field.link else field.type


def _option(kind: Kind, field: Field) -> str:
    """The option that sets a field, if a command takes it."""
    if not field.writable or f"{kind.name} edit" not in registry.paths():
        return ""
    return "`--set`" if field.type == "custom" else f"`{option_of(field)}`"


def _notes(field: Field) -> str:
    notes = []
    if not field.writable:
        absent = not (field.columns or field.table or field.sql)
        notes.append(say("not_yet" if absent else "kept"))
    if field.required:
        notes.append(say("required"))
    if field.many and field.writable:
        notes.append(say("several"))
    if field.default not in (None, ""):
        notes.append(
            say("default_is") % (str(field.default).lower() if field.type == "boolean" else field.default)
        )
    if field.ahead:
        notes.append(say("ahead"))
    if field.most and field.writable and field.type in ("text", "longtext"):
        notes.append(say("most") % f"{field.most:,}")
    return "; ".join(notes) if _place() == 0 else "；".join(notes)


def _row(kind: Kind, field: Field) -> tuple[str, ...]:
    searched = say(f"by_{field.search}") if field.search else ""
    meaning = i18n._(field.means)
    return (
        f"`{field.name}`",
        field.shown,
        _type(field),
        _option(kind, field),
        meaning,
        searched,
        _notes(field),
    )


def _rows(kind: Kind, field: Field) -> list[tuple[str, ...]]:
    """A field, and below it the keys of each of its rows: ``lines[].quantity``."""
    parts = [
        (f"`{field.name}[].{part.name}`", part.shown, _type(part), "", i18n._(part.means), "", _notes(part))
        for part in field.parts
    ]
    return [_row(kind, field), *parts]


def _choices(field: Field) -> list[str]:
    after = f" ({say('other_words')})" if field.open else ""
    space = " " if _place() == 0 else ""
    head = f"{say('choices_of')}{space}`{field.name}`{after}"
    return [
        head,
        "",
        *table((say("value"), "English", "中文"), [(f"`{v}`", e, z) for v, e, z in field.choices]),
    ]


def fields() -> list[str]:
    """The page of all records and their fields."""
    head = tuple(say(name) for name in ("key", "label", "type", "option", "meaning", "searched", "notes"))
    lines = [*_title("fields"), say("fields_lead"), "", f"## {say('types')}", ""]
    lines += table((say("type"), "JSON"), [(f"`{name}`", both[_place()]) for name, both in TYPES.items()])
    first = next(iter(KINDS.values()))
    lines += [f"## {say('every_record')}", "", say("every_record_lead"), ""]
    common = [_row(first, first.fields[name]) for name in _COMMON_KEYS]
    lines += table(head, [(*row[:3], "`--owner`" if row[0] == "`owner`" else "", *row[4:]) for row in common])
    for kind in KINDS.values():
        own = [field for field in kind.fields.values() if field.name not in _COMMON_KEYS]
        lines += [f"## {kind.shown} `{kind.name}`", "", say("letter") % kind.letter, ""]
        lines += table(head, [row for field in own for row in _rows(kind, field)])
        if f"{kind.name} list" in registry.paths():
            shown = ", ".join(f"`{name}`" for name in COLUMNS[kind.name])
            filters = " ".join(f"`{option_of(kind.fields[name])}`" for name in COMMON_FILTERS[kind.name])
            colon = ": " if _place() == 0 else "："
            end = "." if _place() == 0 else "。"
            lines += [f"{say('listed')}{colon}{shown}{end} {say('filters')} {filters}{end}", ""]
        for field in own:
            if field.choices:
                lines += _choices(field)
    return lines


def _values(setting: config.Setting) -> str:
    if isinstance(setting.type, tuple):
        return " ".join(f"`{value}`" for value in setting.type if value)
    samples = {
        "currency": "`CNY` `USD` …",
        "zone": "`Asia/Shanghai` …",
        "flag": "`true` `false`",
        "whole": "0, 1, …",
    }
    return samples.get(setting.type, setting.type)


def settings() -> list[str]:
    """The page of all settings, switches and variables."""
    lines = [*_title("settings"), say("settings_lead"), ""]
    rows = []
    for setting in config.SETTINGS.values():
        default = setting.default if not isinstance(setting.default, bool) else str(setting.default).lower()
        shown = say("empty") if default == "" else f"`{default}`"
        rows.append((f"`{setting.key}`", _values(setting), shown, i18n._(setting.means)))
    lines += table([say(name) for name in ("key", "value", "default", "meaning")], rows)
    switched: dict[str, list[str]] = {}
    for entry in registry.ENTRIES:
        if entry.feature:
            switched.setdefault(entry.feature, []).append(f"`crm {entry.name}`")
    lines += [f"## {say('features')}", "", say("features_lead"), ""]
    lines += table(
        [say(name) for name in ("key", "default", "switches")],
        [(f"`{config.FEATURE}{name}`", "`true`", ", ".join(which)) for name, which in switched.items()],
    )
    lines += [f"## {say('variables')}", ""]
    return lines + table(
        (say("variable"), say("meaning")), [(f"`{name}`", both[_place()]) for name, both in VARIABLES.items()]
    )


def codes() -> dict[str, int]:
    """Every error code and its exit code, from the classes."""
    found: dict[str, int] = {}
    for each in pkgutil.iter_modules(
        exchange.__path__, "crmcli.exchange."
    ):  # readers of files have codes of their own
        import_module(each.name)
    todo: list[type[errors.CrmError]] = [errors.CrmError]
    while todo:
        one = todo.pop(0)
        found.setdefault(one.code, one.exit_code)
        todo += one.__subclasses__()
    return dict(sorted(found.items(), key=lambda item: (item[1], list(ERRORS).index(item[0]))))


def errors_page() -> list[str]:
    """The page of exit codes and errors."""
    lines = [*_title("errors"), say("errors_lead"), "", f"## {say('exits')}", ""]
    lines += table(
        (say("exit"), say("meaning")), [(str(code), both[_place()]) for code, both in EXITS.items()]
    )
    rows = []
    for code, exit_code in codes().items():
        *meanings, details = ERRORS[code]
        shown = " ".join(f"`{name}`" for name in details.split())
        rows.append((f"`{code}`", str(exit_code), meanings[_place()], shown))
    head = [say(name) for name in ("code", "exit", "meaning", "details")]
    return [*lines, f"## {say('codes')}", "", *table(head, rows)]


def keys() -> list[str]:
    """The page of all keys of the full-screen interface."""
    from crmcli.tui.actions import ACTIONS, SCOPES, key_shown

    lines = [*_title("keys"), say("keys_lead"), ""]
    for scope, title in SCOPES.items():
        rows = [
            (
                " ".join(f"`{key_shown(key)}`" for key in action.keys),
                action.shown,
                f"`{action.id}`",
                f"`crm {action.command}`" if action.command else "",
            )
            for action in ACTIONS.values()
            if action.scope == scope
        ]
        if rows:
            lines += [f"## {i18n._(title)}", ""]
            lines += table([say(name) for name in ("keys_head", "does_what", "action", "command")], rows)
    return lines


PAGES = {"commands": commands, "fields": fields, "settings": settings, "keys": keys, "errors": errors_page}


def pages() -> dict[str, str]:
    """Every page by its file name."""
    before = i18n.language()
    out = {}
    try:
        for language, ending in LANGUAGES.items():
            i18n.use_language(language)
            for name, make in PAGES.items():
                other = next(one for one in LANGUAGES if one != language)
                shown = "中文" if other == "zh" else "English"
                link = f"[{shown}]({name}{LANGUAGES[other]}.md)"
                title, *rest = make()
                out[f"{name}{ending}.md"] = "\n".join([title, "", link, *rest]).rstrip("\n") + "\n"
    finally:
        i18n.use_language(before)
    return out


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` name those that are stale and return 1."""
    check = arguments == ["--check"]
    if arguments and not check:
        print("usage: python -m crmcli.commands.docs [--check]", file=sys.stderr)
        return 2
    absent = missing()
    for line in absent:
        print(f"not in the reference, {line}", file=sys.stderr)
    stale = []
    for name, content in pages().items():
        path = FOLDER / name
        if path.exists() and path.read_text("utf-8") == content:
            continue
        stale.append(name)
        if not check:
            os.makedirs(FOLDER, exist_ok=True)
            path.write_text(content, "utf-8")
    if check and stale:
        print(
            f"stale, run `make generate`: {', '.join(f'docs/reference/{name}' for name in stale)}",
            file=sys.stderr,
        )
    return 1 if check and (stale or absent) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
