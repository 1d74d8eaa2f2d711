# make demo    what chainrule shows, in a minute        make test    what it promises, checked
#
# Each target makes the environment it needs, in .venv (and .venv-bench, .venv-docs), from nothing but Python 3.10 or newer.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test faults lint notebooks docs figures audits accuracy oracles translations mutants fuzz package bench compare
.PHONY: peers clean site site-test
.PHONY: installers pictures pyodide pythons

# The first of these that is new enough; `make demo PYTHON=python3.12` decides it by hand.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && echo $$python && exit; done; echo python3)

PYTHONS ?= python3.10 python3.11 python3.12 python3.13 python3.14 pypy3

BIN := .venv/bin
RELEASE := .venv-release/bin
SPHINX := .venv-docs/bin/python -m sphinx -q
# The catalogues of the manual; a page, or a folder of pages, is translated where it has one.
MANUAL := docs/locale
PIP := -m pip --quiet --disable-pip-version-check --no-input install
# Where pip finds a build without CUDA among these, it prefers that one, some GB smaller: 2.13.0+cpu comes after 2.13.0.
TORCH := torch>=2,<2.14
# Not among the tools for developers, as there is no JAX for every Python and machine: its tests are skipped without it.
JAX := jax>=0.6
# The same for Graphviz as its authors build it, beside which pictures are laid out again.
ORACLE := pygraphviz>=2.0.4
DRAW := $(BIN)/chainrule draw "e = (a+b)*(b+1)" a=2 b=1

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

demo: .venv/runtime  ## a worked example by hand and by machine, and its graphs as pictures in demo/
	@mkdir -p demo
	@$(BIN)/chainrule walkthrough sigmoid-2-2-1 --draw demo/sigmoid-2-2-1.svg
	@$(BIN)/chainrule walkthrough sigmoid-2-2-1 --draw demo/sigmoid-2-2-1.png > /dev/null
	@$(DRAW) -o demo/e.svg > /dev/null
	@$(DRAW) -o demo/e.png > /dev/null
	@echo
	@echo "The graph of this network, with a local partial on every edge: demo/sigmoid-2-2-1.svg (and .png)"
	@echo "The graph of e = (a+b)*(b+1) at a=2, b=1:                      demo/e.svg (and .png)"

test: .venv/dev  ## the tests
	@$(BIN)/python -m pytest -q -n auto

faults: .venv/dev  ## the tests of faults in full: interrupts everywhere, 100 kills, threads, forged files, neighbours
	@CHAINRULE_FULL=1 $(BIN)/python -m pytest -q -n auto tests/faults

lint: .venv/dev  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

notebooks: .venv/dev  ## run every notebook from a clean kernel, and keep what it shows
	@$(BIN)/python notebooks/run.py notebooks/*.ipynb

docs: .venv-docs/docs  ## the manual, in docs/_build/html/index.html; warnings are errors
	@$(SPHINX) -W --keep-going -d docs/_build/doctrees docs docs/_build/html
	@$(SPHINX) -W --keep-going -D language=zh_CN -d docs/_build/doctrees-zh docs docs/_build/html/zh
	@.venv-docs/bin/python docs/manual/whole.py
	@echo "the manual: docs/_build/html/index.html, in Chinese: docs/_build/html/zh/index.html"

figures: .venv/dev  ## draw the pictures of the documentation again
	$(BIN)/python docs/figures.py

audits: .venv/dev  ## measure the audit on made-up and on published examples, in docs/audits.md
	@$(BIN)/python docs/audits.py

pictures: .venv/dev  ## every picture of the tests, by each build of Graphviz that is here, in docs/pictures.md
	@rm -rf .pictures
	@CHAINRULE_KEEP_PICTURES=.pictures $(BIN)/python -m pytest -q -n auto tests/autograd tests/nn tests/test_cli.py \
		tests/test_notebooks.py autograd nn
	@$(BIN)/python tests/shared/pictures.py .pictures -o docs/pictures.md

installers: .venv/dev  ## what pip finds on each kind of machine and Python, in docs/installing.md
	@$(BIN)/python $(PIP) --upgrade 'pip>=24.1'
	@$(BIN)/python docs/installing.py

pyodide: .venv/dev  ## the tests of what runs in a browser's Python, in Node (npm installs Pyodide in .pyodide)
	@npm install --prefix .pyodide --no-audit --no-fund --silent pyodide@314.0.7
	@CHAINRULE_FULL=1 $(BIN)/python -m pytest -q tests/pyodide

accuracy: .venv/dev  ## measure every row of the table over its whole domain, in docs/accuracy.md
	@$(BIN)/python docs/accuracy.py

translations: .venv/dev .venv-docs/docs  ## bring the catalogues of other languages up to date: make translations NEW=fr
	@$(BIN)/python docs/translations.py $(NEW)
	@rm -rf docs/_build/gettext
	@$(SPHINX) -b gettext -d docs/_build/doctrees-gettext docs docs/_build/gettext
	@for page in docs/_build/gettext/*.pot; do \
		[ -e $(MANUAL)/zh_CN/LC_MESSAGES/$$(basename $$page .pot).po ] || rm $$page; \
	done
	@.venv-docs/bin/sphinx-intl update --no-obsolete --line-width 120 -p docs/_build/gettext -d $(MANUAL) -l zh_CN

oracles: .venv/dev  ## every interpreter beside mpmath, JAX and PyTorch (from make peers), in docs/oracles.md
	@$(BIN)/python tests/oracles -o docs/oracles.md

mutants: .venv/dev  ## put small faults into the sources, and see which the tests notice, in docs/mutants.md
	@$(BIN)/python tests/mutants -o docs/mutants.md

fuzz: .venv-fuzz/runtime  ## a million hostile inputs, guided by what they reach, in docs/robustness.md
	@.venv-fuzz/bin/python -c 'import atheris' 2>/dev/null || .venv-fuzz/bin/python $(PIP) --only-binary :all: atheris 2>/dev/null || true
	@.venv-fuzz/bin/python tests/fuzz -o docs/robustness.md

package: .venv/dev  ## build what is published, and run its commands and its own tests in an environment that was empty
	@CHAINRULE_FULL=1 $(BIN)/python -m pytest -q tests/test_package.py

pythons:  ## the tests under every Python in PYTHONS that is here, each in an environment of its own
	@for python in $(PYTHONS); do \
		version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) \
			|| { echo "$$python: not here"; continue; }; \
		[ -x .venv-$$version/bin/python ] || $$python -m venv .venv-$$version; \
		.venv-$$version/bin/python $(PIP) --editable '.[dev]' || { echo "$$python: not installed"; continue; }; \
		echo "$$python: $$(.venv-$$version/bin/python -m pytest -q -n auto | tail -n 1)"; \
	done

site: .venv/runtime  ## the page that checks worked examples in a browser, in docs/_build/html/try (needs Node)
	@$(BIN)/python docs/try/build.py

site-test: .venv/dev site  ## that page in Chromium, in full
	@CHAINRULE_FULL=1 $(BIN)/python -m pytest -q tests/site

.PHONY: release
release: .venv-release/tools  ## build and check what would be published, in dist/; it publishes nothing
	@rm -rf dist .venv-release/empty
	@$(RELEASE)/python -m build --outdir dist . > /dev/null
	@$(RELEASE)/twine check --strict dist/*
	@$(RELEASE)/check-wheel-contents dist/*.whl
	@$(PYTHON) -m venv .venv-release/empty
	@.venv-release/empty/bin/python $(PIP) dist/*.whl
	@cd .venv-release/empty && bin/chainrule --version && bin/chainrule explain "(a+b)*(b+1)" a=2 b=1 > /dev/null \
		&& bin/chainrule draw "(a+b)*(b+1)" a=2 b=1 -o e.svg && bin/chainrule walkthrough > /dev/null
	@$(RELEASE)/cyclonedx-py environment .venv-release/empty/bin/python --of JSON -o dist/sbom.cdx.json
	@ls -l dist
	@echo "make package runs every command of the wheel, and the tests of the source distribution"

bench: .venv-bench/runtime  ## time and memory beside other engines', in benchmarks/results/
	@.venv-bench/bin/python -c 'import matplotlib, micrograd, threadpoolctl' 2>/dev/null || .venv-bench/bin/python $(PIP) --editable '.[bench]' \
		|| echo "could not install the engines to compare with; see the reason above"
	@.venv-bench/bin/python benchmarks/scalars.py
	@.venv-bench/bin/python benchmarks/transforms.py
	@.venv-bench/bin/python benchmarks/programs.py

compare: .venv/runtime  ## time the engine of commit BASE beside the files as they are: make compare BASE=main~1
	@$(BIN)/python benchmarks/compare.py $(BASE) $(NEW)

peers:  ## install the tools to compare with for make bench and docs/comparison.md, in an environment of their own
	@[ -x .venv-peers/bin/python ] || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python $(PIP) autograd casadi numpy || echo "not installed: make bench will skip them"
	@.venv-peers/bin/python $(PIP) '$(TORCH)' || echo "PyTorch is not installed: make bench will skip it"
	@.venv-peers/bin/python $(PIP) '$(JAX)' micrograd pydot sympy torchviz || echo "not installed: the comparison leaves them out"

clean:  ## remove everything made here: environments, caches, demo/
	rm -rf .venv-release
	rm -rf .venv .venv-bench .venv-docs .venv-fuzz .venv-peers docs/_build demo build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
	rm -rf .hypothesis .venv-3.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +

# Environments. A stamp says that one is complete; a changed pyproject.toml makes it out of date.

.venv/dev: .venv/runtime
	@echo "installing the tools for developers (once)"
	@$(BIN)/python $(PIP) --editable '.[dev]'
	@$(BIN)/python $(PIP) --only-binary :all: '$(JAX)' || echo "JAX is not installed: its tests are skipped"
	@$(BIN)/python $(PIP) --only-binary :all: '$(ORACLE)' || echo "pygraphviz is not installed: its tests are skipped"
	@touch $@

.venv-release/tools: pyproject.toml
	@$(PYTHON) -m venv .venv-release
	@$(RELEASE)/python $(PIP) build twine check-wheel-contents cyclonedx-bom
	@touch $@

.venv-docs/docs: .venv-docs/runtime
	@echo "installing Sphinx (once)"
	@.venv-docs/bin/python $(PIP) --editable '.[docs]'
	@touch $@

%/runtime: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || { \
		echo "chainrule needs Python 3.10 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
			"Name another with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "making $* and installing chainrule in it (once)"
	@[ -x $*/bin/python ] && $*/bin/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $*
	@$*/bin/python $(PIP) --editable .
	@touch $@
