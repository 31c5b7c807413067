"""The one owner of standard output: answers as JSON, tables, separated values or refs."""

from __future__ import annotations

import sys

from crmcli.shown.cells import cell, value
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.errors import CrmError
    from crmcli.store.meta import Kind


class Answer:
    """What a command has to say.

    ``data`` is its JSON; ``lines`` what a person reads (a text, or made when shown); ``rows`` with ``columns``
    a list of records, shown as a table; ``refs`` what ``--quiet`` prints; ``error`` comes after the answer.
    """

    __slots__ = (
        "chosen", "columns", "data", "error", "exit_code", "kind", "lines", "raw", "refs", "rows", "unbroken",
    )  # fmt: skip

    def __init__(
        self,
        data: Any = None,
        *,
        lines: str | Callable[[Session], str] = "",
        rows: Sequence[dict[str, Any]] | None = None,
        columns: Sequence[str] = (),
        chosen: bool = False,
        kind: Kind | None = None,
        refs: Sequence[str] | None = None,
        raw: Iterable[str | bytes] | None = None,
        error: CrmError | None = None,
        exit_code: int = 0,
        unbroken: bool = False,
    ) -> None:
        self.unbroken = unbroken  # lines to be copied as they are, however narrow the terminal
        self.data = data if data is not None or rows is None else list(rows)
        self.lines = lines
        self.rows = rows
        self.columns = tuple(columns)
        self.chosen = chosen  # the user named the columns
        self.kind = kind
        self.refs = refs
        self.raw = raw  # text or bytes that go out as they are, piece by piece (export)
        self.error = error
        self.exit_code = exit_code


def dumps(data: Any) -> str:
    """JSON on one line, characters as they are, but nothing a terminal would obey."""
    from crmcli.exchange.out_json import dumps as made  # what a person reads needs none of it

    return made(data)


def write(text: str | bytes) -> None:
    """Put text on standard output as UTF-8, whatever the locale says; bytes as they are."""
    if not text:
        return
    buffer = getattr(sys.stdout, "buffer", None)
    if isinstance(text, bytes):
        sys.stdout.flush()
        sys.stdout.buffer.write(text)
        return
    if buffer is not None and (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":
        sys.stdout.flush()
        buffer.write(text.encode("utf-8", "replace"))
    else:
        sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8"))


def show(answer: Answer, session: Session) -> None:
    """Print an answer as the session's flags ask."""
    for piece in pieces(answer, session):
        _out(piece)
    _out("")


def _out(piece: str | bytes) -> None:
    """Write a piece, or with an empty one all that waits; a full disk is said as what it is."""
    try:
        if piece:
            write(piece)
        else:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        import errno

        from crmcli.errors import DiskFull, FileError
        from crmcli.i18n import _, why

        kind = DiskFull if error.errno == errno.ENOSPC else FileError
        raise kind(
            _("%(path)s cannot be used: %(why)s") % {"path": "stdout", "why": why(error)}, path="stdout"
        ) from None


def pieces(answer: Answer, session: Session) -> Iterator[str | bytes]:
    """The answer as text, piece by piece."""
    flags = session.flags
    if answer.raw is not None:
        yield from answer.raw
    elif flags.json or flags.format == "json":
        yield dumps(answer.data) + "\n"
    elif flags.quiet:
        for ref in _refs(answer):
            yield harmless(ref).replace("\n", " ") + "\n"
    elif flags.format == "jsonl":
        for one in answer.data if isinstance(answer.data, list) else [answer.data]:
            yield dumps(one) + "\n"
    elif answer.rows is not None:
        yield from _table(answer, session)
    else:
        text = answer.lines(session) if callable(answer.lines) else answer.lines
        if text:
            if session.terminal and not answer.unbroken:
                text = _fitting(text, session.width)
            text = text if session.colored else harmless(text)  # colour is drawn around harmless text
            yield text if text.endswith("\n") else text + "\n"


def _fitting(text: str, cells: int) -> str:
    """Lines too long for the terminal broken between their parts or words, so that no ref and no command is torn."""
    from crmcli.shown.wrapping import parts

    return "\n".join(
        one
        for line in text.split("\n")
        for one in ([line] if "\x1b" in line or not line.strip() else parts(line, cells))
    )


def _refs(answer: Answer) -> Iterable[str]:
    if answer.refs is not None:
        return answer.refs
    data = answer.data
    if isinstance(data, list):
        return [one["ref"] for one in data if isinstance(one, dict) and one.get("ref")]
    if isinstance(data, dict) and data.get("ref"):
        return [data["ref"]]
    return []


def _table(answer: Answer, session: Session) -> Iterator[str]:
    form = session.flags.format or ("table" if session.terminal else "")
    rows = answer.rows or []
    if form == "table":
        from crmcli.commands.render import table

        yield table(rows, answer.columns, answer.kind, session, chosen=answer.chosen)
    elif form == "csv":
        from crmcli.exchange.out import csv_lines

        yield from csv_lines(answer.columns, rows)
    elif form == "tsv":
        yield "\t".join(answer.columns) + "\n"
        for row in rows:
            cells = (cell(value(row, name)) for name in answer.columns)
            yield "\t".join(_escaped(one) for one in cells) + "\n"
    else:
        for row in rows:
            yield "\t".join(_one_line(cell(value(row, name))) for name in answer.columns) + "\n"


def _escaped(text: str) -> str:
    return harmless(text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"))


def _one_line(text: str) -> str:
    return harmless(text.replace("\t", " ").replace("\r\n", " ").replace("\n", " "))
