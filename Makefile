# make run    build everything and open the dashboard        make test   the tests, on every backend this machine has
# make build  the release binary                             make bench  speed against PyTorch and captum
# make install PREFIX=…   make dist   make demo   make fixtures   make format   make lint
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: run build test test-native test-onednn bench format lint fixtures install dist try-dist demo setup clean

PREFIX ?= /usr/local
# 0 builds without oneDNN although it is there.
ONEDNN ?= 1
export ONEDNN

# Looked up when a recipe runs, that is after `setup` may have installed it.
has_onednn = $(shell [ "$(ONEDNN)" != 0 ] && ls /usr/include/dnnl.h /usr/include/*/dnnl.h \
	/usr/local/include/dnnl.h /opt/homebrew/include/dnnl.h 2>/dev/null | head -n 1)
backend = $(if $(has_onednn),onednn,native)

# A folder a backend, and one for tests: flags that change in one folder would rebuild everything.
# The Swift runtime is linked statically: the program starts sooner and outlives the toolchain.
static_runtime := $(if $(filter Linux,$(shell uname)),--static-swift-stdlib)
build_flags = -c release $(static_runtime) --product headscope --scratch-path .build-$(backend)
swift_build = HEADSCOPE_ONEDNN=$(if $(has_onednn),1,0) swift build $(build_flags)
program = .build-$(backend)/release/headscope

setup:
	@Scripts/setup.sh

build: setup
	$(swift_build)

run: build
	$(program)

# The closing lines of every run stand together at the end.
test: setup
	@rm -f .build-*-test/closing
	@$(MAKE) --no-print-directory test-native
	@if [ -n "$(has_onednn)" ]; then $(MAKE) --no-print-directory test-onednn; \
	else echo "oneDNN is not on this machine: its tests were not run"; fi
	@for file in .build-*-test/closing; do cat "$$file"; done

test-native test-onednn: test-%:
	@mkdir -p .build-$*-test
	HEADSCOPE_ONEDNN=$(if $(filter onednn,$*),1,0) swift test -c release -Xswiftc -enable-testing \
		--disable-xctest --scratch-path .build-$*-test 2>&1 | tee .build-$*-test/log
	@grep -a 'Test run with' .build-$*-test/log | sed 's/^/$*: /' > .build-$*-test/closing

bench: setup
	HEADSCOPE_ONEDNN=$(if $(has_onednn),1,0) Benchmarks/run.sh

format:
	swift format --in-place --parallel --recursive Package.swift Sources Tests \
		$(wildcard Benchmarks/Package.swift Benchmarks/Sources)

lint:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests \
		$(wildcard Benchmarks/Package.swift Benchmarks/Sources)
	Scripts/check.sh

# Recomputes the golden files with the reference libraries, in versions that the scripts pin.
fixtures:
	Scripts/fixtures.sh

install: build
	Scripts/install.sh $(program) "$(DESTDIR)$(PREFIX)"

dist: setup
	$(swift_build) -Xlinker -rpath -Xlinker '$$ORIGIN/../lib' -Xlinker --disable-new-dtags
	Scripts/dist.sh $(program)

# Runs the archive where nothing is installed: a debootstrap under chroot. Needs root.
try-dist: dist
	Scripts/try-dist.sh dist/*.tar.gz

# The README's pictures, exported by the program itself.
demo: build
	Scripts/demo.sh $(program)

clean:
	rm -rf .build .build-* dist
