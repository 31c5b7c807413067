"""A mail as it lies in a file (RFC 5322 and MIME): who wrote to whom, when, and the words of it.

Mails of the wild break every rule; whatever can be read is read, and a file that is no mail at all is refused.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

from crmcli.errors import FormatError
from crmcli.exchange.encoding import guess_encoding
from crmcli.i18n import _

if TYPE_CHECKING:
    from email.message import Message

MOST_BYTES = 100 << 20
_MOST_HTML = 2_000_000  # characters; beyond that nobody reads, and html.parser takes its time
_HEADERS = frozenset(
    ("from", "to", "date", "subject", "message-id", "received", "sender", "cc", "mime-version")
)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]+@[^\s<>()\[\],;:\"'@]+")
# Big families of encodings are decoded by their widest member: what says gb2312 is often more.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "hz-gb-2312": "hz",
          "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "iso-8859-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8",
          "big5": "big5hkscs", "shift_jis": "cp932", "iso-2022-jp": "iso2022_jp_ext", "utf8mb4": "utf-8",
          "unicode-1-1-utf-7": "utf-7",
          "iso-8859-8-i": "iso-8859-8"}  # fmt: skip

_BLOCK = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tr", "ul",
))  # fmt: skip
_SILENT = frozenset(("head", "script", "style", "title", "template"))


class Mail:
    """What is told of a mail. Addresses are pairs of a name (may be empty) and a bare address.

    ``at`` is when it was sent (aware), None if it does not say; ``id`` its Message-ID without brackets.
    """

    __slots__ = ("at", "attachments", "id", "receivers", "senders", "subject", "text")

    def __init__(self) -> None:
        self.senders: list[tuple[str, str]] = []
        self.receivers: list[tuple[str, str]] = []
        self.subject = ""
        self.text = ""
        self.at: datetime | None = None
        self.id = ""
        self.attachments: list[str] = []


def read_mail(data: bytes, path: str) -> Mail:
    """The mail in a file's bytes; raises :class:`FormatError` (naming ``path``) for what is none."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ")
    try:
        message = message_from_bytes(data)
        if not _HEADERS & {name.lower() for name in message.keys()}:  # noqa: SIM118
            raise _no_mail(path)
        mail = Mail()
        mail.senders = _addresses(message, "from") or _addresses(message, "sender", "reply-to")
        mail.receivers = _addresses(message, "to", "cc", "bcc")
        mail.subject = " ".join(_header(message, "subject").split())
        mail.at = _sent(message)
        mail.id = _header(message, "message-id").strip().strip("<>").strip()
        mail.text = _tidy(_words(message, mail.attachments))
    except RecursionError:
        raise _no_mail(path) from None
    return mail


def _no_mail(path: str) -> FormatError:
    return FormatError(
        _("%(path)s is no mail.") % {"path": path},
        hint=_("Save the message as a file (.eml, with its headers) and name that."),
        path=path,
    )


# --- headers -------------------------------------------------------------------------------------


def _raw(message: Message, name: str) -> list[str]:
    """The values of a header as they stand, unfolded; bytes that are no ASCII decoded."""
    values = []
    for key, value in message.raw_items():
        if key.lower() == name:
            text = str(value)
            if not text.isascii():
                text = _decoded(text.encode("ascii", "surrogateescape"), "") if _surrogates(text) else text
            values.append(" ".join(text.splitlines()))
    return values


def _surrogates(text: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in text)


def _header(message: Message, name: str) -> str:
    values = _raw(message, name)
    return _unworded(values[0]) if values else ""


def _unworded(text: str) -> str:
    """Encoded words (RFC 2047) as what they mean, also those that are cut within a character."""
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    out = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            out.append(piece)
        else:
            out.append(_decoded(piece, charset) if charset else piece.decode("raw-unicode-escape", "replace"))
    return "".join(out)


def _addresses(message: Message, *names: str) -> list[tuple[str, str]]:
    """The addresses in some headers, each once."""
    found: dict[str, tuple[str, str]] = {}
    for header in names:
        for value in _raw(message, header):
            pairs = [
                (name, address) for name, address in getaddresses([value]) if _ADDRESS.fullmatch(address)
            ]
            if not pairs:
                plain = _unworded(value)
                pairs = [("", address) for address in _ADDRESS.findall(plain)]
            for name, address in pairs:
                found.setdefault(address.casefold(), (" ".join(_unworded(name).split()), address))
    return list(found.values())


def _sent(message: Message) -> datetime | None:
    """When it was sent, else when it was last received."""
    candidates = _raw(message, "date") + [value.rpartition(";")[2] for value in _raw(message, "received")]
    for value in candidates:
        try:
            at = parsedate_to_datetime(value.strip())
        except (TypeError, ValueError, IndexError, OverflowError):
            continue
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        if 1970 <= at.year < 9900:
            return at
    return None


# --- the words -----------------------------------------------------------------------------------


def _words(part: Message, attachments: list[str]) -> str:
    """The text of a part with its parts; names of files go to ``attachments``."""
    kind = part.get_content_type()
    if part.is_multipart() and kind != "message/rfc822":
        inner = [one for one in part.get_payload() if not isinstance(one, str)]
        if kind == "multipart/alternative":
            return _best(inner, attachments)
        texts = (_words(one, attachments) for one in inner)
        return "\n\n".join(text for text in texts if text.strip())
    name = _file_name(part)
    attached = (part.get("content-disposition") or "").strip().lower().startswith("attachment")
    if kind == "message/rfc822":
        inside = [one for one in part.get_payload() if not isinstance(one, str)]
        attachments.append(name or (_header(inside[0], "subject") if inside else "") or "mail")
        return ""
    # what says it has parts and has none is broken: its words are all that there is
    readable = kind.startswith(("text/", "multipart/")) and kind != "text/calendar"
    if attached or not readable or (name and kind == "text/html"):
        if name or attached:
            attachments.append(name or kind)
        return ""
    payload = part.get_payload(decode=True)
    text = _decoded(payload, part.get_content_charset() or "") if isinstance(payload, bytes) else str(payload)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if kind == "text/html":
        return _of_html(text)
    return _unflowed(text) if str(part.get_param("format", "")).lower() == "flowed" else text


def _best(parts: list[Message], attachments: list[str]) -> str:
    """Of the same content in several forms the plain one, if it says anything."""
    text = ""
    for one in sorted(parts, key=lambda each: each.get_content_type() != "text/plain"):
        found = _words(one, attachments)
        if not text.strip():
            text = found
    return text


def _file_name(part: Message) -> str:
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        try:
            value = part.get_param(parameter, None, header)
            name = collapse_rfc2231_value(value) if value else ""
        except (LookupError, ValueError, TypeError):
            continue
        if _surrogates(name):
            name = _decoded(name.encode("utf-8", "surrogateescape"), "")
        name = " ".join(_unworded(name).split())
        if name:
            return name.replace("\\", "/").rpartition("/")[2]
    return ""


def _decoded(data: bytes, charset: str) -> str:
    """Bytes as text: as they say they are, if they are; else as they look."""
    declared = charset.strip().strip("'\"").lower()
    tried = [_WIDER.get(declared, declared), declared] if declared else []
    for name in [*tried, "utf-8"]:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    if _WIDER.get(declared, declared) == "gb18030":
        return data.decode("gb18030", "replace")
    try:
        return data.decode(guess_encoding(data[:65536]), "replace")
    except (LookupError, ValueError):
        return data.decode("latin-1")


def _unflowed(text: str) -> str:
    """Lines that were only broken to fit (``format=flowed``) made whole."""
    out: list[str] = []
    open_line = False
    for line in text.split("\n"):
        if line.startswith(" "):
            line = line[1:]
        if open_line and not line.startswith(">") and line != "-- ":
            out[-1] += line
        else:
            out.append(line)
        open_line = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(out)


def _of_html(text: str) -> str:
    from html import unescape
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__(convert_charrefs=True)
            self.out: list[str] = []
            self.hidden = ""
            self.kept = 0

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag in _SILENT and not self.hidden:
                self.hidden = tag
            elif tag == "body":
                self.hidden = ""
            elif tag in _BLOCK:
                self.out.append("\n")
            elif tag in ("td", "th"):
                self.out.append(" ")
            self.kept += tag == "pre"

        def handle_endtag(self, tag: str) -> None:
            if tag == self.hidden:
                self.hidden = ""
            elif tag in _BLOCK and tag != "br":
                self.out.append("\n")
            self.kept -= tag == "pre" and self.kept > 0

        def handle_data(self, data: str) -> None:
            if not self.hidden:
                self.out.append(data if self.kept else re.sub(r"\s+", " ", data))

    reader = Reader()
    try:
        reader.feed(text[:_MOST_HTML])
        reader.close()
        found = "".join(reader.out)
    except (AssertionError, ValueError):  # what html.parser makes of some broken declarations
        found = unescape(re.sub(r"<[^<>]*>", " ", text))
    return "\n".join(re.sub(r"[ \xa0]+", " ", line).strip() for line in found.split("\n"))


def _tidy(text: str) -> str:
    """Text without blanks at the ends of lines and more than one empty line."""
    lines = [line.rstrip() for line in text.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
