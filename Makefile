# Two commands on a fresh Debian machine with a Swift toolchain: `make run` and `make test`. Nothing else is needed.

SHELL := /bin/bash
PREFIX ?= /usr/local
SWIFT_FLAGS := --explicit-target-dependency-import-check error
BUILD_PACKAGES := libncurses-dev libsqlite3-dev pkg-config
RUN_PACKAGES := $(BUILD_PACKAGES) redis-server
TEST_PACKAGES := $(RUN_PACKAGES) libvterm-dev tmux spin gcc libc6-dev \
    haproxy pgbouncer postgresql etcd-server prometheus-alertmanager prometheus curl openssl
FAULT_PACKAGES := nftables iproute2 procps util-linux redis-tools
BENCH_PACKAGES := haproxy htop btop iproute2 python3 gcc libc6-dev

.PHONY: run test faults build install bench coverage false-failures mutants lint pictures clean

run: build
	@$(call need,$(RUN_PACKAGES))
	.build/release/drtop demo

build:
	@$(call need,$(BUILD_PACKAGES))
	@# Package.swift names libvterm for the tests; without it only a notice is printed.
	swift build -c release --product drtop $(SWIFT_FLAGS)

test:
	@$(call need,$(TEST_PACKAGES))
	swift format lint --strict -r Sources Tests Package.swift
	swift build --build-tests $(SWIFT_FLAGS)
	@# The simulator alone: its digests are compared with those of the debug build.
	swift build -c release --product drtop-simulate $(SWIFT_FLAGS)
	@# One after the other: what reckons would take the processors from what waits for servers.
	swift test --skip-build --filter '^(RecoveryCore|Simulator|Model|Dashboard|Screen|HouseStyle)Tests\.'
	swift test --skip-build --filter '^(Engine|Drivers|Terminal)Tests\.' --skip '\.Slow'
	swift test --skip-build --filter '^InterfaceTests\.'
	@# A thousand worlds of twenty minutes, every invariant checked.
	.build/release/drtop-simulate 1 1000 20
	swift test --skip-build --filter '^EndToEndTests\.' --skip '\.Slow'

# What takes long: suites named Slow. They are in nothing else.
# Root: they make network namespaces, in one that is theirs alone and ends with them.
faults:
	@[ "$$(id -u)" = 0 ] || { echo "make faults needs root: it makes network namespaces; run it as root"; exit 1; }
	@$(call need,$(TEST_PACKAGES) $(FAULT_PACKAGES))
	swift build --build-tests $(SWIFT_FLAGS)
	unshare --net --mount sh -ec 'mkdir -p /run/netns; mount -t tmpfs none /run/netns; ip link set lo up; \
		DRTOP_FAULTS_NETWORK=1 swift test --skip-build --filter "^EndToEndTests\.Slow"'
	@# A journal is injured at every byte: built for speed, and on a disk that is memory.
	@mkdir -p .build-everybyte
	@ln -sfn ../Sources ../Tests ../Tests/EveryByte/Package.swift .build-everybyte/
	cd .build-everybyte && swift build -c release --build-tests -Xswiftc -enable-testing $(SWIFT_FLAGS)
	cd .build-everybyte && TMPDIR=/dev/shm swift test -c release --skip-build --filter '^DriversTests\.Slow'

install: build
	install -D -m 755 .build/release/drtop $(DESTDIR)$(PREFIX)/bin/drtop
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	.build/release/drtop man > $(DESTDIR)$(PREFIX)/share/man/man1/drtop.1

# The pictures of the tests and of the README, drawn anew from the screens themselves: look at the difference.
pictures:
	@$(call need,$(TEST_PACKAGES))
	swift build --build-tests $(SWIFT_FLAGS)
	RECORD=1 swift test --skip-build --filter '^DashboardTests\.(PictureTests|ReadmeTests)'

# FIGURES="--full" or the names of some: see Tests/Bench/run --help.
bench: build
	@$(call need,$(TEST_PACKAGES) $(BENCH_PACKAGES))
	swift build -c release --product drtop-bench $(SWIFT_FLAGS)
	swift build -c release --product drtop-simulate $(SWIFT_FLAGS)
	Tests/Bench/run $(FIGURES)

# Every region of the decision core is entered by a test that needs no server, or stands in the list of exceptions.
# One test after the other: the counters of regions are no atomics, and two threads at once lose counts.
coverage:
	@mkdir -p .build-coverage
	@ln -sfn ../Sources ../Tests ../Tests/Coverage/Package.swift .build-coverage/
	cd .build-coverage && swift build --build-tests --enable-code-coverage $(SWIFT_FLAGS)
	cd .build-coverage && swift test --skip-build --enable-code-coverage --no-parallel
	"$$(dirname "$$(realpath "$$(command -v swift)")")"/llvm-cov export \
		.build-coverage/.build/debug/coveragePackageTests.xctest \
		-instr-profile .build-coverage/.build/debug/codecov/default.profdata > .build-coverage/core.json
	Tests/Coverage/uncovered .build-coverage/core.json Tests/Coverage/exceptions

# A simulated year of heartbeats of which 5 % are lost, and ninety days each of drtop cut off, paused and starved.
false-failures:
	swift build -c release --product drtop-bench $(SWIFT_FLAGS)
	.build/release/drtop-bench false-failures 365 50 none
	for trouble in cut-off paused starved; do .build/release/drtop-bench false-failures 90 10 $$trouble || exit 1; done

# Not part of `test`: hours. MUTANTS="--resume" goes on, MUTANTS="--since main~3" tries what has changed alone; Tests/Mutants/Survivors.md explains what lives.
mutants:
	@$(call need,$(BUILD_PACKAGES))
	swift build --package-path Tests/Mutants --scratch-path .build-mutator
	nice .build-mutator/debug/mutants $(MUTANTS)

lint:
	swift format lint --strict -r Sources Tests Package.swift

clean:
	rm -rf .build .build-*

# What is missing of these Debian packages is installed, once. The servers that come with them are not needed: the
# demonstration and the tests start their own; those that the installation itself has started are stopped again.
define need
missing=; for package in $(1); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
if [ -n "$$missing" ]; then \
    echo "installing:$$missing"; \
    as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
    $$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq \
        --no-install-recommends $$missing >/dev/null; \
    for package in $$missing; do case $$package in \
        redis-server|haproxy|pgbouncer|postgresql|prometheus|prometheus-alertmanager) \
            $$as_root service $$package stop >/dev/null 2>&1 || true;; \
        etcd-server) $$as_root service etcd stop >/dev/null 2>&1 || true;; \
    esac; done; \
fi
endef
