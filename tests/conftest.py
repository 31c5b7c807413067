"""Sealed tests: nothing of the machine leaks in, not its home folder, clock, zone, language or user.

``crm`` runs the program as a process of its own, as a shell would; ``crm_in`` runs it inside the test, for
speed. Both answer with a :class:`support.Result`.
"""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

# What pytest compiles is kept, whatever the shell says of compiled files: half a minute of each worker.
sys.dont_write_bytecode = False

import hypothesis  # noqa: E402
import pytest  # noqa: E402

from support import NOW, Result, Run  # noqa: E402

ROOT = Path(__file__).parents[1]

# What of the outside a run may see: enough to start Python, and pip's and coverage's own business.
KEPT = ("PATH", "PYTHONPATH", "PYTHONHASHSEED", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV")

# Derandomized: the same run finds the same things on every machine. `ci` looks further, `deep` as far as one has time.
SLOW_IS_FINE = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture]
hypothesis.settings.register_profile(
    "fast", max_examples=60, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE
)
hypothesis.settings.register_profile(
    "ci", max_examples=300, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE
)
hypothesis.settings.register_profile(
    "deep", max_examples=5000, deadline=None, suppress_health_check=SLOW_IS_FINE
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.hookimpl(tryfirst=True)  # before those that are not asked for are left out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave of what is mostly slow the first of its variants, or every so many, among the fast tests."""
    seen: dict[str, int] = {}
    for item in items:
        mark = item.get_closest_marker("mostly_slow")
        if mark is None:
            continue
        name = item.nodeid.partition("[")[0]
        number = seen[name] = seen.get(name, -1) + 1
        every = mark.kwargs.get("every")
        if number % every if every else number:
            item.add_marker(pytest.mark.slow)


def pytest_collection() -> None:
    """Do not look for rubbish while thousands of tests are made: there is none."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From now on look for it, though never among the tests themselves."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An environment of the test's own; the value is its CRM_HOME, which does not exist yet."""
    home = tmp_path / "home"
    home.mkdir()
    crm_home = home / "crm"
    for name in list(os.environ):
        if name not in KEPT and not name.startswith(("PYTEST", "COV")):
            monkeypatch.delenv(name)
    for name, value in {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "USER": "lin",
        "LOGNAME": "lin",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "TZ": "Asia/Shanghai",
        "CRM_HOME": str(crm_home),
        "CRM_NOW": NOW,
    }.items():
        monkeypatch.setenv(name, value)
    _use_zone()
    yield crm_home
    monkeypatch.undo()
    _use_zone()


def _use_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture
def crm(sealed: Path) -> Run:
    """``crm("note", "天成", "…", stdin="…", env={"CRM_NOW": "…"})``: a process of its own."""

    def run(
        *args: object,
        stdin: str | bytes | None = None,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
        timeout: float = 60,
    ) -> Result:
        words = tuple(str(arg) for arg in args)
        path = os.environ.get("PYTHONPATH")
        environ = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{path}" if path else str(ROOT),
            **(env or {}),
        }
        done = subprocess.run(
            [sys.executable, "-m", "crmcli", *words],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            env={name: value for name, value in environ.items() if value is not None},
            cwd=cwd or sealed.parent,
            timeout=timeout,
            check=False,
        )
        return Result(words, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def crm_in(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same inside the test's process. ``stdin`` is no terminal here either."""

    def run(
        *args: object,
        stdin: str | bytes | None = None,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
    ) -> Result:
        from crmcli import i18n
        from crmcli.__main__ import main

        words = tuple(str(arg) for arg in args)
        given = stdin.encode() if isinstance(stdin, str) else stdin or b""
        with monkeypatch.context() as patch:
            for name, value in (env or {}).items():
                if value is None:
                    patch.delenv(name, raising=False)
                else:
                    patch.setenv(name, value)
            patch.chdir(cwd or sealed.parent)
            out, err = _text(), _text()
            patch.setattr(sys, "stdin", _text(given))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                code = main(list(words))
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
            finally:
                i18n.use_language("en")
        return Result(words, code or 0, _said(out), _said(err))

    return run


def _text(data: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n", write_through=True)


def _said(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()
