"""What a field's value can be chosen from: its choices, records found as one types, days that are meant often."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError
from crmcli.i18n import N_, _
from crmcli.shown import editing
from crmcli.shown.days import day_title
from crmcli.text.clean import clean_line
from crmcli.text.names import name_key
from crmcli.tui.screens.choosing import choose, choose_many
from crmcli.tui.widgets.choices import Option
from crmcli.verbs import forms

if TYPE_CHECKING:
    from datetime import date

    from crmcli.store.meta import Field
    from crmcli.tui.formrows import Row
    from crmcli.tui.screens.formbox import FormBox

    Link = dict[str, Any]

# Repetitions in words that the reminders understand.
_REPEATS = (
    (N_("every day"), "every day"), (N_("every weekday"), "every weekday"), (N_("every week"), "every week"),
    (N_("every two weeks"), "every 2 weeks"), (N_("every month"), "every month"), (N_("every year"), "every year"),
)  # fmt: skip
_NONE = ""


async def choose_for(form: FormBox, row: Row) -> None:
    """Choose a row's value; what is chosen stands in it as if it were typed."""
    kind = row.field.type
    if kind == "boolean":
        form.fields.typed(" ")
    elif kind == "links":
        await _links(form, row)
    elif kind in ("link", "anylink"):
        await _link(form, row)
    else:
        options, free = _options(form, row)
        chosen = await choose(form, row.label, options, free=free)
        if chosen is not None:
            form.fields.fill(row, chosen)
            form.settle(row)


def _options(form: FormBox, row: Row) -> tuple[list[Option], Any]:
    """The options of a row that needs no search, and what makes one of what is typed."""
    field = row.field
    if field.type == "choice":
        return _choices(row), (lambda typed: Option(typed.strip(), typed.strip())) if field.open else None
    if field.name == "repeat":
        return [Option(text, _(label)) for label, text in _REPEATS], None
    if field.name == "currency":
        from crmcli.text.currencies import COMMON

        return [Option(code.upper(), code.upper()) for code in sorted(COMMON)], None

    def read(typed: str) -> Option | None:
        try:
            content = forms.understood(form.app.store, field, typed, "")
        except CrmError:
            return None
        said = editing.moment_said(str(content), form.app.store.clock())
        return Option(editing.text_of(field, content), typed.strip(), said)

    return _days(form, field), read


def _choices(row: Row) -> list[Option]:
    """A field's choices, to be found by either language, pinyin and initials."""
    field = row.field
    out = []
    for value, english, chinese in field.choices:
        label = field.choice_shown(value)
        other = chinese if label == english else english
        out.append(Option(label, label, value if name_key(value) != name_key(label) else "", other))
    if not row.needed and field.default is None:
        out.append(Option(_NONE, _("none"), ""))
    return out


def begun(row: Row) -> str | None:
    """The one choice that what was typed into a row is the beginning of, in either language or by its sound."""
    words = name_key(row.text).split()
    fitting = [(option.fits(words), option) for option in _choices(row) if option.value != _NONE]
    fitting = sorted((one for one in fitting if one[0]), key=lambda one: -one[0])
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    return str(fitting[0][1].value)


def _days(form: FormBox, field: Field) -> list[Option]:
    """Days that are meant often, of what lies ahead or behind."""
    now = form.app.store.clock()
    today = now.date()

    def day(label: str, on: date) -> Option:
        return Option(on.isoformat(), label, day_title(on, now))

    if field.ahead:
        monday = today + timedelta(days=7 - today.weekday())
        month = (today.replace(day=1) + timedelta(days=62)).replace(day=1)
        after = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
        return [
            day(_("today"), today),
            day(_("tomorrow"), today + timedelta(days=1)),
            day(_("the day after tomorrow"), today + timedelta(days=2)),
            day(_("next Monday"), monday),
            day(_("in a week"), today + timedelta(days=7)),
            day(_("in two weeks"), today + timedelta(days=14)),
            day(_("end of the month"), after - timedelta(days=1)),
            day(_("end of next month"), month - timedelta(days=1)),
            *([] if field.required else [Option(_NONE, _("none"))]),
        ]
    moment = [] if field.type == "date" else [Option(f"{now:%Y-%m-%d %H:%M}", _("now"), f"{now:%H:%M}")]
    return [
        *moment,
        day(_("today"), today),
        day(_("yesterday"), today - timedelta(days=1)),
        day(_("the day before yesterday"), today - timedelta(days=2)),
        day(_("a week ago"), today - timedelta(days=7)),
        Option(_NONE, _("none")),
    ]


# --- records ------------------------------------------------------------------------------------------------------


def _kinds(field: Field) -> tuple[str, ...]:
    from crmcli.verbs.documents import ABOUT

    return (field.link,) if field.link else ABOUT


async def _find(form: FormBox, field: Field, text: str) -> list[Option]:
    found = await form.app.access.read(
        "form.choose", forms.candidates, _kinds(field), text, form.customer_id()
    )
    out = []
    for link, said in found:
        beside = " · ".join(part for part in (link["ref"], said if said != link["name"] else "") if part)
        out.append(Option(link, link["name"], beside))
    return out


async def _link(form: FormBox, row: Row) -> None:
    async def search(text: str) -> list[Option]:
        options = await _find(form, row.field, text)
        if not text.strip() and not row.needed:
            options.append(Option({}, _("none")))
        return options

    chosen = await choose(form, row.label, [], search=search, hint=_("type a name, pinyin or ref"))
    if chosen is None:
        return
    if chosen:
        row.links[clean_line(chosen["name"])] = chosen
    form.fields.fill(row, clean_line(chosen["name"]) if chosen else "")


async def _links(form: FormBox, row: Row) -> None:
    """Several records: of a customer's people and of ours all are shown, others are found one by one."""
    customer = form.customer_id()
    present = [row.links[line] for line in row.lines if line in row.links]
    if row.field.link == "contact" and customer is not None:
        known = await form.app.access.read("form.choose", forms.people_of, customer)
    elif row.field.link == "member":
        known = [
            link
            for link, _said in await form.app.access.read(
                "form.choose", forms.candidates, ("member",), "", None
            )
        ]
    else:
        options = await _find(form, row.field, "")
        chosen = await choose(
            form, row.label, options, search=lambda text: _find(form, row.field, text),
            hint=_("type a name, pinyin or ref"),
        )  # fmt: skip
        if chosen is not None:
            _fill_links(form, row, [*present, chosen])
        return
    ids = {one["id"] for one in known}
    known += [one for one in present if one["id"] not in ids]
    by_id = {one["id"]: one for one in known}
    marked = await choose_many(
        form,
        row.label,
        [(one["id"], one["name"], one["ref"]) for one in known],
        [one["id"] for one in present],
    )
    if marked is not None:
        _fill_links(form, row, [by_id[id] for id in marked])


def _fill_links(form: FormBox, row: Row, links: list[Link]) -> None:
    """Put links into a row; what stood there and was not understood stays."""
    names = editing.names_of(list({one["id"]: one for one in links}.values()))
    others = [line for line in row.lines if line not in row.links]
    row.links |= names
    form.fields.fill(row, "\n".join([*names, *others]))
