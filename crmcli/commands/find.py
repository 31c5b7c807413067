"""``crm find`` and ``crm show``."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session


def find(session: Session, text: list[str], limit: str | None = None) -> Answer:
    """Search everything."""
    from crmcli.commands.fields import whole
    from crmcli.verbs.find import find as verb

    rows = verb(session.store, text, limit=whole("--limit", limit) if limit else 50)
    columns = ("ref", "kind", "name", "customer", "match", "snippet")
    person = session.terminal or session.flags.format == "table"
    return Answer(
        rows, rows=[_line(row, person) for row in rows], columns=columns, refs=[row["ref"] for row in rows]
    )


def _line(row: dict[str, Any], person: bool) -> dict[str, Any]:
    """A hit as a line: nothing is said twice, and a person sees the place of a hit in a text instead of its start."""
    own = row["customer"] is not None and row["customer"]["id"] == row["id"]
    line = {**row, "customer": None if own else row["customer"]}
    if row["snippet"] == row["name"]:
        line["snippet"] = None
    elif person and row["match"] == "text" and row["kind"] not in ("customer", "contact", "member"):
        line |= {"name": row["snippet"], "snippet": None}
    if person:
        from crmcli.store.records import KINDS

        match = _MATCHES[row["match"]]  # in brackets of _() its key would be collected as a text
        line |= {"kind": KINDS[row["kind"]].shown, "match": _(match)}
    return line


_MATCHES = {
    "exact": N_("whole name"),
    "part": N_("part of the name"),
    "pinyin": N_("pinyin"),
    "initials": N_("initials"),
    "phone": N_("phone"),
    "text": N_("text"),
    "close": N_("close spelling"),
}


def show(session: Session, ref: str) -> Answer:
    """One record of any kind."""
    from crmcli.commands.fields import shown
    from crmcli.verbs.resolve import resolve

    found = resolve(session.store, ref, None, contacts=True)
    return shown(session, found.kind, found.row)


COMMANDS = {
    "find": Command(
        "find",
        find,
        N_("Search everything: names by any part, pinyin or initials, phones by their end, and all text."),
        args=(Arg("text", "TEXT", N_("What you remember of it."), many=True),),
        options=(Opt("--limit -n", N_("At most so many."), value="N", name="limit"),),
        examples=("crm find 天成", "crm find tcwm", "crm find 4321", "crm find 运费 --json"),
    ),
    "show": Command(
        "show",
        show,
        N_("One record, whole, with all that hangs on it."),
        args=(Arg("ref", "REF", N_("A ref, an id, or a name where it is clear.")),),
        examples=("crm show 天成", "crm show C7K3F2Q --json"),
    ),
}
