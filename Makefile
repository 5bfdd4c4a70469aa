# Moothall: what a newcomer types. Every target sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
DATA ?= .place
KIT ?=
COMPILE = $(BIN)/uv pip compile --quiet --no-config --generate-hashes --universal --python-version 3.11 \
          --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml

.PHONY: setup assets browser demo test test-slow test-all check format reference conformance bench lock clean

setup: .venv/.ready

.venv/.ready: requirements/dev.txt pyproject.toml hatch_build.py
	@echo "1/3 Python environment"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "2/3 Python packages (pinned, with hashes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@echo "3/3 Moothall and its styles and scripts"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

assets: setup
	@$(BIN)/python hatch_build.py

browser: assets
	@sh .ci/browser

demo: assets
	@$(BIN)/moothall demo --port $(PORT) --data $(DATA)

test: browser
	@$(BIN)/pytest -m "not slow"

test-slow: browser
	@$(BIN)/pytest -m "slow"

test-all: test test-slow

check: assets
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@MOOTHALL_SECRET_KEY="not needed for checking" DJANGO_SETTINGS_MODULE=moothall.site.settings \
	  $(BIN)/python -m django makemigrations --check --dry-run
	@$(BIN)/moothall check catalogue

format: setup
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

reference: setup
	@$(BIN)/python -m docs.make_reference

conformance: setup
	@$(BIN)/python -m tests.kit $(KIT)

bench: assets
	@$(BIN)/python -m bench

lock:
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@$(COMPILE) --extra demo --output-file requirements/run.txt
	@$(COMPILE) --extra demo --extra spark --group dev --group build --output-file requirements/dev.txt

clean:
	rm -rf .venv node_modules src/moothall/kernel/static/moothall
