#!/usr/bin/env bash
# usage: install.sh PROGRAM PREFIX: copies the program and the files that it looks for in ../share/headscope.
set -euo pipefail
program=$1
prefix=$2
cd "$(dirname "$0")/.."
share=$prefix/share/headscope

install -d "$prefix/bin" "$share/Models" "$share/themes"
install -m 755 "$program" "$prefix/bin/headscope"
rm -rf "$share/Models/emotion-mini"
cp -R Models/emotion-mini "$share/Models/"
install -m 644 themes/*.toml "$share/themes/"
chmod -R u=rwX,go=rX "$share"
echo "Installed $prefix/bin/headscope; its model and themes are in $share"
