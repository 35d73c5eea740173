-- Version 5: imports go on where they stopped, find duplicates inside their file, and keep what a card
-- holds beside the customer.

CREATE TABLE import_run(
  id           INTEGER PRIMARY KEY,
  actor        TEXT    NOT NULL,
  name         TEXT    NOT NULL,  -- the host's name for it, or one that was made up
  unnamed      INTEGER NOT NULL,  -- 1 when it was made up: nobody will ask for it again
  fingerprint  BLOB    NOT NULL,  -- SHA-256 of the options and of the file's beginning
  state        INTEGER NOT NULL,  -- 0 running, 1 ended, 2 ended and nothing left to clear
  updated_at   INTEGER NOT NULL,
  rows         INTEGER NOT NULL,  -- records of the file that are done
  report_bytes INTEGER NOT NULL,  -- length of the report before the last batch, in octets
  progress     TEXT    NOT NULL,  -- JSON
  last_batch   TEXT    NOT NULL,  -- JSON: what became of each row of it; no values
  UNIQUE(actor, name)
) STRICT;

CREATE TABLE import_touched(
  customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
  run         INTEGER NOT NULL REFERENCES import_run,
  row         INTEGER NOT NULL,   -- the first row of the file that brought or found the customer
  version     INTEGER,            -- what the run left of a customer that it created
  PRIMARY KEY(customer_id, run)
) STRICT, WITHOUT ROWID;

CREATE TABLE preserved_property(
  customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
  seq         INTEGER NOT NULL,
  format      TEXT    NOT NULL,   -- vcard, jscontact
  name        TEXT    NOT NULL,   -- of the property, or the JSON pointer of the member
  value       TEXT    NOT NULL,
  PRIMARY KEY(customer_id, seq)
) STRICT, WITHOUT ROWID;
