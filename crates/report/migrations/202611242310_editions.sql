-- Issued editions; the subject is the number (2021-1). `content` is the frozen report, canonical JSON; `seal` its SHA-256.
CREATE TABLE report_edition (
  id       TEXT NOT NULL PRIMARY KEY,
  event    BIGINT NOT NULL REFERENCES event (seq),
  subject  TEXT NOT NULL UNIQUE,
  report   TEXT NOT NULL,
  day      TEXT NOT NULL CHECK (length(day) = 10),
  known    BIGINT NOT NULL REFERENCES event (seq),
  title_ko TEXT NOT NULL,
  title_en TEXT,
  seal     TEXT NOT NULL CHECK (length(seal) = 64),
  content  TEXT NOT NULL
);
CREATE INDEX report_edition_event ON report_edition (event);
CREATE INDEX report_edition_report ON report_edition (report);

-- What became of an edition: another one took its place, or it was withdrawn.
CREATE TABLE report_edition_step (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL REFERENCES report_edition (subject),
  day       TEXT NOT NULL CHECK (length(day) = 10),
  replaces  TEXT UNIQUE REFERENCES report_edition_step (id),
  state     TEXT NOT NULL CHECK (state IN ('superseded', 'withdrawn')),
  successor TEXT REFERENCES report_edition (subject),
  reason    TEXT,
  CONSTRAINT superseded_names_successor CHECK ((successor IS NOT NULL) = (state = 'superseded')),
  CONSTRAINT withdrawn_names_reason CHECK ((reason IS NOT NULL) = (state = 'withdrawn'))
);
CREATE INDEX report_edition_step_event ON report_edition_step (event);
CREATE INDEX report_edition_step_subject ON report_edition_step (subject);
