# Two commands for a new machine: `make refresh` and `make test`. All paths are relative, so a folder name may hold spaces.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DOCUMENTS ?= data/documents
DATABASE ?= malbild.duckdb

.PHONY: refresh test environment lint types accuracy fuzz soak clients bench bench-pdf docs lock clean

refresh: environment
	@$(BIN)/malbild refresh --documents "$(DOCUMENTS)" --database "$(DATABASE)"
	@printf '\nThree queries to try on %s, read-only, with any DuckDB client:\n\n' "$(DATABASE)"
	@cat docs/first-queries.sql

test: environment lint types
	@$(BIN)/python -m pytest

lint: environment
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/sqlfluff lint --disable-progress-bar models macros tests/data

types: environment
	@$(BIN)/mypy

# How right the reader is, against the labels in tests/labels; writes docs/accuracy.md.
accuracy: environment
	@$(BIN)/python -m tests.accuracy --write docs/accuracy.md

# Ten thousand mutated documents.
fuzz: environment
	@$(BIN)/python -m tests.fuzz

# A hundred publications under twenty readers, a hundred thousand exchanges of the file, and fifty killed refreshes.
soak: environment
	@$(BIN)/python -m tests.integration.soak publish --refreshes 100 --readers 20
	@$(BIN)/python -m tests.integration.soak exchange --exchanges 100000
	@$(BIN)/python -m tests.integration.soak kill --kills 50

# Old and other clients, each in an environment of its own under build/clients.
clients: environment
	@$(BIN)/python -m tests.clients.check_clients

# Speed and growth as ratios of one run; writes docs/performance.md.
bench: environment
	@$(BIN)/python -m bench

# The reader of PDFs beside other libraries, which get an environment of their own; needs Chromium.
bench-pdf: environment
	@$(PYTHON) -m venv build/pdf-readers
	@build/pdf-readers/bin/python -m pip install --quiet --disable-pip-version-check pdfplumber camelot-py pymupdf
	@$(BIN)/python -c 'import site; print(site.getsitepackages()[0])' > build/packages
	@PYTHONPATH="$(CURDIR):$$(cat build/packages)" build/pdf-readers/bin/python -m bench.pdf

# The output of README's queries, and docs/dictionary.html: every table and column, where it comes from, on one page.
docs: environment
	@$(BIN)/python -m tests.readme --write
	@$(BIN)/python -m tests.dictionary docs/dictionary.html

environment: $(VENV)/installed

# The lock holds every package with its hashes; the project itself is linked, not copied.
$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed, this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $(VENV)/installed

# For maintainers, with uv on the PATH: pins with hashes, without the address of any index.
lock:
	uv pip compile pyproject.toml --extra development --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) target logs build *.egg-info
