# Two commands: `make demo` shows Madang, `make test` proves it. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help demo build test check bench evaluate assets tools packages clean

ASSETS := crates/ui/assets/node_modules/.ready
BROWSER := tests/browser/node_modules/.ready
NPM := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: build ## build, load Seoul's 2021 record into ./demo, serve it on loopback
	./target/release/madang demo

build: tools assets ## target/release/madang
	cargo build --release --locked -p app

test: packages assets $(BROWSER) ## everything that must hold, on both engines and in a real browser
	tests/run

check: tools assets ## formatting and lints only
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

bench: packages build ## repeat every figure of docs/benchmarks.md
	cargo bench --locked -p app --bench spine --bench pages
	cargo bench --locked -p estimation --bench raking
	RED_DWARF_PYTHON="$$(tests/peer red-dwarf 0.4.0)" cargo bench --locked -p opinion --bench opinion
	SORTITION_PYTHON="$$(tests/peer sortition-algorithms 0.12.15 highspy==1.16.0)" cargo bench --locked -p sortition --bench pools
	cargo bench --locked -p document --features pdf --bench writers
	cargo bench --locked -p document --features testing --bench audit
	tests/packages r-cran-surveillance
	cargo bench --locked -p signals --bench textbook --bench scan

evaluate: packages build ## the long runs: kills on each engine, simulated years and conversations, a PDF of 200 pages, edited documents, estimates beside R's survey package
	DURABLE=1 MADANG_KILLS=100 tests/with-postgres cargo test --release --locked -p app -- --nocapture kill
	MADANG_YEARS=200 tests/with-postgres cargo test --release --locked -p app --test command -- --nocapture year::
	MADANG_SIMULATIONS=200 cargo test --release --locked -p opinion -- --nocapture groups:: claims::
	MADANG_EDITS=120 MADANG_DAMAGED=100000 cargo test --release --locked -p document -- --nocapture edits_are_found a_damaged_file
	MADANG_CHICAGO=200 MADANG_CHICAGO_REPORT=1 MADANG_STREAMS=100 MADANG_SEASONS=60 MADANG_PERMUTATIONS=100 MADANG_FUZZ=100000 MADANG_PETITIONS_REPORT=1 cargo test --release --locked -p signals -- --nocapture scan::tests
	MADANG_LARGEST_STREAM=1 cargo bench --locked -p signals --bench scan
	MADANG_LARGEST_POOL=1 cargo test --release --locked -p sortition -- --nocapture the_largest_pool
	MADANG_PAGES=200 MADANG_EDITS=40 cargo test --release --locked -p document --features pdf -- --nocapture many_pages it_is_read_back
	tests/packages r-cran-survey
	cargo bench --locked -p estimation --bench peer
	fuzz/seeds.sh && fuzz/run 600

assets: $(ASSETS) ## the look: KRDS tokens and Pretendard GOV, from npm by lock file
$(ASSETS): crates/ui/assets/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: run 'make packages' (Debian package npm)"; exit 1; }
	cd crates/ui/assets && $(NPM)
	@touch $@

$(BROWSER): tests/browser/package-lock.json
	cd tests/browser && $(NPM)
	@touch $@

tools:
	@tests/packages --build

packages: ## Debian packages that the tests need: PostgreSQL, Chromium, compilers
	@tests/packages

clean: ## forget everything that was built
	rm -rf target demo crates/ui/assets/node_modules tests/browser/node_modules
