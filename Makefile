.PHONY: site test quick check format bench audit screenshots clean

unexport PYTHONDONTWRITEBYTECODE  # else each process that tests and benchmarks start compiles all modules anew

PYTHON ?= python3
BIN := .venv/bin
# One more than there are processors, since tests wait, too.
PROCESSES ?= $$($(PYTHON) -c 'import os; print(os.cpu_count() + 1)')
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

site: .venv/.installed
	$(BIN)/newsgen build

test: .venv/.checkers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

quick: .venv/.developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto -m quick

check: test

format: .venv/.checkers
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.developing
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/preview.py
	$(BIN)/python benchmarks/problems.py
	$(BIN)/python benchmarks/pictures.py

audit: .venv/.auditing
	$(BIN)/python benchmarks/audit.py

screenshots: .venv/.developing
	$(BIN)/python docs/screenshots.py

clean:
	rm -rf .venv benchmarks/.venv benchmarks/.npm output .newsgen build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("newsgen needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(PIP) --upgrade "pip>=25.1"
	$(PIP) --editable .
	touch $@

.venv/.developing: .venv/.installed
	$(PIP) --group dev
	touch $@

.venv/.checkers: .venv/.developing tests/package.json
	@for tool in npm java chromium chromedriver nginx strace exiftool setpriv; do PATH="$$PATH:/usr/sbin" command -v $$tool >/dev/null || \
	  { echo "the tests need $$tool (Debian: apt-get install npm default-jre-headless chromium chromium-driver nginx-light strace libimage-exiftool-perl util-linux)"; exit 1; }; done
	mkdir -p .venv/checkers
	cp tests/package.json .venv/checkers/
	npm install --prefix .venv/checkers --ignore-scripts --no-package-lock --no-audit --no-fund --loglevel=error
	touch $@

.venv/.auditing: .venv/.developing benchmarks/package.json
	mkdir -p .venv/audit
	cp benchmarks/package.json .venv/audit/
	npm install --prefix .venv/audit --ignore-scripts --no-package-lock --no-audit --no-fund --loglevel=error
	touch $@
