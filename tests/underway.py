"""Orders under way for tests: three that came in by a file, some of their steps done on days that it says."""

from __future__ import annotations

from pathlib import Path

from support import Run

ORDERS = """\
number,customer,amount,signed_on,delivery,payment_terms,process
S-1,天成外贸公司,100000 CNY,2026-11-01,2027-01-31,"30% deposit, 70% against B/L copy",
S-2,宁波海丰泵业,5000 USD,2026-11-05,2027-01-15,,decoration
S-3,天成外贸公司,700 CNY,2026-10-01,2026-11-20,,内贸
"""
STEPS = """\
order,key,name,done,started,status,blocked_reason,result
S-1,deposit,,2026-11-06,,,,30000 received
S-1,,Domestic purchase contract reviewed,2026-11-12,,,,
S-1,production,,,2026-11-13,,,
S-3,contract,,2026-10-01,,,,
S-3,supply,,,,blocked,no wire in stock,
"""


def orders(run: Run, folder: Path) -> None:
    """Have the orders come in, and what was done of them until 2026-11-18."""
    for kind, text in (("order", ORDERS), ("step", STEPS)):
        path = folder / f"{kind}s.csv"
        path.write_text(text, "utf-8")
        run("import", path, "--kind", kind, "--on-duplicate", "update").ok()
