-- How the law lets money move between two lines (지방재정법 47의2, 49); nothing in entries of before.
ALTER TABLE ledger_entry ADD COLUMN transfer TEXT CHECK (transfer IS NULL
  OR (kind = 'transfer' AND transfer IN ('within', 'between', 'reorganisation')));

-- Why a period was reopened.
ALTER TABLE ledger_step ADD COLUMN reason TEXT CHECK (reason IS NULL OR state = 'reopened');

-- The monthly spending plan of a line: the subject is year/code/month, `ends` the month's last day, the amount
-- what is planned to be paid in it.
CREATE TABLE ledger_plan (
  id         TEXT NOT NULL PRIMARY KEY,
  event      BIGINT NOT NULL REFERENCES event (seq),
  subject    TEXT NOT NULL,
  from_day   TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day  TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces   TEXT UNIQUE REFERENCES ledger_plan (id),
  line       TEXT NOT NULL REFERENCES ledger_balance (line),
  month      TEXT NOT NULL CHECK (length(month) = 7),
  ends       TEXT NOT NULL CHECK (length(ends) = 10 AND substr(ends, 1, 7) = month),
  amount     BIGINT NOT NULL CHECK (amount >= 0),
  note       TEXT
);
CREATE INDEX ledger_plan_event ON ledger_plan (event);
CREATE INDEX ledger_plan_subject ON ledger_plan (subject);

-- A row of the official system as it came: entered (`entry`), or an exception with its reason. A row that came again with other content replaces.
CREATE TABLE ledger_official (
  id          TEXT NOT NULL PRIMARY KEY,
  event       BIGINT NOT NULL REFERENCES event (seq),
  replaces    TEXT UNIQUE REFERENCES ledger_official (id),
  system      TEXT NOT NULL,
  document    TEXT NOT NULL,
  place       TEXT NOT NULL,
  fiscal_year BIGINT,
  line        TEXT,
  kind        TEXT,
  amount      BIGINT,
  day         TEXT CHECK (day IS NULL OR length(day) = 10),
  content     TEXT NOT NULL,
  file        TEXT NOT NULL,
  row_number  BIGINT NOT NULL,
  entry       TEXT REFERENCES ledger_entry (id),
  reason      TEXT,
  reason_ko   TEXT,
  reason_en   TEXT,
  CONSTRAINT entered_or_why_not CHECK ((entry IS NULL) = (reason IS NOT NULL)),
  CONSTRAINT reason_in_both_languages CHECK ((reason IS NULL) = (reason_ko IS NULL) AND (reason IS NULL) = (reason_en IS NULL))
);
CREATE INDEX ledger_official_event ON ledger_official (event);
CREATE UNIQUE INDEX ledger_official_source ON ledger_official (system, document, place) WHERE replaces IS NULL;
CREATE INDEX ledger_official_entry ON ledger_official (entry);
CREATE INDEX ledger_official_open ON ledger_official (fiscal_year) WHERE reason IS NOT NULL;

-- What became of an exception: entered after all, or settled as not ours.
CREATE TABLE ledger_resolution (
  id       TEXT NOT NULL PRIMARY KEY,
  event    BIGINT NOT NULL REFERENCES event (seq),
  official TEXT NOT NULL UNIQUE REFERENCES ledger_official (id),
  outcome  TEXT NOT NULL CHECK (outcome IN ('entered', 'settled')),
  entry    TEXT REFERENCES ledger_entry (id),
  why      TEXT NOT NULL CHECK (length(why) > 0),
  CONSTRAINT entered_has_entry CHECK ((outcome = 'entered') = (entry IS NOT NULL))
);
CREATE INDEX ledger_resolution_event ON ledger_resolution (event);
CREATE INDEX ledger_resolution_entry ON ledger_resolution (entry);

-- The official system's own totals, by line and kind, for a day or a month; the amount has the sign that entries have.
CREATE TABLE ledger_statement (
  id          TEXT NOT NULL PRIMARY KEY,
  event       BIGINT NOT NULL REFERENCES event (seq),
  replaces    TEXT UNIQUE REFERENCES ledger_statement (id),
  system      TEXT NOT NULL,
  fiscal_year BIGINT NOT NULL,
  period      TEXT NOT NULL CHECK (length(period) IN (7, 10)),
  line        TEXT NOT NULL REFERENCES ledger_balance (line),
  kind        TEXT NOT NULL CHECK (kind IN ('appropriate', 'supplement', 'carry_over', 'transfer', 'commit', 'disburse', 'return')),
  amount      BIGINT NOT NULL,
  file        TEXT NOT NULL,
  row_number  BIGINT NOT NULL
);
CREATE INDEX ledger_statement_event ON ledger_statement (event);
CREATE UNIQUE INDEX ledger_statement_cell ON ledger_statement (system, period, line, kind) WHERE replaces IS NULL;
CREATE INDEX ledger_statement_year ON ledger_statement (fiscal_year);

-- Uploads that wait for somebody to confirm their dry run; no part of the record.
CREATE TABLE ledger_upload (
  id       TEXT NOT NULL PRIMARY KEY,
  actor    TEXT NOT NULL,
  name     TEXT NOT NULL,
  what     TEXT NOT NULL,
  received BIGINT NOT NULL,
  rows     TEXT NOT NULL
);
