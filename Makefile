# What can be done here. Each target does what is missing before it.
#
# The work is in tools/; this file only names it.

SHELL := /bin/sh
.DEFAULT_GOAL := build
.PHONY: help build demo test fuzz compat load bench ways-to-fail sanitize lint doc dist test-dist deb test-deb archive export rebase refresh clean distclean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 18

build: ## get what is needed, and build out/node and out/cctest
	@./configure.sh
	@tools/build
	@tools/check-version

demo: build ## run the demo and the examples
	@tools/demo

test: build ## every test; the last line is `N passed, N failed`
	@tools/test-all

fuzz: build ## random C, and manual pages, compared with GCC and Clang; SEED=1 TYPES=1000 PAGES=40 (or all)
	@tools/in-root tools/fuzz $(SEED:%=--seed %) $(TYPES:%=--types %) $(PAGES:%=--pages %) $(if $(ONLY),--only '$(ONLY)')

compat: build ## the same cases on Node.js 26.10 and 26.1 from npm, compared
	@tools/compat $(SUITES:%=--suite %)

load: build ## callbacks, calls in flight, ends and forks in large numbers, in figures; SEED=1 SCALE=0.1
	@tools/in-root tools/load $(SEED:%=--seed=%) $(SCALE:%=--scale=%) $(NAMES)

bench: build ## what a call costs, here and elsewhere: writes results/ and README; ROUNDS=7
	@tools/in-root tools/bench $(or $(ROUNDS),7) $(RESULTS)

ways-to-fail: build ## what mistakes lead to, here and elsewhere: writes results/ and the reference; NAMES='null'
	@tools/in-root tools/ways-to-fail $(NAMES)

sanitize: build ## node:ffi's tests with its sources under ASan, LSan, UBSan and TSan
	@tools/sanitize $(STEPS)

lint: ## the rules of the series, and the style of our C++, JavaScript, Markdown and shell
	@./configure.sh
	@tools/in-root tools/lint

doc: ## the reference as HTML, by node's own tool: out/doc/api/ffi.html and the pages around it
	@./configure.sh
	@tools/in-root tools/build-doc

dist: build ## the tarball that others install, and its debug symbols, in out/dist/
	@tools/dist

test-dist: dist ## that tarball used on Debian 11, 12, 13 and the pinned one; SUITES='bookworm'
	@tools/test-dist $(SUITES)

deb: build doc ## a Debian package for the suite that it was built on, as node-ffi: out/deb/
	@tools/in-root tools/deb

test-deb: deb ## that package installed, used and removed in a fresh Debian, and the container's steps
	@tools/test-deb

export: ## the complete series, new files included, in export/: for git am
	@./configure.sh
	@tools/in-root tools/export-series export

rebase: ## VERSION=24.x.y: does the series apply to that version?
	@[ -n "$(VERSION)" ] || { echo 'usage: make rebase VERSION=24.x.y' >&2; exit 2; }
	@./configure.sh
	@tools/in-root tools/rebase "$(VERSION)"

refresh: ## write patches/ from the commits in node/
	@tools/in-root tools/patches refresh node

archive: ## save what this build took, to build again without a network; DIR=out/archive
	@./configure.sh
	@tools/archive $(or $(DIR),out/archive) $(STEPS)

clean: ## remove what the build wrote
	rm -rf out node/out

distclean: clean ## remove everything that is not in the repository
	rm -rf node export .cache/*.done tools/*/node_modules
	@rm -rf --one-file-system build-root build-root.part .cache/roots 2>/dev/null || \
	  unshare --user --map-root-user --map-auto rm -rf --one-file-system build-root build-root.part .cache/roots
