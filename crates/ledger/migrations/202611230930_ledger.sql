-- A fiscal year: its days, and the rule for late entries that was pinned when it was opened.
CREATE TABLE ledger_year (
  id            TEXT NOT NULL PRIMARY KEY,
  event         BIGINT NOT NULL REFERENCES event (seq),
  subject       TEXT NOT NULL,
  from_day      TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day     TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces      TEXT UNIQUE REFERENCES ledger_year (id),
  ends          TEXT NOT NULL CHECK (length(ends) = 10 AND ends >= from_day),
  entries_until TEXT NOT NULL CHECK (length(entries_until) = 10 AND entries_until >= ends),
  rule          TEXT
);
CREATE INDEX ledger_year_event ON ledger_year (event);
CREATE INDEX ledger_year_subject ON ledger_year (subject);

-- A budget line of one fiscal year; the subject is year/code.
CREATE TABLE ledger_line (
  id          TEXT NOT NULL PRIMARY KEY,
  event       BIGINT NOT NULL REFERENCES event (seq),
  subject     TEXT NOT NULL,
  from_day    TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day   TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces    TEXT UNIQUE REFERENCES ledger_line (id),
  fiscal_year BIGINT NOT NULL,
  line        TEXT NOT NULL,
  unit        TEXT NOT NULL,
  programme   TEXT,
  position    BIGINT NOT NULL,
  name_ko     TEXT NOT NULL,
  name_en     TEXT,
  short_ko    TEXT,
  short_en    TEXT,
  note        TEXT
);
CREATE INDEX ledger_line_event ON ledger_line (event);
CREATE INDEX ledger_line_subject ON ledger_line (subject);

-- Fold of the entries, and the guard of the budget: what a line has, has committed and has disbursed.
CREATE TABLE ledger_balance (
  line      TEXT NOT NULL PRIMARY KEY,
  current   BIGINT NOT NULL,
  committed BIGINT NOT NULL,
  disbursed BIGINT NOT NULL,
  CONSTRAINT current_not_negative CHECK (current >= 0),
  CONSTRAINT committed_within_current CHECK (committed <= current),
  CONSTRAINT disbursed_within_committed CHECK (disbursed <= committed),
  CONSTRAINT disbursed_not_negative CHECK (disbursed >= 0)
);

-- The entries. `amount` is the change an entry makes: less than zero lowers. `commitment` is the first entry of the commitment.
CREATE TABLE ledger_entry (
  id         TEXT NOT NULL PRIMARY KEY,
  event      BIGINT NOT NULL REFERENCES event (seq),
  line       TEXT NOT NULL REFERENCES ledger_balance (line),
  kind       TEXT NOT NULL CHECK (kind IN ('appropriate', 'supplement', 'carry_over', 'transfer', 'commit', 'disburse', 'return')),
  amount     BIGINT NOT NULL CHECK (amount <> 0),
  day        TEXT NOT NULL CHECK (length(day) = 10),
  commitment TEXT REFERENCES ledger_entry (id),
  reverses   TEXT REFERENCES ledger_entry (id),
  carryover  TEXT CHECK (carryover IN ('specified', 'unforeseen', 'continuing')),
  other_line TEXT REFERENCES ledger_balance (line),
  note       TEXT,
  CONSTRAINT sign CHECK (reverses IS NOT NULL OR kind IN ('supplement', 'carry_over', 'transfer')
    OR (kind IN ('appropriate', 'disburse') AND amount > 0) OR (kind = 'return' AND amount < 0)
    OR (kind = 'commit' AND (amount > 0 OR commitment <> id))),
  CONSTRAINT names_commitment CHECK ((commitment IS NOT NULL) = (kind IN ('commit', 'disburse', 'return'))),
  CONSTRAINT names_carryover CHECK ((carryover IS NOT NULL) = (kind = 'carry_over')),
  CONSTRAINT names_other_line CHECK ((other_line IS NOT NULL) = (kind IN ('carry_over', 'transfer')))
);
CREATE INDEX ledger_entry_event ON ledger_entry (event);
CREATE INDEX ledger_entry_line ON ledger_entry (line, kind, day);
CREATE UNIQUE INDEX ledger_entry_reverses ON ledger_entry (reverses) WHERE reverses IS NOT NULL;

-- Fold: what a commitment holds and what was paid from it.
CREATE TABLE ledger_commitment (
  id        TEXT NOT NULL PRIMARY KEY REFERENCES ledger_entry (id),
  line      TEXT NOT NULL,
  committed BIGINT NOT NULL,
  disbursed BIGINT NOT NULL,
  CONSTRAINT disbursed_within_commitment CHECK (disbursed <= committed),
  CONSTRAINT disbursed_not_negative CHECK (disbursed >= 0)
);

-- Fold: sums by day. `era` is event / 16384, so that an older place in the record is answered too.
CREATE TABLE ledger_day_total (
  line      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  carryover TEXT NOT NULL,
  day       TEXT NOT NULL,
  era       BIGINT NOT NULL,
  amount    BIGINT NOT NULL,
  entries   BIGINT NOT NULL,
  PRIMARY KEY (line, kind, carryover, day, era)
);

-- Closing and reopening of months (subject year/month) and years (subject year), in the order of (day, event).
CREATE TABLE ledger_step (
  id       TEXT NOT NULL PRIMARY KEY,
  event    BIGINT NOT NULL REFERENCES event (seq),
  subject  TEXT NOT NULL,
  day      TEXT NOT NULL CHECK (length(day) = 10),
  replaces TEXT UNIQUE REFERENCES ledger_step (id),
  state    TEXT NOT NULL CHECK (state IN ('closed', 'reopened'))
);
CREATE INDEX ledger_step_event ON ledger_step (event);
CREATE INDEX ledger_step_subject ON ledger_step (subject);

-- Fold: the state of each period that was ever closed.
CREATE TABLE ledger_period (
  subject TEXT NOT NULL PRIMARY KEY,
  state   TEXT NOT NULL
);
