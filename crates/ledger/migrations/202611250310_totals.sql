-- Sums over many days are read from the index alone, in its order.
CREATE INDEX ledger_day_total_sums ON ledger_day_total (line, kind, carryover, day, era, amount, entries);
