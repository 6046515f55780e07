# Needs Python >= 3.11, git and make; everything else goes into .venv (PYTHON=… chooses the Python).
.DEFAULT_GOAL := help
.PHONY: help demo test slow benchmark faults check style types layers docs-check locale-check docs locale clean
# Where a shell exports it, every start of the program would compile its sources again.
unexport PYTHONDONTWRITEBYTECODE

READY := .venv/.ready
RUN := .venv/bin
# Test processes at once.
WORKERS ?= 2
# More words for pytest: make test ARGS="-k dates".
ARGS ?=

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1  	/p' Makefile

demo: $(READY)  ## make a demonstration book in a place of its own and show its due list
	@$(RUN)/crm demo

test: $(READY)  ## the fast tests: under two minutes on two quiet cores
	@$(RUN)/python -m pytest -m "not slow" -n $(WORKERS) --dist worksteal $(ARGS)

slow: $(READY)  ## the slow tests: installing, long imports, many processes
	@$(RUN)/python -m pytest -m slow $(ARGS)

benchmark: $(READY)  ## measure commands as whole processes and write docs/benchmarks.md; takes long
	$(RUN)/python -m benchmarks $(ARGS)

faults: $(READY)  ## kill and fail commands at every system call; needs strace, takes a quarter of an hour
	@$(RUN)/python -m tests.faults.everything

check: style types layers docs-check locale-check  ## style, types, order of imports, docs and translations

style: $(READY)
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .

types: $(READY)
	$(RUN)/mypy

layers: $(READY)
	$(RUN)/lint-imports

docs-check: $(READY)
	$(RUN)/python tools/make_docs.py --check

locale-check: $(READY)
	$(RUN)/python tools/make_locale.py --check

docs: $(READY)  ## write the generated parts of README.md and docs/ anew
	$(RUN)/python tools/make_docs.py

locale: $(READY)  ## collect messages into locale/zh.po and write locale/zh.py from it
	$(RUN)/python tools/make_locale.py

clean:  ## remove .venv and everything that tools left
	rm -rf .venv build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt tools/set_up.sh
	@sh tools/set_up.sh
	@touch $@
