"""``crm find`` and ``crm show``."""

from __future__ import annotations

from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session


_MOST = 50  # hits, unless --limit says otherwise
_COLUMNS = ("ref", "kind", "name", "customer", "match", "snippet")


def find(session: Session, text: list[str], limit: str | None = None, open: bool = False) -> Answer:
    """Search everything."""
    from crmcli.commands.fields import shown, whole
    from crmcli.verbs import find as verb

    most = whole("--limit", limit) if limit else _MOST
    if open:
        found = verb.best(session.store, text)
        return shown(session, found.kind, found.row)
    person = (session.terminal and not session.flags.format) or session.flags.format == "table"
    rows = verb.find(session.store, text, limit=most + person)
    more = len(rows) > most
    rows = rows[:most]
    close = bool(rows) and rows[0]["match"] == "close"
    refs = [row["ref"] for row in rows]
    lines = [_line(row, person) for row in rows]
    if person:
        return Answer(rows, lines=lambda s: _read(s, " ".join(text), lines, more, close), refs=refs)
    return Answer(rows, rows=lines, columns=_COLUMNS, refs=refs)


def _read(session: Session, text: str, lines: list[dict[str, Any]], more: bool, close: bool) -> str:
    """The hits as a person reads them: what was not found is said, what more there is, and how to go on."""
    from crmcli.commands.render import table
    from crmcli.shown.matches import NOTHING_CLOSE
    from crmcli.text.clean import clean_line, cut, harmless

    typed = cut(harmless(clean_line(text)), 40)
    if not lines:
        return _("Nothing holds “%(text)s”.") % {"text": typed}
    shown = table(lines, _COLUMNS, None, session)
    foot = []
    if more:
        foot.append(_("The first %(number)d; --limit N shows more.") % {"number": len(lines)})
    if session.terminal:
        foot.append(_("`crm show REF` shows one whole."))
    head = _(NOTHING_CLOSE) % {"text": typed} + "\n" if close else ""
    return head + shown.rstrip("\n") + "\n" + "".join(line + "\n" for line in foot)


def _line(row: dict[str, Any], person: bool) -> dict[str, Any]:
    """A hit as a line: nothing is said twice, and a person sees the place of a hit in a text instead of its start."""
    own = row["customer"] is not None and row["customer"]["id"] == row["id"]
    line = {**row, "customer": None if own else row["customer"]}
    if row["snippet"] == row["name"]:
        line["snippet"] = None
    elif person and row["match"] == "text" and row["kind"] not in ("customer", "contact", "member"):
        line |= {"name": row["snippet"], "snippet": None}
    if person:
        from crmcli.shown.matches import MATCHES
        from crmcli.store.records import KINDS

        match = MATCHES[row["match"]]  # in brackets of _() its key would be collected as a text
        line |= {"kind": KINDS[row["kind"]].shown, "match": _(match)}
    return line


def show(session: Session, ref: str) -> Answer:
    """One record of any kind."""
    from crmcli.commands.fields import shown
    from crmcli.verbs.resolve import resolve

    found = resolve(session.store, ref, None, contacts=True)
    return shown(session, found.kind, found.row, found.why)


COMMANDS = {
    "find": Command(
        "find",
        find,
        N_("Search everything: names by any part, pinyin or initials, phones by their end, and all text."),
        args=(Arg("text", "TEXT", N_("What you remember of it."), many=True),),
        options=(
            Opt("--limit -n", N_("At most so many."), value="N", name="limit"),
            Opt("--open", N_("Show the first that is found, as `crm show` does.")),
        ),
        examples=(
            "crm find 天成",
            "crm find tcwm --open",
            "crm find 4321",
            "crm find 运费 --json",
            "crm find 运费 kind:followup since:2026-10 customer:天成",
        ),
        more=N_(
            "Found is what has a name like the text, sounds like it, has a phone that ends in it, or holds each of its "
            "words: Chinese anywhere, others where a word begins. The best match comes first, of alike ones the "
            "newest.\n"
            "Words of the text may narrow it: kind:followup (or a kind of follow-up, as kind:visit), customer:NAME, "
            "since:2026-10, until:last_month, owner:me; in Chinese 种类: 客户: 自: 至: 负责人:. Several kinds, "
            "customers or owners: any of them."
        ),
    ),
    "show": Command(
        "show",
        show,
        N_("One record, whole, with all that hangs on it."),
        args=(Arg("ref", "REF", N_("A ref, an id, or a name where it is clear.")),),
        examples=("crm show 天成", "crm show C7K3F2Q --json"),
    ),
}
