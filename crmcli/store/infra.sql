-- What the store itself needs beside the records: who is writing, the journal, the search index.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a transaction: when, who, on which device, by which command, from where. The defaults are those of
-- a write that nobody announced.
CREATE TABLE txn (
  nid INTEGER PRIMARY KEY,
  ref TEXT NOT NULL DEFAULT /*a reference*/,
  at TEXT NOT NULL DEFAULT /*now*/,
  actor_id TEXT,
  device TEXT NOT NULL DEFAULT '',
  command TEXT NOT NULL DEFAULT 'outside',
  origin TEXT NOT NULL CHECK (origin IN ('local', 'sync', 'migration', 'outside')),
  fixed INTEGER NOT NULL DEFAULT 0, -- cannot be taken back (init)
  undoes INTEGER,                   -- the transaction this one takes back
  undone_by INTEGER                 -- the transaction that took this one back
) STRICT;
CREATE INDEX txn_ref ON txn (ref);

-- One row a changed row: the old values of the columns that changed; the new ones follow from what came after.
CREATE TABLE change (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  txn INTEGER NOT NULL REFERENCES txn (nid),
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('insert', 'update', 'delete')),
  old TEXT,
  parent TEXT -- of a set's row: the id of the record it belongs to
) STRICT;
CREATE INDEX change_txn ON change (txn);
CREATE INDEX change_row ON change (tbl, row);
CREATE INDEX change_parent ON change (parent) WHERE parent IS NOT NULL;
-- What a record that is no more was called.
CREATE INDEX change_gone ON change (tbl) WHERE op = 'delete';

-- The transaction that is being written; empty while nobody announced one, 0 while who inserts writes the journal too.
CREATE TABLE current (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  txn INTEGER
) STRICT;
INSERT INTO current (one, txn) VALUES (1, NULL);

-- What this device has to tell the team: never what came from there.
CREATE VIEW outbox AS
  SELECT change.seq, txn.ref AS txn, txn.at, txn.actor_id, change.tbl, change.row, change.op, change.old
  FROM change JOIN txn ON txn.nid = change.txn
  WHERE txn.origin IN ('local', 'outside');

-- Sync with the team's hub; empty in a store that joined none. None of it is journalled.
-- What this store has told the hub or has to tell it, in order. What waits is sent again until it is answered.
CREATE TABLE sync_op (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  op_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('insert', 'set', 'delete', 'close', 'purge')),
  tbl TEXT NOT NULL,
  key TEXT NOT NULL,             -- a JSON array: what the hub knows the row by
  row INTEGER,                   -- its local number
  col TEXT,                      -- of a set
  old TEXT,
  new TEXT,
  body TEXT,                     -- JSON: the row of an insert, what was seen by a delete
  txn TEXT,                      -- the last transaction that had a part in it, and its command
  command TEXT,
  at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'held', 'ok', 'conflict', 'refused', 'seen')),
  reason TEXT,                   -- of a refusal, or why it is held
  answered_at TEXT
) STRICT;
CREATE INDEX sync_op_waiting ON sync_op (n) WHERE state IN ('waiting', 'held');
CREATE INDEX sync_op_row ON sync_op (tbl, row) WHERE state IN ('waiting', 'held');
CREATE INDEX sync_op_refused ON sync_op (n) WHERE state = 'refused';
-- The buckets that were fetched, the tag of each, which rows came in which, which are in none any more.
CREATE TABLE sync_bucket (
  nid INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  tag TEXT,                      -- NULL: has to be fetched again
  shards TEXT                     -- JSON: the hub's digest of each shard, of one with many rows
) STRICT;
CREATE TABLE sync_row (
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  PRIMARY KEY (tbl, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_row_bucket ON sync_row (bucket);
CREATE TABLE sync_gone (
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  PRIMARY KEY (tbl, row)
) STRICT, WITHOUT ROWID;
-- Two members changed the same: both values, until somebody decides.
CREATE TABLE sync_conflict (
  op_id TEXT PRIMARY KEY,
  bucket INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  key TEXT NOT NULL,
  row INTEGER,
  col TEXT NOT NULL,             -- removed_at: removed by one, changed by the other; '': the row itself
  base TEXT,                     -- what stood before both
  mine TEXT,                     -- what `member` wrote and the hub did not take
  hub TEXT,                      -- what stood there
  member_id TEXT,
  hub_member_id TEXT,            -- who had written what stood there
  command TEXT,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_conflict_row ON sync_conflict (tbl, row);

-- Search: one document a record. `names` and `body` are what is looked through, `keys` its rows in `lookup`.
CREATE TABLE search_doc (
  doc INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  row INTEGER NOT NULL,
  names TEXT NOT NULL,
  body TEXT NOT NULL,
  keys TEXT NOT NULL,
  UNIQUE (kind, row)
) STRICT;
CREATE TABLE lookup (
  key TEXT NOT NULL,
  doc INTEGER NOT NULL,
  PRIMARY KEY (key, doc)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE search_fts USING fts5 (
  tokens, content = '', detail = 'none', columnsize = 0, prefix = '3 4', tokenize = 'ascii'
);

-- Which reminder (its local number) was shown as a desktop notice, for which due, and when. Not journalled.
CREATE TABLE notified (
  reminder INTEGER PRIMARY KEY,
  due TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

-- The same of duties: shown when their alarm day came, and on the day they are due.
CREATE TABLE notified_duty (
  duty INTEGER PRIMARY KEY,
  due TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

-- Kept by triggers (derived.sql), not journalled: what the board and the funnel ask for at every look.
CREATE TABLE opportunity_sum (
  stage TEXT NOT NULL,
  owner TEXT NOT NULL,
  playbook TEXT NOT NULL,
  currency TEXT NOT NULL,
  number INTEGER NOT NULL,
  minor INTEGER NOT NULL,
  weighted INTEGER NOT NULL, -- minor units times per cent
  PRIMARY KEY (stage, owner, playbook, currency)
) STRICT, WITHOUT ROWID;
CREATE TABLE stage_flow (
  month TEXT NOT NULL, -- of UTC; '': all of them
  playbook TEXT NOT NULL,
  from_stage TEXT NOT NULL,
  to_stage TEXT NOT NULL,
  owner TEXT NOT NULL,
  days INTEGER NOT NULL, -- whole days in the stage that was left
  number INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  forced INTEGER NOT NULL,
  PRIMARY KEY (month, playbook, from_stage, to_stage, owner, days)
) STRICT, WITHOUT ROWID;
