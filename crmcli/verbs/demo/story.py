"""How dealings run: arcs of stages, each stage a scene told on a working day, up to where things stand now."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from random import Random
from typing import NamedTuple

from crmcli.verbs.demo import cast as casting
from crmcli.verbs.demo import scenes_en, scenes_zh
from crmcli.verbs.demo.cast import Cast
from crmcli.verbs.demo.scene import Scene

# An arc: stages in order (``?`` may be left out), and whether it is still open at its end.
ARCS: dict[str, tuple[tuple[str, ...], bool]] = {
    "fresh": (("first", "introduce?"), True),
    "sampling": (("first", "introduce?", "samples", "sample_ok?"), True),
    "quoting": (("first", "introduce?", "samples", "sample_ok", "quote"), True),
    "haggling": (("first", "introduce", "samples", "sample_bad?", "sample_ok", "quote", "haggle_price"), True),
    "terms": (("first", "introduce?", "samples", "sample_ok", "quote", "haggle_price", "visit?", "haggle_terms"), True),
    "running": (("first", "samples", "sample_ok", "quote", "haggle_price", "haggle_terms?", "order", "production"), True),
    "won": (("first", "introduce?", "samples", "sample_ok", "quote", "haggle_price", "order", "production", "shipped",
             "paid", "visit?", "reorder"), True),
    "old": (("regular", "reorder", "production?", "shipped", "paid", "regular", "reorder?"), True),
    "angry": (("regular", "reorder", "shipped", "complaint"), True),
    "mended": (("regular", "reorder", "shipped", "complaint", "complaint_done", "regular"), True),
    "waiting": (("first", "introduce", "quote", "chase", "paused"), True),
    "chasing": (("first", "samples", "quote", "haggle_price", "chase", "chase"), True),
    "silent": (("first", "samples", "quote", "chase", "chase", "silent"), False),
    "lost": (("first", "introduce", "samples", "sample_ok", "quote", "haggle_price", "lost"), False),
}  # fmt: skip
STARTED_BEFORE = ("old", "angry", "mended")  # customers from before the year that the store tells of

# How many days lie before a stage.
_GAPS = {
    "introduce": (3, 9), "samples": (3, 9), "sample_ok": (9, 18), "sample_bad": (8, 15), "quote": (2, 7),
    "haggle_price": (3, 10), "haggle_terms": (2, 8), "visit": (6, 16), "order": (3, 10), "production": (8, 16),
    "shipped": (8, 18), "paid": (12, 30), "reorder": (20, 50), "regular": (25, 60), "complaint": (8, 20),
    "complaint_done": (4, 9), "chase": (7, 15), "silent": (20, 35), "lost": (6, 14), "paused": (8, 20),
}  # fmt: skip
# What the customer is after the last stage told.
_STATUS = {
    "lead": ("first", "introduce", "samples", "sample_ok", "sample_bad", "quote", "haggle_price", "haggle_terms",
             "chase", "visit", "paused"),
    "active": ("order", "production", "shipped", "paid", "reorder", "regular", "complaint", "complaint_done"),
    "dormant": ("silent",),
    "lost": ("lost",),
}  # fmt: skip
STATUS_AT = {stage: status for status, stages in _STATUS.items() for stage in stages}


class Due(NamedTuple):
    """When a next step is due: a day and perhaps an hour."""

    on: date
    hour: int | None = None
    minute: int = 0


class Told(NamedTuple):
    """A scene as it was told on a day, filled in."""

    at: datetime
    stage: str
    kind: str
    text: str
    judgement: str
    next: str
    due: Due | None
    tags: tuple[str, ...]
    amount: tuple[int, str] | None  # minor units and currency
    people: tuple[int, ...]
    with_boss: bool


def working(day: date, step: int = -1) -> date:
    """The day itself, or from a weekend the next working day in the direction of ``step``."""
    while day.weekday() > 4:
        day += timedelta(days=step)
    return day


def moment(random: Random, day: date, zone: tzinfo | None) -> datetime:
    """Some time of a day's office hours."""
    minutes = random.randrange(8 * 60 + 35, 17 * 60 + 45)
    if 12 * 60 <= minutes < 13 * 60:
        minutes += 75
    return datetime.combine(day, time(minutes // 60, minutes % 60), zone)


def stages_of(random: Random, arc: str) -> list[str]:
    """The stages of an arc, those that may be left out as chance wants."""
    return [stage.rstrip("?") for stage in ARCS[arc][0] if not stage.endswith("?") or random.random() < 0.5]


def days_of(random: Random, stages: list[str], last: date, first: date) -> list[date]:
    """The working days on which the stages were told, the last of them on ``last``, none before ``first``."""
    days = [last]
    for stage in reversed(stages[1:]):
        gap = random.randrange(*_GAPS[stage])
        days.append(working(days[-1] - timedelta(days=gap)))
    return [max(day, working(first, 1)) for day in reversed(days)]


def scenes_of(cast: Cast, stage: str) -> tuple[Scene, ...]:
    """The scenes a stage may be told by."""
    told = scenes_zh.SCENES if cast.zh else scenes_en.SCENES
    return told[f"first_{cast.source}" if stage == "first" else stage]


def chosen(random: Random, cast: Cast, stage: str, used: set[str], *, open: bool = False) -> Scene:
    """A scene of a stage that was not told of this customer yet; with ``open`` one that something follows from."""
    scenes = scenes_of(cast, stage)
    fitting = [scene for scene in scenes if scene.text not in used and (scene.next or not open)]
    if len(cast.people) == 1:  # nobody else is there to speak of
        fitting = [scene for scene in fitting if "{c2}" not in scene.text + scene.next] or fitting
    scene = random.choice(fitting or scenes)
    used.add(scene.text)
    return scene


def told(
    random: Random, cast: Cast, stage: str, scene: Scene, at: datetime, due: Due | None, boss: str
) -> Told:
    """A scene filled in: the note with its judgement, next step and tags in it, as it would be typed."""
    if stage == "reorder":
        cast.words["po"] = casting.order_number(random, cast.zh)
    words = {
        **cast.words, "n": str(random.randrange(2, 6)), "boss": boss, "fair": fair(at.date(), cast.zh),
    }  # fmt: skip
    text = scene.text.format_map(words)
    judgement = scene.judgement.format_map(words)
    following = scene.next.format_map(words) if due is not None else ""
    tags = tuple(scene.tags.split())
    people = tuple(
        at for at, place in enumerate(("{c}", "{c2}")) if place in scene.text and at < len(cast.people)
    )
    if "{c2}" in scene.text and len(cast.people) > 1:
        people = (*(at for at in people if at == 0), len(cast.people) - 1)
    full = whole(cast.zh, text, judgement, following, due, tags, at)
    amount = (casting.total(cast.deal, scene.amount), cast.deal.currency) if scene.amount else None
    return Told(
        at, stage, scene.kind, full, judgement, following, due, tags, amount, people, "{boss}" in scene.text
    )


def whole(
    zh: bool, text: str, judgement: str, following: str, due: Due | None, tags: tuple[str, ...], at: datetime
) -> str:
    end, mark = ("。", "判断:") if zh else (". ", "Judgement: ")
    """A note as it would be typed: what was, what is thought, what comes next, tags."""
    parts = text + ("" if text.endswith(("。", "!")) else end)
    if judgement:
        parts += mark + judgement + end
    if following and due is not None:
        when = due_words(due, at.date(), zh)
        parts += f"{when}{following}{end}" if zh else f"{following} {when}{end}"
    if tags:
        parts = parts.rstrip() + "".join(f" #{tag}" for tag in tags)
    return parts.strip()


_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def due_words(due: Due, today: date, zh: bool) -> str:
    """A day ahead as one says it on a day: 明天, 周五, 下周三下午3点, 12月5日; tomorrow, next Wed 3pm, 5 December."""
    ahead = (due.on - today).days
    weeks = (due.on - timedelta(days=due.on.weekday()) - today + timedelta(days=today.weekday())).days // 7
    weekday = due.on.weekday()
    if zh:
        if ahead in (0, 1, 2):
            day = ("今天", "明天", "后天")[ahead]
        elif weeks in (0, 1):
            day = ("周", "下周")[weeks] + _DAYS_ZH[weekday]
        else:
            day = f"{due.on.month}月{due.on.day}日"
        if due.hour is None:
            return day
        hour = f"上午{due.hour}点" if due.hour < 12 else f"下午{due.hour - 12}点"
        return day + hour + ("半" if due.minute == 30 else "")
    if ahead in (0, 1):
        day = ("today", "tomorrow")[ahead]
    elif weeks == 0:
        day = f"on {_DAYS_EN[weekday]}"
    elif weeks == 1:
        day = f"next {_DAYS_EN[weekday]}"
    else:
        day = f"on {due.on.day} {_MONTHS[due.on.month - 1]}"
    if due.hour is None:
        return day
    minute = ":30" if due.minute == 30 else ""
    return f"{day} {due.hour if due.hour <= 12 else due.hour - 12}{minute}{'am' if due.hour < 12 else 'pm'}"


def fair(day: date, zh: bool) -> str:
    """The trade fair that people come from at that time of the year."""
    _from, chinese, english = [one for one in _FAIRS if (day.month, day.day) >= one[0]][-1]
    return chinese if zh else english


# From which day of the year on it is that fair that people come from.
_FAIRS = (
    ((1, 1), "年底的建材展", "the building fair in Dubai"),
    ((3, 1), "宁波机电展", "the hardware fair in Cologne"),
    ((4, 15), "春季广交会", "the spring Canton Fair"),
    ((5, 15), "上海泵阀展", "the pump and valve show in Shanghai"),
    ((8, 1), "上海五金展", "the hardware show in Shanghai"),
    ((10, 15), "秋季广交会", "the autumn Canton Fair"),
    ((11, 15), "年底的建材展", "the building fair in Dubai"),
)
