"""Zip packages, looked at before a library unfolds them: what they are, and how large they become."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from crmcli.errors import FormatError
from crmcli.exchange.sheet import PasswordProtected, called
from crmcli.exchange.sources import EXPECTED, megabytes
from crmcli.i18n import N_, _

_MOST = 1024**3
_SMALL = 100 * 1024**2
_RATIO = 100
_DIRECTORY = 8 * 1024**2
_DEFLATE = 1032  # the most that deflate shrinks
_CHUNK = 1024**2
_MOST_CELLS = 4_000_000
"""Cells between the first and the last of a sheet that are held in memory; they cost 32 bytes each."""
_HEAVY = 96 * 1024**2
"""The unfolded size beyond which a workbook is not held in memory."""

_SAVE_AS = N_("Open it in your spreadsheet program and save it again as .xlsx or .csv.")

# What a package is, by the name of a part that only it has.
_OTHERS = (
    (re.compile(r"word/|ppt/|visio/"), N_("%(file)s is a text or a presentation, not a table."),
     N_("Copy its table into a spreadsheet and save that as .xlsx.")),
    (re.compile(r"Index/|Index\.zip|.*\.iwa|index\.xml\.gz|buildVersionHistory\.plist"),
     N_("%(file)s is a document of Apple's Numbers or Pages."), N_("Export it there as Excel or CSV.")),
    (re.compile(r"(?i).*\.(?:csv|tsv|txt|xlsx?|xlsm|xlsb|ods|json|jsonl|vcf|ics)"),
     N_("%(file)s is an archive with files in it."), N_("Unpack it and import the files in it.")),
)  # fmt: skip
_ROW = re.compile(rb"row\s[^>]*?\br=[\"'](\d{1,9})[\"']")
_COLUMN = re.compile(rb'r="([A-Z]{2,3})\d')
_ANY_COLUMN = re.compile(rb"\br\s*=\s*[\"']([A-Z]{2,3})\d")
_NO_PLACE = re.compile(rb"<(?:\w+:)?c(?=[\s>/])(?![^>]*\br\s*=)")


def package_form(raw: IO[bytes], name: str) -> str:
    """What spreadsheet a zip file is: ``xlsx``, ``xlsb`` or ``ods``.

    Raises :class:`FormatError` for everything else, for what is damaged, and for what is so much larger unfolded
    that it was made to harm.
    """
    _small_directory(raw, name)
    try:
        with zipfile.ZipFile(raw) as package:
            parts = package.infolist()
            form = _form({part.filename for part in parts}, name)
            size = sum(part.file_size for part in parts)
            packed = sum(part.compress_size for part in parts)
            if size > _MOST or (size > _SMALL and size > _RATIO * max(packed, 1)):
                raise FormatError(
                    _("%(file)s unfolds to %(size)s, too much for a spreadsheet.")
                    % {"file": called(name), "size": megabytes(size)},
                    hint=_(_SAVE_AS),
                    path=name,
                )
            if any(part.flag_bits & 1 for part in parts):
                raise PasswordProtected(
                    _("%(file)s is protected by a password.") % {"file": called(name)},
                    hint=_("Open it in your spreadsheet program, remove the password and save it."),
                    path=name,
                )
            for part in parts:
                if part.compress_size * _DEFLATE > _SMALL and not part.filename.startswith("xl/media/"):
                    for _piece in _unfolded(
                        package, part
                    ):  # ends with an error where more comes than was said
                        pass
            return form
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, ValueError) as error:
        raise damaged(name, error) from error


def is_heavy(raw: IO[bytes]) -> bool:
    """Whether an xlsx workbook is too large to be held in memory, or its cells lie too far apart."""
    with zipfile.ZipFile(raw) as package:
        parts = [
            part for part in package.infolist() if part.filename.lower().endswith((".xml", ".rels", ".bin"))
        ]
        if sum(part.file_size for part in parts) > _HEAVY:
            return True
        return any(
            _extent(package, part) > _MOST_CELLS
            for part in parts
            if not re.search(r"sharedStrings|styles|theme|docProps|_rels|/drawings/", part.filename)
        )


def damaged(name: str, error: BaseException) -> FormatError:
    """The error of a spreadsheet that cannot be read."""
    return FormatError(
        _("%(file)s is damaged or is no spreadsheet.") % {"file": called(name)},
        hint=_(_SAVE_AS),
        path=name,
        reason=str(error)[:500],
    )


def _form(names: set[str], name: str) -> str:
    if any(part.lower() == "xl/workbook.bin" for part in names):
        return "xlsb"
    if "content.xml" in names:
        return "ods"
    for pattern, message, hint in _OTHERS:
        if any(
            pattern.fullmatch(part) or (pattern.match(part) and "/" in part) for part in names
        ) and not any(part.lower().startswith("xl/") for part in names):
            raise FormatError(_(message) % {"file": called(name)}, hint=_(hint), path=name)
    if "[Content_Types].xml" in names:
        return "xlsx"
    raise FormatError(_("%(file)s is not a table.") % {"file": called(name)}, hint=_(EXPECTED), path=name)


def _small_directory(raw: IO[bytes], name: str) -> None:
    """Refuse a directory of so many parts that listing them fills the memory."""
    raw.seek(0, 2)
    size = raw.tell()
    raw.seek(max(0, size - 66_000))
    tail = raw.read(66_000)
    at = tail.rfind(b"PK\5\6")
    if at >= 0 and len(tail) >= at + 16 and struct.unpack_from("<L", tail, at + 12)[0] > _DIRECTORY:
        raise damaged(name, ValueError("too many parts"))
    raw.seek(0)


def _unfolded(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(part) as data:
        while piece := data.read(_CHUNK):
            yield piece


def _extent(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many cells lie between A1 and the last ones of a sheet, empty ones too."""
    rows = last = 0
    columns = 26
    rest = b""
    for piece in _unfolded(package, part):
        data = rest + piece
        cut = data.rfind(b"<")
        data, rest = (data[:cut], data[cut:]) if cut > 0 else (data, b"")
        rows += sum(map(data.count, (b"<row ", b"<row>", b":row ", b":row>")))
        last = max(last, max(map(int, _ROW.findall(data)), default=0))
        # Nearly all programs write cells in one way, which is counted faster than it is searched.
        usual = data.count(b'<c r="') == sum(
            map(data.count, (b"<c ", b"<c>", b"<c/", b"<c\n", b"<c\r", b"<c\t"))
        )
        usual = usual and not re.search(rb":c[\s>/]", data)
        for letters in set((_COLUMN if usual else _ANY_COLUMN).findall(data)):
            columns = max(columns, column_number(letters.decode()))
        if columns < 16_384 and not usual and _NO_PLACE.search(data):
            columns = 16_384
    return max(rows, last) * columns


def column_number(letters: str) -> int:
    """The number of a column from 1: ``A`` is 1, ``XFD`` 16,384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
