"""The people that a text names: contacts of the customer, with ``@`` and without."""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

from crmcli.text.names import (
    has_han,
    has_latin_title,
    name_key,
    person_names,
    pinyin_called,
    split_name,
    title_fits,
)
from crmcli.text.pieces import is_latin, places_of

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from crmcli.text.pieces import Pieces

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


# what follows a Han name that nobody bears: @李娜说, @李娜明天来
_NOT_IN_NAME = frozenset("说在和与及要去到下已也都想让给对同是有会嫌问回打发约的了再把被跟")
_WORDS_BEHIND = ("今天", "明天", "后天", "昨天", "觉得", "来了", "来电", "电话")


def find_contacts(note: Pieces, contacts: Iterable[Any], report: bool) -> list[Any]:
    """The contacts ``(key, name, title)`` that are named, in the text's order, each once; their keys.

    ``@name`` first, then the same names without it, as whole words. Several fit, or none fits an ``@name``: left
    open. Without ``report`` the names are used up and not told.
    """
    contacts = list(contacts)
    marks = places_of(note.text, "@＠")
    called = _called(note.low, contacts)
    by_start: dict[str, list[str]] = {}
    for name in called:
        by_start.setdefault(name[0], []).append(name)
    for names in by_start.values():
        names.sort(key=len, reverse=True)
    hits: list[tuple[int, object]] = []
    given = _short_given(contacts) if marks else {}
    for at in marks:
        if at and (is_latin(note.low[at - 1]) or note.low[at - 1] in "._-+") or note.in_url(at):
            continue
        name = _name_at(note, at + 1, by_start)
        end = at + 1 + len(name) if name else _mention_end(note, at + 1)
        if not name and end == at + 2 and note.low[at + 1] in given:
            name = note.low[at + 1]
            called[name] = given[name]
        if end == at + 1:
            continue
        note.use(at, end, True)
        if report:
            _settle(note, at, end, name, called.get(name, []), hits)
    at = 0
    while by_start and at < note.n:
        if note.low[at] in by_start and not note.used[at]:
            name = _name_at(note, at, by_start)
            end = at + len(name)
            if name and note.free(at, end) and _is_name(note, at, name, called):
                note.use(at, end)
                if report:
                    _settle(note, at, end, name, called[name], hits)
                at = end
                continue
        at += 1
    hits.sort(key=lambda pair: pair[0])
    return list(dict.fromkeys(key for _, key in hits))


def _called(low: str, contacts: list[Any]) -> dict[str, list[Any]]:
    """What contacts are called in this text: those of all their names that stand in it at all."""
    called: dict[str, list[Any]] = {}
    sounds: dict[str, list[Any]] = {}
    titled = has_latin_title(low)
    for contact in contacts:
        key = name_key(contact[1])
        if has_han(key):
            near = titled or any(ch in low for ch in key if not ch.isspace())
        else:
            near = any(word.strip(".,") in low for word in key.split())
        if not near:
            continue
        for name in person_names(contact[1], contact[2] or ""):
            if name in low:
                called.setdefault(name, []).append(contact)
        for name in pinyin_called(contact[1]) if titled and has_han(key) else ():
            if name in low:
                sounds.setdefault(name, []).append(contact)
    return {**sounds, **called}  # who writes himself Li comes before who sounds like it


def _short_given(contacts: list[Any]) -> dict[str, list[Any]]:
    """Han given names of one character: 伟 is too many words, but @伟 is a name."""
    given: dict[str, list[Any]] = {}
    for contact in contacts:
        if has_han(contact[1]) and len(last := split_name(contact[1])[1]) == 1:
            given.setdefault(last, []).append(contact)
    return given


def _name_at(note: Pieces, at: int, by_start: dict[str, list[str]]) -> str:
    """The longest name at a place, as a whole word."""
    if at >= note.n:
        return ""
    for name in by_start.get(note.low[at], ()):
        if note.low.startswith(name, at) and note.word_at(at, at + len(name)):
            return name
    return ""


def _is_name(note: Pieces, at: int, name: str, called: dict[str, list[Any]]) -> bool:
    """Whether a name without ``@`` is meant: will, mark and such only with a capital."""
    if name.isascii():
        capital = note.text[at].isupper() or (len(name) > 2 and name not in _NAMES_AND_WORDS)
        return capital or " " in name or any(name == name_key(c[1]) for c in called[name])
    after = note.low[at + len(name) : at + len(name) + 1]
    if name[-1] == "工":
        return after not in tuple("厂业艺作程人期资地序具")
    if name[-1] == "总":
        return after not in tuple("量额计数价共部体结是金重经裁")
    return True


def _mention_end(note: Pieces, at: int) -> int:
    """Where an unknown ``@name`` ends: space, punctuation; Han: after a surname with a title, or before a verb."""
    text, end = note.text, at
    while end < note.n and (
        text[end].isalnum()
        or text[end] in "-_'·"
        and end > at
        and end + 1 < note.n
        and text[end + 1].isalnum()
    ):
        end += 1
    run = note.low[at:end][:12]
    if not run or not has_han(run[0]):
        return end
    for title in _TITLES:
        place = run.find(title, 1, 5)
        if place in (1, 2):
            return at + place + len(title)
    if end - at > 3:
        for place in range(2, min(len(run), 5)):
            if run[place] in _NOT_IN_NAME or run.startswith(_WORDS_BEHIND, place):
                return at + place
    return end


def _settle(
    note: Pieces, start: int, end: int, name: str, fitting: list[Any], hits: list[tuple[int, Any]]
) -> None:
    """Tell whose name it is; several: the one it is the whole name of, or whose title it says."""
    fits: list[Any] = list({contact[0]: contact for contact in fitting}.values())
    if len(fits) > 1:
        whole = [c for c in fits if name_key(c[1]) == name]
        titled = [c for c in fits if title_fits(name, c[1], c[2] or "")]
        if len(whole) == 1:
            fits = whole
        elif len(titled) == 1:
            fits = titled
    if len(fits) == 1:
        note.understand("contact", start, end, fits[0][0])
        hits.append((start, fits[0][0]))
    elif fits:
        note.leave("contact", start, end, "several_contacts", [c[0] for c in fits])
    elif note.text[start] in "@＠":
        note.leave("contact", start, end, "no_such_contact", [])
