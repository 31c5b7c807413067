"""A mail as a note: whom it is about, who wrote or received it, its words, its date (contract, section 6)."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING

from crmcli.clock import shown, stored
from crmcli.errors import NotFound
from crmcli.exchange.mail import Mail, read_mail
from crmcli.i18n import N_, _, listed
from crmcli.store import finding, search
from crmcli.store.records import CONTACT, CUSTOMER, FOLLOWUP, Contact, Customer, Member
from crmcli.store.searchdoc import EMAIL
from crmcli.store.statements import by_id, by_nid, members_of, rows_where
from crmcli.text.clean import clean_line, clean_text
from crmcli.text.domains import is_free, own_part
from crmcli.text.phones import email_key
from crmcli.verbs import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from crmcli.store.open import Store

_LOOKED_AT = 200  # records that name a domain, looked at most
_ATTACHED = N_("Attached: %(names)s")
_CUT = N_("(cut here: the mail goes on)")


def note_of(
    store: Store, data: bytes, path: str, *, who: str | None = None, text: str = ""
) -> dict[str, Any]:
    """What the note of a mail is made of: ``who`` (a ref), ``text``, ``options``, ``external_id`` and ``said`` for
    :func:`crmcli.verbs.notes.note`.

    ``who`` names the customer whatever the addresses say; ``text`` comes below the mail's own. Raises
    :class:`FormatError` for a file that is no mail, :class:`NotFound` when no address is known,
    :class:`Ambiguous` when they name several customers.
    """
    mail = read_mail(data, path)
    if who is None:
        customer = _customer(store, mail)
        who = customer.ref
    else:
        try:
            customer = resolve.customer(store, who)
            who = customer.ref
        except NotFound:
            customer = None  # left to the note, which may make it
    options: dict[str, list[str]] = {"kind": ["email"]}
    if mail.at is not None:
        options["at"] = [shown(stored(mail.at), store.zone)]
    if customer is not None:
        people = _people(store, customer, mail)
        if people:
            options["contact"] = [one.ref for one in people]
    return {
        "who": who,
        "text": _text(mail, text),
        "options": options,
        "external_id": _external_id(mail, data),
        "said": None if mail.at is None else stored(mail.at),
    }


def _external_id(mail: Mail, data: bytes) -> str:
    """By what the mail is known again: its Message-ID, else (none, or too long a one) a digest."""
    id = clean_line(mail.id)
    if id and len(id) <= FOLLOWUP.fields["external_id"].most:
        return id
    return "sha256:" + hashlib.sha256(id.encode() or data).hexdigest()


def _text(mail: Mail, more: str) -> str:
    """Subject, words, what was typed, and the names of what is attached, within what a note can hold."""
    parts = [mail.subject, mail.text, more.strip()]
    last = _(_ATTACHED) % {"names": listed(mail.attachments)} if mail.attachments else ""
    most = FOLLOWUP.fields["text"].most - 100
    last = clean_text(last)[: most // 4]
    body = clean_text("\n".join(part for part in parts if part))
    room = most - len(last)
    if len(body) > room:
        body = body[:room] + "\n" + _(_CUT)
    return "\n".join(part for part in (body, last) if part) or _("(a mail without words)")


# --- whom it is about ----------------------------------------------------------------------------


def _customer(store: Store, mail: Mail) -> Customer:
    """The customer a mail's addresses name: the sender's, unless that is one of us; then the receivers'."""
    ours, our_domains = _ours(store)
    groups = []
    for pairs in (mail.senders, mail.receivers):
        keys = [email_key(address) for _name, address in pairs]
        groups.append([key for key in keys if key not in ours and _domain(key) not in our_domains])
    for keys in groups:
        for look in (_with_address, _with_domain):
            found = resolve.distinct(list(look(store, keys)))
            in_use = [hit for hit in found if hit.row.archived_at is None] or found
            if len(in_use) > 1:
                raise resolve.ambiguous(listed(keys), in_use, "WHO")
            if in_use:
                row = in_use[0].row
                assert isinstance(row, Customer)
                return row
    keys = [key for group in groups for key in group]
    if keys:
        message = _("No customer or contact has the address %(addresses)s.") % {
            "addresses": listed(keys[:10])
        }
    else:
        message = _("The mail names no address but our own.")
    raise NotFound(
        message,
        hint=_("Say whom it is about: `crm note --eml FILE WHO`; --new makes the customer."),
        argument="WHO",
        value=", ".join(keys[:10]),
        closest=[],
    )


def _ours(store: Store) -> tuple[set[str], set[str]]:
    """The addresses of the members, and the domains that are theirs alone."""
    keys = {email_key(one.email) for one in rows_where(store, Member, removed_at=None) if one.email}
    return keys, {_domain(key) for key in keys} - {""} - {
        _domain(key) for key in keys if is_free(_domain(key))
    }


def _domain(key: str) -> str:
    return key.rpartition("@")[2].strip(".")


def _with_address(store: Store, keys: list[str]) -> Iterator[resolve.Found]:
    """The customers that have one of the addresses, themselves or a contact of theirs."""
    for key in keys:
        yield from _living(store, search.with_key(store, EMAIL + key, ("customer", "contact")), "email")


def _with_domain(store: Store, keys: list[str]) -> Iterator[resolve.Found]:
    """The customers that have a site or an address of one of the domains."""
    for domain in dict.fromkeys(_domain(key) for key in keys):
        if is_free(domain) or "." not in domain:
            continue
        base = own_part(domain)
        hits = finding.with_words(store, base, finding.Scope(("customer", "contact"), archived=True))
        near = [(hit.kind, hit.row) for hit in islice(hits, _LOOKED_AT)]
        yield from _living(store, near, "domain", base)


def _living(
    store: Store, hits: Iterable[tuple[str, int]], why: str, domain: str = ""
) -> Iterator[resolve.Found]:
    """The customers of index hits; with ``domain`` only those whose site or addresses are really there."""
    for kind, nid in hits:
        customer: Customer | None
        if kind == "contact":
            contact = by_nid(store, Contact, nid)
            if contact is None or contact.removed_at is not None:
                continue
            if domain and not any(
                _within(key, domain) for key in _emails(store, [contact]).get(contact.id, ())
            ):
                continue
            customer = by_id(store, Customer, contact.customer_id)
        else:
            customer = by_nid(store, Customer, nid)
            if customer is not None and domain:
                site = _host(customer.website or "")
                if not (_within(email_key(customer.email or ""), domain) or _under(site, domain)):
                    continue
        if customer is not None and customer.removed_at is None:
            yield resolve.Found(CUSTOMER, customer, why)


def _host(website: str) -> str:
    address = website.strip().casefold().partition("://")
    host = (address[2] or address[0]).partition("/")[0].rpartition("@")[2].partition(":")[0]
    return host.strip(".")


def _under(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)


def _within(key: str, domain: str) -> bool:
    return "@" in key and _under(_domain(key), domain)


def _emails(store: Store, people: Sequence[Contact]) -> dict[str, set[str]]:
    """The addresses of contacts as they compare, by contact id."""
    found = members_of(store, CONTACT.fields["emails"], [one.id for one in people])
    return {id: {email_key(address) for address in addresses} for id, addresses in found.items()}


def _people(store: Store, customer: Customer, mail: Mail) -> list[Contact]:
    """The contacts of the customer who wrote or received the mail."""
    wanted = {email_key(address) for _name, address in mail.senders + mail.receivers}
    people = rows_where(store, Contact, customer_id=customer.id, removed_at=None, archived_at=None)
    emails = _emails(store, people)
    return [one for one in people if not wanted.isdisjoint(emails.get(one.id, ()))]
