"""The rows of a form: what stands in each, what it was, what it was understood as, and what others made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown import editing
from crmcli.text.clean import clean_line, clean_text
from crmcli.verbs import forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.store.meta import Field, Kind

    Link = dict[str, Any]

# The rows of long forms, in groups: the title of each, and its fields. What is not named stands at the end.
_GROUPS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "customer": (
        ("", ("name", "aliases", "kind", "status", "level", "tags", "next_followup", "owner")),
        ("reach", ("phone", "email", "website", "fax")),
        ("address", ("country", "region", "city", "address", "postal_code")),
        ("trade", ("industry", "source", "payment_terms", "currency", "tax_id", "external_id", "followers", "custom")),
    ),
    "opportunity": (
        ("", ("customer", "title", "amount", "expected_close", "probability", "owner", "tags")),
        ("assess", ("current_problem", "risk_flag", "competitors", "strengths", "weaknesses", "chances", "threats",
                    "products")),
        ("more", ("note", "lesson", "acquired_on", "followers", "external_id", "custom")),
    ),
}  # fmt: skip


def _title(key: str) -> str:
    return {
        "reach": _("How to reach them"), "address": _("Place"), "trade": _("Business"), "assess": _("Assessment"),
        "more": _("More"),
    }.get(key, "")  # fmt: skip


def title_of_part(part: str) -> str:
    """What a group of a form's rows is called."""
    return _title(part)


class Theirs:
    """What somebody else made of a field that was touched here too: its text, and by whom.

    ``was`` is what it was before, ``before`` the same as JSON.
    """

    __slots__ = ("before", "by", "links", "text", "was")

    def __init__(self, text: str, links: dict[str, Link], was: str, before: Any, by: str) -> None:
        self.text = text
        self.links = links
        self.was = was
        self.before = before
        self.by = by


class Row:
    """A field in a form.

    ``text`` is what stands in it, ``base`` what the store holds (``content`` as JSON), ``first`` what it is set back
    to. ``links`` says which record a name in it stands for. ``said`` is what the text was understood as, ``wrong``
    what is wrong with it, ``noted`` what is to be thought of. ``picked``: who types into it when it is come to writes
    over what stands there.
    """

    __slots__ = (
        "base", "base_links", "content", "field", "first", "first_links", "label", "links", "needed", "noted", "picked",
        "said", "text", "theirs", "title", "wrong",
    )  # fmt: skip

    def __init__(self, field: Field, *, needed: bool = False, title: str = "") -> None:
        self.field = field
        self.label = field.shown
        self.needed = needed
        self.picked = False
        self.title = title  # of the group it begins
        self.text = self.base = self.first = ""
        self.content: Any = None
        self.links: dict[str, Link] = {}
        self.base_links: dict[str, Link] = {}
        self.first_links: dict[str, Link] = {}
        self.said = self.wrong = self.noted = ""
        self.theirs: Theirs | None = None

    # --- what sort of row -----------------------------------------------------------------------------------------

    @property
    def many_lines(self) -> bool:
        """Whether its text has lines: a set's members, or a long text."""
        return self.field.many or self.field.type == "longtext"

    @property
    def wide(self) -> bool:
        """Whether it takes the whole width, because there is nothing to be understood of it."""
        return self.many_lines or (self.field.type in ("text", "json") and not self.chooses)

    @property
    def chooses(self) -> bool:
        """Whether its value can be chosen from a list."""
        kind = self.field.type
        return kind in ("choice", "boolean", "date", "when", "instant", "link", "anylink", "links") or (
            self.field.name in ("repeat", "currency")
        )

    @property
    def meaning(self) -> str:
        """What the field means, and how it may be typed."""
        example = editing.EXAMPLES.get(self.field.type, "")
        return " · ".join(_(text) for text in (self.field.means, example) if text)

    # --- what stands in it ----------------------------------------------------------------------------------------

    def begin(self, content: Any) -> None:
        """Begin with a JSON value of the store."""
        self.content = content
        self.base = self.first = self.text = editing.text_of(self.field, content)
        self.base_links = _links_of(self.field, content)
        self.links = dict(self.base_links)
        self.first_links = dict(self.base_links)

    def preset(self, given: str | Link) -> None:
        """Begin with a value for a record that is not there yet."""
        if isinstance(given, dict):
            self.text = clean_line(given["name"])
            self.links[self.text] = given
        else:
            self.text = given
        self.first, self.first_links = self.text, dict(self.links)

    @property
    def lines(self) -> list[str]:
        """The members of a set as typed."""
        return [line for raw in self.text.split("\n") if (line := clean_line(raw))]

    def _key(self, text: str, links: Mapping[str, Link]) -> Any:
        """What makes two texts of the row the same."""
        if self.field.many:
            lines = [clean_line(line) for line in text.split("\n")]
            return sorted(links[line]["id"] if line in links else line for line in lines if line)
        if self.field.type == "longtext":
            return clean_text(text)
        line = clean_line(text)
        return links[line]["id"] if line in links else line

    @property
    def changed(self) -> bool:
        """Whether it is otherwise than the store has it."""
        return bool(self._key(self.text, self.links) != self._key(self.base, self.base_links))

    @property
    def touched(self) -> bool:
        """Whether it is otherwise than it was at first."""
        return bool(self._key(self.text, self.links) != self._key(self.first, self.first_links))

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not clean_line(self.text)

    def name_links(self) -> bool:
        """Write the names of the records that were found in the place of what was typed. Returns whether it did."""
        out = []
        for line in self.lines:
            link = self.links.get(line)
            if link is not None:
                line = clean_line(link["name"])
                if self.links.setdefault(line, link)["id"] != link["id"]:  # two of one name
                    line = f"{line} ({link['ref']})"
                    self.links[line] = link
            out.append(line)
        text, self.text = self.text, "\n".join(out)
        return self.text != text

    def restore(self) -> None:
        """As it was at first, or as others have made it since."""
        self.text, self.links = self.first, {**self.links, **self.first_links}
        self.theirs = None
        self.forget()

    def forget(self) -> None:
        """Nothing is known of the text any more."""
        self.said = self.wrong = self.noted = ""

    def sent(self) -> list[str]:
        """The texts that make the store hold what stands here."""
        if self.field.many:
            return forms.differences(
                self.field, self._typed(self.base, self.base_links), self._typed(self.text, self.links)
            )
        if self.field.type == "longtext":
            return [clean_text(self.text)]
        return self._typed(self.text, self.links) or [""]

    def _typed(self, text: str, links: Mapping[str, Link]) -> list[str]:
        lines = [clean_line(line) for line in text.split("\n")]
        return [str(links[line]["id"]) if line in links else line for line in lines if line]

    # --- what was typed another time ------------------------------------------------------------------------------

    def kept(self) -> dict[str, Any]:
        """What stands here, to be brought back another time."""
        lines = [clean_line(line) for line in self.text.split("\n")]
        links = {line: self.links[line] for line in lines if line in self.links}
        was = self.content if self.theirs is None else self.theirs.before
        return {"text": self.text, "was": was, "links": links}

    def bring_back(self, kept: dict[str, Any], by: str) -> None:
        """Put in what stood here another time; what the store holds may be otherwise since then, through ``by``."""
        text, was = str(kept["text"]), editing.text_of(self.field, kept["was"])
        self.links |= kept["links"]
        if kept["was"] == self.content:
            self.text = text
        elif self.field.many:
            lines = forms.merged(self.field, was.split("\n"), text.split("\n"), self.base.split("\n"))
            self.text = "\n".join(lines).strip("\n")
        else:
            self.text = text
            if self.changed:
                self.theirs = Theirs(self.base, self.base_links, was, kept["was"], by)

    # --- what others made of it -----------------------------------------------------------------------------------

    def rebase(self, content: Any, by: str) -> str:
        """The store holds another value now. Returns what is to be told of it: ``Level: B → A``, or empty.

        A row that was not touched takes it. A set takes it with what was put in and taken out here. Else what was
        typed stays, and theirs stands beside it until that is decided.
        """
        text, links = editing.text_of(self.field, content), _links_of(self.field, content)
        before, was = self.base, self._key(self.base, self.base_links)
        now = self._key(text, links)
        if now == was:
            return ""
        mine = self._key(self.text, self.links)
        if mine in (was, now):
            self.text, self.links, self.theirs = text, {**self.links, **links}, None
            self.forget()
        elif self.field.many:
            self.text = "\n".join(
                forms.merged(self.field, self.base.split("\n"), self.text.split("\n"), text.split("\n"))
            ).strip("\n")
            self.links |= links
        else:
            first = self.theirs or Theirs(text, links, before, self.content, by)
            self.theirs = Theirs(text, links, first.was, first.before, by)
        self.content, self.base, self.base_links = content, text, links
        self.first, self.first_links = text, dict(links)
        return _("%(field)s: %(value)s") % {"field": self.label, "value": self._told(before, text)}

    def _told(self, before: str, after: str) -> str:
        if not self.field.many:
            return " → ".join(editing.readable(self.field, clean_line(one)) or "—" for one in (before, after))
        old, new = before.split("\n"), after.split("\n")
        came = [f"+{line}" for line in new if line and line not in old]
        return " ".join(came + [f"-{line}" for line in old if line and line not in new])

    def keep_mine(self) -> None:
        """What was typed stays; saving puts it in the place of theirs."""
        self.theirs = None

    def take_theirs(self) -> None:
        """Theirs stays; what was typed goes."""
        if self.theirs is not None:
            self.text, self.links = self.theirs.text, {**self.links, **self.theirs.links}
        self.theirs = None
        self.forget()


def _links_of(field: Field, content: Any) -> dict[str, Link]:
    if not content:
        return {}
    if field.type == "links":
        return editing.names_of(content)
    if field.type in ("link", "anylink"):
        return {clean_line(content["name"]): content}
    return {}


def rows_of(kind: Kind, record: dict[str, Any] | None, part: str = "") -> list[Row]:
    """The rows of a form for a record, or for a new one of that kind; of one group only with ``part``."""
    fields = forms.fields_of(kind, record)
    if part:
        only = dict(_GROUPS[kind.name])[part]
        fields = [field for field in fields if field.name in only]
    needed = forms.needed(kind)
    rows = [
        Row(field, needed=field.name in needed, title=title) for field, title in _grouped(kind.name, fields)
    ]
    for row in rows:
        row.begin(record[row.field.name] if record is not None else _default(row.field))
    return rows


def _default(field: Field) -> Any:
    if field.type == "boolean":
        return bool(field.default)
    return field.default


def _grouped(kind_name: str, fields: Sequence[Field]) -> Iterable[tuple[Field, str]]:
    by_name = {field.name: field for field in fields}
    for key, names in _GROUPS.get(kind_name, ()):
        title = _title(key)
        for name in names:
            if name in by_name:
                yield by_name.pop(name), title
                title = ""
    for field in by_name.values():
        yield field, ""
