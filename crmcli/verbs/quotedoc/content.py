"""What a printed quote says, in its language, drawn by nobody yet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crmcli import config
from crmcli.clock import moment
from crmcli.i18n import N_, in_language
from crmcli.store.records import CONTACT, QUOTE, Contact, Customer, Member, Product, Quote
from crmcli.store.statements import by_id, by_ids, members_of, rows_where
from crmcli.text.clean import harmless
from crmcli.text.money import Money, show_amount
from crmcli.text.percents import show_percent
from crmcli.verbs.lines import facts_of, lines_of
from crmcli.verbs.quote_versions import versions

if TYPE_CHECKING:
    from crmcli.store.open import Store

    Pairs = list[tuple[str, str]]

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
TO_PORT = ("CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")  # terms that name the place of destination
_COMPANY: Pairs = [
    ("address", N_("Address")),
    ("phone", N_("Phone")),
    ("email", N_("E-mail")),
    ("tax_id", N_("Tax number")),
]
_BESIDE = {
    "draft": N_("Draft: not binding"),
    "submitted": N_("Draft: waits for approval"),
    "rejected": N_("Draft: not approved"),
    "superseded": N_("Superseded by version %(number)d"),
}


class Content:
    """What stands on the page. All texts are ready to be escaped and drawn; pairs are label and text.

    ``mark`` says that it is no offer (empty for one that is). ``columns`` are the heads of ``rows``, of which those
    numbered in ``right`` are figures.
    """

    __slots__ = (
        "bank", "colon", "columns", "comma", "company", "company_facts", "customer", "customer_facts", "facts",
        "heading_from", "heading_to", "heads", "language", "mark", "note", "number", "right", "rows", "sums", "terms",
        "title", "title_line",
    )  # fmt: skip

    def __init__(self, language: str) -> None:
        self.language = language
        self.title = self.say(N_("Quotation"))
        self.heading_from = self.say(N_("Quoted by"))
        self.heading_to = self.say(N_("Quoted to"))
        self.heads = {
            "terms": self.say(N_("Terms")),
            "note": self.say(N_("Remarks")),
            "bank": self.say(N_("Bank")),
        }
        self.colon, self.comma = ("：", "，") if language == "zh" else (": ", ", ")
        self.mark = self.number = self.title_line = self.company = self.customer = self.note = self.bank = ""
        self.company_facts: Pairs = []
        self.customer_facts: Pairs = []
        self.facts: Pairs = []
        self.terms: Pairs = []
        self.columns: list[str] = []
        self.right: set[int] = set()
        self.rows: list[list[str]] = []
        self.sums: Pairs = []

    def say(self, text: str) -> str:
        """A text of ours in the document's language."""
        return in_language(self.language, text)

    def day(self, iso: str) -> str:
        """A day as the customer writes it: ``25 November 2026``, ``2026年11月25日``."""
        of = date.fromisoformat(iso[:10])
        if self.language == "zh":
            return f"{of.year}年{of.month}月{of.day}日"
        return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def content(store: Store, quote: Quote, language: str | None = None) -> Content:
    """What a version says, in ``language``, else in the quote's, else in that of its customer."""
    customer = by_id(store, Customer, quote.customer_id)
    if language is None:
        from crmcli.verbs.quotes import language_of

        language = quote.language or (language_of(customer) if customer is not None else "en")
    found = Content(language)
    found.number = text_of(quote.number)
    found.title_line = text_of(quote.title)
    _mark(store, quote, found)
    _company(store, quote, found)
    if customer is not None:
        customer_of(store, customer, found)
    issued = quote.submitted_at and moment(quote.submitted_at, store.zone).date().isoformat()
    found.facts = [
        (found.say(N_("Quotation no.")), found.number),
        (found.say(N_("Version")), str(quote.version)),
        (found.say(N_("Date")), found.day(issued or store.clock().date().isoformat())),
        *given(found, (N_("Valid until"), found.day(quote.valid_until) if quote.valid_until else "")),
        (found.say(N_("Currency")), quote.currency or store.currency),
    ]
    _lines(store, quote, found)
    _terms(quote, found)
    found.note = text_of(quote.note)
    found.bank = text_of(config.get("company.bank"))
    return found


def text_of(value: str | None) -> str:
    """A text of somebody's, harmless; empty for none."""
    return harmless(value or "").strip()


def given(found: Content, *pairs: tuple[str, str | None]) -> Pairs:
    """Those of the pairs that say something, their labels in the document's language."""
    return [(found.say(label), text) for label, value in pairs if (text := text_of(value))]


def _mark(store: Store, quote: Quote, found: Content) -> None:
    if quote.status in _BESIDE:
        last = versions(store, quote)[-1:]
        beside = _BESIDE[quote.status]
        found.mark = found.say(beside)
        if quote.status == "superseded":
            found.mark %= {"number": last[0].version if last else quote.version}


def _company(store: Store, quote: Quote, found: Content) -> None:
    found.company = text_of(config.get("company.name"))
    found.company_facts = given(found, *((label, config.get(f"company.{key}")) for key, label in _COMPANY))
    owner = by_id(store, Member, quote.owner_id)
    if owner is not None:
        found.company_facts += given(found, (N_("Your contact"), joined(owner.name, owner.email)))


def customer_of(store: Store, customer: Customer, found: Content) -> None:
    """Fill in who the document is for, with the primary contact."""
    found.customer = text_of(customer.name)
    city = joined(customer.postal_code, customer.city, between=" ")
    parts = (customer.address, city, customer.region, customer.country)
    # In Chinese from the largest to the smallest.
    place = joined(*parts[::-1], between=" ") if found.language == "zh" else joined(*parts)
    pairs: list[tuple[str, str | None]] = [(N_("Address"), place)]
    contacts = rows_where(store, Contact, customer_id=customer.id, removed_at=None)
    chosen = next((one for one in contacts if one.is_primary), contacts[0] if len(contacts) == 1 else None)
    if chosen is not None:
        phone, email = (
            next(iter(members_of(store, field, [chosen.id]).get(chosen.id, [])), "")
            for field in (CONTACT.fields["phones"], CONTACT.fields["emails"])
        )
        pairs += [
            (N_("Attention"), joined(chosen.name, chosen.title, between=found.comma)),
            (N_("Phone"), phone or customer.phone),
            (N_("E-mail"), email or customer.email),
        ]
    else:
        pairs += [(N_("Phone"), customer.phone), (N_("E-mail"), customer.email)]
    pairs.append((N_("Tax number"), customer.tax_id))
    found.customer_facts = given(found, *pairs)


def joined(*parts: str | None, between: str = ", ") -> str:
    """The parts that say something, in one text."""
    return between.join(text for part in parts if (text := text_of(part)))


def _lines(store: Store, quote: Quote, found: Content) -> None:
    lines = lines_of(store, QUOTE, quote)
    currency = quote.currency or store.currency
    products = by_ids(store, Product, [one["product_id"] for one in lines if one["product_id"]])
    codes = {id: text_of(row.code) for id, row in products.items()}
    off = any(one["discount"] for one in lines)
    coded = any(codes.get(one["product_id"]) for one in lines)
    heads = [(N_("No."), True)]
    heads += [(N_("Article"), False)] if coded else []
    heads += [
        (N_("Description"), False),
        (N_("Quantity"), True),
        (N_("Unit"), False),
        (N_("Unit price"), True),
    ]
    heads += [(N_("Discount"), True)] if off else []
    heads.append((N_("Amount"), True))
    found.columns = [found.say(label) for label, _right in heads]
    found.right = {place for place, (_label, right) in enumerate(heads) if right}
    for one in lines:
        product = products.get(one["product_id"])
        row = [str(one["place"])]
        row += [codes.get(one["product_id"], "")] if coded else []
        row += [
            text_of(one["description"]) or (text_of(product.name) if product is not None else ""),
            grouped(one["quantity"]),
            text_of(one["unit"]),
            amount(one["price_minor"], currency),
        ]
        row += [show_percent(one["discount"]) if one["discount"] else ""] if off else []
        row.append(amount(one["amount_minor"], currency))
        found.rows.append(row)
    facts = facts_of(store, QUOTE, quote)
    if quote.discount:
        found.sums.append((found.say(N_("Subtotal")), amount(facts.subtotal, currency)))
        label = found.say(N_("Discount %(share)s")) % {"share": show_percent(quote.discount)}
        found.sums.append((label, "−" + amount(facts.off, currency)))
    found.sums.append((found.say(N_("Total")), f"{currency} {amount(facts.amount, currency)}"))


def _terms(quote: Quote, found: Content) -> None:
    price = ""
    if quote.incoterm:
        place = quote.port_to if quote.incoterm in TO_PORT else quote.port_from
        price = f"{joined(quote.incoterm, place, between=' ')} (Incoterms 2020)"
    found.terms = given(
        found,
        (N_("Price term"), price),
        (N_("Port of loading"), quote.port_from),
        (N_("Port of destination"), quote.port_to),
        (N_("Valid until"), found.day(quote.valid_until) if quote.valid_until else ""),
        (N_("Payment terms"), quote.payment_terms),
        (N_("Delivery time"), quote.delivery_time),
    )


def amount(minor: int | None, currency: str) -> str:
    """An amount with thousands separated, without its currency; a dash for none."""
    return "—" if minor is None else grouped(show_amount(Money(minor, currency)))


def grouped(number: str) -> str:
    """Digits with thousands separated: ``12500.00`` → ``12,500.00``."""
    whole, point, rest = number.partition(".")
    return f"{'-' if whole.startswith('-') else ''}{int(whole.lstrip('-')):,}{point}{rest}"
