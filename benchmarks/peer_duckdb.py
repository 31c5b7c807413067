"""What DuckDB takes for the questions of the pipeline: `python peer_duckdb.py FOLDER ROUNDS` among the peers.

FOLDER holds the tables as CSV. Prints JSON: the version and, by question, the median of the seconds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import duckdb  # type: ignore[import-not-found]

OPEN = "outcome IS NULL"
QUESTIONS = {
    "board": f"""SELECT stage, owner_id, playbook_id, amount_currency, count(*), sum(amount_minor),
        sum(amount_minor * probability) FROM opportunity WHERE {OPEN} GROUP BY ALL""",
    "column": f"""SELECT * FROM opportunity WHERE {OPEN} AND stage = 'negotiation'
        ORDER BY coalesce(expected_close, DATE '9999-12-31'), nid LIMIT 20""",
    "due": """SELECT * FROM reminder WHERE state <> 'done' AND for_id = (
        SELECT for_id FROM reminder WHERE state <> 'done' GROUP BY for_id ORDER BY count(*) DESC, for_id LIMIT 1)
        AND due_on <= DATE '2026-11-20' ORDER BY due_on, nid""",
    "list": f"""SELECT * FROM opportunity WHERE stage = 'negotiation' AND amount_minor > 10000000 AND {OPEN}
        ORDER BY nid DESC LIMIT 20""",
    "funnel": """SELECT playbook_id, from_stage, to_stage, count(*), sum(seconds), sum(forced), median(seconds // 86400)
        FROM stage_change GROUP BY ALL""",
    "forecast": f"""SELECT strftime(expected_close, '%Y-%m') AS month, amount_currency, count(*), sum(amount_minor),
        sum(amount_minor * probability) FROM opportunity WHERE {OPEN} GROUP BY ALL""",
    "pipeline": f"""SELECT stage, count(*), sum((expected_close IS NULL)::INT), sum((amount_minor IS NULL)::INT),
        sum((expected_close < DATE '2026-11-20')::INT), median(DATE '2026-11-20' - stage_since::DATE)
        FROM opportunity WHERE {OPEN} GROUP BY ALL""",
    "winloss": """SELECT outcome, outcome_reason, closed_stage, owner_id, amount_currency, count(*), sum(amount_minor)
        FROM opportunity WHERE outcome IS NOT NULL GROUP BY ALL""",
    "sources": """SELECT source, outcome, amount_currency, count(*), sum(amount_minor)
        FROM opportunity JOIN customer ON customer.id = customer_id GROUP BY ALL""",
}


def main() -> None:
    """Take in the tables, ask, print."""
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
    db = duckdb.connect(str(folder / "peer.duckdb"))
    for file in sorted(folder.glob("*.csv")):
        db.execute(f"CREATE TABLE {file.stem} AS SELECT * FROM read_csv('{file}', header = true)")
    found: dict[str, float] = {}
    for name, sql in QUESTIONS.items():
        db.execute(sql).fetchall()
        spent = []
        for _round in range(rounds):
            began = time.perf_counter()
            db.execute(sql).fetchall()
            spent.append(time.perf_counter() - began)
        found[name] = statistics.median(spent)
    print(json.dumps({"version": duckdb.__version__, "seconds": found}))


if __name__ == "__main__":
    main()
