"""Which column is which field: a table of known names, exact after normalising, never a near miss.

``phone`` or ``title`` mean another field in a list of companies than in a list of people, so the whole
header row is looked at before any column is given a target such as ``customer.phone``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from functools import cache, lru_cache

from crmcli.errors import UsageError
from crmcli.exchange.fields import (
    BESIDE,
    FIELDS,
    HANDLES,
    LINKS,
    LOOSE,
    NAMED_BY,
    OWN,
    PERSON,
    PREFIXES,
    SETS,
    SURE,
)
from crmcli.exchange.out_columns import labels_of
from crmcli.i18n import _
from crmcli.store.records import KINDS
from crmcli.text.names import simplify

_BRACKETS = re.compile(r"[(\[{<【〔（].*?[)\]}>】〕）]")
_PARTS = re.compile(r"[/\\|／、]|(?<=[\u3400-\u9fff])\s*(?=[A-Za-z])|(?<=[A-Za-z.])\s*(?=[\u3400-\u9fff])")
_DIGITS = re.compile(r"\d+")
_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")+)"|([^,，"][^,，]*?))\s*=\s*([^,，=]*)(?:[,，]\s*|$)')
_CUSTOM = re.compile(r"__c$", re.IGNORECASE)


@dataclass
class Mapping:
    """What each column of a table is read into."""

    kind: str
    headers: list[str]
    targets: list[str | None]
    """A target for each column, such as ``contact.phones`` or ``customer.custom.颜色``; None: not read."""
    parts: dict[int, str] = field(default_factory=dict)
    """Columns that hold a part of a person's name: ``first``, ``middle``, ``last``."""
    services: dict[int, str] = field(default_factory=dict)
    """Columns of ids at one messaging service: ``wechat`` …"""
    handles: dict[int, str] = field(default_factory=dict)
    """Columns of one handle of a link (``id``, ``ref``, ``name``, ``kind``), or of an amount's ``currency``."""
    ignored: list[str] = field(default_factory=list)
    """Headers that are left out, as the user told or because the store keeps such values by itself."""
    further: list[str] = field(default_factory=list)
    """Headers of a second person in the row and others, who are not read: ``联系人2``, ``手机2``."""
    own: bool = False
    """Whether our own export wrote the file."""

    @property
    def mapping(self) -> dict[str, str]:
        """Header → target, for people and for JSON."""
        found: dict[str, str] = {}
        for header, target in zip(self.headers, self.targets, strict=True):
            if target is not None:
                found.setdefault(header, target)
        return found

    @property
    def unmapped(self) -> list[str]:
        """Headers that say nothing known."""
        return [
            header
            for header, target in zip(self.headers, self.targets, strict=True)
            if target is None and header and header not in self.ignored
        ]

    def header_of(self, target: str) -> str:
        """The (first) header that a target is read from, for messages."""
        return next((h for h, t in zip(self.headers, self.targets, strict=True) if t == target), "")


def header_key(text: str) -> str:
    """A header as it compares: letters and digits only, no case, no width."""
    text = unicodedata.normalize("NFKC", _CUSTOM.sub("", text.strip())).casefold()
    return "".join(char for char in text if char.isalnum())


def map_headers(
    headers: Sequence[str],
    kind: str | None = None,
    overrides: MappingOf[str, str] | None = None,
    title: str = "",
) -> Mapping:
    """Give each column its target.

    ``kind`` is what the rows are mainly about; without it the headers must tell, or the ``title`` of the sheet
    or file, else a :class:`UsageError` asks for ``--kind``. ``overrides`` is what :func:`parse_map` made of
    ``--map``.
    """
    headers = [" ".join(header.split()) for header in headers]
    own = _own_keys(headers)
    forced = _forced(headers, overrides or {})
    meanings = [_meanings(header) for header in headers]
    kind = _guess_kind(headers, meanings, forced, title) if kind is None else kind_named(kind)
    mapping = Mapping(kind, list(headers), [None] * len(headers))
    mapping.own = {"ref", "kind_of_record"} <= set(own.values())
    taken: set[str] = set()
    for column, text in forced.items():
        target = _named_target(text, kind)
        if target is None:
            mapping.ignored.append(headers[column])
        else:
            mapping.targets[column] = target
            taken.add(target)
    free = [() if column in forced else found for column, found in enumerate(meanings)]
    present = _present(kind, free, taken)
    order = [kind, *(other for other in BESIDE[kind] if other in present)]
    if mapping.own:
        mapping.ignored += [header for header in headers if _without_value(kind, header)]
    for column, name in own.items():
        if name not in FIELDS[kind]:
            mapping.ignored.append(headers[column])
        elif column not in forced:
            _take(mapping, column, [f"{kind}.{name}"], taken)
    called = labels_of(KINDS[kind])
    linked = {
        column
        for column, header in enumerate(headers)
        if column not in forced and _handle(mapping, column, called.get(header, header), taken)
    }
    labels = {} if kind in ("customer", "contact") else _labels(kind)
    late: list[int] = []
    for column, found in enumerate(meanings):
        if column in forced or column in own or column in linked:
            continue
        key = headers[column]
        if key not in FIELDS[kind]:
            key = labels.get(header_key(key), "")
            if not mapping.own and FIELDS[kind].get(key) == "links" and KINDS[kind].fields[key].link in order:
                key = ""  # who took part is a person of the row, with what else it says of them
        if key in FIELDS[kind] and key not in OWN and (key != "kind" or labels):
            if not _take(mapping, column, [whose(kind, key)], taken):
                late.append(column)
        elif not found:
            continue
        elif any(meaning.startswith("?") for meaning in found):
            late.append(column)
        else:
            _take(mapping, column, _candidates(found, order, kind), taken, found)
    for column in late:
        _take(mapping, column, _candidates(meanings[column], order, kind), taken, meanings[column])
    _leave_further(mapping, meanings, set(forced))
    return mapping


_NUMBERED = re.compile(r"(.*\D)([2-9])")


def _leave_further(mapping: Mapping, meanings: Sequence[tuple[str, ...]], forced: set[int]) -> None:
    """Leave out what columns say of a second person and others: it is not the first one's."""
    numbered = {}
    for column, header in enumerate(mapping.headers):
        found = _NUMBERED.fullmatch(header.strip())
        if found is not None and column not in forced:
            numbered[column] = found[2]
    people = {number for column, number in numbered.items() if "contact.name" in meanings[column]}
    for column, number in numbered.items():
        target = mapping.targets[column]
        if number in people and (target or "contact.name").startswith("contact."):
            mapping.targets[column] = None
            mapping.further.append(mapping.headers[column])


def kind_named(text: str) -> str:
    """The kind that ``--kind`` names, singular or plural. Raises :class:`UsageError`."""
    for kind in KINDS.values():
        if text.casefold() in (kind.name, kind.plural):
            return kind.name
    raise UsageError(
        _("%(kind)s cannot be imported from a table.") % {"kind": text},
        hint=_("--kind is one of: %(kinds)s") % {"kinds": ", ".join(FIELDS)},
        argument="--kind",
        value=text,
        expected=list(FIELDS),
    )


def whose(kind: str, name: str) -> str:
    """The target of a field: of a link to the row's customer or contact that record's name."""
    return LINKS.get(f"{kind}.{name}", f"{kind}.{name}")


@cache
def _labels(kind: str) -> dict[str, str]:
    """Normalised label, in both languages, → field of a kind."""
    found: dict[str, str] = {}
    for name in FIELDS[kind]:
        field_ = KINDS[kind].fields[name]
        for label in (field_.label, field_.zh):
            found.setdefault(header_key(label), name)
    return found


def _without_value(kind: str, header: str) -> bool:
    """Whether our own export's column holds what the store derives by itself, or nothing yet."""
    key = header.partition(".")[0]
    return (
        key in KINDS[kind].fields and key not in FIELDS[kind] and key not in OWN and header[:7] != "custom."
    )


def _handle(mapping: Mapping, column: int, header: str, taken: set[str]) -> bool:
    """Take a column that our own export writes beside a link (``customer.ref``) or for a custom field."""
    if header.startswith("custom.") and len(header) > len("custom."):
        mapping.targets[column] = f"{mapping.kind}.{header}"
        return True
    key, _dot, part = header.rpartition(".")
    if part == "currency" and FIELDS[mapping.kind].get(key) == "money":
        mapping.targets[column] = f"{mapping.kind}.{key}"
        mapping.handles[column] = part
        return True
    if part not in (*HANDLES, "at") or FIELDS[mapping.kind].get(key) not in ("link", "links"):
        return False
    whose = LINKS.get(f"{mapping.kind}.{key}")
    if whose is None:
        mapping.targets[column] = f"{mapping.kind}.{key}"
        mapping.handles[column] = part
    elif part != "kind":
        target = f"{whose.partition('.')[0]}.{part}"
        if target not in taken:
            mapping.targets[column] = target
            taken.add(target)
    return True


def _own_keys(headers: Sequence[str]) -> dict[int, str]:
    """Column → key, for what only our own export has; empty for the files of others."""
    names = {word: name for name, words in OWN.items() for word in words.split()}
    found = {c: names[key] for c, header in enumerate(headers) if (key := header_key(header)) in names}
    sure = "ref" in headers or "引用号" in headers or {"id", "kind_of_record"} & set(found.values())
    return found if sure and "ref" in found.values() else {}


def known_headers(headers: Iterable[str], overrides: MappingOf[str, str] | None = None) -> int:
    """How many of the texts are names of fields: what makes a row a header row."""
    forced = {header_key(name) for name in overrides or {}}
    return sum(1 for header in headers if header and (_meanings(header) or header_key(header) in forced))


def parse_map(text: str) -> dict[str, str]:
    """``--map "客户名称=name,电话=phone"`` as header → field.

    A header with a comma or quote is put in double quotes. ``custom.X`` makes a custom field; ``-`` or
    nothing leaves the column out.
    """
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _ITEM.match(text, at)
        if not match:
            raise UsageError(
                _("--map cannot be read at “%(item)s”: it is HEADER=FIELD, separated by commas.")
                % {"item": text[at:]},
                hint=_('For example --map "客户名称=name,电话=phone".'),
                argument="--map",
                value=text,
                expected=["HEADER=FIELD"],
            )
        quoted, plain, target = match.groups()
        header = plain if quoted is None else quoted.replace('""', '"')
        add_to_map(found, header.strip(), "" if target.strip() == "-" else target.strip())
        at = match.end()
    return found


def add_to_map(found: dict[str, str], header: str, target: str) -> None:
    """Add what a column means. Raises :class:`UsageError` if it means something else already."""
    if found.setdefault(header, target) != target:
        raise UsageError(
            _("--map names the column “%(column)s” twice: as %(first)s and as %(second)s.")
            % {"column": header, "first": found[header] or "-", "second": target or "-"},
            hint=_("A column is read into one field; a field can have several columns."),
            argument="--map",
            value=header,
            expected=["HEADER=FIELD"],
        )


# Meanings


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Normalised header → its meanings.

    ``customer.name`` is sure, ``?phone|phones`` depends on the kinds in the file, ``=first`` is a part
    of a person's name.
    """
    table: dict[str, tuple[str, ...]] = {}
    by_field: dict[str, str] = {}
    for fields, words in LOOSE.items():
        for word in words.split():
            table[header_key(word)] = ("?" + "|".join(fields),)
        for name in fields:
            by_field[name.rstrip("!")] = by_field.get(name.rstrip("!"), "") + " " + words
    for kind, prefixes in PREFIXES.items():
        for name in FIELDS[kind].keys() - OWN.keys():
            plain = by_field.get(name, "").split()
            plain += SURE.get(f"{kind}.{name}", "").split()
            plain.append(name.replace("_", ""))
            for prefix in prefixes.split():
                for word in plain:
                    table.setdefault(header_key(prefix + word), (f"{kind}.{name}",))
    said: set[str] = set()
    for target, words in SURE.items():
        for word in words.split():
            key = header_key(word)
            table[key] = (*table[key], target) if key in said else (target,)
            said.add(key)
    for words, part in PERSON.items():
        for word in words.split():
            table[header_key(word)] = ("=" + part,)
            for prefix in PREFIXES["contact"].split():
                table.setdefault(header_key(prefix + word), ("=" + part,))
    for link, target in LINKS.items():
        table.setdefault(header_key(link.replace(".", "")), (target,))
    for kind, fields_of in FIELDS.items():
        for name in fields_of:
            if name not in OWN:
                for called in (name, KINDS[kind].fields[name].label, KINDS[kind].fields[name].zh):
                    table.setdefault(header_key(called), (whose(kind, name),))
    return table


@lru_cache(4096)
def _meanings(header: str) -> tuple[str, ...]:
    """What a header can mean; empty if it is not known."""
    for text in (header, _BRACKETS.sub("", header)):
        found = _exact(header_key(text))
        if found:
            return found
    # "电话/手机" and "公司名称 Company Name" say it twice: every part must be known
    parts = [part for part in _PARTS.split(header) if header_key(part)]
    if 1 < len(parts) <= 3:
        each = [_exact(header_key(part)) for part in parts]
        if all(each):
            return each[0]
    return ()


def _exact(key: str) -> tuple[str, ...]:
    """The meanings of a normalised header, with and without digits, in simplified characters too."""
    table = _table()
    for each in (key, _DIGITS.sub("", key)):
        if each in table:
            return table[each]
    return () if key.isascii() else table.get(_simplified(_DIGITS.sub("", key)), ())


def _simplified(text: str) -> str:
    return simplify(text).replace("联络", "联系")


def _candidates(meanings: tuple[str, ...], order: list[str], main: str) -> list[str]:
    """The targets that meanings come to, in the order of preference."""
    found: list[str] = []
    by_kind = {kind: place for place, kind in enumerate(order)}
    for meaning in sorted(meanings, key=lambda one: by_kind.get(one.partition(".")[0], 0)):
        if meaning.startswith("="):
            found.append("contact.name" if "contact" in order else "customer.name")
        elif meaning.startswith("?"):
            fields = meaning[1:].split("|")
            kinds = order
            if fields[0].endswith("!") and "contact" in order:
                kinds = ["contact", *(kind for kind in order if kind != "contact")]
            for kind in kinds:
                for name in fields:
                    if name.rstrip("!") in FIELDS[kind]:
                        found.append(f"{kind}.{name.rstrip('!')}")
        else:
            kind, name = meaning.split(".", 1)
            if kind in order:
                found.append(meaning)
            other = {"phones": "phone", "emails": "email"}.get(name)
            if kind == "contact" and other and "customer" in order and main != "contact":
                found.append(f"customer.{other}")
    return found


def _take(
    mapping: Mapping, column: int, candidates: list[str], taken: set[str], meanings: tuple[str, ...] = ()
) -> bool:
    """Give a column the first of its candidates that is free; a set takes any number of columns."""
    part = next((meaning[1:] for meaning in meanings if meaning.startswith("=")), "")
    for candidate in candidates:
        target, _colon, service = candidate.partition(":")
        kind, name = target.split(".", 1)
        parts = {mapping.parts.get(c) for c, t in enumerate(mapping.targets) if t == target}
        if part and part != "full":
            if target in taken and (None in parts or part in parts):
                continue
            mapping.parts[column] = part
        elif service and KINDS[kind].fields[name].type == "rows":  # a column of one part of them
            if service in {h for c, h in mapping.handles.items() if mapping.targets[c] == target}:
                continue
            mapping.handles[column] = service
        elif target in taken and FIELDS[kind].get(name) not in SETS:
            continue
        mapping.targets[column] = target
        if service and column not in mapping.handles:
            mapping.services[column] = service
        taken.add(target)
        return True
    return False


def _present(kind: str, meanings: Sequence[tuple[str, ...]], taken: set[str]) -> set[str]:
    """The kinds whose naming column the file has."""
    said = taken | {meaning for found in meanings for meaning in found}
    if any(meaning.startswith("=") for meaning in said):
        said.add("contact.name")
    found = {other for other in BESIDE[kind] if any(f"{other}.{name}" in said for name in NAMED_BY[other])}
    if "customer" in BESIDE[kind] and kind != "contact" and said & _LOOKED_UP:
        found.add("customer")
    return {kind} | found


_LOOKED_UP = {"customer.phone", "customer.email", "customer.tax_id"}
"""By these a follow-up or the like finds its customer, too."""


_DEALINGS = frozenset(
    (
        "跟进内容", "跟进记录", "跟进情况", "沟通内容", "沟通记录", "拜访内容", "拜访记录", "联系记录", "洽谈内容",
        "往来记录", "followuptext", "followupnote", "activitynote", "visitnote", "callnote", "meetingnotes",
    )
)  # fmt: skip
"""Headers above what was said and done: rows with them are dealings, whatever else they say of customer and person."""


def _titled(title: str) -> str | None:
    """The kind that a sheet or file is called by, if it is called by one: ``跟进记录``, ``contacts 2026``."""
    key = header_key(title)
    found = {
        kind.name
        for kind in KINDS.values()
        if any(header_key(word) in key for word in (kind.zh, kind.name, kind.plural))
    }
    if len(found) > 1 and "customer" in found:  # 客户联系人 are contacts, customer follow-ups follow-ups
        found.discard("customer")
    return found.pop() if len(found) == 1 else None


def _others(headers: Sequence[str], meanings: Sequence[tuple[str, ...]], title: str) -> str | None:
    """A kind beside customers and contacts to which most of the headers belong."""
    filled = [column for column, header in enumerate(headers) if header]
    titled = _titled(title)
    for kind in FIELDS:
        if kind == "member" or (kind in ("customer", "contact", "followup") and kind != titled):
            continue  # a list of people is one of contacts unless it is said to be the team
        own = {field.name for field in KINDS[kind].own} - {*OWN, "owner"}
        labels = _labels(kind)
        hits = {
            labels.get(header_key(headers[c]), headers[c])
            for c in filled
            if header_key(headers[c]) in labels or headers[c] in FIELDS[kind]
        }
        said = (m for c in filled for m in meanings[c] if m.startswith(kind + "."))
        hits |= {m.partition(".")[2].partition(":")[0] for m in said}
        names = {name for m in meanings for each in m if each[0] == "?" for name in each[1:].split("|")}
        hits |= {name.rstrip("!") for name in names} & {KINDS[kind].title}
        hits &= own
        alone = hits - FIELDS["customer"].keys() - FIELDS["contact"].keys()
        told = KINDS[kind].title in hits
        if told and (kind == titled or (alone and len(hits) > 2 and len(hits) * 3 > len(filled) * 2)):
            return kind
    return None


def _template_of(headers: Sequence[str], title: str) -> str:
    """The kind whose template a sheet is: it is called by the kind's label, and every header is a label of it."""
    for kind in KINDS.values():
        if title in (kind.label, kind.zh):
            labels = _labels(kind.name)
            if all(header_key(header) in labels for header in headers if header):
                return kind.name
    return ""


def _guess_kind(
    headers: Sequence[str],
    meanings: Sequence[tuple[str, ...]],
    forced: MappingOf[int, str],
    title: str = "",
) -> str:
    """What the rows are about, by the columns that only one kind has."""
    for text in forced.values():
        _known_field(text)
    if not forced and (kind := _template_of(headers, title)):
        return kind
    meanings = [() if column in forced else found for column, found in enumerate(meanings)]
    sure = {meaning for found in meanings for meaning in found if meaning[0] not in "?="}
    named = {text for text in forced.values() if text.split(".")[0] in FIELDS}
    if "name" in forced.values() and len(named & {"customer.name", "contact.name"}) == 1:
        return "customer" if "contact.name" in named else "contact"
    sure |= named
    vague = {meaning[1:].replace("!", "") for found in meanings for meaning in found if meaning[0] == "?"}
    loose = {name for meaning in vague for name in meaning.split("|")}
    loose |= {text for text in forced.values() if "." not in text}
    person = any(m.startswith("=") for found in meanings for m in found)
    count = {kind: sum(1 for target in sure if target.startswith(kind + ".")) for kind in FIELDS}
    said = "followup.text" in sure or ("text" in loose and ("at" in loose or "followup.at" in sure))
    strong = any(header_key(h) in _DEALINGS for c, h in enumerate(headers) if c not in forced)
    told = count["followup"] >= 2 or ("customer.name" in sure and "text" in loose)
    if (told and said and not person) or (strong and ("customer.name" in sure or person)):
        return "followup"
    other = None if named or person else _others(headers, meanings, title)
    if other is not None and other not in ("customer", "contact"):
        return other
    company = "customer.name" in sure
    if person or (company and "name" in loose and "contact.name" not in sure):
        return "contact"
    if company:
        return "customer"
    if "contact.name" in sure and "name" in loose and not person:
        return "customer"  # "Name, Contact name": the first is the company's
    if "contact.name" in sure:
        return "contact"
    if "name" in loose:
        if _titled(title) in ("customer", "contact"):
            return str(_titled(title))
        return "contact" if count["contact"] > count["customer"] else "customer"
    known = [header for header, found in zip(headers, meanings, strict=True) if found]
    shown = ", ".join(header for header in headers if header)
    raise UsageError(
        _("The headers do not tell what the rows are: %(headers)s") % {"headers": shown},
        hint=_("Say so with --kind customer or --kind contact, and name columns with --map HEADER=FIELD.")
        + ("" if known else " " + _("If these are not the headers, name their row with --header-row.")),
        argument="--kind",
        value=None,
        expected=list(FIELDS),
        headers=list(headers),
    )


def _forced(headers: Sequence[str], overrides: MappingOf[str, str]) -> dict[int, str]:
    """Column → what the user said of it. A header that is not there is an error."""
    found: dict[int, str] = {}
    for name, target in overrides.items():
        plain = " ".join(name.split())
        columns = [column for column, header in enumerate(headers) if header == plain]
        if not columns and (key := header_key(name)):
            columns = [column for column, header in enumerate(headers) if header_key(header) == key]
        if not columns:
            raise UsageError(
                _("There is no column “%(name)s”.") % {"name": name},
                hint=_("The columns are: %(headers)s") % {"headers": ", ".join(h for h in headers if h)},
                argument="--map",
                value=name,
                expected=[header for header in headers if header],
            )
        found.update(dict.fromkeys(columns, target))
    return found


def _known_field(text: str) -> None:
    """Refuse a field that no kind has."""
    problem: UsageError | None = None
    for kind in sorted(FIELDS, key=lambda kind: kind != "customer"):
        try:
            _named_target(text, kind)
        except UsageError as error:
            problem = problem or error
        else:
            return
    if problem:
        raise problem


def _named_target(text: str, main: str) -> str | None:
    """The target a person named; None to leave the column out."""
    if not text:
        return None
    kind, dot, name = text.partition(".")
    if not dot or kind not in FIELDS:
        kind, name = main, text
    if name.startswith("custom.") and len(name) > len("custom."):
        return f"{kind}.{name}"
    plural = {"phone": "phones", "email": "emails", "tag": "tags", "alias": "aliases"}
    for each in (name, plural.get(name, ""), name.rstrip("s")):
        if each in FIELDS[kind]:
            return whose(kind, each)
    expected = [*FIELDS[kind], *(other + ".name" for other in BESIDE[kind]), "custom.NAME"]
    raise UsageError(
        _("%(kind)s has no field “%(name)s”.") % {"kind": kind, "name": name},
        hint=_("Fields are: %(fields)s") % {"fields": ", ".join(expected)},
        argument="--map",
        value=text,
        expected=expected,
    )
