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
  author_id TEXT,
  UNIQUE (id),
  UNIQUE (ref),
  FOREIGN KEY(author_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(reminder_id) REFERENCES reminder (id)
) STRICT;

CREATE INDEX followup_by_author ON followup (author_id, coalesce(at_at, at_on));

CREATE INDEX followup_external ON followup (external_id) WHERE external_id IS NOT NULL;

CREATE INDEX followup_of_customer ON followup (customer_id, coalesce(at_at, at_on));

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

CREATE TRIGGER customer_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, name, kind, status, source, industry, country, region, city, postal_code, address, phone, fax, email, website, tax_id, external_id, level, payment_terms, currency ON customer
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.name IS NOT NEW.name OR OLD.kind IS NOT NEW.kind OR OLD.status IS NOT NEW.status OR OLD.source IS NOT NEW.source OR OLD.industry IS NOT NEW.industry OR OLD.country IS NOT NEW.country OR OLD.region IS NOT NEW.region OR OLD.city IS NOT NEW.city OR OLD.postal_code IS NOT NEW.postal_code OR OLD.address IS NOT NEW.address OR OLD.phone IS NOT NEW.phone OR OLD.fax IS NOT NEW.fax OR OLD.email IS NOT NEW.email OR OLD.website IS NOT NEW.website OR OLD.tax_id IS NOT NEW.tax_id OR OLD.external_id IS NOT NEW.external_id OR OLD.level IS NOT NEW.level OR OLD.payment_terms IS NOT NEW.payment_terms OR OLD.currency IS NOT NEW.currency BEGIN
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
      UNION ALL SELECT 'currency' AS k, OLD.currency AS v WHERE OLD.currency IS NOT NEW.currency)));
  UPDATE customer SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER customer_journal_delete AFTER DELETE ON customer BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'customer', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'name', OLD.name, 'kind', OLD.kind, 'status', OLD.status, 'source', OLD.source, 'industry', OLD.industry, 'country', OLD.country, 'region', OLD.region, 'city', OLD.city, 'postal_code', OLD.postal_code, 'address', OLD.address, 'phone', OLD.phone, 'fax', OLD.fax, 'email', OLD.email, 'website', OLD.website, 'tax_id', OLD.tax_id, 'external_id', OLD.external_id, 'level', OLD.level, 'payment_terms', OLD.payment_terms, 'currency', OLD.currency));
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

CREATE TRIGGER followup_journal_update AFTER UPDATE OF id, ref, owner_id, created_at, created_by_id, archived_at, removed_at, customer_id, kind, at_on, at_at, text, judgement, next_step, next_due_on, next_due_at, reminder_id, amount_minor, amount_currency, external_id, author_id ON followup
WHEN OLD.id IS NOT NEW.id OR OLD.ref IS NOT NEW.ref OR OLD.owner_id IS NOT NEW.owner_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id OR OLD.archived_at IS NOT NEW.archived_at OR OLD.removed_at IS NOT NEW.removed_at OR OLD.customer_id IS NOT NEW.customer_id OR OLD.kind IS NOT NEW.kind OR OLD.at_on IS NOT NEW.at_on OR OLD.at_at IS NOT NEW.at_at OR OLD.text IS NOT NEW.text OR OLD.judgement IS NOT NEW.judgement OR OLD.next_step IS NOT NEW.next_step OR OLD.next_due_on IS NOT NEW.next_due_on OR OLD.next_due_at IS NOT NEW.next_due_at OR OLD.reminder_id IS NOT NEW.reminder_id OR OLD.amount_minor IS NOT NEW.amount_minor OR OLD.amount_currency IS NOT NEW.amount_currency OR OLD.external_id IS NOT NEW.external_id OR OLD.author_id IS NOT NEW.author_id BEGIN
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
      UNION ALL SELECT 'author_id' AS k, OLD.author_id AS v WHERE OLD.author_id IS NOT NEW.author_id)));
  UPDATE followup SET (updated_at, updated_by_id) = (SELECT at, actor_id FROM txn WHERE nid = coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)))
    WHERE nid = NEW.nid;
END;

CREATE TRIGGER followup_journal_delete AFTER DELETE ON followup BEGIN
  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;
  INSERT INTO change (txn, tbl, row, op, old) VALUES (coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn)), 'followup', OLD.nid, 'delete',
    json_object('id', OLD.id, 'ref', OLD.ref, 'owner_id', OLD.owner_id, 'created_at', OLD.created_at, 'created_by_id', OLD.created_by_id, 'archived_at', OLD.archived_at, 'removed_at', OLD.removed_at, 'customer_id', OLD.customer_id, 'kind', OLD.kind, 'at_on', OLD.at_on, 'at_at', OLD.at_at, 'text', OLD.text, 'judgement', OLD.judgement, 'next_step', OLD.next_step, 'next_due_on', OLD.next_due_on, 'next_due_at', OLD.next_due_at, 'reminder_id', OLD.reminder_id, 'amount_minor', OLD.amount_minor, 'amount_currency', OLD.amount_currency, 'external_id', OLD.external_id, 'author_id', OLD.author_id));
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

-- Whose a document is follows from what it is about.
CREATE TRIGGER document_customer_insert AFTER INSERT ON document BEGIN
  UPDATE document SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER document_customer_update AFTER UPDATE OF about_kind, about_id ON document BEGIN
  UPDATE document SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER contact_documents AFTER UPDATE OF customer_id ON contact
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE document SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
END;

CREATE TRIGGER followup_documents AFTER UPDATE OF customer_id ON followup
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE document SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
END;

CREATE TRIGGER reminder_documents AFTER UPDATE OF customer_id ON reminder
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE document SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
END;
