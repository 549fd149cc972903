-- A report being compiled: a template for a basis day; the subject is its code.
CREATE TABLE report_compilation (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES report_compilation (id),
  name      TEXT NOT NULL,
  day       TEXT NOT NULL CHECK (length(day) = 10),
  due       TEXT NOT NULL CHECK (length(due) = 10),
  unit      TEXT NOT NULL
);
CREATE INDEX report_compilation_event ON report_compilation (event);
CREATE INDEX report_compilation_subject ON report_compilation (subject);

-- Who owns a chapter, and until when; the subject is compilation/chapter.
CREATE TABLE report_chapter (
  id          TEXT NOT NULL PRIMARY KEY,
  event       BIGINT NOT NULL REFERENCES event (seq),
  subject     TEXT NOT NULL,
  from_day    TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day   TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces    TEXT UNIQUE REFERENCES report_chapter (id),
  compilation TEXT NOT NULL,
  chapter     TEXT NOT NULL,
  title       TEXT NOT NULL,
  unit        TEXT NOT NULL,
  owner       TEXT,
  due         TEXT NOT NULL CHECK (length(due) = 10)
);
CREATE INDEX report_chapter_event ON report_chapter (event);
CREATE INDEX report_chapter_subject ON report_chapter (subject);
CREATE INDEX report_chapter_compilation ON report_chapter (compilation);

-- Steps of a compilation; the subject is its code. A chapter is named where one is reopened.
CREATE TABLE report_compilation_step (
  id      TEXT NOT NULL PRIMARY KEY,
  event   BIGINT NOT NULL REFERENCES event (seq),
  subject TEXT NOT NULL,
  day     TEXT NOT NULL CHECK (length(day) = 10),
  step    TEXT NOT NULL CHECK (step IN ('submitted', 'returned', 'withdrawn', 'approved', 'reopened')),
  chapter TEXT CHECK ((chapter IS NOT NULL) = (step = 'reopened')),
  remark  TEXT
);
CREATE INDEX report_compilation_step_event ON report_compilation_step (event);
CREATE INDEX report_compilation_step_subject ON report_compilation_step (subject);

-- A statement confirmed: which text, and what it showed; the subject is compilation/language/statement.
CREATE TABLE report_confirmation (
  id          TEXT NOT NULL PRIMARY KEY,
  event       BIGINT NOT NULL REFERENCES event (seq),
  subject     TEXT NOT NULL,
  compilation TEXT NOT NULL,
  chapter     TEXT NOT NULL,
  lang        TEXT NOT NULL,
  statement   TEXT NOT NULL,
  version     BIGINT NOT NULL CHECK (version >= 1),
  text        TEXT NOT NULL,
  shown       TEXT NOT NULL
);
CREATE INDEX report_confirmation_event ON report_confirmation (event);
CREATE INDEX report_confirmation_compilation ON report_confirmation (compilation);

-- A statement changed, in the template version that the same event wrote; likewise.
CREATE TABLE report_change (
  id          TEXT NOT NULL PRIMARY KEY,
  event       BIGINT NOT NULL REFERENCES event (seq),
  subject     TEXT NOT NULL,
  compilation TEXT NOT NULL,
  chapter     TEXT NOT NULL,
  lang        TEXT NOT NULL,
  statement   TEXT NOT NULL,
  version     BIGINT NOT NULL CHECK (version >= 1),
  before      TEXT NOT NULL,
  after       TEXT NOT NULL
);
CREATE INDEX report_change_event ON report_change (event);
CREATE INDEX report_change_compilation ON report_change (compilation);
