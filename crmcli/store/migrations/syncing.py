"""Version 7: what a store tells the team's hub, and what came from there."""

TABLES = """
CREATE TABLE sync_op (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  op_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('insert', 'set', 'delete', 'close', 'purge')),
  tbl TEXT NOT NULL,
  key TEXT NOT NULL,
  row INTEGER,
  col TEXT,
  old TEXT,
  new TEXT,
  body TEXT,
  txn TEXT,
  command TEXT,
  at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'held', 'ok', 'conflict', 'refused', 'seen')),
  reason TEXT,
  answered_at TEXT
) STRICT;

CREATE TABLE sync_bucket (
  nid INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  tag TEXT,
  shards TEXT
) STRICT;

CREATE TABLE sync_row (
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  PRIMARY KEY (tbl, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_gone (
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  PRIMARY KEY (tbl, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_conflict (
  op_id TEXT PRIMARY KEY,
  bucket INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  key TEXT NOT NULL,
  row INTEGER,
  col TEXT NOT NULL,
  base TEXT,
  mine TEXT,
  hub TEXT,
  member_id TEXT,
  hub_member_id TEXT,
  command TEXT,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
