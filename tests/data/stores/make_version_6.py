"""Make version-6.db: the store of version 5 as the program of version 6 left it.

    python tests/data/stores/make_version_6.py

Made with the program as it was then; that a store of version 6 opens is what it is for, so it is never made again.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import sys
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from crmcli.store.identity import Identity  # noqa: E402
from crmcli.store.open import VERSION, open_store  # noqa: E402
from crmcli.store.records import Step  # noqa: E402
from crmcli.store.statements import rows_where  # noqa: E402
from crmcli.verbs import order_steps  # noqa: E402


def main() -> None:
    """Write the file."""
    assert VERSION == 6
    target = HERE / "version-6.db"
    part = target.with_suffix(".part")
    shutil.copyfile(HERE / "version-5.db", part)
    os.environ["CRM_HOME"] = str(HERE / "home")  # where the backup before the migration goes
    dice = random.Random(6)
    now = datetime.fromisoformat("2026-11-26T10:30:00+08:00")
    store = open_store(str(part), lambda: now, device="desk-1", identity=Identity(dice.randbytes))
    step = next(one for one in rows_where(store, Step, "place") if one.status not in ("done", "skipped"))
    order_steps.do(store, [step], "done", result="seen on the account", reason="papers follow")
    store.close()
    plain = sqlite3.connect(part)
    plain.execute("PRAGMA journal_mode = DELETE")
    plain.execute("VACUUM")
    plain.close()
    part.replace(target)


if __name__ == "__main__":
    main()
