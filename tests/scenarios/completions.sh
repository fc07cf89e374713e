#!/usr/bin/env bash
# The completion scripts, each in its own shell: what is offered for words typed so far.
. "$(dirname "$0")/lib.sh"

cd "$work"
touch recipe.toml
for shell in bash zsh fish; do
  for program in escrow verifier auditor witness; do "$bin/$program" completion "$shell" >"$program.$shell"; done
done

# in_SHELL PROGRAM LINE   what the shell offers at the end of the line, one a line, sorted
in_bash() {
  bash --norc --noprofile -c 'source "$1.bash"
    COMP_LINE=$2 COMP_POINT=${#2}
    read -ra COMP_WORDS <<<"$2"
    [ "${2%" "}" = "$2" ] || COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    $(complete -p "$1" | sed "s/.* -F \([^ ]*\) .*/\1/")
    printf "%s\n" "${COMPREPLY[@]}"' bash "$1" "$2" 2>/dev/null | sort
}
# fish 4 adds, after what begins with the word, what has its letters somewhere.
in_fish() {
  HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work fish --no-config -c 'source $argv[1].fish
    complete -C $argv[2]' "$1" "$2" | cut -f 1 | awk -v typed="${2##* }" 'index($0, typed) == 1' | sort
}
in_zsh() { zsh -f "$scenarios/completions.zsh" "$PWD/$1.zsh" "$2" | tr -d '\r' | sed -n 's/^offered: //p' | sort -u; }

scenarios=$root/tests/scenarios
# offers SHELL LINE WORD...   exactly these words
offers() {
  local shell=$1 line=$2 found
  shift 2
  found=$("in_$shell" "${line%% *}" "$line" | paste -sd ' ')
  [ "$found" = "$*" ] || { echo "$shell offers '$found' after '$line', not '$*'"; return 1; }
}

tried=0
for shell in bash zsh fish; do
  command -v "$shell" >/dev/null || { echo "left out: $shell is not installed"; continue; }
  tried=$((tried + 1))
  check "$shell: a command" offers "$shell" "escrow dep" deposit
  check "$shell: an option of a command" offers "$shell" "escrow deposit --po" --policy
  check "$shell: the commands below one" offers "$shell" "escrow recipe " check init lock try
  check "$shell: a command of another program" offers "$shell" "verifier ver" verify
  check "$shell: the words that an option takes" offers "$shell" "escrow key new x --role ver" verifier
  check "$shell: a file where one is meant" offers "$shell" "escrow recipe lock rec" recipe.toml
  check "$shell: a file as an option's value" offers "$shell" "auditor check x --policy rec" recipe.toml
  check "$shell: nothing where nothing fits" offers "$shell" "witness nonesuch"
done
[ "$tried" -gt 1 ] || skip "neither zsh nor fish is installed"
