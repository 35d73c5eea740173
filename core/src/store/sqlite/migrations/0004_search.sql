-- Version 4: finding customers by words, by parts of identifiers, by conditions; stored conditions.
-- What stands here of customers that are there already is made anew when the book is opened.

CREATE VIRTUAL TABLE search USING fts5(
  words,                     -- tokens, made by the library: names, persons on cards, domains
  content='', contentless_delete=1, detail=none, prefix='1 2 3 4 5', tokenize='ascii'
);

CREATE TABLE phone_tail(
  tail        INTEGER NOT NULL,  -- the last fifteen digits, the last one first
  customer_id INTEGER NOT NULL,
  PRIMARY KEY(tail, customer_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX customer_ref1_any_case ON customer(ref1 COLLATE NOCASE) WHERE ref1 IS NOT NULL;
CREATE INDEX customer_ref2_any_case ON customer(ref2 COLLATE NOCASE) WHERE ref2 IS NOT NULL;
CREATE INDEX customer_country ON customer(country) WHERE country IS NOT NULL;
CREATE INDEX customer_owner ON customer(owner) WHERE owner IS NOT NULL;
CREATE INDEX customer_team ON customer(team) WHERE team IS NOT NULL;

CREATE TABLE segment(
  name        TEXT PRIMARY KEY,
  description TEXT    NOT NULL,
  filter      TEXT    NOT NULL,  -- JSON
  updated_at  INTEGER NOT NULL,
  updated_by  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
