DROP TRIGGER IF EXISTS guard_event_chain;
CREATE TRIGGER guard_event_chain BEFORE INSERT ON event
WHEN typeof(NEW.seq) <> 'integer' OR typeof(NEW.recorded) <> 'integer'
  OR EXISTS (SELECT 1 FROM event WHERE key = NEW.key)
  OR NEW.seq <> COALESCE((SELECT MAX(seq) FROM event), 0) + 1
  OR NEW.prev <> COALESCE((SELECT hash FROM event WHERE seq = NEW.seq - 1), '0000000000000000000000000000000000000000000000000000000000000000')
  OR NEW.recorded <= COALESCE((SELECT recorded FROM event WHERE seq = NEW.seq - 1), NEW.recorded - 1)
BEGIN SELECT RAISE(ABORT, 'event: the next event follows the last one: number, previous hash, later time'); END;
