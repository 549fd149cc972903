-- Figure definitions, with versions; the subject is the key or the key's pattern.
CREATE TABLE report_figure (
  id         TEXT NOT NULL PRIMARY KEY,
  event      BIGINT NOT NULL REFERENCES event (seq),
  subject    TEXT NOT NULL,
  from_day   TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day  TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces   TEXT UNIQUE REFERENCES report_figure (id),
  version    BIGINT NOT NULL CHECK (version >= 1),
  definition TEXT NOT NULL
);
CREATE INDEX report_figure_event ON report_figure (event);
CREATE INDEX report_figure_subject ON report_figure (subject);

-- Fact definitions, likewise.
CREATE TABLE report_fact (
  id         TEXT NOT NULL PRIMARY KEY,
  event      BIGINT NOT NULL REFERENCES event (seq),
  subject    TEXT NOT NULL,
  from_day   TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day  TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces   TEXT UNIQUE REFERENCES report_fact (id),
  version    BIGINT NOT NULL CHECK (version >= 1),
  definition TEXT NOT NULL
);
CREATE INDEX report_fact_event ON report_fact (event);
CREATE INDEX report_fact_subject ON report_fact (subject);

-- Figures that somebody typed.
CREATE TABLE report_typed_figure (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES report_typed_figure (id),
  value     TEXT NOT NULL,
  source    TEXT NOT NULL
);
CREATE INDEX report_typed_figure_event ON report_typed_figure (event);
CREATE INDEX report_typed_figure_subject ON report_typed_figure (subject);

-- Days, windows and names that somebody typed.
CREATE TABLE report_typed_fact (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES report_typed_fact (id),
  kind      TEXT NOT NULL CHECK (kind IN ('day', 'window', 'name')),
  value     TEXT NOT NULL,
  ends      TEXT,
  source    TEXT NOT NULL
);
CREATE INDEX report_typed_fact_event ON report_typed_fact (event);
CREATE INDEX report_typed_fact_subject ON report_typed_fact (subject);

-- Report templates; the subject is name/language.
CREATE TABLE report_template (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES report_template (id),
  version   BIGINT NOT NULL CHECK (version >= 1),
  name      TEXT NOT NULL,
  lang      TEXT NOT NULL,
  text      TEXT NOT NULL
);
CREATE INDEX report_template_event ON report_template (event);
CREATE INDEX report_template_subject ON report_template (subject);
