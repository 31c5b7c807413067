"""A spreadsheet opened once in a process of its own, to see whether it can be opened here.

The library that reads spreadsheets asks for as much memory as a damaged file says it needs, and ends the whole
program when there is not so much. An xlsx is looked through before; of the older and rarer forms only a trial tells.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from crmcli.errors import FormatError
from crmcli.exchange.sheet import called
from crmcli.exchange.sources import Place
from crmcli.i18n import _

_MEMORY = 420 * 1024**2
_SECONDS = 8
_NOT_ENOUGH = 9

# What goes wrong with an exception goes wrong here as well, and is said here.
_PROGRAM = f"""
import sys
sys.path.insert(0, sys.argv[1])
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, ({_SECONDS}, {_SECONDS}))
    resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
except (ImportError, OSError, ValueError):
    pass
import python_calamine
try:
    if len(sys.argv) > 2:
        book = python_calamine.CalamineWorkbook.from_path(sys.argv[2])
    else:
        book = python_calamine.CalamineWorkbook.from_filelike(sys.stdin.buffer)
    for name in book.sheet_names:
        book.get_sheet_by_name(name)
except MemoryError:
    sys.exit({_NOT_ENOUGH})
except BaseException:
    pass
"""


def check_openable(place: Place, name: str) -> None:
    """Raise :class:`FormatError` if a spreadsheet takes more memory or time than one may.

    The limits of memory and time are those of POSIX; elsewhere only a crash is noticed.
    """
    if not sys.executable:
        return
    import python_calamine

    library = str(Path(python_calamine.__file__).parent.parent)
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM, library]
    with tempfile.TemporaryFile() as copy:
        if isinstance(place, str):
            command.append(os.path.abspath(place))
        else:
            place.seek(0)
            while piece := place.read(1024**2):
                copy.write(piece)
            copy.seek(0)
        try:
            ended = subprocess.run(
                command,
                stdin=copy,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS * 8,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            ended = _NOT_ENOUGH
    if ended not in (0, 1):
        raise FormatError(
            _("%(file)s takes more memory or time to open than a spreadsheet may.") % {"file": called(name)},
            hint=_("Open it in your spreadsheet program and save it again as .xlsx or .csv."),
            path=name,
        )
