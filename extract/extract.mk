# SPDX-License-Identifier: GPL-2.0-only
# The literate spine. Included by the top Makefile; run from the project's root.

EXTRACT_CC ?= gcc
EXTRACT_CFLAGS = -O2 -g -Wall -Wextra -Werror
EXTRACT_C = $(addprefix extract/,main.c stream.c check.c mark.c finish.c \
		patch.c read.c util.c weave.c journeys.c tangled.c symbols.c types.c \
		code.c html.c listing.c index.c pages.c cover.c layout.c paper.c \
		where.c tours.c traces.c ran.c \
		coverage.c covered.c)
EXTRACT_H = $(addprefix extract/,book.h web.h layout.h marker.h)
EXTRACT = extract/extract
BOOK = build/extract/book
STAGES = Preparation Guest Drivers Launcher Host Switcher Mastery

CHAPTERS = $(sort $(wildcard chapters/*/*.nw))

# A chapter that is new or gone: the list of the last time does not match.
LISTED := $(shell cat build/extract/chapters 2>/dev/null)
ifneq ($(strip $(CHAPTERS)),$(strip $(LISTED)))
CHAPTER_LIST = chapters-changed
.PHONY: chapters-changed
endif

$(BOOK): $(EXTRACT_C) $(EXTRACT_H)
	@mkdir -p $(@D)
	@$(EXTRACT_CC) $(EXTRACT_CFLAGS) -o $@ $(EXTRACT_C)

# Everything that is made from src/ depends on this file. A tangled file that
# somebody removed or wrote to is put right again.
TANGLED = $(addprefix src/,$(shell cat build/extract/roots 2>/dev/null))
$(TANGLED): ;

build/extract/tangle.stamp: $(CHAPTERS) $(CHAPTER_LIST) $(BOOK) $(EXTRACT) \
		$(TANGLED)
	@$(EXTRACT) tangle
	@touch $@

# The search is a library from npm, as its lock file says, and only for `make weave`:
# without it the pages have all but the search.
WEB = build/web/installed

$(WEB): extract/web/package.json extract/web/package-lock.json
	@mkdir -p $(@D)
	@cp $^ $(@D)
	@cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier >npm.log 2>&1 && touch installed || \
		echo "weave: the pages will have no search: npm ci: $$(grep -m1 -i err npm.log || tail -n 1 npm.log)" >&2

WOVEN := $(shell cat build/extract/weave/chapters 2>/dev/null)
ifneq ($(strip $(CHAPTERS)),$(strip $(WOVEN)))
WOVEN_LIST = chapters-changed
.PHONY: chapters-changed
endif

WEAVE = $(addprefix extract/,weave.lua page.html tour.css tour.js)

build/extract/weave.stamp: $(CHAPTERS) $(WOVEN_LIST) $(BOOK) $(EXTRACT) \
		$(WEAVE) $(WEB) $(wildcard chapters/cover.md chapters/coverage.txt chapters/never-run.txt \
		chapters/figures/* chapters/journeys/* chapters/traces/* build/trace/*.txt)
	@$(EXTRACT) weave
	@touch $@

# The same on paper. Each keeps its own list of chapters.
.PHONY: chapters-changed
differ = $(subst x$(strip $1),,x$(strip $2))$(subst x$(strip $2),,x$(strip $1))
list-of = $(if $(call differ,$(CHAPTERS),$(shell cat build/extract/$1.chapters 2>/dev/null)),chapters-changed)
PAPER_INPUTS = $(CHAPTERS) $(BOOK) $(EXTRACT) $(wildcard chapters/figures/* chapters/journeys/*)

Documentation/tour/lguest.epub: $(PAPER_INPUTS) $(call list-of,epub) extract/paper.css
	@$(EXTRACT) epub

Documentation/tour/lguest.pdf: $(PAPER_INPUTS) $(call list-of,pdf) $(addprefix extract/,paper.css print.css paper.html)
	@$(EXTRACT) pdf

# And for an editor.
build/extract/tours.stamp: $(CHAPTERS) $(call list-of,tours) $(BOOK) $(EXTRACT) $(wildcard chapters/journeys/*)
	@$(EXTRACT) tours
	@touch $@

tours: build/extract/tours.stamp

.PHONY: tours tangle weave extract-check $(STAGES)

tangle: build/extract/tangle.stamp

# The four do not need each other, and the PDF takes as long as the rest together.
EDITIONS = build/extract/weave.stamp tours Documentation/tour/lguest.epub Documentation/tour/lguest.pdf

weave:
	@$(MAKE) --no-print-directory -f $(firstword $(MAKEFILE_LIST)) $(if $(findstring -j,$(MAKEFLAGS)),,-j2) $(EDITIONS)

extract-check: $(BOOK)
	@$(EXTRACT) check

$(STAGES): $(BOOK)
	@STOP='$(STOP)' FROM='$(FROM)' $(EXTRACT) read $@

# NAME from the command line alone: some machines have it in the environment.
.PHONY: journey
journey: $(BOOK)
	@$(EXTRACT) journey '$(if $(filter command,$(firstword $(origin NAME))),$(NAME))'

# LINE=src/guest/boot.c:120, SYMBOL=lguest_init, or an oops on stdin.
.PHONY: where
where: $(BOOK)
	@LINE='$(LINE)' SYMBOL='$(SYMBOL)' $(EXTRACT) where

.PHONY: read-trace
read-trace: $(BOOK)
	@$(EXTRACT) trace '$(if $(filter command,$(firstword $(origin NAME))),$(NAME))'

# For authors without the rest: make -f extract/extract.mk check tangle
ifeq ($(firstword $(MAKEFILE_LIST)),extract/extract.mk)
.PHONY: check
check: extract-check
endif
