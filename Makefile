.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
TYPED := bot actions community understanding console simulation tests bench
BENCH_SETS ?= $(HOME)/intent-sets
WORKERS ?= 2

.PHONY: help setup run test check demo bench bench-speed bench-nlu report-nlu test-nlu train lock audit clean

help: ## What can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## Both Pythons and the web parts; quick when nothing changed
	@scripts/setup.sh

run: setup ## Everything, on http://127.0.0.1:8080; SAMPLE=no begins without the sample campus
	@exec $(PYTHON) -m bot run $(if $(filter no,$(SAMPLE)),--without-sample)

test: ## All tests, by two workers (WORKERS=0: one after the other); brings what they need, a browser too
	@scripts/setup.sh --dev --browser --deploy
	@ONESTOP_TEST_BROWSER="$$(scripts/browser.sh)" $(PYTHON) -m pytest -n $(WORKERS) --dist worksteal

check: ## Format, lint, types, and who may import whom
	@scripts/setup.sh --dev
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy --strict $(TYPED)
	@$(PYTHON) -m pytest -q tests/test_import_rule.py

demo: setup ## A short talk in both languages, in the terminal
	@$(PYTHON) -m bot play scripts/demo.talk

train: setup ## The NLU model, when nlu_data/ or config.yml changed
	@$(PYTHON) -m bot train

bench: bench-speed bench-nlu ## Measurements; BENCH_SETS names a folder of intent sets

bench-speed: ## Turns beside a Rasa server, intake, outbox: an hour the first time; figures to results/bench.json
	@scripts/setup.sh --dev
	@bench/peers/setup.sh
	@$(PYTHON) -m bench

bench-nlu: setup ## The shipped pipeline on public intent sets: BENCH_SETS/<set>/{train,test}.tsv
	@scripts/bench_nlu.sh "$(BENCH_SETS)"

report-nlu: setup ## Rasa's own report and its confusion matrix, on sentences that the model has never seen
	@$(PYTHON) -m bench.report

test-nlu: ## The trained model on sentences that it has never seen
	@scripts/setup.sh --dev
	@$(PYTHON) -m pytest -q tests/nlu

lock: ## Write the locks anew from pyproject.toml and nlu/pyproject.toml; needs uv
	@scripts/lock.sh

audit: ## Known holes in what both locks name; needs the network, ends with 2 where its list cannot be had
	@scripts/audit.sh

clean: ## Remove what was made: environments, models, caches; data/ stays
	rm -rf .venv nlu/.venv .tools node_modules models/*.tar.gz models/*.json models/*.npz models/*.sha256 models/crisis models/vectors models/first models/before .mypy_cache .ruff_cache .pytest_cache
