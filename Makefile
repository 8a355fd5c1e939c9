# The commands of everyday work; each calls the tool that does it.
# `make` alone says what there is.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run demo test lint fmt deny openapi docs bench bench-schedule fuzz clean

# cargo finds its own parallelism, and two cargos at once would only wait for each other.
.NOTPARALLEL:

CARGO ?= cargo

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build, migrate ./var, load the demonstration organiser where it is absent, serve on 127.0.0.1:8080
	$(CARGO) run --locked -- serve --demo

demo: ## Load the demonstration organiser into the configured database, without serving
	$(CARGO) run --locked -- demo

test: ## Every test, on SQLite and on PostgreSQL (brings its own PostgreSQL)
	scripts/with-postgres $(CARGO) test --workspace --locked

lint: ## Formatting and clippy, warnings as errors
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

fmt: ## Lay the sources out
	$(CARGO) fmt --all

deny: ## Licences, banned crates and sources of all dependencies
	scripts/check-licences

openapi: ## Write openapi/openapi.json anew from the code
	mkdir -p openapi
	$(CARGO) run --locked --quiet -- openapi > openapi/openapi.json.new
	mv openapi/openapi.json.new openapi/openapi.json

docs: openapi ## Write all generated files anew: the contract, docs/errors.md, docs/facts.md, docs/permissions.md
	UPDATE=1 $(CARGO) test --locked --test house generated::

bench: ## Load benchmark of a release build, on SQLite and on PostgreSQL that flushes to disk
	scripts/with-postgres --durable $(CARGO) run --release --locked -p stegvis-bench

bench-schedule: ## The planner beside bare loops and published figures; PSPLIB=FOLDER adds those instances
	$(CARGO) run --release --locked -p stegvis-schedule-bench -- $(if $(PSPLIB),--psplib $(PSPLIB),)

fuzz: ## Search for input that breaks the planner, until stopped (needs cargo-fuzz and a nightly toolchain)
	cd crates/schedule-check && $(CARGO) +nightly fuzz run plan

clean: ## Remove what was built; ./var with its data stays
	$(CARGO) clean
