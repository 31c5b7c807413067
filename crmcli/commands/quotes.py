"""``crm quote`` with its verbs: lines, totals, versions, what the rules ask, and the document for the customer."""

from __future__ import annotations

from crmcli.commands.fields import field_options, list_options, shown, typed_of, whole
from crmcli.commands.generic import archiving, listing, removing
from crmcli.commands.goods import LINE_ARGS, LINE_OPTIONS, change_line
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.store.records import QUOTE, Opportunity, Quote
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session


def _named(session: Session, ref: str, version: str | None = None) -> Quote:
    from crmcli.verbs.resolve import resolve

    row = resolve(session.store, ref, ("quote",)).row
    assert isinstance(row, Quote)
    if version is None:
        return row
    from crmcli.verbs import quotes

    return quotes.numbered(session.store, row, whole("--version", version))


def add(session: Session, opportunity: str, **given: Any) -> Answer:
    """A new quote on an opportunity, a draft."""
    from crmcli.verbs import quotes, resolve

    deal = resolve.resolve(session.store, opportunity, ("opportunity",), argument="OPPORTUNITY").row
    assert isinstance(deal, Opportunity)
    row, transaction = quotes.begin(session.store, deal, typed_of(QUOTE, given))
    return _changed(session, row, transaction)


def show(session: Session, ref: str, version: str | None = None) -> Answer:
    """A quote whole: lines, what it comes to, what its rules ask, its versions."""
    return shown(session, QUOTE, _named(session, ref, version))


def edit(session: Session, ref: str, **given: Any) -> Answer:
    """Change a quote; of a version that was submitted this makes the next one."""
    from crmcli.verbs import quotes
    from crmcli.verbs.shape import record_json

    row = _named(session, ref)
    before = record_json(session.store, QUOTE, row)
    row, transaction = quotes.edit(session.store, row, typed_of(QUOTE, given))
    return _changed(session, row, transaction, before)


def line(session: Session, ref: str, **given: str | None) -> Answer:
    """Add a line to a quote, change one, or take one out."""
    from crmcli.verbs import quotes

    row = _named(session, ref)
    changed, transaction, at = change_line(session.store, row, quotes.put_line, quotes.drop_line, given)
    return _lined(session, changed, transaction, at, changed.id != row.id)


def _lined(session: Session, row: Quote, transaction: str | None, at: int | None, next_one: bool) -> Answer:
    from crmcli.shown.quotes import asks, called, priced
    from crmcli.shown.values import money
    from crmcli.verbs.quote_view import view

    record = {**view(session.store, row), "transaction": transaction}
    parts = [row.ref, called(record)]
    if next_one:
        parts.append(_("a new version, for the one before was submitted"))
    if at is not None:
        parts.append(priced(record["lines"][at]))
    if record["amount"]:
        parts.append(_("in all %(amount)s") % {"amount": money(record["amount"])})
    parts += [_("asks for %(what)s") % {"what": one} for one in asks(record)]
    parts.append(f"crm undo {transaction}" if transaction else _("was so already"))
    return Answer(record, lines=harmless(" · ".join(parts)), refs=[row.ref])


def submit(session: Session, ref: str, reason: str | None = None) -> Answer:
    """Submit a quote: it waits for the approvals that its rules ask, or is approved."""
    from crmcli.verbs import quotes
    from crmcli.verbs.quote_view import view
    from crmcli.verbs.shape import records_json

    done = quotes.submit(session.store, _named(session, ref), reason or "")
    from crmcli.store.records import APPROVAL

    record = {
        **view(session.store, done.row, done.asks),
        "approvals": records_json(session.store, APPROVAL, done.approvals),
        "transaction": done.transaction,
    }
    more = []
    from crmcli.shown.quotes import asks

    for one, approval in zip(asks(record), record["approvals"], strict=False):
        more.append(f"{approval['ref']} {one}")
    return _said(session, done.row, record, [_status(record), *more])


def revise(session: Session, ref: str, **given: Any) -> Answer:
    """The next version of a quote that was submitted."""
    from crmcli.verbs import quotes

    row, transaction = quotes.revise(session.store, _named(session, ref), typed_of(QUOTE, given) or None)
    return _changed(session, row, transaction)


def accept(session: Session, ref: str) -> Answer:
    """The customer accepted a quote."""
    from crmcli.verbs import quotes

    row, transaction = quotes.accept(session.store, _named(session, ref))
    return _changed(session, row, transaction)


def _status(record: dict[str, Any]) -> str:
    return QUOTE.fields["status"].choice_shown(record["status"])


def _changed(
    session: Session, row: Quote, transaction: str | None, before: dict[str, Any] | None = None
) -> Answer:
    from crmcli.shown.values import changes
    from crmcli.verbs.quote_view import view

    record = {**view(session.store, row), "transaction": transaction}
    parts = [_status(record)]
    if before is not None:
        if before["id"] != record["id"]:
            parts.append(_("a new version, for the one before was submitted"))
        parts += changes(QUOTE, before, record, session.store.clock()) if transaction else []
    return _said(session, row, record, parts)


def _said(session: Session, row: Quote, record: dict[str, Any], more: list[str]) -> Answer:
    from crmcli.shown.quotes import called
    from crmcli.shown.values import money

    parts = [row.ref, called(record), *more]
    if record["amount"]:
        parts.append(money(record["amount"]))
    transaction = record["transaction"]
    parts.append(f"crm undo {transaction}" if transaction else _("was so already"))
    return Answer(record, lines=harmless(" · ".join(parts)), refs=[row.ref])


def compare(session: Session, ref: str, v1: str | None = None, v2: str | None = None) -> Answer:
    """Two versions of a quote side by side; the last two if none are named."""
    from crmcli.shown.quotes import compared
    from crmcli.verbs import quotes

    row = _named(session, ref)
    last = quotes.versions(session.store, row)[-1].version
    one = whole("V1", v1) if v1 is not None else max(last - 1, 1)
    other = whole("V2", v2) if v2 is not None else last
    found = quotes.compare(session.store, row, one, other)

    def lines(session: Session) -> str:
        if session.terminal:
            from crmcli.commands.render.quote import side_by_side

            return side_by_side(found, session)
        return "\n".join(harmless(text).replace("\n", " ") for text in compared(found, session.store.clock()))

    return Answer(found, lines=lines, refs=[found["from"]["ref"], found["to"]["ref"]])


def print_(
    session: Session,
    ref: str,
    md: bool = False,
    html: bool = False,
    output: str | None = None,
    version: str | None = None,
    force: bool = False,
) -> Answer:
    """A quote as a document for the customer."""
    from crmcli.verbs.quotedoc import document, form_of, save

    form = form_of(output, md=md, html=html)
    row = _named(session, ref, version)
    made = document(session.store, row, form, session.flags.lang)  # said for this call: of the document, too
    data = {"quote": row.ref, "format": form, "language": made.language, "file": output, "text": made.text}
    if output is None:
        return Answer(data, raw=None if session.flags.json else [made.text], refs=[row.ref])
    save(made, output, force=force)
    data["text"] = None
    return Answer(data, lines=_("Written: %(path)s") % {"path": harmless(output)}, refs=[row.ref])


_REF = Arg("ref", "REF", N_("A quote's ref or number; its number means the last version."))
_REFS = Arg("refs", "REF", N_("A quote's ref or number; its number means the last version."), many=True)
_VERSION = Opt("--version", N_("Which version; else the last."), value="N")


def _commands() -> list[Command]:
    return [
        Command(
            "quote add", add, N_("A new quote on an opportunity, a draft without lines."),
            args=(Arg("opportunity", "OPPORTUNITY", N_("The opportunity: a ref, an id, or its title.")),),
            options=lambda: field_options(QUOTE, without=("opportunity",)),
            more=N_(
                "Number, currency, payment terms and language come from the settings, the opportunity and its\n"
                "customer where they are not said."
            ),
            examples=(
                "crm quote add 泵120台 --incoterm FOB --port-from Ningbo --valid-until 月底",
                'crm quote add O7K3F2Q --currency USD --payment-terms "30% deposit, 70% against B/L copy"',
            ),
        ),
        Command(
            "quote list", listing(QUOTE), N_("Quotes, newest first."), options=lambda: list_options(QUOTE),
            examples=(
                "crm quote list --status submitted --owner me",
                'crm quote list --where "valid_until<+7d and status=approved"',
            ),
        ),
        Command(
            "quote show", show, N_("A quote whole: lines, what it comes to, what its rules ask, its versions."),
            args=(_REF,), options=(_VERSION,),
            examples=("crm quote show Q2026-0007", "crm quote show Q2026-0007 --version 1 --json"),
        ),
        Command(
            "quote edit", edit, N_("Change a quote; an empty value clears. Lines: `crm quote line`."), args=(_REF,),
            options=lambda: field_options(QUOTE),
            more=N_(
                "A change of what is offered, once it was submitted, makes the next version: what was submitted stays\n"
                "as it was, approvals that wait are withdrawn, and everybody concerned is told."
            ),
            examples=("crm quote edit Q2026-0007 --discount 3%", "crm quote edit Q2026-0007 --valid-until 下月底"),
        ),
        Command(
            "quote line", line, N_("Add a line, change one with --line, take one out with --drop."),
            args=(_REF, *LINE_ARGS), options=LINE_OPTIONS,
            examples=(
                "crm quote line Q2026-0007 CDL-20 120 --discount 5%",
                "crm quote line Q2026-0007 --line 1 --price 820",
                'crm quote line Q2026-0007 - 1 --description "sea freight" --price 900',
                "crm quote line Q2026-0007 --drop 2",
            ),
        ),
        Command(
            "quote submit", submit, N_("Have it approved by the rules of its process; at once if they ask nothing."),
            args=(_REF,), options=(Opt("--reason", N_("Why, for who approves it."), value="TEXT"),),
            examples=('crm quote submit Q2026-0007 --reason "they order 500 more in spring"',),
        ),
        Command(
            "quote revise", revise, N_("The next version of a quote that was submitted, as a draft."), args=(_REF,),
            options=lambda: field_options(QUOTE, without=("number", "opportunity")),
            examples=("crm quote revise Q2026-0007", "crm quote revise Q2026-0007 --discount 2%"),
        ),
        Command(
            "quote compare", compare, N_("Two versions side by side; the last two if none are named."),
            args=(_REF, Arg("v1", "V1", N_("A version's number."), required=False),
                  Arg("v2", "V2", N_("Another's."), required=False)),
            examples=("crm quote compare Q2026-0007", "crm quote compare Q2026-0007 1 3 --json"),
        ),
        Command(
            "quote accept", accept, N_("The customer accepted it."), args=(_REF,),
            examples=("crm quote accept Q2026-0007",),
        ),
        Command(
            "quote print", print_, N_("A document for the customer, in the customer's language."), args=(_REF,),
            options=(
                Opt("--md", N_("As Markdown, which is the default.")),
                Opt("--html", N_("As one HTML file, ready for the printer.")),
                Opt("--output -o", N_("Into this file; else on standard output."), value="FILE", name="output"),
                _VERSION,
                Opt("--force", N_("Write over a file that is there.")),
            ),
            more=N_(
                "--lang says in which language; else the quote's. Our own name, address, phone, e-mail, tax number\n"
                "and bank are settings: `crm config set company.name NAME`."
            ),
            examples=("crm quote print Q2026-0007 --html -o quote.html", "crm quote print Q2026-0007 --lang zh"),
        ),
        Command(
            "quote archive", archiving(QUOTE), N_("Put quotes out of the way; they stay whole."), args=(_REFS,),
            options=(Opt("--back", N_("Into use again.")),), examples=("crm quote archive Q2026-0007",),
        ),
        Command(
            "quote remove", removing(QUOTE),
            N_("Remove quotes with all their versions; undo brings them back."), args=(_REFS,),
            options=(Opt("--yes -y", N_("Do not ask."), name="yes"),
                     Opt("--dry-run", N_("Only say what would be removed."))),
            examples=("crm quote remove Q2026-0007",),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
