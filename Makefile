# Every task of the project. `make` alone lists them.
#
# The only needs are make and a Python 3.11 or newer that has the venv module; `PYTHON=/path/to/python3` names one.
# All else goes into .venv, exactly as pinned, with hashes, in requirements/.

SHELL = /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

PYTHON ?=
# How many test processes run side by side, and what else pytest is told: make test JOBS=4 ARGS="-k limit".
JOBS ?= auto
ARGS ?=

VENV := .venv
IN_VENV := $(VENV)/bin
CODE := compliance donations config.py tests bench

# What is installed is named after what was asked for: the pins, and the part of pyproject.toml above its line "Tools".
# The same content is found again in an instant; an interrupted installation leaves no stamp, and is done again.
content = $(shell { cat $(1); sed '/^\# Tools/,$$d' pyproject.toml; } | cksum | tr ' ' '-')
RUN_STAMP := $(VENV)/.run-$(call content,requirements/run.txt)
DEV_STAMP := $(VENV)/.dev-$(call content,requirements/run.txt requirements/dev.txt)

PYTEST := $(IN_VENV)/python -m tests.provision -- $(IN_VENV)/python -m pytest
PARALLEL = --numprocesses $(JOBS) --dist loadgroup

##@ Use
.PHONY: help run
help: ## List every task
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

run: $(RUN_STAMP) ## Start the application with SQLite and the built-in Stripe sandbox (PORT changes the port)
	@exec $(IN_VENV)/donations run

##@ Test
.PHONY: test coverage test-compliance test-donations test-browser test-migrations test-harness soak bench
test: $(DEV_STAMP) ## Run every test on SQLite and PostgreSQL, and in Chromium too
	$(PYTEST) $(PARALLEL) $(ARGS)

coverage: $(DEV_STAMP) ## The same, and hold the coverage floors; measuring takes its time
	$(PYTEST) $(PARALLEL) --cov --coverage-floors $(ARGS)

test-compliance: $(DEV_STAMP) ## Only the law: no database, no browser
	$(IN_VENV)/python -m pytest compliance tests/compliance $(ARGS)

test-donations: $(DEV_STAMP) ## Only the application, on both databases
	$(PYTEST) $(PARALLEL) donations tests/donations $(ARGS)

test-browser: $(DEV_STAMP) ## Only the journeys in a real Chromium; leaves a picture of every page in tests/artifacts
	$(PYTEST) tests/browser --pictures $(ARGS)

test-migrations: $(DEV_STAMP) ## Only the migrations
	$(PYTEST) $(PARALLEL) tests/migrations $(ARGS)

test-harness: $(DEV_STAMP) ## Only what the tests themselves stand on: PostgreSQL, Chromium, the closed network
	$(PYTEST) tests/provision $(ARGS)

soak: $(DEV_STAMP) ## The long ones: thousands of rounds, large data, 10,000 examples for each property
	$(PYTEST) -m "soak or hypothesis" --hypothesis-profile=soak --timeout=7200 $(ARGS)

bench: $(DEV_STAMP) ## Measure, as ratios to a floor taken in the same run
	$(IN_VENV)/python -m bench $(ARGS)

##@ Check
.PHONY: check format lint types imports
check: $(DEV_STAMP) ## All that CI does: format, lint, types, imports, then every test and the coverage floors
	$(IN_VENV)/ruff format --check
	$(MAKE) --no-print-directory lint types imports
	$(MAKE) --no-print-directory coverage

format: $(DEV_STAMP) ## Rewrite the code in the one format, and mend what can be mended unasked
	$(IN_VENV)/ruff format
	$(IN_VENV)/ruff check --fix --exit-zero

lint: $(DEV_STAMP) ## ruff, every rule but those pyproject.toml excepts with a reason
	$(IN_VENV)/ruff check

types: $(DEV_STAMP) ## mypy, strict
	$(IN_VENV)/mypy $(CODE)

imports: $(DEV_STAMP) ## import-linter: imports run downward only
	$(IN_VENV)/lint-imports

##@ Keep
.PHONY: install lock clean
install: $(DEV_STAMP) ## Make .venv with everything for development

# Pins rise only when asked: make lock ARGS=--upgrade, or ARGS="--upgrade-package flask".
lock: ## Pin every dependency again, for every platform and Python 3.11 and newer (needs uv; UV=/path/to/uv names it)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	$(LOCK) --group build $(ARGS) --output-file requirements/run.txt
	$(LOCK) --group dev --constraints requirements/run.txt $(ARGS) --output-file requirements/dev.txt

UV ?= uv
LOCK = $(UV) pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

clean: ## Remove .venv and whatever can be made again; instance/ with its database is kept
	rm -rf $(VENV) .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache \
	  build *.egg-info tests/artifacts
	find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# --- .venv ---------------------------------------------------------------------------------------------------------

define make_venv
@if ! $(IN_VENV)/python -m pip --version >/dev/null 2>&1; then \
  found=; \
  for candidate in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python); do \
    if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
      found=$$candidate; break; \
    fi; \
  done; \
  if [ -z "$$found" ]; then \
    echo "No Python 3.11 or newer was found. Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; \
  fi; \
  if ! "$$found" -c 'import venv, ensurepip' >/dev/null 2>&1; then \
    echo "$$found has no venv module. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; \
  fi; \
  echo "Making $(VENV) with $$("$$found" --version)"; \
  "$$found" -m venv --clear $(VENV); \
fi
endef

PIP_INSTALL = $(IN_VENV)/python -m pip install --quiet --disable-pip-version-check

$(RUN_STAMP): | requirements/run.txt
	$(make_venv)
	$(PIP_INSTALL) --require-hashes --no-deps --requirement requirements/run.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_STAMP): | requirements/dev.txt
	$(make_venv)
	$(PIP_INSTALL) --require-hashes --no-deps --requirement requirements/dev.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(RUN_STAMP) $@
