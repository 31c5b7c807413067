"""Reading a note as it is typed: who, what, how much, when, and what comes next.

The order of reading is fixed by the machine contract; each piece of text is used once. What was read is
told with its place (`Span`), what could not be decided is told too and nothing is guessed.
"""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

import re
from bisect import bisect_left
from collections import namedtuple
from datetime import datetime
from itertools import pairwise
from unicodedata import category

from crmcli.text.money import find_money
from crmcli.text.names import fold, has_han, name_key, person_names, split_name, title_fits
from crmcli.text.when import When, find_when

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.text.money import Money

Span = namedtuple("Span", "field text start end value")
"""A piece that was understood: ``text`` is ``note[start:end]``, ``value`` a str, When, Money or a key."""

Unresolved = namedtuple("Unresolved", "field text start end reason candidates")
"""A piece that was not: ``reason`` is one of ``no_such_contact several_contacts no_such_date further_amount
too_many_digits further_date goods_date no_day``, ``candidates`` the keys of contacts that fit."""

Contact = namedtuple("Contact", "key name title")

NoteReading = namedtuple(
    "NoteReading",
    "tags contact_keys judgement amount at next_step next_due kind understood unresolved",
)
"""What a note says. ``at`` None: now. ``next_step`` None beside ``next_due``: its clause had no words."""

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
        "demoed discussed negotiated haggled inspected toured stopped ordered handed"
    ).split()
)
# after the day only what can be nothing but the past: on monday he called
_DID_AFTER = frozenset("visited met called went saw spoke was were had came rang said told gave took".split())
_WILL = frozenset("will to shall agreed want wants next for should must ll until till by before".split())
_DONE_OF = frozenset("发寄定谈签报送说收打见聊提回问")
_PLANNED = frozenset("要会将准想能可需该等")
_LEAD_LATIN = frozenset("on by at before until till around from due".split())
_LEAD_HAN = ("等到", "在", "于", "等")
_BETWEEN = frozenset(("至", "到", "-", "~", "–", "—", "to", "and", "or", "和", "或", "、", "/"))
_TAILS = ("之前", "以前", "前", "左右", "的时候")
_EDGE = " \t\r\n,，.。;；:：、!！?？-–—~·的"
_URL = r"\S*(?:://|www\.)\S*"

# given names, pinyin ones too, that are English words as well
_NAMES_AND_WORDS = frozenset(
    (
        "amber angel april art ash august autumn bay bill brook buck bud carol case cash chance chase chip clay "
        "cliff crystal dale dawn day dean dick don drew duke earl eve fair faith fan fang fern flora ford frank "
        "gang gene ginger glen grace grant gray green guy hang harmony harry hazel heath heather holly hope hunter "
        "iris ivy jack jade jean jet jewel joy june junior justice king lance lane lily long lucky man mark mason "
        "max may melody men mercy merit merry mike miles moses nick noble norm olive opal page pan pat patience "
        "pearl peg penny pierce pin piper poppy price prince ran ray reed rich rob robin rock rocky rod rose rowan "
        "royal ruby rusty sage sandy scarlet shell sky song sterling stone storm sue summer sun sunny tan tang ted "
        "temple tin trace troy van victor viola violet wade wan ward warren west will willow win winter wood young"
    ).split()
)

# where an unknown @name ends: after surname and title
_TITLES = ("总经理", "经理", "总监", "老师", "小姐", "先生", "女士", "主任", "工程师", "总", "工")


def _places(text: str, marks: str) -> list[int]:
    """Where one of two characters stands."""
    return sorted([i for i, ch in enumerate(text) if ch in marks]) if any(m in text for m in marks) else []


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


def _latin(ch: str) -> bool:
    return ch.isascii() and ch.isalnum() or "\xc0" <= ch <= "\u024f" and ch.isalpha()


class _Note:
    """A note being read: the text, its folded form (place for place), and which places are used."""

    __slots__ = ("text", "low", "n", "used", "understood", "unresolved", "now", "urls", "ends")

    def __init__(self, text: str, now: datetime) -> None:
        self.text = text
        self.low = fold(text)
        self.n = len(text)
        self.used = bytearray(self.n)
        self.understood: list[Span] = []
        self.unresolved: list[Unresolved] = []
        self.now = now
        self.ends: list[int] | None = None
        self.urls = [m.span() for m in re.finditer(_URL, text)] if "://" in text or "www." in text else []

    def free(self, start: int, end: int) -> bool:
        return not any(self.used[start:end])

    def use(self, start: int, end: int, mark: bool = False) -> None:
        """Use up a piece; ``mark``: it is a ``#tag`` or an ``@name``."""
        self.used[start:end] = (b"\x02" if mark else b"\x01") * (end - start)

    def understand(self, field: str, start: int, end: int, value: object) -> None:
        self.understood.append(Span(field, self.text[start:end], start, end, value))

    def leave(self, field: str, start: int, end: int, reason: str, candidates: list[Any]) -> None:
        self.unresolved.append(Unresolved(field, self.text[start:end], start, end, reason, candidates))

    def in_url(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.urls)

    def word_at(self, start: int, end: int) -> bool:
        """Whether Latin words neither run into ``start`` nor out of ``end``."""
        low = self.low
        if start and _latin(low[start]) and _latin(low[start - 1]):
            return False
        return not (end < self.n and _latin(low[end - 1]) and _latin(low[end]))

    # 1
    def tags(self, report: bool) -> list[str]:
        found: list[str] = []
        seen: set[str] = set()
        for at in _places(self.text, "#＃"):
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

    # 2
    def contacts(self, contacts: list[Any], report: bool) -> list[Any]:
        called: dict[str, list[Any]] = {}
        for contact in contacts:
            for name in person_names(contact[1], contact[2] or ""):
                called.setdefault(name, []).append(contact)
        marks = _places(self.text, "@＠")
        given: dict[str, list[Any]] = {}
        for contact in contacts if marks else ():
            if has_han(contact[1]) and len(last := split_name(contact[1])[1]) == 1:
                given.setdefault(last, []).append(contact)
        by_start: dict[str, list[str]] = {}
        for name in called:
            by_start.setdefault(name[0], []).append(name)
        for names in by_start.values():
            names.sort(key=len, reverse=True)
        low = self.low
        hits: list[tuple[int, object]] = []
        for at in marks:
            if at and (_latin(low[at - 1]) or low[at - 1] in "._-+") or self.in_url(at):
                continue
            name = self._name_at(at + 1, by_start)
            end = at + 1 + len(name) if name else self._mention_end(at + 1)
            if not name and end == at + 2 and low[at + 1] in given:  # 伟 is too many words without the @
                name = low[at + 1]
                called[name] = given[name]
            if end == at + 1:
                continue
            self.use(at, end, True)
            if report:
                self._settle(at, end, name, called, hits, True)
        if by_start:
            i = 0
            while i < self.n:
                if low[i] in by_start and not self.used[i]:
                    name = self._name_at(i, by_start)
                    if name and self.free(i, i + len(name)) and self._is_name(i, name, called):
                        end = i + len(name)
                        self.use(i, end)
                        if report:
                            self._settle(i, end, name, called, hits, False)
                        i = end
                        continue
                i += 1
        hits.sort(key=lambda pair: pair[0])
        keys: list[object] = []
        for _, key in hits:
            if key not in keys:
                keys.append(key)
        return keys

    def _name_at(self, at: int, by_start: dict[str, list[str]]) -> str:
        if at >= self.n:
            return ""
        for name in by_start.get(self.low[at], ()):
            if self.low.startswith(name, at) and self.word_at(at, at + len(name)):
                return name
        return ""

    def _is_name(self, at: int, name: str, called: dict[str, list[Any]]) -> bool:
        """Whether a name without ``@`` is meant: will, mark and such only with a capital."""
        if name.isascii():
            capital = self.text[at].isupper() or (len(name) > 2 and name not in _NAMES_AND_WORDS)
            return capital or " " in name or any(name == name_key(c[1]) for c in called[name])
        after = self.low[at + len(name) : at + len(name) + 1]
        return not (
            name[-1] == "工" and after in ("厂", "业", "艺", "作", "程", "人", "期", "资", "地", "序")
        ) and not (
            name[-1] == "总"
            and after in ("量", "额", "计", "数", "价", "共", "部", "体", "结", "是", "金", "重")
        )

    def _mention_end(self, at: int) -> int:
        """Where an unknown ``@name`` ends: space, punctuation; Han: also after a surname with a title."""
        end = at
        while end < self.n and (
            self.text[end].isalnum()
            or self.text[end] in "-_'·"
            and end > at
            and end + 1 < self.n
            and self.text[end + 1].isalnum()
        ):
            end += 1
        run = self.low[at:end]
        if run and has_han(run[0]):
            for title in _TITLES:
                place = run.find(title, 1, 5)
                if place in (1, 2):
                    return at + place + len(title)
        return end

    def _settle(
        self, start: int, end: int, name: str, called: dict[str, list[Any]], hits: list[Any], marked: bool
    ) -> None:
        fits: list[Any] = []
        for contact in called.get(name, ()):
            if contact[0] not in [c[0] for c in fits]:
                fits.append(contact)
        if len(fits) > 1:
            whole = [c for c in fits if name_key(c[1]) == name]
            titled = [c for c in fits if title_fits(name, c[1], c[2] or "")]
            if len(whole) == 1:
                fits = whole
            elif len(titled) == 1:
                fits = titled
        if len(fits) == 1:
            self.understand("contact", start, end, fits[0][0])
            hits.append((start, fits[0][0]))
        elif fits:
            self.leave("contact", start, end, "several_contacts", [c[0] for c in fits])
        elif marked:
            self.leave("contact", start, end, "no_such_contact", [])

    # 3
    def judgement(self, report: bool) -> str | None:
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
        self.use(first, end)
        if report:
            self.understand("judgement", first, end, value)
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
        # not inside a number: 1,200
        inside = (
            text[at] in ",，" and 0 < at < self.n - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()
        )
        return not inside or not (
            text[at] == "," and text[at + 1 : at + 4].isdigit() and not text[at + 4 : at + 5].isdigit()
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
    keys = note.contacts(list(contacts), "contact" not in given and "contacts" not in given)
    judgement = note.judgement("judgement" not in given)
    amount = _amount(note, default_currency, "amount" not in given)
    at, next_step, next_due, plans = _dates(note, date_order, given)
    kind = _kind(note, plans, "kind" not in given)
    note.understood.sort(key=lambda span: (span.start, span.end))
    note.unresolved.sort(key=lambda piece: (piece.start, piece.end))
    return NoteReading(
        tags, keys, judgement, amount, at, next_step, next_due, kind, note.understood, note.unresolved
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
    for at in range(1, len(after)):
        if (
            after[at] in "了过"
            and after[at - 1] not in _ARRANGED
            and after[at + 1 : at + 2] not in ("不", "吗")
        ):
            return True
        # 周一寄的样品, but not 周一要寄的样品
        if (
            after[at] == "的"
            and after[at - 1] in _DONE_OF
            and _PLANNED.isdisjoint(after[:at].replace("开会", ""))
        ):
            return True
    before = _words(note.low[max(clause[0], start - 80) : start])
    if not _WILL.isdisjoint(before):
        return False
    behind = _words(note.low[end : min(clause[1], end + 40)])[:3]
    return not _DID.isdisjoint(before) or not _DID_AFTER.isdisjoint(behind) and _WILL.isdisjoint(behind)


def _dates(
    note: _Note, order: str, given: frozenset[str]
) -> tuple[When | None, str | None, When | None, list[tuple[int, int]]]:
    """Dates: ``at``, the next step and its date, and the clauses of what is still to come."""
    now = note.now
    at = next_due = next_step = None
    plans: list[tuple[int, int]] = []
    had_at = had_due = False
    goods_in: dict[tuple[int, int], bool] = {}
    pieces = []
    for span in find_when(note.text, now, order, "note"):
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
        if clause not in goods_in:
            goods_in[clause] = _of_goods(note.low[clause[0] : clause[1]])
        goods = goods_in[clause]
        if span.back is not None and not goods and _happened(note, start, end, clause):
            when = span.back
        today = when.on is not None and when.on == now.date()
        ahead = when.at > now if when.at is not None else when.on > now.date()
        if goods and not today:
            note.leave("when", start, end, "goods_date", [])
        elif not ahead:
            if "at" in given:
                continue
            if had_at:
                if not (today and at is not None):
                    note.leave("when", start, end, "further_date", [])
                continue
            had_at = True
            at = When(None, now) if today else when
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
            if "next_step" not in given:
                next_step = _step(note, pieces, clause)
    return at, next_step, next_due, plans


def _step(note: _Note, pieces: list[Any], clause: tuple[int, int]) -> str | None:
    """The words of the next step's clause; told with the places from its first to its last word."""
    first, last = clause
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
        lead = _lead(note.low, first, span.start)
        blank[lead : span.start] = b"\x01" * (span.start - lead)
        tail = _tail(note.low, span.end, last)
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
        if at != previous + 1 and out and not out[-1].isspace() and _latin(out[-1]) and _latin(note.text[at]):
            out.append(" ")
        out.append(note.text[at])
        previous = at
    value = " ".join("".join(out).split())
    if value:
        note.understand("next_step", kept[0], kept[-1] + 1, value)
    return value or None


def _lead(low: str, first: int, start: int) -> int:
    """Where a word that only leads to the date begins: on friday, 在周五; ``start`` if there is none."""
    at = start
    while at > first and low[at - 1] in " \t":
        at -= 1
    begin = at
    while begin > first and "a" <= low[begin - 1] <= "z":
        begin -= 1
    if low[begin:at] in _LEAD_LATIN:
        return begin
    for word in _LEAD_HAN:
        if low.endswith(word, first, at):
            return at - len(word)
    return start


def _tail(low: str, end: int, last: int) -> int:
    """Where a word that only belongs to the date ends: 周五前; ``end`` if there is none."""
    at = end
    while at < last and low[at] in " \t":
        at += 1
    for word in _TAILS:
        if low.startswith(word, at) and at + len(word) <= last:
            if word == "前" and low[at + 1 : at + 2] in ("台", "后", "面", "端", "往"):
                continue
            return at + len(word)
    return end


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
