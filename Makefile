# Each target does all of its own set-up, on a machine with Python 3.11 or later and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup run test check bench faults faults-short e2e catalogue lock clean

help:        ## what there is
	@grep -hE '^[a-z0-9-]+: .*##|^[a-z0-9-]+:  +##' $(MAKEFILE_LIST) | sed 's/:.*##/ –/'

.venv/made:
	$(PYTHON) -m venv .venv
	touch $@

.venv/run: .venv/made requirements.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: .venv/run requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

setup: .venv/dev   ## make .venv with all that is needed to work on the code

run: .venv/run     ## the demo, at http://127.0.0.1:8600 (PORT changes it)
	$(BIN)/forumbot run --demo

test: .venv/dev    ## all tests but the browser's, on SQLite and PostgreSQL
	.ci/adaptivecards
	$(BIN)/pytest -n 3 --dist worksteal

check: .venv/dev   ## format, lint, types, floors, the Swedish catalogue
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/pytest tests/test_house.py

bench: .venv/dev   ## figures, as a table and in var/bench.json
	$(BIN)/python -m tests.performance

faults: .venv/dev  ## what is lost or sent twice while everything fails; up to an hour; var/faults.json
	.ci/chromium
	$(BIN)/python -m tests.faults

faults-short: .venv/dev   ## the same in a few minutes, as with every change
	.ci/chromium
	$(BIN)/python -m tests.faults --short

e2e: .venv/dev     ## the room in headless Chromium, with screenshots in var/e2e/; the bot in Slack, for which npm's emulate stands
	.ci/chromium
	.ci/emulate
	$(BIN)/pytest tests/e2e --override-ini addopts="-q --strict-markers"

catalogue: .venv/dev   ## bring the Swedish catalogue up to date with the texts in the code
	$(BIN)/python -m tests.catalogue

lock:              ## pin the versions anew, with hashes
	uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header -q -o requirements.txt
	uv pip compile pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header -q -o requirements-dev.txt

clean:             ## what was made here, except the database
	rm -rf .venv tests/e2e/slack/node_modules tests/teams/render/node_modules *.egg-info .pytest_cache .ruff_cache .hypothesis
