"""What the program knows of a record's fields at run time, light enough for every command.

The definitions are the SQLModel classes in :mod:`crmcli.store.tables`; ``python -m crmcli.store.build``
writes them down as instances of the two classes here, in :mod:`crmcli.store.records`.
"""

from __future__ import annotations

from crmcli import i18n

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable

# How a field's value is stored and shown. In JSON:
#   text, longtext   string           choice    string of `choices`      integer  number
#   date             2026-11-25       instant   with zone                when     date or instant
#   money            amount+currency  boolean   true/false               json     object
#   link             a link or null   links     array of links           anylink  link to a record of any kind
#   texts            array of strings messaging array of service+id      custom   object name -> text
#   percent          "5%"             quantity  decimal as text          rows     array of objects of `parts`
TYPES = (
    "text", "longtext", "choice", "integer", "date", "instant", "when", "money", "boolean", "json",
    "link", "links", "anylink", "texts", "messaging", "custom", "percent",
    "quantity", "rows",
)  # fmt: skip


Choices = tuple[tuple[str, str, str], ...]

_vocabularies: Callable[[str], Choices] | None = None
_giver: object = None
_known: dict[str, Choices] = {}


def use_vocabularies(give: Callable[[str], Choices], of: object) -> None:
    """Say who knows the words that a team's processes add to choices; asked once a name, when they are needed.

    One store a process is the module's state, on purpose: the store that is opened last (``of``) gives them.
    """
    global _vocabularies, _giver
    _vocabularies, _giver = give, of
    _known.clear()


def forget_vocabularies(of: object) -> None:
    """A store is closed: what it gave is known no more."""
    global _vocabularies, _giver
    if _giver is of:
        _vocabularies = _giver = None
        _known.clear()


def said(vocabulary: str) -> Choices:
    """The choices under a name of a vocabulary: (value, English, Chinese)."""
    if _vocabularies is None:
        return ()
    if vocabulary not in _known:
        _known[vocabulary] = _vocabularies(vocabulary)
    return _known[vocabulary]


class Field:
    """One JSON key of a record.

    ``columns`` are the columns that hold it in the record's own table: one for most types, ``(X_on, X_at)``
    for ``when``, ``(X_minor, X_currency)`` for ``money``, ``(X_kind, X_id)`` for ``anylink``; empty for a set,
    which lives in ``table`` (its column ``parent`` names the record's id, ``value`` the member; messaging has
    ``service`` and ``value``, custom has ``name`` and ``value``; rows have the columns of their ``parts``), and for a
    key whose records do not exist yet (then ``table`` is empty too and the value is always null).
    ``sql`` is an expression over the table's columns when the value is not simply the column.
    """

    __slots__ = (
        "ahead", "at", "columns", "default", "fixed", "greatest", "label", "least", "link", "means", "most", "name",
        "only", "open", "parent", "part", "parts", "required", "search", "sql", "table", "type", "value", "vocabulary",
        "writable", "zh",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        type: str,
        label: str,
        zh: str,
        means: str = "",
        *,
        columns: tuple[str, ...] = (),
        sql: str = "",
        link: str = "",
        table: str = "",
        parent: str = "",
        value: str = "value",
        at: str = "",
        choices: tuple[tuple[str, str, str], ...] = (),
        required: bool = False,
        writable: bool = True,
        ahead: bool = False,
        default: object = None,
        search: str = "",
        most: int = 0,
        open: bool = False,
        part: str = "",
        parts: tuple[Field, ...] = (),
        only: str = "",
        least: int | None = None,
        greatest: int | None = None,
        vocabulary: str = "",
    ) -> None:
        self.name = name
        self.type = type
        self.label = label
        self.zh = zh
        self.means = means
        self.columns = columns
        self.sql = sql
        self.link = link  # the kind a link points to
        self.table = table  # of a set
        self.parent = parent
        self.value = value
        self.at = at  # the column of a set's table that says since when a member belongs to it
        self.fixed = choices  # (value, English, Chinese)
        self.vocabulary = vocabulary  # under which the team's processes add choices
        self.required = required
        self.writable = writable  # can be typed by a user
        self.ahead = ahead  # a date that looks ahead (due), not back (updated_at)
        self.default = default
        self.search = search  # "name", "phone", "email", "key", "text" or "" (not searched)
        self.open = open  # a choice that takes other words too
        self.most = most  # longest value in characters, 0 for no limit
        self.parts = parts  # of rows: the fields of each
        self.part = part  # the value of the column `part`, where one table holds several sets
        self.only = only  # SQL that rows of another record's table must fulfil to be members
        self.least = least  # of a number
        self.greatest = greatest

    @property
    def percent(self) -> bool:
        """Whether it is a whole number of per cent, which people write with the sign."""
        return self.type == "integer" and self.greatest == 100

    def takes(self, number: int) -> bool:
        """Whether a whole number can be its value."""
        least = -(2**63) if self.least is None else self.least
        greatest = 2**63 - 1 if self.greatest is None else self.greatest
        return least <= number <= greatest

    @property
    def choices(self) -> tuple[tuple[str, str, str], ...]:
        """What the value may be: (value, English, Chinese)."""
        return self.fixed + said(self.vocabulary) if self.vocabulary else self.fixed

    @property
    def many(self) -> bool:
        """Whether the value is a set."""
        return self.type in ("links", "texts", "messaging", "custom", "rows")

    @property
    def shown(self) -> str:
        """The label in the language in use."""
        return self.zh if i18n.language() == "zh" else self.label

    def choice_shown(self, value: str) -> str:
        """A choice's label in the language in use; the value itself if it is no known choice."""
        found = next((one for one in self.fixed if one[0] == value), None)
        if found is None and self.vocabulary:
            found = next((one for one in said(self.vocabulary) if one[0] == value), None)
        if found is None:
            return value
        return found[2] if i18n.language() == "zh" else found[1]


class Kind:
    """One kind of record: its name, its reference letter, its table and its fields in JSON order."""

    __slots__ = (
        "_make", "fields", "known", "label", "letter", "name", "own", "plural", "table", "title", "zh",
    )  # fmt: skip
    own: tuple[Field, ...]  # in JSON order
    fields: dict[str, Field]  # by name

    def __init__(
        self,
        name: str,
        letter: str,
        label: str,
        zh: str,
        plural: str,
        title: str,
        fields: Callable[[], tuple[Field, ...]],
        *,
        known: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.letter = letter
        self.table = name
        self.label = label
        self.zh = zh
        self.plural = plural
        self.title = title  # the field whose value names the record in a link
        self.known = known  # keys by which a foreign row means a record that is there, strongest first
        self._make = fields

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            """The fields, made when they are first asked for: a command needs those of few kinds."""
            if name not in ("own", "fields"):
                raise AttributeError(name)
            self.own = self._make()
            self.fields = {field.name: field for field in self.own}
            return getattr(self, name)

    @property
    def shown(self) -> str:
        """The kind's name in the language in use."""
        return self.zh if i18n.language() == "zh" else self.label
