"""Fixtures whose store is filled by commands: once a process, and copied for every further test."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import Run


def laid_out(fill: Callable[..., Run]) -> Any:
    """A fixture that is ``crm_in`` on a CRM_HOME as ``fill`` leaves it, called like ``fill`` and given what that names.

    What ``fill`` writes elsewhere is there only in the first test.
    """
    kept: list[Path] = []

    @pytest.fixture(name=fill.__name__)
    def filled(
        crm_in: Run, sealed: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> Run:
        if kept:
            shutil.rmtree(sealed, ignore_errors=True)  # what another fixture of the test has laid out
            shutil.copytree(kept[0], sealed)
            return crm_in
        fill(**{name: request.getfixturevalue(name) for name in inspect.signature(fill).parameters})
        copy = tmp_path_factory.mktemp(fill.__name__) / "crm"
        shutil.copytree(sealed, copy)
        kept.append(copy)
        return crm_in

    return filled
