-- A second factor that waits for its first code is kept nowhere: the form carries it, sealed.
ALTER TABLE people_secret DROP COLUMN totp_pending;
