-- Made by `python -m crmcli.store.build` from crmcli/store/tables; do not edit.

-- What the store itself needs beside the records: who is writing, the journal, the search index.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a transaction: when, who, on which device, by which command, from where. The defaults are those of
-- a write that nobody announced.
CREATE TABLE txn (
  nid INTEGER PRIMARY KEY,
  ref TEXT NOT NULL DEFAULT ('T' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)),
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
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

CREATE TABLE member (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('U' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  name TEXT NOT NULL,
  role TEXT,
  department TEXT,
  superior_id TEXT,
  email TEXT,
  active INTEGER DEFAULT '1' NOT NULL,
  limits TEXT,
  deputy_id TEXT,
  away_from TEXT,
  away_until TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(deputy_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(superior_id) REFERENCES member (id)
) STRICT;

CREATE TABLE customer (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('C' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  name TEXT NOT NULL,
  kind TEXT DEFAULT 'company' NOT NULL,
  status TEXT,
  source TEXT,
  industry TEXT,
  country TEXT,
  region TEXT,
  city TEXT,
  postal_code TEXT,
  address TEXT,
  phone TEXT,
  fax TEXT,
  email TEXT,
  website TEXT,
  tax_id TEXT,
  external_id TEXT,
  level TEXT,
  payment_terms TEXT,
  currency TEXT,
  next_followup_on TEXT,
  next_followup_at TEXT,
  last_dealt_on TEXT,
  last_dealt_at TEXT,
  owned_since TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX customer_came ON customer (id, source) WHERE removed_at IS NULL;

CREATE INDEX customer_source ON customer (source) WHERE removed_at IS NULL;

CREATE TABLE contact (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('P' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  customer_id TEXT,
  name TEXT NOT NULL,
  title TEXT,
  birthday TEXT,
  part TEXT,
  is_primary INTEGER DEFAULT '0' NOT NULL,
  external_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX contact_of_customer ON contact (customer_id);

CREATE TABLE playbook (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('B' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  name TEXT NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  title TEXT,
  title_zh TEXT,
  business TEXT,
  in_use INTEGER DEFAULT '0' NOT NULL,
  is_default INTEGER DEFAULT '0' NOT NULL,
  source TEXT,
  content TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX playbook_name ON playbook (name, version);

CREATE TABLE product (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('G' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  name TEXT NOT NULL,
  code TEXT,
  category TEXT,
  unit TEXT,
  list_price_minor INTEGER,
  list_price_currency TEXT,
  floor_price_minor INTEGER,
  floor_price_currency TEXT,
  cost_minor INTEGER,
  cost_currency TEXT,
  valid_from TEXT,
  valid_until TEXT,
  status TEXT DEFAULT 'active' NOT NULL,
  description TEXT,
  external_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX product_code ON product (code);

CREATE INDEX product_external ON product (external_id);

CREATE TABLE opportunity (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('O' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  customer_id TEXT NOT NULL,
  title TEXT NOT NULL,
  acquired_on TEXT,
  expected_close TEXT,
  expected_cycle INTEGER,
  amount_minor INTEGER,
  amount_currency TEXT,
  stage TEXT,
  stage_since TEXT,
  probability INTEGER,
  current_problem TEXT,
  playbook_id TEXT,
  latest_followup_on TEXT,
  latest_followup_at TEXT,
  next_followup_on TEXT,
  next_followup_at TEXT,
  outcome TEXT,
  outcome_reason TEXT,
  lesson TEXT,
  closed_at TEXT,
  closed_stage TEXT,
  risk_flag INTEGER DEFAULT '0' NOT NULL,
  note TEXT,
  order_id TEXT,
  external_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(playbook_id) REFERENCES playbook (id)
) STRICT;

CREATE INDEX opportunity_ahead ON opportunity (expected_close, owner_id, stage, playbook_id, probability, amount_currency, amount_minor) WHERE outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL;

CREATE INDEX opportunity_board ON opportunity (stage, coalesce(expected_close, '9999')) WHERE outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL;

CREATE INDEX opportunity_board_owner ON opportunity (owner_id, stage, coalesce(expected_close, '9999')) WHERE outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL;

CREATE INDEX opportunity_closed ON opportunity (outcome, outcome_reason, closed_stage, playbook_id, owner_id, amount_currency, amount_minor) WHERE outcome IS NOT NULL AND removed_at IS NULL;

CREATE INDEX opportunity_closed_at ON opportunity (closed_at) WHERE outcome IS NOT NULL AND removed_at IS NULL;

CREATE INDEX opportunity_external ON opportunity (external_id) WHERE external_id IS NOT NULL;

CREATE INDEX opportunity_gaps ON opportunity (stage, playbook_id, owner_id, amount_currency, amount_minor, expected_close, next_followup_on, next_followup_at, latest_followup_at, latest_followup_on, acquired_on, risk_flag) WHERE outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL;

CREATE INDEX opportunity_of_customer ON opportunity (customer_id, removed_at, outcome, amount_currency, amount_minor);

CREATE INDEX opportunity_playbook ON opportunity (playbook_id, stage);

CREATE INDEX opportunity_won ON opportunity (closed_at, acquired_on, playbook_id, owner_id, amount_currency, amount_minor) WHERE outcome = 'won' AND removed_at IS NULL;

CREATE TABLE quote (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('Q' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  number TEXT NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  status TEXT DEFAULT 'draft' NOT NULL,
  customer_id TEXT,
  opportunity_id TEXT NOT NULL,
  title TEXT,
  discount INTEGER DEFAULT '0' NOT NULL,
  amount_minor INTEGER,
  amount_currency TEXT,
  currency TEXT,
  incoterm TEXT,
  port_from TEXT,
  port_to TEXT,
  valid_until TEXT,
  payment_terms TEXT,
  delivery_time TEXT,
  language TEXT,
  note TEXT,
  submitted_at TEXT,
  submitted_by_id TEXT,
  approved_at TEXT,
  approved_by_id TEXT,
  accepted_at TEXT,
  supersedes_id TEXT,
  external_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(approved_by_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(submitted_by_id) REFERENCES member (id),
  FOREIGN KEY(supersedes_id) REFERENCES quote (id)
) STRICT;

CREATE INDEX quote_external ON quote (external_id) WHERE external_id IS NOT NULL;

CREATE INDEX quote_number ON quote (number, version);

CREATE INDEX quote_of_customer ON quote (customer_id);

CREATE INDEX quote_of_opportunity ON quote (opportunity_id, version);

CREATE TABLE "order" (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('R' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  number TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  opportunity_id TEXT,
  quote_id TEXT,
  status TEXT DEFAULT 'open' NOT NULL,
  title TEXT,
  discount INTEGER DEFAULT '0' NOT NULL,
  amount_minor INTEGER,
  amount_currency TEXT,
  receivable_minor INTEGER,
  receivable_currency TEXT,
  currency TEXT,
  incoterm TEXT,
  port_from TEXT,
  port_to TEXT,
  payment_terms TEXT,
  customer_number TEXT,
  signed_on TEXT,
  delivery TEXT,
  arrival TEXT,
  steps_done INTEGER DEFAULT '0' NOT NULL,
  steps_total INTEGER DEFAULT '0' NOT NULL,
  blocked INTEGER DEFAULT '0' NOT NULL,
  next_step_id TEXT,
  next_planned TEXT,
  first_delivery TEXT,
  delivered TEXT,
  closed_at TEXT,
  closing_reason TEXT,
  note TEXT,
  playbook_id TEXT,
  external_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(playbook_id) REFERENCES playbook (id),
  FOREIGN KEY(quote_id) REFERENCES quote (id)
) STRICT;

CREATE INDEX order_external ON "order" (external_id) WHERE external_id IS NOT NULL;

CREATE INDEX order_late ON "order" (next_planned) WHERE status = 'open' AND removed_at IS NULL AND archived_at IS NULL;

CREATE INDEX order_number ON "order" (number);

CREATE INDEX order_of_customer ON "order" (customer_id, signed_on);

CREATE INDEX order_of_opportunity ON "order" (opportunity_id) WHERE opportunity_id IS NOT NULL;

CREATE INDEX order_of_quote ON "order" (quote_id) WHERE quote_id IS NOT NULL;

CREATE INDEX order_open ON "order" (status, delivery) WHERE status IN ('open', 'pending') AND removed_at IS NULL AND archived_at IS NULL;

CREATE TABLE reminder (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('M' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  text TEXT NOT NULL,
  due_on TEXT,
  due_at TEXT,
  repeat TEXT,
  important INTEGER DEFAULT '0' NOT NULL,
  urgent INTEGER DEFAULT '0' NOT NULL,
  state TEXT DEFAULT 'open' NOT NULL,
  done_at TEXT,
  snoozed_until_on TEXT,
  snoozed_until_at TEXT,
  about_kind TEXT,
  about_id TEXT,
  customer_id TEXT,
  for_id TEXT,
  external_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(for_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX reminder_about ON reminder (about_id) WHERE about_id IS NOT NULL;

CREATE INDEX reminder_of_customer ON reminder (customer_id, coalesce(due_at, due_on));

CREATE INDEX reminder_open ON reminder (for_id, coalesce(due_at, due_on)) WHERE state <> 'done' AND removed_at IS NULL AND archived_at IS NULL;

CREATE INDEX reminder_snoozed ON reminder (for_id, coalesce(snoozed_until_at, snoozed_until_on)) WHERE state = 'snoozed' AND removed_at IS NULL AND archived_at IS NULL;

CREATE TABLE followup (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('F' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  customer_id TEXT NOT NULL,
  kind TEXT DEFAULT 'other' NOT NULL,
  at_on TEXT,
  at_at TEXT,
  text TEXT NOT NULL,
  judgement TEXT,
  next_step TEXT,
  next_due_on TEXT,
  next_due_at TEXT,
  reminder_id TEXT,
  amount_minor INTEGER,
  amount_currency TEXT,
  external_id TEXT,
  order_id TEXT,
  opportunity_id TEXT,
  author_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(author_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(reminder_id) REFERENCES reminder (id)
) STRICT;

CREATE INDEX followup_by_author ON followup (author_id, coalesce(at_at, at_on));

CREATE INDEX followup_external ON followup (external_id) WHERE external_id IS NOT NULL;

CREATE INDEX followup_of_customer ON followup (customer_id, coalesce(at_at, at_on));

CREATE INDEX followup_of_opportunity ON followup (opportunity_id, coalesce(at_at, at_on)) WHERE opportunity_id IS NOT NULL;

CREATE INDEX followup_of_reminder ON followup (reminder_id) WHERE reminder_id IS NOT NULL;

CREATE TABLE document (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('W' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  about_kind TEXT NOT NULL,
  about_id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT DEFAULT 'other' NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  path TEXT,
  url TEXT,
  size INTEGER,
  sha256 TEXT,
  customer_id TEXT,
  external_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX document_about ON document (about_id);

CREATE INDEX document_of_customer ON document (customer_id);

CREATE TABLE stage_change (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('Z' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  opportunity_id TEXT NOT NULL,
  from_stage TEXT,
  to_stage TEXT,
  at TEXT,
  by_id TEXT,
  seconds INTEGER,
  forced INTEGER DEFAULT '0' NOT NULL,
  reason TEXT,
  missing TEXT,
  amount_minor INTEGER,
  amount_currency TEXT,
  probability INTEGER,
  playbook_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(by_id) REFERENCES member (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(playbook_id) REFERENCES playbook (id)
) STRICT;

CREATE INDEX stage_change_at ON stage_change (at) WHERE removed_at IS NULL;

CREATE INDEX stage_change_forced ON stage_change (at) WHERE forced = 1 AND removed_at IS NULL;

CREATE INDEX stage_change_of ON stage_change (opportunity_id, at);

CREATE TABLE share (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('X' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  about_kind TEXT NOT NULL,
  about_id TEXT NOT NULL,
  customer_id TEXT,
  member_id TEXT,
  role TEXT,
  department TEXT,
  access TEXT DEFAULT 'read' NOT NULL,
  part TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(member_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX share_about ON share (about_id);

CREATE INDEX share_member ON share (member_id) WHERE member_id IS NOT NULL;

CREATE INDEX share_of_customer ON share (customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE guidance (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('H' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  about_kind TEXT NOT NULL,
  about_id TEXT NOT NULL,
  customer_id TEXT,
  kind TEXT DEFAULT 'guide' NOT NULL,
  text TEXT NOT NULL,
  author_id TEXT,
  for_id TEXT,
  state TEXT DEFAULT 'open' NOT NULL,
  answers_id TEXT,
  answered_at TEXT,
  important INTEGER DEFAULT '0' NOT NULL,
  urgent INTEGER DEFAULT '0' NOT NULL,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(answers_id) REFERENCES guidance (id),
  FOREIGN KEY(author_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(for_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX guidance_about ON guidance (about_id);

CREATE INDEX guidance_answers ON guidance (answers_id) WHERE answers_id IS NOT NULL;

CREATE INDEX guidance_of_customer ON guidance (customer_id) WHERE customer_id IS NOT NULL;

CREATE INDEX guidance_open ON guidance (for_id) WHERE state = 'open' AND removed_at IS NULL;

CREATE TABLE notice (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('N' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  for_id TEXT,
  kind TEXT DEFAULT 'changed' NOT NULL,
  about_kind TEXT,
  about_id TEXT,
  customer_id TEXT,
  command TEXT,
  fields TEXT,
  number INTEGER,
  by_id TEXT,
  detail TEXT,
  read_at TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(by_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(for_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX notice_about ON notice (about_id) WHERE about_id IS NOT NULL;

CREATE INDEX notice_of_customer ON notice (customer_id) WHERE customer_id IS NOT NULL;

CREATE INDEX notice_unread ON notice (for_id) WHERE read_at IS NULL AND removed_at IS NULL;

CREATE TABLE step (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('S' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  order_id TEXT NOT NULL,
  customer_id TEXT,
  place INTEGER DEFAULT '1' NOT NULL,
  "key" TEXT NOT NULL,
  name TEXT NOT NULL,
  department TEXT,
  member_id TEXT,
  important INTEGER DEFAULT '0' NOT NULL,
  "plan" TEXT,
  planned TEXT,
  first_planned TEXT,
  started_on TEXT,
  started_at TEXT,
  done_on TEXT,
  done_at TEXT,
  done_by_id TEXT,
  status TEXT DEFAULT 'open' NOT NULL,
  result TEXT,
  note TEXT,
  reason TEXT,
  blocked_reason TEXT,
  duty TEXT,
  duty_for TEXT,
  duty_due TEXT,
  duty_alarm_days INTEGER,
  delivers INTEGER DEFAULT '0' NOT NULL,
  closes INTEGER DEFAULT '0' NOT NULL,
  late_told_at TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(done_by_id) REFERENCES member (id),
  FOREIGN KEY(member_id) REFERENCES member (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX step_department ON step (department, status, planned) WHERE member_id IS NULL AND status IN ('open', 'started', 'blocked') AND removed_at IS NULL;

CREATE INDEX step_done ON step (coalesce(done_at, done_on), "key", done_by_id, department, planned, first_planned, order_id) WHERE status = 'done' AND removed_at IS NULL;

CREATE INDEX step_late ON step (planned) WHERE late_told_at IS NULL AND status IN ('open', 'started', 'blocked') AND removed_at IS NULL;

CREATE INDEX step_member ON step (member_id, status, planned) WHERE status IN ('open', 'started', 'blocked') AND removed_at IS NULL;

CREATE INDEX step_of_customer ON step (customer_id);

CREATE INDEX step_of_order ON step (order_id, place);

CREATE INDEX step_open ON step (order_id, "key", department, member_id, planned, status, id) WHERE status IN ('open', 'started', 'blocked') AND removed_at IS NULL;

CREATE INDEX step_owner ON step (owner_id, status, planned) WHERE status IN ('open', 'started', 'blocked') AND removed_at IS NULL;

CREATE TABLE payment (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('Y' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  order_id TEXT NOT NULL,
  customer_id TEXT,
  kind TEXT DEFAULT 'planned' NOT NULL,
  label TEXT,
  share INTEGER,
  amount_minor INTEGER,
  amount_currency TEXT,
  outstanding_minor INTEGER,
  outstanding_currency TEXT,
  "plan" TEXT,
  due TEXT,
  at_on TEXT,
  at_at TEXT,
  counted_minor INTEGER,
  counted_currency TEXT,
  rate TEXT,
  note TEXT,
  external_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
) STRICT;

CREATE INDEX payment_due ON payment (due) WHERE kind = 'planned' AND outstanding_minor > 0 AND removed_at IS NULL;

CREATE INDEX payment_of_customer ON payment (customer_id);

CREATE INDEX payment_of_order ON payment (order_id, due);

CREATE INDEX payment_owner ON payment (owner_id, due) WHERE kind = 'planned' AND outstanding_minor > 0 AND removed_at IS NULL;

CREATE INDEX payment_received ON payment (at_on, at_at) WHERE kind <> 'planned';

CREATE TABLE expense (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('E' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  text TEXT NOT NULL,
  kind TEXT DEFAULT 'other' NOT NULL,
  amount_minor INTEGER,
  amount_currency TEXT,
  spent_on TEXT,
  customer_id TEXT,
  followup_id TEXT,
  opportunity_id TEXT,
  order_id TEXT,
  status TEXT DEFAULT 'draft' NOT NULL,
  submitted_at TEXT,
  approved_at TEXT,
  approved_by_id TEXT,
  paid_at TEXT,
  paid_by_id TEXT,
  external_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(approved_by_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(followup_id) REFERENCES followup (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(paid_by_id) REFERENCES member (id)
) STRICT;

CREATE INDEX expense_of_customer ON expense (customer_id, spent_on);

CREATE INDEX expense_of_dealing ON expense (followup_id) WHERE followup_id IS NOT NULL;

CREATE INDEX expense_of_opportunity ON expense (opportunity_id) WHERE opportunity_id IS NOT NULL;

CREATE INDEX expense_of_order ON expense (order_id) WHERE order_id IS NOT NULL;

CREATE INDEX expense_status ON expense (owner_id, status);

CREATE TABLE approval (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT DEFAULT (lower(substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8) || '-' || substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' || substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' || hex(randomblob(6)))) NOT NULL,
  ref TEXT DEFAULT ('A' || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || abs(random() % 10) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1) || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', abs(random() % 32) + 1, 1)) NOT NULL,
  owner_id TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  created_by_id TEXT,
  updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_by_id TEXT,
  archived_at TEXT,
  removed_at TEXT,
  about_kind TEXT NOT NULL,
  about_id TEXT NOT NULL,
  customer_id TEXT,
  rule TEXT NOT NULL,
  rule_label TEXT,
  measure TEXT,
  limit_text TEXT,
  amount_minor INTEGER,
  amount_currency TEXT,
  asked_by_id TEXT,
  asked_at TEXT,
  approver_id TEXT,
  reason TEXT,
  important INTEGER DEFAULT '0' NOT NULL,
  urgent INTEGER DEFAULT '0' NOT NULL,
  decision TEXT,
  opinion TEXT,
  decided_by_id TEXT,
  decided_at TEXT,
  on_behalf_of_id TEXT,
  remind_at TEXT,
  reminded_at TEXT,
  escalate_at TEXT,
  playbook_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(approver_id) REFERENCES member (id),
  FOREIGN KEY(asked_by_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(decided_by_id) REFERENCES member (id),
  FOREIGN KEY(on_behalf_of_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(playbook_id) REFERENCES playbook (id)
) STRICT;

CREATE INDEX approval_about ON approval (about_id);

CREATE INDEX approval_asked ON approval (asked_at);

CREATE INDEX approval_clock ON approval (escalate_at) WHERE decision IS NULL AND removed_at IS NULL;

CREATE INDEX approval_held ON approval (approver_id, asked_at) WHERE decision IS NULL AND removed_at IS NULL;

CREATE INDEX approval_of_customer ON approval (customer_id);

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

CREATE INDEX duty_department ON duty (department, alarm_on) WHERE for_id IS NULL AND state = 'open' AND removed_at IS NULL;

CREATE INDEX duty_due ON duty (due) WHERE state = 'open' AND removed_at IS NULL;

CREATE INDEX duty_for ON duty (for_id, alarm_on) WHERE state = 'open' AND removed_at IS NULL;

CREATE INDEX duty_of_customer ON duty (customer_id, state);

CREATE INDEX duty_of_order ON duty (order_id);

CREATE INDEX duty_of_step ON duty (step_id);

CREATE INDEX duty_owner ON duty (owner_id, alarm_on) WHERE state = 'open' AND removed_at IS NULL;

CREATE TABLE customer_alias (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  customer_id TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (customer_id, value),
  FOREIGN KEY(customer_id) REFERENCES customer (id)
) STRICT;

CREATE TABLE contact_phone (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  contact_id TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (contact_id, value),
  FOREIGN KEY(contact_id) REFERENCES contact (id)
) STRICT;

CREATE TABLE contact_email (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  contact_id TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (contact_id, value),
  FOREIGN KEY(contact_id) REFERENCES contact (id)
) STRICT;

CREATE TABLE contact_messaging (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  contact_id TEXT NOT NULL,
  service TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (contact_id, service, value),
  FOREIGN KEY(contact_id) REFERENCES contact (id)
) STRICT;

CREATE TABLE followup_contact (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  followup_id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  UNIQUE (followup_id, contact_id),
  FOREIGN KEY(contact_id) REFERENCES contact (id),
  FOREIGN KEY(followup_id) REFERENCES followup (id)
) STRICT;

CREATE INDEX followups_of_contact ON followup_contact (contact_id);

CREATE TABLE followup_member (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  followup_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  UNIQUE (followup_id, member_id),
  FOREIGN KEY(followup_id) REFERENCES followup (id),
  FOREIGN KEY(member_id) REFERENCES member (id)
) STRICT;

CREATE TABLE document_read (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  document_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  read_at TEXT NOT NULL,
  UNIQUE (document_id, member_id),
  FOREIGN KEY(document_id) REFERENCES document (id),
  FOREIGN KEY(member_id) REFERENCES member (id)
) STRICT;

CREATE TABLE tag (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  record_kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (record_id, value)
) STRICT;

CREATE INDEX tag_value ON tag (value);

CREATE TABLE word (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  record_kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  part TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (record_id, part, value)
) STRICT;

CREATE TABLE follower (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  record_kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  UNIQUE (record_id, member_id),
  FOREIGN KEY(member_id) REFERENCES member (id)
) STRICT;

CREATE INDEX followed_by ON follower (member_id);

CREATE TABLE custom (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  record_kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (record_id, name)
) STRICT;

CREATE TABLE product_price (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  list_name TEXT,
  min_quantity TEXT DEFAULT '0' NOT NULL,
  list_minor INTEGER,
  floor_minor INTEGER,
  currency TEXT,
  valid_from TEXT,
  valid_until TEXT,
  UNIQUE (id),
  FOREIGN KEY(product_id) REFERENCES product (id)
) STRICT;

CREATE INDEX product_price_of ON product_price (product_id, valid_from);

CREATE TABLE line (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  record_kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  place INTEGER DEFAULT '1' NOT NULL,
  product_id TEXT,
  description TEXT,
  quantity TEXT DEFAULT '1' NOT NULL,
  unit TEXT,
  price_minor INTEGER,
  discount INTEGER DEFAULT '0' NOT NULL,
  amount_minor INTEGER,
  list_minor INTEGER,
  floor_minor INTEGER,
  cost_minor INTEGER,
  currency TEXT,
  UNIQUE (id),
  FOREIGN KEY(product_id) REFERENCES product (id)
) STRICT;

CREATE INDEX line_of ON line (record_id, place);

CREATE INDEX line_product ON line (product_id);

CREATE TABLE approval_hold (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  approval_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  since TEXT,
  until TEXT,
  why TEXT,
  UNIQUE (id),
  FOREIGN KEY(approval_id) REFERENCES approval (id),
  FOREIGN KEY(member_id) REFERENCES member (id)
) STRICT;

CREATE INDEX approval_hold_of ON approval_hold (approval_id, since);

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

CREATE INDEX step_run_of ON step_run (step_id, at);

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

CREATE INDEX order_change_of ON order_change (order_id, at);

CREATE VIEW writing AS SELECT at, actor_id FROM txn
  WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn));

CREATE VIEW journal AS SELECT tbl, row, op, parent, old FROM change;

CREATE TRIGGER journal_write INSTEAD OF INSERT ON journal WHEN (SELECT txn FROM current) IS NOT 0 BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old)
    VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), NEW.tbl, NEW.row, NEW.op, NEW.parent, NEW.old);
END;

CREATE TRIGGER member_journal_insert AFTER INSERT ON [member] BEGIN
  INSERT INTO journal VALUES ('member', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER member_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, name, role, department, superior_id, email, active, limits, deputy_id, away_from, away_until ON [member]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.name, OLD.role, OLD.department, OLD.superior_id, OLD.email, OLD.active, OLD.limits, OLD.deputy_id, OLD.away_from, OLD.away_until) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.name, NEW.role, NEW.department, NEW.superior_id, NEW.email, NEW.active, NEW.limits, NEW.deputy_id, NEW.away_from, NEW.away_until) BEGIN
  INSERT INTO journal VALUES ('member', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('name', OLD.name, NEW.name), ('role', OLD.role, NEW.role), ('department', OLD.department, NEW.department), ('superior_id', OLD.superior_id, NEW.superior_id), ('email', OLD.email, NEW.email), ('active', OLD.active, NEW.active), ('limits', OLD.limits, NEW.limits), ('deputy_id', OLD.deputy_id, NEW.deputy_id), ('away_from', OLD.away_from, NEW.away_from), ('away_until', OLD.away_until, NEW.away_until)) WHERE column2 IS NOT column3));
  UPDATE [member] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER member_journal_delete AFTER DELETE ON [member] BEGIN
  INSERT INTO journal VALUES ('member', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'name', OLD.name, 'role', OLD.role, 'department', OLD.department, 'superior_id', OLD.superior_id, 'email', OLD.email, 'active', OLD.active, 'limits', OLD.limits, 'deputy_id', OLD.deputy_id, 'away_from', OLD.away_from, 'away_until', OLD.away_until));
END;

CREATE TRIGGER customer_journal_insert AFTER INSERT ON [customer] BEGIN
  INSERT INTO journal VALUES ('customer', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER customer_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, name, kind, status, source, industry, country, region, city, postal_code, address, phone, fax, email, website, tax_id, external_id, level, payment_terms, currency, owned_since ON [customer]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.name, OLD.kind, OLD.status, OLD.source, OLD.industry, OLD.country, OLD.region, OLD.city, OLD.postal_code, OLD.address, OLD.phone, OLD.fax, OLD.email, OLD.website, OLD.tax_id, OLD.external_id, OLD.level, OLD.payment_terms, OLD.currency, OLD.owned_since) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.name, NEW.kind, NEW.status, NEW.source, NEW.industry, NEW.country, NEW.region, NEW.city, NEW.postal_code, NEW.address, NEW.phone, NEW.fax, NEW.email, NEW.website, NEW.tax_id, NEW.external_id, NEW.level, NEW.payment_terms, NEW.currency, NEW.owned_since) BEGIN
  INSERT INTO journal VALUES ('customer', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('name', OLD.name, NEW.name), ('kind', OLD.kind, NEW.kind), ('status', OLD.status, NEW.status), ('source', OLD.source, NEW.source), ('industry', OLD.industry, NEW.industry), ('country', OLD.country, NEW.country), ('region', OLD.region, NEW.region), ('city', OLD.city, NEW.city), ('postal_code', OLD.postal_code, NEW.postal_code), ('address', OLD.address, NEW.address), ('phone', OLD.phone, NEW.phone), ('fax', OLD.fax, NEW.fax), ('email', OLD.email, NEW.email), ('website', OLD.website, NEW.website), ('tax_id', OLD.tax_id, NEW.tax_id), ('external_id', OLD.external_id, NEW.external_id), ('level', OLD.level, NEW.level), ('payment_terms', OLD.payment_terms, NEW.payment_terms), ('currency', OLD.currency, NEW.currency), ('owned_since', OLD.owned_since, NEW.owned_since)) WHERE column2 IS NOT column3));
  UPDATE [customer] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER customer_journal_delete AFTER DELETE ON [customer] BEGIN
  INSERT INTO journal VALUES ('customer', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'name', OLD.name, 'kind', OLD.kind, 'status', OLD.status, 'source', OLD.source, 'industry', OLD.industry, 'country', OLD.country, 'region', OLD.region, 'city', OLD.city, 'postal_code', OLD.postal_code, 'address', OLD.address, 'phone', OLD.phone, 'fax', OLD.fax, 'email', OLD.email, 'website', OLD.website, 'tax_id', OLD.tax_id, 'external_id', OLD.external_id, 'level', OLD.level, 'payment_terms', OLD.payment_terms, 'currency', OLD.currency, 'owned_since', OLD.owned_since));
END;

CREATE TRIGGER contact_journal_insert AFTER INSERT ON [contact] BEGIN
  INSERT INTO journal VALUES ('contact', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER contact_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, customer_id, name, title, birthday, part, is_primary, external_id ON [contact]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.customer_id, OLD.name, OLD.title, OLD.birthday, OLD.part, OLD.is_primary, OLD.external_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.customer_id, NEW.name, NEW.title, NEW.birthday, NEW.part, NEW.is_primary, NEW.external_id) BEGIN
  INSERT INTO journal VALUES ('contact', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('customer_id', OLD.customer_id, NEW.customer_id), ('name', OLD.name, NEW.name), ('title', OLD.title, NEW.title), ('birthday', OLD.birthday, NEW.birthday), ('part', OLD.part, NEW.part), ('is_primary', OLD.is_primary, NEW.is_primary), ('external_id', OLD.external_id, NEW.external_id)) WHERE column2 IS NOT column3));
  UPDATE [contact] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER contact_journal_delete AFTER DELETE ON [contact] BEGIN
  INSERT INTO journal VALUES ('contact', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'customer_id', OLD.customer_id, 'name', OLD.name, 'title', OLD.title, 'birthday', OLD.birthday, 'part', OLD.part, 'is_primary', OLD.is_primary, 'external_id', OLD.external_id));
END;

CREATE TRIGGER playbook_journal_insert AFTER INSERT ON [playbook] BEGIN
  INSERT INTO journal VALUES ('playbook', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER playbook_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, name, version, title, title_zh, business, in_use, is_default, source, content ON [playbook]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.name, OLD.version, OLD.title, OLD.title_zh, OLD.business, OLD.in_use, OLD.is_default, OLD.source, OLD.content) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.name, NEW.version, NEW.title, NEW.title_zh, NEW.business, NEW.in_use, NEW.is_default, NEW.source, NEW.content) BEGIN
  INSERT INTO journal VALUES ('playbook', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('name', OLD.name, NEW.name), ('version', OLD.version, NEW.version), ('title', OLD.title, NEW.title), ('title_zh', OLD.title_zh, NEW.title_zh), ('business', OLD.business, NEW.business), ('in_use', OLD.in_use, NEW.in_use), ('is_default', OLD.is_default, NEW.is_default), ('source', OLD.source, NEW.source), ('content', OLD.content, NEW.content)) WHERE column2 IS NOT column3));
  UPDATE [playbook] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER playbook_journal_delete AFTER DELETE ON [playbook] BEGIN
  INSERT INTO journal VALUES ('playbook', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'name', OLD.name, 'version', OLD.version, 'title', OLD.title, 'title_zh', OLD.title_zh, 'business', OLD.business, 'in_use', OLD.in_use, 'is_default', OLD.is_default, 'source', OLD.source, 'content', OLD.content));
END;

CREATE TRIGGER product_journal_insert AFTER INSERT ON [product] BEGIN
  INSERT INTO journal VALUES ('product', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER product_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, name, code, category, unit, list_price_minor, list_price_currency, floor_price_minor, floor_price_currency, cost_minor, cost_currency, valid_from, valid_until, status, description, external_id ON [product]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.name, OLD.code, OLD.category, OLD.unit, OLD.list_price_minor, OLD.list_price_currency, OLD.floor_price_minor, OLD.floor_price_currency, OLD.cost_minor, OLD.cost_currency, OLD.valid_from, OLD.valid_until, OLD.status, OLD.description, OLD.external_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.name, NEW.code, NEW.category, NEW.unit, NEW.list_price_minor, NEW.list_price_currency, NEW.floor_price_minor, NEW.floor_price_currency, NEW.cost_minor, NEW.cost_currency, NEW.valid_from, NEW.valid_until, NEW.status, NEW.description, NEW.external_id) BEGIN
  INSERT INTO journal VALUES ('product', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('name', OLD.name, NEW.name), ('code', OLD.code, NEW.code), ('category', OLD.category, NEW.category), ('unit', OLD.unit, NEW.unit), ('list_price_minor', OLD.list_price_minor, NEW.list_price_minor), ('list_price_currency', OLD.list_price_currency, NEW.list_price_currency), ('floor_price_minor', OLD.floor_price_minor, NEW.floor_price_minor), ('floor_price_currency', OLD.floor_price_currency, NEW.floor_price_currency), ('cost_minor', OLD.cost_minor, NEW.cost_minor), ('cost_currency', OLD.cost_currency, NEW.cost_currency), ('valid_from', OLD.valid_from, NEW.valid_from), ('valid_until', OLD.valid_until, NEW.valid_until), ('status', OLD.status, NEW.status), ('description', OLD.description, NEW.description), ('external_id', OLD.external_id, NEW.external_id)) WHERE column2 IS NOT column3));
  UPDATE [product] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER product_journal_delete AFTER DELETE ON [product] BEGIN
  INSERT INTO journal VALUES ('product', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'name', OLD.name, 'code', OLD.code, 'category', OLD.category, 'unit', OLD.unit, 'list_price_minor', OLD.list_price_minor, 'list_price_currency', OLD.list_price_currency, 'floor_price_minor', OLD.floor_price_minor, 'floor_price_currency', OLD.floor_price_currency, 'cost_minor', OLD.cost_minor, 'cost_currency', OLD.cost_currency, 'valid_from', OLD.valid_from, 'valid_until', OLD.valid_until, 'status', OLD.status, 'description', OLD.description, 'external_id', OLD.external_id));
END;

CREATE TRIGGER opportunity_journal_insert AFTER INSERT ON [opportunity] BEGIN
  INSERT INTO journal VALUES ('opportunity', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER opportunity_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, customer_id, title, acquired_on, expected_close, amount_minor, amount_currency, stage, stage_since, probability, current_problem, playbook_id, outcome, outcome_reason, lesson, closed_at, closed_stage, risk_flag, note, order_id, external_id ON [opportunity]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.customer_id, OLD.title, OLD.acquired_on, OLD.expected_close, OLD.amount_minor, OLD.amount_currency, OLD.stage, OLD.stage_since, OLD.probability, OLD.current_problem, OLD.playbook_id, OLD.outcome, OLD.outcome_reason, OLD.lesson, OLD.closed_at, OLD.closed_stage, OLD.risk_flag, OLD.note, OLD.order_id, OLD.external_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.customer_id, NEW.title, NEW.acquired_on, NEW.expected_close, NEW.amount_minor, NEW.amount_currency, NEW.stage, NEW.stage_since, NEW.probability, NEW.current_problem, NEW.playbook_id, NEW.outcome, NEW.outcome_reason, NEW.lesson, NEW.closed_at, NEW.closed_stage, NEW.risk_flag, NEW.note, NEW.order_id, NEW.external_id) BEGIN
  INSERT INTO journal VALUES ('opportunity', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('customer_id', OLD.customer_id, NEW.customer_id), ('title', OLD.title, NEW.title), ('acquired_on', OLD.acquired_on, NEW.acquired_on), ('expected_close', OLD.expected_close, NEW.expected_close), ('amount_minor', OLD.amount_minor, NEW.amount_minor), ('amount_currency', OLD.amount_currency, NEW.amount_currency), ('stage', OLD.stage, NEW.stage), ('stage_since', OLD.stage_since, NEW.stage_since), ('probability', OLD.probability, NEW.probability), ('current_problem', OLD.current_problem, NEW.current_problem), ('playbook_id', OLD.playbook_id, NEW.playbook_id), ('outcome', OLD.outcome, NEW.outcome), ('outcome_reason', OLD.outcome_reason, NEW.outcome_reason), ('lesson', OLD.lesson, NEW.lesson), ('closed_at', OLD.closed_at, NEW.closed_at), ('closed_stage', OLD.closed_stage, NEW.closed_stage), ('risk_flag', OLD.risk_flag, NEW.risk_flag), ('note', OLD.note, NEW.note), ('order_id', OLD.order_id, NEW.order_id), ('external_id', OLD.external_id, NEW.external_id)) WHERE column2 IS NOT column3));
  UPDATE [opportunity] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER opportunity_journal_delete AFTER DELETE ON [opportunity] BEGIN
  INSERT INTO journal VALUES ('opportunity', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'customer_id', OLD.customer_id, 'title', OLD.title, 'acquired_on', OLD.acquired_on, 'expected_close', OLD.expected_close, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'stage', OLD.stage, 'stage_since', OLD.stage_since, 'probability', OLD.probability, 'current_problem', OLD.current_problem, 'playbook_id', OLD.playbook_id, 'outcome', OLD.outcome, 'outcome_reason', OLD.outcome_reason, 'lesson', OLD.lesson, 'closed_at', OLD.closed_at, 'closed_stage', OLD.closed_stage, 'risk_flag', OLD.risk_flag, 'note', OLD.note, 'order_id', OLD.order_id, 'external_id', OLD.external_id));
END;

CREATE TRIGGER quote_journal_insert AFTER INSERT ON [quote] BEGIN
  INSERT INTO journal VALUES ('quote', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER quote_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, number, version, status, opportunity_id, title, discount, amount_minor, amount_currency, currency, incoterm, port_from, port_to, valid_until, payment_terms, delivery_time, language, note, submitted_at, submitted_by_id, approved_at, approved_by_id, accepted_at, supersedes_id, external_id ON [quote]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.number, OLD.version, OLD.status, OLD.opportunity_id, OLD.title, OLD.discount, OLD.amount_minor, OLD.amount_currency, OLD.currency, OLD.incoterm, OLD.port_from, OLD.port_to, OLD.valid_until, OLD.payment_terms, OLD.delivery_time, OLD.language, OLD.note, OLD.submitted_at, OLD.submitted_by_id, OLD.approved_at, OLD.approved_by_id, OLD.accepted_at, OLD.supersedes_id, OLD.external_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.number, NEW.version, NEW.status, NEW.opportunity_id, NEW.title, NEW.discount, NEW.amount_minor, NEW.amount_currency, NEW.currency, NEW.incoterm, NEW.port_from, NEW.port_to, NEW.valid_until, NEW.payment_terms, NEW.delivery_time, NEW.language, NEW.note, NEW.submitted_at, NEW.submitted_by_id, NEW.approved_at, NEW.approved_by_id, NEW.accepted_at, NEW.supersedes_id, NEW.external_id) BEGIN
  INSERT INTO journal VALUES ('quote', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('number', OLD.number, NEW.number), ('version', OLD.version, NEW.version), ('status', OLD.status, NEW.status), ('opportunity_id', OLD.opportunity_id, NEW.opportunity_id), ('title', OLD.title, NEW.title), ('discount', OLD.discount, NEW.discount), ('amount_minor', OLD.amount_minor, NEW.amount_minor), ('amount_currency', OLD.amount_currency, NEW.amount_currency), ('currency', OLD.currency, NEW.currency), ('incoterm', OLD.incoterm, NEW.incoterm), ('port_from', OLD.port_from, NEW.port_from), ('port_to', OLD.port_to, NEW.port_to), ('valid_until', OLD.valid_until, NEW.valid_until), ('payment_terms', OLD.payment_terms, NEW.payment_terms), ('delivery_time', OLD.delivery_time, NEW.delivery_time), ('language', OLD.language, NEW.language), ('note', OLD.note, NEW.note), ('submitted_at', OLD.submitted_at, NEW.submitted_at), ('submitted_by_id', OLD.submitted_by_id, NEW.submitted_by_id), ('approved_at', OLD.approved_at, NEW.approved_at), ('approved_by_id', OLD.approved_by_id, NEW.approved_by_id), ('accepted_at', OLD.accepted_at, NEW.accepted_at), ('supersedes_id', OLD.supersedes_id, NEW.supersedes_id), ('external_id', OLD.external_id, NEW.external_id)) WHERE column2 IS NOT column3));
  UPDATE [quote] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER quote_journal_delete AFTER DELETE ON [quote] BEGIN
  INSERT INTO journal VALUES ('quote', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'number', OLD.number, 'version', OLD.version, 'status', OLD.status, 'opportunity_id', OLD.opportunity_id, 'title', OLD.title, 'discount', OLD.discount, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'currency', OLD.currency, 'incoterm', OLD.incoterm, 'port_from', OLD.port_from, 'port_to', OLD.port_to, 'valid_until', OLD.valid_until, 'payment_terms', OLD.payment_terms, 'delivery_time', OLD.delivery_time, 'language', OLD.language, 'note', OLD.note, 'submitted_at', OLD.submitted_at, 'submitted_by_id', OLD.submitted_by_id, 'approved_at', OLD.approved_at, 'approved_by_id', OLD.approved_by_id, 'accepted_at', OLD.accepted_at, 'supersedes_id', OLD.supersedes_id, 'external_id', OLD.external_id));
END;

CREATE TRIGGER order_journal_insert AFTER INSERT ON [order] BEGIN
  INSERT INTO journal VALUES ('order', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER order_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, number, customer_id, opportunity_id, quote_id, status, title, discount, amount_minor, amount_currency, currency, incoterm, port_from, port_to, payment_terms, customer_number, signed_on, delivery, arrival, first_delivery, delivered, closed_at, closing_reason, note, playbook_id, external_id ON [order]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.number, OLD.customer_id, OLD.opportunity_id, OLD.quote_id, OLD.status, OLD.title, OLD.discount, OLD.amount_minor, OLD.amount_currency, OLD.currency, OLD.incoterm, OLD.port_from, OLD.port_to, OLD.payment_terms, OLD.customer_number, OLD.signed_on, OLD.delivery, OLD.arrival, OLD.first_delivery, OLD.delivered, OLD.closed_at, OLD.closing_reason, OLD.note, OLD.playbook_id, OLD.external_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.number, NEW.customer_id, NEW.opportunity_id, NEW.quote_id, NEW.status, NEW.title, NEW.discount, NEW.amount_minor, NEW.amount_currency, NEW.currency, NEW.incoterm, NEW.port_from, NEW.port_to, NEW.payment_terms, NEW.customer_number, NEW.signed_on, NEW.delivery, NEW.arrival, NEW.first_delivery, NEW.delivered, NEW.closed_at, NEW.closing_reason, NEW.note, NEW.playbook_id, NEW.external_id) BEGIN
  INSERT INTO journal VALUES ('order', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('number', OLD.number, NEW.number), ('customer_id', OLD.customer_id, NEW.customer_id), ('opportunity_id', OLD.opportunity_id, NEW.opportunity_id), ('quote_id', OLD.quote_id, NEW.quote_id), ('status', OLD.status, NEW.status), ('title', OLD.title, NEW.title), ('discount', OLD.discount, NEW.discount), ('amount_minor', OLD.amount_minor, NEW.amount_minor), ('amount_currency', OLD.amount_currency, NEW.amount_currency), ('currency', OLD.currency, NEW.currency), ('incoterm', OLD.incoterm, NEW.incoterm), ('port_from', OLD.port_from, NEW.port_from), ('port_to', OLD.port_to, NEW.port_to), ('payment_terms', OLD.payment_terms, NEW.payment_terms), ('customer_number', OLD.customer_number, NEW.customer_number), ('signed_on', OLD.signed_on, NEW.signed_on), ('delivery', OLD.delivery, NEW.delivery), ('arrival', OLD.arrival, NEW.arrival), ('first_delivery', OLD.first_delivery, NEW.first_delivery), ('delivered', OLD.delivered, NEW.delivered), ('closed_at', OLD.closed_at, NEW.closed_at), ('closing_reason', OLD.closing_reason, NEW.closing_reason), ('note', OLD.note, NEW.note), ('playbook_id', OLD.playbook_id, NEW.playbook_id), ('external_id', OLD.external_id, NEW.external_id)) WHERE column2 IS NOT column3));
  UPDATE [order] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER order_journal_delete AFTER DELETE ON [order] BEGIN
  INSERT INTO journal VALUES ('order', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'number', OLD.number, 'customer_id', OLD.customer_id, 'opportunity_id', OLD.opportunity_id, 'quote_id', OLD.quote_id, 'status', OLD.status, 'title', OLD.title, 'discount', OLD.discount, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'currency', OLD.currency, 'incoterm', OLD.incoterm, 'port_from', OLD.port_from, 'port_to', OLD.port_to, 'payment_terms', OLD.payment_terms, 'customer_number', OLD.customer_number, 'signed_on', OLD.signed_on, 'delivery', OLD.delivery, 'arrival', OLD.arrival, 'first_delivery', OLD.first_delivery, 'delivered', OLD.delivered, 'closed_at', OLD.closed_at, 'closing_reason', OLD.closing_reason, 'note', OLD.note, 'playbook_id', OLD.playbook_id, 'external_id', OLD.external_id));
END;

CREATE TRIGGER reminder_journal_insert AFTER INSERT ON [reminder] BEGIN
  INSERT INTO journal VALUES ('reminder', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER reminder_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, text, due_on, due_at, repeat, important, urgent, state, done_at, snoozed_until_on, snoozed_until_at, about_kind, about_id, customer_id, for_id, external_id ON [reminder]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.text, OLD.due_on, OLD.due_at, OLD.repeat, OLD.important, OLD.urgent, OLD.state, OLD.done_at, OLD.snoozed_until_on, OLD.snoozed_until_at, OLD.about_kind, OLD.about_id, OLD.customer_id, OLD.for_id, OLD.external_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.text, NEW.due_on, NEW.due_at, NEW.repeat, NEW.important, NEW.urgent, NEW.state, NEW.done_at, NEW.snoozed_until_on, NEW.snoozed_until_at, NEW.about_kind, NEW.about_id, NEW.customer_id, NEW.for_id, NEW.external_id) BEGIN
  INSERT INTO journal VALUES ('reminder', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('text', OLD.text, NEW.text), ('due_on', OLD.due_on, NEW.due_on), ('due_at', OLD.due_at, NEW.due_at), ('repeat', OLD.repeat, NEW.repeat), ('important', OLD.important, NEW.important), ('urgent', OLD.urgent, NEW.urgent), ('state', OLD.state, NEW.state), ('done_at', OLD.done_at, NEW.done_at), ('snoozed_until_on', OLD.snoozed_until_on, NEW.snoozed_until_on), ('snoozed_until_at', OLD.snoozed_until_at, NEW.snoozed_until_at), ('about_kind', OLD.about_kind, NEW.about_kind), ('about_id', OLD.about_id, NEW.about_id), ('customer_id', OLD.customer_id, NEW.customer_id), ('for_id', OLD.for_id, NEW.for_id), ('external_id', OLD.external_id, NEW.external_id)) WHERE column2 IS NOT column3));
  UPDATE [reminder] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER reminder_journal_delete AFTER DELETE ON [reminder] BEGIN
  INSERT INTO journal VALUES ('reminder', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'text', OLD.text, 'due_on', OLD.due_on, 'due_at', OLD.due_at, 'repeat', OLD.repeat, 'important', OLD.important, 'urgent', OLD.urgent, 'state', OLD.state, 'done_at', OLD.done_at, 'snoozed_until_on', OLD.snoozed_until_on, 'snoozed_until_at', OLD.snoozed_until_at, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'customer_id', OLD.customer_id, 'for_id', OLD.for_id, 'external_id', OLD.external_id));
END;

CREATE TRIGGER followup_journal_insert AFTER INSERT ON [followup] BEGIN
  INSERT INTO journal VALUES ('followup', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER followup_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, customer_id, kind, at_on, at_at, text, judgement, next_step, next_due_on, next_due_at, reminder_id, amount_minor, amount_currency, external_id, order_id, opportunity_id, author_id ON [followup]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.customer_id, OLD.kind, OLD.at_on, OLD.at_at, OLD.text, OLD.judgement, OLD.next_step, OLD.next_due_on, OLD.next_due_at, OLD.reminder_id, OLD.amount_minor, OLD.amount_currency, OLD.external_id, OLD.order_id, OLD.opportunity_id, OLD.author_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.customer_id, NEW.kind, NEW.at_on, NEW.at_at, NEW.text, NEW.judgement, NEW.next_step, NEW.next_due_on, NEW.next_due_at, NEW.reminder_id, NEW.amount_minor, NEW.amount_currency, NEW.external_id, NEW.order_id, NEW.opportunity_id, NEW.author_id) BEGIN
  INSERT INTO journal VALUES ('followup', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('customer_id', OLD.customer_id, NEW.customer_id), ('kind', OLD.kind, NEW.kind), ('at_on', OLD.at_on, NEW.at_on), ('at_at', OLD.at_at, NEW.at_at), ('text', OLD.text, NEW.text), ('judgement', OLD.judgement, NEW.judgement), ('next_step', OLD.next_step, NEW.next_step), ('next_due_on', OLD.next_due_on, NEW.next_due_on), ('next_due_at', OLD.next_due_at, NEW.next_due_at), ('reminder_id', OLD.reminder_id, NEW.reminder_id), ('amount_minor', OLD.amount_minor, NEW.amount_minor), ('amount_currency', OLD.amount_currency, NEW.amount_currency), ('external_id', OLD.external_id, NEW.external_id), ('order_id', OLD.order_id, NEW.order_id), ('opportunity_id', OLD.opportunity_id, NEW.opportunity_id), ('author_id', OLD.author_id, NEW.author_id)) WHERE column2 IS NOT column3));
  UPDATE [followup] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER followup_journal_delete AFTER DELETE ON [followup] BEGIN
  INSERT INTO journal VALUES ('followup', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'customer_id', OLD.customer_id, 'kind', OLD.kind, 'at_on', OLD.at_on, 'at_at', OLD.at_at, 'text', OLD.text, 'judgement', OLD.judgement, 'next_step', OLD.next_step, 'next_due_on', OLD.next_due_on, 'next_due_at', OLD.next_due_at, 'reminder_id', OLD.reminder_id, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'external_id', OLD.external_id, 'order_id', OLD.order_id, 'opportunity_id', OLD.opportunity_id, 'author_id', OLD.author_id));
END;

CREATE TRIGGER document_journal_insert AFTER INSERT ON [document] BEGIN
  INSERT INTO journal VALUES ('document', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER document_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, about_kind, about_id, name, kind, version, path, url, size, sha256, external_id ON [document]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.about_kind, OLD.about_id, OLD.name, OLD.kind, OLD.version, OLD.path, OLD.url, OLD.size, OLD.sha256, OLD.external_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.about_kind, NEW.about_id, NEW.name, NEW.kind, NEW.version, NEW.path, NEW.url, NEW.size, NEW.sha256, NEW.external_id) BEGIN
  INSERT INTO journal VALUES ('document', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('about_kind', OLD.about_kind, NEW.about_kind), ('about_id', OLD.about_id, NEW.about_id), ('name', OLD.name, NEW.name), ('kind', OLD.kind, NEW.kind), ('version', OLD.version, NEW.version), ('path', OLD.path, NEW.path), ('url', OLD.url, NEW.url), ('size', OLD.size, NEW.size), ('sha256', OLD.sha256, NEW.sha256), ('external_id', OLD.external_id, NEW.external_id)) WHERE column2 IS NOT column3));
  UPDATE [document] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER document_journal_delete AFTER DELETE ON [document] BEGIN
  INSERT INTO journal VALUES ('document', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'name', OLD.name, 'kind', OLD.kind, 'version', OLD.version, 'path', OLD.path, 'url', OLD.url, 'size', OLD.size, 'sha256', OLD.sha256, 'external_id', OLD.external_id));
END;

CREATE TRIGGER stage_change_journal_insert AFTER INSERT ON [stage_change] BEGIN
  INSERT INTO journal VALUES ('stage_change', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER stage_change_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, opportunity_id, from_stage, to_stage, at, by_id, seconds, forced, reason, missing, amount_minor, amount_currency, probability, playbook_id ON [stage_change]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.opportunity_id, OLD.from_stage, OLD.to_stage, OLD.at, OLD.by_id, OLD.seconds, OLD.forced, OLD.reason, OLD.missing, OLD.amount_minor, OLD.amount_currency, OLD.probability, OLD.playbook_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.opportunity_id, NEW.from_stage, NEW.to_stage, NEW.at, NEW.by_id, NEW.seconds, NEW.forced, NEW.reason, NEW.missing, NEW.amount_minor, NEW.amount_currency, NEW.probability, NEW.playbook_id) BEGIN
  INSERT INTO journal VALUES ('stage_change', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('opportunity_id', OLD.opportunity_id, NEW.opportunity_id), ('from_stage', OLD.from_stage, NEW.from_stage), ('to_stage', OLD.to_stage, NEW.to_stage), ('at', OLD.at, NEW.at), ('by_id', OLD.by_id, NEW.by_id), ('seconds', OLD.seconds, NEW.seconds), ('forced', OLD.forced, NEW.forced), ('reason', OLD.reason, NEW.reason), ('missing', OLD.missing, NEW.missing), ('amount_minor', OLD.amount_minor, NEW.amount_minor), ('amount_currency', OLD.amount_currency, NEW.amount_currency), ('probability', OLD.probability, NEW.probability), ('playbook_id', OLD.playbook_id, NEW.playbook_id)) WHERE column2 IS NOT column3));
  UPDATE [stage_change] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER stage_change_journal_delete AFTER DELETE ON [stage_change] BEGIN
  INSERT INTO journal VALUES ('stage_change', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'opportunity_id', OLD.opportunity_id, 'from_stage', OLD.from_stage, 'to_stage', OLD.to_stage, 'at', OLD.at, 'by_id', OLD.by_id, 'seconds', OLD.seconds, 'forced', OLD.forced, 'reason', OLD.reason, 'missing', OLD.missing, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'probability', OLD.probability, 'playbook_id', OLD.playbook_id));
END;

CREATE TRIGGER share_journal_insert AFTER INSERT ON [share] BEGIN
  INSERT INTO journal VALUES ('share', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER share_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, about_kind, about_id, member_id, role, department, access, part ON [share]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.about_kind, OLD.about_id, OLD.member_id, OLD.role, OLD.department, OLD.access, OLD.part) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.about_kind, NEW.about_id, NEW.member_id, NEW.role, NEW.department, NEW.access, NEW.part) BEGIN
  INSERT INTO journal VALUES ('share', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('about_kind', OLD.about_kind, NEW.about_kind), ('about_id', OLD.about_id, NEW.about_id), ('member_id', OLD.member_id, NEW.member_id), ('role', OLD.role, NEW.role), ('department', OLD.department, NEW.department), ('access', OLD.access, NEW.access), ('part', OLD.part, NEW.part)) WHERE column2 IS NOT column3));
  UPDATE [share] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER share_journal_delete AFTER DELETE ON [share] BEGIN
  INSERT INTO journal VALUES ('share', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'member_id', OLD.member_id, 'role', OLD.role, 'department', OLD.department, 'access', OLD.access, 'part', OLD.part));
END;

CREATE TRIGGER guidance_journal_insert AFTER INSERT ON [guidance] BEGIN
  INSERT INTO journal VALUES ('guidance', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER guidance_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, about_kind, about_id, kind, text, author_id, for_id, state, answers_id, answered_at, important, urgent ON [guidance]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.about_kind, OLD.about_id, OLD.kind, OLD.text, OLD.author_id, OLD.for_id, OLD.state, OLD.answers_id, OLD.answered_at, OLD.important, OLD.urgent) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.about_kind, NEW.about_id, NEW.kind, NEW.text, NEW.author_id, NEW.for_id, NEW.state, NEW.answers_id, NEW.answered_at, NEW.important, NEW.urgent) BEGIN
  INSERT INTO journal VALUES ('guidance', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('about_kind', OLD.about_kind, NEW.about_kind), ('about_id', OLD.about_id, NEW.about_id), ('kind', OLD.kind, NEW.kind), ('text', OLD.text, NEW.text), ('author_id', OLD.author_id, NEW.author_id), ('for_id', OLD.for_id, NEW.for_id), ('state', OLD.state, NEW.state), ('answers_id', OLD.answers_id, NEW.answers_id), ('answered_at', OLD.answered_at, NEW.answered_at), ('important', OLD.important, NEW.important), ('urgent', OLD.urgent, NEW.urgent)) WHERE column2 IS NOT column3));
  UPDATE [guidance] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER guidance_journal_delete AFTER DELETE ON [guidance] BEGIN
  INSERT INTO journal VALUES ('guidance', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'kind', OLD.kind, 'text', OLD.text, 'author_id', OLD.author_id, 'for_id', OLD.for_id, 'state', OLD.state, 'answers_id', OLD.answers_id, 'answered_at', OLD.answered_at, 'important', OLD.important, 'urgent', OLD.urgent));
END;

CREATE TRIGGER notice_journal_insert AFTER INSERT ON [notice] BEGIN
  INSERT INTO journal VALUES ('notice', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER notice_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, for_id, kind, about_kind, about_id, command, fields, number, by_id, detail, read_at ON [notice]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.for_id, OLD.kind, OLD.about_kind, OLD.about_id, OLD.command, OLD.fields, OLD.number, OLD.by_id, OLD.detail, OLD.read_at) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.for_id, NEW.kind, NEW.about_kind, NEW.about_id, NEW.command, NEW.fields, NEW.number, NEW.by_id, NEW.detail, NEW.read_at) BEGIN
  INSERT INTO journal VALUES ('notice', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('for_id', OLD.for_id, NEW.for_id), ('kind', OLD.kind, NEW.kind), ('about_kind', OLD.about_kind, NEW.about_kind), ('about_id', OLD.about_id, NEW.about_id), ('command', OLD.command, NEW.command), ('fields', OLD.fields, NEW.fields), ('number', OLD.number, NEW.number), ('by_id', OLD.by_id, NEW.by_id), ('detail', OLD.detail, NEW.detail), ('read_at', OLD.read_at, NEW.read_at)) WHERE column2 IS NOT column3));
  UPDATE [notice] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER notice_journal_delete AFTER DELETE ON [notice] BEGIN
  INSERT INTO journal VALUES ('notice', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'for_id', OLD.for_id, 'kind', OLD.kind, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'command', OLD.command, 'fields', OLD.fields, 'number', OLD.number, 'by_id', OLD.by_id, 'detail', OLD.detail, 'read_at', OLD.read_at));
END;

CREATE TRIGGER step_journal_insert AFTER INSERT ON [step] BEGIN
  INSERT INTO journal VALUES ('step', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER step_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, order_id, place, key, name, department, member_id, important, plan, planned, first_planned, started_on, started_at, done_on, done_at, done_by_id, status, result, note, reason, blocked_reason, duty, duty_for, duty_due, duty_alarm_days, delivers, closes ON [step]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.order_id, OLD.place, OLD.key, OLD.name, OLD.department, OLD.member_id, OLD.important, OLD.plan, OLD.planned, OLD.first_planned, OLD.started_on, OLD.started_at, OLD.done_on, OLD.done_at, OLD.done_by_id, OLD.status, OLD.result, OLD.note, OLD.reason, OLD.blocked_reason, OLD.duty, OLD.duty_for, OLD.duty_due, OLD.duty_alarm_days, OLD.delivers, OLD.closes) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.order_id, NEW.place, NEW.key, NEW.name, NEW.department, NEW.member_id, NEW.important, NEW.plan, NEW.planned, NEW.first_planned, NEW.started_on, NEW.started_at, NEW.done_on, NEW.done_at, NEW.done_by_id, NEW.status, NEW.result, NEW.note, NEW.reason, NEW.blocked_reason, NEW.duty, NEW.duty_for, NEW.duty_due, NEW.duty_alarm_days, NEW.delivers, NEW.closes) BEGIN
  INSERT INTO journal VALUES ('step', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('order_id', OLD.order_id, NEW.order_id), ('place', OLD.place, NEW.place), ('key', OLD.key, NEW.key), ('name', OLD.name, NEW.name), ('department', OLD.department, NEW.department), ('member_id', OLD.member_id, NEW.member_id), ('important', OLD.important, NEW.important), ('plan', OLD.plan, NEW.plan), ('planned', OLD.planned, NEW.planned), ('first_planned', OLD.first_planned, NEW.first_planned), ('started_on', OLD.started_on, NEW.started_on), ('started_at', OLD.started_at, NEW.started_at), ('done_on', OLD.done_on, NEW.done_on), ('done_at', OLD.done_at, NEW.done_at), ('done_by_id', OLD.done_by_id, NEW.done_by_id), ('status', OLD.status, NEW.status), ('result', OLD.result, NEW.result), ('note', OLD.note, NEW.note), ('reason', OLD.reason, NEW.reason), ('blocked_reason', OLD.blocked_reason, NEW.blocked_reason), ('duty', OLD.duty, NEW.duty), ('duty_for', OLD.duty_for, NEW.duty_for), ('duty_due', OLD.duty_due, NEW.duty_due), ('duty_alarm_days', OLD.duty_alarm_days, NEW.duty_alarm_days), ('delivers', OLD.delivers, NEW.delivers), ('closes', OLD.closes, NEW.closes)) WHERE column2 IS NOT column3));
  UPDATE [step] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER step_journal_delete AFTER DELETE ON [step] BEGIN
  INSERT INTO journal VALUES ('step', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'order_id', OLD.order_id, 'place', OLD.place, 'key', OLD.key, 'name', OLD.name, 'department', OLD.department, 'member_id', OLD.member_id, 'important', OLD.important, 'plan', OLD.plan, 'planned', OLD.planned, 'first_planned', OLD.first_planned, 'started_on', OLD.started_on, 'started_at', OLD.started_at, 'done_on', OLD.done_on, 'done_at', OLD.done_at, 'done_by_id', OLD.done_by_id, 'status', OLD.status, 'result', OLD.result, 'note', OLD.note, 'reason', OLD.reason, 'blocked_reason', OLD.blocked_reason, 'duty', OLD.duty, 'duty_for', OLD.duty_for, 'duty_due', OLD.duty_due, 'duty_alarm_days', OLD.duty_alarm_days, 'delivers', OLD.delivers, 'closes', OLD.closes));
END;

CREATE TRIGGER payment_journal_insert AFTER INSERT ON [payment] BEGIN
  INSERT INTO journal VALUES ('payment', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER payment_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, order_id, kind, label, share, amount_minor, amount_currency, plan, due, at_on, at_at, counted_minor, counted_currency, rate, note, external_id ON [payment]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.order_id, OLD.kind, OLD.label, OLD.share, OLD.amount_minor, OLD.amount_currency, OLD.plan, OLD.due, OLD.at_on, OLD.at_at, OLD.counted_minor, OLD.counted_currency, OLD.rate, OLD.note, OLD.external_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.order_id, NEW.kind, NEW.label, NEW.share, NEW.amount_minor, NEW.amount_currency, NEW.plan, NEW.due, NEW.at_on, NEW.at_at, NEW.counted_minor, NEW.counted_currency, NEW.rate, NEW.note, NEW.external_id) BEGIN
  INSERT INTO journal VALUES ('payment', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('order_id', OLD.order_id, NEW.order_id), ('kind', OLD.kind, NEW.kind), ('label', OLD.label, NEW.label), ('share', OLD.share, NEW.share), ('amount_minor', OLD.amount_minor, NEW.amount_minor), ('amount_currency', OLD.amount_currency, NEW.amount_currency), ('plan', OLD.plan, NEW.plan), ('due', OLD.due, NEW.due), ('at_on', OLD.at_on, NEW.at_on), ('at_at', OLD.at_at, NEW.at_at), ('counted_minor', OLD.counted_minor, NEW.counted_minor), ('counted_currency', OLD.counted_currency, NEW.counted_currency), ('rate', OLD.rate, NEW.rate), ('note', OLD.note, NEW.note), ('external_id', OLD.external_id, NEW.external_id)) WHERE column2 IS NOT column3));
  UPDATE [payment] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER payment_journal_delete AFTER DELETE ON [payment] BEGIN
  INSERT INTO journal VALUES ('payment', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'order_id', OLD.order_id, 'kind', OLD.kind, 'label', OLD.label, 'share', OLD.share, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'plan', OLD.plan, 'due', OLD.due, 'at_on', OLD.at_on, 'at_at', OLD.at_at, 'counted_minor', OLD.counted_minor, 'counted_currency', OLD.counted_currency, 'rate', OLD.rate, 'note', OLD.note, 'external_id', OLD.external_id));
END;

CREATE TRIGGER expense_journal_insert AFTER INSERT ON [expense] BEGIN
  INSERT INTO journal VALUES ('expense', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER expense_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, text, kind, amount_minor, amount_currency, spent_on, customer_id, followup_id, opportunity_id, order_id, status, submitted_at, approved_at, approved_by_id, paid_at, paid_by_id, external_id ON [expense]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.text, OLD.kind, OLD.amount_minor, OLD.amount_currency, OLD.spent_on, OLD.customer_id, OLD.followup_id, OLD.opportunity_id, OLD.order_id, OLD.status, OLD.submitted_at, OLD.approved_at, OLD.approved_by_id, OLD.paid_at, OLD.paid_by_id, OLD.external_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.text, NEW.kind, NEW.amount_minor, NEW.amount_currency, NEW.spent_on, NEW.customer_id, NEW.followup_id, NEW.opportunity_id, NEW.order_id, NEW.status, NEW.submitted_at, NEW.approved_at, NEW.approved_by_id, NEW.paid_at, NEW.paid_by_id, NEW.external_id) BEGIN
  INSERT INTO journal VALUES ('expense', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('text', OLD.text, NEW.text), ('kind', OLD.kind, NEW.kind), ('amount_minor', OLD.amount_minor, NEW.amount_minor), ('amount_currency', OLD.amount_currency, NEW.amount_currency), ('spent_on', OLD.spent_on, NEW.spent_on), ('customer_id', OLD.customer_id, NEW.customer_id), ('followup_id', OLD.followup_id, NEW.followup_id), ('opportunity_id', OLD.opportunity_id, NEW.opportunity_id), ('order_id', OLD.order_id, NEW.order_id), ('status', OLD.status, NEW.status), ('submitted_at', OLD.submitted_at, NEW.submitted_at), ('approved_at', OLD.approved_at, NEW.approved_at), ('approved_by_id', OLD.approved_by_id, NEW.approved_by_id), ('paid_at', OLD.paid_at, NEW.paid_at), ('paid_by_id', OLD.paid_by_id, NEW.paid_by_id), ('external_id', OLD.external_id, NEW.external_id)) WHERE column2 IS NOT column3));
  UPDATE [expense] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER expense_journal_delete AFTER DELETE ON [expense] BEGIN
  INSERT INTO journal VALUES ('expense', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'text', OLD.text, 'kind', OLD.kind, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'spent_on', OLD.spent_on, 'customer_id', OLD.customer_id, 'followup_id', OLD.followup_id, 'opportunity_id', OLD.opportunity_id, 'order_id', OLD.order_id, 'status', OLD.status, 'submitted_at', OLD.submitted_at, 'approved_at', OLD.approved_at, 'approved_by_id', OLD.approved_by_id, 'paid_at', OLD.paid_at, 'paid_by_id', OLD.paid_by_id, 'external_id', OLD.external_id));
END;

CREATE TRIGGER approval_journal_insert AFTER INSERT ON [approval] BEGIN
  INSERT INTO journal VALUES ('approval', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER approval_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, about_kind, about_id, rule, rule_label, measure, limit_text, amount_minor, amount_currency, asked_by_id, asked_at, approver_id, reason, important, urgent, decision, opinion, decided_by_id, decided_at, on_behalf_of_id, remind_at, reminded_at, escalate_at, playbook_id ON [approval]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.about_kind, OLD.about_id, OLD.rule, OLD.rule_label, OLD.measure, OLD.limit_text, OLD.amount_minor, OLD.amount_currency, OLD.asked_by_id, OLD.asked_at, OLD.approver_id, OLD.reason, OLD.important, OLD.urgent, OLD.decision, OLD.opinion, OLD.decided_by_id, OLD.decided_at, OLD.on_behalf_of_id, OLD.remind_at, OLD.reminded_at, OLD.escalate_at, OLD.playbook_id) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.about_kind, NEW.about_id, NEW.rule, NEW.rule_label, NEW.measure, NEW.limit_text, NEW.amount_minor, NEW.amount_currency, NEW.asked_by_id, NEW.asked_at, NEW.approver_id, NEW.reason, NEW.important, NEW.urgent, NEW.decision, NEW.opinion, NEW.decided_by_id, NEW.decided_at, NEW.on_behalf_of_id, NEW.remind_at, NEW.reminded_at, NEW.escalate_at, NEW.playbook_id) BEGIN
  INSERT INTO journal VALUES ('approval', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('about_kind', OLD.about_kind, NEW.about_kind), ('about_id', OLD.about_id, NEW.about_id), ('rule', OLD.rule, NEW.rule), ('rule_label', OLD.rule_label, NEW.rule_label), ('measure', OLD.measure, NEW.measure), ('limit_text', OLD.limit_text, NEW.limit_text), ('amount_minor', OLD.amount_minor, NEW.amount_minor), ('amount_currency', OLD.amount_currency, NEW.amount_currency), ('asked_by_id', OLD.asked_by_id, NEW.asked_by_id), ('asked_at', OLD.asked_at, NEW.asked_at), ('approver_id', OLD.approver_id, NEW.approver_id), ('reason', OLD.reason, NEW.reason), ('important', OLD.important, NEW.important), ('urgent', OLD.urgent, NEW.urgent), ('decision', OLD.decision, NEW.decision), ('opinion', OLD.opinion, NEW.opinion), ('decided_by_id', OLD.decided_by_id, NEW.decided_by_id), ('decided_at', OLD.decided_at, NEW.decided_at), ('on_behalf_of_id', OLD.on_behalf_of_id, NEW.on_behalf_of_id), ('remind_at', OLD.remind_at, NEW.remind_at), ('reminded_at', OLD.reminded_at, NEW.reminded_at), ('escalate_at', OLD.escalate_at, NEW.escalate_at), ('playbook_id', OLD.playbook_id, NEW.playbook_id)) WHERE column2 IS NOT column3));
  UPDATE [approval] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER approval_journal_delete AFTER DELETE ON [approval] BEGIN
  INSERT INTO journal VALUES ('approval', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'rule', OLD.rule, 'rule_label', OLD.rule_label, 'measure', OLD.measure, 'limit_text', OLD.limit_text, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'asked_by_id', OLD.asked_by_id, 'asked_at', OLD.asked_at, 'approver_id', OLD.approver_id, 'reason', OLD.reason, 'important', OLD.important, 'urgent', OLD.urgent, 'decision', OLD.decision, 'opinion', OLD.opinion, 'decided_by_id', OLD.decided_by_id, 'decided_at', OLD.decided_at, 'on_behalf_of_id', OLD.on_behalf_of_id, 'remind_at', OLD.remind_at, 'reminded_at', OLD.reminded_at, 'escalate_at', OLD.escalate_at, 'playbook_id', OLD.playbook_id));
END;

CREATE TRIGGER duty_journal_insert AFTER INSERT ON [duty] BEGIN
  INSERT INTO journal VALUES ('duty', NEW.nid, 'insert', NULL, NULL);
END;

CREATE TRIGGER duty_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, text, order_id, step_id, for_id, department, due, plan, alarm_days, alarm_on, important, state, done_at, done_by_id, followup_id, note ON [duty]
WHEN (OLD.id, OLD.ref, OLD.owner_id, OLD.created_at, OLD.created_by_id, OLD.archived_at, OLD.removed_at, OLD.text, OLD.order_id, OLD.step_id, OLD.for_id, OLD.department, OLD.due, OLD.plan, OLD.alarm_days, OLD.alarm_on, OLD.important, OLD.state, OLD.done_at, OLD.done_by_id, OLD.followup_id, OLD.note) IS NOT (NEW.id, NEW.ref, NEW.owner_id, NEW.created_at, NEW.created_by_id, NEW.archived_at, NEW.removed_at, NEW.text, NEW.order_id, NEW.step_id, NEW.for_id, NEW.department, NEW.due, NEW.plan, NEW.alarm_days, NEW.alarm_on, NEW.important, NEW.state, NEW.done_at, NEW.done_by_id, NEW.followup_id, NEW.note) BEGIN
  INSERT INTO journal VALUES ('duty', NEW.nid, 'update', NULL, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('ref', OLD.ref, NEW.ref), ('owner_id', OLD.owner_id, NEW.owner_id), ('created_at', OLD.created_at, NEW.created_at), ('created_by_id', OLD.created_by_id, NEW.created_by_id), ('archived_at', OLD.archived_at, NEW.archived_at), ('removed_at', OLD.removed_at, NEW.removed_at), ('text', OLD.text, NEW.text), ('order_id', OLD.order_id, NEW.order_id), ('step_id', OLD.step_id, NEW.step_id), ('for_id', OLD.for_id, NEW.for_id), ('department', OLD.department, NEW.department), ('due', OLD.due, NEW.due), ('plan', OLD.plan, NEW.plan), ('alarm_days', OLD.alarm_days, NEW.alarm_days), ('alarm_on', OLD.alarm_on, NEW.alarm_on), ('important', OLD.important, NEW.important), ('state', OLD.state, NEW.state), ('done_at', OLD.done_at, NEW.done_at), ('done_by_id', OLD.done_by_id, NEW.done_by_id), ('followup_id', OLD.followup_id, NEW.followup_id), ('note', OLD.note, NEW.note)) WHERE column2 IS NOT column3));
  UPDATE [duty] SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM writing) WHERE nid = NEW.nid;
END;

CREATE TRIGGER duty_journal_delete AFTER DELETE ON [duty] BEGIN
  INSERT INTO journal VALUES ('duty', OLD.nid, 'delete', NULL, json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'text', OLD.text, 'order_id', OLD.order_id, 'step_id', OLD.step_id, 'for_id', OLD.for_id, 'department', OLD.department, 'due', OLD.due, 'plan', OLD.plan, 'alarm_days', OLD.alarm_days, 'alarm_on', OLD.alarm_on, 'important', OLD.important, 'state', OLD.state, 'done_at', OLD.done_at, 'done_by_id', OLD.done_by_id, 'followup_id', OLD.followup_id, 'note', OLD.note));
END;

CREATE TRIGGER customer_alias_journal_insert AFTER INSERT ON [customer_alias] BEGIN
  INSERT INTO journal VALUES ('customer_alias', NEW.nid, 'insert', NEW.customer_id, NULL);
END;

CREATE TRIGGER customer_alias_journal_update AFTER UPDATE OF customer_id, value ON [customer_alias]
WHEN (OLD.customer_id, OLD.value) IS NOT (NEW.customer_id, NEW.value) BEGIN
  INSERT INTO journal VALUES ('customer_alias', NEW.nid, 'update', NEW.customer_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('customer_id', OLD.customer_id, NEW.customer_id), ('value', OLD.value, NEW.value)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER customer_alias_journal_delete AFTER DELETE ON [customer_alias] BEGIN
  INSERT INTO journal VALUES ('customer_alias', OLD.nid, 'delete', OLD.customer_id, json_object('customer_id', OLD.customer_id, 'value', OLD.value));
END;

CREATE TRIGGER contact_phone_journal_insert AFTER INSERT ON [contact_phone] BEGIN
  INSERT INTO journal VALUES ('contact_phone', NEW.nid, 'insert', NEW.contact_id, NULL);
END;

CREATE TRIGGER contact_phone_journal_update AFTER UPDATE OF contact_id, value ON [contact_phone]
WHEN (OLD.contact_id, OLD.value) IS NOT (NEW.contact_id, NEW.value) BEGIN
  INSERT INTO journal VALUES ('contact_phone', NEW.nid, 'update', NEW.contact_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('contact_id', OLD.contact_id, NEW.contact_id), ('value', OLD.value, NEW.value)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER contact_phone_journal_delete AFTER DELETE ON [contact_phone] BEGIN
  INSERT INTO journal VALUES ('contact_phone', OLD.nid, 'delete', OLD.contact_id, json_object('contact_id', OLD.contact_id, 'value', OLD.value));
END;

CREATE TRIGGER contact_email_journal_insert AFTER INSERT ON [contact_email] BEGIN
  INSERT INTO journal VALUES ('contact_email', NEW.nid, 'insert', NEW.contact_id, NULL);
END;

CREATE TRIGGER contact_email_journal_update AFTER UPDATE OF contact_id, value ON [contact_email]
WHEN (OLD.contact_id, OLD.value) IS NOT (NEW.contact_id, NEW.value) BEGIN
  INSERT INTO journal VALUES ('contact_email', NEW.nid, 'update', NEW.contact_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('contact_id', OLD.contact_id, NEW.contact_id), ('value', OLD.value, NEW.value)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER contact_email_journal_delete AFTER DELETE ON [contact_email] BEGIN
  INSERT INTO journal VALUES ('contact_email', OLD.nid, 'delete', OLD.contact_id, json_object('contact_id', OLD.contact_id, 'value', OLD.value));
END;

CREATE TRIGGER contact_messaging_journal_insert AFTER INSERT ON [contact_messaging] BEGIN
  INSERT INTO journal VALUES ('contact_messaging', NEW.nid, 'insert', NEW.contact_id, NULL);
END;

CREATE TRIGGER contact_messaging_journal_update AFTER UPDATE OF contact_id, service, value ON [contact_messaging]
WHEN (OLD.contact_id, OLD.service, OLD.value) IS NOT (NEW.contact_id, NEW.service, NEW.value) BEGIN
  INSERT INTO journal VALUES ('contact_messaging', NEW.nid, 'update', NEW.contact_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('contact_id', OLD.contact_id, NEW.contact_id), ('service', OLD.service, NEW.service), ('value', OLD.value, NEW.value)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER contact_messaging_journal_delete AFTER DELETE ON [contact_messaging] BEGIN
  INSERT INTO journal VALUES ('contact_messaging', OLD.nid, 'delete', OLD.contact_id, json_object('contact_id', OLD.contact_id, 'service', OLD.service, 'value', OLD.value));
END;

CREATE TRIGGER followup_contact_journal_insert AFTER INSERT ON [followup_contact] BEGIN
  INSERT INTO journal VALUES ('followup_contact', NEW.nid, 'insert', NEW.followup_id, NULL);
END;

CREATE TRIGGER followup_contact_journal_update AFTER UPDATE OF followup_id, contact_id ON [followup_contact]
WHEN (OLD.followup_id, OLD.contact_id) IS NOT (NEW.followup_id, NEW.contact_id) BEGIN
  INSERT INTO journal VALUES ('followup_contact', NEW.nid, 'update', NEW.followup_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('followup_id', OLD.followup_id, NEW.followup_id), ('contact_id', OLD.contact_id, NEW.contact_id)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER followup_contact_journal_delete AFTER DELETE ON [followup_contact] BEGIN
  INSERT INTO journal VALUES ('followup_contact', OLD.nid, 'delete', OLD.followup_id, json_object('followup_id', OLD.followup_id, 'contact_id', OLD.contact_id));
END;

CREATE TRIGGER followup_member_journal_insert AFTER INSERT ON [followup_member] BEGIN
  INSERT INTO journal VALUES ('followup_member', NEW.nid, 'insert', NEW.followup_id, NULL);
END;

CREATE TRIGGER followup_member_journal_update AFTER UPDATE OF followup_id, member_id ON [followup_member]
WHEN (OLD.followup_id, OLD.member_id) IS NOT (NEW.followup_id, NEW.member_id) BEGIN
  INSERT INTO journal VALUES ('followup_member', NEW.nid, 'update', NEW.followup_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('followup_id', OLD.followup_id, NEW.followup_id), ('member_id', OLD.member_id, NEW.member_id)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER followup_member_journal_delete AFTER DELETE ON [followup_member] BEGIN
  INSERT INTO journal VALUES ('followup_member', OLD.nid, 'delete', OLD.followup_id, json_object('followup_id', OLD.followup_id, 'member_id', OLD.member_id));
END;

CREATE TRIGGER document_read_journal_insert AFTER INSERT ON [document_read] BEGIN
  INSERT INTO journal VALUES ('document_read', NEW.nid, 'insert', NEW.document_id, NULL);
END;

CREATE TRIGGER document_read_journal_update AFTER UPDATE OF document_id, member_id, read_at ON [document_read]
WHEN (OLD.document_id, OLD.member_id, OLD.read_at) IS NOT (NEW.document_id, NEW.member_id, NEW.read_at) BEGIN
  INSERT INTO journal VALUES ('document_read', NEW.nid, 'update', NEW.document_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('document_id', OLD.document_id, NEW.document_id), ('member_id', OLD.member_id, NEW.member_id), ('read_at', OLD.read_at, NEW.read_at)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER document_read_journal_delete AFTER DELETE ON [document_read] BEGIN
  INSERT INTO journal VALUES ('document_read', OLD.nid, 'delete', OLD.document_id, json_object('document_id', OLD.document_id, 'member_id', OLD.member_id, 'read_at', OLD.read_at));
END;

CREATE TRIGGER tag_journal_insert AFTER INSERT ON [tag] BEGIN
  INSERT INTO journal VALUES ('tag', NEW.nid, 'insert', NEW.record_id, NULL);
END;

CREATE TRIGGER tag_journal_update AFTER UPDATE OF record_kind, record_id, value ON [tag]
WHEN (OLD.record_kind, OLD.record_id, OLD.value) IS NOT (NEW.record_kind, NEW.record_id, NEW.value) BEGIN
  INSERT INTO journal VALUES ('tag', NEW.nid, 'update', NEW.record_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('record_kind', OLD.record_kind, NEW.record_kind), ('record_id', OLD.record_id, NEW.record_id), ('value', OLD.value, NEW.value)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER tag_journal_delete AFTER DELETE ON [tag] BEGIN
  INSERT INTO journal VALUES ('tag', OLD.nid, 'delete', OLD.record_id, json_object('record_kind', OLD.record_kind, 'record_id', OLD.record_id, 'value', OLD.value));
END;

CREATE TRIGGER word_journal_insert AFTER INSERT ON [word] BEGIN
  INSERT INTO journal VALUES ('word', NEW.nid, 'insert', NEW.record_id, NULL);
END;

CREATE TRIGGER word_journal_update AFTER UPDATE OF record_kind, record_id, part, value ON [word]
WHEN (OLD.record_kind, OLD.record_id, OLD.part, OLD.value) IS NOT (NEW.record_kind, NEW.record_id, NEW.part, NEW.value) BEGIN
  INSERT INTO journal VALUES ('word', NEW.nid, 'update', NEW.record_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('record_kind', OLD.record_kind, NEW.record_kind), ('record_id', OLD.record_id, NEW.record_id), ('part', OLD.part, NEW.part), ('value', OLD.value, NEW.value)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER word_journal_delete AFTER DELETE ON [word] BEGIN
  INSERT INTO journal VALUES ('word', OLD.nid, 'delete', OLD.record_id, json_object('record_kind', OLD.record_kind, 'record_id', OLD.record_id, 'part', OLD.part, 'value', OLD.value));
END;

CREATE TRIGGER follower_journal_insert AFTER INSERT ON [follower] BEGIN
  INSERT INTO journal VALUES ('follower', NEW.nid, 'insert', NEW.record_id, NULL);
END;

CREATE TRIGGER follower_journal_update AFTER UPDATE OF record_kind, record_id, member_id ON [follower]
WHEN (OLD.record_kind, OLD.record_id, OLD.member_id) IS NOT (NEW.record_kind, NEW.record_id, NEW.member_id) BEGIN
  INSERT INTO journal VALUES ('follower', NEW.nid, 'update', NEW.record_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('record_kind', OLD.record_kind, NEW.record_kind), ('record_id', OLD.record_id, NEW.record_id), ('member_id', OLD.member_id, NEW.member_id)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER follower_journal_delete AFTER DELETE ON [follower] BEGIN
  INSERT INTO journal VALUES ('follower', OLD.nid, 'delete', OLD.record_id, json_object('record_kind', OLD.record_kind, 'record_id', OLD.record_id, 'member_id', OLD.member_id));
END;

CREATE TRIGGER custom_journal_insert AFTER INSERT ON [custom] BEGIN
  INSERT INTO journal VALUES ('custom', NEW.nid, 'insert', NEW.record_id, NULL);
END;

CREATE TRIGGER custom_journal_update AFTER UPDATE OF record_kind, record_id, name, value ON [custom]
WHEN (OLD.record_kind, OLD.record_id, OLD.name, OLD.value) IS NOT (NEW.record_kind, NEW.record_id, NEW.name, NEW.value) BEGIN
  INSERT INTO journal VALUES ('custom', NEW.nid, 'update', NEW.record_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('record_kind', OLD.record_kind, NEW.record_kind), ('record_id', OLD.record_id, NEW.record_id), ('name', OLD.name, NEW.name), ('value', OLD.value, NEW.value)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER custom_journal_delete AFTER DELETE ON [custom] BEGIN
  INSERT INTO journal VALUES ('custom', OLD.nid, 'delete', OLD.record_id, json_object('record_kind', OLD.record_kind, 'record_id', OLD.record_id, 'name', OLD.name, 'value', OLD.value));
END;

CREATE TRIGGER product_price_journal_insert AFTER INSERT ON [product_price] BEGIN
  INSERT INTO journal VALUES ('product_price', NEW.nid, 'insert', NEW.product_id, NULL);
END;

CREATE TRIGGER product_price_journal_update AFTER UPDATE OF id, product_id, list_name, min_quantity, list_minor, floor_minor, currency, valid_from, valid_until ON [product_price]
WHEN (OLD.id, OLD.product_id, OLD.list_name, OLD.min_quantity, OLD.list_minor, OLD.floor_minor, OLD.currency, OLD.valid_from, OLD.valid_until) IS NOT (NEW.id, NEW.product_id, NEW.list_name, NEW.min_quantity, NEW.list_minor, NEW.floor_minor, NEW.currency, NEW.valid_from, NEW.valid_until) BEGIN
  INSERT INTO journal VALUES ('product_price', NEW.nid, 'update', NEW.product_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('product_id', OLD.product_id, NEW.product_id), ('list_name', OLD.list_name, NEW.list_name), ('min_quantity', OLD.min_quantity, NEW.min_quantity), ('list_minor', OLD.list_minor, NEW.list_minor), ('floor_minor', OLD.floor_minor, NEW.floor_minor), ('currency', OLD.currency, NEW.currency), ('valid_from', OLD.valid_from, NEW.valid_from), ('valid_until', OLD.valid_until, NEW.valid_until)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER product_price_journal_delete AFTER DELETE ON [product_price] BEGIN
  INSERT INTO journal VALUES ('product_price', OLD.nid, 'delete', OLD.product_id, json_object('id', OLD.id, 'product_id', OLD.product_id, 'list_name', OLD.list_name, 'min_quantity', OLD.min_quantity, 'list_minor', OLD.list_minor, 'floor_minor', OLD.floor_minor, 'currency', OLD.currency, 'valid_from', OLD.valid_from, 'valid_until', OLD.valid_until));
END;

CREATE TRIGGER line_journal_insert AFTER INSERT ON [line] BEGIN
  INSERT INTO journal VALUES ('line', NEW.nid, 'insert', NEW.record_id, NULL);
END;

CREATE TRIGGER line_journal_update AFTER UPDATE OF id, record_kind, record_id, place, product_id, description, quantity, unit, price_minor, discount, amount_minor, list_minor, floor_minor, cost_minor, currency ON [line]
WHEN (OLD.id, OLD.record_kind, OLD.record_id, OLD.place, OLD.product_id, OLD.description, OLD.quantity, OLD.unit, OLD.price_minor, OLD.discount, OLD.amount_minor, OLD.list_minor, OLD.floor_minor, OLD.cost_minor, OLD.currency) IS NOT (NEW.id, NEW.record_kind, NEW.record_id, NEW.place, NEW.product_id, NEW.description, NEW.quantity, NEW.unit, NEW.price_minor, NEW.discount, NEW.amount_minor, NEW.list_minor, NEW.floor_minor, NEW.cost_minor, NEW.currency) BEGIN
  INSERT INTO journal VALUES ('line', NEW.nid, 'update', NEW.record_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('record_kind', OLD.record_kind, NEW.record_kind), ('record_id', OLD.record_id, NEW.record_id), ('place', OLD.place, NEW.place), ('product_id', OLD.product_id, NEW.product_id), ('description', OLD.description, NEW.description), ('quantity', OLD.quantity, NEW.quantity), ('unit', OLD.unit, NEW.unit), ('price_minor', OLD.price_minor, NEW.price_minor), ('discount', OLD.discount, NEW.discount), ('amount_minor', OLD.amount_minor, NEW.amount_minor), ('list_minor', OLD.list_minor, NEW.list_minor), ('floor_minor', OLD.floor_minor, NEW.floor_minor), ('cost_minor', OLD.cost_minor, NEW.cost_minor), ('currency', OLD.currency, NEW.currency)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER line_journal_delete AFTER DELETE ON [line] BEGIN
  INSERT INTO journal VALUES ('line', OLD.nid, 'delete', OLD.record_id, json_object('id', OLD.id, 'record_kind', OLD.record_kind, 'record_id', OLD.record_id, 'place', OLD.place, 'product_id', OLD.product_id, 'description', OLD.description, 'quantity', OLD.quantity, 'unit', OLD.unit, 'price_minor', OLD.price_minor, 'discount', OLD.discount, 'amount_minor', OLD.amount_minor, 'list_minor', OLD.list_minor, 'floor_minor', OLD.floor_minor, 'cost_minor', OLD.cost_minor, 'currency', OLD.currency));
END;

CREATE TRIGGER approval_hold_journal_insert AFTER INSERT ON [approval_hold] BEGIN
  INSERT INTO journal VALUES ('approval_hold', NEW.nid, 'insert', NEW.approval_id, NULL);
END;

CREATE TRIGGER approval_hold_journal_update AFTER UPDATE OF id, approval_id, member_id, since, until, why ON [approval_hold]
WHEN (OLD.id, OLD.approval_id, OLD.member_id, OLD.since, OLD.until, OLD.why) IS NOT (NEW.id, NEW.approval_id, NEW.member_id, NEW.since, NEW.until, NEW.why) BEGIN
  INSERT INTO journal VALUES ('approval_hold', NEW.nid, 'update', NEW.approval_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('approval_id', OLD.approval_id, NEW.approval_id), ('member_id', OLD.member_id, NEW.member_id), ('since', OLD.since, NEW.since), ('until', OLD.until, NEW.until), ('why', OLD.why, NEW.why)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER approval_hold_journal_delete AFTER DELETE ON [approval_hold] BEGIN
  INSERT INTO journal VALUES ('approval_hold', OLD.nid, 'delete', OLD.approval_id, json_object('id', OLD.id, 'approval_id', OLD.approval_id, 'member_id', OLD.member_id, 'since', OLD.since, 'until', OLD.until, 'why', OLD.why));
END;

CREATE TRIGGER step_run_journal_insert AFTER INSERT ON [step_run] BEGIN
  INSERT INTO journal VALUES ('step_run', NEW.nid, 'insert', NEW.step_id, NULL);
END;

CREATE TRIGGER step_run_journal_update AFTER UPDATE OF id, step_id, done, done_by_id, result, at, by_id, why ON [step_run]
WHEN (OLD.id, OLD.step_id, OLD.done, OLD.done_by_id, OLD.result, OLD.at, OLD.by_id, OLD.why) IS NOT (NEW.id, NEW.step_id, NEW.done, NEW.done_by_id, NEW.result, NEW.at, NEW.by_id, NEW.why) BEGIN
  INSERT INTO journal VALUES ('step_run', NEW.nid, 'update', NEW.step_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('step_id', OLD.step_id, NEW.step_id), ('done', OLD.done, NEW.done), ('done_by_id', OLD.done_by_id, NEW.done_by_id), ('result', OLD.result, NEW.result), ('at', OLD.at, NEW.at), ('by_id', OLD.by_id, NEW.by_id), ('why', OLD.why, NEW.why)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER step_run_journal_delete AFTER DELETE ON [step_run] BEGIN
  INSERT INTO journal VALUES ('step_run', OLD.nid, 'delete', OLD.step_id, json_object('id', OLD.id, 'step_id', OLD.step_id, 'done', OLD.done, 'done_by_id', OLD.done_by_id, 'result', OLD.result, 'at', OLD.at, 'by_id', OLD.by_id, 'why', OLD.why));
END;

CREATE TRIGGER order_change_journal_insert AFTER INSERT ON [order_change] BEGIN
  INSERT INTO journal VALUES ('order_change', NEW.nid, 'insert', NEW.order_id, NULL);
END;

CREATE TRIGGER order_change_journal_update AFTER UPDATE OF id, order_id, at, by_id, text, affects, state, before_minor, after_minor, currency, proposal ON [order_change]
WHEN (OLD.id, OLD.order_id, OLD.at, OLD.by_id, OLD.text, OLD.affects, OLD.state, OLD.before_minor, OLD.after_minor, OLD.currency, OLD.proposal) IS NOT (NEW.id, NEW.order_id, NEW.at, NEW.by_id, NEW.text, NEW.affects, NEW.state, NEW.before_minor, NEW.after_minor, NEW.currency, NEW.proposal) BEGIN
  INSERT INTO journal VALUES ('order_change', NEW.nid, 'update', NEW.order_id, (SELECT json_group_object(column1, column2)
    FROM (VALUES (0, 0, 0), ('id', OLD.id, NEW.id), ('order_id', OLD.order_id, NEW.order_id), ('at', OLD.at, NEW.at), ('by_id', OLD.by_id, NEW.by_id), ('text', OLD.text, NEW.text), ('affects', OLD.affects, NEW.affects), ('state', OLD.state, NEW.state), ('before_minor', OLD.before_minor, NEW.before_minor), ('after_minor', OLD.after_minor, NEW.after_minor), ('currency', OLD.currency, NEW.currency), ('proposal', OLD.proposal, NEW.proposal)) WHERE column2 IS NOT column3));
END;

CREATE TRIGGER order_change_journal_delete AFTER DELETE ON [order_change] BEGIN
  INSERT INTO journal VALUES ('order_change', OLD.nid, 'delete', OLD.order_id, json_object('id', OLD.id, 'order_id', OLD.order_id, 'at', OLD.at, 'by_id', OLD.by_id, 'text', OLD.text, 'affects', OLD.affects, 'state', OLD.state, 'before_minor', OLD.before_minor, 'after_minor', OLD.after_minor, 'currency', OLD.currency, 'proposal', OLD.proposal));
END;

-- Columns the store keeps by itself; they are not journalled. What several triggers do is a view to write to: all of
-- their text is parsed at every opening of the store.

CREATE TRIGGER followup_dealt_insert AFTER INSERT ON followup WHEN (SELECT txn FROM current) IS NOT 0 BEGIN
  UPDATE customer SET (last_dealt_on, last_dealt_at) = (
    SELECT at_on, at_at FROM followup WHERE customer_id = NEW.customer_id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id = NEW.customer_id;
END;

CREATE TRIGGER followup_dealt_update AFTER UPDATE OF customer_id, at_on, at_at, removed_at ON followup BEGIN
  UPDATE customer SET (last_dealt_on, last_dealt_at) = (
    SELECT at_on, at_at FROM followup WHERE customer_id = customer.id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id IN (OLD.customer_id, NEW.customer_id);
END;

CREATE TRIGGER followup_dealt_delete AFTER DELETE ON followup BEGIN
  UPDATE customer SET (last_dealt_on, last_dealt_at) = (
    SELECT at_on, at_at FROM followup WHERE customer_id = OLD.customer_id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id = OLD.customer_id;
END;

-- Reminders that lie ahead: of which customer, about what, on which day or at which moment.
CREATE VIEW lying_ahead AS
  SELECT customer_id AS whose, about_id AS about,
    CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END AS day,
    CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END AS moment,
    CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on) ELSE coalesce(due_at, due_on) END AS due
  FROM reminder WHERE state <> 'done' AND removed_at IS NULL;

CREATE TRIGGER reminder_next_insert AFTER INSERT ON reminder WHEN NEW.customer_id IS NOT NULL BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT day, moment FROM lying_ahead WHERE whose = NEW.customer_id ORDER BY due LIMIT 1
  ) WHERE id = NEW.customer_id;
END;

CREATE TRIGGER reminder_next_update
AFTER UPDATE OF customer_id, due_on, due_at, state, snoozed_until_on, snoozed_until_at, removed_at ON reminder BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT day, moment FROM lying_ahead WHERE whose = customer.id ORDER BY due LIMIT 1
  ) WHERE id IN (OLD.customer_id, NEW.customer_id);
END;

CREATE TRIGGER reminder_next_delete AFTER DELETE ON reminder WHEN OLD.customer_id IS NOT NULL BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT day, moment FROM lying_ahead WHERE whose = OLD.customer_id ORDER BY due LIMIT 1
  ) WHERE id = OLD.customer_id;
END;

-- What is known of an opportunity by what hangs on it.
CREATE TRIGGER opportunity_cycle_insert AFTER INSERT ON opportunity BEGIN
  UPDATE opportunity SET expected_cycle = CAST(julianday(NEW.expected_close) - julianday(NEW.acquired_on) AS INTEGER)
  WHERE nid = NEW.nid AND NEW.expected_close IS NOT NULL;
END;

CREATE TRIGGER opportunity_cycle_update AFTER UPDATE OF expected_close, acquired_on ON opportunity BEGIN
  UPDATE opportunity SET expected_cycle = CAST(julianday(NEW.expected_close) - julianday(NEW.acquired_on) AS INTEGER)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER opportunity_dealt_insert AFTER INSERT ON followup WHEN NEW.opportunity_id IS NOT NULL BEGIN
  UPDATE opportunity SET (latest_followup_on, latest_followup_at) = (
    SELECT at_on, at_at FROM followup WHERE opportunity_id = NEW.opportunity_id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id = NEW.opportunity_id;
END;

CREATE TRIGGER opportunity_dealt_update AFTER UPDATE OF opportunity_id, at_on, at_at, removed_at ON followup
WHEN OLD.opportunity_id IS NOT NULL OR NEW.opportunity_id IS NOT NULL BEGIN
  UPDATE opportunity SET (latest_followup_on, latest_followup_at) = (
    SELECT at_on, at_at FROM followup WHERE opportunity_id = opportunity.id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id IN (OLD.opportunity_id, NEW.opportunity_id);
END;

CREATE TRIGGER opportunity_dealt_delete AFTER DELETE ON followup WHEN OLD.opportunity_id IS NOT NULL BEGIN
  UPDATE opportunity SET (latest_followup_on, latest_followup_at) = (
    SELECT at_on, at_at FROM followup WHERE opportunity_id = OLD.opportunity_id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id = OLD.opportunity_id;
END;

CREATE VIEW opportunity_next AS SELECT id FROM opportunity;
CREATE TRIGGER opportunity_next_again INSTEAD OF INSERT ON opportunity_next BEGIN
  UPDATE opportunity SET (next_followup_on, next_followup_at) = (
    SELECT day, moment FROM lying_ahead
    WHERE about = NEW.id OR about IN (SELECT id FROM followup WHERE opportunity_id = NEW.id) ORDER BY due LIMIT 1
  ) WHERE id = NEW.id;
END;

CREATE TRIGGER opportunity_next_insert AFTER INSERT ON reminder WHEN NEW.about_kind IN ('opportunity', 'followup') BEGIN
  INSERT INTO opportunity_next VALUES (CASE NEW.about_kind WHEN 'opportunity' THEN NEW.about_id
    ELSE (SELECT opportunity_id FROM followup WHERE id = NEW.about_id) END);
END;

CREATE TRIGGER opportunity_next_update
AFTER UPDATE OF about_id, due_on, due_at, state, snoozed_until_on, snoozed_until_at, removed_at ON reminder
WHEN OLD.about_kind IN ('opportunity', 'followup') OR NEW.about_kind IN ('opportunity', 'followup') BEGIN
  INSERT INTO opportunity_next SELECT OLD.about_id UNION SELECT NEW.about_id
    UNION SELECT opportunity_id FROM followup WHERE id IN (OLD.about_id, NEW.about_id);
END;

CREATE TRIGGER opportunity_next_delete AFTER DELETE ON reminder
WHEN OLD.about_kind IN ('opportunity', 'followup') BEGIN
  INSERT INTO opportunity_next SELECT OLD.about_id UNION SELECT opportunity_id FROM followup WHERE id = OLD.about_id;
END;

-- A reminder is about the follow-up it came from: where that goes to an opportunity, it goes along.
CREATE TRIGGER opportunity_next_moved AFTER UPDATE OF opportunity_id, removed_at ON followup
WHEN OLD.opportunity_id IS NOT NULL OR NEW.opportunity_id IS NOT NULL BEGIN
  INSERT INTO opportunity_next SELECT OLD.opportunity_id UNION SELECT NEW.opportunity_id;
END;

-- The board's counts and sums: open opportunities by stage, owner, process and currency. What is written to the view is
-- added, or with the number -1 taken away.
CREATE VIEW opportunity_summed AS
  SELECT stage, owner, playbook, currency, number, minor, 100 AS probability FROM opportunity_sum;
CREATE TRIGGER opportunity_sum_add INSTEAD OF INSERT ON opportunity_summed BEGIN
  INSERT INTO opportunity_sum (stage, owner, playbook, currency, number, minor, weighted)
  VALUES (coalesce(NEW.stage, ''), coalesce(NEW.owner, ''), coalesce(NEW.playbook, ''), coalesce(NEW.currency, ''),
    NEW.number, NEW.number * coalesce(NEW.minor, 0), NEW.number * coalesce(NEW.minor, 0) * coalesce(NEW.probability, 0))
  ON CONFLICT DO UPDATE SET number = number + excluded.number, minor = minor + excluded.minor,
    weighted = weighted + excluded.weighted;
  DELETE FROM opportunity_sum WHERE NEW.number < 0 AND number = 0 AND stage = coalesce(NEW.stage, '')
    AND owner = coalesce(NEW.owner, '') AND playbook = coalesce(NEW.playbook, '') AND currency = coalesce(NEW.currency, '');
END;

CREATE TRIGGER opportunity_sum_insert AFTER INSERT ON opportunity
WHEN NEW.outcome IS NULL AND NEW.removed_at IS NULL AND NEW.archived_at IS NULL BEGIN
  INSERT INTO opportunity_summed
  VALUES (NEW.stage, NEW.owner_id, NEW.playbook_id, NEW.amount_currency, 1, NEW.amount_minor, NEW.probability);
END;

CREATE TRIGGER opportunity_sum_update AFTER UPDATE OF stage, owner_id, playbook_id, amount_minor, amount_currency,
  probability, outcome, removed_at, archived_at ON opportunity BEGIN
  INSERT INTO opportunity_summed
  SELECT OLD.stage, OLD.owner_id, OLD.playbook_id, OLD.amount_currency, -1, OLD.amount_minor, OLD.probability
  WHERE OLD.outcome IS NULL AND OLD.removed_at IS NULL AND OLD.archived_at IS NULL;
  INSERT INTO opportunity_summed
  SELECT NEW.stage, NEW.owner_id, NEW.playbook_id, NEW.amount_currency, 1, NEW.amount_minor, NEW.probability
  WHERE NEW.outcome IS NULL AND NEW.removed_at IS NULL AND NEW.archived_at IS NULL;
END;

CREATE TRIGGER opportunity_sum_delete AFTER DELETE ON opportunity
WHEN OLD.outcome IS NULL AND OLD.removed_at IS NULL AND OLD.archived_at IS NULL BEGIN
  INSERT INTO opportunity_summed
  VALUES (OLD.stage, OLD.owner_id, OLD.playbook_id, OLD.amount_currency, -1, OLD.amount_minor, OLD.probability);
END;

-- The funnel's flow: how often opportunities went from stage to stage, after how many days, by owner and process. Each
-- change counts twice: in its month of UTC, and in all months together ('').
CREATE VIEW stage_flowed AS
  SELECT month AS at, playbook, from_stage, to_stage, owner, number, seconds, forced FROM stage_flow;
CREATE TRIGGER stage_flow_add INSTEAD OF INSERT ON stage_flowed BEGIN
  INSERT INTO stage_flow (month, playbook, from_stage, to_stage, owner, days, number, seconds, forced)
  SELECT month, coalesce(NEW.playbook, ''), coalesce(NEW.from_stage, ''), coalesce(NEW.to_stage, ''),
    coalesce(NEW.owner, ''), coalesce(NEW.seconds, 0) / 86400, NEW.number, NEW.number * coalesce(NEW.seconds, 0),
    NEW.number * NEW.forced
  FROM (SELECT '' AS month UNION ALL SELECT substr(NEW.at, 1, 7) WHERE NEW.at <> '') WHERE true
  ON CONFLICT DO UPDATE SET number = number + excluded.number, seconds = seconds + excluded.seconds,
    forced = forced + excluded.forced;
  DELETE FROM stage_flow WHERE NEW.number < 0 AND number = 0 AND month IN ('', substr(NEW.at, 1, 7))
    AND playbook = coalesce(NEW.playbook, '') AND from_stage = coalesce(NEW.from_stage, '')
    AND to_stage = coalesce(NEW.to_stage, '') AND owner = coalesce(NEW.owner, '')
    AND days = coalesce(NEW.seconds, 0) / 86400;
END;

CREATE TRIGGER stage_flow_insert AFTER INSERT ON stage_change WHEN NEW.removed_at IS NULL BEGIN
  INSERT INTO stage_flowed
  VALUES (NEW.at, NEW.playbook_id, NEW.from_stage, NEW.to_stage, NEW.owner_id, 1, NEW.seconds, NEW.forced);
END;

CREATE TRIGGER stage_flow_update
AFTER UPDATE OF at, playbook_id, from_stage, to_stage, owner_id, seconds, forced, removed_at ON stage_change BEGIN
  INSERT INTO stage_flowed
  SELECT OLD.at, OLD.playbook_id, OLD.from_stage, OLD.to_stage, OLD.owner_id, -1, OLD.seconds, OLD.forced
  WHERE OLD.removed_at IS NULL;
  INSERT INTO stage_flowed
  SELECT NEW.at, NEW.playbook_id, NEW.from_stage, NEW.to_stage, NEW.owner_id, 1, NEW.seconds, NEW.forced
  WHERE NEW.removed_at IS NULL;
END;

CREATE TRIGGER stage_flow_delete AFTER DELETE ON stage_change WHEN OLD.removed_at IS NULL BEGIN
  INSERT INTO stage_flowed
  VALUES (OLD.at, OLD.playbook_id, OLD.from_stage, OLD.to_stage, OLD.owner_id, -1, OLD.seconds, OLD.forced);
END;

-- A quote is offered to the customer of its opportunity; steps and payments are the matter of their order's.
CREATE TRIGGER quote_customer_insert AFTER INSERT ON quote BEGIN
  UPDATE quote SET customer_id = (SELECT customer_id FROM opportunity WHERE id = NEW.opportunity_id)
  WHERE nid = NEW.nid;
END;
CREATE TRIGGER quote_customer_update AFTER UPDATE OF opportunity_id ON quote BEGIN
  UPDATE quote SET customer_id = (SELECT customer_id FROM opportunity WHERE id = NEW.opportunity_id)
  WHERE nid = NEW.nid;
END;
CREATE TRIGGER quote_customer_moved AFTER UPDATE OF customer_id ON opportunity
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE quote SET customer_id = NEW.customer_id WHERE opportunity_id = NEW.id;
END;
CREATE TRIGGER step_customer_insert AFTER INSERT ON step BEGIN
  UPDATE step SET customer_id = (SELECT customer_id FROM "order" WHERE id = NEW.order_id) WHERE nid = NEW.nid;
END;
CREATE TRIGGER payment_customer_insert AFTER INSERT ON payment BEGIN
  UPDATE payment SET customer_id = (SELECT customer_id FROM "order" WHERE id = NEW.order_id) WHERE nid = NEW.nid;
END;
CREATE TRIGGER duty_customer_insert AFTER INSERT ON duty BEGIN
  UPDATE duty SET customer_id = (SELECT customer_id FROM "order" WHERE id = NEW.order_id) WHERE nid = NEW.nid;
END;
CREATE TRIGGER duty_customer_update AFTER UPDATE OF order_id ON duty BEGIN
  UPDATE duty SET customer_id = (SELECT customer_id FROM "order" WHERE id = NEW.order_id) WHERE nid = NEW.nid;
END;
CREATE TRIGGER order_customer_moved AFTER UPDATE OF customer_id ON "order"
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE step SET customer_id = NEW.customer_id WHERE order_id = NEW.id;
  UPDATE payment SET customer_id = NEW.customer_id WHERE order_id = NEW.id;
  UPDATE duty SET customer_id = NEW.customer_id WHERE order_id = NEW.id;
END;

-- Who owns an order owns its steps, its money and its duties: the desk finds them by their owner.
CREATE TRIGGER order_owner_moved AFTER UPDATE OF owner_id ON "order" WHEN OLD.owner_id IS NOT NEW.owner_id BEGIN
  UPDATE step SET owner_id = NEW.owner_id WHERE order_id = NEW.id AND owner_id IS NOT NEW.owner_id;
  UPDATE payment SET owner_id = NEW.owner_id WHERE order_id = NEW.id AND owner_id IS NOT NEW.owner_id;
  UPDATE duty SET owner_id = NEW.owner_id WHERE order_id = NEW.id AND owner_id IS NOT NEW.owner_id;
END;

-- How far an order is: of its steps how many are done and blocked, which open one is planned first.
CREATE VIEW order_progressed AS SELECT id FROM "order";
CREATE TRIGGER order_progress_again INSTEAD OF INSERT ON order_progressed BEGIN
  UPDATE "order" SET (steps_done, steps_total, blocked) = (
    SELECT count(*) FILTER (WHERE status = 'done'), count(*) FILTER (WHERE status <> 'skipped'),
      count(*) FILTER (WHERE status = 'blocked')
    FROM step WHERE order_id = NEW.id AND removed_at IS NULL
  ), (next_step_id, next_planned) = (
    SELECT id, planned FROM step
    WHERE order_id = NEW.id AND removed_at IS NULL AND status IN ('open', 'started', 'blocked')
    ORDER BY planned IS NULL, planned, place LIMIT 1
  ) WHERE id = NEW.id;
END;
CREATE TRIGGER step_progress_insert AFTER INSERT ON step BEGIN INSERT INTO order_progressed VALUES (NEW.order_id); END;
CREATE TRIGGER step_progress_update AFTER UPDATE OF status, planned, place, order_id, removed_at ON step BEGIN
  INSERT INTO order_progressed SELECT OLD.order_id UNION SELECT NEW.order_id;
END;
CREATE TRIGGER step_progress_delete AFTER DELETE ON step BEGIN INSERT INTO order_progressed VALUES (OLD.order_id); END;

-- What an order is still owed: its amount less what was received on it and not paid back. What came in is for the planned
-- payments, the first due first.
CREATE VIEW order_owed AS SELECT id FROM "order";
CREATE TRIGGER order_owed_again INSTEAD OF INSERT ON order_owed BEGIN
  UPDATE "order" SET receivable_currency = amount_currency, receivable_minor = amount_minor - (
    SELECT coalesce(sum(CASE kind WHEN 'received' THEN counted_minor WHEN 'refund' THEN -counted_minor END), 0)
    FROM payment WHERE order_id = NEW.id AND removed_at IS NULL
  ) WHERE id = NEW.id;
  UPDATE payment SET outstanding_currency = amount_currency, outstanding_minor = max(0, min(amount_minor, (
    SELECT sum(CASE kind WHEN 'received' THEN -counted_minor WHEN 'refund' THEN counted_minor
      WHEN 'planned' THEN CASE WHEN (coalesce(x.due, '9999'), x.nid) <= (coalesce(payment.due, '9999'), payment.nid)
        THEN x.amount_minor END END)
    FROM payment x WHERE x.order_id = NEW.id AND x.removed_at IS NULL
  ))) WHERE order_id = NEW.id AND kind = 'planned';
END;
CREATE TRIGGER order_owed_insert AFTER INSERT ON "order" BEGIN INSERT INTO order_owed VALUES (NEW.id); END;
CREATE TRIGGER order_owed_update AFTER UPDATE OF amount_minor, amount_currency ON "order" BEGIN
  INSERT INTO order_owed VALUES (NEW.id);
END;
CREATE TRIGGER payment_owed_insert AFTER INSERT ON payment BEGIN INSERT INTO order_owed VALUES (NEW.order_id); END;
CREATE TRIGGER payment_owed_update
AFTER UPDATE OF kind, amount_minor, counted_minor, due, order_id, removed_at ON payment BEGIN
  INSERT INTO order_owed SELECT OLD.order_id UNION SELECT NEW.order_id;
END;
CREATE TRIGGER payment_owed_delete AFTER DELETE ON payment BEGIN INSERT INTO order_owed VALUES (OLD.order_id); END;

-- How many hours after the planned day and after the first planned one a step was done, in the order of the reports: what is
-- alike lies side by side. A day alone is kept as a day of the user's, a moment as one of UTC.
CREATE INDEX step_worked ON step (
  done_by_id, department, key, done_at IS NULL,
  CAST(strftime('%s', coalesce(done_at, done_on)) AS INTEGER) / 3600 - CAST(strftime('%s', planned) AS INTEGER) / 3600,
  CAST(strftime('%s', coalesce(done_at, done_on)) AS INTEGER) / 3600
    - CAST(strftime('%s', coalesce(first_planned, planned)) AS INTEGER) / 3600
) WHERE status = 'done' AND removed_at IS NULL;

-- The same of orders: how long they took, how far from their days they were delivered.
CREATE INDEX order_took ON "order" (
  playbook_id, status,
  CAST(strftime('%s', closed_at) AS INTEGER) / 3600 - CAST(strftime('%s', signed_on) AS INTEGER) / 3600
) WHERE closed_at IS NOT NULL AND removed_at IS NULL;
CREATE INDEX order_delivered ON "order" (
  playbook_id,
  CAST(strftime('%s', delivered) AS INTEGER) / 86400 - CAST(strftime('%s', delivery) AS INTEGER) / 86400,
  CAST(strftime('%s', delivered) AS INTEGER) / 86400
    - CAST(strftime('%s', coalesce(first_delivery, delivery)) AS INTEGER) / 86400,
  status
) WHERE delivered IS NOT NULL AND removed_at IS NULL;

CREATE VIEW whose AS SELECT 'customer' AS kind, id, id AS customer FROM customer
  UNION ALL SELECT 'contact', id, customer_id FROM [contact]
  UNION ALL SELECT 'followup', id, customer_id FROM [followup]
  UNION ALL SELECT 'reminder', id, customer_id FROM [reminder]
  UNION ALL SELECT 'opportunity', id, customer_id FROM [opportunity]
  UNION ALL SELECT 'quote', id, customer_id FROM [quote]
  UNION ALL SELECT 'order', id, customer_id FROM [order]
  UNION ALL SELECT 'step', id, customer_id FROM [step]
  UNION ALL SELECT 'payment', id, customer_id FROM [payment]
  UNION ALL SELECT 'expense', id, customer_id FROM [expense]
  UNION ALL SELECT 'approval', id, customer_id FROM [approval];

CREATE TRIGGER document_customer_insert AFTER INSERT ON [document] BEGIN
  UPDATE [document] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND id = NEW.about_id)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER document_customer_update AFTER UPDATE OF about_kind, about_id ON [document] BEGIN
  UPDATE [document] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND id = NEW.about_id)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER share_customer_insert AFTER INSERT ON [share] BEGIN
  UPDATE [share] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND id = NEW.about_id)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER share_customer_update AFTER UPDATE OF about_kind, about_id ON [share] BEGIN
  UPDATE [share] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND id = NEW.about_id)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER guidance_customer_insert AFTER INSERT ON [guidance] BEGIN
  UPDATE [guidance] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND id = NEW.about_id)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER guidance_customer_update AFTER UPDATE OF about_kind, about_id ON [guidance] BEGIN
  UPDATE [guidance] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND id = NEW.about_id)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER notice_customer_insert AFTER INSERT ON [notice] BEGIN
  UPDATE [notice] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND id = NEW.about_id)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER notice_customer_update AFTER UPDATE OF about_kind, about_id ON [notice] BEGIN
  UPDATE [notice] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND id = NEW.about_id)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER approval_customer_insert AFTER INSERT ON [approval] BEGIN
  UPDATE [approval] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND id = NEW.about_id)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER approval_customer_update AFTER UPDATE OF about_kind, about_id ON [approval] BEGIN
  UPDATE [approval] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND id = NEW.about_id)
  WHERE nid = NEW.nid;
END;

CREATE VIEW whose_now AS SELECT id, customer FROM whose;

CREATE TRIGGER whose_moved INSTEAD OF INSERT ON whose_now BEGIN
  UPDATE [document] SET customer_id = NEW.customer WHERE about_id = NEW.id;
  UPDATE [share] SET customer_id = NEW.customer WHERE about_id = NEW.id;
  UPDATE [guidance] SET customer_id = NEW.customer WHERE about_id = NEW.id;
  UPDATE [notice] SET customer_id = NEW.customer WHERE about_id = NEW.id;
  UPDATE [approval] SET customer_id = NEW.customer WHERE about_id = NEW.id;
END;

CREATE TRIGGER contact_moved AFTER UPDATE OF customer_id ON [contact]
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);
END;

CREATE TRIGGER followup_moved AFTER UPDATE OF customer_id ON [followup]
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);
END;

CREATE TRIGGER reminder_moved AFTER UPDATE OF customer_id ON [reminder]
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);
END;

CREATE TRIGGER opportunity_moved AFTER UPDATE OF customer_id ON [opportunity]
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);
END;

CREATE TRIGGER quote_moved AFTER UPDATE OF customer_id ON [quote]
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);
END;

CREATE TRIGGER order_moved AFTER UPDATE OF customer_id ON [order]
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);
END;

CREATE TRIGGER step_moved AFTER UPDATE OF customer_id ON [step]
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);
END;

CREATE TRIGGER payment_moved AFTER UPDATE OF customer_id ON [payment]
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);
END;

CREATE TRIGGER expense_moved AFTER UPDATE OF customer_id ON [expense]
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);
END;

CREATE TRIGGER approval_moved AFTER UPDATE OF customer_id ON [approval]
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);
END;
