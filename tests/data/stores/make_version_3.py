"""Make version-3.db: the store of version 2 as the program of version 3 left it, with some records more.

    python tests/data/stores/make_version_3.py

Made with the program as it was then; that a store of version 3 opens is what it is for, so it is never made again.
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
from crmcli.store.records import CUSTOMER, MEMBER, Member  # noqa: E402
from crmcli.store.statements import by_id  # noqa: E402
from crmcli.verbs import notes, records  # noqa: E402


def main() -> None:
    """Write the file."""
    assert VERSION == 3
    target = HERE / "version-3.db"
    part = target.with_suffix(".part")
    shutil.copyfile(HERE / "version-2.db", part)
    os.environ["CRM_HOME"] = str(HERE / "home")  # where the backup before the migration goes
    dice = random.Random(3)
    now = datetime.fromisoformat("2026-11-24T10:30:00+08:00")
    store = open_store(str(part), lambda: now, device="desk-1", identity=Identity(dice.randbytes))
    records.add(store, CUSTOMER, {"name": ["宁波海丰泵业"], "level": ["A"], "source": ["exhibition"]})
    notes.note(store, "宁波海丰泵业", "拜访王经理，谈年度框架 31万。下周五回访 #框架")
    me = by_id(store, Member, store.me)
    assert me is not None
    records.edit(store, MEMBER, me, {"role": ["manager"], "department": ["Export"]})
    store.close()
    plain = sqlite3.connect(part)
    plain.execute("PRAGMA journal_mode = DELETE")
    plain.execute("VACUUM")
    plain.close()
    part.replace(target)


if __name__ == "__main__":
    main()
