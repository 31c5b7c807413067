"""Make first-release.db: the store as the first release wrote it, small, in both languages, invented.

    python tests/data/stores/make.py

Made by the program's own verbs, with a clock and references that do not change from run to run. Once the first
release is out the file is never made again: that old stores open is what it is for.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from crmcli.store.identity import Identity  # noqa: E402
from crmcli.store.open import open_store  # noqa: E402
from crmcli.store.records import CONTACT, CUSTOMER, REMINDER, Customer  # noqa: E402
from crmcli.store.statements import rows_where  # noqa: E402
from crmcli.verbs import history, notes, records, reminders  # noqa: E402

CUSTOMERS = (
    ("天成外贸公司", "天成", "宁波", "CN", "张伟", "+86 574 5555 0101"),
    ("义乌市百货进出口有限公司", "义百", "义乌", "CN", "王芳", "+86 579 5555 0102"),
    ("Alfreds Futterkiste", "Alfreds", "Berlin", "DE", "Maria Anders", "+49 30 5550103"),
    ("O'Brien & Söhne", "OBS", "Cork", "IE", "Aoife O'Brien", "+353 21 555 0104"),
)


def main() -> None:
    """Write the file."""
    target = HERE / "first-release.db"
    part = target.with_suffix(".part")
    os.environ |= {"USER": "lin", "LOGNAME": "lin"}
    now = [datetime.fromisoformat("2026-11-18T10:30:00+08:00")]
    part.unlink(missing_ok=True)
    dice = random.Random(1)
    store = open_store(str(part), lambda: now[0], device="desk-1", identity=Identity(dice.randbytes))
    for name, alias, city, country, person, phone in CUSTOMERS:
        row, _txn = records.add(
            store,
            CUSTOMER,
            {"name": [name], "aliases": [alias], "city": [city], "country": [country], "tags": ["vip", "展会"],
             "custom": ["备注=老客户"]},
        )  # fmt: skip
        records.add(
            store, CONTACT, {"name": [person], "customer": [row.ref], "phones": [phone], "primary": ["yes"]}
        )
        now[0] += timedelta(minutes=7)
    notes.note(store, "天成", "今天拜访张伟,谈FOB价,他嫌运费高。下周三下午3点回访 #报价 @张伟 ¥12万")
    now[0] += timedelta(minutes=7)
    notes.note(store, "alfreds", "called, wants samples; send quote next fri 3pm")
    reminders.remind(store, ["义百", "寄样品", "明天下午3点"])
    first = rows_where(store, Customer, limit=1)[0]
    records.edit(store, CUSTOMER, first, {"level": ["A"], "tags": ["-展会"]})
    history.undo(store)
    records.add(
        store, REMINDER, {"text": ["Renew the certificate"], "due": ["2027-01-15"], "important": ["yes"]}
    )
    store.close()
    plain = sqlite3.connect(part)
    plain.execute("PRAGMA journal_mode = DELETE")
    plain.execute("VACUUM")
    plain.close()
    part.replace(target)


if __name__ == "__main__":
    main()
