-- Version 3: levels of grants, data classes of fields, sessions whose groups the host asserts, and how
-- much may be looked up.

ALTER TABLE permission_grant ADD COLUMN level TEXT;  -- presence, masked, view; absent means view

CREATE TABLE field_class(
  field TEXT PRIMARY KEY,    -- a field whose data class is not the one that it comes with
  class TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lookup_budget(
  actor  TEXT PRIMARY KEY,
  spent  INTEGER NOT NULL,   -- millionths of look-ups that have not grown back
  at     INTEGER NOT NULL    -- when that was so
) STRICT, WITHOUT ROWID;

ALTER TABLE change_log ADD COLUMN asserted TEXT;  -- the groups that the host asserted, by keys
