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

# screen NAME ROWS COLUMNS KEYS ARGUMENTS…: saves one screen, after some keys, as docs/NAME.svg. `Alt-:` finds an action by its name.
screen() {
  local folder arguments
  arguments=$(printf ' %q' "${@:5}")
  folder=$(mktemp -d)
  {
    sleep 3
    local keys=$4 index
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
    # Names as a user would give them: no picture tells where it was made.
    ln -s "$HEADSCOPE_HOME"/docs "$HEADSCOPE_HOME"/runs "$folder"
    cd "$folder"
    TERM=xterm-256color COLORTERM=truecolor LANG=C.UTF-8 XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder \
      script -qec "stty rows $2 cols $3; '$program'$arguments" /dev/null >/dev/null
  )
  mv "$folder"/headscope-*.svg "docs/$1.svg"
  rm -rf "$folder"
  echo "docs/$1.svg"
}

mkdir -p docs
screen explain 22 116 "" --theme tide --text "$text"
screen explain-light 22 116 "" --theme tide-light --text "$text"
screen sum 37 116 $'\tW' --theme tide --text "$text"
screen heads 30 116 $'\t2bb' --theme tide --text "$text"
screen data 30 116 "" --theme tide --screen data --data docs/sentences.txt
screen evaluate 36 116 "" --theme tide --screen evaluate --data docs/sentences.txt
# The runs of Recipes, where they are still there.
if [ -e runs/emotion-mini/run.jsonl ] && [ -e runs/emotion-teacher/run.jsonl ]; then
  screen train 34 116 "" watch --theme tide runs/emotion-teacher runs/emotion-mini
else
  echo "docs/train.svg is left as it is: there is no runs/emotion-teacher and runs/emotion-mini"
fi
"$program" explain "$text" --format svg --width 100 >docs/command.svg
echo docs/command.svg
