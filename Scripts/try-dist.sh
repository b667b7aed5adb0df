#!/usr/bin/env bash
# usage: try-dist.sh ARCHIVE [SUITE]: unpacks an archive in a bare Debian made by debootstrap and uses it there under chroot.
#
# Needs root and debootstrap. Nothing of this machine but the kernel is seen by the program.
set -euo pipefail
archive=$(realpath "$1")
suite=${2:-bookworm}

if ((EUID != 0)); then
  echo "chroot needs root: sudo $0 $*" >&2
  exit 1
fi
if ! command -v debootstrap >/dev/null; then
  echo "debootstrap is missing. Type: apt-get install -y debootstrap" >&2
  exit 1
fi

root=$(mktemp -d)
trap 'umount -q "$root/proc" "$root/dev/pts" 2>/dev/null || true; rm -rf --one-file-system "$root"' EXIT
mirror=$(sed -nE 's/^(deb|URIs:) *(\[[^]]*\] *)?(https?:[^ ]+).*/\3/p' \
  /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1 || true)
debootstrap --variant=minbase "$suite" "$root" "${mirror:-http://deb.debian.org/debian}" >"$root.log" ||
  { tail -n 5 "$root.log" >&2; exit 1; }
rm -f "$root.log"

mkdir -p "$root/opt" "$root/dev/pts"
tar -C "$root/opt" -xzf "$archive"
mount -t proc proc "$root/proc"
mount -t devpts devpts "$root/dev/pts" 2>/dev/null || true
program=/opt/$(basename "$archive" .tar.gz)/bin/headscope
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root LANG=C.UTF-8 TERM=xterm-256color "$@"; }

echo "-- no Swift, no Python, no oneDNN inside"
for absent in swift python3; do
  if inside sh -c "command -v $absent"; then echo "$absent is there: no fair trial" >&2; exit 1; fi
done
echo "-- libraries"
inside ldd "$program" | grep -v 'linux-vdso' | sed "s/^/   /"
if inside ldd "$program" | grep -q 'not found'; then exit 1; fi
echo "-- predict"
inside "$program" predict "i felt so anxious standing in front of the crowd"
echo "-- explain"
inside "$program" explain "i felt so anxious standing in front of the crowd" --format text
echo "-- from another folder, through a link"
inside sh -c "ln -s $program /usr/bin/headscope; cd /tmp; echo 'i am so happy' | headscope predict - --format jsonl"
echo "-- dashboard opens and leaves"
printf '\033q' | inside timeout 20 script -qec "stty rows 24 cols 80; $program --text 'i am happy'" /dev/null |
  tail -c 200 | od -c | tail -n 2
echo "-- backend"
inside "$program" info --format json | grep -E '"(backend|cpu)"'
echo "The archive runs on a bare $suite."
