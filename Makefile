# make demo     the main job on the example: green, then each scenario stopped
# make test     the tests, but for the slow ones
# make slow     the slow ones: build and install the wheel, commit through pre-commit, run many sessions
# make clients  those that drive other people's programs, such as an editor's server for YAML and a browser;
#               needs node 18, npm, Chromium and a Chinese font
# make lint     ruff and mypy
# make audit    bandit over the package, pip-audit over what it needs (which asks a public database)
# make bench    ratios against PyYAML and bare pytest items

VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test slow clients browser lint bandit audit bench clean

demo: $(VENV)/installed
	@$(BIN)/python example_project/scenarios/run.py

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 -m "not slow and not clients"

slow: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 -m "slow and not clients"

clients: browser $(VENV)/installed-dev build/clients/node_modules/installed build/clients-python/installed
	$(BIN)/python -m pytest -m clients

# Whether what the pages are tried with is there: it comes from the system, not from a registry of packages.
browser:
	@missing=; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || missing="$$missing chromium"; \
	command -v fc-list >/dev/null || missing="$$missing fontconfig"; \
	fc-list :lang=zh 2>/dev/null | grep -q . || missing="$$missing fonts-noto-cjk"; \
	test -z "$$missing" || { echo "missing for the tests of pages:$$missing (apt-get install$$missing)"; exit 1; }

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bandit: $(VENV)/installed-dev
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml pytest_icplicense

# In an environment of its own, with every extra, but without what only the tests need.
audit: bandit
	@rm -rf build/audit && $(BIN)/python -m venv build/audit
	@build/audit/bin/python -m pip install --quiet --disable-pip-version-check '.[calendar,fast,import]' pip-audit
	build/audit/bin/pip-audit --local --progress-spinner off --skip-editable

bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# As an installation leaves a package: its modules compiled, and the policies parsed (documents/kept.py).
define COMPILE
	@env -u PYTHONDONTWRITEBYTECODE sh -c \
	  '$(BIN)/python -m compileall -q pytest_icplicense && $(BIN)/icplicense schema service >/dev/null'
endef

# The first Python on the path that is new enough; `make PYTHON=/path/to/python3.12 demo` chooses another.
$(VENV)/created:
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "creating $(VENV) with $$python"; $$python -m venv $(VENV) && touch $@ && exit 0; \
	  fi; \
	done; echo "no Python 3.11 or newer found; make PYTHON=/path/to/python demo"; exit 1

$(VENV)/installed: $(VENV)/created pyproject.toml
	@echo "installing"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(COMPILE)
	@touch $@

$(VENV)/installed-dev: $(VENV)/created pyproject.toml
	@echo "installing, with what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(COMPILE)
	@touch $@ $(VENV)/installed

# Without a lock file: it would name the host of a package registry. package.json has the exact versions.
build/clients/node_modules/installed: tests/clients/package.json
	@command -v npm >/dev/null || { echo "npm is missing; install node 18 or newer"; exit 1; }
	@echo "installing what the tests of clients drive"
	@rm -rf build/clients && mkdir -p build/clients && cp $< build/clients/
	@npm install --no-package-lock --no-audit --no-fund --no-update-notifier --loglevel=error --prefix build/clients
	@chmod u+x build/clients/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool 2>/dev/null || true
	@touch $@

# Apart from the tests' own environment: trestle brings some thirty packages, which nothing here is to rely on.
build/clients-python/installed: tests/clients/requirements.txt $(VENV)/created
	@echo "installing what the tests of clients drive, in Python"
	@rm -rf build/clients-python && $(BIN)/python -m venv build/clients-python
	@build/clients-python/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@
