# Everything runs in .venv; nothing is installed elsewhere. `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCES := schemas scripts tests docs

.DEFAULT_GOAL := help
.PHONY: help validate verify test quick slow check clients browser screenshot format lint types layers describe docs deposit lock bench audit reproduce clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

validate: $(READY) ## Set up .venv and check the dataset of this repository
	@$(BIN)/dataset validate

verify: $(READY) ## Check that every published release is what it was, and that the index is whole
	@$(BIN)/dataset verify --all

test: $(READY) ## Set up .venv and run the tests
	$(BIN)/python -m pytest -q -n auto --dist worksteal

quick: lint types layers ## What a change needs at the desk: style, types, layers, and every test that is not slow
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not slow"

slow: $(READY) ## Run every test, and write into tests/slow.txt which of them make quick leaves out
	$(BIN)/python -m pytest -q -n auto --dist worksteal --junitxml=build/tests.xml
	$(BIN)/python tests/find_slow.py build/tests.xml

check: lint types layers test validate verify ## Everything that CI runs before the outside programs
	@$(BIN)/dataset describe --check

clients: $(READY) ## Have a dozen outside programs load a release (installs them in .clients/; needs the network once)
	PYTHONPATH=tests $(BIN)/python -m clients.run $(RELEASE)

browser: $(READY) ## Prove the page that this checkout makes (or RELEASE=folder) in Chromium, in two languages (installs in .browser/)
	PYTHONPATH=tests $(BIN)/python -m browser.run $(RELEASE) $(if $(EVIDENCE),--evidence)

screenshot: $(READY) ## Write docs/page-en.png for the README; make screenshot ALL=folder writes all looks there
	PYTHONPATH=tests $(BIN)/python -m browser.run $(RELEASE) --shoot $(ALL)

lint: $(READY) ## Check format and style
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)

types: $(READY) ## Check the types, strictly
	$(BIN)/mypy

layers: $(READY) ## Check that no layer imports one above it
	$(BIN)/lint-imports --no-logo

format: $(READY) ## Put the code into its format
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

describe: $(READY) ## Write datapackage.json, the dictionary and the codes in METHODOLOGY.md from the schemas
	@$(BIN)/dataset describe

docs: $(READY) ## Write docs/rules.md, the answers in docs/questions.md, the findings in SECURITY.md
	$(BIN)/python docs/make_rules.py
	$(BIN)/python docs/make_audit.py
	$(BIN)/python docs/make_questions.py

deposit: $(READY) ## Write what archives ask for into build/ (make deposit VERSION=0.2.0); nothing is sent
	$(BIN)/python docs/make_deposit.py $(VERSION)

bench: $(READY) ## Measure speed and memory (minutes; writes docs/evidence/bench*.json)
	$(BIN)/python tests/bench/bench.py
	PYTHONPATH=tests $(BIN)/python -m bench.bench_claims
	PYTHONPATH=tests $(BIN)/python -m bench.bench_verify
	PYTHONPATH=tests $(BIN)/python -m bench.bench_formats
	PYTHONPATH=tests $(BIN)/python -m bench.bench_page

audit: $(READY) ## Run the fault harnesses (an hour; writes docs/evidence/audit.json)
	@for harness in crash hostile tamper mutate harm reproduce; do \
		PYTHONPATH=tests $(BIN)/python -m audit.$$harness || exit 1; \
	done

reproduce: $(READY) ## Rebuild a published release with the tool that it names, compare every byte: make reproduce VERSION=0.4.0
	@PYTHONPATH=tests $(BIN)/python -m audit.reproduce $(VERSION)

lock: $(READY) ## Resolve requirements-dev.lock anew (hashes only, no address)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --upgrade --quiet --output-file requirements-dev.lock

clean: ## Remove .venv and caches
	rm -rf $(VENV) .clients .browser .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q schemas scripts # some machines forbid Python to do this when it runs
	@touch $@
