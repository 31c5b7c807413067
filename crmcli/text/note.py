"""Reading a note as it is typed: who, what, how much, when, and what comes next.

The order of reading is fixed by the machine contract; each piece of text is used once. What was read is
told with its place (`Span`), what could not be decided is told too and nothing is guessed.
"""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

from bisect import bisect_left
from collections import namedtuple
from datetime import datetime
from itertools import pairwise
from unicodedata import category

from crmcli.text.mentions import find_contacts
from crmcli.text.money import find_money
from crmcli.text.names import name_key
from crmcli.text.pieces import Pieces, is_latin, places_of
from crmcli.text.when import When, find_when

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.text.money import Money

Contact = namedtuple("Contact", "key name title")

NoteReading = namedtuple(
    "NoteReading",
    "tags contact_keys judgement amount at next_step next_due kind understood unresolved repeat",
    defaults=(None,),
)
"""What a note says. ``at`` None: now. ``next_step`` None beside ``next_due``: its clause had no words.

``repeat`` is the RRULE of a next step that comes again, of which ``next_due`` is the first one."""

KINDS = (
    "call material first_visit visit introduction negotiation proposal exhibition email message other".split()
)

_GOODS = (
    "有效期 有效至 有效到 交期 交货 到期 货期 过期 失效 保质期 截关 截单 截止 船期 开船 装船 到港 到货 "
    "离港 出运 质保"
).split()  # fmt: skip
_GOODS_LATIN = frozenset(
    "valid validity expire expires expired expiry expiring expiration eta etd deliver delivers delivery "
    "deliveries delivered deliverable deadline ship ships shipment arrive arrives arrival arriving".split()
)
_GOODS_PHRASES = ("lead time", "due date", "best before")
_SENTENCE_END = frozenset("。！？!?\n")
_CLAUSE_END = frozenset("。；;!！?？，,\n")
_ARRANGED = frozenset("约定订说排划答应好为除到罢免")
_DID = frozenset(
    (
        "visited met called went saw spoke talked phoned emailed mailed texted sent paid received signed "
        "got was were had came rang quoted wrote messaged gave took told heard replied answered presented "
        "demoed discussed negotiated haggled inspected toured stopped ordered handed shipped dispatched "
        "couriered"
    ).split()
)
# after the day only what can be nothing but the past: on monday he called
_DID_AFTER = frozenset("visited met called went saw spoke was were had came rang said told gave took".split())
_WILL = frozenset("will to shall agreed want wants next for should must ll until till by before".split())
# 周一再过去, 周一再了解一下; 来了不, 来了吗
_NOT_DID = frozenset("不吗来去年节户账磅程目关期滤夜解结断")
_DIRECTION = frozenset("him her them us me it the their his our your mr ms mrs dr back over".split())
_DONE_OF = frozenset("发寄定谈签报送说收打见聊提回问")
_ALREADY = ("已", "已经", "已于", "已经于", "已在", "已经在")
_PAST_OF = frozenset("发寄付交签报送收打见聊到回问谈")
_PLANNED = frozenset("要会将准想能可需该等")
_THERE = (
    "都在 会在 上班 下班 开门 关门 营业 有空 不在 休息 放假".split()
    + "best time|best reached|is in |are in |available|office hours|opening hours|opens at|closes at".split(
        "|"
    )
    + "is open|is closed|is free".split("|")
)
_BETWEEN = frozenset(("至", "到", "-", "~", "–", "—", "to", "and", "or", "和", "或", "、", "/"))
_EDGE = " \t\r\n,，.。;；:：、!！?？-–—~·的"


def _words(text: str) -> list[str]:
    """The Latin words of a folded text."""
    return "".join(ch if "a" <= ch <= "z" else " " for ch in text).split()


def _ends(text: str, at: int, marks: frozenset[str]) -> bool:
    """Whether a sentence or clause ends at ``at``: at one of ``marks``, or a full stop before white space."""
    return text[at] in marks or text[at] == "." and (at + 1 >= len(text) or text[at + 1].isspace())


def _of_goods(low: str) -> bool:
    """Whether a clause speaks of validity, delivery or a deadline of the goods."""
    return (
        any(word in low for word in _GOODS)
        or not _GOODS_LATIN.isdisjoint(_words(low))
        or any(phrase in low for phrase in _GOODS_PHRASES)
    )


class _Note(Pieces):
    """A note being read: also now, and where its clauses end."""

    __slots__ = ("now", "ends")

    def __init__(self, text: str, now: datetime) -> None:
        super().__init__(text)
        self.now = now
        self.ends: list[int] | None = None

    # 1
    def tags(self, report: bool) -> list[str]:
        """``#tag`` after a space, line start or punctuation; only digits is none."""
        found: list[str] = []
        seen: set[str] = set()
        for at in places_of(self.text, "#＃"):
            if (
                at
                and not self.text[at - 1].isspace()
                and category(self.text[at - 1])[0] != "P"
                or self.in_url(at)
            ):
                continue
            end = at + 1
            while end < self.n and self._in_tag(at + 1, end):
                end += 1
            tag = self.text[at + 1 : end]
            if not tag or all(c.isdigit() or c in "-_" for c in tag):
                continue
            self.use(at, end, True)
            if not report:
                continue
            self.understand("tags", at, end, tag)
            key = name_key(tag)
            if key not in seen:
                seen.add(key)
                found.append(tag)
        return found

    def _in_tag(self, start: int, at: int) -> bool:
        ch = self.text[at]
        if ch.isalnum():
            return True
        if ch in "-_":  # inside a word: follow-up
            return at > start and at + 1 < self.n and self.text[at + 1].isalnum() or ch == "_"
        kind = category(ch)
        return kind[0] not in "PZC" and kind != "Sc"

    # 3
    def judgement(self, report: bool) -> str | None:
        """``判断:`` to the end of the sentence."""
        found = self._judgement_mark()
        if found is None:
            return None
        first, start = found
        end = start
        while end < self.n and not _ends(self.text, end, _SENTENCE_END):
            end += 1
        # tags and @names are no part of what is thought; at its end, nor is what divided them from it
        cut = end
        while cut > start and (self.used[cut - 1] == 2 or self.text[cut - 1] in _EDGE):
            cut -= 1
        if any(self.used[cut:end]):
            end = cut
        while end > start and self.text[end - 1].isspace():
            end -= 1
        value = self.without_marks(start, end)
        if not any(ch.isalnum() for ch in value):
            return None
        places = [at for at in range(first, end) if not self.used[at]]
        self.use(first, end)
        if report:
            self.understand_runs("judgement", places, value)
            return value
        return None

    def _judgement_mark(self) -> tuple[int, int] | None:
        """Where ``判断:`` begins and ends."""
        best = None
        for word in ("判断", "judgement", "judgment"):
            at = self.low.find(word)
            while at >= 0:
                end = at + len(word)
                while end < self.n and self.text[end] in " \t":
                    end += 1
                if (
                    end < self.n
                    and self.text[end] in ":："
                    and self.free(at, end)
                    and self.word_at(at, at + len(word))
                ):
                    if best is None or at < best[0]:
                        best = at, end + 1
                    break
                at = self.low.find(word, at + 1)
        return best

    def without_marks(self, start: int, end: int) -> str:
        """``text[start:end]`` without ``#tag`` and ``@name``, and but one of the spaces around them."""
        kept: list[str] = []
        gap = False
        for at in range(start, end):
            if self.used[at] == 2:
                gap = True
                continue
            if gap and kept and kept[-1].isspace() and self.text[at].isspace():
                continue
            gap = False
            kept.append(self.text[at])
        return "".join(kept).strip()

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The clause around a piece, once all pieces are marked as used."""
        if self.ends is None:
            self.ends = [at for at in range(self.n) if not self.used[at] and self._clause_ends(at)]
        place = bisect_left(self.ends, start)
        first = self.ends[place - 1] + 1 if place else 0
        return first, self.ends[place] if place < len(self.ends) else self.n

    def _clause_ends(self, at: int) -> bool:
        text = self.text
        if not _ends(text, at, _CLAUSE_END):
            return False
        # not inside a number: 1,200 or １，２００
        digits = "0123456789" if text[at] == "," else "０１２３４５６７８９" if text[at] == "，" else ""
        return not (
            digits
            and at
            and text[at - 1] in digits
            and all(ch in digits for ch in text[at + 1 : at + 4])
            and len(text[at + 1 : at + 4]) == 3
            and not text[at + 4 : at + 5].isdigit()
        )


def read_note(
    text: str,
    now: datetime,
    contacts: list[Any],
    *,
    default_currency: str = "CNY",
    date_order: str = "mdy",
    given: frozenset[str] = frozenset(),
) -> NoteReading:
    """What a note says, read in the contract's order; nothing of it is lost or used twice.

    ``contacts`` are ``(key, name, title)`` of the customer, the key is opaque. ``given`` names the fields
    that options gave (``tags contact judgement amount at next_step next_due kind``): they beat the text,
    whose pieces for them are still recognised as what they are, but not told. Never raises on any text.
    """
    note = _Note(text, now)
    tags = note.tags("tags" not in given)
    keys = find_contacts(note, contacts, "contact" not in given and "contacts" not in given)
    judgement = note.judgement("judgement" not in given)
    amount = _amount(note, default_currency, "amount" not in given)
    at, next_step, next_due, repeat, plans = _dates(note, date_order, given)
    kind = _kind(note, plans, "kind" not in given)
    note.understood.sort(key=lambda span: (span.start, span.end))
    note.unresolved.sort(key=lambda piece: (piece.start, piece.end))
    return NoteReading(
        tags, keys, judgement, amount, at, next_step, next_due, kind, note.understood, note.unresolved, repeat
    )


def _amount(note: _Note, currency: str, report: bool) -> Money | None:
    first = None
    for start, end, money in find_money(note.text, currency):
        if not note.free(start, end):
            continue
        note.use(start, end)
        if not report:
            continue
        if money is None:
            note.leave("amount", start, end, "too_many_digits", [])
        elif first is None:
            first = money
            note.understand("amount", start, end, money)
        else:
            note.leave("amount", start, end, "further_amount", [])
    return first


def _happened(note: _Note, start: int, end: int, clause: tuple[int, int]) -> bool:
    """Whether the words around a date say that it lies in the past: 周一拜访了, visited on monday."""
    after = note.low[end : clause[1]][:10]
    if note.low.endswith(_ALREADY, clause[0], start):
        return True  # 已于11月12日寄出
    if after.startswith("以来") or _words(note.low[max(clause[0], start - 9) : start])[-1:] == ["since"]:
        return True
    for already in ("已经", "已"):
        if after.startswith(already) and after[len(already) : len(already) + 1] in _PAST_OF:
            return True  # 15号已付定金, but not 周五已约好
    for at in range(1, len(after)):
        if after[at] in "了过" and after[at - 1] not in _ARRANGED and after[at + 1 : at + 2] not in _NOT_DID:
            return "再" not in note.low[end + at : clause[1]][:12]  # 周五发了货再收款
        # 周一寄的样品, but not 周一要寄的样品
        if (
            after[at] == "的"
            and after[at - 1] in _DONE_OF
            and _PLANNED.isdisjoint(after[:at].replace("开会", ""))
        ):
            return True
    first = max(clause[0], start - 80)
    before = _words(note.low[first:start])
    if not _WILL.isdisjoint(word for at, word in enumerate(before) if not _directs(before, at)):
        return False
    behind = _words(note.low[end : min(clause[1], end + 40)])[:3]
    return not _DID.isdisjoint(before) or not _DID_AFTER.isdisjoint(behind) and _WILL.isdisjoint(behind)


def _directs(words: list[str], at: int) -> bool:
    """Whether a word is the *to* of a direction and not that of a plan: spoke to John, went to them."""
    if words[at] != "to" or not at:
        return False
    before, after = words[at - 1], words[at + 1] if at + 1 < len(words) else ""
    return before in _DID and before not in ("got", "had", "was", "were") or after in _DIRECTION


def _dates(
    note: _Note, order: str, given: frozenset[str]
) -> tuple[When | None, str | None, When | None, str | None, list[tuple[int, int]]]:
    """Dates: ``at``, the next step, its date and repeat, and the clauses of what is still to come."""
    now = note.now
    at = next_due = next_step = repeat = None
    plans: list[tuple[int, int]] = []
    had_due = False
    spoken_of: dict[tuple[int, int], tuple[bool, bool]] = {}
    pieces = []
    for span in find_when(note.text, now, order, "note", repeats=True):
        if not note.free(span.start, span.end):
            continue
        note.use(span.start, span.end)
        pieces.append(span)
    for span in pieces:
        start, end, when = span.start, span.end, span.when
        if when is None:
            note.leave("when", start, end, span.reason, [])
            if span.reason == "no_day":
                plans.append(note.clause(start, end))
            continue
        clause = note.clause(start, end)
        if clause not in spoken_of:  # once for each clause, however many dates it has
            low = note.low[clause[0] : clause[1]]
            spoken_of[clause] = _of_goods(low), _is_habit(low)
        goods, habit = spoken_of[clause]
        if span.back is not None and not goods and _happened(note, start, end, clause):
            when = span.back
        today = when.on is not None and when.on == now.date()
        ahead = when.at > now if when.at is not None else when.on > now.date()
        if goods and (ahead or not today and _has_year(span, note.text)):
            note.leave("when", start, end, "goods_date", [])
        elif span.repeat and habit:
            note.leave("when", start, end, "habit", [])
        elif not ahead:
            if "at" in given:
                continue
            happened = When(None, now) if today else when
            if at is not None and happened != at:
                note.leave("when", start, end, "further_date", [])
                continue
            at = happened
            note.understand("at", start, end, at)
        elif had_due:
            plans.append(clause)
            if "next_due" not in given:
                note.leave("when", start, end, "further_date", [])
        else:
            had_due = True
            plans.append(clause)
            if "next_due" not in given:
                next_due = when
                note.understand("next_due", start, end, when)
                if span.repeat:
                    repeat = span.repeat
                    note.understand("repeat", start, end, repeat)
            if "next_step" not in given:
                next_step = _step(note, pieces, clause)
    return at, next_step, next_due, repeat, plans


def _is_habit(low: str) -> bool:
    """Whether a clause says when somebody or something is there: no step of ours, however often it comes."""
    return any(word in low for word in _THERE)


def _has_year(span: Any, text: str) -> bool:
    """Whether a date is one of the calendar with its year: in a clause of the goods it is theirs, even when past."""
    digits = "".join(ch if ch.isdigit() else " " for ch in text[span.start : span.end]).split()
    return any(len(each) == 4 for each in digits)


def _step(note: _Note, pieces: list[Any], clause: tuple[int, int]) -> str | None:
    """The words of the next step's clause; told with the places from its first to its last word."""
    from crmcli.text.when import lead as joints  # only a note with a next step needs them
    from crmcli.text.when.reader import plain

    first, last = clause
    low = plain(note.text)
    blank = bytearray(note.n)
    for at in range(first, last):
        # tags, @names, money and dates go; a plain name is a word of the step (给张总发样品)
        if note.used[at]:
            blank[at] = 1
    for span in note.understood + note.unresolved:
        if span.field == "contact" and span.text[:1] not in "@＠":
            blank[span.start : span.end] = bytes(span.end - span.start)
    for span in pieces:
        if not first <= span.start < last:
            continue
        lead = joints.lead(low, first, span.start)
        blank[lead : span.start] = b"\x01" * (span.start - lead)
        tail = joints.tail(low, span.end, last)
        blank[span.end : tail] = b"\x01" * (tail - span.end)
    for one, two in pairwise(pieces):
        if first <= one.start < last and note.low[one.end : two.start].strip() in _BETWEEN:
            blank[one.end : two.start] = b"\x01" * (two.start - one.end)
    kept = [at for at in range(first, last) if not blank[at]]
    while kept and note.text[kept[0]] in _EDGE + "()（）":
        kept.pop(0)
    while kept and note.text[kept[-1]] in _EDGE + "(（":
        if note.text[kept[-1]] == "的" and (kept[-1] + 1 >= last or not blank[kept[-1] + 1]):
            break
        kept.pop()
    if not kept:
        return None
    out: list[str] = []
    previous = kept[0] - 1
    for at in kept:
        if (
            at != previous + 1
            and out
            and not out[-1].isspace()
            and is_latin(out[-1])
            and is_latin(note.text[at])
        ):
            out.append(" ")
        out.append(note.text[at])
        previous = at
    value = " ".join("".join(out).split())
    if value:
        note.understand_runs("next_step", [at for at in kept if not note.used[at]], value)
    return value or None


def _kind(note: _Note, plans: list[tuple[int, int]], report: bool) -> str:
    if not report:
        return "other"
    from crmcli.text.kinds import find_kind  # only a note that is read needs its words

    found = find_kind(note.text, note.low, note.free, plans)
    if found is None:
        return "other"
    start, end, kind = found
    note.understand("kind", start, end, kind)
    return kind
