"""Make version-2.db: the first release's store as the program of version 2 left it, with some records more.

    python tests/data/stores/make_version_2.py

Made with the program as it was then; that a store of version 2 opens is what it is for, so it is never made again.
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
from crmcli.store.journal import Transaction  # noqa: E402
from crmcli.store.open import VERSION, open_store  # noqa: E402
from crmcli.store.records import CUSTOMER, Customer, Document  # noqa: E402
from crmcli.store.statements import insert, rows_where  # noqa: E402
from crmcli.verbs import records  # noqa: E402

CUSTOMERS = (
    ("Nordwind Trading 3M胶带", "https://www.nordwind.example", "DE 811 907 980"),
    ("Café Zürich", "café.example", "CHE-123.456.789"),
    ("ООО Ромашка", "", "7701234567"),
)


def main() -> None:
    """Write the file."""
    assert VERSION == 2
    target = HERE / "version-2.db"
    part = target.with_suffix(".part")
    shutil.copyfile(HERE / "first-release.db", part)
    os.environ["CRM_HOME"] = str(HERE / "home")  # where the backup before the migration goes
    dice = random.Random(2)
    now = datetime.fromisoformat("2026-11-20T10:30:00+08:00")
    store = open_store(str(part), lambda: now, device="desk-1", identity=Identity(dice.randbytes))
    for name, website, tax_id in CUSTOMERS:
        said = {"name": [name], "tax_id": [tax_id], "website": [website]}
        records.add(store, CUSTOMER, {field: values for field, values in said.items() if values[0]})
    of = rows_where(store, Customer, limit=1)[0]
    with Transaction(store, "document add"):
        insert(store, Document, name="合同 2026.pdf", about_kind="customer", about_id=of.id, kind="contract")
    store.close()
    plain = sqlite3.connect(part)
    plain.execute("PRAGMA journal_mode = DELETE")
    plain.execute("VACUUM")
    plain.close()
    part.replace(target)


if __name__ == "__main__":
    main()
