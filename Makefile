# Two commands do everything: `make demo` sets up and makes the pictures, `make test` sets up and runs the suite.
# A second run installs nothing: .venv/ready is newer than what it was made from.

PYTHON ?= python3
BIN := .venv/bin
# Where Python keeps no bytecode, each process compiles everything anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test layouts pages frameworks check bundle docs gallery lock clean

demo: .venv/ready
	$(BIN)/gdviz demo

test: .venv/ready
	$(BIN)/python -m pytest -n auto --dist worksteal

# Every figure and scene on pages of every shape, with one run, a few, and the most, and in a language of the tests' own.
layouts: .venv/ready
	$(BIN)/python -m pytest -n auto --dist worksteal -m layouts tests/figures tests/languages tests/scenes

# Explorable pages in Chromium; without it, or before `make bundle`, some or all are skipped with a reason.
pages: .venv/ready
	$(BIN)/python -m pytest -n auto --dist worksteal -m browser tests/pages

# What is recorded of torch, Keras, JAX and Lightning: the suite skips it where they are not installed, as for the documentation.
frameworks: .venv/docs
	$(BIN)/python -m pytest -n auto --dist worksteal tests/recording tests/surveying tests/keras tests/lightning

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The script of explorable pages, from its sources, with Node.js; fails where what is committed is not what they make.
bundle:
	.ci/bundle

# The documentation in build/site, with the pictures that its own commands make; any warning is an error. Material for
# MkDocs tells everyone of MkDocs 2.0, which pyproject.toml keeps out.
# QUICK=1 carries out no command, for a look at words and layout within a minute; all of it takes some five.
docs: .venv/docs
ifdef QUICK
	GDVIZ_DOCS_QUICK=1 NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
else
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
endif
	@echo build/site/index.html

# The pictures of README and gallery, and the gallery's page.
gallery: .venv/ready
	$(BIN)/python renders/gallery/generate.py

# The newest versions that pyproject.toml allows, for any system and Python, into requirements.lock.
lock: $(BIN)/uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate --all-extras \
	    --group dev --group docs pyproject.toml --output-file requirements.lock

.venv/ready: pyproject.toml requirements.lock .ci/prepare
	PYTHON=$(PYTHON) .ci/prepare

$(BIN)/uv:
	PYTHON=$(PYTHON) .ci/prepare

.venv/docs: .venv/ready
	$(BIN)/python -m pip install -q --constraint requirements.lock --group docs
	touch .venv/docs

clean:
	rm -rf .venv build *.egg-info
