# Two commands for a fresh machine: `make crawl` and `make test`. Everything else is listed by `make help`.
PYTHON ?= python3
BIN := .venv/bin
SOURCE ?=
CONTACT ?=
# A first crawl of a real outlet takes its last seven days; SINCE=2026-01-01 asks for more.
SINCE ?= $(shell $(PYTHON) -c 'import datetime as d; print(d.date.today() - d.timedelta(days=7))')
SETS ?=

.PHONY: help setup crawl test check format lock bench clean

help: ## what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup: .venv/.ready ## environment in .venv, versions pinned by requirements.lock

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make setup PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

crawl: setup ## the main job: on the bundled outlets, or on a real one with SOURCE=rt CONTACT=you@example.org
ifeq ($(SOURCE),)
	@$(BIN)/python -m tests.bundled crawl
else
	@$(BIN)/scrapy crawl $(SOURCE) -a since=$(SINCE) $(if $(CONTACT),-s CONTACT=$(CONTACT))
endif

test: setup ## all tests; those that need Chromium run where one is found
	@$(BIN)/python -m pytest -q $(if $(REQUIRE_BROWSER),--require-browser)

check: setup ## format, lint, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: setup ## rewrite the files in the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: setup ## resolve the dependencies anew into requirements.lock (needs uv)
	uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock

bench: setup ## the figures, on bundled miniatures or on SETS=folder with extraction/, relevance/ and neardup/
	@$(BIN)/python -m benchmarks $(SETS)

clean: ## remove the environment and everything a crawl wrote
	rm -rf .venv corpus rejected manifests archive staging locks ledger.sqlite*
