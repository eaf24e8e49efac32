# make demo     the main job on the example: green, then each scenario stopped; ten seconds
# make test     the tests, but for the slow ones; about two minutes
# make slow     the slow ones: build and install the wheel, commit through pre-commit, run many sessions
# make fuzz     files of every reader changed at random, for MINUTES=10 together; what crashes, hangs or looks elsewhere is kept
#               in tests/hostile/crashes.yaml. Without MINUTES: ten times as many property tests as `make slow` tries
# make clients  those that drive other people's programs, such as an editor's server for YAML and a browser;
#               needs node 18, npm, Chromium and a Chinese font. MARKED='slow or clients' has the slow ones in the same run
# make neighbours  those of other pytest plugins, in an environment of their own, since each is loaded in every run
# make quick    the inner loop: ruff on what there is, and the tests of the heart of it, in less than 15 seconds
# make editors  the extension for VS Code: linted, checked, tried against the real server and packaged; needs node 20
# make lint     ruff and mypy
# make audit    bandit over the package, pip-audit over what it needs (which asks a public database)
# make docs     the documentation in build/site, with the reference made from the package; a dead link fails
# make examples write down anew what the commands in the documentation say; look at the difference before you commit it
# make golden   write down anew what formats say, word for word; look at the difference before you commit it
# make picture  the pictures of the READMEs anew: the HTML report of the example, as the system's Chromium shows it
# make dist     wheel and sdist in dist/, as a release has them
# make release  the same, with a bill of materials (CycloneDX) of the wheel as it is installed
# make pyz      dist/icplicense.pyz: one file with all that is needed but Python, for each of PYTHONS='python3.11 python3.12'
# make hashes   requirements/extras.txt anew: what the extras need, in exact versions with their digests
# make coverage the lines and branches that the tests run, in processes that they start, too
# make mutate   whether some test fails when a rule or the engine is changed in one place; takes an hour
# make bench    ratios against PyYAML, bare pytest items, check-jsonschema and, where there is npm, spectral; and what has grown since
# make corpus   recall and precision of detection on clones of public repositories (CLONES=folder)
# make clean    take away what the others made: environment, builds, caches

VENV := .venv
BIN := $(VENV)/bin
# What a change of a policy, a rule or a detector breaks first. `make quick QUICK=tests/reports` tries something else.
QUICK := tests/policies tests/rules tests/engine/test_scope.py

# Python keeps what it compiles, also where the environment would rather not: a run has hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: release pyz hashes help demo test quick slow fuzz clients neighbours editors browser lint bandit audit coverage mutate bench docs examples golden picture dist clean corpus

# `make` alone says what there is: the lines at the top of this file.
help:
	@sed -n '/^#/!q;s/^# //p' Makefile

demo: $(VENV)/installed
	@$(BIN)/python example_project/scenarios/run.py

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow and not clients"

quick: $(VENV)/installed-dev
	@$(BIN)/ruff check --quiet .
	$(BIN)/python -m pytest -q --no-header -m "not slow and not clients" $(QUICK)

slow: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "slow and not clients"

FUZZED := tests/hostile/test_mutated.py tests/hostile/test_joined_files.py tests/intake/test_round_trip.py
fuzz: $(VENV)/installed-dev
ifdef MINUTES
	MINUTES=$(MINUTES) $(BIN)/python -m pytest -q --no-header -rP --timeout 0 tests/hostile/test_fuzzed.py
else
	EXAMPLES=10 $(BIN)/python -m pytest -n 2 --dist worksteal $(FUZZED)
endif

MARKED := clients
clients: browser $(VENV)/installed-dev build/clients/node_modules/installed build/clients-python/installed
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "$(MARKED)"

neighbours: build/neighbours/installed
	build/neighbours/bin/python -m pytest -n 2 --dist worksteal tests/collect/test_neighbours.py

build/neighbours/installed: pyproject.toml | $(VENV)/installed-dev
	@$(BIN)/python -m uv venv --quiet --allow-existing --python $(BIN)/python build/neighbours
	@$(BIN)/python -m uv pip install --quiet --python build/neighbours/bin/python -e '.[dev,neighbours]'
	@touch $@

VSCODE := editors/vscode
editors: $(VENV)/installed-dev $(VSCODE)/node_modules/installed
	@cp LICENSE $(VSCODE)/
	cd $(VSCODE) && npm run --silent lint && npm run --silent check && npm run --silent build
	cd $(VSCODE) && PYTHON=$(abspath $(BIN))/python PYTHONPATH=$(CURDIR) npm test --silent
	cd $(VSCODE) && npm run --silent package

# Whether what the pages are tried with is there: it comes from the system, not from a registry of packages.
browser:
	@missing=; \
	command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null \
	  || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
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
	@build/audit/bin/python -m pip install --quiet --disable-pip-version-check '.[calendar,import]' pip-audit
	build/audit/bin/pip-audit --local --progress-spinner off --skip-editable

docs: $(VENV)/installed-dev
	$(BIN)/python docs/generate.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "build/site/index.html"

examples: $(VENV)/installed-dev
	$(BIN)/python tests/pages.py $(filter-out docs/architecture.md,$(wildcard docs/*.md))

golden: $(VENV)/installed-dev
	@WRITE_GOLDEN=1 $(BIN)/python -m pytest -q --no-header tests/reports/test_golden.py

PICTURES := docs/images
picture: browser $(VENV)/installed-dev
	$(BIN)/python docs/picture.py $(PICTURES)

dist: $(VENV)/installed-dev
	rm -rf dist
	$(BIN)/python -m build
	$(BIN)/twine check --strict dist/*

# By CycloneDX's own makers, in an environment of its own: what it needs makes importing jsonschema take a second.
BILL := cyclonedx-bom==7.5.0
# An environment with the wheel and what it needs alone, which the bill of materials is made of.
release: dist
	@rm -rf build/release && $(BIN)/python -m uv venv --quiet --python $(BIN)/python build/release
	@$(BIN)/python -m uv pip install --quiet --python build/release/bin/python dist/*.whl
	$(BIN)/python -m uv tool run --quiet --from $(BILL) cyclonedx-py environment build/release/bin/python --pyproject pyproject.toml --output-reproducible \
	  --output-format JSON --output-file dist/pytest-icplicense.cdx.json

# By pex: of the makers of such files the one that takes wheels of several Pythons into one. It unpacks itself once, into the user's
# cache. The pip it uses is named, since the one it comes with does not read every configuration.
PEX := pex==2.105.2
PYTHONS ?= $(abspath $(BIN))/python
pyz: $(VENV)/installed-dev
	@mkdir -p dist
	$(BIN)/python -m uv tool run --quiet --from $(PEX) pex '.[code,html,import,records]' --script icplicense --output-file dist/icplicense.pyz --sh-boot \
	  --python-shebang '/usr/bin/env python3' --venv prepend --pip-version 24.3.1 $(addprefix --python ,$(PYTHONS))

EXTRAS := code calendar dask html pdf browser import ocr lsp records
hashes: $(VENV)/installed-dev
	@sed -n '/^[^#]/q;p' requirements/extras.txt > build/extras.txt
	@$(BIN)/python -m uv pip compile --quiet --generate-hashes --no-header --no-annotate --universal --python-version 3.11 \
	  --no-emit-index-url $(addprefix --extra ,$(EXTRAS)) pyproject.toml >> build/extras.txt
	mv build/extras.txt requirements/extras.txt

# `make coverage COVER='not slow and not clients'` leaves the slow ones out, which costs three per cent.
COVER := not clients
coverage: $(VENV)/installed-dev
	@mkdir -p build/coverage && $(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -n 2 --dist worksteal -m "$(COVER)"
	@$(BIN)/coverage combine --quiet && $(BIN)/coverage html --quiet --fail-under=0
	@echo "build/coverage/html/index.html"
	@$(BIN)/coverage report --skip-covered

# In a copy, which goes on where it was left; with a repository of its own, without which the example has no files that
# a build knows. `make mutate MUTANTS='pytest_icplicense.rules.covers.*'` tries some of them again.
mutate: $(VENV)/installed-dev $(VENV)/installed-mutation
	@mkdir -p build/mutation && git init --quiet build/mutation/mutants
	@git ls-files -z -co --exclude-standard pytest_icplicense policies example_project tests pyproject.toml \
	  | tar -cf - --null -T - | tar -xf - -C build/mutation
	@rm -rf build/mutation/mutants/tests
	cd build/mutation && $(abspath $(BIN))/mutmut run --max-children 2 $(MUTANTS)
	@$(BIN)/python benchmarks/mutants.py

# Without npm all but spectral is measured.
bench: $(VENV)/installed-dev
	@command -v npm >/dev/null && $(MAKE) --no-print-directory build/bench/node_modules/installed || true
	$(BIN)/python benchmarks/run.py --json build/benchmarks.json

# Detection on public repositories: CLONES is a folder of clones, owner/name or owner+name. Nothing is fetched.
CLONES ?= build/clones
corpus: $(VENV)/installed-dev
	$(BIN)/python benchmarks/corpus.py $(CLONES)

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# What installs; .ci/run names one that is ten times as fast.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

# As an installation leaves a package: its modules compiled, and the policies parsed (documents/parse_cache.py).
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
	@echo "installing, with what reads the example's code and Terraform"
	@$(INSTALL) --editable '.[code]'
	$(COMPILE)
	@touch $@

$(VENV)/installed-dev: $(VENV)/created pyproject.toml
	@echo "installing, with what the tests need"
	@$(INSTALL) --editable '.[dev]'
	$(COMPILE)
	@touch $@ $(VENV)/installed

$(VENV)/installed-mutation: $(VENV)/created pyproject.toml
	@$(INSTALL) --editable '.[mutation]'
	@touch $@

# Without a lock file: it would name the host of a package registry. package.json has the exact versions.
build/clients/node_modules/installed: tests/clients/package.json
	@command -v npm >/dev/null || { echo "npm is missing; install node 18 or newer"; exit 1; }
	@echo "installing what the tests of clients drive"
	@rm -rf build/clients && mkdir -p build/clients && cp $< build/clients/
	@npm install --no-package-lock --no-audit --no-fund --no-update-notifier --loglevel=error --prefix build/clients
	@chmod u+x build/clients/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool 2>/dev/null || true
	@touch $@

build/bench/node_modules/installed: benchmarks/package.json
	@echo "installing what the benchmarks measure beside ours"
	@rm -rf build/bench && mkdir -p build/bench && cp $< build/bench/
	@npm install --no-package-lock --no-audit --no-fund --no-update-notifier --loglevel=error --prefix build/bench
	@touch $@

# The lock file names no host: .npmrc has it left out.
$(VSCODE)/node_modules/installed: $(VSCODE)/package.json $(VSCODE)/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing; install node 20 or newer"; exit 1; }
	@echo "installing what the extension is made with"
	@cd $(VSCODE) && npm ci --no-update-notifier --loglevel=error
	@touch $@

# Apart from the tests' own environment: trestle brings some thirty packages, which nothing here is to rely on.
build/clients-python/installed: tests/clients/requirements.txt $(VENV)/created
	@echo "installing what the tests of clients drive, in Python"
	@rm -rf build/clients-python && $(BIN)/python -m venv build/clients-python
	@build/clients-python/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@
