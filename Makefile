# Two commands for a new machine: `make refresh` and `make test`; `make help` lists all. All paths are relative, so a
# folder name may hold spaces.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DOCUMENTS ?= data/documents
DATABASE ?= malbild.duckdb
# duckdb, or spark on the cluster that `make cluster` starts.
ENGINE ?= duckdb
# For `make bench-pdf`: how many of the looks of `make pdf-engines`, the most frequent first; all are 15.
LOOKS ?= 4
# For `make sql`: which models, in dbt's words, for example SELECT=+year_trail.
SELECT ?= *
SQL := models macros tests/data
WAREHOUSE := build/sql.duckdb
MARTS := build/sql_marts.duckdb

.PHONY: help refresh test quick lint types sql accuracy fuzz soak clients bench bench-before bench-many bench-pdf bench-site site-tests site-picture pdf-engines cluster cluster-stop engines-agree cluster-faults docs environment lock audit clean

help: ## say what each command does
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

refresh: environment ## read DOCUMENTS (data/documents), check, build, test and publish DATABASE (malbild.duckdb)
	@$(BIN)/malbild refresh --documents "$(DOCUMENTS)" --database "$(DATABASE)" --engine $(ENGINE)
	@printf '\nThree queries to try on %s, read-only, with any DuckDB client:\n\n' "$(DATABASE)"
	@cat docs/first-queries.sql

test: environment lint types ## everything that guards it
	@$(BIN)/python -m pytest

quick: environment types ## while you work: lint, types, and the tests that start no dbt, Great Expectations or browser
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@changed=$$(git diff --name-only --diff-filter=d HEAD -- $(SQL) && git ls-files --others --exclude-standard -- $(SQL)) && \
		for file in $$changed; do case "$$file" in *.sql) $(BIN)/sqlfluff lint --disable-progress-bar "$$file" || exit 1;; esac; done
	@$(BIN)/python -m pytest -m "not slow" tests/unit tests/data/test_catalogue.py tests/data/test_public_columns.py

lint: environment ## ruff on Python, sqlfluff on SQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/sqlfluff lint --disable-progress-bar $(SQL)

types: environment ## mypy
	@$(BIN)/mypy

sql: environment ## build and test the models (SELECT=name, all if not said) on the raw tables of the last refresh
	@mkdir -p build
	@cp "$(dir $(DATABASE)).$(notdir $(DATABASE)).state/build.duckdb" $(WAREHOUSE)
	@cp "$(DATABASE)" $(MARTS)
	@DO_NOT_TRACK=1 MALBILD_BUILD_DATABASE=$(WAREHOUSE) MALBILD_NEXT_DATABASE=$(MARTS) $(BIN)/dbt --quiet build --select "$(SELECT)" --store-failures \
		--project-dir . --profiles-dir . --target-path build/dbt --log-path build/dbt
	@echo "built in $(WAREHOUSE): the schemas staging, intermediate, and test_failures for what a test found; in $(MARTS): marts"

accuracy: environment ## how right the reader is, against the labels in tests/labels; writes docs/accuracy.md
	@$(BIN)/python -m tests.accuracy --write docs/accuracy.md

fuzz: environment ## the reader on ten thousand mutated documents
	@$(BIN)/python -m tests.fuzz

soak: environment ## publications under readers, exchanges of the file, kills, full disks: many of each
	@$(BIN)/python -m tests.integration.soak publish --refreshes 100 --readers 20
	@$(BIN)/python -m tests.integration.soak exchange --exchanges 100000
	@$(BIN)/python -m tests.integration.soak kill --kills 50
	@$(BIN)/python -m tests.integration.soak kill --kills 20 --fetch
	@$(BIN)/python -m tests.integration.soak moments --kills 50
	@$(BIN)/python -m tests.integration.soak fill --fills 50

clients: environment ## open a published file with old and other clients, each in an environment below build/clients
	@$(BIN)/python -m tests.clients.check_clients

bench: environment ## speed and growth as ratios of one run; writes docs/performance.md
	@$(BIN)/python -m bench

bench-before: environment ## a refresh of five documents beside one by another tree, in turns: BEFORE=commit
	@$(BIN)/python -m bench.before $(BEFORE)

bench-many: environment ## the SQL of 20 000 documents, made of the rows of 1 000; some gigabytes; writes docs/performance.md
	@$(BIN)/python -m bench.many

bench-pdf: environment ## the reader of PDFs beside other libraries, in an environment of their own, in LOOKS (4) looks
	@$(PYTHON) -m venv build/pdf-readers
	@build/pdf-readers/bin/python -m pip install --quiet --disable-pip-version-check pdfplumber camelot-py pymupdf
	@$(BIN)/python -c 'import site; print(site.getsitepackages()[0])' > build/packages
	@PYTHONPATH="$(CURDIR):$$(cat build/packages)" build/pdf-readers/bin/python -m bench.pdf --looks $(LOOKS)

bench-site: environment ## what the pages cost, and a picture by two ways; writes docs/performance.md
	@$(PYTHON) -m venv build/pictures
	@build/pictures/bin/python -m pip install --quiet --disable-pip-version-check vl-convert-python
	@build/pictures/bin/python -c 'import site; print(site.getsitepackages()[0])' > build/pictures/packages
	@PYTHONPATH="$(CURDIR):$$(cat build/pictures/packages)" $(BIN)/python -m bench.site

site-tests: environment ## the pages in a real Chromium: requests, places of marks, both widths, keyboard, axe-core
	@$(PYTHON) -m venv build/browser
	@build/browser/bin/python -m pip install --quiet --disable-pip-version-check playwright axe-playwright-python
	@build/browser/bin/python -c 'import site; print(site.getsitepackages()[0])' > build/browser/packages
	@MALBILD_SCREENSHOTS=build/screenshots PYTHONPATH="$(CURDIR):$$(cat build/browser/packages)" $(BIN)/python -m pytest tests/browser

site-picture: environment ## draw docs/site.png anew, the picture in the README; after `make site-tests`
	@PYTHONPATH="$(CURDIR):$$(cat build/browser/packages)" $(BIN)/python -m tests.browser.picture

pdf-engines: environment ## two reports by every engine of the machine in many looks; writes docs/pdf-engines.md
	@$(BIN)/python -m bench.engines

cluster: build/spark/installed ## a Spark cluster on this machine: master, two workers, Thrift server, on the loopback; needs Java 17
	@$(BIN)/python -m ingestion.cluster start

cluster-stop: ## end what `make cluster` started
	@$(BIN)/python -m ingestion.cluster stop

engines-agree: build/spark/installed ## build five reports, fifty generated and invented ones by DuckDB and by Spark: every table must be equal
	@$(BIN)/python -m tests.engines $(SETS)

cluster-faults: build/spark/installed ## let a document, an executor and the Thrift server of a cluster die, and see what is lost
	@$(BIN)/python -m tests.cluster_faults

docs: environment ## renew the output shown in README.md and docs/, and docs/dictionary.html: every table and column
	@$(BIN)/python -m tests.readme --write
	@$(BIN)/python -m tests.dictionary docs/dictionary.html

environment: $(VENV)/installed ## the packages of requirements.lock in .venv

# The lock holds every package with its hashes, and only wheels are taken: no package runs code while it is installed. The
# project itself is linked, not copied.
$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed, this is " + sys.version.split()[0])'
	@echo "First the packages of requirements.lock are installed into $(VENV): once, one to five minutes."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $(VENV)/installed

# Spark has no wheel at the index, so these packages run code while they are installed; into a folder that nothing else reads.
build/spark/installed: requirements-spark.lock | environment
	@command -v java > /dev/null || { echo "Java is not installed; Spark 4.1 needs Java 17 (Debian: openjdk-17-jre-headless)" >&2; exit 2; }
	@echo "First the packages of requirements-spark.lock are installed into build/spark: once, 500 MB."
	@rm -rf build/spark/packages
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target build/spark/packages -r requirements-spark.lock
	@touch $@

lock: ## for maintainers, with uv on the PATH: pins with hashes, without the address of any index
	uv pip compile pyproject.toml --extra development --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --output-file requirements.lock
	uv pip compile --group pyproject.toml:spark --no-deps --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --output-file requirements-spark.lock

# pip-audit is no part of the lock: it has an environment of its own.
audit: ## known advisories for the packages of the lock, from their index
	@$(PYTHON) -m venv build/audit
	@build/audit/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: pip-audit
	@build/audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off --requirement requirements.lock || \
		{ echo "audit: advisories, or packages of which their index says nothing (is it reached?): the lines above say which" >&2; exit 1; }

clean: ## remove what can be made again, but for the published file
	rm -rf $(VENV) target logs build *.egg-info
