"""psycopg, loaded for a single command without what of Python only other users of it need.

Its import is more than half of an exchange with nothing to do, and a third of that goes to what no command uses:
asyncio for the asynchronous half, ctypes for a libpq without an extension module, importlib.metadata for its own
version. While it is imported, stand-ins give the few names that it takes at once; any other name brings the real
module, so that with another psycopg it is at worst slower.
"""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any


class Unused:
    """What stands where the asynchronous half names something of asyncio's; nobody makes or calls one."""

    def __class_getitem__(cls, _item: Any) -> type[Unused]:
        return cls


class StandIn(ModuleType):
    """A module with a few names of a real one, which it brings for any other."""

    def __init__(self, name: str, **names: Any) -> None:
        super().__init__(name)
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import system asks of any module
            raise AttributeError(name)
        from importlib import import_module

        _withdraw(self.__name__)
        real = import_module(self.__name__)
        return getattr(real, name) if hasattr(real, name) else import_module(f"{self.__name__}.{name}")


def load() -> None:
    """Import psycopg. Where asyncio is there already, as on the full screen, plainly: it costs nothing then."""
    if "psycopg" in sys.modules or "asyncio" in sys.modules:
        import psycopg
    else:
        _stand_in()
        try:
            import psycopg  # noqa: F401
        finally:
            _withdraw()


def _stand_in() -> None:
    class CancelledError(BaseException):
        """What ends a task: there are none."""

    class PackageNotFoundError(ModuleNotFoundError):
        """psycopg calls itself 0.0.0.0 then, in what it says of a libpq that is too old."""

    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    unused = dict.fromkeys(("Future", "Lock", "Queue", "Task", "get_running_loop", "sleep"), Unused)
    for one in (
        StandIn("asyncio", CancelledError=CancelledError, **unused),
        StandIn("ctypes"),
        StandIn("ctypes.util"),
        StandIn("importlib.metadata", version=version, PackageNotFoundError=PackageNotFoundError),
    ):
        sys.modules.setdefault(one.__name__, one)


def _withdraw(package: str = "") -> None:
    """Take stand-ins away, those of one package or all: who imports from now on gets what is real."""
    for name, module in list(sys.modules.items()):
        if isinstance(module, StandIn) and (
            not package or name.partition(".")[0] == package.partition(".")[0]
        ):
            del sys.modules[name]
