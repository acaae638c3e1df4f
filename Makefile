# Two commands on a fresh machine: `make build` scores the bundled index, `make test` checks everything.
# PYTHON chooses the interpreter (3.10 or later) for the virtual environment.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export DO_NOT_TRACK := 1

.PHONY: build check test test-cluster test-long test-versions lint lint-faults lint-python docs wheel bench images pages mutations calibrate lock clean
.DEFAULT_GOAL := build

build: $(VENV)/built-from.lock ## raw CSVs to the scored tables in published/warehouse.duckdb
	@$(BIN)/python -m composite_index.files.seeds seeds
	@$(BIN)/python -m composite_index run --exclude-resource-type unit_test

check: $(VENV)/built-from-dev.lock ## lint, unit tests and tests of what differs from main, in a minute
	@$(BIN)/python tests/check.py

test: $(VENV)/built-from-dev.lock lint-faults ## lint, unit tests, data tests, and builds with broken inputs
	@$(BIN)/pytest

test-cluster: $(VENV)/built-from-dev.lock ## the project on a Spark cluster on this machine, and the slow tests on Spark
	@COMPOSITE_INDEX_LONG_TESTS=1 $(BIN)/pytest tests/python/test_spark_cluster.py tests/python/test_engines.py -k spark

test-long: $(VENV)/built-from-dev.lock lint ## make test and test-cluster, and every corruption of the catalogue
	@COMPOSITE_INDEX_LONG_TESTS=1 $(BIN)/pytest

test-versions: ## the main tests on the oldest and the newest dbt, duckdb and pandas, each in its own environment
	@$(PYTHON) tests/versions.py

LINT_SQL := mkdir -p target && COMPOSITE_INDEX_DATABASE=target/lint.duckdb DBT_TARGET_PATH=target/lint $(BIN)/sqlfluff lint --disable-progress-bar --processes 2

lint: lint-python ## ruff for Python, sqlfluff for SQL
	@$(LINT_SQL) models tests

lint-python: $(VENV)/built-from-dev.lock
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

# The layout of SQL takes sqlfluff half of its time and is no fault: `make check` looks at what has changed.
lint-faults: lint-python
	@$(LINT_SQL) --exclude-rules "$$(sed -n 's/^exclude_rules = //p' .sqlfluff), layout" models tests

docs: build ## the lineage docs as one file that opens offline
	@$(BIN)/dbt docs generate --static
	@echo "Docs: target/static_index.html"

wheel: | $(BIN)/python ## the Python that runs the suites, as dist/composite_index-<version>-py3-none-any.whl
	@rm -rf build
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	@rm -rf build *.egg-info

bench: $(VENV)/built-from-bench.lock ## where the seconds of a build go, what unused methods cost, and how time grows with units
	@$(BIN)/python benchmarks/build_time.py
	@$(BIN)/python benchmarks/cost_of_methods.py
	@$(BIN)/python benchmarks/scale.py --write

images: $(VENV)/built-from-dev.lock build ## the pictures in the README; the lineage needs Graphviz
	@$(BIN)/python docs/lineage_image.py
	@$(BIN)/python docs/ranking_image.py

pages: build ## the generated parts of docs/report.md, docs/published_slips.md, docs/rules.md and docs/reference
	@$(BIN)/python docs/report_pages.py
	@$(BIN)/dbt --quiet parse --no-partial-parse
	@$(BIN)/python docs/rules_page.py
	@$(BIN)/python docs/reference_pages.py

mutations: $(VENV)/built-from-dev.lock ## apply every corruption of the catalogue, and write which rule catches it
	@$(BIN)/python tests/python/mutations.py
	@$(BIN)/python tests/python/arrivals.py --write

calibrate: ## make the synthetic third-level data; the solver gets its own environment
	@$(PYTHON) -m venv target/calibration
	@target/calibration/bin/python -m pip install --quiet --disable-pip-version-check "ortools>=9.15,<9.16"
	@target/calibration/bin/python calibration/calibrate.py

lock: ## resolve the locked versions; needs uv
	uv pip compile --universal --python-version 3.10 --no-header --no-annotate --quiet --upgrade \
		pyproject.toml --all-extras --group dev --output-file requirements-dev.lock
	uv pip compile --universal --python-version 3.10 --no-header --no-annotate --quiet --upgrade \
		pyproject.toml --extra duckdb --constraint requirements-dev.lock --output-file requirements.lock
	uv pip compile --universal --python-version 3.10 --no-header --no-annotate --quiet --upgrade \
		pyproject.toml --extra duckdb --group bench --constraint requirements-dev.lock --output-file requirements-bench.lock

clean: ## remove what a build makes, except the environment and the tables
	rm -rf target logs dbt_packages

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo "Python 3.10 or later is needed; name one with: make build PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment; on Debian install python3-venv"; exit 1; }

# The copy of the lock records what is installed, so that only a changed lock is installed.
$(VENV)/built-from.lock: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked requirements into $(VENV)"
	@$(BIN)/python -m pip install $(LOCKED) -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@cp requirements.lock $@

$(VENV)/built-from-dev.lock: requirements-dev.lock $(VENV)/built-from.lock
	@echo "Installing the locked development requirements into $(VENV)"
	@$(BIN)/python -m pip install $(LOCKED) -r requirements-dev.lock
	@cp requirements-dev.lock $@

$(VENV)/built-from-bench.lock: requirements-bench.lock $(VENV)/built-from.lock
	@echo "Installing the tools for the benchmarks into $(VENV)"
	@$(BIN)/python -m pip install $(LOCKED) -r requirements-bench.lock
	@cp requirements-bench.lock $@
