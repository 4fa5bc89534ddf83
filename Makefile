# Truceline. "make" builds, "make run" plays the built-in exercise, "make test"
# runs everything. Each sets up what it needs and says what it cannot.

SHELL    := bash
.SHELLFLAGS := -euo pipefail -c
GO       ?= go
FUZZTIME ?= 3s
ADDR     ?= 127.0.0.1:8470
export GOFLAGS ?= -buildvcs=auto

BIN := bin/truceline
UI  := web/ui/dist/index.html

.PHONY: all build run test gotest scores browser bench check fuzz ui setup-go setup-node setup-browser setup-gdal setup-tshark setup-xmlsec1 setup-xmllint setup-mosquitto setup-gpsdecode setup-dump1090 setup-tak clean help

all: build

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

setup-go:
	@scripts/need go

setup-node:
	@scripts/need node

setup-browser:
	@scripts/need browser

setup-gdal:
	@scripts/need gdal

setup-mosquitto:
	@scripts/need mosquitto

setup-tak:
	@scripts/need tak

setup-gpsdecode:
	@scripts/need gpsdecode

setup-dump1090:
	@scripts/need dump1090

setup-tshark:
	@scripts/need tshark

setup-xmlsec1:
	@scripts/need xmlsec1

setup-xmllint:
	@scripts/need xmllint

build: setup-go ui ## build the page and the binary
	GOAMD64=v1 CGO_ENABLED=0 $(GO) build -trimpath -o $(BIN) ./cmd/truceline

run: build ## play the built-in exercise and serve it on http://$(ADDR)
	exec $(BIN) demo --addr $(ADDR)

ui: setup-node $(UI) ## build the page

$(UI): $(shell git ls-files -co --exclude-standard web/ui 2>/dev/null | grep -v '^web/ui/dist/' )
	cd web/ui && npm ci --no-audit --no-fund --prefer-offline && npm run build
	@touch $(UI)

test: setup-go setup-browser setup-gdal setup-tshark setup-xmlsec1 setup-xmllint setup-mosquitto setup-gpsdecode setup-dump1090 setup-tak check gotest scores browser ## every test: checks, Go with -race, the scores, the browser story

# The commands' own tests run the built binary, or the river in one goroutine, which
# takes ten times as long under the race detector; those with goroutines are tried with it.
# What the ledger predicts is held against large worlds in one goroutine too.
gotest: build
	$(GO) test -race -shuffle=on -timeout 30m -skip '^TestPredicted' $$($(GO) list ./... | grep -v /cmd/)
	$(GO) test -timeout 30m -run '^TestPredicted' ./coverage
	TRUCELINE_BIN=$(CURDIR)/$(BIN) $(GO) test -shuffle=on -timeout 30m ./cmd/...
	TRUCELINE_BIN=$(CURDIR)/$(BIN) $(GO) test -race -timeout 30m -run 'Incoming|Tak' ./cmd/...
	@$(MAKE) --no-print-directory fuzz FUZZTIME=$(FUZZTIME)

scores: build ## small pieces of every exercise; fails when a figure is worse than docs/scores.json
	$(BIN) score --suite --small

browser: build setup-browser ## drive the real page in Chromium
	scripts/browser-story $(BIN)

bench: build setup-gdal ## measure speed and memory, never under -race; writes docs/bench.md
	scripts/bench $(BIN)

check: setup-go ## gofmt, vet, staticcheck, the import test, docs fresh
	@unformatted=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not gofmt-ed:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	$(GO) test -run 'TestImports' .
	$(GO) test -run 'TestDocs' ./cmd/truceline ./agreement ./feed/...

fuzz: setup-go ## fuzz every target for FUZZTIME each
	scripts/fuzz $(FUZZTIME)

clean:
	rm -rf bin run bench-out web/ui/dist/assets web/ui/dist/index.html web/ui/node_modules test/browser/node_modules test/tak/node_modules
