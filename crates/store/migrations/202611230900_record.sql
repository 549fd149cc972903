-- The record: one chain of events.
CREATE TABLE event (
  seq             BIGINT NOT NULL PRIMARY KEY,
  tx              BIGINT NOT NULL,
  room            TEXT NOT NULL,
  act             TEXT NOT NULL,
  version         BIGINT NOT NULL,
  subject         TEXT NOT NULL,
  actor           TEXT NOT NULL,
  policy          TEXT NOT NULL,
  day             TEXT NOT NULL CHECK (length(day) = 10),
  recorded        BIGINT NOT NULL,
  document_system TEXT,
  document_number TEXT,
  document_day    TEXT,
  key             TEXT NOT NULL UNIQUE,
  body            TEXT NOT NULL,
  rows            TEXT NOT NULL,
  prev            TEXT NOT NULL CHECK (length(prev) = 64),
  hash            TEXT NOT NULL CHECK (length(hash) = 64)
);
