# Each target makes what it needs by itself; see README.md.
SHELL = /bin/bash
.SHELLFLAGS = -eu -o pipefail -c

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
PY = $(VENV)/bin/python
WORKERS ?= 2
LOCK = $(VENV)/bin/uv pip compile pyproject.toml --extra segmenter --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --quiet

.PHONY: help demo serve install test test-fast soak check bench format messages collect-messages lock clean

help:  ## show the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: export DJANGO_SETTINGS_MODULE = lms.settings.development
demo: $(VENV)/base.done  ## environment, database, demo content; serves on 127.0.0.1:$(PORT)
	@echo "== Database"; mkdir -p .data # made anew: tests.migrating takes a fifth of the time
	@$(PY) -m tests.migrating migrate --verbosity 1 | sed -u -n 's/^  Applying \(.*\)\.\.\. OK/   \1/p'
	@echo "== Demo content"; $(PY) manage.py load_demo
	@$(MAKE) --no-print-directory serve

serve: export DJANGO_SETTINGS_MODULE = lms.settings.development
serve: $(VENV)/base.done  ## serve what is there
	@echo "== http://127.0.0.1:$(PORT)/  (stop with Ctrl-C)"
	@$(VENV)/bin/gunicorn lms.wsgi --preload --bind 127.0.0.1:$(PORT) --reuse-port \
		--workers $(WORKERS) --threads 4 --worker-class gthread --log-level warning \
		--limit-request-line 0 # a query of 10 kB gets an answer, too

install: $(VENV)/development.done  ## everything that tests and checks need

test: install  ## all tests, journeys in the browser included
	@VENV=$(VENV) .ci/need browser gettext pdf
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-fast: install  ## the tests without a browser, slow ones and repeats; of cases the first
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder --first-cases -m "not journey and not slow and not once"

soak: install  ## the long tests of points and of search, on the database of DATABASE_URL
	REWARDS_SOAK=1 $(PY) -m pytest plugins/rewards/tests/test_attacks.py plugins/rewards/tests/test_model.py
	SEARCH_SOAK=1 $(PY) -m pytest tests/lms/search -k "hostile or row_of_changes or counts_are_hits"

check: install  ## what CI checks besides the tests
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/deptry .
	$(VENV)/bin/djlint templates plugins --lint --quiet
	.ci/check-deployment $(PY)

bench: $(VENV)/base.done  ## processor time of each page, beside simpler things
	@$(PY) -m benchmarks $(BENCH)

format: install  ## format the code
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

messages: install  ## collect texts to translate, compile what is translated
	@VENV=$(VENV) .ci/need gettext
	@$(MAKE) --no-print-directory collect-messages
	$(PY) manage.py compilemessages --ignore '.venv*'

collect-messages:
	$(PY) manage.py makemessages -l zh_Hans -l zh_Hant --no-location --no-wrap \
		--ignore '.*' --ignore tests

lock: install  ## write requirements/ anew from pyproject.toml
	$(LOCK) -o requirements/base.txt
	$(LOCK) --group dev -o requirements/development.txt

clean:  ## forget the demo's database and files, and the tests' (not the environment)
	rm -rf .data

$(VENV)/bin/python:
	@echo "== Environment"
	@PYTHON=$(PYTHON) .ci/need venv
	@$(PYTHON) -m venv $(VENV)

$(VENV)/base.done: requirements/base.txt | $(VENV)/bin/python
	@echo "== Packages (about a minute the first time)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/development.done: requirements/development.txt | $(VENV)/bin/python
	@echo "== Packages for tests and checks"
	@.ci/install $(PY) $<
	@touch $@ $(VENV)/base.done
