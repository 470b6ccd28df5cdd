.PHONY: site test check format bench clean

PYTHON ?= python3
BIN := .venv/bin

site: .venv/.installed
	$(BIN)/newsgen build

test: .venv/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto

check: test

format: .venv/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.installed
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf .venv output .newsgen build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("newsgen needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/.installed-dev: .venv/.installed pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@
