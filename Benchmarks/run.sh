#!/usr/bin/env bash
# Builds the program and the benchmark with the same backend and runs it: Benchmarks/run.sh [SECTION…] [options].
# Set HEADSCOPE_ONEDNN=1 to build with oneDNN. The comparison needs torch, transformers and captum for PYTHON.
set -euo pipefail
cd "$(dirname "$0")/.."

backend=native
[ "${HEADSCOPE_ONEDNN:-0}" = 1 ] && backend=onednn
static=()
[ "$(uname)" = Linux ] && static=(--static-swift-stdlib)

swift build -c release "${static[@]}" --product headscope --scratch-path ".build-$backend"
swift build -c release "${static[@]}" --package-path Benchmarks --scratch-path "Benchmarks/.build-$backend"
exec "Benchmarks/.build-$backend/release/benchmark" \
  --headscope "$PWD/.build-$backend/release/headscope" --python "${PYTHON:-python3}" "$@"
