CREATE OR REPLACE FUNCTION guard_event_chain() RETURNS trigger LANGUAGE plpgsql AS $guard$
DECLARE last record;
BEGIN
  PERFORM pg_advisory_xact_lock(77331);
  SELECT seq, hash, recorded INTO last FROM event ORDER BY seq DESC LIMIT 1;
  IF NEW.seq <> COALESCE(last.seq, 0) + 1
    OR NEW.prev <> COALESCE(last.hash, '0000000000000000000000000000000000000000000000000000000000000000')
    OR NEW.recorded <= COALESCE(last.recorded, NEW.recorded - 1) THEN
    RAISE EXCEPTION 'event: the next event follows the last one: number, previous hash, later time' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$;
CREATE OR REPLACE TRIGGER guard_event_chain BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION guard_event_chain();
