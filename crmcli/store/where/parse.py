"""Filter texts to trees: words, quotes, brackets, precedence. Knows nothing of fields and SQL."""

from __future__ import annotations

from crmcli.errors import FilterError
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_CHARACTERS = 10_000
MOST_DEPTH = 50

KEYWORDS = frozenset(("and", "or", "not", "in", "is", "empty"))
OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "~", "!~"]
AFTER_FIELD = [*OPERATORS, "in", "not in", "is empty", "is not empty"]
FIELD = N_("a field")
VALUE = N_("a value")
END = N_("the end")

# Full-width forms stand for the ASCII ones; one character each, so that positions stay. The full-width
# quotes are left out: each closes what it opened.
_FULL_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94) if n not in (1, 6)} | {0x3000: 0x20}
_CLOSING = {"'": "'", '"': '"', "“": "”“", "”": "”“", "‘": "’", "＂": "＂", "＇": "＇"}
_MARKS = "(),"
_SIGNS = "=<>~!"
_STOPS = frozenset(_MARKS + _SIGNS + "".join(_CLOSING) + "”") - {"’"}


class Token:
    """A word, a quoted text, an operator, a bracket or comma, or the end."""

    __slots__ = ("end", "kind", "position", "raw", "text")

    def __init__(self, kind: str, text: str, raw: str, position: int, end: int) -> None:
        self.kind = kind  # "word", "quoted", "op", "mark" or "end"
        self.text = text  # as it is understood
        self.raw = raw  # as it was typed; of a quoted text what is inside the quotes
        self.position = position
        self.end = end

    @property
    def keyword(self) -> str:
        """The keyword this is, in lower case, or ``""``."""
        lower = self.text.lower() if self.kind == "word" else ""
        return lower if lower in KEYWORDS else ""

    def is_mark(self, mark: str) -> bool:
        """Whether this is that bracket or comma."""
        return self.kind == "mark" and self.text == mark

    def __repr__(self) -> str:
        return repr(self.text) if self.kind == "quoted" else self.text


class Test:
    """A leaf: the parts of a field's name, an operator and what it is compared with.

    ``op`` is a sign, ``in``, ``not in``, ``empty``, ``not empty``, or ``""`` for a field alone.
    """

    __slots__ = ("op", "op_position", "path", "values")
    __test__ = False  # no test class of pytest

    def __init__(self, path: list[Token], op: str, op_position: int, values: list[Token]) -> None:
        self.path = path
        self.op = op
        self.op_position = op_position
        self.values = values

    def __repr__(self) -> str:
        name = ".".join(map(repr, self.path))
        if not self.op:
            return name
        return f"({' '.join([self.op.replace(' ', '-'), name, *map(repr, self.values)])})"


class Group:
    """``and`` or ``or`` of two or more."""

    __slots__ = ("op", "parts")

    def __init__(self, op: str, parts: list[Node]) -> None:
        self.op = op
        self.parts = parts

    def __repr__(self) -> str:
        return f"({self.op} {' '.join(map(repr, self.parts))})"


class Not:
    """The negation of one part."""

    __slots__ = ("part",)

    def __init__(self, part: Node) -> None:
        self.part = part

    def __repr__(self) -> str:
        return f"(not {self.part!r})"


if TYPE_CHECKING:
    Node = Test | Group | Not


def wrong(
    where: str, position: int, found: str, expected: Iterable[str], message: str, hint: str = ""
) -> FilterError:
    """The error for a wrong filter, with the details that the contract fixes."""
    return FilterError(
        message, hint=hint, where=where, position=position, found=found, expected=list(expected)
    )


def _unexpected(where: str, token: Token, expected: list[str], hint: str = "") -> FilterError:
    wanted = ", ".join(map(_, expected))
    if token.kind == "end":
        message = _("The filter ends too early; expected: %(expected)s") % {"expected": wanted}
    else:
        message = _("“%(found)s” at character %(number)d of the filter; expected: %(expected)s") % {
            "found": token.raw,
            "number": token.position + 1,
            "expected": wanted,
        }
    return wrong(where, token.position, token.raw, expected, message, hint)


def _tokens(where: str) -> list[Token]:
    if len(where) > MOST_CHARACTERS:
        raise wrong(
            where,
            MOST_CHARACTERS,
            where[MOST_CHARACTERS : MOST_CHARACTERS + 20],
            [END],
            _("The filter is longer than %(most)d characters") % {"most": MOST_CHARACTERS},
        )
    folded = where
    if not where.isascii():
        try:
            where.encode()
        except UnicodeEncodeError as error:  # a byte of the command line that is no text
            message = _("The filter holds bytes that are no text")
            raise wrong(where, error.start, "\ufffd", [N_("a character")], message) from None
        folded = where.translate(_FULL_WIDTH)
    tokens = []
    at = 0
    size = len(where)
    while at < size:
        start = at
        ch = folded[at]
        at += 1
        if ch.isspace():
            continue
        text = ""
        if ch in _MARKS:
            kind = "mark"
        elif ch in _SIGNS:
            kind = "op"
            if folded[start : start + 2] in OPERATORS:
                at = start + 2
            elif at < size and folded[at] in "=~":
                at += 1
        elif ch in _STOPS:
            kind = "quoted"
            text, at = _quoted(where, start)
        else:
            kind = "word"
            while at < size and folded[at] not in _STOPS and not folded[at].isspace():
                at += 1
        if kind == "quoted":
            tokens.append(Token(kind, text, text, start, at))
            continue
        token = Token(kind, folded[start:at], where[start:at], start, at)
        if kind == "op" and token.text not in OPERATORS:
            raise _unexpected(where, token, OPERATORS, _quote_hint())
        tokens.append(token)
    tokens.append(Token("end", "", "", size, size))
    return tokens


def _quoted(where: str, start: int) -> tuple[str, int]:
    """The text between the quote at ``start`` and the one that closes it, and where it goes on."""
    closing = _CLOSING[where[start]]
    out: list[str] = []
    at = start + 1
    while at < len(where):
        ch = where[at]
        if ch in closing:
            return "".join(out), at + 1
        if ch == "\\" and at + 1 < len(where):
            at += 1
            ch = where[at]
        out.append(ch)
        at += 1
    raise wrong(
        where,
        start,
        where[start:],
        [closing[0]],
        _("The quote at character %(number)d of the filter is never closed") % {"number": start + 1},
    )


def _quote_hint() -> str:
    return _("Quote a value that holds a space, bracket, comma, quote or operator sign, or is a keyword.")


class _Parser:
    __slots__ = ("at", "tokens", "where")

    def __init__(self, where: str) -> None:
        self.where = where
        self.tokens = _tokens(where)
        self.at = 0

    def next(self) -> Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def peek(self) -> Token:
        return self.tokens[self.at]

    def whole(self) -> Node:
        tree = self.alternatives(0)
        token = self.peek()
        if token.kind != "end":
            raise self.stray(["and", "or", END])
        return tree

    def stray(self, expected: list[str]) -> FilterError:
        """The error for what stands where a test has ended."""
        before = self.tokens[self.at - 1]
        alone = before.kind == "word" and before.text.lower() != "empty" and self._began_field
        token = self.peek()
        hint = "" if alone or token.kind == "mark" else _quote_hint()
        return _unexpected(self.where, token, [*AFTER_FIELD, *expected] if alone else expected, hint)

    @property
    def _began_field(self) -> bool:
        """Whether the token before this one began a test, so that a field stands alone."""
        before = self.tokens[self.at - 2] if self.at > 1 else None
        return before is None or before.text == "(" or before.keyword in ("and", "or", "not")

    def alternatives(self, depth: int) -> Node:
        parts = [self.conjunction(depth)]
        while self.peek().keyword == "or":
            self.at += 1
            parts.append(self.conjunction(depth))
        return parts[0] if len(parts) == 1 else Group("or", parts)

    def conjunction(self, depth: int) -> Node:
        parts = [self.part(depth)]
        while self.peek().keyword == "and":
            self.at += 1
            parts.append(self.part(depth))
        return parts[0] if len(parts) == 1 else Group("and", parts)

    def part(self, depth: int) -> Node:
        token = self.peek()
        negation = token.keyword == "not"
        if not negation and not token.is_mark("("):
            return self.test()
        if depth >= MOST_DEPTH:
            raise wrong(
                self.where,
                token.position,
                token.raw,
                [FIELD],
                _("The filter has more than %(most)d brackets or “not” inside each other")
                % {"most": MOST_DEPTH},
            )
        self.at += 1
        if negation:
            return Not(self.part(depth + 1))
        tree = self.alternatives(depth + 1)
        closing = self.peek()
        if not closing.is_mark(")"):
            raise self.stray(["and", "or", ")"])
        self.at += 1
        return tree

    def test(self) -> Test:
        path = self.path()
        token = self.peek()
        if token.kind == "op":
            self.at += 1
            return Test(path, token.text, token.position, [self.value()])
        word = token.keyword
        if word == "is":
            self.at += 1
            negated = self.peek().keyword == "not"
            self.at += negated
            if self.peek().keyword != "empty":
                raise _unexpected(self.where, self.peek(), ["empty"] if negated else ["empty", "not empty"])
            self.at += 1
            return Test(path, "not empty" if negated else "empty", token.position, [])
        if word == "not":
            self.at += 1
            if self.peek().keyword != "in":
                raise _unexpected(self.where, self.peek(), ["in"])
            word = "not in"
        if word in ("in", "not in"):
            self.at += 1
            return Test(path, word, token.position, self.values())
        return Test(path, "", path[0].position, [])

    def path(self) -> list[Token]:
        token = self.next()
        if token.kind != "word" or token.keyword:
            raise _unexpected(self.where, token, [FIELD, "not", "("])
        parts = _split(token)
        while not parts[-1].text and self.peek().kind == "quoted" and self.peek().position == token.end:
            parts[-1] = token = self.next()
            more = self.peek()
            if more.kind != "word" or more.position != token.end or more.text[0] != ".":
                break
            token = self.next()
            parts += _split(token)[1:]
        for part in parts:
            if not part.text:
                follows = next(t for t in self.tokens if t.end > part.position or t.kind == "end")
                found = self.where[part.position : part.position + 1] or follows.raw
                raise wrong(
                    self.where,
                    part.position,
                    found,
                    [N_("a name")],
                    _("A name is missing at character %(number)d of the filter")
                    % {"number": part.position + 1},
                )
        return parts

    def value(self) -> Token:
        token = self.next()
        if token.kind == "quoted" or (token.kind == "word" and not token.keyword):
            return token
        raise _unexpected(self.where, token, [VALUE], _quote_hint() if token.kind != "end" else "")

    def values(self) -> list[Token]:
        token = self.next()
        if not token.is_mark("("):
            raise _unexpected(self.where, token, ["("])
        values = [self.value()]
        while True:
            token = self.next()
            if token.is_mark(")"):
                return values
            if not token.is_mark(","):
                raise _unexpected(self.where, token, [",", ")"], _quote_hint() if token.kind != "end" else "")
            values.append(self.value())


def _split(word: Token) -> list[Token]:
    """The parts of a dotted name."""
    parts = []
    start = 0
    for text in word.text.split("."):
        end = start + len(text)
        parts.append(Token("word", text, word.raw[start:end], word.position + start, word.position + end))
        start = end + 1
    return parts


def parse_where(text: str) -> Node:
    """The tree of a filter; :class:`FilterError` if its form is wrong."""
    return _Parser(text).whole()
