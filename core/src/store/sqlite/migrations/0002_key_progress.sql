-- Version 2: making match keys anew goes on where it stopped.

CREATE TABLE key_progress(
  id           INTEGER PRIMARY KEY CHECK (id = 1),  -- there while keys are being made anew
  stage        INTEGER NOT NULL,  -- 0 points, 1 facts about addresses, 2 interactions, 3 sent messages
  after_number INTEGER NOT NULL,  -- the last that is done: customer, family, interaction
  after_text   TEXT    NOT NULL   -- likewise: norm, message id
) STRICT;
