"""Mappings that worked: remembered for each set of headers, and saved as files to be edited and shared.

Only what a person has said is kept (kind, columns, unknown ones); what headers tell by themselves is found again.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from crmcli import paths
from crmcli.errors import FileError, FormatError
from crmcli.exchange.headers import header_key
from crmcli.i18n import _, why
from crmcli.verbs.outfile import replacing, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.verbs.importing.options import Options

_MOST = 500  # sets of headers that are remembered; the oldest are forgotten


class Said:
    """What a person has said of a file's columns."""

    __slots__ = ("kind", "map", "remembered", "unknown")

    def __init__(
        self, kind: str | None, map: dict[str, str], unknown: str | None, *, remembered: bool = False
    ) -> None:
        self.kind = kind
        self.map = map
        self.unknown = unknown
        self.remembered = remembered  # at an earlier import of the same headers

    def as_json(self) -> dict[str, Any]:
        """As it is written down."""
        return {"kind": self.kind, "map": self.map, "unknown": self.unknown}


def _path() -> str:
    return os.path.join(paths.config_folder(), "mappings.json")


def key_of(headers: Sequence[str]) -> str:
    """What tells a set of headers, in whatever order they stand."""
    keys = sorted({header_key(header) or header for header in headers if header})
    return sha256("\n".join(keys).encode("utf-8", "replace")).hexdigest()[:24]


def _all() -> dict[str, Any]:
    try:
        with open(_path(), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def said_of(options: Options, headers: Sequence[str], given: Said) -> Said:
    """What holds for a table with these headers: what is ``given``, before a saved file, before what is remembered."""
    if options.map_file:
        saved = load(options.map_file)
        present = {header_key(header) for header in headers}
        columns = {name: target for name, target in saved.map.items() if header_key(name) in present}
        return Said(given.kind or saved.kind, columns | given.map, given.unknown or saved.unknown)
    kept = None if options.forget else _all().get(key_of(headers))
    if not isinstance(kept, dict) or not isinstance(kept.get("map"), dict):
        return given
    columns = {str(name): str(target) for name, target in kept["map"].items()}
    return Said(
        given.kind or kept.get("kind"),
        columns | given.map,
        given.unknown or kept.get("unknown"),
        remembered=True,
    )


def remember(headers: Sequence[str], said: Said, *, forget: bool) -> None:
    """Keep what was said of these headers; a folder that cannot be written is no reason to fail an import."""
    key = key_of(headers)
    kept = _all()
    before = json.dumps(kept)
    old = kept.pop(key, None)
    if said.map or said.kind or said.unknown:
        kept[key] = {"headers": list(headers), **said.as_json()}
    elif old is not None and not forget:
        kept[key] = old
    kept = dict(list(kept.items())[-_MOST:])
    if json.dumps(kept) == before:
        return
    try:
        paths.make_private_folder(paths.config_folder())
        beside = f"{_path()}.{os.getpid()}.part"
        with open(beside, "w", encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False, indent=1)
        os.replace(beside, _path())
    except OSError:
        pass


def load(path: str) -> Said:
    """A mapping that was saved. Raises :class:`FileError` and :class:`FormatError`."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            found = json.load(file)
    except OSError as error:
        raise FileError(
            _("%(path)s cannot be read: %(why)s") % {"path": path, "why": why(error)},
            hint=_("Name a file that --save-map has written."),
            path=path,
        ) from error
    except ValueError as error:
        raise FormatError(
            _("%(file)s, line %(line)d: this is not valid JSON.")
            % {"file": path, "line": getattr(error, "lineno", 1)},
            hint=_('It is JSON such as {"kind": "customer", "map": {"客户名称": "name"}}.'),
            path=path,
        ) from error
    columns = found.get("map") if isinstance(found, dict) else None
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        raise FormatError(
            _("%(path)s is no mapping: it has no “map” of headers to fields.") % {"path": path},
            hint=_('It is JSON such as {"kind": "customer", "map": {"客户名称": "name"}}.'),
            path=path,
        )
    kind, unknown = found.get("kind"), found.get("unknown")
    columns = {name: "" if target == "-" else target for name, target in columns.items()}
    return Said(
        kind if isinstance(kind, str) else None,
        columns,
        unknown if unknown in ("leave", "custom") else None,
    )


def check_place(path: str, inputs: Sequence[str]) -> None:
    """Refuse to save over anything but an earlier mapping. Raises :class:`FileError`."""
    if any(same_file(path, one) for one in inputs):
        raise FileError(
            _("%(path)s is itself to be imported.") % {"path": path},
            hint=_("Name another file for --save-map."),
            path=path,
        )
    if os.path.lexists(path):
        try:
            load(path)
        except (FileError, FormatError):
            raise FileError(
                _("%(path)s exists and is no mapping; it is left alone.") % {"path": path},
                hint=_("Name another file for --save-map."),
                path=path,
            ) from None


def save(path: str, kind: str, mapping: dict[str, str], left: Sequence[str], unknown: str | None) -> None:
    """Write the whole mapping of a table down, guesses included, to be edited and used with ``--map-file``."""
    columns = {header: target.removeprefix(f"{kind}.") for header, target in mapping.items()}
    columns |= dict.fromkeys(left, "-")
    text = json.dumps(
        {"kind": kind, "map": columns, "unknown": unknown or "leave"}, ensure_ascii=False, indent=2
    )
    with replacing(path, force=True) as beside:
        write_text(beside, (text, "\n"))


def same_file(first: str, second: str) -> bool:
    """Whether two paths lead to one file."""
    try:
        return os.path.samefile(first, second)
    except OSError:
        return False
