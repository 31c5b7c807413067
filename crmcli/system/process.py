"""Running a program of the system: without a shell, without a standard input of ours, and never for long."""

from __future__ import annotations

import os
import sys

from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIMEOUT = 5.0  # seconds
_SAID = 300  # characters that are kept of what a program complained of


class Done:
    """How a program ended: its exit code (None: it did not start, or was ended because it took too long).

    ``out`` and ``err`` are what it said, as bytes; ``why`` says in words why it did not go well.
    """

    __slots__ = ("code", "err", "out", "why")

    def __init__(self, code: int | None, out: bytes = b"", err: bytes = b"", why: str = "") -> None:
        self.code = code
        self.out = out
        self.err = err
        self.why = why

    @property
    def ok(self) -> bool:
        """Whether it ended well."""
        return self.code == 0


def run(
    arguments: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    given: bytes | None = None,
    timeout: float = TIMEOUT,
) -> Done:
    """Run a program to its end; ``env`` is added to the environment, ``given`` its standard input.

    One that is not there, fails or takes longer than ``timeout`` seconds raises nothing; the answer says so.
    """
    import subprocess

    name = os.path.basename(arguments[0])
    try:
        process = subprocess.Popen(
            list(arguments),
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
    except FileNotFoundError:
        return Done(None, why=_(NOT_THERE) % {"program": name})
    except (OSError, ValueError) as error:
        return Done(None, why=f"{name}: {_(getattr(error, 'strerror', None) or str(error))}")
    try:
        out, err = process.communicate(given, timeout)
    except subprocess.TimeoutExpired:
        _end(process.pid)
        try:
            process.communicate(timeout=1)
        except subprocess.TimeoutExpired:
            pass
        return Done(None, why=_("%(program)s did not answer.") % {"program": name})
    except BaseException:
        _end(process.pid)
        process.wait()
        raise
    if process.returncode == 0:
        return Done(0, out, err)
    said = " ".join((err or out).decode("utf-8", "replace").split())
    return Done(process.returncode, out, err, f"{name}: {said[:_SAID] or process.returncode}")


NOT_THERE = N_("%(program)s is not installed.")


def _end(pid: int) -> None:
    """End a program with all that it started: who holds its pipes would keep us waiting."""
    import signal

    try:
        if sys.platform == "win32":
            os.kill(pid, signal.SIGTERM)
        else:
            os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass
