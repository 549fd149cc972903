-- What the council asks; the subject is the number (2021-1). A row that corrects another replaces it.
CREATE TABLE report_council_request (
  id       TEXT NOT NULL PRIMARY KEY,
  event    BIGINT NOT NULL REFERENCES event (seq),
  subject  TEXT NOT NULL,
  replaces TEXT UNIQUE REFERENCES report_council_request (id),
  asker    TEXT NOT NULL,
  title    TEXT NOT NULL,
  question TEXT NOT NULL,
  received TEXT NOT NULL CHECK (length(received) = 10),
  due      TEXT NOT NULL CHECK (length(due) = 10 AND due >= received),
  unit     TEXT NOT NULL,
  post     TEXT
);
CREATE INDEX report_council_request_event ON report_council_request (event);
CREATE INDEX report_council_request_subject ON report_council_request (subject);

-- Answers, with versions. `text` is what was written, `content` what it said, frozen; `seal` its SHA-256.
CREATE TABLE report_council_answer (
  id       TEXT NOT NULL PRIMARY KEY,
  event    BIGINT NOT NULL REFERENCES event (seq),
  subject  TEXT NOT NULL,
  replaces TEXT UNIQUE REFERENCES report_council_answer (id),
  version  BIGINT NOT NULL CHECK (version >= 1),
  lang     TEXT NOT NULL,
  text     TEXT NOT NULL,
  seal     TEXT NOT NULL CHECK (length(seal) = 64),
  content  TEXT NOT NULL
);
CREATE INDEX report_council_answer_event ON report_council_answer (event);
CREATE INDEX report_council_answer_subject ON report_council_answer (subject);

-- Steps of a request, in the order of events.
CREATE TABLE report_council_step (
  id       TEXT NOT NULL PRIMARY KEY,
  event    BIGINT NOT NULL REFERENCES event (seq),
  subject  TEXT NOT NULL,
  day      TEXT NOT NULL CHECK (length(day) = 10),
  replaces TEXT UNIQUE REFERENCES report_council_step (id),
  state    TEXT NOT NULL CHECK (state IN ('answered', 'sent', 'withdrawn')),
  reason   TEXT,
  CONSTRAINT withdrawn_names_reason CHECK ((reason IS NOT NULL) = (state = 'withdrawn'))
);
CREATE INDEX report_council_step_event ON report_council_step (event);
CREATE INDEX report_council_step_subject ON report_council_step (subject);
