-- What was said about a milestone's step.
ALTER TABLE bureau_milestone_step ADD COLUMN note TEXT;

-- Plans of a programme or of a unit, with the period they are for.
CREATE TABLE bureau_plan (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_plan (id),
  unit      TEXT,
  programme TEXT,
  name_ko   TEXT NOT NULL,
  name_en   TEXT,
  starts    TEXT NOT NULL,
  ends      TEXT,
  CHECK ((unit IS NULL) <> (programme IS NULL))
);
CREATE INDEX bureau_plan_event ON bureau_plan (event);
CREATE INDEX bureau_plan_subject ON bureau_plan (subject);

CREATE TABLE bureau_plan_step (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  day       TEXT NOT NULL CHECK (length(day) = 10),
  replaces  TEXT UNIQUE REFERENCES bureau_plan_step (id),
  state     TEXT NOT NULL CHECK (state IN ('adopted', 'ended', 'superseded')),
  successor TEXT CHECK (successor <> subject),
  note      TEXT,
  CHECK ((state = 'superseded') = (successor IS NOT NULL))
);
CREATE INDEX bureau_plan_step_event ON bureau_plan_step (event);
CREATE INDEX bureau_plan_step_subject ON bureau_plan_step (subject);

-- What a plan sets to be done, and how it goes.
CREATE TABLE bureau_task (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_task (id),
  plan      TEXT NOT NULL,
  position  BIGINT NOT NULL,
  name_ko   TEXT NOT NULL,
  name_en   TEXT,
  starts    TEXT NOT NULL,
  ends      TEXT
);
CREATE INDEX bureau_task_event ON bureau_task (event);
CREATE INDEX bureau_task_subject ON bureau_task (subject);

CREATE TABLE bureau_task_step (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  day       TEXT NOT NULL CHECK (length(day) = 10),
  replaces  TEXT UNIQUE REFERENCES bureau_task_step (id),
  state     TEXT NOT NULL CHECK (state IN ('under-way', 'done', 'dropped')),
  note      TEXT
);
CREATE INDEX bureau_task_step_event ON bureau_task_step (event);
CREATE INDEX bureau_task_step_subject ON bureau_task_step (subject);

-- What a plan is measured by. Values are whole numbers of the indicator's smallest part: its unit, divided by ten as often as `places` says.
CREATE TABLE bureau_indicator (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_indicator (id),
  plan      TEXT NOT NULL,
  position  BIGINT NOT NULL,
  name_ko   TEXT NOT NULL,
  name_en   TEXT,
  unit      TEXT NOT NULL,
  places    BIGINT NOT NULL CHECK (places BETWEEN 0 AND 6),
  aim       TEXT NOT NULL CHECK (aim IN ('at-least', 'at-most'))
);
CREATE INDEX bureau_indicator_event ON bureau_indicator (event);
CREATE INDEX bureau_indicator_subject ON bureau_indicator (subject);

-- The subject is `indicator/period`: what is aimed at in a period, and what was measured.
CREATE TABLE bureau_target (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_target (id),
  indicator TEXT NOT NULL,
  period    TEXT NOT NULL,
  value     BIGINT NOT NULL,
  source    TEXT NOT NULL
);
CREATE INDEX bureau_target_event ON bureau_target (event);
CREATE INDEX bureau_target_subject ON bureau_target (subject);

CREATE TABLE bureau_measure (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_measure (id),
  indicator TEXT NOT NULL,
  period    TEXT NOT NULL,
  value     BIGINT NOT NULL,
  source    TEXT NOT NULL
);
CREATE INDEX bureau_measure_event ON bureau_measure (event);
CREATE INDEX bureau_measure_subject ON bureau_measure (subject);

-- Which post answers for what: the subject is `table:code`, as events name it.
CREATE TABLE bureau_charge (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_charge (id),
  post      TEXT NOT NULL
);
CREATE INDEX bureau_charge_event ON bureau_charge (event);
CREATE INDEX bureau_charge_subject ON bureau_charge (subject);
CREATE INDEX bureau_charge_post ON bureau_charge (post);

-- Which actor acts for a post.
CREATE TABLE bureau_acting (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES bureau_acting (id),
  actor     TEXT NOT NULL
);
CREATE INDEX bureau_acting_event ON bureau_acting (event);
CREATE INDEX bureau_acting_subject ON bureau_acting (subject);

-- Handing over: from the incumbent of a post to the next one, or to another post, with a note for each thing.
CREATE TABLE bureau_handover (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  day       TEXT NOT NULL CHECK (length(day) = 10),
  replaces  TEXT UNIQUE REFERENCES bureau_handover (id),
  incumbent TEXT CHECK (substr(incumbent, 1, 2) = 'P-' AND length(incumbent) > 2 AND length(incumbent) <= 12
    AND rtrim(substr(incumbent, 3), '0123456789') = ''),
  receiver  TEXT CHECK (substr(receiver, 1, 2) = 'P-' AND length(receiver) > 2 AND length(receiver) <= 12
    AND rtrim(substr(receiver, 3), '0123456789') = ''),
  to_post   TEXT CHECK (to_post <> subject),
  note      TEXT
);
CREATE INDEX bureau_handover_event ON bureau_handover (event);
CREATE INDEX bureau_handover_subject ON bureau_handover (subject);

CREATE TABLE bureau_handover_item (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL REFERENCES bureau_handover (id),
  day       TEXT NOT NULL CHECK (length(day) = 10),
  replaces  TEXT UNIQUE REFERENCES bureau_handover_item (id),
  item      TEXT NOT NULL,
  to_post   TEXT,
  note      TEXT
);
CREATE INDEX bureau_handover_item_event ON bureau_handover_item (event);
CREATE INDEX bureau_handover_item_subject ON bureau_handover_item (subject);
