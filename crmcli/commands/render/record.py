"""One record whole: what it is, what is open, who is who, its facts and gaps, and the tale of all dealings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from crmcli.commands.render.paint import DIM, LATE, NOTED, REF, draw, head, plain, within
from crmcli.i18n import _, listed
from crmcli.shown.cells import cell
from crmcli.shown.notices import pressing, sentence, speakers
from crmcli.shown.star import AFTER, BEFORE, LEAD, PROSE, STAMPS, STATES, due_of, facts_of, is_open, several
from crmcli.shown.values import human, money, past, when
from crmcli.shown.wrapping import DOT, paragraphs
from crmcli.shown.wrapping import parts as broken
from crmcli.store.records import KINDS
from crmcli.text.clean import harmless
from crmcli.text.clean import width as cells_of

if TYPE_CHECKING:
    from datetime import datetime

    from crmcli.commands.session import Session
    from crmcli.store.meta import Kind

# A terminal so wide has two columns of facts of any length, and a contact or dealing on one line.
WIDE = 100

# Kinds that stand elsewhere than among what is closed.
_ELSEWHERE = (
    "contact",
    "document",
    "followup",
    "guidance",
    "stage_change",
    "share",
    "step",
    "payment",
    "approval",
)
_LATEST = 20  # dealings that are told whole


def star(record: dict[str, Any], kind: Kind, session: Session) -> str:
    """One record whole, what matters most first."""
    now = session.store.clock()
    parts: list[RenderableType] = [_name(record, kind, session.width)]
    if kind.name == "opportunity":
        from crmcli.commands.render import deal

        found = deal.of(record, session)
        parts += [*deal.lead(found, session), *deal.sections(record, found, session)]
    else:
        parts += _lead(record, kind, now, session.width)
    if record.get("conflicts"):
        parts += _conflicts(record, now)
    if kind.name == "quote":
        from crmcli.commands.render import quote

        parts += quote.sections(record, session)
    if kind.name == "approval":
        from crmcli.commands.render import approval

        parts += approval.sections(record, session)
    if kind.name == "order":
        from crmcli.commands.render import order

        parts += order.sections(record, session)
    if kind.name == "followup":
        parts += [
            part
            for name in PROSE
            if record.get(name)
            for part in ("", head(kind.fields[name].shown), plain_lines(record[name], session.width))
        ]
    related = record.get("related", {})
    if related.get("approval"):
        from crmcli.commands.render import approval

        rows = related["approval"]
        parts += ["", _section(KINDS["approval"], len(rows)), approval.listed(rows, now)]
    opened = [
        (KINDS[name], one)
        for name, rows in related.items()
        for one in rows
        if is_open(KINDS[name], one)
        and name != "approval"
        and not (name in ("step", "duty") and kind.name == "order")  # they have places of their own
    ]
    if opened:
        opened.sort(key=lambda each: str(due_of(each[1]) or "9999"))
        parts += ["", head(_counted(_("Open"), len(opened))), _tasks(opened, now)]
    if related.get("guidance"):
        said = related["guidance"]
        parts += ["", _section(KINDS["guidance"], len(said)), _talk(said, record, now, session.width)]
    for name in (*BEFORE, *(n for n in related if n not in (*BEFORE, *AFTER, "followup"))):
        rows = [one for one in related.get(name, ()) if not is_open(KINDS[name], one)]
        if rows and name == "contact":
            parts += ["", _section(KINDS[name], len(rows)), _contacts(rows, session)]
    facts, gaps = facts_of(record, kind, now)
    if facts or gaps:
        parts += ["", head(_("Facts"))]
    if facts:
        parts.append(_columns(facts, session))
    if gaps:
        parts.append(plain(_("Not known: %(fields)s") % {"fields": listed(gaps)}, NOTED))
    if related.get("document"):
        parts += [
            "",
            _section(KINDS["document"], len(related["document"])),
            _documents(related["document"], now),
        ]
    if related.get("followup"):
        entries = related["followup"]
        parts += [
            "",
            _section(KINDS["followup"], len(entries)),
            _dealings(entries, record, now, session.width),
        ]
    for name, rows in related.items():
        over = [one for one in rows if not is_open(KINDS[name], one)]
        if over and name not in _ELSEWHERE and not (name == "duty" and kind.name == "order"):
            closed = [(KINDS[name], one) for one in over]
            parts += [
                "",
                head(_counted(several(KINDS[name]) + DOT + _("closed"), len(over))),
                _tasks(closed, now),
            ]
    parts += ["", _stamps(record, kind, now)]
    return draw(Group(*parts), session)


def _conflicts(record: dict[str, Any], now: datetime) -> list[RenderableType]:
    """That others changed the record as well, and nobody has decided yet."""
    from crmcli.shown.syncing import brief

    found = record["conflicts"]
    told = [plain(brief(one, now), NOTED) for one in found]
    way = f"crm sync conflicts {record['ref']}"
    return ["", head(_counted(_("Conflicts"), len(found)), LATE), *told, plain(way, DIM)]


def _section(kind: Kind, number: int) -> RenderableType:
    return head(_counted(several(kind), number))


def _counted(title: str, number: int) -> str:
    return f"{title} {number}"


def _name(record: dict[str, Any], kind: Kind, width: int) -> Text:
    """What it is called, its ref and its kind; of a text that stands below in full only what fits on the line."""
    rest = Text.assemble(
        "  ",
        (record["ref"], REF),
        f"  {kind.shown}",
        (f"  {_('archived')}" if record["archived"] else "", NOTED),
    )
    called = sentence(record) if kind.name == "notice" else str(record.get(kind.title) or "")
    title = plain(called.split("\n", 1)[0], "bold")
    if kind.name == "followup":
        title = within(title, width - rest.cell_len)
    return Text.assemble(title, rest)


def _lead(record: dict[str, Any], kind: Kind, now: datetime, width: int) -> list[RenderableType]:
    """Level, status, owner, when last and when next; a day that is past is marked. On a narrow terminal two lines."""
    lines = [Text()]
    for name in LEAD.get(kind.name, ()):
        field = kind.fields[name]
        content = record.get(name)
        text = human(content, field, now)
        if not text:
            continue
        late = name == "next_followup" and past(str(content), now)
        said = Text.assemble(
            plain("" if name == "status" else f"{field.shown} ", DIM),
            plain(("! " if late else "") + text, LATE if late else "bold"),
        )
        if lines[-1].plain and lines[-1].cell_len + len(DOT) + said.cell_len > width:
            lines.append(Text())
        if lines[-1].plain:
            lines[-1].append(DOT, DIM)
        lines[-1].append_text(said)
    return [line for line in lines if line.plain]


def _tasks(entries: list[tuple[Kind, dict[str, Any]]], now: datetime) -> RenderableType:
    """What is or was to be done: ref, due with a mark when it is late, kind or state, what, how much."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for style in (REF, "", DIM):
        grid.add_column(style=style, no_wrap=True)
    grid.add_column(overflow="fold")
    for kind, one in entries:
        opened = is_open(kind, one)
        due = due_of(one) or ""
        late = bool(due) and opened and past(due, now)
        state = next((kind.fields[name].choice_shown(one[name]) for name in STATES if one.get(name)), "")
        said = [str(one.get(kind.title) or "").split("\n", 1)[0]]
        if one.get("repeat"):
            said.append(f"↻ {human(one['repeat'], kind.fields['repeat'], now)}")
        said += [money(one["amount"])] if isinstance(one.get("amount"), dict) else []
        marks = [kind.fields[name].shown for name in ("important", "urgent") if one.get(name) and opened]
        text = plain(DOT.join(said), "" if opened else DIM)
        if marks:
            text.append_text(plain(f"{DOT}{listed(marks)}", NOTED))
        grid.add_row(
            plain(one["ref"]),
            plain(("! " if late else "") + when(due, now), LATE if late else "" if opened else DIM),
            plain(state if kind.name == "reminder" else f"{kind.shown} {state}".strip()),
            text,
        )
    return grid


def _contacts(entries: list[dict[str, Any]], session: Session) -> RenderableType:
    """Who is who, what part they have, and how to reach them: on one line where there is room, else below."""
    kind = KINDS["contact"]
    wide = session.width >= WIDE
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=REF, no_wrap=True)
    grid.add_column(no_wrap=wide, style="bold" if wide else "", overflow="fold")
    if wide:
        grid.add_column(overflow="fold")
        grid.add_column(overflow="fold")
    for one in sorted(entries, key=lambda each: not each["primary"]):
        part = kind.fields["part"].choice_shown(one["part"]) if one["part"] else ""
        role = DOT.join(
            text
            for text in (one["title"], part, kind.fields["primary"].shown if one["primary"] else "")
            if text
        )
        reach = DOT.join([*one["phones"], *one["emails"], *(cell(m) for m in one["messaging"])])
        if wide:
            grid.add_row(one["ref"], plain(one["name"]), plain(role), plain(reach))
            continue
        grid.add_row(one["ref"], Text.assemble(plain(one["name"], "bold"), "  ", plain(role)))
        for line in broken(reach, session.width - 9, "") if reach else ():
            grid.add_row("", plain(line))
    return grid


def _documents(entries: list[dict[str, Any]], now: datetime) -> RenderableType:
    """What papers there are: name, kind, version, who has read it."""
    kind = KINDS["document"]
    grid = Table.grid(padding=(0, 2, 0, 0))
    for style in (REF, "", ""):
        grid.add_column(style=style, no_wrap=True)
    grid.add_column(overflow="fold")
    for one in entries:
        readers = listed(reader["name"] for reader in one.get("read_by") or ())
        said = _("read by %(names)s") % {"names": readers} if readers else _("read by nobody")
        grid.add_row(
            plain(one["ref"]),
            plain(kind.fields["kind"].choice_shown(one["kind"])),
            plain(_("version %(number)d") % {"number": one["version"]}),
            Text.assemble(plain(one["name"]), "  ", plain(said, DIM)),
        )
    return grid


def _columns(facts: list[tuple[str, str]], session: Session) -> RenderableType:
    """Facts in two columns; what is too long for half a line follows below, over the whole."""
    label = max(cells_of(plain(name).plain) for name, _text in facts)
    half = (session.width - 2) // 2 - label - 2
    short = [fact for fact in facts if half >= 12 and cells_of(plain(fact[1]).plain) <= half]
    long = [fact for fact in facts if fact not in short]
    parts: list[RenderableType] = []
    if short:
        grid = Table.grid(padding=(0, 2, 0, 0))
        for width in (label, half, label, half):
            grid.add_column(style=DIM if width == label else "", width=width, no_wrap=True)
        rows = (len(short) + 1) // 2
        for place in range(rows):
            name, text = short[place]
            name2, text2 = short[place + rows] if place + rows < len(short) else ("", "")
            grid.add_row(plain(name), plain(text), plain(name2), plain(text2))
        parts.append(grid)
    if long:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style=DIM, width=min(label, session.width // 2), overflow="fold")
        grid.add_column(overflow="fold")
        room = session.width - min(label, session.width // 2) - 2
        for name, text in long:
            grid.add_row(plain(name), plain_lines(text.replace("\n", " "), room))
        parts.append(grid)
    return Group(*parts)


def _dealings(
    entries: list[dict[str, Any]], record: dict[str, Any], now: datetime, width: int
) -> RenderableType:
    """The tale of all dealings, latest first: beside its date where there is room, below it where there is not."""
    wide = width >= WIDE
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _head_column in range(3 if wide else 0):
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    kinds = KINDS["followup"].fields["kind"]
    told = [
        (one, plain(when(one["at"] or "", now)), plain(kinds.choice_shown(one["kind"])))
        for one in entries[:_LATEST]
    ]
    room = width - 2
    if wide:
        room = (
            width - 13 - max(at.cell_len for _one, at, _k in told) - max(k.cell_len for _one, _at, k in told)
        )
    for one, at, shown in told:
        about = _about(one, record)
        text = _told(one, now, room)
        if wide:
            if about.plain:
                text = Text.assemble(about, "\n", text)
            grid.add_row(Text(one["ref"], REF), at, shown, text)
        else:
            gap = "  " if about.plain else ""
            grid.add_row(Text.assemble((one["ref"], REF), "  ", at, "  ", shown, gap, about))
            grid.add_row(Padding(text, (0, 0, 0, 2)))
    left = len(entries) - _LATEST
    if left > 0:
        more = _("… and %(number)d earlier ones") % {"number": left}
        if record["kind_of_record"] == "customer":
            more += f"{DOT}crm followup list --customer {record['ref']}"
        grid.add_row(*[""] * (3 if wide else 0), plain(more, DIM))
    return grid


def _talk(entries: list[dict[str, Any]], record: dict[str, Any], now: datetime, width: int) -> RenderableType:
    """What was said to each other, the newest last: who to whom, what sort, and below it the text."""
    parts: list[RenderableType] = []
    told = entries[::-1]  # of the same moment in the order in which it was said
    told.sort(key=lambda each: str(each["created_at"]))
    for one in told:
        facts = pressing(one)
        if one["about"] and one["about"]["id"] != record["id"] and record["kind_of_record"] != "guidance":
            facts.append(one["about"]["name"])
        waiting = one["state"] == "open"
        lead = Text.assemble(
            (one["ref"], REF), "  ", plain(when(one["created_at"], now)), "  ", plain(speakers(one), "bold"), "  ",
            plain(DOT.join(facts), NOTED if waiting else DIM),
        )  # fmt: skip
        parts += [lead, Padding(plain_lines(one["text"], width - 2), (0, 0, 0, 2))]
    return Group(*parts)


def _about(one: dict[str, Any], record: dict[str, Any]) -> Text:
    """What was dealt with, by whom: the amount, those who took part, who wrote it down if not the owner."""
    said = [money(one["amount"])] if one["amount"] else []
    names = [each["name"] for each in (*one["contacts"], *one["members"]) if each["id"] != record["id"]]
    if names:
        said.append(listed(names))
    author = one.get("author")
    if author and (not record.get("owner") or author["id"] != record["owner"]["id"]):
        said.append(_("by %(name)s") % {"name": author["name"]})
    return plain(DOT.join(said), DIM)


def _told(one: dict[str, Any], now: datetime, cells: int) -> Text:
    """What was said, what is thought of it, what comes next; nothing that the text says itself."""
    text = plain_lines(one["text"], cells)
    if one["judgement"] and one["judgement"] not in one["text"]:
        label = KINDS["followup"].fields["judgement"].shown
        said = _("%(field)s: %(value)s") % {"field": label, "value": one["judgement"]}
        text = Text.assemble(text, "\n", plain_lines(said, cells, DIM))
    if one["next_step"] or one["next_due"]:
        due = when(one["next_due"], now) if one["next_due"] else ""
        said = f"→ {one['next_step'] or ''} {due}".rstrip()
        over = bool(one["next_due"]) and past(one["next_due"], now)
        text = Text.assemble(text, "\n", plain_lines(said, cells, DIM if over else ""))
    return text


def plain_lines(text: str, cells: int, style: str = "") -> Text:
    """Text of several lines in so many cells, broken as Chinese and English are."""
    return Text("\n".join(paragraphs(harmless(text).replace("\t", " "), cells)), style)


def _stamps(record: dict[str, Any], kind: Kind, now: datetime) -> Text:
    """Since when the record is there, and when it was changed last."""
    said = [
        f"{kind.fields[name].shown} {human(record[name], kind.fields[name], now)}"
        for name in STAMPS
        if record.get(name)
    ]
    return plain(DOT.join(said), DIM)
