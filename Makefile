# Two commands do everything: `make demo` sets up and makes the pictures, `make test` sets up and runs the suite.
# A second run installs nothing: .venv/ready is newer than what it was made from.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check gallery clean

demo: .venv/ready
	$(BIN)/gdviz demo

test: .venv/ready
	$(BIN)/python -m pytest -n auto --dist worksteal

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The README's pictures, by the README's own commands.
gallery: .venv/ready
	sed -n '/^```sh/,/^```$$/{/^gdviz /p}' README.md | PATH="$(CURDIR)/$(BIN):$$PATH" sh -ex

.venv/ready: pyproject.toml .ci/prepare
	PYTHON=$(PYTHON) .ci/prepare

clean:
	rm -rf .venv build *.egg-info
