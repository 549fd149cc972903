"""Beside `cargo bench -p sortition --bench pools`: one lottery by sortition-algorithms with its open solver (HiGHS), which `make bench` installs.
python3 peer.py FOLDER SIZE METHOD prints the least chance, processor seconds and megabytes at the peak."""
import csv, random, resource, sys
from collections import Counter

from sortition_algorithms.committee_generation.maximin import find_distribution_maximin
from sortition_algorithms.committee_generation.nash import find_distribution_nash
from sortition_algorithms.features import read_in_features
from sortition_algorithms.people import read_in_people
from sortition_algorithms.settings import Settings

folder, size, method = sys.argv[1], int(sys.argv[2]), sys.argv[3]
random.seed(42)

def rows(name):
    with open(f"{folder}/{name}", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames), list(reader)

head, body = rows("categories.csv")
features = read_in_features(head, body, size)[0]
people_head, people_body = rows("respondents.csv")
people_head = ["row", *people_head]
people_body = [{"row": str(number), **person} for number, person in enumerate(people_body)]
settings = Settings(id_column="row", columns_to_keep=[], check_same_address=False, check_same_address_columns=[])
people = read_in_people(people_head, people_body, features, settings)[0]
find = {"maximin": find_distribution_maximin, "nash": find_distribution_nash}[method]
panels, weights, _ = find(features, people, size, [], solver_backend="highspy")
chances = Counter({person: 0.0 for person in people})
for panel, weight in zip(panels, weights):
    for person in panel:
        chances[person] += weight
used = resource.getrusage(resource.RUSAGE_SELF)
print(min(chances.values()), round(used.ru_utime + used.ru_stime, 2), used.ru_maxrss // 1024)
