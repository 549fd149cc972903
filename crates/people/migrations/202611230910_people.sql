-- Who acts, and what they may. No person's name is kept here.
CREATE TABLE people_actor (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES people_actor (id),
  kind      TEXT NOT NULL CHECK (kind IN ('post', 'system')),
  label_ko  TEXT NOT NULL,
  label_en  TEXT
);
CREATE INDEX people_actor_event ON people_actor (event);
CREATE INDEX people_actor_subject ON people_actor (subject);

CREATE TABLE people_grant (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL,
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES people_grant (id),
  role      TEXT NOT NULL,
  scope     TEXT NOT NULL
);
CREATE INDEX people_grant_event ON people_grant (event);
CREATE INDEX people_grant_subject ON people_grant (subject);
