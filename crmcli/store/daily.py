"""Whether the backup of the day is due: asked after every command, so all that makes it is kept apart."""

from __future__ import annotations

import os
import time

from crmcli import paths

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime

RETRY = 600  # seconds until a backup of the day that failed, or was killed, is tried again


def stem(store_path: str) -> str:
    """What the names of a store's backups begin with."""
    return os.path.splitext(os.path.basename(store_path))[0]


def part_of_day(store_path: str, now: datetime) -> str:
    """The file that stands for the backup of the day while it is made."""
    return os.path.join(paths.backup_folder(store_path), f".{stem(store_path)}-{now:%Y%m%d}-daily.part")


def daily_due(store_path: str, now: datetime) -> bool:
    """Whether the backup of the day is still to be made; one look into a folder."""
    start = f"{stem(store_path)}-{now:%Y%m%d}T"
    part = os.path.basename(part_of_day(store_path, now))
    try:
        with os.scandir(paths.backup_folder(store_path)) as entries:
            for entry in entries:
                if entry.name.startswith(start) and entry.name.endswith("-daily.db"):
                    return False
                if entry.name == part and time.time() - entry.stat().st_mtime < RETRY:
                    return False  # another command makes it, or it failed just now
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def run_daily(store_path: str) -> None:
    """Make the backup of the day if it is due; large stores by a process of their own."""
    from crmcli import clock, config

    keep = config.get("backup.keep")
    now = clock.now(config.get("timezone"))
    if keep and daily_due(store_path, now):
        from crmcli.store.backup import take_on

        take_on(store_path, now, keep)
