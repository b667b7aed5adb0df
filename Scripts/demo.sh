#!/usr/bin/env bash
# usage: demo.sh PROGRAM: the README's pictures, exported by the program itself: the dashboard is opened on a pseudo-terminal,
# told to save its screen, and left. Needs script(1) of util-linux.
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.."
export HEADSCOPE_HOME=$PWD
text="i felt so anxious standing in front of the crowd that my heart was racing"

if ! command -v script >/dev/null; then
  echo "script(1) is missing. Type: sudo apt-get install -y bsdutils" >&2
  exit 1
fi

# screen NAME ROWS COLUMNS THEME [KEYS]: saves one screen, after some keys, as docs/NAME.svg. `Alt-:` finds an action by its name.
screen() {
  local folder
  folder=$(mktemp -d)
  {
    sleep 3
    local keys=${5:-} index
    for ((index = 0; index < ${#keys}; index++)); do
      printf '%s' "${keys:index:1}"
      sleep 0.5
    done
    printf '\033:'
    sleep 0.5
    printf 'save svg\r'
    sleep 1.5
    printf '\003'
  } | (
    cd "$folder"
    TERM=xterm-256color COLORTERM=truecolor LANG=C.UTF-8 XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder \
      script -qec "stty rows $2 cols $3; '$program' --theme $4 --text '$text'" /dev/null >/dev/null
  )
  mv "$folder"/headscope-*.svg "docs/$1.svg"
  rm -rf "$folder"
  echo "docs/$1.svg"
}

mkdir -p docs
screen explain 22 116 tide
screen explain-light 22 116 tide-light
screen heads 30 116 tide $'\t2bb'
"$program" explain "$text" --format svg --width 100 >docs/command.svg
echo docs/command.svg
