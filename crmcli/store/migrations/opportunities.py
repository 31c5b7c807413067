"""Version 4: opportunities with their stages, processes, shares, guidance and notices.

Written down as it was when that version came: what the tables become later is for later steps.
"""

from __future__ import annotations

TABLES = """
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

ALTER TABLE followup ADD COLUMN opportunity_id TEXT REFERENCES opportunity (id);

ALTER TABLE customer ADD COLUMN owned_since TEXT;
"""  # noqa: E501
