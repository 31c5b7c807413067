"""Make version-5.db: the store of version 4 as the program of version 5 left it, with a quote and an order in it.

    python tests/data/stores/make_version_5.py

Made with the program as it was then; that a store of version 5 opens is what it is for, so it is never made again.
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

from crmcli.processes import builtin  # noqa: E402
from crmcli.store.identity import Identity  # noqa: E402
from crmcli.store.journal import Transaction  # noqa: E402
from crmcli.store.open import VERSION, open_store  # noqa: E402
from crmcli.store.records import Opportunity, Payment, Step  # noqa: E402
from crmcli.store.statements import insert, rows_where, update  # noqa: E402
from crmcli.verbs import orders, processes, quotes  # noqa: E402


def main() -> None:
    """Write the file."""
    assert VERSION == 5
    target = HERE / "version-5.db"
    part = target.with_suffix(".part")
    shutil.copyfile(HERE / "version-4.db", part)
    os.environ["CRM_HOME"] = str(HERE / "home")  # where the backup before the migration goes
    dice = random.Random(5)
    now = datetime.fromisoformat("2026-11-25T10:30:00+08:00")
    store = open_store(str(part), lambda: now, device="desk-1", identity=Identity(dice.randbytes))
    deal = rows_where(store, Opportunity, limit=1)[0]
    quote, _txn = quotes.begin(store, deal, {"payment_terms": ["30% deposit, 70% against B/L copy"]})
    quote, _txn = quotes.put_line(store, quote, "-", "120", price="1550", description="CDL-20")
    quote = quotes.submit(store, quote).row
    processes.install(store, builtin.__file__.replace("builtin.py", "builtin/sales.toml"))
    orders.from_quote(store, quote, {"delivery": ["2027-01-29"]})
    made = orders.add(
        store, {"customer": [deal.customer_id], "amount": ["186000"], "delivery": ["2027-01-29"]}
    )
    first, second = rows_where(store, Step, "place", order_id=made.row.id)[:2]
    with Transaction(store, "steps"):
        update(
            store,
            first,
            status="done",
            started_at="2026-11-25T02:30:00.000Z",
            done_at="2026-11-25T02:30:00.000Z",
        )
        update(store, second, status="started", started_at="2026-11-25T02:30:00.000Z")
        received = {"kind": "received", "label": "Deposit", "at_on": "2026-11-25", "owner_id": store.me}
        insert(
            store, Payment, order_id=made.row.id, amount_minor=5580000, amount_currency="CNY", counted_minor=5580000,
            counted_currency="CNY", **received,
        )  # fmt: skip
    store.close()
    plain = sqlite3.connect(part)
    plain.execute("PRAGMA journal_mode = DELETE")
    plain.execute("VACUUM")
    plain.close()
    part.replace(target)


if __name__ == "__main__":
    main()
