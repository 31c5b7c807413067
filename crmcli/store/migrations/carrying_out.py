"""Version 6: orders are carried out: how far each is, duties, changes, runs of steps, what is outstanding.

Written down as it was when that version came: what the tables become later is for later steps.
"""

from __future__ import annotations

from crmcli.store.objects import journal_what_is_there

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    import sqlite3

TABLES = """
CREATE TABLE notified_duty (
  duty INTEGER PRIMARY KEY,
  due TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TABLE duty (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('D' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  text TEXT NOT NULL,
  order_id TEXT NOT NULL,
  customer_id TEXT,
  step_id TEXT,
  for_id TEXT,
  department TEXT,
  due TEXT,
  "plan" TEXT,
  alarm_days INTEGER,
  alarm_on TEXT,
  important INTEGER DEFAULT '1' NOT NULL,
  state TEXT DEFAULT 'open' NOT NULL,
  done_at TEXT,
  done_by_id TEXT,
  followup_id TEXT,
  note TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(done_by_id) REFERENCES member (id),
  FOREIGN KEY(followup_id) REFERENCES followup (id),
  FOREIGN KEY(for_id) REFERENCES member (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(step_id) REFERENCES step (id)
) STRICT;

CREATE TABLE step_run (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  step_id TEXT NOT NULL,
  done TEXT,
  done_by_id TEXT,
  result TEXT,
  at TEXT,
  by_id TEXT,
  why TEXT,
  UNIQUE (id),
  FOREIGN KEY(by_id) REFERENCES member (id),
  FOREIGN KEY(done_by_id) REFERENCES member (id),
  FOREIGN KEY(step_id) REFERENCES step (id)
) STRICT;

CREATE TABLE order_change (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  at TEXT,
  by_id TEXT,
  text TEXT,
  affects TEXT,
  state TEXT,
  before_minor INTEGER,
  after_minor INTEGER,
  currency TEXT,
  proposal TEXT,
  UNIQUE (id),
  FOREIGN KEY(by_id) REFERENCES member (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id)
) STRICT;

ALTER TABLE "order" ADD COLUMN arrival TEXT;

ALTER TABLE "order" ADD COLUMN steps_done INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE "order" ADD COLUMN steps_total INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE "order" ADD COLUMN blocked INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE "order" ADD COLUMN next_step_id TEXT;

ALTER TABLE "order" ADD COLUMN next_planned TEXT;

ALTER TABLE "order" ADD COLUMN first_delivery TEXT;

ALTER TABLE "order" ADD COLUMN delivered TEXT;

ALTER TABLE "order" ADD COLUMN closed_at TEXT;

ALTER TABLE "order" ADD COLUMN closing_reason TEXT;

ALTER TABLE step ADD COLUMN important INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE step ADD COLUMN first_planned TEXT;

ALTER TABLE step ADD COLUMN started_on TEXT;

ALTER TABLE step ADD COLUMN done_on TEXT;

ALTER TABLE step ADD COLUMN done_by_id TEXT REFERENCES member (id);

ALTER TABLE step ADD COLUMN reason TEXT;

ALTER TABLE step ADD COLUMN duty TEXT;

ALTER TABLE step ADD COLUMN duty_for TEXT;

ALTER TABLE step ADD COLUMN duty_due TEXT;

ALTER TABLE step ADD COLUMN duty_alarm_days INTEGER;

ALTER TABLE step ADD COLUMN delivers INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE step ADD COLUMN closes INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE step ADD COLUMN late_told_at TEXT;

ALTER TABLE payment ADD COLUMN outstanding_minor INTEGER;

ALTER TABLE payment ADD COLUMN outstanding_currency TEXT;

ALTER TABLE payment ADD COLUMN rate TEXT;
"""  # noqa: E501

KEPT = (
    "UPDATE [order] SET first_delivery = delivery WHERE delivery IS NOT NULL",
    "UPDATE step SET first_planned = planned WHERE planned IS NOT NULL",
    *(
        f"UPDATE {table} SET owner_id = (SELECT owner_id FROM [order] r WHERE r.id = {table}.order_id)"
        f" WHERE owner_id IS NOT (SELECT owner_id FROM [order] r WHERE r.id = {table}.order_id)"
        for table in ("step", "payment")
    ),
)
"""What the journal keeps of the new columns."""

DERIVED = (
    "UPDATE [order] SET (steps_done, steps_total, blocked) = ("
    "  SELECT count(*) FILTER (WHERE status = 'done'), count(*) FILTER (WHERE status <> 'skipped'),"
    "    count(*) FILTER (WHERE status = 'blocked')"
    "  FROM step WHERE order_id = [order].id AND removed_at IS NULL"
    "), (next_step_id, next_planned) = ("
    "  SELECT id, planned FROM step WHERE order_id = [order].id AND removed_at IS NULL"
    "    AND status IN ('open', 'started', 'blocked') ORDER BY planned IS NULL, planned, place LIMIT 1"
    ")",
    "UPDATE payment SET outstanding_currency = amount_currency, outstanding_minor = max(0, min(amount_minor, ("
    "  SELECT sum(CASE kind WHEN 'received' THEN -counted_minor WHEN 'planned' THEN"
    "    CASE WHEN (coalesce(x.due, '9999'), x.nid) <= (coalesce(payment.due, '9999'), payment.nid)"
    "      THEN x.amount_minor END END)"
    "  FROM payment x WHERE x.order_id = payment.order_id AND x.removed_at IS NULL"
    "))) WHERE kind = 'planned'",
)
"""What triggers keep from now on."""


def run(db: sqlite3.Connection) -> None:
    """Make the tables and columns, and fill in what follows from what is there."""
    for statement in TABLES.split(";\n\n"):
        db.execute(statement)
    journal_what_is_there(db)
    for statement in (*KEPT, *DERIVED):
        db.execute(statement)
