"""Reading dates and times in Chinese and English.

A small reader walks over the text by hand (no large patterns: compiling them would cost more than the
reading). Every rule is spelled in the machine contract; what is not sure is left alone.

Said on Wednesday 2026-11-18 10:30, ``下周三下午3点`` is 2026-11-25 15:00, ``15号`` 12-15.
Weeks begin on Monday.

The rules lie in the modules beside this one, by job and language. They are imported when there is a text to read,
and those of a language only if the text has characters of it.
"""

from __future__ import annotations

# A named tuple would cost more to make than the whole of this module to import.
from operator import itemgetter

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import date, datetime


class When(tuple):  # type: ignore[type-arg]
    """A day or a moment: ``on`` a date or ``at`` an aware datetime, the other one ``None``."""

    __slots__ = ()

    def __new__(cls, on: date | None, at: datetime | None) -> When:
        return tuple.__new__(cls, (on, at))

    on = property(itemgetter(0))
    at = property(itemgetter(1))


class Span(tuple):  # type: ignore[type-arg]
    """A date found in a text: its place, and ``when`` it is.

    ``when`` is None if ``reason`` says why it is none (``no_such_date``, ``no_day``).
    ``back`` is what it means if it is known to lie in the past, where the words leave that open (``周一``,
    ``3月1日``); else None. ``repeat`` is the rule of RFC 5545 where the words say that it comes again
    (``每周一`` is ``FREQ=WEEKLY;BYDAY=MO``); ``when`` is then the first one still to come.
    """

    __slots__ = ()

    def __new__(
        cls,
        start: int,
        end: int,
        when: When | None,
        reason: str | None,
        back: When | None,
        repeat: str | None = None,
    ) -> Span:
        return tuple.__new__(cls, (start, end, when, reason, back, repeat))

    start = property(itemgetter(0))
    end = property(itemgetter(1))
    when = property(itemgetter(2))
    reason = property(itemgetter(3))
    back = property(itemgetter(4))
    repeat = property(itemgetter(5))


class WhenError(ValueError):
    """A text is no date: ``reason`` is ``no_date``, ``no_such_date`` or ``not_only_a_date``."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.text = text
        self.reason = reason


def find_when(
    text: str, now: datetime, date_order: str = "mdy", looking: str = "ahead", repeats: bool | None = None
) -> list[Span]:
    """All dates and times in ``text``, in order, in the zone of ``now``.

    ``looking``: ``ahead`` (a time already past goes to its next occurrence), ``back`` (to its last one), or
    ``note`` (as ahead, but a time of today may be past, and 本周一 is this week's).
    ``repeats``: whether words that say a repetition are told (``每周一``, ``every friday at 3``), or passed over, as
    no single date is meant by them; None: told, but in a note passed over.
    A date that does not exist has ``when`` None and the reason ``no_such_date``; in a note also a week or
    month ahead without its day, with the reason ``no_day``. Never raises.
    """
    from crmcli.text.when import compose
    from crmcli.text.when.reader import Reader

    reader = Reader(text, now, date_order, looking)
    spans = compose.spans(reader)
    if not spans and looking != "back":
        now_ = compose.now_said(reader)
        spans = [now_] if now_ else []
    if not (looking != "note" if repeats is None else repeats):
        spans = [span for span in spans if span.repeat is None]
    for place, span in enumerate(spans):
        end = (
            compose.impossible_clock(reader.s, span.end)
            if span.when is not None and span.repeat is None
            else 0
        )
        if end:
            spans[place] = Span(span.start, end, None, "no_such_date", None)
    return spans


def joints(text: str, span: Span, first: int = 0, last: int | None = None) -> tuple[int, int]:
    """Where the words begin and end that only join a date to its sentence: *before friday*, *在周五前*.

    They go when the date is cut out of the text. Nothing before ``first`` or from ``last`` on is looked at.
    """
    from crmcli.text.when import lead

    return lead.joints(text, span, first, len(text) if last is None else last)


_LEADS = (
    "on ",
    "by ",
    "at ",
    "before ",
    "until ",
    "till ",
    "from ",
    "around ",
    "about ",
    "due ",
    "在",
    "于",
    "到",
    "等",
)
_TAILS = ("之前", "以前", "前", "左右", ".", "。", ",", "，", "吧", "的")


def _signed(text: str, now: datetime) -> When | None:
    """+3d, -2w, +2h (h d w m y)."""
    if (
        len(text) < 3
        or text[0] not in "+-"
        or text[-1] not in "hdwmy"
        or not (text[1:-1].isascii() and text[1:-1].isdigit())
    ):
        return None
    if len(text) > 8:
        return None
    count = int(text[1:-1]) * (-1 if text[0] == "-" else 1)
    from crmcli.text.when import arithmetic
    from crmcli.text.when.reader import Reader

    found = arithmetic.add(Reader("", now, "mdy", "ahead"), count, text[-1])
    if found[0] == "bad":
        return None
    return When(None, found[1]) if found[0] == "moment" else When(found[1], None)


def read_when(text: str, now: datetime, date_order: str = "mdy", looking: str = "ahead") -> When:
    """The one date or time that ``text`` is, in the zone of ``now``.

    Besides what `find_when` finds: ISO forms, ``now``, and ``+3d``, ``-2w``, ``+2h``.
    Raises WhenError if it is no date, not only a date, or a date that does not exist.
    """
    from crmcli.text.when.reader import plain as plain_form

    plain = plain_form(text).strip()
    if plain in ("now", "现在"):
        return When(None, now)
    signed = _signed(plain.replace(" ", ""), now)
    if signed:
        return signed
    changed = True
    while changed:
        changed = False
        for lead in _LEADS:
            if plain.startswith(lead) and len(plain) > len(lead):
                plain, changed = plain[len(lead) :].strip(), True
    spans = find_when(plain, now, date_order, looking, repeats=False)
    if not spans:
        raise WhenError(text, "no_date")
    first = spans[0]
    rest = plain[first.end :].strip()
    while rest and rest.startswith(_TAILS):
        rest = rest[1:].strip()
        if rest == "前":
            rest = ""
    if len(spans) > 1 or plain[: first.start].strip() or rest:
        raise WhenError(text, "not_only_a_date")
    when: When | None = first.when
    if when is None:
        raise WhenError(text, first.reason or "no_date")
    return when
