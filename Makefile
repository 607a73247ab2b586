# Six verbs: make install, test, lint, docs, update, coverage.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: install test lint docs update coverage

install: ## a virtual environment with everything that development needs
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -e '.[dev]'

test: ## the whole suite; make test T=tests/ops for a part
	$(BIN)/python -m pytest -q $(T)

lint: ## style, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p tracer

docs: ## every number of the README, the lessons and the reference pages, computed again
	$(BIN)/ttrace check README.md README.zh.md walkthroughs/*.md

update: ## let the documents and the gold files take what is printed now; read the differences before you commit
	$(BIN)/ttrace check --update README.md README.zh.md walkthroughs/*.md
	$(BIN)/python -m pytest -q tests/render tests/stepper --update

coverage: ## the whole suite, which must run at least 96 % of the lines of tracer/
	$(BIN)/python -m slipcover --json --out .coverage.json -m pytest -q
	$(BIN)/python -c "import json; share = json.load(open('.coverage.json'))['summary']['percent_covered']; \
	print(f'{share:.1f} % of the lines of tracer/ are run'); raise SystemExit(share < 96)"
