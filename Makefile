# Every target sets up what it needs: a virtual environment in .venv, made once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
REAL ?= ../shared/data/wikimedia

.DEFAULT_GOAL := help
.PHONY: help dev test lint format bench bench-intake docs schemas clean

help:            ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "evtool needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--editable '.[all,dev]'
	touch $@

dev: $(READY)    ## the local platform on the sample repositories
	$(BIN)/evtool dev

test: $(READY)   ## all tests
	$(BIN)/python -m pytest -n auto

lint: $(READY)   ## style, types, import layers, and our own schemas
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/evtool schema materialize --all --check
	$(BIN)/evtool check

format: $(READY) ## let ruff write the style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## measure against the reference tool (needs npm)
	$(BIN)/python benchmarks/schema/run.py $(addprefix --data ,$(wildcard $(REAL)))
	$(BIN)/python benchmarks/check/run.py $(addprefix --data ,$(wildcard $(REAL)))

bench-intake: $(READY) ## measure the intake beside a yardstick (needs npm and wrk)
	$(BIN)/python benchmarks/intake/run.py $(addprefix --data ,$(wildcard $(REAL)))

docs: $(READY)   ## write the generated reference pages
	$(BIN)/python -m evtool.cli.reference docs/reference

clean:           ## remove what was set up
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
