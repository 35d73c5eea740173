# Everything that a developer and a build server do. `make` alone says what there is.

FUZZ_SECONDS ?= 60

.PHONY: help test lint docs bench bench-full check-phones check-emails check-countries fuzz soak clean

help:
	@echo 'make test    all tests that this machine can run (REQUIRE_ALL=1: none may be skipped)'
	@echo 'make lint    formatting, lints, documentation, the crate without its store'
	@echo 'make docs    the reference of each language under target/docs, after make test'
	@echo 'make bench   figures beside their ceilings and peers (which it builds and installs under target/): minutes, and longer the first time'
	@echo 'make bench-full what grows with the book, at 100,000, 1 and 5 million customers, an hour'
	@echo 'make check-phones, check-emails, check-countries'
	@echo '             generated input against independent sources (packages of Python)'
	@echo 'make fuzz    each fuzz target for FUZZ_SECONDS=$(FUZZ_SECONDS)'
	@echo 'make soak    the long form of the slow tests'

test:
	@scripts/test

lint:
	@scripts/lint

docs:
	@scripts/docs

# ONLY="P11 P12" for some rows.
bench:
	@cargo run --release --quiet -p customer-core-bench -- $(ONLY)

# SIZES="100000" for less.
bench-full:
	@cargo run --release --quiet -p customer-core-bench -- full $(SIZES)

check-phones:
	@scripts/check phones

check-emails:
	@scripts/check emails

check-countries:
	@scripts/check countries

fuzz:
	@FUZZ_SECONDS=$(FUZZ_SECONDS) scripts/fuzz

soak:
	@scripts/soak

clean:
	cargo clean
	rm -rf fuzz/target fuzz/corpus fuzz/artifacts
