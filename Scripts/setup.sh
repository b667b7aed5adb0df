#!/usr/bin/env bash
# Makes sure that what the build needs is on the machine: Swift, libncursesw and, where it can be had, oneDNN.
#
# Installs Debian packages when it may (root, or sudo that asks for no password); otherwise it prints the one command
# to type. ncurses is a must. oneDNN is a backend: without it the program runs on its own kernels.
set -euo pipefail

required=()
optional=()

if ! command -v swift >/dev/null; then
  echo "Swift 6.2 or newer is needed. Install it from https://www.swift.org/install/ and try again." >&2
  exit 1
fi

has_header() {
  local folder
  for folder in /usr/include /usr/include/"$(uname -m)"-linux-gnu /usr/local/include /opt/homebrew/include; do
    [[ -e $folder/$1 ]] && return 0
  done
  return 1
}

if [[ $(uname) == Darwin ]]; then
  has_header dnnl.h || echo "Without oneDNN the program uses its own kernels; to have it: brew install onednn"
  exit 0
fi

has_header ncursesw/curses.h || has_header curses.h || required+=(libncursesw5-dev)
# The compiled terminal descriptions of the tests and of true colour come from tic.
command -v tic >/dev/null || required+=(ncurses-bin)
if [[ ${ONEDNN:-1} != 0 ]]; then has_header dnnl.h || optional+=(libdnnl-dev); fi

missing=("${required[@]}" "${optional[@]}")
if ((${#missing[@]} == 0)); then exit 0; fi

sudo=()
if ((EUID != 0)); then sudo=(sudo -n); fi
if command -v apt-get >/dev/null && { ((EUID == 0)) || sudo -n true 2>/dev/null; }; then
  echo "Installing ${missing[*]}"
  "${sudo[@]}" apt-get update -qq
  if ((${#required[@]})); then
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -qq -y --no-install-recommends "${required[@]}" >/dev/null
  fi
  if ((${#optional[@]})); then
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -qq -y --no-install-recommends "${optional[@]}" >/dev/null ||
      echo "No ${optional[*]} here: building with the program's own kernels."
  fi
  exit 0
fi

if ((${#required[@]})); then
  echo "Missing: ${required[*]}. Type this, then try again:" >&2
  echo "  sudo apt-get install -y ${missing[*]}" >&2
  exit 1
fi
echo "For the faster oneDNN backend: sudo apt-get install -y ${optional[*]}"
