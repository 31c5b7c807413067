"""psycopg is loaded without what only others use of it, and nobody else gets less for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def fresh(program: str, **env: str) -> tuple[int, Any]:
    """The exit code of a fresh interpreter, and what it printed as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


LEFT_OUT = {"asyncio", "ctypes", "ctypes.util", "importlib.metadata"}


def test_it_is_loaded_without_what_only_others_need() -> None:
    code, modules = fresh(
        "import json, sys; from crmcli.sync.driver import load; load(); print(json.dumps(sorted(sys.modules)))"
    )
    assert code == 0, modules
    assert "psycopg" in modules
    assert not LEFT_OUT & set(modules)


def test_who_needs_it_afterwards_gets_what_is_real() -> None:
    code, found = fresh(
        "import json; from crmcli.sync.driver import load; load()\n"
        "import asyncio, ctypes.util, importlib.metadata, psycopg\n"
        "done = asyncio.run(asyncio.sleep(0, 'slept'))\n"
        "print(json.dumps([done, callable(ctypes.util.find_library), importlib.metadata.version('psycopg')]))"
    )
    assert code == 0, found
    assert found[:2] == ["slept", True]
    assert found[2] != "0.0.0.0"


@pytest.mark.parametrize("implementation", ["python", "binary"])
def test_a_libpq_of_the_system_is_found_as_without(implementation: str) -> None:
    """Its bindings need all of ctypes; where there is no libpq, neither way finds one."""
    say = "import json, psycopg; print(json.dumps([psycopg.pq.__impl__, psycopg.pq.version()]))"
    plainly = fresh(say, PSYCOPG_IMPL=implementation)
    here = fresh(f"from crmcli.sync.driver import load; load(); {say}", PSYCOPG_IMPL=implementation)
    if plainly[0]:
        assert here[0] == plainly[0]
    else:
        assert here == plainly


def test_where_asyncio_is_at_work_it_is_left_alone() -> None:
    code, same = fresh(
        "import asyncio, json, sys; from crmcli.sync.driver import load; load()\n"
        "from psycopg.errors import CancelledError\n"
        "print(json.dumps(CancelledError is asyncio.CancelledError))"
    )
    assert (code, same) == (0, True)


def test_a_name_that_is_not_known_brings_the_real_module() -> None:
    code, found = fresh(
        "import json, sys; from crmcli.sync import driver; driver._stand_in(); import asyncio\n"
        "loop = asyncio.new_event_loop(); loop.close()\n"
        "print(json.dumps([isinstance(sys.modules['asyncio'], driver.StandIn), 'ctypes' in sys.modules]))"
    )
    assert (code, found) == (0, [False, True])
