#!/usr/bin/env bash
# Makes small seeds for each target with the program itself: fuzz/seeds.sh, after `make build`; MADANG names another build of it.
set -euo pipefail
cd "$(dirname "$0")/.."
madang="${MADANG:-target/release/madang}"
mkdir -p fuzz/corpus/{complaints,state,document}
work="$(mktemp -d)"; trap 'rm -rf "$work"' EXIT
"$madang" signals generate --complaints 300 --from 2021-01-01 --to 2021-02-28 --conflicts 0 --seed 1 --out "$work/stream.csv" > "$work/said" 2>&1 || cat "$work/said"
head -n 40 "$work/stream.csv" > fuzz/corpus/complaints/stream.csv
iconv -f UTF-8 -t CP949 -c < fuzz/corpus/complaints/stream.csv > fuzz/corpus/complaints/cp949.csv
"$madang" signals scan --complaints "$work/stream.csv" --budget 1/month --state "$work/state" --out "$work/out" > "$work/said" 2>&1 || cat "$work/said"
tail -n +2 "$work/state" > fuzz/corpus/state/state.json
"$madang" demo --data "$work/demo" --no-serve > /dev/null
"$madang" report render execution-2021 --as-of 2021-04-21 --database "sqlite:$work/demo/madang.db" --format hwpx --out fuzz/corpus/document/report.hwpx
"$madang" report render execution-2021 --as-of 2021-04-21 --database "sqlite:$work/demo/madang.db" --format pdf --out fuzz/corpus/document/report.pdf
"$madang" report render execution-2021 --as-of 2021-04-21 --database "sqlite:$work/demo/madang.db" --format md --out fuzz/corpus/document/report.txt
