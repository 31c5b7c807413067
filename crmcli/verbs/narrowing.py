"""Filters inside the text of a search: ``运费 kind:followup since:2026-10 customer:天成``.

A filter is a name, a colon (also ``：``) and a value without spaces, or with quotes around it:

- ``kind:`` (种类, 类型): a kind of record, or a kind of follow-up (call, visit, 电话), or another record's own kind.
- ``customer:`` (客户): WHO of the contract: the customer itself and all that belongs to it.
- ``since:`` (自, 从) and ``until:`` (至, 到): periods and moments of the filter language. A record is of the date
  when it happened (follow-ups), else when it was made.
- ``owner:`` (负责人): a member, or ``me`` (我).

A filter given again widens (either kind, either customer, either owner); the dates meet. Any other word with a
colon in it (``http://…``, ``fob:``) is text.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from crmcli.errors import ValueInvalid
from crmcli.i18n import _, language, listed
from crmcli.store import finding
from crmcli.store.records import KINDS
from crmcli.store.searchdoc import date_columns, searched
from crmcli.text.clean import clean_line
from crmcli.text.names import name_key

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.store.where.times import Span

_NAMES = {
    "kind": "kind", "种类": "kind", "类型": "kind", "customer": "customer", "客户": "customer", "since": "since",
    "自": "since", "从": "since", "until": "until", "至": "until", "到": "until", "owner": "owner", "负责人": "owner",
}  # fmt: skip
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」"}
_FILTER = r"(?:^|(?<=\s))({})\s?[:：](?!//)".format("|".join(_NAMES))


class Narrowed:
    """What a search is narrowed to; without filters everything fits."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.kinds: tuple[str, ...] = tuple(kind.name for kind in KINDS.values() if searched(kind))
        self.given = False
        self.archived = False  # whether archived records count too
        self.docs: list[int] | None = None
        self._own: set[tuple[str, str]] = set()  # kinds of follow-ups and the like
        self._whole: set[str] = set()  # kinds of records
        self._owners: list[str] = []
        self._first: Span | None = None
        self._last: Span | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """The kinds that have names."""
        return tuple(kind for kind in finding.named_kinds() if kind in self.kinds)

    def scope(self, *, named: bool = False) -> finding.Scope:
        """Where the index is to look; it may propose what does not fit, and leaves out nothing that does."""
        scope = finding.Scope(self.named if named else self.kinds, archived=self.archived, docs=self.docs)
        if self._own and not self._whole:
            scope.narrow(finding.choice_signs(sorted(self._own)), kinds=True)
        if self._owners:
            scope.narrow(finding.owner_signs(self._owners))
        if self._first is not None or self._last is not None:
            # the index has days of UTC: one day more at each end
            first = date.min if self._first is None else _day(self._first.days[0], -1)
            last = date.max if self._last is None else _day(self._last.days[1], 1)
            scope.narrow(finding.date_terms(first, last))
        return scope

    def fits(self, kind: Kind, row: Record) -> bool:
        """Whether a record is what the search is narrowed to."""
        if kind.name not in self.kinds:
            return False
        if (
            self._own
            and kind.name not in self._whole
            and (kind.name, getattr(row, "kind", None)) not in self._own
        ):
            return False
        if self._owners and row.owner_id not in self._owners:
            return False
        columns = date_columns(kind)
        day = getattr(row, columns[0]) if len(columns) > 1 else None
        moment = getattr(row, columns[-1])
        if self._first is not None and (
            day < self._first.days[0] if day else (moment or "") < self._first.instants[0]
        ):
            return False
        return self._last is None or (
            day < self._last.days[1] if day else (moment or "") < self._last.instants[1]
        )

    def take(self, name: str, value: str) -> None:
        """Take a filter in; raises what a wrong value deserves."""
        self.given = True
        if name == "kind":
            self._take_kind(value)
        elif name == "customer":
            from crmcli.verbs.resolve import customer

            of = customer(self._store, value, "customer:")
            self.docs = sorted(
                {*(self.docs or ()), *finding.documents_of(self._store, [of.id])}, reverse=True
            )
        elif name == "owner":
            self._owners.append(_member(self._store, value))
        else:
            span = _span(self._store, name, value)
            if name == "since" and (self._first is None or span.instants[0] > self._first.instants[0]):
                self._first = span
            elif name == "until" and (self._last is None or span.instants[1] < self._last.instants[1]):
                self._last = span

    def _take_kind(self, value: str) -> None:
        records, own = kinds_called(value)
        if len(records) + len(own) != 1:
            expected = kind_choices()
            message = _("“%(text)s” is several kinds.") if own else _("There is no kind “%(text)s”.")
            raise ValueInvalid(
                message % {"text": value},
                hint=_("Expected: %(expected)s.") % {"expected": listed(_kinds_said(expected))},
                argument="kind:",
                value=value,
                expected=expected,
            )
        self._whole.update(records)
        self._own.update(own)
        kinds = self._whole | {kind for kind, _choice in self._own}
        self.kinds = tuple(kind for kind in KINDS if kind in kinds)


def _day(text: str, more: int) -> date:
    """So many days after a day as text; the first or last day there is when there is none."""
    try:
        return date.fromisoformat(text) + timedelta(days=more)
    except (ValueError, OverflowError):
        return date.min if text < "1" else date.max


def narrowed(store: Store, texts: Sequence[str]) -> tuple[str, Narrowed]:
    """The words of a search without its filters, and what these narrow it to.

    Of several ``texts`` one that begins with a filter is that filter whole, spaces too: a shell took its quotes.
    """
    found = Narrowed(store)
    words: list[str] = []
    for text in texts:
        text = clean_line(text)
        if len(texts) > 1:
            name, value = _whole(text)
            if name:
                found.take(name, value)
                continue
        for name, value in _pieces(text):
            if name:
                found.take(name, value)
            elif value:
                words.append(value)
    return " ".join(words), found


def words_of(text: str) -> str:
    """The words of a search without its filters, none of which is read."""
    return " ".join(value for name, value in _pieces(clean_line(text)) if value and not name)


def _whole(text: str) -> tuple[str, str]:
    """The filter that a text is, and its value; empty if it is none, or more than one."""
    places = list(re.finditer(_FILTER, text, re.IGNORECASE))
    if len(places) != 1 or places[0].start():
        return "", ""
    value = text[places[0].end() :].strip()
    if value[:1] in _QUOTES:
        return "", ""  # what follows the quotes are words
    return _NAMES[places[0][1].lower()], value


def _pieces(text: str) -> list[tuple[str, str]]:
    """A text as filters, by name and value, and the words between them, whose name is empty."""
    if ":" not in text and "：" not in text:
        return [("", text)]
    pieces = []
    at = 0
    while (found := re.compile(_FILTER, re.IGNORECASE).search(text, at)) is not None:
        pieces.append(("", text[at : found.start()].strip()))
        start = found.end()
        closing = _QUOTES.get(text[start : start + 1], "")
        end = text.find(closing, start + 1) if closing else -1
        if end >= 0:
            value, at = text[start + 1 : end], end + 1
        else:
            value = text[start:].split(" ", 1)[0]
            at = start + len(value)
        pieces.append((_NAMES[found[1].lower()], value.strip()))
    pieces.append(("", text[at:].strip()))
    return pieces


# --- values -------------------------------------------------------------------------------------------------------


def kinds_called(word: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The kinds of records that are called so; if none, the (kind of record, choice) that are. In either language."""
    wanted = _plain(word)
    records = [
        kind.name
        for kind in KINDS.values()
        if searched(kind) and wanted in map(_plain, (kind.name, kind.plural, kind.label, kind.zh))
    ]
    if records:
        return records, []
    own = []
    for kind in KINDS.values():
        field = kind.fields.get("kind")
        if searched(kind) and field is not None:
            own += [
                (kind.name, choice)
                for choice, english, chinese in field.choices
                if wanted
                in map(_plain, (choice, english, chinese, f"{kind.name}.{choice}", f"{kind.zh}.{chinese}"))
            ]
    return [], own


def kind_choices() -> list[str]:
    """The kinds that may be named, as they are written in every language."""
    records = [kind.name for kind in KINDS.values() if searched(kind)]
    choices: dict[str, list[str]] = {}
    for kind in records:
        field = KINDS[kind].fields.get("kind")
        for choice, _english, _chinese in field.choices if field is not None else ():
            choices.setdefault(choice, []).append(kind)
    own = [choice if len(of) == 1 else f"{kind}.{choice}" for choice, of in choices.items() for kind in of]
    return records + [choice for choice in own if choice not in records]


def _kinds_said(choices: list[str]) -> list[str]:
    """The same as one types them in the language in use."""
    if language() != "zh":
        return choices
    said = []
    for choice in choices:
        records, own = kinds_called(choice)
        if records:
            said.append(KINDS[records[0]].zh)
            continue
        kind, value = own[0]
        label = KINDS[kind].fields["kind"].choice_shown(value)
        said.append(label if kinds_called(label) == ([], own) else f"{KINDS[kind].zh}.{label}")
    return said


def _plain(word: str) -> str:
    return name_key(word).translate({ord(sign): None for sign in " _-"})


def _member(store: Store, value: str) -> str:
    if name_key(value) in ("me", "我") and store.me:
        return store.me
    from crmcli.verbs.resolve import resolve

    return resolve(store, value, ("member",), argument="owner:").row.id


def _span(store: Store, name: str, value: str) -> Span:
    from unicodedata import normalize

    from crmcli.store.where.times import read_span

    span = read_span(normalize("NFKC", value), store.clock())
    if span is None:
        expected = _("a date such as 2026-10, 2026-10-15, last_month or 30d")
        raise ValueInvalid(
            _("%(option)s cannot be “%(value)s”.") % {"option": f"{name}:", "value": value},
            hint=_("Expected: %(expected)s.") % {"expected": expected},
            argument=f"{name}:",
            value=value,
            expected=expected,
        )
    return span
