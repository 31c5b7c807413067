"""Foreign files as sheets, whatever they are: delimited text, spreadsheets, JSON, vCards, calendars.

What a file is follows from what stands in it; its name only decides where that says nothing. Nothing is understood
here beyond the file's form: no field. All but spreadsheets is streamed, so memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import os
import re
from pathlib import PurePath
from typing import BinaryIO

from crmcli.errors import FormatError, UsageError
from crmcli.exchange.encoding import nearly_utf8
from crmcli.exchange.sheet import BadRow, Cell, PasswordProtected, Sheet, called
from crmcli.exchange.sources import EXPECTED, SAMPLE, Place, bytes_of, place_of
from crmcli.exchange.textsheets import TextSheet, encoding_of, head_of, text_sheet
from crmcli.i18n import _

__all__ = ["SAMPLE", "BadRow", "Cell", "PasswordProtected", "Sheet", "TextSheet", "called", "open_sheets"]

_ZIP_PARTS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".xla", ".xlam")
_PICTURES = (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"rar!", b"sqlite format 3", b"{\\rtf")
_PACKED = (b"\x1f\x8b", b"bzh", b"\xfd7zxz", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
_PAGES = (
    b"<html",
    b"<!doctype html",
    b"<table",
    b"<?xml",
    b"<meta",
    b"<!--",
    b"<div",
    b"<style",
    b"mime-version:",
)


def open_sheets(
    path_or_stream: str | os.PathLike[str] | BinaryIO,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> list[Sheet]:
    """The tables of a file (``-``: standard input), with its form guessed unless it is named.

    ``sheet`` is a sheet's name or its number from 1. Without it hidden sheets, charts and empty sheets are left
    out. Files of records give one sheet for each kind of record; they know their columns (``headers``) and
    ``delimiter`` says nothing of them.

    Raises an :class:`OutsideError` for what cannot be read, a :class:`UsageError` for an unknown sheet, encoding
    or delimiter.
    """
    place, name = place_of(path_or_stream)
    ours = None if isinstance(place, str) or place is path_or_stream else place
    try:
        found = _opened(place, name, encoding, delimiter, sheet)
    except BaseException:
        if ours is not None:
            ours.close()
        raise
    for one in found:
        one.held = ours
    return found


def _opened(
    place: Place, name: str, encoding: str | None, delimiter: str | None, sheet: str | None
) -> list[Sheet]:
    with bytes_of(place, name) as raw:
        sample = raw.read(SAMPLE)
    if sample.startswith((*_ZIP_PARTS, _OLE)):
        from crmcli.exchange.workbooks import workbook_sheets

        return list(workbook_sheets(place, name, sample, sheet))
    suffix = PurePath(name).suffix.lower()
    wide = sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # text that calls itself .xls
    if suffix in _SPREADSHEETS and not wide and (not sample or b"\0" in sample or _is_binary(sample)):
        raise FormatError(
            _("%(file)s is damaged or is no spreadsheet.") % {"file": called(name)},
            hint=_("Open it in your spreadsheet program and save it again as .xlsx or .csv."),
            path=name,
        )
    if encoding is None:
        _refuse_binary(name, sample)
    records = _records(place, name, sample, encoding, sheet)
    if records is not None:
        return records
    if sheet is not None and sheet != "1":
        raise UsageError(
            _("%(file)s is a text file; it has no sheet %(sheet)s.") % {"file": called(name), "sheet": sheet},
            hint=_("Leave --sheet out for this file."),
            argument="--sheet",
            value=sheet,
            expected=[],
        )
    return [text_sheet(place, name, sample, encoding, delimiter)]


# Brackets or BEGIN:V…, in one byte a character or two, after a mark of byte order and spaces.
_MAYBE = re.compile(rb"[\s\xef\xbb\xbf\xfe\xff\0]*(?:[\[{]|B\0?E\0?G\0?I\0?N\0?\s*:)", re.IGNORECASE)
_CALLED_RECORDS = frozenset(
    (".json", ".jsonl", ".ndjson", ".jsonlines", ".vcf", ".vcard", ".ics", ".ical", ".ifb", ".icalendar", ".vcs")
)  # fmt: skip


def _records(
    place: Place, name: str, sample: bytes, named: str | None, sheet: str | None
) -> list[Sheet] | None:
    """The sheets of a file of records, or None if it is none."""
    ending = PurePath(name).suffix.lower()
    if ending not in _CALLED_RECORDS and not _MAYBE.match(sample):
        return None
    encoding = encoding_of(place, name, sample, named)
    if named is None and not encoding.startswith("utf-") and nearly_utf8(sample):
        encoding = "utf-8"  # which these forms are in; single broken characters do not spoil the others
    head = head_of(sample, encoding)
    from crmcli.exchange.records import record_sheets

    if ending in _CALLED_RECORDS and not head.strip():
        return list(record_sheets(name, ending[1:], encoding, lambda: iter(())))
    from crmcli.exchange.calendars import calendar_reading, is_calendar
    from crmcli.exchange.jsonfiles import is_json, json_reading
    from crmcli.exchange.vcards import is_vcard, vcard_reading

    if is_vcard(head, name):
        return list(record_sheets(name, "vcf", encoding, vcard_reading(place, name, encoding), sheet))
    if is_calendar(head, name):
        return list(record_sheets(name, "ics", encoding, calendar_reading(place, name, encoding), sheet))
    if is_json(head, name):
        form, reading = json_reading(place, name, encoding, head)
        return list(record_sheets(name, form, encoding, reading, sheet))
    if ending in _CALLED_RECORDS:
        raise FormatError(
            _("%(file)s is not what its name says: %(form)s.") % {"file": called(name), "form": ending[1:]},
            hint=_("Have it written anew, or give it the ending of what it is."),
            path=name,
        )
    return None


def _is_binary(sample: bytes) -> bool:
    """Whether the sample holds control characters that no text has (NULs aside)."""
    head = sample[:8192]
    odd = len(re.findall(rb"[\x01-\x08\x0e-\x19\x1c-\x1e\x7f]", head))
    return odd > 8 and odd * 20 > len(head)


def _refuse_binary(name: str, sample: bytes) -> None:
    """Refuse web pages that call themselves spreadsheets, what is packed, and what is no text at all."""
    head = sample[:1024].lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower()
    plain = head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    if head.startswith(b"bplist") or b"<!doctype plist" in plain or b"<plist" in plain:
        raise FormatError(
            _("%(file)s is a property list of Apple, not a table.") % {"file": called(name)},
            hint=_("Export it from its program as CSV, Excel or vCard."),
            path=name,
        )
    if plain.startswith(_PAGES):
        raise FormatError(
            _("%(file)s is a web page or XML, not a table.") % {"file": called(name)},
            hint=_("Open it in your spreadsheet program and save it as .xlsx or .csv."),
            path=name,
        )
    if head.startswith(_PACKED):
        raise FormatError(
            _("%(file)s is packed.") % {"file": called(name)},
            hint=_("Unpack it first, or pipe it in: gunzip -c FILE | crm import -"),
            path=name,
        )
    wide = sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if head.startswith(_PICTURES) or (_is_binary(sample) and not wide):
        raise FormatError(_("%(file)s is not a table.") % {"file": called(name)}, hint=_(EXPECTED), path=name)
