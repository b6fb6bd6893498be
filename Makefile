.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
# Compiled once and kept: without it every process compiles all that Rasa imports anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run train test test-quick lint format bench lock catalogs services

help: ## Show what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## Build .venv from the lock file, and the chat widget
	@scripts/setup.sh
	@scripts/widget.sh

run: setup ## Start the bot: trains and loads the demo shop when needed; Ctrl-C stops it
	@$(BIN)/support-bot run

train: setup ## Train the model
	@$(BIN)/support-bot train

services: ## Install the servers that the tests start (PostgreSQL 15, Redis)
	@scripts/services.sh

test: setup services ## Run all tests, with the real processes
	@scripts/test.sh

test-quick: setup services ## Run the tests that start no server and repeat nothing, in under a minute
	@$(BIN)/python -m pytest -m "not slow and not thorough" -n 2 -q

lint: setup ## Check style, types and catalogs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/support-bot check-locales
	@cd widget && npm run --silent lint

format: setup ## Put the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## Measure speed and memory beside Rasa's stock pipeline, in one run
	@$(BIN)/python -m tests.bench

catalogs: setup ## Bring new and changed responses into locales/
	@$(BIN)/python -m bot.nlg.extracting

lock: setup ## Resolve the dependencies anew into requirements.lock
	@uv=$$(command -v uv || echo .tools/uv/bin/uv); \
	$$uv pip compile --python-version 3.10 --universal --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --group dev pyproject.toml --output-file requirements.lock >/dev/null
