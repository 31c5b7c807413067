"""vCards of versions 2.1 to 4.0 as rows of contacts, and those of companies as rows of customers.

Cards are told apart before they are read, so that one that is damaged does not lose the others. Pictures, sounds
and keys are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

from crmcli.exchange.contentlines import IGNORED, ContentLine, TooLong, content_line, unfolded
from crmcli.exchange.own_lines import own_values
from crmcli.exchange.records import Reading, Record
from crmcli.exchange.sheet import BadRow, Cell
from crmcli.exchange.sources import Place, bytes_of, text_of
from crmcli.i18n import N_, _
from crmcli.text.names import has_han

_BEGIN = re.compile(r"\s*(?:[\w-]+\.)?BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_END = re.compile(r"\s*(?:[\w-]+\.)?END\s*:\s*VCARD\s*", re.IGNORECASE)
_AGENT = re.compile(r"(?:[\w-]+\.)?AGENT[;:]", re.IGNORECASE)
_SHOWN = 10_000
_MOST = 64 * 1024 * 1024

# Services of messaging by the names they have in properties and addresses.
_SERVICES = {
    "qq": "qq", "wechat": "wechat", "weixin": "wechat", "skype": "skype", "skype-username": "skype", "aim": "aim",
    "msn": "msn", "msnim": "msn", "icq": "icq", "jabber": "xmpp", "xmpp": "xmpp", "yahoo": "yahoo", "ymsgr": "yahoo",
    "gtalk": "google talk", "google-talk": "google talk", "googletalk": "google talk", "whatsapp": "whatsapp",
    "telegram": "telegram", "line": "line", "dingtalk": "dingtalk", "weibo": "weibo", "sinaweibo": "weibo",
    "twitter": "twitter", "facebook": "facebook", "linkedin": "linkedin", "kakaotalk": "kakaotalk", "viber": "viber",
    "signal": "signal", "gadugadu": "gadu-gadu", "gadu-gadu": "gadu-gadu", "ms-imaddress": "im", "ms-im": "im",
}  # fmt: skip
_TECHNICAL = frozenset(
    ("VERSION", "PRODID", "REV", "UID", "BEGIN", "END", "AGENT", "LABEL", "MAILER", "CLASS", "SOURCE", "SORT-STRING",
     "NAME", "PROFILE", "CLIENTPIDMAP", "XML")
)  # fmt: skip


def is_vcard(head: str, name: str) -> bool:
    """Whether a text that begins with ``head`` is one of vCards, or calls itself so and has one."""
    if _BEGIN.match(head):
        return True
    return name.lower().endswith((".vcf", ".vcard")) and re.search(r"(?im)^BEGIN:VCARD\s*$", head) is not None


def vcard_reading(place: Place, name: str, encoding: str) -> Reading:
    """How the cards of a file are read; columns are the keys of our fields.

    What a card says of the company a person works for stands under ``customer.…``, what we have no field for
    under ``custom.…`` or ``vcard.…``. Extensions of single programs are passed over, but for messaging.
    """

    def read() -> Iterator[Record | BadRow]:
        wide = encoding.startswith(("utf-16", "utf-32"))
        with bytes_of(place, name) as raw:
            text = text_of(raw, encoding if wide else "latin-1", name, errors="replace")
            for number, lines, whole in _cards(text):
                found = _card(number, lines, whole, None if wide else encoding)
                if found is not None:
                    yield found

    return read


def _cards(text: Iterator[str]) -> Iterator[tuple[int, list[str], bool]]:
    """Each card's first line and its lines, and whether it has its end."""
    lines: list[str] | None = None
    start = depth = size = 0
    agent = ignored = False
    for number, line in enumerate(text, 1):
        line = line.rstrip("\r\n")
        if _BEGIN.fullmatch(line.removeprefix("\ufeff").removeprefix("ï»¿")):
            if lines is not None and agent:  # a card within a card
                depth += 1
                continue
            if lines is not None:
                yield start, lines, False
            lines, start, depth, size, ignored = [], number, 0, 0, False
        elif lines is not None and _END.fullmatch(line):
            if depth:
                depth -= 1
                continue
            yield start, lines, size <= _MOST
            lines = None
        elif lines is not None and not depth:
            if line[:1] not in (" ", "\t"):
                ignored = IGNORED.match(line) is not None
            if ignored:
                continue
            size += len(line)
            if size <= _MOST:
                lines.append(line)
        if line.strip():
            agent = _AGENT.match(line) is not None
    if lines is not None:
        yield start, lines, False


def _card(number: int, lines: list[str], whole: bool, encoding: str | None) -> Record | BadRow | None:
    """The row of a card; None for a group of others, which is nobody."""
    problem = "" if whole else N_("The card has no end (END:VCARD); the file may be cut off.")
    properties: list[ContentLine] = []
    try:
        for line in unfolded(lines):
            found = content_line(line, encoding)
            if found is not None and (found.value.strip() or found.name == "N"):
                properties.append(found)
    except TooLong:
        problem = N_("A value of the card is too long.")
    if problem:
        text = "\n".join(["BEGIN:VCARD", *lines])[:_SHOWN]
        if encoding:
            text = text.encode("latin-1", "replace").decode(encoding, "replace")
        return BadRow(number, text, "format", _(problem))
    card = _Card(properties)
    if card.kind == "group":
        return None
    if card.is_company:
        return Record(number, "customer", card.ours("customer") or card.customer())
    return Record(number, "contact", card.ours("contact") or card.contact())


class _Card:
    """The properties of a card, by name."""

    def __init__(self, properties: list[ContentLine]) -> None:
        self._of: dict[str, list[ContentLine]] = {}
        self._labels: dict[str, str] = {}
        for each in properties:
            self._of.setdefault(each.name, []).append(each)
            if each.group and each.name == "X-ABLABEL":
                self._labels[each.group] = each.text
        self.kind = (self._text("KIND") or self._text("X-ADDRESSBOOKSERVER-KIND") or "").lower()
        self._org = self._first("ORG").parts() if "ORG" in self._of else []
        self._name = (
            [" ".join(part.split(",")) for part in self._first("N").parts()] if "N" in self._of else []
        )

    @property
    def is_company(self) -> bool:
        """Whether the card is that of a company: it says so, or names nobody else."""
        org = self._org[0] if self._org else ""
        if self.kind == "org" or (self._text("X-ABSHOWAS") or "").upper() == "COMPANY":
            return True
        return bool(org) and not any(self._name) and self._text("FN") in (None, org)

    def contact(self) -> dict[str, Cell]:
        """The row of a person."""
        org = self._org[0] if self._org else ""
        values: dict[str, Cell] = {
            "name": self._person(),
            "title": self._text("TITLE"),
            "phones": self._phones(fax=False) or None,
            "emails": self._emails() or None,
            "messaging": self._messaging(),
            **self._birthday(),
            "external_id": _without_urn(self._text("UID")),
            "customer.name": org or None,
        }
        own = "customer." if org else "custom."
        fax = self._phones(fax=True)
        if fax:
            values[own + "fax"] = fax[0]
            values["custom.fax"] = "; ".join(fax if own == "custom." else fax[1:]) or None
        for url in self._sorted("URL"):
            values.setdefault("custom.website" if "home" in url.types else own + "website", url.text)
        for address in self._sorted("ADR"):
            if org and "home" not in address.types:
                if "customer.address" not in values:
                    values |= {"customer." + key: value for key, value in _address(address).items()}
            else:
                values.setdefault("custom.address", ", ".join(map(str, _address(address).values())))
        values["custom.department"] = "/".join(filter(None, self._org[1:])) or None
        values["custom.titles"] = "; ".join(each.text for each in self._of.get("TITLE", ())[1:]) or None
        values["custom.companies"] = "; ".join(_joined(each) for each in self._of.get("ORG", ())[1:]) or None
        values["custom.categories"] = ", ".join(self._parts("CATEGORIES")) or None
        values["custom.nickname"] = self._text("NICKNAME")
        return {name: value for name, value in (values | self._others()).items() if value is not None}

    def customer(self) -> dict[str, Cell]:
        """The row of a company."""
        values: dict[str, Cell] = {
            "name": (self._org[0] if self._org else "") or self._text("FN") or self._person(),
            "aliases": self._parts("NICKNAME") or None,
            "phone": "; ".join(self._phones(fax=False)) or None,
            "fax": "; ".join(self._phones(fax=True)) or None,
            "email": "; ".join(self._emails()) or None,
            "website": self._text("URL"),
            "external_id": _without_urn(self._text("UID")),
            "tags": self._parts("CATEGORIES") or None,
        }
        for address in self._sorted("ADR")[:1]:
            values |= _address(address)
        return {name: value for name, value in (values | self._others()).items() if value is not None}

    def ours(self, kind: str) -> dict[str, Cell]:
        """The row of a card that our own export wrote, whole; nothing for any other card."""
        found = {name: lines[0].text for name, lines in self._of.items()}
        own = own_values(kind, self._text("UID"), found)
        if not own:
            return {}
        values = self.contact() if kind == "contact" else self.customer()
        values = {name: cell for name, cell in values.items() if not name.startswith("custom.")}
        values.pop("external_id", None)
        values["name"] = self._text("FN")
        for each in self._of.get("X-CRM-CUSTOM", ()):
            values["custom." + self._labels.get(each.group, "")] = each.text
        return values | own | {"updated_at": self._text("REV")}

    def _parts(self, name: str) -> list[str]:
        return [part for each in self._of.get(name, ()) for part in each.parts(",") if part]

    def _first(self, name: str) -> ContentLine:
        return self._of[name][0]

    def _text(self, name: str) -> str | None:
        return next((each.text for each in self._of.get(name, ()) if each.text), None)

    def _sorted(self, name: str) -> list[ContentLine]:
        """The properties of a name, the preferred ones first."""
        return sorted(self._of.get(name, ()), key=lambda each: not each.preferred)

    def _person(self) -> str | None:
        """The whole name: as it is written out, Chinese ones with the family name first and no space."""
        family, given, middle, prefix, suffix = (self._name + [""] * 5)[:5]
        written = " ".join((self._text("FN") or "").split())
        if has_han(family + given):
            together = (family + middle + given).replace(" ", "")
            return (
                together if not written or sorted(written.replace(" ", "")) == sorted(together) else written
            )
        if written:
            return (
                written.replace(" ", "")
                if re.fullmatch(r"[\u4e00-\u9fff]+ [\u4e00-\u9fff]+", written)
                else written
            )
        parts = " ".join(filter(None, (prefix, given, middle, family, suffix)))
        return parts or self._text("NICKNAME")

    def _phones(self, *, fax: bool) -> list[str]:
        found: dict[str, None] = {}
        for each in self._sorted("TEL"):
            label = self._labels.get(each.group, "").lower()
            if ("fax" in each.types or "fax" in label or "传真" in label) is fax:
                text = each.text
                if text[:4].lower() == "tel:":
                    number, _semicolon, more = unquote(text[4:]).partition(";")
                    extension = re.search(r"\bext=(\w+)", more)
                    text = f"{number} ext. {extension[1]}" if extension else number
                found[text] = None
        return list(found)

    def _emails(self) -> list[str]:
        found = {re.sub(r"(?i)^mailto:", "", each.text): None for each in self._sorted("EMAIL")}
        return list(found)

    def _messaging(self) -> list[dict[str, str]] | None:
        found: list[dict[str, str]] = []
        for name, properties in self._of.items():
            for each in properties:
                if name in ("IMPP", "X-SOCIALPROFILE"):
                    entry = _im_address(each)
                elif name.startswith("X-") and name[2:].lower() in _SERVICES:
                    entry = {"service": _SERVICES[name[2:].lower()], "id": each.text}
                else:
                    continue
                if entry["id"] and entry not in found:
                    found.append(entry)
        return found or None

    def _birthday(self) -> dict[str, Cell]:
        """The day of birth; a column of its own where the year is not known."""
        for each in self._of.get("BDAY", ()):
            text = each.text
            match = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?", text)
            if match:
                if match[1] in each.params.get("X-APPLE-OMIT-YEAR", ()):
                    return {"birthday_without_year": f"--{match[2]}-{match[3]}"}
                try:
                    return {"birthday": date(int(match[1]), int(match[2]), int(match[3])).isoformat()}
                except ValueError:
                    return {"birthday": text}
            match = re.fullmatch(r"--(\d\d)-?(\d\d)(?:T.*)?", text)
            if match:
                return {"birthday_without_year": f"--{match[1]}-{match[2]}"}
            return {"birthday": text} if re.search(r"\d.*\D.*\d", text) else {"custom.birthday": text}
        return {}

    def _others(self) -> dict[str, Cell]:
        """What we have no field for."""
        values: dict[str, Cell] = {
            "custom.note": "\n".join(each.text for each in self._of.get("NOTE", ())) or None,
        }
        for name in self._of:
            if not (name in _READ or name in _TECHNICAL or name.startswith("X-")):
                values["vcard." + name.lower()] = self._text(name)
        return values


_READ = frozenset(
    ("FN", "N", "TITLE", "TEL", "EMAIL", "IMPP", "BDAY", "ORG", "URL", "ADR", "NOTE", "CATEGORIES", "NICKNAME", "KIND",
     "X-SOCIALPROFILE")
)  # fmt: skip


def _joined(line: ContentLine) -> str:
    return "/".join(filter(None, line.parts()))


def _address(line: ContentLine) -> dict[str, Cell]:
    """The parts of an address that are not empty."""
    box, extended, street, city, region, code, country = (line.parts() + [""] * 7)[:7]
    place = {
        "address": ", ".join(" ".join(each.split("\n")) for each in (box, extended, street) if each),
        "city": city,
        "region": region,
        "postal_code": code,
        "country": country,
    }
    return {key: value for key, value in place.items() if value}


def _im_address(line: ContentLine) -> dict[str, str]:
    """The account that an ``IMPP`` or ``X-SOCIALPROFILE`` names."""
    text = unquote(line.text)
    scheme, colon, rest = text.partition(":")
    named = (line.params.get("X-SERVICE-TYPE") or line.types or [""])[0].lower()
    if line.name == "X-SOCIALPROFILE":
        user = (line.params.get("X-USER") or [""])[0]
        return {
            "service": _SERVICES.get(named, named or "im"),
            "id": user or text.rstrip("/").rpartition("/")[2],
        }
    if not colon:
        scheme, rest = "", text
    if scheme.lower() in ("x-apple", "", "im") or named in _SERVICES:
        service = named
    else:
        service = scheme.lower()
    return {"service": _SERVICES.get(service, service or "im"), "id": rest.strip("/") or text}


def _without_urn(uid: str | None) -> str | None:
    return re.sub(r"(?i)^urn:uuid:", "", uid) if uid else None
