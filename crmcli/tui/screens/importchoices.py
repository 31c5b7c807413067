"""What is asked before an import: which field a column is, how the file is read, what becomes of known records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError
from crmcli.i18n import _
from crmcli.shown.mapping import ON_DUPLICATE, UNKNOWN, choices_of, delimiter_shown, target_shown
from crmcli.shown.star import several, several_of
from crmcli.store.records import KINDS
from crmcli.text.clean import harmless
from crmcli.tui.screens.choosing import choose
from crmcli.tui.widgets.choices import Option
from crmcli.verbs.importing.looking import copied, first_lines, sheet_names

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from crmcli.tui.screens.importplan import ImportPlan

_GUESS = ("guess",)  # the value of what leaves it to the guess
_ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "cp1252", "latin-1", "shift_jis", "euc-kr")
_DELIMITERS = (",", ";", "\t", "|")
_KEYS = ("external_id", "email", "phone", "tax_id", "name")


async def choose_target(plan: ImportPlan, column: dict[str, Any], kind: str, said: bool) -> None:
    """Ask what a column is."""
    options = [
        Option(one.target, one.label, _field(one.target), one.also)
        for one in choices_of(kind, column["header"])
    ]
    now = column["target"] or ""
    options.sort(key=lambda one: one.value != now)  # the present one first
    if said:
        options.insert(1, Option(_GUESS, _("as its header tells")))
    title = f"{harmless(column['header'])} → {target_shown(column['target'], kind)}"
    chosen = await choose(plan, title, options, hint=_("type a piece of a field's name"))
    if chosen is not None and chosen != now:
        plan.say_of_column(None if chosen == _GUESS else chosen)


def _field(target: str) -> str:
    """The name of a field as commands have it."""
    return "" if ".custom." in target else target


async def choose_option(plan: ImportPlan) -> None:
    """Ask what of the reading is to be otherwise, then how."""
    options = plan.options
    file = plan.summary["files"][0] if plan.summary is not None else None
    sheets: Sequence[str] = ()
    try:
        sheets = await plan.app.access.aside(sheet_names, plan.path)
    except CrmError:
        pass  # the plan says so
    text = file is None or file["encoding"] is not None
    found: list[tuple[Callable[[ImportPlan], Awaitable[None]], str, str]] = []
    guessed = several(KINDS[file["kind"]]).lower() if file is not None and not plan.several else ""
    found.append((_kind, _("Rows are"), several(KINDS[options.kind]).lower() if options.kind else guessed))
    if len(sheets) > 1:
        found.append((_sheet(sheets), _("Sheet"), options.sheet or _("all")))
    if file is None or file["header_row"]:
        row = options.header_row or (file["header_row"] if file is not None else None)
        found.append((_header_row, _("Headers"), _("row %(row)d") % {"row": row} if row else ""))
    if text:
        found.append((_encoding, _("Encoding"), (file and file["encoding"]) or options.encoding or ""))
        sign = (file and file["delimiter"]) or options.delimiter
        if sign or file is None:
            found.append((_delimiter, _("Delimiter"), delimiter_shown(sign) if sign else ""))
    found.append((_duplicate, _("A row meets a record"), _(ON_DUPLICATE[options.on_duplicate])))
    found.append((_key, _("Known again by"), _key_shown(options.key)))
    kept = UNKNOWN[options.unknown or "leave"]
    found.append((_unknown, _("Columns nobody knows"), _(kept)))
    ask = await choose(plan, _("How it is read"), [Option(ask, label, value) for ask, label, value in found])
    if ask is not None:
        await ask(plan)


async def _put(plan: ImportPlan, name: str, title: str, options: list[Option], **more: Any) -> None:
    """Ask for the value of an option and look at the file anew; the present value stands first."""
    now = getattr(plan.options, name)
    options.sort(key=lambda one: one.value != (_GUESS if now is None else now))
    chosen = await choose(plan, title, options, **more)
    if chosen is None:
        return
    value = None if chosen == _GUESS else chosen
    if value != now:
        setattr(plan.options, name, value)
        plan.look_again()


def _guess() -> Option:
    return Option(_GUESS, _("as guessed"))


async def _kind(plan: ImportPlan) -> None:
    options = [
        Option(kind.name, several(kind), kind.name, f"{several_of(kind)} {kind.zh}")
        for kind in KINDS.values()
    ]
    await _put(plan, "kind", _("Rows are"), [_guess(), *options])


def _sheet(names: Sequence[str]) -> Callable[[ImportPlan], Awaitable[None]]:
    async def ask(plan: ImportPlan) -> None:
        await _put(
            plan, "sheet", _("Sheet"), [Option(_GUESS, _("all")), *(Option(name, name) for name in names)]
        )

    return ask


async def _header_row(plan: ImportPlan) -> None:
    lines = await plan.app.access.aside(first_lines, plan.path, copied(plan.options))
    options = [Option(number, _("row %(row)d") % {"row": number}, text) for number, text in lines]
    await _put(plan, "header_row", _("Headers"), [_guess(), *options])


async def _encoding(plan: ImportPlan) -> None:
    options = [_guess(), *(Option(name, name) for name in _ENCODINGS)]
    await _put(
        plan, "encoding", _("Encoding"), options, free=lambda typed: Option(typed.strip(), typed.strip())
    )


async def _delimiter(plan: ImportPlan) -> None:
    options = [_guess(), *(Option(sign, delimiter_shown(sign)) for sign in _DELIMITERS)]
    await _put(
        plan, "delimiter", _("Delimiter"), options, free=lambda typed: Option(typed.strip(), typed.strip())
    )


async def _duplicate(plan: ImportPlan) -> None:
    options = [Option(name, _(label), name) for name, label in ON_DUPLICATE.items()]
    await _put(plan, "on_duplicate", _("A row meets a record"), options)


async def _key(plan: ImportPlan) -> None:
    options = [Option(name, _key_shown(name), name) for name in _KEYS]
    await _put(plan, "key", _("Known again by"), [Option(_GUESS, _key_shown(None)), *options])


def _key_shown(name: str | None) -> str:
    """What records are known again by."""
    if name is None:
        return _("external id, e-mail, phone, tax id, then name")
    return KINDS["customer"].fields[name].shown


async def _unknown(plan: ImportPlan) -> None:
    options = [Option(name, _(label), name) for name, label in UNKNOWN.items()]
    await _put(
        plan, "unknown", _("Columns nobody knows"), [_guess(), *options] if plan.options.unknown else options
    )
