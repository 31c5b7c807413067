"""Make version-4.db: the store of version 3 as the program of version 4 left it, with opportunities in it.

    python tests/data/stores/make_version_4.py

Made with the program as it was then; that a store of version 4 opens is what it is for, so it is never made again.
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
from crmcli.store.records import MEMBER, OPPORTUNITY, Opportunity  # noqa: E402
from crmcli.verbs import notes, opportunities, records  # noqa: E402


def main() -> None:
    """Write the file."""
    assert VERSION == 4
    target = HERE / "version-4.db"
    part = target.with_suffix(".part")
    shutil.copyfile(HERE / "version-3.db", part)
    os.environ["CRM_HOME"] = str(HERE / "home")  # where the backup before the migration goes
    dice = random.Random(4)
    now = datetime.fromisoformat("2026-11-25T10:30:00+08:00")
    store = open_store(str(part), lambda: now, device="desk-1", identity=Identity(dice.randbytes))
    records.add(store, MEMBER, {"name": ["林晓"], "role": ["rep"], "superior": [store.me]})
    typed = {
        "customer": ["宁波海丰泵业"],
        "title": ["年度框架"],
        "amount": ["31万"],
        "expected_close": ["2026-12-31"],
    }
    row, _ref = records.add(store, OPPORTUNITY, typed)
    assert isinstance(row, Opportunity)
    opportunities.move(store, row, "qualified", force=True, reason="met at the fair")
    notes.note(
        store, "宁波海丰泵业", "电话王经理，运费偏高。下周五寄样品 #框架", options={"opportunity": [row.ref]}
    )
    store.close()
    plain = sqlite3.connect(part)
    plain.execute("PRAGMA journal_mode = DELETE")
    plain.execute("VACUUM")
    plain.close()
    part.replace(target)


if __name__ == "__main__":
    main()
