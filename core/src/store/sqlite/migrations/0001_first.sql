-- Version 1 of the schema. Comments stand inside the statements, so that `.schema` shows them.
-- Times are milliseconds since 1970 in UTC. Public ids are UUIDs of 16 bytes; the integer keys never
-- leave the file.

CREATE TABLE book(
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  uid          BLOB    NOT NULL,  -- the book's own id
  node         INTEGER NOT NULL,  -- names this file as a writer of the change log
  salt         BLOB    NOT NULL,  -- for digests of addresses that are only to be recognised
  key_version  INTEGER NOT NULL,  -- the rules by which match keys were made
  policy_epoch INTEGER NOT NULL,  -- grows with every change of groups and members
  created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE settings(
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  version    INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT    NOT NULL,
  body       TEXT    NOT NULL     -- JSON
) STRICT;

CREATE TABLE customer(
  id                INTEGER PRIMARY KEY,
  uid               BLOB    NOT NULL,
  kind              INTEGER NOT NULL,  -- 0 person, 1 entity
  status            INTEGER NOT NULL,  -- 0 active, 1 inactive
  sort_name         TEXT    NOT NULL,  -- the folded name
  full_name         TEXT,
  given_name        TEXT,
  family_name       TEXT,
  ref1              TEXT,
  ref2              TEXT,
  address_line1     TEXT,
  address_line2     TEXT,
  address_line3     TEXT,
  city              TEXT,
  state             TEXT,
  postal_code       TEXT,
  country           TEXT,              -- ISO 3166-1 alpha-2
  time_zone         TEXT,              -- IANA
  location          TEXT,
  avatar            TEXT,
  locale            TEXT,              -- BCP 47
  source            TEXT,
  owner             TEXT,              -- the actor's id: row scope `own`
  team              TEXT,              -- row scope `team`
  preferred_channel INTEGER,           -- 0 email, 1 phone, 2 handle
  merged_into       INTEGER REFERENCES customer,
  verified          INTEGER NOT NULL,
  auto_created      INTEGER NOT NULL,  -- 1 when matching created it
  blocked_by        TEXT,
  blocked_at        INTEGER,
  blocked_reason    TEXT,
  custom            TEXT,              -- JSON by the short ids of custom fields
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  version           INTEGER NOT NULL,
  made_by           TEXT    NOT NULL,  -- provenance of the row: actor
  made_how          INTEGER NOT NULL,  -- 0 typed, 1 captured, 2 imported, 3 derived, 4 generated
  made_at           INTEGER NOT NULL,
  made_source       TEXT,
  provenance        TEXT,              -- JSON {field: [version, actor, how, at]} for what differs
  row_sum           INTEGER,           -- 64-bit sum over the row; NULL in rows that have none yet
  cards_sum         INTEGER            -- the sums of its cards and points, exclusive or
) STRICT;
CREATE UNIQUE INDEX customer_uid ON customer(uid);
CREATE UNIQUE INDEX customer_ref1 ON customer(ref1) WHERE ref1 IS NOT NULL;
CREATE UNIQUE INDEX customer_ref2 ON customer(ref2) WHERE ref2 IS NOT NULL;
CREATE INDEX customer_sort_name ON customer(sort_name, uid) WHERE merged_into IS NULL;
CREATE INDEX customer_created ON customer(created_at, uid) WHERE merged_into IS NULL;
CREATE INDEX customer_auto_created ON customer(created_at) WHERE auto_created = 1;
CREATE INDEX customer_merged_into ON customer(merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE customer_activity(
  customer_id     INTEGER PRIMARY KEY REFERENCES customer ON DELETE CASCADE,
  last_contact_at INTEGER NOT NULL     -- the newest interaction with a person on one side
) STRICT;
CREATE INDEX customer_activity_at ON customer_activity(last_contact_at, customer_id);

CREATE TABLE retired_reference(
  slot       INTEGER NOT NULL,         -- 1 or 2
  value      TEXT    NOT NULL,
  uid        BLOB    NOT NULL,         -- the customer that had it
  retired_at INTEGER NOT NULL,
  PRIMARY KEY(slot, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE keep_apart(
  low    BLOB    NOT NULL,             -- the smaller uid of the pair
  high   BLOB    NOT NULL,
  by     TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY(low, high)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact(
  customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
  seq         INTEGER NOT NULL,
  uid         BLOB    NOT NULL,
  label       TEXT,
  person_name TEXT,
  row_sum     INTEGER,
  PRIMARY KEY(customer_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_point(
  customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
  seq         INTEGER NOT NULL,        -- order of adding, over all cards of the customer
  uid         BLOB    NOT NULL,
  contact_seq INTEGER NOT NULL,        -- the card
  kind        INTEGER NOT NULL,        -- 0 email, 1 mobile, 2 home, 3 business, 4 other phone, 5.. handles
  family      INTEGER NOT NULL,        -- 0 email, 1 phone, 2 handle
  norm        TEXT    NOT NULL,        -- match key
  extension   TEXT    NOT NULL,        -- of a phone, else empty
  value       TEXT,                    -- as typed; NULL when equal to norm
  weak        TEXT,                    -- a coarser key; NULL when there is none
  account     TEXT,                    -- page, widget or project of a handle
  selector    TEXT,                    -- the country selector beside a phone
  assumed     TEXT,                    -- the region in which a phone without + was read
  region      TEXT,                    -- the region that the plan gives a phone
  traits      INTEGER NOT NULL,        -- of a phone: line type, plan, origin of the region
  flags       INTEGER NOT NULL,        -- bit 0 preferred, bit 1 contactable
  verified_by TEXT,
  verified_at INTEGER,
  made_by     TEXT    NOT NULL,
  made_how    INTEGER NOT NULL,
  made_at     INTEGER NOT NULL,
  made_source TEXT,
  row_sum     INTEGER,
  PRIMARY KEY(customer_id, kind, norm, extension)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_point_norm ON contact_point(norm, family);
CREATE INDEX contact_point_weak ON contact_point(weak, family) WHERE weak IS NOT NULL;

CREATE TABLE address_fact(
  family              INTEGER NOT NULL,
  norm                TEXT    NOT NULL,
  shared              INTEGER NOT NULL,
  undeliverable_since INTEGER,
  undeliverable_code  TEXT,
  soft_bounces        INTEGER NOT NULL,
  PRIMARY KEY(family, norm)
) STRICT, WITHOUT ROWID;

CREATE TABLE removed_point(
  customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
  digest      BLOB    NOT NULL,        -- salted, of family and key
  source      TEXT    NOT NULL,
  removed_at  INTEGER NOT NULL,
  PRIMARY KEY(customer_id, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE suppressed_key(
  digest BLOB    PRIMARY KEY,          -- salted, of family and key of an address that was erased
  at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_profile(
  customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
  channel     TEXT    NOT NULL,
  account     TEXT    NOT NULL,        -- empty when the channel has none
  user_id     TEXT    NOT NULL,
  first_at    INTEGER NOT NULL,
  last_at     INTEGER NOT NULL,
  attributes  TEXT    NOT NULL,        -- JSON, as the channel gave them
  PRIMARY KEY(customer_id, channel, account, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE interaction(
  id               INTEGER PRIMARY KEY,
  uid              BLOB    NOT NULL,
  kind             INTEGER NOT NULL,   -- 0 email, 1 call, 2 chat, 3 ticket
  external_id      TEXT    NOT NULL,
  identity         TEXT    NOT NULL,   -- the sender's key; empty when there is none
  customer_id      INTEGER REFERENCES customer ON DELETE SET NULL,
  at               INTEGER NOT NULL,
  automated        INTEGER NOT NULL,
  linked_by        TEXT    NOT NULL,
  linked_by_hand   INTEGER NOT NULL,
  linked_at        INTEGER NOT NULL,
  created_customer INTEGER NOT NULL,   -- 1 when the link created the customer
  participants     TEXT,               -- JSON list of addresses
  UNIQUE(kind, external_id, identity)
) STRICT;
CREATE INDEX interaction_customer ON interaction(customer_id, at);

CREATE TABLE sent_message(
  message_id  TEXT    NOT NULL,
  norm        TEXT    NOT NULL,        -- the key of a recipient
  customer_id INTEGER REFERENCES customer ON DELETE SET NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY(message_id, norm)
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_message_customer ON sent_message(customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE permission_group(
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  description TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE permission_grant(
  group_id   TEXT    NOT NULL REFERENCES permission_group ON DELETE CASCADE,
  seq        INTEGER NOT NULL,
  permission TEXT    NOT NULL,
  selector   TEXT,
  scope      TEXT    NOT NULL,
  effect     TEXT    NOT NULL,
  until      INTEGER,
  PRIMARY KEY(group_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE member(
  id   TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE member_group(
  member_id TEXT NOT NULL REFERENCES member ON DELETE CASCADE,
  group_id  TEXT NOT NULL REFERENCES permission_group ON DELETE CASCADE,
  PRIMARY KEY(member_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_group_of ON member_group(group_id);

CREATE TABLE change_log(
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, in the order of commits
  hlc       INTEGER NOT NULL,          -- hybrid logical clock: milliseconds * 65536 + counter
  node      INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  actor     TEXT    NOT NULL,
  how       INTEGER NOT NULL,
  operation TEXT    NOT NULL,
  kind      TEXT    NOT NULL,
  record    TEXT    NOT NULL,          -- the record's public id
  subject   BLOB,                      -- the customer's uid; outlives the customer
  fields    TEXT    NOT NULL,          -- JSON list of names
  body_hash BLOB    NOT NULL,          -- SHA-256 over the salt and the body of change_value
  chain     BLOB    NOT NULL           -- SHA-256 over the chain before and this row
) STRICT;
CREATE INDEX change_log_subject ON change_log(subject, seq) WHERE subject IS NOT NULL;

CREATE TABLE change_value(
  seq  INTEGER PRIMARY KEY REFERENCES change_log,
  salt BLOB NOT NULL,
  body TEXT NOT NULL                   -- JSON list of {field, old, new}; erasing deletes the row
) STRICT;
