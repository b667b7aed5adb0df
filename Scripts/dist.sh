#!/usr/bin/env bash
# usage: dist.sh PROGRAM: packs the program with everything it needs beyond the C library into dist/*.tar.gz.
#
# Layout: bin/headscope, lib/ (found by DT_RPATH, which unlike RUNPATH also holds for what the libraries need themselves),
# share/headscope/ (model and themes), share/licenses/. The least C library and CPU are written into REQUIREMENTS.
set -euo pipefail
program=$1
cd "$(dirname "$0")/.."

version=$("$program" --version)
name=headscope-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
stage=dist/$name
rm -rf "$stage" "dist/$name.tar.gz"
mkdir -p "$stage/lib" "$stage/share/licenses"

Scripts/install.sh "$program" "$stage" >/dev/null
strip "$stage/bin/headscope"
cp README.md CHANGELOG.md LICENSE "$stage/"

if ! readelf -d "$stage/bin/headscope" | grep -q '(RPATH).*\$ORIGIN/../lib'; then
  echo "The program carries no DT_RPATH to its libraries: build it by 'make dist'." >&2
  exit 1
fi

# Libraries of the C library itself must come from the host; all others travel along.
glibc='^(linux-vdso|ld-linux|lib(c|m|dl|rt|pthread|resolv|util|nsl|anl|mvec|BrokenLocale|nss_[a-z]+)\.so)'
ldd "$program" | awk '$2 == "=>" && $3 ~ /^\// { print $1, $3 }' | while read -r soname path; do
  [[ $soname =~ $glibc ]] && continue
  cp -L "$path" "$stage/lib/$soname"
  chmod 644 "$stage/lib/$soname"
  strip --strip-unneeded "$stage/lib/$soname"
  package=$(dpkg -S "$(realpath "$path")" 2>/dev/null | head -n 1 | cut -d: -f1 || true)
  [[ -n $package ]] || package=$(dpkg -S "$path" 2>/dev/null | head -n 1 | cut -d: -f1 || true)
  copyright=/usr/share/doc/$package/copyright
  if [[ -z $package || ! -e $copyright ]]; then
    echo "No licence text was found for $path." >&2
    exit 1
  fi
  cp -L "$copyright" "$stage/share/licenses/$package"
done

# What is linked statically: the Swift runtime with Foundation and ICU, and the packages.
build=${program%/release/*}
for checkout in "$build"/checkouts/*/; do
  for text in "$checkout"LICENSE*; do
    [[ -e $text ]] && cp "$text" "$stage/share/licenses/$(basename "$checkout")"
  done
done
runtime=$(dirname "$(dirname "$(realpath "$(command -v swift)")")")/share/swift/LICENSE.txt
if [[ ! -e $runtime ]]; then
  echo "The Swift toolchain's licence was expected at $runtime." >&2
  exit 1
fi
cp "$runtime" "$stage/share/licenses/swift"

least=$(objdump -T "$stage/bin/headscope" "$stage"/lib/* 2>/dev/null |
  grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
case $(uname -m) in
  # The kernels begin at SSE2; the Swift runtime swaps 16 bytes at once.
  x86_64) cpu="any x86-64 with CMPXCHG16B (all since 2006); AVX2 with FMA and AVX-512 are used where they are" ;;
  aarch64) cpu="any 64-bit ARM" ;;
  *) cpu=$(uname -m) ;;
esac
cat >"$stage/REQUIREMENTS" <<REQUIREMENTS
C library: glibc ${least#GLIBC_} or newer
CPU: $cpu
Nothing else: no Swift, no Python, no oneDNN, no ncurses. Unpack anywhere and run bin/headscope.
REQUIREMENTS

tar -C dist -czf "dist/$name.tar.gz" --owner=0 --group=0 --sort=name "$name"
rm -rf "$stage"
echo "dist/$name.tar.gz, $(du -h "dist/$name.tar.gz" | cut -f1)"
echo "needs glibc ${least#GLIBC_} or newer; $cpu"
