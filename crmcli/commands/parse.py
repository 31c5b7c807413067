"""``crm parse``: what a text would be understood as."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session

_COLUMNS = ("field", "text", "value", "start", "end", "reason")


def parse(session: Session, text: list[str], customer: str | None = None) -> Answer:
    """Read a text as a note would be, storing nothing."""
    from crmcli.verbs.notes import parse as verb

    body = session.read_text(text, hint=_("A text to be read. Lines below the scissors are left out."))
    found = verb(session.store, body, customer)
    if session.flags.format == "table" or (session.terminal and not session.flags.format):
        return Answer(found, lines=lambda s: _drawn(body, found, s), refs=[])
    rows = [
        *({**piece, "reason": None} for piece in found["understood"]),
        *({**piece, "value": None} for piece in found["unresolved"]),
    ]
    return Answer(found, rows=rows, columns=_COLUMNS, refs=[])


def _drawn(body: str, found: dict[str, Any], session: Session) -> str:
    from crmcli.commands.render.reading import reading as drawn

    return drawn(body, found, session)


COMMANDS = {
    "parse": Command(
        "parse",
        parse,
        N_("What a text would be understood as in a note; nothing is stored."),
        args=(
            Arg(
                "text",
                "TEXT",
                N_("The text; none: standard input, else your editor."),
                many=True,
                required=False,
            ),
        ),
        options=(Opt("--customer", N_("Whose contacts and currency count."), value="WHO"),),
        examples=(
            "crm parse '明天下午3点回访 #报价 ¥12万'",
            'crm parse "called, wants samples; send quote next fri 3pm" --customer alfreds',
        ),
    )
}
