"""What fresh interpreters load: start-up stays fast only as long as nothing heavy slips onto its path."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import Run

ROOT = Path(__file__).parents[1]
HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "pydantic_core", "textual"}
SHORT = HEAVY | {"typer", "click", "rich", "platformdirs", "logging", "subprocess", "inspect"}
PROGRAM = """
import json, sys
from crmcli.__main__ import main
try:
    code = main(sys.argv[2:])
except SystemExit as stop:
    code = stop.code
with open(sys.argv[1], "w") as file:
    json.dump({"code": code or 0, "modules": sorted(sys.modules)}, file)
"""


def python(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, **env, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *args], capture_output=True, text=True, env=environ, check=False)


def loaded(tmp_path: Path, *args: str, code: int = 0, **env: str) -> set[str]:
    """The names of all modules and packages that a call of ``crm`` loads."""
    answer = tmp_path / "modules.json"
    done = python("-c", PROGRAM, str(answer), *args, **env)
    assert answer.exists(), done.stderr
    found = json.loads(answer.read_text())
    assert found["code"] == code, done.stderr
    modules = found["modules"]
    return set(modules) | {module.split(".")[0] for module in modules}


@pytest.mark.parametrize("args", [("--help",), ("--version",), ("customer", "--help"), ("note", "--help")])
def test_help_and_version_load_nothing_heavy(tmp_path: Path, args: tuple[str, ...]) -> None:
    assert loaded(tmp_path, *args) & HEAVY == set()


def test_completion_loads_nothing_heavy(tmp_path: Path) -> None:
    env = {"_CRM_COMPLETE": "complete_bash", "COMP_WORDS": "crm cus", "COMP_CWORD": "1"}
    assert loaded(tmp_path, code=0, **env) & HEAVY == set()


def test_a_short_note_loads_neither_typer_nor_rich(tmp_path: Path, crm: Run) -> None:
    crm("customer", "add", "天成外贸公司").ok()
    assert loaded(tmp_path, "note", "天成", "今天拜访,明天下午3点回访") & SHORT == set()


@pytest.mark.parametrize(
    "args",
    [
        ("note", "天成", "今天拜访", "--json"),
        ("today",),
        ("find", "天成"),
        ("show", "天成"),
        ("customer", "list", "--limit", "20"),
        ("remind", "@天成", "回访", "明天"),
    ],
)
def test_everyday_commands_load_nothing_heavy(tmp_path: Path, crm: Run, args: tuple[str, ...]) -> None:
    crm("customer", "add", "天成外贸公司").ok()
    assert loaded(tmp_path, *args) & HEAVY == set()


def test_an_unknown_customer_loads_nothing_heavy(tmp_path: Path, crm: Run) -> None:
    crm("customer", "add", "天成外贸公司").ok()
    assert loaded(tmp_path, "note", "nobody", "b", code=3) & HEAVY == set()


def test_english_loads_no_catalogue(tmp_path: Path, crm: Run) -> None:
    crm("customer", "add", "天成外贸公司").ok()
    assert "gettext" not in loaded(tmp_path, "note", "天成", "今天拜访", LANG="C.UTF-8")


def test_text_imports_nothing_of_ours() -> None:
    program = (
        "import pkgutil, sys, crmcli.text as text\n"
        "for each in pkgutil.walk_packages(text.__path__, 'crmcli.text.'):\n"
        "    if '.build' not in each.name: __import__(each.name)\n"
        "print(*(n for n in sys.modules if n.startswith('crmcli.') and not n.startswith('crmcli.text')))"
    )
    done = python("-c", program)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_the_screens_import_nothing_of_the_commands_and_nothing_heavy() -> None:
    program = (
        "import pkgutil, sys, crmcli.tui as tui\n"
        "for each in pkgutil.walk_packages(tui.__path__, 'crmcli.tui.'): __import__(each.name)\n"
        "print(*sys.modules)"
    )
    done = python("-c", program)
    assert done.returncode == 0, done.stderr
    modules = done.stdout.split()
    assert [name for name in modules if name.startswith("crmcli.commands")] == []
    assert set(modules) & (HEAVY - {"textual"}) == set()


def test_the_first_screen_imports_few_widgets() -> None:
    """What is only used later, and of Textual what it needs itself."""
    program = (
        "import sys, crmcli.tui.app, crmcli.tui.screens.desk\n"
        "print(*(name for name in sys.modules if name.startswith('textual.widgets._')))"
    )
    done = python("-c", program)
    assert done.returncode == 0, done.stderr
    later = {f"textual.widgets._{name}" for name in ("text_area", "markdown", "data_table", "list_view")}
    assert set(done.stdout.split()) & later == set()


def test_the_registry_of_actions_imports_no_textual() -> None:
    done = python("-c", "import sys, crmcli.tui.actions; print(*sys.modules)")
    assert done.returncode == 0, done.stderr
    assert "textual" not in done.stdout.split()
