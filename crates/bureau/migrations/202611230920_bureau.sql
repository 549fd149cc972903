-- Dated rows: in force from a day until a day; a row is ended or corrected by a row that replaces it.
CREATE TABLE bureau_unit (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_unit (id),
  kind      TEXT NOT NULL,
  parent    TEXT CHECK (parent <> subject),
  position  BIGINT NOT NULL,
  name_ko   TEXT NOT NULL,
  name_en   TEXT
);
CREATE INDEX bureau_unit_event ON bureau_unit (event);
CREATE INDEX bureau_unit_subject ON bureau_unit (subject);

CREATE TABLE bureau_post (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_post (id),
  unit      TEXT NOT NULL,
  heads     TEXT,
  title_ko  TEXT NOT NULL,
  title_en  TEXT
);
CREATE INDEX bureau_post_event ON bureau_post (event);
CREATE INDEX bureau_post_subject ON bureau_post (subject);

CREATE TABLE bureau_incumbent (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_incumbent (id),
  incumbent TEXT NOT NULL CHECK (substr(incumbent, 1, 2) = 'P-' AND length(incumbent) > 2 AND length(incumbent) <= 12
    AND rtrim(substr(incumbent, 3), '0123456789') = '')
);
CREATE INDEX bureau_incumbent_event ON bureau_incumbent (event);
CREATE INDEX bureau_incumbent_subject ON bureau_incumbent (subject);

CREATE TABLE bureau_duty (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_duty (id),
  unit      TEXT NOT NULL,
  position  BIGINT NOT NULL,
  text_ko   TEXT NOT NULL,
  text_en   TEXT
);
CREATE INDEX bureau_duty_event ON bureau_duty (event);
CREATE INDEX bureau_duty_subject ON bureau_duty (subject);

CREATE TABLE bureau_programme (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_programme (id),
  unit      TEXT NOT NULL,
  name_ko   TEXT NOT NULL,
  name_en   TEXT
);
CREATE INDEX bureau_programme_event ON bureau_programme (event);
CREATE INDEX bureau_programme_subject ON bureau_programme (subject);

CREATE TABLE bureau_milestone (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_milestone (id),
  programme TEXT NOT NULL,
  name_ko   TEXT NOT NULL,
  name_en   TEXT,
  starts    TEXT NOT NULL,
  ends      TEXT
);
CREATE INDEX bureau_milestone_event ON bureau_milestone (event);
CREATE INDEX bureau_milestone_subject ON bureau_milestone (subject);

CREATE TABLE bureau_rule (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_rule (id),
  value     TEXT NOT NULL,
  source    TEXT NOT NULL
);
CREATE INDEX bureau_rule_event ON bureau_rule (event);
CREATE INDEX bureau_rule_subject ON bureau_rule (subject);

-- What became of a milestone, step by step, in the order of (day, event).
CREATE TABLE bureau_milestone_step (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  day       TEXT NOT NULL CHECK (length(day) = 10),
  replaces  TEXT UNIQUE REFERENCES bureau_milestone_step (id),
  state     TEXT NOT NULL CHECK (state IN ('done', 'postponed', 'cancelled'))
);
CREATE INDEX bureau_milestone_step_event ON bureau_milestone_step (event);
CREATE INDEX bureau_milestone_step_subject ON bureau_milestone_step (subject);
