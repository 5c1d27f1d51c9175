# make demo    worked solutions of sample_docs/homework.tex, as .tex and .pdf under build/
# make test    all tests
# make notes   the course notes of sample_docs/ with their derivations; the pattern rule below is the one to copy
# make bench   timings against other tools (own environment, a few minutes)
# make clean   remove what was built; `make distclean` also the environments

PYTHON ?= $(firstword $(foreach p,python3.11 python3 python,$(shell command -v $(p) 2>/dev/null)))
VENV   := .venv
BENCH  := .venv-bench
TEXDERIVE := $(VENV)/bin/texderive
PIP_INSTALL = -m pip install --quiet --disable-pip-version-check

.PHONY: demo test notes bench bench-quick pictures wheel-check lock clean distclean help

demo: $(VENV)/.runtime-ready
	@mkdir -p build
	$(TEXDERIVE) solve sample_docs/homework.tex -o build/homework-solutions.tex --pdf
	@test -s build/homework-solutions.pdf
	@echo "The worked solutions are in"
	@echo "  $(CURDIR)/build/homework-solutions.tex"
	@echo "  $(CURDIR)/build/homework-solutions.pdf"

test: $(VENV)/.test-ready
	$(VENV)/bin/python -m pytest --numprocesses=auto

help:
	@sed -n '/^# make/s/^# //p' Makefile

# ---- environments: exactly the locked versions, then texderive itself in place --------------------------------

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "texderive needs Python 3.11 or newer: none was found"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "texderive needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=/path/to/python3.11"; exit 2; }
	@echo "Setting up $(VENV) (once, about a minute)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime-ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	@$(VENV)/bin/python $(PIP_INSTALL) --require-hashes -r requirements.lock
	@$(VENV)/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@$(VENV)/bin/python -m compileall -q texderive
	@touch $@

$(VENV)/.test-ready: requirements-test.lock $(VENV)/.runtime-ready
	@$(VENV)/bin/python $(PIP_INSTALL) --require-hashes -r requirements-test.lock
	@touch $@

# ---- course notes: copy this rule --------------------------------------------------------------------------
# `-MD -MF -MP` write down which files a document reads (\input, macros, templates), so that make knows when to derive again.
# Exit code 1 means that a problem was refused: it says so on the terminal and in its place, and the notes are built all the same.

NOTES := build/vector_calculus-worked.tex
notes: $(NOTES)
	@echo "The course notes are in $(NOTES:.tex=.pdf)"

build/%-worked.tex: sample_docs/%.tex | $(VENV)/.runtime-ready
	@mkdir -p build
	$(TEXDERIVE) solve $< -o $@ --pdf -MD -MF build/$*-worked.d -MP || [ $$? -eq 1 ]
	@touch $@
-include $(wildcard build/*-worked.d)

# ---- maintenance ---------------------------------------------------------------------------------------------

wheel-check: $(VENV)/.runtime-ready
	$(VENV)/bin/python tools/wheel_check.py

# The README's output and pictures, made anew (needs pdflatex and poppler).
pictures: demo notes
	$(VENV)/bin/python tools/readme_output.py
	@mkdir -p docs/img
	$(TEXDERIVE) check sample_docs/notes_formulas_check.tex --annotate build/checked.tex || [ $$? -eq 1 ]
	cd build && pdflatex -interaction=batchmode checked.tex
	pdftoppm -r 75 -f 4 -l 4 -singlefile -png build/homework-solutions.pdf docs/img/homework
	pdftoppm -r 75 -f 6 -l 6 -singlefile -png build/vector_calculus-worked.pdf docs/img/notes
	pdftoppm -r 75 -f 1 -l 1 -singlefile -png -H 780 -W 620 build/checked.pdf docs/img/checked

bench: $(BENCH)/.ready
	$(BENCH)/bin/python -m bench.run

bench-quick: $(BENCH)/.ready
	$(BENCH)/bin/python -m bench.run --quick

$(BENCH)/.ready: requirements-bench.lock pyproject.toml
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python $(PIP_INSTALL) -r requirements-bench.lock
	@$(BENCH)/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

# Newer versions into the lock files; needs `pip install uv`.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q pyproject.toml --group pyproject.toml:build -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q pyproject.toml --extra test --group pyproject.toml:build -o requirements-test.lock

clean:
	rm -rf build dist

distclean: clean
	rm -rf $(VENV) $(BENCH)
