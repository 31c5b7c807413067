"""Every error the product can answer with: its stable code, its exit code and what it carries.

The forms are fixed by the machine contract: ``code`` never changes with the language, ``exit_code``
belongs to the class, ``details`` holds plain JSON values. Messages are already translated when an
error is raised; only :mod:`crmcli.commands.diagnostics` prints them.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class CrmError(Exception):
    """The base of all errors a user can meet.

    ``message`` says what is wrong, ``hint`` what to do, ``details`` is a JSON object.
    """

    code = "internal"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details: dict[str, Any] = details

    def as_json(self) -> dict[str, Any]:
        """The error as the contract prints it with ``--json``."""
        return {
            "error": {
                "code": self.code,
                "message": self.message,
                "hint": self.hint,
                "details": self.details,
            }
        }


class InternalError(CrmError):
    """A bug. ``details``: ``log``, the path of the log file."""


class UsageError(CrmError):
    """The command was called wrongly. ``details``: ``argument``, ``value``, ``expected``."""

    code = "usage"
    exit_code = 2


class ValueInvalid(CrmError):
    """A date, amount, number or choice cannot be taken. ``details``: ``argument``, ``value``, ``expected``."""

    code = "value"
    exit_code = 2


class FilterError(CrmError):
    """A ``--where`` is wrong. ``details``: ``where``, ``position`` (from 0), ``found``, ``expected``."""

    code = "filter"
    exit_code = 2


class NotFound(CrmError):
    """Nothing has that name. ``details``: ``argument``, ``closest`` (links, best first)."""

    code = "not_found"
    exit_code = 3


class Ambiguous(CrmError):
    """Several records fit. ``details``: ``argument``, ``candidates`` (links with ``why``).

    ``apart``: by reference, what tells a person those from each other that have one name.
    """

    code = "ambiguous"
    exit_code = 4
    apart: Mapping[str, str] = {}


class Refused(CrmError):
    """A rule says no. ``details``: ``missing``, all that is missing at once (``code field message``)."""

    code = "refused"
    exit_code = 5


class Forbidden(Refused):
    """A right is missing."""

    code = "forbidden"


class RowsRejected(Refused):
    """Rows of an import were rejected; the summary is on standard output all the same."""

    code = "rows_rejected"


class Conflict(CrmError):
    """Somebody changed it meanwhile. ``details``: ``record``, ``changes`` (``field base mine theirs by at``)."""

    code = "conflict"
    exit_code = 6


class OutsideError(CrmError):
    """Something outside the program failed; nothing is half-written. ``details``: ``path``."""

    code = "file"
    exit_code = 7


class FileError(OutsideError):
    """A file or folder cannot be read or written."""


class FormatError(OutsideError):
    """A file is not what it should be."""

    code = "format"


class DiskFull(OutsideError):
    """No space is left."""

    code = "disk"


class StoreLocked(OutsideError):
    """Another program holds the store."""

    code = "store_locked"


class StoreDamaged(OutsideError):
    """The store's file is damaged or is no store."""

    code = "store_damaged"


class StoreNewer(OutsideError):
    """A newer crm wrote this store."""

    code = "store_newer"


class HubError(OutsideError):
    """The hub cannot be reached or used. ``details``: ``hub``, its address without a password."""

    code = "hub"


class PasswordError(HubError):
    """The hub does not take the password, or none was given."""

    code = "password"


class Interrupted(CrmError):
    """Ctrl-C. Nothing is half-written."""

    code = "interrupted"
    exit_code = 130
