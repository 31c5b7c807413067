"""Where things are: the folders that platformdirs names, computed without importing it (a test compares them).

``CRM_HOME`` puts everything in one folder; ``CRM_DB`` and ``CRM_CONFIG`` name the store and the settings file.
"""

from __future__ import annotations

import os
import sys

APP = "crmcli"


def _folder(what: str) -> str:
    home = os.environ.get("CRM_HOME")
    if home:
        return os.path.abspath(os.path.expanduser(home))
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(os.path.expanduser("~"), "AppData", "Local")
        return os.path.join(base, APP)
    if sys.platform == "darwin":
        return os.path.join(os.path.expanduser("~/Library/Application Support"), APP)
    names = {
        "data": ("XDG_DATA_HOME", "~/.local/share"),
        "config": ("XDG_CONFIG_HOME", "~/.config"),
        "state": ("XDG_STATE_HOME", "~/.local/state"),
    }
    variable, default = names[what]
    base = os.environ.get(variable, "").strip() or os.path.expanduser(default)
    return os.path.join(base, APP)


def data_folder() -> str:
    """Where the store is kept."""
    return _folder("data")


def config_folder() -> str:
    """Where the settings file is kept."""
    return _folder("config")


def state_folder() -> str:
    """Where the log and the device's name are kept."""
    return _folder("state")


def store_path() -> str:
    """The store's file."""
    named = os.environ.get("CRM_DB")
    return os.path.abspath(os.path.expanduser(named)) if named else os.path.join(data_folder(), "crm.db")


def config_path() -> str:
    """The settings file."""
    named = os.environ.get("CRM_CONFIG")
    return (
        os.path.abspath(os.path.expanduser(named)) if named else os.path.join(config_folder(), "config.toml")
    )


def log_path() -> str:
    """The log file."""
    return os.path.join(state_folder(), "crm.log")


def device_path() -> str:
    """The file with this device's name."""
    return os.path.join(state_folder(), "device")


def spool_folder(store: str) -> str:
    """Where notes wait that could not be filed because the store was locked."""
    return f"{store}-spool"


def draft_folder(store: str) -> str:
    """Where what was typed and not saved yet is kept."""
    return f"{store}-drafts"


def backup_folder(store: str) -> str:
    """Where the backups of a store are kept."""
    return os.path.join(os.path.dirname(store), "backups")


def make_private_folder(path: str) -> None:
    """Make a folder only the user can read (0700), with its parents."""
    if not os.path.isdir(path):
        os.makedirs(path, mode=0o700, exist_ok=True)
