#!/usr/bin/env bash
# What the formatter does not see: habits of this project that a machine can check. Silent when all is well.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0

# complain WHAT FILES-AND-LINES
complain() {
  [[ -z $2 ]] && return 0
  printf '%s:\n%s\n' "$1" "$2" >&2
  failed=1
}

sources=$(git ls-files 'Sources/*.swift' 'Sources/*.c' 'Sources/*.h')
swift=$(git ls-files 'Sources/*.swift')
text=$(git ls-files | grep -vE '\.(safetensors|bin|pt|svg|gz)$|^Tests/Fixtures/|^Models/.*/(vocab|tokenizer)' | grep -vx 'Scripts/check.sh')

# shellcheck disable=SC2086
{
  complain "Library code must not trap" \
    "$(grep -nE '\bfatalError\(|\btry!|\bas! ' $swift || true)"
  complain "Work that was left open" "$(grep -nE '\b(TODO|FIXME|XXX)\b' $sources || true)"
  complain "Paths of somebody's machine" \
    "$(grep -nE '(^|[^A-Za-z0-9_.])/(home|root|Users|work)/[A-Za-z]' $text || true)"
  complain "Trailing blanks" "$(grep -nE '[ 	]+$' $sources || true)"
}

# Imports point one way: Model <- Attribution, Model <- Training, both <- TUI <- headscope.
complain "Model must not import what stands above it" \
  "$(grep -rnE '^ *(public |internal |private |package )?import (Attribution|Training|TUI|CNcurses|ArgumentParser)\b' Sources/Model || true)"
complain "Attribution must not import what stands above it" \
  "$(grep -rnE '^ *(public |internal |private |package )?import (Training|TUI|CNcurses|ArgumentParser)\b' Sources/Attribution || true)"
complain "Training must not import what stands beside or above it" \
  "$(grep -rnE '^ *(public |internal |private |package )?import (Attribution|TUI|CNcurses|ArgumentParser)\b' Sources/Training || true)"
complain "TUI alone links ncurses" \
  "$(grep -rnE '^ *(public |internal |private |package )?import CNcurses\b' Sources/headscope || true)"

# The README's pictures and documents exist.
while read -r target; do
  [[ -e $target ]] || complain "README.md points to a file that is not there" "$target"
done < <(grep -oE '\]\([^)#]+' README.md | sed 's/^](//' | grep -vE '^https?:' || true)

while read -r script; do
  bash -n "$script" || failed=1
done < <(git ls-files 'Scripts/*.sh' '.ci/run' 'Benchmarks/*.sh' 'Tests/*.sh')

exit "$failed"
