-- Accounts: a name to sign in with, for an actor, from a day until a day. What proves it is kept apart.
CREATE TABLE people_account (
  id        TEXT NOT NULL PRIMARY KEY,
  event     BIGINT NOT NULL REFERENCES event (seq),
  subject   TEXT NOT NULL CHECK (length(subject) <= 80),
  from_day  TEXT NOT NULL CHECK (length(from_day) = 10),
  until_day TEXT CHECK (until_day IS NULL OR until_day >= from_day),
  replaces  TEXT UNIQUE REFERENCES people_account (id),
  actor     TEXT NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('own', 'demonstration'))
);
CREATE INDEX people_account_event ON people_account (event);
CREATE INDEX people_account_subject ON people_account (subject);

-- What proves an account; no part of the record, so that it can be changed and destroyed.
CREATE TABLE people_secret (
  login        TEXT NOT NULL PRIMARY KEY,
  password     TEXT NOT NULL CHECK (substr(password, 1, 10) = '$argon2id$'),
  totp         TEXT,
  totp_pending TEXT,
  totp_step    BIGINT NOT NULL,
  changed      BIGINT NOT NULL
);

-- Sessions by the digest of their token, so that a stolen database opens none.
CREATE TABLE people_session (
  digest TEXT NOT NULL PRIMARY KEY,
  login  TEXT NOT NULL,
  opened BIGINT NOT NULL,
  seen   BIGINT NOT NULL,
  ended  BIGINT
);
CREATE INDEX people_session_login ON people_session (login);

-- Who tried to sign in, and how it ended.
CREATE TABLE people_login (
  id      TEXT NOT NULL PRIMARY KEY,
  at      BIGINT NOT NULL,
  login   TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('in', 'wrong', 'locked', 'code', 'refused', 'out')),
  origin  TEXT NOT NULL
);
CREATE INDEX people_login_login ON people_login (login, at);
CREATE INDEX people_login_at ON people_login (at);
