-- Guards of the ledger, and the folds that they guard with, for SQLite.
DROP TRIGGER IF EXISTS ledger_entry_period;
CREATE TRIGGER ledger_entry_period BEFORE INSERT ON ledger_entry
WHEN EXISTS (SELECT 1 FROM ledger_period p WHERE p.state = 'closed'
    AND p.subject IN (substr(NEW.line, 1, 4), substr(NEW.line, 1, 4) || '/' || substr(NEW.day, 1, 7)))
BEGIN
  SELECT RAISE(ABORT, 'ledger_entry: the period is closed');
END;
DROP TRIGGER IF EXISTS ledger_entry_commitment;
CREATE TRIGGER ledger_entry_commitment BEFORE INSERT ON ledger_entry
WHEN NEW.commitment IS NOT NULL AND NEW.commitment <> NEW.id
  AND NOT EXISTS (SELECT 1 FROM ledger_commitment c WHERE c.id = NEW.commitment AND c.line = NEW.line)
BEGIN
  SELECT RAISE(ABORT, 'ledger_entry: there is no such commitment on the line');
END;
DROP TRIGGER IF EXISTS ledger_entry_reversal;
CREATE TRIGGER ledger_entry_reversal BEFORE INSERT ON ledger_entry
WHEN NEW.reverses IS NOT NULL AND (EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses = NEW.reverses)
  OR NOT EXISTS (SELECT 1 FROM ledger_entry o WHERE o.id = NEW.reverses AND o.line = NEW.line
    AND o.kind = NEW.kind AND o.day = NEW.day AND o.amount = -NEW.amount AND o.reverses IS NULL AND o.commitment IS NEW.commitment))
BEGIN
  SELECT RAISE(ABORT, 'ledger_entry: a reversal is the opposite of its original, on its day');
END;
DROP TRIGGER IF EXISTS ledger_entry_fold_balance;
CREATE TRIGGER ledger_entry_fold_balance AFTER INSERT ON ledger_entry
BEGIN
  UPDATE ledger_balance SET
    current = current + CASE WHEN NEW.kind IN ('appropriate', 'supplement', 'carry_over', 'transfer') THEN NEW.amount ELSE 0 END,
    committed = committed + CASE WHEN NEW.kind = 'commit' THEN NEW.amount ELSE 0 END,
    disbursed = disbursed + CASE WHEN NEW.kind IN ('disburse', 'return') THEN NEW.amount ELSE 0 END
  WHERE line = NEW.line;
END;
DROP TRIGGER IF EXISTS ledger_entry_fold_new_commitment;
CREATE TRIGGER ledger_entry_fold_new_commitment AFTER INSERT ON ledger_entry
WHEN NEW.commitment = NEW.id
BEGIN
  INSERT INTO ledger_commitment (id, line, committed, disbursed) VALUES (NEW.id, NEW.line, NEW.amount, 0);
END;
DROP TRIGGER IF EXISTS ledger_entry_fold_commitment;
CREATE TRIGGER ledger_entry_fold_commitment AFTER INSERT ON ledger_entry
WHEN NEW.commitment <> NEW.id
BEGIN
  UPDATE ledger_commitment SET
    committed = committed + CASE WHEN NEW.kind = 'commit' THEN NEW.amount ELSE 0 END,
    disbursed = disbursed + CASE WHEN NEW.kind = 'commit' THEN 0 ELSE NEW.amount END
  WHERE id = NEW.commitment;
END;
DROP TRIGGER IF EXISTS ledger_entry_fold_day;
CREATE TRIGGER ledger_entry_fold_day AFTER INSERT ON ledger_entry
BEGIN
  INSERT INTO ledger_day_total (line, kind, carryover, day, era, amount, entries)
  VALUES (NEW.line, NEW.kind, COALESCE(NEW.carryover, ''), NEW.day, NEW.event / 16384, NEW.amount, 1)
  ON CONFLICT (line, kind, carryover, day, era) DO UPDATE SET
    amount = ledger_day_total.amount + excluded.amount, entries = ledger_day_total.entries + 1;
END;
DROP TRIGGER IF EXISTS ledger_line_fold;
CREATE TRIGGER ledger_line_fold AFTER INSERT ON ledger_line
BEGIN
  INSERT INTO ledger_balance (line, current, committed, disbursed) VALUES (NEW.subject, 0, 0, 0) ON CONFLICT (line) DO NOTHING;
END;
DROP TRIGGER IF EXISTS ledger_step_fold;
CREATE TRIGGER ledger_step_fold AFTER INSERT ON ledger_step
BEGIN
  INSERT INTO ledger_period (subject, state) VALUES (NEW.subject, NEW.state)
  ON CONFLICT (subject) DO UPDATE SET state = (SELECT s.state FROM ledger_step s WHERE s.subject = NEW.subject
    AND NOT EXISTS (SELECT 1 FROM ledger_step l WHERE l.replaces = s.id) ORDER BY s.day DESC, s.event DESC LIMIT 1);
END;
