"""Version 2: documents and who has read them, which reminders were shown; the search index has other keys.

Written down as it was when that version came: what the tables become later is for later steps.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE notified (
  reminder INTEGER PRIMARY KEY,
  due TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

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

CREATE TABLE document_read (
  nid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  document_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  read_at TEXT NOT NULL,
  UNIQUE (document_id, member_id),
  FOREIGN KEY(document_id) REFERENCES document (id),
  FOREIGN KEY(member_id) REFERENCES member (id)
) STRICT;
"""  # noqa: E501
