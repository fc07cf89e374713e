# shellcheck shell=bash
# The thread from source to verdict on one package, step by step, for scripts. Needs world.sh and debian.sh.

# thread_deposit DIR DSC SCOPE DEB-NAME...   drafts and locks a recipe and deposits; prints the deposit id.
# DIR gets the recipe, its lock and materials, and the receipt.
thread_deposit() {
  local dir=$1 dsc=$2 scope=$3 name artifacts=() allow=() answer
  shift 3
  for name; do artifacts+=(--artifact "$name"); done
  [ -e "$dir/recipe.toml" ] || "$bin/escrow" -q recipe init "$dsc" --build "$scope" --suite "$suite" "${artifacts[@]}" --out "$dir/recipe.toml" || return
  [ -e "$dir/recipe.lock" ] || "$bin/escrow" -q recipe lock "$dir/recipe.toml" --source "$dsc" || return
  answer=$("$bin/escrow" --json ${progress:+--progress "$progress"} deposit "$dsc" --recipe "$dir/recipe.toml" --agreement "$world/agreement.json" --policy "$world/policy.toml" --key "$world/vendor" \
    --at "$at" --receipt "$dir/receipt.evidence" ${thread_allow[@]+"${thread_allow[@]}"}) || return
  json_value deposit <<<"$answer"
}

# thread_carry_in DIR DEPOSIT   exports to media and imports into the room.
thread_carry_in() {
  rm -f "$1/media.export"
  "$bin/escrow" -q export "$2" --room "$world/room" --at "$at" --agreement "$world/agreement.json" --key "$world/room" --out "$1/media.export" >/dev/null \
    && "$bin/verifier" -q import "$1/media.export" --data "$world/room-data" --policy "$world/policy.toml" >/dev/null \
    && rm -f "$1/media.export"
}

# thread_carry_out DIR EVIDENCE...  takes the outbox out and submits it; the evidence files are completed in order.
thread_carry_out() {
  local dir=$1
  "$bin/verifier" -q outbox --out "$dir/room.outbox" --data "$world/room-data" --key "$world/room" >/dev/null \
    && "$bin/escrow" -q submit "$dir/room.outbox" --at "$at" --agreement "$world/agreement.json" --key "$world/room" --evidence "$2" >/dev/null
}

# json_value NAME   the text or number of a top-level member of the JSON on standard input.
json_value() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
