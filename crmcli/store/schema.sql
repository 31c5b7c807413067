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

-- The transaction that is being written; empty while nobody announced one.
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
  playbook TEXT NOT NULL,
  from_stage TEXT NOT NULL,
  to_stage TEXT NOT NULL,
  owner TEXT NOT NULL,
  days INTEGER NOT NULL, -- whole days in the stage that was left
  number INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  forced INTEGER NOT NULL,
  PRIMARY KEY (playbook, from_stage, to_stage, owner, days)
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
  UNIQUE (id),
  UNIQUE (ref),
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
  external_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(playbook_id) REFERENCES playbook (id)
) STRICT;

CREATE INDEX opportunity_ahead ON opportunity (expected_close, owner_id, stage, probability, amount_currency, amount_minor) WHERE outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL;

CREATE INDEX opportunity_board ON opportunity (stage, coalesce(expected_close, '9999')) WHERE outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL;

CREATE INDEX opportunity_board_owner ON opportunity (owner_id, stage, coalesce(expected_close, '9999')) WHERE outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL;

CREATE INDEX opportunity_closed ON opportunity (outcome, outcome_reason, closed_stage, owner_id, amount_currency, amount_minor) WHERE outcome IS NOT NULL AND removed_at IS NULL;

CREATE INDEX opportunity_external ON opportunity (external_id) WHERE external_id IS NOT NULL;

CREATE INDEX opportunity_of_customer ON opportunity (customer_id);

CREATE INDEX opportunity_playbook ON opportunity (playbook_id, stage);

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
  opportunity_id TEXT,
  author_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(author_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
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

CREATE INDEX notice_unread ON notice (for_id) WHERE read_at IS NULL AND removed_at IS NULL;

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

CREATE TRIGGER member_journal_insert AFTER INSERT ON member BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'member', NEW.nid, 'insert');
END;

CREATE TRIGGER member_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, name, role, department, superior_id, email, active, limits ON member
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.name IS NOT NEW.name OR OLD.role IS NOT NEW.role OR OLD.department IS NOT NEW.department OR OLD.superior_id IS NOT NEW.superior_id OR OLD.email IS NOT NEW.email OR OLD.active IS NOT NEW.active OR OLD.limits IS NOT NEW.limits BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'member', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'name' AS k, OLD.name AS v WHERE OLD.name IS NOT NEW.name
      UNION ALL SELECT 'role' AS k, OLD.role AS v WHERE OLD.role IS NOT NEW.role
      UNION ALL SELECT 'department' AS k, OLD.department AS v WHERE OLD.department IS NOT NEW.department
      UNION ALL SELECT 'superior_id' AS k, OLD.superior_id AS v WHERE OLD.superior_id IS NOT NEW.superior_id
      UNION ALL SELECT 'email' AS k, OLD.email AS v WHERE OLD.email IS NOT NEW.email
      UNION ALL SELECT 'active' AS k, OLD.active AS v WHERE OLD.active IS NOT NEW.active
      UNION ALL SELECT 'limits' AS k, OLD.limits AS v WHERE OLD.limits IS NOT NEW.limits)));
  UPDATE member SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER member_journal_delete AFTER DELETE ON member BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'member', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'name', OLD.name, 'role', OLD.role, 'department', OLD.department, 'superior_id', OLD.superior_id, 'email', OLD.email, 'active', OLD.active, 'limits', OLD.limits));
END;

CREATE TRIGGER customer_journal_insert AFTER INSERT ON customer BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'customer', NEW.nid, 'insert');
END;

CREATE TRIGGER customer_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, name, kind, status, source, industry, country, region, city, postal_code, address, phone, fax, email, website, tax_id, external_id, level, payment_terms, currency, owned_since ON customer
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.name IS NOT NEW.name OR OLD.kind IS NOT NEW.kind OR OLD.status IS NOT NEW.status OR OLD.source IS NOT NEW.source OR OLD.industry IS NOT NEW.industry OR OLD.country IS NOT NEW.country OR OLD.region IS NOT NEW.region OR OLD.city IS NOT NEW.city OR OLD.postal_code IS NOT NEW.postal_code OR OLD.address IS NOT NEW.address OR OLD.phone IS NOT NEW.phone OR OLD.fax IS NOT NEW.fax OR OLD.email IS NOT NEW.email OR OLD.website IS NOT NEW.website OR OLD.tax_id IS NOT NEW.tax_id OR OLD.external_id IS NOT NEW.external_id OR OLD.level IS NOT NEW.level OR OLD.payment_terms IS NOT NEW.payment_terms OR OLD.currency IS NOT NEW.currency OR OLD.owned_since IS NOT NEW.owned_since BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'customer', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'name' AS k, OLD.name AS v WHERE OLD.name IS NOT NEW.name
      UNION ALL SELECT 'kind' AS k, OLD.kind AS v WHERE OLD.kind IS NOT NEW.kind
      UNION ALL SELECT 'status' AS k, OLD.status AS v WHERE OLD.status IS NOT NEW.status
      UNION ALL SELECT 'source' AS k, OLD.source AS v WHERE OLD.source IS NOT NEW.source
      UNION ALL SELECT 'industry' AS k, OLD.industry AS v WHERE OLD.industry IS NOT NEW.industry
      UNION ALL SELECT 'country' AS k, OLD.country AS v WHERE OLD.country IS NOT NEW.country
      UNION ALL SELECT 'region' AS k, OLD.region AS v WHERE OLD.region IS NOT NEW.region
      UNION ALL SELECT 'city' AS k, OLD.city AS v WHERE OLD.city IS NOT NEW.city
      UNION ALL SELECT 'postal_code' AS k, OLD.postal_code AS v WHERE OLD.postal_code IS NOT NEW.postal_code
      UNION ALL SELECT 'address' AS k, OLD.address AS v WHERE OLD.address IS NOT NEW.address
      UNION ALL SELECT 'phone' AS k, OLD.phone AS v WHERE OLD.phone IS NOT NEW.phone
      UNION ALL SELECT 'fax' AS k, OLD.fax AS v WHERE OLD.fax IS NOT NEW.fax
      UNION ALL SELECT 'email' AS k, OLD.email AS v WHERE OLD.email IS NOT NEW.email
      UNION ALL SELECT 'website' AS k, OLD.website AS v WHERE OLD.website IS NOT NEW.website
      UNION ALL SELECT 'tax_id' AS k, OLD.tax_id AS v WHERE OLD.tax_id IS NOT NEW.tax_id
      UNION ALL SELECT 'external_id' AS k, OLD.external_id AS v WHERE OLD.external_id IS NOT NEW.external_id
      UNION ALL SELECT 'level' AS k, OLD.level AS v WHERE OLD.level IS NOT NEW.level
      UNION ALL SELECT 'payment_terms' AS k, OLD.payment_terms AS v WHERE OLD.payment_terms IS NOT NEW.payment_terms
      UNION ALL SELECT 'currency' AS k, OLD.currency AS v WHERE OLD.currency IS NOT NEW.currency
      UNION ALL SELECT 'owned_since' AS k, OLD.owned_since AS v WHERE OLD.owned_since IS NOT NEW.owned_since)));
  UPDATE customer SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER customer_journal_delete AFTER DELETE ON customer BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'customer', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'name', OLD.name, 'kind', OLD.kind, 'status', OLD.status, 'source', OLD.source, 'industry', OLD.industry, 'country', OLD.country, 'region', OLD.region, 'city', OLD.city, 'postal_code', OLD.postal_code, 'address', OLD.address, 'phone', OLD.phone, 'fax', OLD.fax, 'email', OLD.email, 'website', OLD.website, 'tax_id', OLD.tax_id, 'external_id', OLD.external_id, 'level', OLD.level, 'payment_terms', OLD.payment_terms, 'currency', OLD.currency, 'owned_since', OLD.owned_since));
END;

CREATE TRIGGER contact_journal_insert AFTER INSERT ON contact BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact', NEW.nid, 'insert');
END;

CREATE TRIGGER contact_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, customer_id, name, title, birthday, part, is_primary, external_id ON contact
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.customer_id IS NOT NEW.customer_id OR OLD.name IS NOT NEW.name OR OLD.title IS NOT NEW.title OR OLD.birthday IS NOT NEW.birthday OR OLD.part IS NOT NEW.part OR OLD.is_primary IS NOT NEW.is_primary OR OLD.external_id IS NOT NEW.external_id BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'customer_id' AS k, OLD.customer_id AS v WHERE OLD.customer_id IS NOT NEW.customer_id
      UNION ALL SELECT 'name' AS k, OLD.name AS v WHERE OLD.name IS NOT NEW.name
      UNION ALL SELECT 'title' AS k, OLD.title AS v WHERE OLD.title IS NOT NEW.title
      UNION ALL SELECT 'birthday' AS k, OLD.birthday AS v WHERE OLD.birthday IS NOT NEW.birthday
      UNION ALL SELECT 'part' AS k, OLD.part AS v WHERE OLD.part IS NOT NEW.part
      UNION ALL SELECT 'is_primary' AS k, OLD.is_primary AS v WHERE OLD.is_primary IS NOT NEW.is_primary
      UNION ALL SELECT 'external_id' AS k, OLD.external_id AS v WHERE OLD.external_id IS NOT NEW.external_id)));
  UPDATE contact SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER contact_journal_delete AFTER DELETE ON contact BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'customer_id', OLD.customer_id, 'name', OLD.name, 'title', OLD.title, 'birthday', OLD.birthday, 'part', OLD.part, 'is_primary', OLD.is_primary, 'external_id', OLD.external_id));
END;

CREATE TRIGGER playbook_journal_insert AFTER INSERT ON playbook BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'playbook', NEW.nid, 'insert');
END;

CREATE TRIGGER playbook_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, name, version, title, title_zh, business, in_use, is_default, source, content ON playbook
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.name IS NOT NEW.name OR OLD.version IS NOT NEW.version OR OLD.title IS NOT NEW.title OR OLD.title_zh IS NOT NEW.title_zh OR OLD.business IS NOT NEW.business OR OLD.in_use IS NOT NEW.in_use OR OLD.is_default IS NOT NEW.is_default OR OLD.source IS NOT NEW.source OR OLD.content IS NOT NEW.content BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'playbook', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'name' AS k, OLD.name AS v WHERE OLD.name IS NOT NEW.name
      UNION ALL SELECT 'version' AS k, OLD.version AS v WHERE OLD.version IS NOT NEW.version
      UNION ALL SELECT 'title' AS k, OLD.title AS v WHERE OLD.title IS NOT NEW.title
      UNION ALL SELECT 'title_zh' AS k, OLD.title_zh AS v WHERE OLD.title_zh IS NOT NEW.title_zh
      UNION ALL SELECT 'business' AS k, OLD.business AS v WHERE OLD.business IS NOT NEW.business
      UNION ALL SELECT 'in_use' AS k, OLD.in_use AS v WHERE OLD.in_use IS NOT NEW.in_use
      UNION ALL SELECT 'is_default' AS k, OLD.is_default AS v WHERE OLD.is_default IS NOT NEW.is_default
      UNION ALL SELECT 'source' AS k, OLD.source AS v WHERE OLD.source IS NOT NEW.source
      UNION ALL SELECT 'content' AS k, OLD.content AS v WHERE OLD.content IS NOT NEW.content)));
  UPDATE playbook SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER playbook_journal_delete AFTER DELETE ON playbook BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'playbook', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'name', OLD.name, 'version', OLD.version, 'title', OLD.title, 'title_zh', OLD.title_zh, 'business', OLD.business, 'in_use', OLD.in_use, 'is_default', OLD.is_default, 'source', OLD.source, 'content', OLD.content));
END;

CREATE TRIGGER opportunity_journal_insert AFTER INSERT ON opportunity BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'opportunity', NEW.nid, 'insert');
END;

CREATE TRIGGER opportunity_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, customer_id, title, acquired_on, expected_close, amount_minor, amount_currency, stage, stage_since, probability, current_problem, playbook_id, outcome, outcome_reason, lesson, closed_at, closed_stage, risk_flag, note, external_id ON opportunity
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.customer_id IS NOT NEW.customer_id OR OLD.title IS NOT NEW.title OR OLD.acquired_on IS NOT NEW.acquired_on OR OLD.expected_close IS NOT NEW.expected_close OR OLD.amount_minor IS NOT NEW.amount_minor OR OLD.amount_currency IS NOT NEW.amount_currency OR OLD.stage IS NOT NEW.stage OR OLD.stage_since IS NOT NEW.stage_since OR OLD.probability IS NOT NEW.probability OR OLD.current_problem IS NOT NEW.current_problem OR OLD.playbook_id IS NOT NEW.playbook_id OR OLD.outcome IS NOT NEW.outcome OR OLD.outcome_reason IS NOT NEW.outcome_reason OR OLD.lesson IS NOT NEW.lesson OR OLD.closed_at IS NOT NEW.closed_at OR OLD.closed_stage IS NOT NEW.closed_stage OR OLD.risk_flag IS NOT NEW.risk_flag OR OLD.note IS NOT NEW.note OR OLD.external_id IS NOT NEW.external_id BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'opportunity', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'customer_id' AS k, OLD.customer_id AS v WHERE OLD.customer_id IS NOT NEW.customer_id
      UNION ALL SELECT 'title' AS k, OLD.title AS v WHERE OLD.title IS NOT NEW.title
      UNION ALL SELECT 'acquired_on' AS k, OLD.acquired_on AS v WHERE OLD.acquired_on IS NOT NEW.acquired_on
      UNION ALL SELECT 'expected_close' AS k, OLD.expected_close AS v WHERE OLD.expected_close IS NOT NEW.expected_close
      UNION ALL SELECT 'amount_minor' AS k, OLD.amount_minor AS v WHERE OLD.amount_minor IS NOT NEW.amount_minor
      UNION ALL SELECT 'amount_currency' AS k, OLD.amount_currency AS v WHERE OLD.amount_currency IS NOT NEW.amount_currency
      UNION ALL SELECT 'stage' AS k, OLD.stage AS v WHERE OLD.stage IS NOT NEW.stage
      UNION ALL SELECT 'stage_since' AS k, OLD.stage_since AS v WHERE OLD.stage_since IS NOT NEW.stage_since
      UNION ALL SELECT 'probability' AS k, OLD.probability AS v WHERE OLD.probability IS NOT NEW.probability
      UNION ALL SELECT 'current_problem' AS k, OLD.current_problem AS v WHERE OLD.current_problem IS NOT NEW.current_problem
      UNION ALL SELECT 'playbook_id' AS k, OLD.playbook_id AS v WHERE OLD.playbook_id IS NOT NEW.playbook_id
      UNION ALL SELECT 'outcome' AS k, OLD.outcome AS v WHERE OLD.outcome IS NOT NEW.outcome
      UNION ALL SELECT 'outcome_reason' AS k, OLD.outcome_reason AS v WHERE OLD.outcome_reason IS NOT NEW.outcome_reason
      UNION ALL SELECT 'lesson' AS k, OLD.lesson AS v WHERE OLD.lesson IS NOT NEW.lesson
      UNION ALL SELECT 'closed_at' AS k, OLD.closed_at AS v WHERE OLD.closed_at IS NOT NEW.closed_at
      UNION ALL SELECT 'closed_stage' AS k, OLD.closed_stage AS v WHERE OLD.closed_stage IS NOT NEW.closed_stage
      UNION ALL SELECT 'risk_flag' AS k, OLD.risk_flag AS v WHERE OLD.risk_flag IS NOT NEW.risk_flag
      UNION ALL SELECT 'note' AS k, OLD.note AS v WHERE OLD.note IS NOT NEW.note
      UNION ALL SELECT 'external_id' AS k, OLD.external_id AS v WHERE OLD.external_id IS NOT NEW.external_id)));
  UPDATE opportunity SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER opportunity_journal_delete AFTER DELETE ON opportunity BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'opportunity', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'customer_id', OLD.customer_id, 'title', OLD.title, 'acquired_on', OLD.acquired_on, 'expected_close', OLD.expected_close, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'stage', OLD.stage, 'stage_since', OLD.stage_since, 'probability', OLD.probability, 'current_problem', OLD.current_problem, 'playbook_id', OLD.playbook_id, 'outcome', OLD.outcome, 'outcome_reason', OLD.outcome_reason, 'lesson', OLD.lesson, 'closed_at', OLD.closed_at, 'closed_stage', OLD.closed_stage, 'risk_flag', OLD.risk_flag, 'note', OLD.note, 'external_id', OLD.external_id));
END;

CREATE TRIGGER reminder_journal_insert AFTER INSERT ON reminder BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'reminder', NEW.nid, 'insert');
END;

CREATE TRIGGER reminder_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, text, due_on, due_at, repeat, important, urgent, state, done_at, snoozed_until_on, snoozed_until_at, about_kind, about_id, customer_id, for_id, external_id ON reminder
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.text IS NOT NEW.text OR OLD.due_on IS NOT NEW.due_on OR OLD.due_at IS NOT NEW.due_at OR OLD.repeat IS NOT NEW.repeat OR OLD.important IS NOT NEW.important OR OLD.urgent IS NOT NEW.urgent OR OLD.state IS NOT NEW.state OR OLD.done_at IS NOT NEW.done_at OR OLD.snoozed_until_on IS NOT NEW.snoozed_until_on OR OLD.snoozed_until_at IS NOT NEW.snoozed_until_at OR OLD.about_kind IS NOT NEW.about_kind OR OLD.about_id IS NOT NEW.about_id OR OLD.customer_id IS NOT NEW.customer_id OR OLD.for_id IS NOT NEW.for_id OR OLD.external_id IS NOT NEW.external_id BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'reminder', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'text' AS k, OLD.text AS v WHERE OLD.text IS NOT NEW.text
      UNION ALL SELECT 'due_on' AS k, OLD.due_on AS v WHERE OLD.due_on IS NOT NEW.due_on
      UNION ALL SELECT 'due_at' AS k, OLD.due_at AS v WHERE OLD.due_at IS NOT NEW.due_at
      UNION ALL SELECT 'repeat' AS k, OLD.repeat AS v WHERE OLD.repeat IS NOT NEW.repeat
      UNION ALL SELECT 'important' AS k, OLD.important AS v WHERE OLD.important IS NOT NEW.important
      UNION ALL SELECT 'urgent' AS k, OLD.urgent AS v WHERE OLD.urgent IS NOT NEW.urgent
      UNION ALL SELECT 'state' AS k, OLD.state AS v WHERE OLD.state IS NOT NEW.state
      UNION ALL SELECT 'done_at' AS k, OLD.done_at AS v WHERE OLD.done_at IS NOT NEW.done_at
      UNION ALL SELECT 'snoozed_until_on' AS k, OLD.snoozed_until_on AS v WHERE OLD.snoozed_until_on IS NOT NEW.snoozed_until_on
      UNION ALL SELECT 'snoozed_until_at' AS k, OLD.snoozed_until_at AS v WHERE OLD.snoozed_until_at IS NOT NEW.snoozed_until_at
      UNION ALL SELECT 'about_kind' AS k, OLD.about_kind AS v WHERE OLD.about_kind IS NOT NEW.about_kind
      UNION ALL SELECT 'about_id' AS k, OLD.about_id AS v WHERE OLD.about_id IS NOT NEW.about_id
      UNION ALL SELECT 'customer_id' AS k, OLD.customer_id AS v WHERE OLD.customer_id IS NOT NEW.customer_id
      UNION ALL SELECT 'for_id' AS k, OLD.for_id AS v WHERE OLD.for_id IS NOT NEW.for_id
      UNION ALL SELECT 'external_id' AS k, OLD.external_id AS v WHERE OLD.external_id IS NOT NEW.external_id)));
  UPDATE reminder SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER reminder_journal_delete AFTER DELETE ON reminder BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'reminder', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'text', OLD.text, 'due_on', OLD.due_on, 'due_at', OLD.due_at, 'repeat', OLD.repeat, 'important', OLD.important, 'urgent', OLD.urgent, 'state', OLD.state, 'done_at', OLD.done_at, 'snoozed_until_on', OLD.snoozed_until_on, 'snoozed_until_at', OLD.snoozed_until_at, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'customer_id', OLD.customer_id, 'for_id', OLD.for_id, 'external_id', OLD.external_id));
END;

CREATE TRIGGER followup_journal_insert AFTER INSERT ON followup BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'followup', NEW.nid, 'insert');
END;

CREATE TRIGGER followup_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, customer_id, kind, at_on, at_at, text, judgement, next_step, next_due_on, next_due_at, reminder_id, amount_minor, amount_currency, external_id, opportunity_id, author_id ON followup
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.customer_id IS NOT NEW.customer_id OR OLD.kind IS NOT NEW.kind OR OLD.at_on IS NOT NEW.at_on OR OLD.at_at IS NOT NEW.at_at OR OLD.text IS NOT NEW.text OR OLD.judgement IS NOT NEW.judgement OR OLD.next_step IS NOT NEW.next_step OR OLD.next_due_on IS NOT NEW.next_due_on OR OLD.next_due_at IS NOT NEW.next_due_at OR OLD.reminder_id IS NOT NEW.reminder_id OR OLD.amount_minor IS NOT NEW.amount_minor OR OLD.amount_currency IS NOT NEW.amount_currency OR OLD.external_id IS NOT NEW.external_id OR OLD.opportunity_id IS NOT NEW.opportunity_id OR OLD.author_id IS NOT NEW.author_id BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'followup', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'customer_id' AS k, OLD.customer_id AS v WHERE OLD.customer_id IS NOT NEW.customer_id
      UNION ALL SELECT 'kind' AS k, OLD.kind AS v WHERE OLD.kind IS NOT NEW.kind
      UNION ALL SELECT 'at_on' AS k, OLD.at_on AS v WHERE OLD.at_on IS NOT NEW.at_on
      UNION ALL SELECT 'at_at' AS k, OLD.at_at AS v WHERE OLD.at_at IS NOT NEW.at_at
      UNION ALL SELECT 'text' AS k, OLD.text AS v WHERE OLD.text IS NOT NEW.text
      UNION ALL SELECT 'judgement' AS k, OLD.judgement AS v WHERE OLD.judgement IS NOT NEW.judgement
      UNION ALL SELECT 'next_step' AS k, OLD.next_step AS v WHERE OLD.next_step IS NOT NEW.next_step
      UNION ALL SELECT 'next_due_on' AS k, OLD.next_due_on AS v WHERE OLD.next_due_on IS NOT NEW.next_due_on
      UNION ALL SELECT 'next_due_at' AS k, OLD.next_due_at AS v WHERE OLD.next_due_at IS NOT NEW.next_due_at
      UNION ALL SELECT 'reminder_id' AS k, OLD.reminder_id AS v WHERE OLD.reminder_id IS NOT NEW.reminder_id
      UNION ALL SELECT 'amount_minor' AS k, OLD.amount_minor AS v WHERE OLD.amount_minor IS NOT NEW.amount_minor
      UNION ALL SELECT 'amount_currency' AS k, OLD.amount_currency AS v WHERE OLD.amount_currency IS NOT NEW.amount_currency
      UNION ALL SELECT 'external_id' AS k, OLD.external_id AS v WHERE OLD.external_id IS NOT NEW.external_id
      UNION ALL SELECT 'opportunity_id' AS k, OLD.opportunity_id AS v WHERE OLD.opportunity_id IS NOT NEW.opportunity_id
      UNION ALL SELECT 'author_id' AS k, OLD.author_id AS v WHERE OLD.author_id IS NOT NEW.author_id)));
  UPDATE followup SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER followup_journal_delete AFTER DELETE ON followup BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'followup', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'customer_id', OLD.customer_id, 'kind', OLD.kind, 'at_on', OLD.at_on, 'at_at', OLD.at_at, 'text', OLD.text, 'judgement', OLD.judgement, 'next_step', OLD.next_step, 'next_due_on', OLD.next_due_on, 'next_due_at', OLD.next_due_at, 'reminder_id', OLD.reminder_id, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'external_id', OLD.external_id, 'opportunity_id', OLD.opportunity_id, 'author_id', OLD.author_id));
END;

CREATE TRIGGER document_journal_insert AFTER INSERT ON document BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'document', NEW.nid, 'insert');
END;

CREATE TRIGGER document_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, about_kind, about_id, name, kind, version, path, url, size, sha256, external_id ON document
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.about_kind IS NOT NEW.about_kind OR OLD.about_id IS NOT NEW.about_id OR OLD.name IS NOT NEW.name OR OLD.kind IS NOT NEW.kind OR OLD.version IS NOT NEW.version OR OLD.path IS NOT NEW.path OR OLD.url IS NOT NEW.url OR OLD.size IS NOT NEW.size OR OLD.sha256 IS NOT NEW.sha256 OR OLD.external_id IS NOT NEW.external_id BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'document', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'about_kind' AS k, OLD.about_kind AS v WHERE OLD.about_kind IS NOT NEW.about_kind
      UNION ALL SELECT 'about_id' AS k, OLD.about_id AS v WHERE OLD.about_id IS NOT NEW.about_id
      UNION ALL SELECT 'name' AS k, OLD.name AS v WHERE OLD.name IS NOT NEW.name
      UNION ALL SELECT 'kind' AS k, OLD.kind AS v WHERE OLD.kind IS NOT NEW.kind
      UNION ALL SELECT 'version' AS k, OLD.version AS v WHERE OLD.version IS NOT NEW.version
      UNION ALL SELECT 'path' AS k, OLD.path AS v WHERE OLD.path IS NOT NEW.path
      UNION ALL SELECT 'url' AS k, OLD.url AS v WHERE OLD.url IS NOT NEW.url
      UNION ALL SELECT 'size' AS k, OLD.size AS v WHERE OLD.size IS NOT NEW.size
      UNION ALL SELECT 'sha256' AS k, OLD.sha256 AS v WHERE OLD.sha256 IS NOT NEW.sha256
      UNION ALL SELECT 'external_id' AS k, OLD.external_id AS v WHERE OLD.external_id IS NOT NEW.external_id)));
  UPDATE document SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER document_journal_delete AFTER DELETE ON document BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'document', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'name', OLD.name, 'kind', OLD.kind, 'version', OLD.version, 'path', OLD.path, 'url', OLD.url, 'size', OLD.size, 'sha256', OLD.sha256, 'external_id', OLD.external_id));
END;

CREATE TRIGGER stage_change_journal_insert AFTER INSERT ON stage_change BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'stage_change', NEW.nid, 'insert');
END;

CREATE TRIGGER stage_change_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, opportunity_id, from_stage, to_stage, at, by_id, seconds, forced, reason, missing, amount_minor, amount_currency, probability, playbook_id ON stage_change
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.opportunity_id IS NOT NEW.opportunity_id OR OLD.from_stage IS NOT NEW.from_stage OR OLD.to_stage IS NOT NEW.to_stage OR OLD.at IS NOT NEW.at OR OLD.by_id IS NOT NEW.by_id OR OLD.seconds IS NOT NEW.seconds OR OLD.forced IS NOT NEW.forced OR OLD.reason IS NOT NEW.reason OR OLD.missing IS NOT NEW.missing OR OLD.amount_minor IS NOT NEW.amount_minor OR OLD.amount_currency IS NOT NEW.amount_currency OR OLD.probability IS NOT NEW.probability OR OLD.playbook_id IS NOT NEW.playbook_id BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'stage_change', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'opportunity_id' AS k, OLD.opportunity_id AS v WHERE OLD.opportunity_id IS NOT NEW.opportunity_id
      UNION ALL SELECT 'from_stage' AS k, OLD.from_stage AS v WHERE OLD.from_stage IS NOT NEW.from_stage
      UNION ALL SELECT 'to_stage' AS k, OLD.to_stage AS v WHERE OLD.to_stage IS NOT NEW.to_stage
      UNION ALL SELECT 'at' AS k, OLD.at AS v WHERE OLD.at IS NOT NEW.at
      UNION ALL SELECT 'by_id' AS k, OLD.by_id AS v WHERE OLD.by_id IS NOT NEW.by_id
      UNION ALL SELECT 'seconds' AS k, OLD.seconds AS v WHERE OLD.seconds IS NOT NEW.seconds
      UNION ALL SELECT 'forced' AS k, OLD.forced AS v WHERE OLD.forced IS NOT NEW.forced
      UNION ALL SELECT 'reason' AS k, OLD.reason AS v WHERE OLD.reason IS NOT NEW.reason
      UNION ALL SELECT 'missing' AS k, OLD.missing AS v WHERE OLD.missing IS NOT NEW.missing
      UNION ALL SELECT 'amount_minor' AS k, OLD.amount_minor AS v WHERE OLD.amount_minor IS NOT NEW.amount_minor
      UNION ALL SELECT 'amount_currency' AS k, OLD.amount_currency AS v WHERE OLD.amount_currency IS NOT NEW.amount_currency
      UNION ALL SELECT 'probability' AS k, OLD.probability AS v WHERE OLD.probability IS NOT NEW.probability
      UNION ALL SELECT 'playbook_id' AS k, OLD.playbook_id AS v WHERE OLD.playbook_id IS NOT NEW.playbook_id)));
  UPDATE stage_change SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER stage_change_journal_delete AFTER DELETE ON stage_change BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'stage_change', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'opportunity_id', OLD.opportunity_id, 'from_stage', OLD.from_stage, 'to_stage', OLD.to_stage, 'at', OLD.at, 'by_id', OLD.by_id, 'seconds', OLD.seconds, 'forced', OLD.forced, 'reason', OLD.reason, 'missing', OLD.missing, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'probability', OLD.probability, 'playbook_id', OLD.playbook_id));
END;

CREATE TRIGGER share_journal_insert AFTER INSERT ON share BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'share', NEW.nid, 'insert');
END;

CREATE TRIGGER share_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, about_kind, about_id, member_id, role, department, access, part ON share
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.about_kind IS NOT NEW.about_kind OR OLD.about_id IS NOT NEW.about_id OR OLD.member_id IS NOT NEW.member_id OR OLD.role IS NOT NEW.role OR OLD.department IS NOT NEW.department OR OLD.access IS NOT NEW.access OR OLD.part IS NOT NEW.part BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'share', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'about_kind' AS k, OLD.about_kind AS v WHERE OLD.about_kind IS NOT NEW.about_kind
      UNION ALL SELECT 'about_id' AS k, OLD.about_id AS v WHERE OLD.about_id IS NOT NEW.about_id
      UNION ALL SELECT 'member_id' AS k, OLD.member_id AS v WHERE OLD.member_id IS NOT NEW.member_id
      UNION ALL SELECT 'role' AS k, OLD.role AS v WHERE OLD.role IS NOT NEW.role
      UNION ALL SELECT 'department' AS k, OLD.department AS v WHERE OLD.department IS NOT NEW.department
      UNION ALL SELECT 'access' AS k, OLD.access AS v WHERE OLD.access IS NOT NEW.access
      UNION ALL SELECT 'part' AS k, OLD.part AS v WHERE OLD.part IS NOT NEW.part)));
  UPDATE share SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER share_journal_delete AFTER DELETE ON share BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'share', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'member_id', OLD.member_id, 'role', OLD.role, 'department', OLD.department, 'access', OLD.access, 'part', OLD.part));
END;

CREATE TRIGGER guidance_journal_insert AFTER INSERT ON guidance BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'guidance', NEW.nid, 'insert');
END;

CREATE TRIGGER guidance_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, about_kind, about_id, kind, text, author_id, for_id, state, answers_id, answered_at, important, urgent ON guidance
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.about_kind IS NOT NEW.about_kind OR OLD.about_id IS NOT NEW.about_id OR OLD.kind IS NOT NEW.kind OR OLD.text IS NOT NEW.text OR OLD.author_id IS NOT NEW.author_id OR OLD.for_id IS NOT NEW.for_id OR OLD.state IS NOT NEW.state OR OLD.answers_id IS NOT NEW.answers_id OR OLD.answered_at IS NOT NEW.answered_at OR OLD.important IS NOT NEW.important OR OLD.urgent IS NOT NEW.urgent BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'guidance', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'about_kind' AS k, OLD.about_kind AS v WHERE OLD.about_kind IS NOT NEW.about_kind
      UNION ALL SELECT 'about_id' AS k, OLD.about_id AS v WHERE OLD.about_id IS NOT NEW.about_id
      UNION ALL SELECT 'kind' AS k, OLD.kind AS v WHERE OLD.kind IS NOT NEW.kind
      UNION ALL SELECT 'text' AS k, OLD.text AS v WHERE OLD.text IS NOT NEW.text
      UNION ALL SELECT 'author_id' AS k, OLD.author_id AS v WHERE OLD.author_id IS NOT NEW.author_id
      UNION ALL SELECT 'for_id' AS k, OLD.for_id AS v WHERE OLD.for_id IS NOT NEW.for_id
      UNION ALL SELECT 'state' AS k, OLD.state AS v WHERE OLD.state IS NOT NEW.state
      UNION ALL SELECT 'answers_id' AS k, OLD.answers_id AS v WHERE OLD.answers_id IS NOT NEW.answers_id
      UNION ALL SELECT 'answered_at' AS k, OLD.answered_at AS v WHERE OLD.answered_at IS NOT NEW.answered_at
      UNION ALL SELECT 'important' AS k, OLD.important AS v WHERE OLD.important IS NOT NEW.important
      UNION ALL SELECT 'urgent' AS k, OLD.urgent AS v WHERE OLD.urgent IS NOT NEW.urgent)));
  UPDATE guidance SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER guidance_journal_delete AFTER DELETE ON guidance BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'guidance', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'kind', OLD.kind, 'text', OLD.text, 'author_id', OLD.author_id, 'for_id', OLD.for_id, 'state', OLD.state, 'answers_id', OLD.answers_id, 'answered_at', OLD.answered_at, 'important', OLD.important, 'urgent', OLD.urgent));
END;

CREATE TRIGGER notice_journal_insert AFTER INSERT ON notice BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'notice', NEW.nid, 'insert');
END;

CREATE TRIGGER notice_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, for_id, kind, about_kind, about_id, command, fields, number, by_id, detail, read_at ON notice
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.for_id IS NOT NEW.for_id OR OLD.kind IS NOT NEW.kind OR OLD.about_kind IS NOT NEW.about_kind OR OLD.about_id IS NOT NEW.about_id OR OLD.command IS NOT NEW.command OR OLD.fields IS NOT NEW.fields OR OLD.number IS NOT NEW.number OR OLD.by_id IS NOT NEW.by_id OR OLD.detail IS NOT NEW.detail OR OLD.read_at IS NOT NEW.read_at BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'notice', NEW.nid, 'update', (
    SELECT json_group_object(k, v) FROM (
      SELECT 'id' AS k, OLD.id AS v WHERE OLD.id IS NOT NEW.id
      UNION ALL SELECT 'ref' AS k, OLD.ref AS v WHERE OLD.ref IS NOT NEW.ref
      UNION ALL SELECT 'owner_id' AS k, OLD.owner_id AS v WHERE OLD.owner_id IS NOT NEW.owner_id
      UNION ALL SELECT 'created_at' AS k, OLD.created_at AS v WHERE OLD.created_at IS NOT NEW.created_at
      UNION ALL SELECT 'created_by_id' AS k, OLD.created_by_id AS v WHERE OLD.created_by_id IS NOT NEW.created_by_id
      UNION ALL SELECT 'archived_at' AS k, OLD.archived_at AS v WHERE OLD.archived_at IS NOT NEW.archived_at
      UNION ALL SELECT 'removed_at' AS k, OLD.removed_at AS v WHERE OLD.removed_at IS NOT NEW.removed_at
      UNION ALL SELECT 'for_id' AS k, OLD.for_id AS v WHERE OLD.for_id IS NOT NEW.for_id
      UNION ALL SELECT 'kind' AS k, OLD.kind AS v WHERE OLD.kind IS NOT NEW.kind
      UNION ALL SELECT 'about_kind' AS k, OLD.about_kind AS v WHERE OLD.about_kind IS NOT NEW.about_kind
      UNION ALL SELECT 'about_id' AS k, OLD.about_id AS v WHERE OLD.about_id IS NOT NEW.about_id
      UNION ALL SELECT 'command' AS k, OLD.command AS v WHERE OLD.command IS NOT NEW.command
      UNION ALL SELECT 'fields' AS k, OLD.fields AS v WHERE OLD.fields IS NOT NEW.fields
      UNION ALL SELECT 'number' AS k, OLD.number AS v WHERE OLD.number IS NOT NEW.number
      UNION ALL SELECT 'by_id' AS k, OLD.by_id AS v WHERE OLD.by_id IS NOT NEW.by_id
      UNION ALL SELECT 'detail' AS k, OLD.detail AS v WHERE OLD.detail IS NOT NEW.detail
      UNION ALL SELECT 'read_at' AS k, OLD.read_at AS v WHERE OLD.read_at IS NOT NEW.read_at)));
  UPDATE notice SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER notice_journal_delete AFTER DELETE ON notice BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'notice', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'for_id', OLD.for_id, 'kind', OLD.kind, 'about_kind', OLD.about_kind, 'about_id', OLD.about_id, 'command', OLD.command, 'fields', OLD.fields, 'number', OLD.number, 'by_id', OLD.by_id, 'detail', OLD.detail, 'read_at', OLD.read_at));
END;

CREATE TRIGGER customer_alias_journal_insert AFTER INSERT ON customer_alias BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'customer_alias', NEW.nid, 'insert', NEW.customer_id);
END;

CREATE TRIGGER customer_alias_journal_update AFTER UPDATE OF customer_id, value ON customer_alias
WHEN OLD.customer_id IS NOT NEW.customer_id OR OLD.value IS NOT NEW.value BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'customer_alias', NEW.nid, 'update', NEW.customer_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'customer_id' AS k, OLD.customer_id AS v WHERE OLD.customer_id IS NOT NEW.customer_id
      UNION ALL SELECT 'value' AS k, OLD.value AS v WHERE OLD.value IS NOT NEW.value)));
END;

CREATE TRIGGER customer_alias_journal_delete AFTER DELETE ON customer_alias BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'customer_alias', OLD.nid, 'delete', OLD.customer_id,
    json_object('customer_id', OLD.customer_id, 'value', OLD.value));
END;

CREATE TRIGGER contact_phone_journal_insert AFTER INSERT ON contact_phone BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact_phone', NEW.nid, 'insert', NEW.contact_id);
END;

CREATE TRIGGER contact_phone_journal_update AFTER UPDATE OF contact_id, value ON contact_phone
WHEN OLD.contact_id IS NOT NEW.contact_id OR OLD.value IS NOT NEW.value BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact_phone', NEW.nid, 'update', NEW.contact_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'contact_id' AS k, OLD.contact_id AS v WHERE OLD.contact_id IS NOT NEW.contact_id
      UNION ALL SELECT 'value' AS k, OLD.value AS v WHERE OLD.value IS NOT NEW.value)));
END;

CREATE TRIGGER contact_phone_journal_delete AFTER DELETE ON contact_phone BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact_phone', OLD.nid, 'delete', OLD.contact_id,
    json_object('contact_id', OLD.contact_id, 'value', OLD.value));
END;

CREATE TRIGGER contact_email_journal_insert AFTER INSERT ON contact_email BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact_email', NEW.nid, 'insert', NEW.contact_id);
END;

CREATE TRIGGER contact_email_journal_update AFTER UPDATE OF contact_id, value ON contact_email
WHEN OLD.contact_id IS NOT NEW.contact_id OR OLD.value IS NOT NEW.value BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact_email', NEW.nid, 'update', NEW.contact_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'contact_id' AS k, OLD.contact_id AS v WHERE OLD.contact_id IS NOT NEW.contact_id
      UNION ALL SELECT 'value' AS k, OLD.value AS v WHERE OLD.value IS NOT NEW.value)));
END;

CREATE TRIGGER contact_email_journal_delete AFTER DELETE ON contact_email BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact_email', OLD.nid, 'delete', OLD.contact_id,
    json_object('contact_id', OLD.contact_id, 'value', OLD.value));
END;

CREATE TRIGGER contact_messaging_journal_insert AFTER INSERT ON contact_messaging BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact_messaging', NEW.nid, 'insert', NEW.contact_id);
END;

CREATE TRIGGER contact_messaging_journal_update AFTER UPDATE OF contact_id, service, value ON contact_messaging
WHEN OLD.contact_id IS NOT NEW.contact_id OR OLD.service IS NOT NEW.service OR OLD.value IS NOT NEW.value BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact_messaging', NEW.nid, 'update', NEW.contact_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'contact_id' AS k, OLD.contact_id AS v WHERE OLD.contact_id IS NOT NEW.contact_id
      UNION ALL SELECT 'service' AS k, OLD.service AS v WHERE OLD.service IS NOT NEW.service
      UNION ALL SELECT 'value' AS k, OLD.value AS v WHERE OLD.value IS NOT NEW.value)));
END;

CREATE TRIGGER contact_messaging_journal_delete AFTER DELETE ON contact_messaging BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'contact_messaging', OLD.nid, 'delete', OLD.contact_id,
    json_object('contact_id', OLD.contact_id, 'service', OLD.service, 'value', OLD.value));
END;

CREATE TRIGGER followup_contact_journal_insert AFTER INSERT ON followup_contact BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'followup_contact', NEW.nid, 'insert', NEW.followup_id);
END;

CREATE TRIGGER followup_contact_journal_update AFTER UPDATE OF followup_id, contact_id ON followup_contact
WHEN OLD.followup_id IS NOT NEW.followup_id OR OLD.contact_id IS NOT NEW.contact_id BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'followup_contact', NEW.nid, 'update', NEW.followup_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'followup_id' AS k, OLD.followup_id AS v WHERE OLD.followup_id IS NOT NEW.followup_id
      UNION ALL SELECT 'contact_id' AS k, OLD.contact_id AS v WHERE OLD.contact_id IS NOT NEW.contact_id)));
END;

CREATE TRIGGER followup_contact_journal_delete AFTER DELETE ON followup_contact BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'followup_contact', OLD.nid, 'delete', OLD.followup_id,
    json_object('followup_id', OLD.followup_id, 'contact_id', OLD.contact_id));
END;

CREATE TRIGGER followup_member_journal_insert AFTER INSERT ON followup_member BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'followup_member', NEW.nid, 'insert', NEW.followup_id);
END;

CREATE TRIGGER followup_member_journal_update AFTER UPDATE OF followup_id, member_id ON followup_member
WHEN OLD.followup_id IS NOT NEW.followup_id OR OLD.member_id IS NOT NEW.member_id BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'followup_member', NEW.nid, 'update', NEW.followup_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'followup_id' AS k, OLD.followup_id AS v WHERE OLD.followup_id IS NOT NEW.followup_id
      UNION ALL SELECT 'member_id' AS k, OLD.member_id AS v WHERE OLD.member_id IS NOT NEW.member_id)));
END;

CREATE TRIGGER followup_member_journal_delete AFTER DELETE ON followup_member BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'followup_member', OLD.nid, 'delete', OLD.followup_id,
    json_object('followup_id', OLD.followup_id, 'member_id', OLD.member_id));
END;

CREATE TRIGGER document_read_journal_insert AFTER INSERT ON document_read BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'document_read', NEW.nid, 'insert', NEW.document_id);
END;

CREATE TRIGGER document_read_journal_update AFTER UPDATE OF document_id, member_id, read_at ON document_read
WHEN OLD.document_id IS NOT NEW.document_id OR OLD.member_id IS NOT NEW.member_id OR OLD.read_at IS NOT NEW.read_at BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'document_read', NEW.nid, 'update', NEW.document_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'document_id' AS k, OLD.document_id AS v WHERE OLD.document_id IS NOT NEW.document_id
      UNION ALL SELECT 'member_id' AS k, OLD.member_id AS v WHERE OLD.member_id IS NOT NEW.member_id
      UNION ALL SELECT 'read_at' AS k, OLD.read_at AS v WHERE OLD.read_at IS NOT NEW.read_at)));
END;

CREATE TRIGGER document_read_journal_delete AFTER DELETE ON document_read BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'document_read', OLD.nid, 'delete', OLD.document_id,
    json_object('document_id', OLD.document_id, 'member_id', OLD.member_id, 'read_at', OLD.read_at));
END;

CREATE TRIGGER tag_journal_insert AFTER INSERT ON tag BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'tag', NEW.nid, 'insert', NEW.record_id);
END;

CREATE TRIGGER tag_journal_update AFTER UPDATE OF record_kind, record_id, value ON tag
WHEN OLD.record_kind IS NOT NEW.record_kind OR OLD.record_id IS NOT NEW.record_id OR OLD.value IS NOT NEW.value BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'tag', NEW.nid, 'update', NEW.record_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'record_kind' AS k, OLD.record_kind AS v WHERE OLD.record_kind IS NOT NEW.record_kind
      UNION ALL SELECT 'record_id' AS k, OLD.record_id AS v WHERE OLD.record_id IS NOT NEW.record_id
      UNION ALL SELECT 'value' AS k, OLD.value AS v WHERE OLD.value IS NOT NEW.value)));
END;

CREATE TRIGGER tag_journal_delete AFTER DELETE ON tag BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'tag', OLD.nid, 'delete', OLD.record_id,
    json_object('record_kind', OLD.record_kind, 'record_id', OLD.record_id, 'value', OLD.value));
END;

CREATE TRIGGER word_journal_insert AFTER INSERT ON word BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'word', NEW.nid, 'insert', NEW.record_id);
END;

CREATE TRIGGER word_journal_update AFTER UPDATE OF record_kind, record_id, part, value ON word
WHEN OLD.record_kind IS NOT NEW.record_kind OR OLD.record_id IS NOT NEW.record_id OR OLD.part IS NOT NEW.part OR OLD.value IS NOT NEW.value BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'word', NEW.nid, 'update', NEW.record_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'record_kind' AS k, OLD.record_kind AS v WHERE OLD.record_kind IS NOT NEW.record_kind
      UNION ALL SELECT 'record_id' AS k, OLD.record_id AS v WHERE OLD.record_id IS NOT NEW.record_id
      UNION ALL SELECT 'part' AS k, OLD.part AS v WHERE OLD.part IS NOT NEW.part
      UNION ALL SELECT 'value' AS k, OLD.value AS v WHERE OLD.value IS NOT NEW.value)));
END;

CREATE TRIGGER word_journal_delete AFTER DELETE ON word BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'word', OLD.nid, 'delete', OLD.record_id,
    json_object('record_kind', OLD.record_kind, 'record_id', OLD.record_id, 'part', OLD.part, 'value', OLD.value));
END;

CREATE TRIGGER follower_journal_insert AFTER INSERT ON follower BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'follower', NEW.nid, 'insert', NEW.record_id);
END;

CREATE TRIGGER follower_journal_update AFTER UPDATE OF record_kind, record_id, member_id ON follower
WHEN OLD.record_kind IS NOT NEW.record_kind OR OLD.record_id IS NOT NEW.record_id OR OLD.member_id IS NOT NEW.member_id BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'follower', NEW.nid, 'update', NEW.record_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'record_kind' AS k, OLD.record_kind AS v WHERE OLD.record_kind IS NOT NEW.record_kind
      UNION ALL SELECT 'record_id' AS k, OLD.record_id AS v WHERE OLD.record_id IS NOT NEW.record_id
      UNION ALL SELECT 'member_id' AS k, OLD.member_id AS v WHERE OLD.member_id IS NOT NEW.member_id)));
END;

CREATE TRIGGER follower_journal_delete AFTER DELETE ON follower BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'follower', OLD.nid, 'delete', OLD.record_id,
    json_object('record_kind', OLD.record_kind, 'record_id', OLD.record_id, 'member_id', OLD.member_id));
END;

CREATE TRIGGER custom_journal_insert AFTER INSERT ON custom BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'custom', NEW.nid, 'insert', NEW.record_id);
END;

CREATE TRIGGER custom_journal_update AFTER UPDATE OF record_kind, record_id, name, value ON custom
WHEN OLD.record_kind IS NOT NEW.record_kind OR OLD.record_id IS NOT NEW.record_id OR OLD.name IS NOT NEW.name OR OLD.value IS NOT NEW.value BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'custom', NEW.nid, 'update', NEW.record_id, (
    SELECT json_group_object(k, v) FROM (
      SELECT 'record_kind' AS k, OLD.record_kind AS v WHERE OLD.record_kind IS NOT NEW.record_kind
      UNION ALL SELECT 'record_id' AS k, OLD.record_id AS v WHERE OLD.record_id IS NOT NEW.record_id
      UNION ALL SELECT 'name' AS k, OLD.name AS v WHERE OLD.name IS NOT NEW.name
      UNION ALL SELECT 'value' AS k, OLD.value AS v WHERE OLD.value IS NOT NEW.value)));
END;

CREATE TRIGGER custom_journal_delete AFTER DELETE ON custom BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, parent, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'custom', OLD.nid, 'delete', OLD.record_id,
    json_object('record_kind', OLD.record_kind, 'record_id', OLD.record_id, 'name', OLD.name, 'value', OLD.value));
END;

-- Columns the store keeps by itself; they are not journalled.

CREATE TRIGGER followup_dealt_insert AFTER INSERT ON followup BEGIN
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

CREATE TRIGGER reminder_next_insert AFTER INSERT ON reminder WHEN NEW.customer_id IS NOT NULL BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE customer_id = NEW.customer_id AND state <> 'done' AND removed_at IS NULL
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id = NEW.customer_id;
END;

CREATE TRIGGER reminder_next_update
AFTER UPDATE OF customer_id, due_on, due_at, state, snoozed_until_on, snoozed_until_at, removed_at ON reminder BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE customer_id = customer.id AND state <> 'done' AND removed_at IS NULL
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id IN (OLD.customer_id, NEW.customer_id);
END;

CREATE TRIGGER reminder_next_delete AFTER DELETE ON reminder WHEN OLD.customer_id IS NOT NULL BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE customer_id = OLD.customer_id AND state <> 'done' AND removed_at IS NULL
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
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

CREATE TRIGGER opportunity_next_insert AFTER INSERT ON reminder
WHEN NEW.about_kind IN ('opportunity', 'followup') BEGIN
  UPDATE opportunity SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE state <> 'done' AND removed_at IS NULL AND (about_id = opportunity.id
      OR about_id IN (SELECT id FROM followup WHERE opportunity_id = opportunity.id))
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id = CASE NEW.about_kind WHEN 'opportunity' THEN NEW.about_id
    ELSE (SELECT opportunity_id FROM followup WHERE id = NEW.about_id) END;
END;

CREATE TRIGGER opportunity_next_update
AFTER UPDATE OF about_id, due_on, due_at, state, snoozed_until_on, snoozed_until_at, removed_at ON reminder
WHEN OLD.about_kind IN ('opportunity', 'followup') OR NEW.about_kind IN ('opportunity', 'followup') BEGIN
  UPDATE opportunity SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE state <> 'done' AND removed_at IS NULL AND (about_id = opportunity.id
      OR about_id IN (SELECT id FROM followup WHERE opportunity_id = opportunity.id))
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id IN (OLD.about_id, NEW.about_id)
    OR id IN (SELECT opportunity_id FROM followup WHERE id IN (OLD.about_id, NEW.about_id));
END;

CREATE TRIGGER opportunity_next_delete AFTER DELETE ON reminder
WHEN OLD.about_kind IN ('opportunity', 'followup') BEGIN
  UPDATE opportunity SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE state <> 'done' AND removed_at IS NULL AND (about_id = opportunity.id
      OR about_id IN (SELECT id FROM followup WHERE opportunity_id = opportunity.id))
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id = OLD.about_id OR id IN (SELECT opportunity_id FROM followup WHERE id = OLD.about_id);
END;

-- A reminder is about the follow-up it came from: where that goes to an opportunity, it goes along.
CREATE TRIGGER opportunity_next_moved AFTER UPDATE OF opportunity_id, removed_at ON followup
WHEN OLD.opportunity_id IS NOT NULL OR NEW.opportunity_id IS NOT NULL BEGIN
  UPDATE opportunity SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE state <> 'done' AND removed_at IS NULL AND (about_id = opportunity.id
      OR about_id IN (SELECT id FROM followup WHERE opportunity_id = opportunity.id))
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id IN (OLD.opportunity_id, NEW.opportunity_id);
END;

-- The board's counts and sums: open opportunities by stage, owner, process and currency.
CREATE TRIGGER opportunity_sum_insert AFTER INSERT ON opportunity
WHEN NEW.outcome IS NULL AND NEW.removed_at IS NULL AND NEW.archived_at IS NULL BEGIN
  INSERT INTO opportunity_sum (stage, owner, playbook, currency, number, minor, weighted)
  VALUES (coalesce(NEW.stage, ''), coalesce(NEW.owner_id, ''), coalesce(NEW.playbook_id, ''),
    coalesce(NEW.amount_currency, ''), 1, coalesce(NEW.amount_minor, 0),
    coalesce(NEW.amount_minor, 0) * coalesce(NEW.probability, 0))
  ON CONFLICT DO UPDATE SET number = number + 1, minor = minor + excluded.minor, weighted = weighted + excluded.weighted;
END;

CREATE TRIGGER opportunity_sum_update AFTER UPDATE OF stage, owner_id, playbook_id, amount_minor, amount_currency,
  probability, outcome, removed_at, archived_at ON opportunity
WHEN OLD.stage IS NOT NEW.stage OR OLD.owner_id IS NOT NEW.owner_id OR OLD.playbook_id IS NOT NEW.playbook_id
  OR OLD.amount_minor IS NOT NEW.amount_minor OR OLD.amount_currency IS NOT NEW.amount_currency
  OR OLD.probability IS NOT NEW.probability OR OLD.outcome IS NOT NEW.outcome
  OR OLD.removed_at IS NOT NEW.removed_at OR OLD.archived_at IS NOT NEW.archived_at BEGIN
  UPDATE opportunity_sum SET number = number - 1, minor = minor - coalesce(OLD.amount_minor, 0),
    weighted = weighted - coalesce(OLD.amount_minor, 0) * coalesce(OLD.probability, 0)
  WHERE OLD.outcome IS NULL AND OLD.removed_at IS NULL AND OLD.archived_at IS NULL
    AND stage = coalesce(OLD.stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND playbook = coalesce(OLD.playbook_id, '') AND currency = coalesce(OLD.amount_currency, '');
  INSERT INTO opportunity_sum (stage, owner, playbook, currency, number, minor, weighted)
  SELECT coalesce(NEW.stage, ''), coalesce(NEW.owner_id, ''), coalesce(NEW.playbook_id, ''),
    coalesce(NEW.amount_currency, ''), 1, coalesce(NEW.amount_minor, 0),
    coalesce(NEW.amount_minor, 0) * coalesce(NEW.probability, 0)
  WHERE NEW.outcome IS NULL AND NEW.removed_at IS NULL AND NEW.archived_at IS NULL
  ON CONFLICT DO UPDATE SET number = number + 1, minor = minor + excluded.minor, weighted = weighted + excluded.weighted;
  DELETE FROM opportunity_sum WHERE number = 0
    AND stage = coalesce(OLD.stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND playbook = coalesce(OLD.playbook_id, '') AND currency = coalesce(OLD.amount_currency, '');
END;

CREATE TRIGGER opportunity_sum_delete AFTER DELETE ON opportunity
WHEN OLD.outcome IS NULL AND OLD.removed_at IS NULL AND OLD.archived_at IS NULL BEGIN
  UPDATE opportunity_sum SET number = number - 1, minor = minor - coalesce(OLD.amount_minor, 0),
    weighted = weighted - coalesce(OLD.amount_minor, 0) * coalesce(OLD.probability, 0)
  WHERE stage = coalesce(OLD.stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND playbook = coalesce(OLD.playbook_id, '') AND currency = coalesce(OLD.amount_currency, '');
  DELETE FROM opportunity_sum WHERE number = 0
    AND stage = coalesce(OLD.stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND playbook = coalesce(OLD.playbook_id, '') AND currency = coalesce(OLD.amount_currency, '');
END;

-- The funnel's flow: how often opportunities went from stage to stage, after how many days, by owner and process.
CREATE TRIGGER stage_flow_insert AFTER INSERT ON stage_change WHEN NEW.removed_at IS NULL BEGIN
  INSERT INTO stage_flow (playbook, from_stage, to_stage, owner, days, number, seconds, forced)
  VALUES (coalesce(NEW.playbook_id, ''), coalesce(NEW.from_stage, ''), coalesce(NEW.to_stage, ''),
    coalesce(NEW.owner_id, ''), coalesce(NEW.seconds, 0) / 86400, 1, coalesce(NEW.seconds, 0), NEW.forced)
  ON CONFLICT DO UPDATE SET number = number + 1, seconds = seconds + excluded.seconds, forced = forced + excluded.forced;
END;

CREATE TRIGGER stage_flow_update AFTER UPDATE OF playbook_id, from_stage, to_stage, owner_id, seconds, forced, removed_at
ON stage_change BEGIN
  UPDATE stage_flow SET number = number - 1, seconds = seconds - coalesce(OLD.seconds, 0), forced = forced - OLD.forced
  WHERE OLD.removed_at IS NULL AND playbook = coalesce(OLD.playbook_id, '') AND from_stage = coalesce(OLD.from_stage, '')
    AND to_stage = coalesce(OLD.to_stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND days = coalesce(OLD.seconds, 0) / 86400;
  INSERT INTO stage_flow (playbook, from_stage, to_stage, owner, days, number, seconds, forced)
  SELECT coalesce(NEW.playbook_id, ''), coalesce(NEW.from_stage, ''), coalesce(NEW.to_stage, ''),
    coalesce(NEW.owner_id, ''), coalesce(NEW.seconds, 0) / 86400, 1, coalesce(NEW.seconds, 0), NEW.forced
  WHERE NEW.removed_at IS NULL
  ON CONFLICT DO UPDATE SET number = number + 1, seconds = seconds + excluded.seconds, forced = forced + excluded.forced;
  DELETE FROM stage_flow WHERE number = 0 AND playbook = coalesce(OLD.playbook_id, '')
    AND from_stage = coalesce(OLD.from_stage, '') AND to_stage = coalesce(OLD.to_stage, '')
    AND owner = coalesce(OLD.owner_id, '') AND days = coalesce(OLD.seconds, 0) / 86400;
END;

CREATE TRIGGER stage_flow_delete AFTER DELETE ON stage_change WHEN OLD.removed_at IS NULL BEGIN
  UPDATE stage_flow SET number = number - 1, seconds = seconds - coalesce(OLD.seconds, 0), forced = forced - OLD.forced
  WHERE playbook = coalesce(OLD.playbook_id, '') AND from_stage = coalesce(OLD.from_stage, '')
    AND to_stage = coalesce(OLD.to_stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND days = coalesce(OLD.seconds, 0) / 86400;
  DELETE FROM stage_flow WHERE number = 0 AND playbook = coalesce(OLD.playbook_id, '')
    AND from_stage = coalesce(OLD.from_stage, '') AND to_stage = coalesce(OLD.to_stage, '')
    AND owner = coalesce(OLD.owner_id, '') AND days = coalesce(OLD.seconds, 0) / 86400;
END;

CREATE TRIGGER document_customer_insert AFTER INSERT ON document BEGIN
  UPDATE document SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
    WHEN 'opportunity' THEN (SELECT customer_id FROM opportunity WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER document_customer_update AFTER UPDATE OF about_kind, about_id ON document BEGIN
  UPDATE document SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
    WHEN 'opportunity' THEN (SELECT customer_id FROM opportunity WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER share_customer_insert AFTER INSERT ON share BEGIN
  UPDATE share SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
    WHEN 'opportunity' THEN (SELECT customer_id FROM opportunity WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER share_customer_update AFTER UPDATE OF about_kind, about_id ON share BEGIN
  UPDATE share SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
    WHEN 'opportunity' THEN (SELECT customer_id FROM opportunity WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER guidance_customer_insert AFTER INSERT ON guidance BEGIN
  UPDATE guidance SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
    WHEN 'opportunity' THEN (SELECT customer_id FROM opportunity WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER guidance_customer_update AFTER UPDATE OF about_kind, about_id ON guidance BEGIN
  UPDATE guidance SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
    WHEN 'opportunity' THEN (SELECT customer_id FROM opportunity WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER notice_customer_insert AFTER INSERT ON notice BEGIN
  UPDATE notice SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
    WHEN 'opportunity' THEN (SELECT customer_id FROM opportunity WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER notice_customer_update AFTER UPDATE OF about_kind, about_id ON notice BEGIN
  UPDATE notice SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
    WHEN 'opportunity' THEN (SELECT customer_id FROM opportunity WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER contact_moved AFTER UPDATE OF customer_id ON contact
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE document SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE share SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE guidance SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE notice SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
END;

CREATE TRIGGER followup_moved AFTER UPDATE OF customer_id ON followup
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE document SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE share SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE guidance SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE notice SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
END;

CREATE TRIGGER reminder_moved AFTER UPDATE OF customer_id ON reminder
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE document SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE share SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE guidance SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE notice SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
END;

CREATE TRIGGER opportunity_moved AFTER UPDATE OF customer_id ON opportunity
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE document SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE share SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE guidance SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
  UPDATE notice SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
END;
