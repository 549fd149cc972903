#!/usr/bin/env python3
"""Kestrel Bay's figures, counted apart from Madang: plain sums over the rows of packs/kestrel-bay, in another language.

    python3 tests/seed/kestrel-bay.py > tests/seed/kestrel-bay.csv

Prints every figure that the two reports of 12 April 2022 refer to, as a reader sees it: known to the end of the record, and as known
at the end of 31 March 2022 in the city's own time.
"""
import csv
import datetime
import sys
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

PACK = Path(__file__).parent / "../../packs/kestrel-bay"
ZONE = ZoneInfo("America/St_Johns")
REPORT, QUARTER_END, QUARTER, YEAR = "2022-04-12", "2022-03-31", "2022-01-01", "2021-07-01"


def rows(name):
    with open(PACK / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def instant(text):
    when = datetime.datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=ZONE)


def acts(name, known):
    done = [row for row in rows("demonstration/" + name) if instant(row["recorded"]) <= known]
    return sorted(done, key=lambda row: instant(row["recorded"]))


def entries(known):
    """(fiscal year, line, kind, cents, day) of everything that the ledger's acts mean."""
    out, by_key = [], {}
    for act in acts("ledger.csv", known):
        year, line, day = int(act["fiscal_year"]), act["line"], act["day"]
        cents = int(act["amount"] or 0)
        if act["act"] in ("open-year", "close-month", "plan-spending"):
            continue
        if act["commitment"]:
            year, line = by_key[act["commitment"]][:2]
        kind = {"release": "commit"}.get(act["act"], act["act"])
        if act["act"] in ("release", "return"):
            cents = -cents
        if act["act"] == "transfer":
            out += [(year, line, kind, -cents, day), (year, act["to_line"], kind, cents, day)]
        elif act["act"] == "close-year":
            out += [(year, line, "commit", -cents, "2021-06-30"), (year, line, "carry", -cents, "2021-06-30"), (year + 1, line, "carry", cents, "2021-07-01")]
        elif act["act"] == "correct":
            wrong = by_key[act["corrects"]]
            out += [wrong[:3] + (-wrong[3], wrong[4]), wrong[:3] + (cents, wrong[4])]
        else:
            entry = (year, line, kind, cents, day)
            by_key[act["key"]] = entry
            out.append(entry)
    return out


def half_up(value, places):
    """Half away from zero."""
    scaled = abs(value) * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return Fraction(whole if value >= 0 else -whole, 10**places)


def decimal(value, places):
    scaled = int(value * 10**places)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    text = digits if places == 0 else digits[:-places] + "." + digits[-places:]
    return ("-" if scaled < 0 else "") + text


def apportion(total, parts):
    """Largest remainder: whole numbers that add up to a whole total."""
    down = [part.numerator // part.denominator for part in parts]
    order = sorted(range(len(parts)), key=lambda at: (-(parts[at] - down[at]), at))
    for at in order[: int(total) - sum(down)]:
        down[at] += 1
    return down


def in_force(row, day):
    return row["from"] <= day and (not row["until"] or day < row["until"])


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["report", "known", "key", "shown", "unit", "as_of", "source"])
    units = [unit for unit in rows("units.csv") if in_force(unit, QUARTER_END)]
    parent = {unit["code"]: unit["parent"] for unit in units}
    offices = [unit["code"] for unit in sorted(units, key=lambda unit: int(unit["position"])) if unit["kind"] == "office"]
    tops = ["civic"] + offices

    def below(unit, top):
        return unit == top or (unit in parent and parent[unit] != "" and below(parent[unit], top))

    unit_of = {(int(line["fiscal_year"]), line["code"]): line["unit"] for line in rows("lines.csv")}

    def money(ledger, kinds, year=None, top=None, line=None, since="", day=QUARTER_END):
        return sum(cents for (of, code, kind, cents, on) in ledger if kind in kinds and since <= on <= day and (year is None or of == year)
                   and (top is None or below(unit_of[of, code], top)) and (line is None or code == line))

    revised = ("appropriate", "supplement", "carry", "transfer")
    paid = ("disburse", "return")
    for known_name, known in (("", datetime.datetime(2022, 12, 31, tzinfo=ZONE)), ("2022-03-31", datetime.datetime(2022, 3, 31, 23, 59, 59, 999999, tzinfo=ZONE))):
        ledger = entries(known)

        def say(report, key, value, places, unit, source, day=QUARTER_END):
            out.writerow([report, known_name, key, "" if value is None else decimal(value, places), unit, day, source])

        # The outturn: offices, each with its lines, to the cent.
        lines = [line["code"] for line in rows("lines.csv") if line["fiscal_year"] == "2022"]
        for key, of in [(top, {"top": top}) for top in tops] + [(line, {"line": line}) for line in lines]:
            sums = [Fraction(money(ledger, kinds, 2022, **of), 100) for kinds in (revised, ("commit",), paid)]
            for name, value in zip(("revised", "bound", "paid"), sums):
                say("outturn", f"outturn.{name}.{key}", value, 2, "€", "record")
            say("outturn", f"outturn.share.{key}", half_up(sums[2] / sums[0] * 100, 2) if sums[0] else None, 2, "%", "derived")
        if known_name:
            continue

        # The review.
        say("quarterly-review", "org.offices", Fraction(len(offices)), 0, "units", "record")
        say("quarterly-review", "org.desks", Fraction(sum(unit["kind"] == "desk" for unit in units)), 0, "units", "record")
        posts = [post for post in rows("posts.csv") if in_force(post, QUARTER_END)]
        seats = {}
        for act in acts("appointments.csv", known):
            if act["day"] <= QUARTER_END:
                seats[act["post"]] = act["act"] == "appoint"
        for top in tops:
            made = sum(below(post["unit"], top) for post in posts)
            filled = sum(below(post["unit"], top) and seats.get(post["code"], False) for post in posts)
            for name, value, source in (("made", made, "record"), ("filled", filled, "record"), ("empty", made - filled, "derived")):
                say("quarterly-review", f"posts.{name}.{top}", Fraction(value), 0, "people", source)
        shown = {}
        for year in (2021, 2022):
            votes = [Fraction(money(ledger, ("appropriate",), year, top), 100_000) for top in tops]
            total = half_up(votes[0], 0)
            parts = votes[1:]
            direct = votes[0] - sum(parts)
            # Money that the directorate holds itself is no office's: then each office rounds for itself.
            rounded = apportion(total, parts) if direct == 0 else [half_up(part, 0) for part in parts]
            for top, value in zip(tops, [total] + rounded):
                shown[year, top] = Fraction(value)
                say("quarterly-review", f"vote.{year}.{top}", Fraction(value), 0, "k€", "record")
        for top in tops:
            say("quarterly-review", f"vote.change.{top}", shown[2022, top] - shown[2021, top], 0, "k€", "derived")
        say("quarterly-review", "paid.quarter", Fraction(money(ledger, paid, since=QUARTER), 100), 2, "€", "record")
        say("quarterly-review", "paid.year", Fraction(money(ledger, paid, since=YEAR), 100), 2, "€", "record")
        say("quarterly-review", "brought.forward", Fraction(money(ledger, ("carry",), 2022), 100), 2, "€", "record")
        say("quarterly-review", "lines.paying", Fraction(len({line for (year, line, kind, _, day) in ledger if year == 2022 and kind == "disburse" and day <= QUARTER_END})), 0, "units", "record")
        say("quarterly-review", "outturn.revised.civic", half_up(Fraction(money(ledger, revised, 2022), 100_000_000), 2), 2, "M€", "record")
        states = {}
        for act in acts("milestones.csv", known):
            if act["day"] <= QUARTER_END:
                states[act["code"]] = "planned" if act["act"] == "plan" else act["state"]
        say("quarterly-review", "promises.kept", Fraction(sum(state == "done" for state in states.values())), 0, "units", "record")
        say("quarterly-review", "promises.open", Fraction(sum(state in ("planned", "postponed") for state in states.values())), 0, "units", "record")
        for key, places, unit, day in (("ferry.nights", 0, "nights", QUARTER_END), ("ferry.wait", 1, "minutes", QUARTER_END), ("dawn.guests", 0, "visits", REPORT), ("repair.saved", 2, "kg", QUARTER_END), ("tools.deposit", 2, "€", QUARTER_END)):
            stated = [row for row in acts("typed.csv", known) if row["figure"] == key and row["day"] <= day]
            say("quarterly-review", key, Fraction(max(stated, key=lambda row: row["day"])["value"]), places, unit, "typed", day)


if __name__ == "__main__":
    main()
