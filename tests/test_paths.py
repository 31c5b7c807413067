"""The folders are those platformdirs names, though it is not imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from crmcli import paths

VARIABLES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")


@pytest.mark.parametrize("set_", [True, False])
def test_folders_are_platformdirs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, set_: bool) -> None:
    monkeypatch.delenv("CRM_HOME")
    for name in VARIABLES:
        if set_:
            monkeypatch.setenv(name, str(tmp_path / name))
        else:
            monkeypatch.delenv(name, raising=False)
    assert paths.data_folder() == platformdirs.user_data_dir("crmcli", False)
    assert paths.config_folder() == platformdirs.user_config_dir("crmcli", False)
    assert paths.state_folder() == platformdirs.user_state_dir("crmcli", False)


def test_crm_home_holds_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CRM_HOME", str(tmp_path))
    places = (paths.store_path(), paths.config_path(), paths.log_path(), paths.device_path())
    assert {str(Path(place).parent) for place in places} == {str(tmp_path)}


def test_single_places_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CRM_DB", str(tmp_path / "a.db"))
    monkeypatch.setenv("CRM_CONFIG", str(tmp_path / "b.toml"))
    assert paths.store_path() == str(tmp_path / "a.db")
    assert paths.config_path() == str(tmp_path / "b.toml")


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_the_store_is_the_users_alone(sealed: Path) -> None:
    subprocess.run([sys.executable, "-m", "crmcli", "today"], check=True, capture_output=True)
    assert sealed.stat().st_mode & 0o777 == 0o700
    assert (sealed / "crm.db").stat().st_mode & 0o777 == 0o600
