# `make demo` plays a whole review; `make test` runs the tests. Each does its own set-up in .venv/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COMPILED := $(VENV)/.compiled
DEMO ?= demo-review

.PHONY: help setup demo test lint types layers format bench faults study docs lock clean

help:
	@echo "make demo    play a whole review on the shipped records"
	@echo "make test    run the tests (what is not on this machine is skipped, with the reason)"
	@echo "make lint    ruff, mypy, import-linter"
	@echo "make bench   benchmarks: ratios against peers in the same run"
	@echo "make faults  kill commands, fail writes, change bytes: what is lost? (hours; Linux)"
	@echo "make docs    renew what is made from --help and docstrings: commands.md, library.md"
	@echo "make lock    pin the dependencies anew"

setup: $(COMPILED)

$(READY): requirements/lock.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "winnow needs Python 3.11 or newer; name one with make PYTHON=python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# Byte code beforehand: where Python may not write it itself, every start would compile anew.
$(COMPILED): $(READY) $(shell find pipeline -name '*.py')
	@$(BIN)/python -m compileall -q pipeline
	@touch $(COMPILED)

demo: $(COMPILED)
	@rm -rf $(DEMO)
	@$(BIN)/winnow demo $(DEMO)

test: $(COMPILED)
	$(BIN)/python -m pytest $(TESTS)

lint: $(COMPILED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(COMPILED)
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

bench: $(COMPILED)
	@for script in startup import dedupe ranking latency stopping stopping_clef stopping_guess stopping_final stopping_teams screen web; do \
	  echo "== $$script"; $(BIN)/python benchmarks/$$script.py || exit 1; done

FAULTS := tools/faults
SHIM := $(VENV)/shim.so

# Hours: commands killed, writes failing, bytes changed. TRIES=100 for a shorter look.
TRIES ?= 1000
faults: $(COMPILED)
	cc -shared -fPIC -o $(SHIM) $(FAULTS)/shim.c -ldl
	$(BIN)/python $(FAULTS)/kills.py --how random --tries $(TRIES)
	@for how in sweep enospc eio; do echo "== $$how"; \
	  LD_PRELOAD=$(abspath $(SHIM)) $(BIN)/python $(FAULTS)/kills.py --how $$how --tries $(TRIES) || exit 1; done
	$(BIN)/python $(FAULTS)/tamper.py --tries $$((10 * $(TRIES)))

study: $(COMPILED)
	$(BIN)/python benchmarks/study.py

docs: $(COMPILED)
	$(BIN)/python docs/commands.py
	$(BIN)/python docs/library.py

lock:
	$(PYTHON) -m venv $(VENV)/.lock
	$(VENV)/.lock/bin/python -m pip install --quiet pip-tools
	$(VENV)/.lock/bin/pip-compile --quiet --extra dev --generate-hashes --allow-unsafe --all-build-deps \
	  --strip-extras --no-annotate --no-header --no-emit-index-url --no-emit-trusted-host \
	  --no-emit-find-links -o requirements/lock.txt pyproject.toml

clean:
	rm -rf $(VENV) demo-review dist build
