# Needs python 3.11 or newer, pip, git and make. Everything else is installed into .venv, pinned by hash.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

BIN := .venv/bin
STAMP := .venv/.installed
WHEELS := .venv/wheels
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
NEW_ENOUGH := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))

# Text that is not Python is checked where it exists.
ACTIONS := $(wildcard action.yml actions/*/action.yml)
WORKFLOWS := $(wildcard .github/workflows/*.yml examples/*/.github/workflows/*.yml examples/workflows/*.yml)

.PHONY: help
help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name what; do printf '  make %-11s %s\n' "$$name" "$$what"; done

.PHONY: setup
setup: $(STAMP) ## install the pinned tools and the project into .venv

$(STAMP): requirements/dev.txt requirements/gate.txt requirements/draft.txt requirements/build.txt pyproject.toml
	@for python in $(PYTHONS); do \
	  if "$$python" -c '$(NEW_ENOUGH)' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
	  echo "setup: no python 3.11 or newer with venv and pip on the PATH (looked for: $(PYTHONS)); install one and run make again" >&2; exit 1; \
	fi; \
	if ! $(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null; then \
	  echo "setup: making .venv with $$("$$found" --version)"; "$$found" -m venv --clear .venv; \
	fi
	@echo "setup: installing the pinned requirements (a minute the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@echo "setup: keeping the wheels that the actions install, so that they run here without a network"
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
	  --dest $(WHEELS) -r requirements/draft.txt -r requirements/build.txt # draft.txt holds all of gate.txt
	@touch $@
	@echo "setup: done"

.PHONY: test
test: $(STAMP) ## run every test, in parallel, with branch coverage
	@$(BIN)/python -m pytest --numprocesses auto --quiet --cov --cov-report= $(ARGS)
	@echo "test: passed; $$($(BIN)/coverage report --format=total) % of statements and branches covered in this process (coverage report lists the rest)"

.PHONY: check
check: $(STAMP) ## lint, types, import directions, workflows and actions
	@echo "check: ruff";           $(BIN)/ruff check --quiet .
	@echo "check: encodings named"; $(BIN)/ruff check --quiet --preview --select PLW1514 .
	@echo "check: ruff format";    $(BIN)/ruff format --check --quiet . || { echo "check: run \`make format\`" >&2; exit 1; }
	@echo "check: mypy --strict";  $(BIN)/mypy --no-error-summary
	@echo "check: import-linter";  out=$$($(BIN)/lint-imports --no-cache --no-logo 2>&1) || { echo "$$out" >&2; exit 1; }
	@$(if $(ACTIONS),echo "check: action manifests"; $(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-actions $(ACTIONS))
	@$(if $(WORKFLOWS),echo "check: workflows"; $(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows $(WORKFLOWS); $(BIN)/actionlint $(WORKFLOWS))
	@$(if $(ACTIONS)$(WORKFLOWS),echo "check: zizmor"; $(BIN)/zizmor --offline --no-progress --quiet $(ACTIONS) $(WORKFLOWS))
	@echo "check: passed"

.PHONY: format
format: $(STAMP) ## rewrite the sources in the one format
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

.PHONY: contracts
contracts: $(STAMP) ## write every committed contract again; look at the diff
	@$(BIN)/python -m tests.contracts.regenerate
	@git status --short

.PHONY: demo
demo: $(STAMP) ## the article's example, end to end, without a network
	@$(BIN)/python -m demo

.PHONY: cases
cases: $(STAMP) ## decide every case of the gate's catalogue and print the table
	@$(BIN)/python -m tests.gate

.PHONY: attacks
attacks: $(STAMP) ## try to open the gate without the people, with each rule in place and taken out
	@$(BIN)/python -m tests.attacks

.PHONY: mutants
mutants: $(STAMP) ## change what decides, one place at a time, and see whether tests notice (half an hour)
	@nice $(BIN)/python -m tests.mutation $(ARGS)

.PHONY: bench
bench: $(STAMP) ## measure start-up and one gate decision beside their yardsticks (ARGS=--peers: backlog.md as well)
	@$(BIN)/python -m bench $(ARGS)

.PHONY: endurance
endurance: $(STAMP) ## crowds, 200 kills, merges, damage, a full disk: what became of the records (some ten minutes)
	@$(BIN)/python -m tests.endurance

.PHONY: clients
clients: $(STAMP) ## run outside MCP clients against our server (installs them, a gigabyte, the first time)
	@$(BIN)/python -m tests.clients $(ARGS)

.PHONY: lock
lock: $(STAMP) ## solve the requirements again (ARGS=--upgrade for newer versions)
	@requirements/compile $(ARGS)

.PHONY: clean
clean: ## remove what was made, .venv included
	@rm -rf mutants .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
