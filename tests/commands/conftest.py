"""The product through its public face: every run is checked for what holds of all runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from invariants import harmless

from support import Result, Run

MEMORY = Path("/dev/shm")


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: commands wait for the disk after every change, a thousand times here."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 32 << 20):
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="crm-test-", dir=MEMORY))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def crm_in(crm_in: Run) -> Run:
    """A run inside the test that begins as a process does, and is checked."""

    def run(*args: object, **given: Any) -> Result:
        from crmcli import config

        config.forget()
        return harmless(crm_in(*args, **given))

    return run


@pytest.fixture
def crm(crm: Run) -> Run:
    """A process of its own that is checked."""

    def run(*args: object, **given: Any) -> Result:
        return harmless(crm(*args, **given))

    return run


TIANCHENG = "天成外贸公司"
SHOP = (
    (
        *("customer", "add", TIANCHENG, "--alias", "TC Trade", "--level", "A", "--tag", "vip"),
        *("--city", "宁波", "--phone", "0574-87654321", "--external-id", "ERP-77", "--set", "PO no.=77"),
    ),
    (
        *("customer", "add", "Alfreds Futterkiste", "--city", "Berlin", "--country", "Germany"),
        *("--currency", "EUR", "--level", "B"),
    ),
    ("customer", "add", "宁波东方贸易有限公司", "--status", "lead"),
    ("customer", "add", "上海东方电器厂", "--level", "A"),
    (
        *("contact", "add", "张伟", "--customer", TIANCHENG, "--title", "总经理", "--primary", "yes"),
        *("--phone", "13800138000", "--email", "zhang@tc.example", "--messaging", "wechat:tc-zhang"),
    ),
    ("contact", "add", "李娜", "--customer", TIANCHENG, "--title", "采购"),
    ("contact", "add", "Maria Anders", "--customer", "Alfreds Futterkiste", "--title", "Sales Manager"),
)
_shops: list[Path] = []


@pytest.fixture
def shop(crm_in: Run, sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """``crm_in`` on a store of four customers and three contacts, the same in every test."""
    if not _shops:
        for words in SHOP:
            crm_in(*words).ok()
        kept = tmp_path_factory.mktemp("shop") / "crm"
        shutil.copytree(sealed, kept)
        _shops.append(kept)
    else:
        shutil.copytree(_shops[0], sealed)
    return crm_in
