"""Runs red-dwarf's Polis pipeline on a file of votes; prints the processor seconds from file to groups."""

import csv
import sys
import time

from reddwarf.implementations.base import run_pipeline

start = time.process_time()
with open(sys.argv[1], newline="") as file:
    rows = csv.reader(file)
    statements = [int(name) for name in next(rows)[1:]]
    votes = [
        {"participant_id": int(row[0]), "statement_id": statement, "vote": int(cell)}
        for row in rows
        for statement, cell in zip(statements, row[1:])
        if cell
    ]
run_pipeline(votes=votes, random_state=0)
print(time.process_time() - start)
