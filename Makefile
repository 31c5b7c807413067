# Everything a developer does here. Needs make, git and Python 3.11; `make` alone lists the targets.
PYTHON = python3
TEST = .venv-test/bin

.PHONY: help demo test test-slow test-long mutation monkey bench peers exchange-report screens messages generate check format clean

help:
	@echo 'make demo       try it: an environment of its own, a demo store, the desk on it'
	@echo 'make test       lint, types, import contracts, generated files, fast tests'
	@echo 'make test-slow  the tests that take long'
	@echo 'make test-long  the same, with every case of those that are tried at some: an hour or two'
	@echo 'make mutation   take out each line of sync in turn: which test notices? writes docs/sync.md'
	@echo 'make monkey     2,000 random keys, 50 times on each screen (MONKEY="--screen desk --seed 2" only that)'
	@echo 'make bench      measure; writes docs/benchmarks.md (BENCH="--quick" and others: python -m benchmarks --help)'
	@echo 'make exchange-report  import the files of others; writes docs/exchange-report.md'
	@echo 'make screens    the pictures in docs/screens (SCREENS="desk agenda" only those; BENCH_CACHE a folder with a store of a million)'
	@echo 'make messages   collect the texts to translate, compile the translations'
	@echo 'make generate   write all generated files anew'
	@echo 'make format     lint what can be mended and format'
	@echo 'make clean      remove environments and caches'

demo: .venv/.made
	@.venv/bin/crm demo

# Every check runs, whatever the one before it found; pytest is last.
test: .venv-test/.made
	@status=0; \
	echo '== ruff'; $(TEST)/ruff check . && $(TEST)/ruff format --check . || status=1; \
	echo '== mypy'; $(TEST)/mypy || status=1; \
	echo '== import contracts'; $(TEST)/lint-imports --no-logo || status=1; \
	echo '== generated files'; $(MAKE) -s check || status=1; \
	echo '== pytest'; $(TEST)/python -m pytest || status=1; \
	exit $$status

test-slow: .venv-test/.made
	@$(TEST)/python -m pytest -m slow --hypothesis-profile=ci --durations=25

# What these mean stands where each is read.
test-long: export CRM_RIGHTS_EVERY = 1
test-long: export CRM_CUTS = 1000
test-long: export CRM_MONKEY_SEEDS = 0-2
test-long: test-slow

mutation: .venv-test/.made
	@$(TEST)/python -m tests.sync.mutation $(MUTATION)

monkey: .venv-test/.made
	@$(TEST)/python -m tests.tui.monkey --keys 2000 --seeds 50 $(MONKEY)

# What is generated must be what would be generated now.
check: .venv-test/.made
	@status=0; \
	$(TEST)/python -m crmcli.store.build --check || status=1; \
	$(TEST)/python -m crmcli.locale.build --check || status=1; \
	$(TEST)/python -m crmcli.commands.docs --check || status=1; \
	exit $$status

generate: .venv-test/.made
	@$(TEST)/python -m crmcli.text.build_tables
	@$(TEST)/python -m crmcli.store.build
	@$(TEST)/python -m crmcli.locale.build
	@$(TEST)/python -m crmcli.commands.docs
	@$(TEST)/python docs/sessions.py

messages: .venv-test/.made
	@$(TEST)/python -m crmcli.locale.build

# The package as a user has it: installed, not linked to the sources; what it is compared with, apart from it.
bench: .venv-bench/.made peers
	@.venv-bench/bin/python -m pip install -qq --no-deps --force-reinstall .
	@.venv-bench/bin/python -m benchmarks $(BENCH)

# One by one: what cannot be installed is not measured, and tried again next time.
peers:
	@test .venv-peers/.made -nt benchmarks/peers.txt && exit 0; \
	CONSTRAINTS=benchmarks/peers.txt .ci/environment "$(PYTHON)" .venv-peers pip || exit 0; \
	for one in $$(grep -v '^#' benchmarks/peers.txt); do \
	  .venv-peers/bin/python -m pip install -qq --disable-pip-version-check -c benchmarks/peers.txt "$$one" \
	    || { echo "not installed, so not measured: $$one" >&2; rm -f .venv-peers/.made; }; \
	done

# From ../shared/data; where that is not, from the files that the tests have with them.
exchange-report: .venv-test/.made
	@$(TEST)/python -m benchmarks.exchange

screens: .venv-test/.made
	@$(TEST)/python docs/screens/make.py $(SCREENS)

format: .venv-test/.made
	@$(TEST)/ruff check --fix .; $(TEST)/ruff format .

clean:
	rm -rf .venv .venv-test .venv-bench .venv-peers build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made: pyproject.toml constraints.txt .ci/environment
	@.ci/environment "$(PYTHON)" .venv -e .

.venv-test/.made: pyproject.toml constraints.txt .ci/environment
	@.ci/environment "$(PYTHON)" .venv-test -e '.[dev,screens]'

.venv-bench/.made: pyproject.toml constraints.txt .ci/environment
	@.ci/environment "$(PYTHON)" .venv-bench .
