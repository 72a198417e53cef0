# Two commands do everything: `make run` and `make test`. `make help` lists the verbs.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3.11
BIN := .venv/bin
SERVE ?= 1

# Where this is set, each of the many processes would compile Dagster and dbt anew, several seconds every time.
unexport PYTHONDONTWRITEBYTECODE

# The user's own files go into a home of their own, apart from the simulated world's.
ifdef LOGS
export METERHOUSE_HOME ?= .meterhouse/own
endif

.PHONY: help setup run test test-deep lint bench lock stop clean

help:  ## List the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/installed  ## Make .venv with everything in it, meterhouse included

run: setup  ## Load, build, test and serve a simulated world, or LOGS=path [FORMAT=combined]; SERVE=0 ends after the summary
	@$(BIN)/meterhouse run $(if $(LOGS),--logs "$(LOGS)") $(if $(FORMAT),--format "$(FORMAT)") \
		$(if $(filter 0,$(SERVE)),--no-serve)

test: setup  ## Lint, types, dbt and pytest
	@scripts/install-system-packages
	@$(BIN)/dbt parse --quiet --project-dir dbt_project --profiles-dir dbt_project
	@log=$$(mktemp); $(MAKE) --no-print-directory lint >"$$log" 2>&1 & lint=$$!; \
	echo "Lint and types run beside the tests; what they find is printed after them."; \
	$(BIN)/pytest --durations=10; tests=$$?; wait $$lint; linted=$$?; \
	if [ $$linted != 0 ]; then cat "$$log"; echo "Lint or types failed: see above."; fi; rm -f "$$log"; \
	[ $$tests = 0 ] && [ $$linted = 0 ]

test-deep: setup  ## The tests with many more examples and kills, and all of them on Debian's PostgreSQL 15
	@scripts/install-system-packages postgresql-15
	@$(BIN)/dbt parse --quiet --project-dir dbt_project --profiles-dir dbt_project
	@METERHOUSE_TEST_DEPTH=deep $(BIN)/pytest --durations=10 tests/faults tests/histories tests/dbt_project
	@METERHOUSE_POSTGRES_BIN=/usr/lib/postgresql/15/bin $(BIN)/pytest --durations=10

lint: setup  ## Only lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests

bench: setup  ## Run the benchmarks and print their ratios
	-@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r scripts/bench.lock
	@$(BIN)/python -m benchmarks

lock: setup  ## Resolve the dependencies anew into requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --python-version 3.11 \
		--excludes scripts/excludes.txt --custom-compile-command "make lock" --upgrade -o requirements.lock
	$(BIN)/uv pip compile --group bench -c requirements.lock --generate-hashes --no-emit-index-url --python-version 3.11 \
		--no-annotate --custom-compile-command "make lock" --upgrade -o scripts/bench.lock

stop:  ## Stop the embedded PostgreSQL
	@$(BIN)/meterhouse stop

clean: ## Stop the database and delete .venv and .meterhouse, with all that was loaded
	@[ ! -x $(BIN)/meterhouse ] || $(BIN)/meterhouse stop || true
	@[ ! -d .meterhouse/own ] || METERHOUSE_HOME=.meterhouse/own $(BIN)/meterhouse stop || true
	rm -rf .venv .meterhouse dbt_project/target dbt_project/logs

# Built with uv, which is itself pinned by hash; --no-deps because the lock is complete and leaves one package out.
.venv/installed: requirements.lock scripts/bootstrap.lock pyproject.toml
	@echo "Setting up .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r scripts/bootstrap.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@
